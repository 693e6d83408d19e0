//! The kept fold changes nothing but the time a start takes.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use trapline::bank::{PartId, QuestionId, Response};
use trapline::memory::Clock;
use trapline::session::{
    Accommodation, ClockRule, Confidence, ItemResult, Progress, Purpose, Recorded, SessionEvent, SessionId,
    Stamp, SubmitReason, Written,
};
use trapline::store::Store;

const CLOCK: Clock = Clock { utc_offset_secs: 3600, rollover_hour: 4 };

fn cache(home: &Path) -> PathBuf {
    home.join("progress.cache")
}

fn open(home: &Path) -> Store {
    let opened = Store::open(home).unwrap();
    assert_eq!(opened.notice, None);
    opened.store
}

fn question(n: u8) -> QuestionId {
    QuestionId(format!("q{n}"))
}

fn session(n: u8) -> SessionId {
    SessionId(format!("s{n}"))
}

fn response(kind: u8) -> Response {
    let part = |name: &str| PartId(name.to_owned());
    match kind % 4 {
        0 => Response::Choice { picked: [part("a"), part("c")].into() },
        1 => Response::Ordering { order: vec![part("b"), part("a")] },
        2 => Response::Matching { pairs: [(part("p"), part("r"))].into() },
        _ => Response::Reflection {
            text: "two\nlines".to_owned(),
            ticked: [part("t")].into(),
            contradicted: [].into(),
        },
    }
}

fn believed(salt: u8) -> Vec<String> {
    vec![format!("belief-{}", salt % 3)]
}

fn confidence(salt: u8) -> Option<Confidence> {
    [None, Some(Confidence::Guess), Some(Confidence::Unsure), Some(Confidence::Sure)][usize::from(salt % 4)]
}

fn stamp(salt: u8) -> Stamp {
    let group = (salt.is_multiple_of(2)).then(|| "g".to_owned());
    Stamp { offered: believed(salt), group, chance_permille: 250, ..Stamp::default() }
}

fn exam_event(kind: u8, session: SessionId, q: u8, salt: u8) -> SessionEvent {
    let (question, on) = (question(q), salt.is_multiple_of(2));
    match kind {
        1 => SessionEvent::ExamStarted {
            session,
            pack: "p".into(),
            pack_version: "1".into(),
            seed: u64::from(salt),
            questions: (0..3).map(self::question).collect(),
            limit_secs: on.then_some(600),
            form: "mock-a".into(),
            accommodation: Accommodation::DoubleTime,
            clock: ClockRule::Practice,
            boot: None,
            labs: vec!["C01".into()],
            pilots: vec![QuestionId("q2".into())],
        },
        2 => SessionEvent::ExamViewed {
            session,
            question: on.then_some(question),
            spent_millis: on.then_some(9),
        },
        3 => SessionEvent::ExamConfidence { session, question, confidence: confidence(salt) },
        4 => SessionEvent::ExamPaused { session, spent_millis: on.then_some(7) },
        5 => SessionEvent::ExamResumed { session, spent_millis: u64::from(salt) },
        6 | 7 => SessionEvent::ExamAnswered { session, question, response: on.then(|| response(salt)) },
        8 => SessionEvent::ExamFlagged { session, question, on },
        9 => SessionEvent::ExamStruck { session, question, option: PartId("a".into()), on },
        10 => SessionEvent::ExamSubmitted {
            session,
            reason: SubmitReason::Learner,
            results: vec![ItemResult {
                question,
                version: 1,
                objective: format!("NET-0{}", salt % 3),
                answered: on,
                earned: u32::from(salt.is_multiple_of(3)),
                possible: 1,
                misconceptions: believed(salt),
                pilot: salt.is_multiple_of(5),
                confidence: confidence(salt),
                stamp: stamp(salt),
            }],
        },
        _ => SessionEvent::ExamAbandoned { session },
    }
}

