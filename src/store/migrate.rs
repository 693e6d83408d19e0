//! Schema versions, append only.
