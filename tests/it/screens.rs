//! The screens, driven by keys through the real loop, and looked at as text.

pub mod pack;
mod result;
pub mod stage;

use std::collections::VecDeque;

use crossterm::event::{KeyCode, KeyModifiers};
use rand::rngs::ChaCha12Rng;
use rand::{RngExt, SeedableRng};
use trapline::bank::QuestionId;
use trapline::launch::{Appearance, Start};
use trapline::session::{SessionEvent, SubmitReason};
use trapline::tui::Event;

use stage::{Play, Step, key};

const SIZES: [(u16, u16); 2] = [(80, 24), (140, 40)];

fn practice(question: &str) -> Start {
    Start::Practice { questions: vec![QuestionId(question.into()), QuestionId("who-downloads".into())] }
}

fn snapshot(name: &str, start: &Start, keys: &str) {
    for (width, height) in SIZES {
        let played = Play::at(width, height).start(start.clone()).keys(keys);
        insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "screens/snapshots" }, {
            insta::assert_snapshot!(format!("{name}-{width}x{height}"), played.screen);
        });
    }
}

#[test]
fn every_screen_looks_as_it_did() {
    let exam = Start::Exam { objectives: Vec::new() };
    for (name, start, keys) in [
        ("home", Start::Home, ""),
        ("choice", practice("who-downloads"), "b +"),
        ("choice-struck", practice("case-endpoints"), "b x j x"),
        ("symptom", practice("symptom-timeout"), ""),
        ("how-sure", practice("who-downloads"), "a Enter"),
        ("hints", practice("who-downloads"), "H H H"),
        ("because", practice("symptom-timeout"), "b Enter + text:the-route-is-missing"),
        ("because-feedback", practice("symptom-timeout"), "b - Enter text:the-route-is-missing Enter"),
        ("surprise", practice("who-downloads"), "a + Enter text:the-platform-does"),
        ("surprise-feedback", practice("who-downloads"), "a + Enter text:the-platform-does Enter"),
        ("undo", practice("who-downloads"), "a - Enter u"),
        ("undone", practice("who-downloads"), "a - Enter u y"),
        (
            "reflection-again",
            Start::Practice { questions: vec![QuestionId("recall".into()), QuestionId("recall".into())] },
            "text:No-outbound C-d Enter Enter text:The-platform C-d",
        ),
        ("proof", practice("who-downloads"), "a - Enter v"),
        ("proof-builder", practice("who-downloads"), "a - Enter v q"),
        ("feedback-wrong", practice("who-downloads"), "a - Enter"),
        ("ordering", practice("order"), "j K"),
        ("ordering-feedback", practice("order"), "= Enter"),
        ("matching", practice("match"), "b"),
        ("matching-feedback", practice("match"), "b b = Enter"),
        ("writing", practice("recall"), "text:No-outbound,we-encrypt"),
        ("rubric", practice("recall"), "text:No-outbound,we-encrypt C-d"),
        ("reflection-feedback", practice("recall"), "text:No-outbound C-d Enter"),
        ("drill-summary", practice("who-downloads"), "a + Enter Enter Enter c = Enter Enter q"),
        ("setup", exam.clone(), ""),
        ("tutorial", exam.clone(), "Enter"),
        ("tutorial-try-out", exam.clone(), "Enter Enter a x m +"),
        ("begin", exam.clone(), "Enter e"),
        ("exam-number", exam.clone(), "Enter e y g text:3"),
        ("exam-scenario", exam.clone(), "Enter e y g text:4 Enter v"),
        ("exam", exam.clone(), "Enter e y b J m"),
        ("exam-review", exam.clone(), "Enter e y b J m n r"),
        ("exam-end", exam.clone(), "Enter e y b J r e"),
        ("report", exam.clone(), "Enter e y b J r e text:END Enter"),
        ("report-end", exam, "Enter e y b J r e text:END Enter End"),
        ("labs", Start::Build { lab: None }, ""),
        ("lessons", Start::Home, "j j j Enter"),
        ("lesson", Start::Home, "j j j Enter Enter"),
        ("history", practice("who-downloads"), "a - Enter q q j j j j Enter"),
        ("help", Start::Home, "?"),
        ("search", Start::Home, "/ text:endpoint"),
        ("search-filter", Start::Home, "/ text:is: Space text:isolaton"),
        ("preview", Start::Home, "/ text:kind:question Enter"),
        ("preview-answered", practice("who-downloads"), "a - Enter s q q / text:is:missed Enter"),
        ("note", practice("who-downloads"), "a - Enter o text:Ask_who_downloads."),
        ("complaint", practice("who-downloads"), "a - Enter ! j j j Space"),
        ("settings", Start::Home, "j j j j j j Enter j + +"),
        ("settings-date", Start::Home, "j j j j j j Enter Enter text:2026-12-0"),
    ] {
        snapshot(name, &start, keys);
    }
}

