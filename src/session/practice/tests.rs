use super::*;
use crate::bank::{Bloom, Choice, Pool, QuestionKind, Reflection, Response};
use crate::session::{Purpose, SessionId, Stamp};

fn question(tags: &[&str]) -> Question {
    Question {
        id: QuestionId("q".into()),
        version: 1,
        kind: QuestionKind::MultipleChoice,
        objective: "ISO-01".into(),
        bloom: Bloom::Apply,
        difficulty: 2,
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        pool: Pool::Practice,
        group: None,
        enemies: Vec::new(),
        pilot: false,
        case: None,
        stem: "?".into(),
        excerpt: None,
        criterion: None,
        body: Body::Choice(Choice { options: Vec::new() }),
        sources: Vec::new(),
    }
}

fn answered(id: &str, right: bool, confidence: Option<Confidence>, acted_on: &[&str]) -> SessionEvent {
    SessionEvent::DrillAnswered {
        session: SessionId("s".into()),
        question: QuestionId(id.into()),
        version: 1,
        objective: "ISO-01".into(),
        response: Response::Ordering { order: Vec::new() },
        earned: u32::from(right),
        possible: 1,
        misconceptions: acted_on.iter().map(|id| (*id).to_owned()).collect(),
        confidence,
        millis: 0,
        hinted: false,
        purpose: Purpose::Study,
        stamp: Stamp::default(),
    }
}

#[test]
fn a_reason_is_asked_on_one_question_in_four_and_on_every_trap() {
    let asked = |tags: &[&str]| (0..4_000).filter(|at| asks_why(&question(tags), 4, 7, *at)).count();
    assert!((900..1_100).contains(&asked(&[])), "{}", asked(&[]));
    assert_eq!(asked(&["trap:enc-vs-iso"]), 4_000);
    let recall = Reflection { criteria: Vec::new(), contradictions: Vec::new(), model_answer: String::new() };
    let recall = Question { body: Body::Reflection(recall), ..question(&["trap:enc-vs-iso"]) };
    assert!(!asks_why(&recall, 4, 7, 0));
    assert!(!asks_why(&question(&["trap:enc-vs-iso"]), 0, 7, 0), "switched off");
}

/// Expected mark of a claim, in thousandths, when `per_mille` of such answers are right.
fn expected(level: Confidence, per_mille: i32) -> i32 {
    level.mark(true) * per_mille + level.mark(false) * (1_000 - per_mille)
}

#[test]
fn the_honest_level_pays_best_at_every_probability() {
    for per_mille in 0..=1_000 {
        let honest = match per_mille {
            ..667 => Confidence::Guess,
            667..=800 => Confidence::Unsure,
            _ => Confidence::Sure,
        };
        for other in Confidence::ALL {
            assert!(expected(honest, per_mille) >= expected(other, per_mille), "{per_mille}: {other:?}");
        }
    }
}

#[test]
fn an_answer_that_was_taken_back_leaves_nothing() {
    let mut practice = Practice::default();
    practice.take(&answered("a", true, Some(Confidence::Sure), &[]));
    let before = practice.clone();
    practice.take(&answered("b", false, Some(Confidence::Sure), &["belief"]));
    assert_eq!((practice.mark(), practice.confident_errors()), (Some(-3), 1));
    assert_eq!(practice.acted_on(), [("belief", 1)]);
    assert_eq!(practice.calibration(), [(Confidence::Sure, 1, 2)]);
    practice.take(&SessionEvent::AnswerUndone {
        session: SessionId("s".into()),
        question: QuestionId("b".into()),
    });
    assert_eq!(practice, before);
}

#[test]
fn answers_without_a_claim_have_no_mark() {
    let mut practice = Practice::default();
    practice.take(&answered("a", true, None, &[]));
    assert_eq!((practice.mark(), practice.calibration()), (None, Vec::new()));
}
