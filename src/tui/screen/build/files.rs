//! The design in files: the draft that is kept by itself, and what the learner saves and loads.

use std::path::Path;

use crate::aws::ConfigDraft;
use crate::diag::{Code, Sources, Style, render_full};
use crate::lab::{Lab, LabId};
pub(super) use crate::launch::{design_path, draft_path};
use crate::pack::{read_design, write_config};
use crate::tui::Cmd;

/// The code of a text of which parts cannot be read at all.
const NOT_TOML: Code = Code("P100");

/// Writes the draft that is kept by itself.
pub(super) fn keep(home: &Path, lab: &LabId, draft: &ConfigDraft) -> Cmd {
    Cmd::WriteFile { path: draft_path(home, lab), text: write_config(draft) }
}

/// A design read from a file.
pub(super) struct Read {
    /// As far as its values could be read; nothing when the text is torn.
    pub draft: Option<ConfigDraft>,
    /// What is wrong with it, rendered; empty when nothing is.
    pub problems: String,
}

/// Reads a design for `lab`.
pub(super) fn read(lab: &Lab, path: &Path, text: &str) -> Read {
    let mut sources = Sources::default();
    let source = sources.add(path.display().to_string(), text);
    let found = read_design(lab, &sources, source);
    let problems = render_full(&found.diagnostics, &sources, Style::Plain);
    let torn = found.diagnostics.iter().any(|diagnostic| diagnostic.code == NOT_TOML);
    Read { draft: Some(found.draft).filter(|_| !torn), problems }
}
