//! Every word of a pack, once, with the entries it stands in.

use std::collections::BTreeMap;

use crate::bank::{Pack, Pool, Question};
use crate::memory::Policy;
use crate::search::query::State;
use crate::search::text::{fields, words};
use crate::session::{Component, Progress};

/// What can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// By its place in the pack.
    Question(usize),
    Lesson(usize),
    Lab(usize),
}

/// What is known of the learner.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    pub progress: &'a Progress,
    /// The study day of now.
    pub today: i64,
    /// What the learner wants of the schedule: decides what is due.
    pub policy: Policy,
}

/// A word stands in this entry, in a text that counts so much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Posting {
    pub entry: u32,
    pub weight: u8,
}

/// One entry, and what the learner did with it, a bit for each state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub target: Target,
    states: u8,
}

impl Entry {
    pub(super) fn is(self, state: State) -> bool {
        self.states & bit(state) != 0
    }
}

fn bit(state: State) -> u8 {
    1 << (state as u8)
}

/// The list of words.
#[derive(Debug, Clone, Default)]
pub struct Index {
    pub(super) entries: Vec<Entry>,
    pub(super) vocabulary: BTreeMap<String, Vec<Posting>>,
    /// How many items of the pack have been looked at.
    looked_at: usize,
}

impl Index {
    /// Everything in the pack.
    #[must_use]
    pub fn of(pack: &Pack, standing: Standing<'_>) -> Self {
        let mut index = Self::default();
        index.grow(pack, standing, usize::MAX);
        index
    }

    /// Looks at so many more items of the pack; whether that was the last.
    pub fn grow(&mut self, pack: &Pack, standing: Standing<'_>, items: usize) -> bool {
        for target in targets(pack).skip(self.looked_at).take(items) {
            self.looked_at += 1;
            if is_open(target, pack, standing) {
                self.add(target, pack, standing);
            }
        }
        self.looked_at >= total(pack)
    }

    fn add(&mut self, target: Target, pack: &Pack, standing: Standing<'_>) {
        let Ok(entry) = u32::try_from(self.entries.len()) else { return };
        self.entries.push(Entry { target, states: states(target, pack, standing) });
        for (field, text) in fields(target, pack) {
            for (_, word) in words(text) {
                self.note(&word.to_lowercase(), Posting { entry, weight: field.weight() });
            }
        }
    }

    fn note(&mut self, word: &str, posting: Posting) {
        let Some(postings) = self.vocabulary.get_mut(word) else {
            self.vocabulary.insert(word.to_owned(), vec![posting]);
            return;
        };
        match postings.last_mut() {
            Some(last) if last.entry == posting.entry => last.weight = last.weight.max(posting.weight),
            _ => postings.push(posting),
        }
    }

    /// Takes in what the learner did meanwhile.
    pub fn refresh(&mut self, pack: &Pack, standing: Standing<'_>) {
        for entry in &mut self.entries {
            entry.states = states(entry.target, pack, standing);
        }
    }

    /// How many of the items of the pack have been looked at, and how many there are.
    #[must_use]
    pub fn reach(&self, pack: &Pack) -> (usize, usize) {
        (self.looked_at.min(total(pack)), total(pack))
    }
}

fn targets(pack: &Pack) -> impl Iterator<Item = Target> {
    let questions = (0..pack.questions.len()).map(Target::Question);
    let lessons = (0..pack.lessons.len()).map(Target::Lesson);
    questions.chain(lessons).chain((0..pack.labs.len()).map(Target::Lab))
}

fn total(pack: &Pack) -> usize {
    pack.questions.len() + pack.lessons.len() + pack.labs.len()
}

/// Whether it may be found: a question kept for a mock exam stays unknown until it was met there.
fn is_open(target: Target, pack: &Pack, standing: Standing<'_>) -> bool {
    let Target::Question(at) = target else { return true };
    let kept = |question: &Question| {
        question.pool != Pool::Practice && !standing.progress.seen.has_met(&question.id)
    };
    !pack.questions.get(at).is_some_and(kept)
}

/// Whether the learner did this with the entry.
#[must_use]
pub fn is(target: Target, state: State, pack: &Pack, standing: Standing<'_>) -> bool {
    states(target, pack, standing) & bit(state) != 0
}

fn states(target: Target, pack: &Pack, standing: Standing<'_>) -> u8 {
    let Standing { progress, today, policy } = standing;
    let holds: Vec<(State, bool)> = match target {
        Target::Question(at) => match pack.questions.get(at) {
            None => Vec::new(),
            Some(question) => {
                let last =
                    progress.seen.question(&question.id, question.version).map(|seen| seen.last_correct);
                let is_due =
                    Component::of(question).any(|part| progress.knowledge.is_due(&part, policy, today));
                vec![
                    (State::Starred, progress.shelf.is_starred(&question.id)),
                    (State::Reported, progress.shelf.is_reported(&question.id)),
                    (State::Missed, last == Some(false)),
                    (State::Right, last == Some(true)),
                    (State::Unseen, !progress.seen.has_met(&question.id)),
                    (State::Due, is_due),
                ]
            }
        },
        Target::Lesson(at) => pack
            .lessons
            .get(at)
            .map(|lesson| vec![(State::Unseen, !progress.seen.has_read(&lesson.id))])
            .unwrap_or_default(),
        Target::Lab(at) => pack.labs.get(at).map_or_else(Vec::new, |lab| {
            let best = progress.seen.lab_progress(&lab.id.0, lab.version);
            let passed = best.map(|seen| seen.best_score == seen.max);
            vec![
                (State::Unseen, best.is_none()),
                (State::Right, passed == Some(true)),
                (State::Missed, passed == Some(false)),
            ]
        }),
    };
    holds.into_iter().filter(|(_, holds)| *holds).fold(0, |states, (state, _)| states | bit(state))
}
