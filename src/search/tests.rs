use super::*;
use crate::bank::{Pack, Pool, QuestionId};
use crate::memory::Clock;
use crate::session::{Progress, Recorded, SessionEvent};

fn builtin() -> Pack {
    crate::pack::builtin().pack.unwrap()
}

fn progress(events: &[SessionEvent]) -> Progress {
    let recorded = |event: &SessionEvent| Recorded { at_millis: 1, event: event.clone() };
    let history: Vec<Recorded> = events.iter().map(recorded).collect();
    Progress::of(&history, Clock { utc_offset_secs: 0, rollover_hour: 4 })
}

fn look(typed: &str, pack: &Pack, progress: &Progress) -> Found {
    let standing = Standing { progress, today: 0 };
    find(&Index::of(pack, standing), &Query::parse(typed), pack, standing)
}

#[test]
fn what_is_typed_is_words_filters_and_advice() {
    for (typed, words, filters, advice) in [
        ("", &[][..], vec![], None),
        ("Gateway  endpoint", &["gateway", "endpoint"], vec![], None),
        ("s3:GetObject", &["s3", "getobject"], vec![], None),
        ("is:starred", &[], vec![(false, Wanted::Is(State::Starred))], None),
        ("IS:Missed nat", &["nat"], vec![(false, Wanted::Is(State::Missed))], None),
        ("-is:unseen", &[], vec![(true, Wanted::Is(State::Unseen))], None),
        ("is:u", &[], vec![(false, Wanted::Is(State::Unseen))], None),
        ("is:", &[], vec![], Some("is: takes starred, missed")),
        ("is:r", &[], vec![], Some("is: takes starred, missed")),
        ("is:red", &[], vec![], Some("is: takes")),
        ("has:note", &[], vec![(false, Wanted::HasNote)], None),
        ("has:tail", &[], vec![], Some("has: takes note")),
        (
            "kind:multiple",
            &[],
            vec![(false, Wanted::Kind(vec!["multiple-choice", "multiple-response"]))],
            None,
        ),
        ("kind:lab", &[], vec![(false, Wanted::Kind(vec!["lab"]))], None),
        ("kind:essay", &[], vec![], Some("kind: takes question, multiple-choice")),
        ("family:DEF", &[], vec![(false, Wanted::Family("def".into()))], None),
        ("family:", &[], vec![], Some("family: takes")),
        ("objective:ISO-01", &[], vec![(false, Wanted::Objective("iso-01".into()))], None),
        ("tag:s3", &[], vec![(false, Wanted::Tag("s3".into()))], None),
        ("tag:", &[], vec![], Some("tag: takes")),
        ("--- ::", &[], vec![], None),
    ] {
        let query = Query::parse(typed);
        assert_eq!(query.words, words, "{typed}");
        let found: Vec<(bool, Wanted)> = query.filters.into_iter().map(|f| (f.excludes, f.wanted)).collect();
        assert_eq!(found, filters, "{typed}");
        match (query.advice, advice) {
            (None, None) => {}
            (Some(given), Some(start)) => assert!(given.starts_with(start), "{typed}: {given}"),
            other => panic!("{typed}: {other:?}"),
        }
    }
}

/// What a question says, all in one.
fn says(pack: &Pack, target: Target, word: &str) -> bool {
    text::fields(target, pack).iter().any(|(_, text)| text.to_lowercase().contains(word))
}

#[test]
fn every_entry_that_has_the_word_is_found_and_misspelled_words_find_it_too() {
    let (pack, progress) = (builtin(), progress(&[]));
    for (typed, word) in [
        ("gateway", "gateway"),
        ("GATEWAY", "gateway"),
        ("isolation", "isolation"),
        ("isolaton", "isolation"),
        ("isloation", "isolation"),
        ("endpnt", "endpoint"),
        ("flowlog", "flow"),
    ] {
        let found = look(typed, &pack, &progress);
        assert!(found.total > 0, "{typed}");
        if typed.eq_ignore_ascii_case(word) {
            let having = |at: &usize| {
                let question = &pack.questions[*at];
                question.pool == Pool::Practice && says(&pack, Target::Question(*at), word)
            };
            let wanted = (0..pack.questions.len()).filter(having).count();
            let questions = found.targets.iter().filter(|t| matches!(t, Target::Question(_))).count();
            assert!(questions >= wanted.min(LIMIT), "{typed}: {questions} of {wanted}");
        }
        let best = found.targets.iter().take(3).filter(|target| says(&pack, **target, word)).count();
        assert!(best > 0 || typed == "flowlog", "{typed}: {:?}", found.targets.first());
    }
    assert_eq!(look("qqqqzzzzxxxx", &pack, &progress).total, 0);
    let both = look("gateway nat", &pack, &progress);
    assert!(both.total > 0 && both.total < look("gateway", &pack, &progress).total);
}

