//! The only place that touches the store, files and the clock.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::launch::{boot, save_settings, write_file};
use crate::session::{Boot, Moment, Recorded, SessionEvent};
use crate::store::Store;
use crate::tui::terminal::{Guard, size};
use crate::tui::{Cmd, Reply};

/// Runs commands; tests have their own.
pub trait Exec {
    /// Milliseconds since the Unix epoch.
    fn now_millis(&self) -> i64;

    /// The clock since the machine was started.
    fn boot(&self) -> Boot;

    /// Now, as both clocks tell it.
    fn now(&self) -> Moment {
        Moment { wall_millis: self.now_millis(), boot: self.boot() }
    }

    /// Runs one command to its end.
    fn run(&mut self, cmd: Cmd) -> Reply;
}

/// The real world.
#[derive(Debug)]
pub struct World {
    store: Store,
    guard: Guard,
    /// The folder of everything that the program writes.
    home: PathBuf,
}

impl World {
    /// A world with this history, this terminal and this folder.
    #[must_use]
    pub fn new(store: Store, guard: Guard, home: PathBuf) -> Self {
        Self { store, guard, home }
    }

    /// Gives the terminal back, and the history out.
    #[must_use]
    pub fn into_store(self) -> Store {
        self.store
    }

    fn append(&mut self, event: SessionEvent) -> Reply {
        let recorded = Box::new(Recorded { at_millis: self.now_millis(), event });
        match self.store.append(recorded.at_millis, &recorded.event) {
            Ok(()) => Reply::Stored(recorded),
            Err(error) => Reply::NotStored { recorded, error: error.to_string() },
        }
    }

    fn after_stop(outcome: &io::Result<()>) -> Reply {
        match outcome {
            Ok(()) => {
                let (width, height) = size();
                Reply::Resumed(width, height)
            }
            Err(_) => Reply::TerminalLost,
        }
    }
}

impl Exec for World {
    fn now_millis(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    fn boot(&self) -> Boot {
        boot()
    }

    fn run(&mut self, cmd: Cmd) -> Reply {
        match cmd {
            Cmd::Append(event) => self.append(*event),
            Cmd::ReadFile(path) => {
                let text = fs::read_to_string(&path)
                    .map_err(|error| format!("cannot read `{}`: {error}", path.display()));
                Reply::FileRead { path, text }
            }
            Cmd::ReadSitting(session) => {
                let facts = self.store.sitting(&session).map_err(|error| error.to_string());
                Reply::Sitting { session, facts }
            }
            Cmd::ReadPast { before, count } => {
                Reply::Past(self.store.past(before, count).map_err(|error| error.to_string()))
            }
            Cmd::Fold(clock) => {
                Reply::Folded(self.store.progress(clock).map(Box::new).map_err(|error| error.to_string()))
            }
            Cmd::WriteNewFile { path, .. } if path.exists() => Reply::FileExists { path },
            Cmd::WriteFile { path, text } | Cmd::WriteNewFile { path, text } => {
                let outcome = write_file(&path, &text)
                    .map_err(|error| format!("cannot write `{}`: {error}", path.display()));
                Reply::FileWritten { path, outcome }
            }
            Cmd::SaveSettings(settings) => {
                let outcome =
                    save_settings(&self.home, &settings).map_err(|fault| format!("Not saved: {fault}."));
                Reply::SettingsSaved { settings, outcome }
            }
            Cmd::Stop { group } => Self::after_stop(&self.guard.stop(group)),
            Cmd::Retake => Self::after_stop(&self.guard.retake()),
        }
    }
}
