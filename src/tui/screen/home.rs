//! The first screen.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::screen::{Labs, Screen};
use crate::tui::widget::chrome;
use crate::tui::widget::list::{Row, following, move_cursor, write_rows};
use crate::tui::widget::page::Page;
use crate::tui::{Action, Ctx, Effects, Happening, Role};

/// What can be done, and what is due.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Home {
    cursor: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Labs,
}

impl Home {
    /// With the cursor on what is most useful now.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        match happening {
            Happening::Action(Action::Accept) => self.open(),
            Happening::Action(action) => {
                move_cursor(&mut self.cursor, entries().len(), *action);
                Effects::none()
            }
            Happening::Click(_, row) => {
                let area = chrome::below_header(ctx.body());
                let page = self.page(area, ctx);
                match page.item_at(area, following(&page, area, self.cursor), *row) {
                    Some(at) if at == self.cursor => self.open(),
                    Some(at) => {
                        self.cursor = at;
                        Effects::none()
                    }
                    None => Effects::none(),
                }
            }
            _ => Effects::none(),
        }
    }

    fn open(&self) -> Effects {
        match entries().get(self.cursor) {
            Some(Entry::Labs) => Effects::open(Screen::Labs(Labs::new())),
            None => Effects::none(),
        }
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let name = Line::from(Span::styled("trapline ", ctx.theme.style(Role::Dim)));
        let below = chrome::header(frame, area, &ctx.pack.title, name, ctx.theme);
        let page = self.page(below, ctx);
        let scroll = following(&page, below, self.cursor);
        page.draw(frame, below, scroll);
    }

    fn page(&self, area: Rect, ctx: &Ctx) -> Page {
        let mut page = Page::new(area, ctx.theme);
        for notice in &ctx.notices {
            page.text(notice, Role::Warning);
        }
        page.text(&due(ctx), Role::Text);
        page.gap();
        let rows: Vec<Row> = entries().iter().map(|entry| row(*entry, ctx)).collect();
        write_rows(&mut page, &rows, self.cursor);
        page
    }
}

fn entries() -> Vec<Entry> {
    vec![Entry::Labs]
}

fn due(ctx: &Ctx) -> String {
    match ctx.progress.due_count(ctx.today()) {
        0 => "Nothing is due for review today.".to_owned(),
        1 => "1 objective is due for review today.".to_owned(),
        count => format!("{count} objectives are due for review today."),
    }
}

fn row(entry: Entry, ctx: &Ctx) -> Row {
    match entry {
        Entry::Labs => Row::new("Labs", format!("{} networks to build", ctx.pack.labs.len())),
    }
}
