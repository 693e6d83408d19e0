//! Tables to the values of a pack. What is missing or wrong is reported and replaced by something
//! empty, so that reading goes on; a pack with an error is thrown away in the end.

mod choice;
mod lab;
mod lesson;
mod manifest;
mod question;

use std::ops::RangeInclusive;

use crate::bank::SourceRef;
use crate::diag::{Diagnostic, did_you_mean};
use crate::pack::code;
use crate::pack::fields::{At, Fields, Problems, quoted};
use crate::pack::index::{Index, Kind};

pub(in crate::pack) use lab::{Designs, decode_lab};
pub(in crate::pack) use lesson::decode_lessons;
pub(in crate::pack) use manifest::{Manifest, decode_manifest};
pub(in crate::pack) use question::{QuestionsFile, decode_questions};

/// The id of something that the whole pack may name.
fn define(kind: Kind, fields: &Fields<'_>, index: &mut Index) -> String {
    let id = fields.need_text("id");
    if !id.value.trim().is_empty() {
        check_id(&id, kind == Kind::Objective, fields.problems());
        index.define(kind, &id, fields.problems());
    }
    id.value
}

fn check_id(id: &At<String>, upper_case: bool, problems: &Problems) {
    let word = |word: &str| {
        !word.is_empty()
            && word.chars().all(|c| {
                c.is_ascii_lowercase() || c.is_ascii_digit() || (upper_case && c.is_ascii_uppercase())
            })
    };
    if !id.value.split('-').all(word) {
        problems.add(
            Diagnostic::error(
                code::BAD_ID,
                format!("`{}` is no id", id.value),
                problems.source(),
                id.span.clone(),
            )
            .help("use lower-case words joined by hyphens"),
        );
    }
}

/// An id that only its own question or lab knows; `seen` are those before it.
fn local_id(fields: &Fields<'_>, noun: &str, seen: &mut Vec<At<String>>) -> String {
    let id = fields.need_text("id");
    if id.value.trim().is_empty() {
        return id.value;
    }
    let problems = fields.problems();
    if id.value.len() == 1 {
        problems.add(
            Diagnostic::error(
                code::BAD_ID,
                format!("`{}` says nothing as an id", id.value),
                problems.source(),
                id.span.clone(),
            )
            .help(format!("name the {noun} by what it says: the order on the screen is shuffled")),
        );
    } else {
        check_id(&id, false, problems);
    }
    if let Some(earlier) = seen.iter().find(|earlier| earlier.value == id.value) {
        problems.add(
            Diagnostic::error(
                code::DUPLICATE_ID,
                format!("{noun} `{}` is defined twice", id.value),
                problems.source(),
                id.span.clone(),
            )
            .secondary(problems.source(), earlier.span.clone(), "first defined here"),
        );
    }
    seen.push(id.clone());
    id.value
}

/// The id under `key` when it is one of `known`; reported otherwise.
fn local_reference(id: &At<String>, noun: &str, known: &[&str], problems: &Problems) {
    if known.contains(&id.value.as_str()) || id.value.trim().is_empty() {
        return;
    }
    let diagnostic = Diagnostic::error(
        code::DANGLING,
        format!("there is no {noun} `{}`", id.value),
        problems.source(),
        id.span.clone(),
    );
    problems.add(match did_you_mean(&id.value, known.iter().copied()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None if known.is_empty() => diagnostic,
        None => diagnostic.help(format!("there are {}", quoted(known.iter().copied()))),
    });
}

/// A whole number in `range`; `default` when absent, and needed when there is no default.
fn number(fields: &Fields<'_>, key: &'static str, range: RangeInclusive<i64>, default: Option<i64>) -> i64 {
    if !fields.has(key) {
        if default.is_none() {
            fields.missing(key);
        }
        return default.unwrap_or(*range.start());
    }
    let Some(found) = fields.integer(key) else { return *range.start() };
    if !range.contains(&found.value) {
        let message = format!("`{key}` must be {} to {}, not {}", range.start(), range.end(), found.value);
        fields.problems().error(code::OUT_OF_RANGE, message, &found.span);
    }
    found.value.clamp(*range.start(), *range.end())
}

