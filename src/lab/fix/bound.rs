//! How many changes a design needs at the least, whatever they are.

use std::collections::BTreeSet;

use crate::aws::Config;
use crate::lab::grade::{count_of, is_met};
use crate::lab::{Lab, Requirement};

/// A bound from what only a change of its own can mend: each wrong setting takes one, and so does each
/// element too many.
pub(super) fn least_changes(lab: &Lab, config: &Config) -> usize {
    let mut settings = BTreeSet::new();
    let mut surplus = 0;
    for objective in &lab.objectives {
        match &objective.requirement {
            Requirement::MustBeSet { setting, .. } if !is_met(&objective.requirement, config) => {
                settings.insert(*setting);
            }
            Requirement::AtMost { resource, count } => {
                surplus = surplus.max(count_of(config, *resource).saturating_sub(*count));
            }
            _ => {}
        }
    }
    settings.len() + surplus
}
