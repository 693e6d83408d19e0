//! The program itself without a terminal: chosen lines, kill -9, a closed pipe, no input.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use trapline::session::SessionEvent;
use trapline::store::Store;

fn trapline(home: &Path, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_trapline"))
        .args(arguments)
        .env("TRAPLINE_HOME", home)
        .env("TERM", "xterm-256color")
        .env_remove("COLUMNS")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// What it says to these lines, and its exit code.
fn say(home: &Path, arguments: &[&str], lines: &str) -> (String, Option<i32>) {
    let mut child = trapline(home, arguments);
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

#[test]
fn a_killed_quiz_loses_nothing_and_offers_to_resume() {
    let home = tempfile::tempdir().unwrap();
    let mut child = trapline(home.path(), &["exam", "--seed", "1"]);
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"custom\n5\n10\n\n\n\ny\nm\n").unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == "Flagged."), "the flag was never confirmed");
    child.kill().unwrap();
    child.wait().unwrap();

    let history = Store::open(home.path()).unwrap().store.history().unwrap();
    let [started, seen, flagged] = &history[..] else { panic!("{history:?}") };
    assert!(matches!(started.event, SessionEvent::ExamStarted { .. }));
    assert!(matches!(seen.event, SessionEvent::ExamViewed { question: Some(_), .. }));
    assert!(matches!(flagged.event, SessionEvent::ExamFlagged { on: true, .. }));

    let (said, code) = say(home.path(), &["exam"], "r\ngo 1\nq\n");
    for part in [
        "An unfinished quiz waits: 0 of 5 questions answered.",
        "The clock runs on while the program is closed.",
        "Time remaining: ",
        "Question 1 of 5. Flagged.",
    ] {
        assert!(said.replace('\n', " ").contains(part), "{part} is not in: {said}");
    }
    assert_eq!(code, Some(0));
}

#[test]
fn self_study_over_what_was_missed_has_nothing_for_a_beginner_and_cramming_has() {
    let home = tempfile::tempdir().unwrap();
    for which in ["missed", "starred", "leeches"] {
        let (said, code) = say(home.path(), &["drill", "--only", which, "--plain"], "q\n");
        assert_eq!((said.as_str(), code), ("There is no question to ask.\n", Some(0)), "{which}");
    }
    let (said, code) = say(home.path(), &["drill", "--cram", "--plain"], "q\n");
    assert!(said.contains("Question 1 of 10."), "{said}");
    assert_eq!(code, Some(0));
}

#[test]
fn without_a_terminal_the_lines_are_chosen_by_themselves() {
    let home = tempfile::tempdir().unwrap();
    let (said, code) = say(home.path(), &[], "q\n");
    assert!(said.starts_with("trapline: ") && said.ends_with("Goodbye. Everything is kept.\n"), "{said}");
    assert!(said.bytes().all(|byte| byte != 0x1b));
    assert_eq!(code, Some(0));
}

#[test]
fn the_end_of_the_input_is_a_way_to_quit() {
    for arguments in [&["--plain"][..], &["drill", "--plain"], &["exam", "--plain"], &["build", "--plain"]] {
        let home = tempfile::tempdir().unwrap();
        let (said, code) = say(home.path(), arguments, "");
        assert!(said.ends_with("The input ended. What was answered is kept.\n"), "{arguments:?}: {said}");
        assert_eq!(code, Some(0));
    }
}

#[test]
fn a_reader_that_left_is_no_failure() {
    let home = tempfile::tempdir().unwrap();
    let mut child = trapline(home.path(), &["--plain"]);
    drop(child.stdout.take());
    child.stdin.take().unwrap().write_all(b"1\n?\n?\nq\nq\n").unwrap();
    let mut complaints = String::new();
    child.stderr.take().unwrap().read_to_string(&mut complaints).unwrap();
    assert_eq!((child.wait().unwrap().code(), complaints.as_str()), (Some(0), ""));
}
