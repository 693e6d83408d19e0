//! The exercises of the config builder.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::lab::Lab;
use crate::tui::screen::Build;
use crate::tui::widget::chrome;
use crate::tui::widget::list::{Row, following, move_cursor, write_rows};
use crate::tui::widget::page::Page;
use crate::tui::{Action, Ctx, Effects, Go, Happening};

/// The list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labs {
    cursor: usize,
}

impl Labs {
    /// With the cursor on the first one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        match happening {
            Happening::Action(Action::Back) => Effects::go(Go::Back),
            Happening::Action(Action::Accept) => self.open(ctx),
            Happening::Action(action) => {
                move_cursor(&mut self.cursor, ctx.pack.labs.len(), *action);
                Effects::none()
            }
            Happening::Click(_, row) => {
                let area = chrome::below_header(ctx.body());
                let page = self.page(area, ctx);
                match page.item_at(area, following(&page, area, self.cursor), *row) {
                    Some(at) if at == self.cursor => self.open(ctx),
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

    fn open(&self, ctx: &Ctx) -> Effects {
        match ctx.pack.labs.get(self.cursor) {
            Some(lab) => Build::open(&lab.id, ctx),
            None => Effects::none(),
        }
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let below = chrome::header(frame, area, "Labs: build a network", Line::default(), ctx.theme);
        let page = self.page(below, ctx);
        let scroll = following(&page, below, self.cursor);
        page.draw(frame, below, scroll);
    }

    fn page(&self, area: Rect, ctx: &Ctx) -> Page {
        let mut page = Page::new(area, ctx.theme);
        page.gap();
        let rows: Vec<Row> = ctx.pack.labs.iter().map(|lab| row(lab, ctx)).collect();
        write_rows(&mut page, &rows, self.cursor);
        if rows.is_empty() {
            page.markdown("This pack has no labs.");
        }
        page
    }
}

fn row(lab: &Lab, ctx: &Ctx) -> Row {
    let difficulty = format!("difficulty {} of 5", lab.difficulty);
    let detail = match ctx.progress.seen.lab_progress(&lab.id.0, lab.version) {
        None => format!("{difficulty}, not tried yet"),
        Some(seen) if seen.best_score == seen.max => format!("{difficulty}, passed [+]"),
        Some(seen) => format!("{difficulty}, best {} of {}", seen.best_score, seen.max),
    };
    Row::new(lab.title.clone(), detail)
}
