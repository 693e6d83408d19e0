//! Everything that the statistics say, in one value: the screen, the lines of text and the JSON are three
//! ways to write it.

mod words;

use jiff::Span;
use jiff::civil::Date;
use serde::Serialize;

use crate::bank::{Blueprint, Family, Pack};
use crate::session::estimate::{STATED, Share};
use crate::session::progress::CLASSES;
use crate::session::readiness::{LEAST_EVIDENCE, Readiness, readiness};
use crate::session::{Confidence, Count, Held, Progress};

pub use words::{Section, stability_classes};

/// So many days are looked ahead.
pub const AHEAD: usize = 30;
/// Ends of the classes of stability, in days.
pub const STABILITY: [f32; 7] = [1.0, 3.0, 7.0, 14.0, 30.0, 90.0, 180.0];

/// Right out of asked, and the 90 % interval of the true share.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Known {
    pub right: u32,
    pub asked: u32,
    /// Nothing without answers.
    pub interval: Option<[f64; 2]>,
}

impl Known {
    /// What a count says.
    #[must_use]
    pub fn of(count: Count) -> Self {
        let (low, high) = Share::of(count.right, count.asked).interval(STATED);
        Self { right: count.right, asked: count.asked, interval: (count.asked > 0).then_some([low, high]) }
    }

    /// The share that was right; nothing without answers.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.asked > 0).then(|| f64::from(self.right) / f64::from(self.asked))
    }
}

/// What is said of readiness.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Standing {
    /// First-exposure answers there are.
    pub evidence: u32,
    /// How many it takes before anything is said.
    pub needed: u32,
    /// Nothing below [`Self::needed`].
    pub estimate: Option<Ready>,
    /// Predictions for mock forms that held, out of those that met a result; 9 of 10 should.
    pub predictions: Count,
}

/// An estimate of readiness; ours, and no promise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ready {
    pub right: u32,
    /// 90 % interval of the true share of this topic.
    pub interval: [f64; 2],
    /// Probability of standing above an uncertain line.
    pub above_line: f64,
    /// The same after allowing for familiarity with one's own bank.
    pub above: f64,
    /// Share of the blueprint's weight with any evidence.
    pub covered: f64,
    pub words: String,
}

/// One study day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayCount {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Days from the Unix epoch.
    #[serde(skip)]
    pub day: i64,
    pub right: u32,
    pub asked: u32,
    pub new: u32,
    pub minutes: u64,
}

/// Predictions of one class of recall, and what came of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Retention {
    /// Mean share of right answers that was foreseen: by recall or by luck.
    pub predicted: f64,
    #[serde(flatten)]
    pub known: Known,
}

/// One level of confidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Level {
    pub level: Confidence,
    /// The middle of what the level claims.
    pub claimed: f64,
    #[serde(flatten)]
    pub known: Known,
}

/// How well the learner foresaw the own answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calibration {
    pub levels: [Level; 3],
    /// Mean squared error of the claims: 0 is perfect, 0.25 is what "half and half" earns. Nothing without
    /// answers.
    pub brier: Option<f64>,
    /// Certainty-based marks: 1, 2 or 3 when right, 0, -2 or -6 when wrong.
    pub marks: i64,
    /// What all of them right and sure would have earned.
    pub marks_possible: i64,
}

/// One family of the blueprint.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FamilyCount {
    pub id: String,
    pub title: String,
    #[serde(flatten)]
    pub known: Known,
    pub objectives: Vec<ObjectiveCount>,
}

/// One learning objective.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ObjectiveCount {
    pub id: String,
    #[serde(flatten)]
    pub known: Known,
}

/// One belief that was acted on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BeliefCount {
    pub id: String,
    pub belief: String,
    pub standing: Held,
    /// That it is acted on more often than 3 times in 10 when it is offered.
    pub probability: f64,
    pub acted_on: u32,
    pub sure: u32,
    pub rejected: u32,
}

/// Everything.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Statistics {
    pub readiness: Standing,
    /// Study days with answers, earliest first; the last 400.
    pub calendar: Vec<DayCount>,
    /// Components due today or earlier, then on each of the 29 days after.
    pub forecast: Vec<u32>,
    pub retention: Vec<Retention>,
    /// Components by stability: below 1, 3, 7, 14, 30, 90, 180 days, and more.
    pub stability: [u32; 8],
    pub calibration: Calibration,
    /// Answers by hour of local time.
    pub hours: Vec<Count>,
    /// In the blueprint's order, those with answers.
    pub families: Vec<FamilyCount>,
    /// Most probably held first.
    pub beliefs: Vec<BeliefCount>,
}

impl Statistics {
    /// What the progress says about this pack on the study day `today`; `due` are the study days on which
    /// components come back.
    #[must_use]
    pub fn of(pack: &Pack, progress: &Progress, due: impl Iterator<Item = i64>, today: i64) -> Self {
        Self {
            readiness: standing(&pack.blueprint, progress),
            calendar: calendar(progress),
            forecast: forecast(due, today),
            retention: retention(progress),
            stability: stability(progress),
            calibration: calibration(progress),
            hours: progress.calendar.hours().to_vec(),
            families: pack
                .blueprint
                .families
                .iter()
                .map(|family| family_count(&pack.blueprint, family, progress))
                .filter(|family| family.known.asked > 0)
                .collect(),
            beliefs: beliefs(pack, progress, today),
        }
    }
}

