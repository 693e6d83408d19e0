//! The result of an exam, opened from the history.

use trapline::session::{Recorded, SessionEvent};

use crate::screens::pack::pack;
use crate::screens::stage::{NOON, Play};
use crate::transcript::sitting;

/// From the first screen to the result.
const OPEN: &str = "j j j j Enter Enter";

#[test]
fn a_past_exam_opens_again_with_its_whole_result() {
    let history = sitting(&pack());
    for (width, height) in [(80, 24), (120, 40)] {
        for (name, keys) in [
            ("result", ""),
            ("result-tables", "PgDn"),
            ("result-end", "End"),
            ("result-wrong", "f"),
            ("result-question", "g 2 Enter"),
            ("result-question-end", "g 2 Enter End"),
            ("result-formats", "e"),
        ] {
            let play = Play { history: history.clone(), ..Play::at(width, height) };
            let played = play.keys(&format!("{OPEN} {keys}"));
            insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "snapshots" }, {
                insta::assert_snapshot!(format!("{name}-{width}x{height}"), played.screen);
            });
        }
    }
}

#[test]
fn a_result_is_written_beside_earlier_ones_and_says_where() {
    let history = sitting(&pack());
    let files = [("results/exam-2026-11-24-1000.html".to_owned(), "older".to_owned())].into();
    let play = Play { history, files, ..Play::default() };
    let played = play.keys(&format!("{OPEN} e j j j Enter"));
    assert_eq!(played.files["results/exam-2026-11-24-1000.html"], "older");
    assert!(played.files["results/exam-2026-11-24-1000-2.html"].starts_with("<!DOCTYPE html>"));
    assert!(played.screen.contains("Written:"), "{}", played.screen);
}

#[test]
fn reading_what_was_not_right_ends_the_review_and_is_kept() {
    let history = sitting(&pack());
    let read =
        Play { history: history.clone(), ..Play::default() }.keys(&format!("{OPEN} f Enter n n n q q"));
    let reviewed: Vec<&str> = read
        .stored
        .iter()
        .filter_map(|event| match event {
            SessionEvent::ExamReviewed { question, .. } => Some(question.0.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(reviewed, ["symptom-timeout", "order", "case-endpoints"]);
    assert!(read.screen.contains("[+] Review done"), "{}", read.screen);
    let mut later = history;
    later.extend(read.stored.into_iter().map(|event| Recorded { at_millis: NOON + 1_000_000, event }));
    let again = Play { history: later, ..Play::default() }.keys(OPEN);
    assert!(again.screen.contains("[+] Review done"), "{}", again.screen);
}

#[test]
fn a_key_in_a_result_opens_self_study_on_the_objective() {
    let history = sitting(&pack());
    let played = Play { history, ..Play::default() }.keys(&format!("{OPEN} f Enter d"));
    assert!(!played.screen.contains("Result"), "{}", played.screen);
}
