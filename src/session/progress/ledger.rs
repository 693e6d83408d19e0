//! The misconception ledger: which false beliefs were acted on, and which were laid aside.
//!
//! The rate at which a belief is acted on when it is offered is a Beta posterior: ½ + picks against
//! ½ + rejections. A sure pick counts twice, a guessed one half, and all of it halves every 14 days.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::bank::QuestionId;
use crate::session::estimate::Share;
use crate::session::{Answer, Confidence, SessionEvent};

/// Days after which evidence counts half.
const HALF_LIFE: f32 = 14.0;
/// A belief that is acted on more often than this is held.
const RATE: f64 = 0.30;
/// How probable that has to be before it is said.
const PROBABLE: f64 = 0.80;
/// So many rejections in a row clear a belief.
const TO_CLEAR: usize = 3;
/// How many answers are kept per belief.
const KEPT: usize = 20;
/// Rejections among them that no pick has to make room for.
const KEPT_REJECTIONS: usize = 5;

/// Where a belief was met.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Met {
    Question(QuestionId),
    Lab(String),
}

/// One answer that says something about a belief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub at_millis: i64,
    pub met: Met,
    pub confidence: Option<Confidence>,
    /// Acted on; otherwise it was offered and rejected.
    pub acted_on: bool,
    /// The group of the question: questions of one group are one surface.
    group: Option<String>,
}

/// What the answers say about one belief.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// Probably acted on more often than 3 times in 10.
    Active,
    /// Rejected three times in a row, on two questions at least, without guessing.
    Cleared,
    /// Neither can be said.
    Open,
}

/// Where a belief stands, and on what that rests.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    pub held: Held,
    /// That it is acted on more often than 3 times in 10 when it is offered.
    pub probability: f64,
    /// How often it was acted on, ever.
    pub times: u32,
    /// How often of those the learner was sure.
    pub sure: u32,
    /// How often it was offered and rejected, ever.
    pub rejected: u32,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct Belief {
    times: u32,
    sure: u32,
    rejected: u32,
    /// Weights as of `day`.
    picks: f32,
    rejections: f32,
    day: i64,
    /// Oldest first.
    evidence: Vec<Evidence>,
}

/// What the answers say about each misconception.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Ledger {
    beliefs: BTreeMap<String, Belief>,
}

impl Ledger {
    pub(super) fn answer(&mut self, answer: &Answer<'_>) {
        let offered = answer.stamp.offered.iter().chain(answer.acted_on).collect::<BTreeSet<_>>();
        for id in offered {
            let evidence = Evidence {
                at_millis: answer.at_millis,
                met: Met::Question(answer.question.clone()),
                confidence: answer.confidence,
                acted_on: answer.acted_on.contains(id),
                group: answer.stamp.group.clone(),
            };
            self.take(id, evidence, answer.day);
        }
    }

    pub(super) fn lab(&mut self, acted_on: &[String], event: &SessionEvent, at_millis: i64, day: i64) {
        let SessionEvent::LabGraded { lab, .. } = event else { return };
        for id in acted_on {
            let met = Met::Lab(lab.clone());
            let evidence = Evidence { at_millis, met, confidence: None, acted_on: true, group: None };
            self.take(id, evidence, day);
        }
    }

    fn take(&mut self, id: &str, evidence: Evidence, day: i64) {
        // A belief that was only ever rejected is none of the learner's; its rejections count all the same.
        self.beliefs.entry(id.to_owned()).or_default().take(evidence, day);
    }

    /// Where a belief stands on the study day `today`.
    #[must_use]
    pub fn standing(&self, id: &str, today: i64) -> Standing {
        self.beliefs.get(id).map_or_else(|| Belief::default().standing(today), |known| known.standing(today))
    }

    /// The beliefs that are probably held, most probable first.
    #[must_use]
    pub fn active(&self, today: i64) -> Vec<&str> {
        let mut active: Vec<(&str, f64)> = self
            .held(today)
            .filter(|(_, standing)| standing.held == Held::Active)
            .map(|(id, standing)| (id, standing.probability))
            .collect();
        active.sort_by(|one, other| other.1.total_cmp(&one.1));
        active.into_iter().map(|(id, _)| id).collect()
    }

    /// Every belief that was ever acted on, in the order of their ids.
    pub fn held(&self, today: i64) -> impl Iterator<Item = (&str, Standing)> {
        let acted_on = self.beliefs.iter().filter(|(_, belief)| belief.times > 0);
        acted_on.map(move |(id, belief)| (id.as_str(), belief.standing(today)))
    }

