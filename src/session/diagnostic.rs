//! The opening diagnostic: hard on purpose, before anything was studied.

use crate::bank::{Pack, Pool, Question, QuestionId, QuestionKind};
use crate::session::{Progress, display_order};

/// How many questions the opening diagnostic has, unless there are fewer.
pub const DIAGNOSTIC: usize = 8;

/// Questions across the families, one from each before a second from any, none of them seen; the
/// families with most weight first.
#[must_use]
pub fn diagnostic(pack: &Pack, progress: &Progress, seed: u64) -> Vec<QuestionId> {
    let weight = |family: &str| -> u32 {
        let of_family = pack.blueprint.objectives.iter().filter(|objective| objective.family == family);
        of_family.map(|objective| objective.weight).sum()
    };
    let mut families: Vec<&str> = pack.blueprint.families.iter().map(|family| family.id.as_str()).collect();
    families.sort_by_key(|family| std::cmp::Reverse(weight(family)));
    let pools: Vec<Vec<&Question>> = (0..)
        .zip(&families)
        .map(|(at, family)| {
            let unseen: Vec<&Question> =
                pack.questions.iter().filter(|question| fits(question, family, pack, progress)).collect();
            let order = display_order(seed, at, unseen.len());
            order.into_iter().filter_map(|at| unseen.get(at).copied()).collect()
        })
        .collect();
    let longest = pools.iter().map(Vec::len).max().unwrap_or(0);
    let rounds = (0..longest).flat_map(|round| pools.iter().filter_map(move |pool| pool.get(round)));
    rounds.take(DIAGNOSTIC).map(|question| question.id.clone()).collect()
}

fn fits(question: &Question, family: &str, pack: &Pack, progress: &Progress) -> bool {
    let of_family =
        pack.blueprint.objective(&question.objective).is_some_and(|objective| objective.family == family);
    of_family
        && question.pool == Pool::Practice
        && question.kind != QuestionKind::Reflection
        && !progress.seen.has_met(&question.id)
}
