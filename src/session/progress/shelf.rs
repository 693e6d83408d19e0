//! What the learner put aside: stars, notes, reports.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::bank::QuestionId;
use crate::session::SessionEvent;

/// Stars and notes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Shelf {
    starred: BTreeSet<QuestionId>,
    notes: BTreeMap<QuestionId, String>,
    reported: BTreeSet<QuestionId>,
}

impl Shelf {
    pub(super) fn fold(&mut self, event: &SessionEvent) {
        match event {
            SessionEvent::Starred { question, on: true } => {
                self.starred.insert(question.clone());
            }
            SessionEvent::Starred { question, on: false } => {
                self.starred.remove(question);
            }
            SessionEvent::Noted { question, text } if text.trim().is_empty() => {
                self.notes.remove(question);
            }
            SessionEvent::Noted { question, text } => {
                self.notes.insert(question.clone(), text.clone());
            }
            SessionEvent::Reported { question, .. } => {
                self.reported.insert(question.clone());
            }
            _ => {}
        }
    }

    /// Whether the question has a star.
    #[must_use]
    pub fn is_starred(&self, question: &QuestionId) -> bool {
        self.starred.contains(question)
    }

    /// The learner's note on the question.
    #[must_use]
    pub fn note(&self, question: &QuestionId) -> Option<&str> {
        self.notes.get(question).map(String::as_str)
    }

    /// Every question with a star.
    pub fn starred(&self) -> impl Iterator<Item = &QuestionId> {
        self.starred.iter()
    }

    /// Every note, by question.
    pub fn notes(&self) -> impl Iterator<Item = (&QuestionId, &str)> {
        self.notes.iter().map(|(question, text)| (question, text.as_str()))
    }

    /// Whether the learner reported the question.
    #[must_use]
    pub fn is_reported(&self, question: &QuestionId) -> bool {
        self.reported.contains(question)
    }
}
