//! What the history says about the learner, read from the disk.

use crate::memory::Clock;
use crate::session::Progress;
use crate::store::{Store, StoreError};

impl Store {
    /// Folds the whole history.
    ///
    /// # Errors
    /// As [`Store::history`].
    pub fn progress(&mut self, clock: Clock) -> Result<Progress, StoreError> {
        Ok(Progress::of(&self.history()?, clock))
    }
}
