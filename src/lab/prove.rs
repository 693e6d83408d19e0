//! The proof of an exercise: facts about *every* design that a lab opens to the learner.
//!
//! The product of the choices is far too large to walk (10^9 designs and more), and most of it tells
//! nothing new: what the bucket policy says does not matter to a packet that no rule lets out. So every
//! objective becomes a *set of designs*, found like this:
//!
//! 1. The part of a design that the objective can depend on is read through a
//!    [`View`](crate::lab::choices::View) with no knob set. Meeting an open knob, the reading stops and
//!    is begun again once for every value of that knob. A reading that comes to its end has seen only
//!    knobs that are set, so *whatever the others are, the part is the same*: it is built and decided
//!    once, for the whole sub-product of designs that agree in what was read.
//! 2. These answers are joined into a decision diagram, in which equal sets are one node. Counting,
//!    conjunction, implication, "does this knob ever matter" and "the cheapest member" are then exact
//!    and take time in the nodes, not in the designs.
//! 3. The same is done for each of the small checks that together say whether a design builds, and for
//!    "no lower setting gives the same text", so that equal designs count once.
//!
//! **Soundness.** (a) Reading is a deterministic function of the knobs it asks for; two designs that agree
//! there give the same part. (b) By the law of the cone, a design that builds meets an objective exactly
//! when its part does. (c) By the law of the parts, a design builds exactly when each checked part
//! builds. (d) Diagrams are exact set algebra. (a) and (d) hold by construction; (b) and (c) are
//! statements about the engine and about `Config::build`, held by a test that compares the sets with grading
//! the design itself, for random designs of every shipped lab; and another test compares whole proofs of
//! small spaces with grading every design one by one.

mod cone;
mod cost;
mod diagram;
mod grow;
mod proof;
mod slice;
mod summary;
mod valid;

use std::collections::BTreeMap;

use crate::lab::choices::{Choices, choices};
use crate::lab::{Lab, Objective};

use diagram::{Diagrams, Portable, Set};
use valid::{Check, checks};

pub use cost::{Cost, Openness};
pub use grow::Effort;
pub use proof::{Best, Defect, Idle, ObjectiveFacts, Proof, ReferenceFacts, WrongFacts};
pub use summary::Sets;

/// How many checks make one task.
const CHECKS: usize = 16;

/// A proof that can be worked on in tasks, in any order and by several threads.
#[derive(Debug)]
pub struct Prover<'l> {
    lab: &'l Lab,
    choices: Choices,
    checks: Vec<Check>,
}

/// The outcome of one task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part(Outcome);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    Meets {
        objective: usize,
        set: Portable,
        effort: Effort,
    },
    /// The designs that pass the checks of each class.
    Builds(BTreeMap<String, Portable>),
}

impl<'l> Prover<'l> {
    /// Reads the choices of a lab.
    #[must_use]
    pub fn new(lab: &'l Lab) -> Self {
        let choices = choices(lab);
        let checks = checks(&choices);
        Self { lab, choices, checks }
    }

    /// The choices of the lab.
    #[must_use]
    pub fn choices(&self) -> &Choices {
        &self.choices
    }

    /// How many tasks there are.
    #[must_use]
    pub fn tasks(&self) -> usize {
        self.lab.objectives.len() + self.checks.chunks(CHECKS).len()
    }

    /// Does the task at `at`, which is less than [`Self::tasks`].
    #[must_use]
    pub fn work(&self, at: usize) -> Part {
        let mut diagrams = self.diagrams();
        let objectives = self.lab.objectives.len();
        Part(match self.lab.objectives.get(at) {
            Some(objective) => self.objective(at, objective, &mut diagrams),
            None => self.builds(at - objectives, &mut diagrams),
        })
    }

    /// Everything in one go, when there is no hurry.
    #[must_use]
    pub fn sets(&self) -> Sets<'_> {
        self.join((0..self.tasks()).map(|task| self.work(task)))
    }

    /// Joins the outcomes of all tasks.
    #[must_use]
    pub fn join(&self, parts: impl IntoIterator<Item = Part>) -> Sets<'_> {
        Sets::of(self, parts)
    }

    fn diagrams(&self) -> Diagrams {
        Diagrams::new(self.choices.knobs.iter().map(|knob| knob.values.len()).collect())
    }

    fn objective(&self, at: usize, objective: &Objective, diagrams: &mut Diagrams) -> Outcome {
        let (set, effort) = grow::meeting(self.lab, &self.choices, objective, diagrams);
        Outcome::Meets { objective: at, set: diagrams.export(set), effort }
    }

    fn builds(&self, chunk: usize, diagrams: &mut Diagrams) -> Outcome {
        let mut classes: BTreeMap<String, Set> = BTreeMap::new();
        for check in self.checks.chunks(CHECKS).nth(chunk).unwrap_or_default() {
            let set = grow::building(&self.choices, check, diagrams);
            let class = classes.entry(valid::class(&self.choices, check)).or_insert(Set::ALL);
            *class = diagrams.and(*class, set);
        }
        Outcome::Builds(classes.into_iter().map(|(class, set)| (class, diagrams.export(set))).collect())
    }
}
