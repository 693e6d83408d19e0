//! Route lookup: the longest prefix wins.

use std::fmt;

use crate::aws::{Config, EndpointId, EndpointKind, NatId, RouteTableId, RouteTarget, Service};
use crate::net::Ipv4Prefix;
use crate::reach::horizon::lies_in;

/// Where the winning route leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reach) enum NextHop {
    Local,
    GatewayEndpoint(EndpointId),
    Nat(NatId),
    InternetGateway,
    VirtualPrivateGateway,
    Blackhole,
}

/// What the winning route is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reach) enum RouteDestination {
    Cidr(Ipv4Prefix),
    PrefixList(Service),
}

impl fmt::Display for RouteDestination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cidr(prefix) => prefix.fmt(f),
            Self::PrefixList(service) => write!(f, "pl:{service}"),
        }
    }
}

/// The winning route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reach) struct Matched {
    pub destination: RouteDestination,
    pub next_hop: NextHop,
}

/// Finds the route for `address`: longest prefix first; a CIDR route beats a prefix list of the same
/// length (VPC User Guide, "Route priority"). Moves `horizon` to the last address with the same answer.
pub(in crate::reach) fn lookup(
    config: &Config,
    table: RouteTableId,
    address: u32,
    horizon: &mut u32,
) -> Option<Matched> {
    let vpc = config.vpc().cidr_block;
    let mut best: Option<((u8, bool), Matched)> = None;
    let mut consider = |prefix: Ipv4Prefix, destination: RouteDestination, next_hop: NextHop| {
        if !lies_in(address, prefix.interval(), horizon) {
            return;
        }
        let rank = (prefix.len(), matches!(destination, RouteDestination::Cidr(_)));
        if best.is_none_or(|(found, _)| found <= rank) {
            best = Some((rank, Matched { destination, next_hop }));
        }
    };
    consider(vpc, RouteDestination::Cidr(vpc), NextHop::Local);
    for route in &config.route_table(table).routes {
        consider(route.destination, RouteDestination::Cidr(route.destination), next_hop(route.target));
    }
    for id in config.endpoint_ids().filter(|id| serves(config, *id, table)) {
        let service = config.endpoint(id).service;
        for prefix in service.prefix_list() {
            consider(*prefix, RouteDestination::PrefixList(service), NextHop::GatewayEndpoint(id));
        }
    }
    best.map(|(_, matched)| matched)
}

fn next_hop(target: RouteTarget) -> NextHop {
    match target {
        RouteTarget::InternetGateway => NextHop::InternetGateway,
        RouteTarget::VirtualPrivateGateway => NextHop::VirtualPrivateGateway,
        RouteTarget::Nat(nat) => NextHop::Nat(nat),
        RouteTarget::Blackhole => NextHop::Blackhole,
    }
}

fn serves(config: &Config, endpoint: EndpointId, table: RouteTableId) -> bool {
    match &config.endpoint(endpoint).kind {
        EndpointKind::Gateway(gateway) => gateway.route_tables.contains(&table),
        EndpointKind::Interface(_) => false,
    }
}
