//! The check of a whole large file, beside the session, on a connection that only reads.
//!
//! It begins when the first screen has long been drawn, and gives way at once when the history is closed.
//! Damage leaves a note beside the file; with the note there, the next start checks the whole file before
//! it does anything with it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, InterruptHandle, OpenFlags};

/// How long the start is left alone.
const DELAY: Duration = Duration::from_secs(2);

/// A running check.
pub(super) struct Watch {
    /// What was found to be damaged.
    damage: Arc<OnceLock<String>>,
    /// Closed to end the delay.
    stop: Option<Sender<()>>,
    interrupt: InterruptHandle,
    thread: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").field("damage", &self.damage).finish_non_exhaustive()
    }
}

impl Watch {
    /// Begins to check; nothing when the file cannot be opened a second time.
    pub(super) fn begin(path: &Path) -> Option<Self> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
        let interrupt = connection.get_interrupt_handle();
        let (stop, stopped) = mpsc::channel();
        let damage = Arc::new(OnceLock::new());
        let (found, note) = (Arc::clone(&damage), note(path));
        let thread = thread::Builder::new().name("history check".to_owned()).spawn(move || {
            if stopped.recv_timeout(DELAY) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            if let Some(reason) = verdict(&connection) {
                // Without the note, the same check finds it in the next run.
                drop(fs::write(note, &reason));
                let _ = found.set(reason);
            }
        });
        Some(Self { damage, stop: Some(stop), interrupt, thread: Some(thread.ok()?) })
    }

    /// What was found to be damaged so far.
    pub(super) fn damage(&self) -> Option<&str> {
        self.damage.get().map(String::as_str)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop = None;
        let Some(thread) = self.thread.take() else { return };
        while !thread.is_finished() {
            // Heard only while a statement runs, so it is said until it is heard.
            self.interrupt.interrupt();
            thread::sleep(Duration::from_millis(1));
        }
        drop(thread.join());
    }
}

/// What is wrong with the file; nothing either when the check was broken off.
fn verdict(connection: &Connection) -> Option<String> {
    match check_whole(connection) {
        Ok(damage) => damage,
        Err(error) => is_damage(&error).then(|| error.to_string()),
    }
}

/// Checks the structure of the whole file.
pub(super) fn check_whole(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok((found != "ok").then(|| found.lines().collect::<Vec<_>>().join(", ")))
}

/// Whether the error says that the file is damaged.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
}

/// Whether an earlier run found the file damaged.
pub(super) fn is_suspect(path: &Path) -> bool {
    note(path).exists()
}

/// Takes the note of an earlier run away.
pub(super) fn forget_suspicion(path: &Path) {
    // There is none, as a rule.
    drop(fs::remove_file(note(path)));
}

fn note(path: &Path) -> PathBuf {
    path.with_extension("suspect")
}
