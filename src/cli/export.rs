//! `trapline export`: the history as JSON lines.

use serde::{Deserialize, Serialize};

use crate::cli::console::{Console, print_raw};
use crate::cli::error::{CliError, Exit};
use crate::cli::input;
use crate::session::{Recorded, SessionEvent};

/// How many bytes are gathered before they are written.
const AT_ONCE: usize = 1 << 16;

/// One line of an exported history.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::cli) struct HistoryLine {
    /// Milliseconds since the Unix epoch.
    pub at_millis: i64,
    #[serde(flatten)]
    pub event: SessionEvent,
}

pub(in crate::cli) fn run(console: Console) -> Result<Exit, CliError> {
    let opened = input::open_store()?;
    if let Some(notice) = &opened.notice {
        console.note(notice);
    }
    let mut lines = Vec::new();
    opened.store.each(|Recorded { at_millis, event }| {
        serde_json::to_writer(&mut lines, &HistoryLine { at_millis, event }).map_err(std::io::Error::from)?;
        lines.push(b'\n');
        if lines.len() >= AT_ONCE {
            print_raw(&lines)?;
            lines.clear();
        }
        Ok::<_, CliError>(())
    })?;
    print_raw(&lines)?;
    Ok(Exit::Clean)
}
