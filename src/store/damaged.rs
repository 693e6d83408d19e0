//! A damaged history: out of the way, never overwritten, and what can still be read of it.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::session::SessionEvent;
use crate::store::StoreError;
use crate::store::open::STEM;

/// A fact as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Saved {
    pub at_millis: i64,
    /// An event as JSON.
    pub payload: String,
}

/// What SQLite keeps beside its main file, and the main file itself, which goes first: a log without
/// it is never taken for a history.
const PARTS: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// Renames `path` and what lies beside it to the first free `history.damaged-<n>.sqlite3`.
pub(super) fn set_aside(home: &Path, path: &Path) -> Result<PathBuf, StoreError> {
    let free = |aside: &PathBuf| PARTS.iter().all(|part| !beside(aside, part).exists());
    let aside =
        (1..=u32::MAX).map(|n| home.join(format!("{STEM}.damaged-{n}.sqlite3"))).find(free).ok_or_else(
            || StoreError::SetAside { path: path.to_owned(), source: ErrorKind::AlreadyExists.into() },
        )?;
    for part in PARTS {
        let (from, to) = (beside(path, part), beside(&aside, part));
        if from.exists() {
            fs::rename(&from, &to).map_err(|source| StoreError::SetAside { path: from, source })?;
        }
    }
    Ok(aside)
}

/// The file that SQLite names `path` and `suffix`.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Whether only the write-ahead log is left. SQLite would take the file for a new one and delete the
/// log, and with it the last facts, even when asked only to read.
pub(super) fn lost_its_main_file(path: &Path) -> bool {
    let size = |path: &Path| fs::metadata(path).map_or(0, |found| found.len());
    size(&beside(path, "-wal")) > 0 && size(path) == 0
}

/// Every fact that can be read: from the oldest on up to the first damage, and from the newest back
/// to the last one.
pub(super) fn salvage(path: &Path) -> Vec<Saved> {
    let mut saved = BTreeMap::new();
    if lost_its_main_file(path) {
        return Vec::new();
    }
    let Ok(connection) = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY) else {
        return Vec::new();
    };
    for direction in ["ASC", "DESC"] {
        // An error is the damage; what came before it is kept.
        let _ = collect(&connection, direction, &mut saved);
    }
    saved.into_values().collect()
}

fn collect(
    connection: &Connection,
    direction: &str,
    saved: &mut BTreeMap<i64, Saved>,
) -> rusqlite::Result<()> {
    let sql = format!("SELECT sequence, at_millis, payload FROM event ORDER BY sequence {direction}");
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (Ok(sequence), Ok(at_millis), Ok(payload)) = (row.get(0), row.get(1), row.get::<_, String>(2))
        else {
            continue;
        };
        if serde_json::from_str::<SessionEvent>(&payload).is_ok() {
            saved.insert(sequence, Saved { at_millis, payload });
        }
    }
    Ok(())
}
