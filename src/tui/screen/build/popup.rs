//! Drawing the box in which a value is chosen or typed.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::aws::form;
use crate::tui::screen::build::editor::{Editor, Pick, Target, Typed};
use crate::tui::widget::chrome::shorten;
use crate::tui::widget::dialog::{boxed, middle};
use crate::tui::widget::list::draw_following;
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::{Role, Theme};

/// Draws it in the middle of `area`.
pub(super) fn draw(frame: &mut Frame, area: Rect, editor: &Editor, theme: Theme) {
    match editor {
        Editor::Pick(pick) => draw_pick(frame, area, pick, theme),
        Editor::Line(typed) => draw_line(frame, area, typed, theme),
        Editor::Policy(typed) => draw_policy(frame, area, typed, theme),
    }
}

fn draw_pick(frame: &mut Frame, area: Rect, pick: &Pick, theme: Theme) {
    let spec = form::spec(&pick.at);
    let (key, default) = spec.map_or(("", ""), |spec| (spec.key, spec.default));
    let default = if default.is_empty() { "no value".to_owned() } else { format!("default: {default}") };
    let shown = |name: &String| match &pick.ticked {
        Some(ticked) if ticked.contains(name) => format!("[x] {name}"),
        Some(_) => format!("[ ] {name}"),
        None => name.clone(),
    };
    let rows: Vec<String> =
        pick.options.iter().map(shown).chain([default, "another value ...".to_owned()]).collect();
    let title =
        if pick.ticked.is_some() { format!("{key}: Space ticks, Enter takes") } else { key.to_owned() };
    let widest = rows.iter().map(|row| row.width()).chain([title.width()]).max().unwrap_or(0);
    let width = u16::try_from(widest + 10).unwrap_or(u16::MAX);
    let height = u16::try_from(rows.len() + 2).unwrap_or(u16::MAX);
    let inner = boxed(frame, middle(area, width, height), &title, theme);
    let mut page = Page::new(inner, theme);
    for (at, row) in rows.iter().enumerate() {
        let current = at == pick.cursor;
        let number = if at < 9 { format!("{}", at + 1) } else { " ".to_owned() };
        let cursor = if current { theme.signs().cursor } else { " " };
        let role = if current { Role::Selected } else { Role::Text };
        let text = shorten(row, page.width().saturating_sub(4), theme);
        page.item(|page| {
            page.line(Line::from(vec![
                Span::styled(format!("{cursor}{number} "), theme.style(Role::Key)),
                Span::styled(text, theme.style(role)),
            ]));
        });
    }
    draw_following(frame, page, inner, pick.cursor);
}

fn draw_line(frame: &mut Frame, area: Rect, typed: &Typed, theme: Theme) {
    let spec = match &typed.target {
        Target::Place(at) => form::spec(at),
        _ => None,
    };
    let inner = boxed(frame, middle(area, 76, if spec.is_some() { 5 } else { 3 }), &typed.title, theme);
    let [line, below] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(inner);
    frame.render_widget(&typed.area, line);
    if let Some(spec) = spec {
        let mut page = Page::new(below, theme);
        page.text(&format!("{}.", spec.help), Role::Dim);
        page.draw(frame, below, Scroll::default());
    }
}

fn draw_policy(frame: &mut Frame, area: Rect, typed: &Typed, theme: Theme) {
    let lines = u16::try_from(typed.area.lines().len()).unwrap_or(u16::MAX);
    let height = lines.saturating_add(4).max(12);
    let title = format!("{}: Ctrl-D takes it, Esc leaves it as it was", typed.title);
    let inner = boxed(frame, middle(area, 90, height), &title, theme);
    frame.render_widget(&typed.area, inner);
}
