//! Route lookup: the longest prefix wins.

use std::fmt;

use crate::aws::{Config, EndpointId, EndpointKind, NatId, RouteTableId, RouteTarget, Service};
use crate::net::Ipv4Prefix;

/// Where the winning route leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reach) enum NextHop {
    Local,
    GatewayEndpoint(EndpointId),
    Nat(NatId),
    InternetGateway,
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
/// length (VPC User Guide, "Route priority").
pub(in crate::reach) fn lookup(config: &Config, table: RouteTableId, address: u32) -> Option<Matched> {
    let vpc = config.vpc().cidr_block;
    let local = (vpc, RouteDestination::Cidr(vpc), NextHop::Local);
    let fixed =
        config.route_table(table).routes.iter().map(|route| {
            (route.destination, RouteDestination::Cidr(route.destination), next_hop(route.target))
        });
    let by_endpoint = config.endpoint_ids().filter(|id| serves(config, *id, table)).flat_map(|id| {
        let service = config.endpoint(id).service;
        let next = NextHop::GatewayEndpoint(id);
        service.prefix_list().iter().map(move |prefix| (*prefix, RouteDestination::PrefixList(service), next))
    });
    let matching = std::iter::once(local).chain(fixed).chain(by_endpoint);
    matching
        .filter(|(prefix, ..)| prefix.contains(address))
        .max_by_key(|(prefix, destination, _)| {
            (prefix.len(), matches!(destination, RouteDestination::Cidr(_)))
        })
        .map(|(_, destination, next_hop)| Matched { destination, next_hop })
}

fn next_hop(target: RouteTarget) -> NextHop {
    match target {
        RouteTarget::InternetGateway => NextHop::InternetGateway,
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
