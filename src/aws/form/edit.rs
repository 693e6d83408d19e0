//! The changes that can be made to a draft, and their refusals.

use crate::aws::form::slot::SlotMut;
use crate::aws::form::{element, options, text};
use crate::aws::{
    ConfigDraft, NetworkAclEntryDraft, Place, ResourceKind, RouteDraft, SecurityGroupRuleDraft,
};

/// One change of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Gives a field, an entry or an entry's field a value from text; empty text clears it.
    Set { at: Place, text: String },
    /// Puts a field back to its default.
    Clear { at: Place },
    /// Adds an element; the name is ignored for the workload.
    AddElement { resource: ResourceKind, name: String },
    /// Removes an element. References to it stay and are then errors of the configuration.
    RemoveElement { resource: ResourceKind, index: usize },
    /// Renames an element and every reference to it outside policy texts.
    Rename { resource: ResourceKind, index: usize, name: String },
    /// Adds an entry at the end of the list at `at`, read from `text`, or one to fill in when empty.
    AddEntry { at: Place, text: String },
    /// Removes the entry at `at`.
    RemoveEntry { at: Place },
}

/// Why a change was refused; the draft is then as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    #[error("`{0}` is part of the fixed surroundings of this lab")]
    Fixed(&'static str),
    #[error("there is no such element in section `{0}`")]
    NoElement(&'static str),
    #[error("there is no field `{field}` here in section `{section}`")]
    NoField { section: &'static str, field: String },
    #[error("there is no entry {} in `{field}`", entry + 1)]
    NoEntry { field: &'static str, entry: usize },
    #[error("`{0}` is not a list of entries")]
    NotEntries(&'static str),
    #[error("`{0}` stands once; nothing can be added, removed or renamed there")]
    StandsOnce(&'static str),
    #[error("an element needs a name")]
    NoName,
    #[error("section `{section}` has an element `{name}` already")]
    NameTaken { section: &'static str, name: String },
    #[error("`{0}` is neither `true` nor `false`")]
    Bool(String),
    #[error("`{0}` is not a whole number")]
    Number(String),
    #[error("`{0}` is no kind of workload, such as `training_job` or `model`")]
    Kind(String),
    #[error("`{text}` is not of the form {form}")]
    Entry { text: String, form: &'static str },
    #[error("control characters cannot stand in a configuration")]
    Control,
}

impl Edit {
    /// The section that the change touches; a renamed element's references apart.
    #[must_use]
    pub fn resource(&self) -> ResourceKind {
        match self {
            Self::Set { at, .. }
            | Self::Clear { at }
            | Self::AddEntry { at, .. }
            | Self::RemoveEntry { at } => at.resource,
            Self::AddElement { resource, .. }
            | Self::RemoveElement { resource, .. }
            | Self::Rename { resource, .. } => *resource,
        }
    }

    /// Makes the change.
    ///
    /// # Errors
    /// When the place does not exist or the text has the wrong form; the draft is then as it was.
    pub fn apply(&self, draft: &mut ConfigDraft) -> Result<(), EditError> {
        match self {
            Self::Set { at, text } if at.entry.is_some() && at.entry_field.is_empty() => {
                set_entry(draft, at, text)
            }
            Self::Set { at, text } => text::write(slot(draft, at)?, text),
            Self::Clear { at } if at.entry.is_some() && at.entry_field.is_empty() => remove_entry(draft, at),
            Self::Clear { at } => {
                text::clear(slot(draft, at)?);
                Ok(())
            }
            Self::AddElement { resource, name } => element::add(draft, *resource, name),
            Self::RemoveElement { resource, index } => element::remove(draft, *resource, *index),
            Self::Rename { resource, index, name } => element::rename(draft, *resource, *index, name),
            Self::AddEntry { at, text } => add_entry(draft, at, text.trim()),
            Self::RemoveEntry { at } => remove_entry(draft, at),
        }
    }
}

fn slot<'a>(draft: &'a mut ConfigDraft, at: &Place) -> Result<SlotMut<'a>, EditError> {
    let section = at.resource.section();
    if at.index >= element::names(draft, at.resource).len() {
        return Err(EditError::NoElement(section));
    }
    let field = if at.entry_field.is_empty() { at.field } else { at.entry_field };
    SlotMut::at(draft, at).ok_or_else(|| EditError::NoField { section, field: field.to_owned() })
}

/// Runs one function on whichever list of entries the slot is.
macro_rules! on_entries {
    ($slot:expr, $at:expr, $list:ident, $read:ident => $body:expr) => {
        match $slot {
            SlotMut::Routes($list) => {
                let $read = text::read_route;
                $body
            }
            SlotMut::Ingress($list) | SlotMut::Egress(Some($list)) => {
                let $read = text::read_rule;
                $body
            }
            SlotMut::Entries($list) => {
                let $read = text::read_entry;
                $body
            }
            SlotMut::Egress(None) => {
                Err(EditError::NoEntry { field: $at.field, entry: $at.entry.unwrap_or(0) })
            }
            _ => Err(EditError::NotEntries($at.field)),
        }
    };
}

fn list_place(at: &Place) -> Place {
    Place { entry: None, entry_field: "", ..at.clone() }
}

fn set_entry(draft: &mut ConfigDraft, at: &Place, line: &str) -> Result<(), EditError> {
    let entry = at.entry.unwrap_or(0);
    let line = text::one_line(line.trim())?;
    on_entries!(slot(draft, &list_place(at))?, at, list, read => {
        let place = list.get_mut(entry).ok_or(EditError::NoEntry { field: at.field, entry })?;
        *place = read(&line)?;
        Ok(())
    })
}

fn remove_entry(draft: &mut ConfigDraft, at: &Place) -> Result<(), EditError> {
    let entry = at.entry.unwrap_or(usize::MAX);
    on_entries!(slot(draft, &list_place(at))?, at, list, _read => {
        if entry >= list.len() {
            return Err(EditError::NoEntry { field: at.field, entry });
        }
        list.remove(entry);
        Ok(())
    })
}

fn add_entry(draft: &mut ConfigDraft, at: &Place, line: &str) -> Result<(), EditError> {
    let line = text::one_line(line)?;
    let number = options::next_rule_number(draft, at);
    match slot(draft, &list_place(at))? {
        SlotMut::Routes(list) => list.push(read_or(&line, text::read_route, RouteDraft::default)?),
        SlotMut::Ingress(list) => list.push(read_or(&line, text::read_rule, new_rule)?),
        SlotMut::Egress(list) => {
            let rule = read_or(&line, text::read_rule, new_rule)?;
            list.get_or_insert_with(default_egress).push(rule);
        }
        SlotMut::Entries(list) => list.push(read_or(&line, text::read_entry, || new_entry(number))?),
        _ => return Err(EditError::NotEntries(at.field)),
    }
    Ok(())
}

fn read_or<T>(
    line: &str,
    read: impl Fn(&str) -> Result<T, EditError>,
    new: impl Fn() -> T,
) -> Result<T, EditError> {
    if line.is_empty() { Ok(new()) } else { read(line) }
}

/// What an absent list of outbound rules stands for. It becomes visible with the first rule added, as
/// in AWS, where a new group has it as a rule that must be deleted.
fn default_egress() -> Vec<SecurityGroupRuleDraft> {
    let everything = |text: &str| Some(text.to_owned());
    vec![SecurityGroupRuleDraft {
        protocol: everything("all"),
        peer: everything("0.0.0.0/0"),
        ..SecurityGroupRuleDraft::default()
    }]
}

fn new_rule() -> SecurityGroupRuleDraft {
    SecurityGroupRuleDraft { protocol: Some("tcp".to_owned()), ..SecurityGroupRuleDraft::default() }
}

fn new_entry(number: i64) -> NetworkAclEntryDraft {
    NetworkAclEntryDraft {
        rule_number: Some(number),
        action: Some("allow".to_owned()),
        protocol: Some("tcp".to_owned()),
        ..NetworkAclEntryDraft::default()
    }
}
