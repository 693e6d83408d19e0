//! The flow of self-study over the shipped pack: from a wrong answer to the network that fails, and back.

use trapline::aws::Config;
use trapline::bank::{Body, Pack, Question};
use trapline::lab::find;
use trapline::launch::Start;
use trapline::session::{Progress, SessionEvent, diagnostic, display_order, question_on};

use crate::screens::stage::Play;

fn pack() -> Pack {
    trapline::pack::builtin().pack.unwrap()
}

/// A question, the letter of a wrong option, and the misconception it stands for.
fn wrong_answer(pack: &Pack) -> (Question, char, String) {
    let found = pack.questions.iter().find_map(|question| {
        let Body::Choice(choice) = &question.body else { return None };
        let shown = display_order(7, 0, choice.options.len());
        let at = shown.iter().position(|at| {
            let belief = choice.options[*at].misconception.as_deref();
            choice.picks() == 1 && belief.is_some_and(|id| pack.demonstration(id).is_some())
        })?;
        let belief = choice.options[shown[at]].misconception.clone().unwrap();
        Some((question.clone(), char::from(b'a' + u8::try_from(at).unwrap()), belief))
    });
    found.unwrap()
}

/// Keys that give the answer `letter` and lead to its feedback, whether or not a reason is asked for.
fn to_feedback(play: &dyn Fn() -> Play, letter: char) -> String {
    let keys = format!("{letter} - Enter");
    if play().keys(&keys).stored.is_empty() { format!("{keys} Enter") } else { keys }
}

#[test]
fn every_belief_that_can_be_built_fails_as_a_network() {
    let pack = pack();
    let shown: Vec<_> =
        pack.misconceptions.iter().filter_map(|m| Some((&m.id, pack.refutation(&m.id)?))).collect();
    assert!(shown.len() > 50, "{}", shown.len());
    for (id, refutation) in shown {
        let config = Config::build(refutation.draft()).unwrap_or_else(|errors| panic!("{id}: {errors:?}"));
        let unmet = find(refutation.lab, &config).iter().any(|finding| !finding.met);
        assert!(unmet, "{id} does not fail in `{}`", refutation.lab.id);
    }
}

#[test]
fn a_wrong_answer_opens_its_belief_as_a_network_that_is_not_counted() {
    let pack = pack();
    let (question, letter, belief) = wrong_answer(&pack);
    let start = Start::Practice { questions: vec![question.id.clone()] };
    let play = || Play { pack: pack.clone(), ..Play::default() }.start(start.clone());
    let answer = to_feedback(&play, letter);
    let evidence = play().keys(&format!("{answer} v"));
    assert!(evidence.screen.contains("The belief as a network."), "{belief}\n{}", evidence.screen);
    assert!(evidence.screen.contains("[X] not met"), "{}", evidence.screen);
    let graded = play().keys(&format!("{answer} v q g y"));
    assert!(graded.screen.contains("Not passed yet"), "{}", graded.screen);
    assert!(matches!(graded.stored.as_slice(), [SessionEvent::DrillAnswered { .. }]), "{:?}", graded.stored);
    assert!(graded.files.is_empty(), "{:?}", graded.files.keys());
    let back = play().keys(&format!("{answer} v q g y v"));
    assert!(back.screen.contains("Question 1 of 1"), "{}", back.screen);
}

#[test]
fn a_failure_leads_to_a_question_on_its_belief_and_first_to_one_that_was_not_seen() {
    let pack = pack();
    let (question, _, belief) = wrong_answer(&pack);
    let fresh = question_on(&pack, &Progress::default(), std::slice::from_ref(&belief), &[]).unwrap();
    assert!(pack.question(&fresh).unwrap().body.offered().contains(&belief.as_str()));
    let nothing = question_on(&pack, &Progress::default(), &["no-such-belief".to_owned()], &[]);
    assert_eq!(nothing, None);
    let objective = [question.objective];
    let taught = question_on(&pack, &Progress::default(), &[], &objective).unwrap();
    assert_eq!(pack.question(&taught).unwrap().objective, objective[0]);
}

#[test]
fn an_answer_that_is_taken_back_is_asked_again_and_counts_for_nothing() {
    let pack = pack();
    let (question, letter, _) = wrong_answer(&pack);
    let start = Start::Practice { questions: vec![question.id.clone()] };
    let play = || Play { pack: pack.clone(), ..Play::default() }.start(start.clone());
    let answer = to_feedback(&play, letter);
    let kept = play().keys(&format!("{answer} u n"));
    assert!(matches!(kept.stored.as_slice(), [SessionEvent::DrillAnswered { .. }]), "{:?}", kept.stored);
    let undone = play().keys(&format!("{answer} u y"));
    let [SessionEvent::DrillAnswered { .. }, SessionEvent::AnswerUndone { question: of, .. }] =
        undone.stored.as_slice()
    else {
        panic!("{:?}", undone.stored);
    };
    assert_eq!(*of, question.id);
    assert!(undone.screen.contains("Question 1 of 1"), "{}", undone.screen);
}

#[test]
fn the_diagnostic_asks_one_question_of_each_family_before_a_second_one() {
    let pack = pack();
    for seed in 0..20 {
        let drawn = diagnostic(&pack, &Progress::default(), seed);
        let families: std::collections::BTreeSet<&str> = drawn
            .iter()
            .map(|id| &pack.question(id).unwrap().objective)
            .map(|objective| pack.blueprint.objective(objective).unwrap().family.as_str())
            .collect();
        assert_eq!((drawn.len(), families.len()), (8, 8), "seed {seed}: {drawn:?}");
    }
}
