//! The settings as a list of rows: sections, their elements, fields, entries and the entries' fields.

use std::collections::BTreeSet;

use crate::aws::form::{self, FieldShape, FieldSpec, History};
use crate::aws::{ConfigDraft, ConfigError, Place, ResourceKind};

/// One row of the settings.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Row {
    Section(ResourceKind),
    /// One of many elements of a section.
    Element(ResourceKind, usize),
    Name(ResourceKind, usize),
    Field(Place),
    /// One entry of a list, as a whole.
    Entry(Place),
    EntryField(Place),
    AddElement(ResourceKind),
    AddEntry(Place),
}

impl Row {
    /// The section it is in.
    pub(super) fn resource(&self) -> ResourceKind {
        match self {
            Self::Section(resource)
            | Self::Element(resource, _)
            | Self::Name(resource, _)
            | Self::AddElement(resource) => *resource,
            Self::Field(at) | Self::Entry(at) | Self::EntryField(at) | Self::AddEntry(at) => at.resource,
        }
    }

    /// The element it is in.
    pub(super) fn element(&self) -> Option<usize> {
        match self {
            Self::Section(_) | Self::AddElement(_) => None,
            Self::Element(_, index) | Self::Name(_, index) => Some(*index),
            Self::Field(at) | Self::Entry(at) | Self::EntryField(at) | Self::AddEntry(at) => Some(at.index),
        }
    }

    /// The field, entry or entry's field it shows.
    pub(super) fn place(&self) -> Option<&Place> {
        match self {
            Self::Field(at) | Self::Entry(at) | Self::EntryField(at) | Self::AddEntry(at) => Some(at),
            Self::Section(_) | Self::Element(..) | Self::Name(..) | Self::AddElement(_) => None,
        }
    }

    /// How far it is indented.
    pub(super) fn depth(&self) -> usize {
        match self {
            Self::Section(_) => 0,
            Self::Element(..) | Self::AddElement(_) => 1,
            Self::Name(..) => 2,
            Self::Field(at) => {
                if stands_once(at.resource) {
                    1
                } else {
                    2
                }
            }
            Self::Entry(at) | Self::AddEntry(at) => {
                if stands_once(at.resource) {
                    2
                } else {
                    3
                }
            }
            Self::EntryField(_) => 4,
        }
    }

    /// Whether it can be folded, and its rows then disappear.
    pub(super) fn folds(&self) -> bool {
        matches!(self, Self::Section(_) | Self::Element(..) | Self::Entry(_))
    }
}

/// Which rows are unfolded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Unfolded(BTreeSet<Row>);

impl Unfolded {
    /// The sections that can be edited, and nothing in them.
    pub(super) fn start(history: &History) -> Self {
        let editable = ResourceKind::ALL.into_iter().filter(|resource| history.is_editable(*resource));
        Self(editable.map(Row::Section).collect())
    }

    pub(super) fn is_open(&self, row: &Row) -> bool {
        self.0.contains(row)
    }

    pub(super) fn open(&mut self, row: Row) {
        self.0.insert(row);
    }

    pub(super) fn toggle(&mut self, row: &Row) {
        if !self.0.remove(row) {
            self.0.insert(row.clone());
        }
    }

    /// Folds whatever follows something that was removed: its rows have other numbers now.
    pub(super) fn forget(&mut self, removed: &Row) {
        self.0.retain(|row| {
            row < removed || row.resource() != removed.resource() || matches!(row, Row::Section(_))
        });
    }
}

/// Every row that can be seen: the sections that can be edited first, then the fixed surroundings.
pub(super) fn rows(history: &History, unfolded: &Unfolded) -> Vec<Row> {
    let draft = history.draft();
    let mut found = Vec::new();
    for editable in [true, false] {
        for resource in ResourceKind::ALL.into_iter().filter(|it| history.is_editable(*it) == editable) {
            let row = Row::Section(resource);
            let empty = !editable && form::names(draft, resource).is_empty();
            if empty || (!editable && resource == ResourceKind::Account && is_default(draft)) {
                continue;
            }
            let open = unfolded.is_open(&row);
            found.push(row);
            if open {
                section(&mut found, draft, unfolded, resource, editable);
            }
        }
    }
    found
}

fn is_default(draft: &ConfigDraft) -> bool {
    draft.region.is_none()
        && draft.account.is_none()
        && draft.organization.is_none()
        && draft.service_control_policy.is_none()
        && draft.resource_control_policy.is_none()
}

pub(super) fn stands_once(resource: ResourceKind) -> bool {
    matches!(resource, ResourceKind::Account | ResourceKind::Vpc | ResourceKind::Workload)
}

