//! What a few trials say about a share.

use statrs::function::beta::checked_beta_reg;

/// The share of an interval that is stated: 9 of 10.
pub const STATED: f64 = 0.90;
/// Leaves an error of one part in 2 to the power of this.
const HALVINGS: u32 = 40;

/// Belief about a share after some trials: Jeffreys' Beta(½ + successes, ½ + failures).
///
/// INVARIANT (proper): both parameters are finite and at least ½.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    alpha: f64,
    beta: f64,
}

impl Share {
    /// What so many successes and failures say; trials may be weighted, less than none counts as none.
    #[must_use]
    pub fn new(successes: f64, failures: f64) -> Self {
        let counted = |trials: f64| if trials.is_finite() { trials.max(0.0) } else { 0.0 };
        Self { alpha: 0.5 + counted(successes), beta: 0.5 + counted(failures) }
    }

    /// What `right` out of `asked` says.
    #[must_use]
    pub fn of(right: u32, asked: u32) -> Self {
        Self::new(f64::from(right.min(asked)), f64::from(asked.saturating_sub(right)))
    }

    /// Both parameters of the Beta distribution.
    #[must_use]
    pub fn parameters(self) -> (f64, f64) {
        (self.alpha, self.beta)
    }

    /// The probability that the share is above `line`.
    #[must_use]
    pub fn above(self, line: f64) -> f64 {
        1.0 - checked_beta_reg(self.alpha, self.beta, line.clamp(0.0, 1.0)).unwrap_or(0.5)
    }

    /// The share that is exceeded with probability 1 − `p`.
    #[must_use]
    pub fn quantile(self, p: f64) -> f64 {
        // By halving: the crate's own inverse does not come back from very uneven parameters.
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            if 1.0 - self.above(middle) < p {
                low = middle;
            } else {
                high = middle;
            }
        }
        f64::midpoint(low, high)
    }

    /// The interval that holds the share with probability `level`, as much left out below as above.
    #[must_use]
    pub fn interval(self, level: f64) -> (f64, f64) {
        let tail = (1.0 - level.clamp(0.0, 1.0)) / 2.0;
        (self.quantile(tail), self.quantile(1.0 - tail))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_those_of_the_tables() {
        // Right, asked, 90 % interval, probability of a share above .72: bank.md 3.5.
        for (right, asked, low, high, above) in [
            (8, 10, 0.55, 0.94, 0.70),
            (16, 20, 0.63, 0.91, 0.78),
            (24, 30, 0.66, 0.90, 0.84),
            (40, 50, 0.70, 0.88, 0.90),
            (80, 100, 0.73, 0.86, 0.97),
            (160, 200, 0.75, 0.84, 1.00),
            (45, 50, 0.81, 0.95, 1.00),
        ] {
            let share = Share::of(right, asked);
            let (from, to) = share.interval(STATED);
            for (said, is) in [(low, from), (high, to), (above, share.above(0.72))] {
                assert!((said - is).abs() < 0.01, "{right} of {asked}: {said} is {is:.3}");
            }
        }
    }

    #[test]
    fn every_number_gives_a_share() {
        for (successes, failures) in [(0.0, 0.0), (-3.0, f64::NAN), (1e12, 0.0), (0.0, f64::INFINITY)] {
            let share = Share::new(successes, failures);
            let (low, high) = share.interval(STATED);
            assert!((0.0..=1.0).contains(&low) && low <= high && high <= 1.0, "{share:?}: {low} {high}");
            assert!((0.0..=1.0).contains(&share.above(0.3)), "{share:?}");
        }
    }
}
