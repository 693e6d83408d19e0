//! Renderers: rustc's layout, one line each, and JSON.

use crate::diag::{Diagnostic, Sources};

/// Whether output carries colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    Plain,
    Coloured,
}

/// The layout of compiler diagnostics: headline, source lines with marks, notes, help.
#[must_use]
pub fn render_full(diagnostics: &[Diagnostic], sources: &Sources, style: Style) -> String {
    let _ = style;
    render_concise(diagnostics, sources)
}

/// One line per diagnostic: `file:line:column: severity[code]: message`.
#[must_use]
pub fn render_concise(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let _ = (diagnostics, sources);
    String::new()
}

/// A JSON array.
#[must_use]
pub fn render_json(diagnostics: &[Diagnostic], sources: &Sources) -> serde_json::Value {
    let _ = (diagnostics, sources);
    serde_json::Value::Array(Vec::new())
}
