//! The one path a packet can take from an interface to an address, element by element.
//!
//! Topologies of this model have no cycle and at most one NAT gateway, so there is nothing to search:
//! the destination and the route tables fix the path. A filter that refuses does not end the walk, so
//! that an observer meets *every* element that would refuse; only a missing way on ends it.

use crate::aws::{Config, EndpointId, NatId, SecurityGroupId, SubnetId};
use crate::net::Protocol;
use crate::reach::ExplanationCode;
use crate::reach::filter::{Direction, OtherEnd};
use crate::reach::route::{Matched, NextHop, lookup};

/// What an interface belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reach) enum PartyKind {
    Workload,
    Interface,
    Endpoint(EndpointId),
}

/// An interface that takes part in a conversation.
#[derive(Debug, Clone, Copy)]
pub(in crate::reach) struct Party<'c> {
    pub kind: PartyKind,
    pub name: &'c str,
    pub subnet: SubnetId,
    pub groups: &'c [SecurityGroupId],
    pub public_ip: bool,
}

/// One packet without its ports, and the interfaces at its ends.
#[derive(Debug, Clone, Copy)]
pub(in crate::reach) struct Case<'c> {
    pub source: Party<'c>,
    pub src: u32,
    /// The interface at `dst`, when the configuration has one.
    pub target: Option<Party<'c>>,
    pub dst: u32,
    pub protocol: Protocol,
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

/// How a packet left the network that the learner controls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reach) enum Via {
    /// Delivered to an interface of the VPC.
    Local,
    /// Handed to the service by this gateway endpoint.
    GatewayEndpoint(EndpointId),
    /// Through the internet gateway.
    Internet,
    /// It did not leave.
    Nowhere,
}

/// An element on the path that lets every packet pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reach) enum Waypoint {
    Nat(NatId),
    InternetGateway,
    GatewayEndpoint(EndpointId),
}

/// Why a path ends before its destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reach) enum Stop {
    NoRoute(SubnetId),
    Blackhole(SubnetId, Matched),
    NobodyThere,
    NoPublicAddress,
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
            Self::NoRoute(_) => ExplanationCode::NoRouteToDestination,
            Self::Blackhole(..) => ExplanationCode::BadStateRoute,
            Self::NobodyThere => ExplanationCode::NoPossibleDestination,
            Self::NoPublicAddress => ExplanationCode::IgwPublicIpAssociationForEgress,
            Self::NatProtocol(_) => ExplanationCode::ProtocolRestriction,
            Self::NatInOwnSubnet(_) | Self::NatIsPrivate(_) | Self::NatWithoutInternetRoute(_) => {
                ExplanationCode::NatGatewayHasNoWayOut
            }
            Self::GatewayProtocol(_) => ExplanationCode::VpceGatewayProtocolRestriction,
        }
    }
}

/// Told about every element of the path, in order.
pub(in crate::reach) trait Observer<'c> {
    fn security_group(&mut self, party: Party<'c>, direction: Direction, other: OtherEnd<'c>);
    fn network_acl(&mut self, subnet: SubnetId, direction: Direction, address: u32, port: PortVariable);
    fn route(&mut self, subnet: SubnetId, matched: Matched);
    fn waypoint(&mut self, waypoint: Waypoint);
    fn stop(&mut self, stop: Stop);
}

/// Walks the path of `case` and says how the packet left.
pub(in crate::reach) fn walk<'c>(
    config: &'c Config,
    case: &Case<'c>,
    observer: &mut impl Observer<'c>,
) -> Via {
    let source = case.source;
    let far_end = OtherEnd { address: case.dst, groups: case.target.map_or(&[], |target| target.groups) };
    observer.security_group(source, Direction::Egress, far_end);
    if config.subnet(source.subnet).cidr_block.contains(case.dst) {
        return deliver_in_subnet(case, observer);
    }
    observer.network_acl(source.subnet, Direction::Egress, case.dst, PortVariable::Called);
    let table = config.subnet(source.subnet).route_table;
    let Some(matched) = lookup(config, table, case.dst) else {
        observer.stop(Stop::NoRoute(source.subnet));
        return Via::Nowhere;
    };
    observer.route(source.subnet, matched);
    match matched.next_hop {
        NextHop::Local => deliver_across_subnets(case, observer),
        NextHop::GatewayEndpoint(endpoint) => {
            let via = enter_gateway_endpoint(endpoint, case, observer);
            observer.network_acl(source.subnet, Direction::Ingress, case.dst, PortVariable::Client);
            via
        }
        NextHop::InternetGateway => {
            if !source.public_ip {
                observer.stop(Stop::NoPublicAddress);
                return Via::Nowhere;
            }
            observer.waypoint(Waypoint::InternetGateway);
            observer.network_acl(source.subnet, Direction::Ingress, case.dst, PortVariable::Client);
            Via::Internet
        }
        NextHop::Nat(nat) => through_nat(config, nat, case, observer),
        NextHop::Blackhole => {
            observer.stop(Stop::Blackhole(source.subnet, matched));
            Via::Nowhere
        }
    }
}

