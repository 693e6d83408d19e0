//! The settings file on the disk.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::diag::{Diagnostic, SourceId, Sources, printable};
use crate::launch::settings::edit;
use crate::launch::{Settings, write_file};

/// No honest settings file comes near it.
const LARGEST: u64 = 1024 * 1024;

/// What the settings file said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedSettings {
    pub settings: Settings,
    /// What is wrong with the file, for the learner: the defaults hold then.
    pub notice: Option<String>,
}

/// Where the settings lie in the folder of everything that the program writes.
#[must_use]
pub fn settings_path(home: &Path) -> PathBuf {
    home.join("settings.toml")
}

/// Reads the settings; the defaults hold when there is no file, or when it is faulty.
#[must_use]
pub fn open_settings(home: &Path) -> OpenedSettings {
    let read = load(&settings_path(home)).and_then(|(sources, source)| {
        edit::read(&sources, source).map_err(|found| told(&found, &sources, source))
    });
    match read {
        Ok(settings) => OpenedSettings { settings, notice: None },
        Err(fault) => OpenedSettings {
            settings: Settings::default(),
            notice: Some(format!("The settings are not used, and the defaults hold: {fault}.")),
        },
    }
}

/// Writes changed settings into the file, whatever else stands in it.
///
/// # Errors
/// When the file is faulty, which it then stays, or cannot be written.
pub fn save_settings(home: &Path, settings: &Settings) -> Result<(), String> {
    let path = settings_path(home);
    let (sources, source) = load(&path)?;
    let text = edit::edited(&sources, source, settings).map_err(|found| told(&found, &sources, source))?;
    if text == sources.get(source).text {
        return Ok(());
    }
    write_file(&path, &text).map_err(|error| format!("cannot write `{}`: {error}", path.display()))
}

/// The text of the file, empty when there is none.
fn load(path: &Path) -> Result<(Sources, SourceId), String> {
    let unreadable = |error: &dyn std::fmt::Display| format!("cannot read `{}`: {error}", path.display());
    let text = match fs::metadata(path) {
        Ok(about) if about.len() > LARGEST => return Err(unreadable(&"it is larger than 1 MiB")),
        _ => match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(unreadable(&error)),
        },
    };
    let mut sources = Sources::default();
    let source = sources.add(path.display().to_string(), text);
    Ok((sources, source))
}

/// The first fault with its place and what to write, and how many there are besides.
fn told(found: &[Diagnostic], sources: &Sources, source: SourceId) -> String {
    let Some(first) = found.first() else { return String::new() };
    let file = sources.get(source);
    let at = first.labels.first().map_or(0, |label| label.span.start);
    let (line, column) = file.line_column(at);
    let help = first.help.as_ref().map_or_else(String::new, |help| format!("; {help}"));
    let more = match found.len() - 1 {
        0 => String::new(),
        1 => " (and 1 more fault)".to_owned(),
        count => format!(" (and {count} more faults)"),
    };
    let message = format!("`{}` line {line}, column {column}: {}{help}{more}", file.name, first.message);
    printable(&message).replace('\n', " ")
}
