//! Drives a program in a pseudo-terminal: for the end-to-end tests, the benchmarks and the pictures.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::num::NonZero;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Termios, Winsize, tcgetattr, tcsetwinsize};

/// A program on a terminal of its own.
pub struct Terminal {
    pub child: Child,
    pub screen: vt100::Parser,
    /// Modes of the terminal before the program started.
    pub before: Termios,
    master: File,
    slave: File,
}

/// Longest wait for anything; a machine under load is slow, not wrong.
const PATIENCE: Duration = Duration::from_secs(30);
/// A program that wrote nothing for this long has drawn its frame.
const QUIET: Duration = Duration::from_millis(60);

impl Terminal {
    /// Starts `program` on a terminal of this size with nothing but these variables in its environment.
    pub fn start(
        program: &Path,
        arguments: &[&str],
        variables: &[(&str, &str)],
        columns: u16,
        rows: u16,
    ) -> Self {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudo-terminal");
        grantpt(&master).expect("a terminal that may be used");
        unlockpt(&master).expect("a terminal that is unlocked");
        let name = ptsname(&master, Vec::new()).expect("a terminal with a name");
        let name = Path::new(std::ffi::OsStr::from_bytes(name.as_bytes()));
        let slave = OpenOptions::new().read(true).write(true).open(name).expect("the terminal opens");
        let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&slave, size).expect("a size");
        let before = tcgetattr(&slave).expect("modes");
        let end = || Stdio::from(slave.try_clone().expect("a further handle"));
        let mut command = Command::new(program);
        command.args(arguments).env_clear().envs(variables.iter().copied());
        let child = command.stdin(end()).stdout(end()).stderr(end()).spawn().expect("the program starts");
        Self { child, screen: blank(columns, rows), before, master: File::from(master), slave }
    }

    /// Sends keys as a terminal would.
    pub fn send(&mut self, keys: &[u8]) {
        self.master.write_all(keys).expect("the program still reads");
    }

    /// Takes in what the program writes next; whether anything came before `wait` was over.
    pub fn take_in(&mut self, wait: Duration) -> bool {
        let mut fds = [PollFd::new(&self.master, PollFlags::IN)];
        let wait = Timespec::try_from(wait).expect("a short time");
        if poll(&mut fds, Some(&wait)).expect("a terminal to wait for") == 0 {
            return false;
        }
        let mut bytes = vec![0; 65_536];
        let count = self.master.read(&mut bytes).unwrap_or(0);
        self.screen.process(bytes.get(..count).unwrap_or_default());
        count > 0
    }

    /// Waits until `done`, taking in what comes.
    pub fn until(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !done(self) {
            assert!(start.elapsed() < PATIENCE, "no {what}; the screen is\n{}", self.contents());
            self.take_in(Duration::from_millis(20));
        }
    }

    /// Waits until `text` stands on the screen, and then until the program is quiet.
    pub fn wait_for(&mut self, text: &str) {
        self.until(text, |terminal| terminal.contents().contains(text));
        self.settle();
    }

    /// Waits until the program has been quiet for a moment.
    pub fn settle(&mut self) {
        while self.take_in(QUIET) {}
    }

    /// Forgets what is on the screen.
    pub fn clear(&mut self) {
        let (rows, columns) = self.screen.screen().size();
        self.screen = blank(columns.into(), rows.into());
    }

    /// The screen as text.
    pub fn contents(&self) -> String {
        self.screen.screen().contents()
    }

    /// The modes of the terminal now.
    pub fn modes(&self) -> Termios {
        tcgetattr(&self.slave).expect("modes")
    }

    /// Waits for the end of the program and takes in its last words.
    pub fn wait_for_exit(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("the program can be waited for") {
                self.settle();
                return status;
            }
            assert!(start.elapsed() < PATIENCE, "it does not end; the screen is\n{}", self.contents());
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

fn blank(columns: u16, rows: u16) -> vt100::Parser {
    let cells = |count| NonZero::new(count).unwrap_or(NonZero::<u16>::MIN);
    vt100::Parser::new(cells(rows), cells(columns), 0)
}
