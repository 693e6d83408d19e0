//! The space of designs that a lab opens to the learner, as independent *knobs*.
//!
//! A lab lists no options. What the learner may turn is read from the designs that the author wrote:
//! starter, references and wrong designs are laid over each other, element by element (by section and
//! name), and wherever an editable part differs there is a [`Knob`]:
//!
//! * an element that some design has and another has not: there or not;
//! * a field with several values: which value;
//! * a name in a list (subnets, groups, tables, buckets): listed or not;
//! * a route, by its destination: which target, or no such route;
//! * an entry of a network ACL, by direction and number: which entry, or none;
//! * a rule of a security group: there or not;
//! * a switch of an editable section: on and off, whether or not the designs differ;
//! * whatever a `[[choice]]` of the lab file adds.
//!
//! A design is one value for every knob. So that knobs stay independent, a reference to an element
//! that is not there is dropped with it: a route to an absent NAT gateway is no route, a subnet whose
//! table is absent has the main table, a job's list loses the absent group. Settings that then make no
//! difference to the text of the design are counted once (`Choices::is_first_of_its_kind`).

mod derive;
mod extra;
mod view;

use crate::aws::ResourceKind;
use crate::aws::form::FieldShape;

pub use derive::choices;
pub use extra::ExtraChoice;
pub use view::{Need, View};
pub(in crate::lab) use view::{joined, place_element, write_field};

/// The position of a knob in [`Choices::knobs`].
pub type KnobId = usize;

/// One thing that the learner may decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Knob {
    /// The section and name of the element, such as `security_group training`.
    pub element: String,
    /// What about it, such as `egress, tcp 443 pl:s3`; empty: whether it is there.
    pub what: String,
    /// The values in words, the starter's first; at least two.
    pub values: Vec<String>,
}

impl Knob {
    /// The knob's name: element and what about it.
    #[must_use]
    pub fn title(&self) -> String {
        if self.what.is_empty() { self.element.clone() } else { format!("{}: {}", self.element, self.what) }
    }
}

/// A place of the design that has a fixed text or one for every value of a knob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lab) struct Slot {
    pub knob: Option<KnobId>,
    /// One for every value of the knob, or the only one. `None`: nothing stands there.
    pub texts: Vec<Option<String>>,
    /// The element that each text names.
    pub names: Vec<Option<usize>>,
}

/// A field of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lab) struct Field {
    pub key: &'static str,
    pub shape: FieldShape,
    /// For lists that are absent in some designs and given in others: a text means given.
    pub given: Option<Slot>,
    /// One for a single value, one for each entry or name of a list.
    pub slots: Vec<Slot>,
}

/// An element of some design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lab) struct Element {
    pub kind: ResourceKind,
    /// Empty for sections that stand once.
    pub name: String,
    /// Whether it is there: by this knob, whose value 1 or 0 says yes.
    pub presence: Option<(KnobId, usize)>,
    pub fields: Vec<Field>,
}

impl Element {
    pub(in crate::lab) fn title(&self) -> String {
        let section = self.kind.section();
        if self.name.is_empty() { section.to_owned() } else { format!("{section} {}", self.name) }
    }

    pub(in crate::lab) fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }
}

/// Who owns a knob: the slot whose text it chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lab) enum Home {
    Presence,
    Given { field: usize },
    Slot { field: usize, slot: usize },
}

/// The space of designs of a lab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    pub knobs: Vec<Knob>,
    pub(in crate::lab) elements: Vec<Element>,
    /// The element and place of every knob.
    pub(in crate::lab) homes: Vec<(usize, Home)>,
}

impl Choices {
    /// How many settings of the knobs there are; saturates.
    #[must_use]
    pub fn settings(&self) -> u128 {
        self.knobs.iter().fold(1, |all, knob| all.saturating_mul(knob.values.len() as u128))
    }
}
