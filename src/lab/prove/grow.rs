//! From a question about designs to the set of designs that answer it with yes.

use std::collections::BTreeMap;

use crate::aws::{Config, ResourceKind};
use crate::lab::choices::{Choices, Need, View};
use crate::lab::prove::cone::{Placement, Surroundings, cone, placements};
use crate::lab::prove::diagram::{Diagrams, Set};
use crate::lab::prove::valid::{Check, part};
use crate::lab::{Lab, Objective, Requirement, is_counted, is_met, other_kind};
use crate::reach::{Verdict, analyze, verdict};

/// Something that holds for a design or not, asked through a [`View`].
trait Ask {
    fn ask(&mut self, view: &View<'_>) -> Result<bool, Need>;
}

/// Grows the set of designs for which `ask` says yes: it is asked with no knob set, and wherever it
/// needs one, once for every value.
fn grow(choices: &Choices, diagrams: &mut Diagrams, ask: &mut impl Ask) -> Set {
    branch(&mut View::new(choices), diagrams, ask)
}

fn branch(view: &mut View<'_>, diagrams: &mut Diagrams, ask: &mut impl Ask) -> Set {
    let Need(knob) = match ask.ask(view) {
        Ok(holds) => return Set::of(holds),
        Err(need) => need,
    };
    let count = view.choices.knobs.get(knob).map_or(0, |knob| knob.values.len());
    let mut sets = Vec::with_capacity(count);
    for value in (0..count).filter_map(|value| u8::try_from(value).ok()) {
        view.set(knob, value);
        sets.push(branch(view, diagrams, ask));
    }
    view.unset(knob);
    diagrams.case(knob, &sets)
}

/// How much was asked of the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Effort {
    /// Parts of designs that were read to their end.
    pub parts: u64,
    /// Different ones among them, which were built and decided.
    pub decided: u64,
}

impl std::ops::Add for Effort {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { parts: self.parts + other.parts, decided: self.decided + other.decided }
    }
}

/// What is asked about a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aspect {
    /// Whether it meets the objective.
    Met,
    /// Whether there is a path at all.
    Reaches,
    /// Whether no path crosses what is to be avoided.
    Spares,
}

struct Meets<'l> {
    lab: &'l Lab,
    objective: &'l Objective,
    surroundings: &'l Surroundings,
    placement: Placement,
    aspect: Aspect,
    known: BTreeMap<Vec<u32>, bool>,
    effort: Effort,
}

impl Meets<'_> {
    fn decide(&self, config: &Config) -> bool {
        match (&self.objective.requirement, self.aspect) {
            (Requirement::MustAvoid { query, .. }, Aspect::Reaches) => {
                verdict(config, query) != Verdict::Never
            }
            (Requirement::MustAvoid { query, through }, Aspect::Spares) => {
                !analyze(config, query).traverses(*through)
            }
            _ => other_kind(self.lab, config).is_none() && is_met(&self.objective.requirement, config),
        }
    }
}

impl Ask for Meets<'_> {
    fn ask(&mut self, view: &View<'_>) -> Result<bool, Need> {
        let Some(slice) = cone(view, self.surroundings, self.objective, self.placement)? else {
            return Ok(self.aspect != Aspect::Reaches);
        };
        self.effort.parts += 1;
        let key = slice.key();
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        self.effort.decided += 1;
        // What does not build meets nothing; whether the whole design builds is asked elsewhere.
        let met = Config::build(&slice.draft()).is_ok_and(|config| self.decide(&config));
        self.known.insert(key, met);
        Ok(met)
    }
}

/// At most so many elements of a section, counted without building anything.
struct FewEnough<'l> {
    lab: &'l Lab,
    resource: ResourceKind,
    count: usize,
}

impl Ask for FewEnough<'_> {
    fn ask(&mut self, view: &View<'_>) -> Result<bool, Need> {
        let mut found = 0;
        for (at, element) in view.choices.elements.iter().enumerate() {
            if element.kind == ResourceKind::Workload && !is_of_the_lab(self.lab, at, view)? {
                return Ok(false);
            }
            let counts = element.kind == self.resource && is_counted(self.resource, &element.name);
            if counts && found <= self.count && view.is_there(at)? {
                found += 1;
            }
        }
        Ok(found <= self.count)
    }
}

