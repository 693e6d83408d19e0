//! The misconception ledger: which false beliefs were acted on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::session::{Answer, SessionEvent};

/// What the answers say about each misconception.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Ledger {
    acted_on: BTreeMap<String, u32>,
}

impl Ledger {
    pub(super) fn answer(&mut self, answer: &Answer<'_>) {
        self.count(answer.acted_on);
    }

    pub(super) fn lab(&mut self, acted_on: &[String], _event: &SessionEvent, _at_millis: i64, _day: i64) {
        self.count(acted_on);
    }

    fn count(&mut self, ids: &[String]) {
        for id in ids {
            *self.acted_on.entry(id.clone()).or_default() += 1;
        }
    }

    /// How often each misconception was acted on, most often first.
    #[must_use]
    pub fn acted_on(&self) -> Vec<(&str, u32)> {
        let mut counted: Vec<_> = self.acted_on.iter().map(|(id, count)| (id.as_str(), *count)).collect();
        counted.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
        counted
    }
}
