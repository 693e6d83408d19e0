//! One diagnostic.

use crate::diag::{SourceId, Span};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
    /// Nothing is wrong here: advice.
    Help,
}

/// A stable code, such as `P103`; empty for advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(pub &'static str);

/// A place in a source, with what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub source: SourceId,
    pub span: Span,
    /// May be empty.
    pub text: String,
}

/// One thing that is wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub severity: Severity,
    pub code: Code,
    /// One headline: lower case, no full stop, user text in backticks.
    pub message: String,
    /// Where it is; the first label is the culprit.
    pub labels: Vec<Label>,
    pub notes: Vec<String>,
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at one place.
    #[must_use]
    pub fn error(code: Code, message: impl Into<String>, source: SourceId, span: Span) -> Self {
        Self::at(Severity::Error, code, message, source, span)
    }

    /// A warning at one place.
    #[must_use]
    pub fn warning(code: Code, message: impl Into<String>, source: SourceId, span: Span) -> Self {
        Self::at(Severity::Warning, code, message, source, span)
    }

    /// Advice, without a place so far.
    #[must_use]
    pub fn advice(message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Help,
            code: Code(""),
            message: message.into(),
            labels: Vec::new(),
            notes: Vec::new(),
            help: None,
        }
    }

    fn at(severity: Severity, code: Code, message: impl Into<String>, source: SourceId, span: Span) -> Self {
        let label = Label { source, span, text: String::new() };
        Self { severity, code, message: message.into(), labels: vec![label], notes: Vec::new(), help: None }
    }

    /// The same with help.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The same with text at the culprit.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(first) = self.labels.first_mut() {
            first.text = text.into();
        }
        self
    }

    /// The same with a further place.
    #[must_use]
    pub fn secondary(mut self, source: SourceId, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { source, span, text: text.into() });
        self
    }

    /// The same with a note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}
