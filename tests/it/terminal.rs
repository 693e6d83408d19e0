//! The program itself in a real pseudo-terminal: whichever way it leaves, the terminal is as before.

#[path = "../pty/mod.rs"]
mod pty;

use std::path::Path;
use std::process::ExitStatus;
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use rustix::termios::LocalModes;

use self::pty::Terminal;

struct Session {
    terminal: Terminal,
    _home: tempfile::TempDir,
}

impl Session {
    fn start() -> Self {
        let home = tempfile::tempdir().unwrap();
        let program = Path::new(env!("CARGO_BIN_EXE_trapline"));
        let variables = [("TRAPLINE_HOME", home.path().to_str().unwrap()), ("TERM", "xterm-256color")];
        let mut terminal = Terminal::start(program, &[], &variables, 80, 24);
        terminal.wait_for("Study");
        Self { terminal, _home: home }
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.terminal.child)
    }

    fn is_raw(&self) -> bool {
        !self.terminal.modes().local_modes.contains(LocalModes::ICANON)
    }

    /// Waits for the end, and checks that nothing is left behind.
    fn ends(mut self) -> ExitStatus {
        let status = self.terminal.wait_for_exit();
        self.assert_restored();
        status
    }

    fn assert_restored(&self) {
        let screen = self.terminal.screen.screen();
        assert!(!screen.alternate_screen(), "still on the alternate screen");
        assert!(!screen.hide_cursor(), "the cursor is hidden");
        assert!(!screen.bracketed_paste(), "pastes are still marked");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        let (before, now) = (&self.terminal.before, self.terminal.modes());
        assert_eq!(now.local_modes, before.local_modes);
        assert_eq!(now.input_modes, before.input_modes);
        assert_eq!(now.output_modes, before.output_modes);
    }
}

#[test]
fn quitting_gives_the_terminal_back() {
    let mut session = Session::start();
    assert!(session.is_raw() && session.terminal.screen.screen().alternate_screen());
    session.terminal.send(b"q");
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
    let pid = session.pid();
    kill_process(pid, Signal::TSTP).unwrap();
    session.terminal.until("stop", |_| {
        let options = WaitOptions::UNTRACED | WaitOptions::NOHANG;
        waitpid(Some(pid), options).unwrap().is_some_and(|(_, status)| status.stopped())
    });
    session.terminal.settle();
    session.assert_restored();
    session.terminal.clear();
    kill_process(session.pid(), Signal::CONT).unwrap();
    session.terminal.wait_for("Study");
    assert!(session.is_raw());
    session.terminal.send(b"q");
    assert!(session.ends().success());
}

#[test]
fn half_an_escape_sequence_does_not_swallow_the_next_key() {
    let mut session = Session::start();
    session.terminal.send(b"\x1b[");
    std::thread::sleep(Duration::from_millis(200));
    session.terminal.send(b"?");
    session.terminal.wait_for("close help");
    session.terminal.send(b"\x1b");
    session.terminal.until("first screen", |terminal| !terminal.contents().contains("close help"));
    session.terminal.send(b"\x03");
    assert!(session.ends().success());
}