    /// The answers that led to the claim, oldest first: the last 20, picks before rejections.
    #[must_use]
    pub fn evidence(&self, id: &str) -> &[Evidence] {
        self.beliefs.get(id).map_or(&[], |belief| &belief.evidence)
    }

    /// How often each misconception was acted on, most often first.
    #[must_use]
    pub fn acted_on(&self) -> Vec<(&str, u32)> {
        let mut counted: Vec<_> = self
            .beliefs
            .iter()
            .filter(|(_, belief)| belief.times > 0)
            .map(|(id, belief)| (id.as_str(), belief.times))
            .collect();
        counted.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
        counted
    }

    /// What to say about a belief where it was just acted on; nothing when it never was.
    #[must_use]
    pub fn told(&self, id: &str, today: i64) -> Option<String> {
        let standing = self.standing(id, today);
        let of_these = match (standing.sure, standing.times) {
            (_, 0) => return None,
            (0, 1) => return Some("You acted on this for the first time.".to_owned()),
            (_, 1) => return Some("You acted on this for the first time, and were sure.".to_owned()),
            (0, _) => String::new(),
            (sure, times) if sure == times => ", always while sure".to_owned(),
            (sure, _) => format!(", {} while sure", times_in_words(sure)),
        };
        let held = match standing.held {
            Held::Active => "The ledger counts it as a belief you hold.",
            Held::Cleared => "You have rejected it in your last three answers on it.",
            Held::Open => "The ledger cannot yet say whether you hold it.",
        };
        Some(format!("You acted on this {}{of_these}. {held}", times_in_words(standing.times)))
    }
}

fn times_in_words(times: u32) -> String {
    match times {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    }
}

impl Belief {
    fn take(&mut self, evidence: Evidence, day: i64) {
        let faded = fading(day - self.day);
        self.picks *= faded;
        self.rejections *= faded;
        self.day = self.day.max(day);
        if evidence.acted_on {
            self.times += 1;
            self.sure += u32::from(evidence.confidence == Some(Confidence::Sure));
            self.picks += match evidence.confidence {
                Some(Confidence::Sure) => 2.0,
                Some(Confidence::Guess) => 0.5,
                Some(Confidence::Unsure) | None => 1.0,
            };
        } else {
            self.rejected += 1;
            self.rejections += 1.0;
        }
        self.evidence.push(evidence);
        if self.evidence.len() > KEPT {
            self.forget_one();
        }
    }

    /// The picks are what a claim rests on: rejections go first, but for the last few.
    fn forget_one(&mut self) {
        let rejections = self.evidence.iter().filter(|evidence| !evidence.acted_on).count();
        let oldest = if rejections > KEPT_REJECTIONS {
            self.evidence.iter().position(|evidence| !evidence.acted_on)
        } else {
            Some(0)
        };
        if let Some(at) = oldest {
            self.evidence.remove(at);
        }
    }

    fn standing(&self, today: i64) -> Standing {
        let faded = fading(today - self.day);
        let rate = Share::new(f64::from(self.picks * faded), f64::from(self.rejections * faded));
        let probability = rate.above(RATE);
        let held = if self.times > 0 && self.is_cleared() {
            Held::Cleared
        } else if self.times > 0 && probability > PROBABLE {
            Held::Active
        } else {
            Held::Open
        };
        let Self { times, sure, rejected, .. } = *self;
        Standing { held, probability, times, sure, rejected }
    }

    /// Whether the last opportunities were rejected, on two surfaces at least, without guessing.
    fn is_cleared(&self) -> bool {
        let Some(last) = self.evidence.len().checked_sub(TO_CLEAR).and_then(|at| self.evidence.get(at..))
        else {
            return false;
        };
        let knowingly = |evidence: &Evidence| {
            !evidence.acted_on && matches!(evidence.confidence, Some(Confidence::Unsure | Confidence::Sure))
        };
        let surfaces: BTreeSet<_> = last.iter().map(Evidence::surface).collect();
        last.iter().all(knowingly) && surfaces.len() >= 2
    }
}

impl Evidence {
    fn surface(&self) -> (bool, &str) {
        match (&self.group, &self.met) {
            (Some(group), _) => (true, group),
            (None, Met::Question(id)) => (false, &id.0),
            (None, Met::Lab(id)) => (false, id),
        }
    }
}

/// What is left of the weight of evidence after so many days.
#[expect(clippy::cast_precision_loss, reason = "a day count in the reach of a learner fits f32 exactly")]
fn fading(days: i64) -> f32 {
    (-(days.max(0) as f32) / HALF_LIFE).exp2()
}

#[cfg(test)]
mod tests;
