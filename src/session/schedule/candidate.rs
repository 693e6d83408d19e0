//! A question that may be served, and what speaks for it.

use std::collections::BTreeSet;

use crate::bank::{Pack, Question, QuestionKind};
use crate::session::schedule::family;
use crate::session::{Component, Progress, Stamp, Start};

/// Tiers below this one hold what is due.
pub(super) const NOT_DUE: u32 = 2;

/// The probability of a right answer from which one learns most, in thousandths.
const TARGET: f64 = 720.0;
/// Probabilities that differ by less, in thousandths, are the same.
const GRAIN: u32 = 75;

/// Why a component is wanted.
#[derive(Debug, Clone, PartialEq)]
struct Wanted {
    component: Component,
    tier: u32,
}

/// One question, read once per sitting.
#[derive(Debug)]
pub(super) struct Candidate<'a> {
    pub question: &'a Question,
    pub family: Option<&'a str>,
    pub components: Vec<Component>,
    /// Answered in one of the last sittings.
    pub is_recent: bool,
    /// What a first sitting does not begin with: free recall, and the upper levels of difficulty.
    pub is_hard: bool,
    /// How far the expected share of right answers is from the one wanted.
    pub off_target: u32,
    /// Whether the last answer was right; nothing when there was none in this content version.
    last_correct: Option<bool>,
    wanted: Vec<Wanted>,
    /// Probability of recall of its weakest component, in thousandths; nothing when none was met.
    recall: Option<u32>,
}

impl<'a> Candidate<'a> {
    /// `active` names the misconceptions that are probably held.
    pub(super) fn new(
        question: &'a Question,
        pack: &'a Pack,
        progress: &Progress,
        active: &[&str],
        start: &Start,
    ) -> Self {
        let knowledge = &progress.knowledge;
        let components: Vec<Component> = Component::of(question).collect();
        let wanted = components.iter().filter_map(|component| {
            let is_active = component.misconception.as_deref().is_some_and(|id| active.contains(&id));
            let is_due = knowledge.is_due(component, start.policy, start.today);
            let tier = match (is_due, is_active) {
                (true, true) => 0,
                (true, false) if knowledge.is_retest(component, start.today) => 0,
                (true, false) => 1,
                (false, true) => NOT_DUE,
                (false, false) => return None,
            };
            Some(Wanted { component: component.clone(), tier })
        });
        let recalled = components.iter().filter_map(|component| knowledge.card(component));
        let recall = recalled.map(|card| thousandths(card.retrievability(start.today).into())).min();
        let chance = knowledge.ability().chance(&question.objective, &Stamp::of(question));
        let seen = progress.seen.question(&question.id, question.version);
        Self {
            question,
            family: family(pack, question),
            is_recent: knowledge.was_asked_lately(&question.id),
            is_hard: question.kind == QuestionKind::Reflection || question.difficulty > 3,
            off_target: thousandths((chance - TARGET / 1000.0).abs()) / GRAIN,
            last_correct: seen.map(|seen| seen.last_correct),
            wanted: wanted.collect(),
            recall,
            components,
        }
    }

    /// Answered before, in this content version.
    pub(super) fn is_seen(&self) -> bool {
        self.last_correct.is_some()
    }

    /// Lower is sooner. What an earlier question of the sitting asks is no longer wanted.
    pub(super) fn tier(&self, asked: &BTreeSet<Component>) -> u32 {
        let open = self.wanted.iter().filter(|wanted| !asked.contains(&wanted.component));
        let otherwise = match self.last_correct {
            Some(false) => NOT_DUE + 1,
            None => NOT_DUE + 2,
            Some(true) => NOT_DUE + 3,
        };
        open.map(|wanted| wanted.tier).min().unwrap_or(otherwise)
    }

    /// Lower is more forgotten; what was never met comes last.
    pub(super) fn forgotten(&self) -> u32 {
        self.recall.unwrap_or(u32::MAX)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a probability, clamped")]
fn thousandths(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 1000.0).round() as u32
}
