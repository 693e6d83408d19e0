//! When the clock speaks.

use crate::plain::console::count;
use crate::session::{ExamClock, Moment};

/// Seconds left at which the clock speaks unasked, the last of them the end.
const THRESHOLDS: [u32; 4] = [30 * 60, 15 * 60, 5 * 60, 0];

/// The clock of one sitting: what it has said, and what it says next.
#[derive(Debug, Clone, Copy)]
pub(super) struct Speaker {
    clock: ExamClock,
    /// Seconds left when it was looked at last.
    seen: Option<u32>,
}

impl Speaker {
    pub(super) fn new(clock: ExamClock, now: Moment) -> Self {
        Self { clock, seen: clock.remaining_secs(now) }
    }

    /// When the wall clock will show the next threshold.
    pub(super) fn next_millis(&self, now: Moment) -> Option<i64> {
        let (left, seen) = (self.clock.remaining_millis(now)?, self.seen?);
        let next = THRESHOLDS.into_iter().find(|threshold| *threshold < seen)?;
        let wait = left.saturating_sub(u64::from(next) * 1000);
        Some(now.wall_millis.saturating_add_unsigned(wait))
    }

    /// The threshold that was crossed since the last look, lowest first when several were.
    pub(super) fn crossed(&mut self, now: Moment) -> Option<u32> {
        let left = self.clock.remaining_secs(now)?;
        let seen = self.seen.replace(left)?;
        THRESHOLDS.into_iter().rev().find(|threshold| seen > *threshold && *threshold >= left)
    }
}

/// Hours, minutes and seconds, as a person says them.
pub(super) fn spoken(secs: u32) -> String {
    let parts = [(secs / 3600, "hour"), (secs / 60 % 60, "minute"), (secs % 60, "second")];
    let said: Vec<String> = parts
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, unit)| count(number as usize, unit))
        .collect();
    if said.is_empty() { "none".to_owned() } else { said.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::ClockRule;

    fn at(millis: i64) -> Moment {
        Moment::of_wall(millis)
    }

    fn speaker(limit_secs: Option<u32>) -> Speaker {
        Speaker::new(ExamClock::start(limit_secs, ClockRule::Exam, at(0)), at(0))
    }

    #[test]
    fn each_threshold_is_crossed_once() {
        let mut speaker = speaker(Some(1200));
        assert_eq!(speaker.next_millis(at(0)), Some(300_000));
        for (now, expected) in [
            (299_000, None),
            (300_000, Some(900)),
            (300_001, None),
            (1_199_000, Some(300)),
            (1_200_000, Some(0)),
        ] {
            assert_eq!(speaker.crossed(at(now)), expected, "at {now}");
        }
        assert_eq!(speaker.next_millis(at(1_200_000)), None);
    }

    #[test]
    fn a_limit_that_is_a_threshold_is_not_announced_at_the_start() {
        let mut speaker = speaker(Some(1800));
        assert_eq!(speaker.crossed(at(10)), None);
        assert_eq!(speaker.next_millis(at(10)), Some(900_000));
    }

    #[test]
    fn without_a_limit_the_clock_is_silent() {
        let mut speaker = speaker(None);
        assert_eq!((speaker.next_millis(at(0)), speaker.crossed(at(i64::MAX))), (None, None));
    }

    #[test]
    fn durations_are_said_in_words() {
        for (secs, words) in [(0, "none"), (1, "1 second"), (90, "1 minute 30 seconds"), (7200, "2 hours")] {
            assert_eq!(spoken(secs), words);
        }
    }
}
