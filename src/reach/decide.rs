//! From cases to a verdict: what the sender chooses must exist, what the environment chooses must
//! always hold.

use crate::net::{Interval, IntervalSet, PortMask, PortRange, Protocol};
use crate::reach::analysis::{Closed, Open};
use crate::reach::evidence::{Evidence, Ports, follow};
use crate::reach::gate::nat_address;
use crate::reach::measure::{Asked, Measure, kind_bit, measure};
use crate::reach::resolve::Resolution;
use crate::reach::space::Space;
use crate::reach::walk::{Case, Party, PartyKind, Via};
use crate::reach::{Analysis, Blocker, ComponentKind, PathComponent, Witness};

/// Who picks destination, protocol and called port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reach) enum Choice {
    /// The sender: one that holds is enough.
    Sender,
    /// The environment: all must hold.
    Environment,
}

/// An interface that may send, and the addresses it may have.
#[derive(Debug, Clone)]
pub(in crate::reach) struct Sender<'c> {
    pub party: Party<'c>,
    pub addresses: IntervalSet,
}

/// A place that packets may be sent to.
#[derive(Debug, Clone)]
pub(in crate::reach) struct Aim<'c> {
    pub target: Option<Party<'c>>,
    pub addresses: IntervalSet,
}

/// A question, broken down to packets.
#[derive(Debug)]
pub(in crate::reach) struct Plan<'c> {
    /// The environment picks one.
    pub senders: Vec<Sender<'c>>,
    pub aims: Vec<Aim<'c>>,
    pub protocols: Vec<Protocol>,
    pub called: PortRange,
    pub answer_needed: bool,
    pub choice: Choice,
    /// Hops before the first packet, such as the name's resolution.
    pub lead: Vec<PathComponent>,
    /// What to add to the blockers of a refused path.
    pub lead_blockers: Vec<Blocker>,
    /// Where a packet that gets through arrives.
    pub arrival: Option<PathComponent>,
}

impl<'c> Plan<'c> {
    /// A call of an AWS API by its name: HTTPS, with an answer.
    pub(in crate::reach) fn of_api_call(
        senders: Vec<Sender<'c>>,
        resolution: Resolution<'c>,
        choice: Choice,
        arrival: PathComponent,
    ) -> Self {
        Self {
            senders,
            aims: resolution.aims,
            protocols: vec![Protocol::TCP],
            called: PortRange::HTTPS,
            answer_needed: true,
            choice,
            lead: vec![resolution.hop],
            lead_blockers: resolution.blockers,
            arrival: Some(arrival),
        }
    }
}

/// What policies say about a request that took a path.
#[derive(Debug, Clone, Default)]
pub(in crate::reach) struct Gate {
    pub hops: Vec<PathComponent>,
    /// Empty: it may pass.
    pub blockers: Vec<Blocker>,
    pub request: Option<String>,
}

/// Asks the policies about a path: how it left, the interface it was addressed to, and the private
/// address that it came from last.
pub(in crate::reach) type Gatekeeper<'g> = &'g dyn Fn(Via, Option<PartyKind>, u32) -> Gate;

struct Found<'c> {
    case: Case<'c>,
    ports: Ports,
    gate: Gate,
    cost: usize,
}

/// Decides `plan` exactly, with the evidence for either side.
pub(in crate::reach) fn decide<'c>(
    space: &Space<'c>,
    plan: &Plan<'c>,
    gatekeeper: Gatekeeper<'_>,
) -> Analysis {
    let asked = Asked {
        called: space.mask(plan.called),
        client: space.mask(PortRange::EPHEMERAL),
        nat: space.mask(PortRange::EPHEMERAL),
        answer_needed: plan.answer_needed,
    };
    let mut search = Search { space, plan, asked, gatekeeper, open: None, closed: None, kinds: 0 };
    for sender in &plan.senders {
        for src in space.addresses(&sender.addresses) {
            search.from(sender.party, src);
        }
    }
    search.finish()
}

struct Search<'s, 'c> {
    space: &'s Space<'c>,
    plan: &'s Plan<'c>,
    asked: Asked,
    gatekeeper: Gatekeeper<'s>,
    open: Option<Found<'c>>,
    closed: Option<Found<'c>>,
    /// Kinds of element on any path that holds.
    kinds: u32,
}

