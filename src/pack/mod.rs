//! Text to packs and configurations.
//!
//! Reading never stops at the first error: [`load_pack`] and [`read_config`] return what could be
//! made *and* every diagnostic. A pack with an error is not playable.

mod builtin;
mod check;
mod config;
mod fields;
mod load;
mod write;

pub use builtin::builtin;
pub use check::check_designs;
pub use config::{ReadConfig, read_config};
pub use load::{Loaded, load_pack};
pub use write::write_config;
