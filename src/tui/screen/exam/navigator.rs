//! The review screen: every question with its state, filtered, to jump to.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::session::{Exam, Navigator};
use crate::tui::widget::list::{Row, following, move_cursor, write_rows};
use crate::tui::widget::page::Page;
use crate::tui::{Action, Ctx, Role};

/// Filter and cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Review {
    filter: Navigator,
    cursor: usize,
}

impl Review {
    /// Every question, with the cursor on the one at `at`.
    pub(super) fn at(at: usize) -> Self {
        Self { filter: Navigator::All, cursor: at }
    }

    /// The question under the cursor.
    pub(super) fn selected(&self, exam: &Exam) -> Option<usize> {
        exam.navigate(self.filter).get(self.cursor).copied()
    }

    /// Moves or filters.
    pub(super) fn act(&mut self, action: Action, exam: &Exam) {
        if action != Action::Filter {
            move_cursor(&mut self.cursor, exam.navigate(self.filter).len(), action);
            return;
        }
        self.cursor = 0;
        self.filter = match self.filter {
            Navigator::All => Navigator::Unanswered,
            Navigator::Unanswered => Navigator::Flagged,
            Navigator::Flagged => Navigator::All,
        };
    }

    /// What is shown, and how to see something else.
    fn state(&self) -> &'static str {
        match self.filter {
            Navigator::All => "Showing all: f shows the unanswered only, Esc goes back to the question.",
            Navigator::Unanswered => "Showing unanswered only: f shows the flagged only, then all again.",
            Navigator::Flagged => "Showing flagged only: f shows all again.",
        }
    }

    pub(super) fn view(&self, frame: &mut Frame, area: Rect, exam: &Exam, ctx: &Ctx) {
        let mut page = Page::new(area, ctx.theme);
        page.text(&counts(exam, ctx), Role::Strong);
        page.text("Flags are for you: scoring does not look at them.", Role::Dim);
        page.text(self.state(), Role::Dim);
        page.gap();
        let shown = exam.navigate(self.filter);
        let rows: Vec<Row> = shown.iter().filter_map(|at| row(*at, exam, ctx)).collect();
        write_rows(&mut page, &rows, self.cursor);
        if rows.is_empty() {
            page.text("None here.", Role::Text);
        }
        let scroll = following(&page, area, self.cursor);
        page.draw(frame, area, scroll);
    }
}

fn counts(exam: &Exam, ctx: &Ctx) -> String {
    let dot = ctx.theme.signs().dot;
    let unanswered = exam.navigate(Navigator::Unanswered).len();
    let flagged = exam.navigate(Navigator::Flagged).len();
    let struck: std::collections::BTreeSet<_> = exam.state().struck.iter().map(|(id, _)| id).collect();
    let answered = exam.questions().len() - unanswered;
    format!(
        "Answered {answered} {dot} Unanswered {unanswered} {dot} Flagged {flagged} {dot} Struck out in {}",
        struck.len()
    )
}

fn row(at: usize, exam: &Exam, ctx: &Ctx) -> Option<Row> {
    let id = exam.questions().get(at)?;
    let status = exam.status(id);
    let answered = if status.answered { "answered  " } else { "UNANSWERED" };
    let flagged = if status.flagged { "flagged" } else { "" };
    let stem = ctx.pack.question(id).map_or("", |question| question.stem.as_str());
    Some(Row::new(format!("{:>3}. {answered} {flagged:7}", at + 1), stem))
}
