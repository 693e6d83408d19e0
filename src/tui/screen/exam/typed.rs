//! A number or a word that the learner types over the exam.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::widget::dialog::draw;
use crate::tui::{Role, Theme};

/// What ends an exam that has gaps.
const END: &str = "END";
/// Nothing that is asked for is longer.
const LONGEST: usize = 6;
/// So many numbers are named; the rest is counted.
const NAMED: usize = 20;

/// What is asked for, and the text so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Typed {
    wish: Wish,
    text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Wish {
    /// The word that ends the exam, and what is said before it.
    End(String),
    /// The number of one of so many questions.
    Number(usize),
}

/// What was typed, read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    End,
    /// Counted from 0.
    Question(usize),
}

impl Typed {
    pub(super) fn number(questions: usize) -> Self {
        Self { wish: Wish::Number(questions), text: String::new() }
    }

    /// Asks for the word over an exam in which these questions are unanswered.
    pub(super) fn end(open: &[usize]) -> Self {
        let mut named: Vec<String> = open.iter().take(NAMED).map(|at| (at + 1).to_string()).collect();
        if open.len() > NAMED {
            named.push(format!("and {} more", open.len() - NAMED));
        }
        let have = if open.len() == 1 { "question has" } else { "questions have" };
        let said = format!(
            "**{} {have} no answer:** {}.\n\nUnanswered questions count as incorrect. End the exam now?",
            open.len(),
            named.join(", ")
        );
        Self { wish: Wish::End(said), text: String::new() }
    }

    pub(super) fn take(&mut self, key: KeyEvent) {
        match key.code {
            KeyCode::Char(c) if c.is_ascii_alphanumeric() && self.text.len() < LONGEST => self.text.push(c),
            KeyCode::Backspace => drop(self.text.pop()),
            _ => {}
        }
    }

    /// Reads it.
    ///
    /// # Errors
    /// What would have been right.
    pub(super) fn taken(&self) -> Result<Taken, String> {
        match self.wish {
            Wish::End(_) if self.text == END => Ok(Taken::End),
            Wish::End(_) => Err(format!("Type {END} in capitals to end the exam, or press Esc to go on.")),
            Wish::Number(questions) => match self.text.parse::<usize>() {
                Ok(number) if (1..=questions).contains(&number) => Ok(Taken::Question(number - 1)),
                _ => Err(format!("Type a number from 1 to {questions}.")),
            },
        }
    }

    pub(super) fn view(&self, frame: &mut Frame, area: Rect, theme: Theme) {
        let (title, text, label) = match &self.wish {
            Wish::End(said) => ("End the exam", said.clone(), format!("Type {END} to confirm: ")),
            Wish::Number(questions) => {
                ("Go to a question", format!("A number from 1 to {questions}."), "Number: ".to_owned())
            }
        };
        let line = Line::from(vec![
            Span::raw(label),
            Span::styled(self.text.clone(), theme.style(Role::Strong)),
            Span::styled("_", theme.style(Role::Key)),
        ]);
        draw(frame, area, title, &text, line, theme);
    }
}
