//! Opening: the folder, one opener at a time, what a usable file looks like.
//!
//! A small file is checked whole before anything is done with it. For a large one that would take longer
//! than all the rest of the start, and damage is rare: it is only looked at where damage of the last run
//! would be, at its length and its last facts, and checked whole beside the session ([`crate::store::watch`]).
//! What that finds is told at the end of the run and dealt with at the next start, and damage that a read
//! runs into is dealt with there and then: in each case the file is set aside and what can be read of it
//! is carried over.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode};

use crate::store::watch::{self, Watch};
use crate::store::{Store, StoreError, damaged, migrate};

/// Name of the history within the data directory, without its ending.
pub(super) const STEM: &str = "history";

/// How long one program waits for another that is writing.
const PATIENCE: Duration = Duration::from_secs(5);

/// Up to this size, in bytes, a file is checked whole at once: some 20 ms.
const SMALL: u64 = 16 << 20;

/// So many of the last facts are looked at in a large file.
const LAST: usize = 64;

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
    /// A damaged file is set aside under another name, what can be read of it is carried over, and
    /// the notice says so.
    ///
    /// # Errors
    /// When the folder or the file cannot be used, or a newer program wrote it; the file is then
    /// left as it was.
    pub fn open(home: &Path) -> Result<Opened, StoreError> {
        let directory = |source| StoreError::Directory { path: home.to_owned(), source };
        fs::create_dir_all(home).map_err(directory)?;
        // Of two programs that start at once, the second sees what the first made of the file.
        let _guard = lock(home).map_err(directory)?;
        let path = home.join(format!("{STEM}.sqlite3"));
        match connect(&path)? {
            Connected::Usable(connection, seen) => {
                let watch = (seen == Seen::Partly).then(|| Watch::begin(&path)).flatten();
                Ok(Opened { store: Store::new(path, connection, watch), notice: None })
            }
            Connected::Damaged(reason) => begin_anew(home, path, &reason),
        }
    }
}

impl Store {
    /// Sets the file aside, into whose damage a read has run, and goes on with what can be read of it.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub(super) fn recover(&mut self, reason: &str) -> Result<(), StoreError> {
        let path = self.path.clone();
        let home = path.parent().unwrap_or(&path).to_owned();
        let failed = |source| StoreError::Open { path: path.clone(), source };
        // The file is let go of before it gets another name.
        *self = Self::new(path.clone(), Connection::open_in_memory().map_err(failed)?, None);
        let _guard = lock(&home).map_err(|source| StoreError::Directory { path: home.clone(), source })?;
        let Opened { store, notice } = begin_anew(&home, path.clone(), reason)?;
        *self = store;
        self.notice = notice;
        Ok(())
    }
}

fn lock(home: &Path) -> io::Result<File> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(home.join(format!("{STEM}.lock")))?;
    match file.lock() {
        // Some network file systems have no locks; one program alone needs none.
        Err(error) if error.kind() != io::ErrorKind::Unsupported => Err(error),
        _ => Ok(file),
    }
}

fn begin_anew(home: &Path, path: PathBuf, reason: &str) -> Result<Opened, StoreError> {
    let aside = damaged::set_aside(home, &path)?;
    watch::forget_suspicion(&path);
    let connection = match connect(&path)? {
        Connected::Usable(connection, _) => connection,
        Connected::Damaged(reason) => {
            return Err(StoreError::SetAside { path, source: io::Error::other(reason) });
        }
    };
    let mut store = Store::new(path, connection, None);
    let saved = damaged::salvage(&aside);
    store.adopt(&saved)?;
    let name = aside.file_name().unwrap_or_default().to_string_lossy();
    let count = saved.len();
    let notice = format!(
        "the history was damaged ({reason}); it was set aside as `{name}`, and a new one was begun with \
         the {count} facts that could still be read"
    );
    Ok(Opened { store, notice: Some(notice) })
}

enum Connected {
    Usable(Connection, Seen),
    /// Why the file cannot be trusted.
    Damaged(String),
}

