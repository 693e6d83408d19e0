//! After the quiz: the report, and every question once more with its answer.

use std::collections::BTreeSet;

use crate::bank::{Graded, OptionMark, Question, Response, grade};
use crate::plain::console::Talk;
use crate::plain::sheet::Sheet;
use crate::plain::trainer::Trainer;
use crate::session::{Exam, ExamReport, ItemResult, Tally};

/// Says how it went, then answers requests for single questions.
pub(super) fn tell(trainer: &mut Trainer, exam: &Exam, results: &[ItemResult]) -> Talk {
    let report = ExamReport::of(trainer.pack, results);
    trainer.console.gap()?;
    trainer.console.say(&format!("Right: {}.", share(report.total)))?;
    if report.unanswered > 0 {
        trainer.console.say(&format!("Unanswered: {}.", report.unanswered))?;
    }
    trainer.console.say("This counts right answers to these questions; it is no AWS score.")?;
    trainer.console.say("By objective:")?;
    let pack = trainer.pack;
    for (id, tally) in &report.objectives {
        let text = pack.blueprint.objective(id).map_or("", |objective| objective.text.as_str());
        trainer.console.hang("  ", &format!("{}: {id} {text}", share(*tally)))?;
    }
    trainer.console.say("By topic:")?;
    for (id, tally) in &report.families {
        let title = pack.blueprint.families.iter().find(|family| family.id == *id);
        let title = title.map_or(id.as_str(), |family| family.title.as_str());
        trainer.console.hang("  ", &format!("{}: {title}", share(*tally)))?;
    }
    let believed: Vec<String> = report.misconceptions.into_iter().map(|(id, _)| id).collect();
    trainer.refute(&believed)?;
    review(trainer, exam)
}

fn share(tally: Tally) -> String {
    format!("{} of {} ({:.0} %)", tally.correct, tally.asked, tally.share() * 100.0)
}

fn review(trainer: &mut Trainer, exam: &Exam) -> Talk {
    for (at, id) in exam.questions().iter().enumerate() {
        let Some(question) = trainer.pack.question(id) else { continue };
        let mark = match exam.state().responses.get(id) {
            None => "[O] missed",
            Some(response) if grade(question, response).is_correct() => "[+] right",
            Some(_) => "[X] wrong",
        };
        trainer.console.say(&format!("{}. {mark}", at + 1))?;
    }
    loop {
        let line = trainer
            .console
            .ask("Type a number to read a question with its answer, or press Enter to go on.")?;
        if line.is_empty() || line == "q" {
            return Ok(());
        }
        let at = line.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let question = at.and_then(|at| exam.questions().get(at)).and_then(|id| trainer.pack.question(id));
        match (at, question) {
            (Some(at), Some(question)) => explain(trainer, exam, at, question)?,
            _ => trainer.console.say(&format!("There is no question `{line}`."))?,
        }
    }
}

fn explain(trainer: &mut Trainer, exam: &Exam, at: usize, question: &Question) -> Talk {
    let sheet = Sheet::new(question, exam.seed(), at);
    trainer.show(&sheet, &BTreeSet::new())?;
    let response = exam.state().responses.get(&question.id);
    let graded = match (response, sheet.key()) {
        (Some(response), _) => grade(question, response),
        (None, key) => unanswered(question, key.as_ref()),
    };
    trainer.explain(&sheet, response, &graded, None)
}

/// Everything that is right, marked as missed.
fn unanswered(question: &Question, key: Option<&Response>) -> Graded {
    let Some(key) = key else { return grade(question, &empty()) };
    let mut graded = grade(question, key);
    graded.earned = 0;
    for mark in graded.marks.values_mut().filter(|mark| **mark == OptionMark::Right) {
        *mark = OptionMark::Missed;
    }
    graded
}

fn empty() -> Response {
    Response::Choice { picked: BTreeSet::new() }
}
