//! The atoms of a configuration: the finitely many values that decide every question exactly.
//!
//! Every filter is a Boolean combination of tests "coordinate lies in an interval". Between two
//! neighbouring ends of such intervals no test changes, so one value of each gap stands for all of it.

use crate::aws::{Config, RulePeer, Service};
use crate::net::{Cuts, Interval, IntervalSet, PortMask, PortRange, Protocol, ProtocolMatch};
use crate::reach::gate::private_prefixes;

/// Addresses that are not public: private, shared, loopback, link-local, multicast and reserved.
const NOT_PUBLIC: [(u32, u8); 9] = [
    (0, 8),
    (0x0a00_0000, 8),
    (0x6440_0000, 10),
    (0x7f00_0000, 8),
    (0xa9fe_0000, 16),
    (0xac10_0000, 12),
    (0xc0a8_0000, 16),
    (0xe000_0000, 4),
    (0xf000_0000, 4),
];

/// A public address for witnesses: reserved for documentation (RFC 5737).
const SHOWN_ADDRESS: u32 = 0xcb00_710a;
/// The first port that Linux takes for itself, for witnesses.
const SHOWN_CLIENT_PORT: u16 = 32_768;

/// A configuration and its atoms.
#[derive(Debug)]
pub(in crate::reach) struct Space<'c> {
    pub config: &'c Config,
    pub ports: Vec<Interval<u32>>,
    addresses: Cuts,
    /// Protocols that some rule tells apart, and one that none mentions.
    pub protocols: Vec<Protocol>,
}

impl<'c> Space<'c> {
    /// Collects the cut points of `config` and of the ports the question asks about.
    pub(in crate::reach) fn new(config: &'c Config, asked: PortRange) -> Self {
        let mut ports = Cuts::default();
        let mut addresses = Cuts::default();
        for range in [asked, PortRange::EPHEMERAL].into_iter().chain(rule_ranges(config)) {
            ports.add(Interval::new(range.first().into(), range.last().into()));
        }
        for interval in address_intervals(config) {
            addresses.add(interval);
        }
        let ports = ports.atoms(Interval::new(0, u16::MAX.into()));
        Self { config, ports, addresses, protocols: protocols(config) }
    }

    /// The port atoms inside `range`.
    pub(in crate::reach) fn mask(&self, range: PortRange) -> PortMask {
        PortMask::of(range, &self.ports)
    }

    /// One address per atom of `set`; the documentation address comes first when it is in the set.
    pub(in crate::reach) fn addresses(&self, set: &IntervalSet) -> Vec<u32> {
        let atoms = set.intervals().iter().flat_map(|part| self.addresses.atoms(*part));
        let mut chosen: Vec<u32> =
            atoms.map(|atom| if atom.contains(SHOWN_ADDRESS) { SHOWN_ADDRESS } else { atom.first }).collect();
        if let Some(at) = chosen.iter().position(|address| *address == SHOWN_ADDRESS) {
            chosen.swap(0, at);
        }
        chosen
    }

    /// A port of `mask` for people: `wished` when the mask has it, else the lowest.
    pub(in crate::reach) fn port(&self, mask: PortMask, wished: u16) -> Option<u16> {
        let holding = self.ports.iter().position(|atom| atom.contains(wished.into()));
        if let Some(at) = holding
            && !(mask & PortMask::bit(at)).is_empty()
        {
            return Some(wished);
        }
        let atom = self.ports.get(mask.lowest()?)?;
        u16::try_from(atom.first).ok()
    }

    /// A client or NAT port of `mask` for people.
    pub(in crate::reach) fn client_port(&self, mask: PortMask) -> Option<u16> {
        self.port(mask, SHOWN_CLIENT_PORT)
    }
}

fn rule_ranges(config: &Config) -> impl Iterator<Item = PortRange> {
    let groups = config.security_groups().iter().flat_map(|group| group.ingress.iter().chain(&group.egress));
    let acls = config.network_acls().iter().flat_map(|acl| acl.ingress.values().chain(acl.egress.values()));
    groups.map(|rule| rule.ports).chain(acls.map(|entry| entry.ports))
}

fn address_intervals(config: &Config) -> impl Iterator<Item = Interval<u32>> {
    let groups = config.security_groups().iter().flat_map(|group| group.ingress.iter().chain(&group.egress));
    let cidrs = groups.filter_map(|rule| match rule.peer {
        RulePeer::Cidr(prefix) => Some(prefix),
        RulePeer::Group(_) | RulePeer::PrefixList(_) => None,
    });
    let acls = config.network_acls().iter().flat_map(|acl| acl.ingress.values().chain(acl.egress.values()));
    let routes = config.route_tables().iter().flat_map(|table| &table.routes);
    let lists = [Service::S3, Service::DYNAMODB].into_iter().flat_map(Service::prefix_list).copied();
    cidrs
        .chain(acls.map(|entry| entry.cidr_block))
        .chain(routes.map(|route| route.destination))
        .chain(lists)
        .chain(config.subnets().iter().map(|subnet| subnet.cidr_block))
        .chain([config.vpc().cidr_block])
        .chain(private_prefixes(config))
        .map(crate::net::Ipv4Prefix::interval)
}

fn protocols(config: &Config) -> Vec<Protocol> {
    let groups = config.security_groups().iter().flat_map(|group| group.ingress.iter().chain(&group.egress));
    let acls = config.network_acls().iter().flat_map(|acl| acl.ingress.values().chain(acl.egress.values()));
    let named =
        groups.map(|rule| rule.protocol).chain(acls.map(|entry| entry.protocol)).filter_map(
            |one| match one {
                ProtocolMatch::All => None,
                ProtocolMatch::One(protocol) => Some(protocol),
            },
        );
    let mut all = vec![Protocol::TCP, Protocol::UDP, Protocol::ICMP];
    for protocol in named {
        if !all.contains(&protocol) {
            all.push(protocol);
        }
    }
    all.extend((0..=u8::MAX).rev().map(Protocol).find(|fresh| !all.contains(fresh)));
    all
}

/// Every address behind the prefix list of `service`.
pub(in crate::reach) fn prefix_list_addresses(service: Service) -> IntervalSet {
    IntervalSet::from_intervals(service.prefix_list().iter().copied().map(crate::net::Ipv4Prefix::interval))
}

/// Every public address that belongs to nobody in the configuration and to no service with a prefix
/// list: "the internet".
pub(in crate::reach) fn internet_addresses(config: &Config) -> IntervalSet {
    let reserved = NOT_PUBLIC.map(|(first, len)| Interval::new(first, first | (u32::MAX >> len)));
    let inside = [config.vpc().cidr_block.interval()];
    let lists = [Service::S3, Service::DYNAMODB]
        .into_iter()
        .flat_map(|service| prefix_list_addresses(service).intervals().to_vec());
    IntervalSet::from_intervals(reserved.into_iter().chain(inside).chain(lists)).complement()
}
