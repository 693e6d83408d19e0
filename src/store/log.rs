//! Appending.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::session::{Recorded, SessionEvent};
use crate::store::StoreError;
use crate::store::damaged::Saved;
use crate::store::watch::Watch;

const INSERT: &str = "INSERT INTO event (at_millis, payload) VALUES (?1, ?2)";

/// The history: facts can be added and read, and nothing else.
#[derive(Debug)]
pub struct Store {
    /// Let go before the connection, which tidies up as the last one to close.
    watch: Option<Watch>,
    pub(super) path: PathBuf,
    pub(super) connection: Connection,
    pub(super) notice: Option<String>,
}

impl Store {
    pub(super) fn new(path: PathBuf, connection: Connection, watch: Option<Watch>) -> Self {
        Self { watch, path, connection, notice: None }
    }

    /// What the learner must be told of what happened since the last call, once: such as a damaged
    /// history that was set aside, or damage that was found.
    pub fn take_notice(&mut self) -> Option<String> {
        let damage = self.watch.take_if(|watch| watch.damage().is_some());
        self.notice.take().or_else(|| {
            let reason = damage.as_ref().and_then(Watch::damage)?;
            Some(format!(
                "the history is damaged ({reason}); at the next start it is set aside, and what can be \
                 read of it is carried over"
            ))
        })
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
