//! Choices that an author adds to those read from the designs.

use crate::aws::ResourceKind;
use crate::lab::choices::Element;

/// More values for one field of one element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtraChoice {
    pub resource: ResourceKind,
    /// Empty for sections that stand once.
    pub name: String,
    /// The key of the field.
    pub field: &'static str,
    /// Whole values, names of a list, or lines of entries, as the form writes them.
    pub values: Vec<String>,
}

impl ExtraChoice {
    pub(in crate::lab::choices) fn is_about(&self, element: &Element, field: &str) -> bool {
        self.resource == element.kind && self.name == element.name && self.field == field
    }
}
