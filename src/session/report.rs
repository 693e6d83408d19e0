//! The result of an exam: a fold of the facts of one sitting, held against the pack.

mod course;
mod filter;
mod groups;
mod item;
mod share;
mod words;

use std::collections::BTreeSet;

use crate::bank::{Pack, QuestionId};
use crate::session::{
    Accommodation, ClockRule, Confidence, ItemResult, Recorded, SessionEvent, SessionId, SubmitReason,
};
use course::Course;

pub use filter::ReviewFilter;
pub use groups::{Calibration, Group};
pub use item::{AnswerChange, ItemReport, TIME_BUDGET_MILLIS, Verdict};
pub use share::{Interval, PASSING_SCORE, Scaled, Tally};
pub use words::{ESTIMATE_NOTE, clock_words, percent_words};

/// What the learner sees after an exam; screens, plain text and exports all read this one.
#[derive(Debug, Clone, PartialEq)]
pub struct ExamReport {
    pub session: SessionId,
    pub pack: String,
    pub pack_version: String,
    /// What the learner called for, such as `mock-a`; empty in old histories.
    pub form: String,
    /// Seed of the option orders.
    pub seed: u64,
    pub started_at_millis: i64,
    /// When it was submitted, or when its time was up.
    pub ended_at_millis: i64,
    pub reason: SubmitReason,
    pub time: TimeReport,
    /// Questions that count.
    pub total: Tally,
    /// Counting questions without an answer.
    pub unanswered: usize,
    /// Per learning objective, in the blueprint's order, objectives that were asked only.
    pub objectives: Vec<Group>,
    /// Per family, in the blueprint's order.
    pub families: Vec<Group>,
    /// How sure the learner was against how it came out, from guessed to sure.
    pub calibration: Vec<Calibration>,
    /// Misconceptions acted on in counting questions, most often first.
    pub misconceptions: Vec<(String, usize)>,
    /// Every question that has a result, in the order of the exam, pilots included.
    pub items: Vec<ItemReport>,
}

/// Time allowed and time used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeReport {
    /// Extra time included; absent when untimed.
    pub limit_secs: Option<u32>,
    pub used_millis: u64,
    pub accommodation: Accommodation,
    pub clock: ClockRule,
}

/// How often an answer was changed for another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes {
    pub better: usize,
    pub worse: usize,
    pub same: usize,
}

impl ExamReport {
    /// The result of the exam `session`, from facts in the order of the history among which all of that
    /// exam's are; nothing unless it was begun and submitted. When two programs submitted it, the first
    /// submission counts.
    #[must_use]
    pub fn of(pack: &Pack, session: &SessionId, facts: &[Recorded]) -> Option<Self> {
        // In the order in which they were stored: a wall clock that was set back changes no order.
        let facts: Vec<&Recorded> =
            facts.iter().filter(|recorded| recorded.event.exam() == Some(session)).collect();
        let begun = facts.iter().find_map(|recorded| Begun::of(recorded))?;
        let (ended_at, reason, results) = facts.iter().find_map(|recorded| match &recorded.event {
            SessionEvent::ExamSubmitted { reason, results, .. } => {
                Some((recorded.at_millis, *reason, results.as_slice()))
            }
            _ => None,
        })?;
        let course = Course::of(&facts, &begun, reason, pack);
        let read: BTreeSet<&QuestionId> = facts.iter().filter_map(|recorded| read(recorded)).collect();
        let items: Vec<ItemReport> = results
            .iter()
            .map(|result| course.item(result, &begun, read.contains(&result.question)))
            .collect();
        Some(Self::sum_up(pack, session, &begun, ended_at, reason, &course, items))
    }

    fn sum_up(
        pack: &Pack,
        session: &SessionId,
        begun: &Begun<'_>,
        ended_at: i64,
        reason: SubmitReason,
        course: &Course,
        items: Vec<ItemReport>,
    ) -> Self {
        Self {
            session: session.clone(),
            pack: begun.pack.to_owned(),
            pack_version: begun.pack_version.to_owned(),
            form: begun.form.to_owned(),
            seed: begun.seed,
            started_at_millis: begun.at_millis,
            ended_at_millis: begun.deadline().map_or(ended_at, |deadline| ended_at.min(deadline)),
            reason,
            time: TimeReport {
                limit_secs: begun.limit_secs,
                used_millis: course.used_millis(),
                accommodation: begun.accommodation,
                clock: begun.clock,
            },
            total: Tally::of(items.iter().filter(|item| !item.pilot).map(ItemReport::is_right)),
            unanswered: items
                .iter()
                .filter(|item| !item.pilot && item.verdict == Verdict::Unanswered)
                .count(),
            objectives: groups::objectives(pack, &items),
            families: groups::families(pack, &items),
            calibration: groups::calibration(&items),
            misconceptions: groups::misconceptions(&items),
            items,
        }
    }

