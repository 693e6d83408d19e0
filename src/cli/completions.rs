//! `trapline completions`.

use clap::CommandFactory;

use crate::cli::args::{Arguments, Completions};
use crate::cli::console::print_raw;
use crate::cli::error::{CliError, Exit};

pub(in crate::cli) fn run(args: &Completions) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Arguments::command(), "trapline", &mut script);
    print_raw(&script)?;
    Ok(Exit::Clean)
}
