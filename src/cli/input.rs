//! What commands read: files, packs, the history.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::aws::Config;
use crate::bank::Pack;
use crate::cli::console::Console;
use crate::cli::error::CliError;
use crate::diag::{SourceId, Sources};
use crate::pack::{self, Loaded};
use crate::store::{Opened, Store};

/// No honest configuration or history line comes near it.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// The file as messages name it.
pub(in crate::cli) fn shown(path: &Path) -> String {
    if path == "-" { "<stdin>".to_owned() } else { path.display().to_string() }
}

/// The text of a file; `-` is standard input.
pub(in crate::cli) fn read_text(path: &Path) -> Result<String, CliError> {
    let source: &mut dyn Read = if path == "-" {
        &mut io::stdin().lock()
    } else {
        &mut File::open(path).map_err(|error| CliError::unreadable(path, &error))?
    };
    let mut bytes = Vec::new();
    source
        .take(LARGEST_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| CliError::unreadable(path, &error))?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(CliError::input(format!("`{}` is larger than 64 MiB", shown(path))));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        CliError::input(format!("`{}` is not UTF-8 text: byte {at} is no character", shown(path)))
    })
}

/// The same, kept where diagnostics point.
pub(in crate::cli) fn read_source(path: &Path, sources: &mut Sources) -> Result<SourceId, CliError> {
    Ok(sources.add(shown(path), read_text(path)?))
}

/// A configuration file; its diagnostics are reported.
pub(in crate::cli) fn read_config(path: &Path, console: Console) -> Result<Config, CliError> {
    let mut sources = Sources::default();
    let source = read_source(path, &mut sources)?;
    let read = pack::read_config(&sources, source);
    console.report_diagnostics(&read.diagnostics, &sources);
    read.config.ok_or_else(|| CliError::input(format!("`{}` is no valid configuration", shown(path))))
}

/// The pack that `--pack` names.
pub(in crate::cli) fn open_pack(named: Option<&str>, console: Console) -> Result<Pack, CliError> {
    let builtin = pack::builtin();
    let Some(named) = named else {
        return playable(builtin, "the built-in pack", console);
    };
    match builtin.pack {
        Some(pack) if pack.id.0 == named => Ok(pack),
        _ if Path::new(named).exists() => {
            let loaded = pack::load_pack(Path::new(named));
            playable(loaded, &format!("the pack `{named}`"), console)
                .map_err(|error| error.hint(format!("`trapline pack check {named}` lists everything")))
        }
        pack => {
            let error = CliError::request(format!("there is no pack `{named}`"));
            Err(match pack {
                Some(pack) => error.hint(format!("name a folder, or `{}`, the built-in pack", pack.id)),
                None => error,
            })
        }
    }
}

fn playable(loaded: Loaded, title: &str, console: Console) -> Result<Pack, CliError> {
    loaded.pack.ok_or_else(|| {
        let errors: Vec<_> = loaded
            .diagnostics
            .into_iter()
            .filter(|diagnostic| diagnostic.severity == crate::diag::Severity::Error)
            .collect();
        console.report_diagnostics(&errors, &loaded.sources);
        CliError::input(format!("{title} has {} and cannot be played", counted(errors.len(), "error")))
    })
}

/// A number and its noun: `1 error`, `2 errors`.
pub(in crate::cli) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// The folder of everything that the program writes.
pub(in crate::cli) fn home() -> Result<PathBuf, CliError> {
    if let Some(home) = std::env::var_os("TRAPLINE_HOME").filter(|home| !home.is_empty()) {
        return Ok(PathBuf::from(home));
    }
    directories::ProjectDirs::from("", "", "trapline")
        .map(|directories| directories.data_dir().to_owned())
        .ok_or_else(|| {
            CliError::request("there is no home directory to keep the history in")
                .hint("set TRAPLINE_HOME to a folder")
        })
}

/// The history.
pub(in crate::cli) fn open_store() -> Result<Opened, CliError> {
    Ok(Store::open(&home()?)?)
}

/// What turns moments into study days here and now.
pub(in crate::cli) fn clock() -> crate::memory::Clock {
    crate::memory::Clock {
        utc_offset_secs: jiff::ZonedDateTime::now().offset().seconds(),
        rollover_hour: crate::memory::Clock::DEFAULT_ROLLOVER_HOUR,
    }
}
