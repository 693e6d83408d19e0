//! What every screen has around it: a header, a body, a footer; and the smallest terminal.

use ratatui::Frame;
use ratatui::layout::{Rect, Size};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::diag::printable;
use crate::tui::{Role, Theme};

const SMALLEST: Size = Size { width: 40, height: 12 };
/// From here on the keys fit on one line.
const WIDE: u16 = 110;
/// Rows that [`header`] takes.
const HEADER: u16 = 2;

/// Whether nothing sensible fits.
#[must_use]
pub fn is_too_small(size: Size) -> bool {
    size.width < SMALLEST.width || size.height < SMALLEST.height
}

/// Says so, in as many lines as it takes.
pub fn too_small(frame: &mut Frame, theme: Theme) {
    let area = frame.area();
    let text = format!(
        "Terminal is {}x{}; needs {}x{}. Enlarge it, or run with --plain.",
        area.width, area.height, SMALLEST.width, SMALLEST.height
    );
    let style = theme.style(Role::Warning);
    for (line, row) in textwrap::wrap(&text, usize::from(area.width.max(1))).iter().zip(area.rows()) {
        frame.render_widget(Line::styled(line.to_string(), style), row);
    }
}

/// Lines of the footer: a rule with the notice, and the keys.
fn footer_height(width: u16) -> u16 {
    if width >= WIDE { 2 } else { 3 }
}

/// Everything above the footer.
#[must_use]
pub fn body(area: Rect) -> Rect {
    Rect { height: area.height.saturating_sub(footer_height(area.width)), ..area }
}

/// The lowest lines.
#[must_use]
pub fn footer(area: Rect) -> Rect {
    let height = footer_height(area.width).min(area.height);
    Rect { y: area.bottom().saturating_sub(height), height, ..area }
}

/// What is below a header.
#[must_use]
pub fn below_header(area: Rect) -> Rect {
    Rect { y: area.y.saturating_add(HEADER), height: area.height.saturating_sub(HEADER), ..area }
}

/// Draws a header line over a rule, and returns what is below it.
pub fn header(frame: &mut Frame, area: Rect, left: &str, right: Line<'static>, theme: Theme) -> Rect {
    let right_width = u16::try_from(right.width()).unwrap_or(u16::MAX).min(area.width);
    let left_width = area.width.saturating_sub(right_width).saturating_sub(2);
    let title = shorten(left, usize::from(left_width), theme);
    let line = Rect { height: 1.min(area.height), ..area };
    frame.render_widget(Line::styled(format!(" {title}"), theme.style(Role::Title)), line);
    let corner = Rect { x: area.right().saturating_sub(right_width), width: right_width, ..line };
    frame.render_widget(right, corner);
    let below = Rect { y: area.y.saturating_add(1), height: 1.min(area.height.saturating_sub(1)), ..area };
    rule(frame, below, theme);
    below_header(area)
}

/// A horizontal rule.
pub fn rule(frame: &mut Frame, area: Rect, theme: Theme) {
    let sign = theme.signs().rule.repeat(usize::from(area.width));
    frame.render_widget(Span::styled(sign, theme.style(Role::Border)), area);
}

/// The text, printable, on one line, cut to `width` columns with an ellipsis.
#[must_use]
pub fn shorten(text: &str, width: usize, theme: Theme) -> String {
    let text = printable(text).replace(['\n', '\t'], " ");
    if text.width() <= width {
        return text;
    }
    let ellipsis = if theme.is_ascii() { "..." } else { "…" };
    let room = width.saturating_sub(ellipsis.width());
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if kept.width() > room {
            kept.pop();
            break;
        }
    }
    if width < ellipsis.width() { kept } else { kept + ellipsis }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortened_text_fits_and_is_printable() {
        let theme = Theme::new(true, false);
        assert_eq!(shorten("short", 5, theme), "short");
        assert_eq!(shorten("a long one", 5, theme), "a lo…");
        assert_eq!(shorten("日本語", 4, theme), "日…");
        assert_eq!(shorten("a\x1b[2J\nb", 20, theme), "a\u{fffd}[2J b");
        assert_eq!(shorten("abc", 0, theme), "");
    }
}
