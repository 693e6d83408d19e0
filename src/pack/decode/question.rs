//! `questions/*.toml`: questions of every kind, and case studies.

use crate::bank::{
    Bloom, Body, CaseId, CaseStudy, Choice, ChoiceOption, Contradiction, Criterion, MatchPrompt,
    MatchResponse, Matching, Ordering, PartId, Pool, Question, QuestionId, QuestionKind, Reflection, Step,
};
use crate::diag::Diagnostic;
use crate::pack::code;
use crate::pack::decode::{count, define, difficulty, local_id, local_reference, sources, version, word};
use crate::pack::fields::{At, Care, Fields};
use crate::pack::index::{Index, Kind};
use crate::pack::lint::{self, WrittenOption};

/// What one file of questions holds.
#[derive(Debug, Default)]
pub(in crate::pack) struct QuestionsFile {
    pub cases: Vec<CaseStudy>,
    pub questions: Vec<Question>,
}

pub(in crate::pack) fn decode_questions(fields: Fields<'_>, index: &mut Index) -> QuestionsFile {
    let cases = fields.tables("case", "case study").into_iter().map(|fields| case(fields, index)).collect();
    let questions = fields
        .tables("question", "question")
        .into_iter()
        .filter_map(|fields| question(fields, index))
        .collect();
    fields.done();
    QuestionsFile { cases, questions }
}

fn case(fields: Fields<'_>, index: &mut Index) -> CaseStudy {
    let case = CaseStudy {
        id: CaseId(define(Kind::Case, &fields, index)),
        title: fields.need_text("title").value,
        scenario: fields.need_text("scenario").value,
    };
    fields.done();
    case
}

const CHOICES: &[QuestionKind] =
    &[QuestionKind::MultipleChoice, QuestionKind::MultipleResponse, QuestionKind::Symptom];

/// Keys that belong to some kinds only.
const KEYS_OF_KINDS: &[(&str, &[QuestionKind])] = &[
    ("option", CHOICES),
    ("excerpt", &[QuestionKind::Symptom]),
    ("step", &[QuestionKind::Ordering]),
    ("misconception", &[QuestionKind::Ordering]),
    ("prompt", &[QuestionKind::Matching]),
    ("response", &[QuestionKind::Matching]),
    ("model_answer", &[QuestionKind::Reflection]),
    ("contradiction", &[QuestionKind::Reflection]),
];

/// Nothing when the kind is unknown: then the rest cannot be judged.
fn question(fields: Fields<'_>, index: &mut Index) -> Option<Question> {
    let problems = fields.problems();
    let id = QuestionId(define(Kind::Question, &fields, index));
    let kind = word(&fields.need_text("kind"), "kind", &QuestionKind::ALL, QuestionKind::as_str, problems);
    let objective = index.need(Kind::Objective, "objective", &fields);
    let bloom = word(&fields.need_text("bloom"), "bloom", &Bloom::ALL, Bloom::as_str, problems);
    let stem = fields.need_text("stem");
    let tags = fields.texts("tags").unwrap_or_default().into_iter().map(|tag| tag.value).collect();
    let case = index.maybe(Kind::Case, "case", &fields).map(CaseId);
    let pool = fields.text("pool").and_then(|pool| word(&pool, "pool", &Pool::ALL, Pool::as_str, problems));
    let group = fields.text("group").map(|group| group.value);
    let enemies = index.list(Kind::Question, "enemies", &fields).into_iter().map(QuestionId).collect();
    let pilot = fields.boolean("pilot").is_some_and(|pilot| pilot.value);
    let (version, difficulty, sources) = (version(&fields), difficulty(&fields), sources(&fields));
    let excerpt = fields.text("excerpt").map(|excerpt| excerpt.value);
    let criterion = match kind {
        Some(QuestionKind::Reflection) => None,
        _ => fields.text("criterion"),
    };
    keys_of_other_kinds(&fields, kind);
    let body = body(&fields, kind?, &stem, criterion.as_ref(), index);
    fields.done();
    Some(Question {
        id,
        version,
        kind: kind?,
        objective,
        bloom: bloom.unwrap_or(Bloom::Remember),
        difficulty,
        tags,
        pool: pool.unwrap_or_default(),
        group,
        enemies,
        pilot,
        case,
        stem: stem.value,
        excerpt,
        criterion: criterion.map(|criterion| criterion.value),
        body,
        sources,
    })
}

