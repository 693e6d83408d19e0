//! Steps to put in order.

use ratatui::text::Span;

use crate::bank::{Ordering, PartId, Response};
use crate::tui::sheet::{Change, moved};
use crate::tui::widget::page::Page;
use crate::tui::{Action, Role};

/// Steps in the order in which the learner has put them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderingSheet {
    first: Vec<PartId>,
    order: Vec<PartId>,
    /// Whether the learner has moved anything: an order that nobody made is no answer.
    touched: bool,
    pub(in crate::tui) cursor: usize,
}

impl OrderingSheet {
    pub(super) fn new(ordering: &Ordering, shown: &[usize], given: Option<&Response>) -> Self {
        let first: Vec<PartId> =
            shown.iter().filter_map(|at| ordering.steps.get(*at)).map(|step| step.id.clone()).collect();
        let (order, touched) = match given {
            Some(Response::Ordering { order }) if order.len() == first.len() => (order.clone(), true),
            _ => (first.clone(), false),
        };
        Self { first, order, touched, cursor: 0 }
    }

    pub(super) fn last(&self) -> usize {
        self.order.len().saturating_sub(1)
    }

    pub(super) fn act(&mut self, action: Action) -> Change {
        let last = self.last();
        if moved(&mut self.cursor, last, action) {
            return Change::Moved;
        }
        match action {
            Action::MoveUp if self.cursor > 0 => self.swap(self.cursor - 1),
            Action::MoveDown if self.cursor < self.last() => self.swap(self.cursor + 1),
            Action::MoveUp | Action::MoveDown => Change::Moved,
            Action::Clear => {
                self.order.clone_from(&self.first);
                let had_any = std::mem::take(&mut self.touched);
                if had_any { Change::Answer } else { Change::Moved }
            }
            _ => Change::NotMine,
        }
    }

    fn swap(&mut self, other: usize) -> Change {
        self.order.swap(self.cursor, other);
        self.cursor = other;
        self.touched = true;
        Change::Answer
    }

    pub(super) fn response(&self) -> Option<Response> {
        self.touched.then(|| self.as_shown())
    }

    pub(super) fn as_shown(&self) -> Response {
        Response::Ordering { order: self.order.clone() }
    }

    pub(super) fn write(&self, page: &mut Page, ordering: &Ordering) {
        for (at, id) in self.order.iter().enumerate() {
            let Some(step) = ordering.steps.iter().find(|step| step.id == *id) else { continue };
            let theme = page.theme;
            let current = at == self.cursor;
            let sign = if current { theme.signs().cursor } else { " " };
            let prefix = [
                Span::styled(format!("{sign} "), theme.style(Role::Key)),
                Span::styled(
                    format!("{}. ", at + 1),
                    theme.style(if current { Role::Selected } else { Role::Strong }),
                ),
            ];
            page.item(|page| page.markdown_behind(&prefix, &step.text));
        }
    }
}
