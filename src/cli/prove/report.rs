//! A proof for people and for programs.

use std::time::Duration;

use serde::Serialize;

use crate::cli::console::Text;
use crate::lab::Lab;
use crate::lab::prove::{Best, Cost, Openness, Proof};

/// What `--format json` prints for each lab. Counts of designs are strings: they can be larger than
/// the integers that JSON readers keep exact.
#[derive(Debug, Serialize)]
pub(in crate::cli::prove) struct Report {
    lab: String,
    /// How many knobs the learner has.
    choices: usize,
    designs: String,
    builds: String,
    passes: String,
    /// Designs by kind of error; a design may have several.
    does_not_build: Vec<Count>,
    objectives: Vec<ObjectiveReport>,
    cheapest: Option<BestReport>,
    least_open: Option<BestReport>,
    references: Vec<ReferenceReport>,
    wrong_designs: Vec<WrongReport>,
    choices_without_effect: Vec<IdleReport>,
    /// What an author must mend; empty: the lab is proved.
    defects: Vec<String>,
    parts_read: u64,
    parts_decided: u64,
    seconds: f64,
    /// Designs decided by the second.
    designs_per_second: f64,
}

#[derive(Debug, Serialize)]
struct Count {
    kind: String,
    designs: String,
}

#[derive(Debug, Serialize)]
struct ObjectiveReport {
    objective: String,
    met: String,
    /// Every design that meets all others meets it too.
    implied: bool,
}

#[derive(Debug, Serialize)]
struct CostReport {
    billed_units_per_hour: u32,
    elements_and_rules: u32,
    admitted: String,
    routed: String,
    endpoints_with_full_access: u32,
}

#[derive(Debug, Serialize)]
struct BestReport {
    cost: CostReport,
    nearest_reference: String,
    /// What is set otherwise there.
    differs: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ReferenceReport {
    name: String,
    cost: CostReport,
    is_cheapest: bool,
    is_least_open: bool,
}

#[derive(Debug, Serialize)]
struct WrongReport {
    name: String,
    named: String,
    fails: Vec<String>,
}

#[derive(Debug, Serialize)]
struct IdleReport {
    choice: String,
    /// It can make a design build or not; then it is no defect.
    decides_building: bool,
    waived: Option<String>,
}

impl CostReport {
    fn of(cost: Cost, openness: Openness) -> Self {
        Self {
            billed_units_per_hour: cost.billed,
            elements_and_rules: cost.parts,
            admitted: openness.admitted.to_string(),
            routed: openness.routed.to_string(),
            endpoints_with_full_access: openness.full_access,
        }
    }

    fn in_words(&self) -> String {
        format!(
            "{} billed, {} parts; admits {}, routes {}, {} open endpoints",
            self.billed_units_per_hour,
            self.elements_and_rules,
            rounded(&self.admitted),
            rounded(&self.routed),
            self.endpoints_with_full_access,
        )
    }
}

impl BestReport {
    fn of(best: Best) -> Self {
        let cost = CostReport::of(best.cost, best.openness);
        Self { cost, nearest_reference: best.reference, differs: best.differs }
    }

