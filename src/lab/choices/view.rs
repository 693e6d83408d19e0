//! A setting of the knobs that may still be incomplete, and what a design looks like under it.

use crate::aws::form::{Edit, FieldShape, NONE, entries, find, spec, value};
use crate::aws::{ConfigDraft, Place, ResourceKind};
use crate::lab::choices::{Choices, Element, Field, Home, KnobId, Slot};

/// The knob whose value somebody asked for and nobody has set yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need(pub KnobId);

/// Stands for "not set yet".
const UNSET: u8 = u8::MAX;

/// A setting of some of the knobs. Whoever looks at the design through it and meets a knob without
/// value gets a [`Need`], so what was *not* asked for cannot have mattered.
#[derive(Debug, Clone)]
pub struct View<'c> {
    pub(in crate::lab) choices: &'c Choices,
    set: Vec<u8>,
}

impl<'c> View<'c> {
    /// No knob is set.
    #[must_use]
    pub fn new(choices: &'c Choices) -> Self {
        Self { choices, set: vec![UNSET; choices.knobs.len()] }
    }

    /// Every knob is set.
    #[must_use]
    pub fn of(choices: &'c Choices, values: &[u8]) -> Self {
        Self { choices, set: values.to_vec() }
    }

    pub(in crate::lab) fn set(&mut self, knob: KnobId, value: u8) {
        if let Some(place) = self.set.get_mut(knob) {
            *place = value;
        }
    }

    pub(in crate::lab) fn unset(&mut self, knob: KnobId) {
        self.set(knob, UNSET);
    }

    /// The value of a knob.
    pub(in crate::lab) fn value(&self, knob: KnobId) -> Result<usize, Need> {
        match self.set.get(knob) {
            Some(value) if *value != UNSET => Ok(usize::from(*value)),
            _ => Err(Need(knob)),
        }
    }

    pub(in crate::lab) fn element(&self, at: usize) -> Option<&'c Element> {
        self.choices.elements.get(at)
    }

    /// Whether an element is there.
    pub(in crate::lab) fn is_there(&self, element: usize) -> Result<bool, Need> {
        match self.element(element).map(|element| element.presence) {
            Some(Some((knob, present))) => Ok(self.value(knob)? == present),
            Some(None) => Ok(true),
            None => Ok(false),
        }
    }

    /// The position and text of what stands in a slot; nothing when it names an element that is not
    /// there.
    pub(in crate::lab) fn text<'s>(&self, slot: &'s Slot) -> Result<Option<(usize, &'s str)>, Need> {
        let value = match slot.knob {
            Some(knob) => self.value(knob)?,
            None => 0,
        };
        self.text_of(slot, value)
    }

    /// What would stand in the slot with this value.
    pub(in crate::lab) fn text_of<'s>(
        &self,
        slot: &'s Slot,
        value: usize,
    ) -> Result<Option<(usize, &'s str)>, Need> {
        let Some(text) = slot.texts.get(value).and_then(Option::as_deref) else { return Ok(None) };
        match slot.names.get(value) {
            Some(Some(named)) if !self.is_there(*named)? => Ok(None),
            _ => Ok(Some((value, text))),
        }
    }

    /// Whether a list is given rather than left at its default.
    pub(in crate::lab) fn is_given(&self, field: &Field) -> Result<bool, Need> {
        match &field.given {
            Some(given) => Ok(self.text(given)?.is_some()),
            None => Ok(true),
        }
    }

    /// The design as a draft.
    pub(in crate::lab) fn draft(&self) -> Result<ConfigDraft, Need> {
        let mut draft = ConfigDraft::default();
        for (at, element) in self.choices.elements.iter().enumerate() {
            if !self.is_there(at)? {
                continue;
            }
            let Some(index) = place_element(&mut draft, element) else { continue };
            for field in &element.fields {
                let Some(text) = self.field_text(field)? else { continue };
                write_field(&mut draft, element.kind, index, field.key, text);
            }
        }
        Ok(draft)
    }

    fn field_text(&self, field: &Field) -> Result<Option<String>, Need> {
        if !self.is_given(field)? {
            return Ok(None);
        }
        let mut texts = Vec::new();
        for slot in &field.slots {
            texts.extend(self.text(slot)?.map(|(_, text)| text));
        }
        Ok(joined(field.shape, &texts))
    }
}

/// Makes sure that the element stands in the draft, and says where.
pub(in crate::lab) fn place_element(draft: &mut ConfigDraft, element: &Element) -> Option<usize> {
    let known = find(draft, element.kind, &element.name);
    if known.is_none() {
        let add = Edit::AddElement { resource: element.kind, name: element.name.clone() };
        add.apply(draft).ok()?;
    }
    find(draft, element.kind, &element.name)
}

/// Writes a field as the form would. Texts come from drafts and from checked `[[choice]]` lists, so
/// they always have the right shape.
pub(in crate::lab) fn write_field(
    draft: &mut ConfigDraft,
    resource: ResourceKind,
    index: usize,
    key: &'static str,
    text: String,
) {
    let written = Edit::Set { at: Place::field(resource, index, key), text }.apply(draft);
    debug_assert!(written.is_ok(), "{written:?}");
}

