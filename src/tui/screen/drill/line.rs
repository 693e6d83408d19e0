//! One line in own words: a reason before the rationale, a correction after it.

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui_textarea::{TextArea, WrapMode};

use crate::diag::printable;
use crate::tui::widget::dialog::framed;
use crate::tui::{Role, Theme};

/// A line being typed.
#[derive(Debug, Clone)]
pub(super) struct OwnLine {
    title: &'static str,
    text: TextArea<'static>,
}

impl OwnLine {
    /// Rows of the box that a line is typed in, its border included.
    pub(super) const ROWS: u16 = 4;

    /// An empty line; `placeholder` says what to write.
    pub(super) fn new(title: &'static str, placeholder: &'static str, theme: Theme) -> Self {
        let mut text = TextArea::default();
        text.set_wrap_mode(WrapMode::WordOrGlyph);
        text.set_cursor_line_style(theme.style(Role::Text));
        text.set_placeholder_text(placeholder);
        text.set_placeholder_style(theme.style(Role::Dim));
        Self { title, text }
    }

    pub(super) fn key(&mut self, key: KeyEvent) {
        self.text.input(key);
    }

    pub(super) fn paste(&mut self, pasted: &str) {
        self.text.insert_str(printable(pasted).replace(['\r', '\n', '\t'], " "));
    }

    /// What was written; nothing when that is blank.
    pub(super) fn written(&self) -> Option<String> {
        let text = self.text.lines().join(" ");
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Divides `area`: the box stands below what it is about.
    pub(super) fn places(area: Rect) -> (Rect, Rect) {
        let [above, below] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(Self::ROWS)]).areas(area);
        (above, below)
    }

    pub(super) fn view(&self, frame: &mut Frame, area: Rect, theme: Theme) {
        let inner = framed(frame, area, self.title, theme);
        frame.render_widget(&self.text, inner);
    }
}