/// A count from 1 on that fits where it is kept.
fn count(fields: &Fields<'_>, key: &'static str, default: Option<i64>) -> u32 {
    u32::try_from(number(fields, key, 1..=1_000_000, default)).unwrap_or(1)
}

/// The content version; 1 when absent.
fn version(fields: &Fields<'_>) -> u32 {
    count(fields, "version", Some(1))
}

/// A difficulty of 1 to 5.
fn difficulty(fields: &Fields<'_>) -> u8 {
    u8::try_from(number(fields, "difficulty", 1..=5, None)).unwrap_or(1)
}

/// One of a closed list of words.
fn word<T: Copy>(
    text: &At<String>,
    key: &str,
    all: &[T],
    spell: fn(T) -> &'static str,
    problems: &Problems,
) -> Option<T> {
    let found = all.iter().copied().find(|one| spell(*one) == text.value);
    if found.is_none() && !text.value.trim().is_empty() {
        let words = || all.iter().map(|one| spell(*one));
        let diagnostic = Diagnostic::error(
            code::UNKNOWN_WORD,
            format!("`{key}` cannot be `{}`", text.value),
            problems.source(),
            text.span.clone(),
        );
        problems.add(match did_you_mean(&text.value, words()) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help(format!("use one of {}", quoted(words()))),
        });
    }
    found
}

/// A day, `YYYY-MM-DD`, that must be there.
fn date(fields: &Fields<'_>, key: &'static str) -> String {
    let day = fields.need_text(key);
    let is_day = day.value.len() == 10 && day.value.parse::<jiff::civil::Date>().is_ok();
    if !is_day && !day.value.trim().is_empty() {
        fields.problems().error(
            code::BAD_DATE,
            format!("`{}` is no day, write `YYYY-MM-DD`", day.value),
            &day.span,
        );
    }
    day.value
}

/// The list under `sources`; at least one is needed.
fn sources(fields: &Fields<'_>) -> Vec<SourceRef> {
    let told = fields.problems().count();
    let sources: Vec<_> = fields.tables("sources", "source").into_iter().map(source).collect();
    if sources.is_empty() && fields.problems().count() == told {
        no_source(fields);
    }
    sources
}

/// An item without any source.
fn no_source(fields: &Fields<'_>) {
    if !fields.has("sources") {
        return fields.missing("sources");
    }
    fields.problems().add(
        Diagnostic::error(
            code::PROVENANCE,
            "nothing backs this: `sources` is empty",
            fields.problems().source(),
            fields.span_of("sources"),
        )
        .help("name the official page that it was written from"),
    );
}

fn source(fields: Fields<'_>) -> SourceRef {
    let url = fields.need_text("url");
    check_url(&url, fields.problems());
    let source = SourceRef { url: url.value, verified_on: date(&fields, "verified_on") };
    fields.done();
    source
}

/// Hosts whose pages count as official; of the last one only the accounts that begin with `aws`.
const OFFICIAL_HOSTS: [&str; 6] =
    ["docs.aws.amazon.com", "aws.amazon.com", "repost.aws", "hhs.gov", "www.hhs.gov", "github.com"];

fn check_url(url: &At<String>, problems: &Problems) {
    if url.value.trim().is_empty() {
        return;
    }
    let official = url.value.strip_prefix("https://").is_some_and(|rest| {
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        OFFICIAL_HOSTS.contains(&host) && (host != "github.com" || path.starts_with("aws"))
    });
    if !official {
        problems.add(
            Diagnostic::error(
                code::PROVENANCE,
                format!("`{}` is not an official page", url.value),
                problems.source(),
                url.span.clone(),
            )
            .help("use an https page of docs.aws.amazon.com, aws.amazon.com, repost.aws, hhs.gov or github.com/aws*"),
        );
    }
}