    fn write(&self, text: &mut Text, title: &str) {
        text.plain(&format!("  {title:<11} {}\n", self.cost.in_words()));
        if self.differs.is_empty() {
            text.plain(&format!("              it is `{}`\n", self.nearest_reference));
            return;
        }
        text.plain(&format!("              as `{}`, but\n", self.nearest_reference));
        for difference in &self.differs {
            text.plain(&format!("              - {difference}\n"));
        }
    }
}

impl Report {
    pub fn of(lab: &Lab, proof: Proof, taken: Duration) -> Self {
        let seconds = taken.as_secs_f64();
        Self {
            lab: lab.id.0.clone(),
            choices: proof.knobs,
            designs: proof.designs.to_string(),
            builds: proof.builds.to_string(),
            passes: proof.passes.to_string(),
            does_not_build: proof
                .errors
                .into_iter()
                .map(|(kind, designs)| Count { kind, designs: designs.to_string() })
                .collect(),
            objectives: proof
                .objectives
                .into_iter()
                .map(|facts| ObjectiveReport {
                    objective: facts.id.0,
                    met: facts.met.to_string(),
                    implied: facts.implied,
                })
                .collect(),
            cheapest: proof.cheapest.map(BestReport::of),
            least_open: proof.tightest.map(BestReport::of),
            references: proof
                .references
                .into_iter()
                .map(|facts| ReferenceReport {
                    name: facts.name,
                    cost: CostReport::of(facts.cost, facts.openness),
                    is_cheapest: facts.is_cheapest,
                    is_least_open: facts.is_tightest,
                })
                .collect(),
            wrong_designs: proof
                .wrong
                .into_iter()
                .map(|facts| WrongReport {
                    name: facts.name,
                    named: facts.named.0,
                    fails: facts.fails.into_iter().map(|id| id.0).collect(),
                })
                .collect(),
            choices_without_effect: proof
                .idle
                .into_iter()
                .map(|idle| IdleReport {
                    choice: idle.choice,
                    decides_building: idle.decides_building,
                    waived: idle.waived,
                })
                .collect(),
            defects: proof.defects.iter().map(ToString::to_string).collect(),
            parts_read: proof.effort.parts,
            parts_decided: proof.effort.decided,
            seconds,
            designs_per_second: designs_a_second(proof.designs, seconds),
        }
    }

    pub fn is_clean(&self) -> bool {
        self.defects.is_empty()
    }

    pub fn write(&self, text: &mut Text) {
        text.strong(&self.lab).plain(&format!(
            "\n  {} choices, {} designs; {} build, {} pass\n",
            self.choices,
            rounded(&self.designs),
            rounded(&self.builds),
            rounded(&self.passes),
        ));
        for count in &self.does_not_build {
            text.plain(&format!("  {} do not build: {}\n", rounded(&count.designs), count.kind));
        }
        for facts in &self.objectives {
            let implied = if facts.implied { "  implied by the others" } else { "" };
            text.plain(&format!("  {:<24} met by {}{implied}\n", facts.objective, rounded(&facts.met)));
        }
        if let Some(best) = &self.cheapest {
            best.write(text, "cheapest:");
        }
        if let Some(best) = &self.least_open {
            best.write(text, "least open:");
        }
        self.write_designs(text);
        for idle in &self.choices_without_effect {
            let word = if idle.decides_building { "only decides building" } else { "without effect" };
            text.plain(&format!("  {word}: {}\n", idle.choice));
            if let Some(reason) = &idle.waived {
                text.plain(&format!("              waived: {reason}\n"));
            }
        }
        for defect in &self.defects {
            text.bad("[X]").plain(&format!(" {}: {defect}\n", self.lab));
        }
        if self.is_clean() {
            text.good("[+]").plain(&format!(" {}: proved\n", self.lab));
        }
        text.faint(&format!(
            "  {} parts decided, {:.1} s, {} designs a second\n",
            self.parts_decided,
            self.seconds,
            rounded(&format!("{:.0}", self.designs_per_second)),
        ));
    }

    fn write_designs(&self, text: &mut Text) {
        for reference in &self.references {
            let standing = match (reference.is_cheapest, reference.is_least_open) {
                (true, true) => "cheapest and least open",
                (true, false) => "cheapest",
                (false, true) => "least open",
                (false, false) => "neither cheapest nor least open",
            };
            text.plain(&format!("  {}: {standing}\n", reference.name));
            text.plain(&format!("              {}\n", reference.cost.in_words()));
        }
        for wrong in &self.wrong_designs {
            text.plain(&format!("  {}: fails {}\n", wrong.name, wrong.fails.join(", ")));
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a rate that is shown rounded")]
fn designs_a_second(designs: u128, seconds: f64) -> f64 {
    if seconds > 0.0 { designs as f64 / seconds } else { 0.0 }
}

/// A count for people: exact up to seven digits, then three significant ones.
fn rounded(count: &str) -> String {
    match count.get(..3) {
        Some(head) if count.len() > 7 => {
            let (first, rest) = head.split_at(1);
            format!("{first}.{rest}e{}", count.len() - 1)
        }
        _ => count.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn counts_stay_exact_as_long_as_they_can_be_read() {
        for (count, shown) in [("0", "0"), ("9999999", "9999999"), ("12345678", "1.23e7")] {
            assert_eq!(rounded(count), shown);
        }
    }
}
