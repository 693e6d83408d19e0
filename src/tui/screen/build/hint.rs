//! Hints: on the first press where to look, on the second what to do.

use crate::aws::ConfigDraft;
use crate::lab::{Hint, Lab};
use crate::tui::screen::Screen;
use crate::tui::screen::build::{Build, Results};
use crate::tui::{Effects, Go};

/// A hint whose first half was told.
#[derive(Debug, Clone)]
pub(super) struct Hinted {
    draft: ConfigDraft,
    hint: Hint,
}

impl Build {
    /// Tells the next half of the hint for the design as it is.
    pub(super) fn next_hint(&mut self, lab: &Lab) -> Effects {
        if let Some(error) = self.checked.errors.first().map(ToString::to_string) {
            self.go_to_error();
            return Effects::say(format!("mend this first: {error}"));
        }
        if let Some(told) = self.hinted.take_if(|told| told.draft == *self.history.draft()) {
            self.hints += 1;
            let text =
                format!("**Do this:** {}.\n\nSo far: {}.", told.hint.change(), self.checked.status(lab));
            return Effects::go(Go::To(Box::new(Screen::Results(Box::new(Results::of_hint(text))))));
        }
        if !self.checked.findings.is_empty() && self.checked.findings.iter().all(|finding| finding.met) {
            return Effects::say("every objective is met; g grades");
        }
        let Some(hint) = Hint::of(lab, self.draft()) else {
            return Effects::say("no step of up to three edits was found; w shows the evidence");
        };
        self.hints += 1;
        let notice = format!("{}; H again: how", hint.look_at());
        self.hinted = Some(Hinted { draft: self.draft().clone(), hint });
        Effects::say(notice)
    }
}
