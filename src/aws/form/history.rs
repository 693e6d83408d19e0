//! Undo and redo.

use crate::aws::form::{Edit, EditError, sections_that_differ};
use crate::aws::{ConfigDraft, ResourceKind};

/// How many steps back are kept.
const DEPTH: usize = 500;

/// A draft under edit, with every state it had.
///
/// INVARIANT (surroundings): no step changes a section that is not editable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    editable: Vec<ResourceKind>,
    draft: ConfigDraft,
    before: Vec<ConfigDraft>,
    after: Vec<ConfigDraft>,
}

impl History {
    /// Starts at `draft`; only the sections in `editable` may change.
    #[must_use]
    pub fn new(draft: ConfigDraft, editable: Vec<ResourceKind>) -> Self {
        Self { editable, draft, before: Vec::new(), after: Vec::new() }
    }

    /// The draft as it is now.
    #[must_use]
    pub fn draft(&self) -> &ConfigDraft {
        &self.draft
    }

    /// Whether the section may be changed.
    #[must_use]
    pub fn is_editable(&self, resource: ResourceKind) -> bool {
        self.editable.contains(&resource)
    }

    /// Makes a change; one that changes nothing is no step.
    ///
    /// # Errors
    /// When the change would touch a fixed section, be it by a renamed reference, or is refused.
    pub fn apply(&mut self, edit: &Edit) -> Result<(), EditError> {
        if !self.is_editable(edit.resource()) {
            return Err(EditError::Fixed(edit.resource().section()));
        }
        let mut next = self.draft.clone();
        edit.apply(&mut next)?;
        self.replace(next)
    }

    /// Takes over a whole draft, such as one read from a file, as one step.
    ///
    /// # Errors
    /// When it differs in a section that is fixed.
    pub fn replace(&mut self, draft: ConfigDraft) -> Result<(), EditError> {
        let differing = sections_that_differ(&self.draft, &draft);
        if let Some(fixed) = differing.into_iter().find(|resource| !self.is_editable(*resource)) {
            return Err(EditError::Fixed(fixed.section()));
        }
        self.step(draft);
        Ok(())
    }

    fn step(&mut self, next: ConfigDraft) {
        if next == self.draft {
            return;
        }
        self.before.push(std::mem::replace(&mut self.draft, next));
        self.after.clear();
        if self.before.len() > DEPTH {
            self.before.remove(0);
        }
    }

    /// Goes one step back; whether there was one.
    pub fn undo(&mut self) -> bool {
        let Some(draft) = self.before.pop() else { return false };
        self.after.push(std::mem::replace(&mut self.draft, draft));
        true
    }

    /// Goes one step forward again; whether there was one.
    pub fn redo(&mut self) -> bool {
        let Some(draft) = self.after.pop() else { return false };
        self.before.push(std::mem::replace(&mut self.draft, draft));
        true
    }
}
