//! Markdown of packs to lines of the terminal.
//!
//! Paragraphs, emphasis, code, lists, quotes, headings, tables and code blocks, wrapped at words. Text is
//! made printable here, so that nothing in a pack can steer the terminal.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::diag::printable;
use crate::tui::widget::wrap::{cut, prefixed, wrap_spans};
use crate::tui::{Role, Theme};

/// Markdown, wrapped at `width` columns.
#[must_use]
pub fn markdown(text: &str, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut writer = Writer { width: width.max(1), ..Writer::new(theme) };
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        writer.take(event);
    }
    writer.finish()
}

struct Writer {
    width: usize,
    theme: Theme,
    lines: Vec<Line<'static>>,
    spans: Vec<Span<'static>>,
    roles: Vec<Role>,
    /// The next number of each open list; none for bullets.
    lists: Vec<Option<u64>>,
    /// What stands before the next paragraph of an item.
    marker: Option<String>,
    quotes: usize,
    in_code_block: bool,
    cells: usize,
}

impl Writer {
    fn new(theme: Theme) -> Self {
        Self {
            width: 1,
            theme,
            lines: Vec::new(),
            spans: Vec::new(),
            roles: Vec::new(),
            lists: Vec::new(),
            marker: None,
            quotes: 0,
            in_code_block: false,
            cells: 0,
        }
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.in_code_block => self.code_lines(&text),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(code) => {
                self.roles.push(Role::Code);
                self.text(&code);
                self.roles.pop();
            }
            Event::SoftBreak => self.spans.push(Span::raw(" ")),
            Event::HardBreak => self.break_line(),
            Event::Rule => {
                self.space();
                let rule = self.theme.signs().rule.repeat(self.width.min(20));
                self.lines.push(Line::styled(rule, self.theme.style(Role::Border)));
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag) {
        match tag {
            Tag::Paragraph if self.marker.is_none() => self.space(),
            Tag::Heading { level, .. } => {
                self.space();
                self.roles.push(if *level <= HeadingLevel::H2 { Role::Heading } else { Role::Strong });
            }
            Tag::Emphasis => self.roles.push(Role::Emphasis),
            Tag::Strong | Tag::TableHead => self.roles.push(Role::Strong),
            Tag::Link { .. } => self.roles.push(Role::Link),
            Tag::BlockQuote(_) => {
                self.space();
                self.quotes += 1;
            }
            Tag::CodeBlock(_) => {
                self.space();
                self.in_code_block = true;
            }
            Tag::List(first) => {
                self.break_line();
                if self.lists.is_empty() {
                    self.space();
                }
                self.lists.push(*first);
            }
            Tag::Item => self.start_item(),
            Tag::Table(_) => self.space(),
            Tag::TableCell => {
                if self.cells > 0 {
                    self.spans.push(Span::raw(format!(" {} ", self.theme.signs().dot)));
                }
                self.cells += 1;
            }
            _ => {}
        }
    }

    fn start_item(&mut self) {
        self.break_line();
        self.marker = Some(match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => format!("{} ", self.theme.signs().bullet),
        });
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Item => self.break_line(),
            TagEnd::TableRow => {
                self.break_line();
                self.cells = 0;
            }
            TagEnd::Heading(_) | TagEnd::TableHead => {
                self.break_line();
                self.cells = 0;
                self.roles.pop();
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link => {
                self.roles.pop();
            }
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::CodeBlock => self.in_code_block = false,
            TagEnd::List(_) => {
                self.lists.pop();
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let base = self.theme.style(Role::Text);
        let style: Style = self.roles.iter().fold(base, |style, role| style.patch(self.theme.style(*role)));
        self.spans.push(Span::styled(printable(text).replace(['\n', '\t'], " "), style));
    }

    fn code_lines(&mut self, text: &str) {
        let indent = (self.indent() + 2).min(self.width / 2);
        for line in printable(text).lines() {
            let line = Line::styled(line.replace('\t', "    "), self.theme.style(Role::Code));
            for piece in cut(line, self.width.saturating_sub(indent).max(1)) {
                self.lines.extend(prefixed(&[Span::raw(" ".repeat(indent))], vec![piece]));
            }
        }
    }

    fn indent(&self) -> usize {
        (self.quotes + self.lists.len()) * 2
    }

    /// A blank line before a block, unless it is the first one.
    fn space(&mut self) {
        self.break_line();
        if self.lines.last().is_some_and(|line| line.width() > 0) {
            self.lines.push(Line::default());
        }
    }

    fn break_line(&mut self) {
        let spans = std::mem::take(&mut self.spans);
        if spans.iter().all(|span| span.content.trim().is_empty()) && self.marker.is_none() {
            return;
        }
        let marker = self.marker.take();
        // A marker stands in the indent of its own list.
        let lead = self.indent().saturating_sub(if marker.is_some() { 2 } else { 0 }).min(self.width / 2);
        let head = format!("{}{}", " ".repeat(lead), marker.unwrap_or_default());
        let lines = wrap_spans(spans, self.width.saturating_sub(head.width()));
        self.lines.extend(prefixed(&[Span::raw(head)], lines));
    }

    fn finish(mut self) -> Vec<Line<'static>> {
        self.break_line();
        while self.lines.last().is_some_and(|line| line.width() == 0) {
            self.lines.pop();
        }
        self.lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str, width: usize) -> Vec<String> {
        let lines = markdown(text, width, Theme::new(true, true));
        lines.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn blocks_are_set_apart_and_wrapped() {
        let text = "# Head\n\nOne *two* `three` four.\n\n1. first\n2. second item\n\n```\nlet x\n```";
        let expected =
            ["Head", "", "One two", "three four.", "", "1. first", "2. second", "   item", "", "  let x"];
        assert_eq!(plain(text, 12), expected);
        assert_eq!(plain("- a\n  - b\n- c", 20), ["* a", "  * b", "* c"]);
        assert_eq!(plain("|a|b|\n|-|-|\n|c|d|\n|e|f|", 20), ["a | b", "c | d", "e | f"]);
    }

    #[test]
    fn long_words_are_cut_and_no_line_is_too_wide() {
        let text = "arn:aws:s3:::a-very-long-bucket-name/with/a/key and 日本語日本語 then `code span here`";
        for width in 2..40 {
            for line in plain(text, width) {
                assert!(line.width() <= width, "{width}: {line:?}");
            }
        }
    }

    #[test]
    fn nothing_in_a_pack_reaches_the_terminal_raw() {
        for text in ["a\x1b[31mb", "`\u{9b}x`", "```\n\u{202e}evil\n```", "# \u{7}"] {
            let shown = plain(text, 40).concat();
            assert!(!shown.chars().any(|c| c.is_control() || c == '\u{202e}'), "{shown:?}");
            assert!(shown.contains('\u{fffd}'), "{shown:?}");
        }
    }
}
