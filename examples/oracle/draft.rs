//! Random drafts. Most of a draft works; some of it is slightly off, which is where verdicts differ.

use rand::RngExt;
use rand::seq::SliceRandom;
use trapline::aws::{
    ConfigDraft, NatGatewayDraft, NetworkAclDraft, NetworkAclEntryDraft, NetworkInterfaceDraft, RouteDraft,
    RouteTableDraft, SecurityGroupDraft, SecurityGroupRuleDraft, SubnetDraft, VpcEndpointDraft,
    WorkloadDraft, WorkloadKind,
};

use crate::pick::address_in;
use crate::pick::{
    Random, at_least_one, chance, one, part_of, ports, protocol, public_block, rule_block, some,
};
use crate::tidy::tidy;

/// The interface endpoints that drafts have, and that questions ask for.
pub const SERVICES: &[&str] = &["logs", "sts", "s3"];
const GROUPS: &[&str] = &["work", "other", "wide"];
const TABLES: &[&str] = &["public", "private", "second"];
const ACLS: &[&str] = &["first", "later"];
const ACLS_AND_DEFAULT: &[&str] = &["first", "later", "default"];
const ZONES: &[&str] = &["us-east-1a", "us-east-1b", "us-east-1c"];

const KINDS: &[WorkloadKind] = &[
    WorkloadKind::TrainingJob,
    WorkloadKind::TrainingJob,
    WorkloadKind::TrainingJob,
    WorkloadKind::TrainingJob,
    WorkloadKind::ProcessingJob,
    WorkloadKind::Model,
];

/// What the sections of one draft have in common.
struct Site {
    vpc: String,
    blocks: Vec<String>,
    names: Vec<String>,
}

/// A random draft, valid more often than not.
pub fn draft(random: &mut Random) -> ConfigDraft {
    let base = one(random, &["10.0", "172.16", "192.168", "100.64"]);
    let count = random.random_range(2..=4);
    let blocks: Vec<String> = (0..count)
        .map(|at| format!("{base}.{at}.0/{}", one(random, &["24", "24", "28", "26", "25"])))
        .collect();
    let names = (0..count).map(|at| format!("net-{at}")).collect();
    let site = Site { vpc: format!("{base}.0.0/{}", one(random, &["16", "16", "20", "22"])), blocks, names };
    let mut draft = ConfigDraft::default();
    draft.vpc.cidr_block = Some(site.vpc.clone());
    draft.vpc.internet_gateway = Some(true);
    draft.vpc.enable_dns_support = Some(chance(random, 90));
    draft.vpc.enable_dns_hostnames = Some(chance(random, 70));
    draft.nat_gateways = nats(random, &site);
    let nats: Vec<&str> = draft.nat_gateways.iter().map(|nat| nat.name.as_str()).collect();
    draft.route_tables = TABLES.iter().map(|name| table(random, name, &nats)).collect();
    draft.subnets = subnets(random, &site);
    draft.security_groups = GROUPS.iter().map(|name| group(random, name, &site)).collect();
    let acls = one(random, &[ACLS, ACLS, ACLS, ACLS_AND_DEFAULT]);
    draft.network_acls = acls.iter().map(|name| acl(random, name, &site)).collect();
    draft.vpc_endpoints = endpoints(random, &site);
    draft.network_interfaces = interfaces(random, &site);
    draft.workload = chance(random, 99).then(|| workload(random, &site));
    if chance(random, 60) {
        tidy(&mut draft, &site.names, random);
    }
    draft
}

#[expect(clippy::unnecessary_wraps, reason = "the fields of a draft are optional")]
fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn nats(random: &mut Random, site: &Site) -> Vec<NatGatewayDraft> {
    let count = one(random, &[0, 1, 1, 1, 1, 1, 2, 2]);
    (0..count)
        .map(|at| NatGatewayDraft {
            name: format!("nat-{at}"),
            // The first subnet is the public one, most of the time.
            subnet: if chance(random, 75) {
                site.names.first().cloned()
            } else {
                Some(one(random, &site.names))
            },
            connectivity_type: text(if chance(random, 92) { "public" } else { "private" }),
        })
        .collect()
}

fn subnets(random: &mut Random, site: &Site) -> Vec<SubnetDraft> {
    let subnet = |(at, (name, block)): (usize, (&String, &String))| SubnetDraft {
        name: name.clone(),
        cidr_block: Some(block.clone()),
        availability_zone: text(one(random, ZONES)),
        route_table: match at {
            0 if chance(random, 85) => text("public"),
            _ => text(one(random, &["private", "private", "private", "second", "second", "public", "main"])),
        },
        network_acl: chance(random, 50).then(|| one(random, ACLS).to_owned()),
    };
    site.names.iter().zip(&site.blocks).enumerate().map(subnet).collect()
}