fn near_end<'c>(case: &Case<'c>) -> OtherEnd<'c> {
    OtherEnd { address: case.src, groups: case.source.groups }
}

/// Inside one subnet neither routes nor network ACLs apply.
fn deliver_in_subnet<'c>(case: &Case<'c>, observer: &mut impl Observer<'c>) -> Via {
    let Some(target) = case.target else {
        observer.stop(Stop::NobodyThere);
        return Via::Nowhere;
    };
    observer.security_group(target, Direction::Ingress, near_end(case));
    Via::Local
}

fn deliver_across_subnets<'c>(case: &Case<'c>, observer: &mut impl Observer<'c>) -> Via {
    let Some(target) = case.target else {
        observer.stop(Stop::NobodyThere);
        return Via::Nowhere;
    };
    observer.network_acl(target.subnet, Direction::Ingress, case.src, PortVariable::Called);
    observer.security_group(target, Direction::Ingress, near_end(case));
    observer.network_acl(target.subnet, Direction::Egress, case.src, PortVariable::Client);
    observer.network_acl(case.source.subnet, Direction::Ingress, case.dst, PortVariable::Client);
    Via::Local
}

fn enter_gateway_endpoint<'c>(
    endpoint: EndpointId,
    case: &Case<'c>,
    observer: &mut impl Observer<'c>,
) -> Via {
    if !matches!(case.protocol, Protocol::TCP | Protocol::ICMP) {
        observer.stop(Stop::GatewayProtocol(endpoint));
        return Via::Nowhere;
    }
    observer.waypoint(Waypoint::GatewayEndpoint(endpoint));
    Via::GatewayEndpoint(endpoint)
}

/// A NAT gateway has no security group, but its subnet's ACL and route table apply in all four
/// directions: from the sender, to the destination, and both ways back.
fn through_nat<'c>(config: &'c Config, nat: NatId, case: &Case<'c>, observer: &mut impl Observer<'c>) -> Via {
    let gateway = config.nat(nat);
    let (here, there) = (case.source.subnet, gateway.subnet);
    if here == there {
        observer.stop(Stop::NatInOwnSubnet(nat));
        return Via::Nowhere;
    }
    if !matches!(case.protocol, Protocol::TCP | Protocol::UDP | Protocol::ICMP) {
        observer.stop(Stop::NatProtocol(nat));
        return Via::Nowhere;
    }
    observer.network_acl(there, Direction::Ingress, case.src, PortVariable::Called);
    observer.waypoint(Waypoint::Nat(nat));
    observer.network_acl(there, Direction::Egress, case.dst, PortVariable::Called);
    let onward = lookup(config, config.subnet(there).route_table, case.dst);
    let via = match onward.map(|matched| matched.next_hop) {
        Some(NextHop::InternetGateway) if gateway.public => {
            observer.waypoint(Waypoint::InternetGateway);
            Via::Internet
        }
        Some(NextHop::GatewayEndpoint(endpoint)) => enter_gateway_endpoint(endpoint, case, observer),
        Some(NextHop::InternetGateway) => {
            observer.stop(Stop::NatIsPrivate(nat));
            Via::Nowhere
        }
        Some(NextHop::Local | NextHop::Nat(_) | NextHop::Blackhole) | None => {
            observer.stop(Stop::NatWithoutInternetRoute(nat));
            Via::Nowhere
        }
    };
    observer.network_acl(there, Direction::Ingress, case.dst, PortVariable::Nat);
    observer.network_acl(there, Direction::Egress, case.src, PortVariable::Client);
    observer.network_acl(here, Direction::Ingress, case.dst, PortVariable::Client);
    via
}
