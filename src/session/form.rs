//! Which questions are served, and in which order; the same seed and pack give the same form.

use std::collections::BTreeMap;

use rand::SeedableRng;
use rand::rngs::ChaCha12Rng;
use rand::seq::SliceRandom;

use crate::bank::{Pack, Question, QuestionId, QuestionKind};

/// What a form is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormSpec {
    /// How many questions; fewer when the pack has fewer.
    pub count: usize,
    /// Only these learning objectives; all when empty.
    pub objectives: Vec<String>,
    /// Whether free recall is served: never in an exam, where nothing can grade it in time.
    pub reflections: bool,
}

/// Draws a form: questions per objective in proportion to the blueprint's weights, at random within
/// an objective; the questions of a case study stay together.
#[must_use]
pub fn assemble(pack: &Pack, spec: &FormSpec, seed: u64) -> Vec<QuestionId> {
    let mut rng = ChaCha12Rng::seed_from_u64(seed);
    let mut pools: BTreeMap<&str, Vec<&Question>> = BTreeMap::new();
    for question in pack.questions.iter().filter(|question| eligible(question, spec)) {
        pools.entry(question.objective.as_str()).or_default().push(question);
    }
    for pool in pools.values_mut() {
        pool.shuffle(&mut rng);
    }
    let mut drawn = draw_by_weight(pack, pools, spec.count);
    drawn.shuffle(&mut rng);
    keep_cases_together(drawn).into_iter().map(|question| question.id.clone()).collect()
}

fn eligible(question: &Question, spec: &FormSpec) -> bool {
    (spec.objectives.is_empty() || spec.objectives.contains(&question.objective))
        && (spec.reflections || question.kind != QuestionKind::Reflection)
}

/// Takes one question at a time from the objective that is furthest below its share.
fn draw_by_weight<'a>(
    pack: &Pack,
    mut pools: BTreeMap<&str, Vec<&'a Question>>,
    count: usize,
) -> Vec<&'a Question> {
    let weight = |id: &str| pack.blueprint.objective(id).map_or(1, |objective| objective.weight.max(1));
    let mut taken: BTreeMap<String, u32> = BTreeMap::new();
    let mut drawn = Vec::new();
    while drawn.len() < count {
        let neediest =
            pools.iter().filter(|(_, pool)| !pool.is_empty()).map(|(id, _)| *id).min_by_key(|id| {
                (u64::from(taken.get(*id).copied().unwrap_or(0)) * 10_000 + 5_000) / u64::from(weight(id))
            });
        let Some(id) = neediest else { break };
        drawn.extend(pools.get_mut(id).and_then(Vec::pop));
        *taken.entry(id.to_owned()).or_default() += 1;
    }
    drawn
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
}
