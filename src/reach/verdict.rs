//! The verdict alone, without evidence.

use crate::aws::Config;
use crate::reach::analyze::{Outline, is_isolated, outline};
use crate::reach::certify::holds_together;
use crate::reach::plan::Plan;
use crate::reach::step::Visitor;
use crate::reach::sweep::{Gatekeeper, sweep};
use crate::reach::{Query, Verdict};

/// The verdict alone, without evidence: the fast way when many configurations are compared.
#[must_use]
pub fn verdict(config: &Config, query: &Query) -> Verdict {
    decide_with(config, query, &mut ())
}

/// The verdict; `visitor` sees every step of the way to it.
pub(in crate::reach) fn decide_with<'c>(
    config: &'c Config,
    query: &'c Query,
    visitor: &mut impl Visitor<'c>,
) -> Verdict {
    if is_isolated(config, query) {
        return Verdict::Never;
    }
    match outline(config, query) {
        Outline::Answered(analysis) => analysis.verdict(),
        Outline::Packets { parts, gates } => {
            let keeper: &dyn Gatekeeper = gates.as_ref().map_or(&(), |gates| gates);
            let part = |plan: &Plan<'c>| sweep(config, plan, keeper, visitor);
            let verdict = parts.iter().map(part).min().unwrap_or(Verdict::Never);
            if verdict != Verdict::Sometimes || parts.len() == 1 {
                return verdict;
            }
            visitor.compared();
            if holds_together(config, &parts) { verdict } else { Verdict::Never }
        }
    }
}
