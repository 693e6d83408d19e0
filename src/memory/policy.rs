//! When a card is due: a reading of it, never a part of it.

use serde::{Deserialize, Serialize};

use crate::memory::Card;
use crate::memory::card::MODEL;

/// What the learner wants of the schedule. A change of it moves every due day at once, because due days
/// are computed when they are read.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// Share of due knowledge that is still recalled, between 0 and 1.
    pub desired_retention: f32,
    /// Study day of the exam, counted from the Unix epoch.
    pub exam_day: Option<i64>,
}

impl Default for Policy {
    fn default() -> Self {
        Self { desired_retention: 0.9, exam_day: None }
    }
}

impl Policy {
    /// Desired retention in the last days before the exam, unless the learner wants more.
    pub const EXAM_RETENTION: f32 = 0.95;
    /// How many days before the exam that begins.
    pub const LAST_DAYS: i64 = 5;
    /// The widest gap, as a share of the days left, so that each component comes back at least twice
    /// before the exam.
    const WIDEST_GAP: f32 = 0.3;

    /// The desired retention on `today`.
    #[must_use]
    pub fn retention(self, today: i64) -> f32 {
        // Outside these bounds an interval is either nothing or longer than a life.
        let wanted =
            if self.desired_retention.is_finite() { self.desired_retention.clamp(0.5, 0.99) } else { 0.9 };
        match self.exam_ahead(today) {
            Some(exam) if exam - today <= Self::LAST_DAYS => wanted.max(Self::EXAM_RETENTION),
            _ => wanted,
        }
    }

    /// Days from the last review to the next, at least one; none after a failure, which comes back at
    /// once.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a day count in the reach of a learner fits f32 exactly")]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the model caps intervals far below the range of i64"
    )]
    pub fn interval(self, card: &Card, today: i64) -> i64 {
        if card.failed {
            return 0;
        }
        let modelled = MODEL.next_interval(Some(card.stability), self.retention(today), 0);
        let widest = self.exam_ahead(today).map_or(f32::INFINITY, |exam| {
            let days_left = (exam - card.last_day).max(0) as f32;
            (Self::WIDEST_GAP * days_left).max(1.0)
        });
        // What was passed today does not come back today.
        (modelled.min(widest).round() as i64).max(1)
    }

    /// The study day on which the card is due, as seen on `today`.
    #[must_use]
    pub fn due_day(self, card: &Card, today: i64) -> i64 {
        card.last_day + self.interval(card, today)
    }

    /// Whether the card is due on `today` or was before.
    #[must_use]
    pub fn is_due(self, card: &Card, today: i64) -> bool {
        self.due_day(card, today) <= today
    }

    /// The exam day, unless it is over.
    fn exam_ahead(self, today: i64) -> Option<i64> {
        self.exam_day.filter(|exam| *exam >= today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(stability: f32, last_day: i64) -> Card {
        Card { stability, difficulty: 5.0, last_day, reviews: 3, lapses: 0, failed: false }
    }

    fn policy(desired_retention: f32, exam_day: Option<i64>) -> Policy {
        Policy { desired_retention, exam_day }
    }

    #[test]
    fn the_interval_at_nine_in_ten_is_the_stability_and_the_exam_caps_it() {
        for (stability, retention, exam, today, days) in [
            (40.0, 0.9, None, 100, 40),
            (40.0, 0.9, Some(1000), 100, 40),
            // 0.3 of the 60 days between the review and the exam.
            (40.0, 0.9, Some(160), 100, 18),
            (40.0, 0.9, Some(160), 130, 18),
            // Never under a day.
            (40.0, 0.9, Some(101), 100, 1),
            (0.2, 0.9, None, 100, 1),
            // The last five days: 0.95, of a stability of 10 some four days; here the cap is wider.
            (10.0, 0.9, Some(125), 119, 8),
            (10.0, 0.9, Some(125), 120, 4),
            (10.0, 0.97, Some(125), 120, 2),
            // Over: it caps nothing any more.
            (40.0, 0.9, Some(160), 161, 40),
        ] {
            let found = policy(retention, exam).interval(&card(stability, 100), today);
            assert_eq!(found, days, "stability {stability}, {retention}, exam {exam:?}, today {today}");
        }
    }

    #[test]
    fn an_exam_ahead_never_puts_a_review_off() {
        for stability in [0.3, 2.0, 9.0, 33.0, 120.0, 900.0] {
            for today in 100..140 {
                let free = policy(0.9, None).due_day(&card(stability, 100), today);
                let capped = policy(0.9, Some(139)).due_day(&card(stability, 100), today);
                assert!(capped <= free, "stability {stability}, today {today}: {capped} after {free}");
            }
        }
    }

    #[test]
    fn a_setting_out_of_bounds_is_brought_in() {
        for (wanted, kept) in [(f32::NAN, 0.9), (-1.0, 0.5), (7.0, 0.99)] {
            let found = policy(wanted, None).retention(0);
            assert!((found - kept).abs() < f32::EPSILON, "{wanted}: {found}");
        }
    }
}
