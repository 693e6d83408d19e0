//! The history: nothing is lost, nothing is changed, and every refusal says what to do.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Barrier;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use trapline::bank::{QuestionId, Response};
use trapline::memory::Clock;
use trapline::session::{
    Confidence, Progress, Purpose, Recorded, SessionEvent, SessionId, Stamp, SubmitReason,
};
use trapline::store::{Opened, Store, StoreError};

const VERSION_1: &str = include_str!("../data/store/version-1.sql");
const VERSION_2: &str = include_str!("../data/store/version-2.sql");

fn file(home: &Path) -> PathBuf {
    home.join("history.sqlite3")
}

fn fact(n: i64) -> SessionEvent {
    SessionEvent::LessonRead { lesson: format!("lesson-{n}"), version: 1 }
}

fn open_quietly(home: &Path) -> Store {
    let Opened { store, notice } = Store::open(home).unwrap();
    assert_eq!(notice, None);
    store
}

fn open_and_heed(home: &Path) -> (Store, String) {
    let Opened { store, notice } = Store::open(home).unwrap();
    (store, notice.expect("a notice"))
}

fn refusal(home: &Path) -> StoreError {
    Store::open(home).map(|opened| opened.notice).unwrap_err()
}

/// A history with `facts` facts in it, checkpointed into the main file.
fn fill(home: &Path, facts: i64) {
    let mut store = open_quietly(home);
    for n in 0..facts {
        store.append(n, &fact(n)).unwrap();
    }
}

fn lessons(history: &[Recorded]) -> Vec<String> {
    let name = |recorded: &Recorded| match &recorded.event {
        SessionEvent::LessonRead { lesson, .. } => lesson.clone(),
        other => panic!("unexpected {other:?}"),
    };
    history.iter().map(name).collect()
}

#[test]
fn an_append_is_there_after_reopening_in_order() {
    let home = tempfile::tempdir().unwrap();
    fill(&home.path().join("deep/er"), 3);
    let history = open_quietly(&home.path().join("deep/er")).history().unwrap();
    assert_eq!(lessons(&history), ["lesson-0", "lesson-1", "lesson-2"]);
    assert_eq!(history.iter().map(|recorded| recorded.at_millis).collect::<Vec<_>>(), [0, 1, 2]);
}

