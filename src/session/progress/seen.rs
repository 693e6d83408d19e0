//! Which questions, labs and lessons were met, and how they went.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::bank::QuestionId;
use crate::session::{Answer, SessionEvent};

/// How one question went so far, for one content version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionProgress {
    pub times_seen: u32,
    pub times_correct: u32,
    pub last_correct: bool,
    pub last_at_millis: i64,
}

/// How one lab went so far, for one content version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabProgress {
    pub attempts: u32,
    pub best_score: u32,
    pub max: u32,
}

/// What was met.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Seen {
    questions: BTreeMap<QuestionId, BTreeMap<u32, QuestionProgress>>,
    labs: BTreeMap<String, BTreeMap<u32, LabProgress>>,
    lessons_read: BTreeSet<String>,
}

impl Seen {
    pub(super) fn answer(&mut self, answer: &Answer<'_>) {
        let (correct, at_millis) = (answer.is_correct(), answer.at_millis);
        let versions = self.questions.entry(answer.question.clone()).or_default();
        let seen = versions.entry(answer.version).or_insert(QuestionProgress {
            times_seen: 0,
            times_correct: 0,
            last_correct: correct,
            last_at_millis: at_millis,
        });
        seen.times_seen += 1;
        seen.times_correct += u32::from(correct);
        if at_millis >= seen.last_at_millis {
            seen.last_correct = correct;
            seen.last_at_millis = at_millis;
        }
    }

    pub(super) fn lab(&mut self, event: &SessionEvent) {
        let SessionEvent::LabGraded { lab, version, score, max, .. } = event else { return };
        let versions = self.labs.entry(lab.clone()).or_default();
        let seen = versions.entry(*version).or_insert(LabProgress { attempts: 0, best_score: 0, max: *max });
        seen.attempts += 1;
        seen.best_score = seen.best_score.max(*score);
    }

    pub(super) fn lesson(&mut self, lesson: &str) {
        self.lessons_read.insert(lesson.to_owned());
    }

    /// Whether no question was ever answered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.questions.is_empty()
    }

    /// Whether the question was ever answered, in any content version.
    #[must_use]
    pub fn has_met(&self, id: &QuestionId) -> bool {
        self.questions.contains_key(id)
    }

    /// How the question went in this content version.
    #[must_use]
    pub fn question(&self, id: &QuestionId, version: u32) -> Option<&QuestionProgress> {
        self.questions.get(id)?.get(&version)
    }

    /// How the lab went in this content version.
    #[must_use]
    pub fn lab_progress(&self, id: &str, version: u32) -> Option<&LabProgress> {
        self.labs.get(id)?.get(&version)
    }

    /// Whether the lesson was read to its end.
    #[must_use]
    pub fn has_read(&self, lesson: &str) -> bool {
        self.lessons_read.contains(lesson)
    }
}
