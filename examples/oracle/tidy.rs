//! Mends a draft in most of the places where chance has broken the whole way out, so that what is left
//! of the mess decides.

use rand::RngExt;
use trapline::aws::{ConfigDraft, NetworkAclEntryDraft, RouteDraft, SecurityGroupRuleDraft};

use crate::pick::{Random, chance, one};

/// How many of a hundred repairs are made.
const REPAIRS: u32 = 85;
const EVERYWHERE: &str = "0.0.0.0/0";

/// Mends `draft`; the names are those of its subnets, the first of them the public one.
pub fn tidy(draft: &mut ConfigDraft, names: &[String], random: &mut Random) {
    let (Some(public), Some(private)) = (names.first(), names.get(1..)) else { return };
    for nat in &mut draft.nat_gateways {
        if chance(random, REPAIRS) {
            nat.subnet = Some(public.clone());
            nat.connectivity_type = None;
        }
    }
    routes(draft, random);
    groups(draft, random);
    acls(draft, random);
    let Some(workload) = &mut draft.workload else { return };
    let listed = workload.subnets.iter().flatten();
    let kept: Vec<String> = listed.filter(|name| private.contains(name)).cloned().collect();
    if workload.subnets.is_some() && chance(random, REPAIRS) {
        workload.subnets = Some(if kept.is_empty() { private.to_vec() } else { kept });
    }
    workload.enable_network_isolation = Some(false);
}

/// The first subnet leads to the internet gateway, all others to a NAT gateway.
fn routes(draft: &mut ConfigDraft, random: &mut Random) {
    let nats: Vec<String> = draft.nat_gateways.iter().map(|nat| nat.name.clone()).collect();
    for table in &mut draft.route_tables {
        let target = match table.name.as_str() {
            "public" => Some("internet_gateway".to_owned()),
            _ if nats.is_empty() => None,
            _ => Some(one(random, &nats)),
        };
        if target.is_some() && chance(random, REPAIRS) {
            table.routes.retain(|route| route.destination.as_deref() != Some(EVERYWHERE));
            table.routes.push(RouteDraft { destination: Some(EVERYWHERE.to_owned()), target });
        }
    }
    for (at, subnet) in draft.subnets.iter_mut().enumerate() {
        if chance(random, REPAIRS) {
            let table = if at == 0 { "public" } else { one(random, &["private", "second"]) };
            subnet.route_table = Some(table.to_owned());
        }
    }
}

/// One wide rule into every group, and one out of it.
fn groups(draft: &mut ConfigDraft, random: &mut Random) {
    for group in &mut draft.security_groups {
        let mut wide = || {
            let (protocol, ports) = one(
                random,
                &[
                    ("tcp", "443"),
                    ("tcp", "all"),
                    ("all", "443"),
                    ("udp", "all"),
                    ("tcp", "1024-65535"),
                    ("icmp", ""),
                ],
            );
            SecurityGroupRuleDraft {
                protocol: Some(protocol.to_owned()),
                ports: (protocol != "icmp").then(|| ports.to_owned()),
                peer: Some(EVERYWHERE.to_owned()),
                ..SecurityGroupRuleDraft::default()
            }
        };
        let (inward, outward) = (wide(), wide());
        if chance(random, REPAIRS) {
            group.ingress.push(inward);
            if let Some(egress) = &mut group.egress {
                egress.push(outward);
            }
        }
    }
}

/// Open at the end.
fn acls(draft: &mut ConfigDraft, random: &mut Random) {
    for acl in &mut draft.network_acls {
        for entries in [&mut acl.ingress, &mut acl.egress] {
            let taken = entries.iter().any(|entry| entry.rule_number == Some(32766));
            if !taken && chance(random, REPAIRS) {
                let at = random.random_range(0..=entries.len());
                entries.insert(
                    at,
                    NetworkAclEntryDraft {
                        rule_number: Some(32766),
                        action: Some("allow".to_owned()),
                        protocol: Some("all".to_owned()),
                        cidr_block: Some(EVERYWHERE.to_owned()),
                        ..NetworkAclEntryDraft::default()
                    },
                );
            }
        }
    }
}
