//! The facts worth keeping. The history is a list of these and nothing else.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::bank::{PartId, QuestionId, Response};

/// Name of one sitting, unique in the history: the millisecond it began, and the seed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionId(pub String);

impl SessionId {
    /// The id of a sitting that began at `at_millis` with this seed.
    #[must_use]
    pub fn new(at_millis: i64, seed: u64) -> Self {
        Self(format!("{at_millis:x}-{seed:x}"))
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How sure the learner was, before seeing the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Below 67 %.
    Guess,
    /// 67 to 80 %.
    Unsure,
    /// Above 80 %.
    Sure,
}

/// How one question of an exam came out, stamped when it was submitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemResult {
    pub question: QuestionId,
    pub version: u32,
    pub objective: String,
    /// Whether anything was answered; unanswered is wrong.
    pub answered: bool,
    pub earned: u32,
    pub possible: u32,
    pub misconceptions: Vec<String>,
}

/// Why an exam ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubmitReason {
    Learner,
    TimeUp,
}

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum SessionEvent {
    /// A question was answered outside an exam; the verdict is stamped and never recomputed.
    DrillAnswered {
        session: SessionId,
        question: QuestionId,
        version: u32,
        objective: String,
        response: Response,
        earned: u32,
        possible: u32,
        misconceptions: Vec<String>,
        confidence: Option<Confidence>,
        /// From the question's first sight to the answer.
        millis: u64,
    },
    /// The served set is fixed here.
    ExamStarted {
        session: SessionId,
        pack: String,
        pack_version: String,
        seed: u64,
        questions: Vec<QuestionId>,
        /// Seconds allowed; absent when untimed.
        limit_secs: Option<u32>,
    },
    /// The answer was set, or cleared when absent.
    ExamAnswered {
        session: SessionId,
        question: QuestionId,
        response: Option<Response>,
    },
    ExamFlagged {
        session: SessionId,
        question: QuestionId,
        on: bool,
    },
    ExamStruck {
        session: SessionId,
        question: QuestionId,
        option: PartId,
        on: bool,
    },
    ExamSubmitted {
        session: SessionId,
        reason: SubmitReason,
        results: Vec<ItemResult>,
    },
    /// The learner chose not to resume it.
    ExamAbandoned {
        session: SessionId,
    },
    LabGraded {
        session: SessionId,
        lab: String,
        version: u32,
        score: u32,
        max: u32,
        /// Ids of the objectives that were not met.
        failed: Vec<String>,
        misconceptions: Vec<String>,
        /// The graded configuration, as a file.
        config: String,
    },
    LessonRead {
        lesson: String,
        version: u32,
    },
}

/// A fact and when it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Milliseconds since the Unix epoch.
    pub at_millis: i64,
    pub event: SessionEvent,
}
