//! What the renderers write, and what they never write.

use proptest::prelude::*;

use super::*;
use crate::diag::Code;

fn sample() -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let text = "[[subnet]]\nname = \"ä\"\ncidr_block = \"10.0.1.7/24\"\n";
    let source = sources.add("lab.toml", text);
    let value = text.find("\"10").unwrap();
    let diagnostics = vec![
        Diagnostic::error(Code("C001"), "`10.0.1.7/24` has host bits set", source, value..value + 13)
            .label("here")
            .secondary(source, 0..10, "in this subnet")
            .note("AWS would refuse it")
            .help("write `10.0.1.0/24`"),
        Diagnostic::warning(Code("L01"), "the file ends", source, text.len()..text.len()),
    ];
    (sources, diagnostics)
}

#[test]
fn the_full_layout_shows_marks_notes_and_help() {
    let (sources, diagnostics) = sample();
    insta::assert_snapshot!(render_full(&diagnostics, &sources, Style::Plain));
}

#[test]
fn colour_adds_escape_sequences_and_nothing_else() {
    let (sources, diagnostics) = sample();
    let coloured = render_full(&diagnostics, &sources, Style::Coloured);
    let mut plain = String::new();
    let mut pieces = coloured.split('\u{1b}');
    plain.push_str(pieces.next().unwrap());
    for piece in pieces {
        plain.push_str(piece.split_once('m').unwrap().1);
    }
    assert_ne!(coloured, plain);
    assert_eq!(plain, render_full(&diagnostics, &sources, Style::Plain));
}

#[test]
fn the_concise_layout_is_one_line_each() {
    let (sources, diagnostics) = sample();
    assert_eq!(
        render_concise(&diagnostics, &sources),
        "lab.toml:3:14: error[C001]: `10.0.1.7/24` has host bits set\nlab.toml:4:1: warning[L01]: the file ends\n"
    );
}

#[test]
fn json_counts_lines_columns_and_bytes() {
    let (sources, diagnostics) = sample();
    let json = render_json(&diagnostics, &sources);
    let first = &json[0]["labels"][0];
    assert_eq!(first["file"], "lab.toml");
    assert_eq!(first["start"], json!({ "line": 3, "column": 14, "offset": 36 }));
    assert_eq!(first["end"], json!({ "line": 3, "column": 27, "offset": 49 }));
    assert_eq!(json[0]["help"], "write `10.0.1.0/24`");
    assert_eq!(json[1]["help"], Value::Null);
    assert_eq!(json[1]["severity"], "warning");
}

#[test]
fn a_very_long_line_is_trimmed_around_its_mark() {
    let mut sources = Sources::default();
    let text = format!("{}HERE{}", "a ".repeat(50_000), "b ".repeat(2_000_000));
    let source = sources.add("long.toml", text);
    let found = Diagnostic::error(Code("T"), "too long", source, 100_000..100_004);
    let shown = render_full(&[found], &sources, Style::Plain);
    assert!(shown.contains("HERE") && shown.contains("long.toml:1:100001"), "{}", shown.len());
    assert!(shown.lines().all(|line| line.chars().count() <= 2 * WIDTH), "{shown}");
}

#[test]
fn a_very_long_message_is_cut() {
    let mut sources = Sources::default();
    let source = sources.add("a.toml", "");
    let found = Diagnostic::error(Code("T"), "x".repeat(2_000_000), source, 0..0).help("y".repeat(2_000_000));
    let found = [found];
    for shown in [render_full(&found, &sources, Style::Plain), render_concise(&found, &sources)] {
        assert!(shown.len() < 3 * LONGEST && shown.contains('…'), "{}", shown.len());
    }
}

/// Texts full of what must not reach a terminal, and of what is hard to count.
fn hostile() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(vec![
        "\u{1b}]0;x\u{7}",
        "\u{202e}",
        "\u{9b}31m",
        "\r",
        "\n",
        "\t",
        "ä",
        "日本",
        "\u{200b}",
        "a",
        " ",
        "\u{7f}",
    ]);
    proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn nothing_hostile_gets_through_and_no_span_panics(
        name in hostile(), text in hostile(), message in hostile(), start in 0usize..90, length in 0usize..90,
    ) {
        let mut sources = Sources::default();
        let source = sources.add(name, text);
        let found = Diagnostic::error(Code("T"), message.clone(), source, start..start + length)
            .label(message.clone())
            .secondary(source, length..length + start, message.clone())
            .note(message.clone())
            .help(message);
        let found = [found];
        let json = render_json(&found, &sources).to_string();
        for shown in [render_full(&found, &sources, Style::Plain), render_concise(&found, &sources), json] {
            prop_assert!(matches!(printable(&shown), std::borrow::Cow::Borrowed(_)), "{shown:?}");
        }
        prop_assert_eq!(render_concise(&found, &sources).lines().count(), 1);
    }
}
