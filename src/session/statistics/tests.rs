use super::*;
use crate::bank::{QuestionId, Response};
use crate::memory::Clock;
use crate::session::{Purpose, Recorded, SessionEvent, SessionId, Stamp};

const UTC: Clock = Clock { utc_offset_secs: 0, rollover_hour: 0 };

/// Answers as facts: right, and how sure.
fn progress(answers: &[(bool, Confidence)]) -> Progress {
    let fact = |(at, (right, confidence)): (usize, &(bool, Confidence))| Recorded {
        at_millis: i64::try_from(at).unwrap(),
        event: SessionEvent::DrillAnswered {
            session: SessionId::new(1, 1),
            question: QuestionId(format!("q{at}")),
            version: 1,
            objective: "NET-01".to_owned(),
            response: Response::Ordering { order: Vec::new() },
            earned: u32::from(*right),
            possible: 1,
            misconceptions: if *right { Vec::new() } else { vec!["nat-is-endpoint".to_owned()] },
            confidence: Some(*confidence),
            millis: 20_000,
            hinted: false,
            purpose: Purpose::Study,
            stamp: Stamp::default(),
        },
    };
    Progress::of(&answers.iter().enumerate().map(fact).collect::<Vec<_>>(), UTC)
}

#[test]
fn dates_are_those_of_the_calendar() {
    for (day, date) in [(0, "1970-01-01"), (20_781, "2026-11-24"), (-1, "1969-12-31")] {
        assert_eq!(date_of(day).to_string(), date);
    }
    assert_eq!(date_of(i64::MAX), date_of(0));
}

#[test]
fn what_is_overdue_is_due_today() {
    let due = forecast([3, 10, 11, 11, 39, 40, i64::MAX].into_iter(), 10);
    assert_eq!((due.len(), due[0], due[1], due[29]), (AHEAD, 2, 2, 1));
    assert_eq!(due.iter().sum::<u32>(), 5);
}

#[test]
fn practice_marks_are_those_of_certainty_based_marking() {
    use Confidence::{Guess, Sure, Unsure};
    for (answers, marks, brier) in [
        (vec![], 0, None),
        (vec![(true, Guess), (true, Unsure), (true, Sure)], 6, Some((0.25 + 0.070_225 + 0.01) / 3.0)),
        (vec![(false, Guess), (false, Unsure), (false, Sure)], -8, Some((0.25 + 0.540_225 + 0.81) / 3.0)),
    ] {
        let said = calibration(&progress(&answers));
        assert_eq!((said.marks, said.marks_possible), (marks, 3 * i64::try_from(answers.len()).unwrap()));
        match (said.brier, brier) {
            (Some(is), Some(said)) => assert!((is - said).abs() < 1e-9, "{is} {said}"),
            (is, said) => assert_eq!(is, said),
        }
    }
}

#[test]
fn break_evens_of_the_marks_are_the_ends_of_the_levels() {
    // Two thirds and four fifths: where a surer level begins to pay.
    let expected = |at: usize, p: f64| {
        let (_, _, right, wrong) = LEVELS[at];
        p * f64::from(i32::try_from(right).unwrap()) + (1.0 - p) * f64::from(i32::try_from(wrong).unwrap())
    };
    for (lower, share) in [(0, 2.0 / 3.0), (1, 0.8)] {
        assert!((expected(lower, share) - expected(lower + 1, share)).abs() < 1e-9);
        assert!(expected(lower, share + 0.01) < expected(lower + 1, share + 0.01));
    }
}
