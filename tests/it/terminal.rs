//! The program itself in a real pseudo terminal: whichever way it leaves, the terminal is as before.

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZero;
use std::os::fd::OwnedFd;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt};
use rustix::termios::{LocalModes, Termios, Winsize, tcgetattr, tcsetwinsize};

/// A machine under load is slow, not wrong.
const PATIENCE: Duration = Duration::from_secs(30);

fn blank_screen() -> vt100::Parser {
    vt100::Parser::new(NonZero::new(24).unwrap(), NonZero::new(80).unwrap(), 0)
}

struct Session {
    master: File,
    slave: OwnedFd,
    before: Termios,
    child: Child,
    screen: vt100::Parser,
    _home: tempfile::TempDir,
}

impl Session {
    fn start() -> Self {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY;
        let master = openpt(flags).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let slave = ioctl_tiocgptpeer(&master, flags).unwrap();
        let size = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&slave, size).unwrap();
        let before = tcgetattr(&slave).unwrap();
        let home = tempfile::tempdir().unwrap();
        let end = || Stdio::from(slave.try_clone().unwrap());
        let child = Command::new(env!("CARGO_BIN_EXE_trapline"))
            .env("TRAPLINE_HOME", home.path())
            .env("TERM", "xterm-256color")
            .env_remove("NO_COLOR")
            .stdin(end())
            .stdout(end())
            .stderr(end())
            .spawn()
            .unwrap();
        let screen = blank_screen();
        let mut session = Self { master: File::from(master), slave, before, child, screen, _home: home };
        session.until("the first screen", |session| session.shows("Study"));
        session
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    fn shows(&self, text: &str) -> bool {
        self.screen.screen().contents().contains(text)
    }

    fn is_raw(&self) -> bool {
        !tcgetattr(&self.slave).unwrap().local_modes.contains(LocalModes::ICANON)
    }

    fn press(&mut self, keys: &[u8]) {
        self.master.write_all(keys).unwrap();
    }

    /// Takes in what is there, waiting a little when there is nothing.
    fn pump(&mut self) {
        let mut fds = [PollFd::new(&self.master, PollFlags::IN)];
        let soon = Timespec { tv_sec: 0, tv_nsec: 20_000_000 };
        if poll(&mut fds, Some(&soon)).unwrap() > 0 {
            let mut bytes = [0; 4096];
            let count = self.master.read(&mut bytes).unwrap_or(0);
            self.screen.process(&bytes[..count]);
        }
    }

    fn until(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !done(self) {
            assert!(start.elapsed() < PATIENCE, "no {what}:\n{}", self.screen.screen().contents());
            self.pump();
        }
    }

    /// Waits for the end, and checks that nothing is left behind.
    fn ends(mut self) -> ExitStatus {
        let start = Instant::now();
        let status = loop {
            self.pump();
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(start.elapsed() < PATIENCE, "still running");
        };
        self.pump();
        self.assert_restored();
        status
    }

    fn assert_restored(&self) {
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen(), "still on the alternate screen");
        assert!(!screen.hide_cursor(), "the cursor is hidden");
        assert!(!screen.bracketed_paste(), "pastes are still marked");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        let now = tcgetattr(&self.slave).unwrap();
        assert_eq!(now.local_modes, self.before.local_modes);
        assert_eq!(now.input_modes, self.before.input_modes);
        assert_eq!(now.output_modes, self.before.output_modes);
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Only ever the child of this test, and only when the test has failed.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn quitting_gives_the_terminal_back() {
    let mut session = Session::start();
    assert!(session.is_raw() && session.screen.screen().alternate_screen());
    session.press(b"q");
    assert!(session.ends().success());
}

#[test]
fn a_signal_gives_the_terminal_back() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let session = Session::start();
        kill_process(session.pid(), signal).unwrap();
        assert!(session.ends().success(), "{signal:?}");
    }
}

#[test]
fn a_stop_gives_the_terminal_back_and_a_continue_takes_it_again() {
    let mut session = Session::start();
    kill_process(session.pid(), Signal::TSTP).unwrap();
    let start = Instant::now();
    loop {
        session.pump();
        let options = WaitOptions::UNTRACED | WaitOptions::NOHANG;
        if waitpid(Some(session.pid()), options).unwrap().is_some_and(|(_, status)| status.stopped()) {
            break;
        }
        assert!(start.elapsed() < PATIENCE, "did not stop");
    }
    session.pump();
    session.assert_restored();
    session.screen = blank_screen();
    kill_process(session.pid(), Signal::CONT).unwrap();
    session.until("screen after the stop", |session| session.shows("Study") && session.is_raw());
    session.press(b"q");
    assert!(session.ends().success());
}

#[test]
fn half_an_escape_sequence_does_not_swallow_the_next_key() {
    let mut session = Session::start();
    session.press(b"\x1b[");
    std::thread::sleep(Duration::from_millis(200));
    session.press(b"?");
    session.until("help", |session| session.shows("close help"));
    session.press(b"\x1b");
    session.until("first screen again", |session| !session.shows("close help"));
    session.press(b"\x03");
    assert!(session.ends().success());
}
