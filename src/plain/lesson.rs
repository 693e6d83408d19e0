//! Lessons: reading, then practice.

use crate::bank::Lesson;
use crate::lab::LabId;
use crate::plain::console::Talk;
use crate::plain::trainer::Trainer;
use crate::plain::{drill, lab};
use crate::session::SessionEvent;

/// Offers the lessons of the pack.
pub(super) fn choose(trainer: &mut Trainer) -> Talk {
    let pack = trainer.pack;
    loop {
        let progress = trainer.progress()?;
        let title = |lesson: &Lesson| {
            let read = if progress.seen.has_read(&lesson.id) { " (read)" } else { "" };
            format!("{}{read}", lesson.title)
        };
        let titles: Vec<String> = pack.lessons.iter().map(title).collect();
        if titles.is_empty() {
            return trainer.console.say("This pack has no lessons.");
        }
        let chosen = trainer.choose(&titles, "Type the number of a lesson, or press Enter to go back.")?;
        match chosen.and_then(|at| pack.lessons.get(at)) {
            Some(lesson) => read(trainer, lesson)?,
            None => return Ok(()),
        }
    }
}

pub(super) fn read(trainer: &mut Trainer, lesson: &Lesson) -> Talk {
    trainer.console.say(&lesson.title)?;
    trainer.console.gap()?;
    trainer.console.prose(&lesson.body)?;
    for source in &lesson.sources {
        trainer.console.say(&format!("Source: {} checked {}.", source.url, source.verified_on))?;
    }
    trainer.record(&SessionEvent::LessonRead { lesson: lesson.id.clone(), version: lesson.version })?;
    let practice = if lesson.practice.is_empty() { "" } else { "Type p to practise. " };
    let build = if lesson.labs.is_empty() { "" } else { "Type b to build a network. " };
    match trainer.console.ask(&format!("{practice}{build}Press Enter to go back."))?.as_str() {
        "p" if !lesson.practice.is_empty() => drill::over_questions(trainer, lesson.practice.clone()),
        "b" => match lesson.labs.first() {
            Some(id) => lab::run(trainer, &LabId(id.clone())),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}
