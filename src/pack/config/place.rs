//! Where the parts of a draft stand in its text.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::aws::{Place, ResourceKind};
use crate::diag::Span;
use crate::pack::fields::Fields;

/// Spans of everything that was read, and the places whose trouble has been told already.
#[derive(Debug, Default)]
pub(super) struct Places(RefCell<Inner>);

#[derive(Debug, Default)]
struct Inner {
    spans: BTreeMap<Place, Span>,
    texts: BTreeMap<Place, String>,
    told: BTreeSet<Place>,
    lost_a_section: bool,
}

impl Places {
    /// Where `place` stands, or the nearest thing around it that was written.
    pub fn span(&self, place: &Place) -> Span {
        let inner = self.0.borrow();
        let entry = Place { entry_field: "", ..place.clone() };
        let field = Place { entry: None, ..entry.clone() };
        let element = Place { field: "", ..field.clone() };
        [place, &entry, &field, &element]
            .into_iter()
            .find_map(|at| inner.spans.get(at))
            .cloned()
            .unwrap_or(0..0)
    }

    /// The string at `place`.
    pub fn text(&self, place: &Place) -> Option<String> {
        self.0.borrow().texts.get(place).cloned()
    }

    /// Whether something has been said about `place`.
    pub fn told(&self, place: &Place) -> bool {
        let field = Place { entry: None, entry_field: "", ..place.clone() };
        let inner = self.0.borrow();
        inner.told.contains(place) || inner.told.contains(&field)
    }

    /// Whether some section was not there to be read.
    pub fn lost_a_section(&self) -> bool {
        self.0.borrow().lost_a_section
    }

    /// Notes that some section was not there to be read.
    pub fn lose_a_section(&self) {
        self.0.borrow_mut().lost_a_section = true;
    }

    fn note(&self, place: Place, span: Span) {
        self.0.borrow_mut().spans.insert(place, span);
    }

    fn tell(&self, place: Place) {
        self.0.borrow_mut().told.insert(place);
    }
}

/// One element of a section, or one entry of a list, with its place in the draft.
pub(super) struct Element<'t> {
    fields: Fields<'t>,
    places: &'t Places,
    at: Place,
}

impl<'t> Element<'t> {
    /// Element number `index` of a section.
    pub fn new(fields: Fields<'t>, places: &'t Places, resource: ResourceKind, index: usize) -> Self {
        Self::at(fields, places, Place::field(resource, index, ""))
    }

    fn at(fields: Fields<'t>, places: &'t Places, at: Place) -> Self {
        places.note(at.clone(), fields.span().clone());
        Self { fields, places, at }
    }

    fn place(&self, key: &'static str) -> Place {
        match self.at.entry {
            Some(_) => self.at.clone().key(key),
            None => Place::field(self.at.resource, self.at.index, key),
        }
    }

    /// Reads `key` and notes where it stands, and whether something was said about it.
    fn take<T>(&self, key: &'static str, read: impl FnOnce(&Fields<'t>) -> T) -> T {
        let before = self.fields.problems().count();
        let value = read(&self.fields);
        if self.fields.has(key) {
            self.places.note(self.place(key), self.fields.span_of(key));
        }
        if self.fields.problems().count() > before {
            self.places.tell(self.place(key));
        }
        value
    }

    /// The text of `key`.
    pub fn text(&self, key: &'static str) -> Option<String> {
        self.take(key, |fields| fields.text(key)).map(|text| text.value)
    }

    /// The text of `key`, kept so that an offset inside it can be found again.
    pub fn policy(&self, key: &'static str) -> Option<String> {
        let text = self.text(key)?;
        self.places.0.borrow_mut().texts.insert(self.place(key), text.clone());
        Some(text)
    }

    /// The text of `name`; empty when absent, which [`crate::aws::Config::build`] reports.
    pub fn name(&self) -> String {
        self.text("name").unwrap_or_default()
    }

    /// The truth value of `key`.
    pub fn flag(&self, key: &'static str) -> Option<bool> {
        self.take(key, |fields| fields.boolean(key)).map(|flag| flag.value)
    }

    /// The whole number of `key`.
    pub fn number(&self, key: &'static str) -> Option<i64> {
        self.take(key, |fields| fields.integer(key)).map(|number| number.value)
    }

    /// The names in the list `key`.
    pub fn names(&self, key: &'static str) -> Option<Vec<String>> {
        let names = self.take(key, |fields| fields.texts(key))?;
        for (entry, name) in names.iter().enumerate() {
            self.places.note(self.place(key).at(entry), name.span.clone());
        }
        Some(names.into_iter().map(|name| name.value).collect())
    }

    /// The tables in the list `key`, each read by `read`.
    pub fn entries<T>(
        &self,
        key: &'static str,
        noun: &'static str,
        mut read: impl FnMut(&Element<'t>) -> T,
    ) -> Option<Vec<T>> {
        let present = self.fields.has(key);
        let tables = self.take(key, |fields| fields.tables(key, noun));
        let field = self.place(key);
        let read = tables.into_iter().enumerate().map(|(entry, fields)| {
            let element = Element::at(fields, self.places, field.clone().at(entry));
            let value = read(&element);
            element.finish();
            value
        });
        present.then(|| read.collect())
    }

    /// Says what to do when `key`, which nobody asks for, turns up, and which key is meant.
    pub fn hint(&self, key: &'static str, meant: Option<&'static str>, help: &'static str) {
        self.fields.hint(key, meant, help);
    }

    /// Reports unknown keys; a key that was probably meant is not reported missing as well.
    pub fn finish(self) {
        let Self { fields, places, at } = self;
        for meant in fields.done() {
            let place = if at.entry.is_some() {
                at.clone().key(meant)
            } else {
                Place::field(at.resource, at.index, meant)
            };
            places.tell(place);
        }
    }
}
