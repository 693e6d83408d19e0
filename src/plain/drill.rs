//! Self-study: one question at a time, full feedback at once.

use std::collections::BTreeSet;

use crate::bank::{Body, Question, QuestionId, Response};
use crate::plain::console::{Talk, count};
use crate::plain::lab;
use crate::plain::sheet::Sheet;
use crate::plain::shelf;
use crate::plain::trainer::Trainer;
use crate::session::{
    self, Confidence, Drill, DrillHint, DrillSpec, Practice, Purpose, Selection, SessionEvent, Written,
    asks_why, hints, signed,
};

/// A sitting over what is selected of these learning objectives, of all when empty.
pub(super) fn over_objectives(
    trainer: &mut Trainer,
    objectives: Vec<String>,
    selection: Selection,
    purpose: Purpose,
) -> Talk {
    let count = usize::from(trainer.settings.questions_per_sitting);
    let spec = DrillSpec { count, objectives, selection, purpose };
    let progress = trainer.progress()?;
    let drill = Drill::start(trainer.pack, &spec, &progress, &trainer.start());
    run(trainer, drill)
}

/// A sitting over exactly these questions.
pub(super) fn over_questions(trainer: &mut Trainer, questions: Vec<QuestionId>) -> Talk {
    let (seed, now) = (trainer.next_seed(), trainer.console.now());
    run(trainer, Drill::over(questions, Purpose::Study, seed, now))
}

/// The opening diagnostic, which says nothing about readiness.
pub(super) fn diagnostic(trainer: &mut Trainer) -> Talk {
    let (seed, now) = (trainer.next_seed(), trainer.console.now());
    let questions = session::diagnostic(trainer.pack, &trainer.progress()?, seed);
    run(trainer, Drill::over(questions, Purpose::Pretest, seed, now))
}

/// How the learner leaves a question.
enum Turn {
    /// With the misconceptions that the answer acted on.
    Answered(Vec<String>),
    Skipped,
    Stopped,
}

fn run(trainer: &mut Trainer, mut drill: Drill) -> Talk {
    if drill.is_empty() {
        return trainer.console.say("There is no question to ask.");
    }
    let questions = count(drill.len(), "question");
    trainer.console.say(&format!("Self-study: {questions}. Type ? for help, q to stop."))?;
    let mut practice = Practice::default();
    while let Some(id) = drill.current().cloned() {
        match serve(trainer, &mut drill, &mut practice, &id)? {
            Turn::Stopped => break,
            Turn::Skipped => {}
            Turn::Answered(beliefs) => match go_on(trainer, &id, &beliefs)? {
                Next::Question => {}
                Next::Stop => break,
                Next::Again => {
                    if let Some(event) = drill.undo() {
                        trainer.record(&event)?;
                        practice.take(&event);
                    }
                    continue;
                }
            },
        }
        drill.next();
    }
    let (right, asked) = (drill.results().iter().filter(|(_, right)| *right).count(), drill.results().len());
    trainer.console.say(&format!("Right: {right} of {asked}."))?;
    sum_up(trainer, &practice)
}

/// Practice mark, calibration of this sitting, beliefs acted on, and what comes next.
fn sum_up(trainer: &mut Trainer, practice: &Practice) -> Talk {
    if let Some(mark) = practice.mark() {
        let marks = "right 1, 2 or 3, wrong 0, -2 or -6, by how sure you were";
        trainer.console.say(&format!("Practice mark {}: {marks}.", signed(mark)))?;
    }
    for (level, right, all) in practice.calibration() {
        trainer.console.say(&format!("{right} of {all} right where you said {}.", level.label()))?;
    }
    for (id, times) in practice.acted_on() {
        let belief = trainer.pack.misconception(id).map_or(id, |misconception| misconception.belief.as_str());
        trainer.console.hang("Acted on: ", &format!("{belief} ({})", count(times, "time")))?;
    }
    let (knowledge, today) = (trainer.progress()?.knowledge, trainer.today());
    let due = |day| knowledge.due_count(trainer.settings.policy(), day);
    let (now, tomorrow) = (due(today), due(today + 1));
    let later = count(tomorrow.saturating_sub(now), "more topic");
    trainer.console.say(&format!("Next: {} due today, {later} tomorrow.", count(now, "topic")))
}

