//! A configuration file to a draft and, when it holds, a validated configuration.

mod decode;
mod place;
mod workload;

#[cfg(test)]
mod tests;

use crate::aws::{Config, ConfigDraft, ConfigError, Place};
use crate::diag::{Diagnostic, SourceId, Sources, Span};
use crate::lab::Lab;
use crate::pack::code;
use crate::pack::designs::{changed_surroundings, with_surroundings};
use crate::pack::fields::{Fields, Problems, parse};

use place::Places;

/// The largest text that is read.
const LARGEST: usize = 4 * 1024 * 1024;
/// How many diagnostics about one text are kept.
const MOST: usize = 200;

/// What came of reading a configuration.
#[derive(Debug)]
pub struct ReadConfig {
    /// As far as it could be read.
    pub draft: ConfigDraft,
    /// Absent when there was any error.
    pub config: Option<Config>,
    pub diagnostics: Vec<Diagnostic>,
    places: Places,
}

impl ReadConfig {
    /// Where `place` of the draft stands in the text, or the nearest thing around it; nothing for what
    /// the text leaves out.
    #[must_use]
    pub fn span_of(&self, place: &Place) -> Option<Span> {
        Some(self.places.span(place)).filter(|span| !span.is_empty())
    }
}

/// Reads the text of `source`.
#[must_use]
pub fn read_config(sources: &Sources, source: SourceId) -> ReadConfig {
    read(sources, source, None)
}

/// Reads the text of `source` as far as the draft, without asking whether the model accepts it.
pub(in crate::pack) fn read_draft(sources: &Sources, source: SourceId) -> (ConfigDraft, Vec<Diagnostic>) {
    let problems = Problems::new(source);
    let document = parse(sources, &problems);
    let draft = decode::config(Fields::of_file(&document, "a configuration", &problems), &Places::default());
    drop(document);
    (draft, problems.into_diagnostics())
}

/// Reads a learner's design for `lab`, which may leave out the fixed surroundings but not change them.
#[must_use]
pub fn read_design(lab: &Lab, sources: &Sources, source: SourceId) -> ReadConfig {
    read(sources, source, Some(lab))
}

fn read(sources: &Sources, source: SourceId, lab: Option<&Lab>) -> ReadConfig {
    let text = &sources.get(source).text;
    let problems = Problems::new(source);
    if text.len() > LARGEST {
        let message = format!("the file has {} bytes; at most {LARGEST} are read", text.len());
        problems.error(code::TOO_LARGE, message, &(0..0));
        return ReadConfig {
            draft: ConfigDraft::default(),
            config: None,
            diagnostics: problems.into_diagnostics(),
            places: Places::default(),
        };
    }
    let document = parse(sources, &problems);
    let readable = problems.count() == 0;
    let places = Places::default();
    let written = decode::config(Fields::of_file(&document, "a configuration", &problems), &places);
    let draft = match lab {
        Some(lab) => within(lab, written, &problems, &places),
        None => written,
    };
    let built = Config::build(&draft);
    // What is missing only because a section could not be read is no error of its own.
    let errors = built.as_ref().err().filter(|_| readable && !places.lost_a_section());
    for error in errors.into_iter().flatten().filter(|error| !places.told(&error.at)) {
        problems.add(diagnostic(error, source, span_of(error, &places, text)));
    }
    let config = built.ok().filter(|_| problems.count() == 0);
    ReadConfig { draft, config, diagnostics: in_source_order(problems, source), places }
}

/// The draft with the surroundings of `lab`; a section that the file changes is reported.
fn within(lab: &Lab, written: ConfigDraft, problems: &Problems, places: &Places) -> ConfigDraft {
    let draft = with_surroundings(lab, written);
    if problems.count() == 0 && !places.lost_a_section() {
        for kind in changed_surroundings(lab, &draft) {
            let message = format!("`{}` is not yours to change in lab `{}`", kind.section(), lab.id);
            let span = places.span(&Place::field(kind, 0, ""));
            problems.add(
                Diagnostic::error(code::CHANGED_SURROUNDINGS, message, problems.source(), span)
                    .help("leave the section out, and the lab's own is taken"),
            );
        }
    }
    draft
}

/// All diagnostics by place; of very many, the beginning.
fn in_source_order(problems: Problems, source: SourceId) -> Vec<Diagnostic> {
    let mut found = problems.into_diagnostics();
    found.sort_by_key(|diagnostic| diagnostic.labels.first().map_or(0, |label| label.span.start));
    if found.len() > MOST {
        let message = format!("{} more errors are not shown", found.len() - MOST);
        found.truncate(MOST);
        found.push(Diagnostic::error(code::MORE, message, source, 0..0));
    }
    found
}

fn diagnostic(error: &ConfigError, source: SourceId, span: Span) -> Diagnostic {
    let code = match error {
        ConfigError { refused: true, .. } => code::NOT_COVERED,
        ConfigError { offset: Some(_), .. } => code::POLICY,
        _ => code::INVALID,
    };
    let mut found = Diagnostic::error(code, error.message.as_str(), source, span);
    found.help.clone_from(&error.help);
    found
}

fn span_of(error: &ConfigError, places: &Places, text: &str) -> Span {
    let span = places.span(&error.at);
    match (error.offset, places.text(&error.at)) {
        (Some(offset), Some(value)) => inside(text, &span, &value, offset).unwrap_or(span),
        _ => span,
    }
}

/// The token at `offset` of the string `value` that is written at `span`, when it is written without
/// escapes.
fn inside(text: &str, span: &Span, value: &str, offset: usize) -> Option<Span> {
    let start = span.start + text.get(span.clone())?.find(value)? + offset;
    let rest = text.get(start..span.end)?;
    let length = match rest.strip_prefix('"') {
        Some(quoted) => quoted.find(['"', '\n']).map_or(1, |end| end + 2),
        None => rest.chars().take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum(),
    };
    let first = rest.chars().next().map_or(0, char::len_utf8);
    Some(start..(start + length.max(first)).min(span.end))
}
