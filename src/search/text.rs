//! Which texts of an entry are searched, and the words of a text.

use crate::bank::{Body, Pack, Question};
use crate::search::Target;

/// What kind of text it is: how much a match counts, and who may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Field {
    Title,
    /// Options, steps, prompts; the text of a lesson or a lab.
    Part,
    /// Objective, tags, id.
    Name,
    /// Shared with other entries: a scenario.
    Context,
    /// Gives the answer away.
    Rationale,
}

impl Field {
    /// How much a match counts.
    pub(super) fn weight(self) -> u8 {
        match self {
            Self::Title => 8,
            Self::Name => 5,
            Self::Part => 4,
            Self::Context => 2,
            Self::Rationale => 1,
        }
    }
}

/// Stretches of letters and digits, and where they begin.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let tail = text.get(rest..)?;
        let start = rest + tail.find(char::is_alphanumeric)?;
        let tail = text.get(start..)?;
        let end = start + tail.find(|c: char| !c.is_alphanumeric()).unwrap_or(tail.len());
        rest = end;
        Some((start, text.get(start..end)?))
    })
}

/// Every text of an entry.
pub(super) fn fields(target: Target, pack: &Pack) -> Vec<(Field, &str)> {
    match target {
        Target::Question(at) => pack.questions.get(at).map(|question| question_fields(question, pack)),
        Target::Lesson(at) => pack.lessons.get(at).map(|lesson| {
            let mut fields = vec![(Field::Title, lesson.title.as_str()), (Field::Name, lesson.id.as_str())];
            fields.extend(lesson.objectives.iter().flat_map(|id| objective_fields(id, pack)));
            fields.push((Field::Part, &lesson.body));
            fields
        }),
        Target::Lab(at) => pack.labs.get(at).map(|lab| {
            let mut fields = vec![(Field::Title, lab.title.as_str()), (Field::Name, lab.id.0.as_str())];
            fields.extend(lab.teaches.iter().flat_map(|id| objective_fields(id, pack)));
            fields.push((Field::Part, &lab.story));
            fields
        }),
    }
    .unwrap_or_default()
}

fn objective_fields<'a>(id: &'a str, pack: &'a Pack) -> Vec<(Field, &'a str)> {
    let text = pack.blueprint.objective(id).map(|objective| (Field::Name, objective.text.as_str()));
    std::iter::once((Field::Name, id)).chain(text).collect()
}

fn question_fields<'a>(question: &'a Question, pack: &'a Pack) -> Vec<(Field, &'a str)> {
    let mut fields = vec![(Field::Title, question.stem.as_str()), (Field::Name, question.id.0.as_str())];
    fields.extend(question.tags.iter().map(|tag| (Field::Name, tag.as_str())));
    fields.extend(objective_fields(&question.objective, pack));
    body_fields(&question.body, &mut fields);
    fields.extend(question.excerpt.iter().map(|text| (Field::Context, text.as_str())));
    if let Some(case) = question.case.as_ref().and_then(|id| pack.case(id)) {
        fields.extend([(Field::Context, case.title.as_str()), (Field::Context, case.scenario.as_str())]);
    }
    for misconception in question.body.offered().into_iter().filter_map(|id| pack.misconception(id)) {
        fields.push((Field::Rationale, &misconception.belief));
        fields.push((Field::Rationale, &misconception.fact));
    }
    fields
}

fn body_fields<'a>(body: &'a Body, fields: &mut Vec<(Field, &'a str)>) {
    match body {
        Body::Choice(choice) => {
            fields.extend(choice.options.iter().map(|option| (Field::Part, option.text.as_str())));
            for option in &choice.options {
                fields.push((Field::Rationale, &option.why));
                fields.extend(option.right_when.iter().map(|when| (Field::Rationale, when.as_str())));
            }
        }
        Body::Ordering(ordering) => {
            fields.extend(ordering.steps.iter().map(|step| (Field::Part, step.text.as_str())));
            fields.extend(ordering.steps.iter().map(|step| (Field::Rationale, step.why.as_str())));
        }
        Body::Matching(matching) => {
            fields.extend(matching.prompts.iter().map(|prompt| (Field::Part, prompt.text.as_str())));
            fields.extend(matching.responses.iter().map(|response| (Field::Part, response.text.as_str())));
            fields.extend(matching.prompts.iter().map(|prompt| (Field::Rationale, prompt.why.as_str())));
        }
        Body::Reflection(reflection) => {
            fields.push((Field::Rationale, &reflection.model_answer));
            fields.extend(reflection.criteria.iter().map(|one| (Field::Rationale, one.text.as_str())));
        }
    }
}
