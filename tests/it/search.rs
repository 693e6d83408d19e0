//! Search over the built-in pack.

use trapline::bank::{Body, Pack, Pool, Question, QuestionId};
use trapline::memory::{Clock, Policy};
use trapline::search::{Found, Index, LIMIT, Query, Standing, Target, excerpt, find};
use trapline::session::{Progress, Recorded, SessionEvent};

fn builtin() -> Pack {
    trapline::pack::builtin().pack.unwrap()
}

fn progress(events: &[SessionEvent]) -> Progress {
    let recorded = |event: &SessionEvent| Recorded { at_millis: 1, event: event.clone() };
    let history: Vec<Recorded> = events.iter().map(recorded).collect();
    Progress::of(&history, Clock { utc_offset_secs: 0, rollover_hour: 4 })
}

fn look(typed: &str, pack: &Pack, progress: &Progress) -> Found {
    let standing = Standing { progress, today: 0, policy: Policy::default() };
    find(&Index::of(pack, standing), &Query::parse(typed), pack, standing)
}

/// What gives the answer of a question away.
fn rationales(question: &Question) -> Vec<&str> {
    match &question.body {
        Body::Choice(choice) => choice.options.iter().map(|option| option.why.as_str()).collect(),
        Body::Ordering(ordering) => ordering.steps.iter().map(|step| step.why.as_str()).collect(),
        Body::Matching(matching) => matching.prompts.iter().map(|prompt| prompt.why.as_str()).collect(),
        Body::Reflection(reflection) => vec![reflection.model_answer.as_str()],
    }
}

/// Whether stem, options or rationale have this word.
fn says(pack: &Pack, target: Target, word: &str) -> bool {
    let Target::Question(at) = target else { return false };
    let question = &pack.questions[at];
    let options = match &question.body {
        Body::Choice(choice) => choice.options.iter().map(|option| option.text.as_str()).collect(),
        _ => Vec::new(),
    };
    let mut texts = rationales(question).into_iter().chain(options).chain([question.stem.as_str()]);
    texts.any(|text| text.to_lowercase().contains(word))
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
        assert!(best > 0, "{typed}: {:?}", found.targets.first());
    }
    assert_eq!(look("qqqqzzzzxxxx", &pack, &progress).total, 0);
    let both = look("gateway kms", &pack, &progress);
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
    let inside = |q: &&Question| {
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
    let standing = Standing { progress: &progress, today: 0, policy: Policy::default() };
    for typed in ["gateway", "isolaton", "s3 endpoint", "because"] {
        let found = look(typed, &pack, &progress);
        let question = |target: &Target| match target {
            Target::Question(at) => pack.questions.get(*at),
            _ => None,
        };
        let secrets: Vec<String> = found
            .targets
            .iter()
            .filter_map(question)
            .flat_map(rationales)
            .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        for target in &found.targets {
            let shown = excerpt(&found, *target, &pack, standing, 60);
            assert!(!shown.text.is_empty() && !shown.text.contains('\n'));
            for mark in &shown.marks {
                assert!(shown.text.get(mark.clone()).is_some_and(|marked| !marked.is_empty()), "{shown:?}");
            }
            assert!(!secrets.contains(&shown.text), "{typed}: {shown:?}");
            assert!(shown.place.is_none() || shown.marks.is_empty(), "{shown:?}");
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
    let standing = Standing { progress: &progress, today: 0, policy: Policy::default() };
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
