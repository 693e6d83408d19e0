//! What a design costs, and how much it leaves open.
//!
//! Both are sums over the knobs, so the best of a set of designs is found without listing the set. An
//! entry of an absent element is priced although it is not there; for every such setting there is one
//! with the same text that leaves the entry out, so the best price is the best design's.

use std::ops::Add;

use crate::aws::form::FieldShape;
use crate::aws::{ResourceKind, Service};
use crate::lab::choices::{Choices, Element, Field, Slot, View};
use crate::net::{Ipv4Prefix, PortRange, ProtocolMatch};

/// What a design costs: smaller is cheaper, the first field decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Cost {
    /// Billed units an hour: one for each subnet of each interface endpoint (AWS PrivateLink pricing:
    /// per endpoint, Availability Zone and hour) and one for each NAT gateway (Amazon VPC pricing: per
    /// gateway and hour). Gateway endpoints, the internet gateway, tables, groups and ACLs are free.
    pub billed: u32,
    /// Elements, rules, routes and ACL entries; a list left at its default counts as one.
    pub parts: u32,
}

/// How much a design leaves open: smaller is tighter, the first field decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Openness {
    /// What the rules of all security groups admit, in and out: for each rule addresses times protocols
    /// times ports. A group as peer counts as one address.
    pub admitted: u128,
    /// Addresses behind routes to an internet or NAT gateway, for each route.
    pub routed: u128,
    /// Endpoints without a policy of their own.
    pub full_access: u32,
}

impl Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { billed: self.billed + other.billed, parts: self.parts + other.parts }
    }
}

impl Add for Openness {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            admitted: self.admitted + other.admitted,
            routed: self.routed + other.routed,
            full_access: self.full_access + other.full_access,
        }
    }
}

/// What one text in a slot costs and opens.
type Rate<P> = fn(&Element, &Field, Option<&str>, Place) -> P;

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lab::prove) enum Place {
    Element,
    /// Whether a list is given.
    Given,
    Slot,
}

/// The prices of every value of every knob, and the price of what is the same in every design.
#[derive(Debug)]
pub(in crate::lab::prove) struct Prices<P> {
    pub knobs: Vec<Vec<P>>,
    pub fixed: P,
}

impl<P: Copy + Default + Add<Output = P>> Prices<P> {
    /// The price of the design that a setting of the knobs gives: without what is not there.
    pub fn of(&self, choices: &Choices, values: &[u8]) -> P {
        let view = View::of(choices, values);
        let stands = |knob: &usize| choices.has_a_say(*knob, &view).unwrap_or(false);
        let chosen = self.knobs.iter().zip(values).enumerate().filter(|(knob, _)| stands(knob));
        let prices = chosen.filter_map(|(_, (prices, value))| prices.get(usize::from(*value)));
        prices.fold(self.fixed, |sum, price| sum + *price)
    }

    fn new(choices: &Choices, rate: Rate<P>) -> Self {
        let knobs = choices.knobs.iter().map(|knob| vec![P::default(); knob.values.len()]).collect();
        let mut prices = Self { knobs, fixed: P::default() };
        for element in &choices.elements {
            prices.element(element, rate);
        }
        prices
    }

    fn element(&mut self, element: &Element, rate: Rate<P>) {
        let mut fixed = P::default();
        for (at, field) in element.fields.iter().enumerate() {
            if at == 0 {
                fixed = fixed + rate(element, field, None, Place::Element);
            }
            if let Some(given) = &field.given {
                fixed = fixed + self.slot(element, field, given, Place::Given, rate);
            }
            for slot in &field.slots {
                fixed = fixed + self.slot(element, field, slot, Place::Slot, rate);
            }
        }
        match element.presence {
            Some((knob, present)) => self.add(knob, present, fixed),
            None => self.fixed = self.fixed + fixed,
        }
    }

    /// Prices the values of the slot's knob, or gives back the price of its only text.
    fn slot(&mut self, element: &Element, field: &Field, slot: &Slot, place: Place, rate: Rate<P>) -> P {
        let price = |text: &Option<String>| rate(element, field, text.as_deref(), place);
        let Some(knob) = slot.knob else { return slot.texts.first().map(price).unwrap_or_default() };
        for (value, text) in slot.texts.iter().enumerate() {
            self.add(knob, value, price(text));
        }
        P::default()
    }

