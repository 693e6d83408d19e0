//! Appending.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::session::{Recorded, SessionEvent};
use crate::store::StoreError;
use crate::store::damaged::Saved;

const INSERT: &str = "INSERT INTO event (at_millis, payload) VALUES (?1, ?2)";

/// The history: facts can be added and read, and nothing else.
#[derive(Debug)]
pub struct Store {
    pub(super) path: PathBuf,
    pub(super) connection: Connection,
}

impl Store {
    pub(super) fn new(path: PathBuf, connection: Connection) -> Self {
        Self { path, connection }
    }

    /// The file that holds the history.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends a fact; when this returns it is on the disk.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn append(&mut self, at_millis: i64, event: &SessionEvent) -> Result<(), StoreError> {
        let payload = serde_json::to_string(event)?;
        let insert = || self.connection.prepare_cached(INSERT)?.execute((at_millis, &payload));
        insert().map(|_| ()).map_err(|source| self.unwritable(source))
    }

    /// Appends facts of another history, all or none.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn append_all(&mut self, facts: &[Recorded]) -> Result<(), StoreError> {
        let save = |fact: &Recorded| {
            let payload = serde_json::to_string(&fact.event)?;
            Ok(Saved { at_millis: fact.at_millis, payload })
        };
        let facts: Vec<Saved> = facts.iter().map(save).collect::<Result<_, StoreError>>()?;
        self.adopt(&facts)
    }

    /// Takes facts over from another file, all or none.
    pub(super) fn adopt(&mut self, facts: &[Saved]) -> Result<(), StoreError> {
        self.insert_all(facts).map_err(|source| self.unwritable(source))
    }

    fn insert_all(&mut self, facts: &[Saved]) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction()?;
        for Saved { at_millis, payload } in facts {
            transaction.prepare_cached(INSERT)?.execute((at_millis, payload))?;
        }
        transaction.commit()
    }

    fn unwritable(&self, source: rusqlite::Error) -> StoreError {
        StoreError::Write { path: self.path.clone(), source }
    }
}
