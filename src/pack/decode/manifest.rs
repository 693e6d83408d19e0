//! `pack.toml`.

use crate::bank::{
    Blueprint, ExamDefaults, ExamDomain, Family, LearningObjective, Misconception, Simulation, SourceRef,
};
use crate::diag::Diagnostic;
use crate::pack::code;
use crate::pack::decode::{check_id, count, date, define, number, source};
use crate::pack::fields::Fields;
use crate::pack::index::{Index, Kind};

/// The format that this program reads.
const FORMAT: i64 = 1;

/// What `pack.toml` says.
#[derive(Debug)]
pub(in crate::pack) struct Manifest {
    pub id: String,
    pub version: String,
    pub title: String,
    pub description: String,
    pub authors: Vec<String>,
    pub language: String,
    pub licence: String,
    pub verified_on: String,
    pub exam: ExamDefaults,
    pub blueprint: Blueprint,
    pub misconceptions: Vec<Misconception>,
}

pub(in crate::pack) fn decode_manifest(fields: Fields<'_>, index: &mut Index) -> Manifest {
    check_format(&fields);
    let id = fields.need_text("id");
    if !id.value.trim().is_empty() {
        check_id(&id, false, fields.problems());
    }
    let manifest = Manifest {
        id: id.value,
        version: fields.need_text("version").value,
        title: fields.need_text("title").value,
        description: fields.need_text("description").value,
        authors: authors(&fields),
        language: fields.need_text("language").value,
        licence: fields.need_text("licence").value,
        verified_on: date(&fields, "verified_on"),
        exam: exam(&fields, index),
        blueprint: Blueprint { families: families(&fields, index), objectives: objectives(&fields, index) },
        misconceptions: misconceptions(&fields, index),
    };
    fields.done();
    manifest
}

/// Older and newer formats are told apart: the first needs a conversion, the second a newer program.
fn check_format(fields: &Fields<'_>) {
    if !fields.has("format") {
        return fields.missing("format");
    }
    let Some(format) = fields.integer("format").filter(|format| format.value != FORMAT) else { return };
    let (message, help) = if format.value > FORMAT {
        ("is newer than this program", "use a newer version of trapline")
    } else {
        ("never existed", "write `format = 1`")
    };
    fields.problems().add(
        Diagnostic::error(
            code::NEWER_FORMAT,
            format!("pack format {} {message}", format.value),
            fields.problems().source(),
            format.span,
        )
        .note(format!("this program reads format {FORMAT}"))
        .help(help),
    );
}

fn authors(fields: &Fields<'_>) -> Vec<String> {
    if !fields.has("authors") {
        fields.missing("authors");
    }
    fields.texts("authors").unwrap_or_default().into_iter().map(|author| author.value).collect()
}

fn exam(fields: &Fields<'_>, index: &mut Index) -> ExamDefaults {
    let Some(exam) = fields.table("exam", "exam") else {
        if !fields.has("exam") {
            fields.missing("exam");
        }
        return ExamDefaults { code: String::new(), questions: 1, minutes: 1, simulation: None };
    };
    let defaults = ExamDefaults {
        code: exam.need_text("code").value,
        questions: usize::try_from(number(&exam, "questions", 1..=1000, None)).unwrap_or(1),
        minutes: count(&exam, "minutes", None),
        simulation: exam.table("simulation", "simulation").map(|fields| simulation(fields, index)),
    };
    exam.done();
    defaults
}

fn simulation(fields: Fields<'_>, index: &mut Index) -> Simulation {
    let size = |key| usize::try_from(number(&fields, key, 1..=1000, None)).unwrap_or(1);
    let simulation = Simulation {
        questions: size("questions"),
        minutes: count(&fields, "minutes", None),
        scored: size("scored"),
        domains: domains(&fields, index),
    };
    fields.done();
    simulation
}

fn domains(fields: &Fields<'_>, index: &mut Index) -> Vec<ExamDomain> {
    let percent = |fields: &Fields<'_>, key| u32::try_from(number(fields, key, 0..=100, None)).unwrap_or(0);
    let decode = |domain: Fields<'_>| {
        let decoded = ExamDomain {
            id: domain.need_text("id").value,
            title: domain.need_text("title").value,
            weight: percent(&domain, "weight"),
            families: index.list(Kind::Family, "families", &domain),
            covered: percent(&domain, "covered"),
        };
        domain.done();
        decoded
    };
    fields.tables("domain", "domain").into_iter().map(decode).collect()
}

fn families(fields: &Fields<'_>, index: &mut Index) -> Vec<Family> {
    let decode = |family: Fields<'_>| {
        let decoded = Family {
            id: define(Kind::Family, &family, index),
            title: family.need_text("title").value,
            confusable: index.list(Kind::Family, "confusable", &family),
        };
        family.done();
        decoded
    };
    fields.tables("family", "family").into_iter().map(decode).collect()
}

fn objectives(fields: &Fields<'_>, index: &mut Index) -> Vec<LearningObjective> {
    let decode = |objective: Fields<'_>| {
        let decoded = LearningObjective {
            id: define(Kind::Objective, &objective, index),
            family: index.need(Kind::Family, "family", &objective),
            text: objective.need_text("text").value,
            weight: u32::try_from(number(&objective, "weight", 0..=100, None)).unwrap_or(0),
        };
        objective.done();
        decoded
    };
    let objectives: Vec<_> =
        fields.tables("objective", "learning objective").into_iter().map(decode).collect();
    let total: u32 = objectives.iter().map(|objective| objective.weight).sum();
    if total != 100 && !objectives.is_empty() {
        let message = format!("the weights of the learning objectives add up to {total}, not to 100");
        fields.problems().warning(code::WEIGHTS, message, fields.span());
    }
    objectives
}

fn misconceptions(fields: &Fields<'_>, index: &mut Index) -> Vec<Misconception> {
    let decode = |misconception: Fields<'_>| {
        let decoded = Misconception {
            id: define(Kind::Misconception, &misconception, index),
            belief: misconception.need_text("belief").value,
            fact: misconception.need_text("fact").value,
            source: single_source(&misconception),
        };
        misconception.done();
        decoded
    };
    fields.tables("misconception", "misconception").into_iter().map(decode).collect()
}

fn single_source(fields: &Fields<'_>) -> SourceRef {
    if !fields.has("source") {
        fields.missing("source");
    }
    let nothing = || SourceRef { url: String::new(), verified_on: String::new() };
    fields.table("source", "source").map_or_else(nothing, source)
}
