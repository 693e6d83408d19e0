//! Star, note and report, about the question that was just answered.

use std::io::ErrorKind;

use crate::bank::{Question, QuestionId};
use crate::launch::{Suggestion, report_path, write_new_file};
use crate::plain::console::Talk;
use crate::plain::trainer::Trainer;
use crate::session::SessionEvent;

/// Does what `command` says about the question; whether it was a command of this kind.
pub(super) fn act(trainer: &mut Trainer, question: &Question, command: &str) -> Talk<bool> {
    match command {
        "star" => star(trainer, &question.id)?,
        "note" => note(trainer, &question.id)?,
        "report" => report(trainer, question)?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn star(trainer: &mut Trainer, question: &QuestionId) -> Talk {
    let on = !trainer.progress()?.shelf.is_starred(question);
    trainer.record(&SessionEvent::Starred { question: question.clone(), on })?;
    trainer.console.say(if on {
        "* Starred. Search for is:starred to find it."
    } else {
        "The star is taken away."
    })
}

fn note(trainer: &mut Trainer, question: &QuestionId) -> Talk {
    let progress = trainer.progress()?;
    match progress.shelf.note(question) {
        Some(note) => trainer.console.hang("Your note: ", note)?,
        None => trainer.console.say("There is no note on it yet.")?,
    }
    trainer.console.say("Write the note; a single full stop ends it. Only a full stop leaves it as it is, a line of - takes it away.")?;
    let text = trainer.console.read_text()?;
    let text = match text.trim() {
        "" => return trainer.console.say("The note is as it was."),
        "-" => String::new(),
        _ => text,
    };
    let said = if text.is_empty() { "The note is taken away." } else { "The note is kept." };
    trainer.record(&SessionEvent::Noted { question: question.clone(), text })?;
    trainer.console.say(said)
}

fn report(trainer: &mut Trainer, question: &Question) -> Talk {
    trainer.console.say("What is wrong? A single full stop ends it.")?;
    let words = trainer.console.read_text()?;
    let mut report = Suggestion::new(&question.id, trainer.pack);
    report.set(0, words.trim_end());
    suggest(trainer, &mut report)?;
    if report.is_empty() {
        return trainer.console.say("Nothing was said, so nothing is reported.");
    }
    let text = report.to_toml(trainer.console.now());
    for number in 1..=10_000 {
        let path = report_path(&trainer.home, &question.id, number);
        match write_new_file(&path, &text) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => {
                return trainer.console.say(&format!("cannot write `{}`: {error}", path.display()));
            }
            Ok(()) => {
                let (id, version, text) = (question.id.clone(), question.version, report.words().to_owned());
                trainer.record(&SessionEvent::Reported { question: id, version, text })?;
                trainer.console.say(&format!("The report is written to {}.", path.display()))?;
                return trainer.console.say("Nothing was sent: give the file to the authors of the pack.");
            }
        }
    }
    trainer.console.say("There are too many reports about this question.")
}

/// Takes other values for parts of the question, as many as the learner likes.
fn suggest(trainer: &mut Trainer, report: &mut Suggestion) -> Talk {
    let question =
        "Type the number of a value that should read otherwise, or press Enter to write the report.";
    loop {
        let titles: Vec<String> =
            (1..report.len()).map(|at| format!("{}: {}", report.name(at), report.shown(at))).collect();
        let Some(at) = trainer.choose(&titles, question)?.map(|at| at + 1) else { return Ok(()) };
        if report.text(at).is_none() {
            report.toggle(at);
            trainer.console.say(&format!("{}: {}.", report.name(at), report.shown(at)))?;
            continue;
        }
        trainer.console.say("Write the new text; a single full stop ends it.")?;
        let text = trainer.console.read_text()?;
        if !text.trim().is_empty() {
            report.set(at, text.trim_end());
        }
    }
}
