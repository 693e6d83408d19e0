//! A configuration file to a draft and, when it holds, a validated configuration.

use crate::aws::{Config, ConfigDraft};
use crate::diag::{Diagnostic, SourceId, Sources};

/// What came of reading a configuration.
#[derive(Debug)]
pub struct ReadConfig {
    /// As far as it could be read.
    pub draft: ConfigDraft,
    /// Absent when there was any error.
    pub config: Option<Config>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the text of `source`.
#[must_use]
pub fn read_config(sources: &Sources, source: SourceId) -> ReadConfig {
    let _ = (sources, source);
    ReadConfig { draft: ConfigDraft::default(), config: None, diagnostics: Vec::new() }
}

/// Reads a learner's design for `lab`, which may leave out the fixed surroundings.
#[must_use]
pub fn read_design(lab: &crate::lab::Lab, sources: &Sources, source: SourceId) -> ReadConfig {
    let _ = lab;
    read_config(sources, source)
}
