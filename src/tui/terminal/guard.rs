//! Taking the terminal over, and giving it back.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use rustix::process::{self, Signal};

/// Whether the terminal is ours at the moment; the panic hook has no other way to know.
static TAKEN: AtomicBool = AtomicBool::new(false);
static HOOK: Once = Once::new();

/// Alternate screen, cleared; cursor hidden; pastes marked as such.
const ENTER: &str = "\x1b[?1049h\x1b[2J\x1b[?25l\x1b[?2004h";
/// Presses and the wheel only: reports of mere motion would wake an idle program.
const ENTER_MOUSE: &str = "\x1b[?1000h\x1b[?1006h";
const LEAVE: &str = "\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[?25h\x1b[0m\x1b[?1049l";

/// Why the terminal program cannot run here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("stdout is not a terminal; use --plain")]
    Stdout,
    #[error("stdin is not a terminal; use --plain")]
    Stdin,
}

/// Whether the terminal program can run here at all.
///
/// # Errors
/// When input or output is no terminal.
pub fn require() -> Result<(), Refusal> {
    if !io::stdout().is_terminal() {
        return Err(Refusal::Stdout);
    }
    if !io::stdin().is_terminal() {
        return Err(Refusal::Stdin);
    }
    Ok(())
}

/// What frames are written to: one write per frame, however many cells changed.
pub type Screen = Terminal<CrosstermBackend<BufWriter<Stdout>>>;

/// Holds the terminal. Dropping it gives the terminal back.
#[derive(Debug)]
pub struct Guard {
    mouse: bool,
}

impl Guard {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// When its modes cannot be set.
    pub fn enter(mouse: bool) -> io::Result<Self> {
        HOOK.call_once(restore_before_panic_output);
        take(mouse)?;
        Ok(Self { mouse })
    }

    /// The drawing surface. No size is asked for at each frame, and no question is ever put to the
    /// terminal: one that does not answer would hang the program.
    ///
    /// # Errors
    /// When the surface cannot be set up.
    pub fn screen() -> io::Result<Screen> {
        let (width, height) = size();
        Terminal::with_options(
            CrosstermBackend::new(BufWriter::with_capacity(1 << 16, io::stdout())),
            TerminalOptions { viewport: Viewport::Fixed(Rect::new(0, 0, width, height)) },
        )
    }

    /// Gives the terminal back, stops this process until somebody continues it, and takes the terminal
    /// over again. With `group` the whole job is stopped, as a terminal does for Ctrl-Z: a wrapper such
    /// as `cargo run` must stop with us, or the shell would not notice.
    ///
    /// # Errors
    /// When the terminal's modes cannot be set afterwards.
    pub fn stop(&self, group: bool) -> io::Result<()> {
        if group && !has_job_control() {
            return Ok(());
        }
        give_back();
        let stopped = if group {
            process::kill_current_process_group(Signal::STOP)
        } else {
            process::kill_process(process::getpid(), Signal::STOP)
        };
        take(self.mouse)?;
        stopped.map_err(io::Error::from)
    }

    /// Sets the modes once more: after a stop that could not be seen coming.
    ///
    /// # Errors
    /// When the terminal's modes cannot be set.
    pub fn retake(&self) -> io::Result<()> {
        give_back();
        take(self.mouse)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}

/// Columns and rows, zero when unknown.
#[must_use]
pub fn size() -> (u16, u16) {
    rustix::termios::tcgetwinsize(io::stdout()).map_or((0, 0), |size| (size.ws_col, size.ws_row))
}

/// A process whose job is the session itself has no shell that could continue it.
fn has_job_control() -> bool {
    process::getsid(None).is_ok_and(|session| session != process::getpgrp())
}

fn take(mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    let mut out = io::stdout();
    out.write_all(ENTER.as_bytes())?;
    if mouse {
        out.write_all(ENTER_MOUSE.as_bytes())?;
    }
    out.flush()
}

/// Does nothing when the terminal is not ours. Errors are of no use here: whoever reads the terminal is
/// gone then.
fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout();
        drop(out.write_all(LEAVE.as_bytes()));
        drop(out.flush());
        drop(disable_raw_mode());
    }
}

fn restore_before_panic_output() {
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        give_back();
        print(info);
    }));
}
