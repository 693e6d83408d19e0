//! Opening, appending, reading.

use std::path::Path;

use crate::session::{Recorded, SessionEvent};
use crate::store::StoreError;

/// The history.
#[derive(Debug)]
pub struct Store {
    _private: (),
}

/// An opened history, and what the learner must be told about it.
#[derive(Debug)]
pub struct Opened {
    pub store: Store,
    /// Such as: a damaged history was set aside as FILE and a new one begun.
    pub notice: Option<String>,
}

impl Store {
    /// Opens `history.sqlite3` in the folder `home`, creating both when absent.
    ///
    /// # Errors
    /// When the folder or the file cannot be used, or a newer program wrote it.
    pub fn open(home: &Path) -> Result<Opened, StoreError> {
        let _ = home;
        Ok(Opened { store: Self { _private: () }, notice: None })
    }

    /// Appends a fact; when this returns it is on the disk.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn append(&mut self, at_millis: i64, event: &SessionEvent) -> Result<(), StoreError> {
        let _ = (at_millis, event);
        Ok(())
    }

    /// Every fact, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn history(&self) -> Result<Vec<Recorded>, StoreError> {
        Ok(Vec::new())
    }
}
