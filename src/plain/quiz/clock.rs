//! When the clock speaks.

use crate::plain::console::count;
use crate::session::ExamClock;

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
    pub(super) fn new(clock: ExamClock, now_millis: i64) -> Self {
        Self { clock, seen: clock.remaining_secs(now_millis) }
    }

    /// The moment of the next threshold.
    pub(super) fn next_millis(&self) -> Option<i64> {
        let (limit, seen) = (self.clock.limit_secs?, self.seen?);
        let next = THRESHOLDS.into_iter().find(|threshold| *threshold < seen)?;
        Some(self.clock.started_at_millis + i64::from(limit - next) * 1000)
    }

    /// The threshold that was crossed since the last look, lowest first when several were.
    pub(super) fn crossed(&mut self, now_millis: i64) -> Option<u32> {
        let left = self.clock.remaining_secs(now_millis)?;
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

    #[test]
    fn each_threshold_is_crossed_once() {
        let clock = ExamClock { started_at_millis: 0, limit_secs: Some(1200) };
        let mut speaker = Speaker::new(clock, 0);
        assert_eq!(speaker.next_millis(), Some(300_000));
        for (now, expected) in [
            (299_000, None),
            (300_000, Some(900)),
            (300_001, None),
            (1_199_000, Some(300)),
            (1_200_000, Some(0)),
        ] {
            assert_eq!(speaker.crossed(now), expected, "at {now}");
        }
        assert_eq!(speaker.next_millis(), None);
    }

    #[test]
    fn a_limit_that_is_a_threshold_is_not_announced_at_the_start() {
        let clock = ExamClock { started_at_millis: 0, limit_secs: Some(1800) };
        let mut speaker = Speaker::new(clock, 0);
        assert_eq!(speaker.crossed(10), None);
        assert_eq!(speaker.next_millis(), Some(900_000));
    }

    #[test]
    fn without_a_limit_the_clock_is_silent() {
        let mut speaker = Speaker::new(ExamClock { started_at_millis: 0, limit_secs: None }, 0);
        assert_eq!((speaker.next_millis(), speaker.crossed(i64::MAX)), (None, None));
    }

    #[test]
    fn durations_are_said_in_words() {
        for (secs, words) in [(0, "none"), (1, "1 second"), (90, "1 minute 30 seconds"), (7200, "2 hours")] {
            assert_eq!(spoken(secs), words);
        }
    }
}
