//! The smallest fixes of a design, for people and for programs.

use serde::Serialize;

use crate::diag::{Diagnostic, SourceId};
use crate::lab::{DesignEdit, Fix, Fixes};
use crate::pack::ReadConfig;

/// How many alternatives are shown in full.
const SHOWN: usize = 3;

/// A fix in JSON. `verified` says that the changed design was graded, and passes.
#[derive(Debug, Serialize)]
pub(super) struct JsonFix {
    cost: u32,
    verified: bool,
    edits: Vec<JsonEdit>,
}

#[derive(Debug, Serialize)]
struct JsonEdit {
    section: &'static str,
    element: String,
    change: String,
}

/// Every fix, the best first.
pub(super) fn json(fixes: &Fixes, read: &ReadConfig) -> Vec<JsonFix> {
    let edit = |edit: &DesignEdit| JsonEdit {
        section: edit.section(&read.draft),
        element: edit.element().to_owned(),
        change: edit.to_string(),
    };
    let fix = |fix: &Fix| JsonFix {
        cost: fix.cost(),
        verified: true,
        edits: fix.edits().iter().map(edit).collect(),
    };
    fixes.fixes.iter().map(fix).collect()
}

/// The fixes as a compiler tells them, each change at its place in the text.
pub(super) fn advice(fixes: &Fixes, read: &ReadConfig, source: SourceId) -> Vec<Diagnostic> {
    let Some(first) = fixes.fixes.first() else {
        let found = if fixes.complete {
            "no fix of up to three edits was found"
        } else {
            "no fix was found before the search ended; it had not tried all"
        };
        return vec![Diagnostic::advice(found)];
    };
    let shown = fixes.fixes.iter().take(SHOWN).enumerate();
    let mut told: Vec<Diagnostic> = shown.map(|(at, fix)| one(fix, at > 0, read, source)).collect();
    let more = fixes.fixes.len().saturating_sub(SHOWN);
    if let Some(last) = told.last_mut().filter(|_| more > 0) {
        let others =
            if more == 1 { "one more fix costs".to_owned() } else { format!("{more} more fixes cost") };
        last.notes.push(format!("{others} as little ({}): --format json lists all", first.cost()));
    }
    if let Some(last) = told.last_mut().filter(|_| !fixes.complete) {
        last.notes.push("the search ended before it had tried all: there may be others".to_owned());
    }
    told
}

fn one(fix: &Fix, alternative: bool, read: &ReadConfig, source: SourceId) -> Diagnostic {
    let lead = if alternative { "or " } else { "" };
    let message = match fix.edits() {
        [_] => format!("{lead}1 edit makes it pass (verified)"),
        edits => format!("{lead}{} edits make it pass (verified)", edits.len()),
    };
    let mut told = Diagnostic::advice(message);
    for edit in fix.edits() {
        let span = edit.place(&read.draft).and_then(|place| read.span_of(&place));
        told = match span {
            Some(span) => told.secondary(source, span, edit.to_string()),
            None => told.note(edit.to_string()),
        };
    }
    told
}
