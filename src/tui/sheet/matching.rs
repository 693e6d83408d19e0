//! Prompts, each to be given a response.

use std::collections::BTreeMap;

use ratatui::text::Span;

use crate::bank::{Matching, PartId, Response};
use crate::tui::sheet::{Change, letter, moved};
use crate::tui::widget::page::Page;
use crate::tui::{Action, Role};

/// Prompts in file order, responses in the order of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchingSheet {
    prompts: Vec<PartId>,
    responses: Vec<PartId>,
    pairs: BTreeMap<PartId, PartId>,
    pub(in crate::tui) cursor: usize,
}

impl MatchingSheet {
    pub(super) fn new(matching: &Matching, shown: &[usize], given: Option<&Response>) -> Self {
        let responses = shown
            .iter()
            .filter_map(|at| matching.responses.get(*at))
            .map(|response| response.id.clone())
            .collect();
        let pairs = match given {
            Some(Response::Matching { pairs }) => pairs.clone(),
            _ => BTreeMap::new(),
        };
        let prompts = matching.prompts.iter().map(|prompt| prompt.id.clone()).collect();
        Self { prompts, responses, pairs, cursor: 0 }
    }

    pub(super) fn last(&self) -> usize {
        self.prompts.len().saturating_sub(1)
    }

    pub(super) fn act(&mut self, action: Action) -> Change {
        let last = self.last();
        if moved(&mut self.cursor, last, action) {
            return Change::Moved;
        }
        match action {
            Action::Choose(at) if at < self.responses.len() => {
                let change = self.match_current(at);
                self.cursor = (self.cursor + 1).min(self.last());
                change
            }
            Action::Choose(_) => Change::Moved,
            Action::Toggle => {
                let current = self.prompts.get(self.cursor).and_then(|prompt| self.pairs.get(prompt));
                let at = self.responses.iter().position(|response| Some(response) == current);
                let next = at.map_or(0, |at| (at + 1) % self.responses.len().max(1));
                self.match_current(next)
            }
            Action::Clear => {
                let had_any = !std::mem::take(&mut self.pairs).is_empty();
                if had_any { Change::Answer } else { Change::Moved }
            }
            _ => Change::NotMine,
        }
    }

    fn match_current(&mut self, at: usize) -> Change {
        match (self.prompts.get(self.cursor), self.responses.get(at)) {
            (Some(prompt), Some(response)) => {
                self.pairs.insert(prompt.clone(), response.clone());
                Change::Answer
            }
            _ => Change::Moved,
        }
    }

    pub(super) fn response(&self) -> Option<Response> {
        (!self.pairs.is_empty()).then(|| Response::Matching { pairs: self.pairs.clone() })
    }

    pub(super) fn complete(&self) -> Result<Response, String> {
        let missing = self.prompts.iter().filter(|prompt| !self.pairs.contains_key(prompt)).count();
        match missing {
            0 => Ok(Response::Matching { pairs: self.pairs.clone() }),
            1 => Err("One item has no match yet.".to_owned()),
            _ => Err(format!("{missing} items have no match yet.")),
        }
    }

    /// The letter of a response on the screen.
    #[must_use]
    pub fn letter_of(&self, response: &PartId) -> char {
        self.responses.iter().position(|id| id == response).map_or('?', letter)
    }

    pub(super) fn write(&self, page: &mut Page, matching: &Matching) {
        let theme = page.theme;
        for (at, prompt) in matching.prompts.iter().enumerate() {
            let current = at == self.cursor;
            let sign = if current { theme.signs().cursor } else { " " };
            let chosen = self.pairs.get(&prompt.id).map_or('_', |response| self.letter_of(response));
            let prefix = [
                Span::styled(format!("{sign} "), theme.style(Role::Key)),
                Span::styled(
                    format!("[{chosen}]"),
                    theme.style(if current { Role::Selected } else { Role::Strong }),
                ),
                Span::raw(format!(" {}. ", at + 1)),
            ];
            page.item(|page| page.markdown_behind(&prefix, &prompt.text));
        }
        page.heading("Responses");
        for (at, id) in self.responses.iter().enumerate() {
            let Some(response) = matching.responses.iter().find(|response| response.id == *id) else {
                continue;
            };
            let prefix = [Span::styled(format!("    {}. ", letter(at)), theme.style(Role::Key))];
            page.markdown_behind(&prefix, &response.text);
        }
    }
}
