//! Drill and exam as state machines, and the forms they serve.

use std::collections::{BTreeMap, BTreeSet};

use trapline::bank::{Body, Pack, Question, QuestionId, QuestionKind, Response};
use trapline::memory::Policy;
use trapline::session::{
    CustomForm, Exam, ExamReport, Form, ItemResult, Moment, Navigator, Progress, Recorded, Served,
    SessionEvent, SessionId, Start, SubmitReason, Terms,
};

fn shipped() -> Pack {
    trapline::pack::builtin().pack.expect("the shipped pack is playable")
}

fn beginning(seed: u64) -> Start {
    Start { seed, now_millis: 0, today: 0, policy: Policy::default() }
}

fn assemble(pack: &Pack, count: usize, seed: u64) -> Vec<QuestionId> {
    let form = Form::Custom(CustomForm { count, ..CustomForm::everything() });
    form.serve(pack, &Progress::default(), &beginning(seed)).questions
}

/// The right answer to a choice.
fn key(question: &Question) -> Response {
    let Body::Choice(choice) = &question.body else { panic!("{} is no choice", question.id) };
    let right = choice.options.iter().filter(|option| option.correct).map(|option| option.id.clone());
    Response::Choice { picked: right.collect() }
}

fn choices(pack: &Pack, count: usize) -> Vec<QuestionId> {
    let is_choice = |question: &&Question| question.kind == QuestionKind::MultipleChoice;
    pack.questions.iter().filter(is_choice).take(count).map(|question| question.id.clone()).collect()
}

fn exam(pack: &Pack, count: usize) -> (Exam, Vec<Recorded>) {
    let served = Served { questions: choices(pack, count), limit_secs: Some(600), ..Served::default() };
    let (exam, event) = Exam::start(pack, served, Terms::default(), 7, Moment::of_wall(1000));
    (exam, vec![Recorded { at_millis: 1000, event }])
}

fn store(history: &mut Vec<Recorded>, event: impl IntoIterator<Item = SessionEvent>) {
    for event in event {
        let at_millis = history.last().map_or(0, |last| last.at_millis) + 1;
        history.push(Recorded { at_millis, event });
    }
}

fn exam_id(history: &[Recorded]) -> SessionId {
    history.iter().find_map(|recorded| recorded.event.exam()).unwrap().clone()
}

#[test]
fn a_form_depends_on_the_seed_alone_and_repeats_nothing() {
    let pack = shipped();
    let form = assemble(&pack, 25, 11);
    assert_eq!(form, assemble(&pack, 25, 11));
    assert_ne!(form, assemble(&pack, 25, 12));
    assert_eq!(form.iter().collect::<BTreeSet<_>>().len(), 25);
}

#[test]
fn a_form_follows_the_weights_of_the_blueprint() {
    let pack = shipped();
    for seed in 0..20 {
        let mut served: BTreeMap<&str, f64> = BTreeMap::new();
        let form = assemble(&pack, 25, seed);
        for id in &form {
            *served.entry(pack.question(id).unwrap().objective.as_str()).or_default() += 1.0;
        }
        for objective in &pack.blueprint.objectives {
            let share = f64::from(objective.weight) / 4.0;
            let got = served.get(objective.id.as_str()).copied().unwrap_or(0.0);
            assert!(
                (got - share).abs() <= 1.0,
                "seed {seed}: {} got {got}, its share is {share}",
                objective.id
            );
        }
    }
}

#[test]
fn an_exam_never_serves_free_recall_and_keeps_a_case_together() {
    let pack = shipped();
    for seed in 0..20 {
        let form = assemble(&pack, pack.questions.len(), seed);
        let cases: Vec<_> = form.iter().map(|id| pack.question(id).unwrap()).collect();
        assert!(cases.iter().all(|question| question.kind != QuestionKind::Reflection));
        let mut blocks: Vec<_> = cases.iter().map(|question| question.case.as_ref()).collect();
        blocks.dedup();
        let in_blocks: Vec<_> = blocks.iter().flatten().collect();
        assert!(!in_blocks.is_empty());
        assert_eq!(in_blocks.len(), in_blocks.iter().collect::<BTreeSet<_>>().len(), "seed {seed}");
    }
}

#[test]
fn a_form_of_one_objective_serves_nothing_else() {
    let pack = shipped();
    let objectives = vec!["ENC-01".to_owned()];
    let only = CustomForm { count: 50, objectives, ..CustomForm::everything() };
    let form = Form::Custom(only).serve(&pack, &Progress::default(), &beginning(3)).questions;
    assert!(form.len() >= 2);
    assert!(form.iter().all(|id| pack.question(id).unwrap().objective == "ENC-01"));
}

#[test]
fn an_exam_left_is_found_again_as_it_was() {
    let pack = shipped();
    let (mut exam, mut history) = exam(&pack, 4);
    let [first, second, third, _] = exam.questions().to_vec().try_into().unwrap();
    let answer = key(pack.question(&first).unwrap());
    store(&mut history, exam.answer(&first, Some(answer.clone())));
    store(&mut history, exam.answer(&second, Some(answer)));
    store(&mut history, exam.answer(&second, None));
    store(&mut history, [exam.toggle_flag(&third)]);
    let Body::Choice(choice) = &pack.question(&third).unwrap().body else { panic!() };
    store(&mut history, [exam.toggle_strike(&third, &choice.options[0].id)]);
    let found = Exam::unfinished(&history).unwrap();
    assert_eq!((found.session(), found.state()), (exam.session(), exam.state()));
    assert_eq!(exam.navigate(Navigator::Unanswered), [1, 2, 3]);
    assert_eq!(exam.navigate(Navigator::Flagged), [2]);
    assert_eq!(exam.clock().remaining_secs(Moment::of_wall(301_000)), Some(300));
}

#[test]
fn an_answer_that_changes_nothing_is_no_fact() {
    let pack = shipped();
    let (mut exam, _) = exam(&pack, 1);
    let first = exam.questions()[0].clone();
    let answer = key(pack.question(&first).unwrap());
    assert!(exam.answer(&first, Some(answer.clone())).is_some());
    assert!(exam.answer(&first, Some(answer)).is_none());
    assert!(exam.answer(&first, None).is_some());
    assert!(exam.answer(&first, None).is_none());
}

#[test]
fn what_is_unanswered_is_wrong_and_a_submitted_exam_is_not_offered_again() {
    let pack = shipped();
    let (mut exam, mut history) = exam(&pack, 3);
    let first = exam.questions()[0].clone();
    store(&mut history, exam.answer(&first, Some(key(pack.question(&first).unwrap()))));
    let submitted = exam.submit(&pack, SubmitReason::TimeUp);
    let SessionEvent::ExamSubmitted { results, .. } = &submitted else { panic!("{submitted:?}") };
    let outcome: Vec<_> =
        results.iter().map(|result: &ItemResult| (result.answered, result.earned)).collect();
    assert_eq!(outcome, [(true, 1), (false, 0), (false, 0)]);
    let total = ExamReport::tally(results);
    assert_eq!((total.correct, total.asked), (1, 3));
    let session = exam_id(&history);
    store(&mut history, [submitted]);
    let report = ExamReport::of(&pack, &session, &history).unwrap();
    assert_eq!((report.total, report.unanswered), (total, 2));
    assert_eq!(Exam::unfinished(&history), None);
}

#[test]
fn an_exam_given_up_is_not_offered_again() {
    let pack = shipped();
    let (exam, mut history) = exam(&pack, 3);
    store(&mut history, [exam.abandon()]);
    assert_eq!(Exam::unfinished(&history), None);
}
