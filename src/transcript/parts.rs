//! The parts of a question with what the learner did and why.

use std::collections::BTreeSet;

use crate::bank::{Body, Choice, Matching, OptionMark, Ordering, Question, Response, grade};
use crate::session::{ItemReport, display_order};

/// One option, step or pair. The texts are Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// What stands before the text, such as `B`.
    pub label: String,
    pub mark: &'static str,
    /// The mark in words.
    pub told: String,
    pub text: String,
    pub why: String,
}

/// The parts in the order in which the exam showed them.
pub(super) fn of(question: &Question, item: &ItemReport, seed: u64) -> Vec<Part> {
    match &question.body {
        Body::Choice(choice) => options(question, choice, item, seed),
        Body::Ordering(ordering) => steps(ordering, item.response.as_ref()),
        Body::Matching(matching) => pairs(matching, item.response.as_ref()),
        Body::Reflection(_) => Vec::new(),
    }
}

fn options(question: &Question, choice: &Choice, item: &ItemReport, seed: u64) -> Vec<Part> {
    let empty = Response::Choice { picked: BTreeSet::new() };
    let graded = grade(question, item.response.as_ref().unwrap_or(&empty));
    let order = display_order(seed, item.position, choice.options.len());
    let shown = order.into_iter().filter_map(|at| choice.options.get(at));
    ('A'..)
        .zip(shown)
        .map(|(letter, option)| {
            let (mark, told) = match graded.marks.get(&option.id) {
                Some(OptionMark::Right) => ("[+]", "right, chosen"),
                Some(OptionMark::Missed) => ("[O]", "right, not chosen"),
                Some(OptionMark::Wrong) => ("[X]", "wrong, chosen"),
                Some(OptionMark::Rejected) | None => ("[ ]", "wrong, not chosen"),
            };
            let why = match &option.right_when {
                Some(when) if !option.correct => format!("{} Would be right when: {when}", option.why),
                _ => option.why.clone(),
            };
            let (label, text) = (letter.to_string(), option.text.clone());
            Part { label, mark, told: told.to_owned(), text, why }
        })
        .collect()
}

/// In the right order.
fn steps(ordering: &Ordering, response: Option<&Response>) -> Vec<Part> {
    let given = match response {
        Some(Response::Ordering { order }) => order.as_slice(),
        _ => &[],
    };
    let told = |at: usize, put: Option<usize>| match put {
        Some(put) if put == at => ("[+]", "in its place".to_owned()),
        Some(put) => ("[X]", format!("put at {}", put + 1)),
        None => ("[O]", "not answered".to_owned()),
    };
    ordering
        .steps
        .iter()
        .enumerate()
        .map(|(at, step)| {
            let (mark, told) = told(at, given.iter().position(|id| *id == step.id));
            let label = (at + 1).to_string();
            Part { label, mark, told, text: step.text.clone(), why: step.why.clone() }
        })
        .collect()
}

fn pairs(matching: &Matching, response: Option<&Response>) -> Vec<Part> {
    let text_of = |id| matching.responses.iter().find(|one| one.id == id).map_or("", |one| one.text.as_str());
    let given = |id| match response {
        Some(Response::Matching { pairs }) => pairs.get(id).cloned(),
        _ => None,
    };
    (1..)
        .zip(&matching.prompts)
        .map(|(number, prompt)| {
            let (mark, told) = match given(&prompt.id) {
                Some(answer) if answer == prompt.answer => ("[+]", "right".to_owned()),
                Some(answer) => ("[X]", format!("you chose: {}", text_of(answer))),
                None => ("[O]", "not answered".to_owned()),
            };
            let text = format!("{} Right: {}", prompt.text, text_of(prompt.answer.clone()));
            Part { label: format!("{number}"), mark, told, text, why: prompt.why.clone() }
        })
        .collect()
}
