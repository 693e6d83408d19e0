//! The one way a packet can take from an interface to an address, and every element on it.
//!
//! Topologies of this model have no cycle and at most one NAT gateway, so there is nothing to search:
//! the destination and the route tables fix the way. A filter that refuses does not end the path, so
//! that *every* element that would refuse can be named; only a missing way on ends it.

use smallvec::{SmallVec, smallvec};

use crate::aws::{Config, EndpointId, InterfaceId, NatId, OnPremisesId, SecurityGroupId, SubnetId};
use crate::net::Protocol;
use crate::reach::certificate::{End, Onward, Way};
use crate::reach::filter::Direction;
use crate::reach::horizon::Horizon;
use crate::reach::route::{NextHop, lookup};
use crate::reach::space::is_public;
use crate::reach::{ComponentKind, ExplanationCode};

/// What an interface belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reach) enum PartyKind {
    Workload,
    Interface(InterfaceId),
    Endpoint(EndpointId),
    OnPremises(OnPremisesId),
}

/// An interface that takes part in a conversation.
#[derive(Debug, Clone, Copy)]
pub(in crate::reach) struct Party<'c> {
    pub kind: PartyKind,
    pub name: &'c str,
    /// `None`: outside the VPC, on premises.
    pub subnet: Option<SubnetId>,
    pub groups: &'c [SecurityGroupId],
    pub public_ip: bool,
}

impl Party<'_> {
    /// The party as a certificate names it.
    pub(in crate::reach) fn end(&self) -> Option<End> {
        match (self.kind, self.subnet) {
            (PartyKind::Workload, Some(subnet)) => Some(End::Workload(subnet)),
            (PartyKind::Interface(id), _) => Some(End::Interface(id)),
            (PartyKind::Endpoint(id), Some(subnet)) => Some(End::Endpoint(id, subnet)),
            (PartyKind::OnPremises(id), _) => Some(End::OnPremises(id)),
            (PartyKind::Workload | PartyKind::Endpoint(_), None) => None,
        }
    }
}

/// One packet without its ports, and the interfaces at its ends.
#[derive(Debug, Clone, Copy)]
pub(in crate::reach) struct Case<'c> {
    pub source: Party<'c>,
    pub src: u32,
    /// The interface at `dst`, when the configuration has one.
    pub target: Option<Party<'c>>,
    pub dst: u32,
}

/// Which port a filter looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PortVariable {
    /// The port that is called.
    Called,
    /// The caller's own port, which the answer goes to.
    Client,
    /// The NAT gateway's port, which the answer from the internet goes to.
    Nat,
}

impl PortVariable {
    /// Whether the filter stands on the way back.
    pub(in crate::reach) fn is_return(self) -> bool {
        self != Self::Called
    }
}

/// Why a path ends before its destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reach) enum Stop {
    NoRoute(SubnetId),
    Blackhole(SubnetId),
    NobodyThere,
    NoPublicAddress,
    /// The internet gateway was given a private or reserved destination.
    NotPublic,
    NoVirtualPrivateGateway,
    /// The target's subnet has no route to the virtual private gateway for the answer.
    NoRouteBack(SubnetId),
    NatProtocol(NatId),
    NatInOwnSubnet(NatId),
    NatIsPrivate(NatId),
    NatWithoutInternetRoute(NatId),
    GatewayProtocol(EndpointId),
}

impl Stop {
    /// AWS's word for it, or ours.
    pub(in crate::reach) fn code(self) -> ExplanationCode {
        match self {
            Self::NoRoute(_) | Self::NoVirtualPrivateGateway | Self::NoRouteBack(_) => {
                ExplanationCode::NoRouteToDestination
            }
            Self::Blackhole(_) => ExplanationCode::BadStateRoute,
            Self::NobodyThere => ExplanationCode::NoPossibleDestination,
            Self::NoPublicAddress => ExplanationCode::IgwPublicIpAssociationForEgress,
            Self::NotPublic => ExplanationCode::IgwDestinationAddressNotPublic,
            Self::NatProtocol(_) => ExplanationCode::ProtocolRestriction,
            Self::NatInOwnSubnet(_) | Self::NatIsPrivate(_) | Self::NatWithoutInternetRoute(_) => {
                ExplanationCode::NatGatewayHasNoWayOut
            }
            Self::GatewayProtocol(_) => ExplanationCode::VpceGatewayProtocolRestriction,
        }
    }
}

/// Which address of the packet a network ACL entry is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reach) enum Far {
    Src,
    Dst,
}

/// A filter on the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reach) enum Checkpoint {
    /// The security groups of the sender, outbound.
    SourceGroups,
    /// The security groups of the receiver, inbound.
    TargetGroups,
    NetworkAcl {
        subnet: SubnetId,
        direction: Direction,
        far: Far,
        port: PortVariable,
    },
}

