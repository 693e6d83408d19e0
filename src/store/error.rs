//! What can go wrong with the history.

use std::path::PathBuf;

/// Why the history cannot be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error(
        "cannot use the data directory `{}`: {source}; set TRAPLINE_HOME to a folder you can write",
        path.display()
    )]
    Directory { path: PathBuf, source: std::io::Error },
    #[error(
        "cannot open the history `{}`: {source}; free some space, or set TRAPLINE_HOME to a folder you can write",
        path.display()
    )]
    Open { path: PathBuf, source: rusqlite::Error },
    #[error(
        "the history `{}` is read-only; make it writable, or set TRAPLINE_HOME to another folder",
        path.display()
    )]
    ReadOnly { path: PathBuf },
    #[error(
        "the history `{}` was written by a newer version of trapline (format {found}, this program knows up to {known}); \
         update trapline, or set TRAPLINE_HOME to another folder",
        path.display()
    )]
    Newer { path: PathBuf, found: i64, known: i64 },
    #[error("cannot set the damaged history `{}` aside: {source}; move it away yourself", path.display())]
    SetAside { path: PathBuf, source: std::io::Error },
    #[error("cannot read the history `{}`: {source}", path.display())]
    Read { path: PathBuf, source: rusqlite::Error },
    #[error("cannot write the history `{}`: {source}; free some space, or set TRAPLINE_HOME to a folder you can write", path.display())]
    Write { path: PathBuf, source: rusqlite::Error },
    #[error(
        "cannot read event {sequence} of the history `{}`: {detail}; a newer version of trapline may have written it",
        path.display()
    )]
    Event { path: PathBuf, sequence: i64, detail: String },
    #[error("cannot write an event as JSON: {0}")]
    Encode(#[from] serde_json::Error),
}
