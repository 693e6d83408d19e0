//! A folder of TOML files to a pack.

use std::path::Path;

use crate::bank::Pack;
use crate::diag::{Diagnostic, Sources};

/// What came of reading a pack.
#[derive(Debug)]
pub struct Loaded {
    /// Absent when there was any error.
    pub pack: Option<Pack>,
    pub diagnostics: Vec<Diagnostic>,
    pub sources: Sources,
}

/// Reads the pack in the folder `root`, all of it, and reports every problem.
#[must_use]
pub fn load_pack(root: &Path) -> Loaded {
    let _ = root;
    Loaded { pack: None, diagnostics: Vec::new(), sources: Sources::default() }
}
