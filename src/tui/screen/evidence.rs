//! Why each objective is met or not, with the path in the picture.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;

use crate::aws::{Config, ConfigDraft};
use crate::lab::{Finding, Lab, LabId, Objective, Trap, recognise};
use crate::tui::screen::{Build, Drill, Screen};
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::widget::topology::{Marks, picture};
use crate::tui::widget::{chrome, evidence};
use crate::tui::{Action, Ctx, Effects, Go, Happening, Role, Theme};

/// From here on the picture stands beside the text.
const WIDE: u16 = 110;

/// The evidence of one design, objective by objective.
#[derive(Debug, Clone)]
pub struct Evidence {
    lab: LabId,
    draft: ConfigDraft,
    /// One per objective, in the lab's order.
    findings: Vec<Finding>,
    traps: Vec<Trap>,
    at: usize,
    scroll: Scroll,
    /// The builder with the design of a false belief; opens when the evidence is left.
    shown_for: Option<Box<Shown>>,
}

/// What a demonstration shows fail.
#[derive(Debug, Clone)]
struct Shown {
    belief: String,
    builder: Build,
}

impl Evidence {
    /// The evidence of `draft`, beginning with the objective at `at`.
    pub(in crate::tui) fn new(lab: &Lab, draft: ConfigDraft, findings: Vec<Finding>, at: usize) -> Self {
        let config = Config::build(&draft).ok();
        let traps = config.map(|config| recognise(&config, &lab.objectives, &findings)).unwrap_or_default();
        let scroll = Scroll::default();
        Self { lab: lab.id.clone(), draft, findings, traps, at, scroll, shown_for: None }
    }

    /// The evidence that `belief` fails, on top of the builder that holds it as a design.
    pub(in crate::tui) fn against(self, belief: String, builder: Build) -> Self {
        Self { shown_for: Some(Box::new(Shown { belief, builder })), ..self }
    }

    /// Leaves: to the screen below, or into the builder of a demonstration.
    fn leave(&self) -> Effects {
        match &self.shown_for {
            Some(shown) => Effects::instead(Screen::Build(Box::new(shown.builder.clone()))),
            None => Effects::go(Go::Back),
        }
    }

    /// Opens the question that teaches what fails here.
    fn question(&self, ctx: &Ctx) -> Effects {
        let (Some((objective, _)), Some(lab)) = (self.shown(ctx), ctx.pack.lab(&self.lab)) else {
            return Effects::none();
        };
        let trapped = self.traps.iter().filter(|trap| trap.objectives.contains(&objective.id));
        let mut beliefs: Vec<String> = trapped.map(|trap| trap.id.to_owned()).collect();
        beliefs.extend(objective.misconceptions.iter().cloned());
        Drill::on(&beliefs, &lab.teaches, ctx)
    }

    fn shown<'a>(&'a self, ctx: &'a Ctx) -> Option<(&'a Objective, &'a Finding)> {
        let finding = self.findings.get(self.at)?;
        let lab = ctx.pack.lab(&self.lab)?;
        Some((lab.objectives.iter().find(|objective| objective.id == finding.objective)?, finding))
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        let count = self.findings.len();
        let step = match happening {
            Happening::Action(Action::Back) => return self.leave(),
            Happening::Action(Action::Prove) => return self.question(ctx),
            Happening::Action(Action::Next) => 1,
            Happening::Action(Action::Previous) => count.saturating_sub(1),
            Happening::Action(action) => {
                let (left, _) = columns(chrome::below_header(ctx.body()));
                self.scroll.act(*action, &self.page(left, ctx), left);
                return Effects::none();
            }
            _ => return Effects::none(),
        };
        self.at = (self.at + step) % count.max(1);
        self.scroll = Scroll::default();
        Effects::none()
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let Some((objective, finding)) = self.shown(ctx) else { return };
        let title = format!("Evidence {} of {}: {}", self.at + 1, self.findings.len(), objective.id);
        let (mark, role) = evidence::sign(finding.met);
        let word = if finding.met { "met" } else { "not met" };
        let right = Line::styled(format!("{mark} {word} "), ctx.theme.style(role));
        let below = chrome::header(frame, area, &title, right, ctx.theme);
        let (left, right) = columns(below);
        self.page(left, ctx).draw(frame, left, self.scroll);
        if let Some(right) = right {
            let mut page = Page::new(right, ctx.theme);
            self.write_picture(&mut page, right, objective, finding, ctx.theme);
            page.draw(frame, right, Scroll::default());
        }
    }

    fn page(&self, area: Rect, ctx: &Ctx) -> Page {
        let mut page = Page::new(area, ctx.theme);
        let Some((objective, finding)) = self.shown(ctx) else { return page };
        if let Some(shown) = &self.shown_for {
            page.markdown(&format!("**The belief as a network.** {}", shown.belief));
            page.text("It is graded below. q opens it in the builder: change it until it holds.", Role::Dim);
            page.gap();
        }
        evidence::write(&mut page, objective, finding, &self.traps);
        if ctx.body().width < WIDE && finding.analysis.is_some() {
            page.heading("In the picture");
            self.write_picture(&mut page, area, objective, finding, ctx.theme);
        }
        page
    }

    fn write_picture(
        &self,
        page: &mut Page,
        area: Rect,
        objective: &Objective,
        finding: &Finding,
        theme: Theme,
    ) {
        let marks = finding.analysis.as_ref();
        let marks = marks.map(|analysis| Marks::of(analysis, evidence::is_leak(objective, finding)));
        if marks.is_some() {
            page.text("> is on its path, X refuses it", Role::Dim);
        }
        let width = area.width.saturating_sub(2).min(100);
        for line in picture(&self.draft, &marks.unwrap_or_default(), width, theme) {
            page.line(line);
        }
    }
}

/// Text and, where there is room, picture.
fn columns(area: Rect) -> (Rect, Option<Rect>) {
    if area.width < WIDE {
        return (area, None);
    }
    let [left, right] = Layout::horizontal([Constraint::Percentage(50), Constraint::Fill(1)]).areas(area);
    (left, Some(right))
}
