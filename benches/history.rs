//! What a history costs: opening, reading, folding into cards, and one more fact.
//!
//! `cargo bench --bench history`

#![expect(clippy::unwrap_used, reason = "a benchmark without its input measures nothing")]

use std::path::Path;

use divan::{Bencher, black_box};
use tempfile::TempDir;
use trapline::bank::{QuestionId, Response};
use trapline::memory::Clock;
use trapline::session::{Confidence, Progress, Purpose, SessionEvent, SessionId, Stamp};
use trapline::store::Store;

fn main() {
    divan::main();
}

const CLOCK: Clock = Clock { utc_offset_secs: 0, rollover_hour: Clock::DEFAULT_ROLLOVER_HOUR };

/// Answers of a diligent month, of a year, and more than anybody gives.
const FACTS: [i64; 3] = [1_000, 10_000, 100_000];

fn fact(n: i64) -> SessionEvent {
    SessionEvent::DrillAnswered {
        session: SessionId::new(n / 10, 7),
        question: QuestionId(format!("question-{}", n % 300)),
        version: 1,
        objective: format!("OBJ-{:02}", n % 24),
        response: Response::Choice { picked: [trapline::bank::PartId("platform".to_owned())].into() },
        earned: u32::from(n % 3 != 0),
        possible: 1,
        misconceptions: vec!["nacl-stateful".to_owned()],
        confidence: Some(Confidence::Sure),
        millis: 4200,
        hinted: false,
        purpose: Purpose::Study,
        stamp: Stamp::default(),
    }
}

/// A history with one fact every half hour; written straight into the file, where each append would
/// wait for the disk.
fn filled(facts: i64) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    drop(Store::open(home.path()).unwrap());
    let mut connection = rusqlite::Connection::open(home.path().join("history.sqlite3")).unwrap();
    let transaction = connection.transaction().unwrap();
    for n in 0..facts {
        let payload = serde_json::to_string(&fact(n)).unwrap();
        transaction
            .prepare_cached("INSERT INTO event (at_millis, payload) VALUES (?1, ?2)")
            .unwrap()
            .execute((n * 1_800_000, payload))
            .unwrap();
    }
    transaction.commit().unwrap();
    home
}

fn open(home: &Path) -> Store {
    Store::open(home).unwrap().store
}

#[divan::bench]
fn begin(bencher: Bencher) {
    bencher.with_inputs(|| tempfile::tempdir().unwrap()).bench_refs(|home| open(home.path()));
}

#[divan::bench(args = FACTS)]
fn reopen(bencher: Bencher, facts: i64) {
    let home = filled(facts);
    bencher.bench_local(|| open(black_box(home.path())));
}

#[divan::bench(args = FACTS)]
fn read(bencher: Bencher, facts: i64) {
    let home = filled(facts);
    let store = open(home.path());
    bencher.bench_local(|| store.history().unwrap());
}

#[divan::bench(args = FACTS)]
fn fold(bencher: Bencher, facts: i64) {
    let home = filled(facts);
    let history = open(home.path()).history().unwrap();
    bencher.bench_local(|| Progress::of(black_box(&history), CLOCK));
}

#[divan::bench]
fn append(bencher: Bencher) {
    let home = filled(1_000);
    let mut store = open(home.path());
    bencher.bench_local(|| store.append(1, black_box(&fact(1))).unwrap());
}
