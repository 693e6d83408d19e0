//! Every key that works where the learner is, from the key table.

use std::collections::BTreeSet;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::keymap::groups;
use crate::tui::widget::dialog::{boxed, middle};
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::{Action, Context, Ctx, Effects, Go, Happening, Role};

/// The list of keys of one context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help {
    about: Context,
    scroll: Scroll,
}

impl Help {
    /// Help about this context.
    #[must_use]
    pub fn about(about: Context) -> Self {
        Self { about, scroll: Scroll::default() }
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        let (area, page) = self.page(ctx.body(), ctx);
        match happening {
            Happening::Action(Action::Back) => Effects::go(Go::Back),
            Happening::Action(action) => {
                self.scroll.act(*action, &page, area);
                Effects::none()
            }
            _ => Effects::none(),
        }
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let (_, page) = self.page(area, ctx);
        let inner = boxed(frame, outer(area), "Keys", ctx.theme);
        page.draw(frame, inner, self.scroll);
    }

    fn page(&self, area: Rect, ctx: &Ctx) -> (Rect, Page) {
        let outer = outer(area);
        let inner = Rect {
            x: outer.x + 1,
            y: outer.y + 1,
            width: outer.width.saturating_sub(2),
            height: outer.height.saturating_sub(2),
        };
        let mut page = Page::new(inner, ctx.theme);
        let here = || groups().iter().filter(|group| group.contexts.contains(&self.about));
        let mut titles: Vec<&str> = here().map(|group| group.title).collect();
        let mut seen = BTreeSet::new();
        titles.retain(|title| seen.insert(*title));
        for title in titles {
            page.heading(title);
            for binding in here().filter(|group| group.title == title).flat_map(|group| group.bindings) {
                page.line(Line::from(vec![
                    Span::styled(format!("  {:16}", binding.keys()), ctx.theme.style(Role::Key)),
                    Span::raw(binding.label),
                ]));
            }
        }
        page.gap();
        page.text("To select text with the mouse, hold Shift while dragging.", Role::Dim);
        (inner, page)
    }
}

fn outer(area: Rect) -> Rect {
    middle(area, 60, area.height)
}
