//! A box over the screen.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, Clear};

use crate::tui::widget::page::{Page, Scroll};
use crate::tui::{Role, Theme};

/// The middle of `area`, at most so large.
#[must_use]
pub fn middle(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height }
}

/// Draws a box with a title, as high as its text needs, and below the text one line of keys.
pub fn draw(frame: &mut Frame, area: Rect, title: &str, text: &str, keys: Line<'static>, theme: Theme) {
    let width = area.width.min(64);
    let mut page = Page::new(Rect { width: width.saturating_sub(2), ..area }, theme);
    page.markdown(text);
    page.gap();
    page.line(keys);
    let height = u16::try_from(page.height()).unwrap_or(u16::MAX).saturating_add(2);
    let inner = boxed(frame, middle(area, width, height), title, theme);
    page.draw(frame, inner, Scroll::default());
}

/// Draws a border with a title, and returns what is inside.
pub fn framed(frame: &mut Frame, area: Rect, title: &str, theme: Theme) -> Rect {
    let block = Block::bordered()
        .border_set(theme.border())
        .border_style(theme.style(Role::Focus))
        .title(Line::styled(format!(" {title} "), theme.style(Role::Title)));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    inner
}

/// Clears `area`, draws a border with a title, and returns what is inside.
pub fn boxed(frame: &mut Frame, area: Rect, title: &str, theme: Theme) -> Rect {
    frame.render_widget(Clear, area);
    framed(frame, area, title, theme)
}
