//! The evidence for a verdict: a case that holds, and the refused case closest to success.

use crate::aws::Config;
use crate::net::{Interval, PortRange, PortSet, Protocol};
use crate::reach::analysis::{Closed, Open};
use crate::reach::analyze::{Outline, is_isolated, outline};
use crate::reach::evidence::{Evidence, Packet, follow};
use crate::reach::gate::Passage;
use crate::reach::plan::{Plan, Sender};
use crate::reach::step::{Ports, Step, Visitor, cost};
use crate::reach::sweep::{Gatekeeper, SHOWN_ADDRESS, sweep};
use crate::reach::walk::{Case, Element, PartyKind, elements};
use crate::reach::{Analysis, Blocker, ComponentKind, PathComponent, Query, Witness};

/// The first port that Linux takes for itself, for witnesses.
const SHOWN_CLIENT_PORT: u16 = 32_768;
/// The called port of witnesses, where the protocol has ports.
const SHOWN_CALLED_PORT: u16 = 443;

/// What policies say about a request that took a path.
#[derive(Debug, Clone, Default)]
pub(in crate::reach) struct Gate {
    pub hops: Vec<PathComponent>,
    /// Empty: it may pass.
    pub blockers: Vec<Blocker>,
    pub request: Option<String>,
}

/// Decides `plan` exactly, with the evidence for either side.
pub(in crate::reach) fn decide<'c>(
    config: &'c Config,
    plan: &Plan<'c>,
    gatekeeper: &dyn Gatekeeper,
) -> Analysis {
    let mut search = Search { config, open: None, closed: None, refused: None, kinds: 0 };
    sweep(config, plan, gatekeeper, &mut search);
    search.finish(plan, gatekeeper)
}

/// Whether some packet that gets through crosses an element of `kind`.
#[must_use]
pub fn crosses(config: &Config, query: &Query, kind: ComponentKind) -> bool {
    if is_isolated(config, query) {
        return false;
    }
    match outline(config, query) {
        Outline::Answered(analysis) => analysis.traverses(kind),
        Outline::Packets { parts, gates } => {
            let keeper: &dyn Gatekeeper = gates.as_ref().map_or(&(), |gates| gates);
            let mut crossing = Crossing { config, kinds: 0 };
            for plan in &parts {
                sweep(config, plan, keeper, &mut crossing);
            }
            crossing.kinds & kind_bit(kind) != 0
        }
    }
}

/// Collects the kinds of element on all paths that hold.
struct Crossing<'c> {
    config: &'c Config,
    kinds: u32,
}

impl<'c> Visitor<'c> for Crossing<'c> {
    const THOROUGH: bool = true;
    const EVERY_WAY: bool = true;

    fn step(&mut self, step: &Step<'_, 'c>) {
        if step.open {
            self.kinds |= kinds_of(self.config, step);
        }
    }
}

/// One concrete case, and how dear it is: the cheapest is shown.
#[derive(Clone, Copy)]
struct Found<'c> {
    packet: Packet<'c>,
    passage: Option<Passage>,
    cost: u32,
}

struct Search<'c> {
    config: &'c Config,
    open: Option<Found<'c>>,
    closed: Option<Found<'c>>,
    /// The cheapest refused case of the source address in work.
    refused: Option<Found<'c>>,
    /// Kinds of element on any path that holds.
    kinds: u32,
}

impl<'c> Visitor<'c> for Search<'c> {
    const THOROUGH: bool = true;

    fn budget(&self) -> u32 {
        [&self.closed, &self.refused].into_iter().flatten().map(|found| found.cost).min().unwrap_or(u32::MAX)
    }

    fn step(&mut self, step: &Step<'_, 'c>) {
        if step.open {
            self.kinds |= kinds_of(self.config, step);
            let cost = u32::from(!step.whole);
            if self.open.as_ref().is_none_or(|open| cost < open.cost) {
                let packet = packet(step, &step.ports);
                self.open = Some(Found { packet, passage: step.passage, cost });
            }
        }
        if !step.whole {
            let cost = cost(step.refusing, step.refusals, step.stop.is_some());
            if self.refused.as_ref().is_none_or(|found| cost < found.cost) {
                let packet = packet(step, &refused_ports(step));
                self.refused = Some(Found { packet, passage: step.passage, cost });
            }
        }
    }

    fn decided(&mut self, _: &Sender<'c>, _: Interval<u32>, holds: bool) {
        let refused = self.refused.take().filter(|_| !holds);
        if let Some(found) = refused
            && self.closed.as_ref().is_none_or(|best| found.cost < best.cost)
        {
            self.closed = Some(found);
        }
    }
}

