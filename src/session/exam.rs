//! A timed exam: the served set is fixed at the start, answers can be changed until the end, and
//! what is unanswered is wrong.

use std::collections::{BTreeMap, BTreeSet};

use crate::bank::{Pack, PartId, QuestionId, Response, grade};
use crate::session::{
    Accommodation, ClockRule, Confidence, ExamClock, ItemResult, Moment, Recorded, Served, SessionEvent,
    SessionId, Stamp, SubmitReason,
};

/// What the learner agrees to before the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Terms {
    pub accommodation: Accommodation,
    pub rule: ClockRule,
}

/// An exam that has begun and was not submitted.
///
/// INVARIANT (forward): the only way out is [`Exam::submit`] or [`Exam::abandon`], which take the
/// exam by value; a submitted answer cannot change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exam {
    session: SessionId,
    seed: u64,
    served: Served,
    accommodation: Accommodation,
    clock: ExamClock,
    state: ExamState,
}

/// What the learner has done so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExamState {
    pub responses: BTreeMap<QuestionId, Response>,
    pub flagged: BTreeSet<QuestionId>,
    pub struck: BTreeSet<(QuestionId, PartId)>,
    /// How sure the learner is of answers; never part of the score.
    pub confidence: BTreeMap<QuestionId, Confidence>,
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
    /// Begins an exam over the questions served, now, and returns the fact to store.
    #[must_use]
    pub fn start(pack: &Pack, served: Served, terms: Terms, seed: u64, now: Moment) -> (Self, SessionEvent) {
        let session = SessionId::new(now.wall_millis, seed);
        let limit_secs = terms.accommodation.extend(served.limit_secs);
        let event = SessionEvent::ExamStarted {
            session: session.clone(),
            pack: pack.id.0.clone(),
            pack_version: pack.version.clone(),
            seed,
            questions: served.questions.clone(),
            limit_secs,
            form: served.form.clone(),
            accommodation: terms.accommodation,
            clock: terms.rule,
            pilots: served.pilots.clone(),
            labs: served.labs.clone(),
            boot: Some(now.boot),
        };
        let clock = ExamClock::start(limit_secs, terms.rule, now);
        let accommodation = terms.accommodation;
        (Self { session, seed, served, accommodation, clock, state: ExamState::default() }, event)
    }

    /// The exam that was begun last and neither submitted nor abandoned, as the history tells it.
    /// [`Exam::resume`] takes it up again.
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
        let begun = history.iter().rev().find(|recorded| {
            matches!(&recorded.event, SessionEvent::ExamStarted { session, .. } if !ended.contains(session))
        })?;
        let mut exam = Self::begun(begun)?;
        for recorded in history {
            if recorded.event.exam() == Some(&exam.session) {
                exam.replay(&recorded.event);
                exam.clock.hear(recorded.at_millis, told(&recorded.event));
            }
        }
        Some(exam)
    }

    fn begun(recorded: &Recorded) -> Option<Self> {
        let SessionEvent::ExamStarted {
            session,
            seed,
            questions,
            limit_secs,
            form,
            accommodation,
            clock,
            pilots,
            labs,
            boot,
            ..
        } = &recorded.event
        else {
            return None;
        };
        let served = Served {
            form: form.clone(),
            questions: questions.clone(),
            pilots: pilots.clone(),
            wanted: questions.len().saturating_sub(pilots.len()),
            seats: questions.len(),
            limit_secs: *limit_secs,
            domains: Vec::new(),
            labs: labs.clone(),
        };
        Some(Self {
            session: session.clone(),
            seed: *seed,
            served,
            accommodation: *accommodation,
            clock: ExamClock::left(*limit_secs, *clock, recorded.at_millis, *boot),
            state: ExamState::default(),
        })
    }

    fn replay(&mut self, event: &SessionEvent) {
        match event {
            SessionEvent::ExamAnswered { question, response, .. } => {
                match response {
                    Some(response) => self.state.responses.insert(question.clone(), response.clone()),
                    None => self.state.responses.remove(question),
                };
            }
            SessionEvent::ExamFlagged { question, on, .. } => {
                set(&mut self.state.flagged, question.clone(), *on);
            }
            SessionEvent::ExamStruck { question, option, on, .. } => {
                set(&mut self.state.struck, (question.clone(), option.clone()), *on);
            }
            SessionEvent::ExamConfidence { question, confidence, .. } => {
                match confidence {
                    Some(confidence) => self.state.confidence.insert(question.clone(), *confidence),
                    None => self.state.confidence.remove(question),
                };
            }
            _ => {}
        }
    }

    /// Takes up an exam that was left; the fact to store.
    pub fn resume(&mut self, now: Moment) -> SessionEvent {
        self.clock.resume(now);
        SessionEvent::ExamResumed {
            session: self.session.clone(),
            spent_millis: self.clock.spent_millis(now),
        }
    }

    /// Leaves the exam for a while; the fact to store.
    #[must_use]
    pub fn pause(&self, now: Moment) -> SessionEvent {
        let spent_millis = Some(self.clock.spent_millis(now));
        SessionEvent::ExamPaused { session: self.session.clone(), spent_millis }
    }

    /// Tells which question is on the screen from now on, or that none is; the fact to store.
    #[must_use]
    pub fn view(&self, question: Option<QuestionId>, now: Moment) -> SessionEvent {
        let spent_millis = Some(self.clock.spent_millis(now));
        SessionEvent::ExamViewed { session: self.session.clone(), question, spent_millis }
    }

    /// What the learner called for, such as `mock-a`, `simulation` or `custom`.
    #[must_use]
    pub fn form(&self) -> &str {
        &self.served.form
    }

    /// Extra time that was chosen before the start.
    #[must_use]
    pub fn accommodation(&self) -> Accommodation {
        self.accommodation
    }

    /// Exercises to build after the questions.
    #[must_use]
    pub fn labs(&self) -> &[String] {
        &self.served.labs
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
        &self.served.questions
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
        self.served
            .questions
            .iter()
            .enumerate()
            .filter(|(_, question)| shown(question))
            .map(|(at, _)| at)
            .collect()
    }

    /// Sets or clears an answer. Nothing happens, and nothing is to be stored, when it is unchanged.
    pub fn answer(&mut self, question: &QuestionId, response: Option<Response>) -> Option<SessionEvent> {
        let event = (self.state.responses.get(question) != response.as_ref()).then(|| {
            SessionEvent::ExamAnswered { session: self.session.clone(), question: question.clone(), response }
        })?;
        self.replay(&event);
        Some(event)
    }

    /// Says how sure the learner is; the same word twice takes it back.
    pub fn set_confidence(&mut self, question: &QuestionId, confidence: Confidence) -> SessionEvent {
        let confidence = (self.state.confidence.get(question) != Some(&confidence)).then_some(confidence);
        let (session, question) = (self.session.clone(), question.clone());
        let event = SessionEvent::ExamConfidence { session, question, confidence };
        self.replay(&event);
        event
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
        let results = self.served.questions.iter().filter_map(|id| {
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
                pilot: self.served.pilots.contains(id),
                confidence: self.state.confidence.get(id).copied(),
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

/// The time spent that a fact tells.
fn told(event: &SessionEvent) -> Option<u64> {
    match event {
        SessionEvent::ExamViewed { spent_millis, .. } | SessionEvent::ExamPaused { spent_millis, .. } => {
            *spent_millis
        }
        SessionEvent::ExamResumed { spent_millis, .. } => Some(*spent_millis),
        SessionEvent::ExamStarted { .. } => Some(0),
        _ => None,
    }
}

fn set<T: Ord>(members: &mut BTreeSet<T>, member: T, on: bool) {
    if on {
        members.insert(member);
    } else {
        members.remove(&member);
    }
}
