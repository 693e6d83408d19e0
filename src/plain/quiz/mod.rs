//! The timed quiz: set-up, resuming, and what follows the end.

mod clock;
mod report;
mod sitting;

use crate::plain::console::{self, Talk};
use crate::plain::quiz::clock::spoken;
use crate::plain::quiz::sitting::{Outcome, Sitting};
use crate::plain::trainer::Trainer;
use crate::session::{CustomForm, Exam, Form, SubmitReason, Terms};

/// What stays true whatever the program does.
const CLOCK_RULE: &str = "The clock runs on while the program is closed.";

/// Offers to resume what was interrupted, or sets up a new quiz over these learning objectives.
pub(super) fn offer(trainer: &mut Trainer, objectives: Vec<String>) -> Talk {
    if let Some(exam) = unfinished(trainer)?
        && !resume_or_drop(trainer, exam)?
    {
        return Ok(());
    }
    set_up(trainer, objectives)
}

/// The quiz that was begun and neither submitted nor given up.
pub(super) fn unfinished(trainer: &mut Trainer) -> Talk<Option<Exam>> {
    Ok(trainer.progress()?.sittings.unfinished())
}

/// A line about the quiz that waits, when one does.
pub(super) fn remind(trainer: &mut Trainer) -> Talk {
    match unfinished(trainer)? {
        Some(exam) => {
            let state = describe(trainer, &exam);
            trainer.console.say(&format!("{state} Start the quiz to resume it."))
        }
        None => Ok(()),
    }
}

/// Where an interrupted quiz stands.
pub(super) fn describe(trainer: &Trainer, exam: &Exam) -> String {
    let (answered, count) = (exam.state().responses.len(), exam.questions().len());
    let time = match exam.clock().remaining_secs(trainer.console.moment()) {
        None => "It has no time limit.".to_owned(),
        Some(0) => format!("{CLOCK_RULE} Its time is up."),
        Some(left) => format!("{CLOCK_RULE} Time remaining: {}.", spoken(left)),
    };
    format!("An unfinished quiz waits: {answered} of {count} questions answered. {time}")
}

/// Asks what to do with an interrupted quiz; whether a new one may begin.
pub(super) fn resume_or_drop(trainer: &mut Trainer, exam: Exam) -> Talk<bool> {
    let state = describe(trainer, &exam);
    trainer.console.say(&state)?;
    let missing = exam.questions().iter().filter(|id| trainer.pack.question(id).is_none()).count();
    if missing > 0 {
        trainer.console.say(&format!(
            "{missing} of its questions are not in this pack; they would be left out of the result."
        ))?;
    }
    if exam.clock().is_over(trainer.console.moment()) {
        trainer.console.say("It is submitted as it is.")?;
        submit(trainer, &exam, SubmitReason::TimeUp)?;
        return Ok(false);
    }
    loop {
        match trainer
            .console
            .ask("Type r to resume it, x to give it up without a result, q to leave it.")?
            .as_str()
        {
            "r" | "resume" => {
                sit(trainer, exam)?;
                return Ok(false);
            }
            "x" => {
                trainer.record(&exam.abandon())?;
                trainer.console.say("The quiz was given up.")?;
                return Ok(true);
            }
            "q" => return Ok(false),
            _ => {}
        }
    }
}

/// Length, minutes, confirmation; then the quiz.
pub(super) fn set_up(trainer: &mut Trainer, objectives: Vec<String>) -> Talk {
    let defaults = &trainer.pack.exam;
    let (usual_count, usual_minutes) = (defaults.questions, defaults.minutes);
    let Some(count) =
        number(trainer, "How many questions?", u32::try_from(usual_count).unwrap_or(u32::MAX), 1)?
    else {
        return Ok(());
    };
    let Some(minutes) = number(trainer, "How many minutes? 0 is no limit.", usual_minutes, 0)? else {
        return Ok(());
    };
    let form = Form::Custom(CustomForm {
        count: count as usize,
        minutes: (minutes > 0).then_some(minutes),
        objectives,
        ..CustomForm::everything()
    });
    let seed = trainer.next_seed();
    let served = form.serve(trainer.pack, &trainer.progress()?, trainer.today(), seed);
    if served.questions.is_empty() {
        return trainer.console.say("There is no question to ask.");
    }
    let limit =
        if minutes == 0 { "no time limit".to_owned() } else { console::count(minutes as usize, "minute") };
    trainer.console.say(&format!(
        "{}, {limit}. There is no penalty for guessing; what is unanswered counts as incorrect. \
         {CLOCK_RULE}",
        console::count(served.questions.len(), "question")
    ))?;
    if !yes(trainer, "Begin? Type y or n.")? {
        return Ok(());
    }
    let now = trainer.console.moment();
    let (exam, event) = Exam::start(trainer.pack, served, Terms::default(), seed, now);
    trainer.record(&event)?;
    sit(trainer, exam)
}

/// A number from `least` on; the usual one for an empty line, nothing when the learner leaves.
fn number(trainer: &mut Trainer, question: &str, usual: u32, least: u32) -> Talk<Option<u32>> {
    loop {
        let line =
            trainer.console.ask(&format!("{question} Press Enter for {usual}, or type q to leave."))?;
        match line.as_str() {
            "" => return Ok(Some(usual)),
            "q" => return Ok(None),
            other => match other.parse::<u32>() {
                Ok(number) if number >= least => return Ok(Some(number)),
                _ => trainer.console.say(&format!("`{other}` is not a whole number from {least} on."))?,
            },
        }
    }
}

fn yes(trainer: &mut Trainer, question: &str) -> Talk<bool> {
    loop {
        match trainer.console.ask(question)?.as_str() {
            "y" | "yes" => return Ok(true),
            "n" | "no" | "q" => return Ok(false),
            _ => {}
        }
    }
}

fn sit(trainer: &mut Trainer, exam: Exam) -> Talk {
    match Sitting::new(trainer, exam).run()? {
        Outcome::Left => trainer.console.say(&format!(
            "You left the quiz; every answer is kept. {CLOCK_RULE} Start the quiz again to resume it."
        )),
        Outcome::Ended(exam, reason) => submit(trainer, &exam, reason),
    }
}

fn submit(trainer: &mut Trainer, exam: &Exam, reason: SubmitReason) -> Talk {
    if trainer.progress()?.sittings.has_ended(exam.session()) {
        return trainer.console.say("This quiz was ended in another window; its report stands there.");
    }
    let event = exam.clone().submit(trainer.pack, reason);
    trainer.record(&event)?;
    report::tell(trainer, exam.session())
}