    /// Right answers among the questions that count, from the stamped results alone.
    #[must_use]
    pub fn tally(results: &[ItemResult]) -> Tally {
        let counting = results.iter().filter(|result| !result.pilot);
        Tally::of(counting.map(|result| result.earned == result.possible))
    }

    /// The estimated scaled score; nothing when no question counted.
    #[must_use]
    pub fn scaled(&self) -> Option<Scaled> {
        Scaled::of(self.total)
    }

    /// Wrong while sure, in the order of the exam.
    pub fn confident_errors(&self) -> impl Iterator<Item = &ItemReport> {
        self.items
            .iter()
            .filter(|item| item.verdict == Verdict::Wrong && item.confidence == Some(Confidence::Sure))
    }

    /// Right while guessing, in the order of the exam.
    pub fn lucky_guesses(&self) -> impl Iterator<Item = &ItemReport> {
        self.items.iter().filter(|item| item.is_right() && item.confidence == Some(Confidence::Guess))
    }

    /// Not right, and not looked at since: the review is not done while there are any.
    pub fn unread(&self) -> impl Iterator<Item = &ItemReport> {
        self.items.iter().filter(|item| item.is_unread())
    }

    /// Served without being scored.
    pub fn pilots(&self) -> impl Iterator<Item = &ItemReport> {
        self.items.iter().filter(|item| item.pilot)
    }

    /// Those whose time is known, slowest first.
    #[must_use]
    pub fn slowest_first(&self) -> Vec<&ItemReport> {
        let mut timed: Vec<&ItemReport> = self.items.iter().filter(|item| item.millis.is_some()).collect();
        timed.sort_by_key(|item| (std::cmp::Reverse(item.millis), item.position));
        timed
    }

    /// How often an answer was changed, over all questions.
    #[must_use]
    pub fn changes(&self) -> Changes {
        let mut sum = Changes::default();
        for change in self.items.iter().flat_map(|item| &item.changes) {
            match change {
                AnswerChange::Better => sum.better += 1,
                AnswerChange::Worse => sum.worse += 1,
                AnswerChange::Same => sum.same += 1,
            }
        }
        sum
    }

    /// Takes in that the learner has read the answer to a question; whether that was news.
    pub fn mark_read(&mut self, question: &QuestionId) -> bool {
        match self.items.iter_mut().find(|item| item.question == *question) {
            Some(item) => !std::mem::replace(&mut item.read, true),
            None => false,
        }
    }
}

/// How an exam was begun.
struct Begun<'a> {
    at_millis: i64,
    pack: &'a str,
    pack_version: &'a str,
    form: &'a str,
    seed: u64,
    questions: &'a [QuestionId],
    limit_secs: Option<u32>,
    accommodation: Accommodation,
    clock: ClockRule,
}

impl<'a> Begun<'a> {
    fn of(recorded: &'a Recorded) -> Option<Self> {
        let SessionEvent::ExamStarted {
            pack,
            pack_version,
            seed,
            questions,
            limit_secs,
            form,
            accommodation,
            clock,
            ..
        } = &recorded.event
        else {
            return None;
        };
        Some(Self {
            at_millis: recorded.at_millis,
            pack,
            pack_version,
            form,
            seed: *seed,
            questions,
            limit_secs: *limit_secs,
            accommodation: *accommodation,
            clock: *clock,
        })
    }

    /// When a clock that runs on is at zero.
    fn deadline(&self) -> Option<i64> {
        let runs_on = self.clock == ClockRule::Exam;
        self.limit_secs.filter(|_| runs_on).map(|limit| self.at_millis + i64::from(limit) * 1000)
    }
}

fn read(recorded: &Recorded) -> Option<&QuestionId> {
    match &recorded.event {
        SessionEvent::ExamReviewed { question, .. } => Some(question),
        _ => None,
    }
}
