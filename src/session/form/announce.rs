//! What a learner is told about an exam before it begins.

use crate::session::{Accommodation, DomainSeats, Served, Terms};

impl Served {
    /// Length, time, rules and gaps, as paragraphs in plain words.
    #[must_use]
    pub fn announcement(&self, terms: Terms) -> Vec<String> {
        let mut said = vec![self.size(terms), self.rules(terms)];
        said.extend(self.gaps());
        said
    }

    fn size(&self, terms: Terms) -> String {
        let limit = terms.accommodation.extend(self.limit_secs);
        let time = limit.map_or_else(|| "no time limit".to_owned(), in_minutes);
        let extra = match (terms.accommodation, limit) {
            (Accommodation::Standard, _) | (_, None) => String::new(),
            (choice, Some(_)) => format!(" ({})", choice.name()),
        };
        let scored = match self.pilots.len() {
            0 => String::new(),
            _ => format!(" {} are scored; you will not know which.", self.scored()),
        };
        format!("{}, {time}{extra}.{scored}", count(self.questions.len(), "question"))
    }

    fn rules(&self, terms: Terms) -> String {
        let clock = match terms.accommodation.extend(self.limit_secs) {
            Some(_) => terms.rule.sentence(),
            None => "",
        };
        let rules = "There is no penalty for guessing; unanswered questions count as incorrect. Whether an \
                     answer is right is shown at the end only.";
        format!("{rules} {clock}").trim_end().to_owned()
    }

    fn gaps(&self) -> Option<String> {
        if !self.domains.is_empty() {
            return Some(self.coverage());
        }
        let short = self.short();
        (short > 0 && self.form != "custom" && !self.questions.is_empty()).then(|| {
            format!(
                "This form has {} of {} scored questions; nothing else is put in their place, and the time \
                 per question stays the same.",
                self.scored(),
                self.wanted
            )
        })
    }

    /// How much of the whole exam this is.
    fn coverage(&self) -> String {
        let permille = self.covered_permille();
        let domains: Vec<String> = self.domains.iter().map(domain).collect();
        format!(
            "This pack covers {}.{} % of the blueprint of the whole exam, by our estimate. {} of {} scored \
             questions are there, {} are missing; nothing else is put in their place, and the time per \
             question stays the same. {}.",
            permille / 10,
            permille % 10,
            self.scored(),
            self.wanted,
            self.short(),
            domains.join("; ")
        )
    }
}

fn domain(domain: &DomainSeats) -> String {
    format!("{} of {} in {}", domain.served, domain.wanted, domain.title)
}

fn count(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

fn in_minutes(secs: u32) -> String {
    match (secs / 60, secs % 60) {
        (minutes, 0) => count(minutes as usize, "minute"),
        (minutes, secs) => {
            format!("{} {}", count(minutes as usize, "minute"), count(secs as usize, "second"))
        }
    }
}
