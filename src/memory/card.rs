//! Cards as a fold of the review log.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use fsrs::{FSRS, FSRS6_DEFAULT_DECAY, ItemState, MemoryState};

/// Share of due knowledge that is still recalled.
pub const DESIRED_RETENTION: f32 = 0.9;

/// How a review went; everything but *again* is a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rating {
    Again = 1,
    Hard = 2,
    Good = 3,
    Easy = 4,
}

/// One review of one component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    pub component: String,
    /// Study day, counted from the Unix epoch.
    pub day: i64,
    pub rating: Rating,
}

/// What is known about a component.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Days until recall falls to 90 %.
    pub stability: f32,
    /// 1 (easy) to 10.
    pub difficulty: f32,
    pub last_day: i64,
    /// The day of the last review when that one failed, later otherwise.
    pub due_day: i64,
    pub reviews: u32,
    pub lapses: u32,
}

/// Folds reviews, in the order given, into cards.
///
/// The first review of a study day counts the days since the one before; later ones on that day
/// count none, which the model treats as practice within the day. A day before the last one, from a
/// clock that was set back, is taken for the last day.
#[must_use]
pub fn replay(reviews: &[Review], desired_retention: f32) -> BTreeMap<String, Card> {
    let model = FSRS::default();
    let mut cards: BTreeMap<String, Card> = BTreeMap::new();
    for review in reviews {
        let before = cards.get(&review.component);
        if let Some(after) = step(&model, before, review, desired_retention) {
            cards.insert(review.component.clone(), after);
        }
    }
    cards
}

/// The card after one review; nothing when the model refuses its own state as not finite.
#[must_use]
pub fn review(before: Option<&Card>, review: &Review, desired_retention: f32) -> Option<Card> {
    step(&FSRS::default(), before, review, desired_retention)
}

/// The card after a review; nothing when the model refuses its own state as not finite.
fn step(model: &FSRS, before: Option<&Card>, review: &Review, desired_retention: f32) -> Option<Card> {
    let last_day = before.map_or(review.day, |card| card.last_day.max(review.day));
    let elapsed = before.map_or(0, |card| last_day - card.last_day);
    let states = model
        .next_states(before.map(memory_of), desired_retention, u32::try_from(elapsed).unwrap_or(u32::MAX))
        .ok()?;
    let ItemState { memory, interval } = match review.rating {
        Rating::Again => states.again,
        Rating::Hard => states.hard,
        Rating::Good => states.good,
        Rating::Easy => states.easy,
    };
    let failed = review.rating == Rating::Again;
    let lapsed = failed && before.is_some();
    Some(Card {
        stability: memory.stability,
        difficulty: memory.difficulty,
        last_day,
        due_day: if failed { last_day } else { last_day + whole_days(interval) },
        reviews: before.map_or(0, |card| card.reviews) + 1,
        lapses: before.map_or(0, |card| card.lapses) + u32::from(lapsed),
    })
}

/// At least one day: what was passed today does not come back today.
#[expect(clippy::cast_possible_truncation, reason = "the model caps intervals far below the range of i64")]
fn whole_days(interval: f32) -> i64 {
    (interval.round() as i64).max(1)
}

fn memory_of(card: &Card) -> MemoryState {
    MemoryState { stability: card.stability, difficulty: card.difficulty }
}

/// Probability of recall on `day`, 0 to 1; 1 on the day of the last review and before it.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a day count in the reach of a learner fits f32 exactly")]
pub fn retrievability(card: &Card, day: i64) -> f32 {
    let elapsed = (day - card.last_day).max(0) as f32;
    fsrs::current_retrievability(memory_of(card), elapsed, FSRS6_DEFAULT_DECAY)
}

#[cfg(test)]
mod tests;
