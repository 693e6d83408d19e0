//! Which questions an exam serves, and in which order; the same seed, pack and progress give the same
//! form.

mod announce;
mod seats;

use rand::SeedableRng;
use rand::rngs::ChaCha12Rng;
use rand::seq::SliceRandom;

use crate::bank::{ExamDomain, Pack, Pool, Question, QuestionId, QuestionKind, Simulation};
use crate::session::{Component, Progress, Start};
use seats::{Seats, Stratum, apportion};

/// An exam that can be called for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    Mock(MockForm),
    /// The whole exam, as far as the pack can fill it.
    Simulation,
    Custom(CustomForm),
}

/// The mock forms: no question is in two of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MockForm {
    A,
    B,
    C,
}

impl MockForm {
    /// Every mock form.
    pub const ALL: [Self; 3] = [Self::A, Self::B, Self::C];

    /// Where its questions are kept.
    #[must_use]
    pub fn pool(self) -> Pool {
        match self {
            Self::A => Pool::MockA,
            Self::B => Pool::MockB,
            Self::C => Pool::MockC,
        }
    }
}

/// An exam that the learner put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomForm {
    /// How many questions; fewer when fewer fit.
    pub count: usize,
    /// Without limit when absent.
    pub minutes: Option<u32>,
    /// Only these learning objectives; all when empty.
    pub objectives: Vec<String>,
    /// Only these kinds; all but free recall when empty.
    pub kinds: Vec<QuestionKind>,
    pub only: Only,
    /// How many exercises follow the questions.
    pub labs: usize,
}

/// Which questions come into an exam that the learner puts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Only {
    #[default]
    All,
    /// Those that were wrong when last answered.
    Missed,
    Unseen,
    Starred,
    /// Those whose knowledge is due for review.
    Due,
}

impl Only {
    /// Every choice.
    pub const ALL: [Self; 5] = [Self::All, Self::Missed, Self::Unseen, Self::Starred, Self::Due];
}

/// The questions of one exam, drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Served {
    /// Such as `mock-a`, `simulation` or `custom`.
    pub form: String,
    /// In the order of the exam, those that do not count included.
    pub questions: Vec<QuestionId>,
    /// Those that do not count.
    pub pilots: Vec<QuestionId>,
    /// How many questions count in a form that is not short.
    pub wanted: usize,
    /// How many seats there are in all in a form that is not short.
    pub seats: usize,
    /// Seconds for the questions served, without extra time; nothing when untimed.
    pub limit_secs: Option<u32>,
    /// How far each domain of the whole exam is filled; empty but for the simulation.
    pub domains: Vec<DomainSeats>,
    /// Exercises to build after the questions.
    pub labs: Vec<String>,
}

/// How far one domain of the whole exam is filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainSeats {
    pub id: String,
    pub title: String,
    /// Share of the exam, in percent.
    pub weight: u32,
    /// Share of the domain that the pack covers, in percent.
    pub covered: u32,
    /// Questions that count, in a full form.
    pub wanted: usize,
    pub served: usize,
}

impl Served {
    /// Questions that count.
    #[must_use]
    pub fn scored(&self) -> usize {
        self.questions.len() - self.pilots.len()
    }

    /// Questions that count and are not there.
    #[must_use]
    pub fn short(&self) -> usize {
        self.wanted.saturating_sub(self.scored())
    }

    /// Share of the whole exam's blueprint that the pack covers, in thousandths.
    #[must_use]
    pub fn covered_permille(&self) -> u32 {
        self.domains.iter().map(|domain| domain.weight * domain.covered).sum::<u32>() / 10
    }
}

/// What a learner is told that a form is, by the name that a history has of it; older histories have none.
#[must_use]
pub fn form_title(name: &str) -> &str {
    match name {
        "mock-a" => "mock exam A",
        "mock-b" => "mock exam B",
        "mock-c" => "mock exam C",
        "simulation" => "the whole exam, as far as it goes",
        "custom" => "your own mix",
        "" => "an exam",
        other => other,
    }
}

impl Form {
    /// The form as the history spells it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Mock(mock) => mock.pool().as_str(),
            Self::Simulation => "simulation",
            Self::Custom(_) => "custom",
        }
    }

    /// Draws the questions. A form that the pack cannot fill stays short: it is never padded.
    ///
    /// Of `start`, all but the seed matters to a custom form only, as the progress does.
    #[must_use]
    pub fn serve(&self, pack: &Pack, progress: &Progress, start: &Start) -> Served {
        let mut rng = ChaCha12Rng::seed_from_u64(start.seed);
        let mut served = match self {
            Self::Mock(mock) => serve_mock(pack, *mock, &mut rng),
            Self::Simulation => serve_simulation(pack, &mut rng),
            Self::Custom(custom) => custom.serve(pack, progress, start, &mut rng),
        };
        self.name().clone_into(&mut served.form);
        served
    }
}

