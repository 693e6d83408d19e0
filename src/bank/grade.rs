//! Grading a response: credit, a mark per part, and the misconceptions acted on.

use std::collections::{BTreeMap, BTreeSet};

use crate::bank::{
    Body, Choice, ChoiceOption, MatchPrompt, Matching, Ordering, PartId, Question, Reflection, Response,
};

/// How one part of a question came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OptionMark {
    /// Chosen, and right.
    Right,
    /// Right, and not chosen.
    Missed,
    /// Chosen, and wrong.
    Wrong,
    /// Wrong, and not chosen.
    Rejected,
}

/// A graded response.
///
/// INVARIANT (credit): `earned <= possible`; choice, ordering and matching are all or nothing, as in
/// the exam.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graded {
    pub earned: u32,
    pub possible: u32,
    /// One mark per option, step, prompt or criterion, keyed by its id.
    pub marks: BTreeMap<PartId, OptionMark>,
    /// Ids of the misconceptions that the response acted on, in file order, each once.
    pub misconceptions: Vec<String>,
}

impl Graded {
    /// Full credit.
    #[must_use]
    pub fn is_correct(&self) -> bool {
        self.earned == self.possible
    }
}

/// Grades `response`. A response of another kind than the question earns nothing.
#[must_use]
pub fn grade(question: &Question, response: &Response) -> Graded {
    match (&question.body, response) {
        (Body::Choice(choice), Response::Choice { picked }) => grade_choice(choice, picked),
        (Body::Ordering(ordering), Response::Ordering { order }) => grade_ordering(ordering, order),
        (Body::Matching(matching), Response::Matching { pairs }) => grade_matching(matching, pairs),
        (Body::Reflection(reflection), Response::Reflection { ticked, contradicted, .. }) => {
            grade_reflection(reflection, ticked, contradicted)
        }
        (body, _) => {
            Graded { earned: 0, possible: possible(body), marks: BTreeMap::new(), misconceptions: Vec::new() }
        }
    }
}

fn possible(body: &Body) -> u32 {
    match body {
        Body::Reflection(reflection) => reflection.criteria.iter().map(|criterion| criterion.points).sum(),
        Body::Choice(_) | Body::Ordering(_) | Body::Matching(_) => 1,
    }
}

fn all_or_nothing(right: bool, marks: BTreeMap<PartId, OptionMark>, misconceptions: Vec<String>) -> Graded {
    Graded { earned: u32::from(right), possible: 1, marks, misconceptions: distinct(misconceptions) }
}

fn distinct(ids: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    ids.into_iter().filter(|id| seen.insert(id.clone())).collect()
}

fn grade_choice(choice: &Choice, picked: &BTreeSet<PartId>) -> Graded {
    let mark = |option: &ChoiceOption| match (option.correct, picked.contains(&option.id)) {
        (true, true) => OptionMark::Right,
        (true, false) => OptionMark::Missed,
        (false, true) => OptionMark::Wrong,
        (false, false) => OptionMark::Rejected,
    };
    let acted_on = |option: &&ChoiceOption| mark(option) == OptionMark::Wrong;
    let misconceptions =
        choice.options.iter().filter(acted_on).filter_map(|option| option.misconception.clone()).collect();
    let right = choice.options.iter().all(|option| option.correct == picked.contains(&option.id));
    all_or_nothing(
        right,
        choice.options.iter().map(|option| (option.id.clone(), mark(option))).collect(),
        misconceptions,
    )
}

fn grade_ordering(ordering: &Ordering, order: &[PartId]) -> Graded {
    let marks: BTreeMap<_, _> = ordering
        .steps
        .iter()
        .enumerate()
        .map(|(at, step)| {
            let in_place = order.get(at) == Some(&step.id);
            (step.id.clone(), if in_place { OptionMark::Right } else { OptionMark::Wrong })
        })
        .collect();
    let right = order.len() == ordering.steps.len() && marks.values().all(|mark| *mark == OptionMark::Right);
    let misconceptions = ordering.misconception.clone().filter(|_| !right).into_iter().collect();
    all_or_nothing(right, marks, misconceptions)
}

fn grade_matching(matching: &Matching, pairs: &BTreeMap<PartId, PartId>) -> Graded {
    let mark = |prompt: &MatchPrompt| match pairs.get(&prompt.id) {
        Some(answer) if *answer == prompt.answer => OptionMark::Right,
        Some(_) => OptionMark::Wrong,
        None => OptionMark::Missed,
    };
    let misconceptions = matching
        .prompts
        .iter()
        .filter(|prompt| mark(prompt) == OptionMark::Wrong)
        .filter_map(|prompt| prompt.misconception.clone())
        .collect();
    let right = matching.prompts.iter().all(|prompt| mark(prompt) == OptionMark::Right);
    all_or_nothing(right, matching.prompts.iter().map(|p| (p.id.clone(), mark(p))).collect(), misconceptions)
}

fn grade_reflection(
    reflection: &Reflection,
    ticked: &BTreeSet<PartId>,
    contradicted: &BTreeSet<PartId>,
) -> Graded {
    let confirmed: Vec<_> =
        reflection.contradictions.iter().filter(|c| contradicted.contains(&c.id)).collect();
    let lost: BTreeSet<_> = confirmed.iter().flat_map(|c| &c.loses).collect();
    let holds = |id: &PartId| ticked.contains(id) && !lost.contains(id);
    let sum: u32 = reflection.criteria.iter().filter(|c| holds(&c.id)).map(|c| c.points).sum();
    let cap = confirmed.iter().filter_map(|c| c.cap).min().unwrap_or(u32::MAX);
    let mark = |id: &PartId| if holds(id) { OptionMark::Right } else { OptionMark::Missed };
    let missing =
        reflection.criteria.iter().filter(|c| !holds(&c.id)).filter_map(|c| c.misconception.clone());
    let stated = confirmed.iter().filter_map(|c| c.misconception.clone());
    Graded {
        earned: sum.min(cap),
        possible: reflection.criteria.iter().map(|c| c.points).sum(),
        marks: reflection.criteria.iter().map(|c| (c.id.clone(), mark(&c.id))).collect(),
        misconceptions: distinct(stated.chain(missing).collect()),
    }
}