/// The date of a study day.
#[must_use]
pub fn date_of(day: i64) -> Date {
    let epoch = Date::constant(1970, 1, 1);
    // Beyond the calendar's ends no history reaches.
    Span::new().try_days(day).ok().and_then(|days| epoch.checked_add(days).ok()).unwrap_or(epoch)
}

fn standing(blueprint: &Blueprint, progress: &Progress) -> Standing {
    let (evidence, estimate) = match readiness(blueprint, &progress.exposure) {
        Readiness::Unknown { evidence } => (evidence, None),
        Readiness::Known(known) => {
            let ready = Ready {
                right: known.evidence.right,
                interval: [known.low, known.high],
                above_line: known.above_line,
                above: known.above,
                covered: known.covered,
                words: known.words(),
            };
            (known.evidence.asked, Some(ready))
        }
    };
    Standing { evidence, needed: LEAST_EVIDENCE, estimate, predictions: progress.exposure.hits() }
}

fn calendar(progress: &Progress) -> Vec<DayCount> {
    let counted = progress.calendar.days().map(|(day, work)| DayCount {
        date: date_of(day).to_string(),
        day,
        right: work.answers.right,
        asked: work.answers.asked,
        new: work.fresh,
        minutes: (work.millis + 30_000) / 60_000,
    });
    counted.collect()
}

fn forecast(due: impl Iterator<Item = i64>, today: i64) -> Vec<u32> {
    let mut days = vec![0; AHEAD];
    for day in due {
        let ahead = usize::try_from((day - today).max(0)).unwrap_or(AHEAD);
        if let Some(count) = days.get_mut(ahead) {
            *count += 1;
        }
    }
    days
}

fn retention(progress: &Progress) -> Vec<Retention> {
    let classes: &[_; CLASSES] = progress.calendar.recall();
    let counted = classes.iter().filter_map(|class| {
        Some(Retention { predicted: class.predicted()?, known: Known::of(class.answers) })
    });
    counted.collect()
}

fn stability(progress: &Progress) -> [u32; 8] {
    let mut classes = [0; 8];
    for (_, card) in progress.knowledge.cards() {
        let class = STABILITY.iter().filter(|end| card.stability >= **end).count();
        if let Some(count) = classes.get_mut(class) {
            *count += 1;
        }
    }
    classes
}

/// Level, the middle of what it claims, and its marks when right and when wrong.
const LEVELS: [(Confidence, f64, i64, i64); 3] = [
    // Between guessing and 67 %.
    (Confidence::Guess, 0.50, 1, 0),
    (Confidence::Unsure, 0.735, 2, -2),
    (Confidence::Sure, 0.90, 3, -6),
];

fn calibration(progress: &Progress) -> Calibration {
    let (mut marks, mut squares, mut all) = (0, 0.0, 0_u32);
    let levels = LEVELS.map(|(level, claimed, right, wrong)| {
        let count = progress.calendar.level(level);
        let failed = count.asked.saturating_sub(count.right);
        marks += right * i64::from(count.right) + wrong * i64::from(failed);
        squares += (1.0 - claimed) * (1.0 - claimed) * f64::from(count.right)
            + claimed * claimed * f64::from(failed);
        all += count.asked;
        Level { level, claimed, known: Known::of(count) }
    });
    Calibration {
        levels,
        brier: (all > 0).then(|| squares / f64::from(all)),
        marks,
        marks_possible: 3 * i64::from(all),
    }
}

fn family_count(blueprint: &Blueprint, family: &Family, progress: &Progress) -> FamilyCount {
    let mut all = Count::default();
    let mut objectives = Vec::new();
    for objective in blueprint.objectives.iter().filter(|objective| objective.family == family.id) {
        let count = progress.calendar.objective(&objective.id);
        all.right += count.right;
        all.asked += count.asked;
        if count.asked > 0 {
            objectives.push(ObjectiveCount { id: objective.id.clone(), known: Known::of(count) });
        }
    }
    FamilyCount { id: family.id.clone(), title: family.title.clone(), known: Known::of(all), objectives }
}

fn beliefs(pack: &Pack, progress: &Progress, today: i64) -> Vec<BeliefCount> {
    let mut beliefs: Vec<BeliefCount> = progress
        .ledger
        .held(today)
        .map(|(id, standing)| BeliefCount {
            id: id.to_owned(),
            belief: pack.misconception(id).map_or_else(|| id.to_owned(), |known| known.belief.clone()),
            standing: standing.held,
            probability: standing.probability,
            acted_on: standing.times,
            sure: standing.sure,
            rejected: standing.rejected,
        })
        .collect();
    let order = |belief: &BeliefCount| match belief.standing {
        Held::Active => 0,
        Held::Open => 1,
        Held::Cleared => 2,
    };
    beliefs.sort_by(|one, other| {
        order(one).cmp(&order(other)).then(other.probability.total_cmp(&one.probability))
    });
    beliefs
}

#[cfg(test)]
mod tests;
