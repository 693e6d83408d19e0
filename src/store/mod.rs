//! The history on disk: one SQLite file, an append-only log of events.

mod error;
mod migrate;
mod open;

pub use error::StoreError;
pub use open::{Opened, Store};
