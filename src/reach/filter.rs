//! Security groups and network ACLs, as sets of ports and for one concrete port.

use crate::aws::{AclEntry, Action, Config, NetworkAclId, RulePeer, SecurityGroupId, SecurityGroupRule};
use crate::net::{Interval, PortMask, Protocol};

/// Which way a packet passes a filter, seen from the interface or the subnet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    Ingress,
    Egress,
}

impl Direction {
    pub(in crate::reach) fn as_str(self) -> &'static str {
        match self {
            Self::Ingress => "ingress",
            Self::Egress => "egress",
        }
    }
}

/// The other end of a conversation, as a security group rule sees it.
#[derive(Debug, Clone, Copy)]
pub(in crate::reach) struct OtherEnd<'c> {
    pub address: u32,
    /// Empty outside the VPC.
    pub groups: &'c [SecurityGroupId],
}

impl OtherEnd<'_> {
    fn is(self, peer: RulePeer) -> bool {
        match peer {
            RulePeer::Cidr(prefix) => prefix.contains(self.address),
            RulePeer::Group(group) => self.groups.contains(&group),
            RulePeer::PrefixList(service) => {
                service.prefix_list().iter().any(|prefix| prefix.contains(self.address))
            }
        }
    }
}

/// The rules of a group in one direction.
pub(in crate::reach) fn rules(
    config: &Config,
    group: SecurityGroupId,
    direction: Direction,
) -> &[SecurityGroupRule] {
    let group = config.security_group(group);
    match direction {
        Direction::Ingress => &group.ingress,
        Direction::Egress => &group.egress,
    }
}

/// The ports that the groups together admit: a union of allow rules, nothing by default.
pub(in crate::reach) fn group_ports(
    config: &Config,
    groups: &[SecurityGroupId],
    direction: Direction,
    protocol: Protocol,
    other: OtherEnd<'_>,
    atoms: &[Interval<u32>],
) -> PortMask {
    let admitting = groups
        .iter()
        .flat_map(|group| rules(config, *group, direction))
        .filter(|rule| rule.protocol.matches(protocol) && other.is(rule.peer));
    admitting.fold(PortMask::EMPTY, |ports, rule| ports | rule_ports(rule.ports, protocol, atoms))
}

/// The first rule that admits one concrete port: group and position in it.
pub(in crate::reach) fn admitting_rule(
    config: &Config,
    groups: &[SecurityGroupId],
    direction: Direction,
    protocol: Protocol,
    other: OtherEnd<'_>,
    port: u16,
) -> Option<(SecurityGroupId, usize)> {
    groups.iter().find_map(|group| {
        let admits = |rule: &SecurityGroupRule| {
            rule.protocol.matches(protocol)
                && other.is(rule.peer)
                && (!protocol.has_ports() || rule.ports.contains(port))
        };
        rules(config, *group, direction).iter().position(admits).map(|at| (*group, at))
    })
}

/// The entries of an ACL in one direction, by rule number.
fn entries(
    config: &Config,
    acl: NetworkAclId,
    direction: Direction,
) -> impl Iterator<Item = (u16, AclEntry)> {
    let acl = config.network_acl(acl);
    let entries = match direction {
        Direction::Ingress => &acl.ingress,
        Direction::Egress => &acl.egress,
    };
    entries.iter().map(|(number, entry)| (*number, *entry))
}

/// The ports that an ACL admits: lowest number first, the first match decides, nothing by default.
pub(in crate::reach) fn acl_ports(
    config: &Config,
    acl: NetworkAclId,
    direction: Direction,
    protocol: Protocol,
    address: u32,
    atoms: &[Interval<u32>],
) -> PortMask {
    let mut allowed = PortMask::EMPTY;
    let mut decided = PortMask::EMPTY;
    for (_, entry) in entries(config, acl, direction) {
        if entry.protocol.matches(protocol) && entry.cidr_block.contains(address) {
            let ports = rule_ports(entry.ports, protocol, atoms);
            if entry.action == Action::Allow {
                allowed = allowed | (ports & !decided);
            }
            decided = decided | ports;
        }
    }
    allowed
}

/// The entry that decides one concrete port; `None` is the final deny.
pub(in crate::reach) fn deciding_entry(
    config: &Config,
    acl: NetworkAclId,
    direction: Direction,
    protocol: Protocol,
    address: u32,
    port: u16,
) -> Option<(u16, AclEntry)> {
    entries(config, acl, direction).find(|(_, entry)| {
        entry.protocol.matches(protocol)
            && entry.cidr_block.contains(address)
            && (!protocol.has_ports() || entry.ports.contains(port))
    })
}

/// AWS ignores the ports of a rule for protocols without ports.
fn rule_ports(ports: crate::net::PortRange, protocol: Protocol, atoms: &[Interval<u32>]) -> PortMask {
    if protocol.has_ports() { PortMask::of(ports, atoms) } else { PortMask::first_n(atoms.len()) }
}
