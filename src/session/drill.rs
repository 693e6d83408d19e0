//! Self-study: one question at a time, full feedback at once.

use std::collections::BTreeSet;

use rand::SeedableRng;
use rand::rngs::ChaCha12Rng;
use rand::seq::SliceRandom;

use crate::bank::{Graded, Pack, Question, QuestionId, QuestionKind, Response, grade};
use crate::session::{Confidence, FormSpec, Progress, Purpose, SessionEvent, SessionId, Stamp};

/// A sitting of self-study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drill {
    session: SessionId,
    seed: u64,
    queue: Vec<QuestionId>,
    at: usize,
    results: Vec<(QuestionId, bool)>,
}

/// One answered question: what to show, and the fact to store before anything else is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrillStep {
    pub graded: Graded,
    pub event: SessionEvent,
}

impl Drill {
    /// Draws up to `spec.count` questions: those whose knowledge is due first, then questions missed
    /// the last time, then unseen ones, then the rest; at random within each group. A first sitting
    /// begins with what is not hard.
    #[must_use]
    pub fn start(
        pack: &Pack,
        spec: &FormSpec,
        progress: &Progress,
        seed: u64,
        now_millis: i64,
        today: i64,
    ) -> Self {
        let mut rng = ChaCha12Rng::seed_from_u64(seed);
        let wanted = |question: &&Question| {
            spec.objectives.is_empty() || spec.objectives.contains(&question.objective)
        };
        let mut pool: Vec<&Question> = pack.questions.iter().filter(wanted).collect();
        pool.shuffle(&mut rng);
        pool.sort_by_key(|question| {
            (urgency(question, progress, today), progress.is_new() && is_hard(question))
        });
        let queue = serve_each_component_once_first(pool, spec.count);
        Self { session: SessionId::new(now_millis, seed), seed, queue, at: 0, results: Vec::new() }
    }

    /// A sitting over exactly these questions.
    #[must_use]
    pub fn over(queue: Vec<QuestionId>, seed: u64, now_millis: i64) -> Self {
        Self { session: SessionId::new(now_millis, seed), seed, queue, at: 0, results: Vec::new() }
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

    /// Name of the sitting.
    #[must_use]
    pub fn session(&self) -> &SessionId {
        &self.session
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
    pub fn answer(
        &mut self,
        question: &Question,
        response: Response,
        confidence: Option<Confidence>,
        millis: u64,
    ) -> DrillStep {
        let graded = grade(question, &response);
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
            hinted: false,
            purpose: Purpose::Study,
            stamp: Stamp::of(question),
        };
        DrillStep { graded, event }
    }

    /// Moves to the next question.
    pub fn next(&mut self) {
        self.at = (self.at + 1).min(self.queue.len());
    }
}

/// What a first sitting does not begin with: free recall, and the upper levels of difficulty.
fn is_hard(question: &Question) -> bool {
    question.kind == QuestionKind::Reflection || question.difficulty > 3
}

/// Lower is sooner.
fn urgency(question: &Question, progress: &Progress, today: i64) -> u8 {
    let seen = progress.seen.question(&question.id, question.version);
    let due = progress.knowledge.is_due(&question.objective, today);
    match (due, seen) {
        (true, None) => 0,
        (true, Some(_)) => 1,
        (false, Some(seen)) if !seen.last_correct => 2,
        (false, None) => 3,
        (false, Some(_)) => 4,
    }
}

/// Interleaves: no objective comes twice before every other one that is as urgent came once.
fn serve_each_component_once_first(pool: Vec<&Question>, count: usize) -> Vec<QuestionId> {
    let mut seen = BTreeSet::new();
    let (first, rest): (Vec<_>, Vec<_>) =
        pool.into_iter().partition(|question| seen.insert(question.objective.clone()));
    first.into_iter().chain(rest).take(count).map(|question| question.id.clone()).collect()
}
