//! Shares and clocks as text.

use ratatui::text::Span;

use crate::tui::{Role, Theme};

/// A bar of `width` columns for `part` out of `whole`.
#[must_use]
pub fn bar(part: usize, whole: usize, width: usize, theme: Theme) -> Vec<Span<'static>> {
    let full = (part * width).checked_div(whole).unwrap_or(0).min(width);
    let signs = theme.signs();
    vec![
        Span::styled(signs.bar_full.repeat(full), theme.style(Role::Good)),
        Span::styled(signs.bar_empty.repeat(width - full), theme.style(Role::Dim)),
    ]
}

/// `1:47:12`, or `7:05` below an hour.
#[must_use]
pub fn clock(secs: u32) -> String {
    let (hours, minutes, secs) = (secs / 3600, secs / 60 % 60, secs % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{secs:02}") } else { format!("{minutes}:{secs:02}") }
}

/// Part of whole in percent, rounded; 0 of nothing.
#[must_use]
pub fn percent(part: usize, whole: usize) -> usize {
    (part * 200 + whole).checked_div(whole * 2).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_and_shares() {
        assert_eq!([clock(0), clock(425), clock(6432)], ["0:00", "7:05", "1:47:12"]);
        assert_eq!([percent(1, 3), percent(2, 3), percent(0, 0)], [33, 67, 0]);
        let drawn = |part| bar(part, 3, 6, Theme::new(true, true)).concat_text();
        assert_eq!([drawn(1), drawn(9)], ["##....", "######"]);
    }

    trait ConcatText {
        fn concat_text(&self) -> String;
    }

    impl ConcatText for Vec<Span<'static>> {
        fn concat_text(&self) -> String {
            self.iter().map(|span| span.content.as_ref()).collect()
        }
    }
}
