//! Exams from the set-up to the report, and the laws of the forms they serve.

use std::collections::BTreeSet;

use trapline::bank::{
    Body, ExamDomain, Pack, PartId, Pool, Question, QuestionId, QuestionKind, Response, Simulation,
};
use trapline::launch::Start;
use trapline::memory::{Clock, Policy};
use trapline::session::{
    self, ClockRule, Confidence, CustomForm, Drill, Exam, Form, MockForm, Moment, Only, Progress, Purpose,
    Recorded, Served, SessionEvent, SubmitReason, Terms,
};

use crate::screens::pack::pack;
use crate::screens::stage::{NOON, Play, Played};

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];
const UTC: Clock = Clock { utc_offset_secs: 0, rollover_hour: 0 };

fn shipped() -> Pack {
    trapline::pack::builtin().pack.expect("the shipped pack is playable")
}

fn start(seed: u64, today: i64, policy: Policy) -> session::Start {
    session::Start { seed, now_millis: today * 86_400_000, today, policy }
}

fn serve(pack: &Pack, form: &Form, seed: u64) -> Served {
    form.serve(pack, &Progress::default(), &start(seed, 0, Policy::default()))
}

fn questions<'a>(pack: &'a Pack, served: &Served) -> Vec<&'a Question> {
    served.questions.iter().map(|id| pack.question(id).unwrap()).collect()
}

/// The pack of the screens with one mock form, and one question that does not count.
fn mock_pack() -> Pack {
    let mut pack = pack();
    for question in pack.questions.iter_mut().filter(|question| question.kind != QuestionKind::Reflection) {
        if question.kind == QuestionKind::Symptom {
            question.pilot = true;
        } else {
            question.pool = Pool::MockA;
        }
    }
    let domain = |id: &str, weight, families: &[&str], covered| ExamDomain {
        id: id.into(),
        title: format!("Domain {id}"),
        weight,
        families: families.iter().map(|family| (*family).to_owned()).collect(),
        covered,
    };
    pack.exam.simulation = Some(Simulation {
        questions: 10,
        minutes: 20,
        scored: 8,
        domains: vec![domain("models", 60, &[], 0), domain("security", 40, &["isolation", "routing"], 25)],
    });
    pack
}

fn play(size: (u16, u16), history: &[Recorded]) -> Play {
    let history = history.to_vec();
    Play { pack: mock_pack(), history, ..Play::at(size.0, size.1) }
}

fn snapshot(name: &str, size: (u16, u16), played: &Played) {
    insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "screens/snapshots" }, {
        insta::assert_snapshot!(format!("{name}-{}x{}", size.0, size.1), played.screen);
    });
}

fn recorded(played: &Played) -> Vec<Recorded> {
    played.stored.iter().map(|event| Recorded { at_millis: NOON, event: event.clone() }).collect()
}

#[test]
fn a_whole_exam_is_played_from_the_set_up_to_the_report_and_left_once_on_the_way() {
    let start = Start::Exam { objectives: Vec::new() };
    for size in SIZES {
        let begun = || play(size, &[]).start(start.clone());
        snapshot("day-set-up", size, &begun().keys(""));
        snapshot("day-tutorial", size, &begun().keys("Enter"));
        // Through the try-out question; the clock starts with the last key.
        let opening = "Enter Enter a x m Enter y";
        snapshot("day-first-question", size, &begun().keys(opening));
        let left = begun().keys(&format!("{opening} b + m wait:60000 n x j a n q y"));
        assert!(left.screen.contains("An exam is unfinished"), "{}", left.screen);
        let history = recorded(&left);
        assert!(matches!(history.last().unwrap().event, SessionEvent::ExamPaused { .. }));

        let resumed = "Enter g text:3 Enter b c n J r f";
        snapshot("day-review", size, &play(size, &history).keys(resumed));
        let ended = play(size, &history).keys(&format!("{resumed} f Esc r e text:END Enter"));
        snapshot("day-report", size, &ended);
        let Some(SessionEvent::ExamSubmitted { results, reason: SubmitReason::Learner, .. }) =
            ended.stored.last()
        else {
            panic!("not submitted: {:?}\n{}", ended.stored, ended.screen)
        };
        let pilots: Vec<_> =
            results.iter().filter(|result| result.pilot).map(|r| r.question.0.as_str()).collect();
        assert_eq!((results.len(), pilots), (5, vec!["symptom-timeout"]));
        let first = &results[0];
        assert!(first.answered && first.confidence.is_some(), "{first:?}");
    }
}

