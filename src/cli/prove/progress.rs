//! A line on standard error that says how far the work is, for people only.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use crate::diag::printable;

/// Work that is done sooner needs no line.
const PATIENCE: Duration = Duration::from_millis(500);
const WIDTH: usize = 30;

/// One line that is drawn over and over.
#[derive(Debug)]
pub(in crate::cli::prove) struct Progress {
    title: String,
    total: usize,
    begun: Instant,
    is_terminal: bool,
    shown: bool,
}

impl Progress {
    pub fn new(title: &str, total: usize) -> Self {
        let is_terminal = io::stderr().is_terminal();
        Self { title: printable(title).into_owned(), total, begun: Instant::now(), is_terminal, shown: false }
    }

    /// Shows that so many of the tasks are done.
    pub fn show(&mut self, done: usize) {
        let elapsed = self.begun.elapsed();
        if !self.is_terminal || elapsed < PATIENCE {
            return;
        }
        self.shown = true;
        let full = (done * WIDTH).checked_div(self.total).unwrap_or(WIDTH);
        let bar: String = (0..WIDTH).map(|at| if at < full { '#' } else { '.' }).collect();
        let line = format!("\r\u{1b}[K{} [{bar}] {done}/{} {} s", self.title, self.total, elapsed.as_secs());
        write_line(&line);
    }

    /// Takes the line away.
    pub fn clear(&mut self) {
        if self.shown {
            write_line("\r\u{1b}[K");
        }
    }
}

/// A line that cannot be shown is not missed.
fn write_line(line: &str) {
    let mut stderr = io::stderr().lock();
    let _ = stderr.write_all(line.as_bytes());
    let _ = stderr.flush();
}
