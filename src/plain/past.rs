//! The history in sums and dates.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::bank::QuestionId;
use crate::plain::console::Talk;
use crate::plain::trainer::Trainer;
use crate::session::{ExamReport, Progress, Recorded, SessionEvent, SessionId};

/// How many of the latest sittings are told.
const LATEST: usize = 20;

/// How many facts are read at first.
const STRETCH: usize = 1000;

/// Answers, quizzes, exercises, what is due, and the false beliefs met most often.
pub(super) fn tell(trainer: &mut Trainer) -> Talk {
    if trainer.store.is_empty()? {
        return trainer.console.say("Nothing yet: answer a question and it stands here.");
    }
    for line in sittings(trainer)? {
        trainer.console.say(&line)?;
    }
    let progress = trainer.progress()?;
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

/// A line per sitting of the latest ones, oldest first.
fn sittings(trainer: &Trainer) -> Talk<Vec<String>> {
    let (mut facts, mut before, mut count) = (Vec::new(), None, STRETCH);
    loop {
        let past = trainer.store.past(before, count)?;
        facts.splice(0..0, past.facts);
        let lines = lines(trainer, &facts);
        if lines.len() >= LATEST || past.older.is_none() {
            return Ok(lines.into_iter().rev().take(LATEST).rev().collect());
        }
        (before, count) = (past.older, count.saturating_mul(4));
    }
}

/// Answers of one sitting of self-study, and whether they were right.
struct Sitting<'a> {
    at_millis: i64,
    answers: Vec<(&'a QuestionId, bool)>,
}

fn lines(trainer: &Trainer, facts: &[Recorded]) -> Vec<String> {
    let mut drills: BTreeMap<&SessionId, Sitting<'_>> = BTreeMap::new();
    let mut lines = Vec::new();
    for Recorded { at_millis, event } in facts {
        match event {
            SessionEvent::DrillAnswered { session, question, earned, possible, .. } => {
                let new = Sitting { at_millis: *at_millis, answers: Vec::new() };
                drills.entry(session).or_insert(new).answers.push((question, earned == possible));
            }
            SessionEvent::AnswerUndone { session, question } => {
                if let Some(Sitting { answers, .. }) = drills.get_mut(session)
                    && let Some(at) = answers.iter().rposition(|(answered, _)| *answered == question)
                {
                    answers.remove(at);
                }
            }
            SessionEvent::ExamSubmitted { results, .. } => {
                let total = ExamReport::tally(results);
                lines.push((*at_millis, format!("quiz, {} of {} right", total.correct, total.asked)));
            }
            SessionEvent::LabGraded { lab, score, max, .. } => {
                lines.push((*at_millis, format!("network {lab}, {score} of {max} points")));
            }
            _ => {}
        }
    }
    for Sitting { at_millis, answers } in drills.into_values().filter(|drill| !drill.answers.is_empty()) {
        let right = answers.iter().filter(|(_, right)| *right).count();
        lines.push((at_millis, format!("self-study, {right} of {} right", answers.len())));
    }
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
    let mut soonest: BTreeMap<&str, i64> = BTreeMap::new();
    for (component, day) in progress.knowledge.due_days(trainer.settings.policy(), today) {
        let soonest = soonest.entry(&component.objective).or_insert(day);
        *soonest = day.min(*soonest);
    }
    for (objective, day) in soonest {
        let when = match day - today {
            ..=0 => "due now".to_owned(),
            1 => "due tomorrow".to_owned(),
            days => format!("due in {days} days"),
        };
        trainer.console.say(&format!("{objective}: {when}"))?;
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