impl<'c> Search<'_, 'c> {
    /// Decides for one interface at one address.
    fn from(&mut self, source: Party<'c>, src: u32) {
        let mut refused: Option<Found<'c>> = None;
        let mut holds = self.plan.choice == Choice::Environment;
        for aim in &self.plan.aims {
            for dst in self.space.addresses(&aim.addresses) {
                for protocol in &self.plan.protocols {
                    let case = Case { source, src, target: aim.target, dst, protocol: *protocol };
                    let whole = self.weigh(case, &mut refused);
                    match self.plan.choice {
                        Choice::Sender => holds |= whole,
                        Choice::Environment => holds &= whole,
                    }
                }
            }
        }
        if !holds {
            keep_cheaper(&mut self.closed, refused);
        }
    }

    /// Weighs one case: keeps it as open or refused, and says whether it holds for all that the
    /// environment chooses.
    fn weigh(&mut self, case: Case<'c>, refused: &mut Option<Found<'c>>) -> bool {
        let measured = measure(self.space, &case, &self.asked);
        let from = measured.through.map_or(case.src, |nat| nat_address(self.space.config, nat));
        let gate = (self.gatekeeper)(measured.via, case.target.map(|target| target.kind), from);
        let passes = gate.blockers.is_empty();
        let whole = passes
            && match self.plan.choice {
                Choice::Sender => measured.holds_for_every_answer(&self.asked),
                Choice::Environment => measured.holds_everywhere(&self.asked),
            };
        if passes && measured.holds_somewhere() {
            self.kinds |= measured.kinds;
            let cost = usize::from(!whole);
            if self.open.as_ref().is_none_or(|open| cost < open.cost) {
                self.open = Some(Found { case, ports: self.open_ports(&measured), gate: gate.clone(), cost });
            }
        }
        if !whole {
            let cost = (measured.refusing as usize + gate.blockers.len()).max(1) * 2
                + usize::from(measured.via == Via::Nowhere);
            if refused.as_ref().is_none_or(|found| cost < found.cost) {
                let ports = self.refused_ports(&measured, passes);
                *refused = Some(Found { case, ports, gate, cost });
            }
        }
        whole
    }

    fn open_ports(&self, measured: &Measure) -> Ports {
        Ports {
            called: self.space.port(measured.called, 443).unwrap_or_default(),
            client: self.space.client_port(measured.client).unwrap_or_default(),
            nat: self.space.client_port(measured.nat).unwrap_or_default(),
        }
    }

    /// Ports that show the refusal: passing ones where a filter refuses all anyway, and one failing
    /// one where the case holds for a part of what was asked.
    fn refused_ports(&self, measured: &Measure, gate_passes: bool) -> Ports {
        let mut shown = !(gate_passes && measured.holds_somewhere());
        let mut pick = |held: PortMask, asked: PortMask| {
            if held.is_empty() {
                asked
            } else if !shown && held != asked {
                shown = true;
                asked & !held
            } else {
                held
            }
        };
        let called = pick(measured.called, self.asked.called);
        let client = pick(measured.client, self.asked.client);
        let nat = pick(measured.nat, self.asked.nat);
        Ports {
            called: self.space.port(called, 443).unwrap_or_default(),
            client: self.space.client_port(client).unwrap_or_default(),
            nat: self.space.client_port(nat).unwrap_or_default(),
        }
    }

    fn finish(self) -> Analysis {
        let traversed =
            ComponentKind::ALL.into_iter().filter(|kind| self.kinds & kind_bit(*kind) != 0).collect();
        let open = self.open.as_ref().map(|found| {
            let evidence = self.tell(found);
            let witness = self.witness(found, &evidence);
            let arrival = self.plan.arrival.clone();
            let path = [self.plan.lead.clone(), evidence.path, found.gate.hops.clone()].concat();
            Open { witness, path: path.into_iter().chain(arrival).collect(), traversed }
        });
        let closed = self.closed.as_ref().map(|found| {
            let evidence = self.tell(found);
            Closed {
                witness: self.witness(found, &evidence),
                path: [self.plan.lead.clone(), evidence.path, found.gate.hops.clone()].concat(),
                blockers: [self.plan.lead_blockers.clone(), evidence.blockers, found.gate.blockers.clone()]
                    .concat(),
            }
        });
        Analysis::new(open, closed)
    }

    fn tell(&self, found: &Found<'c>) -> Evidence {
        follow(self.space.config, &found.case, found.ports, self.plan.answer_needed)
    }

    fn witness(&self, found: &Found<'c>, evidence: &Evidence) -> Witness {
        let source = found.case.source;
        let placed = source.kind == PartyKind::Workload;
        Witness {
            packet: Some(evidence.packet),
            subnet: placed.then(|| self.space.config.subnet(source.subnet).name.clone()),
            request: found.gate.request.clone(),
        }
    }
}

fn keep_cheaper<'c>(best: &mut Option<Found<'c>>, found: Option<Found<'c>>) {
    if let Some(found) = found
        && best.as_ref().is_none_or(|best| found.cost < best.cost)
    {
        *best = Some(found);
    }
}

/// Exactly one address.
pub(in crate::reach) fn only(address: u32) -> IntervalSet {
    IntervalSet::from_intervals([Interval::new(address, address)])
}
