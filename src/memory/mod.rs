//! Spaced repetition: numbers in, numbers out.
//!
//! A card is a fold of its reviews. The memory model is FSRS, from the `fsrs` crate with its
//! published default parameters.

#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::iter_over_hash_type)]

mod card;
mod day;

pub use card::{Card, DESIRED_RETENTION, Rating, Review, replay, retrievability, review};
pub use day::Clock;
