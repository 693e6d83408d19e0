//! The mock forms of the built-in pack are what their blueprint says.

use std::collections::{BTreeMap, BTreeSet};

use trapline::bank::{Body, Pack, Question, QuestionKind};
use trapline::memory::Policy;
use trapline::pack::builtin;
use trapline::session::{Form, MockForm, Progress, Start};

/// Each form with its questions.
fn forms(pack: &Pack) -> Vec<(MockForm, Vec<&Question>)> {
    MockForm::ALL
        .into_iter()
        .map(|form| (form, pack.questions.iter().filter(|q| q.pool == form.pool()).collect()))
        .collect()
}

#[test]
fn every_form_is_served_whole_whatever_the_seed() {
    let pack = builtin().pack.unwrap();
    for (form, held) in forms(&pack) {
        assert_eq!(held.len(), pack.exam.questions);
        for seed in 0..20 {
            let start = Start { seed, now_millis: 0, today: 0, policy: Policy::default() };
            let served = Form::Mock(form).serve(&pack, &Progress::default(), &start);
            let served: BTreeSet<_> = served.questions.iter().collect();
            assert_eq!(served, held.iter().map(|question| &question.id).collect());
        }
    }
}

#[test]
fn every_form_has_the_kinds_of_the_exam() {
    let pack = builtin().pack.unwrap();
    for (form, held) in forms(&pack) {
        let count = |of: fn(&Question) -> bool| held.iter().filter(|question| of(question)).count();
        assert_eq!(count(|q| q.case.is_some()), 1, "{form:?}");
        assert_eq!(count(|q| q.kind == QuestionKind::MultipleResponse), 4, "{form:?}");
        assert_eq!(count(|q| q.kind == QuestionKind::Ordering), 1, "{form:?}");
        assert_eq!(count(|q| q.kind == QuestionKind::Matching), 1, "{form:?}");
        for question in &held {
            if let Body::Choice(choice) = &question.body {
                let options = if question.kind == QuestionKind::MultipleResponse { 5 } else { 4 };
                assert_eq!(choice.options.len(), options, "{}", question.id);
            }
        }
    }
}

#[test]
fn every_family_has_its_share_of_every_form() {
    let pack = builtin().pack.unwrap();
    let mut weights: BTreeMap<&str, u32> = BTreeMap::new();
    for objective in &pack.blueprint.objectives {
        *weights.entry(&objective.family).or_default() += objective.weight;
    }
    for (form, held) in forms(&pack) {
        for (family, weight) in &weights {
            let is_of_it = |question: &&&Question| {
                pack.blueprint.objective(&question.objective).is_some_and(|o| o.family == *family)
            };
            let seats = u32::try_from(held.iter().filter(is_of_it).count()).unwrap();
            let share = weight * u32::try_from(held.len()).unwrap();
            assert!((seats * 100).abs_diff(share) < 100, "{form:?}: {seats} of {family}, {weight} percent");
        }
    }
}

#[test]
fn the_length_of_an_option_does_not_give_the_key_away() {
    let pack = builtin().pack.unwrap();
    let (mut asked, mut longest) = (0, 0);
    for question in forms(&pack).into_iter().flat_map(|(_, held)| held) {
        let Body::Choice(choice) = &question.body else { continue };
        if choice.picks() != 1 {
            continue;
        }
        let length = |correct: bool| {
            let of_kind = choice.options.iter().filter(move |option| option.correct == correct);
            of_kind.map(|option| option.text.chars().filter(|c| *c != '`').count()).max().unwrap()
        };
        asked += 1;
        longest += usize::from(length(true) > length(false));
    }
    // Blind chance is a quarter; 23 of 57 or more would happen by luck in fewer than one pack in a hundred.
    assert_eq!(asked, 57);
    assert!(longest < 23, "the key is the longest option of {longest} of {asked}");
}
