//! The keys that work now, from the key table.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::keymap::{Action, Binding, bindings};
use crate::tui::widget::chrome;
use crate::tui::{Context, Role, Theme};

/// Draws a rule, with a notice in it when there is one, and below it the keys of `context`.
pub fn draw(frame: &mut Frame, area: Rect, context: Context, notice: Option<&str>, theme: Theme) {
    let mut rows = area.rows();
    let Some(first) = rows.next() else { return };
    chrome::rule(frame, first, theme);
    if let Some(notice) = notice {
        let text = chrome::shorten(notice, usize::from(first.width).saturating_sub(6), theme);
        let at = Rect { x: first.x + 2, width: first.width.saturating_sub(2), ..first };
        frame.render_widget(Span::styled(format!(" {text} "), theme.style(Role::Warning)), at);
    }
    let room = usize::from(area.height.saturating_sub(1));
    for (line, row) in lines(context, usize::from(area.width), room, theme).into_iter().zip(rows) {
        frame.render_widget(line, row);
    }
}

/// The keys, wrapped to `width`. What does not fit is left out; leaving and help always stay.
fn lines(context: Context, width: usize, room: usize, theme: Theme) -> Vec<Line<'static>> {
    let stays = |binding: &&Binding| matches!(binding.action, Action::Back | Action::Help | Action::Quit);
    let shown: Vec<&Binding> = bindings(context).filter(|binding| binding.footer().is_some()).collect();
    let (last, others): (Vec<&Binding>, Vec<&Binding>) = shown.into_iter().partition(stays);
    for count in (0..=others.len()).rev() {
        let wrapped = wrap(others.iter().take(count).chain(&last).copied(), width, theme);
        if wrapped.len() <= room {
            return wrapped;
        }
    }
    Vec::new()
}

fn wrap<'a>(shown: impl Iterator<Item = &'a Binding>, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines: Vec<Line<'static>> = vec![Line::default()];
    for (key, label) in shown.filter_map(Binding::footer) {
        let mut item = vec![
            Span::raw(" "),
            Span::styled(key, theme.style(Role::Key)),
            Span::styled(format!(" {label} "), theme.style(Role::Text)),
        ];
        let needed: usize = item.iter().map(Span::width).sum();
        let used = lines.last().map_or(0, Line::width);
        if used > 0 && used + needed > width {
            lines.push(Line::default());
        }
        if let Some(line) = lines.last_mut() {
            line.spans.append(&mut item);
        }
    }
    lines
}
