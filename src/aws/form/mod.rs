//! A draft as a form: sections, elements, fields and entries, read and changed as text.
//!
//! Every front end changes a draft through [`Edit`] alone, so that the builder screen, the line
//! commands and undo agree. A [`Place`](crate::aws::Place) names a field; its keys are those of the file format. Whether
//! a value makes sense is not asked here: that is [`crate::aws::Config::build`]'s to say.

mod edit;
mod element;
mod field;
mod history;
mod options;
mod shown;
mod slot;
mod text;

pub use edit::{Edit, EditError};
pub use element::{find, fresh_name, names, section, sections_that_differ};
pub use field::{FieldShape, FieldSpec, entry_fields, fields, place, spec};
pub use history::History;
pub use options::options;
pub use shown::{entry_fields_in, fields_in};
pub use text::{NONE, entries, value};

#[cfg(test)]
mod tests;
