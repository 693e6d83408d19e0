//! A question on the page.

use std::collections::BTreeSet;

use crate::bank::{Body, PartId};
use crate::plain::console::Talk;
use crate::plain::sheet::Sheet;
use crate::plain::trainer::Trainer;

impl Trainer<'_> {
    /// Shows the scenario, the stem, the excerpt and the parts; `struck` options say so.
    pub(super) fn show(&mut self, sheet: &Sheet, struck: &BTreeSet<&PartId>) -> Talk {
        let question = sheet.question;
        if let Some(case) = question.case.as_ref().and_then(|id| self.pack.case(id)) {
            self.console.say(&format!("Case study: {}", case.title))?;
            self.console.prose(&case.scenario)?;
            self.console.gap()?;
        }
        self.console.prose(&question.stem)?;
        if let Some(excerpt) = &question.excerpt {
            self.console.verbatim(excerpt)?;
        }
        if let Body::Matching(matching) = &question.body {
            for (at, prompt) in matching.prompts.iter().enumerate() {
                self.console.hang(&format!("{}. ", at + 1), &prompt.text)?;
            }
        }
        for part in sheet.parts() {
            let struck = if struck.contains(part.id) { "(struck out) " } else { "" };
            self.console.hang(&format!("{}. ", part.letter), &format!("{struck}{}", part.text))?;
        }
        Ok(())
    }
}
