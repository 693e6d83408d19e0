//! `labs/ID/lab.toml` and the designs beside it.

use std::collections::{BTreeMap, BTreeSet};

use crate::aws::{ConfigDraft, ResourceKind};
use crate::diag::{Diagnostic, SourceId, did_you_mean};
use crate::lab::{Design, Lab, LabId, Objective, ObjectiveId, Requirement, Setting, Wanted, WrongDesign};
use crate::pack::code;
use crate::pack::decode::choice::{choices, waivers};
use crate::pack::decode::{
    check_url, count, define, difficulty, local_id, local_reference, no_source, number, version, word,
};
use crate::pack::fields::{At, Fields, quoted};
use crate::pack::index::{Index, Kind};
use crate::reach::{ComponentKind, Conversation, Query, QueryError};

/// The designs in a lab's folder, by file name.
#[derive(Debug, Default)]
pub(in crate::pack) struct Designs {
    drafts: BTreeMap<String, (SourceId, ConfigDraft)>,
    used: BTreeSet<String>,
}

impl Designs {
    pub(in crate::pack) fn add(&mut self, name: &str, source: SourceId, draft: ConfigDraft) {
        self.drafts.insert(name.to_owned(), (source, draft));
    }

    /// A warning for every design that the lab did not name.
    pub(in crate::pack) fn unused(&self) -> impl Iterator<Item = Diagnostic> {
        self.drafts.iter().filter(|(name, _)| !self.used.contains(*name)).map(|(name, (source, _))| {
            let message = format!("no lab names the design `{name}`");
            Diagnostic::warning(code::UNUSED_DESIGN, message, *source, 0..0)
                .help("name it in `references` or in a `[[wrong_design]]` of the `lab.toml` beside it")
        })
    }

    /// The design in the file `name`; reported and empty when there is none.
    fn take(&mut self, name: &At<String>, fields: &Fields<'_>) -> Design {
        let stem = name.value.strip_suffix(".toml").unwrap_or(&name.value).to_owned();
        if let Some((_, draft)) = self.drafts.get(&name.value) {
            self.used.insert(name.value.clone());
            return Design { name: stem, draft: draft.clone() };
        }
        let plain = !name.value.contains(['/', '\\']) && stem != name.value;
        let (code, message) = if plain {
            (code::DANGLING, format!("there is no file `{}` beside this one", name.value))
        } else {
            (code::BAD_FILE_NAME, format!("`{}` is not the name of a TOML file beside this one", name.value))
        };
        if !name.value.trim().is_empty() {
            let diagnostic = Diagnostic::error(code, message, fields.problems().source(), name.span.clone());
            fields.problems().add(match did_you_mean(&name.value, self.drafts.keys().map(String::as_str)) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic,
            });
        }
        Design { name: stem, draft: ConfigDraft::default() }
    }
}

/// Decodes the lab of the folder `folder`.
pub(in crate::pack) fn decode_lab(
    fields: Fields<'_>,
    folder: &str,
    designs: &mut Designs,
    index: &mut Index,
) -> Lab {
    let id = define(Kind::Lab, &fields, index);
    if id != folder && !id.trim().is_empty() {
        let message = format!("lab `{id}` stands in the folder `{folder}`");
        fields.problems().add(
            Diagnostic::error(code::BAD_ID, message, fields.problems().source(), fields.span_of("id"))
                .help("folder and id must be the same"),
        );
    }
    let mut known = Vec::new();
    let objectives = objectives(&fields, &mut known, index);
    let known: Vec<&str> = known.iter().map(|id| id.value.as_str()).collect();
    let wrong_designs = wrong_designs(&fields, &known, designs, index);
    let starter = designs.take(&fields.need_text("starter"), &fields).draft;
    let references = references(&fields, designs);
    let drafts: Vec<&ConfigDraft> = std::iter::once(&starter)
        .chain(references.iter().map(|design| &design.draft))
        .chain(wrong_designs.iter().map(|wrong| &wrong.design.draft))
        .collect();
    let choices = choices(&fields, &drafts);
    let lab = Lab {
        id: LabId(id),
        version: version(&fields),
        title: fields.need_text("title").value,
        story: fields.need_text("story").value,
        debrief: fields.need_text("debrief").value,
        teaches: index.list(Kind::Objective, "teaches", &fields),
        difficulty: difficulty(&fields),
        sources: sources(&fields),
        editable: editable(&fields),
        starter,
        references,
        wrong_designs,
        objectives,
        choices,
        waivers: waivers(&fields),
    };
    fields.done();
    lab
}

fn sources(fields: &Fields<'_>) -> Vec<String> {
    let sources = fields.texts("sources").unwrap_or_default();
    for url in &sources {
        check_url(url, fields.problems());
    }
    if sources.is_empty() {
        no_source(fields);
    }
    sources.into_iter().map(|url| url.value).collect()
}

fn editable(fields: &Fields<'_>) -> Vec<ResourceKind> {
    if !fields.has("editable") {
        fields.missing("editable");
    }
    let sections = fields.texts("editable").unwrap_or_default();
    sections.iter().filter_map(|section| resource(section, "editable", fields)).collect()
}

fn resource(section: &At<String>, key: &str, fields: &Fields<'_>) -> Option<ResourceKind> {
    word(section, key, &ResourceKind::ALL, ResourceKind::section, fields.problems())
}

fn references(fields: &Fields<'_>, designs: &mut Designs) -> Vec<Design> {
    let names = fields.texts("references").unwrap_or_default();
    if names.is_empty() {
        fields.missing("references");
    }
    names.iter().map(|name| designs.take(name, fields)).collect()
}