fn connect(path: &Path) -> Result<Connected, StoreError> {
    let failed = |source| StoreError::Open { path: path.to_owned(), source };
    if damaged::lost_its_main_file(path) {
        return Ok(Connected::Damaged("its main file is empty".to_owned()));
    }
    let mut connection = Connection::open(path).map_err(failed)?;
    let checked = prepare(&connection).and_then(|()| examine(&connection, path));
    let verdict = checked.or_else(|error| match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Ok(Verdict::Damaged(error.to_string())),
        _ => Err(failed(error)),
    })?;
    match verdict {
        Verdict::Damaged(reason) => Ok(Connected::Damaged(reason)),
        Verdict::Newer(found) => {
            Err(StoreError::Newer { path: path.to_owned(), found, known: migrate::CURRENT })
        }
        Verdict::ReadOnly => Err(StoreError::ReadOnly { path: path.to_owned() }),
        Verdict::Usable(seen) => {
            configure(&mut connection).map_err(failed)?;
            Ok(Connected::Usable(connection, seen))
        }
    }
}

/// Settings under which looking at a file does not change it.
fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(())
}

/// How much of a usable file was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Whole,
    Partly,
}

enum Verdict {
    Usable(Seen),
    ReadOnly,
    Newer(i64),
    Damaged(String),
}

fn examine(connection: &Connection, path: &Path) -> rusqlite::Result<Verdict> {
    let version = migrate::version(connection)?;
    let owner: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let is_new = tables == 0 && version == 0;
    if !is_new && (owner != migrate::APPLICATION_ID || version < 1) {
        return Ok(Verdict::Damaged("it is not a history of trapline".to_owned()));
    }
    if version > migrate::CURRENT {
        return Ok(Verdict::Newer(version));
    }
    let length = fs::metadata(path).map_or(0, |found| found.len());
    let seen = if length <= SMALL || watch::is_suspect(path) { Seen::Whole } else { Seen::Partly };
    let damage = match seen {
        Seen::Whole => watch::check_whole(connection)?,
        Seen::Partly => check_end(connection, path, length)?,
    };
    if let Some(damage) = damage {
        return Ok(Verdict::Damaged(damage));
    }
    if seen == Seen::Whole {
        watch::forget_suspicion(path);
    }
    if connection.is_readonly("main")? {
        return Ok(Verdict::ReadOnly);
    }
    Ok(Verdict::Usable(seen))
}

/// What is wrong with the length of a large file or with its last facts.
fn check_end(connection: &Connection, path: &Path, length: u64) -> rusqlite::Result<Option<String>> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let expected = u64::try_from(number("page_count")?.saturating_mul(number("page_size")?)).unwrap_or(0);
    let log = fs::metadata(damaged::beside(path, "-wal")).map_or(0, |found| found.len());
    // While there is a log, the end of the file may still stand in it.
    if log == 0 && length < expected {
        return Ok(Some(format!("it has {length} of {expected} bytes")));
    }
    let sql = "SELECT at_millis, payload FROM event ORDER BY sequence DESC LIMIT ?1";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([i64::try_from(LAST).unwrap_or(i64::MAX)])?;
    while let Some(row) = rows.next()? {
        if row.get::<_, i64>(0).and_then(|_| row.get::<_, String>(1)).is_err() {
            return Ok(Some("its last facts cannot be read".to_owned()));
        }
    }
    Ok(None)
}

/// In write-ahead mode, `FULL` syncs the log at every commit: a returned append survives even a power
/// cut, where `NORMAL` would only survive the end of the program.
fn configure(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    migrate::migrate(connection)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_commit_is_synced_to_a_log() {
        let home = tempfile::tempdir().unwrap();
        let Connected::Usable(connection, _) = connect(&home.path().join("history.sqlite3")).unwrap() else {
            panic!("a new history is not damaged");
        };
        let setting =
            |name| connection.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0));
        assert_eq!(setting("journal_mode").unwrap(), "wal".to_owned().into());
        assert_eq!(setting("synchronous").unwrap(), 2.into());
    }
}
