//! Drawing of one thing each; no state of its own, but for how far a page is scrolled.

pub mod chart;
pub mod chrome;
pub mod dialog;
pub mod evidence;
pub mod footer;
pub mod gauge;
pub mod list;
pub mod markdown;
pub mod page;
pub mod topology;
pub mod typing;
pub mod wrap;

#[cfg(test)]
mod fixture;
