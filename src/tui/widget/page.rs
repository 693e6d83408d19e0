//! A column of lines that may be longer than the screen.

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::diag::printable;
use crate::tui::widget::markdown::markdown;
use crate::tui::widget::wrap::{cut, prefixed, wrap_spans, wrap_text};
use crate::tui::{Action, Role, Theme};

/// Lines longer than this are hard to read.
const WIDEST: u16 = 100;

/// Lines made for one width, and which of them belong to which item.
#[derive(Debug)]
pub struct Page {
    pub theme: Theme,
    width: usize,
    lines: Vec<Line<'static>>,
    items: Vec<Range<usize>>,
}

/// How far a page is scrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scroll {
    top: usize,
}

impl Page {
    /// An empty page for `area`.
    #[must_use]
    pub fn new(area: Rect, theme: Theme) -> Self {
        let width = usize::from(area.width.saturating_sub(2).min(WIDEST));
        Self { theme, width, lines: Vec::new(), items: Vec::new() }
    }

    /// Columns there are for text.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many lines there are.
    #[must_use]
    pub fn height(&self) -> usize {
        self.lines.len()
    }

    /// The lines, to be drawn elsewhere.
    #[must_use]
    pub fn into_lines(self) -> Vec<Line<'static>> {
        self.lines
    }

    /// Adds one line as it is.
    pub fn line(&mut self, line: impl Into<Line<'static>>) {
        self.lines.push(line.into());
    }

    /// Adds a blank line, unless there is one.
    pub fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| line.width() > 0) {
            self.lines.push(Line::default());
        }
    }

    /// Adds text without markup in one role.
    pub fn text(&mut self, text: &str, role: Role) {
        self.lines.extend(wrap_text(text, self.theme.style(role), self.width));
    }

    /// Adds text without markup, indented by so many columns.
    pub fn text_indented(&mut self, indent: usize, text: &str, role: Role) {
        let lines = wrap_text(text, self.theme.style(role), self.width.saturating_sub(indent));
        self.lines.extend(prefixed(&[Span::raw(" ".repeat(indent))], lines));
    }

    /// Adds printable spans.
    pub fn spans(&mut self, spans: impl IntoIterator<Item = Span<'static>>) {
        self.lines.extend(wrap_spans(spans, self.width));
    }

    /// Adds Markdown.
    pub fn markdown(&mut self, text: &str) {
        self.lines.extend(markdown(text, self.width, self.theme));
    }

    /// Adds Markdown behind `prefix`, indented below it.
    pub fn markdown_behind(&mut self, prefix: &[Span<'static>], text: &str) {
        let lead: usize = prefix.iter().map(Span::width).sum();
        let lines = markdown(text, self.width.saturating_sub(lead), self.theme);
        self.lines.extend(prefixed(prefix, lines));
    }

    /// Adds text as it is, with its line breaks and its spaces.
    pub fn code(&mut self, text: &str) {
        let style = self.theme.style(Role::Code);
        for line in printable(text).lines() {
            let line = Line::styled(line.replace('\t', "    "), style);
            let pieces = cut(line, self.width.saturating_sub(2).max(1));
            self.lines.extend(pieces.into_iter().flat_map(|piece| prefixed(&[Span::raw("  ")], vec![piece])));
        }
    }

    /// Adds a heading.
    pub fn heading(&mut self, text: &str) {
        self.gap();
        self.text(text, Role::Heading);
    }

    /// Adds what `write` adds, as the next item.
    pub fn item(&mut self, write: impl FnOnce(&mut Self)) {
        let start = self.lines.len();
        write(self);
        self.items.push(start..self.lines.len());
    }

    /// Puts a style under every line of the item at `at`.
    pub fn highlight(&mut self, at: usize, style: Style) {
        let Some(range) = self.items.get(at).cloned() else { return };
        for line in self.lines.get_mut(range).into_iter().flatten() {
            let taken = std::mem::take(line);
            *line = taken.patch_style(style);
        }
    }

    fn item_lines(&self, at: usize) -> Range<usize> {
        self.items.get(at).cloned().unwrap_or(0..0)
    }

    /// The item whose lines stand at `row` of the screen.
    #[must_use]
    pub fn item_at(&self, area: Rect, scroll: Scroll, row: u16) -> Option<usize> {
        let line = usize::from(row.checked_sub(area.y)?) + self.first(area, scroll);
        self.items.iter().position(|item| item.contains(&line))
    }

    /// Rows for lines; one less than there are when the last one says how much is below.
    fn room(&self, area: Rect) -> usize {
        let height = usize::from(area.height);
        if self.lines.len() > height { height.saturating_sub(1) } else { height }
    }

    fn first(&self, area: Rect, scroll: Scroll) -> usize {
        scroll.top.min(self.lines.len().saturating_sub(self.room(area)))
    }

    /// Whether the end of the page is on the screen.
    #[must_use]
    pub fn shows_end(&self, area: Rect, scroll: Scroll) -> bool {
        self.first(area, scroll) + self.room(area) >= self.lines.len()
    }

    /// Draws what fits, and says in the last row how much there is below.
    pub fn draw(self, frame: &mut Frame, area: Rect, scroll: Scroll) {
        let (total, room, first) = (self.lines.len(), self.room(area), self.first(area, scroll));
        let inner = Rect { x: area.x.saturating_add(1), width: area.width.saturating_sub(1), ..area };
        for (line, row) in self.lines.into_iter().skip(first).take(room).zip(inner.rows()) {
            frame.render_widget(line, row);
        }
        if total > room {
            let (signs, seen) = (self.theme.signs(), first + room);
            let notice = if seen < total {
                format!("{} more below ({} %)", signs.more_below, seen * 100 / total.max(1))
            } else {
                format!("{} end", signs.more_above)
            };
            if let Some(row) = inner.rows().next_back() {
                frame.render_widget(Span::styled(notice, self.theme.style(Role::Warning)), row);
            }
        }
    }
}

