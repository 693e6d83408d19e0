//! The terminal itself: taking it over, giving it back, waiting for what comes from it.
//!
//! INVARIANT (restored): whichever way the program leaves (return, error, panic, signal, stop), the
//! terminal has its old modes and its old screen again. [`Guard`] does it on drop, the panic hook before
//! the panic is printed, and [`Guard::stop`] around a stop.

mod decode;
mod guard;
mod source;

pub use decode::{Decoder, Input};
pub use guard::{Guard, Refusal, require, size};
pub use source::{Event, EventSource, TerminalEvents};
