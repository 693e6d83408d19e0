//! The result of an exam, from sittings told fact by fact.

use std::collections::BTreeMap;

use trapline::bank::{Body, Pack, Question, QuestionId, QuestionKind, Response};
use trapline::session::{
    Accommodation, AnswerChange, ClockRule, Confidence, ExamReport, Group, ItemResult, Recorded,
    SessionEvent, SessionId, Stamp, SubmitReason, Tally,
};

const START: i64 = 1_000_000;

fn pack() -> Pack {
    trapline::pack::builtin().pack.unwrap()
}

/// The first `count` single choices of the pack.
fn choices(pack: &Pack, count: usize) -> Vec<&Question> {
    let wanted = pack.questions.iter().filter(|question| question.kind == QuestionKind::MultipleChoice);
    wanted.take(count).collect()
}

fn answer(question: &Question, right: bool) -> Response {
    let Body::Choice(choice) = &question.body else { panic!("{} is no choice", question.id) };
    let option = choice.options.iter().find(|option| option.correct == right).unwrap();
    Response::Choice { picked: [option.id.clone()].into() }
}

/// The other wrong option than [`answer`] picks.
fn other_error(question: &Question) -> Response {
    let Body::Choice(choice) = &question.body else { panic!("{} is no choice", question.id) };
    let option = choice.options.iter().filter(|option| !option.correct).nth(1).unwrap();
    Response::Choice { picked: [option.id.clone()].into() }
}

/// A sitting told fact by fact.
struct Sitting<'a> {
    questions: Vec<&'a Question>,
    facts: Vec<Recorded>,
    results: Vec<ItemResult>,
}

fn session() -> SessionId {
    SessionId("s".to_owned())
}

impl<'a> Sitting<'a> {
    fn begin(pack: &'a Pack, count: usize, limit_secs: Option<u32>, clock: ClockRule) -> Self {
        let questions = choices(pack, count);
        let event = SessionEvent::ExamStarted {
            session: session(),
            pack: "p".to_owned(),
            pack_version: "1".to_owned(),
            seed: 7,
            questions: questions.iter().map(|question| question.id.clone()).collect(),
            limit_secs,
            form: "custom".to_owned(),
            accommodation: Accommodation::TimeAndAHalf,
            clock,
            pilots: Vec::new(),
            labs: Vec::new(),
            boot: None,
        };
        let results = questions
            .iter()
            .map(|question| ItemResult {
                question: question.id.clone(),
                version: question.version,
                objective: question.objective.clone(),
                answered: false,
                earned: 0,
                possible: 1,
                misconceptions: Vec::new(),
                pilot: false,
                confidence: None,
                stamp: Stamp::of(question),
            })
            .collect();
        Self { questions, facts: vec![Recorded { at_millis: START, event }], results }
    }

    fn fact(&mut self, secs: i64, event: SessionEvent) {
        self.facts.push(Recorded { at_millis: START + secs * 1000, event });
    }

    fn id(&self, at: usize) -> QuestionId {
        self.questions[at].id.clone()
    }

    fn view(&mut self, secs: i64, at: Option<usize>) {
        let question = at.map(|at| self.id(at));
        self.fact(secs, SessionEvent::ExamViewed { session: session(), question, spent_millis: None });
    }

    fn answer(&mut self, secs: i64, at: usize, response: Option<Response>) {
        let question = self.id(at);
        self.fact(secs, SessionEvent::ExamAnswered { session: session(), question, response });
    }

    fn result(&mut self, at: usize, right: bool, confidence: Option<Confidence>) {
        let result = &mut self.results[at];
        (result.answered, result.earned, result.confidence) = (true, u32::from(right), confidence);
    }

    fn submit(mut self, pack: &Pack, secs: i64, reason: SubmitReason) -> ExamReport {
        let results = self.results.clone();
        self.fact(secs, SessionEvent::ExamSubmitted { session: session(), reason, results });
        ExamReport::of(pack, &session(), &self.facts).unwrap()
    }
}

#[test]
fn an_exam_that_was_not_submitted_has_no_report() {
    let pack = pack();
    let sitting = Sitting::begin(&pack, 2, None, ClockRule::Exam);
    assert_eq!(ExamReport::of(&pack, &session(), &sitting.facts), None);
    assert_eq!(ExamReport::of(&pack, &SessionId("other".to_owned()), &sitting.facts), None);
}

