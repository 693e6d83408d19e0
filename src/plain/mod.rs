//! The same sessions as lines of text: for screen readers, dumb terminals and scripts.
//!
//! Nothing here moves a cursor, draws a box or colours a word: every change is a line, every mark is
//! a sign and a word. The clock speaks when it is asked, at its thresholds, and when time is up. Each
//! answer is on the disk before the next question is shown.

mod console;
mod drill;
mod feedback;
mod home;
mod keyboard;
mod lab;
mod lesson;
mod past;
mod prose;
mod quiz;
mod reflect;
mod search;
mod settings;
mod sheet;
mod shelf;
mod show;
mod stats;
mod trainer;

use std::io::{self, Write};

use crate::launch::{Launch, Start};
use crate::plain::console::{Console, Stop};
use crate::plain::trainer::Trainer;

pub use console::{Input, Line, PlainError};
pub use keyboard::Keyboard;

/// Holds the whole conversation, up to the learner's leave or the end of the input.
///
/// `width` is the number of columns that lines are wrapped to.
///
/// # Errors
/// When the output or the history refuses. An output that was closed ends the conversation instead.
pub fn run(
    launch: Launch,
    input: &mut dyn Input,
    output: &mut dyn Write,
    width: usize,
) -> Result<(), PlainError> {
    let Launch { start, pack, store, notices, home, seed, clock, appearance: _, settings } = launch;
    let console = Console::new(input, output, width);
    let mut trainer = Trainer::new(&pack, store, home, seed, clock, console);
    trainer.settings = settings;
    let ended = converse(&mut trainer, start, &notices).or_else(|stop| match stop {
        Stop::Closed => {
            trainer.console.say("The input ended. What was answered is kept.")?;
            quiz::remind(&mut trainer)
        }
        failed @ Stop::Failed(_) => Err(failed),
    });
    let ended = ended.and_then(|()| trainer.heed()).and_then(|()| trainer.console.flush());
    // Nothing hangs on it but how fast the next start is.
    drop(trainer.store.keep(trainer.clock));
    match ended {
        Ok(()) | Err(Stop::Closed) => Ok(()),
        Err(Stop::Failed(PlainError::Output(error))) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(Stop::Failed(error)) => Err(error),
    }
}

fn converse(trainer: &mut Trainer, start: Start, notices: &[String]) -> Result<(), Stop> {
    for notice in notices {
        trainer.console.hang("Note: ", notice)?;
    }
    match start {
        Start::Home => home::run(trainer),
        Start::Exam { objectives } => quiz::offer(trainer, objectives),
        other => {
            quiz::remind(trainer)?;
            match other {
                Start::Drill { objectives, selection, purpose } => {
                    drill::over_objectives(trainer, objectives, selection, purpose)
                }
                Start::Practice { questions } => drill::over_questions(trainer, questions),
                Start::Build { lab: Some(id) } => lab::run(trainer, &id),
                _ => lab::choose(trainer),
            }
        }
    }
}
