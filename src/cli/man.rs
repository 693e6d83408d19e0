//! `trapline man`.

use clap::CommandFactory;

use crate::cli::args::Arguments;
use crate::cli::console::print_raw;
use crate::cli::error::{CliError, Exit};

pub(in crate::cli) fn run() -> Result<Exit, CliError> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Arguments::command()).render(&mut page)?;
    print_raw(&page)?;
    Ok(Exit::Clean)
}
