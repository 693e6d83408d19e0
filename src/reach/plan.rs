//! A question, broken down to packets.

use crate::net::{Interval, IntervalSet, PortRange, Protocol};
use crate::reach::Blocker;
use crate::reach::PathComponent;
use crate::reach::resolve::Resolution;
use crate::reach::step::{Ports, asked_ports};
use crate::reach::walk::Party;

/// Who picks destination, protocol and called port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reach) enum Choice {
    /// The sender: one that holds is enough.
    Sender,
    /// The environment: all must hold.
    Environment,
}

impl Choice {
    /// Whether a question holds before any case is looked at.
    pub(in crate::reach) fn starts_with(self) -> bool {
        self == Self::Environment
    }
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

/// What is asked about packets.
#[derive(Debug)]
pub(in crate::reach) struct Plan<'c> {
    /// The environment picks one.
    pub senders: Vec<Sender<'c>>,
    pub aims: Vec<Aim<'c>>,
    /// `None`: any.
    pub protocol: Option<Protocol>,
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
            protocol: Some(Protocol::TCP),
            called: PortRange::HTTPS,
            answer_needed: true,
            choice,
            lead: vec![resolution.hop],
            lead_blockers: resolution.blockers,
            arrival: Some(arrival),
        }
    }

    /// The ports that the question is about, for one protocol.
    pub(in crate::reach) fn ports_of(&self, protocol: Protocol) -> Ports {
        asked_ports(protocol, self.called, self.answer_needed)
    }
}

/// Exactly one address.
pub(in crate::reach) fn only(address: u32) -> IntervalSet {
    IntervalSet::from_intervals([Interval::new(address, address)])
}
