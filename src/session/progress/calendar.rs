//! What was done on which day and at which hour, and how well answers were foreseen: by the learner, who
//! said how sure, and by the memory model.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::session::{Answer, Confidence, Count};

/// Study days that are kept: a year and some weeks.
const KEPT_DAYS: usize = 400;
/// A longer look at one question was a break.
const LONGEST_MILLIS: u64 = 10 * 60 * 1000;
/// Predictions of recall are counted in so many classes of equal width.
pub(in crate::session) const CLASSES: usize = 10;

/// What was done on one study day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DayWork {
    pub answers: Count,
    /// Questions met for the first time.
    pub fresh: u32,
    /// Time over questions, where it is known; a look of more than ten minutes counts as ten.
    pub millis: u64,
}

/// Predictions of one class, and what came of them.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Foreseen {
    /// Sum of the shares of right answers that were foreseen.
    sum: f32,
    pub answers: Count,
}

impl Foreseen {
    /// The share of right answers that was foreseen, 0 to 1; nothing without answers.
    #[must_use]
    pub fn predicted(&self) -> Option<f64> {
        (self.answers.asked > 0).then(|| f64::from(self.sum) / f64::from(self.answers.asked))
    }
}

/// Counts per study day, per hour, per level of confidence and per prediction of recall.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Calendar {
    days: BTreeMap<i64, DayWork>,
    all: DayWork,
    hours: [Count; 24],
    levels: [Count; 3],
    recall: [Foreseen; CLASSES],
    objectives: BTreeMap<String, Count>,
}

impl Calendar {
    pub(super) fn answer(&mut self, answer: &Answer<'_>) {
        let right = answer.is_correct();
        for work in [self.days.entry(answer.day).or_default(), &mut self.all] {
            work.answers.add(right);
            work.fresh += u32::from(answer.first);
            work.millis += answer.millis.unwrap_or(0).min(LONGEST_MILLIS);
        }
        if self.days.len() > KEPT_DAYS {
            self.days.pop_first();
        }
        if let Some(hour) = self.hours.get_mut(usize::from(answer.hour)) {
            hour.add(right);
        }
        let level = answer.confidence.and_then(|confidence| self.levels.get_mut(place(confidence)));
        if let Some(level) = level {
            level.add(right);
        }
        self.objectives.entry(answer.objective.to_owned()).or_default().add(right);
        self.foresee(answer, right);
    }

    /// A question is answered right by recall or by luck: what is foreseen is both.
    fn foresee(&mut self, answer: &Answer<'_>, right: bool) {
        let Some(recall) = answer.predicted else { return };
        let chance = f32::from(answer.stamp.chance_permille.min(1000)) / 1000.0;
        let share = (recall + (1.0 - recall) * chance).clamp(0.0, 1.0);
        if let Some(class) = self.recall.get_mut(class_of(share)) {
            class.sum += share;
            class.answers.add(right);
        }
    }

    /// What was done on the study days that are kept, earliest first.
    pub fn days(&self) -> impl Iterator<Item = (i64, DayWork)> {
        self.days.iter().map(|(day, work)| (*day, *work))
    }

    /// What was done on one study day.
    #[must_use]
    pub fn day(&self, day: i64) -> DayWork {
        self.days.get(&day).copied().unwrap_or_default()
    }

    /// What was done on all days together, forgotten ones included.
    #[must_use]
    pub fn all(&self) -> DayWork {
        self.all
    }

    /// Answers by hour of local time.
    #[must_use]
    pub fn hours(&self) -> &[Count; 24] {
        &self.hours
    }

    /// Answers given with this confidence.
    #[must_use]
    pub fn level(&self, confidence: Confidence) -> Count {
        self.levels.get(place(confidence)).copied().unwrap_or_default()
    }

    /// Predictions of recall and what came of them, least probable class first.
    #[must_use]
    pub fn recall(&self) -> &[Foreseen; CLASSES] {
        &self.recall
    }

    /// Answers to one learning objective.
    #[must_use]
    pub fn objective(&self, id: &str) -> Count {
        self.objectives.get(id).copied().unwrap_or_default()
    }
}

fn place(confidence: Confidence) -> usize {
    match confidence {
        Confidence::Guess => 0,
        Confidence::Unsure => 1,
        Confidence::Sure => 2,
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share is between 0 and 1")]
fn class_of(share: f32) -> usize {
    #[expect(clippy::cast_precision_loss, reason = "ten classes")]
    let classes = CLASSES as f32;
    ((share * classes) as usize).min(CLASSES - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::QuestionId;
    use crate::session::{Purpose, SessionId, Stamp};

    fn calendar(change: impl Fn(usize, &mut Answer<'_>), count: usize) -> Calendar {
        let (session, question, stamp) = (SessionId::new(1, 1), QuestionId("q".to_owned()), Stamp::default());
        let mut calendar = Calendar::default();
        for at in 0..count {
            let mut answer = Answer {
                session: &session,
                at_millis: 0,
                day: 0,
                hour: 9,
                question: &question,
                version: 1,
                objective: "NET-01",
                earned: 1,
                possible: 1,
                acted_on: &[],
                confidence: None,
                hinted: false,
                purpose: Purpose::Study,
                exam: false,
                first: at == 0,
                millis: Some(30_000),
                predicted: None,
                stamp: &stamp,
            };
            change(at, &mut answer);
            calendar.answer(&answer);
        }
        calendar
    }

    #[test]
    fn a_day_counts_answers_right_ones_new_ones_and_time_without_breaks() {
        let calendar = calendar(
            |at, answer| {
                answer.earned = u32::from(at != 1);
                answer.millis = [Some(30_000), None, Some(3_600_000)][at];
            },
            3,
        );
        let work = DayWork { answers: Count { right: 2, asked: 3 }, fresh: 1, millis: 630_000 };
        assert_eq!((calendar.day(0), calendar.all()), (work, work));
        assert_eq!(calendar.hours()[9], work.answers);
        assert_eq!(calendar.objective("NET-01"), work.answers);
    }

    #[test]
    fn days_are_bounded_and_the_total_is_not() {
        let calendar = calendar(|at, answer| answer.day = i64::try_from(at).unwrap(), 1000);
        assert_eq!(calendar.days().map(|(day, _)| day).collect::<Vec<_>>(), (600..1000).collect::<Vec<_>>());
        assert_eq!(calendar.all().answers.asked, 1000);
    }

    #[test]
    fn what_is_foreseen_is_recall_or_luck() {
        // Recall .90 with one chance in four of luck: .925.
        let calendar = calendar(
            |at, answer| {
                answer.predicted = (at > 0).then_some(0.9);
                answer.earned = u32::from(at != 2);
            },
            5,
        );
        let class = calendar.recall()[9];
        assert_eq!(class.answers, Count { right: 3, asked: 4 });
        assert!((class.predicted().unwrap() - 0.925).abs() < 1e-6);
        assert_eq!(calendar.recall()[8].predicted(), None);
    }
}