fn keys_of_other_kinds(fields: &Fields<'_>, kind: Option<QuestionKind>) {
    for (key, kinds) in KEYS_OF_KINDS {
        let Some(kind) = kind.filter(|kind| fields.has(key) && !kinds.contains(kind)) else { continue };
        let diagnostic = Diagnostic::error(
            code::NOT_OF_THIS_KIND,
            format!("a question of kind `{}` has no `{key}`", kind.as_str()),
            fields.problems().source(),
            fields.span_of(key),
        );
        let owners = crate::pack::fields::quoted(kinds.iter().map(|kind| kind.as_str()));
        fields.problems().add(diagnostic.help(format!("`{key}` belongs to {owners}")));
    }
    if kind == Some(QuestionKind::Symptom) && !fields.has("excerpt") {
        fields.missing("excerpt");
    }
}

fn body(
    fields: &Fields<'_>,
    kind: QuestionKind,
    stem: &At<String>,
    criterion: Option<&At<String>>,
    index: &mut Index,
) -> Body {
    let judge = fields.problems().care() == Care::Full;
    if judge {
        lint::stem(kind, stem, fields.problems());
    }
    match kind {
        QuestionKind::MultipleChoice | QuestionKind::MultipleResponse | QuestionKind::Symptom => {
            let options = options(fields, index);
            if judge {
                lint::choice(kind, stem, criterion, &options, fields);
            }
            Body::Choice(Choice { options: options.into_iter().map(|written| written.option).collect() })
        }
        QuestionKind::Ordering => Body::Ordering(ordering(fields, index)),
        QuestionKind::Matching => Body::Matching(matching(fields, index)),
        QuestionKind::Reflection => Body::Reflection(reflection(fields, index)),
    }
}

fn options(fields: &Fields<'_>, index: &mut Index) -> Vec<WrittenOption> {
    let mut seen = Vec::new();
    let decode = |option: Fields<'_>| {
        let (text, why) = (option.need_text("text"), option.need_text("why"));
        let written = WrittenOption {
            option: ChoiceOption {
                id: PartId(local_id(&option, "option", &mut seen)),
                text: text.value,
                correct: option.boolean("correct").is_some_and(|correct| correct.value),
                why: why.value,
                right_when: option.text("right_when").map(|text| text.value),
                misconception: index.maybe(Kind::Misconception, "misconception", &option),
                workable: option.boolean("workable").is_some_and(|workable| workable.value),
            },
            span: option.span().clone(),
            text: text.span,
            why: why.span,
        };
        option.done();
        written
    };
    fields.tables("option", "option").into_iter().map(decode).collect()
}

fn ordering(fields: &Fields<'_>, index: &mut Index) -> Ordering {
    let mut seen = Vec::new();
    let decode = |step: Fields<'_>| {
        let decoded = Step {
            id: PartId(local_id(&step, "step", &mut seen)),
            text: step.need_text("text").value,
            why: step.need_text("why").value,
        };
        step.done();
        decoded
    };
    let steps: Vec<_> = fields.tables("step", "step").into_iter().map(decode).collect();
    lint::part_count("steps", steps.len(), 3..=5, fields);
    if !fields.has("misconception") {
        lint::no_misconception("the wrong order stands for no misconception", fields);
    }
    Ordering { steps, misconception: index.maybe(Kind::Misconception, "misconception", fields) }
}

