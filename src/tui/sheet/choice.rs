//! Options to choose from.

use std::collections::BTreeSet;

use ratatui::text::Span;

use crate::bank::{Choice, PartId, Response};
use crate::tui::sheet::{Change, letter, moved};
use crate::tui::widget::page::Page;
use crate::tui::{Action, Role};

/// Options in the order of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceSheet {
    order: Vec<PartId>,
    picks: usize,
    picked: BTreeSet<PartId>,
    pub(in crate::tui) cursor: usize,
}

impl ChoiceSheet {
    pub(super) fn new(choice: &Choice, shown: &[usize], given: Option<&Response>) -> Self {
        let order =
            shown.iter().filter_map(|at| choice.options.get(*at)).map(|option| option.id.clone()).collect();
        let picked = match given {
            Some(Response::Choice { picked }) => picked.clone(),
            _ => BTreeSet::new(),
        };
        Self { order, picks: choice.picks(), picked, cursor: 0 }
    }

    pub(super) fn last(&self) -> usize {
        self.order.len().saturating_sub(1)
    }

    /// The option at this place of the screen.
    #[must_use]
    pub fn order(&self) -> &[PartId] {
        &self.order
    }

    pub(super) fn act(&mut self, action: Action) -> Change {
        let last = self.last();
        if moved(&mut self.cursor, last, action) {
            return Change::Moved;
        }
        match action {
            Action::Choose(at) if at < self.order.len() => {
                self.cursor = at;
                self.toggle()
            }
            Action::Choose(_) => Change::Moved,
            Action::Toggle => self.toggle(),
            Action::Clear => {
                let had_any = !std::mem::take(&mut self.picked).is_empty();
                if had_any { Change::Answer } else { Change::Moved }
            }
            Action::Strike => self.order.get(self.cursor).cloned().map_or(Change::Moved, Change::Strike),
            _ => Change::NotMine,
        }
    }

    fn toggle(&mut self) -> Change {
        let Some(id) = self.order.get(self.cursor).cloned() else { return Change::Moved };
        if self.picked.remove(&id) {
            return Change::Answer;
        }
        if self.picks <= 1 {
            self.picked.clear();
        } else if self.picked.len() >= self.picks {
            return Change::Refused(format!("{} are chosen already: take one back first.", self.picks));
        }
        self.picked.insert(id);
        Change::Answer
    }

    pub(super) fn response(&self) -> Option<Response> {
        (!self.picked.is_empty()).then(|| Response::Choice { picked: self.picked.clone() })
    }

    pub(super) fn complete(&self) -> Result<Response, String> {
        match self.response() {
            Some(response) if self.picked.len() >= self.picks => Ok(response),
            Some(_) => Err(format!("{} of {} chosen.", self.picked.len(), self.picks)),
            None => Err(format!("Choose first: letters A to {}, or Space.", letter(self.last()))),
        }
    }

    pub(super) fn write(&self, page: &mut Page, choice: &Choice, struck: &dyn Fn(&PartId) -> bool) {
        for (at, id) in self.order.iter().enumerate() {
            let Some(option) = choice.options.iter().find(|option| option.id == *id) else { continue };
            let theme = page.theme;
            let current = at == self.cursor;
            let mark = match (self.picks > 1, self.picked.contains(id)) {
                (true, true) => "[x]",
                (true, false) => "[ ]",
                (false, true) => "(x)",
                (false, false) => "( )",
            };
            let sign = if current { theme.signs().cursor } else { " " };
            let mut prefix = vec![
                Span::styled(format!("{sign} "), theme.style(Role::Key)),
                Span::styled(
                    format!("{mark} {}. ", letter(at)),
                    theme.style(if current { Role::Selected } else { Role::Strong }),
                ),
            ];
            if struck(id) {
                prefix.push(Span::styled("struck out: ", theme.style(Role::Dim)));
            }
            page.item(|page| page.markdown_behind(&prefix, &option.text));
            if struck(id) {
                page.highlight(at, theme.style(Role::Struck));
            }
        }
    }
}
