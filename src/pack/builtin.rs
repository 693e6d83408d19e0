//! The pack that ships inside the program.

use crate::pack::Loaded;

/// The built-in pack, from the files compiled into the program.
#[must_use]
pub fn builtin() -> Loaded {
    crate::pack::load_pack(std::path::Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/content/sagemaker-network-security"
    )))
}
