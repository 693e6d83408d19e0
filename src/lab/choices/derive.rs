//! Laying the designs of a lab over each other.

use crate::aws::form::{Edit, FieldShape, FieldSpec, entries, fields, find, names, value};
use crate::aws::{Config, ConfigDraft, Place, ResourceKind};
use crate::lab::Lab;
use crate::lab::choices::extra::ExtraChoice;
use crate::lab::choices::{Choices, Element, Field, Home, Knob, Slot};

/// A list as one design has it: absent, or with these lines.
type List = Option<Vec<String>>;

/// The choices that `lab` opens.
#[must_use]
pub fn choices(lab: &Lab) -> Choices {
    let references = lab.references.iter().map(|design| &design.draft);
    let wrong = lab.wrong_designs.iter().map(|wrong| &wrong.design.draft);
    let designs: Vec<&ConfigDraft> = std::iter::once(&lab.starter).chain(references).chain(wrong).collect();
    let mut builder = Builder {
        designs: &designs,
        extra: &lab.choices,
        choices: Choices { knobs: Vec::new(), elements: Vec::new(), homes: Vec::new() },
    };
    for kind in ResourceKind::ALL {
        let editable = lab.editable.contains(&kind);
        builder.designs = if editable { &designs } else { designs.get(..1).unwrap_or_default() };
        builder.section(kind, editable);
    }
    let mut choices = builder.choices;
    resolve(&mut choices);
    choices
}

struct Builder<'a> {
    designs: &'a [&'a ConfigDraft],
    extra: &'a [ExtraChoice],
    choices: Choices,
}

