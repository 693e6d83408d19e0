//! What the history says about each question, lab and piece of knowledge: a fold of the events.

use std::collections::{BTreeMap, BTreeSet};

use crate::bank::{Question, QuestionId};
use crate::memory::{self, Card, Clock, Rating, Review};
use crate::session::{Confidence, Recorded, SessionEvent, SessionId};

/// What is scheduled: the learning objective of a question. Any question of the objective serves it.
#[must_use]
pub fn component_of(question: &Question) -> &str {
    &question.objective
}

/// How one question went so far, for one content version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuestionProgress {
    pub times_seen: u32,
    pub times_correct: u32,
    pub last_correct: bool,
    pub last_at_millis: i64,
}

/// How one lab went so far, for one content version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabProgress {
    pub attempts: u32,
    pub best_score: u32,
    pub max: u32,
}

/// Everything derived from a history.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Progress {
    questions: BTreeMap<(QuestionId, u32), QuestionProgress>,
    labs: BTreeMap<(String, u32), LabProgress>,
    lessons_read: BTreeSet<String>,
    cards: BTreeMap<String, Card>,
    misconceptions: BTreeMap<String, u32>,
    submitted: BTreeSet<SessionId>,
}

impl Progress {
    /// Folds a history.
    #[must_use]
    pub fn of(history: &[Recorded], clock: Clock) -> Self {
        let mut progress = Self::default();
        let mut reviews = Vec::new();
        for recorded in history {
            progress.fold(recorded, clock, &mut reviews);
        }
        // Facts that were merged from another history stand behind newer ones.
        reviews.sort_by_key(|review| review.day);
        // A history that was merged with another one has its facts out of order.
        reviews.sort_by_key(|review| review.day);
        progress.cards = memory::replay(&reviews, memory::DESIRED_RETENTION);
        progress
    }

    fn fold(&mut self, recorded: &Recorded, clock: Clock, reviews: &mut Vec<Review>) {
        let day = clock.study_day(recorded.at_millis);
        match &recorded.event {
            SessionEvent::DrillAnswered {
                question,
                version,
                objective,
                earned,
                possible,
                misconceptions,
                confidence,
                ..
            } => {
                let correct = earned == possible;
                self.count_question(question, *version, correct, recorded.at_millis);
                self.count_misconceptions(misconceptions);
                let rating = rating_of(*earned, *possible, *confidence);
                reviews.push(Review { component: objective.clone(), day, rating });
            }
            // Two programs may have had the same exam open; it counts once. What was not answered says
            // nothing about what is known.
            SessionEvent::ExamSubmitted { session, results, .. }
                if self.submitted.insert(session.clone()) =>
            {
                for result in results.iter().filter(|result| result.answered) {
                    let correct = result.earned == result.possible;
                    self.count_question(&result.question, result.version, correct, recorded.at_millis);
                    self.count_misconceptions(&result.misconceptions);
                    let rating = rating_of(result.earned, result.possible, None);
                    reviews.push(Review { component: result.objective.clone(), day, rating });
                }
            }
            SessionEvent::LabGraded { lab, version, score, max, misconceptions, .. } => {
                let seen = self.labs.entry((lab.clone(), *version)).or_insert(LabProgress {
                    attempts: 0,
                    best_score: 0,
                    max: *max,
                });
                seen.attempts += 1;
                seen.best_score = seen.best_score.max(*score);
                self.count_misconceptions(misconceptions);
            }
            SessionEvent::LessonRead { lesson, .. } => {
                self.lessons_read.insert(lesson.clone());
            }
            SessionEvent::ExamStarted { .. }
            | SessionEvent::ExamSubmitted { .. }
            | SessionEvent::ExamAnswered { .. }
            | SessionEvent::ExamFlagged { .. }
            | SessionEvent::ExamStruck { .. }
            | SessionEvent::ExamAbandoned { .. } => {}
        }
    }

    fn count_question(&mut self, id: &QuestionId, version: u32, correct: bool, at_millis: i64) {
        let seen = self.questions.entry((id.clone(), version)).or_insert(QuestionProgress {
            times_seen: 0,
            times_correct: 0,
            last_correct: correct,
            last_at_millis: at_millis,
        });
        seen.times_seen += 1;
        seen.times_correct += u32::from(correct);
        if at_millis >= seen.last_at_millis {
            seen.last_correct = correct;
            seen.last_at_millis = at_millis;
        }
    }

    fn count_misconceptions(&mut self, ids: &[String]) {
        for id in ids {
            *self.misconceptions.entry(id.clone()).or_default() += 1;
        }
    }

