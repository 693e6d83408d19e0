//! The exams: the one that is open, and those that have ended.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::session::{Exam, Recorded, SessionEvent, SessionId};

/// What became of each exam.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Sittings {
    ended: BTreeSet<SessionId>,
    /// Facts of the exams that have not ended.
    open: Vec<(i64, SessionEvent)>,
}

impl Sittings {
    pub(super) fn fold(&mut self, recorded: &Recorded, _day: i64) {
        let event = &recorded.event;
        let Some(session) = event.exam() else { return };
        match event {
            SessionEvent::ExamSubmitted { .. } | SessionEvent::ExamAbandoned { .. } => {
                self.ended.insert(session.clone());
                self.open.retain(|(_, open)| open.exam() != Some(session));
            }
            _ if self.ended.contains(session) => {}
            _ => self.open.push((recorded.at_millis, event.clone())),
        }
    }

    /// Whether the exam was submitted or abandoned.
    #[must_use]
    pub fn has_ended(&self, session: &SessionId) -> bool {
        self.ended.contains(session)
    }

    /// Facts of an exam that has not ended, oldest first.
    #[must_use]
    pub fn facts(&self, session: &SessionId) -> Vec<Recorded> {
        let of_it = self.open.iter().filter(|(_, event)| event.exam() == Some(session));
        of_it.map(|(at_millis, event)| Recorded { at_millis: *at_millis, event: event.clone() }).collect()
    }

    /// The exam that was begun last and neither submitted nor abandoned.
    #[must_use]
    pub fn unfinished(&self) -> Option<Exam> {
        let facts: Vec<Recorded> = self
            .open
            .iter()
            .map(|(at_millis, event)| Recorded { at_millis: *at_millis, event: event.clone() })
            .collect();
        Exam::unfinished(&facts)
    }
}
