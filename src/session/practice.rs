//! One sitting of self-study as a whole: practice marks, calibration, and which questions ask why.

use std::collections::BTreeMap;

use rand::rngs::ChaCha12Rng;
use rand::{RngExt, SeedableRng};

use crate::bank::{Body, Question, QuestionId};
use crate::session::{Confidence, SessionEvent};

/// Tags that begin like this say that a question is about a trap of the exam.
const TRAP: &str = "trap:";

/// Whether the learner is asked for a reason before the rationale is shown: about traps always, else on
/// one question in `one_in`; never when that is 0. What is answered in own words anyway asks for none.
#[must_use]
pub fn asks_why(question: &Question, one_in: u8, seed: u64, position: usize) -> bool {
    if one_in == 0 || matches!(question.body, Body::Reflection(_)) {
        return false;
    }
    let mut rng = ChaCha12Rng::seed_from_u64(seed.rotate_left(24));
    rng.set_stream(position as u64 + 1);
    question.tags.iter().any(|tag| tag.starts_with(TRAP)) || rng.random_ratio(1, u32::from(one_in))
}

impl Confidence {
    /// Every level, lowest first.
    pub const ALL: [Self; 3] = [Self::Guess, Self::Unsure, Self::Sure];

    /// The level in one word, and the probability it stands for.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Guess => "guess, below 67 %",
            Self::Unsure => "unsure, 67 to 80 %",
            Self::Sure => "sure, above 80 %",
        }
    }

    /// What the learner said, as a sentence.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Guess => "You guessed.",
            Self::Unsure => "You were unsure.",
            Self::Sure => "You were sure.",
        }
    }

    /// The practice mark by certainty-based marking: right 1, 2, 3; wrong 0, -2, -6.
    ///
    /// These marks pay off honesty: *unsure* beats *guess* above two thirds, *sure* beats *unsure* above
    /// four fifths. Source: <https://docs.moodle.org/39/en/Using_certainty-based_marking>
    #[must_use]
    pub fn mark(self, right: bool) -> i32 {
        match (self, right) {
            (Self::Guess, true) => 1,
            (Self::Unsure, true) => 2,
            (Self::Sure, true) => 3,
            (Self::Guess, false) => 0,
            (Self::Unsure, false) => -2,
            (Self::Sure, false) => -6,
        }
    }
}

/// A mark with its sign, 0 without one.
#[must_use]
pub fn signed(mark: i32) -> String {
    if mark == 0 { "0".to_owned() } else { format!("{mark:+}") }
}

/// One answer of a sitting.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Given {
    question: QuestionId,
    right: bool,
    confidence: Option<Confidence>,
    acted_on: Vec<String>,
}

/// What was answered in one sitting of self-study, told as one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Practice {
    answers: Vec<Given>,
}

impl Practice {
    /// Takes in one fact of the sitting.
    pub fn take(&mut self, event: &SessionEvent) {
        match event {
            SessionEvent::DrillAnswered {
                question, earned, possible, confidence, misconceptions, ..
            } => {
                self.answers.push(Given {
                    question: question.clone(),
                    right: earned == possible,
                    confidence: *confidence,
                    acted_on: misconceptions.clone(),
                });
            }
            SessionEvent::AnswerUndone { question, .. } => {
                if let Some(at) = self.answers.iter().rposition(|given| given.question == *question) {
                    self.answers.remove(at);
                }
            }
            _ => {}
        }
    }

    /// The sum of the practice marks; nothing when no answer said how sure it was.
    #[must_use]
    pub fn mark(&self) -> Option<i32> {
        let marks: Vec<i32> = self
            .answers
            .iter()
            .filter_map(|given| given.confidence.map(|level| level.mark(given.right)))
            .collect();
        (!marks.is_empty()).then(|| marks.iter().sum())
    }

    /// Per level that was claimed: how many answers were right, of how many.
    #[must_use]
    pub fn calibration(&self) -> Vec<(Confidence, usize, usize)> {
        let of = |level| {
            let given: Vec<&Given> =
                self.answers.iter().filter(|given| given.confidence == Some(level)).collect();
            (level, given.iter().filter(|given| given.right).count(), given.len())
        };
        Confidence::ALL.into_iter().map(of).filter(|(_, _, all)| *all > 0).collect()
    }

    /// Misconceptions that the answers acted on, most often first.
    #[must_use]
    pub fn acted_on(&self) -> Vec<(&str, usize)> {
        let mut counts = BTreeMap::new();
        for id in self.answers.iter().flat_map(|given| &given.acted_on) {
            *counts.entry(id.as_str()).or_insert(0) += 1;
        }
        let mut counted: Vec<(&str, usize)> = counts.into_iter().collect();
        counted.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
        counted
    }

    /// Questions that were wrong although the learner was sure, each once.
    #[must_use]
    pub fn confident_errors(&self) -> usize {
        let wrong = |given: &&Given| !given.right && given.confidence == Some(Confidence::Sure);
        let questions: std::collections::BTreeSet<&QuestionId> =
            self.answers.iter().filter(wrong).map(|given| &given.question).collect();
        questions.len()
    }
}

#[cfg(test)]
mod tests;
