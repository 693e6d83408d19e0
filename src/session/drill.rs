//! Self-study: one question at a time, full feedback at once.

use crate::bank::{Graded, Pack, Question, QuestionId, Response, grade};
use crate::memory::Policy;
use crate::session::schedule::serve;
use crate::session::{Confidence, Progress, Purpose, SessionEvent, SessionId, Stamp};

/// What a sitting of self-study draws from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Selection {
    /// Everything, what is due first.
    #[default]
    All,
    /// Questions whose last answer was wrong.
    Missed,
    /// Questions with a star.
    Starred,
    /// Questions on what was forgotten again and again.
    Leeches,
}

/// What a sitting of self-study is made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DrillSpec {
    /// How many questions; fewer when there are fewer.
    pub count: usize,
    /// Only these learning objectives; all when empty.
    pub objectives: Vec<String>,
    pub selection: Selection,
    /// [`Purpose::Cram`] serves what is most forgotten first, due or not, and moves no schedule.
    pub purpose: Purpose,
}

/// The circumstances under which a sitting begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Start {
    pub seed: u64,
    pub now_millis: i64,
    /// Study day.
    pub today: i64,
    pub policy: Policy,
}

/// A sitting of self-study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drill {
    session: SessionId,
    seed: u64,
    purpose: Purpose,
    queue: Vec<QuestionId>,
    at: usize,
    /// Position in the queue of each answer.
    answered: Vec<usize>,
    results: Vec<(QuestionId, bool)>,
}

/// One answered question: what to show, and the fact to store before anything else is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrillStep {
    pub graded: Graded,
    pub event: SessionEvent,
}

impl Drill {
    /// Draws up to `spec.count` questions as the schedule wants them.
    #[must_use]
    pub fn start(pack: &Pack, spec: &DrillSpec, progress: &Progress, start: &Start) -> Self {
        Self::over(serve(pack, spec, progress, start), spec.purpose, start.seed, start.now_millis)
    }

    /// A sitting over exactly these questions.
    #[must_use]
    pub fn over(queue: Vec<QuestionId>, purpose: Purpose, seed: u64, now_millis: i64) -> Self {
        let session = SessionId::new(now_millis, seed);
        Self { session, seed, purpose, queue, at: 0, answered: Vec::new(), results: Vec::new() }
    }

    /// Name of the sitting.
    #[must_use]
    pub fn session(&self) -> &SessionId {
        &self.session
    }

    /// Why its questions are put.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The question to show, unless all are done.
    #[must_use]
    pub fn current(&self) -> Option<&QuestionId> {
        self.queue.get(self.at)
    }

    /// Position of the current question, counted from 0.
    #[must_use]
    pub fn position(&self) -> usize {
        self.at
    }

    /// How many questions this sitting has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.queue.len()
    }

    /// Whether there was nothing to serve.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// Seed of the option orders.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// What was answered so far, and whether it was right.
    #[must_use]
    pub fn results(&self) -> &[(QuestionId, bool)] {
        &self.results
    }

    /// Grades the answer to the current question. [`Drill::next`] moves on.
    ///
    /// `hinted` says whether a hint was taken before the answer; `millis` is the time from the
    /// question's first sight to the answer.
    pub fn answer(
        &mut self,
        question: &Question,
        response: Response,
        confidence: Option<Confidence>,
        hinted: bool,
        millis: u64,
    ) -> DrillStep {
        let graded = grade(question, &response);
        self.answered.push(self.at);
        self.results.push((question.id.clone(), graded.is_correct()));
        let event = SessionEvent::DrillAnswered {
            session: self.session.clone(),
            question: question.id.clone(),
            version: question.version,
            objective: question.objective.clone(),
            response,
            earned: graded.earned,
            possible: graded.possible,
            misconceptions: graded.misconceptions.clone(),
            confidence,
            millis,
            hinted,
            purpose: self.purpose,
            stamp: Stamp::of(question),
        };
        DrillStep { graded, event }
    }

    /// Moves to the next question.
    pub fn next(&mut self) {
        self.at = (self.at + 1).min(self.queue.len());
    }

    /// Takes the last answer back and returns to its question; the fact to store, unless nothing was
    /// answered.
    pub fn undo(&mut self) -> Option<SessionEvent> {
        self.at = self.answered.pop()?;
        let (question, _) = self.results.pop()?;
        Some(SessionEvent::AnswerUndone { session: self.session.clone(), question })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_to_undo_is_nothing() {
        let mut drill = Drill::over(vec![QuestionId("q".to_owned())], Purpose::Study, 1, 0);
        assert_eq!(drill.undo(), None);
        drill.next();
        assert_eq!((drill.undo(), drill.position()), (None, 1));
    }
}
