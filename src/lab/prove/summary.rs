//! From sets of designs to facts about a lab.

use std::collections::BTreeMap;

use crate::lab::choices::{Choices, Knob};
use crate::lab::prove::cost::{Prices, costs, openness};
use crate::lab::prove::diagram::{Diagrams, Set};
use crate::lab::prove::{
    Best, Cost, Defect, Effort, Idle, ObjectiveFacts, Openness, Outcome, Part, Proof, Prover, ReferenceFacts,
    WrongFacts, grow,
};
use crate::lab::{Lab, ObjectiveId};

/// The sets of designs that a proof speaks about.
#[derive(Debug)]
pub struct Sets<'p> {
    lab: &'p Lab,
    choices: &'p Choices,
    diagrams: Diagrams,
    /// One setting for every design.
    designs: Set,
    /// For each class of checks, the designs that pass.
    classes: BTreeMap<String, Set>,
    builds: Set,
    meets: Vec<Set>,
    passes: Set,
    effort: Effort,
}

impl<'p> Sets<'p> {
    pub(in crate::lab::prove) fn of(prover: &'p Prover<'_>, parts: impl IntoIterator<Item = Part>) -> Self {
        let mut diagrams = prover.diagrams();
        let designs = grow::designs(&prover.choices, &mut diagrams);
        let mut classes: BTreeMap<String, Set> = BTreeMap::new();
        let mut meets = vec![Set::ALL; prover.lab.objectives.len()];
        let mut effort = Effort::default();
        for Part(outcome) in parts {
            match outcome {
                Outcome::Meets { objective, set, effort: asked } => {
                    if let Some(place) = meets.get_mut(objective) {
                        *place = diagrams.import(&set);
                    }
                    effort = effort + asked;
                }
                Outcome::Builds(part) => {
                    for (class, set) in part {
                        let set = diagrams.import(&set);
                        let known = classes.entry(class).or_insert(Set::ALL);
                        *known = diagrams.and(*known, set);
                    }
                }
            }
        }
        let builds = all(&mut diagrams, classes.values().copied());
        let met = all(&mut diagrams, meets.iter().copied());
        let passes = diagrams.and(builds, met);
        let (lab, choices) = (prover.lab, &prover.choices);
        Self { lab, choices, diagrams, designs, classes, builds, meets, passes, effort }
    }

    /// Whether the design with this setting of the knobs builds.
    #[must_use]
    pub fn builds(&self, values: &[u8]) -> bool {
        self.diagrams.contains(self.builds, values)
    }

    /// Whether the design with this setting of the knobs, if it builds, meets the objective at `at`.
    #[must_use]
    pub fn meets(&self, at: usize, values: &[u8]) -> bool {
        self.meets.get(at).is_some_and(|set| self.diagrams.contains(*set, values))
    }

    fn count(&mut self, set: Set) -> u128 {
        let once = self.diagrams.and(self.designs, set);
        self.diagrams.count(once)
    }

    /// Counts and compares.
    #[must_use]
    pub fn proof(mut self) -> Proof {
        let (cost, open) = (costs(self.choices), openness(self.choices));
        let references: Vec<(String, Vec<u8>)> = self
            .lab
            .references
            .iter()
            .map(|design| (design.name.clone(), self.choices.setting_of(&design.draft)))
            .collect();
        let least_cost = self.diagrams.cheapest(self.passes, &cost.knobs);
        let least_open = self.diagrams.cheapest(self.passes, &open.knobs);
        let best = |values: Option<Vec<u8>>| {
            let values = self.choices.first_of_its_kind(values?);
            nearest(self.choices, &references, &values, &cost, &open)
        };
        let cheapest = best(least_cost.map(|(_, values)| values));
        let tightest = best(least_open.map(|(_, values)| values));
        let facts = references.iter().map(|(name, values)| {
            let (cost, openness) = (cost.of(self.choices, values), open.of(self.choices, values));
            ReferenceFacts {
                name: name.clone(),
                cost,
                openness,
                is_cheapest: cheapest.as_ref().is_some_and(|best| best.cost == cost),
                is_tightest: tightest.as_ref().is_some_and(|best| best.openness == openness),
            }
        });
        let references_facts = facts.collect();
        let objectives = self.objectives();
        let idle = self.idle();
        let wrong = self.wrong();
        let defects = self.defects(&references, &objectives, &idle, &wrong);
        Proof {
            knobs: self.choices.knobs.len(),
            designs: self.count(Set::ALL),
            builds: self.count(self.builds),
            passes: self.count(self.passes),
            errors: self.errors(),
            objectives,
            idle,
            cheapest,
            tightest,
            references: references_facts,
            wrong,
            defects,
            effort: self.effort,
        }
    }

    fn errors(&mut self) -> Vec<(String, u128)> {
        let classes: Vec<(String, Set)> =
            self.classes.iter().map(|(class, set)| (class.clone(), *set)).collect();
        let counted = classes.into_iter().map(|(class, set)| {
            let failing = self.diagrams.without(self.designs, set);
            (class, self.diagrams.count(failing))
        });
        counted.filter(|(_, count)| *count > 0).collect()
    }

