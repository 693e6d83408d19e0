//! Diagnostics as data, and their renderers.

#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::iter_over_hash_type)]

mod diagnostic;
mod printable;
mod render;
mod source;
mod suggest;

pub use diagnostic::{Code, Diagnostic, Label, Severity};
pub use printable::printable;
pub use render::{Style, render_concise, render_full, render_json};
pub use source::{SourceFile, SourceId, Sources, Span};
pub use suggest::did_you_mean;
