//! What is kept of a component between its reviews, and the step that a review makes.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use fsrs::{FSRS, FSRS6_DEFAULT_DECAY, ItemState, MemoryState};

/// FSRS-6 with its published default parameters: nobody's reviews were fitted.
pub(super) static MODEL: LazyLock<FSRS> = LazyLock::new(FSRS::default);

/// How a review went; everything but *again* is a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rating {
    Again = 1,
    Hard = 2,
    Good = 3,
    Easy = 4,
}

/// The memory of one component. When it is due is no part of it: see [`crate::memory::Policy`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Days until recall falls to 90 %.
    pub stability: f32,
    /// 1 (easy) to 10.
    pub difficulty: f32,
    /// Study day of the last review, counted from the Unix epoch.
    pub last_day: i64,
    pub reviews: u32,
    /// Failed reviews besides the first one.
    pub lapses: u32,
    /// Whether the last review failed.
    pub failed: bool,
}

impl Card {
    /// From so many lapses on a component is a leech: it costs reviews and is not learned from them.
    pub const LEECH_LAPSES: u32 = 4;
    /// Stability, in days, at which what was a leech is held to be learned after all.
    pub const LEECH_CURED: f32 = 21.0;

    /// The card after a review on `day`; nothing when the model refuses its own state as not finite.
    ///
    /// The first review of a study day counts the days since the one before; later ones on that day
    /// count none, which the model treats as practice within the day. A day before the last one, from a
    /// clock that was set back, is taken for the last day.
    #[must_use]
    pub fn after(before: Option<&Self>, day: i64, rating: Rating) -> Option<Self> {
        let last_day = before.map_or(day, |card| card.last_day.max(day));
        let elapsed = before.map_or(0, |card| last_day - card.last_day);
        // The retention decides intervals only, which are not kept.
        let states = MODEL
            .next_states(before.map(Self::memory), 0.9, u32::try_from(elapsed).unwrap_or(u32::MAX))
            .ok()?;
        let ItemState { memory, .. } = match rating {
            Rating::Again => states.again,
            Rating::Hard => states.hard,
            Rating::Good => states.good,
            Rating::Easy => states.easy,
        };
        let failed = rating == Rating::Again;
        Some(Self {
            stability: memory.stability,
            difficulty: memory.difficulty,
            last_day,
            reviews: before.map_or(0, |card| card.reviews) + 1,
            lapses: before.map_or(0, |card| card.lapses + u32::from(failed)),
            failed,
        })
    }

    /// Probability of recall on `day`, 0 to 1; 1 on the day of the last review and before it.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a day count in the reach of a learner fits f32 exactly")]
    pub fn retrievability(&self, day: i64) -> f32 {
        let elapsed = (day - self.last_day).max(0) as f32;
        fsrs::current_retrievability(self.memory(), elapsed, FSRS6_DEFAULT_DECAY)
    }

    /// Forgotten again and again, and not held for long since: repetition alone does not teach it.
    #[must_use]
    pub fn is_leech(&self) -> bool {
        self.lapses >= Self::LEECH_LAPSES && self.stability < Self::LEECH_CURED
    }

    fn memory(&self) -> MemoryState {
        MemoryState { stability: self.stability, difficulty: self.difficulty }
    }
}

#[cfg(test)]
mod tests;
