//! A config-builder exercise: what the learner may change, what must hold, and grading by behaviour.
//!
//! There is no answer key. Each [`Objective`] asks the engine a question or reads a setting; two
//! different designs that behave well both pass.

#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::iter_over_hash_type)]

pub mod choices;
mod exercise;
mod fix;
mod grade;
pub mod prove;
mod trap;

pub use exercise::{
    Design, Lab, LabId, Objective, ObjectiveId, Refutation, Requirement, Setting, Waiver, Wanted, WrongDesign,
};
pub use fix::{DesignEdit, Fix, Fixes, Hint, Holder, PolicyEdit, smallest_fixes};
pub use grade::{Finding, Graded, find, grade, meets};
use grade::{is_counted, is_met, other_kind};
pub use trap::{RECOGNISERS, Recogniser, Trap, recognise};
