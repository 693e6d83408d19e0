//! The words of a report that every front end and every export shares.

use crate::session::report::{AnswerChange, Changes, TimeReport, Verdict};
use crate::session::{Accommodation, Confidence};

/// What has to stand wherever the estimated score stands.
pub const ESTIMATE_NOTE: &str = "Our estimate, on straight lines through 0 % = 100, 72 % = 720, 100 % = \
                                 1000; AWS does not publish its scale.";

/// `1:47:12`, or `7:05` below an hour; parts of a second are dropped.
#[must_use]
pub fn clock_words(millis: u64) -> String {
    let secs = millis / 1000;
    let (hours, minutes, secs) = (secs / 3600, secs / 60 % 60, secs % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{secs:02}") } else { format!("{minutes}:{secs:02}") }
}

/// A share from 0 to 1 in whole percent.
#[must_use]
pub fn percent_words(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

impl TimeReport {
    /// Time used and allowed, and what the learner called for.
    #[must_use]
    pub fn words(&self) -> String {
        let used = clock_words(self.used_millis);
        match self.limit_secs {
            None => format!("{used}, without a limit"),
            Some(limit) => {
                let allowed = clock_words(u64::from(limit) * 1000);
                match self.accommodation.words() {
                    "" => format!("{used} of {allowed}"),
                    extra => format!("{used} of {allowed} ({extra})"),
                }
            }
        }
    }
}

impl Changes {
    /// How often answers were changed, and what for.
    #[must_use]
    pub fn words(self) -> String {
        let Self { better, worse, same } = self;
        if self == Self::default() {
            return "none".to_owned();
        }
        format!("{better} for the better, {worse} for the worse, {same} from wrong to wrong")
    }
}

impl Accommodation {
    /// What the extra time is called; nothing for standard time.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Standard => "",
            Self::ThirtyMinutes => "30 minutes more",
            Self::TimeAndAQuarter => "time and a quarter",
            Self::TimeAndAHalf => "time and a half",
            Self::DoubleTime => "double time",
            Self::Untimed => "untimed",
        }
    }
}

impl Confidence {
    /// The level in one word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Guess => "guess",
            Self::Unsure => "unsure",
            Self::Sure => "sure",
        }
    }

    /// The probability that the level stands for.
    #[must_use]
    pub fn probability(self) -> &'static str {
        match self {
            Self::Guess => "below 67 %",
            Self::Unsure => "67 to 80 %",
            Self::Sure => "above 80 %",
        }
    }
}

impl Verdict {
    /// The verdict in one word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Unanswered => "unanswered",
        }
    }

    /// A mark that needs no colour.
    #[must_use]
    pub fn mark(self) -> &'static str {
        match self {
            Self::Right => "[+]",
            Self::Wrong => "[X]",
            Self::Unanswered => "[O]",
        }
    }
}

impl AnswerChange {
    /// What the change did.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Better => "wrong to right",
            Self::Worse => "right to wrong",
            Self::Same => "wrong to wrong",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::ClockRule;

    #[test]
    fn time_is_told_with_what_was_called_for_and_without_judgement() {
        for (limit_secs, accommodation, words) in [
            (Some(3000), Accommodation::Standard, "41:10 of 50:00"),
            (Some(11_700), Accommodation::TimeAndAHalf, "41:10 of 3:15:00 (time and a half)"),
            (None, Accommodation::Untimed, "41:10, without a limit"),
        ] {
            let clock = ClockRule::Exam;
            let time = TimeReport { limit_secs, used_millis: 2_470_900, accommodation, clock };
            assert_eq!(time.words(), words);
        }
    }
}
