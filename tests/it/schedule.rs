//! Self-study: what is served, and in which order.

use std::collections::BTreeSet;

use trapline::bank::{Body, Pack, Pool, Question, QuestionKind, Response};
use trapline::memory::{Clock, Policy};
use trapline::session::{Component, Drill, DrillSpec, Progress, Purpose, Recorded, Selection, Start};

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

/// Answers the first choice of `objective`, rightly or not, on study day `day`.
fn answered(pack: &Pack, objective: &str, correct: bool, day: i64) -> Recorded {
    let is_choice =
        |question: &&Question| question.objective == objective && matches!(question.body, Body::Choice(_));
    let question = pack.questions.iter().find(is_choice).unwrap();
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

/// What a sitting serves, in order.
fn served<'a>(pack: &'a Pack, spec: &DrillSpec, progress: &Progress, start: &Start) -> Vec<&'a Question> {
    let mut drill = Drill::start(pack, spec, progress, start);
    let mut served = Vec::new();
    while let Some(id) = drill.current() {
        served.push(pack.question(id).unwrap());
        drill.next();
    }
    served
}

fn family<'a>(pack: &'a Pack, question: &Question) -> &'a str {
    &pack.blueprint.objective(&question.objective).unwrap().family
}

#[test]
fn the_same_seed_gives_the_same_sitting_and_another_one_another() {
    let pack = shipped();
    let ids = |seed| {
        let served = served(&pack, &spec(10), &Progress::default(), &start(seed, 0));
        served.iter().map(|question| question.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(1), ids(1));
    assert_ne!(ids(1), ids(2));
}

#[test]
fn a_sitting_holds_no_enemies_and_one_question_of_a_group_and_nothing_of_a_mock_form() {
    let pack = shipped();
    for seed in 0..5 {
        let served = served(&pack, &spec(60), &Progress::default(), &start(seed, 0));
        assert_eq!(served.len(), 60);
        let mut groups = BTreeSet::new();
        for question in &served {
            assert_eq!(question.pool, Pool::Practice, "{}", question.id);
            assert!(question.group.as_ref().is_none_or(|group| groups.insert(group)), "{}", question.id);
            assert!(!served.iter().any(|other| question.enemies.contains(&other.id)), "{}", question.id);
        }
    }
}

#[test]
fn a_mock_form_that_was_taken_may_be_practised() {
    let pack = shipped();
    let of_form =
        |question: &&Question| question.pool == Pool::MockA && question.kind == QuestionKind::MultipleChoice;
    let Some(taken) = pack.questions.iter().find(of_form) else { panic!("the pack has no mock form") };
    let mut drill = Drill::over(vec![taken.id.clone()], Purpose::Study, 1, 0);
    let event = drill.answer(taken, key(taken), None, false, 1000).event;
    let progress = Progress::of(&[Recorded { at_millis: 0, event }], UTC);
    let pools: BTreeSet<_> =
        served(&pack, &spec(400), &progress, &start(1, 40)).iter().map(|question| question.pool).collect();
    assert_eq!(pools, [Pool::Practice, Pool::MockA].into());
}

#[test]
fn a_new_family_comes_in_a_block_and_known_ones_interleave() {
    let pack = shipped();
    let first = served(&pack, &spec(9), &Progress::default(), &start(3, 0));
    for block in first.chunks(3) {
        let families: BTreeSet<_> = block.iter().map(|question| family(&pack, question)).collect();
        assert_eq!(families.len(), 1, "{families:?}");
    }
    let everything: Vec<Recorded> =
        pack.blueprint.objectives.iter().map(|objective| answered(&pack, &objective.id, true, 10)).collect();
    let progress = Progress::of(&everything, UTC);
    let later = served(&pack, &spec(12), &progress, &start(3, 40));
    let repeats = later.windows(2).filter(|pair| family(&pack, pair[0]) == family(&pack, pair[1])).count();
    assert!(repeats <= 2, "{repeats} of 11 follow one of their own family");
}

#[test]
fn only_what_was_asked_for_is_served() {
    let pack = shipped();
    let history = [answered(&pack, "ENC-01", false, 10), answered(&pack, "VN-01", true, 10)];
    let progress = Progress::of(&history, UTC);
    let only = |selection, objectives: Vec<String>| {
        let spec = DrillSpec { count: 20, selection, objectives, ..DrillSpec::default() };
        served(&pack, &spec, &progress, &start(1, 11)).len()
    };
    assert_eq!(only(Selection::Missed, Vec::new()), 1);
    assert_eq!(only(Selection::Missed, vec!["VN-01".to_owned()]), 0);
    assert_eq!(only(Selection::Starred, Vec::new()), 0);
    assert_eq!(only(Selection::Leeches, Vec::new()), 0);
}

#[test]
fn cramming_begins_with_what_is_most_forgotten_and_moves_no_schedule() {
    let pack = shipped();
    let history = [answered(&pack, "ENC-01", true, 0), answered(&pack, "VN-01", true, 30)];
    let mut progress = Progress::of(&history, UTC);
    let cram = DrillSpec { purpose: Purpose::Cram, ..spec(30) };
    let first = served(&pack, &cram, &progress, &start(1, 31))[0];
    assert_eq!(first.objective, "ENC-01");
    let cards = |progress: &Progress| {
        let cards = progress.knowledge.cards();
        cards.map(|(component, card)| (component.clone(), *card)).collect::<Vec<_>>()
    };
    let before = cards(&progress);
    let mut drill = Drill::over(vec![first.id.clone()], Purpose::Cram, 1, 31 * DAY);
    let event = drill.answer(first, Response::Choice { picked: BTreeSet::new() }, None, false, 1).event;
    progress.record(&Recorded { at_millis: 31 * DAY, event }, UTC);
    assert_eq!(cards(&progress), before);
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
