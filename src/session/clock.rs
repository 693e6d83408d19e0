//! The clock of an exam: right across sleep, a changed system time, and the end of the program.

use serde::{Deserialize, Serialize};

use crate::session::{Accommodation, ClockRule};

/// The longest time that is charged to a practice clock between two facts when the program ended
/// without saying so. What came after the last fact is never charged.
const UNTOLD_AT_MOST: u64 = 10 * 60 * 1000;

/// Time since the machine was started, sleep included, and which start that was: nobody can set this
/// clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Boot {
    /// Tells one start of the machine from another.
    pub id: u32,
    pub millis: u64,
}

/// One moment as both clocks tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Moment {
    /// Milliseconds since the Unix epoch.
    pub wall_millis: i64,
    pub boot: Boot,
}

impl Moment {
    /// A moment that only the wall clock tells.
    #[must_use]
    pub fn of_wall(wall_millis: i64) -> Self {
        Self { wall_millis, boot: Boot { id: 0, millis: u64::try_from(wall_millis).unwrap_or(0) } }
    }
}

impl Accommodation {
    /// Every choice, least time first.
    pub const ALL: [Self; 6] = [
        Self::Standard,
        Self::ThirtyMinutes,
        Self::TimeAndAQuarter,
        Self::TimeAndAHalf,
        Self::DoubleTime,
        Self::Untimed,
    ];

    /// The limit with the extra time: nothing when untimed.
    #[must_use]
    pub fn extend(self, limit_secs: Option<u32>) -> Option<u32> {
        let limit = limit_secs?;
        match self {
            Self::Standard => Some(limit),
            Self::ThirtyMinutes => Some(limit.saturating_add(30 * 60)),
            Self::TimeAndAQuarter => Some(limit.saturating_add(limit.div_ceil(4))),
            Self::TimeAndAHalf => Some(limit.saturating_add(limit.div_ceil(2))),
            Self::DoubleTime => Some(limit.saturating_mul(2)),
            Self::Untimed => None,
        }
    }

    /// The choice in words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard time",
            Self::ThirtyMinutes => "30 minutes more",
            Self::TimeAndAQuarter => "a quarter more time",
            Self::TimeAndAHalf => "half as much time again",
            Self::DoubleTime => "double time",
            Self::Untimed => "no time limit",
        }
    }
}

impl ClockRule {
    /// What the clock does while the learner is away, as a sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Exam => "The clock runs on while the program is closed.",
            Self::Practice => "The clock stands still while the program is closed.",
        }
    }
}

/// Limit and time spent of one exam.
///
/// While the exam is on the screen, time is what the clock of the machine's start says: sleep counts, a
/// change of the system time does not. Across a pause it is that clock as long as the machine was not
/// started anew, and the wall clock else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExamClock {
    limit_secs: Option<u32>,
    rule: ClockRule,
    hand: Hand,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hand {
    /// The exam is on the screen.
    Running { spent_millis: u64, since: Boot },
    /// The exam was left, one way or another; this is what the facts tell.
    Left {
        /// When it began, if that is known on the clock of the machine's start.
        started: Option<Boot>,
        /// The last time spent that a fact told, and when.
        told_millis: u64,
        told_at_millis: i64,
        /// When the last fact was stored.
        last_at_millis: i64,
    },
}

impl ExamClock {
    /// A clock that starts to run now.
    #[must_use]
    pub fn start(limit_secs: Option<u32>, rule: ClockRule, now: Moment) -> Self {
        Self { limit_secs, rule, hand: Hand::Running { spent_millis: 0, since: now.boot } }
    }

    /// The clock of an exam that began then and of which nothing else is known yet.
    pub(super) fn left(limit_secs: Option<u32>, rule: ClockRule, at_millis: i64, boot: Option<Boot>) -> Self {
        let hand = Hand::Left {
            started: boot,
            told_millis: 0,
            told_at_millis: at_millis,
            last_at_millis: at_millis,
        };
        Self { limit_secs, rule, hand }
    }

    /// Takes in that a fact of the exam was stored then, and what it told of the time spent.
    pub(super) fn hear(&mut self, at_millis: i64, spent: Option<u64>) {
        let Hand::Left { told_millis, told_at_millis, last_at_millis, .. } = &mut self.hand else { return };
        *last_at_millis = at_millis;
        if let Some(spent) = spent {
            *told_millis = spent.max(*told_millis);
            *told_at_millis = at_millis;
        }
    }

    /// Lets the clock run on from what was spent until now.
    pub(super) fn resume(&mut self, now: Moment) {
        self.hand = Hand::Running { spent_millis: self.spent_millis(now), since: now.boot };
    }

    /// Seconds allowed, extra time included; nothing when untimed.
    #[must_use]
    pub fn limit_secs(self) -> Option<u32> {
        self.limit_secs
    }

    /// What the clock does while the learner is away.
    #[must_use]
    pub fn rule(self) -> ClockRule {
        self.rule
    }

    /// Time spent until `now`.
    #[must_use]
    pub fn spent_millis(self, now: Moment) -> u64 {
        match (self.hand, self.rule) {
            (Hand::Running { spent_millis, since }, _) => {
                spent_millis.saturating_add(now.boot.millis.saturating_sub(since.millis))
            }
            (Hand::Left { started: Some(started), told_millis, .. }, ClockRule::Exam)
                if started.id == now.boot.id =>
            {
                now.boot.millis.saturating_sub(started.millis).max(told_millis)
            }
            (Hand::Left { told_millis, told_at_millis, .. }, ClockRule::Exam) => {
                told_millis.saturating_add(between(told_at_millis, now.wall_millis))
            }
            (Hand::Left { told_millis, told_at_millis, last_at_millis, .. }, ClockRule::Practice) => {
                told_millis.saturating_add(between(told_at_millis, last_at_millis).min(UNTOLD_AT_MOST))
            }
        }
    }

    /// Milliseconds left at `now`; nothing when untimed.
    #[must_use]
    pub fn remaining_millis(self, now: Moment) -> Option<u64> {
        Some((u64::from(self.limit_secs?) * 1000).saturating_sub(self.spent_millis(now)))
    }

    /// Whole seconds left at `now`, rounded up; nothing when untimed.
    #[must_use]
    pub fn remaining_secs(self, now: Moment) -> Option<u32> {
        let left = self.remaining_millis(now)?;
        Some(u32::try_from(left.div_ceil(1000)).unwrap_or(u32::MAX))
    }

    /// Whether the time is up at `now`.
    #[must_use]
    pub fn is_over(self, now: Moment) -> bool {
        self.remaining_millis(now) == Some(0)
    }
}

fn between(from_millis: i64, to_millis: i64) -> u64 {
    u64::try_from(to_millis.saturating_sub(from_millis)).unwrap_or(0)
}

#[cfg(test)]
mod tests;