/// The text of a whole field; `None` leaves it at its default.
pub(in crate::lab) fn joined(shape: FieldShape, texts: &[&str]) -> Option<String> {
    match shape {
        FieldShape::Egress if texts.is_empty() => Some(NONE.to_owned()),
        _ if texts.is_empty() => None,
        FieldShape::Names => Some(texts.join(", ")),
        _ if shape.has_entries() => Some(texts.join("; ")),
        _ => texts.first().map(|text| (*text).to_owned()),
    }
}

/// What stands in a field of a draft, text by text; nothing when the list is left at its default.
fn standing(draft: &ConfigDraft, at: &Place, field: &Field) -> Option<Vec<String>> {
    let text = value(draft, at);
    match field.shape {
        FieldShape::Egress if text.is_none() => None,
        FieldShape::Names => Some(text.iter().flat_map(|text| text.split(", ")).map(str::to_owned).collect()),
        FieldShape::Bool => {
            let default = spec(at).map(|spec| spec.default.to_owned());
            Some(text.or(default).into_iter().collect())
        }
        shape if shape.has_entries() => Some(entries(draft, at)),
        _ => Some(text.into_iter().collect()),
    }
}

impl Choices {
    /// The draft of a complete setting of the knobs, one value each.
    #[must_use]
    pub fn draft(&self, values: &[u8]) -> Option<ConfigDraft> {
        View::of(self, values).draft().ok()
    }

    /// How the knobs are set in one of the lab's own designs; knobs without a say there at their first
    /// value.
    #[must_use]
    pub fn setting_of(&self, draft: &ConfigDraft) -> Vec<u8> {
        let value = |(at, home): &(usize, Home)| {
            let element = self.elements.get(*at)?;
            let index = find(draft, element.kind, &element.name);
            let position = match *home {
                Home::Presence => {
                    let present = element.presence?.1;
                    if index.is_some() { present } else { 1 - present }
                }
                Home::Given { field } => {
                    let field = element.fields.get(field)?;
                    let given = value(draft, &Place::field(element.kind, index?, field.key)).is_some();
                    field.given.as_ref()?.texts.iter().position(|text| text.is_some() == given)?
                }
                Home::Slot { field, slot } => {
                    let field = element.fields.get(field)?;
                    let stands = standing(draft, &Place::field(element.kind, index?, field.key), field)?;
                    let texts = &field.slots.get(slot)?.texts;
                    let named =
                        texts.iter().position(|text| text.as_ref().is_some_and(|text| stands.contains(text)));
                    named.or_else(|| texts.iter().position(Option::is_none))?
                }
            };
            u8::try_from(position).ok()
        };
        self.homes.iter().map(|home| value(home).unwrap_or(0)).collect()
    }

    /// The slot of a knob, when its element is there and its list given; nothing for presence itself.
    fn slot_in_use(&self, knob: KnobId, view: &View<'_>) -> Result<Option<&Slot>, Need> {
        let Some((at, home)) = self.homes.get(knob) else { return Ok(None) };
        let Some(element) = self.elements.get(*at) else { return Ok(None) };
        if !view.is_there(*at)? {
            return Ok(None);
        }
        Ok(match *home {
            Home::Presence => None,
            Home::Given { field } => element.fields.get(field).and_then(|field| field.given.as_ref()),
            Home::Slot { field, slot } => match element.fields.get(field) {
                Some(field) if view.is_given(field)? => field.slots.get(slot),
                _ => None,
            },
        })
    }

    fn is_presence(&self, knob: KnobId) -> bool {
        self.homes.get(knob).is_some_and(|(_, home)| *home == Home::Presence)
    }

    /// Whether what the knob chooses stands in the design: its element is there, its list given, and
    /// what it names there.
    pub(in crate::lab) fn has_a_say(&self, knob: KnobId, view: &View<'_>) -> Result<bool, Need> {
        if self.is_presence(knob) {
            return Ok(true);
        }
        let Some(slot) = self.slot_in_use(knob, view)? else { return Ok(false) };
        let value = view.value(knob)?;
        let wanted = slot.texts.get(value).is_some_and(Option::is_some);
        Ok(!wanted || view.text_of(slot, value)?.is_some())
    }

    /// Whether no lower value of this knob gives the same text of the design. Where this holds for
    /// every knob, different settings are different designs, and every design has such a setting.
    pub(in crate::lab) fn is_first_of_its_kind(&self, knob: KnobId, view: &View<'_>) -> Result<bool, Need> {
        let value = view.value(knob)?;
        if value == 0 || self.is_presence(knob) {
            return Ok(true);
        }
        let Some(slot) = self.slot_in_use(knob, view)? else { return Ok(false) };
        let here = view.text_of(slot, value)?.map(|(_, text)| text);
        for lower in 0..value {
            if view.text_of(slot, lower)?.map(|(_, text)| text) == here {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The first setting that gives the same design.
    pub(in crate::lab) fn first_of_its_kind(&self, values: Vec<u8>) -> Vec<u8> {
        let mut first = values;
        for knob in 0..self.knobs.len() {
            let settled =
                |values: &[u8]| self.is_first_of_its_kind(knob, &View::of(self, values)).unwrap_or(true);
            let Some(value) = first.get(knob).copied().filter(|_| !settled(&first)) else { continue };
            let design = self.draft(&first);
            for lower in 0..value {
                let mut other = first.clone();
                if let Some(place) = other.get_mut(knob) {
                    *place = lower;
                }
                if self.draft(&other) == design {
                    first = other;
                    break;
                }
            }
        }
        first
    }
}
