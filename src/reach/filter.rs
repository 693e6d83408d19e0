//! Security groups and network ACLs, for sets of ports and for one concrete port.

use crate::aws::{AclEntry, Action, Config, NetworkAclId, RulePeer, SecurityGroupId, SecurityGroupRule};
use crate::net::{PortSet, Protocol};
use crate::reach::horizon::lies_in;

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
    /// Whether a rule for `peer` means this end; moves `horizon` to the last address with the same answer.
    fn is(self, peer: RulePeer, horizon: &mut u32) -> bool {
        match peer {
            RulePeer::Cidr(prefix) => lies_in(self.address, prefix.interval(), horizon),
            RulePeer::Group(group) => self.groups.contains(&group),
            RulePeer::PrefixList(service) => service
                .prefix_list()
                .iter()
                .fold(false, |found, prefix| found | lies_in(self.address, prefix.interval(), horizon)),
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

/// The ports of `asked` that the groups together admit: a union of allow rules, nothing by default.
pub(in crate::reach) fn group_ports(
    config: &Config,
    groups: &[SecurityGroupId],
    direction: Direction,
    protocol: Protocol,
    other: OtherEnd<'_>,
    asked: &PortSet,
    horizon: &mut u32,
) -> PortSet {
    let mut admitted = PortSet::empty();
    for rule in groups.iter().flat_map(|group| rules(config, *group, direction)) {
        let ports = rule.protocol.covered(rule.ports);
        if rule.protocol.matches(protocol) && asked.meets(ports) && other.is(rule.peer, horizon) {
            asked.within(ports).for_each(|range| admitted.insert(range));
            if admitted == *asked {
                break;
            }
        }
    }
    admitted
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
                && other.is(rule.peer, &mut u32::MAX.clone())
                && rule.protocol.covered(rule.ports).contains(port)
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

/// The ports of `asked` that an ACL admits: lowest number first, the first match decides, nothing by
/// default.
pub(in crate::reach) fn acl_ports(
    config: &Config,
    acl: NetworkAclId,
    direction: Direction,
    protocol: Protocol,
    address: u32,
    asked: &PortSet,
    horizon: &mut u32,
) -> PortSet {
    let mut admitted = PortSet::empty();
    let mut undecided = asked.clone();
    for (_, entry) in entries(config, acl, direction) {
        let ports = entry.protocol.covered(entry.ports);
        let matches = entry.protocol.matches(protocol)
            && undecided.meets(ports)
            && lies_in(address, entry.cidr_block.interval(), horizon);
        if !matches {
            continue;
        }
        if entry.action == Action::Allow {
            undecided.within(ports).for_each(|range| admitted.insert(range));
        }
        undecided.remove(ports);
        if undecided.is_empty() {
            break;
        }
    }
    admitted
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
            && entry.protocol.covered(entry.ports).contains(port)
    })
}
