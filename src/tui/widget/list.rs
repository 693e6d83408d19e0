//! Rows of which one is under the cursor.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::tui::widget::chrome::shorten;
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::{Action, Role, Theme};

/// Moves a cursor over `count` rows; whether the action was a move.
pub fn move_cursor(cursor: &mut usize, count: usize, action: Action) -> bool {
    const PAGE: usize = 10;
    let last = count.saturating_sub(1);
    *cursor = match action {
        Action::Up => cursor.saturating_sub(1),
        Action::Down => cursor.saturating_add(1).min(last),
        Action::PageUp => cursor.saturating_sub(PAGE),
        Action::PageDown => cursor.saturating_add(PAGE).min(last),
        Action::Top => 0,
        Action::Bottom => last,
        _ => return false,
    };
    true
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub title: String,
    /// Said behind the title, less loudly.
    pub detail: String,
}

impl Row {
    /// A row that says `detail` behind its title.
    #[must_use]
    pub fn new(title: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { title: title.into(), detail: detail.into() }
    }
}

/// Writes rows as items of a page; the one under the cursor is marked by a sign and by its style.
pub fn write_rows(page: &mut Page, rows: &[Row], cursor: usize) {
    write_rows_from(page, rows, 0, cursor);
}

/// Writes rows of which the first is the item at `first` for the cursor: a list in several parts.
pub fn write_rows_from(page: &mut Page, rows: &[Row], first: usize, cursor: usize) {
    let widest = rows.iter().map(|row| row.title.width()).max().unwrap_or(0);
    let details = rows.iter().any(|row| !row.detail.is_empty());
    let room = page.width().saturating_sub(4);
    let title_width = widest.min(if details { room * 3 / 5 } else { room }).max(1);
    for (at, row) in (first..).zip(rows) {
        let line = row_line(row, at == cursor, title_width, page.width(), page.theme);
        page.item(|page| page.line(line));
    }
}

fn row_line(row: &Row, current: bool, title_width: usize, width: usize, theme: Theme) -> Line<'static> {
    let title = shorten(&row.title, title_width, theme);
    let detail = shorten(&row.detail, width.saturating_sub(title_width + 4), theme);
    let pad = " ".repeat(title_width.saturating_sub(title.width()));
    let (sign, style) = if current {
        (theme.signs().cursor, theme.style(Role::Selected))
    } else {
        (" ", theme.style(Role::Text))
    };
    Line::from(vec![
        Span::styled(format!("{sign} "), theme.style(Role::Key)),
        Span::styled(title + &pad, style),
        Span::raw("  "),
        Span::styled(detail, theme.style(Role::Text)),
    ])
}

/// Draws a page so that the item under the cursor is in view.
pub fn draw_following(frame: &mut Frame, page: Page, area: Rect, cursor: usize) {
    let scroll = following(&page, area, cursor);
    page.draw(frame, area, scroll);
}

/// How far a page is scrolled so that the item under the cursor is in view.
#[must_use]
pub fn following(page: &Page, area: Rect, cursor: usize) -> Scroll {
    let mut scroll = Scroll::default();
    scroll.reveal(cursor, page, area);
    scroll
}
