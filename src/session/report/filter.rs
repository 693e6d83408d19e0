//! Which questions of a result are shown.

use crate::session::Confidence;
use crate::session::report::{ExamReport, ItemReport};

/// A filter over the questions of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReviewFilter {
    All,
    /// Wrong, or not answered.
    Wrong,
    /// Those of [`ReviewFilter::Wrong`] that the learner has not looked at.
    Unread,
    Flagged,
    Changed,
    Guessed,
    /// Above the time that the exam leaves for one question.
    Slow,
}

impl ReviewFilter {
    /// Every filter, in the order in which they are offered.
    pub const ALL: [Self; 7] =
        [Self::All, Self::Wrong, Self::Unread, Self::Flagged, Self::Changed, Self::Guessed, Self::Slow];

    /// The filter in one word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Wrong => "wrong",
            Self::Unread => "unread",
            Self::Flagged => "marked",
            Self::Changed => "changed",
            Self::Guessed => "guessed",
            Self::Slow => "slow",
        }
    }

    fn shows(self, item: &ItemReport) -> bool {
        match self {
            Self::All => true,
            Self::Wrong => !item.is_right(),
            Self::Unread => item.is_unread(),
            Self::Flagged => item.flagged,
            Self::Changed => !item.changes.is_empty(),
            Self::Guessed => item.confidence == Some(Confidence::Guess),
            Self::Slow => item.is_slow(),
        }
    }

    /// Places among the items of the report of those that are shown, ascending.
    #[must_use]
    pub fn places(self, report: &ExamReport) -> Vec<usize> {
        let shown = report.items.iter().enumerate().filter(|(_, item)| self.shows(item));
        shown.map(|(at, _)| at).collect()
    }

    /// The next filter that shows anything.
    #[must_use]
    pub fn next(self, report: &ExamReport) -> Self {
        let mut behind = Self::ALL.into_iter().skip_while(|other| *other != self).skip(1);
        behind.find(|other| !other.places(report).is_empty()).unwrap_or(Self::All)
    }
}