impl Builder<'_> {
    fn section(&mut self, kind: ResourceKind, editable: bool) {
        let mut union: Vec<String> = Vec::new();
        for design in self.designs {
            for name in names(design, kind) {
                if !union.iter().any(|known| known == name) {
                    union.push(name.to_owned());
                }
            }
        }
        for name in union {
            self.element(kind, name, editable);
        }
    }

    fn element(&mut self, kind: ResourceKind, name: String, editable: bool) {
        let at = self.choices.elements.len();
        let having: Vec<(&ConfigDraft, usize)> =
            self.designs.iter().filter_map(|draft| Some((*draft, find(draft, kind, &name)?))).collect();
        let mut element = Element { kind, name, presence: None, fields: Vec::new() };
        let title = element.title();
        if having.len() < self.designs.len() {
            let first = self.designs.first().and_then(|draft| find(draft, kind, &element.name)).is_some();
            let knob = self.knob(at, Home::Presence, &title, String::new(), there(first, "there"));
            element.presence = Some((knob, usize::from(!first)));
        }
        for spec in fields(kind) {
            let places: Vec<(&ConfigDraft, Place)> =
                having.iter().map(|(draft, index)| (*draft, Place::field(kind, *index, spec.key))).collect();
            let extra: Vec<String> = self
                .extra
                .iter()
                .filter(|extra| extra.is_about(&element, spec.key))
                .flat_map(|extra| extra.values.clone())
                .collect();
            let owner = Owner { at, field: element.fields.len(), title: &title, spec, editable };
            let field = match spec.shape {
                FieldShape::Names => self.name_list(&owner, &places, &extra),
                shape if shape.has_entries() => self.entry_list(&owner, &places, &extra),
                _ => self.single(&owner, &places, extra),
            };
            element.fields.push(field);
        }
        self.choices.elements.push(element);
    }

    fn knob(&mut self, element: usize, home: Home, title: &str, what: String, values: Vec<String>) -> usize {
        self.choices.knobs.push(Knob { element: title.to_owned(), what, values });
        self.choices.homes.push((element, home));
        self.choices.knobs.len() - 1
    }

    /// A slot, with a knob when there is more than one text.
    fn slot(
        &mut self,
        owner: &Owner<'_>,
        slot: usize,
        what: String,
        texts: Vec<Option<String>>,
        words: Vec<String>,
    ) -> Slot {
        let home = Home::Slot { field: owner.field, slot };
        let knob = (texts.len() > 1).then(|| self.knob(owner.at, home, owner.title, what, words));
        Slot { knob, names: vec![None; texts.len()], texts }
    }

    fn single(&mut self, owner: &Owner<'_>, places: &[(&ConfigDraft, Place)], extra: Vec<String>) -> Field {
        let spec = owner.spec;
        let read = places.iter().map(|(draft, at)| value(draft, at));
        let mut texts = distinct(read);
        let switches = ["true", "false"];
        if spec.shape == FieldShape::Bool
            && owner.editable
            && switches.iter().all(|text| can_be(places, text))
        {
            let given = texts.into_iter().map(|text| text.or_else(|| Some(spec.default.to_owned())));
            texts = distinct(given.chain(switches.map(|text| Some(text.to_owned()))));
        }
        texts.extend(extra.into_iter().map(Some));
        let texts = distinct(texts);
        let words = texts.iter().enumerate().map(|(at, text)| words(spec, at, text.as_deref())).collect();
        let slot = self.slot(owner, 0, spec.key.to_owned(), texts, words);
        Field { key: spec.key, shape: spec.shape, given: None, slots: vec![slot] }
    }

    fn name_list(&mut self, owner: &Owner<'_>, places: &[(&ConfigDraft, Place)], extra: &[String]) -> Field {
        let read: Vec<List> = places
            .iter()
            .map(|(draft, at)| {
                let names = |text: String| {
                    text.split(", ")
                        .filter(|name| *name != crate::aws::form::NONE)
                        .map(str::to_owned)
                        .collect()
                };
                value(draft, at).map(names)
            })
            .collect();
        let members = members(&read, extra);
        let slots = members
            .into_iter()
            .enumerate()
            .map(|(at, name)| self.member(owner, at, &name, &read, extra, "listed"))
            .collect();
        Field { key: owner.spec.key, shape: owner.spec.shape, given: None, slots }
    }

    fn entry_list(&mut self, owner: &Owner<'_>, places: &[(&ConfigDraft, Place)], extra: &[String]) -> Field {
        let spec = owner.spec;
        let read: Vec<List> = places
            .iter()
            .map(|(draft, at)| {
                let absent = spec.shape == FieldShape::Egress && value(draft, at).is_none();
                (!absent).then(|| entries(draft, at))
            })
            .collect();
        let given = (spec.shape == FieldShape::Egress).then(|| self.given(owner, &read));
        let members = members(&read, extra);
        let mut slots = Vec::new();
        if matches!(spec.shape, FieldShape::Routes | FieldShape::Entries) {
            for alternatives in grouped(&members) {
                let slot = self.alternatives(owner, slots.len(), &alternatives, &read, extra);
                slots.push(slot);
            }
        } else {
            for entry in members {
                let slot = self.member(owner, slots.len(), &entry, &read, extra, "there");
                slots.push(slot);
            }
        }
        Field { key: spec.key, shape: spec.shape, given, slots }
    }

    /// Whether the list is given at all.
    fn given(&mut self, owner: &Owner<'_>, read: &[List]) -> Slot {
        let texts = distinct(read.iter().map(|list| list.as_ref().map(|_| "given".to_owned())));
        let words = texts
            .iter()
            .map(|text| if text.is_some() { "as listed" } else { owner.spec.default }.to_owned())
            .collect();
        let home = Home::Given { field: owner.field };
        let knob = (texts.len() > 1)
            .then(|| self.knob(owner.at, home, owner.title, owner.spec.key.to_owned(), words));
        Slot { knob, names: vec![None; texts.len()], texts }
    }

    /// One name or rule of a list: there or not.
    fn member(
        &mut self,
        owner: &Owner<'_>,
        at: usize,
        text: &str,
        read: &[List],
        extra: &[String],
        word: &str,
    ) -> Slot {
        let has = |list: &Vec<String>| list.iter().any(|known| known == text);
        let mut texts = distinct(read.iter().flatten().map(|list| has(list).then(|| text.to_owned())));
        if owner.spec.shape == FieldShape::Names {
            // An absent list of names is an empty one.
            texts = distinct(read.iter().map(|list| list.as_ref().is_some_and(has).then(|| text.to_owned())));
        }
        if extra.iter().any(|known| known == text) {
            texts = distinct(texts.into_iter().chain([None, Some(text.to_owned())]));
        }
        let first = texts.first().is_some_and(Option::is_some);
        self.slot(owner, at, format!("{}, {text}", owner.spec.key), texts, there(first, word))
    }

    /// Routes to one destination, or ACL entries with one number: at most one of them is there.
    fn alternatives(
        &mut self,
        owner: &Owner<'_>,
        at: usize,
        lines: &[String],
        read: &[List],
        extra: &[String],
    ) -> Slot {
        let mut texts = distinct(
            read.iter().flatten().map(|list| lines.iter().find(|line| list.contains(*line)).cloned()),
        );
        let added = lines.iter().filter(|line| extra.contains(*line));
        let added: Vec<_> = added.cloned().map(Some).collect();
        if !added.is_empty() {
            texts = distinct(texts.into_iter().chain([None]).chain(added));
        }
        let head = lines.first().and_then(|line| line.split(' ').next()).unwrap_or_default().to_owned();
        let word = |text: &Option<String>| {
            let rest = text.as_ref().and_then(|text| text.split_once(' ')).map(|(_, rest)| rest.to_owned());
            rest.unwrap_or_else(|| "none".to_owned())
        };
        let words = texts.iter().map(word).collect();
        self.slot(owner, at, format!("{}, {head}", owner.spec.key), texts, words)
    }
}

