//! Renderers: the layout of compilers, one line each, and JSON. Whatever a source contains, only
//! printable text leaves them.

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use serde_json::{Value, json};

use crate::diag::{Diagnostic, Label, Severity, SourceFile, Sources, Span, printable};

/// Whether output carries colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    Plain,
    Coloured,
}

/// Columns that a source line may take before it is trimmed.
const WIDTH: usize = 100;
/// Characters of a message that are shown.
const LONGEST: usize = 1_000;
/// How much of a line is kept behind the place that is marked, in bytes; the rest is not even looked
/// at.
const TAIL: usize = 400;

/// The layout of compiler diagnostics: headline, source lines with marks, notes, help. A blank line
/// follows each.
#[must_use]
pub fn render_full(diagnostics: &[Diagnostic], sources: &Sources, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let renderer = renderer.term_width(WIDTH);
    diagnostics.iter().map(|diagnostic| renderer.render(&[group(diagnostic, sources)]) + "\n\n").collect()
}

/// One line per diagnostic: `file:line:column: severity[code]: message`.
#[must_use]
pub fn render_concise(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    diagnostics.iter().flat_map(|diagnostic| [concise(diagnostic, sources), "\n".to_owned()]).collect()
}

fn concise(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let place = diagnostic.labels.first().map_or_else(String::new, |label| {
        let file = sources.get(label.source);
        let (line, column) = file.line_column(label.span.start);
        format!("{}:{line}:{column}: ", one_line(&file.name))
    });
    let severity = severity(diagnostic.severity);
    format!("{place}{severity}[{}]: {}", diagnostic.code.0, one_line(&diagnostic.message))
}

/// A JSON array. Offsets count bytes of the file from 0, lines and columns count from 1, columns in
/// characters; `end` is exclusive.
#[must_use]
pub fn render_json(diagnostics: &[Diagnostic], sources: &Sources) -> Value {
    diagnostics
        .iter()
        .map(|diagnostic| {
            let labels: Vec<_> = diagnostic.labels.iter().map(|label| label_json(label, sources)).collect();
            json!({
                "severity": severity(diagnostic.severity),
                "code": diagnostic.code.0,
                "message": printable(&diagnostic.message),
                "labels": labels,
                "notes": diagnostic.notes.iter().map(|note| printable(note)).collect::<Vec<_>>(),
                "help": diagnostic.help.as_deref().map(printable),
            })
        })
        .collect()
}

fn label_json(label: &Label, sources: &Sources) -> Value {
    let file = sources.get(label.source);
    let place = |offset: usize| {
        let (line, column) = file.line_column(offset);
        json!({ "line": line, "column": column, "offset": offset })
    };
    json!({
        "file": printable(&file.name),
        "start": place(label.span.start),
        "end": place(label.span.end),
        "text": printable(&label.text),
    })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Help => "help",
    }
}

/// Printable, without line breaks, and of bounded length.
fn one_line(text: &str) -> String {
    bounded(text).replace('\n', " ")
}

/// Printable and of bounded length: a message may quote a key of megabytes.
fn bounded(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => Cow::Owned(printable(text.get(..end).unwrap_or_default()).into_owned() + "…"),
        None => printable(text),
    }
}

fn group<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Help => Level::HELP,
    };
    let mut title = level.primary_title(one_line(&diagnostic.message));
    if !diagnostic.code.0.is_empty() {
        title = title.id(diagnostic.code.0);
    }
    let snippets = diagnostic.labels.iter().enumerate().map(|(index, label)| {
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        snippet(label, kind, sources)
    });
    let notes = diagnostic.notes.iter().map(|note| Level::NOTE.message(bounded(note)));
    let help = diagnostic.help.iter().map(|help| Level::HELP.message(bounded(help)));
    Group::with_title(title).elements(snippets).elements(notes).elements(help)
}

/// The first line that the label marks.
fn snippet<'a>(label: &'a Label, kind: AnnotationKind, sources: &'a Sources) -> Snippet<'a, Annotation<'a>> {
    let file = sources.get(label.source);
    let Marked { line, number, span } = marked(file, &label.span);
    let mut annotation = kind.span(span);
    if !label.text.is_empty() {
        annotation = annotation.label(one_line(&label.text));
    }
    Snippet::source(line).path(one_line(&file.name)).line_start(number).annotation(annotation)
}

/// A printable source line, its number, and the marked part of it.
struct Marked {
    line: String,
    number: usize,
    span: Span,
}

fn marked(file: &SourceFile, span: &Span) -> Marked {
    let text = file.text.as_str();
    let start = text.floor_char_boundary(span.start);
    let line_start = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let rest = text.get(start..text.floor_char_boundary(start.saturating_add(TAIL))).unwrap_or_default();
    let line_end = start + rest.find('\n').unwrap_or(rest.len());
    let end = text.floor_char_boundary(span.end).clamp(start, line_end);
    let cleaned = |range: Span| printable(text.get(range).unwrap_or_default());
    let (before, inside, after) = (cleaned(line_start..start), cleaned(start..end), cleaned(end..line_end));
    Marked {
        number: file.line_column(start).0,
        span: before.len()..before.len() + inside.len(),
        line: format!("{before}{inside}{after}"),
    }
}
