//! Misconceptions that a design acts on, recognised by what they do.
//!
//! A [`Recogniser`] is a predicate on the configuration and on how its objectives fare. It compares with
//! no stored answer: it looks for the settings in which a belief shows, and then asks the engine whether
//! they matter, mostly by a counterfactual: would the objective fare better if *this* were different? A
//! dead NAT gateway that no route leads to is no trap; one that the job's traffic ends in is.

mod acls;
mod apps;
mod endpoints;
mod groups;
mod isolation;
mod policies;
mod refusals;
mod routes;
mod scene;
mod workload;

use crate::aws::Config;
use crate::lab::{Finding, Objective, ObjectiveId};
use crate::reach::{ComponentKind, PathComponent};

use scene::{Scene, Sighting};

/// One misconception and the predicate that recognises it.
#[derive(Debug, Clone, Copy)]
pub struct Recogniser {
    /// Stable name, shared with the misconceptions of packs.
    pub id: &'static str,
    /// What is true, in one sentence.
    pub fact: &'static str,
    /// The official page behind the fact.
    pub source: &'static str,
    find: fn(&Scene<'_>) -> Vec<Sighting>,
}

/// A misconception that a design acts on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trap {
    pub id: &'static str,
    pub kind: ComponentKind,
    /// The name of the element that shows the belief.
    pub component: String,
    /// What is true, in one sentence.
    pub fact: &'static str,
    /// The official page behind the fact.
    pub source: &'static str,
    /// The objectives that fail for it, in the lab's order; never empty.
    pub objectives: Vec<ObjectiveId>,
}

impl Trap {
    /// The element for people: its kind, and its name where it has one of its own.
    #[must_use]
    pub fn element(&self) -> String {
        let hop = PathComponent { component: self.component.clone(), kind: self.kind, detail: String::new() };
        hop.element()
    }
}

/// Every recogniser, by theme.
pub const RECOGNISERS: &[&[Recogniser]] = &[
    workload::TRAPS,
    isolation::TRAPS,
    routes::TRAPS,
    groups::TRAPS,
    acls::TRAPS,
    endpoints::TRAPS,
    policies::TRAPS,
    refusals::TRAPS,
    apps::TRAPS,
];

/// Recognises the misconceptions behind what `findings` say about `config`, in the order of
/// [`RECOGNISERS`]; each element once per misconception. The findings stand in the order of
/// `objectives`.
#[must_use]
pub fn recognise(config: &Config, objectives: &[Objective], findings: &[Finding]) -> Vec<Trap> {
    let scene = Scene::new(config, objectives, findings);
    if scene.is_all_well() {
        return Vec::new();
    }
    let mut traps = Vec::new();
    for recogniser in RECOGNISERS.iter().copied().flatten() {
        for sighting in (recogniser.find)(&scene) {
            add(&mut traps, recogniser, sighting, objectives);
        }
    }
    traps
}

fn add(traps: &mut Vec<Trap>, recogniser: &Recogniser, seen: Sighting, objectives: &[Objective]) {
    let Some(objective) = objectives.get(seen.aim) else { return };
    let known = traps
        .iter_mut()
        .find(|trap| trap.id == recogniser.id && trap.kind == seen.kind && trap.component == seen.component);
    match known {
        Some(trap) if trap.objectives.contains(&objective.id) => {}
        Some(trap) => trap.objectives.push(objective.id.clone()),
        None => traps.push(Trap {
            id: recogniser.id,
            kind: seen.kind,
            component: seen.component,
            fact: recogniser.fact,
            source: recogniser.source,
            objectives: vec![objective.id.clone()],
        }),
    }
}