#[test]
fn nothing_tells_a_question_that_does_not_count_before_the_end() {
    let start = Start::Exam { objectives: Vec::new() };
    for at in 1..=5 {
        let keys = format!("Enter e y g text:{at} Enter");
        let played = play((80, 24), &[]).start(start.clone()).keys(&keys);
        assert!(played.screen.contains(&format!("Question {at} of 5")), "{}", played.screen);
        assert!(!played.screen.to_lowercase().contains("pilot"), "{}", played.screen);
    }
    let told = play((80, 24), &[]).start(start).keys("");
    assert!(told.screen.contains("4 are scored; you will not know which."), "{}", told.screen);
}

#[test]
fn no_change_of_the_system_time_moves_the_clock_of_an_exam() {
    let start = Start::Exam { objectives: Vec::new() };
    for set in ["set:86400000", "set:-86400000"] {
        let keys = format!("Enter e y wait:60000 {set} wait:1000");
        let played = play((80, 24), &[]).start(start.clone()).keys(&keys);
        assert!(played.screen.contains("Time remaining 8:59"), "{set}\n{}", played.screen);
    }
}

#[test]
fn what_the_clock_does_while_away_is_said_before_the_start_and_kept() {
    let start = Start::Exam { objectives: Vec::new() };
    // Down to the clock, which another key turns over.
    let practice = "j j Space";
    let said = play((80, 24), &[]).start(start.clone()).keys(practice);
    let words = said.screen.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("The clock stands still while the program is closed."), "{}", said.screen);
    let left = play((80, 24), &[]).start(start).keys(&format!("{practice} Enter e y wait:60000 q y"));
    let facts: Vec<_> = recorded(&left);
    assert!(
        facts
            .iter()
            .any(|fact| matches!(fact.event, SessionEvent::ExamPaused { spent_millis: Some(60_000), .. })),
        "{facts:?}"
    );
    let exam = Exam::unfinished(&facts).unwrap();
    let tomorrow = Moment::of_wall(NOON + 86_400_000);
    assert_eq!((exam.clock().rule(), exam.clock().spent_millis(tomorrow)), (ClockRule::Practice, 60_000));
}

#[test]
fn extra_time_is_in_the_limit_and_said() {
    let start = Start::Exam { objectives: Vec::new() };
    let played = play((80, 24), &[]).start(start).keys("j + + + Enter e y");
    // Half as much again as the time of five questions, two minutes each.
    assert!(played.screen.contains("Time remaining 15:00"), "{}", played.screen);
}

#[test]
fn the_three_mock_forms_are_full_and_share_no_question() {
    let pack = shipped();
    let mut met = BTreeSet::new();
    for mock in MockForm::ALL {
        let served = serve(&pack, &Form::Mock(mock), 5);
        assert_eq!((served.scored(), served.short()), (pack.exam.questions, 0), "{mock:?}");
        assert_eq!(served.limit_secs, Some(pack.exam.minutes * 60));
        for id in served.questions {
            assert!(met.insert(id.clone()), "{id} is in two forms");
        }
    }
}

#[test]
fn no_form_holds_two_questions_that_tell_on_each_other() {
    let pack = shipped();
    let everything = Form::Custom(CustomForm::everything());
    let mut forms: Vec<Form> = MockForm::ALL.into_iter().map(Form::Mock).collect();
    forms.extend([Form::Simulation, everything]);
    for form in &forms {
        for seed in 0..10 {
            let served = serve(&pack, form, seed);
            assert!(!served.questions.is_empty());
            assert_eq!(served, serve(&pack, form, seed), "the same seed gives the same form");
            let asked = questions(&pack, &served);
            let groups: Vec<_> = asked.iter().filter_map(|question| question.group.as_ref()).collect();
            assert_eq!(groups.len(), groups.iter().collect::<BTreeSet<_>>().len(), "{}", form.name());
            let ids: BTreeSet<&QuestionId> = served.questions.iter().collect();
            assert_eq!(ids.len(), served.questions.len());
            for question in &asked {
                assert!(question.enemies.iter().all(|enemy| !ids.contains(enemy)), "{}", question.id);
            }
        }
    }
}

