//! `trapline import`: merges an exported history.

use std::collections::BTreeSet;

use crate::cli::args::Import;
use crate::cli::console::Console;
use crate::cli::error::{CliError, Exit};
use crate::cli::export::HistoryLine;
use crate::cli::input::{self, counted};
use crate::session::{Recorded, SessionEvent};

pub(in crate::cli) fn run(args: &Import, console: Console) -> Result<Exit, CliError> {
    let read = read_lines(&input::read_text(&args.file)?)
        .map_err(|fault| CliError::input(format!("`{}`, {fault}", input::shown(&args.file))))?;
    let mut opened = input::open_store()?;
    if let Some(notice) = &opened.notice {
        console.note(notice);
    }
    let total = read.len();
    let fresh = unknown_facts(read, &opened.store.history()?)?;
    opened.store.append_all(&fresh)?;
    let mut text = console.text();
    text.plain(&format!(
        "{} added, {} already there\n",
        counted(fresh.len(), "fact"),
        total.saturating_sub(fresh.len())
    ));
    text.print()?;
    Ok(Exit::Clean)
}

/// Every line, or what is wrong with the first bad one: a file that is damaged is not merged by half.
fn read_lines(text: &str) -> Result<Vec<Recorded>, String> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            let HistoryLine { at_millis, event } =
                serde_json::from_str(line).map_err(|error| format!("line {}: {error}", at + 1))?;
            Ok(Recorded { at_millis, event })
        })
        .collect()
}

/// The facts of `read` that `history` lacks, oldest first, each once.
fn unknown_facts(mut read: Vec<Recorded>, history: &[Recorded]) -> Result<Vec<Recorded>, CliError> {
    let mut known = BTreeSet::new();
    for recorded in history {
        known.insert(identity(recorded.at_millis, &recorded.event)?);
    }
    read.sort_by_key(|recorded| recorded.at_millis);
    let mut fresh = Vec::new();
    for recorded in read {
        if known.insert(identity(recorded.at_millis, &recorded.event)?) {
            fresh.push(recorded);
        }
    }
    Ok(fresh)
}

fn identity(at_millis: i64, event: &SessionEvent) -> Result<(i64, String), CliError> {
    Ok((at_millis, serde_json::to_string(event).map_err(std::io::Error::from)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"at_millis":7,"event":"lesson_read","lesson":"three-levels","version":1}"#;

    #[test]
    fn a_line_reads_back_and_is_known_the_second_time() {
        let read = read_lines(&format!("{LINE}\n\n{LINE}\n")).unwrap();
        assert_eq!(read.len(), 2);
        let fresh = unknown_facts(read.clone(), &[]).unwrap();
        assert_eq!(fresh.len(), 1);
        assert_eq!(unknown_facts(read, &fresh).unwrap(), []);
    }

    #[test]
    fn a_bad_line_is_named() {
        let fault = read_lines(&format!("{LINE}\n{{\"at_millis\":1}}\n")).unwrap_err();
        assert!(fault.starts_with("line 2: missing field `event`"), "{fault}");
    }
}