fn serve_mock(pack: &Pack, mock: MockForm, rng: &mut ChaCha12Rng) -> Served {
    let wanted = pack.exam.questions;
    let in_pool = |question: &&Question| question.pool == mock.pool() && is_graded(question);
    let (tried, scored): (Vec<_>, Vec<_>) =
        pack.questions.iter().filter(in_pool).partition(|question| question.pilot);
    let mut seats = Seats::default();
    seats.fill(by_objective(pack, &scored, rng), wanted, rng);
    let scored = seats.len();
    let unscored = pack.exam.simulation.as_ref().map_or(0, |whole| unscored_share(whole, wanted));
    seats.fill(by_objective(pack, &tried, rng), unscored, rng);
    let room = unscored.saturating_sub(seats.len() - scored);
    let everywhere: Vec<_> = pack.questions.iter().filter(|q| is_pilot(q)).collect();
    seats.fill(by_objective(pack, &everywhere, rng), room, rng);
    let limit = prorated(pack.exam.minutes, seats.len(), wanted);
    finish(seats, Served { wanted, seats: wanted, limit_secs: Some(limit), ..Served::default() }, rng)
}

/// As many unscored questions for `scored` ones as the whole exam has, rounded down.
fn unscored_share(whole: &Simulation, scored: usize) -> usize {
    scored * whole.questions.saturating_sub(whole.scored) / whole.scored.max(1)
}

/// Time for so many of the questions of a form: each has its share, so that a short form is as pressing
/// as a full one.
fn prorated(minutes: u32, served: usize, wanted: usize) -> u32 {
    let secs = u64::from(minutes) * 60 * served as u64;
    u32::try_from(secs.div_ceil(wanted.max(1) as u64)).unwrap_or(u32::MAX)
}

fn serve_simulation(pack: &Pack, rng: &mut ChaCha12Rng) -> Served {
    let Some(whole) = &pack.exam.simulation else { return Served::default() };
    let mut seats = Seats::default();
    let weights: Vec<u32> = whole.domains.iter().map(|domain| domain.weight).collect();
    let quotas = apportion(&weights, &vec![usize::MAX; weights.len()], whole.scored, rng);
    let mut domains = Vec::new();
    for (domain, wanted) in whole.domains.iter().zip(quotas) {
        let before = seats.len();
        let belongs = |question: &&Question| {
            question.pool == Pool::Practice
                && !question.pilot
                && is_graded(question)
                && is_in(question, domain, pack)
        };
        let candidates: Vec<_> = pack.questions.iter().filter(belongs).collect();
        seats.fill(by_objective(pack, &candidates, rng), wanted, rng);
        domains.push(DomainSeats {
            id: domain.id.clone(),
            title: domain.title.clone(),
            weight: domain.weight,
            covered: domain.covered,
            wanted,
            served: seats.len() - before,
        });
    }
    let tried =
        |question: &&Question| is_pilot(question) && whole.domains.iter().any(|d| is_in(question, d, pack));
    let tried: Vec<_> = pack.questions.iter().filter(tried).collect();
    seats.fill(by_objective(pack, &tried, rng), whole.questions.saturating_sub(whole.scored), rng);
    let limit = prorated(whole.minutes, seats.len(), whole.questions);
    let (wanted, all) = (whole.scored, whole.questions);
    finish(seats, Served { wanted, seats: all, limit_secs: Some(limit), domains, ..Served::default() }, rng)
}

fn is_in(question: &Question, domain: &ExamDomain, pack: &Pack) -> bool {
    let objective = pack.blueprint.objective(&question.objective);
    objective.is_some_and(|objective| domain.families.contains(&objective.family))
}

/// Whether an exam can hold it: nothing can grade free recall in time.
fn is_graded(question: &Question) -> bool {
    question.kind != QuestionKind::Reflection
}

fn is_pilot(question: &Question) -> bool {
    question.pilot && question.pool == Pool::Practice && is_graded(question)
}

impl CustomForm {
    /// Every question, without limit.
    #[must_use]
    pub fn everything() -> Self {
        Self {
            count: usize::MAX,
            minutes: None,
            objectives: Vec::new(),
            kinds: Vec::new(),
            only: Only::All,
            labs: 0,
        }
    }

    /// How many questions there are to draw from.
    #[must_use]
    pub fn available(&self, pack: &Pack, progress: &Progress, start: &Start) -> usize {
        pack.questions.iter().filter(|question| self.admits(question, progress, start)).count()
    }

