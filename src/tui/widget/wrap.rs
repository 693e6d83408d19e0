//! Styled text in lines of at most so many columns.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::diag::printable;

/// Text without any markup but line breaks, wrapped at `width` columns.
#[must_use]
pub fn wrap_text(text: &str, style: Style, width: usize) -> Vec<Line<'static>> {
    let text = printable(text).replace('\t', "    ");
    text.lines().flat_map(|line| wrap_spans([Span::styled(line.to_owned(), style)], width)).collect()
}

/// Printable spans, wrapped at `width` columns; at least one line.
#[must_use]
pub fn wrap_spans(spans: impl IntoIterator<Item = Span<'static>>, width: usize) -> Vec<Line<'static>> {
    fill(words_of(spans), width.max(1))
}

/// Puts `prefix` before the first line, and as much space before the others.
#[must_use]
pub fn prefixed(prefix: &[Span<'static>], mut lines: Vec<Line<'static>>) -> Vec<Line<'static>> {
    let indent: usize = prefix.iter().map(Span::width).sum();
    if lines.is_empty() {
        lines.push(Line::default());
    }
    for (at, line) in lines.iter_mut().enumerate() {
        let head = if at == 0 { prefix.to_vec() } else { vec![Span::raw(" ".repeat(indent))] };
        line.spans.splice(0..0, head);
    }
    lines
}

/// A stretch without spaces, which may change its style inside.
#[derive(Default)]
struct Word {
    spans: Vec<Span<'static>>,
    width: usize,
}

fn words_of(spans: impl IntoIterator<Item = Span<'static>>) -> Vec<Word> {
    let mut words = vec![Word::default()];
    for span in spans {
        for (at, piece) in span.content.split(' ').enumerate() {
            if at > 0 {
                words.push(Word::default());
            }
            if let (Some(word), false) = (words.last_mut(), piece.is_empty()) {
                word.width += piece.width();
                word.spans.push(Span::styled(piece.to_owned(), span.style));
            }
        }
    }
    words.retain(|word| word.width > 0);
    words
}

/// Fills lines one after the other; a word that is longer than a line is cut.
fn fill(words: Vec<Word>, width: usize) -> Vec<Line<'static>> {
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut line = Line::default();
    let mut used = 0;
    for word in words {
        if used > 0 && used + 1 + word.width > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.spans.push(Span::styled(" ", gap_style(&line, &word)));
            used += 1;
        }
        used += word.width;
        line.spans.extend(word.spans);
        if used > width {
            lines.extend(cut(std::mem::take(&mut line), width));
            line = lines.pop().unwrap_or_default();
            used = line.width();
        }
    }
    lines.push(line);
    lines
}

/// A gap inside one style belongs to it, so that an underlined phrase is one.
fn gap_style(line: &Line<'static>, word: &Word) -> Style {
    match (line.spans.last(), word.spans.first()) {
        (Some(before), Some(after)) if before.style == after.style => before.style,
        _ => Style::new(),
    }
}

/// Cuts a line into pieces of at most `width` columns; at least one.
#[must_use]
pub fn cut(line: Line<'static>, width: usize) -> Vec<Line<'static>> {
    let mut pieces = vec![Line::default()];
    let mut used = 0;
    for span in line.spans {
        let style = line.style.patch(span.style);
        let mut text = String::new();
        for c in span.content.chars() {
            let wide = c.width().unwrap_or(0);
            if used > 0 && used + wide > width {
                if let Some(piece) = pieces.last_mut() {
                    piece.spans.push(Span::styled(std::mem::take(&mut text), style));
                }
                pieces.push(Line::default());
                used = 0;
            }
            text.push(c);
            used += wide;
        }
        if let (Some(piece), false) = (pieces.last_mut(), text.is_empty()) {
            piece.spans.push(Span::styled(text, style));
        }
    }
    pieces
}