fn wrong_designs(
    fields: &Fields<'_>,
    objectives: &[&str],
    designs: &mut Designs,
    index: &mut Index,
) -> Vec<WrongDesign> {
    let decode = |wrong: Fields<'_>| {
        let fails = wrong.need_text("fails");
        local_reference(&fails, "objective", objectives, wrong.problems());
        let decoded = WrongDesign {
            design: designs.take(&wrong.need_text("design"), &wrong),
            fails: ObjectiveId(fails.value),
            misconception: index.need(Kind::Misconception, "misconception", &wrong),
            why: wrong.need_text("why").value,
        };
        wrong.done();
        decoded
    };
    fields.tables("wrong_design", "wrong design").into_iter().map(decode).collect()
}

/// The objectives that can be graded; `seen` are the ids of all.
fn objectives(fields: &Fields<'_>, seen: &mut Vec<At<String>>, index: &mut Index) -> Vec<Objective> {
    let decode = |objective: Fields<'_>| {
        let id = ObjectiveId(local_id(&objective, "objective", seen));
        let (text, points) = (objective.need_text("text").value, count(&objective, "points", None));
        let misconceptions = index.list(Kind::Misconception, "misconceptions", &objective);
        let requirement = requirement(&objective);
        objective.done();
        Some(Objective { id, text, points, requirement: requirement?, misconceptions })
    };
    let tables = fields.tables("objective", "objective");
    if tables.is_empty() && !fields.has("objective") {
        let (source, span) = (fields.problems().source(), fields.span().clone());
        fields.problems().add(
            Diagnostic::error(code::NO_OBJECTIVE, "the lab has no objective", source, span)
                .help("add an `[[objective]]`: without one nothing is graded"),
        );
    }
    tables.into_iter().filter_map(decode).collect()
}

const REQUIREMENTS: [&str; 5] = ["must_reach", "must_not_reach", "must_avoid", "must_be_set", "at_most"];

/// The one requirement of an objective.
fn requirement(fields: &Fields<'_>) -> Option<Requirement> {
    let present: Vec<_> = REQUIREMENTS.into_iter().filter(|key| fields.has(key)).collect();
    let &[key] = present.as_slice() else {
        let message = if present.is_empty() {
            "the objective requires nothing".to_owned()
        } else {
            format!("the objective has {} requirements", present.len())
        };
        let (source, span) = (fields.problems().source(), fields.span().clone());
        fields.problems().add(
            Diagnostic::error(code::BAD_REQUIREMENT, message, source, span)
                .help(format!("give it exactly one of {}", quoted(REQUIREMENTS))),
        );
        return None;
    };
    let inner = fields.table(key, "requirement")?;
    let requirement = match key {
        "must_reach" => query(&inner).map(Requirement::MustReach),
        "must_not_reach" => query(&inner).map(Requirement::MustNotReach),
        "must_avoid" => must_avoid(&inner),
        "must_be_set" => must_be_set(&inner),
        _ => at_most(&inner),
    };
    inner.done();
    requirement
}

fn query(fields: &Fields<'_>) -> Option<Query> {
    let (from, to) = (fields.need_text("from"), fields.need_text("to"));
    let action = fields.text("action");
    let conversation = match fields.boolean("one_way") {
        Some(At { value: true, .. }) => Conversation::OneWay,
        _ => Conversation::TwoWay,
    };
    if from.value.trim().is_empty() || to.value.trim().is_empty() {
        return None;
    }
    let asked = action.as_ref().map(|action| action.value.as_str());
    match Query::parse(&from.value, &to.value, asked, conversation) {
        Ok(query) => Some(query),
        Err(error) => {
            let span = match &error {
                QueryError::Source(_) => from.span,
                QueryError::ActionWithoutBucket
                | QueryError::ActionOfAnother { .. }
                | QueryError::S3WithoutBucket => action.map_or(to.span, |action| action.span),
                QueryError::Destination(_)
                | QueryError::Service(_)
                | QueryError::ResourceWithoutAction(_) => to.span,
            };
            fields.problems().error(code::BAD_QUERY, error.to_string(), &span);
            None
        }
    }
}

fn must_avoid(fields: &Fields<'_>) -> Option<Requirement> {
    let through = fields.need_text("through");
    let kind = word(&through, "through", &ComponentKind::ALL, ComponentKind::as_str, fields.problems());
    Some(Requirement::MustAvoid { query: query(fields)?, through: kind? })
}

fn must_be_set(fields: &Fields<'_>) -> Option<Requirement> {
    let name = fields.need_text("setting");
    let setting = word(&name, "setting", &Setting::ALL, Setting::as_str, fields.problems());
    let wanted = if fields.is_integer("value") {
        fields.integer("value").map(|number| (Wanted::Number(number.value), number.span))
    } else if fields.has("value") {
        let on = fields.boolean("value");
        on.map(|on| (if on.value { Wanted::Present } else { Wanted::Absent }, on.span))
    } else {
        Some((Wanted::Present, name.span))
    };
    let (setting, (wanted, span)) = (setting?, wanted?);
    if matches!(wanted, Wanted::Number(_)) && setting != Setting::InstanceCount {
        let message = format!("`{}` is not counted", setting.as_str());
        fields.problems().error(code::BAD_REQUIREMENT, message, &span);
        return None;
    }
    Some(Requirement::MustBeSet { setting, wanted })
}

fn at_most(fields: &Fields<'_>) -> Option<Requirement> {
    let resource = resource(&fields.need_text("resource"), "resource", fields);
    let count = usize::try_from(number(fields, "count", 0..=1000, None)).ok();
    Some(Requirement::AtMost { resource: resource?, count: count? })
}
