//! What is known of the design as it stands: its errors, or how every objective does.

use std::collections::BTreeSet;

use crate::aws::{Config, ConfigDraft, ConfigError};
use crate::lab::{Finding, Lab, ObjectiveId, find};

/// The design, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Checked {
    /// In file order; while there are any, nothing can be said about the objectives.
    pub errors: Vec<ConfigError>,
    /// One per objective, in the lab's order; empty while there are errors.
    pub findings: Vec<Finding>,
    /// The objectives that were met when it last could be said.
    met: BTreeSet<ObjectiveId>,
}

impl Checked {
    /// Checks `draft`, which was `before` until now.
    pub(super) fn of(lab: &Lab, draft: &ConfigDraft, before: &Self) -> Self {
        match Config::build(draft) {
            Ok(config) => {
                let findings = find(lab, &config);
                let met = findings.iter().filter(|finding| finding.met);
                let met = met.map(|finding| finding.objective.clone()).collect();
                Self { errors: Vec::new(), findings, met }
            }
            Err(errors) => Self { errors, findings: Vec::new(), met: before.met.clone() },
        }
    }

    /// `5 of 18 met, 12 of 29 points`, or how many errors there are.
    pub(super) fn status(&self, lab: &Lab) -> String {
        match self.errors.len() {
            0 => {
                let points: u32 = self.findings.iter().map(|finding| finding.points).sum();
                let max: u32 = lab.objectives.iter().map(|objective| objective.points).sum();
                format!("{} of {} met, {points} of {max} points", self.met.len(), lab.objectives.len())
            }
            1 => "1 error in the settings".to_owned(),
            count => format!("{count} errors in the settings"),
        }
    }

    /// What a change did to the objectives, for the learner; nothing when it did nothing.
    pub(super) fn difference(&self, before: &Self) -> Option<String> {
        if let Some(error) = self.errors.first().filter(|_| self.errors != before.errors) {
            return Some(error.to_string());
        }
        let listed =
            |ids: Vec<&ObjectiveId>| ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let gained = listed(self.met.difference(&before.met).collect());
        let lost = listed(before.met.difference(&self.met).collect());
        match (gained.is_empty(), lost.is_empty()) {
            (true, true) => None,
            (false, true) => Some(format!("[+] now met: {gained}")),
            (true, false) => Some(format!("[X] no longer met: {lost}")),
            (false, false) => Some(format!("[+] now met: {gained}; [X] no longer met: {lost}")),
        }
    }
}
