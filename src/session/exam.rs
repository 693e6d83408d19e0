//! A timed exam: the served set is fixed at the start, answers can be changed until the end, and
//! what is unanswered is wrong.

use std::collections::{BTreeMap, BTreeSet};

use crate::bank::{Pack, PartId, QuestionId, Response, grade};
use crate::session::{
    Accommodation, ClockRule, ItemResult, Recorded, SessionEvent, SessionId, Stamp, SubmitReason,
};

/// An exam that has begun and was not submitted.
///
/// INVARIANT (forward): the only way out is [`Exam::submit`] or [`Exam::abandon`], which take the
/// exam by value; a submitted answer cannot change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exam {
    session: SessionId,
    seed: u64,
    questions: Vec<QuestionId>,
    clock: ExamClock,
    state: ExamState,
}

/// Wall-clock limits of an exam. The clock runs on while the program is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExamClock {
    pub started_at_millis: i64,
    /// Absent when untimed.
    pub limit_secs: Option<u32>,
}

impl ExamClock {
    /// Whole seconds left at `now`, rounded up; `None` when untimed. A clock that was set back before
    /// the start gives the whole limit, never more.
    #[must_use]
    pub fn remaining_secs(self, now_millis: i64) -> Option<u32> {
        let limit = self.limit_secs?;
        let elapsed = u64::try_from(now_millis - self.started_at_millis).unwrap_or(0);
        let left = (u64::from(limit) * 1000).saturating_sub(elapsed);
        Some(u32::try_from(left.div_ceil(1000)).unwrap_or(limit))
    }

    /// Whether the time is up at `now`.
    #[must_use]
    pub fn is_over(self, now_millis: i64) -> bool {
        self.remaining_secs(now_millis) == Some(0)
    }
}

/// What the learner has done so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExamState {
    pub responses: BTreeMap<QuestionId, Response>,
    pub flagged: BTreeSet<QuestionId>,
    pub struck: BTreeSet<(QuestionId, PartId)>,
}

/// Where one question stands, for the navigator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuestionStatus {
    pub answered: bool,
    pub flagged: bool,
}

/// Filters of the navigator and the review screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Navigator {
    All,
    Unanswered,
    Flagged,
}

impl Exam {
    /// Begins an exam over `questions` and returns the fact to store.
    #[must_use]
    pub fn start(
        pack: &Pack,
        questions: Vec<QuestionId>,
        seed: u64,
        clock: ExamClock,
    ) -> (Self, SessionEvent) {
        let session = SessionId::new(clock.started_at_millis, seed);
        let event = SessionEvent::ExamStarted {
            session: session.clone(),
            pack: pack.id.0.clone(),
            pack_version: pack.version.clone(),
            seed,
            questions: questions.clone(),
            limit_secs: clock.limit_secs,
            form: String::new(),
            accommodation: Accommodation::Standard,
            clock: ClockRule::Exam,
            pilots: Vec::new(),
        };
        (Self { session, seed, questions, clock, state: ExamState::default() }, event)
    }

    /// The exam that was begun last and neither submitted nor abandoned, as the history tells it.
    #[must_use]
    pub fn unfinished(history: &[Recorded]) -> Option<Self> {
        let ended: BTreeSet<&SessionId> = history
            .iter()
            .filter_map(|recorded| match &recorded.event {
                SessionEvent::ExamSubmitted { session, .. } | SessionEvent::ExamAbandoned { session } => {
                    Some(session)
                }
                _ => None,
            })
            .collect();
        let begun = history.iter().rev().find_map(|recorded| match &recorded.event {
            SessionEvent::ExamStarted { session, seed, questions, limit_secs, .. }
                if !ended.contains(session) =>
            {
                let clock = ExamClock { started_at_millis: recorded.at_millis, limit_secs: *limit_secs };
                Some((session.clone(), *seed, questions.clone(), clock))
            }
            _ => None,
        });
        let (session, seed, questions, clock) = begun?;
        let mut exam = Self { session, seed, questions, clock, state: ExamState::default() };
        for recorded in history {
            exam.replay(&recorded.event);
        }
        Some(exam)
    }

    fn replay(&mut self, event: &SessionEvent) {
        match event {
            SessionEvent::ExamAnswered { session, question, response } if *session == self.session => {
                match response {
                    Some(response) => self.state.responses.insert(question.clone(), response.clone()),
                    None => self.state.responses.remove(question),
                };
            }
            SessionEvent::ExamFlagged { session, question, on } if *session == self.session => {
                set(&mut self.state.flagged, question.clone(), *on);
            }
            SessionEvent::ExamStruck { session, question, option, on } if *session == self.session => {
                set(&mut self.state.struck, (question.clone(), option.clone()), *on);
            }
            _ => {}
        }
    }