    fn objectives(&mut self) -> Vec<ObjectiveFacts> {
        let mut facts = Vec::new();
        for (at, objective) in self.lab.objectives.iter().enumerate() {
            let own = self.meets.get(at).copied().unwrap_or(Set::ALL);
            let both = self.diagrams.and(self.builds, own);
            let others: Vec<Set> = self
                .meets
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != at)
                .map(|(_, set)| *set)
                .collect();
            let others = all(&mut self.diagrams, others.into_iter().chain([self.builds]));
            let implied = self.diagrams.without(others, own).is_empty();
            facts.push(ObjectiveFacts { id: objective.id.clone(), met: self.count(both), implied });
        }
        facts
    }

    /// A knob has an effect when two designs that build differ in it alone and in an objective.
    fn has_effect(&mut self, at: usize, knob: &Knob) -> bool {
        let values = knob.values.len();
        let builds: Vec<Set> = (0..values).map(|value| self.diagrams.fixed(self.builds, at, value)).collect();
        for objective in self.meets.clone() {
            let met: Vec<Set> = (0..values).map(|value| self.diagrams.fixed(objective, at, value)).collect();
            let sides: Vec<(Set, Set)> = builds.iter().copied().zip(met).collect();
            for (at, (builds, met)) in sides.iter().enumerate() {
                for (other_builds, other_met) in sides.iter().skip(at + 1) {
                    let told_apart = self.diagrams.differ(*met, *other_met);
                    let both = self.diagrams.and(*builds, *other_builds);
                    if !self.diagrams.and(both, told_apart).is_empty() {
                        return true;
                    }
                }
            }
        }
        false
    }

    fn decides_building(&mut self, at: usize, knob: &Knob) -> bool {
        let first = self.diagrams.fixed(self.builds, at, 0);
        (1..knob.values.len()).any(|value| self.diagrams.fixed(self.builds, at, value) != first)
    }

    fn idle(&mut self) -> Vec<Idle> {
        let choices = self.choices;
        let mut idle = Vec::new();
        for (at, knob) in choices.knobs.iter().enumerate() {
            if !self.has_effect(at, knob) {
                let choice = knob.title();
                let waiver = self.lab.waivers.iter().find(|waiver| waiver.covers(&choice));
                let reason = waiver.map(|waiver| waiver.reason.clone());
                let decides_building = self.decides_building(at, knob);
                idle.push(Idle { choice, decides_building, waived: reason });
            }
        }
        idle
    }

    fn wrong(&self) -> Vec<WrongFacts> {
        let facts = self.lab.wrong_designs.iter().map(|wrong| {
            let values = self.choices.setting_of(&wrong.design.draft);
            let objectives = self.lab.objectives.iter().zip(&self.meets);
            let failed = objectives.filter(|(_, set)| !self.diagrams.contains(**set, &values));
            WrongFacts {
                name: wrong.design.name.clone(),
                named: wrong.fails.clone(),
                fails: failed.map(|(objective, _)| objective.id.clone()).collect(),
            }
        });
        facts.collect()
    }

    fn defects(
        &self,
        references: &[(String, Vec<u8>)],
        objectives: &[ObjectiveFacts],
        idle: &[Idle],
        wrong: &[WrongFacts],
    ) -> Vec<Defect> {
        let passes = |values: &[u8]| self.diagrams.contains(self.passes, values);
        let mut defects = Vec::new();
        if self.passes.is_empty() {
            defects.push(Defect::NothingPasses);
        }
        if passes(&self.choices.setting_of(&self.lab.starter)) {
            defects.push(Defect::StarterPasses);
        }
        let failing = references.iter().filter(|(_, values)| !passes(values));
        defects.extend(failing.map(|(name, _)| Defect::ReferenceFails(name.clone())));
        let wrong = wrong.iter().filter(|wrong| !wrong.fails.contains(&wrong.named));
        defects.extend(wrong.map(|wrong| Defect::WrongDesignMeets {
            design: wrong.name.clone(),
            objective: wrong.named.clone(),
        }));
        let always = |facts: &&ObjectiveFacts| self.always_met(&facts.id);
        defects.extend(objectives.iter().filter(always).map(|facts| Defect::AlwaysMet(facts.id.clone())));
        let unwaived = idle.iter().filter(|idle| idle.waived.is_none() && !idle.decides_building);
        defects.extend(unwaived.map(|idle| Defect::IdleChoice(idle.choice.clone())));
        let unused =
            self.lab.waivers.iter().filter(|waiver| !idle.iter().any(|idle| waiver.covers(&idle.choice)));
        defects.extend(unused.map(|waiver| Defect::IdleWaiver(waiver.choice.clone())));
        defects
    }

    fn always_met(&self, id: &ObjectiveId) -> bool {
        let objectives = self.lab.objectives.iter().zip(&self.meets);
        let own = objectives.into_iter().find(|(objective, _)| objective.id == *id);
        own.is_some_and(|(_, set)| *set == Set::ALL)
    }
}

fn all(diagrams: &mut Diagrams, sets: impl IntoIterator<Item = Set>) -> Set {
    sets.into_iter().fold(Set::ALL, |all, set| diagrams.and(all, set))
}

/// A design in terms of the reference that is nearest to it.
fn nearest(
    choices: &Choices,
    references: &[(String, Vec<u8>)],
    values: &[u8],
    cost: &Prices<Cost>,
    open: &Prices<Openness>,
) -> Option<Best> {
    let differing = |reference: &[u8]| {
        let pairs = choices.knobs.iter().zip(values.iter().zip(reference));
        let apart = pairs.filter(|(_, (value, other))| value != other).filter_map(|(knob, (value, _))| {
            Some(format!("{}: {}", knob.title(), knob.values.get(usize::from(*value))?))
        });
        apart.collect::<Vec<String>>()
    };
    let described = references.iter().map(|(name, reference)| (name, differing(reference)));
    let (reference, differs) = described.min_by_key(|(_, differs)| differs.len())?;
    let (cost, openness) = (cost.of(choices, values), open.of(choices, values));
    Some(Best { cost, openness, reference: reference.clone(), differs })
}
