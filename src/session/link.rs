//! From a network that failed to the question that teaches what went wrong.

use crate::bank::{Pack, Pool, Question, QuestionId};
use crate::session::Progress;

/// The question to put after these misconceptions, or after a lab that teaches these objectives: first
/// one that offers the misconception, then one on an objective; unseen before seen.
#[must_use]
pub fn question_on(
    pack: &Pack,
    progress: &Progress,
    misconceptions: &[String],
    teaches: &[String],
) -> Option<QuestionId> {
    let rank = |question: &Question| {
        let offered = question.body.offered();
        let by_belief = misconceptions.iter().position(|id| offered.contains(&id.as_str()));
        let by_objective = teaches.iter().position(|id| *id == question.objective);
        Some(match (by_belief, by_objective) {
            (Some(at), _) => (0, at),
            (None, Some(at)) => (1, at),
            (None, None) => return None,
        })
    };
    let served = pack.questions.iter().filter(|question| question.pool == Pool::Practice);
    let ranked = served.filter_map(|question| Some((rank(question)?, question)));
    let best = ranked.min_by_key(|((tier, at), question)| {
        (*tier, progress.seen.has_met(&question.id), *at, question.difficulty)
    });
    best.map(|(_, question)| question.id.clone())
}