fn serve(trainer: &mut Trainer, drill: &mut Drill, practice: &mut Practice, id: &QuestionId) -> Talk<Turn> {
    let Some(question) = trainer.pack.question(id) else { return Ok(Turn::Skipped) };
    let sheet = Sheet::new(question, drill.seed(), drill.position());
    trainer.console.gap()?;
    trainer.console.say(&format!("Question {} of {}.", drill.position() + 1, drill.len()))?;
    trainer.show(&sheet, &BTreeSet::new())?;
    let shown_at = trainer.console.now();
    let ladder = hints(question, trainer.pack, drill.seed(), drill.position());
    let mut taken = Taken { ladder: ladder.iter().map(|hint| spoken(hint, &sheet)).collect(), count: 0 };
    let (response, confidence) = match answer(trainer, &sheet, &mut taken)? {
        Given::Answer(response, confidence) => (response, confidence),
        Given::Turn(turn) => return Ok(turn),
    };
    let millis = u64::try_from(trainer.console.now() - shown_at).unwrap_or(0);
    let because = because(trainer, drill, question)?;
    let step = drill.answer(question, response.clone(), confidence, taken.count > 0, millis);
    if let Some(text) = &because {
        write_down(trainer, drill, id, Written::Explanation, text)?;
    }
    trainer.record(&step.event)?;
    practice.take(&step.event);
    trainer.explain(&sheet, Some(&response), &step.graded, confidence)?;
    tell_ledger(trainer, &step.graded.misconceptions)?;
    if let (Some(confidence), Some(sum)) = (confidence, practice.mark()) {
        let mark = confidence.mark(step.graded.is_correct());
        trainer.console.say(&format!("Practice mark {}, in this sitting {}.", signed(mark), signed(sum)))?;
    }
    if let Some(text) = &because {
        trainer.console.hang("Your reason: because ", text)?;
        trainer.console.say("Compare it with the reasons above.")?;
    }
    if confidence == Some(Confidence::Sure) && !step.graded.is_correct() {
        correct(trainer, drill, id)?;
    }
    Ok(Turn::Answered(step.graded.misconceptions))
}

/// What the learner wants after the feedback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Question,
    /// The same question: the answer is taken back.
    Again,
    Stop,
}

/// Waits after the feedback: a false belief can be looked at as a network that fails, and the question
/// starred, noted or reported.
fn go_on(trainer: &mut Trainer, id: &QuestionId, beliefs: &[String]) -> Talk<Next> {
    let pack = trainer.pack;
    let question = pack.question(id);
    let shown = beliefs.iter().find_map(|belief| Some((belief, pack.refutation(belief)?)));
    let prove = if shown.is_some() { ", v to see the belief fail as a network" } else { "" };
    loop {
        let line = trainer
            .console
            .ask(&format!("Press Enter to go on, u to take the answer back{prove}, or q to stop."))?;
        match (line.as_str(), shown) {
            ("q", _) => return Ok(Next::Stop),
            ("u", _) => {
                let text = "The answer then counts for nothing. Take it back? Type y or n.";
                if trainer.console.ask(text)? == "y" {
                    return Ok(Next::Again);
                }
            }
            ("v", Some((belief, refutation))) => lab::disprove(trainer, belief, refutation)?,
            (other, _) => {
                let acted = question.map(|question| shelf::act(trainer, question, other)).transpose()?;
                if acted != Some(true) {
                    return Ok(Next::Question);
                }
            }
        }
    }
}

/// What the ledger has on each of these beliefs.
fn tell_ledger(trainer: &mut Trainer, beliefs: &[String]) -> Talk {
    if beliefs.is_empty() {
        return Ok(());
    }
    let (ledger, today) = (trainer.progress()?.ledger, trainer.today());
    for line in beliefs.iter().filter_map(|id| ledger.told(id, today)) {
        trainer.console.say(&line)?;
    }
    Ok(())
}

/// Asks for the reason of an answer, on some questions, before anything is told about it.
fn because(trainer: &mut Trainer, drill: &Drill, question: &Question) -> Talk<Option<String>> {
    if !asks_why(question, trainer.settings.explain_one_in, drill.seed(), drill.position()) {
        return Ok(None);
    }
    let text = trainer.console.ask("Because? Give your reason in one line, or press Enter to skip it.")?;
    Ok((!text.is_empty()).then_some(text))
}

/// After a wrong answer of which the learner was sure: asks for a correction in own words.
fn correct(trainer: &mut Trainer, drill: &Drill, id: &QuestionId) -> Talk {
    trainer.console.say(
        "You were sure (above 80 %), and it is wrong. This comes back tomorrow and again in about a week.",
    )?;
    let text = trainer.console.ask("Correct it in one line of your own, or press Enter to skip it.")?;
    if text.is_empty() { Ok(()) } else { write_down(trainer, drill, id, Written::Correction, &text) }
}

fn write_down(trainer: &mut Trainer, drill: &Drill, id: &QuestionId, written: Written, text: &str) -> Talk {
    trainer.record(&SessionEvent::Explained {
        session: drill.session().clone(),
        question: id.clone(),
        written,
        text: text.to_owned(),
    })
}