impl<'c> Search<'c> {
    fn finish(self, plan: &Plan<'c>, gatekeeper: &dyn Gatekeeper) -> Analysis {
        let kinds = self.kinds;
        let traversed = ComponentKind::ALL.into_iter().filter(|kind| kinds & kind_bit(*kind) != 0).collect();
        let tell = |found: &Found<'c>| {
            let gate = found.passage.map(|passage| gatekeeper.gate(passage)).unwrap_or_default();
            (follow(self.config, &found.packet, plan.answer_needed), gate)
        };
        let open = self.open.as_ref().map(|found| {
            let (evidence, gate) = tell(found);
            let witness = self.witness(found, &evidence, &gate);
            let path = [plan.lead.clone(), evidence.path, gate.hops].concat();
            Open { witness, path: path.into_iter().chain(plan.arrival.clone()).collect(), traversed }
        });
        let closed = self.closed.as_ref().map(|found| {
            let (evidence, gate) = tell(found);
            Closed {
                witness: self.witness(found, &evidence, &gate),
                path: [plan.lead.clone(), evidence.path, gate.hops].concat(),
                blockers: [plan.lead_blockers.clone(), evidence.blockers, gate.blockers].concat(),
            }
        });
        Analysis::new(open, closed)
    }

    fn witness(&self, found: &Found<'c>, evidence: &Evidence, gate: &Gate) -> Witness {
        let source = found.packet.case.source;
        let placed = source.kind == PartyKind::Workload;
        Witness {
            packet: Some(evidence.packet),
            subnet: source.subnet.filter(|_| placed).map(|subnet| self.config.subnet(subnet).name.clone()),
            request: gate.request.clone(),
        }
    }
}

/// A concrete packet of `step`, with ports out of `ports`; at the documentation address, when the step
/// stands for it.
fn packet<'c>(step: &Step<'_, 'c>, ports: &Ports) -> Packet<'c> {
    let stands_for_shown = (step.case.dst..=step.last).contains(&SHOWN_ADDRESS)
        && step.case.target.is_none()
        && step.addresses.contains(SHOWN_ADDRESS);
    let dst = if stands_for_shown { SHOWN_ADDRESS } else { step.case.dst };
    let protocol: Protocol = step.protocols.representative();
    Packet {
        case: Case { dst, ..step.case },
        protocol,
        way: step.way,
        stop: step.stop,
        called: shown(&ports.called, wished_for(protocol)),
        client: shown(&ports.client, SHOWN_CLIENT_PORT),
        nat: shown(&ports.nat, SHOWN_CLIENT_PORT),
    }
}

/// The called port, or the ICMP message, of witnesses.
fn wished_for(protocol: Protocol) -> u16 {
    if protocol == Protocol::ICMP { PortRange::ECHO_REQUEST.first() } else { SHOWN_CALLED_PORT }
}

/// `wished` when the set has it, else its lowest port.
fn shown(ports: &PortSet, wished: u16) -> u16 {
    if ports.contains(wished) { wished } else { ports.lowest().unwrap_or_default() }
}

/// Ports that show the refusal: passing ones where a filter refuses all anyway, and one failing one
/// where the case holds for a part of what was asked.
fn refused_ports(step: &Step<'_, '_>) -> Ports {
    let mut is_shown = !step.open;
    let mut pick = |held: &PortSet, asked: &PortSet| {
        if held.is_empty() {
            asked.clone()
        } else if !is_shown && held != asked {
            is_shown = true;
            asked.difference(held)
        } else {
            held.clone()
        }
    };
    Ports {
        called: pick(&step.ports.called, &step.asked.called),
        client: pick(&step.ports.client, &step.asked.client),
        nat: pick(&step.ports.nat, &step.asked.nat),
    }
}

/// The bit of a component kind.
fn kind_bit(kind: ComponentKind) -> u32 {
    1 << kind as u32
}

/// The kinds of element on the path of a step, one bit each.
fn kinds_of(config: &Config, step: &Step<'_, '_>) -> u32 {
    let endpoint = matches!(step.case.target.map(|target| target.kind), Some(PartyKind::Endpoint(_)));
    let first = kind_bit(ComponentKind::NetworkInterface)
        | if endpoint { kind_bit(ComponentKind::InterfaceEndpoint) } else { 0 };
    elements(config, step.way, &step.case, step.stop).iter().fold(first, |kinds, element| {
        kinds
            | match element {
                Element::Check(check) => kind_bit(check.kind()),
                Element::Route(_) => kind_bit(ComponentKind::RouteTable),
                Element::Nat(_) => kind_bit(ComponentKind::NatGateway),
                Element::InternetGateway => kind_bit(ComponentKind::InternetGateway),
                Element::GatewayEndpoint(_) => kind_bit(ComponentKind::GatewayEndpoint),
                Element::VirtualPrivateGateway => kind_bit(ComponentKind::VirtualPrivateGateway),
                Element::Stop(_) => 0,
            }
    })
}
