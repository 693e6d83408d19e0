//! A row per question, by RFC 4180, safe to open in a spreadsheet.

use ::csv::{Terminator, WriterBuilder};

use crate::diag::printable;
use crate::session::{Confidence, ItemReport};
use crate::transcript::{Transcript, prose};

const HEADER: [&str; 15] = [
    "number",
    "question",
    "objective",
    "family",
    "verdict",
    "counts",
    "confidence",
    "seconds",
    "visits",
    "slow",
    "marked",
    "changes",
    "misconceptions",
    "read",
    "stem",
];

pub(super) fn render(transcript: &Transcript<'_>) -> String {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    let rows = transcript.report.items.iter().map(|item| row(transcript, item));
    for row in std::iter::once(HEADER.map(str::to_owned)).chain(rows) {
        // Writing to memory does not fail.
        let _ = writer.write_record(row.map(|cell| inert(&cell)));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn row(transcript: &Transcript<'_>, item: &ItemReport) -> [String; 15] {
    let yes = |holds: bool| if holds { "yes" } else { "no" }.to_owned();
    let changes: Vec<&str> = item.changes.iter().map(|change| change.words()).collect();
    let stem = transcript.question(item).map_or_else(String::new, |question| prose::words(&question.stem));
    [
        (item.position + 1).to_string(),
        item.question.to_string(),
        item.objective.clone(),
        transcript.family(item).to_owned(),
        item.verdict.word().to_owned(),
        yes(!item.pilot),
        item.confidence.map_or("", Confidence::word).to_owned(),
        item.millis.map_or_else(String::new, |millis| (millis / 1000).to_string()),
        item.visits.to_string(),
        yes(item.is_slow()),
        yes(item.flagged),
        changes.join("; "),
        item.misconceptions.join("; "),
        yes(item.read),
        stem,
    ]
}

/// The text as a spreadsheet cell that is no formula: an apostrophe before what would start one.
fn inert(cell: &str) -> String {
    let cell = printable(cell);
    let starts =
        |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    if cell.trim_start_matches(' ').starts_with(starts) { format!("'{cell}") } else { cell.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, expected) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("  =1", "'  =1"),
            ("\r=1", "\u{fffd}=1"),
            ("＝1", "'＝1"),
            ("a=1", "a=1"),
            ("", ""),
        ] {
            assert_eq!(inert(cell), expected, "{cell:?}");
        }
    }
}
