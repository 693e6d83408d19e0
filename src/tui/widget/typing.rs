//! A text being typed: one line or several. Nothing but printable text gets in.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui_textarea::{CursorMove, TextArea, WrapMode};

use crate::diag::printable;
use crate::tui::{Happening, Role, Theme};

/// A text box.
#[derive(Debug, Clone)]
pub struct Typing {
    area: Box<TextArea<'static>>,
    lines: bool,
}

impl Typing {
    /// One line that begins with this text.
    #[must_use]
    pub fn line(text: &str, theme: Theme) -> Self {
        Self::new(&text.replace(['\n', '\t'], " "), false, theme)
    }

    /// Several lines that begin with this text.
    #[must_use]
    pub fn text(text: &str, theme: Theme) -> Self {
        Self::new(text, true, theme)
    }

    fn new(text: &str, lines: bool, theme: Theme) -> Self {
        let text = printable(text).into_owned();
        let mut area = TextArea::from(text.lines());
        area.set_cursor_line_style(theme.style(Role::Text));
        area.set_placeholder_style(theme.style(Role::Dim));
        if lines {
            area.set_wrap_mode(WrapMode::WordOrGlyph);
        }
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self { area: Box::new(area), lines }
    }

    /// The same, with a hint as long as nothing is typed.
    #[must_use]
    pub fn hinting(mut self, hint: &str) -> Self {
        self.area.set_placeholder_text(hint);
        self
    }

    /// Takes keys and pasted text in; whether the text changed.
    pub fn take(&mut self, happening: &Happening) -> bool {
        let before = self.area.lines().to_vec();
        match happening {
            Happening::Type(key) => self.key(*key),
            Happening::Paste(text) => {
                let text = printable(text).replace("\r\n", "\n").replace('\r', "\n");
                let text = if self.lines { text } else { text.replace(['\n', '\t'], " ") };
                self.area.insert_str(text);
            }
            _ => return false,
        }
        self.area.lines() != before
    }

    /// Ctrl-u empties the line up to the cursor, as shells do.
    fn key(&mut self, key: KeyEvent) {
        let control = |c: char| key.code == KeyCode::Char(c) && key.modifiers == KeyModifiers::CONTROL;
        let breaks_line = matches!(key.code, KeyCode::Enter | KeyCode::Tab) || control('m');
        if control('u') {
            self.area.delete_line_by_head();
        } else if self.lines || !breaks_line {
            self.area.input(key);
        }
    }

    /// What was typed.
    #[must_use]
    pub fn typed(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Draws it with its cursor.
    pub fn draw(&self, frame: &mut Frame, area: Rect) {
        frame.render_widget(&*self.area, area);
    }
}
