//! The command line: one file per subcommand.
//!
//! A command returns an [`Exit`] or a `CliError`; only `main` ends the process. Machine output goes to
//! standard output, messages to standard error.

mod args;
mod completions;
mod console;
mod error;
mod export;
mod grade;
mod import;
mod input;
mod levels;
mod man;
mod pack;
mod prove;
mod reach;
mod result;
mod run;
mod search;
mod stats;
mod trainer;

pub use error::Exit;
pub use run::run;