#[test]
fn several_visits_to_a_question_add_up_and_the_review_screen_belongs_to_none() {
    let pack = pack();
    let mut sitting = Sitting::begin(&pack, 3, Some(600), ClockRule::Exam);
    for (secs, at) in [(0, Some(0)), (30, Some(1)), (100, Some(0)), (150, None), (200, Some(1))] {
        sitting.view(secs, at);
    }
    let report = sitting.submit(&pack, 310, SubmitReason::Learner);
    let told: Vec<_> = report.items.iter().map(|item| (item.millis, item.visits, item.is_slow())).collect();
    assert_eq!(told, [(Some(80_000), 2, false), (Some(180_000), 2, true), (None, 0, false)]);
    let slowest: Vec<_> = report.slowest_first().iter().map(|item| item.position).collect();
    assert_eq!(slowest, [1, 0]);
    assert_eq!(report.time.used_millis, 310_000);
}

#[test]
fn time_away_counts_for_no_question_and_only_an_exam_clock_runs_on() {
    let pack = pack();
    for (clock, spent_millis, used) in
        [(ClockRule::Exam, 400_000, 500_000), (ClockRule::Practice, 60_000, 160_000)]
    {
        let mut sitting = Sitting::begin(&pack, 1, Some(3600), clock);
        sitting.view(0, Some(0));
        sitting.fact(60, SessionEvent::ExamPaused { session: session(), spent_millis: None });
        sitting.fact(400, SessionEvent::ExamResumed { session: session(), spent_millis });
        sitting.view(400, Some(0));
        let report = sitting.submit(&pack, 500, SubmitReason::Learner);
        assert_eq!((report.items[0].millis, report.items[0].visits), (Some(160_000), 1), "{clock:?}");
        assert_eq!(report.time.used_millis, used, "{clock:?}");
    }
}

#[test]
fn a_wall_clock_that_is_set_bends_no_time_that_facts_tell() {
    let pack = pack();
    for wall in [10, 100, 40_000] {
        let mut sitting = Sitting::begin(&pack, 2, Some(3600), ClockRule::Exam);
        for (secs, at, told) in [(0, 0, 0), (wall, 1, 90)] {
            let question = Some(sitting.id(at));
            let spent_millis = Some(told * 1000);
            sitting.fact(secs, SessionEvent::ExamViewed { session: session(), question, spent_millis });
        }
        let report = sitting.submit(&pack, wall + 30, SubmitReason::Learner);
        let times: Vec<_> = report.items.iter().map(|item| item.millis).collect();
        assert_eq!(times, [Some(90_000), Some(30_000)], "the wall clock said {wall}");
        assert_eq!(report.time.used_millis, 120_000);
    }
}

#[test]
fn after_a_sudden_end_a_question_was_on_the_screen_until_the_last_fact() {
    let pack = pack();
    let mut sitting = Sitting::begin(&pack, 1, None, ClockRule::Practice);
    sitting.view(0, Some(0));
    sitting.answer(20, 0, Some(answer(sitting.questions[0], true)));
    sitting.fact(9000, SessionEvent::ExamResumed { session: session(), spent_millis: 20_000 });
    let report = sitting.submit(&pack, 9010, SubmitReason::Learner);
    assert_eq!(report.items[0].millis, Some(30_000));
    assert_eq!(report.time.used_millis, 30_000);
}

#[test]
fn what_was_open_at_zero_was_open_until_zero_unless_nobody_was_there() {
    let pack = pack();
    for (submitted, millis) in [(60, 60_000), (61, 60_000), (50_000, 10_000)] {
        let mut sitting = Sitting::begin(&pack, 1, Some(60), ClockRule::Exam);
        sitting.view(0, Some(0));
        sitting.answer(10, 0, None);
        let report = sitting.submit(&pack, submitted, SubmitReason::TimeUp);
        assert_eq!(report.items[0].millis, Some(millis), "submitted at {submitted}");
        assert_eq!((report.time.used_millis, report.ended_at_millis), (60_000, START + 60_000));
    }
}

#[test]
fn changes_are_told_by_what_they_did() {
    use AnswerChange::{Better, Same, Worse};
    let pack = pack();
    let question = choices(&pack, 1)[0];
    let (right, wrong, other) =
        (Some(answer(question, true)), Some(answer(question, false)), Some(other_error(question)));
    for (name, answers, expected) in [
        ("a first answer", vec![&right], vec![]),
        ("wrong to right", vec![&wrong, &right], vec![Better]),
        ("right to wrong", vec![&right, &wrong], vec![Worse]),
        ("wrong to wrong", vec![&wrong, &other], vec![Same]),
        ("there and back", vec![&right, &wrong, &right], vec![Worse, Better]),
        ("cleared and given again", vec![&wrong, &None, &wrong], vec![]),
        ("right, then cleared", vec![&right, &None], vec![Worse]),
        ("wrong, then cleared", vec![&wrong, &None], vec![]),
    ] {
        let mut sitting = Sitting::begin(&pack, 1, None, ClockRule::Exam);
        for response in answers {
            sitting.answer(1, 0, response.clone());
        }
        let report = sitting.submit(&pack, 2, SubmitReason::Learner);
        assert_eq!(report.items[0].changes, expected, "{name}");
    }
}

