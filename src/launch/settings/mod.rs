//! What the learner sets once: a small file that is read at the start and edited, never rewritten.

mod edit;
mod file;
mod setting;
#[cfg(test)]
mod tests;

use jiff::civil::Date;

use crate::memory::Policy;

pub use file::{OpenedSettings, open_settings, save_settings, settings_path};
pub use setting::{Setting, Shape};

/// What holds for every sitting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Day of the exam, local time: no interval goes beyond it.
    pub exam_date: Option<Date>,
    /// Probability of recall at which a question comes back, in thousandths: 800 to 970.
    pub retention_permille: u16,
    /// Whether the learner is asked how sure an answer is.
    pub ask_confidence: bool,
    /// One question in so many asks for an explanation before the rationale; 0 is never.
    pub explain_one_in: u8,
    /// Questions of one sitting of self-study.
    pub questions_per_sitting: u8,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            exam_date: None,
            retention_permille: 900,
            ask_confidence: true,
            explain_one_in: 4,
            questions_per_sitting: 10,
        }
    }
}

impl Settings {
    /// What the learner wants of the schedule.
    #[must_use]
    pub fn policy(&self) -> Policy {
        Policy { desired_retention: self.desired_retention(), exam_day: self.exam_day() }
    }

    /// Probability of recall at which a question comes back.
    #[must_use]
    pub fn desired_retention(&self) -> f32 {
        f32::from(self.retention_permille) / 1000.0
    }

    /// Day of the exam, counted in days from the Unix epoch as study days are.
    #[must_use]
    pub fn exam_day(&self) -> Option<i64> {
        self.exam_date.map(days_from_epoch)
    }

    /// Days from the study day `today` to the exam; negative when it is over.
    #[must_use]
    pub fn days_to_exam(&self, today: i64) -> Option<i64> {
        Some(self.exam_day()? - today)
    }

    /// How far the exam is, in words.
    #[must_use]
    pub fn countdown(&self, today: i64) -> Option<String> {
        Some(match self.days_to_exam(today)? {
            0 => "Your exam is today.".to_owned(),
            1 => "Your exam is tomorrow.".to_owned(),
            2.. => format!("{} days to your exam.", self.days_to_exam(today)?),
            _ => "Your exam date is past; the settings take a new one.".to_owned(),
        })
    }
}

fn days_from_epoch(date: Date) -> i64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    date.duration_since(epoch).as_hours() / 24
}
