//! The report of an exam, from the fact that ended it.

use std::collections::BTreeMap;

use crate::bank::Pack;
use crate::session::ItemResult;

/// Right out of asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    pub correct: usize,
    pub asked: usize,
}

impl Tally {
    fn count(&mut self, correct: bool) {
        self.asked += 1;
        self.correct += usize::from(correct);
    }

    /// Share that was right, 0 to 1; 0 when nothing was asked.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of questions are small")]
    pub fn share(self) -> f64 {
        if self.asked == 0 { 0.0 } else { self.correct as f64 / self.asked as f64 }
    }
}

/// What the learner sees after an exam.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamReport {
    pub total: Tally,
    pub unanswered: usize,
    /// Per learning objective, in the blueprint's order, objectives that were asked only.
    pub objectives: Vec<(String, Tally)>,
    /// Per family, in the blueprint's order.
    pub families: Vec<(String, Tally)>,
    /// Misconceptions acted on, most often first.
    pub misconceptions: Vec<(String, usize)>,
}

impl ExamReport {
    /// Sums up the results of one exam.
    #[must_use]
    pub fn of(pack: &Pack, results: &[ItemResult]) -> Self {
        let mut total = Tally::default();
        let mut by_objective: BTreeMap<&str, Tally> = BTreeMap::new();
        let mut by_family: BTreeMap<&str, Tally> = BTreeMap::new();
        let mut acted_on: BTreeMap<&str, usize> = BTreeMap::new();
        for result in results {
            let correct = result.earned == result.possible;
            total.count(correct);
            by_objective.entry(&result.objective).or_default().count(correct);
            if let Some(objective) = pack.blueprint.objective(&result.objective) {
                by_family.entry(&objective.family).or_default().count(correct);
            }
            for misconception in &result.misconceptions {
                *acted_on.entry(misconception).or_default() += 1;
            }
        }
        let mut misconceptions: Vec<_> =
            acted_on.into_iter().map(|(id, count)| (id.to_owned(), count)).collect();
        misconceptions.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let in_order = |ids: Vec<&str>, tallies: &BTreeMap<&str, Tally>| {
            ids.into_iter().filter_map(|id| Some((id.to_owned(), *tallies.get(id)?))).collect()
        };
        Self {
            total,
            unanswered: results.iter().filter(|result| !result.answered).count(),
            objectives: in_order(
                pack.blueprint.objectives.iter().map(|o| o.id.as_str()).collect(),
                &by_objective,
            ),
            families: in_order(pack.blueprint.families.iter().map(|f| f.id.as_str()).collect(), &by_family),
            misconceptions,
        }
    }
}