fn matching(fields: &Fields<'_>, index: &mut Index) -> Matching {
    let mut seen = Vec::new();
    let decode = |response: Fields<'_>| {
        let decoded = MatchResponse {
            id: PartId(local_id(&response, "response", &mut seen)),
            text: response.need_text("text").value,
        };
        response.done();
        decoded
    };
    let responses: Vec<_> = fields.tables("response", "response").into_iter().map(decode).collect();
    let known: Vec<&str> = responses.iter().map(|response| response.id.0.as_str()).collect();
    let mut seen = Vec::new();
    let decode = |prompt: Fields<'_>| {
        let answer = prompt.need_text("answer");
        local_reference(&answer, "response", &known, prompt.problems());
        if !prompt.has("misconception") {
            lint::no_misconception("the wrong match stands for no misconception", &prompt);
        }
        let decoded = MatchPrompt {
            id: PartId(local_id(&prompt, "prompt", &mut seen)),
            text: prompt.need_text("text").value,
            answer: PartId(answer.value),
            why: prompt.need_text("why").value,
            misconception: index.maybe(Kind::Misconception, "misconception", &prompt),
        };
        prompt.done();
        decoded
    };
    let prompts: Vec<_> = fields.tables("prompt", "prompt").into_iter().map(decode).collect();
    lint::part_count("prompts", prompts.len(), 3..=7, fields);
    lint::part_count("responses", responses.len(), 2..=9, fields);
    Matching { prompts, responses }
}

fn reflection(fields: &Fields<'_>, index: &mut Index) -> Reflection {
    let mut seen = Vec::new();
    let decode = |criterion: Fields<'_>| {
        let decoded = Criterion {
            id: PartId(local_id(&criterion, "criterion", &mut seen)),
            text: criterion.need_text("text").value,
            points: count(&criterion, "points", Some(1)),
            keywords: keywords(&criterion),
            misconception: index.maybe(Kind::Misconception, "misconception", &criterion),
        };
        criterion.done();
        decoded
    };
    let criteria: Vec<_> = fields.tables("criterion", "criterion").into_iter().map(decode).collect();
    if criteria.is_empty() && !fields.has("criterion") {
        fields.missing("criterion");
    }
    let known: Vec<&str> = criteria.iter().map(|criterion| criterion.id.0.as_str()).collect();
    let contradictions = contradictions(fields, &known, index);
    let model_answer = fields.need_text("model_answer").value;
    Reflection { criteria, contradictions, model_answer }
}

fn contradictions(fields: &Fields<'_>, criteria: &[&str], index: &mut Index) -> Vec<Contradiction> {
    let mut seen = Vec::new();
    let decode = |contradiction: Fields<'_>| {
        if !contradiction.has("cap") && !contradiction.has("loses") {
            let (problems, span) = (contradiction.problems(), contradiction.span());
            let message = "contradiction has neither `cap` nor `loses`";
            problems.add(
                Diagnostic::error(code::MISSING_KEY, message, problems.source(), span.clone())
                    .help("say what it costs"),
            );
        }
        let loses = contradiction.texts("loses").unwrap_or_default();
        for id in &loses {
            local_reference(id, "criterion", criteria, contradiction.problems());
        }
        let cap = contradiction.has("cap").then(|| super::number(&contradiction, "cap", 0..=1000, None));
        let decoded = Contradiction {
            id: PartId(local_id(&contradiction, "contradiction", &mut seen)),
            text: contradiction.need_text("text").value,
            keywords: keywords(&contradiction),
            cap: cap.and_then(|cap| u32::try_from(cap).ok()),
            loses: loses.into_iter().map(|id| PartId(id.value)).collect(),
            misconception: index.maybe(Kind::Misconception, "misconception", &contradiction),
        };
        contradiction.done();
        decoded
    };
    fields.tables("contradiction", "contradiction").into_iter().map(decode).collect()
}

fn keywords(fields: &Fields<'_>) -> Vec<String> {
    fields.texts("keywords").unwrap_or_default().into_iter().map(|keyword| keyword.value).collect()
}
