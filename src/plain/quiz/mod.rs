//! The timed quiz: set-up, resuming, and what follows the end.

mod clock;
mod report;
mod set_up;
mod sitting;

use crate::plain::console::Talk;
use crate::plain::quiz::clock::spoken;
use crate::plain::quiz::sitting::{Outcome, Sitting};
use crate::plain::trainer::Trainer;
use crate::session::{Exam, SubmitReason};

/// Offers to resume what was interrupted, or sets up a new quiz over these learning objectives.
pub(super) fn offer(trainer: &mut Trainer, objectives: Vec<String>) -> Talk {
    if let Some(exam) = unfinished(trainer)?
        && !resume_or_drop(trainer, exam)?
    {
        return Ok(());
    }
    set_up::set_up(trainer, objectives)
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
    let rule = exam.clock().rule().sentence();
    let (answered, count) = (exam.state().responses.len(), exam.questions().len());
    let time = match exam.clock().remaining_secs(trainer.console.moment()) {
        None => "It has no time limit.".to_owned(),
        Some(0) => format!("{rule} Its time is up."),
        Some(left) => format!("{rule} Time remaining: {}.", spoken(left)),
    };
    format!("An unfinished quiz waits: {answered} of {count} questions answered. {time}")
}

/// Asks what to do with an interrupted quiz; whether a new one may begin.
pub(super) fn resume_or_drop(trainer: &mut Trainer, mut exam: Exam) -> Talk<bool> {
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
                let event = exam.resume(trainer.console.moment());
                trainer.record(&event)?;
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
    let rule = exam.clock().rule().sentence();
    match Sitting::new(trainer, exam).run()? {
        Outcome::Left => trainer.console.say(&format!(
            "You left the quiz; every answer is kept. {rule} Start the quiz again to resume it."
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
    report::tell(trainer, exam.session())?;
    set_up::labs_to_build(trainer, exam)
}
