//! Charts out of cells: columns, likely ranges, a calendar. Each says by signs what it says by colour.

use ratatui::text::{Line, Span};

use crate::tui::{Role, Theme};

/// A column in eighths of a cell, and its stand-ins where only ASCII may be drawn.
const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const ASCII_EIGHTHS: [&str; 9] = [" ", ".", ".", ".", ":", ":", "|", "|", "#"];
/// How much was done on a day: nothing, and four quarters of the most.
const SHADES: [&str; 5] = ["·", "░", "▒", "▓", "█"];
const ASCII_SHADES: [&str; 5] = [".", "-", "+", "*", "#"];

/// Columns of `width` cells each, `height` rows, the highest value as high as the chart.
#[must_use]
pub fn columns(values: &[u32], height: usize, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let highest = values.iter().copied().max().unwrap_or(0).max(1) as usize;
    let signs = if theme.is_ascii() { ASCII_EIGHTHS } else { EIGHTHS };
    let eighths = |value: u32| {
        let exact = (value as usize * height * 8).div_ceil(highest);
        exact.min(height * 8)
    };
    (0..height)
        .rev()
        .map(|row| {
            let cells: String = values
                .iter()
                .map(|value| {
                    let fill = eighths(*value).saturating_sub(row * 8).min(8);
                    let sign = signs.get(fill).copied().unwrap_or(" ");
                    let gap = if width > 1 { " " } else { "" };
                    sign.repeat(width.saturating_sub(gap.len()).max(1)) + gap
                })
                .collect();
            Line::styled(cells, theme.style(Role::Key))
        })
        .collect()
}

/// A likely range on a scale from 0 to 1: `=` the range, `o` the share itself, `|` a mark to hold it
/// against.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bar has few columns"
)]
pub fn range(
    (low, high): (f64, f64),
    share: Option<f64>,
    mark: Option<f64>,
    width: usize,
    theme: Theme,
) -> Vec<Span<'static>> {
    let width = width.max(1);
    let column = |share: f64| ((share.clamp(0.0, 1.0) * width as f64) as usize).min(width - 1);
    let (from, to) = (column(low), column(high));
    let (share, mark) = (share.map(column), mark.map(column));
    let cell = |at: usize| match at {
        _ if Some(at) == share => Span::styled("o", theme.style(Role::Strong)),
        _ if Some(at) == mark => Span::styled("|", theme.style(Role::Strong)),
        _ if (from..=to).contains(&at) => Span::styled("=", theme.style(Role::Key)),
        _ => Span::styled(theme.signs().rule, theme.style(Role::Dim)),
    };
    (0..width).map(cell).collect()
}

/// Seven rows of weekdays, one column a week, of the weeks that end with the one of `today`; `work` says how
/// much was done on a day, counted from the Unix epoch, a Thursday.
#[must_use]
pub fn heat_map(weeks: usize, today: i64, work: impl Fn(i64) -> u32, theme: Theme) -> Vec<Line<'static>> {
    const NAMES: [&str; 7] = ["Mon ", "    ", "Wed ", "    ", "Fri ", "    ", "Sun "];
    let weeks = i64::try_from(weeks).unwrap_or(0);
    let monday = today - (today + 3).rem_euclid(7);
    let first = monday - 7 * (weeks - 1);
    let most = (first..=today).map(&work).max().unwrap_or(0);
    let row = |(weekday, name): (i64, &&'static str)| {
        let mut spans = vec![Span::styled(*name, theme.style(Role::Dim))];
        spans.extend((0..weeks).map(|week| match first + week * 7 + weekday {
            later if later > today => Span::raw(" "),
            day => shade(work(day), most, theme),
        }));
        Line::from(spans)
    };
    (0..7).zip(&NAMES).map(row).collect()
}

/// What the signs of a heat map stand for.
#[must_use]
pub fn heat_legend(most: u32, theme: Theme) -> Line<'static> {
    let mut spans = vec![Span::styled("none ", theme.style(Role::Dim))];
    spans.extend((0..5).map(|quarter| shade(quarter * most.max(4) / 4, most.max(4), theme)));
    spans.push(Span::styled(format!(" {most} answers a day"), theme.style(Role::Dim)));
    Line::from(spans)
}

fn shade(value: u32, most: u32, theme: Theme) -> Span<'static> {
    let signs = if theme.is_ascii() { ASCII_SHADES } else { SHADES };
    let level = (value * 4).div_ceil(most.max(1)).min(4);
    let sign = usize::try_from(level).ok().and_then(|level| signs.get(level)).copied().unwrap_or(" ");
    let role = if value == 0 { Role::Dim } else { Role::Good };
    Span::styled(sign, theme.style(role))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(lines: Vec<Line<'static>>) -> Vec<String> {
        lines.into_iter().map(|line| line.to_string()).collect()
    }

    #[test]
    fn the_highest_column_fills_the_chart_and_something_is_never_nothing() {
        let ascii = Theme::new(true, true);
        assert_eq!(text(columns(&[0, 1, 4, 8], 2, 1, ascii)), ["   #", " .##"]);
        assert_eq!(text(columns(&[0, 1000, 1], 1, 2, ascii)), ["  # . "]);
        assert_eq!(text(columns(&[0, 0], 1, 1, ascii)), ["  "]);
        assert_eq!(text(columns(&[1, 2, 3, 4], 1, 1, Theme::new(true, false))), ["▂▄▆█"]);
    }

    #[test]
    fn a_range_shows_its_ends_the_share_and_the_mark() {
        let ascii = Theme::new(true, true);
        let drawn = |share, mark| Line::from(range((0.2, 0.6), share, mark, 10, ascii)).to_string();
        assert_eq!(drawn(Some(0.4), Some(0.72)), "--==o==|--");
        assert_eq!(drawn(None, None), "--=====---");
        assert_eq!(Line::from(range((0.9, 1.0), Some(1.0), None, 4, ascii)).to_string(), "---o");
    }

    #[test]
    fn a_day_stands_in_its_week_and_tomorrow_is_not_drawn() {
        // 24 November 2026, a Tuesday.
        let today = 20_781;
        let work = |day| if day == today { 8 } else { u32::from(day == today - 7) };
        assert_eq!(
            text(heat_map(3, today, work, Theme::new(true, true))),
            ["Mon ...", "    .-#", "Wed .. ", "    .. ", "Fri .. ", "    .. ", "Sun .. "]
        );
    }
}