/// What kill -9 leaves behind is exactly the files of a store that was never closed.
#[test]
fn an_append_is_in_the_files_before_the_store_is_closed() {
    let (home, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut store = open_quietly(home.path());
    for n in 0..5 {
        store.append(n, &fact(n)).unwrap();
        for name in ["history.sqlite3", "history.sqlite3-wal"] {
            fs::copy(home.path().join(name), copy.path().join(name)).unwrap();
        }
        let survived = open_quietly(copy.path()).history().unwrap();
        assert_eq!(survived, store.history().unwrap());
        assert_eq!(i64::try_from(survived.len()).unwrap(), n + 1);
    }
}

#[test]
fn a_version_1_history_opens_with_nothing_lost() {
    let home = tempfile::tempdir().unwrap();
    Connection::open(file(home.path())).unwrap().execute_batch(VERSION_1).unwrap();
    let history = open_quietly(home.path()).history().unwrap();
    assert_eq!(history.len(), 13);
    let first = SessionEvent::DrillAnswered {
        session: SessionId("3e8-7".to_owned()),
        question: QuestionId("q1".to_owned()),
        version: 2,
        objective: "NET-01".to_owned(),
        response: Response::Choice {
            picked: ["a", "c"].map(|id| trapline::bank::PartId(id.to_owned())).into(),
        },
        earned: 0,
        possible: 1,
        misconceptions: vec!["nacl-stateful".to_owned()],
        confidence: Some(Confidence::Sure),
        millis: 4200,
        hinted: false,
        purpose: Purpose::Study,
        stamp: Stamp::default(),
    };
    assert_eq!(history[0], Recorded { at_millis: 1000, event: first });
    let SessionEvent::ExamSubmitted { reason, results, .. } = &history[9].event else { panic!() };
    assert_eq!((*reason, results.len()), (SubmitReason::TimeUp, 1));
}

#[test]
fn a_version_2_history_opens_with_nothing_lost() {
    let home = tempfile::tempdir().unwrap();
    Connection::open(file(home.path())).unwrap().execute_batch(VERSION_2).unwrap();
    let history = open_quietly(home.path()).history().unwrap();
    let SessionEvent::DrillAnswered { purpose, stamp, .. } = &history[0].event else { panic!() };
    assert_eq!((*purpose, stamp.group.as_deref()), (Purpose::Cram, Some("g")));
    assert!(matches!(history[1].event, SessionEvent::AnswerUndone { .. }));
    assert_eq!(history.len(), 3);
}

/// A new file, one brought up from the first version, and the fixture have the same schema, so the
/// fixture stays honest.
#[test]
fn the_current_schema_is_the_newest_fixture() {
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = tempfile::tempdir().unwrap();
    Connection::open(file(old.path())).unwrap().execute_batch(VERSION_2).unwrap();
    Connection::open(file(first.path())).unwrap().execute_batch(VERSION_1).unwrap();
    fill(first.path(), 0);
    fill(new.path(), 0);
    let schema = |home: &Path| {
        let connection = Connection::open(file(home)).unwrap();
        let mut statement = connection.prepare("SELECT sql FROM sqlite_schema ORDER BY name").unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        rows.map(Result::unwrap).collect::<Vec<_>>()
    };
    assert_eq!(schema(old.path()), schema(new.path()));
    assert_eq!(schema(first.path()), schema(new.path()));
}

#[test]
fn facts_cannot_be_changed_deleted_or_replaced() {
    let home = tempfile::tempdir().unwrap();
    fill(home.path(), 2);
    let connection = Connection::open(file(home.path())).unwrap();
    for sql in [
        "UPDATE event SET at_millis = 9",
        "DELETE FROM event",
        "DELETE FROM event WHERE sequence = 2",
        "INSERT OR REPLACE INTO event (sequence, at_millis, payload) VALUES (1, 9, '{}')",
    ] {
        let refused = connection.execute(sql, []).unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{sql}: {refused}");
    }
    assert_eq!(open_quietly(home.path()).history().unwrap().len(), 2);
}

#[test]
fn a_newer_history_is_left_untouched() {
    let home = tempfile::tempdir().unwrap();
    fill(home.path(), 3);
    Connection::open(file(home.path())).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let before = fs::read(file(home.path())).unwrap();
    let error = refusal(home.path());
    assert!(matches!(error, StoreError::Newer { found: 99, .. }), "{error:?}");
    assert!(error.to_string().contains("TRAPLINE_HOME"), "{error}");
    assert_eq!(fs::read(file(home.path())).unwrap(), before);
    assert!(!home.path().join("history.damaged-1.sqlite3").exists());
}

/// Also when the newer program was killed and its log is still beside the file.
#[test]
fn a_newer_history_keeps_its_log() {
    let (home, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fill(home.path(), 1);
    let connection = Connection::open(file(home.path())).unwrap();
    connection.pragma_update(None, "user_version", 98).unwrap();
    for name in ["history.sqlite3", "history.sqlite3-wal"] {
        fs::copy(home.path().join(name), copy.path().join(name)).unwrap();
    }
    let log = copy.path().join("history.sqlite3-wal");
    let before = (fs::read(file(copy.path())).unwrap(), fs::read(&log).unwrap());
    assert!(!before.1.is_empty());
    assert!(matches!(refusal(copy.path()), StoreError::Newer { found: 98, .. }));
    assert_eq!((fs::read(file(copy.path())).unwrap(), fs::read(&log).unwrap()), before);
}

fn truncate(path: &Path, keep: u64) {
    fs::OpenOptions::new().write(true).open(path).unwrap().set_len(keep).unwrap();
}

fn overwrite(path: &Path, at: u64, bytes: &[u8]) {
    let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
}

#[test]
fn damaged_histories_are_set_aside_whole() {
    type Damage = fn(&Path);
    let kinds: [(&str, Damage); 7] = [
        ("not a database", |path| fs::write(path, "dear diary\n".repeat(200)).unwrap()),
        ("a few bytes", |path| fs::write(path, "SQL").unwrap()),
        ("truncated", |path| truncate(path, 5000)),
        ("torn header", |path| overwrite(path, 0, &[0xff; 40])),
        ("torn page", |path| overwrite(path, 4096 * 2, &[0x5a; 4096])),
        ("another program's", |path| {
            fs::remove_file(path).unwrap();
            Connection::open(path).unwrap().execute_batch("CREATE TABLE tea (leaf)").unwrap();
        }),
        ("marked as another program's", |path| {
            Connection::open(path).unwrap().pragma_update(None, "application_id", 7).unwrap();
        }),
    ];
    for (kind, damage) in kinds {
        let home = tempfile::tempdir().unwrap();
        fill(home.path(), 400);
        damage(&file(home.path()));
        let before = fs::read(file(home.path())).unwrap();
        let (mut store, notice) = open_and_heed(home.path());
        assert!(notice.contains("history.damaged-1.sqlite3"), "{kind}: {notice}");
        let aside = fs::read(home.path().join("history.damaged-1.sqlite3")).unwrap();
        assert!(aside == before, "{kind}: the set-aside file was changed");
        store.append(1, &fact(7000)).unwrap();
        let history = store.history().unwrap();
        assert_eq!(lessons(&history).last().unwrap(), "lesson-7000", "{kind}");
        drop(store);
        assert_eq!(open_quietly(home.path()).history().unwrap(), history, "{kind}");
    }
}

/// A history too large to be checked whole at once, with its fold kept.
fn large(home: &Path) -> u64 {
    let mut store = open_quietly(home);
    let text = "x".repeat(3_000);
    let facts: Vec<Recorded> = (0..6000)
        .map(|at_millis| {
            let question = QuestionId(format!("q{at_millis}"));
            Recorded { at_millis, event: SessionEvent::Noted { question, text: text.clone() } }
        })
        .collect();
    store.append_all(&facts).unwrap();
    store.keep(CLOCK).unwrap();
    drop(store);
    let length = fs::metadata(file(home)).unwrap().len();
    assert!(length > 16 << 20, "{length} bytes");
    length
}

const CLOCK: Clock = Clock { utc_offset_secs: 0, rollover_hour: 4 };

#[test]
fn a_large_history_that_lost_its_end_is_set_aside_at_once() {
    type Damage = fn(&Path, u64);
    let kinds: [(&str, Damage); 3] = [
        ("half of it", |path, length| truncate(path, length / 2 / 4096 * 4096)),
        ("its last page", |path, length| truncate(path, length - 4096)),
        ("part of a page", |path, length| truncate(path, length - 100)),
    ];
    for (kind, damage) in kinds {
        let home = tempfile::tempdir().unwrap();
        damage(&file(home.path()), large(home.path()));
        let (_, notice) = open_and_heed(home.path());
        assert!(notice.contains("history.damaged-1.sqlite3"), "{kind}: {notice}");
    }
}

#[test]
fn damage_inside_a_large_history_is_found_beside_the_session_and_set_aside_at_the_next_start() {
    let home = tempfile::tempdir().unwrap();
    let length = large(home.path());
    overwrite(&file(home.path()), length / 2 / 4096 * 4096, &[0x5a; 4096]);
    let mut store = open_quietly(home.path());
    store.progress(CLOCK).unwrap();
    store.append(7000, &fact(7000)).unwrap();
    let started = Instant::now();
    let told = loop {
        if let Some(notice) = store.take_notice() {
            break notice;
        }
        assert!(started.elapsed() < Duration::from_mins(1), "never found");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(told.contains("the history is damaged"), "{told}");
    drop(store);
    let (store, notice) = open_and_heed(home.path());
    assert!(notice.contains("history.damaged-1.sqlite3"), "{notice}");
    let saved = store.history().unwrap();
    assert!(saved.len() > 5990, "{}", saved.len());
    assert_eq!(saved.last().unwrap().event, fact(7000));
    drop(store);
    assert_eq!(Store::open(home.path()).unwrap().notice, None);
}

#[test]
fn damage_that_a_read_runs_into_is_set_aside_there_and_then() {
    let home = tempfile::tempdir().unwrap();
    let length = large(home.path());
    fs::remove_file(home.path().join("progress.cache")).unwrap();
    overwrite(&file(home.path()), length / 2 / 4096 * 4096, &[0x5a; 4096]);
    let mut store = open_quietly(home.path());
    let progress = store.progress(CLOCK).unwrap();
    let notice = store.take_notice().expect("a notice");
    assert!(notice.contains("history.damaged-1.sqlite3"), "{notice}");
    let saved = store.history().unwrap();
    assert!(saved.len() > 5990, "{}", saved.len());
    assert_eq!(progress, Progress::of(&saved, CLOCK));
    store.append(1, &fact(1)).unwrap();
    drop(store);
    open_quietly(home.path());
}

#[test]
fn a_second_damaged_history_does_not_overwrite_the_first() {
    let home = tempfile::tempdir().unwrap();
    for n in 1..=3 {
        fs::write(file(home.path()), format!("damage {n}").repeat(100)).unwrap();
        let (_, notice) = open_and_heed(home.path());
        assert!(notice.contains(&format!("history.damaged-{n}.sqlite3")), "{notice}");
    }
    for n in 1..=3 {
        let aside = fs::read_to_string(home.path().join(format!("history.damaged-{n}.sqlite3"))).unwrap();
        assert!(aside.starts_with(&format!("damage {n}")));
    }
}

#[test]
fn what_can_be_read_of_a_damaged_history_is_carried_over() {
    let home = tempfile::tempdir().unwrap();
    fill(home.path(), 2000);
    let pages = fs::metadata(file(home.path())).unwrap().len() / 4096;
    assert!(pages > 20, "only {pages} pages");
    overwrite(&file(home.path()), 4096 * (pages / 2), &[0x5a; 4096]);
    let (store, notice) = open_and_heed(home.path());
    let saved = lessons(&store.history().unwrap());
    assert!(saved.len() > 1900 && saved.len() < 2000, "{} carried over", saved.len());
    assert!(notice.contains(&format!("{} facts", saved.len())), "{notice}");
    assert_eq!(
        (saved.first().unwrap().as_str(), saved.last().unwrap().as_str()),
        ("lesson-0", "lesson-1999")
    );
    let number = |name: &String| name["lesson-".len()..].parse::<u32>().unwrap();
    assert!(saved.is_sorted_by(|a, b| number(a) < number(b)), "the order was lost");
}

/// SQLite deletes the log of an empty file; the facts in it are the learner's.
#[test]
fn a_log_that_lost_its_main_file_is_set_aside() {
    for main_file_is_there in [true, false] {
        let (home, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut store = open_quietly(home.path());
        store.append(1, &fact(1)).unwrap();
        let log = fs::read(home.path().join("history.sqlite3-wal")).unwrap();
        fs::write(copy.path().join("history.sqlite3-wal"), &log).unwrap();
        if main_file_is_there {
            fs::write(file(copy.path()), "").unwrap();
        }
        let (store, _) = open_and_heed(copy.path());
        assert_eq!(store.history().unwrap(), []);
        let aside = fs::read(copy.path().join("history.damaged-1.sqlite3-wal")).unwrap();
        assert!(aside == log, "the log was changed");
    }
}

#[test]
fn an_unknown_fact_is_an_error_that_names_it() {
    let home = tempfile::tempdir().unwrap();
    fill(home.path(), 2);
    let connection = Connection::open(file(home.path())).unwrap();
    let insert = |payload: &str| {
        connection.execute("INSERT INTO event (at_millis, payload) VALUES (3, ?1)", [payload])
    };
    insert(r#"{"event":"tea_drunk"}"#).unwrap();
    insert("not json").unwrap();
    insert(r#"{"event":"lesson_read","lesson":"x"}"#).unwrap();
    let error = open_quietly(home.path()).history().unwrap_err();
    assert!(matches!(error, StoreError::Event { sequence: 3, .. }), "{error:?}");
    assert!(error.to_string().contains("event 3") && error.to_string().contains("tea_drunk"), "{error}");
}

fn answered(session: &str, question: &str) -> SessionEvent {
    SessionEvent::DrillAnswered {
        session: SessionId(session.to_owned()),
        question: QuestionId(question.to_owned()),
        version: 1,
        objective: "NET-01".to_owned(),
        response: Response::Choice { picked: BTreeSet::new() },
        earned: 1,
        possible: 1,
        misconceptions: Vec::new(),
        confidence: None,
        millis: 1,
        hinted: false,
        purpose: Purpose::Study,
        stamp: Stamp::default(),
    }
}

#[test]
fn a_sitting_is_found_whole_and_alone_and_by_its_index() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open_quietly(home.path());
    for n in 0..9 {
        store.append(n, &answered(["a", "b", "a-"][usize::try_from(n % 3).unwrap()], "q")).unwrap();
    }
    store.append(9, &fact(9)).unwrap();
    let times = |name: &str| -> Vec<i64> {
        let facts = store.sitting(&SessionId(name.to_owned())).unwrap();
        facts.iter().map(|recorded| recorded.at_millis).collect()
    };
    assert_eq!((times("a"), times("b"), times("c")), (vec![0, 3, 6], vec![1, 4, 7], vec![]));
    let plan: String = Connection::open(file(home.path()))
        .unwrap()
        .query_row(
            "EXPLAIN QUERY PLAN SELECT payload FROM event WHERE session = 'a' ORDER BY sequence",
            [],
            |row| row.get(3),
        )
        .unwrap();
    assert!(plan.contains("event_by_session"), "{plan}");
}

#[test]
fn the_past_comes_in_stretches_that_cut_no_sitting() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open_quietly(home.path());
    let starred = SessionEvent::Starred { question: QuestionId("q".to_owned()), on: true };
    for n in 0..40 {
        store.append(n, &answered(&format!("s{}", n / 4), &format!("q{n}"))).unwrap();
        store.append(n, &starred).unwrap();
    }
    let (mut stretches, mut before) = (Vec::new(), None);
    loop {
        let past = store.past(before, 6).unwrap();
        stretches.splice(0..0, past.facts.iter().map(|recorded| recorded.at_millis));
        assert!(past.facts.first().is_none_or(|first| first.at_millis % 4 == 0), "{past:?}");
        before = past.older;
        if before.is_none() {
            break;
        }
        assert_eq!(past.facts.len(), 8);
    }
    assert_eq!(stretches, (0..40).collect::<Vec<_>>());
}

#[test]
fn people_can_read_the_file_too() {
    let home = tempfile::tempdir().unwrap();
    Connection::open(file(home.path())).unwrap().execute_batch(VERSION_1).unwrap();
    let connection = Connection::open(file(home.path())).unwrap();
    let sql = "SELECT at, kind, session FROM fact WHERE kind = 'exam_flagged'";
    let row: (String, String, String) =
        connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    assert_eq!(row, ("1970-01-01 00:00:08".into(), "exam_flagged".into(), "1388-9".into()));
}

#[test]
fn a_folder_that_cannot_be_one_is_refused_with_what_to_do() {
    let home = tempfile::tempdir().unwrap();
    let occupied = home.path().join("file");
    fs::write(&occupied, "mine").unwrap();
    for path in [occupied.clone(), occupied.join("inside")] {
        let error = refusal(&path);
        assert!(matches!(error, StoreError::Directory { .. }), "{error:?}");
        assert!(error.to_string().contains("TRAPLINE_HOME"), "{error}");
    }
    assert_eq!(fs::read_to_string(&occupied).unwrap(), "mine");
}

#[test]
fn a_history_that_is_a_folder_is_refused_and_not_set_aside() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(file(home.path())).unwrap();
    let error = refusal(home.path());
    assert!(matches!(error, StoreError::Open { .. }), "{error:?}");
    assert!(file(home.path()).is_dir());
}

#[cfg(unix)]
#[test]
fn a_read_only_history_is_refused_with_what_to_do() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    fill(home.path(), 1);
    fs::set_permissions(file(home.path()), fs::Permissions::from_mode(0o444)).unwrap();
    if fs::OpenOptions::new().write(true).open(file(home.path())).is_ok() {
        eprintln!("SKIPPED a_read_only_history_is_refused_with_what_to_do: this user can write everything");
        return;
    }
    let error = refusal(home.path());
    assert!(matches!(error, StoreError::ReadOnly { .. }), "{error:?}");
    assert!(error.to_string().contains("TRAPLINE_HOME"), "{error}");
}

#[test]
fn several_programs_at_once_lose_nothing() {
    const PROGRAMS: i64 = 4;
    const FACTS: i64 = 25;
    let home = tempfile::tempdir().unwrap();
    let start = Barrier::new(usize::try_from(PROGRAMS).unwrap());
    std::thread::scope(|scope| {
        for program in 0..PROGRAMS {
            let (start, home) = (&start, home.path());
            scope.spawn(move || {
                start.wait();
                let mut store = open_quietly(home);
                for n in 0..FACTS {
                    store.append(n, &fact(program * FACTS + n)).unwrap();
                }
            });
        }
    });
    let mut found = lessons(&open_quietly(home.path()).history().unwrap());
    let mut wanted: Vec<_> = (0..PROGRAMS * FACTS).map(|n| format!("lesson-{n}")).collect();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
}

#[test]
fn a_damaged_history_met_by_several_programs_is_set_aside_once() {
    let home = tempfile::tempdir().unwrap();
    fs::write(file(home.path()), "damage".repeat(500)).unwrap();
    let start = Barrier::new(4);
    let notices: Vec<_> = std::thread::scope(|scope| {
        let programs: Vec<_> = (0..4)
            .map(|n| {
                let (start, home) = (&start, home.path());
                scope.spawn(move || {
                    start.wait();
                    let Opened { mut store, notice } = Store::open(home).unwrap();
                    store.append(n, &fact(n)).unwrap();
                    notice
                })
            })
            .collect();
        programs.into_iter().filter_map(|program| program.join().unwrap()).collect()
    });
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert_eq!(open_quietly(home.path()).history().unwrap().len(), 4);
    assert!(!home.path().join("history.damaged-2.sqlite3").exists());
}
