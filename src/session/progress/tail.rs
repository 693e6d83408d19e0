//! A fold goes on: one more fact, or all that came after it was put aside.

use std::collections::BTreeSet;

use crate::memory::Clock;
use crate::session::progress::{Progress, Undo};
use crate::session::{Recorded, SessionEvent};

/// How many facts may follow an answer that can still be taken back without folding all again.
const REACH: usize = 32;

impl Progress {
    /// Takes one more fact in. Returns whether this is what [`Progress::of`] would make of the longer
    /// history; if not, the caller folds all of it again.
    pub fn record(&mut self, recorded: &Recorded, clock: Clock) -> bool {
        let in_order = recorded.at_millis >= self.last_at_millis;
        match &recorded.event {
            SessionEvent::AnswerUndone { session, question } => match self.before.take() {
                Some(undo) if undo.session == *session && undo.question == *question => {
                    *self = undo.progress;
                    for fact in undo.since.iter().chain([recorded]) {
                        self.fold(fact, clock);
                    }
                    true
                }
                _ => false,
            },
            SessionEvent::DrillAnswered { session, question, .. } => {
                self.before = None;
                let (session, question) = (session.clone(), question.clone());
                let undo = Undo { session, question, progress: self.clone(), since: Vec::new() };
                self.before = Some(Box::new(undo));
                self.fold(recorded, clock);
                in_order
            }
            _ => {
                self.before = self.before.take().filter(|undo| in_order && undo.since.len() < REACH);
                if let Some(undo) = &mut self.before {
                    undo.since.push(recorded.clone());
                }
                self.fold(recorded, clock);
                in_order
            }
        }
    }

    /// Takes in all the facts that came after the last one folded, in the order in which the history got
    /// them. Returns whether this is what [`Progress::of`] would make of the longer history; if not, the
    /// caller folds all of it again.
    pub fn extend(&mut self, tail: &[Recorded], clock: Clock) -> bool {
        let is_undo = |recorded: &&Recorded| matches!(recorded.event, SessionEvent::AnswerUndone { .. });
        let undone = undone(tail);
        if undone.len() < tail.iter().filter(is_undo).count() {
            return false;
        }
        self.before = None;
        for (_, recorded) in tail.iter().enumerate().filter(|(at, _)| !undone.contains(at)) {
            if recorded.at_millis < self.last_at_millis && !is_undo(&recorded) {
                return false;
            }
            self.fold(recorded, clock);
        }
        true
    }

    /// Takes in a fact that comes next in the order of times and was not taken back.
    pub fn replay(&mut self, recorded: &Recorded, clock: Clock) {
        self.before = None;
        self.fold(recorded, clock);
    }
}

/// Places of the answers that were taken back: for each undo the last answer before it to that question
/// in that sitting.
#[must_use]
pub fn undone(history: &[Recorded]) -> BTreeSet<usize> {
    let mut taken_back = BTreeSet::new();
    for (at, recorded) in history.iter().enumerate() {
        let SessionEvent::AnswerUndone { session, question } = &recorded.event else { continue };
        let answered = |place: &usize| {
            !taken_back.contains(place)
                && history.get(*place).is_some_and(|earlier| {
                    matches!(&earlier.event, SessionEvent::DrillAnswered { session: s, question: q, .. }
                        if s == session && q == question)
                })
        };
        if let Some(place) = (0..at).rev().find(answered) {
            taken_back.insert(place);
        }
    }
    taken_back
}