#[test]
fn a_setting_is_in_the_file_at_once_and_what_is_no_date_is_refused() {
    let settings = "j j j j j j Enter ";
    for (keys, file, screen) in [
        ("Enter text:2026-12-06 Enter", Some("exam_date = \"2026-12-06\"\n"), "12 days to your exam."),
        ("Enter text:2026-12-06 Enter d", None, "not set"),
        ("Enter text:2026-12-36 Enter", None, "`exam_date` must be a date as YYYY-MM-DD"),
        ("Enter text:2026-12-06 Esc", None, "not set"),
        ("j + +", Some("desired_retention = 0.92\n"), "92 %"),
        ("j - - - - - - - - - - - - -", Some("desired_retention = 0.80\n"), "80 %"),
        ("j j Space", Some("ask_confidence = false\n"), "no"),
        ("j j j -", Some("explain_one_in = 3\n"), "one question in 3"),
        ("j j j j +", Some("questions_per_sitting = 15\n"), "15"),
    ] {
        let played = Play::default().keys(&format!("{settings}{keys}"));
        assert!(played.screen.contains(screen), "{keys}\n{}", played.screen);
        let saved = played.files.get("settings.toml").map(String::as_str).unwrap_or_default();
        match file {
            Some(line) => assert!(saved.ends_with(line), "{keys}: {saved}"),
            None => assert!(!saved.contains("exam_date = \"2"), "{keys}: {saved}"),
        }
    }
}

/// From the first screen on, with a single question to ask.
fn one_question() -> Play {
    let mut play = Play::default();
    play.pack.questions.truncate(1);
    play
}

#[test]
fn a_first_answer_takes_four_keys() {
    let played = one_question().keys("Enter b Enter -");
    assert!(
        matches!(played.stored.as_slice(), [SessionEvent::DrillAnswered { .. }]),
        "{:?}\n{}",
        played.stored,
        played.screen
    );
}

#[test]
fn an_exam_goes_from_set_up_to_report_by_keys_alone() {
    let script = "Enter e y b Enter m n b Enter n r f Enter b r e Esc e text:END Enter";
    let played = Play::default().start(Start::Exam { objectives: Vec::new() }).keys(script);
    assert!(
        matches!(played.stored.first(), Some(SessionEvent::ExamStarted { questions, .. }) if questions.len() == 4)
    );
    assert!(played.stored.iter().any(|event| matches!(event, SessionEvent::ExamFlagged { on: true, .. })));
    let Some(SessionEvent::ExamSubmitted { reason, results, .. }) = played.stored.last() else {
        panic!("not submitted: {:?}\n{}", played.stored, played.screen);
    };
    assert_eq!((*reason, results.len()), (SubmitReason::Learner, 4));
    assert!(played.screen.contains("of 4 right"), "{}", played.screen);
}

#[test]
fn at_zero_the_exam_submits_itself_even_under_a_dialog() {
    let started = Play::default().start(Start::Exam { objectives: Vec::new() });
    let played = started.keys("Enter e y b r e wait:480000");
    assert!(
        matches!(
            played.stored.last(),
            Some(SessionEvent::ExamSubmitted { reason: SubmitReason::TimeUp, .. })
        ),
        "{:?}",
        played.stored
    );
    assert!(played.screen.contains("Time was up"), "{}", played.screen);
}

#[test]
fn warnings_come_once_and_the_hidden_clock_returns_at_five_minutes() {
    let exam = || Play::default().start(Start::Exam { objectives: Vec::new() });
    let hidden = exam().keys("Enter e y t");
    assert!(hidden.screen.contains("Clock hidden"), "{}", hidden.screen);
    assert_eq!(hidden.wakes.last().unwrap().unwrap().as_secs(), 180, "sleeps until five minutes are left");
    let warned = exam().keys("Enter e y t wait:180000");
    assert!(warned.screen.contains("5 minutes left. The clock is shown again."), "{}", warned.screen);
    assert!(warned.screen.contains("Time remaining 5:00"), "{}", warned.screen);
    let later = exam().keys("Enter e y t wait:180000 b wait:1000");
    assert!(!later.screen.contains("minutes left."), "{}", later.screen);
}

#[test]
fn nothing_ticks_unless_a_clock_is_on_the_screen() {
    let idle = Play::default().keys("j k Enter b + Enter ?");
    assert!(idle.wakes.iter().all(Option::is_none), "{:?}", idle.wakes);
    let exam = Play::default().start(Start::Exam { objectives: Vec::new() }).keys("Enter e y wait:250");
    let wakes: Vec<u64> =
        exam.wakes.iter().flatten().map(|wake| u64::try_from(wake.as_millis()).unwrap()).collect();
    assert_eq!(wakes, [1000, 750]);
}

