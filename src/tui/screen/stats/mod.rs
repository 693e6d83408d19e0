//! The statistics, a page each for readiness, days, memory, judgement and families.

mod ledger;
mod pages;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::session::statistics::Statistics;
use crate::tui::screen::Screen;
use crate::tui::widget::chrome;
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::{Action, Ctx, Effects, Go, Happening, Role};

pub use ledger::Ledger;

/// What is on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Readiness,
    Days,
    Memory,
    Judgement,
    Families,
}

const TABS: [Tab; 5] = [Tab::Readiness, Tab::Days, Tab::Memory, Tab::Judgement, Tab::Families];

/// The statistics as they were when the screen was opened.
#[derive(Debug, Clone)]
pub struct Stats {
    sums: Box<Statistics>,
    at: usize,
    scroll: Scroll,
}

/// Sums up what is on record now.
fn sums(ctx: &Ctx) -> Statistics {
    let today = ctx.today();
    let due = ctx.progress.knowledge.due_days(ctx.policy(), today).map(|(_, day)| day);
    Statistics::of(&ctx.pack, &ctx.progress, due, today)
}

impl Stats {
    /// The first page.
    #[must_use]
    pub fn new(ctx: &Ctx) -> Self {
        Self { sums: Box::new(sums(ctx)), at: 0, scroll: Scroll::default() }
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        let action = match happening {
            Happening::Action(action) => *action,
            Happening::Shown => {
                *self.sums = sums(ctx);
                return Effects::none();
            }
            _ => return Effects::none(),
        };
        match action {
            Action::Back => return Effects::go(Go::Back),
            Action::Accept => return Effects::open(Screen::Ledger(Ledger::new(ctx))),
            Action::Next => self.turn((self.at + 1) % TABS.len()),
            Action::Previous => self.turn((self.at + TABS.len() - 1) % TABS.len()),
            other => {
                let area = chrome::below_header(ctx.body());
                self.scroll.act(other, &self.page(area, ctx), area);
            }
        }
        Effects::none()
    }

    fn turn(&mut self, at: usize) {
        self.at = at;
        self.scroll = Scroll::default();
    }

    fn page(&self, area: Rect, ctx: &Ctx) -> Page {
        let mut page = Page::new(area, ctx.theme);
        match TABS.get(self.at) {
            Some(Tab::Days) => pages::days(&mut page, &self.sums, ctx.today()),
            Some(Tab::Memory) => pages::memory(&mut page, &self.sums),
            Some(Tab::Judgement) => pages::judgement(&mut page, &self.sums),
            Some(Tab::Families) => pages::families(&mut page, &self.sums),
            Some(Tab::Readiness) | None => pages::readiness(&mut page, &self.sums),
        }
        page
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let style = |at: usize| ctx.theme.style(if at == self.at { Role::Selected } else { Role::Dim });
        let mut tabs = Vec::new();
        for (at, tab) in TABS.iter().enumerate() {
            let (open, close) = if at == self.at { ("[", "]") } else { (" ", " ") };
            tabs.push(Span::styled(format!("{open}{}{close}", tab.title()), style(at)));
        }
        let below = chrome::header(frame, area, "Statistics", Line::from(tabs), ctx.theme);
        self.page(below, ctx).draw(frame, below, self.scroll);
    }
}

impl Tab {
    fn title(self) -> &'static str {
        match self {
            Self::Readiness => "Readiness",
            Self::Days => "Days",
            Self::Memory => "Memory",
            Self::Judgement => "Judgement",
            Self::Families => "Families",
        }
    }
}