    /// Whether nothing was ever answered.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.questions.is_empty()
    }

    /// How the question went in this content version.
    #[must_use]
    pub fn question(&self, id: &QuestionId, version: u32) -> Option<&QuestionProgress> {
        self.questions.get(&(id.clone(), version))
    }

    /// How the lab went in this content version.
    #[must_use]
    pub fn lab(&self, id: &str, version: u32) -> Option<&LabProgress> {
        self.labs.get(&(id.to_owned(), version))
    }

    /// Whether the lesson was read to its end.
    #[must_use]
    pub fn has_read(&self, lesson: &str) -> bool {
        self.lessons_read.contains(lesson)
    }

    /// What is known about each component that was ever reviewed.
    #[must_use]
    pub fn cards(&self) -> &BTreeMap<String, Card> {
        &self.cards
    }

    /// Whether the component was learned before and is due on `today` or earlier.
    #[must_use]
    pub fn is_due(&self, component: &str, today: i64) -> bool {
        self.cards.get(component).is_some_and(|card| card.due_day <= today)
    }

    /// How many components are due on `today` or earlier.
    #[must_use]
    pub fn due_count(&self, today: i64) -> usize {
        self.cards.values().filter(|card| card.due_day <= today).count()
    }

    /// How often each misconception was acted on, most often first.
    #[must_use]
    pub fn misconceptions(&self) -> Vec<(&str, u32)> {
        let mut counted: Vec<_> =
            self.misconceptions.iter().map(|(id, count)| (id.as_str(), *count)).collect();
        counted.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
        counted
    }
}

/// The memory rating of an answer (bank.md 3.2): *hard* is a pass, so a failure is always *again*.
#[must_use]
pub fn rating_of(earned: u32, possible: u32, confidence: Option<Confidence>) -> Rating {
    let share = f64::from(earned) / f64::from(possible.max(1));
    match (possible, confidence) {
        (2.., _) if share < 0.50 => Rating::Again,
        (2.., _) if share < 0.75 => Rating::Hard,
        (2.., _) => Rating::Good,
        (_, _) if earned < possible => Rating::Again,
        (_, Some(Confidence::Guess)) => Rating::Hard,
        (_, _) => Rating::Good,
    }
}

#[cfg(test)]
mod tests {
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
        };
        Recorded { at_millis: day * 86_400_000, event }
    }

    #[test]
    fn a_merged_history_gives_the_cards_of_one_in_order() {
        let clock = Clock { utc_offset_secs: 0, rollover_hour: 0 };
        let in_order = [answered(1, 1), answered(3, 1), answered(9, 0), answered(12, 1)];
        let [first, second, third, fourth] = in_order.clone();
        let merged = [second, fourth, first, third];
        let cards = Progress::of(&in_order, clock).cards().clone();
        assert_eq!(cards["NET-01"].reviews, 4);
        assert_eq!(*Progress::of(&merged, clock).cards(), cards);
    }

    #[test]
    fn a_failure_is_again_and_a_guess_that_was_right_is_hard() {
        for (earned, possible, confidence, rating) in [
            (0, 1, Some(Confidence::Sure), Rating::Again),
            (1, 1, Some(Confidence::Guess), Rating::Hard),
            (1, 1, Some(Confidence::Sure), Rating::Good),
            (1, 1, None, Rating::Good),
            (3, 8, Some(Confidence::Sure), Rating::Again),
            (4, 8, None, Rating::Hard),
            (6, 8, None, Rating::Good),
        ] {
            assert_eq!(rating_of(earned, possible, confidence), rating, "{earned} of {possible}");
        }
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
        };
        let unanswered =
            ItemResult { question: QuestionId("u".to_owned()), answered: false, ..result.clone() };
        let event = SessionEvent::ExamSubmitted {
            session: SessionId::new(7, 7),
            reason: SubmitReason::Learner,
            results: vec![result, unanswered],
        };
        let submitted = Recorded { at_millis: 7, event };
        let clock = Clock { utc_offset_secs: 0, rollover_hour: 0 };
        let progress = Progress::of(&[submitted.clone(), submitted], clock);
        assert_eq!(progress.question(&QuestionId("q".to_owned()), 1).map(|seen| seen.times_seen), Some(1));
        assert_eq!(progress.question(&QuestionId("u".to_owned()), 1), None);
        assert_eq!(progress.cards()["NET-01"].reviews, 1);
        assert_eq!(progress.misconceptions(), [("vpc-is-isolation", 1)]);
    }
}
