//! The facts worth keeping. The history is a list of these and nothing else.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::bank::{PartId, Question, QuestionId, Response};
use crate::session::Boot;

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

/// What the content said about a question when it was answered: a later edit of the pack does not
/// rewrite what an answer meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stamp {
    /// Misconceptions that the question offered, chosen or not, each once.
    pub offered: Vec<String>,
    /// Questions of one group test the same thing on other surfaces; nothing when it stands alone.
    pub group: Option<String>,
    /// The score of blind guessing, in thousandths.
    pub chance_permille: u16,
    /// Author's prior of the difficulty, 1 (easy) to 5.
    pub difficulty: u8,
}

impl Default for Stamp {
    /// What facts without a stamp, from before there was one, are taken for: four options, one right,
    /// of middling difficulty.
    fn default() -> Self {
        Self { offered: Vec::new(), group: None, chance_permille: 250, difficulty: 3 }
    }
}

impl Stamp {
    /// What the content says now.
    #[must_use]
    pub fn of(question: &Question) -> Self {
        Self {
            offered: question.body.offered().into_iter().map(str::to_owned).collect(),
            group: question.group.clone(),
            chance_permille: question.body.chance_permille(),
            difficulty: question.difficulty,
        }
    }
}

/// Why a question was put outside an exam.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The schedule, or the learner, chose it.
    #[default]
    Study,
    /// The opening diagnostic and the test before a family is studied: hard on purpose, so it says
    /// nothing about readiness.
    Pretest,
    /// Repetition before an exam, due or not: it moves no schedule.
    Cram,
}

/// Extra time, chosen before the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Accommodation {
    #[default]
    Standard,
    /// 30 minutes more.
    ThirtyMinutes,
    /// A quarter more.
    TimeAndAQuarter,
    /// Half as much again.
    TimeAndAHalf,
    DoubleTime,
    Untimed,
}

/// What the clock does while the learner is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockRule {
    /// It runs on, as on the day.
    #[default]
    Exam,
    /// It stands still.
    Practice,
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
    /// Seated to be tried out: it does not count.
    #[serde(default)]
    pub pilot: bool,
    #[serde(default)]
    pub confidence: Option<Confidence>,
    #[serde(default)]
    pub stamp: Stamp,
}

/// What a learner writes in own words about a question, besides an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Written {
    /// Why the chosen answer should be right, before the rationale was shown.
    Explanation,
    /// What was wrong with a confident answer, after the rationale was shown.
    Correction,
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
        /// A hint was taken before the answer.
        #[serde(default)]
        hinted: bool,
        #[serde(default)]
        purpose: Purpose,
        #[serde(default)]
        stamp: Stamp,
    },
    /// The learner took the last answer of this sitting back: it counts for nothing.
    AnswerUndone {
        session: SessionId,
        question: QuestionId,
    },
    Explained {
        session: SessionId,
        question: QuestionId,
        written: Written,
        text: String,
    },
    /// The served set is fixed here.
    ExamStarted {
        session: SessionId,
        pack: String,
        pack_version: String,
        seed: u64,
        questions: Vec<QuestionId>,
        /// Seconds allowed, extra time included; absent when untimed.
        limit_secs: Option<u32>,
        /// What the learner called for, such as `mock-a`, `simulation` or `custom`.
        #[serde(default)]
        form: String,
        #[serde(default)]
        accommodation: Accommodation,
        #[serde(default)]
        clock: ClockRule,
        /// Served without being scored; named only afterwards.
        #[serde(default)]
        pilots: Vec<QuestionId>,
        /// Exercises to build after the questions.
        #[serde(default)]
        labs: Vec<String>,
        /// When it began on the clock that nobody can set.
        #[serde(default)]
        boot: Option<Boot>,
    },
    /// A question, or nothing but the review screen, is on the screen from now on.
    ExamViewed {
        session: SessionId,
        question: Option<QuestionId>,
        /// Time spent on the exam until then.
        #[serde(default)]
        spent_millis: Option<u64>,
    },
    /// How sure the learner is of an answer; never part of the score.
    ExamConfidence {
        session: SessionId,
        question: QuestionId,
        confidence: Option<Confidence>,
    },
    /// The learner left the exam; a practice clock stands still until it is resumed.
    ExamPaused {
        session: SessionId,
        #[serde(default)]
        spent_millis: Option<u64>,
    },
    /// The exam goes on, with so much of its time spent.
    ExamResumed {
        session: SessionId,
        spent_millis: u64,
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
    /// The answer to a question, with its reasons, was read after the exam.
    ExamReviewed {
        session: SessionId,
        question: QuestionId,
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
        /// Hints taken before this grading.
        #[serde(default)]
        hints: u32,
        /// Learning objectives that the lab teaches.
        #[serde(default)]
        teaches: Vec<String>,
    },
    /// What was said about readiness, to be held against the next fresh mock exam. Shares are in
    /// thousandths.
    ReadinessPredicted {
        /// The exam before which it was said.
        session: SessionId,
        /// First-exposure answers it rests on.
        evidence: u32,
        low_permille: u16,
        high_permille: u16,
        /// Probability of standing above the line.
        above_permille: u16,
    },
    Starred {
        question: QuestionId,
        on: bool,
    },
    /// The learner's own note on a question; an empty one takes it away.
    Noted {
        question: QuestionId,
        text: String,
    },
    Reported {
        question: QuestionId,
        version: u32,
        text: String,
    },
    LessonRead {
        lesson: String,
        version: u32,
    },
}

impl SessionEvent {
    /// The exam that the fact belongs to; nothing for facts outside exams.
    #[must_use]
    pub fn exam(&self) -> Option<&SessionId> {
        match self {
            Self::ExamStarted { session, .. }
            | Self::ExamViewed { session, .. }
            | Self::ExamConfidence { session, .. }
            | Self::ExamPaused { session, .. }
            | Self::ExamResumed { session, .. }
            | Self::ExamAnswered { session, .. }
            | Self::ExamFlagged { session, .. }
            | Self::ExamStruck { session, .. }
            | Self::ExamSubmitted { session, .. }
            | Self::ExamReviewed { session, .. }
            | Self::ExamAbandoned { session } => Some(session),
            _ => None,
        }
    }
}

/// A fact and when it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Milliseconds since the Unix epoch.
    pub at_millis: i64,
    pub event: SessionEvent,
}