#[test]
fn filters_let_through_what_they_say() {
    let pack = builtin();
    let practice: Vec<&QuestionId> =
        pack.questions.iter().filter(|q| q.pool == Pool::Practice).map(|q| &q.id).collect();
    let starred = practice[3].clone();
    let noted = practice[5].clone();
    let progress = progress(&[
        SessionEvent::Starred { question: starred.clone(), on: true },
        SessionEvent::Starred { question: noted.clone(), on: true },
        SessionEvent::Starred { question: noted.clone(), on: false },
        SessionEvent::Noted { question: noted.clone(), text: "Zanzibar, remember".into() },
    ]);
    let ids = |typed: &str| -> Vec<QuestionId> {
        let id = |target: &Target| match target {
            Target::Question(at) => Some(pack.questions[*at].id.clone()),
            _ => None,
        };
        look(typed, &pack, &progress).targets.iter().filter_map(id).collect()
    };
    assert_eq!(ids("is:starred"), std::slice::from_ref(&starred));
    assert_eq!(ids("has:note"), std::slice::from_ref(&noted));
    assert_eq!(ids("zanzibar"), std::slice::from_ref(&noted));
    assert_eq!(ids("zanzibr is:unseen"), [noted]);
    assert_eq!(ids("is:starred -is:starred"), []);
    let all = look("", &pack, &progress).total;
    for typed in ["kind:lesson", "kind:lab", "kind:ordering", "is:unseen", "kind:question"] {
        let (with, without) =
            (look(typed, &pack, &progress).total, look(&format!("-{typed}"), &pack, &progress).total);
        assert_eq!(with + without, all, "{typed}");
        assert!(with > 0, "{typed}");
    }
    let family = &pack.blueprint.families[0].id;
    let found = look(&format!("family:{family} kind:question"), &pack, &progress);
    let inside = |q: &&crate::bank::Question| {
        q.pool == Pool::Practice
            && pack.blueprint.objective(&q.objective).is_some_and(|o| o.family == *family)
    };
    assert_eq!(found.total, pack.questions.iter().filter(inside).count());
}

#[test]
fn questions_of_a_mock_form_stay_hidden_until_they_were_met() {
    let mut pack = builtin();
    pack.questions.truncate(3);
    pack.questions[0].pool = Pool::MockA;
    assert_eq!(look("kind:question", &pack, &progress(&[])).total, 2);
}

#[test]
fn an_excerpt_marks_what_matches_and_gives_no_answer_away() {
    let (pack, progress) = (builtin(), progress(&[]));
    let standing = Standing { progress: &progress, today: 0 };
    for typed in ["gateway", "isolaton", "s3 endpoint", "because"] {
        let found = look(typed, &pack, &progress);
        let secrets: Vec<String> = found
            .targets
            .iter()
            .flat_map(|target| text::fields(*target, &pack))
            .filter(|(field, _)| *field == text::Field::Rationale)
            .map(|(_, text)| text.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        for target in &found.targets {
            let shown = excerpt(&found, *target, &pack, standing, 60);
            assert!(!shown.text.is_empty() && !shown.text.contains('\n'));
            for mark in &shown.marks {
                assert!(shown.text.get(mark.clone()).is_some_and(|marked| !marked.is_empty()), "{shown:?}");
            }
            assert!(!secrets.contains(&shown.text), "{typed}: {shown:?}");
            assert_eq!(shown.place.is_some(), shown.place.is_some() && shown.marks.is_empty());
        }
    }
    let found = look("gateway", &pack, &progress);
    let shown = excerpt(&found, found.targets[0], &pack, standing, 60);
    let first = shown.marks.first().unwrap();
    assert!(shown.text[first.clone()].eq_ignore_ascii_case("gateway"), "{shown:?}");
    assert!(shown.text[..first.start].chars().count() < 60, "the match is in view: {shown:?}");
}

#[test]
fn an_index_that_grew_in_pieces_finds_the_same() {
    let (pack, progress) = (builtin(), progress(&[]));
    let standing = Standing { progress: &progress, today: 0 };
    let mut grown = Index::default();
    let mut pieces = 0;
    while !grown.grow(&pack, standing, 7) {
        pieces += 1;
    }
    assert!(pieces > 10);
    let whole = Index::of(&pack, standing);
    let query = Query::parse("endpoint policy");
    let found = |index: &Index| find(index, &query, &pack, standing).targets;
    assert_eq!(found(&grown), found(&whole));
    assert_eq!(grown.reach(&pack), whole.reach(&pack));
}

#[test]
fn words_are_stretches_of_letters_and_digits() {
    for (text, expected) in [
        ("", &[][..]),
        ("VPC-only, s3:GetObject.", &[(0, "VPC"), (4, "only"), (10, "s3"), (13, "GetObject")]),
        ("10.0.0.0/16", &[(0, "10"), (3, "0"), (5, "0"), (7, "0"), (9, "16")]),
        ("é日本 x\u{1b}[2J", &[(0, "é日本"), (9, "x"), (12, "2J")]),
    ] {
        assert_eq!(text::words(text).collect::<Vec<_>>(), expected, "{text}");
    }
}
