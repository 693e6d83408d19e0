//! Readiness: what first-exposure answers say about the standing on exam day, and how surely.
//!
//! The topic is one skill of one domain of the exam, and nobody publishes where the line is: the line is
//! a distribution, answers in one's own bank come easier than on the day, and no pass is promised.

use std::collections::BTreeMap;

use rand::rngs::ChaCha12Rng;
use rand::{RngExt, SeedableRng};
use rand_distr::{Beta, Binomial, Distribution, Normal};
use statrs::function::beta::checked_ln_beta;

use crate::bank::Blueprint;
use crate::session::{Count, Exposure, SessionEvent, SessionId};

/// With fewer first-exposure answers nothing is said.
pub const LEAST_EVIDENCE: u32 = 30;
/// Where the line is taken to be: mean, spread, and the ends that it does not pass.
const CUT: (f64, f64, f64, f64) = (0.72, 0.03, 0.62, 0.80);
/// How much less is right on the day than in practice: mean and spread.
const GAP: (f64, f64) = (0.05, 0.04);
const DRAWS: u32 = 8000;
/// The same answers give the same words.
const SEED: u64 = 0x5eed;

/// What the answers say.
#[derive(Debug, Clone, PartialEq)]
pub enum Readiness {
    /// Not enough evidence: so many first-exposure answers of [`LEAST_EVIDENCE`].
    Unknown {
        evidence: u32,
    },
    Known(Estimate),
}

/// A statement about the share of the topic that would be right.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// First-exposure answers it rests on.
    pub evidence: Count,
    /// The 90 % interval of the true share.
    pub low: f64,
    pub high: f64,
    /// Probability of standing above the uncertain line, familiarity not allowed for.
    pub above_line: f64,
    /// The same after the gap between practice and exam.
    pub above: f64,
    /// Share of the blueprint's weight on which there is any evidence.
    pub covered: f64,
}

/// How surely the learner stands above the line, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    Below,
    ProbablyBelow,
    Even,
    Probably,
    Likely,
}

impl Band {
    /// The band of a probability.
    #[must_use]
    pub fn of(above: f64) -> Self {
        match above {
            above if above >= 0.90 => Self::Likely,
            above if above >= 0.55 => Self::Probably,
            above if above >= 0.45 => Self::Even,
            above if above >= 0.10 => Self::ProbablyBelow,
            _ => Self::Below,
        }
    }

    /// What is said of the topic; no band promises a pass.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Below => "not yet at exam standard",
            Self::ProbablyBelow => "probably not yet at exam standard",
            Self::Even => "near the line, it could be either side",
            Self::Probably => "probably at exam standard, not surely",
            Self::Likely => "likely at exam standard",
        }
    }
}

impl Estimate {
    /// The band of the estimate.
    #[must_use]
    pub fn band(&self) -> Band {
        Band::of(self.above)
    }

    /// Band, interval and chance, in one sentence.
    #[must_use]
    pub fn words(&self) -> String {
        format!(
            "{}: between {} % and {} % of this topic; {} that you are above the line after allowing for \
             familiarity",
            self.band().words(),
            percent(self.low),
            percent(self.high),
            odds(self.above),
        )
    }
}

fn percent(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}

/// A probability as a small fraction.
#[must_use]
pub fn odds(probability: f64) -> String {
    const IN_WORDS: [(f64, &str); 9] = [
        (0.05, "less than 1 chance in 20"),
        (0.15, "about 1 chance in 10"),
        (0.30, "about 1 chance in 5"),
        (0.45, "about 2 chances in 5"),
        (0.55, "about 1 chance in 2"),
        (0.70, "about 3 chances in 5"),
        (0.85, "about 4 chances in 5"),
        (0.95, "about 9 chances in 10"),
        (1.01, "more than 19 chances in 20"),
    ];
    let found = IN_WORDS.iter().find(|(below, _)| probability < *below);
    found.map_or("an unknown chance", |(_, words)| words).to_owned()
}

