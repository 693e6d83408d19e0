//! The statistics as lines of text.

use crate::session::statistics::{AHEAD, Known, STABILITY, Statistics};
use crate::session::{Confidence, Held};

/// Days of the calendar that are told.
const LATEST_DAYS: usize = 14;

/// Lines under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub title: &'static str,
    pub lines: Vec<String>,
}

impl Confidence {
    /// The level by what it claims.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Guess => "a guess, below 67 %",
            Self::Unsure => "unsure, 67 to 80 %",
            Self::Sure => "sure, above 80 %",
        }
    }
}

impl Held {
    /// The standing in one word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Cleared => "cleared",
            Self::Open => "open",
        }
    }

    /// The standing in a sentence.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Active => "probably a belief you hold",
            Self::Cleared => "rejected in your last three answers on it; acting on it again brings it back",
            Self::Open => "the answers do not say whether you hold it",
        }
    }
}

impl Known {
    /// Right, asked, share and interval.
    #[must_use]
    pub fn words(&self) -> String {
        let (right, asked) = (self.right, self.asked);
        match (self.share(), self.interval) {
            (Some(share), Some([low, high])) => format!(
                "{right} of {asked} right, {:.0} % (likely {:.0} to {:.0} %)",
                share * 100.0,
                low * 100.0,
                high * 100.0
            ),
            _ => "no answers".to_owned(),
        }
    }
}

/// Names of the classes of stability.
#[must_use]
pub fn stability_classes() -> Vec<String> {
    let below = STABILITY.iter().map(|end| format!("below {end} days"));
    below.chain(STABILITY.last().map(|end| format!("{end} days and more"))).collect()
}

impl Statistics {
    /// Everything in words; sections without anything to say are left out.
    #[must_use]
    pub fn sections(&self) -> Vec<Section> {
        let sections = [
            Section { title: "Readiness", lines: self.readiness_lines() },
            Section { title: "Study days", lines: self.calendar_lines() },
            Section { title: "Due", lines: self.forecast_lines() },
            Section { title: "Memory: predicted and true", lines: self.retention_lines() },
            Section { title: "Memory: stability", lines: self.stability_lines() },
            Section { title: "Judgement: claimed and true", lines: self.calibration_lines() },
            Section { title: "Time of day", lines: self.hour_lines() },
            Section { title: "Families", lines: self.family_lines() },
            Section { title: "Beliefs", lines: self.belief_lines() },
        ];
        sections.into_iter().filter(|section| !section.lines.is_empty()).collect()
    }

    /// What is said of readiness, a sentence each.
    #[must_use]
    pub fn readiness_lines(&self) -> Vec<String> {
        let said = &self.readiness;
        let mut lines = match &said.estimate {
            None => vec![format!(
                "Not enough evidence: {} of {} first answers without hints, at most one of a group a day.",
                said.evidence, said.needed
            )],
            Some(ready) => vec![
                format!("This network-security topic: {}.", ready.words),
                format!(
                    "Our estimate from {} of {} first answers, {:.0} % of the blueprint met. It says nothing \
                     about the rest of the exam, and AWS does not publish where its line is.",
                    ready.right,
                    said.evidence,
                    ready.covered * 100.0
                ),
            ],
        };
        if said.predictions.asked > 0 {
            lines.push(format!(
                "Put to the test: {} of {} mock results fell into the predicted interval; 9 of 10 should.",
                said.predictions.right, said.predictions.asked
            ));
        }
        lines
    }

    fn calendar_lines(&self) -> Vec<String> {
        let skipped = self.calendar.len().saturating_sub(LATEST_DAYS);
        let told = self.calendar.iter().skip(skipped).map(|day| {
            format!(
                "{}: {} of {} right, {} new, {} minutes",
                day.date, day.right, day.asked, day.new, day.minutes
            )
        });
        told.collect()
    }

    fn forecast_lines(&self) -> Vec<String> {
        let sum = |days: usize| self.forecast.iter().take(days).sum::<u32>();
        if sum(AHEAD) == 0 {
            return Vec::new();
        }
        vec![format!("{} today, {} within 7 days, {} within {AHEAD} days", sum(1), sum(7), sum(AHEAD))]
    }

    fn retention_lines(&self) -> Vec<String> {
        let told = self.retention.iter();
        told.map(|class| format!("predicted {:.0} %: {}", class.predicted * 100.0, class.known.words()))
            .collect()
    }

    fn stability_lines(&self) -> Vec<String> {
        let classes = stability_classes().into_iter().zip(self.stability);
        classes.filter(|(_, count)| *count > 0).map(|(class, count)| format!("{class}: {count}")).collect()
    }

    fn calibration_lines(&self) -> Vec<String> {
        let Some(brier) = self.calibration.brier else { return Vec::new() };
        let levels = self.calibration.levels.iter();
        let mut lines: Vec<String> =
            levels.map(|level| format!("{}: {}", level.level.words(), level.known.words())).collect();
        lines.push(format!("Brier score {brier:.2}: 0 is perfect, 0.25 is a coin"));
        lines.push(format!(
            "practice marks {} of {}: 1, 2 or 3 when right, 0, -2 or -6 when wrong",
            self.calibration.marks, self.calibration.marks_possible
        ));
        lines
    }

    fn hour_lines(&self) -> Vec<String> {
        let hours = self.hours.iter().enumerate().filter(|(_, count)| count.asked > 0);
        hours.map(|(hour, count)| format!("{hour:02}:00: {}", Known::of(*count).words())).collect()
    }

    fn family_lines(&self) -> Vec<String> {
        let families = self.families.iter();
        families.map(|family| format!("{}: {}", family.title, family.known.words())).collect()
    }

    fn belief_lines(&self) -> Vec<String> {
        let beliefs = self.beliefs.iter();
        beliefs
            .map(|belief| {
                format!(
                    "[{}] {} (acted on {}, sure {}, rejected {})",
                    belief.standing.word(),
                    belief.belief,
                    belief.acted_on,
                    belief.sure,
                    belief.rejected
                )
            })
            .collect()
    }
}
