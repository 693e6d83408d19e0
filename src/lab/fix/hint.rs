//! The next step of a learner who is stuck, told in two steps: where to look, then what to do.

use crate::aws::{Config, ConfigDraft};
use crate::lab::fix::edit::DesignEdit;
use crate::lab::fix::{Fix, smallest_fixes};
use crate::lab::grade::is_met;
use crate::lab::{Lab, Objective, ObjectiveId};

/// One change, and what it is good for.
///
/// INVARIANT (verified): it belongs to a [`Fix`], of the whole lab or of one objective more than are
/// met now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    fix: Fix,
    /// The objective that is met after the fix; nothing when all are.
    objective: Option<ObjectiveId>,
}

impl Hint {
    /// The next step towards a design that passes. Where that takes more than three changes, the
    /// cheapest step that meets one more objective and breaks none. Nothing when there is none.
    #[must_use]
    pub fn of(lab: &Lab, draft: &ConfigDraft) -> Option<Self> {
        let config = Config::build(draft).ok()?;
        if let Some(fix) = smallest_fixes(lab, draft).fixes.into_iter().next() {
            return Some(Self { fix, objective: None });
        }
        let (met, unmet): (Vec<&Objective>, Vec<&Objective>) =
            lab.objectives.iter().partition(|objective| is_met(&objective.requirement, &config));
        let steps = unmet.into_iter().filter_map(|wanted| {
            let objectives = met.iter().copied().chain([wanted]).cloned().collect();
            let fix = smallest_fixes(&Lab { objectives, ..lab.clone() }, draft).fixes.into_iter().next()?;
            Some(Self { fix, objective: Some(wanted.id.clone()) })
        });
        steps.min_by_key(|step| step.fix.cost())
    }

    /// The change to make first.
    #[must_use]
    pub fn edit(&self) -> Option<&DesignEdit> {
        self.fix.edits().first()
    }

    /// The first step: which element, and how much there is to do.
    #[must_use]
    pub fn look_at(&self) -> String {
        let subject = self.edit().map(DesignEdit::subject).unwrap_or_default();
        let edits = match self.fix.edits().len() {
            1 => "one edit is enough".to_owned(),
            count => format!("{count} edits are enough"),
        };
        match &self.objective {
            None => format!("look at {subject}; {edits}"),
            Some(objective) => format!("look at {subject}; {edits} for `{objective}`"),
        }
    }

    /// The second step: the change itself.
    #[must_use]
    pub fn change(&self) -> String {
        let change = self.edit().map(ToString::to_string).unwrap_or_default();
        let goal = match &self.objective {
            None => "the design passes".to_owned(),
            Some(objective) => format!("`{objective}` is met"),
        };
        match self.fix.edits().len() {
            1 => format!("{change}; then {goal} (verified)"),
            2 => format!("{change}; with one more edit {goal} (verified)"),
            count => format!("{change}; with {} more edits {goal} (verified)", count - 1),
        }
    }
}
