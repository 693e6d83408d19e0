//! Questions with yes or no.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::widget::dialog::draw;
use crate::tui::{Action, Answer, Ctx, Effects, Go, Happening, Role, Theme};

/// A question that a screen put. The answer goes to that screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialog {
    title: String,
    /// Markdown.
    text: String,
    yes: &'static str,
    no: &'static str,
}

impl Dialog {
    /// Asks `text`; `yes` and `no` say what each answer does.
    #[must_use]
    pub fn new(
        title: impl Into<String>,
        text: impl Into<String>,
        yes: &'static str,
        no: &'static str,
    ) -> Self {
        Self { title: title.into(), text: text.into(), yes, no }
    }

    /// What is asked.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(in crate::tui) fn update(happening: &Happening) -> Effects {
        answer(happening).map_or_else(Effects::none, |answer| Effects::go(Go::Answer(answer)))
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        draw(frame, area, &self.title, &self.text, keys(self.yes, self.no, ctx.theme), ctx.theme);
    }
}

/// An answer could not be saved: does the learner go on all the same?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreTrouble {
    text: String,
}

impl StoreTrouble {
    /// Tells what went wrong.
    #[must_use]
    pub fn new(error: &str) -> Self {
        let text = format!(
            "Your last step could not be saved:\n\n{error}\n\nGo on without saving? What you do from here on \
             is lost when the program ends."
        );
        Self { text }
    }

    pub(in crate::tui) fn update(happening: &Happening) -> Effects {
        answer(happening).map_or_else(Effects::none, |answer| Effects::go(Go::Accept(answer)))
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let keys = keys("go on without saving", "quit", ctx.theme);
        draw(frame, area, "Not saved", &self.text, keys, ctx.theme);
    }
}

fn answer(happening: &Happening) -> Option<Answer> {
    match happening {
        Happening::Action(Action::Yes) => Some(Answer::Yes),
        Happening::Action(Action::No) => Some(Answer::No),
        _ => None,
    }
}

fn keys(yes: &str, no: &str, theme: Theme) -> Line<'static> {
    Line::from(vec![
        Span::styled("y", theme.style(Role::Key)),
        Span::raw(format!(" {yes}    ")),
        Span::styled("n", theme.style(Role::Key)),
        Span::raw(format!(" {no}")),
    ])
}