/// Every kind of fact, over few sittings and questions, so that they meet.
fn event() -> impl Strategy<Value = SessionEvent> {
    (0..40_u8, 0..4_u8, 0..6_u8, any::<u8>()).prop_map(|(kind, s, q, salt)| {
        let (session, question, on) = (session(s), question(q), salt.is_multiple_of(2));
        let (believed, confidence, stamp) = (believed(salt), confidence(salt), stamp(salt));
        match kind {
            0 => {
                SessionEvent::Explained { session, question, written: Written::Correction, text: "so".into() }
            }
            1..=11 => exam_event(kind, session, q, salt),
            12 => SessionEvent::LabGraded {
                session,
                lab: format!("C0{}", salt % 3),
                version: 1,
                score: u32::from(salt),
                max: 255,
                failed: vec!["no-internet".into()],
                misconceptions: believed,
                config: "region = \"us-east-1\"\n".into(),
                hints: 1,
                teaches: vec!["NET-01".into()],
            },
            13 => SessionEvent::ReadinessPredicted {
                session,
                evidence: 40,
                low_permille: 500,
                high_permille: 800,
                above_permille: 300,
            },
            14 => SessionEvent::Starred { question, on },
            15 => SessionEvent::Noted { question, text: if on { "note".into() } else { String::new() } },
            16 => SessionEvent::Reported { question, version: 1, text: "typo".into() },
            17 => SessionEvent::LessonRead { lesson: format!("T{}", salt % 3), version: 1 },
            18..=22 => SessionEvent::AnswerUndone { session, question },
            _ => SessionEvent::DrillAnswered {
                session,
                question,
                version: 1 + u32::from(salt % 2),
                objective: format!("NET-0{}", salt % 3),
                response: response(salt),
                earned: u32::from(salt.is_multiple_of(3)),
                possible: 1,
                misconceptions: believed,
                confidence,
                millis: 4200 * u64::from(salt),
                hinted: salt.is_multiple_of(7),
                purpose: [Purpose::Study, Purpose::Study, Purpose::Pretest, Purpose::Cram]
                    [usize::from(salt % 4)],
                stamp,
            },
        }
    })
}

/// Facts some hours apart; now and then the clock is set back, or an older history is merged in.
fn history() -> impl Strategy<Value = Vec<Recorded>> {
    let hours = prop_oneof![20 => 0..60_i64, 1 => -2000..0_i64];
    prop::collection::vec((event(), hours), 0..60).prop_map(|facts| {
        let mut at_millis = 1_795_514_400_000;
        let mut at = |hours: i64| {
            at_millis += hours * 3_600_000;
            at_millis
        };
        facts.into_iter().map(|(event, hours)| Recorded { at_millis: at(hours), event }).collect()
    })
}

