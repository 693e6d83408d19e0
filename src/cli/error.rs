//! How a command ends.

use std::fmt;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use crate::plain::PlainError;
use crate::store::StoreError;

/// The exit codes of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// It went well, and the answer is yes.
    Clean,
    /// It went well, and the answer is no.
    Findings,
    /// It could not be done.
    Error,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Error => 2,
        })
    }
}

/// What kind of failure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum ErrorKind {
    /// What was asked for does not exist or makes no sense.
    Request,
    /// A file cannot be read, or does not hold what it should.
    Input,
    /// The history cannot be opened, read or written.
    History,
    /// Standard output or the terminal refuses.
    Output(io::ErrorKind),
}

/// Why a command could not be carried out, and what may help.
#[derive(Debug)]
pub(in crate::cli) struct CliError {
    pub kind: ErrorKind,
    message: String,
    pub hints: Vec<String>,
}

impl CliError {
    pub(in crate::cli) fn request(message: impl Into<String>) -> Self {
        Self { kind: ErrorKind::Request, message: message.into(), hints: Vec::new() }
    }

    pub(in crate::cli) fn input(message: impl Into<String>) -> Self {
        Self { kind: ErrorKind::Input, message: message.into(), hints: Vec::new() }
    }

    pub(in crate::cli) fn unreadable(path: &Path, error: &io::Error) -> Self {
        Self::input(format!("cannot read `{}`: {error}", crate::cli::input::shown(path)))
    }

    /// The same with a hint.
    pub(in crate::cli) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Whether nobody listens any more, which is no fault of ours.
    pub(in crate::cli) fn is_closed_pipe(&self) -> bool {
        matches!(self.kind, ErrorKind::Output(io::ErrorKind::BrokenPipe))
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CliError {}

impl From<io::Error> for CliError {
    fn from(error: io::Error) -> Self {
        let message = format!("cannot write the result: {error}");
        Self { kind: ErrorKind::Output(error.kind()), message, hints: Vec::new() }
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        Self { message: error.to_string(), kind: ErrorKind::History, hints: Vec::new() }
    }
}

impl From<PlainError> for CliError {
    fn from(error: PlainError) -> Self {
        match error {
            PlainError::Output(error) => error.into(),
            PlainError::Store(error) => error.into(),
        }
    }
}
