use super::*;
use crate::session::{Purpose, SessionId, Stamp};
use Confidence::{Guess, Sure, Unsure};

const BELIEF: &str = "vpc-is-isolation";

/// A ledger after answers that offered the belief: day, question, confidence, acted on.
fn ledger(answers: &[(i64, &str, Option<Confidence>, bool)]) -> Ledger {
    let mut ledger = Ledger::default();
    let session = SessionId::new(1, 1);
    let stamp = Stamp { offered: vec![BELIEF.to_owned()], ..Stamp::default() };
    for (day, question, confidence, acts) in answers {
        let acted_on = if *acts { vec![BELIEF.to_owned()] } else { Vec::new() };
        let group = question.strip_prefix("group:").map(|_| "one".to_owned());
        ledger.answer(&Answer {
            session: &session,
            at_millis: day * 86_400_000,
            day: *day,
            hour: 9,
            question: &QuestionId((*question).to_owned()),
            version: 1,
            objective: "ISO-01",
            earned: u32::from(!acts),
            possible: 1,
            acted_on: &acted_on,
            confidence: *confidence,
            hinted: false,
            purpose: Purpose::Study,
            exam: false,
            first: true,
            millis: None,
            predicted: None,
            stamp: &Stamp { group, ..stamp.clone() },
        });
    }
    ledger
}

#[test]
fn the_rule_says_what_is_held() {
    use Held::{Active, Cleared, Open};
    let rejected = |question, confidence| (0, question, Some(confidence), false);
    let picked = |confidence| (0, "a", Some(confidence), true);
    let chosen = (0, "a", None, true);
    for (what, answers, today, held) in [
        ("never met", vec![], 0, Open),
        ("only rejected", vec![rejected("a", Sure), rejected("b", Sure), rejected("c", Sure)], 0, Open),
        ("one pick", vec![chosen], 0, Active),
        ("one pick fades", vec![chosen], 28, Open),
        ("two sure picks last longer", vec![picked(Sure), picked(Sure)], 28, Active),
        ("one pick against one rejection", vec![chosen, rejected("b", Sure)], 0, Open),
        (
            "three rejections",
            vec![picked(Sure), rejected("a", Sure), rejected("b", Unsure), rejected("a", Sure)],
            0,
            Cleared,
        ),
        (
            "on one surface",
            vec![picked(Sure), rejected("a", Sure), rejected("a", Sure), rejected("a", Sure)],
            0,
            Open,
        ),
        (
            "in one group",
            vec![
                picked(Sure),
                rejected("group:a", Sure),
                rejected("group:b", Sure),
                rejected("group:c", Sure),
            ],
            0,
            Open,
        ),
        (
            "by guessing",
            vec![picked(Sure), rejected("a", Sure), rejected("b", Guess), rejected("c", Sure)],
            0,
            Open,
        ),
        (
            "lost again",
            vec![
                picked(Sure),
                rejected("a", Sure),
                rejected("b", Sure),
                rejected("c", Sure),
                picked(Sure),
                picked(Sure),
            ],
            0,
            Active,
        ),
        (
            "cleared stays cleared",
            vec![picked(Sure), picked(Sure), rejected("a", Sure), rejected("b", Sure), rejected("c", Sure)],
            400,
            Cleared,
        ),
    ] {
        let ledger = ledger(&answers);
        let standing = ledger.standing(BELIEF, today);
        assert_eq!(standing.held, held, "{what}: {standing:?}");
        assert_eq!(ledger.active(today), if held == Active { vec![BELIEF] } else { vec![] }, "{what}");
    }
}

#[test]
fn weights_are_those_of_the_rule() {
    // P(rate > .30) of the Beta distribution that the weights make, by hand.
    for (answers, today, (picks, rejections)) in [
        (vec![(0, "a", Some(Sure), true)], 0, (2.0, 0.0)),
        (vec![(0, "a", Some(Unsure), true)], 0, (1.0, 0.0)),
        (vec![(0, "a", Some(Guess), true)], 0, (0.5, 0.0)),
        (vec![(0, "a", Some(Guess), false)], 0, (0.0, 1.0)),
        (vec![(0, "a", Some(Sure), true), (14, "b", None, false)], 28, (0.5, 0.5)),
        (vec![(0, "a", None, true), (28, "b", None, true)], 28, (1.25, 0.0)),
    ] {
        let is = ledger(&answers).standing(BELIEF, today).probability;
        let said = Share::new(picks, rejections).above(0.30);
        assert!((said - is).abs() < 1e-6, "{answers:?}: {said} is {is}");
    }
}

#[test]
fn picks_are_kept_longer_than_rejections_and_all_is_bounded() {
    let pick = (0, "a", Some(Sure), true);
    let mut answers = vec![pick; 3];
    answers.extend(vec![(1, "b", Some(Sure), false); 60]);
    let ledger = ledger(&answers);
    let evidence = ledger.evidence(BELIEF);
    assert_eq!(evidence.len(), KEPT);
    assert_eq!(evidence.iter().filter(|evidence| evidence.acted_on).count(), 3);
    assert_eq!(ledger.acted_on(), [(BELIEF, 3)]);
}

#[test]
fn what_is_told_counts_the_picks() {
    let (sure, unsure) = ((0, "a", Some(Sure), true), (0, "a", None, true));
    for (answers, told) in [
        (vec![], None),
        (vec![(0, "a", None, false)], None),
        (vec![unsure], Some("You acted on this for the first time.")),
        (vec![sure], Some("You acted on this for the first time, and were sure.")),
        (
            vec![sure, unsure, sure],
            Some("You acted on this 3 times, twice while sure. The ledger counts it as a belief you hold."),
        ),
        (
            vec![sure, sure],
            Some("You acted on this twice, always while sure. The ledger counts it as a belief you hold."),
        ),
    ] {
        assert_eq!(ledger(&answers).told(BELIEF, 0).as_deref(), told, "{answers:?}");
    }
}
