//! From arguments to an exit code.

use std::ffi::OsString;

use clap::Parser;

use crate::cli::args::{Arguments, Command, Global, Pack};
use crate::cli::console::Console;
use crate::cli::error::{CliError, Exit};
use crate::cli::{
    completions, export, grade, import, levels, man, pack, prove, reach, result, search, stats, trainer,
};

/// Runs the command that `args` (the program's name first) spell, and reports whatever goes wrong.
#[must_use]
pub fn run(args: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments = match Arguments::try_parse_from(args) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version come this way too. Nothing is left to do when they cannot be printed.
            let _ = error.print();
            return if error.use_stderr() { Exit::Error } else { Exit::Clean };
        }
    };
    let console = Console::new(&arguments.global);
    match dispatch(arguments.command, &arguments.global, console) {
        Ok(exit) => exit,
        Err(error) if error.is_closed_pipe() => Exit::Clean,
        Err(error) => {
            console.report_error(&error);
            Exit::Error
        }
    }
}

fn dispatch(command: Option<Command>, global: &Global, console: Console) -> Result<Exit, CliError> {
    match command {
        None => trainer::home(global, console),
        Some(Command::Drill(args)) => trainer::drill(&args, global, console),
        Some(Command::Exam(args)) => trainer::exam(&args, global, console),
        Some(Command::Build(args)) => trainer::build(&args, global, console),
        Some(Command::Grade(args)) => grade::run(&args, global, console),
        Some(Command::Reach(args)) => reach::run(&args, console),
        Some(Command::Levels(args)) => levels::run(&args, console),
        Some(Command::Pack(Pack::Check(args))) => pack::check(&args, console),
        Some(Command::Pack(Pack::Test(args))) => pack::test(&args, console),
        Some(Command::Pack(Pack::Prove(args))) => prove::run(&args, global, console),
        Some(Command::Result(args)) => result::run(&args, global, console),
        Some(Command::Stats(args)) => stats::run(&args, global, console),
        Some(Command::Search(args)) => search::run(&args, global, console),
        Some(Command::Export) => export::run(console),
        Some(Command::Import(args)) => import::run(&args, console),
        Some(Command::Completions(args)) => completions::run(&args),
        Some(Command::Man) => man::run(),
    }
}