/// Whether the workload is not there or of the kind that the lab is about.
fn is_of_the_lab(lab: &Lab, workload: usize, view: &View<'_>) -> Result<bool, Need> {
    let Some(wanted) = lab.starter.workload.as_ref().map(|workload| workload.kind.section()) else {
        return Ok(true);
    };
    let kind = view.element(workload).and_then(|element| element.field("kind"));
    let Some(slot) = kind.and_then(|field| field.slots.first()) else { return Ok(true) };
    let fixed = slot.knob.is_none() && slot.texts.first().is_some_and(|text| text.as_deref() == Some(wanted));
    if fixed || !view.is_there(workload)? {
        return Ok(true);
    }
    Ok(view.text(slot)?.is_some_and(|(_, text)| text == wanted))
}

/// The designs that meet an objective, as far as they build.
pub(in crate::lab::prove) fn meeting(
    lab: &Lab,
    choices: &Choices,
    objective: &Objective,
    diagrams: &mut Diagrams,
) -> (Set, Effort) {
    if let Requirement::AtMost { resource, count } = objective.requirement {
        let set = grow(choices, diagrams, &mut FewEnough { lab, resource, count });
        return (set, Effort::default());
    }
    let surroundings = Surroundings::of(choices);
    let placements = placements(choices, &surroundings, objective);
    let avoids = matches!(objective.requirement, Requirement::MustAvoid { .. });
    let mut effort = Effort::default();
    let mut ask = |placement: Placement, aspect: Aspect, diagrams: &mut Diagrams| {
        let known = BTreeMap::new();
        let surroundings = &surroundings;
        let mut ask =
            Meets { lab, objective, surroundings, placement, aspect, known, effort: Effort::default() };
        let set = grow(choices, diagrams, &mut ask);
        effort = effort + ask.effort;
        set
    };
    let (mut all, mut some) = (Set::ALL, Set::NONE);
    for placement in &placements {
        if avoids && placements.len() > 1 {
            let (spares, reaches) =
                (ask(*placement, Aspect::Spares, diagrams), ask(*placement, Aspect::Reaches, diagrams));
            (all, some) = (diagrams.and(all, spares), diagrams.or(some, reaches));
        } else {
            let met = ask(*placement, Aspect::Met, diagrams);
            (all, some) = (diagrams.and(all, met), Set::ALL);
        }
    }
    (diagrams.and(all, some), effort)
}

struct Builds<'l> {
    check: &'l Check,
    known: BTreeMap<Vec<u32>, bool>,
}

impl Ask for Builds<'_> {
    fn ask(&mut self, view: &View<'_>) -> Result<bool, Need> {
        let Some(slice) = part(view, self.check)? else { return Ok(true) };
        let key = slice.key();
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        let builds = Config::build(&slice.draft()).is_ok();
        self.known.insert(key, builds);
        Ok(builds)
    }
}

/// The designs whose part for `check` builds.
pub(in crate::lab::prove) fn building(choices: &Choices, check: &Check, diagrams: &mut Diagrams) -> Set {
    grow(choices, diagrams, &mut Builds { check, known: BTreeMap::new() })
}

struct First<'c> {
    choices: &'c Choices,
    knob: usize,
}

impl Ask for First<'_> {
    fn ask(&mut self, view: &View<'_>) -> Result<bool, Need> {
        self.choices.is_first_of_its_kind(self.knob, view)
    }
}

/// One setting of the knobs for every design.
pub(in crate::lab::prove) fn designs(choices: &Choices, diagrams: &mut Diagrams) -> Set {
    (0..choices.knobs.len()).rev().fold(Set::ALL, |all, knob| {
        let first = grow(choices, diagrams, &mut First { choices, knob });
        diagrams.and(all, first)
    })
}