impl Scroll {
    /// Scrolls by what the action says; whether it was one of those.
    pub fn act(&mut self, action: Action, page: &Page, area: Rect) -> bool {
        let step = page.room(area).saturating_sub(1).max(1);
        let top = page.first(area, *self);
        self.top = match action {
            Action::Up => top.saturating_sub(1),
            Action::Down => top + 1,
            Action::PageUp => top.saturating_sub(step),
            Action::PageDown => top + step,
            Action::Top => 0,
            Action::Bottom => page.height(),
            _ => return false,
        };
        self.top = page.first(area, *self);
        true
    }

    /// Scrolls as little as needed to show the item at `at`, its first line in any case.
    pub fn reveal(&mut self, at: usize, page: &Page, area: Rect) {
        let room = page.room(area);
        let lines = page.item_lines(at);
        // At the first item, what stands above all items comes back too.
        if at == 0 && lines.end <= room {
            self.top = 0;
            return;
        }
        self.top = page.first(area, *self).max(lines.end.saturating_sub(room)).min(lines.start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Rect = Rect::new(0, 0, 40, 10);

    fn page(count: usize) -> Page {
        let mut page = Page::new(AREA, Theme::new(true, true));
        for at in 0..count {
            page.item(|page| page.line(format!("line {at}")));
        }
        page
    }

    #[test]
    fn scrolling_stays_on_the_page() {
        let page = page(30);
        let mut scroll = Scroll::default();
        for (action, top) in [
            (Action::Up, 0),
            (Action::Down, 1),
            (Action::PageDown, 9),
            (Action::Bottom, 21),
            (Action::Down, 21),
            (Action::Top, 0),
        ] {
            assert!(scroll.act(action, &page, AREA));
            assert_eq!(scroll.top, top, "{action:?}");
        }
        assert!(!scroll.act(Action::Accept, &page, AREA));
    }

    #[test]
    fn an_item_is_brought_into_view_by_the_shortest_way() {
        let page = page(30);
        let mut scroll = Scroll::default();
        for (item, top) in [(5, 0), (12, 4), (6, 4), (3, 3), (29, 21), (0, 0)] {
            scroll.reveal(item, &page, AREA);
            assert_eq!(scroll.top, top, "item {item}");
        }
    }
}
