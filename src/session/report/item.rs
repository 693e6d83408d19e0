//! How one question of an exam went.

use crate::bank::{QuestionId, Response};
use crate::session::Confidence;

/// Time per question on the day: 130 minutes for 65 questions.
pub const TIME_BUDGET_MILLIS: u64 = 120_000;

/// How an answer came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    Right,
    Wrong,
    /// Counts as wrong.
    Unanswered,
}

/// What another answer in place of an earlier one did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AnswerChange {
    /// From wrong to right.
    Better,
    /// From right to wrong, or to nothing.
    Worse,
    /// From wrong to wrong.
    Same,
}

/// One question of a finished exam.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemReport {
    /// In the exam, counted from 0: it decides the order of the options.
    pub position: usize,
    pub question: QuestionId,
    /// Content version that was asked.
    pub version: u32,
    pub objective: String,
    pub verdict: Verdict,
    pub earned: u32,
    pub possible: u32,
    /// Served without being scored.
    pub pilot: bool,
    pub confidence: Option<Confidence>,
    /// Marked for review at the end.
    pub flagged: bool,
    /// The last answer.
    pub response: Option<Response>,
    /// On the screen for so long, all visits together; absent when the history does not say.
    pub millis: Option<u64>,
    pub visits: u32,
    /// Oldest first.
    pub changes: Vec<AnswerChange>,
    /// Misconceptions that the answer acted on.
    pub misconceptions: Vec<String>,
    /// The learner has read the answer after the exam.
    pub read: bool,
}

impl ItemReport {
    /// Full credit.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.verdict == Verdict::Right
    }

    /// Above the time that the exam leaves for one question.
    #[must_use]
    pub fn is_slow(&self) -> bool {
        self.millis.is_some_and(|millis| millis > TIME_BUDGET_MILLIS)
    }

    /// Not right, and not looked at since.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        !self.is_right() && !self.read
    }
}