#[test]
fn picking_the_second_of_two_and_moving_a_step_are_no_changes_of_mind() {
    let pack = pack();
    let find = |kind| pack.questions.iter().find(|question| question.kind == kind).unwrap();
    let multiple = find(QuestionKind::MultipleResponse);
    let Body::Choice(choice) = &multiple.body else { panic!() };
    let right: Vec<_> = choice.options.iter().filter(|option| option.correct).map(|o| o.id.clone()).collect();
    let picks = |count: usize| Response::Choice { picked: right.iter().take(count).cloned().collect() };
    let ordering = find(QuestionKind::Ordering);
    let Body::Ordering(steps) = &ordering.body else { panic!() };
    let order: Vec<_> = steps.steps.iter().map(|step| step.id.clone()).collect();
    let mut turned = order.clone();
    turned.reverse();
    for (question, responses) in [
        (multiple, (1..=right.len()).map(picks).collect::<Vec<_>>()),
        (ordering, vec![Response::Ordering { order: turned }, Response::Ordering { order }]),
    ] {
        let mut sitting = Sitting::begin(&pack, 1, None, ClockRule::Exam);
        sitting.questions = vec![question];
        sitting.results[0].question = question.id.clone();
        sitting.results[0].version = question.version;
        sitting.view(0, Some(0));
        for response in responses {
            sitting.answer(1, 0, Some(response));
        }
        let report = sitting.submit(&pack, 2, SubmitReason::Learner);
        assert_eq!(report.items[0].changes, [], "{}", question.id);
        assert!(report.items[0].response.is_some());
    }
}

#[test]
fn pilots_are_named_and_count_nowhere() {
    let pack = pack();
    let mut sitting = Sitting::begin(&pack, 4, None, ClockRule::Exam);
    sitting.result(0, true, Some(Confidence::Guess));
    sitting.result(1, false, Some(Confidence::Sure));
    sitting.results[1].misconceptions = vec!["m".to_owned()];
    sitting.results[1].pilot = true;
    sitting.results[3].pilot = true;
    let report = sitting.submit(&pack, 9, SubmitReason::Learner);
    assert_eq!((report.total, report.unanswered), (Tally { correct: 1, asked: 2 }, 1));
    let sum = |groups: &[Group]| groups.iter().map(|group| group.tally.asked).sum::<usize>();
    assert_eq!((sum(&report.objectives), sum(&report.families)), (2, 2));
    assert_eq!(report.misconceptions, []);
    assert_eq!(report.pilots().map(|item| item.position).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(report.lucky_guesses().map(|item| item.position).collect::<Vec<_>>(), [0]);
    assert_eq!(report.confident_errors().map(|item| item.position).collect::<Vec<_>>(), [1]);
    let sure = report.calibration.iter().map(|one| (one.confidence, one.tally.correct, one.tally.asked));
    assert_eq!(sure.collect::<Vec<_>>(), [(Confidence::Guess, 1, 1), (Confidence::Sure, 0, 1)]);
}

#[test]
fn misconceptions_come_most_often_first() {
    let pack = pack();
    let mut sitting = Sitting::begin(&pack, 3, None, ClockRule::Exam);
    for (at, ids) in [(0, vec!["a"]), (1, vec!["b"]), (2, vec!["b", "c"])] {
        sitting.result(at, false, None);
        sitting.results[at].misconceptions = ids.into_iter().map(str::to_owned).collect();
    }
    let report = sitting.submit(&pack, 9, SubmitReason::Learner);
    let told: BTreeMap<&str, usize> =
        report.misconceptions.iter().map(|(id, times)| (id.as_str(), *times)).collect();
    assert_eq!(report.misconceptions[0], ("b".to_owned(), 2));
    assert_eq!(told, BTreeMap::from([("a", 1), ("b", 2), ("c", 1)]));
}

#[test]
fn the_review_is_done_when_everything_that_is_not_right_was_read() {
    let pack = pack();
    let mut sitting = Sitting::begin(&pack, 3, None, ClockRule::Exam);
    sitting.result(0, true, None);
    sitting.result(1, false, None);
    let read = SessionEvent::ExamReviewed { session: session(), question: sitting.id(1) };
    sitting.fact(50, read);
    let mut report = sitting.submit(&pack, 9, SubmitReason::Learner);
    assert_eq!(report.unread().map(|item| item.position).collect::<Vec<_>>(), [2]);
    let last = report.items[2].question.clone();
    assert_eq!((report.mark_read(&last), report.mark_read(&last)), (true, false));
    assert_eq!(report.unread().count(), 0);
}
