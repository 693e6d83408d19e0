//! What is known about each knowledge component, and when it is due.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::bank::{Question, QuestionId};
use crate::memory::{Card, Policy, Rating};
use crate::session::progress::ability::Ability;
use crate::session::progress::pairs;
use crate::session::progress::rating::{passed, rating_of};
use crate::session::{Answer, Confidence, Purpose, SessionEvent, SessionId};

/// Days after a confident error on which its component is asked again, whatever its card says: errors
/// that were corrected come back unless they are retested.
const RETESTS: [i64; 2] = [1, 7];
/// How many failures of a component are kept as evidence.
const EVIDENCE: usize = 8;
/// From how many of the last answers the median time is taken, and the fewest that have one.
const TIMES: usize = 51;
const FEWEST_TIMES: usize = 10;
/// In how many sittings a question that was asked is not asked again, while there are others.
const LATELY: usize = 3;

/// What is learned and forgotten as one: a learning objective, held against one misconception.
///
/// Without a misconception it is the objective as a whole, which answers to questions that offer no
/// misconception move, and labs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Component {
    pub objective: String,
    pub misconception: Option<String>,
}

impl Component {
    /// The objective as a whole.
    #[must_use]
    pub fn whole(objective: &str) -> Self {
        Self { objective: objective.to_owned(), misconception: None }
    }

    /// The objective against a misconception.
    #[must_use]
    pub fn against(objective: &str, misconception: &str) -> Self {
        Self { objective: objective.to_owned(), misconception: Some(misconception.to_owned()) }
    }

    /// Every component that an answer to the question can move.
    pub fn of(question: &Question) -> impl Iterator<Item = Self> {
        let against = |misconception| Self::against(&question.objective, misconception);
        let against: Vec<Self> = question.body.offered().into_iter().map(against).collect();
        against.into_iter().chain([Self::whole(&question.objective)])
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.misconception {
            None => f.write_str(&self.objective),
            Some(misconception) => write!(f, "{} / {misconception}", self.objective),
        }
    }
}

/// An answer or a lab that failed a component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Study day.
    pub day: i64,
    /// The question, or nothing when it was a lab.
    pub question: Option<QuestionId>,
    pub confidence: Option<Confidence>,
}

/// One component as the answers left it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Known {
    card: Card,
    /// Study days on which it is asked again, whatever the card says; earliest first.
    retests: Vec<i64>,
    /// The last failures, oldest first.
    failures: Vec<Failure>,
}

/// A component that is forgotten again and again, with the failures that say so.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leech<'a> {
    pub component: &'a Component,
    pub card: &'a Card,
    /// The last failures, oldest first.
    pub failures: &'a [Failure],
}

/// How the tries at a lab went in the sitting in which it was graded last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Tries {
    session: SessionId,
    failed: bool,
    passed: bool,
}

/// One card per knowledge component.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Knowledge {
    #[serde(with = "pairs")]
    known: BTreeMap<Component, Known>,
    labs: BTreeMap<String, Tries>,
    /// Milliseconds of the last answers.
    times: VecDeque<u64>,
    /// What the last sittings asked, the latest last.
    lately: VecDeque<(SessionId, BTreeSet<QuestionId>)>,
    ability: Ability,
}

impl Knowledge {
    /// A right answer moves every contrast that the question offered; a wrong one those that it acted
    /// on, for it says nothing about the others. A wrong answer that acted on no misconception moves the
    /// objective as a whole, and so does every right answer from then on.
    pub(super) fn answer(&mut self, answer: &Answer<'_>) {
        self.remember(answer);
        if answer.purpose == Purpose::Cram {
            return;
        }
        let quick = self.is_quick(answer.millis);
        self.ability.answer(answer);
        let confident_error = !answer.is_correct() && answer.confidence == Some(Confidence::Sure);
        for (component, shown) in self.touched(answer) {
            // What was met today already is no later exposure.
            let earlier = self.card(&component).filter(|card| card.last_day < answer.day);
            let recall = earlier.map(|card| card.retrievability(answer.day));
            let rating = if shown { rating_of(answer, recall, quick) } else { Rating::Again };
            let failure = Failure {
                day: answer.day,
                question: Some(answer.question.clone()),
                confidence: answer.confidence,
            };
            let retest = confident_error && rating == Rating::Again;
            self.review(component, answer.day, rating, failure, retest);
        }
        if let Some(millis) = answer.millis {
            self.times.push_back(millis);
            if self.times.len() > TIMES {
                self.times.pop_front();
            }
        }
    }