fn section(
    found: &mut Vec<Row>,
    draft: &ConfigDraft,
    unfolded: &Unfolded,
    resource: ResourceKind,
    editable: bool,
) {
    let count = form::names(draft, resource).len();
    for index in 0..count {
        if stands_once(resource) {
            fields(found, draft, unfolded, (resource, index), editable);
            continue;
        }
        let row = Row::Element(resource, index);
        let open = unfolded.is_open(&row);
        found.push(row);
        if open {
            if editable {
                found.push(Row::Name(resource, index));
            }
            fields(found, draft, unfolded, (resource, index), editable);
        }
    }
    if editable && (!stands_once(resource) || count == 0) {
        found.push(Row::AddElement(resource));
    }
}

/// The fields of one element; of fixed ones only those that are not at their default.
fn fields(
    found: &mut Vec<Row>,
    draft: &ConfigDraft,
    unfolded: &Unfolded,
    (resource, index): (ResourceKind, usize),
    editable: bool,
) {
    for spec in form::fields_in(draft, resource, index) {
        let at = Place::field(resource, index, spec.key);
        if !editable && form::value(draft, &at).is_none() {
            continue;
        }
        found.push(Row::Field(at.clone()));
        if !spec.shape.has_entries() {
            continue;
        }
        for entry in 0..form::entries(draft, &at).len() {
            let row = Row::Entry(at.clone().at(entry));
            let open = unfolded.is_open(&row);
            found.push(row);
            if open {
                let keys = form::entry_fields_in(draft, &at.clone().at(entry));
                found.extend(keys.map(|key| Row::EntryField(at.clone().at(entry).key(key.key))));
            }
        }
        if editable {
            found.push(Row::AddEntry(at));
        }
    }
}

/// The errors that belong on the row: those of its place, and for a folded row those inside.
pub(super) fn errors_at<'a>(row: &Row, open: bool, errors: &'a [ConfigError]) -> Vec<&'a ConfigError> {
    let inside = |error: &&ConfigError| match row {
        Row::Section(resource) => error.at.resource == *resource && (!open || section_error(&error.at)),
        Row::Element(resource, index) => {
            let same = error.at.resource == *resource && error.at.index == *index;
            same && (!open || error.at.field.is_empty())
        }
        Row::Name(resource, index) => {
            error.at.resource == *resource && error.at.index == *index && error.at.field == "name"
        }
        Row::Field(at) => same_field(at, &error.at) && (error.at.entry.is_none() || !has_entries(at)),
        Row::Entry(at) => {
            let same = same_field(at, &error.at) && error.at.entry == at.entry;
            same && (!open || error.at.entry_field.is_empty())
        }
        Row::EntryField(at) => *at == error.at,
        Row::AddElement(_) | Row::AddEntry(_) => false,
    };
    errors.iter().filter(inside).collect()
}

/// An error that no row inside the section shows: of a section that stands once, as a whole.
fn section_error(at: &Place) -> bool {
    stands_once(at.resource) && at.field.is_empty()
}

fn same_field(one: &Place, other: &Place) -> bool {
    (one.resource, one.index, one.field) == (other.resource, other.index, other.field)
}

fn has_entries(at: &Place) -> bool {
    form::spec(at).is_some_and(|spec| spec.shape.has_entries())
}

/// Unfolds whatever hides the place of an error.
pub(super) fn unfold_to(unfolded: &mut Unfolded, at: &Place) {
    unfolded.open(Row::Section(at.resource));
    unfolded.open(Row::Element(at.resource, at.index));
    if at.entry.is_some() {
        unfolded.open(Row::Entry(Place { entry_field: "", ..at.clone() }));
    }
}

/// What an element is, on one line: its values that are not at their default.
pub(super) fn summary(draft: &ConfigDraft, resource: ResourceKind, index: usize) -> String {
    let specs = form::fields(resource).iter();
    let parts = specs.filter_map(|spec| {
        let at = Place::field(resource, index, spec.key);
        form::value(draft, &at).map(|value| in_summary(draft, spec, &at, value))
    });
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn in_summary(draft: &ConfigDraft, spec: &FieldSpec, at: &Place, value: String) -> String {
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    match spec.shape {
        FieldShape::Policy => "policy".to_owned(),
        FieldShape::Bool if value == "true" => spec.key.to_owned(),
        FieldShape::Bool => format!("no {}", spec.key),
        FieldShape::Routes => {
            let count = form::entries(draft, at).len();
            format!("{count} route{}", plural(count))
        }
        FieldShape::Ingress | FieldShape::Egress | FieldShape::Entries => {
            format!("{} {}", form::entries(draft, at).len(), spec.key)
        }
        _ => value,
    }
}
