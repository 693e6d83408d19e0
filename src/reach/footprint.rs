//! Which elements of a configuration a verdict depends on.

use std::collections::BTreeSet;

use crate::aws::{Config, ResourceKind};
use crate::reach::{Query, Verdict, analyze};

/// The elements that a verdict depends on: whatever happens to all others, it stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Footprint {
    /// Single elements: kind and position in the configuration's list (0 for those that stand once).
    pub elements: BTreeSet<(ResourceKind, usize)>,
    /// Kinds of which every element matters, also one that would be added.
    pub kinds: BTreeSet<ResourceKind>,
}

impl Footprint {
    /// Whether the verdict may depend on the element of `kind` at `index`.
    #[must_use]
    pub fn covers(&self, kind: ResourceKind, index: usize) -> bool {
        self.kinds.contains(&kind) || self.elements.contains(&(kind, index))
    }

    /// Adds everything of `other`.
    pub fn extend(&mut self, other: Self) {
        self.elements.extend(other.elements);
        self.kinds.extend(other.kinds);
    }
}

/// The verdict alone, without evidence: the fast way when many configurations are compared.
#[must_use]
pub fn verdict(config: &Config, query: &Query) -> Verdict {
    analyze(config, query).verdict()
}

/// The verdict, and the elements that were asked for it. A configuration that differs only in
/// elements outside of the footprint has the same verdict.
#[must_use]
pub fn footprint(config: &Config, query: &Query) -> (Verdict, Footprint) {
    let kinds = ResourceKind::ALL.into_iter().collect();
    (verdict(config, query), Footprint { elements: BTreeSet::new(), kinds })
}