/// What the first-exposure answers say about standing in this blueprint.
#[must_use]
pub fn readiness(blueprint: &Blueprint, exposure: &Exposure) -> Readiness {
    let strata = strata(blueprint, exposure);
    let evidence = total(&strata);
    if evidence.asked < LEAST_EVIDENCE {
        return Readiness::Unknown { evidence: evidence.asked };
    }
    let mut rng = ChaCha12Rng::seed_from_u64(SEED);
    let mut shares = draw_shares(&strata, DRAWS, &mut rng);
    let (mut above_line, mut above) = (0_u32, 0_u32);
    for share in &shares {
        let (cut, gap) = (draw_cut(&mut rng), normal(GAP, &mut rng));
        above_line += u32::from(*share >= cut);
        above += u32::from(share - gap >= cut);
    }
    let (low, high) = middle(&mut shares);
    let part = |count: u32| f64::from(count) / f64::from(DRAWS);
    Readiness::Known(Estimate {
        evidence,
        low,
        high,
        above_line: part(above_line),
        above: part(above),
        covered: strata.iter().filter(|(_, count)| count.asked > 0).map(|(weight, _)| weight).sum(),
    })
}

/// The fact to store when an exam of a fresh form with so many scored questions begins: the interval
/// that its result should fall into 9 times of 10. Nothing when there is not enough evidence.
#[must_use]
pub fn prediction(
    blueprint: &Blueprint,
    exposure: &Exposure,
    session: &SessionId,
    scored: u32,
) -> Option<SessionEvent> {
    let Readiness::Known(estimate) = readiness(blueprint, exposure) else { return None };
    let mut rng = ChaCha12Rng::seed_from_u64(SEED);
    if scored == 0 {
        return None;
    }
    let mut results: Vec<f64> = draw_shares(&strata(blueprint, exposure), DRAWS, &mut rng)
        .into_iter()
        .filter_map(|share| Binomial::new(u64::from(scored), share.clamp(0.0, 1.0)).ok())
        .filter_map(|result| u32::try_from(result.sample(&mut rng)).ok())
        .map(|right| f64::from(right) / f64::from(scored))
        .collect();
    let (low, high) = middle(&mut results);
    Some(SessionEvent::ReadinessPredicted {
        session: session.clone(),
        evidence: estimate.evidence.asked,
        low_permille: permille(low),
        high_permille: permille(high),
        above_permille: permille(estimate.above),
    })
}

/// Weight, as a share of all weights, and evidence of each family, in the blueprint's order; families
/// without weight are left out.
fn strata(blueprint: &Blueprint, exposure: &Exposure) -> Vec<(f64, Count)> {
    let mut families: BTreeMap<&str, (u32, Count)> = BTreeMap::new();
    for objective in &blueprint.objectives {
        let (weight, count) = families.entry(&objective.family).or_default();
        let met = exposure.objective(&objective.id);
        *weight += objective.weight;
        count.right += met.right;
        count.asked += met.asked;
    }
    let all: u32 = families.values().map(|(weight, _)| weight).sum();
    let weighted = families.into_values().filter(|(weight, _)| *weight > 0);
    weighted.map(|(weight, count)| (f64::from(weight) / f64::from(all), count)).collect()
}

fn total(strata: &[(f64, Count)]) -> Count {
    strata.iter().fold(Count::default(), |sum, (_, count)| Count {
        right: sum.right + count.right,
        asked: sum.asked + count.asked,
    })
}

