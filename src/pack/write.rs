//! A draft as a configuration file.

use crate::aws::ConfigDraft;

/// The file that reads back as `draft`.
#[must_use]
pub fn write_config(draft: &ConfigDraft) -> String {
    let _ = draft;
    String::new()
}
