//! Stars, notes, reports and search, by keys through the real loop.

use std::collections::BTreeMap;

use trapline::bank::QuestionId;
use trapline::launch::Start;
use trapline::session::SessionEvent;

use crate::screens::stage::Play;

fn answered() -> Play {
    Play::default().start(Start::Practice {
        questions: vec![QuestionId("who-downloads".into()), QuestionId("symptom-timeout".into())],
    })
}

#[test]
fn a_star_is_one_key_and_is_shown_with_a_word() {
    let played = answered().keys("a - Enter s");
    assert!(
        matches!(played.stored.last(), Some(SessionEvent::Starred { on: true, question }) if question.0 == "who-downloads"),
        "{:?}",
        played.stored
    );
    assert!(played.screen.contains("* starred"), "{}", played.screen);
    let again = answered().keys("a - Enter s s");
    assert!(
        matches!(again.stored.last(), Some(SessionEvent::Starred { on: false, .. })),
        "{:?}",
        again.stored
    );
    let before_the_answer = answered().keys("s");
    assert!(before_the_answer.stored.is_empty(), "no star before the answer: {:?}", before_the_answer.stored);
}

#[test]
fn a_note_is_kept_and_an_emptied_one_is_taken_away() {
    for (keys, kept) in [
        ("text:mine C-d", Some("mine")),
        ("text:mine Enter text:too C-d", Some("mine\ntoo")),
        ("text:mine C-d o C-u C-d", Some("")),
        ("text:mine Esc y", None),
        ("Esc", None),
    ] {
        let played = answered().keys(&format!("a - Enter o {keys}"));
        let noted = played.stored.iter().rev().find_map(|event| match event {
            SessionEvent::Noted { text, .. } => Some(text.as_str()),
            _ => None,
        });
        assert_eq!(noted, kept, "{keys}\n{}", played.screen);
        assert!(played.screen.contains("Question 1 of 2"), "back at the feedback: {keys}\n{}", played.screen);
    }
}

#[test]
fn a_note_with_control_characters_steers_no_terminal() {
    let mut play = answered();
    let noted = SessionEvent::Noted {
        question: QuestionId("who-downloads".into()),
        text: "a\u{1b}[2Jb\u{202e}c".into(),
    };
    play.history = vec![trapline::session::Recorded { at_millis: 1, event: noted }];
    for keys in ["a - Enter o", "q / text:has:note", "q / text:has:note Enter", "a - Enter !"] {
        let mut again = answered();
        again.history.clone_from(&play.history);
        let screen = again.keys(keys).screen;
        assert!(!screen.chars().any(|c| c.is_control() && c != '\n'), "{keys}\n{screen:?}");
        assert!(!screen.contains('\u{202e}'), "{keys}\n{screen:?}");
    }
}

#[test]
fn a_report_is_a_new_file_and_says_where_it_is() {
    let script = "a - Enter ! Enter text:wrong C-d C-s";
    let played = answered().keys(script);
    let file = &played.files["reports/who-downloads-1.toml"];
    for line in ["question = \"who-downloads\"", "words = \"wrong\"", "reported_on = \"2026-11-24\""] {
        assert!(file.contains(line), "{line}\n{file}");
    }
    assert!(!file.contains("[edit]\n"), "nothing was changed: {file}");
    assert!(matches!(played.stored.last(), Some(SessionEvent::Reported { text, .. }) if text == "wrong"));
    assert!(played.screen.contains("reports/who-downloads-1.toml"), "{}", played.screen);
    assert!(played.screen.contains("Nothing was sent"), "{}", played.screen);
    let mut again = answered();
    again.files = BTreeMap::from([("reports/who-downloads-1.toml".to_owned(), "kept".to_owned())]);
    let played = again.keys(script);
    assert_eq!(played.files["reports/who-downloads-1.toml"], "kept");
    assert!(played.files.contains_key("reports/who-downloads-2.toml"), "{:?}", played.files);
    let empty = answered().keys("a - Enter ! C-s");
    assert!(empty.files.is_empty() && empty.screen.contains("Say first what is wrong"), "{}", empty.screen);
}

#[test]
fn a_report_before_the_answer_would_show_the_key() {
    let played = Play::default().keys("/ text:kind:question Enter !");
    assert!(played.screen.contains("Answer it first"), "{}", played.screen);
}

#[test]
fn search_finds_opens_and_practises() {
    for (keys, said) in [
        ("/ text:qqzzqq", "Nothing is found."),
        ("/ text:is:starred", "0 found"),
        ("/ text:is:sta Enter", "Nothing is found: take a word away"),
        ("/ text:kind:lesson Enter", "Enter: "),
        ("/ text:kind:question C-p", "Question 1 of "),
        ("/ text:kind:question Enter Enter", "Question 1 of 1"),
        ("/ text:kind:question Enter n", "Found 2 of "),
        ("/ text:kind:question Enter", "once you have answered it"),
        ("/ text:kind:lab C-p", "There is no question among what is found."),
        ("/ text:is:x", "is: takes starred"),
        ("/ Esc", "Study"),
    ] {
        let played = Play::default().keys(keys);
        assert!(played.screen.contains(said), "{keys}: {said}\n{}", played.screen);
    }
}

#[test]
fn what_is_starred_in_the_preview_is_found_at_once() {
    let played =
        Play::default().keys("/ text:is:starred Esc / text:kind:question Enter s q C-u text:is:starred");
    assert!(played.screen.contains("1 found"), "{}", played.screen);
}
