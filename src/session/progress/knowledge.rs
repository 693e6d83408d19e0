//! What is known about each knowledge component, and when it is due.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::memory::{self, Card, Rating, Review};
use crate::session::{Answer, Confidence};

/// One card per knowledge component.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Knowledge {
    cards: BTreeMap<String, Card>,
}

impl Knowledge {
    pub(super) fn answer(&mut self, answer: &Answer<'_>) {
        let rating = rating_of(answer.earned, answer.possible, answer.confidence);
        let review = Review { component: answer.objective.to_owned(), day: answer.day, rating };
        let before = self.cards.get(answer.objective);
        if let Some(after) = memory::review(before, &review, memory::DESIRED_RETENTION) {
            self.cards.insert(review.component, after);
        }
    }

    /// Probability of recall just before this answer; nothing when what it asks was never reviewed, or
    /// only on the same day.
    #[must_use]
    pub fn recall(&self, answer: &Answer<'_>) -> Option<f32> {
        let card = self.cards.get(answer.objective)?;
        (card.last_day < answer.day).then(|| memory::retrievability(card, answer.day))
    }

    /// What is known about each component that was ever reviewed.
    #[must_use]
    pub fn cards(&self) -> &BTreeMap<String, Card> {
        &self.cards
    }

    /// Whether the component was learned before and is due on `today` or earlier.
    #[must_use]
    pub fn is_due(&self, component: &str, today: i64) -> bool {
        self.cards.get(component).is_some_and(|card| card.due_day <= today)
    }

    /// How many components are due on `today` or earlier.
    #[must_use]
    pub fn due_count(&self, today: i64) -> usize {
        self.cards.values().filter(|card| card.due_day <= today).count()
    }
}

/// The memory rating of an answer (bank.md 3.2): *hard* is a pass, so a failure is always *again*.
#[must_use]
pub fn rating_of(earned: u32, possible: u32, confidence: Option<Confidence>) -> Rating {
    let share = f64::from(earned) / f64::from(possible.max(1));
    match (possible, confidence) {
        (2.., _) if share < 0.50 => Rating::Again,
        (2.., _) if share < 0.75 => Rating::Hard,
        (2.., _) => Rating::Good,
        (_, _) if earned < possible => Rating::Again,
        (_, Some(Confidence::Guess)) => Rating::Hard,
        (_, _) => Rating::Good,
    }
}
