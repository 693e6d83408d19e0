//! `trapline import`: merges an exported history.

use std::collections::BTreeMap;

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
    let fresh = unknown_facts(read, |visit| opened.store.each(visit))?;
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

/// The facts of `read` that the history lacks, oldest first, each once. `each` shows the history.
fn unknown_facts(
    read: Vec<Recorded>,
    each: impl FnOnce(&mut dyn FnMut(Recorded) -> Result<(), CliError>) -> Result<(), CliError>,
) -> Result<Vec<Recorded>, CliError> {
    let mut fresh = BTreeMap::new();
    for (at, recorded) in read.into_iter().enumerate() {
        fresh.entry(identity(recorded.at_millis, &recorded.event)?).or_insert((at, recorded));
    }
    each(&mut |known| {
        fresh.remove(&identity(known.at_millis, &known.event)?);
        Ok(())
    })?;
    let mut fresh: Vec<(usize, Recorded)> = fresh.into_values().collect();
    fresh.sort_by_key(|(at, recorded)| (recorded.at_millis, *at));
    Ok(fresh.into_iter().map(|(_, recorded)| recorded).collect())
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
        let fresh = unknown_facts(read.clone(), |_| Ok(())).unwrap();
        assert_eq!(fresh.len(), 1);
        assert_eq!(unknown_facts(read, |visit| fresh.into_iter().try_for_each(visit)).unwrap(), []);
    }

    #[test]
    fn a_bad_line_is_named() {
        let fault = read_lines(&format!("{LINE}\n{{\"at_millis\":1}}\n")).unwrap_err();
        assert!(fault.starts_with("line 2: missing field `event`"), "{fault}");
    }
}