    fn add(&mut self, knob: usize, value: usize, price: P) {
        if let Some(place) = self.knobs.get_mut(knob).and_then(|values| values.get_mut(value)) {
            *place = *place + price;
        }
    }
}

/// What every value costs.
pub(in crate::lab::prove) fn costs(choices: &Choices) -> Prices<Cost> {
    Prices::new(choices, |element, field, text, place| {
        let nat = element.kind == ResourceKind::NatGateway;
        let billed_subnet = element.kind == ResourceKind::VpcEndpoint && field.key == "subnets";
        match place {
            Place::Element => Cost { billed: u32::from(nat), parts: u32::from(!element.name.is_empty()) },
            Place::Given => Cost { billed: 0, parts: u32::from(text.is_none()) },
            Place::Slot if text.is_none() => Cost::default(),
            Place::Slot if billed_subnet => Cost { billed: 1, parts: 0 },
            Place::Slot => Cost { billed: 0, parts: u32::from(field.shape.has_entries()) },
        }
    })
}

/// What every value opens.
pub(in crate::lab::prove) fn openness(choices: &Choices) -> Prices<Openness> {
    Prices::new(choices, |element, field, text, place| match (place, field.shape, text) {
        (Place::Given, FieldShape::Egress, None) => {
            Openness { admitted: volume("all 0.0.0.0/0"), ..Openness::default() }
        }
        (Place::Slot, FieldShape::Ingress | FieldShape::Egress, Some(rule)) => {
            Openness { admitted: volume(rule), ..Openness::default() }
        }
        (Place::Slot, FieldShape::Routes, Some(route)) => {
            Openness { routed: routed(route), ..Openness::default() }
        }
        (Place::Slot, FieldShape::Policy, None) if element.kind == ResourceKind::VpcEndpoint => {
            Openness { full_access: 1, ..Openness::default() }
        }
        _ => Openness::default(),
    })
}

/// How many combinations of address, protocol and port a rule admits.
fn volume(rule: &str) -> u128 {
    let words: Vec<&str> = rule.split(' ').collect();
    let (protocol, ports, peer) = match words.as_slice() {
        [protocol, ports, peer] => (*protocol, ports.parse::<PortRange>().ok(), *peer),
        [protocol, peer] => (*protocol, None, *peer),
        _ => return 0,
    };
    let all = u128::from(u16::MAX) + 1;
    let (protocols, has_ports) = match protocol.parse() {
        Ok(ProtocolMatch::One(one)) => (1, one.has_ports()),
        _ => (u128::from(u8::MAX) + 1, false),
    };
    let range = |ports: PortRange| u128::from(ports.last() - ports.first()) + 1;
    let ports = ports.filter(|_| has_ports).map_or(all, range);
    addresses(peer) * protocols * ports
}

fn addresses(peer: &str) -> u128 {
    let sum =
        |prefixes: &[Ipv4Prefix]| prefixes.iter().map(|prefix| u128::from(prefix.interval().len())).sum();
    match peer.split_once(':') {
        Some(("pl", "s3")) => sum(Service::S3.prefix_list()),
        Some(("pl", "dynamodb")) => sum(Service::DYNAMODB.prefix_list()),
        Some(_) => 1,
        None => peer.parse().map_or(0, |prefix| sum(&[prefix])),
    }
}

fn routed(route: &str) -> u128 {
    match route.split_once(' ') {
        Some((_, "blackhole" | "local")) | None => 0,
        Some((destination, _)) => addresses(destination),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_admits_addresses_times_protocols_times_ports() {
        for (rule, admitted) in [
            ("tcp 443 10.0.0.0/24", 256),
            ("tcp 0-1 10.0.0.1/32", 2),
            ("udp sg:training", 65_536),
            ("esp 10.0.0.0/31", 2 * 65_536),
            ("all 0.0.0.0/0", 1 << 56),
        ] {
            assert_eq!(volume(rule), admitted, "{rule}");
        }
        assert_eq!(routed("0.0.0.0/0 nat-a"), 1 << 32);
        assert_eq!(routed("0.0.0.0/0 blackhole"), 0);
    }
}
