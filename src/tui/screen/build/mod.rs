//! The config builder.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::lab::LabId;
use crate::tui::widget::chrome;
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::{Action, Ctx, Effects, Go, Happening};

/// One exercise in progress.
#[derive(Debug, Clone)]
pub struct Build {
    lab: LabId,
}

impl Build {
    /// Opens the exercise `lab`.
    #[must_use]
    pub fn new(lab: &LabId, ctx: &Ctx) -> Self {
        let _ = ctx;
        Self { lab: lab.clone() }
    }

    /// Takes in what happened.
    pub fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        match happening {
            Happening::Action(Action::Back) => Effects::go(Go::Back),
            _ if ctx.pack.lab(&self.lab).is_none() => Effects::go(Go::Back),
            _ => Effects::none(),
        }
    }

    /// Draws it.
    pub fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let Some(lab) = ctx.pack.lab(&self.lab) else { return };
        let below = chrome::header(frame, area, &lab.title, Line::default(), ctx.theme);
        let mut page = Page::new(below, ctx.theme);
        page.markdown(&lab.story);
        page.draw(frame, below, Scroll::default());
    }
}
