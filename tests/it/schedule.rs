//! Self-study: what is served, and in which order.

use std::collections::BTreeSet;

use trapline::bank::{Body, Pack, Question, QuestionKind, Response};
use trapline::memory::{Clock, Policy};
use trapline::session::{Component, Drill, DrillSpec, Progress, Purpose, Recorded, Start};

const UTC: Clock = Clock { utc_offset_secs: 0, rollover_hour: 0 };
const DAY: i64 = 86_400_000;

fn shipped() -> Pack {
    trapline::pack::builtin().pack.expect("the shipped pack is playable")
}

fn spec(count: usize) -> DrillSpec {
    DrillSpec { count, ..DrillSpec::default() }
}

fn start(seed: u64, today: i64) -> Start {
    Start { seed, now_millis: today * DAY, today, policy: Policy::default() }
}

/// The right answer to a choice.
fn key(question: &Question) -> Response {
    let Body::Choice(choice) = &question.body else { panic!("{} is no choice", question.id) };
    let right = choice.options.iter().filter(|option| option.correct).map(|option| option.id.clone());
    Response::Choice { picked: right.collect() }
}

/// Answers the first question of `objective`, rightly or not, on study day `day`.
fn answered(pack: &Pack, objective: &str, correct: bool, day: i64) -> Recorded {
    let question = pack.questions.iter().find(|question| question.objective == objective).unwrap();
    let mut drill = Drill::over(vec![question.id.clone()], Purpose::Study, 1, day * DAY);
    let response = if correct { key(question) } else { Response::Choice { picked: BTreeSet::new() } };
    Recorded { at_millis: day * DAY, event: drill.answer(question, response, None, false, 1000).event }
}

#[test]
fn what_is_due_comes_first_and_by_an_unseen_question() {
    let pack = shipped();
    let history = [answered(&pack, "ENC-01", false, 10), answered(&pack, "VN-01", true, 10)];
    let progress = Progress::of(&history, UTC);
    let is_due =
        |objective: &str| progress.knowledge.is_due(&Component::whole(objective), Policy::default(), 11);
    assert!(is_due("ENC-01") && !is_due("VN-01") && !is_due("SM-01"));
    for seed in 0..10 {
        let drill = Drill::start(&pack, &spec(10), &progress, &start(seed, 11));
        let first = pack.question(drill.current().unwrap()).unwrap();
        assert_eq!(first.objective, "ENC-01");
        assert!(progress.seen.question(&first.id, first.version).is_none(), "{} was seen before", first.id);
    }
}

#[test]
fn no_objective_comes_twice_before_the_others_came_once() {
    let pack = shipped();
    let mut drill = Drill::start(&pack, &spec(20), &Progress::default(), &start(5, 0));
    let mut served = Vec::new();
    while let Some(id) = drill.current() {
        served.push(pack.question(id).unwrap().objective.clone());
        drill.next();
    }
    assert_eq!(served.len(), 20);
    assert_eq!(served.iter().collect::<BTreeSet<_>>().len(), 20);
}

#[test]
fn a_first_sitting_begins_with_what_is_not_hard() {
    let pack = shipped();
    for seed in 0..30 {
        let drill = Drill::start(&pack, &spec(10), &Progress::default(), &start(seed, 0));
        let first = pack.question(drill.current().unwrap()).unwrap();
        assert!(first.kind != QuestionKind::Reflection && first.difficulty <= 3, "seed {seed}: {}", first.id);
    }
}

#[test]
fn an_answer_taken_back_brings_its_question_back() {
    let pack = shipped();
    let mut drill = Drill::start(&pack, &spec(3), &Progress::default(), &start(1, 0));
    let first = drill.current().unwrap().clone();
    let question = pack.question(&first).unwrap();
    let empty = Response::Choice { picked: BTreeSet::new() };
    drill.answer(question, empty, None, false, 1000);
    drill.next();
    drill.next();
    assert!(drill.undo().is_some());
    assert_eq!((drill.current(), drill.results().len()), (Some(&first), 0));
    assert_eq!(drill.undo(), None);
}
