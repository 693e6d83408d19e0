//! Security groups and network ACLs.

use std::collections::BTreeMap;

use crate::aws::config::SecurityGroupId;
use crate::aws::nearest::did_you_mean;
use crate::aws::{
    AclEntry, Action, NetworkAcl, NetworkAclDraft, NetworkAclEntryDraft, ResourceKind, RulePeer,
    SecurityGroup, SecurityGroupDraft, SecurityGroupRule, SecurityGroupRuleDraft, Service,
};
use crate::net::{Ipv4Prefix, PortRange, ProtocolMatch};

use super::Scope;
use super::icmp::Narrowing;
use super::names::required;
use super::network::block;
use super::report::{Checked, Report, Spot};

/// Everything, to or from everywhere.
const ANYTHING: SecurityGroupRule = SecurityGroupRule {
    protocol: ProtocolMatch::All,
    ports: PortRange::ALL,
    peer: RulePeer::Cidr(Ipv4Prefix::ALL),
};

/// Every security group; the implicit default group stands last.
pub(super) fn security_groups(scope: &Scope<'_>, report: &mut Report) -> Checked<Vec<SecurityGroup>> {
    let read = scope.draft.security_groups.iter().enumerate();
    let mut groups: Vec<_> = read.map(|(index, draft)| security_group(scope, index, draft, report)).collect();
    let names = &scope.names.security_groups;
    if names.needs_implicit() {
        let own_members =
            SecurityGroupRule { peer: RulePeer::Group(SecurityGroupId(names.implicit())), ..ANYTHING };
        groups.push(Ok(SecurityGroup {
            name: "default".to_owned(),
            ingress: vec![own_members],
            egress: vec![ANYTHING],
        }));
    }
    groups.into_iter().collect()
}

fn security_group(
    scope: &Scope<'_>,
    index: usize,
    draft: &SecurityGroupDraft,
    report: &mut Report,
) -> Checked<SecurityGroup> {
    let spot = Spot::element(ResourceKind::SecurityGroup, index, &draft.name);
    let ingress = rules(scope, &draft.ingress, "source", &spot.field("ingress"), report);
    let egress = match &draft.egress {
        Some(egress) => rules(scope, egress, "destination", &spot.field("egress"), report),
        None => Ok(vec![ANYTHING]),
    };
    Ok(SecurityGroup { name: draft.name.clone(), ingress: ingress?, egress: egress? })
}

fn rules(
    scope: &Scope<'_>,
    drafts: &[SecurityGroupRuleDraft],
    peer_key: &'static str,
    field: &Spot<'_>,
    report: &mut Report,
) -> Checked<Vec<SecurityGroupRule>> {
    let read: Vec<_> = drafts
        .iter()
        .enumerate()
        .map(|(entry, draft)| {
            let spot = field.entry(entry);
            let protocol = protocol(draft.protocol.as_ref(), &spot.key("protocol"), report);
            let narrowing = Narrowing {
                ports: draft.ports.as_ref(),
                icmp_type: draft.icmp_type,
                icmp_code: draft.icmp_code,
            };
            let ports = narrowing.read(protocol, &spot, report);
            let peer = peer(scope, draft.peer.as_ref(), &spot.key(peer_key), report);
            Ok(SecurityGroupRule { protocol: protocol?, ports: ports?, peer: peer? })
        })
        .collect();
    read.into_iter().collect()
}

fn protocol(text: Option<&String>, spot: &Spot<'_>, report: &mut Report) -> Checked<ProtocolMatch> {
    let text = required(text, spot, "`tcp`, `udp`, `icmp`, `esp`, `all` or a protocol number", report)?;
    text.parse().map_err(|error: crate::net::ProtocolError| report.error(spot, error.to_string()))
}

fn peer(scope: &Scope<'_>, text: Option<&String>, spot: &Spot<'_>, report: &mut Report) -> Checked<RulePeer> {
    let text = required(text, spot, "a CIDR block, `sg:NAME`, `pl:s3` or `pl:dynamodb`", report)?;
    if let Some(name) = text.strip_prefix("sg:") {
        let at = scope.names.security_groups.resolve(name, spot, report)?;
        return Ok(RulePeer::Group(SecurityGroupId(at)));
    }
    if let Some(list) = text.strip_prefix("pl:") {
        return prefix_list(list, spot, report).map(RulePeer::PrefixList);
    }
    if scope.names.security_groups.contains(text) {
        let message = format!("`{text}` is not a CIDR block");
        return Err(report.error_with_help(
            spot,
            message,
            format!("write `sg:{text}` for the security group"),
        ));
    }
    block(text, spot, report).map(RulePeer::Cidr)
}

fn prefix_list(name: &str, spot: &Spot<'_>, report: &mut Report) -> Checked<Service> {
    match name {
        "s3" => Ok(Service::S3),
        "dynamodb" => Ok(Service::DYNAMODB),
        _ => {
            let message = format!("`pl:{name}` is not a prefix list of the model");
            let help = "`pl:s3` and `pl:dynamodb` stand for the lists that AWS manages";
            Err(report.error_with_help(spot, message, help))
        }
    }
}

