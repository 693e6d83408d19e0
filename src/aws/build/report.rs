//! The errors found so far, and the proof that an error was told.

use crate::aws::{ConfigError, Place, ResourceKind};

/// Proof that an error stands in the [`Report`]; only the report makes it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told(());

/// A value, or the proof that its absence has been told.
pub(super) type Checked<T> = Result<T, Told>;

/// Where an error is, with the name of the element.
#[derive(Debug, Clone)]
pub(super) struct Spot<'a> {
    pub at: Place,
    pub element: &'a str,
}

impl<'a> Spot<'a> {
    /// The element as a whole.
    pub fn element(resource: ResourceKind, index: usize, element: &'a str) -> Self {
        Self { at: Place::field(resource, index, ""), element }
    }

    /// A section that stands once.
    pub fn section(resource: ResourceKind) -> Self {
        Self::element(resource, 0, "")
    }

    /// One field of the element.
    pub fn field(&self, field: &'static str) -> Self {
        Self { at: Place::field(self.at.resource, self.at.index, field), ..*self }
    }

    /// One entry of the field.
    pub fn entry(&self, entry: usize) -> Self {
        Self { at: self.at.clone().at(entry), ..*self }
    }

    /// One key of the entry.
    pub fn key(&self, key: &'static str) -> Self {
        Self { at: self.at.clone().key(key), ..*self }
    }
}

/// Every error found so far.
#[derive(Debug, Default)]
pub(super) struct Report(Vec<ConfigError>);

impl Report {
    /// Whether nothing was wrong so far.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Tells an error.
    pub fn error(&mut self, spot: &Spot<'_>, message: impl Into<String>) -> Told {
        self.add(spot, message.into(), None, false)
    }

    /// Tells an error and what to do about it.
    pub fn error_with_help(
        &mut self,
        spot: &Spot<'_>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Told {
        self.add(spot, message.into(), Some(help.into()), false)
    }

    /// Refuses what AWS knows and the model does not.
    pub fn refuse(&mut self, spot: &Spot<'_>, message: impl Into<String>) -> Told {
        self.add(spot, message.into(), None, true)
    }

    /// Tells a finished error.
    pub fn add(&mut self, spot: &Spot<'_>, message: String, help: Option<String>, refused: bool) -> Told {
        self.add_at_offset(spot, message, help, refused, None)
    }

    /// Tells a finished error about one byte of the field's text.
    pub fn add_at_offset(
        &mut self,
        spot: &Spot<'_>,
        message: String,
        help: Option<String>,
        refused: bool,
        offset: Option<usize>,
    ) -> Told {
        let element = spot.element.to_owned();
        self.0.push(ConfigError { at: spot.at.clone(), element, message, help, refused, offset });
        Told(())
    }

    /// The errors in file order; within an element, in the order of the checks.
    pub fn finish(mut self) -> Vec<ConfigError> {
        self.0.sort_by_key(|error| (error.at.resource, error.at.index));
        self.0
    }
}
