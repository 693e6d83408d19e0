//! Search over everything in a pack: words, found even when misspelled, and filters.
//!
//! An [`Index`] lists every word once, with the entries it stands in; it grows piece by piece, so that a
//! large pack blocks nothing. A [`Query`] is what was typed. [`find()`] matches each typed word against
//! the list of words, not against the texts: the work of a key press depends on how many different words
//! there are. An entry is found when every typed word stands somewhere in it.

#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::iter_over_hash_type)]

mod excerpt;
mod find;
mod index;
mod needle;
mod query;
mod text;
#[cfg(test)]
mod tests;

pub use excerpt::{Excerpt, excerpt};
pub use find::{Found, LIMIT, find};
pub use index::{Index, Standing, Target, is};
pub use query::{FILTERS, Filter, Query, State, Wanted};