    /// Name of this sitting.
    #[must_use]
    pub fn session(&self) -> &SessionId {
        &self.session
    }

    /// Seed of the form and of the option orders.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The served set, in order.
    #[must_use]
    pub fn questions(&self) -> &[QuestionId] {
        &self.questions
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> ExamClock {
        self.clock
    }

    /// What the learner has done so far.
    #[must_use]
    pub fn state(&self) -> &ExamState {
        &self.state
    }

    /// Where the question stands.
    #[must_use]
    pub fn status(&self, question: &QuestionId) -> QuestionStatus {
        QuestionStatus {
            answered: self.state.responses.contains_key(question),
            flagged: self.state.flagged.contains(question),
        }
    }

    /// Positions of the questions that `filter` shows, ascending.
    #[must_use]
    pub fn navigate(&self, filter: Navigator) -> Vec<usize> {
        let shown = |question: &QuestionId| match (filter, self.status(question)) {
            (Navigator::All, _) => true,
            (Navigator::Unanswered, status) => !status.answered,
            (Navigator::Flagged, status) => status.flagged,
        };
        self.questions.iter().enumerate().filter(|(_, question)| shown(question)).map(|(at, _)| at).collect()
    }

    /// Sets or clears an answer. Nothing happens, and nothing is to be stored, when it is unchanged.
    pub fn answer(&mut self, question: &QuestionId, response: Option<Response>) -> Option<SessionEvent> {
        let event = (self.state.responses.get(question) != response.as_ref()).then(|| {
            SessionEvent::ExamAnswered { session: self.session.clone(), question: question.clone(), response }
        })?;
        self.replay(&event);
        Some(event)
    }

    /// Turns the flag of a question over.
    pub fn toggle_flag(&mut self, question: &QuestionId) -> SessionEvent {
        let on = !self.state.flagged.contains(question);
        let event =
            SessionEvent::ExamFlagged { session: self.session.clone(), question: question.clone(), on };
        self.replay(&event);
        event
    }

    /// Strikes an option out, or takes the strike back.
    pub fn toggle_strike(&mut self, question: &QuestionId, option: &PartId) -> SessionEvent {
        let on = !self.state.struck.contains(&(question.clone(), option.clone()));
        let event = SessionEvent::ExamStruck {
            session: self.session.clone(),
            question: question.clone(),
            option: option.clone(),
            on,
        };
        self.replay(&event);
        event
    }

    /// Ends the exam: every question graded, unanswered ones wrong. A question that the pack no
    /// longer has is left out of the results.
    #[must_use]
    pub fn submit(self, pack: &Pack, reason: SubmitReason) -> SessionEvent {
        let results = self.questions.iter().filter_map(|id| {
            let question = pack.question(id)?;
            let graded = self.state.responses.get(id).map(|response| grade(question, response));
            Some(ItemResult {
                question: id.clone(),
                version: question.version,
                objective: question.objective.clone(),
                answered: graded.is_some(),
                earned: graded.as_ref().map_or(0, |graded| graded.earned),
                possible: graded.as_ref().map_or(1, |graded| graded.possible),
                misconceptions: graded.map(|graded| graded.misconceptions).unwrap_or_default(),
                pilot: false,
                confidence: None,
                stamp: Stamp::of(question),
            })
        });
        SessionEvent::ExamSubmitted { results: results.collect(), session: self.session.clone(), reason }
    }

    /// Gives the exam up without a result.
    #[must_use]
    pub fn abandon(self) -> SessionEvent {
        SessionEvent::ExamAbandoned { session: self.session }
    }
}

fn set<T: Ord>(members: &mut BTreeSet<T>, member: T, on: bool) {
    if on {
        members.insert(member);
    } else {
        members.remove(&member);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_rounds_up_and_never_gives_more_than_the_limit() {
        let clock = ExamClock { started_at_millis: 10_000, limit_secs: Some(60) };
        assert_eq!(clock.remaining_secs(0), Some(60));
        assert_eq!(clock.remaining_secs(10_001), Some(60));
        assert_eq!(clock.remaining_secs(69_001), Some(1));
        assert!(!clock.is_over(69_999));
        assert!(clock.is_over(70_000));
        assert_eq!(ExamClock { limit_secs: None, ..clock }.remaining_secs(99_999), None);
    }
}
