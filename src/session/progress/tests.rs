use super::*;
use crate::bank::Response;
use crate::session::{ItemResult, SubmitReason};

fn answered(day: i64, earned: u32) -> Recorded {
    let event = SessionEvent::DrillAnswered {
        session: SessionId::new(day, 0),
        question: QuestionId("q".to_owned()),
        version: 1,
        objective: "NET-01".to_owned(),
        response: Response::Ordering { order: Vec::new() },
        earned,
        possible: 1,
        misconceptions: Vec::new(),
        confidence: None,
        millis: 0,
        hinted: false,
        purpose: Purpose::Study,
        stamp: Stamp::default(),
    };
    Recorded { at_millis: day * 86_400_000, event }
}

#[test]
fn a_merged_history_gives_the_cards_of_one_in_order() {
    let clock = Clock { utc_offset_secs: 0, rollover_hour: 0 };
    let in_order = [answered(1, 1), answered(3, 1), answered(9, 0), answered(12, 1)];
    let [first, second, third, fourth] = in_order.clone();
    let merged = [second, fourth, first, third];
    let knowledge = Progress::of(&in_order, clock).knowledge;
    assert_eq!(knowledge.card(&Component::whole("NET-01")).unwrap().reviews, 4);
    assert_eq!(Progress::of(&merged, clock).knowledge, knowledge);
}

#[test]
fn an_exam_counts_once_and_by_its_answers() {
    let result = ItemResult {
        question: QuestionId("q".to_owned()),
        version: 1,
        objective: "NET-01".to_owned(),
        answered: true,
        earned: 0,
        possible: 1,
        misconceptions: vec!["vpc-is-isolation".to_owned()],
        pilot: false,
        confidence: None,
        stamp: Stamp::default(),
    };
    let unanswered = ItemResult { question: QuestionId("u".to_owned()), answered: false, ..result.clone() };
    let event = SessionEvent::ExamSubmitted {
        session: SessionId::new(7, 7),
        reason: SubmitReason::Learner,
        results: vec![result, unanswered],
    };
    let submitted = Recorded { at_millis: 7, event };
    let clock = Clock { utc_offset_secs: 0, rollover_hour: 0 };
    let progress = Progress::of(&[submitted.clone(), submitted], clock);
    assert_eq!(progress.seen.question(&QuestionId("q".to_owned()), 1).map(|seen| seen.times_seen), Some(1));
    assert_eq!(progress.seen.question(&QuestionId("u".to_owned()), 1), None);
    let failed = Component::against("NET-01", "vpc-is-isolation");
    assert_eq!(progress.knowledge.card(&failed).unwrap().reviews, 1);
    assert_eq!(progress.ledger.acted_on(), [("vpc-is-isolation", 1)]);
}
