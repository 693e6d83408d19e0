//! Study days: when does a new one begin?

/// What turns a moment into a study day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// Seconds that local time is ahead of UTC.
    pub utc_offset_secs: i32,
    /// Hour of local time at which a study day begins, 0 to 23.
    pub rollover_hour: u8,
}

impl Clock {
    /// A night owl's answers before four in the morning still belong to the evening.
    pub const DEFAULT_ROLLOVER_HOUR: u8 = 4;

    /// The study day of a moment, counted in days from the Unix epoch.
    #[must_use]
    pub fn study_day(self, at_millis: i64) -> i64 {
        let shift = i64::from(self.utc_offset_secs) - i64::from(self.rollover_hour) * 3600;
        (at_millis.div_euclid(1000) + shift).div_euclid(86_400)
    }

    /// The hour of local time of a moment, 0 to 23.
    #[must_use]
    pub fn hour(self, at_millis: i64) -> u8 {
        let local = at_millis.div_euclid(1000) + i64::from(self.utc_offset_secs);
        u8::try_from(local.rem_euclid(86_400) / 3600).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_turns_at_the_rollover_hour_of_local_time() {
        let clock = Clock { utc_offset_secs: 3600, rollover_hour: 4 };
        let hour = 3_600_000;
        assert_eq!(clock.study_day(3 * hour - 1), -1);
        assert_eq!(clock.study_day(3 * hour), 0);
        assert_eq!(clock.study_day(27 * hour - 1), 0);
    }

    #[test]
    fn hours_are_those_of_local_time() {
        let clock = Clock { utc_offset_secs: -3600, rollover_hour: 4 };
        assert_eq!([clock.hour(0), clock.hour(3_600_000), clock.hour(13 * 3_600_000 - 1)], [23, 0, 11]);
    }
}