/// Facts that came in the order of their times, as most do.
fn in_order() -> impl Strategy<Value = Vec<Recorded>> {
    history().prop_map(|mut facts| {
        facts.sort_by_key(|recorded| recorded.at_millis);
        facts
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_kept_fold_and_the_facts_after_it_are_the_fold_of_all(
        facts in prop_oneof![history(), in_order()],
        cuts in prop::collection::vec(0..60_usize, 0..4),
    ) {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        for (at, recorded) in facts.iter().enumerate() {
            if cuts.contains(&at) {
                store.keep(CLOCK).unwrap();
            }
            store.append(recorded.at_millis, &recorded.event).unwrap();
        }
        let whole = Progress::of(&facts, CLOCK);
        prop_assert_eq!(store.progress(CLOCK).unwrap(), whole.clone());
        store.keep(CLOCK).unwrap();
        drop(store);
        prop_assert_eq!(open(home.path()).progress(CLOCK).unwrap(), whole);
    }

    #[test]
    fn an_imported_history_is_folded_in_the_order_of_its_times(
        own in in_order(),
        other in in_order(),
    ) {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        store.append_all(&own).unwrap();
        store.keep(CLOCK).unwrap();
        store.append_all(&other).unwrap();
        let all = [own, other].concat();
        prop_assert_eq!(store.progress(CLOCK).unwrap(), Progress::of(&all, CLOCK));
    }

    /// What was said fact by fact is what is said after a restart.
    #[test]
    fn a_fold_that_says_it_goes_on_does(facts in prop_oneof![history(), in_order()]) {
        let mut step = Progress::default();
        for (at, recorded) in facts.iter().enumerate() {
            let whole = Progress::of(&facts[..=at], CLOCK);
            if step.record(recorded, CLOCK) {
                let mut said = step.clone();
                prop_assert!(said.extend(&[], CLOCK));
                prop_assert_eq!(said, whole);
            } else {
                step = whole;
            }
        }
    }

    #[test]
    fn a_damaged_kept_fold_changes_nothing(
        facts in history(),
        at in any::<prop::sample::Index>(),
        bits in 1..=u8::MAX,
        keep in any::<prop::sample::Index>(),
    ) {
        let home = tempfile::tempdir().unwrap();
        let mut store = open(home.path());
        store.append_all(&facts).unwrap();
        store.append(1_900_000_000_000, &SessionEvent::LessonRead { lesson: "T1".into(), version: 1 }).unwrap();
        store.keep(CLOCK).unwrap();
        let whole = Progress::of(&store.history().unwrap(), CLOCK);
        let bytes = fs::read(cache(home.path())).unwrap();
        let mut flipped = bytes.clone();
        flipped[at.index(bytes.len())] ^= bits;
        let truncated = bytes[..keep.index(bytes.len())].to_vec();
        for damaged in [flipped, truncated, [&bytes[..], &[bits]].concat()] {
            fs::write(cache(home.path()), damaged).unwrap();
            prop_assert_eq!(store.progress(CLOCK).unwrap(), whole.clone());
        }
    }
}

fn lesson(n: i64) -> SessionEvent {
    SessionEvent::LessonRead { lesson: format!("T{n}"), version: 1 }
}

/// A home with ten lessons read, `first` being the first of them, and the fold kept.
fn kept(first: i64) -> (tempfile::TempDir, Store) {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    for n in first..first + 10 {
        store.append(n, &lesson(n)).unwrap();
    }
    store.keep(CLOCK).unwrap();
    (home, store)
}

#[test]
fn a_fold_of_another_history_or_another_day_or_of_facts_that_are_gone_is_left_aside() {
    let (home, mut store) = kept(0);
    let own = store.progress(CLOCK).unwrap();
    let (other, _) = kept(100);
    fs::copy(cache(other.path()), cache(home.path())).unwrap();
    assert_eq!(store.progress(CLOCK).unwrap(), own, "the same facts elsewhere");

    let (shorter, mut short) = kept(0);
    short.append(50, &lesson(50)).unwrap();
    short.keep(CLOCK).unwrap();
    let (again, _) = kept(0);
    fs::copy(cache(shorter.path()), cache(again.path())).unwrap();
    assert!(!open(again.path()).progress(CLOCK).unwrap().seen.has_read("T50"));

    let late = Clock { rollover_hour: 9, ..CLOCK };
    assert_eq!(store.progress(late).unwrap(), Progress::of(&store.history().unwrap(), late));
}

/// The law above holds as well for a cache that is never used; this one shows that it is.
#[test]
fn a_kept_fold_is_read_and_no_fact_before_it() {
    let (home, store) = kept(0);
    drop(store);
    let path = home.path().join("history.sqlite3");
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.execute_batch("DROP TRIGGER event_is_never_changed").unwrap();
    connection.execute("UPDATE event SET payload = 'gone' WHERE sequence < 10", []).unwrap();
    let mut store = open(home.path());
    assert!(store.progress(CLOCK).unwrap().seen.has_read("T0"));
    fs::remove_file(cache(home.path())).unwrap();
    assert!(store.progress(CLOCK).is_err());
}

#[test]
fn a_folder_where_nothing_can_be_kept_is_no_trouble() {
    let (home, mut store) = kept(0);
    fs::remove_file(cache(home.path())).unwrap();
    fs::create_dir(cache(home.path())).unwrap();
    store.keep(CLOCK).unwrap();
    assert!(store.progress(CLOCK).unwrap().seen.has_read("T9"));
}