/// Every network ACL; the implicit default ACL stands last.
pub(super) fn network_acls(scope: &Scope<'_>, report: &mut Report) -> Checked<Vec<NetworkAcl>> {
    let read = scope.draft.network_acls.iter().enumerate();
    let mut acls: Vec<_> = read.map(|(index, draft)| network_acl(index, draft, report)).collect();
    if scope.names.network_acls.needs_implicit() {
        let everything = AclEntry {
            action: Action::Allow,
            protocol: ProtocolMatch::All,
            ports: PortRange::ALL,
            cidr_block: Ipv4Prefix::ALL,
        };
        let open = BTreeMap::from([(100, everything)]);
        acls.push(Ok(NetworkAcl { name: "default".to_owned(), ingress: open.clone(), egress: open }));
    }
    acls.into_iter().collect()
}

fn network_acl(index: usize, draft: &NetworkAclDraft, report: &mut Report) -> Checked<NetworkAcl> {
    let spot = Spot::element(ResourceKind::NetworkAcl, index, &draft.name);
    let ingress = entries(&draft.ingress, &spot.field("ingress"), report);
    let egress = entries(&draft.egress, &spot.field("egress"), report);
    Ok(NetworkAcl { name: draft.name.clone(), ingress: ingress?, egress: egress? })
}

fn entries(
    drafts: &[NetworkAclEntryDraft],
    field: &Spot<'_>,
    report: &mut Report,
) -> Checked<BTreeMap<u16, AclEntry>> {
    let mut seen: BTreeMap<u16, usize> = BTreeMap::new();
    let mut read = Vec::new();
    for (at, draft) in drafts.iter().enumerate() {
        let spot = field.entry(at);
        let number = rule_number(draft.rule_number, &spot.key("rule_number"), report);
        if let Ok(number) = number {
            match seen.get(&number) {
                Some(first) => {
                    let message = format!("rule number {number} is taken by entry {}", first + 1);
                    let help = "give every entry of a direction its own number; the lowest match decides";
                    report.error_with_help(&spot.key("rule_number"), message, help);
                }
                None => drop(seen.insert(number, at)),
            }
        }
        let entry = acl_entry(draft, &spot, report);
        read.push(number.and_then(|number| Ok((number, entry?))));
    }
    read.into_iter().collect()
}

fn rule_number(number: Option<i64>, spot: &Spot<'_>, report: &mut Report) -> Checked<u16> {
    const HELP: &str = "write a number from 1 to 32766; the lowest number that matches decides";
    let Some(number) = number else {
        return Err(report.error_with_help(spot, "`rule_number` is missing", HELP));
    };
    match u16::try_from(number) {
        Ok(number @ 1..=32766) => Ok(number),
        _ => Err(report.error_with_help(spot, format!("{number} is not a rule number"), HELP)),
    }
}

fn acl_entry(draft: &NetworkAclEntryDraft, spot: &Spot<'_>, report: &mut Report) -> Checked<AclEntry> {
    let action = action(draft.action.as_ref(), &spot.key("action"), report);
    let protocol = protocol(draft.protocol.as_ref(), &spot.key("protocol"), report);
    let narrowing =
        Narrowing { ports: draft.ports.as_ref(), icmp_type: draft.icmp_type, icmp_code: draft.icmp_code };
    let ports = narrowing.read(protocol, spot, report);
    let cidr_block = acl_block(draft.cidr_block.as_ref(), &spot.key("cidr_block"), report);
    Ok(AclEntry { action: action?, protocol: protocol?, ports: ports?, cidr_block: cidr_block? })
}

fn action(text: Option<&String>, spot: &Spot<'_>, report: &mut Report) -> Checked<Action> {
    match required(text, spot, "`allow` or `deny`", report)? {
        "allow" => Ok(Action::Allow),
        "deny" => Ok(Action::Deny),
        other => {
            let help = did_you_mean(&other.to_lowercase(), ["allow", "deny"])
                .unwrap_or_else(|| "write `allow` or `deny`".to_owned());
            Err(report.error_with_help(spot, format!("`{other}` is not an action"), help))
        }
    }
}

fn acl_block(text: Option<&String>, spot: &Spot<'_>, report: &mut Report) -> Checked<Ipv4Prefix> {
    let text = required(text, spot, "a block such as \"0.0.0.0/0\"", report)?;
    let what = match text {
        _ if text.starts_with("sg:") => "security groups",
        _ if text.starts_with("pl:") => "prefix lists",
        _ => return block(text, spot, report),
    };
    let message = format!("a network ACL knows CIDR blocks only, no {what} (`{text}`)");
    Err(report.error_with_help(spot, message, "write the block of the subnet, or \"0.0.0.0/0\""))
}
