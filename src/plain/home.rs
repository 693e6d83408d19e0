//! The menu.

use crate::plain::console::{Talk, count};
use crate::plain::trainer::Trainer;
use crate::plain::{drill, lab, lesson, past, quiz, search, settings, stats};
use crate::session::{Purpose, Selection};

/// Offers what there is, until the learner leaves.
pub(super) fn run(trainer: &mut Trainer) -> Talk {
    let title = format!("trapline: {}", trainer.pack.title);
    trainer.console.say(&title)?;
    if let Some(exam) = quiz::unfinished(trainer)? {
        quiz::resume_or_drop(trainer, exam)?;
    }
    loop {
        menu(trainer)?;
        match trainer.console.ask("Type a number, or q to quit.")?.as_str() {
            "1" => drill::over_objectives(trainer, Vec::new(), Selection::All, Purpose::Study)?,
            "2" => quiz::offer(trainer, Vec::new())?,
            "3" => lab::choose(trainer)?,
            "4" => lesson::choose(trainer)?,
            "5" => past::tell(trainer)?,
            "6" => settings::change(trainer)?,
            "7" => stats::tell(trainer)?,
            "8" | "search" => search::ask(trainer)?,
            "9" if trainer.progress()?.is_new() => drill::diagnostic(trainer)?,
            "q" | "quit" => return trainer.console.say("Goodbye. Everything is kept."),
            other => match other.strip_prefix("search ") {
                Some(typed) => search::run(trainer, typed)?,
                None => trainer.console.say(&format!("`{other}` is not in the menu."))?,
            },
        }
    }
}

fn menu(trainer: &mut Trainer) -> Talk {
    let due = trainer.progress()?.knowledge.due_count(trainer.settings.policy(), trainer.today());
    let due = match due {
        0 => "nothing is due".to_owned(),
        n => format!("{} due", count(n, "topic")),
    };
    let waits = if quiz::unfinished(trainer)?.is_some() { ", one waits to be resumed" } else { "" };
    let pack = trainer.pack;
    trainer.console.gap()?;
    if let Some(countdown) = trainer.settings.countdown(trainer.today()) {
        trainer.console.say(&countdown)?;
    }
    for (number, text) in [
        (1, format!("Self-study: questions with feedback ({due})")),
        (2, format!("Timed quiz: no feedback until the end{waits}")),
        (3, format!("Build a network ({})", count(pack.labs.len(), "exercise"))),
        (4, format!("Lessons ({})", pack.lessons.len())),
        (5, "History".to_owned()),
        (6, "Settings".to_owned()),
        (7, "Statistics: readiness, calendar, memory, beliefs".to_owned()),
        (8, format!("Search ({})", search::shelf(&trainer.progress()?))),
    ] {
        trainer.console.hang(&format!("{number}. "), &text)?;
    }
    if trainer.progress()?.is_new() {
        let text = "Diagnostic: before you study, hard, not held against you";
        trainer.console.hang("9. ", text)?;
    }
    Ok(())
}

impl Trainer<'_> {
    /// Lists titles behind numbers and asks for one; nothing when the learner leaves.
    pub(super) fn choose(&mut self, titles: &[String], question: &str) -> Talk<Option<usize>> {
        for (at, title) in titles.iter().enumerate() {
            self.console.hang(&format!("{}. ", at + 1), title)?;
        }
        loop {
            let line = self.console.ask(question)?;
            if matches!(line.as_str(), "q" | "") {
                return Ok(None);
            }
            match line.parse::<usize>().ok().and_then(|number| number.checked_sub(1)) {
                Some(at) if at < titles.len() => return Ok(Some(at)),
                _ => self.console.say(&format!("`{line}` is not in the list."))?,
            }
        }
    }
}
