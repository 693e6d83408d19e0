//! Free recall: the learner writes, reads the model answer, and judges by the rubric.

use std::collections::BTreeSet;

use crate::bank::{PartId, Reflection, Response};
use crate::plain::console::Talk;
use crate::plain::trainer::Trainer;

impl Trainer<'_> {
    /// Shows the model answer, then asks for every criterion and contradiction whether it is there.
    pub(super) fn judge(&mut self, reflection: &Reflection, text: String) -> Talk<Response> {
        self.console.say("A model answer:")?;
        self.console.prose(&reflection.model_answer)?;
        self.console.gap()?;
        self.console
            .say("Compare. For each point type y or n, or press Enter to agree with what is proposed.")?;
        let (mut ticked, mut contradicted) = (BTreeSet::new(), BTreeSet::new());
        let count = reflection.criteria.len();
        for (at, criterion) in reflection.criteria.iter().enumerate() {
            let head = format!("Point {} of {count}, worth {}: ", at + 1, criterion.points);
            self.tick(
                &head,
                &criterion.text,
                &criterion.id,
                reflection.because(&criterion.id, &text),
                &mut ticked,
            )?;
        }
        for contradiction in &reflection.contradictions {
            let proposed = reflection.because(&contradiction.id, &text);
            let head = "A mistake, is it in your answer? ";
            self.tick(head, &contradiction.text, &contradiction.id, proposed, &mut contradicted)?;
        }
        Ok(Response::Reflection { text, ticked, contradicted })
    }

    fn tick(
        &mut self,
        head: &str,
        text: &str,
        id: &PartId,
        because: Option<String>,
        ticks: &mut BTreeSet<PartId>,
    ) -> Talk {
        self.console.hang(head, text)?;
        let proposed = because.is_some();
        let proposal = match because {
            Some(because) => format!("Yes is {because}."),
            None => "Proposed: no, it is not there.".to_owned(),
        };
        loop {
            let there = match self.console.ask(&proposal)?.as_str() {
                "" => proposed,
                "y" | "yes" => true,
                "n" | "no" => false,
                _ => {
                    self.console.say("Type y or n, or press Enter.")?;
                    continue;
                }
            };
            if there {
                ticks.insert(id.clone());
            }
            return Ok(());
        }
    }
}
