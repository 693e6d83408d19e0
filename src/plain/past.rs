//! The history in sums and dates.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::plain::console::Talk;
use crate::plain::quiz;
use crate::plain::trainer::Trainer;
use crate::session::{Progress, Recorded, SessionEvent};

/// How many of the latest sittings are told.
const LATEST: usize = 20;

/// Answers, quizzes, exercises, what is due, and the false beliefs met most often.
pub(super) fn tell(trainer: &mut Trainer) -> Talk {
    let history = trainer.store.history()?;
    if history.is_empty() {
        return trainer.console.say("Nothing yet: answer a question and it stands here.");
    }
    let sittings = sittings(trainer, &history);
    let hidden = sittings.len().saturating_sub(LATEST);
    for line in sittings.into_iter().skip(hidden) {
        trainer.console.say(&line)?;
    }
    let progress = Progress::of(&history, trainer.clock);
    tell_topics(trainer, &progress)?;
    tell_labs(trainer, &progress)?;
    let believed: Vec<String> =
        progress.ledger.acted_on().into_iter().take(5).map(|(id, _)| id.to_owned()).collect();
    if !believed.is_empty() {
        trainer.console.say("Met most often:")?;
        trainer.refute(&believed)?;
    }
    Ok(())
}

/// A line per sitting, oldest first.
fn sittings(trainer: &Trainer, history: &[Recorded]) -> Vec<String> {
    let mut drills: BTreeMap<&str, (i64, usize, usize)> = BTreeMap::new();
    for recorded in history {
        if let SessionEvent::DrillAnswered { session, earned, possible, .. } = &recorded.event {
            let entry = drills.entry(&session.0).or_insert((recorded.at_millis, 0, 0));
            entry.1 += usize::from(earned == possible);
            entry.2 += 1;
        }
    }
    let drills =
        drills.into_values().map(|(at, right, asked)| (at, format!("self-study, {right} of {asked} right")));
    let quizzes =
        quiz::results(history).map(|(at, right, asked)| (at, format!("quiz, {right} of {asked} right")));
    let labs = history.iter().filter_map(|recorded| match &recorded.event {
        SessionEvent::LabGraded { lab, score, max, .. } => {
            Some((recorded.at_millis, format!("network {lab}, {score} of {max} points")))
        }
        _ => None,
    });
    let mut lines: Vec<(i64, String)> = drills.chain(quizzes).chain(labs).collect();
    lines.sort_by_key(|(at, _)| *at);
    lines.into_iter().map(|(at, text)| format!("{}: {text}", date(at, trainer))).collect()
}

/// Local day and time.
fn date(at_millis: i64, trainer: &Trainer) -> String {
    let zone = Offset::from_seconds(trainer.clock.utc_offset_secs).unwrap_or(Offset::UTC);
    let moment = Timestamp::from_millisecond(at_millis).unwrap_or_default();
    zone.to_datetime(moment).strftime("%Y-%m-%d %H:%M").to_string()
}

fn tell_topics(trainer: &mut Trainer, progress: &Progress) -> Talk {
    let today = trainer.today();
    for (component, card) in progress.knowledge.cards() {
        let when = match card.due_day - today {
            ..=0 => "due now".to_owned(),
            1 => "due tomorrow".to_owned(),
            days => format!("due in {days} days"),
        };
        trainer.console.say(&format!("{component}: {when}"))?;
    }
    Ok(())
}

fn tell_labs(trainer: &mut Trainer, progress: &Progress) -> Talk {
    let pack = trainer.pack;
    for lab in &pack.labs {
        if let Some(seen) = progress.seen.lab_progress(&lab.id.0, lab.version) {
            let (best, max) = (seen.best_score, seen.max);
            trainer.console.say(&format!("{}: best {best} of {max} points", lab.title))?;
        }
    }
    Ok(())
}
