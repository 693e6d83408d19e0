//! The set of ports for which a path holds, without a word of explanation.

use crate::aws::{Config, NatId, SubnetId};
use crate::net::{PortMask, Protocol};
use crate::reach::ComponentKind;
use crate::reach::filter::{Direction, OtherEnd, acl_ports, group_ports};
use crate::reach::route::Matched;
use crate::reach::space::Space;
use crate::reach::walk::{Case, Observer, Party, PartyKind, PortVariable, Stop, Via, Waypoint, walk};

/// The ports a question asks about, per variable.
#[derive(Debug, Clone, Copy)]
pub(in crate::reach) struct Asked {
    pub called: PortMask,
    pub client: PortMask,
    pub nat: PortMask,
    /// Whether the way back counts.
    pub answer_needed: bool,
}

/// How far one [`Case`] holds.
///
/// Forward filters read the called port only and filters on the way back read the client's or the NAT
/// gateway's only, so acceptance is the product of three one-dimensional sets.
#[derive(Debug, Clone, Copy)]
pub(in crate::reach) struct Measure {
    pub called: PortMask,
    pub client: PortMask,
    pub nat: PortMask,
    /// How many elements refuse every port that was asked about.
    pub refusing: u32,
    /// Kinds of element on the path, one bit each.
    pub kinds: u32,
    pub via: Via,
    /// The NAT gateway on the path.
    pub through: Option<NatId>,
}

impl Measure {
    /// Whether some choice of ports holds.
    pub(in crate::reach) fn holds_somewhere(&self) -> bool {
        self.via != Via::Nowhere && ![self.called, self.client, self.nat].iter().any(|ports| ports.is_empty())
    }

    /// Whether every port that was asked about holds.
    pub(in crate::reach) fn holds_everywhere(&self, asked: &Asked) -> bool {
        self.holds_somewhere() && self.called == asked.called && self.holds_for_every_answer(asked)
    }

    /// Whether every client and NAT port holds, for some called port.
    pub(in crate::reach) fn holds_for_every_answer(&self, asked: &Asked) -> bool {
        self.holds_somewhere() && self.client == asked.client && self.nat == asked.nat
    }
}

/// The bit of a component kind in [`Measure::kinds`].
pub(in crate::reach) fn kind_bit(kind: ComponentKind) -> u32 {
    1 << kind as u32
}

/// Measures one case.
pub(in crate::reach) fn measure<'c>(space: &Space<'c>, case: &Case<'c>, asked: &Asked) -> Measure {
    let mut gauge =
        Gauge { config: space.config, space, protocol: case.protocol, asked, result: full(asked) };
    gauge.result.via = walk(space.config, case, &mut gauge);
    if matches!(case.target.map(|target| target.kind), Some(PartyKind::Endpoint(_))) {
        gauge.result.kinds |= kind_bit(ComponentKind::InterfaceEndpoint);
    }
    gauge.result
}

fn full(asked: &Asked) -> Measure {
    Measure {
        called: asked.called,
        client: asked.client,
        nat: asked.nat,
        refusing: 0,
        kinds: kind_bit(ComponentKind::NetworkInterface),
        via: Via::Nowhere,
        through: None,
    }
}

struct Gauge<'s, 'c> {
    config: &'c Config,
    space: &'s Space<'c>,
    protocol: Protocol,
    asked: &'s Asked,
    result: Measure,
}

impl Gauge<'_, '_> {
    fn narrow(&mut self, port: PortVariable, admitted: PortMask) {
        if port.is_return() && !self.asked.answer_needed {
            return;
        }
        let (ports, asked) = match port {
            PortVariable::Called => (&mut self.result.called, self.asked.called),
            PortVariable::Client => (&mut self.result.client, self.asked.client),
            PortVariable::Nat => (&mut self.result.nat, self.asked.nat),
        };
        *ports = *ports & admitted;
        self.result.refusing += u32::from((admitted & asked).is_empty());
    }
}

impl<'c> Observer<'c> for Gauge<'_, 'c> {
    fn security_group(&mut self, party: Party<'c>, direction: Direction, other: OtherEnd<'c>) {
        let ports =
            group_ports(self.config, party.groups, direction, self.protocol, other, &self.space.ports);
        self.result.kinds |= kind_bit(ComponentKind::SecurityGroup);
        self.narrow(PortVariable::Called, ports);
    }

    fn network_acl(&mut self, subnet: SubnetId, direction: Direction, address: u32, port: PortVariable) {
        let acl = self.config.subnet(subnet).network_acl;
        let ports = acl_ports(self.config, acl, direction, self.protocol, address, &self.space.ports);
        self.result.kinds |= kind_bit(ComponentKind::NetworkAcl);
        self.narrow(port, ports);
    }

    fn route(&mut self, _: SubnetId, _: Matched) {
        self.result.kinds |= kind_bit(ComponentKind::RouteTable);
    }

    fn waypoint(&mut self, waypoint: Waypoint) {
        if let Waypoint::Nat(nat) = waypoint {
            self.result.through = Some(nat);
        }
        self.result.kinds |= kind_bit(match waypoint {
            Waypoint::Nat(_) => ComponentKind::NatGateway,
            Waypoint::InternetGateway => ComponentKind::InternetGateway,
            Waypoint::GatewayEndpoint(_) => ComponentKind::GatewayEndpoint,
        });
    }

    fn stop(&mut self, _: Stop) {
        self.result.refusing += 1;
    }
}
