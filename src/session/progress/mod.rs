//! What the history says about the learner: a fold of the events, in the order of their times.
//!
//! Each part folds what concerns it and is read by its own methods. A fold knows no pack: what an
//! answer meant was stamped on it. It can be kept on disk and thrown away at any time.

mod ability;
mod calendar;
mod exposure;
mod knowledge;
mod ledger;
mod pairs;
mod rating;
mod seen;
mod shelf;
mod sittings;
mod tail;
mod writings;

use serde::{Deserialize, Serialize};

use crate::bank::QuestionId;
use crate::memory::Clock;
use crate::session::{Confidence, ItemResult, Purpose, Recorded, SessionEvent, SessionId, Stamp};

pub use ability::Ability;
pub(in crate::session) use calendar::CLASSES;
pub use calendar::{Calendar, DayWork, Foreseen};
pub use exposure::{BackTest, Count, Exposure};
pub use knowledge::{Component, Failure, Knowledge, Leech};
pub use ledger::{Evidence, Held, Ledger, Met, Standing};
pub use rating::rating_of;
pub use seen::{LabProgress, QuestionProgress, Seen};
pub use shelf::Shelf;
pub use sittings::Sittings;
pub use tail::undone;
pub use writings::{PastReflection, Writings};

/// One judged answer, wherever it was given.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    pub session: &'a SessionId,
    pub at_millis: i64,
    /// Study day.
    pub day: i64,
    /// Hour of local time, 0 to 23.
    pub hour: u8,
    pub question: &'a QuestionId,
    pub version: u32,
    pub objective: &'a str,
    pub earned: u32,
    pub possible: u32,
    /// Misconceptions that the answer acted on.
    pub acted_on: &'a [String],
    pub confidence: Option<Confidence>,
    pub hinted: bool,
    pub purpose: Purpose,
    /// Given in an exam.
    pub exam: bool,
    /// The question was never answered before, in any content version.
    pub first: bool,
    /// Time taken, when it is known.
    pub millis: Option<u64>,
    /// Probability of recall before the answer, when the component was reviewed on an earlier day.
    pub predicted: Option<f32>,
    pub stamp: &'a Stamp,
}

impl Answer<'_> {
    /// Full credit.
    #[must_use]
    pub fn is_correct(&self) -> bool {
        self.earned == self.possible
    }
}

/// Everything derived from a history.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Progress {
    pub seen: Seen,
    pub knowledge: Knowledge,
    pub ledger: Ledger,
    pub exposure: Exposure,
    pub calendar: Calendar,
    pub sittings: Sittings,
    pub shelf: Shelf,
    pub writings: Writings,
    /// What all this was before the last answer of self-study, to take that answer back.
    #[serde(skip)]
    before: Option<Box<Undo>>,
    /// Time of the last fact.
    last_at_millis: i64,
}

#[derive(Debug, Clone, PartialEq)]
struct Undo {
    session: SessionId,
    question: QuestionId,
    progress: Progress,
    /// What came after the answer and is no answer itself.
    since: Vec<Recorded>,
}

impl Progress {
    /// Folds a whole history: in the order of time, without the answers that were taken back.
    #[must_use]
    pub fn of(history: &[Recorded], clock: Clock) -> Self {
        let undone = tail::undone(history);
        let mut facts: Vec<(usize, &Recorded)> =
            history.iter().enumerate().filter(|(at, _)| !undone.contains(at)).collect();
        // A history that was merged with another one has its facts out of order.
        facts.sort_by_key(|(_, recorded)| recorded.at_millis);
        let mut progress = Self::default();
        for (_, recorded) in facts {
            progress.fold(recorded, clock);
        }
        progress
    }

    fn fold(&mut self, recorded: &Recorded, clock: Clock) {
        self.last_at_millis = self.last_at_millis.max(recorded.at_millis);
        let (at_millis, day) = (recorded.at_millis, clock.study_day(recorded.at_millis));
        let hour = clock.hour(at_millis);
        match &recorded.event {
            SessionEvent::DrillAnswered {
                session,
                question,
                version,
                objective,
                earned,
                possible,
                misconceptions,
                confidence,
                millis,
                hinted,
                purpose,
                stamp,
                ..
            } => self.answer(&Answer {
                session,
                at_millis,
                day,
                hour,
                question,
                version: *version,
                objective,
                earned: *earned,
                possible: *possible,
                acted_on: misconceptions,
                confidence: *confidence,
                hinted: *hinted,
                purpose: *purpose,
                exam: false,
                first: !self.seen.has_met(question),
                millis: Some(*millis),
                predicted: None,
                stamp,
            }),
            SessionEvent::ExamSubmitted { session, results, .. } => {
                self.submit(session, results, at_millis, clock);
            }
            SessionEvent::LabGraded { misconceptions, .. } => {
                self.seen.lab(&recorded.event);
                self.knowledge.lab(&recorded.event, day);
                self.ledger.lab(misconceptions, &recorded.event, at_millis, day);
            }
            SessionEvent::LessonRead { lesson, .. } => self.seen.lesson(lesson),
            _ => {}
        }
        self.exposure.fold(&recorded.event, at_millis);
        self.sittings.fold(recorded, day);
        self.shelf.fold(&recorded.event);
        self.writings.fold(recorded);
    }

    /// Two programs may have had the same exam open; it counts once. What was not answered says nothing
    /// about what is known.
    fn submit(&mut self, session: &SessionId, results: &[ItemResult], at_millis: i64, clock: Clock) {
        if self.sittings.has_ended(session) {
            return;
        }
        for result in results.iter().filter(|result| result.answered) {
            self.answer(&Answer {
                session,
                at_millis,
                day: clock.study_day(at_millis),
                hour: clock.hour(at_millis),
                question: &result.question,
                version: result.version,
                objective: &result.objective,
                earned: result.earned,
                possible: result.possible,
                acted_on: &result.misconceptions,
                confidence: result.confidence,
                hinted: false,
                purpose: Purpose::Study,
                exam: true,
                first: !self.seen.has_met(&result.question),
                millis: None,
                predicted: None,
                stamp: &result.stamp,
            });
        }
    }

    fn answer(&mut self, answer: &Answer<'_>) {
        // What was foreseen has to be read before the answer changes it.
        let answer = &Answer { predicted: self.knowledge.recall(answer), ..*answer };
        self.knowledge.answer(answer);
        self.ledger.answer(answer);
        self.exposure.answer(answer);
        self.calendar.answer(answer);
        self.seen.answer(answer);
    }

    /// Whether nothing was ever answered.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.seen.is_empty()
    }

    /// Whether there is an answer of this sitting that can be taken back at once.
    #[must_use]
    pub fn can_undo(&self, session: &SessionId) -> bool {
        self.before.as_ref().is_some_and(|undo| undo.session == *session)
    }
}

#[cfg(test)]
mod tests;