    fn serve(&self, pack: &Pack, progress: &Progress, start: &Start, rng: &mut ChaCha12Rng) -> Served {
        let candidates: Vec<_> =
            pack.questions.iter().filter(|question| self.admits(question, progress, start)).collect();
        let mut seats = Seats::default();
        seats.fill(by_objective(pack, &candidates, rng), self.count, rng);
        let limit_secs = self.minutes.map(|minutes| minutes.saturating_mul(60));
        let labs = self.draw_labs(pack, rng);
        finish(
            seats,
            Served { wanted: self.count, seats: self.count, limit_secs, labs, ..Served::default() },
            rng,
        )
    }

    fn admits(&self, question: &Question, progress: &Progress, start: &Start) -> bool {
        let seen = progress.seen.question(&question.id, question.version);
        // The questions of a mock form are new until it was taken.
        let is_free = question.pool == Pool::Practice || progress.seen.has_met(&question.id);
        let fits = match self.only {
            Only::All => true,
            Only::Missed => seen.is_some_and(|seen| !seen.last_correct),
            Only::Unseen => !progress.seen.has_met(&question.id),
            Only::Starred => progress.shelf.is_starred(&question.id),
            Only::Due => Component::of(question)
                .any(|component| progress.knowledge.is_due(&component, start.policy, start.today)),
        };
        is_free
            && fits
            && !question.pilot
            && is_graded(question)
            && (self.objectives.is_empty() || self.objectives.contains(&question.objective))
            && (self.kinds.is_empty() || self.kinds.contains(&question.kind))
    }

    /// Exercises that teach what the questions ask.
    fn draw_labs(&self, pack: &Pack, rng: &mut ChaCha12Rng) -> Vec<String> {
        let teaches = |lab: &&crate::lab::Lab| {
            self.objectives.is_empty() || lab.teaches.iter().any(|id| self.objectives.contains(id))
        };
        let mut labs: Vec<String> = pack.labs.iter().filter(teaches).map(|lab| lab.id.0.clone()).collect();
        labs.shuffle(rng);
        labs.truncate(self.labs);
        labs
    }
}

/// Candidates per learning objective in the order of the blueprint, shuffled within.
fn by_objective<'a>(pack: &'a Pack, candidates: &[&'a Question], rng: &mut ChaCha12Rng) -> Vec<Stratum<'a>> {
    let mut strata: Vec<Stratum<'a>> = Vec::new();
    for objective in &pack.blueprint.objectives {
        let mut of_it: Vec<&Question> =
            candidates.iter().copied().filter(|question| question.objective == objective.id).collect();
        of_it.shuffle(rng);
        strata.push(Stratum { weight: objective.weight, candidates: of_it });
    }
    strata
}

/// Puts the questions in order: at random, those of a case study together.
fn finish(seats: Seats<'_>, mut served: Served, rng: &mut ChaCha12Rng) -> Served {
    let mut drawn = seats.into_questions();
    drawn.shuffle(rng);
    let ordered = keep_cases_together(drawn);
    served.pilots = ordered.iter().filter(|question| question.pilot).map(|q| q.id.clone()).collect();
    served.questions = ordered.into_iter().map(|question| question.id.clone()).collect();
    served
}

/// Moves every question of a case study right behind the first one of that case.
fn keep_cases_together(drawn: Vec<&Question>) -> Vec<&Question> {
    let mut ordered: Vec<&Question> = Vec::with_capacity(drawn.len());
    for question in drawn {
        let behind = question.case.as_ref().and_then(|case| {
            ordered.iter().rposition(|earlier| earlier.case.as_ref() == Some(case)).map(|at| at + 1)
        });
        ordered.insert(behind.unwrap_or(ordered.len()), question);
    }
    ordered
}

/// The order in which the `count` parts of the question at `position` are shown.
#[must_use]
pub fn display_order(seed: u64, position: usize, count: usize) -> Vec<usize> {
    let mut rng = ChaCha12Rng::seed_from_u64(seed);
    rng.set_stream(position as u64 + 1);
    let mut order: Vec<usize> = (0..count).collect();
    order.shuffle(&mut rng);
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_order_is_a_permutation_and_depends_on_seed_and_position() {
        let mut sorted = display_order(7, 0, 5);
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2, 3, 4]);
        assert_eq!(display_order(7, 0, 5), display_order(7, 0, 5));
        let differs = (1..20).any(|position| display_order(7, position, 5) != display_order(7, 0, 5));
        assert!(differs);
    }

    #[test]
    fn a_short_form_keeps_the_time_per_question() {
        for (minutes, served, wanted, secs) in
            [(50, 25, 25, 3000), (50, 5, 25, 600), (130, 12, 65, 1440), (130, 0, 65, 0)]
        {
            assert_eq!(prorated(minutes, served, wanted), secs, "{served} of {wanted}");
        }
    }
}
