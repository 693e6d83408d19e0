//! Waiting: one thread, blocked in `poll` on the terminal and on a pipe that signals write to.

use std::io;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::backend::SignalDelivery;
use signal_hook::iterator::exfiltrator::SignalOnly;

use crate::tui::terminal::guard::size;
use crate::tui::terminal::{Decoder, Input};

/// What can happen to the program from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Input(Input),
    /// Columns and rows of the terminal from now on.
    Resized(u16, u16),
    /// Somebody asked this process to stop for a while.
    StopAsked,
    /// The process runs again after a stop it may not have seen.
    Continued,
    /// The process has to end: a signal said so, or the terminal is gone.
    Ended,
}

/// Where events come from: the terminal, or a script in tests.
pub trait EventSource {
    /// Blocks until something happens or `timeout` is over, and returns everything that is there; an
    /// empty list means the timeout.
    ///
    /// # Errors
    /// When waiting itself fails.
    fn wait(&mut self, timeout: Option<Duration>) -> io::Result<Vec<Event>>;

    /// Forgets signals that are no news: those that belong to a stop that is over.
    fn forget_stop(&mut self);
}

/// Events of the real terminal.
///
/// Input is read and decoded here and not by crossterm: its decoder keeps half a sequence for ever
/// (every later key is then swallowed), its reader does not see a closed terminal and spins, and it
/// cannot wait for signals at the same time.
#[derive(Debug)]
pub struct TerminalEvents {
    signals: SignalDelivery<UnixStream, SignalOnly>,
    decoder: Decoder,
    /// When undecided input is decided.
    deadline: Option<Instant>,
}

impl TerminalEvents {
    /// Starts to listen for signals.
    ///
    /// # Errors
    /// When the signals cannot be caught.
    pub fn new() -> io::Result<Self> {
        let (read, write) = UnixStream::pair()?;
        let caught = [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH];
        let signals = SignalDelivery::with_pipe(read, write, SignalOnly, caught)?;
        Ok(Self { signals, decoder: Decoder::default(), deadline: None })
    }

    fn drain_signals(&mut self, events: &mut Vec<Event>) {
        for signal in self.signals.pending() {
            events.push(match signal {
                SIGWINCH => {
                    let (width, height) = size();
                    Event::Resized(width, height)
                }
                SIGTSTP => Event::StopAsked,
                SIGCONT => Event::Continued,
                _ => Event::Ended,
            });
        }
    }

    fn read_terminal(&mut self, events: &mut Vec<Event>) {
        let mut bytes = [0_u8; 4096];
        match rustix::io::read(io::stdin(), &mut bytes) {
            Ok(0) => events.push(Event::Ended),
            Ok(count) => {
                let read = bytes.get(..count).unwrap_or_default();
                events.extend(self.decoder.feed(read).into_iter().map(Event::Input));
                self.deadline = self.decoder.patience().map(|patience| Instant::now() + patience);
            }
            Err(Errno::AGAIN | Errno::INTR) => {}
            Err(_) => events.push(Event::Ended),
        }
    }

    fn decide_when_late(&mut self, events: &mut Vec<Event>) {
        if self.deadline.is_some_and(|deadline| deadline <= Instant::now()) {
            self.deadline = None;
            events.extend(self.decoder.give_up().into_iter().map(Event::Input));
        }
    }
}

impl EventSource for TerminalEvents {
    fn wait(&mut self, timeout: Option<Duration>) -> io::Result<Vec<Event>> {
        let until = timeout.map(|timeout| Instant::now() + timeout);
        loop {
            let mut events = Vec::new();
            let wake = [until, self.deadline].into_iter().flatten().min();
            let (terminal, signal) = ready(&self.signals, wake)?;
            if signal {
                self.drain_signals(&mut events);
            }
            if terminal {
                self.read_terminal(&mut events);
            }
            self.decide_when_late(&mut events);
            if !events.is_empty() || until.is_some_and(|until| until <= Instant::now()) {
                return Ok(events);
            }
        }
    }

    fn forget_stop(&mut self) {
        let mut events = Vec::new();
        self.drain_signals(&mut events);
        if events.contains(&Event::Ended) {
            // The signal was consumed, its request was not: the next wait must see it again.
            drop(signal_hook::low_level::raise(SIGTERM));
        }
    }
}

/// Blocks; says whether the terminal and whether a signal has something.
fn ready(
    signals: &SignalDelivery<UnixStream, SignalOnly>,
    wake: Option<Instant>,
) -> io::Result<(bool, bool)> {
    let timeout = wake.map(|wake| wake.saturating_duration_since(Instant::now()));
    let timeout = timeout.and_then(|timeout| Timespec::try_from(timeout).ok());
    let stdin = io::stdin();
    let mut polled = [PollFd::new(&stdin, PollFlags::IN), PollFd::new(signals.get_read(), PollFlags::IN)];
    match poll(&mut polled, timeout.as_ref()) {
        Ok(_) => {}
        Err(Errno::INTR) => return Ok((false, true)),
        Err(error) => return Err(error.into()),
    }
    let [terminal, signal] = polled.map(|fd| !fd.revents().is_empty());
    Ok((terminal, signal))
}
