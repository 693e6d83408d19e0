//! How a sitting of self-study looks.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use crate::diag::printable;
use crate::session::Confidence;
use crate::tui::screen::drill::answering::{Standing, levels};
use crate::tui::screen::drill::line::OwnLine;
use crate::tui::screen::drill::{Drill, Stage, feedback};
use crate::tui::screen::marks;
use crate::tui::sheet::{Places, draw_aside, places, write_question};
use crate::tui::widget::chrome;
use crate::tui::widget::dialog::framed;
use crate::tui::widget::page::Page;
use crate::tui::{Ctx, Role};

/// Rows of the box with the levels of confidence, its border included.
const LEVEL_ROWS: u16 = 5;

impl Drill {
    pub(super) fn question_page(&self, body: Rect, ctx: &Ctx) -> Option<(Page, Places)> {
        let question = self.question(ctx)?;
        let places = places(chrome::below_header(body), question, &ctx.pack, ctx.theme);
        let mut page = Page::new(places.main, ctx.theme);
        write_question(&mut page, question, &ctx.pack, places);
        if let Stage::Answering(sheet)
        | Stage::Sure(Standing { sheet, .. })
        | Stage::Because(Standing { sheet, .. }, _) = &self.stage
        {
            sheet.write(&mut page, question, &|id| self.struck.contains(id));
            for hint in self.hints_told(ctx) {
                page.gap();
                page.markdown(&hint);
            }
        }
        Some((page, places))
    }

    pub(super) fn feedback_page(&self, area: Rect, ctx: &Ctx) -> Option<Page> {
        let (question, Stage::Feedback(told)) = (self.question(ctx)?, &self.stage) else { return None };
        Some(feedback::page(question, told, &self.practice, area, ctx))
    }

    pub(super) fn surprise_page(&self, area: Rect, ctx: &Ctx) -> Option<Page> {
        let (question, Stage::Surprise(told, _)) = (self.question(ctx)?, &self.stage) else { return None };
        Some(feedback::surprise(question, told, area, ctx))
    }

    /// Draws it.
    pub fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let title = match &self.stage {
            Stage::Done(_) => "Self-study, done".to_owned(),
            _ => format!("Question {} of {}", self.sitting.position() + 1, self.sitting.len()),
        };
        let below = chrome::header(frame, area, &title, self.corner(ctx), ctx.theme);
        match &self.stage {
            Stage::Answering(_) => {
                self.view_question(frame, area, 0, ctx);
            }
            Stage::Sure(_) => self.view_levels(frame, area, ctx),
            Stage::Because(_, line) => {
                if let Some(below) = self.view_question(frame, area, OwnLine::ROWS, ctx) {
                    line.view(frame, below, ctx.theme);
                }
            }
            Stage::Writing(text) => {
                if let Some((page, places)) = self.question_page(area, ctx) {
                    let (above, box_area) = writing_places(places.main, page.height());
                    page.draw(frame, above, self.scroll);
                    let inner = framed(frame, box_area, "Your answer", ctx.theme);
                    frame.render_widget(&**text, inner);
                }
            }
            Stage::Comparing(rubric) => rubric.view(frame, below, ctx),
            Stage::Surprise(_, line) => {
                let (above, box_area) = OwnLine::places(below);
                if let Some(page) = self.surprise_page(above, ctx) {
                    page.draw(frame, above, self.scroll);
                }
                line.view(frame, box_area, ctx.theme);
            }
            Stage::Feedback(_) => {
                if let Some(page) = self.feedback_page(below, ctx) {
                    page.draw(frame, below, self.scroll);
                }
            }
            Stage::Done(summary) => summary.view(frame, below, (&self.sitting, &self.practice), ctx),
        }
    }

    /// Draws the question, and leaves so many rows below it.
    fn view_question(&self, frame: &mut Frame, area: Rect, rows: u16, ctx: &Ctx) -> Option<Rect> {
        let ((page, places), question) = (self.question_page(area, ctx)?, self.question(ctx)?);
        draw_aside(frame, places, question, &ctx.pack, ctx.theme);
        let [above, below] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(rows)]).areas(places.main);
        page.draw(frame, above, self.scroll);
        Some(below)
    }

    fn view_levels(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let levels = levels();
        let Some(below) = self.view_question(frame, area, LEVEL_ROWS, ctx) else { return };
        let inner = framed(frame, below, "How sure are you?", ctx.theme);
        for ((key, level), row) in levels.into_iter().zip(inner.rows()) {
            let key = Span::styled(format!(" {key}  "), ctx.theme.style(Role::Key));
            frame.render_widget(Line::from(vec![key, Span::raw(level.label())]), row);
        }
    }

    /// What stands at the right of the header: how sure the learner is, and the objective.
    fn corner(&self, ctx: &Ctx) -> Line<'static> {
        let sure = match self.confidence {
            _ if matches!(self.stage, Stage::Done(_)) => "",
            None => "",
            Some(Confidence::Guess) => "a guess  ",
            Some(Confidence::Unsure) => "unsure  ",
            Some(Confidence::Sure) => "sure  ",
        };
        let objective = match &self.stage {
            Stage::Done(_) => String::new(),
            _ => self.question(ctx).map(|question| question.objective.clone()).unwrap_or_default(),
        };
        let marks = self.told_question().map(|question| marks(question, ctx)).filter(|m| !m.is_empty());
        let marks = marks.map_or_else(String::new, |marks| format!("{marks}  "));
        Line::from(vec![
            Span::styled(marks, ctx.theme.style(Role::Strong)),
            Span::styled(sure, ctx.theme.style(Role::Strong)),
            Span::styled(format!("{} ", printable(&objective)), ctx.theme.style(Role::Dim)),
        ])
    }
}

/// The question above, the text box below, with at least five lines.
pub(super) fn writing_places(area: Rect, page_height: usize) -> (Rect, Rect) {
    let wanted = u16::try_from(page_height).unwrap_or(u16::MAX);
    let above = wanted.min(area.height.saturating_sub(7));
    let [above, below] = Layout::vertical([Constraint::Length(above), Constraint::Fill(1)]).areas(area);
    (above, below)
}