#[test]
fn the_whole_exam_takes_each_domain_from_its_families_and_pads_nothing() {
    let pack = shipped();
    let whole = pack.exam.simulation.clone().unwrap();
    let served = serve(&pack, &Form::Simulation, 3);
    assert_eq!(served.domains.iter().map(|domain| domain.wanted).sum::<usize>(), whole.scored);
    assert_eq!(served.wanted, whole.scored);
    for (seats, domain) in served.domains.iter().zip(&whole.domains) {
        assert!(seats.served <= seats.wanted);
        assert!(!domain.families.is_empty() || seats.served == 0, "{} was padded", domain.id);
    }
    let families: BTreeSet<_> = whole.domains.iter().flat_map(|domain| &domain.families).collect();
    for question in questions(&pack, &served) {
        let family = &pack.blueprint.objective(&question.objective).unwrap().family;
        assert!(families.contains(family) && question.pool == Pool::Practice, "{}", question.id);
    }
    let said = served.announcement(Terms::default()).join(" ");
    let gap = format!("{} of 50 scored questions are there, {} are missing", served.scored(), served.short());
    assert!(said.contains(&gap) && said.contains(" % of the blueprint"), "{said}");
}

#[test]
fn questions_that_do_not_count_take_no_seat_of_one_that_does() {
    let pack = mock_pack();
    for seed in 0..20 {
        let served = serve(&pack, &Form::Mock(MockForm::A), seed);
        assert_eq!((served.scored(), served.pilots.len()), (4, 1), "seed {seed}");
        assert!(served.pilots.iter().all(|id| served.questions.contains(id)));
    }
    let custom = serve(&pack, &Form::Custom(CustomForm::everything()), 1);
    assert_eq!(custom.pilots, []);
}

#[test]
fn what_is_due_follows_the_retention_that_the_learner_wants() {
    let pack = shipped();
    let question = pack.questions.iter().find(|question| question.pool == Pool::Practice).unwrap();
    let mut drill = Drill::over(vec![question.id.clone()], Purpose::Study, 1, 0);
    let right = Response::Choice { picked: key_of(question) };
    let event = drill.answer(question, right, Some(Confidence::Unsure), false, 1000).event;
    let progress = Progress::of(&[Recorded { at_millis: 0, event }], UTC);
    let due = Form::Custom(CustomForm { only: Only::Due, ..CustomForm::everything() });
    for (desired_retention, today, is_due) in
        [(0.97, 0, false), (0.97, 1, true), (0.90, 1, false), (0.90, 2, true)]
    {
        let policy = Policy { desired_retention, exam_day: None };
        let served = due.serve(&pack, &progress, &start(1, today, policy));
        assert_eq!(served.questions.contains(&question.id), is_due, "{desired_retention} on day {today}");
    }
}

fn key_of(question: &Question) -> BTreeSet<PartId> {
    let Body::Choice(choice) = &question.body else { panic!("{} has no options", question.id) };
    choice.options.iter().filter(|option| option.correct).map(|option| option.id.clone()).collect()
}

#[test]
fn an_own_mix_keeps_mock_forms_new_and_follows_its_filter() {
    let pack = shipped();
    let only = |only, progress: &Progress| {
        let form = Form::Custom(CustomForm { only, ..CustomForm::everything() });
        form.serve(&pack, progress, &start(1, 0, Policy::default())).questions
    };
    let new = Progress::default();
    let all = only(Only::All, &new);
    assert!(all.iter().all(|id| pack.question(id).unwrap().pool == Pool::Practice));
    for filter in [Only::Missed, Only::Starred, Only::Due] {
        assert!(only(filter, &new).is_empty(), "{filter:?} of nothing");
    }
    let mock = pack
        .questions
        .iter()
        .find(|question| question.pool == Pool::MockA && matches!(question.body, Body::Choice(_)));
    let mock = mock.unwrap();
    let form = Served { questions: vec![mock.id.clone()], ..Served::default() };
    let (mut exam, started) = Exam::start(&pack, form, Terms::default(), 1, Moment::of_wall(0));
    let wrong = exam.answer(&mock.id, Some(Response::Choice { picked: BTreeSet::new() })).unwrap();
    let facts = [started, wrong, exam.submit(&pack, SubmitReason::Learner)]
        .map(|event| Recorded { at_millis: 1, event });
    let progress = Progress::of(&facts, UTC);
    assert_eq!(
        only(Only::Missed, &progress),
        std::slice::from_ref(&mock.id),
        "it was taken, so it is new no more"
    );
    assert!(!only(Only::Unseen, &progress).contains(&mock.id));
}
