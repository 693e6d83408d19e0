//! From a judged answer to a memory rating.

use crate::memory::Rating;
use crate::session::{Answer, Confidence, Purpose};

/// Recall below which a right answer that was guessed is taken for a guess: with four options more than
/// an eighth of such answers are.
const SHAKY: f32 = 0.6;

/// Share of the rubric from which a written answer is a pass.
const PASS: f64 = 0.5;

/// Whether the answer shows the knowledge at all. *Hard* is a pass; calling a failure hard would corrupt
/// the memory model.
pub(super) fn passed(answer: &Answer<'_>) -> bool {
    if is_written(answer) { share(answer) >= PASS } else { answer.is_correct() }
}

/// The rating of an answer for one component that it shows to be known.
///
/// `recall` is the probability of recall before the answer, and nothing when the component was not met
/// on an earlier day: a first exposure is never *easy*, and neither is what was just repeated. `quick`
/// says that the answer took less time than the learner's median.
///
/// A pretest comes before the learner has studied, so that passing it proves no more than *hard*: what
/// was known already comes back soon and shows itself then.
#[must_use]
pub fn rating_of(answer: &Answer<'_>, recall: Option<f32>, quick: bool) -> Rating {
    let rating = match passed(answer) {
        false => Rating::Again,
        true if is_written(answer) => by_share(share(answer), answer.hinted, recall),
        true => by_confidence(answer.confidence, answer.hinted, recall, quick),
    };
    if answer.purpose == Purpose::Pretest { rating.min(Rating::Hard) } else { rating }
}

/// A right answer. Not saying how sure counts as the middle.
fn by_confidence(confidence: Option<Confidence>, hinted: bool, recall: Option<f32>, quick: bool) -> Rating {
    match (confidence, recall) {
        (Some(Confidence::Guess), _) if hinted => Rating::Again,
        (_, _) if hinted => Rating::Hard,
        (Some(Confidence::Guess), Some(recall)) if recall < SHAKY => Rating::Again,
        (Some(Confidence::Guess), _) => Rating::Hard,
        (Some(Confidence::Sure), Some(_)) if quick => Rating::Easy,
        (_, _) => Rating::Good,
    }
}

/// A written answer that passed, by the share of the rubric that it earned.
fn by_share(share: f64, hinted: bool, recall: Option<f32>) -> Rating {
    let rating = match share {
        ..0.75 => Rating::Hard,
        0.75..0.95 => Rating::Good,
        _ if recall.is_none() => Rating::Good,
        _ => Rating::Easy,
    };
    if hinted { rating.min(Rating::Hard) } else { rating }
}

/// Only written answers have more than one point; everything else is all or nothing.
fn is_written(answer: &Answer<'_>) -> bool {
    answer.possible > 1
}

fn share(answer: &Answer<'_>) -> f64 {
    f64::from(answer.earned) / f64::from(answer.possible.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::QuestionId;
    use crate::session::{SessionId, Stamp};

    fn with_answer<T>(
        points: (u32, u32),
        confidence: Option<Confidence>,
        ask: impl Fn(Answer<'_>) -> T,
    ) -> T {
        let (session, question, stamp) = (SessionId::new(0, 0), QuestionId("q".to_owned()), Stamp::default());
        ask(Answer {
            session: &session,
            at_millis: 0,
            day: 0,
            hour: 0,
            question: &question,
            version: 1,
            objective: "NET-01",
            earned: points.0,
            possible: points.1,
            acted_on: &[],
            confidence,
            hinted: false,
            purpose: Purpose::Study,
            exam: false,
            first: false,
            millis: None,
            predicted: None,
            stamp: &stamp,
        })
    }

    const GUESS: Option<Confidence> = Some(Confidence::Guess);
    const UNSURE: Option<Confidence> = Some(Confidence::Unsure);
    const SURE: Option<Confidence> = Some(Confidence::Sure);

    #[test]
    fn the_table_of_choices() {
        use Rating::{Again, Easy, Good, Hard};
        // Recall before; quick; hinted; then the rating of a guess, unsure, sure, unsaid.
        for (recall, quick, hinted, ratings) in [
            (None, true, false, [Hard, Good, Good, Good]),
            (Some(0.9), false, false, [Hard, Good, Good, Good]),
            (Some(0.9), true, false, [Hard, Good, Easy, Good]),
            (Some(0.6), true, false, [Hard, Good, Easy, Good]),
            (Some(0.59), true, false, [Again, Good, Easy, Good]),
            (Some(0.9), true, true, [Again, Hard, Hard, Hard]),
            (None, false, true, [Again, Hard, Hard, Hard]),
        ] {
            for (confidence, expected) in [GUESS, UNSURE, SURE, None].into_iter().zip(ratings) {
                let rate = |earned| {
                    with_answer((earned, 1), confidence, |answer| {
                        rating_of(&Answer { hinted, ..answer }, recall, quick)
                    })
                };
                assert_eq!(rate(1), expected, "{confidence:?}, {recall:?}, quick {quick}, hinted {hinted}");
                assert_eq!(rate(0), Again);
            }
        }
    }

    #[test]
    fn written_answers_go_by_their_share() {
        use Rating::{Again, Easy, Good, Hard};
        for (earned, first, later, hinted) in [
            (0, Again, Again, Again),
            (9, Again, Again, Again),
            (10, Hard, Hard, Hard),
            (14, Hard, Hard, Hard),
            (15, Good, Good, Hard),
            (18, Good, Good, Hard),
            (19, Good, Easy, Hard),
            (20, Good, Easy, Hard),
        ] {
            let rate = |recall, hinted| {
                with_answer((earned, 20), SURE, |answer| {
                    rating_of(&Answer { hinted, ..answer }, recall, true)
                })
            };
            let found = (rate(None, false), rate(Some(0.5), false), rate(Some(0.5), true));
            assert_eq!(found, (first, later, hinted), "{earned} of 20");
        }
    }

    #[test]
    fn a_pretest_gives_at_most_hard() {
        for (points, rating) in [((1, 1), Rating::Hard), ((0, 1), Rating::Again), ((8, 8), Rating::Hard)] {
            let found = with_answer(points, SURE, |answer| {
                rating_of(&Answer { purpose: Purpose::Pretest, ..answer }, Some(0.9), true)
            });
            assert_eq!(found, rating, "{points:?}");
        }
    }
}
