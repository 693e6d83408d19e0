//! Hints in self-study: a ladder from where to look to what holds.

use crate::bank::{Body, Pack, PartId, Question};
use crate::session::display_order;

/// One rung of the ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrillHint {
    /// Markdown.
    pub text: String,
    /// A wrong option to strike out.
    pub strikes: Option<PartId>,
}

impl DrillHint {
    fn say(text: String) -> Self {
        Self { text, strikes: None }
    }
}

/// The hints of the question at `position` of a sitting, weakest first. None gives the key away: at
/// least one wrong option is left.
#[must_use]
pub fn hints(question: &Question, pack: &Pack, seed: u64, position: usize) -> Vec<DrillHint> {
    let mut ladder = Vec::new();
    let wrong = wrong_options(&question.body, seed, position);
    if wrong.len() > 1 {
        ladder.extend(wrong.first().map(|id| DrillHint {
            text: "One wrong option is struck out.".to_owned(),
            strikes: Some(id.clone()),
        }));
    }
    ladder.extend(where_it_is_taught(question, pack).map(DrillHint::say));
    let facts = question.body.offered().into_iter().filter_map(|id| pack.misconception(id));
    ladder
        .extend(facts.take(1).map(|belief| DrillHint::say(format!("Remember: {}.", end_cut(&belief.fact)))));
    ladder.extend(first_part(&question.body).map(DrillHint::say));
    ladder
}

fn end_cut(text: &str) -> &str {
    text.trim_end().trim_end_matches('.')
}

fn wrong_options(body: &Body, seed: u64, position: usize) -> Vec<PartId> {
    let Body::Choice(choice) = body else { return Vec::new() };
    let wrong: Vec<&PartId> =
        choice.options.iter().filter(|option| !option.correct).map(|option| &option.id).collect();
    let order = display_order(seed.rotate_left(16), position, wrong.len());
    order.into_iter().filter_map(|at| wrong.get(at).map(|id| (*id).clone())).collect()
}

/// The objective, and the lesson that serves it.
fn where_it_is_taught(question: &Question, pack: &Pack) -> Option<String> {
    let objective = pack.blueprint.objective(&question.objective)?;
    let lesson = pack.lessons.iter().find(|lesson| lesson.objectives.contains(&question.objective));
    let lesson = lesson.map(|lesson| format!(" See the lesson *{}*.", lesson.title)).unwrap_or_default();
    Some(format!("What it asks of you: {}.{lesson}", end_cut(&objective.text)))
}

/// What comes first, or one pair.
fn first_part(body: &Body) -> Option<String> {
    match body {
        Body::Ordering(ordering) => {
            ordering.steps.first().map(|step| format!("The first step is: {}", step.text))
        }
        Body::Matching(matching) => {
            let prompt = matching.prompts.first()?;
            let response = matching.responses.iter().find(|response| response.id == prompt.answer)?;
            Some(format!("{}: {}", prompt.text, response.text))
        }
        Body::Choice(_) | Body::Reflection(_) => None,
    }
}