    /// Probability of recall just before this answer, of the weakest contrast that the question offers;
    /// nothing when none was reviewed before today.
    #[must_use]
    pub fn recall(&self, answer: &Answer<'_>) -> Option<f32> {
        let against = answer.stamp.offered.iter().map(|id| Component::against(answer.objective, id));
        against
            .chain([Component::whole(answer.objective)])
            .filter_map(|component| self.card(&component))
            .filter(|card| card.last_day < answer.day)
            .map(|card| card.retrievability(answer.day))
            .min_by(f32::total_cmp)
    }

    fn remember(&mut self, answer: &Answer<'_>) {
        let sitting = self.lately.iter_mut().find(|(session, _)| session == answer.session);
        if let Some((_, asked)) = sitting {
            asked.insert(answer.question.clone());
            return;
        }
        self.lately.push_back((answer.session.clone(), [answer.question.clone()].into()));
        if self.lately.len() > LATELY {
            self.lately.pop_front();
        }
    }

    /// Whether one of the last three sittings asked the question.
    #[must_use]
    pub fn was_asked_lately(&self, question: &QuestionId) -> bool {
        self.lately.iter().any(|(_, asked)| asked.contains(question))
    }

    /// The components that the answer moves, and whether it shows that they are known.
    fn touched(&self, answer: &Answer<'_>) -> Vec<(Component, bool)> {
        let against = |id: &String| Component::against(answer.objective, id);
        let mut touched: Vec<(Component, bool)> =
            answer.acted_on.iter().map(|id| (against(id), false)).collect();
        let whole = Component::whole(answer.objective);
        if passed(answer) {
            let rejected = answer.stamp.offered.iter().filter(|id| !answer.acted_on.contains(id));
            touched.extend(rejected.map(|id| (against(id), true)));
            if touched.is_empty() || self.known.contains_key(&whole) {
                touched.push((whole, true));
            }
        } else if touched.is_empty() {
            touched.push((whole, false));
        }
        touched
    }

    /// A lab moves the objectives that it teaches, as wholes: once when it fails for the first time in a
    /// sitting, and once when it is passed. Of the contrasts it moves only those that it failed and that
    /// are under way: what it would take to make a new one known, questions have to ask.
    pub(super) fn lab(&mut self, event: &SessionEvent, day: i64) {
        let SessionEvent::LabGraded { session, lab, failed, misconceptions, hints, teaches, .. } = event
        else {
            return;
        };
        let fresh = Tries { session: session.clone(), failed: false, passed: false };
        let tries = self.labs.entry(lab.clone()).or_insert_with(|| fresh.clone());
        if tries.session != *session {
            *tries = fresh;
        }
        let passes = failed.is_empty();
        let said_already = if passes { tries.passed } else { tries.failed };
        let rating = match passes {
            _ if said_already => return,
            false => Rating::Again,
            true if *hints > 0 || tries.failed => Rating::Hard,
            // Whether the evidence was looked at is not known: never *easy*.
            true => Rating::Good,
        };
        tries.failed |= !passes;
        tries.passed |= passes;
        for objective in teaches {
            let contrasts = misconceptions.iter().map(|id| Component::against(objective, id));
            let under_way: Vec<Component> =
                contrasts.filter(|component| self.known.contains_key(component)).collect();
            let failure = Failure { day, question: None, confidence: None };
            self.review(Component::whole(objective), day, rating, failure.clone(), false);
            for component in under_way.into_iter().filter(|_| !passes) {
                self.review(component, day, Rating::Again, failure.clone(), false);
            }
        }
    }

