//! Drives a program in a pseudo-terminal: for the end-to-end tests, the benchmarks and the pictures.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, ExitStatus};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use pty_process::Size;
use pty_process::blocking::{Command, Pty};

/// A program on a terminal of its own.
pub struct Terminal {
    pub child: Child,
    pty: Pty,
    output: Receiver<Vec<u8>>,
    pub screen: vt100::Parser,
    /// Every byte the program wrote.
    pub written: Vec<u8>,
}

/// Longest wait for anything; a program that needs more is broken.
const PATIENCE: Duration = Duration::from_secs(20);

impl Terminal {
    /// Starts `program` on a terminal of this size with nothing but these variables in its environment.
    pub fn start(
        program: &Path,
        arguments: &[&str],
        variables: &[(&str, &str)],
        columns: u16,
        rows: u16,
    ) -> Self {
        let (pty, pts) = pty_process::blocking::open().expect("a pseudo-terminal");
        pty.resize(Size::new(rows, columns)).expect("a size");
        let command = Command::new(program).args(arguments).env_clear().envs(variables.iter().copied());
        let child = command.spawn(pts).expect("the program starts");
        let mut reader = pty_reader(&pty);
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 65_536];
            while let Ok(count) = reader.read(&mut buffer) {
                let bytes = buffer.get(..count).unwrap_or_default().to_vec();
                if count == 0 || sender.send(bytes).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            pty,
            output,
            screen: vt100::Parser::new(cells(rows), cells(columns), 0),
            written: Vec::new(),
        }
    }

    /// Sends keys as a terminal would.
    pub fn send(&mut self, keys: &[u8]) {
        self.pty.write_all(keys).expect("the program still reads");
    }

    /// Changes the size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.pty.resize(Size::new(rows, columns)).expect("a size");
        self.screen.screen_mut().set_size(cells(rows), cells(columns));
    }

    /// Takes in what the program writes next; whether anything came before `wait` was over.
    pub fn take_in(&mut self, wait: Duration) -> bool {
        match self.output.recv_timeout(wait) {
            Ok(bytes) => {
                self.screen.process(&bytes);
                self.written.extend(bytes);
                true
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => false,
        }
    }

    /// Waits until `text` stands on the screen, and then until the program is quiet.
    pub fn wait_for(&mut self, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.contents().contains(text) {
            assert!(Instant::now() < deadline, "`{text}` never came; the screen is\n{}", self.contents());
            self.take_in(Duration::from_millis(50));
        }
        self.settle();
    }

    /// Waits until the program has been quiet for a moment.
    pub fn settle(&mut self) {
        while self.take_in(Duration::from_millis(60)) {}
    }

    /// The screen as text.
    pub fn contents(&self) -> String {
        self.screen.screen().contents()
    }

    /// Waits for the end of the program and takes in its last words.
    pub fn wait_for_exit(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("the program can be waited for") {
                self.settle();
                return status;
            }
            assert!(Instant::now() < deadline, "it does not end; the screen is\n{}", self.contents());
            self.take_in(Duration::from_millis(20));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Already gone is fine.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The screen model has at least one cell.
fn cells(count: u16) -> std::num::NonZero<u16> {
    std::num::NonZero::new(count).unwrap_or(std::num::NonZero::<u16>::MIN)
}

/// A second handle on the terminal's output.
fn pty_reader(pty: &Pty) -> std::fs::File {
    use std::os::fd::AsFd;
    std::fs::File::from(pty.as_fd().try_clone_to_owned().expect("a second handle"))
}