/// A table that leads somewhere by default, and a few routes that lead elsewhere.
fn table(random: &mut Random, name: &str, nats: &[&str]) -> RouteTableDraft {
    let usual = if name == "public" || nats.is_empty() { "internet_gateway" } else { one(random, nats) };
    let mut targets = vec!["internet_gateway", "blackhole", usual];
    targets.extend(nats);
    let mut destinations = match random.random_range(0..10) {
        0 => vec![],
        1 => vec!["0.0.0.0/1".to_owned(), "128.0.0.0/1".to_owned()],
        2 => vec!["128.0.0.0/1".to_owned()],
        _ => vec!["0.0.0.0/0".to_owned()],
    };
    let spare = random.random_range(0..=3);
    destinations.extend((0..spare).map(|_| public_block(random)));
    destinations.sort_unstable();
    destinations.dedup();
    destinations.shuffle(random);
    let route = |destination: String| {
        let target = if chance(random, 65) { usual } else { one(random, &targets) };
        RouteDraft { destination: Some(destination), target: text(target) }
    };
    RouteTableDraft { name: name.to_owned(), routes: destinations.into_iter().map(route).collect() }
}

fn group(random: &mut Random, name: &str, site: &Site) -> SecurityGroupDraft {
    let ingress = group_rules(random, site);
    let egress = if chance(random, 35) { None } else { Some(group_rules(random, site)) };
    SecurityGroupDraft { name: name.to_owned(), ingress, egress }
}

fn group_rules(random: &mut Random, site: &Site) -> Vec<SecurityGroupRuleDraft> {
    let count = random.random_range(0..=4);
    (0..count).map(|_| group_rule(random, site)).collect()
}

fn group_rule(random: &mut Random, site: &Site) -> SecurityGroupRuleDraft {
    let peer = match random.random_range(0..100) {
        0..28 => format!("sg:{}", one(random, GROUPS)),
        28..32 => "sg:default".to_owned(),
        32..42 => "pl:s3".to_owned(),
        42..45 => "pl:dynamodb".to_owned(),
        _ => rule_block(random, &site.vpc, &site.blocks),
    };
    if chance(random, 25) {
        let rule = SecurityGroupRuleDraft { peer: Some(peer), ..SecurityGroupRuleDraft::default() };
        return SecurityGroupRuleDraft { protocol: text("tcp"), ports: text("443"), ..rule };
    }
    if chance(random, 15) {
        let rule = SecurityGroupRuleDraft { peer: Some(peer), ..SecurityGroupRuleDraft::default() };
        return SecurityGroupRuleDraft { protocol: text("all"), ..rule };
    }
    let protocol = protocol(random);
    let (icmp_type, icmp_code) = message_for(random, &protocol);
    let ports = ports_for(random, &protocol);
    SecurityGroupRuleDraft { protocol: Some(protocol), ports, icmp_type, icmp_code, peer: Some(peer) }
}

/// Type and code for a rule of this protocol; only ICMP has them.
fn message_for(random: &mut Random, protocol: &str) -> (Option<i64>, Option<i64>) {
    if !matches!(protocol, "icmp" | "1") || chance(random, 30) {
        return (None, None);
    }
    let icmp_type = one(random, &[8, 8, 8, 0, 0, 7, 9, 3, 255, -1]);
    let code =
        if icmp_type == -1 { None } else { one(random, &[None, None, Some(0), Some(0), Some(1), Some(-1)]) };
    (Some(icmp_type), code)
}

/// Ports for a rule of this protocol; ICMP has none.
fn ports_for(random: &mut Random, protocol: &str) -> Option<String> {
    ports(random).filter(|_| !matches!(protocol, "icmp" | "1"))
}

fn acl(random: &mut Random, name: &str, site: &Site) -> NetworkAclDraft {
    NetworkAclDraft {
        name: name.to_owned(),
        ingress: acl_entries(random, site, &["1024-65535", "443"]),
        egress: acl_entries(random, site, &["443", "1024-65535"]),
    }
}

