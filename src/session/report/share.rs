//! Right out of asked, how much that says, and what it might be on AWS's scale.

/// The quantile of the standard normal distribution that leaves 5 % above it.
const Z_90: f64 = 1.644_853_626_951_472_2;
/// The share that is taken for the passing score.
const CUT: f64 = 0.72;
/// The passing score of the exam, on a scale from 100 to 1000.
pub const PASSING_SCORE: u32 = 720;
const LOWEST: f64 = 100.0;
const HIGHEST: f64 = 1000.0;

/// Right out of asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    pub correct: usize,
    pub asked: usize,
}

impl Tally {
    /// Counts verdicts.
    pub fn of(verdicts: impl IntoIterator<Item = bool>) -> Self {
        verdicts.into_iter().fold(Self::default(), |tally, right| Self {
            correct: tally.correct + usize::from(right),
            asked: tally.asked + 1,
        })
    }

    /// Share that was right, 0 to 1; 0 when nothing was asked.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of questions are small")]
    pub fn share(self) -> f64 {
        if self.asked == 0 { 0.0 } else { self.correct as f64 / self.asked as f64 }
    }

    /// Where the true share lies, in nine of ten cases: Wilson's score interval. Nothing when nothing was
    /// asked.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of questions are small")]
    pub fn interval(self) -> Option<Interval> {
        if self.asked == 0 {
            return None;
        }
        let (count, share, squared) = (self.asked as f64, self.share(), Z_90 * Z_90);
        let scale = 1.0 + squared / count;
        let centre = (share + squared / (2.0 * count)) / scale;
        let spread = share * (1.0 - share) / count + squared / (4.0 * count * count);
        let half = Z_90 * spread.sqrt() / scale;
        Some(Interval { low: (centre - half).max(0.0), high: (centre + half).min(1.0) })
    }
}

/// Two ends of what is likely, as shares from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// An estimate on the scale from 100 to 1000. AWS does not publish how it gets there from right answers;
/// this one is a straight line from 0 % at 100 to 72 % at 720, and another one to 100 % at 1000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scaled {
    pub score: u32,
    pub low: u32,
    pub high: u32,
}

impl Scaled {
    /// The estimate from right answers; nothing when nothing was asked.
    #[must_use]
    pub fn of(total: Tally) -> Option<Self> {
        let Interval { low, high } = total.interval()?;
        Some(Self { score: scale(total.share()), low: scale(low), high: scale(high) })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the result lies between 100 and 1000"
)]
fn scale(share: f64) -> u32 {
    let pass = f64::from(PASSING_SCORE);
    let score = if share <= CUT {
        LOWEST + share / CUT * (pass - LOWEST)
    } else {
        pass + (share - CUT) / (1.0 - CUT) * (HIGHEST - pass)
    };
    score.clamp(LOWEST, HIGHEST).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_wilsons() {
        // From the formula, computed elsewhere.
        for (correct, asked, low, high) in
            [(0, 10, 0.0, 0.2129), (8, 10, 0.5408, 0.9314), (24, 30, 0.6575, 0.8929), (50, 50, 0.9487, 1.0)]
        {
            let interval = Tally { correct, asked }.interval().unwrap();
            let near = (interval.low - low).abs() < 1e-4 && (interval.high - high).abs() < 1e-4;
            assert!(near, "{correct} of {asked}: {interval:?}");
        }
        assert_eq!(Tally::default().interval(), None);
    }

    #[test]
    fn the_scale_goes_through_its_anchors_and_never_falls() {
        for (share, score) in [(0.0, 100), (0.36, 410), (0.72, 720), (0.86, 860), (1.0, 1000)] {
            assert_eq!(scale(share), score, "{share}");
        }
        for asked in 1..70 {
            let scores: Vec<_> =
                (0..=asked).map(|correct| Scaled::of(Tally { correct, asked }).unwrap()).collect();
            assert!(scores.is_sorted_by_key(|scaled| (scaled.score, scaled.low, scaled.high)));
            assert!(scores.iter().all(|scaled| scaled.low <= scaled.score && scaled.score <= scaled.high));
        }
    }
}
