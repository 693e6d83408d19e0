//! A part of a design, read through a [`View`], that is a small design of its own.

use std::collections::BTreeMap;

use crate::aws::form::FieldShape;
use crate::aws::{ConfigDraft, ResourceKind};
use crate::lab::choices::{Element, Field, Need, Slot, View, joined, place_element, write_field};

/// What stands in a slot: its position, which of its texts, and the element that the text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lab::prove) struct Entry<'c> {
    slot: usize,
    value: usize,
    pub text: &'c str,
    pub named: Option<usize>,
}

/// The part read so far. Elements that are named are there, if only as stubs, so that the part builds
/// whenever the whole design does.
#[derive(Debug)]
pub(in crate::lab::prove) struct Slice<'v, 'c> {
    view: &'v View<'c>,
    /// For every element, the fields read; `None` is a list left at its default.
    items: BTreeMap<usize, BTreeMap<usize, Option<Vec<Entry<'c>>>>>,
}

impl<'v, 'c> Slice<'v, 'c> {
    /// Nothing but the account and the address block of the VPC.
    pub fn new(view: &'v View<'c>) -> Result<Self, Need> {
        let mut slice = Self { view, items: BTreeMap::new() };
        for at in slice.all(ResourceKind::Account) {
            slice.include(at, &[])?;
        }
        for at in slice.all(ResourceKind::Vpc) {
            slice.include_only(at, &["name", "cidr_block"])?;
        }
        Ok(slice)
    }

