//! Text to packs and configurations.
//!
//! Reading never stops at the first error: [`load_pack`] and [`read_config`] return what could be
//! made *and* every diagnostic. A pack with an error is not playable.

mod builtin;
mod code;
mod config;
mod decode;
mod designs;
mod fields;
mod files;
mod index;
mod lint;
mod load;
mod write;

pub use builtin::{builtin, check_builtin};
pub use code::{CODES, CodeEntry};
pub use config::{ReadConfig, read_config, read_design};
pub use designs::{DesignProof, LabProof, check_demonstration, check_designs};
pub use load::{Loaded, find_packs, load_pack};
pub use write::write_config;
