//! The history on disk: one SQLite file, an append-only log of events.
//!
//! INVARIANT (append-only): no statement here updates or deletes, and triggers in the schema refuse
//! both. Whatever a screen shows about the past is a fold of its facts.

mod cache;
mod damaged;
mod error;
mod log;
mod migrate;
mod open;
mod progress;
mod read;
mod watch;

pub use error::StoreError;
pub use log::Store;
pub use open::Opened;
pub use read::Past;
