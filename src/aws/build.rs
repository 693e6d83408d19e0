//! From a draft to a configuration, or every error at once.

use crate::aws::{Config, ConfigDraft, ConfigError};

impl Config {
    /// Validates a draft.
    ///
    /// # Errors
    /// Every error of the draft, in file order.
    pub fn build(draft: &ConfigDraft) -> Result<Self, Vec<ConfigError>> {
        let _ = draft;
        Err(Vec::new())
    }
}
