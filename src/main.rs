//! Parses the command line, calls the command, returns its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    trapline::cli::run(std::env::args_os()).into()
}