impl Checkpoint {
    /// Which port it looks at.
    pub(in crate::reach) fn port(self) -> PortVariable {
        match self {
            Self::SourceGroups | Self::TargetGroups => PortVariable::Called,
            Self::NetworkAcl { port, .. } => port,
        }
    }

    /// What kind of element it is.
    pub(in crate::reach) fn kind(self) -> ComponentKind {
        match self {
            Self::SourceGroups | Self::TargetGroups => ComponentKind::SecurityGroup,
            Self::NetworkAcl { .. } => ComponentKind::NetworkAcl,
        }
    }
}

/// One element of a path, in the order in which packets and answers meet them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reach) enum Element {
    Check(Checkpoint),
    /// The route table of this subnet decides.
    Route(SubnetId),
    Nat(NatId),
    InternetGateway,
    GatewayEndpoint(EndpointId),
    VirtualPrivateGateway,
    Stop(Stop),
}

/// The elements of one path; enough room for the longest, through a NAT gateway.
pub(in crate::reach) type Elements = SmallVec<[Element; 14]>;

/// Finds the way to `dst`.
pub(in crate::reach) fn find_way(
    config: &Config,
    source: &Party<'_>,
    dst: u32,
    horizon: &mut Horizon,
) -> Way {
    let Some(here) = source.subnet else { return Way::DirectConnect };
    let subnet = config.subnet(here);
    if horizon.dst_in(dst, subnet.cidr_block) {
        return Way::WithinSubnet;
    }
    let matched = lookup(config, subnet.route_table, dst, &mut horizon.dst);
    match matched.map(|matched| matched.next_hop) {
        None => Way::NoRoute,
        Some(NextHop::Local) => Way::Local,
        Some(NextHop::GatewayEndpoint(endpoint)) => Way::GatewayEndpoint(endpoint),
        Some(NextHop::InternetGateway) => Way::InternetGateway,
        Some(NextHop::VirtualPrivateGateway) => Way::VirtualPrivateGateway,
        Some(NextHop::Blackhole) => Way::Blackhole,
        Some(NextHop::Nat(nat)) => Way::Nat(nat, onward(config, nat, dst, horizon)),
    }
}

fn onward(config: &Config, nat: NatId, dst: u32, horizon: &mut Horizon) -> Onward {
    let table = config.subnet(config.nat(nat).subnet).route_table;
    match lookup(config, table, dst, &mut horizon.dst).map(|matched| matched.next_hop) {
        Some(NextHop::InternetGateway) => Onward::InternetGateway,
        Some(NextHop::GatewayEndpoint(endpoint)) => Onward::GatewayEndpoint(endpoint),
        Some(NextHop::Local | NextHop::VirtualPrivateGateway | NextHop::Nat(_) | NextHop::Blackhole)
        | None => Onward::Nowhere,
    }
}

/// Why the way does not carry a packet of `protocol`, if it does not. `None` for the protocol asks
/// whether it carries any. The answer counts when `answer_needed`.
pub(in crate::reach) fn stop(
    config: &Config,
    way: Way,
    case: &Case<'_>,
    protocol: Option<Protocol>,
    answer_needed: bool,
) -> Option<Stop> {
    let here = case.source.subnet;
    // No horizon is needed below: a question is about public addresses, or about a single one.
    let unroutable = (!is_public(case.dst)).then_some(Stop::NotPublic);
    let carried = |carried: &[Protocol]| protocol.is_none_or(|protocol| carried.contains(&protocol));
    let gateway = |id| (!carried(&[Protocol::TCP, Protocol::ICMP])).then_some(Stop::GatewayProtocol(id));
    match way {
        Way::WithinSubnet | Way::Local => case.target.is_none().then_some(Stop::NobodyThere),
        Way::NoRoute => here.map(Stop::NoRoute),
        Way::Blackhole => here.map(Stop::Blackhole),
        Way::InternetGateway if !case.source.public_ip => Some(Stop::NoPublicAddress),
        Way::Nat(nat, _) if Some(config.nat(nat).subnet) == here => Some(Stop::NatInOwnSubnet(nat)),
        Way::Nat(nat, _) if !carried(&[Protocol::TCP, Protocol::UDP, Protocol::ICMP]) => {
            Some(Stop::NatProtocol(nat))
        }
        Way::Nat(nat, Onward::InternetGateway) if !config.nat(nat).public => Some(Stop::NatIsPrivate(nat)),
        Way::InternetGateway | Way::Nat(_, Onward::InternetGateway) => unroutable,
        Way::GatewayEndpoint(id) | Way::Nat(_, Onward::GatewayEndpoint(id)) => gateway(id),
        Way::Nat(nat, Onward::Nowhere) => Some(Stop::NatWithoutInternetRoute(nat)),
        Way::VirtualPrivateGateway => premises(config, case),
        Way::DirectConnect => direct_connect(config, case, answer_needed),
    }
}

