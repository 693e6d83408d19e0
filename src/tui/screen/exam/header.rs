//! Position, flag and time.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::screen::exam::{CLOCK_RETURNS, Exam};
use crate::tui::widget::{chrome, gauge};
use crate::tui::{Ctx, Role};

impl Exam {
    pub(super) fn draw_header(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) -> Rect {
        let total = self.sitting.questions().len();
        let title = match &self.review {
            Some(_) => "Review".to_owned(),
            None if self.position_hidden => "Exam".to_owned(),
            None => format!("Question {} of {total}", self.at + 1),
        };
        chrome::header(frame, area, &title, self.corner(ctx), ctx.theme)
    }

    fn corner(&self, ctx: &Ctx) -> Line<'static> {
        let theme = ctx.theme;
        let mut spans = Vec::new();
        let flagged = self.sitting.questions().get(self.at).is_some_and(|id| self.sitting.status(id).flagged);
        if flagged && self.review.is_none() {
            spans.push(Span::styled("Flagged  ", theme.style(Role::Warning)));
        }
        let time = match self.sitting.clock().remaining_secs(ctx.now()) {
            None => Span::styled("No time limit ", theme.style(Role::Dim)),
            Some(_) if self.clock_is_hidden(ctx) => Span::styled("Clock hidden ", theme.style(Role::Dim)),
            Some(left) => {
                let role = if left <= CLOCK_RETURNS { Role::Bad } else { Role::Strong };
                Span::styled(format!("Time remaining {} ", gauge::clock(left)), theme.style(role))
            }
        };
        spans.push(time);
        Line::from(spans)
    }
}