/// Hints, and how many of them were told.
struct Taken {
    ladder: Vec<String>,
    count: usize,
}

impl Taken {
    fn next(&mut self) -> String {
        let of = self.ladder.len();
        match self.ladder.get(self.count) {
            Some(hint) => {
                self.count += 1;
                format!("Hint {} of {of}: {hint}", self.count)
            }
            None if of == 0 => "There is no hint for this question.".to_owned(),
            None => "That was the last hint.".to_owned(),
        }
    }
}

/// A hint in words; an option that it strikes out is named by its letter.
fn spoken(hint: &DrillHint, sheet: &Sheet) -> String {
    match &hint.strikes {
        Some(id) => format!("{} is wrong.", sheet.letter(id)),
        None => hint.text.clone(),
    }
}

enum Given {
    Answer(Response, Option<Confidence>),
    Turn(Turn),
}

fn answer(trainer: &mut Trainer, sheet: &Sheet, hints: &mut Taken) -> Talk<Given> {
    trainer.console.say(&sheet.instruction())?;
    loop {
        let line = trainer.console.read_command()?;
        match line.as_str() {
            "q" => return Ok(Given::Turn(Turn::Stopped)),
            "s" => return Ok(Given::Turn(Turn::Skipped)),
            "?" | "help" => help(trainer, sheet)?,
            "H" | "hint" => {
                let hint = hints.next();
                trainer.console.prose(&hint)?;
            }
            "star" | "note" | "report" => {
                if line == "report" && !trainer.progress()?.seen.has_met(&sheet.question.id) {
                    trainer.console.say("Answer it first: a report shows the key.")?;
                } else {
                    shelf::act(trainer, sheet.question, &line)?;
                }
            }
            "again" => trainer.show(sheet, &BTreeSet::new())?,
            "" | "." => trainer.console.say(&sheet.instruction())?,
            _ => {
                if let Body::Reflection(reflection) = &sheet.question.body {
                    let text = trainer.console.read_text_behind(line)?;
                    tell_earlier(trainer, &sheet.question.id)?;
                    return Ok(Given::Answer(trainer.judge(reflection, text)?, None));
                }
                let (letters, confidence) = split_confidence(&line);
                match sheet.read(letters) {
                    Ok(response) => {
                        let confidence = if confidence.is_some() { confidence } else { how_sure(trainer)? };
                        return Ok(Given::Answer(response, confidence));
                    }
                    Err(fault) => trainer.console.say(&format!("{fault} {}", sheet.instruction()))?,
                }
            }
        }
    }
}

/// What the learner wrote about this question before, the latest first.
fn tell_earlier(trainer: &mut Trainer, id: &QuestionId) -> Talk {
    let (writings, today) = (trainer.progress()?.writings, trainer.today());
    for past in writings.reflections(id).iter().rev() {
        let days =
            count(usize::try_from(today - trainer.clock.study_day(past.at_millis)).unwrap_or(0), "day");
        trainer
            .console
            .say(&format!("You wrote {days} ago, for {} of {} points:", past.earned, past.possible))?;
        trainer.console.verbatim(&past.text)?;
    }
    Ok(())
}

/// An answer may end in `-`, `=` or `+`.
fn split_confidence(line: &str) -> (&str, Option<Confidence>) {
    let cut = |sign| line.strip_suffix(sign).map(str::trim_end);
    if let Some(letters) = cut('-') {
        (letters, Some(Confidence::Guess))
    } else if let Some(letters) = cut('=') {
        (letters, Some(Confidence::Unsure))
    } else if let Some(letters) = cut('+') {
        (letters, Some(Confidence::Sure))
    } else {
        (line, None)
    }
}

fn how_sure(trainer: &mut Trainer) -> Talk<Option<Confidence>> {
    if !trainer.settings.ask_confidence {
        return Ok(None);
    }
    let prompt = "How sure are you? Type - for a guess (below 67 %), = for unsure (67 to 80 %) or + for sure \
                  (above 80 %).";
    loop {
        let sign = trainer.console.ask(prompt)?;
        if let ("", confidence @ Some(_)) = split_confidence(&sign) {
            return Ok(confidence);
        }
    }
}

fn help(trainer: &mut Trainer, sheet: &Sheet) -> Talk {
    trainer.console.say(&sheet.instruction())?;
    trainer.console.say("Add - (guess), = (unsure) or + (sure) to say at once how sure you are.")?;
    trainer.console.hang("hint   ", "gives a hint, and then the next one")?;
    trainer.console.hang("again  ", "reads the question again")?;
    trainer.console.hang("s      ", "skips it; nothing is kept")?;
    trainer.console.hang("star, note, report  ", "marks the question, before and after the answer")?;
    trainer.console.hang("q      ", "stops; what was answered is kept")
}
