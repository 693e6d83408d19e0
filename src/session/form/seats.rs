//! Seats by weight: quotas that sum exactly, and no two questions that tell on each other.

use std::collections::BTreeSet;

use rand::rngs::ChaCha12Rng;
use rand::seq::SliceRandom;

use crate::bank::{Question, QuestionId};

/// Candidates that share one weight; the last one is taken first.
#[derive(Debug)]
pub(super) struct Stratum<'a> {
    pub weight: u32,
    pub candidates: Vec<&'a Question>,
}

/// The questions of a form so far.
#[derive(Debug, Default)]
pub(super) struct Seats<'a> {
    questions: Vec<&'a Question>,
    ids: BTreeSet<&'a QuestionId>,
    groups: BTreeSet<&'a str>,
    /// Enemies of those that sit.
    barred: BTreeSet<&'a QuestionId>,
}

impl<'a> Seats<'a> {
    pub(super) fn len(&self) -> usize {
        self.questions.len()
    }

    pub(super) fn into_questions(self) -> Vec<&'a Question> {
        self.questions
    }

    /// Seats up to `count` more: by weight, and what one stratum cannot give the others do.
    pub(super) fn fill(&mut self, mut strata: Vec<Stratum<'a>>, count: usize, rng: &mut ChaCha12Rng) {
        let goal = self.len().saturating_add(count);
        loop {
            for stratum in &mut strata {
                stratum.candidates.retain(|question| self.admits(question));
            }
            let weights: Vec<u32> = strata.iter().map(|stratum| stratum.weight).collect();
            let supplies: Vec<usize> = strata.iter().map(|stratum| stratum.candidates.len()).collect();
            let quotas = apportion(&weights, &supplies, goal - self.len(), rng);
            if quotas.iter().all(|quota| *quota == 0) {
                return;
            }
            for (stratum, quota) in strata.iter_mut().zip(quotas) {
                self.seat(stratum, quota);
            }
        }
    }

    fn seat(&mut self, stratum: &mut Stratum<'a>, quota: usize) {
        let goal = self.len() + quota;
        while self.len() < goal {
            let Some(question) = stratum.candidates.pop() else { return };
            if self.admits(question) {
                self.ids.insert(&question.id);
                self.groups.extend(question.group.as_deref());
                self.barred.extend(&question.enemies);
                self.questions.push(question);
            }
        }
    }

    fn admits(&self, question: &Question) -> bool {
        !self.ids.contains(&question.id)
            && !self.barred.contains(&question.id)
            && !question.group.as_deref().is_some_and(|group| self.groups.contains(group))
            && !question.enemies.iter().any(|enemy| self.ids.contains(enemy))
    }
}

/// Divides `seats` by weight with the largest-remainder method. The quotas sum to `seats` exactly, or to
/// all there is; no quota is above its supply, and what that leaves is divided again. Equal remainders
/// are drawn by lot.
pub(super) fn apportion(
    weights: &[u32],
    supplies: &[usize],
    seats: usize,
    rng: &mut ChaCha12Rng,
) -> Vec<usize> {
    let mut quotas = vec![0; weights.len()];
    let mut left = seats;
    loop {
        let open: Vec<usize> = (0..weights.len())
            .filter(|at| supplies.get(*at).copied().unwrap_or(0) > quotas.get(*at).copied().unwrap_or(0))
            .collect();
        if open.is_empty() || left == 0 {
            return quotas;
        }
        let shares: Vec<u64> =
            open.iter().map(|at| u64::from(weights.get(*at).copied().unwrap_or(0).max(1))).collect();
        for (at, quota) in open.iter().zip(largest_remainder(&shares, left, rng)) {
            let supply = supplies.get(*at).copied().unwrap_or(0);
            if let Some(held) = quotas.get_mut(*at) {
                let more = quota.min(supply - *held);
                *held += more;
                left -= more;
            }
        }
    }
}

fn largest_remainder(weights: &[u64], seats: usize, rng: &mut ChaCha12Rng) -> Vec<usize> {
    let total = u128::from(weights.iter().sum::<u64>().max(1));
    let share = |weight: &u64| u128::from(*weight) * seats as u128;
    let mut quotas: Vec<usize> =
        weights.iter().map(|weight| usize::try_from(share(weight) / total).unwrap_or(0)).collect();
    let mut places: Vec<usize> = (0..weights.len()).collect();
    places.shuffle(rng);
    places.sort_by_key(|at| std::cmp::Reverse(weights.get(*at).map_or(0, |weight| share(weight) % total)));
    let rest = seats - quotas.iter().sum::<usize>();
    for at in places.into_iter().take(rest) {
        if let Some(quota) = quotas.get_mut(at) {
            *quota += 1;
        }
    }
    quotas
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng;

    use super::*;

    proptest! {
        #[test]
        fn quotas_sum_exactly_and_stay_within_one_of_their_share(
            weights in prop::collection::vec(1u32..100, 1..30), seats in 0usize..500, seed in any::<u64>(),
        ) {
            let mut rng = ChaCha12Rng::seed_from_u64(seed);
            let quotas = apportion(&weights, &vec![usize::MAX; weights.len()], seats, &mut rng);
            prop_assert_eq!(quotas.iter().sum::<usize>(), seats);
            let total = weights.iter().sum::<u32>() as usize;
            for (weight, quota) in weights.iter().zip(&quotas) {
                let share = *weight as usize * seats;
                prop_assert!((*quota * total).abs_diff(share) < total, "{quota} for {share} of {total}");
            }
        }

        #[test]
        fn no_quota_is_above_its_supply_and_nothing_is_left_that_could_be_seated(
            strata in prop::collection::vec((1u32..100, 0usize..20), 1..30), seats in 0usize..500,
        ) {
            let (weights, supplies): (Vec<u32>, Vec<usize>) = strata.into_iter().unzip();
            let quotas = apportion(&weights, &supplies, seats, &mut ChaCha12Rng::seed_from_u64(1));
            prop_assert_eq!(quotas.iter().sum::<usize>(), seats.min(supplies.iter().sum()));
            prop_assert!(quotas.iter().zip(&supplies).all(|(quota, supply)| quota <= supply));
        }
    }

    #[test]
    fn the_domains_of_the_exam_get_their_seats() {
        let mut rng = ChaCha12Rng::seed_from_u64(3);
        let quotas = apportion(&[28, 26, 22, 24], &[usize::MAX; 4], 50, &mut rng);
        assert_eq!(quotas, [14, 13, 11, 12]);
    }
}