/// Whose field is being laid over.
struct Owner<'a> {
    at: usize,
    field: usize,
    title: &'a str,
    spec: &'static FieldSpec,
    editable: bool,
}

fn distinct<T: PartialEq>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = Vec::new();
    for value in values {
        if !seen.contains(&value) {
            seen.push(value);
        }
    }
    seen
}

fn members(read: &[List], extra: &[String]) -> Vec<String> {
    distinct(read.iter().flatten().flatten().chain(extra).cloned())
}

/// Lines that begin with the same word, together.
fn grouped(lines: &[String]) -> Vec<Vec<String>> {
    let head = |line: &String| line.split(' ').next().unwrap_or_default().to_owned();
    let heads = distinct(lines.iter().map(head));
    heads.into_iter().map(|key| lines.iter().filter(|line| head(line) == key).cloned().collect()).collect()
}

fn there(first: bool, word: &str) -> Vec<String> {
    let (yes, no) = (word.to_owned(), format!("not {word}"));
    if first { vec![yes, no] } else { vec![no, yes] }
}

/// A value in words.
fn words(spec: &FieldSpec, at: usize, text: Option<&str>) -> String {
    match text {
        None => spec.default.to_owned(),
        Some(text) if spec.shape == FieldShape::Policy => {
            let labels: Vec<&str> =
                text.split("\"Sid\"").skip(1).filter_map(|rest| rest.split('"').nth(1)).collect();
            if labels.is_empty() { format!("policy {}", at + 1) } else { labels.join(" + ") }
        }
        Some(text) => text.to_owned(),
    }
}

/// Whether some design with the element still builds with this value of the switch.
fn can_be(places: &[(&ConfigDraft, Place)], text: &str) -> bool {
    places.iter().any(|(draft, at)| {
        let mut draft = (*draft).clone();
        let set = Edit::Set { at: at.clone(), text: text.to_owned() }.apply(&mut draft);
        set.is_ok() && Config::build(&draft).is_ok()
    })
}

/// Finds the elements that texts name.
fn resolve(choices: &mut Choices) {
    let known: Vec<(ResourceKind, String)> =
        choices.elements.iter().map(|element| (element.kind, element.name.clone())).collect();
    let position = |kind: ResourceKind, name: &str| {
        known.iter().position(|(other, known)| *other == kind && known == name)
    };
    for element in &mut choices.elements {
        for field in &mut element.fields {
            for slot in &mut field.slots {
                let named = |text: &Option<String>| {
                    let (kind, name) = named_by(field.key, field.shape, text.as_deref()?)?;
                    position(kind, name)
                };
                slot.names = slot.texts.iter().map(named).collect();
            }
        }
    }
}

/// The element that the text of a field names.
pub(in crate::lab) fn named_by<'t>(
    key: &str,
    shape: FieldShape,
    text: &'t str,
) -> Option<(ResourceKind, &'t str)> {
    match shape {
        FieldShape::Routes => Some((ResourceKind::NatGateway, text.split(' ').nth(1)?)),
        FieldShape::Ingress | FieldShape::Egress => {
            let group = text.rsplit(' ').next()?.strip_prefix("sg:")?;
            Some((ResourceKind::SecurityGroup, group))
        }
        FieldShape::Text | FieldShape::Names => {
            let kind = match key {
                "route_table" | "route_tables" => ResourceKind::RouteTable,
                "network_acl" => ResourceKind::NetworkAcl,
                "subnet" | "subnets" => ResourceKind::Subnet,
                "security_groups" => ResourceKind::SecurityGroup,
                "input_buckets" | "output_bucket" => ResourceKind::S3Bucket,
                _ => return None,
            };
            Some((kind, text))
        }
        _ => None,
    }
}