    fn review(&mut self, component: Component, day: i64, rating: Rating, failure: Failure, retest: bool) {
        let before = self.known.remove(&component);
        let Some(card) = Card::after(before.as_ref().map(|known| &known.card), day, rating) else { return };
        let (mut retests, mut failures) =
            before.map_or_else(Default::default, |known| (known.retests, known.failures));
        retests.retain(|planned| *planned > day);
        if retest {
            retests = RETESTS.map(|days| day + days).to_vec();
        }
        if rating == Rating::Again {
            failures.push(failure);
            failures.drain(..failures.len().saturating_sub(EVIDENCE));
        }
        self.known.insert(component, Known { card, retests, failures });
    }

    /// Whether the time is below the median of the last answers, as soon as there is one.
    fn is_quick(&self, millis: Option<u64>) -> bool {
        let Some(millis) = millis.filter(|_| self.times.len() >= FEWEST_TIMES) else { return false };
        self.times.iter().filter(|time| **time > millis).count() * 2 > self.times.len()
    }

    /// What is known about each component that was ever reviewed.
    pub fn cards(&self) -> impl Iterator<Item = (&Component, &Card)> {
        self.known.iter().map(|(component, known)| (component, &known.card))
    }

    /// What is known about one component.
    #[must_use]
    pub fn card(&self, component: &Component) -> Option<&Card> {
        self.known.get(component).map(|known| &known.card)
    }

    /// The study day on which the component comes back, as seen on `today`; nothing when it was never
    /// met.
    #[must_use]
    pub fn due_day(&self, component: &Component, policy: Policy, today: i64) -> Option<i64> {
        self.known.get(component).map(|known| due_day(known, policy, today))
    }

    /// Whether the component was met before and is due on `today` or was earlier.
    #[must_use]
    pub fn is_due(&self, component: &Component, policy: Policy, today: i64) -> bool {
        self.due_day(component, policy, today).is_some_and(|day| day <= today)
    }

    /// Every component that was met, with the study day on which it comes back, as seen on `today`.
    pub fn due_days(&self, policy: Policy, today: i64) -> impl Iterator<Item = (&Component, i64)> {
        self.known.iter().map(move |(component, known)| (component, due_day(known, policy, today)))
    }

    /// How many components are due on `today` or were earlier.
    #[must_use]
    pub fn due_count(&self, policy: Policy, today: i64) -> usize {
        self.due_days(policy, today).filter(|(_, day)| *day <= today).count()
    }

    /// Whether a confident error on the component waits for its retest on `today`.
    #[must_use]
    pub fn is_retest(&self, component: &Component, today: i64) -> bool {
        self.known
            .get(component)
            .is_some_and(|known| known.retests.first().is_some_and(|planned| *planned <= today))
    }

    /// What is forgotten again and again, most lapses first.
    #[must_use]
    pub fn leeches(&self) -> Vec<Leech<'_>> {
        let mut leeches: Vec<Leech<'_>> = self
            .known
            .iter()
            .filter(|(_, known)| known.card.is_leech())
            .map(|(component, known)| Leech { component, card: &known.card, failures: &known.failures })
            .collect();
        leeches.sort_by_key(|leech| std::cmp::Reverse(leech.card.lapses));
        leeches
    }

    /// The component as a leech, when it is one.
    #[must_use]
    pub fn leech(&self, component: &Component) -> Option<Leech<'_>> {
        let (component, known) = self.known.get_key_value(component)?;
        known.card.is_leech().then_some(Leech { component, card: &known.card, failures: &known.failures })
    }

    /// How able the learner is.
    #[must_use]
    pub fn ability(&self) -> &Ability {
        &self.ability
    }
}

fn due_day(known: &Known, policy: Policy, today: i64) -> i64 {
    let by_memory = policy.due_day(&known.card, today);
    known.retests.first().map_or(by_memory, |planned| by_memory.min(*planned))
}