/// The same fact, had the machine been started anew since.
fn on_another_boot(mut event: SessionEvent) -> SessionEvent {
    if let SessionEvent::ExamStarted { boot, .. } = &mut event {
        *boot = None;
    }
    event
}

#[test]
fn an_exam_that_was_left_is_offered_with_its_answers_and_its_clock() {
    let left = Play::default().start(Start::Exam { objectives: Vec::new() }).keys("Enter e y b J C-c");
    assert!(left.farewell.unwrap().contains("clock runs on"));
    let history = left
        .stored
        .into_iter()
        .map(|event| trapline::session::Recorded {
            at_millis: stage::NOON - 60_000,
            event: on_another_boot(event),
        })
        .collect::<Vec<_>>();
    let again = Play { history: history.clone(), ..Play::default() }.keys("");
    assert!(again.screen.contains("3 of 4 questions unanswered. Time remaining 7:00"), "{}", again.screen);
    let resumed = Play { history: history.clone(), ..Play::default() }.keys("Enter r");
    assert!(resumed.screen.contains("Answered 1"), "{}", resumed.screen);
    let given_up = Play { history, ..Play::default() }.keys("j Enter y");
    assert!(matches!(given_up.stored.as_slice(), [SessionEvent::ExamAbandoned { .. }]));
    assert!(!given_up.screen.contains("unfinished"), "{}", given_up.screen);
}

#[test]
fn a_broken_store_is_told_and_needs_consent() {
    let broken = || Play { broken_store: true, ..one_question() };
    let told = broken().keys("Enter b Enter -");
    assert!(told.screen.contains("the disk is full"), "{}", told.screen);
    let stays = broken().keys("Enter b Enter - Enter Space b");
    assert!(stays.screen.contains("the disk is full"), "{}", stays.screen);
    let goes_on = broken().keys("Enter b Enter - y");
    assert!(goes_on.screen.contains("Answers are not being saved."), "{}", goes_on.screen);
    let again = broken().keys("Enter b Enter - y q q Enter b Enter -");
    assert!(!again.screen.contains("the disk is full"), "asked once\n{}", again.screen);
}

#[test]
fn a_small_terminal_says_so_and_recovers() {
    let small = Play::default().keys("size:38x10 j");
    assert_eq!(
        small.screen.replace('\n', " ").split_whitespace().collect::<Vec<_>>().join(" "),
        "Terminal is 38x10; needs 40x12. Enlarge it, or run with --plain."
    );
    let back = Play::default().keys("size:38x10 size:80x24");
    assert_eq!(back.screen, Play::default().keys("").screen);
}

#[test]
fn without_colour_and_beyond_ascii_nothing_is_drawn_that_was_not_asked_for() {
    let appearance = Appearance { colour: false, ascii: true, mouse: false };
    for keys in ["", "Enter b Enter", "Enter b + Enter", "j Enter", "?"] {
        let played = Play { appearance, ..Play::default() }.keys(keys);
        assert!(played.screen.is_ascii(), "{keys}\n{}", played.screen);
    }
}

#[test]
fn random_keys_at_random_sizes_never_panic() {
    const KEYS: [KeyCode; 12] = [
        KeyCode::Enter,
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::Left,
        KeyCode::Right,
        KeyCode::PageUp,
        KeyCode::PageDown,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::Tab,
    ];
    const LETTERS: &[u8] = b"abcdef123456 jkxumrtTvfenpJK+-=?gGywHio/q";
    for seed in 0..12 {
        let mut rng = ChaCha12Rng::seed_from_u64(seed);
        let script: VecDeque<Step> = (0..600)
            .map(|_| match rng.random_range(0..20) {
                0 => Step::Event(Event::Resized(rng.random_range(0..300), rng.random_range(0..110))),
                1 => Step::Wait(rng.random_range(0..20_000)),
                2..6 => key(KEYS[rng.random_range(0..KEYS.len())], KeyModifiers::NONE),
                6 => key(KeyCode::Char('d'), KeyModifiers::CONTROL),
                7 => key(KeyCode::Down, KeyModifiers::SHIFT),
                _ => {
                    let letter = LETTERS[rng.random_range(0..LETTERS.len() - 1)];
                    key(KeyCode::Char(char::from(letter)), KeyModifiers::NONE)
                }
            })
            .collect();
        let played = Play::default().events(script);
        assert!(!played.wakes.is_empty());
    }
}
