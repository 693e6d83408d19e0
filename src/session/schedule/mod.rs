//! Which questions a sitting of self-study serves, and in which order.

use std::collections::BTreeSet;

use rand::SeedableRng;
use rand::rngs::ChaCha12Rng;
use rand::seq::SliceRandom;

use crate::bank::{Pack, Question, QuestionId, QuestionKind};
use crate::session::{Component, DrillSpec, Progress, Start};

/// Draws up to `spec.count` questions.
pub(super) fn serve(pack: &Pack, spec: &DrillSpec, progress: &Progress, start: &Start) -> Vec<QuestionId> {
    let mut rng = ChaCha12Rng::seed_from_u64(start.seed);
    let wanted =
        |question: &&Question| spec.objectives.is_empty() || spec.objectives.contains(&question.objective);
    let mut pool: Vec<&Question> = pack.questions.iter().filter(wanted).collect();
    pool.shuffle(&mut rng);
    pool.sort_by_key(|question| (urgency(question, progress, start), progress.is_new() && is_hard(question)));
    serve_each_component_once_first(pool, spec.count)
}

/// What a first sitting does not begin with: free recall, and the upper levels of difficulty.
fn is_hard(question: &Question) -> bool {
    question.kind == QuestionKind::Reflection || question.difficulty > 3
}

/// Lower is sooner.
fn urgency(question: &Question, progress: &Progress, start: &Start) -> u8 {
    let seen = progress.seen.question(&question.id, question.version);
    let due = Component::of(question)
        .any(|component| progress.knowledge.is_due(&component, start.policy, start.today));
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
