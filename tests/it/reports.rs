//! The file of a report about a question.

use std::path::Path;

use trapline::bank::{Body, Pack, QuestionId};
use trapline::launch::{Suggestion, report_path};

/// 24 November 2026, 10:00 UTC.
const NOON: i64 = 1_795_514_400_000;

/// The first question of the built-in pack with options.
fn question() -> (QuestionId, Pack) {
    let pack = trapline::pack::builtin().pack.unwrap();
    let choice = pack.questions.iter().find(|question| matches!(question.body, Body::Choice(_))).unwrap();
    (choice.id.clone(), pack)
}

fn parsed(report: &Suggestion) -> toml::Table {
    report.to_toml(NOON).parse().unwrap()
}

#[test]
fn a_report_holds_the_words_and_only_what_was_changed() {
    let (id, pack) = question();
    let mut report = Suggestion::new(&id, &pack);
    assert!(report.is_empty());
    report.set(0, "the key is not the best answer");
    let file = parsed(&report);
    assert_eq!(file["question"].as_str(), Some(id.0.as_str()));
    assert_eq!(file["pack"].as_str(), Some(pack.id.0.as_str()));
    assert_eq!(file["reported_on"].as_str(), Some("2026-11-24"));
    assert_eq!(file["words"].as_str(), Some("the key is not the best answer"));
    assert!(!file.contains_key("edit"), "{file}");
    let at = |name: &str| (0..report.len()).find(|at| report.name(*at).ends_with(name)).unwrap();
    let (stem, correct, why) = (at("stem"), at("correct"), at("why"));
    report.set(stem, "Which one?");
    report.toggle(correct);
    report.set(why, "Because.");
    let file = parsed(&report);
    assert_eq!(file["edit"]["stem"].as_str(), Some("Which one?"));
    let options = file["edit"]["option"].as_array().unwrap();
    assert_eq!(options.len(), 1, "one option was changed: {file}");
    let keys: Vec<&String> = options[0].as_table().unwrap().keys().collect();
    assert_eq!(keys, ["correct", "id", "why"]);
    report.toggle(correct);
    report.set(why, &pack_why(&pack, &id));
    assert!(
        !parsed(&report)["edit"].as_table().unwrap().contains_key("option"),
        "changed back is not changed"
    );
}

fn pack_why(pack: &Pack, id: &QuestionId) -> String {
    match &pack.question(id).unwrap().body {
        Body::Choice(choice) => choice.options[0].why.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn whatever_is_typed_comes_back_from_the_file_and_steers_no_terminal() {
    let (id, pack) = question();
    for typed in ["\"\"\"", "a\nb\n", "\\", "\u{1b}[2J\u{7}", "'''", "# no comment", "\u{202e}", "é日本\t"]
    {
        let mut report = Suggestion::new(&id, &pack);
        report.set(0, typed);
        report.set(1, typed);
        let file = parsed(&report);
        assert_eq!(file["words"].as_str(), Some(typed));
        assert_eq!(file["edit"]["stem"].as_str(), Some(typed));
        let text = report.to_toml(NOON);
        assert!(!text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')), "{text:?}");
    }
}

#[test]
fn every_question_of_the_pack_can_be_reported_in_every_value() {
    let (_, pack) = question();
    for question in &pack.questions {
        let mut report = Suggestion::new(&question.id, &pack);
        for at in 0..report.len() {
            report.toggle(at);
            report.set(at, "changed");
            assert!(report.is_changed(at), "{} {}", question.id, report.name(at));
        }
        assert_eq!(parsed(&report)["version"].as_integer(), Some(i64::from(question.version)));
    }
}

#[test]
fn an_id_cannot_leave_the_folder() {
    let id = QuestionId("../../etc/passwd".to_owned());
    assert_eq!(report_path(Path::new("/h"), &id, 2), Path::new("/h/reports/------etc-passwd-2.toml"));
}