/// Draws of the true share of the whole topic.
///
/// One family has Jeffreys' posterior. Several are alike but not the same: each has a share around a common
/// one, and both the common share and how near the families are to it are drawn from what the answers say.
/// Families taken for strangers, each with a prior of its own, would pull a learner with few answers to the
/// middle: such intervals hold 7 times of 10, these 9 times.
fn draw_shares(strata: &[(f64, Count)], draws: u32, rng: &mut ChaCha12Rng) -> Vec<f64> {
    let priors = priors(strata);
    let all: f64 = priors.iter().map(|(weight, _)| weight).sum();
    let one = |rng: &mut ChaCha12Rng| {
        let mut left = rng.random::<f64>() * all;
        let chosen = priors.iter().find(|(weight, _)| {
            left -= weight;
            left <= 0.0
        });
        let (alpha, beta) = chosen.or(priors.last()).map_or((0.5, 0.5), |(_, prior)| *prior);
        let family = |(weight, count): &(f64, Count), rng: &mut ChaCha12Rng| {
            let (right, wrong) = split(*count);
            Beta::new(alpha + right, beta + wrong).map_or(0.0, |posterior| weight * posterior.sample(rng))
        };
        strata.iter().map(|stratum| family(stratum, rng)).sum()
    };
    (0..draws).map(|_| one(rng)).collect()
}

/// Beta priors of a family's share, each with the weight that the answers give it.
fn priors(strata: &[(f64, Count)]) -> Vec<(f64, (f64, f64))> {
    /// How many answers the common share is worth for a family: from hardly any to nearly all.
    const ALIKE: [f64; 6] = [2.0, 4.0, 8.0, 16.0, 32.0, 64.0];
    const STEPS: u32 = 40;
    if strata.len() < 2 {
        return vec![(1.0, (0.5, 0.5))];
    }
    let means = (1..STEPS).map(|step| f64::from(step) / f64::from(STEPS));
    let grid: Vec<(f64, (f64, f64))> = means
        .flat_map(|mean| ALIKE.map(|alike| (alike * mean, alike * (1.0 - mean))))
        .map(|prior| (log_likelihood(strata, prior), prior))
        .collect();
    let most = grid.iter().map(|(likely, _)| *likely).fold(f64::NEG_INFINITY, f64::max);
    grid.into_iter().map(|(likely, prior)| ((likely - most).exp(), prior)).collect()
}

/// How well a prior foresees the answers of all families: the Beta-binomial distribution.
fn log_likelihood(strata: &[(f64, Count)], (alpha, beta): (f64, f64)) -> f64 {
    let before = checked_ln_beta(alpha, beta).unwrap_or(0.0);
    let family = |(_, count): &(f64, Count)| {
        let (right, wrong) = split(*count);
        checked_ln_beta(alpha + right, beta + wrong).unwrap_or(f64::NEG_INFINITY) - before
    };
    strata.iter().map(family).sum()
}

/// Right and wrong answers.
fn split(count: Count) -> (f64, f64) {
    (f64::from(count.right), f64::from(count.asked.saturating_sub(count.right)))
}

/// A place for the line: drawn again when it lies beyond the ends.
fn draw_cut(rng: &mut ChaCha12Rng) -> f64 {
    let (mean, spread, lowest, highest) = CUT;
    for _ in 0..100 {
        let cut = normal((mean, spread), rng);
        if (lowest..=highest).contains(&cut) {
            return cut;
        }
    }
    mean
}

fn normal((mean, spread): (f64, f64), rng: &mut ChaCha12Rng) -> f64 {
    Normal::new(mean, spread).map_or(mean, |normal| normal.sample(rng))
}

/// The ends of the middle 90 % of the draws.
fn middle(draws: &mut [f64]) -> (f64, f64) {
    // What is left out at each end: half of the tenth that the interval does not hold.
    const TAIL: usize = 20;
    draws.sort_by(f64::total_cmp);
    let out = draws.len() / TAIL;
    let inside = draws.get(out..draws.len() - out).unwrap_or_default();
    (inside.first().copied().unwrap_or(0.0), inside.last().copied().unwrap_or(1.0))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
fn permille(share: f64) -> u16 {
    (share.clamp(0.0, 1.0) * 1000.0).round() as u16
}

#[cfg(test)]
mod tests;
