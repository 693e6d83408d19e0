//! What a proof says.

use crate::lab::ObjectiveId;
use crate::lab::prove::{Cost, Effort, Openness};

/// Facts about every design of a lab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// How many knobs the learner has.
    pub knobs: usize,
    /// Different designs: what the knobs can be set to, each text once.
    pub designs: u128,
    /// Designs that build.
    pub builds: u128,
    /// Designs that build and meet every objective.
    pub passes: u128,
    /// For each kind of error, the designs that have it; a design may have several.
    pub errors: Vec<(String, u128)>,
    pub objectives: Vec<ObjectiveFacts>,
    /// Knobs that never change whether an objective is met.
    pub idle: Vec<Idle>,
    /// The cheapest design that passes.
    pub cheapest: Option<Best>,
    /// The passing design that leaves least open.
    pub tightest: Option<Best>,
    pub references: Vec<ReferenceFacts>,
    pub wrong: Vec<WrongFacts>,
    pub defects: Vec<Defect>,
    pub effort: Effort,
}

/// What is known of an objective.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectiveFacts {
    pub id: ObjectiveId,
    /// Designs that build and meet it.
    pub met: u128,
    /// Whether every design that meets all others meets it too.
    pub implied: bool,
}

/// A knob that never changes whether an objective is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idle {
    /// The knob's title.
    pub choice: String,
    /// Whether it can make a design build or not, though: then it is no defect.
    pub decides_building: bool,
    /// Why the author wants it all the same.
    pub waived: Option<String>,
}

/// The best design of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Best {
    pub cost: Cost,
    pub openness: Openness,
    /// The reference that is nearest, by the number of knobs that differ.
    pub reference: String,
    /// Knobs that are set otherwise than in that reference, with the value here.
    pub differs: Vec<String>,
}

/// How a reference stands among all passing designs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceFacts {
    pub name: String,
    pub cost: Cost,
    pub openness: Openness,
    pub is_cheapest: bool,
    pub is_tightest: bool,
}

/// What a named wrong design fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongFacts {
    pub name: String,
    /// The objective that the lab names.
    pub named: ObjectiveId,
    /// Every objective that it fails.
    pub fails: Vec<ObjectiveId>,
}

/// What an author must mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Defect {
    #[error("no design passes")]
    NothingPasses,
    #[error("the starter passes, so there is nothing to do")]
    StarterPasses,
    #[error("the reference `{0}` is not among the passing designs")]
    ReferenceFails(String),
    #[error("the wrong design `{design}` meets `{objective}`, which it is there to fail")]
    WrongDesignMeets { design: String, objective: ObjectiveId },
    #[error("the choice `{0}` changes neither a verdict nor whether a design builds")]
    IdleChoice(String),
    #[error("the waiver for `{0}` is for no choice without effect")]
    IdleWaiver(String),
    #[error("the objective `{0}` is met by every design that builds")]
    AlwaysMet(ObjectiveId),
}
