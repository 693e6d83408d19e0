//! The story, the sections, the fields, the grade: as lines.

use crate::aws::form::{self, FieldShape, FieldSpec};
use crate::aws::{Place, ResourceKind};
use crate::lab::{Graded, Trap};
use crate::plain::console::{Talk, count};
use crate::plain::lab::bench::{Bench, State};

/// How many false beliefs are told at once; more are not read.
const MOST_BELIEFS: usize = 5;

impl Bench<'_, '_> {
    pub(super) fn tell_story(&mut self) -> Talk {
        let lab = self.lab;
        self.trainer.console.say(&lab.title)?;
        self.trainer.console.gap()?;
        self.trainer.console.prose(&lab.story)?;
        self.trainer.console.gap()?;
        self.tell_tasks()?;
        let editable: Vec<_> = lab.editable.iter().map(|resource| resource.section()).collect();
        self.trainer
            .console
            .say(&format!("You may change: {}. Type ? for the commands.", editable.join(", ")))
    }

    pub(super) fn tell_tasks(&mut self) -> Talk {
        let lab = self.lab;
        let findings = self.findings();
        for (at, objective) in lab.objectives.iter().enumerate() {
            let finding = findings.as_ref().and_then(|findings| findings.get(at));
            let mark = match finding.map(|finding| finding.met) {
                Some(true) => "[+] met: ",
                Some(false) => "[X] not met: ",
                None => "",
            };
            let text = format!("{mark}{} ({})", objective.text, count(objective.points as usize, "point"));
            self.trainer.console.hang(&format!("{}. ", at + 1), &text)?;
        }
        Ok(())
    }

    pub(super) fn tell_sections(&mut self) -> Talk {
        for resource in ResourceKind::ALL {
            let names = form::names(self.history.draft(), resource);
            let numbered: Vec<String> = match names[..] {
                [] => vec!["none".to_owned()],
                [""] => Vec::new(),
                _ => names.iter().enumerate().map(|(at, name)| format!("{} {name}", at + 1)).collect(),
            };
            let fixed = if self.history.is_editable(resource) { "" } else { " (fixed)" };
            let head = format!("{}{fixed}: ", resource.section());
            let text = if numbered.is_empty() { "stands once".to_owned() } else { numbered.join(", ") };
            self.trainer.console.hang(&head, &text)?;
        }
        Ok(())
    }

    pub(super) fn tell_element(&mut self, resource: ResourceKind, index: usize) -> Talk {
        let name = form::names(self.history.draft(), resource).get(index).copied().unwrap_or("").to_owned();
        let fixed = if self.history.is_editable(resource) { "" } else { " (fixed)" };
        let title = format!("{} {name}", resource.section());
        self.trainer.console.say(&format!("{}{fixed}", title.trim_end()))?;
        let specs: Vec<_> = form::fields_in(self.history.draft(), resource, index).collect();
        for spec in specs {
            self.tell_field(&Place::field(resource, index, spec.key), spec)?;
        }
        Ok(())
    }

    fn tell_field(&mut self, at: &Place, spec: &FieldSpec) -> Talk {
        let entries = form::entries(self.history.draft(), at);
        for (number, entry) in entries.iter().enumerate() {
            self.trainer.console.hang(&format!("{}.{} = ", spec.key, number + 1), entry)?;
        }
        if !entries.is_empty() {
            return Ok(());
        }
        match form::value(self.history.draft(), at) {
            Some(policy) if spec.shape == FieldShape::Policy => {
                self.trainer.console.say(&format!("{} =", spec.key))?;
                self.trainer.console.verbatim(&policy)
            }
            Some(value) => self.trainer.console.hang(&format!("{} = ", spec.key), &value),
            None => {
                let default = if spec.default.is_empty() {
                    "must be given".to_owned()
                } else {
                    spec.default.to_owned()
                };
                self.trainer.console.hang(&format!("{} not set: ", spec.key), &default)
            }
        }
    }

    pub(super) fn tell_options(&mut self, at: &Place) -> Talk {
        let Some(spec) = form::spec(at) else { return Ok(()) };
        self.trainer.console.say(spec.help)?;
        let values = form::options(self.history.draft(), at);
        if !values.is_empty() {
            self.trainer.console.hang("Values: ", &values.join(", "))?;
        }
        let parts: Vec<_> = form::entry_fields(spec.shape).iter().map(|part| part.key).collect();
        if !parts.is_empty() {
            self.trainer.console.hang("Parts of a rule, such as egress.1.PART: ", &parts.join(", "))?;
        }
        if !spec.default.is_empty() {
            self.trainer.console.hang("When not set: ", spec.default)?;
        }
        self.trainer.console.say(&format!("Source: {}", spec.source))
    }

    pub(super) fn tell_errors(&mut self) -> Talk {
        let State::Errors(errors) = self.state() else {
            return self.trainer.console.say("The configuration has no error.");
        };
        for (at, error) in errors.iter().enumerate() {
            self.trainer.console.hang(&format!("{}. ", at + 1), &error.to_string())?;
            if let Some(help) = &error.help {
                self.trainer.console.hang("   Help: ", help)?;
            }
        }
        Ok(())
    }

    pub(super) fn tell_grade(&mut self, graded: &Graded) -> Talk {
        let lab = self.lab;
        for (at, (objective, finding)) in lab.objectives.iter().zip(&graded.findings).enumerate() {
            let mark = if finding.met { "[+] met" } else { "[X] not met" };
            let points = format!("({} of {})", finding.points, count(objective.points as usize, "point"));
            self.trainer
                .console
                .hang(&format!("{}. ", at + 1), &format!("{mark}: {} {points}", objective.text))?;
            for explanation in finding.explanations.iter().filter(|_| !finding.met) {
                self.trainer.console.hang("   ", explanation)?;
            }
        }
        self.trainer.console.say(&format!("{} of {} points.", graded.score, graded.max))?;
        for wrong in graded.resembles.iter().filter_map(|at| lab.wrong_designs.get(*at)) {
            self.trainer.console.hang("This fails like a known wrong design: ", &wrong.why)?;
        }
        for trap in &graded.traps {
            self.tell_trap(trap)?;
        }
        let others: Vec<_> = graded.misconceptions.iter().filter(|id| !graded.acts_on(id)).cloned().collect();
        let (first, rest) = others.split_at(others.len().min(MOST_BELIEFS));
        self.trainer.refute(first)?;
        if !rest.is_empty() {
            self.trainer.console.say(&format!("{} more; mend these first.", count(rest.len(), "belief")))?;
        }
        if graded.passed() {
            self.trainer.console.say("[+] Passed.")?;
            return self.trainer.console.prose(&lab.debrief);
        }
        self.trainer.console.say("Type evidence and a number to see why, hint, or question for one on this.")
    }

    pub(super) fn tell_trap(&mut self, trap: &Trap) -> Talk {
        self.trainer.console.say(&format!("Trap at {}:", trap.element()))?;
        if let Some(misconception) = self.trainer.pack.misconception(trap.id) {
            self.trainer.console.hang("   Believed: ", &misconception.belief)?;
        }
        self.trainer.console.hang("   In fact:  ", trap.fact)?;
        self.trainer.console.hang("   ", trap.source)
    }
}
