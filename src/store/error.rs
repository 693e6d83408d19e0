//! What can go wrong with the history.

use std::path::PathBuf;

/// Why the history cannot be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("cannot create the data directory `{}`: {source}", path.display())]
    Directory { path: PathBuf, source: std::io::Error },
    #[error("cannot open the history `{}`: {source}", path.display())]
    Open { path: PathBuf, source: rusqlite::Error },
    #[error(
        "the history `{}` was written by a newer version of trapline (format {found}, this program knows up to {known})",
        path.display()
    )]
    Newer { path: PathBuf, found: i64, known: i64 },
    #[error("cannot write the history `{}`: {source}", path.display())]
    Write { path: PathBuf, source: rusqlite::Error },
    #[error("cannot read event {sequence} of the history `{}`: {detail}", path.display())]
    Event { path: PathBuf, sequence: i64, detail: String },
}
