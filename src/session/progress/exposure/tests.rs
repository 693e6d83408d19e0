use super::*;
use crate::bank::QuestionId;
use crate::session::{Stamp, SubmitReason};

impl Exposure {
    /// So many right out of so many, for objectives `F0`, `F1` and so on.
    pub(in crate::session) fn of_counts(counts: &[(u32, u32)]) -> Self {
        let count = |(at, (right, asked)): (usize, &(u32, u32))| {
            (format!("F{at}"), Count { right: *right, asked: *asked })
        };
        Self { objectives: counts.iter().enumerate().map(count).collect(), ..Self::default() }
    }
}

#[test]
fn only_first_unhinted_answers_in_earnest_count() {
    let (session, question) = (SessionId::new(1, 1), QuestionId("q".to_owned()));
    let stamp = Stamp::default();
    let answer = Answer {
        session: &session,
        at_millis: 0,
        day: 0,
        hour: 9,
        question: &question,
        version: 1,
        objective: "NET-01",
        earned: 1,
        possible: 1,
        acted_on: &[],
        confidence: None,
        hinted: false,
        purpose: Purpose::Study,
        exam: false,
        first: true,
        millis: None,
        predicted: None,
        stamp: &stamp,
    };
    for (what, answer, counts) in [
        ("in earnest", answer, 1),
        ("in an exam", Answer { exam: true, ..answer }, 1),
        ("seen before", Answer { first: false, ..answer }, 0),
        ("with a hint", Answer { hinted: true, ..answer }, 0),
        ("a pretest", Answer { purpose: Purpose::Pretest, ..answer }, 0),
        ("cramming", Answer { purpose: Purpose::Cram, ..answer }, 0),
        ("marked by the learner", Answer { earned: 6, possible: 8, ..answer }, 0),
    ] {
        let mut exposure = Exposure::default();
        exposure.answer(&answer);
        assert_eq!(exposure.objective("NET-01").asked, counts, "{what}");
    }
    let grouped = Stamp { group: Some("g".to_owned()), ..Stamp::default() };
    let mut exposure = Exposure::default();
    for day in [0, 0, 1, 1, 1] {
        exposure.answer(&Answer { day, stamp: &grouped, ..answer });
    }
    assert_eq!(exposure.objective("NET-01"), Count { right: 2, asked: 2 }, "one of a group a day");
}

fn predicted(session: &SessionId, low_permille: u16, high_permille: u16) -> SessionEvent {
    SessionEvent::ReadinessPredicted {
        session: session.clone(),
        evidence: 30,
        low_permille,
        high_permille,
        above_permille: 500,
    }
}

fn submitted(session: &SessionId, right: usize, asked: usize) -> SessionEvent {
    let result = |at: usize| ItemResult {
        question: QuestionId(format!("q{at}")),
        version: 1,
        objective: "NET-01".to_owned(),
        answered: true,
        earned: u32::from(at < right),
        possible: 1,
        misconceptions: Vec::new(),
        pilot: at >= asked,
        confidence: None,
        stamp: Stamp::default(),
    };
    // One pilot more, which does not count.
    let results = (0..=asked).map(result).collect();
    SessionEvent::ExamSubmitted { session: session.clone(), reason: SubmitReason::Learner, results }
}

#[test]
fn a_prediction_is_held_against_the_result_of_its_own_exam_once() {
    let mut exposure = Exposure::default();
    let exam = |at| SessionId::new(at, 0);
    let facts = [
        predicted(&exam(1), 700, 900),
        submitted(&exam(1), 8, 10),
        submitted(&exam(1), 0, 10),
        submitted(&exam(2), 8, 10),
        predicted(&exam(3), 700, 900),
        submitted(&exam(3), 6, 10),
        predicted(&exam(4), 0, 1000),
        SessionEvent::ExamAbandoned { session: exam(4) },
        submitted(&exam(4), 5, 10),
    ];
    for fact in &facts {
        exposure.fold(fact, 0);
    }
    assert_eq!(exposure.hits(), Count { right: 1, asked: 2 });
    let tested: Vec<_> = exposure.tested().map(|test| (test.result_permille, test.is_hit())).collect();
    assert_eq!(tested, [(Some(800), Some(true)), (Some(600), Some(false))]);
}
