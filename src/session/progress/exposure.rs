//! First-exposure answers, which readiness rests on, and what became of predictions.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use crate::session::{Answer, ItemResult, Purpose, SessionEvent, SessionId};

/// How many predictions are kept, waiting and held against a result.
const KEPT: usize = 50;

/// Right out of asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Count {
    pub right: u32,
    pub asked: u32,
}

impl Count {
    /// Counts one more.
    pub fn add(&mut self, right: bool) {
        self.asked += 1;
        self.right += u32::from(right);
    }
}

/// A prediction, and the result it was held against. Shares are in thousandths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackTest {
    pub session: SessionId,
    pub at_millis: i64,
    pub low_permille: u16,
    pub high_permille: u16,
    /// Nothing until the exam is submitted.
    pub result_permille: Option<u16>,
}

impl BackTest {
    /// Whether the result lies in the interval that was stated; nothing before there is one.
    #[must_use]
    pub fn is_hit(&self) -> Option<bool> {
        self.result_permille.map(|result| (self.low_permille..=self.high_permille).contains(&result))
    }
}

/// What readiness rests on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Exposure {
    /// By learning objective.
    objectives: BTreeMap<String, Count>,
    /// Groups of which a question has counted today.
    groups: BTreeSet<String>,
    day: i64,
    waiting: VecDeque<BackTest>,
    tested: VecDeque<BackTest>,
    /// Of all predictions ever held against a result.
    hits: Count,
}

impl Exposure {
    /// An answer counts when the question was new, no hint was taken, it was put in earnest, and no
    /// other one of its group has counted on that day. A written answer is marked by the learner and is
    /// no item of the exam: it does not count.
    pub(super) fn answer(&mut self, answer: &Answer<'_>) {
        let is_item = answer.possible == 1;
        if !answer.first || answer.hinted || answer.purpose != Purpose::Study || !is_item {
            return;
        }
        if answer.day != self.day {
            self.day = answer.day;
            self.groups.clear();
        }
        if answer.stamp.group.clone().is_some_and(|group| !self.groups.insert(group)) {
            return;
        }
        self.objectives.entry(answer.objective.to_owned()).or_default().add(answer.is_correct());
    }

    pub(super) fn fold(&mut self, event: &SessionEvent, at_millis: i64) {
        match event {
            SessionEvent::ReadinessPredicted { session, low_permille, high_permille, .. } => {
                let (low_permille, high_permille) = (*low_permille, *high_permille);
                let session = session.clone();
                self.waiting.retain(|earlier| earlier.session != session);
                let result_permille = None;
                push(
                    &mut self.waiting,
                    BackTest { session, at_millis, low_permille, high_permille, result_permille },
                );
            }
            SessionEvent::ExamAbandoned { session } => self.waiting.retain(|test| test.session != *session),
            SessionEvent::ExamSubmitted { session, results, .. } => self.hold_against(session, results),
            _ => {}
        }
    }

    fn hold_against(&mut self, session: &SessionId, results: &[ItemResult]) {
        let Some(at) = self.waiting.iter().position(|test| test.session == *session) else { return };
        let (Some(mut test), Some(result)) = (self.waiting.remove(at), share_permille(results)) else {
            return;
        };
        test.result_permille = Some(result);
        self.hits.add(test.is_hit() == Some(true));
        push(&mut self.tested, test);
    }

    /// First-exposure answers by learning objective.
    pub fn objectives(&self) -> impl Iterator<Item = (&str, Count)> {
        self.objectives.iter().map(|(id, count)| (id.as_str(), *count))
    }

    /// First-exposure answers to one learning objective.
    #[must_use]
    pub fn objective(&self, id: &str) -> Count {
        self.objectives.get(id).copied().unwrap_or_default()
    }

    /// How many predictions held, out of those that met a result.
    #[must_use]
    pub fn hits(&self) -> Count {
        self.hits
    }

    /// The predictions that met a result, oldest first; the last 50.
    pub fn tested(&self) -> impl Iterator<Item = &BackTest> {
        self.tested.iter()
    }
}

fn push(queue: &mut VecDeque<BackTest>, test: BackTest) {
    queue.push_back(test);
    if queue.len() > KEPT {
        queue.pop_front();
    }
}

/// The share that was right, of what was scored; nothing when nothing was.
fn share_permille(results: &[ItemResult]) -> Option<u16> {
    let scored = || results.iter().filter(|result| !result.pilot);
    let right = scored().filter(|result| result.earned == result.possible).count();
    let permille = (right * 2000 + scored().count()).checked_div(scored().count() * 2)?;
    u16::try_from(permille).ok()
}

#[cfg(test)]
mod tests;
