//! SIGKILL at random moments: what the program has confirmed is in the file, the exam goes on, and the
//! kept fold agrees with the facts.
//!
//! `TRAPLINE_KILLS=1000 TRAPLINE_KILL_SEED=7 cargo test --test it kills -- --nocapture` is the long run.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rand::rngs::ChaCha12Rng;
use rand::{RngExt, SeedableRng};
use rusqlite::Connection;
use trapline::memory::Clock;
use trapline::session::{Progress, Recorded, SessionEvent};
use trapline::store::Store;

const CLOCK: Clock = Clock { utc_offset_secs: 0, rollover_hour: 4 };

/// How many facts of each kind a run confirmed, or the file holds.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Counts {
    answers: usize,
    flags: usize,
}

impl Counts {
    fn stored(history: &[Recorded]) -> Self {
        let count = |is: fn(&SessionEvent) -> bool| history.iter().filter(|fact| is(&fact.event)).count();
        Self {
            answers: count(|event| matches!(event, SessionEvent::DrillAnswered { .. })),
            flags: count(|event| matches!(event, SessionEvent::ExamFlagged { .. })),
        }
    }

    /// What the lines of the program confirm.
    fn confirmed(lines: &[String]) -> Self {
        let count = |signs: &[&str]| {
            lines.iter().filter(|line| signs.iter().any(|sign| line.starts_with(sign))).count()
        };
        Self {
            answers: count(&["[+] Right.", "[X] Wrong."]),
            flags: count(&["Flagged.", "Not flagged any more."]),
        }
    }
}

fn start(home: &Path, what: &str, seed: u64) -> Child {
    Command::new(env!("CARGO_BIN_EXE_trapline"))
        .args([what, "--plain", "--seed", &seed.to_string()])
        .env("TRAPLINE_HOME", home)
        .env_remove("COLUMNS")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

const ANSWERS: [&str; 7] = ["a", "b", "1a 2b 3c 4d", "a b c d", "=", "+", ""];

/// Lines that suit one question or another; what does not suit is asked again.
fn script(what: &str, is_open: bool, random: &mut ChaCha12Rng) -> String {
    if what == "exam" {
        let opening = if is_open { "r\n" } else { "custom\n20\n0\n\n\n\ny\n" };
        return opening.to_owned() + &"m\nn\nm\np\n".repeat(60);
    }
    let lines: Vec<&str> = (0..200).map(|_| ANSWERS[random.random_range(0..ANSWERS.len())]).collect();
    lines.join("\n") + "\n"
}

/// Runs one sitting, kills it, and gives what it said up to then.
fn run_and_kill(home: &Path, what: &str, is_open: bool, random: &mut ChaCha12Rng) -> Vec<String> {
    let mut child = start(home, what, random.random_range(0..1000));
    let text = script(what, is_open, random);
    let (mut stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let reader =
        std::thread::spawn(move || BufReader::new(stdout).lines().map_while(Result::ok).collect::<Vec<_>>());
    // The script stays open at its end, so that the program waits instead of leaving.
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(text.as_bytes());
        stdin
    });
    std::thread::sleep(Duration::from_millis(random.random_range(0..700)));
    child.kill().unwrap();
    child.wait().unwrap();
    drop(writer.join().unwrap());
    reader.join().unwrap()
}

#[test]
fn a_kill_at_any_moment_loses_nothing_that_was_confirmed() {
    let number = |name: &str, usual| std::env::var(name).map_or(usual, |text| text.parse().unwrap());
    let (kills, seed) = (number("TRAPLINE_KILLS", 20), number("TRAPLINE_KILL_SEED", 7));
    let mut random = ChaCha12Rng::seed_from_u64(seed);
    let home = tempfile::tempdir().unwrap();
    let (mut before, mut confirmed) = (Counts::default(), Counts::default());
    let mut resumed = 0;
    for kill in 0..kills {
        let mut store = Store::open(home.path()).unwrap().store;
        let is_open = store.progress(CLOCK).unwrap().sittings.unfinished().is_some();
        // Now and then the fold is kept here, so that later runs begin in the middle of the facts.
        if random.random_range(0..4) == 0 {
            store.keep(CLOCK).unwrap();
        }
        drop(store);
        let what = if random.random_range(0..2) == 0 { "exam" } else { "drill" };
        let said = run_and_kill(home.path(), what, is_open, &mut random);
        let claimed = Counts::confirmed(&said);

        let opened = Store::open(home.path()).unwrap();
        assert_eq!(opened.notice, None, "kill {kill} of seed {seed}");
        let mut store = opened.store;
        let history = store.history().unwrap();
        let stored = Counts::stored(&history);
        let context = format!("kill {kill} of seed {seed}: {stored:?} after {before:?}, but {claimed:?}");
        assert!(stored.answers >= before.answers + claimed.answers, "{context}");
        assert!(stored.flags >= before.flags + claimed.flags, "{context}");
        let progress = store.progress(CLOCK).unwrap();
        assert_eq!(progress, Progress::of(&history, CLOCK), "{context}");
        let unfinished = progress.sittings.unfinished();
        assert!(unfinished.is_some() || !is_open, "the exam is gone: {context}");
        resumed += usize::from(is_open && what == "exam" && claimed.flags > 0);
        drop(store);
        let connection = Connection::open(home.path().join("history.sqlite3")).unwrap();
        let check: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(check, "ok", "{context}");
        confirmed.answers += claimed.answers;
        confirmed.flags += claimed.flags;
        before = stored;
    }
    println!("{kills} kills of seed {seed}: {confirmed:?} confirmed, {before:?} stored, {resumed} resumed");
    assert!(confirmed.answers > 0 && confirmed.flags > 0 && resumed > 0, "{confirmed:?}, {resumed} resumed");
}