/// Why a packet to the premises does not arrive.
fn premises(config: &Config, case: &Case<'_>) -> Option<Stop> {
    let is_there = config.on_premises_clients().iter().any(|client| client.ip_address == case.dst);
    (!is_there || !config.vpc().virtual_private_gateway).then_some(Stop::NobodyThere)
}

/// Why a packet from the premises does not arrive, or its answer does not: Direct Connect ends at the
/// virtual private gateway, which the target's subnet must have a route to.
fn direct_connect(config: &Config, case: &Case<'_>, answer_needed: bool) -> Option<Stop> {
    let Some(there) = case.target.and_then(|target| target.subnet) else { return Some(Stop::NobodyThere) };
    if !config.vpc().virtual_private_gateway {
        return Some(Stop::NoVirtualPrivateGateway);
    }
    let back = lookup(config, config.subnet(there).route_table, case.src, &mut u32::MAX.clone());
    let returns =
        !answer_needed || back.is_some_and(|matched| matched.next_hop == NextHop::VirtualPrivateGateway);
    (!returns).then_some(Stop::NoRouteBack(there))
}

/// Every element of the path, with the end that `stop` puts to it.
pub(in crate::reach) fn elements(config: &Config, way: Way, case: &Case<'_>, stop: Option<Stop>) -> Elements {
    use Direction::{Egress, Ingress};
    use PortVariable::{Called, Client, Nat};
    let acl = |subnet, direction, far, port| {
        Element::Check(Checkpoint::NetworkAcl { subnet, direction, far, port })
    };
    let Some(here) = case.source.subnet else { return from_premises(case, stop) };
    let mut path: Elements = smallvec![Element::Check(Checkpoint::SourceGroups)];
    if way != Way::WithinSubnet {
        path.push(acl(here, Egress, Far::Dst, Called));
        if !matches!(stop, Some(Stop::NoRoute(_) | Stop::Blackhole(_))) {
            path.push(Element::Route(here));
        }
    }
    let end = |passing: Element| stop.map_or(passing, Element::Stop);
    let answer = acl(here, Ingress, Far::Dst, Client);
    match (way, case.target, stop) {
        (Way::WithinSubnet, Some(_), None) => path.push(Element::Check(Checkpoint::TargetGroups)),
        (Way::Local, Some(Party { subnet: Some(there), .. }), None) => path.extend([
            acl(there, Ingress, Far::Src, Called),
            Element::Check(Checkpoint::TargetGroups),
            acl(there, Egress, Far::Src, Client),
            answer,
        ]),
        (Way::VirtualPrivateGateway, ..) => path.extend([end(Element::VirtualPrivateGateway), answer]),
        (Way::GatewayEndpoint(id), ..) => path.extend([end(Element::GatewayEndpoint(id)), answer]),
        (Way::InternetGateway, _, None) => path.extend([Element::InternetGateway, answer]),
        (Way::Nat(nat, onward), _, stop)
            if !matches!(stop, Some(Stop::NatInOwnSubnet(_) | Stop::NatProtocol(_))) =>
        {
            let there = config.nat(nat).subnet;
            path.extend([
                acl(there, Ingress, Far::Src, Called),
                Element::Nat(nat),
                acl(there, Egress, Far::Dst, Called),
                end(match onward {
                    Onward::GatewayEndpoint(id) => Element::GatewayEndpoint(id),
                    Onward::InternetGateway | Onward::Nowhere => Element::InternetGateway,
                }),
                acl(there, Ingress, Far::Dst, Nat),
                acl(there, Egress, Far::Src, Client),
                answer,
            ]);
        }
        (_, _, stop) => path.extend(stop.map(Element::Stop)),
    }
    path
}

/// From on premises: the target's subnet and groups, and the way back.
fn from_premises(case: &Case<'_>, stop: Option<Stop>) -> Elements {
    let Some(subnet) = case.target.and_then(|target| target.subnet) else {
        return stop.into_iter().map(Element::Stop).collect();
    };
    let acl =
        |direction, port| Element::Check(Checkpoint::NetworkAcl { subnet, direction, far: Far::Src, port });
    let mut path = Elements::new();
    match stop {
        Some(Stop::NoVirtualPrivateGateway) => path.push(Element::Stop(Stop::NoVirtualPrivateGateway)),
        _ => path.push(Element::VirtualPrivateGateway),
    }
    path.extend([
        acl(Direction::Ingress, PortVariable::Called),
        Element::Check(Checkpoint::TargetGroups),
        acl(Direction::Egress, PortVariable::Client),
    ]);
    path.extend(stop.filter(|stop| matches!(stop, Stop::NoRouteBack(_))).map(Element::Stop));
    path
}
