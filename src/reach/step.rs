//! What a sweep tells its visitors: one decided representative after the other.

use smallvec::SmallVec;

use crate::net::{Interval, IntervalSet, PortRange, PortSet, Protocol};
use crate::reach::certificate::Way;
use crate::reach::gate::Passage;
use crate::reach::plan::Sender;
use crate::reach::walk::{Case, Checkpoint, PortVariable, Stop};

/// The ports that a question about `protocol` speaks about. Where a protocol has none, every number
/// stands for the same packet; an ICMP message is numbered by type and code, and the only one that is
/// answered is the echo request.
pub(in crate::reach) fn asked_ports(protocol: Protocol, called: PortRange, answer_needed: bool) -> Ports {
    let called = match protocol {
        Protocol::ICMP if answer_needed => PortRange::ECHO_REQUEST,
        _ if protocol.has_ports() => called,
        _ => PortRange::ALL,
    };
    Ports { called: called.into(), client: PortRange::EPHEMERAL.into(), nat: PortRange::EPHEMERAL.into() }
}

/// Port sets per variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::reach) struct Ports {
    pub called: PortSet,
    pub client: PortSet,
    pub nat: PortSet,
}

impl Ports {
    pub(in crate::reach) fn get(&self, port: PortVariable) -> &PortSet {
        match port {
            PortVariable::Called => &self.called,
            PortVariable::Client => &self.client,
            PortVariable::Nat => &self.nat,
        }
    }

    pub(in crate::reach) fn get_mut(&mut self, port: PortVariable) -> &mut PortSet {
        match port {
            PortVariable::Called => &mut self.called,
            PortVariable::Client => &mut self.client,
            PortVariable::Nat => &mut self.nat,
        }
    }

    /// Takes `ports` out of one variable; answers all combinations that are gone with it.
    pub(in crate::reach) fn take(&mut self, port: PortVariable, ports: &PortSet) -> Self {
        let mut taken = self.clone();
        *taken.get_mut(port) = self.get(port).intersection(ports);
        let left = self.get(port).difference(ports);
        *self.get_mut(port) = left;
        taken
    }

    pub(in crate::reach) fn is_empty(&self) -> bool {
        self.called.is_empty() || self.client.is_empty() || self.nat.is_empty()
    }
}

/// Which protocols a step speaks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reach) enum Protocols {
    One(Protocol),
    /// All that no rule names; this is one of them.
    Unnamed(Protocol),
    /// All of the question; the way refuses every one.
    All(Protocol),
}

impl Protocols {
    /// One of them.
    pub(in crate::reach) fn representative(self) -> Protocol {
        match self {
            Self::One(protocol) | Self::Unnamed(protocol) | Self::All(protocol) => protocol,
        }
    }
}

/// Ports that one filter takes away.
#[derive(Debug, Clone)]
pub(in crate::reach) struct Loss {
    pub by: Checkpoint,
    pub ports: PortSet,
}

/// One decided representative: it stands for every destination up to `last`.
#[derive(Debug)]
pub(in crate::reach) struct Step<'s, 'c> {
    pub case: Case<'c>,
    pub addresses: &'s IntervalSet,
    pub last: u32,
    pub protocols: Protocols,
    pub way: Way,
    pub stop: Option<Stop>,
    pub passage: Option<Passage>,
    /// What was asked.
    pub asked: &'s Ports,
    /// What passes every filter, when all were looked at.
    pub ports: Ports,
    /// How many elements of the path were looked at.
    pub looked_at: usize,
    /// In path order; only for visitors that want them.
    pub losses: SmallVec<[Loss; 4]>,
    /// How many elements refuse everything that was asked, as far as they were counted.
    pub refusing: u32,
    /// How many policies refuse.
    pub refusals: u32,
    /// Some combination of ports passes.
    pub open: bool,
    /// Every combination that the environment may choose passes.
    pub whole: bool,
}

/// How far a refused case is from success: the number of refusals counts first, and a path that ends is
/// farther than one that is filtered.
pub(in crate::reach) fn cost(refusing: u32, refusals: u32, is_stopped: bool) -> u32 {
    (refusing + refusals).max(1) * 2 + u32::from(is_stopped)
}

/// Told about every step of a sweep.
pub(in crate::reach) trait Visitor<'c> {
    /// Whether steps are wanted even when the verdict is known.
    const THOROUGH: bool = false;
    /// Whether all ways of a leak are wanted, and not just one.
    const EVERY_WAY: bool = false;
    /// Whether the losses of a step are wanted.
    const LOSSES: bool = false;

    /// What a refused case may cost to be of interest; a path that costs as much is given up.
    fn budget(&self) -> u32 {
        1
    }

    fn step(&mut self, _: &Step<'_, 'c>) {}

    /// Several parts were compared, over all placements.
    fn compared(&mut self) {}

    /// The sources from `src.first` to `src.last` have been decided.
    fn decided(&mut self, _: &Sender<'c>, _src: Interval<u32>, _holds: bool) {}
}

/// Wants the verdict alone.
impl Visitor<'_> for () {}