/// Entries in any order, with numbers that decide; often open at the end.
fn acl_entries(random: &mut Random, site: &Site, usual: &[&str]) -> Vec<NetworkAclEntryDraft> {
    let mut entries: Vec<_> = (0..random.random_range(0..=4)).map(|_| acl_entry(random, site)).collect();
    let open = |protocol: &str, ports: Option<&str>| NetworkAclEntryDraft {
        action: text("allow"),
        protocol: text(protocol),
        ports: ports.map(str::to_owned),
        cidr_block: text("0.0.0.0/0"),
        ..NetworkAclEntryDraft::default()
    };
    match random.random_range(0..10) {
        0..5 => entries.push(open("all", None)),
        5..8 => entries.extend(usual.iter().map(|ports| open("tcp", Some(ports)))),
        _ => {}
    }
    for (at, entry) in entries.iter_mut().enumerate() {
        let place = i64::try_from(at).unwrap_or_default();
        entry.rule_number = Some(if place == 0 { 1 } else { place * 100 + random.random_range(0..100) });
    }
    if chance(random, 10)
        && let Some(last) = entries.last_mut()
    {
        last.rule_number = Some(32766);
    }
    entries.shuffle(random);
    entries
}

fn acl_entry(random: &mut Random, site: &Site) -> NetworkAclEntryDraft {
    let action = text(if chance(random, 55) { "allow" } else { "deny" });
    let protocol = protocol(random);
    let (icmp_type, icmp_code) = message_for(random, &protocol);
    NetworkAclEntryDraft {
        action,
        ports: ports_for(random, &protocol),
        icmp_type,
        icmp_code,
        protocol: Some(protocol),
        cidr_block: Some(rule_block(random, &site.vpc, &site.blocks)),
        ..NetworkAclEntryDraft::default()
    }
}

fn endpoints(random: &mut Random, site: &Site) -> Vec<VpcEndpointDraft> {
    let mut endpoints = Vec::new();
    for (service, percent) in [("s3", 70), ("dynamodb", 25)] {
        if chance(random, percent) {
            endpoints.push(VpcEndpointDraft {
                name: format!("{service}-gateway"),
                service: text(service),
                vpc_endpoint_type: text("Gateway"),
                route_tables: Some(owned(&some(random, &["public", "private", "second", "main"], 55))),
                ..VpcEndpointDraft::default()
            });
        }
    }
    for service in SERVICES {
        if chance(random, 40) {
            endpoints.push(VpcEndpointDraft {
                name: format!("{service}-interface"),
                service: text(service),
                vpc_endpoint_type: text("Interface"),
                subnets: Some(at_least_one(random, &site.names, 35)),
                security_groups: chance(random, 90).then(|| owned(&at_least_one(random, GROUPS, 40))),
                private_dns_enabled: Some(chance(random, 85)),
                private_dns_only_for_inbound_resolver_endpoint: (*service == "s3" && chance(random, 50))
                    .then_some(false),
                ..VpcEndpointDraft::default()
            });
        }
    }
    endpoints
}

fn interfaces(random: &mut Random, site: &Site) -> Vec<NetworkInterfaceDraft> {
    let count = random.random_range(0..=2);
    (0..count)
        .map(|at| {
            let place = random.random_range(0..site.names.len());
            let block = site.blocks.get(place).cloned().unwrap_or_default();
            NetworkInterfaceDraft {
                name: format!("machine-{at}"),
                subnet: site.names.get(place).cloned(),
                private_ip_address: chance(random, 65).then(|| address_in(random, &block)),
                security_groups: chance(random, 90).then(|| owned(&at_least_one(random, GROUPS, 40))),
                public_ip: Some(chance(random, 40)),
            }
        })
        .collect()
}

fn workload(random: &mut Random, site: &Site) -> WorkloadDraft {
    let mut workload = WorkloadDraft::new(one(random, KINDS));
    if chance(random, 95) {
        let candidates = site.names.get(usize::from(chance(random, 80))..).unwrap_or_default();
        workload.subnets = Some(at_least_one(random, candidates, 50));
        workload.security_groups = Some(owned(&at_least_one(random, GROUPS, 40)));
    }
    workload.instance_count = Some(random.random_range(1..=3));
    workload.enable_network_isolation = Some(chance(random, 5));
    let encrypted = chance(random, 40);
    workload.enable_inter_container_traffic_encryption = workload.kind.has_peers().then_some(encrypted);
    workload
}

/// A single address of a block, for questions about addresses.
pub fn single(random: &mut Random, block: &str) -> String {
    let part = part_of(random, block);
    part.split('/').next().unwrap_or_default().to_owned()
}
