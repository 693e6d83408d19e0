//! How able the learner is, for choosing questions that are neither too easy nor too hard.
//!
//! An Elo rating under the Rasch model with a floor for guessing: one value over everything and an
//! offset for each learning objective. The difficulties are the authors' priors and stay as they are;
//! the answers of one learner cannot tell a hard question from a weak learner.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::session::{Answer, Stamp};

/// Logits between two levels of the author's prior; the middle level is 0.
const LEVEL: f64 = 0.75;
/// So many answers to an objective make its offset count half.
const SHRINK: f64 = 10.0;
/// Answers after which an estimate stops getting slower: a learner learns, and it must follow.
const SLOWEST: u32 = 200;

/// A value in logits, and how many answers it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
struct Rated {
    value: f64,
    answers: u32,
}

impl Rated {
    fn move_by(&mut self, surprise: f64) {
        let step = 1.0 / (1.0 + 0.05 * f64::from(self.answers.min(SLOWEST)));
        self.value += step * surprise;
        self.answers += 1;
    }
}

/// The ability, in logits: 0 answers a question of middling difficulty rightly every second time,
/// guessing aside.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Ability {
    overall: Rated,
    offsets: BTreeMap<String, Rated>,
}

impl Ability {
    pub(super) fn answer(&mut self, answer: &Answer<'_>) {
        let earned = f64::from(answer.earned) / f64::from(answer.possible.max(1));
        let surprise = earned - self.chance(answer.objective, answer.stamp);
        self.overall.move_by(surprise);
        self.offsets.entry(answer.objective.to_owned()).or_default().move_by(surprise);
    }

    /// The ability in one objective, in logits.
    #[must_use]
    pub fn of(&self, objective: &str) -> f64 {
        let offset = self.offsets.get(objective).map_or(0.0, |offset| {
            let answers = f64::from(offset.answers);
            offset.value * answers / (answers + SHRINK)
        });
        self.overall.value + offset
    }

    /// Probability of a right answer to a question of this objective, guessing included.
    #[must_use]
    pub fn chance(&self, objective: &str, stamp: &Stamp) -> f64 {
        let guess = f64::from(stamp.chance_permille) / 1000.0;
        let difficulty = (f64::from(stamp.difficulty) - 3.0) * LEVEL;
        let knows = 1.0 / (1.0 + (difficulty - self.of(objective)).exp());
        guess + (1.0 - guess) * knows
    }
}