    pub fn element(&self, at: usize) -> Option<&'c Element> {
        self.view.element(at)
    }

    /// Every element of the section, there or not.
    pub fn all(&self, kind: ResourceKind) -> Vec<usize> {
        let elements = self.view.choices.elements.iter().enumerate();
        elements.filter(|(_, element)| element.kind == kind).map(|(at, _)| at).collect()
    }

    /// The element of the section with this name, there or not.
    pub fn named(&self, kind: ResourceKind, name: &str) -> Option<usize> {
        self.view.choices.elements.iter().position(|element| element.kind == kind && element.name == name)
    }

    pub fn has(&self, at: usize) -> bool {
        self.items.contains_key(&at)
    }

    /// Takes the element in, if the design has it, and says whether it has.
    pub fn place(&mut self, at: usize) -> Result<bool, Need> {
        if self.items.contains_key(&at) {
            return Ok(true);
        }
        let there = self.view.is_there(at)?;
        if there {
            self.items.insert(at, BTreeMap::new());
        }
        Ok(there)
    }

    /// Takes in an element with every field but these.
    pub fn include(&mut self, at: usize, except: &[&str]) -> Result<bool, Need> {
        let Some(element) = self.element(at) else { return Ok(false) };
        let wanted = element.fields.iter().map(|field| field.key).filter(|key| !except.contains(key));
        let wanted: Vec<&str> = wanted.collect();
        self.include_only(at, &wanted)
    }

    /// Takes in an element with these fields.
    pub fn include_only(&mut self, at: usize, keys: &[&str]) -> Result<bool, Need> {
        if !self.place(at)? {
            return Ok(false);
        }
        for key in keys {
            self.field(at, key, &|_| true)?;
        }
        Ok(true)
    }

    /// Takes in those slots of a field that are wanted; the element must be there.
    pub fn field(&mut self, at: usize, key: &str, wanted: &dyn Fn(&Slot) -> bool) -> Result<(), Need> {
        let Some(element) = self.element(at) else { return Ok(()) };
        let Some(index) = element.fields.iter().position(|field| field.key == key) else { return Ok(()) };
        let Some(field) = element.fields.get(index) else { return Ok(()) };
        let read = self.read(field, wanted)?;
        for entry in read.iter().flatten() {
            self.stub(entry)?;
            if field.shape == FieldShape::Routes {
                self.gateway_of_the_vpc(entry.text)?;
            }
        }
        self.items.entry(at).or_default().entry(index).or_insert(read);
        Ok(())
    }

    fn read(&self, field: &'c Field, wanted: &dyn Fn(&Slot) -> bool) -> Result<Option<Vec<Entry<'c>>>, Need> {
        if !self.view.is_given(field)? {
            return Ok(None);
        }
        let mut read = Vec::new();
        for (at, slot) in field.slots.iter().enumerate().filter(|(_, slot)| wanted(slot)) {
            if let Some((value, text)) = self.view.text(slot)? {
                let named = slot.names.get(value).copied().flatten();
                read.push(Entry { slot: at, value, text, named });
            }
        }
        Ok(Some(read))
    }

    /// What stands in a field that may not have been taken in; nothing when it is left at its default.
    pub fn texts(&self, at: usize, key: &str) -> Result<Vec<Entry<'c>>, Need> {
        let field = self.element(at).and_then(|element| element.field(key));
        Ok(match field {
            Some(field) => self.read(field, &|_| true)?.unwrap_or_default(),
            None => Vec::new(),
        })
    }

    /// What was taken in of a field.
    pub fn taken(&self, at: usize, key: &str) -> Vec<Entry<'c>> {
        let fields = self.element(at).map(|element| element.fields.as_slice()).unwrap_or_default();
        let index = fields.iter().position(|field| field.key == key);
        let taken = index.and_then(|index| self.items.get(&at)?.get(&index)?.clone());
        taken.unwrap_or_default()
    }

    /// Whether anything stands in those slots of a list that are wanted.
    pub fn lists(&self, at: usize, key: &str, wanted: &dyn Fn(&Slot) -> bool) -> Result<bool, Need> {
        let field = self.element(at).and_then(|element| element.field(key));
        let read = field.map(|field| self.read(field, wanted)).transpose()?.flatten();
        Ok(read.is_some_and(|entries| !entries.is_empty()))
    }

    /// Takes in as much of a named element as a reference to it needs.
    fn stub(&mut self, entry: &Entry<'c>) -> Result<(), Need> {
        let Some(at) = entry.named.filter(|at| !self.has(*at)) else { return Ok(()) };
        let Some(element) = self.element(at) else { return Ok(()) };
        match element.kind {
            ResourceKind::Subnet => self.include(at, &["route_table", "network_acl"])?,
            ResourceKind::NatGateway => self.include(at, &[])?,
            ResourceKind::S3Bucket => self.include(at, &["policy"])?,
            _ => self.place(at)?,
        };
        Ok(())
    }

    /// A route to a gateway of the VPC asks whether that is attached.
    fn gateway_of_the_vpc(&mut self, route: &str) -> Result<(), Need> {
        let target = route.rsplit(' ').next().unwrap_or_default();
        if !["internet_gateway", "virtual_private_gateway"].contains(&target) {
            return Ok(());
        }
        for vpc in self.all(ResourceKind::Vpc) {
            self.include_only(vpc, &[target])?;
        }
        Ok(())
    }

    /// Equal keys stand for equal parts.
    pub fn key(&self) -> Vec<u32> {
        const ELEMENT: u32 = 1 << 31;
        const FIELD: u32 = 1 << 30;
        let number = |at: usize| u32::try_from(at).unwrap_or(FIELD - 1);
        let mut key = Vec::new();
        for (at, fields) in &self.items {
            key.push(ELEMENT | number(*at));
            for (field, entries) in fields {
                let Some(entries) = entries else { continue };
                key.push(FIELD | number(*field));
                key.extend(entries.iter().map(|entry| number(entry.slot) << 8 | number(entry.value)));
            }
        }
        key
    }

    /// The part as a draft.
    pub fn draft(&self) -> ConfigDraft {
        let mut draft = ConfigDraft::default();
        for (at, fields) in &self.items {
            let Some(element) = self.element(*at) else { continue };
            let Some(index) = place_element(&mut draft, element) else { continue };
            for (field, entries) in fields {
                let Some(field) = element.fields.get(*field) else { continue };
                let Some(entries) = entries else { continue };
                let texts: Vec<&str> = entries.iter().map(|entry| entry.text).collect();
                if let Some(text) = joined(field.shape, &texts) {
                    write_field(&mut draft, element.kind, index, field.key, text);
                }
            }
        }
        draft
    }
}
