//! Spaced repetition: numbers in, numbers out.
//!
//! A card is a fold of its reviews. The memory model is FSRS, from the `fsrs` crate with its
//! published default parameters. The [`Policy`] reads from a card when it is due.

#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::iter_over_hash_type)]

mod card;
mod day;
mod policy;

pub use card::{Card, Rating};
pub use day::Clock;
pub use policy::Policy;
