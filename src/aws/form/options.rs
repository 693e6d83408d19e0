//! The values a field offers, computed from the draft.

use crate::aws::form::field::spec;
use crate::aws::form::names;
use crate::aws::{ConfigDraft, Place, ResourceKind, Service, WorkloadKind};
use crate::net::Ipv4Prefix;

/// Where a field's offered values come from. Other values may be typed all the same.
#[derive(Debug, Clone, Copy)]
pub(in crate::aws::form) enum Options {
    /// Nothing to offer.
    Free,
    Bool,
    Literal(&'static [&'static str]),
    Regions,
    Zones,
    VpcBlocks,
    SubnetBlocks,
    RouteTables,
    NetworkAcls,
    Subnets,
    SecurityGroups,
    Buckets,
    Services,
    RouteDestinations,
    RouteTargets,
    Protocols,
    Ports,
    Kinds,
    Peers,
    AclBlocks,
    RuleNumbers,
    Accounts,
    Keys,
}

const REGIONS: [&str; 6] =
    ["us-east-1", "us-east-2", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-2"];
const PROTOCOLS: [&str; 5] = ["tcp", "udp", "icmp", "esp", "all"];
const PORTS: [&str; 7] = ["443", "1024-65535", "53", "500", "2049", "5432", "all"];
const ANYWHERE: &str = "0.0.0.0/0";
/// How many free blocks are offered for a subnet.
const BLOCKS: usize = 6;

/// The values to offer at `at`, the likeliest first. Empty where nothing can be listed.
#[must_use]
pub fn options(draft: &ConfigDraft, at: &Place) -> Vec<String> {
    let Some(spec) = spec(at) else { return Vec::new() };
    match spec.options {
        Options::Free => Vec::new(),
        Options::Bool => owned(&["true", "false"]),
        Options::Literal(values) => owned(values),
        Options::Regions => owned(&REGIONS),
        Options::Zones => zones(draft),
        Options::VpcBlocks => owned(&["10.0.0.0/16", "10.1.0.0/16", "172.31.0.0/16", "192.168.0.0/16"]),
        Options::SubnetBlocks => free_blocks(draft),
        Options::RouteTables => named(draft, ResourceKind::RouteTable, "main"),
        Options::NetworkAcls => named(draft, ResourceKind::NetworkAcl, "default"),
        Options::Subnets => plain(draft, ResourceKind::Subnet),
        Options::SecurityGroups => named(draft, ResourceKind::SecurityGroup, "default"),
        Options::Buckets => plain(draft, ResourceKind::S3Bucket),
        Options::Services => Service::all().map(|service| service.short_name().to_owned()).collect(),
        Options::RouteDestinations => owned(&[ANYWHERE]),
        Options::RouteTargets => {
            let nats = plain(draft, ResourceKind::NatGateway);
            let last = owned(&["virtual_private_gateway", "blackhole"]);
            std::iter::once("internet_gateway".to_owned()).chain(nats).chain(last).collect()
        }
        Options::Protocols => owned(&PROTOCOLS),
        Options::Ports => owned(&PORTS),
        Options::Kinds => WorkloadKind::ALL.iter().map(|kind| kind.section().to_owned()).collect(),
        Options::Peers => peers(draft),
        Options::AclBlocks => blocks(draft).collect(),
        Options::RuleNumbers => vec![next_rule_number(draft, at).to_string()],
        Options::Accounts => owned(&["self", "999988887777"]),
        Options::Keys => owned(&["alias/training"]),
    }
}

fn owned(values: &[&str]) -> Vec<String> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

fn plain(draft: &ConfigDraft, resource: ResourceKind) -> Vec<String> {
    names(draft, resource).into_iter().map(str::to_owned).collect()
}

/// The section's names and the one that every VPC has.
fn named(draft: &ConfigDraft, resource: ResourceKind, always: &str) -> Vec<String> {
    let mut found = plain(draft, resource);
    if !found.iter().any(|name| name == always) {
        found.push(always.to_owned());
    }
    found
}

fn zones(draft: &ConfigDraft) -> Vec<String> {
    let region = draft.region.as_deref().unwrap_or("us-east-1");
    ["a", "b", "c"].iter().map(|letter| format!("{region}{letter}")).collect()
}

fn blocks(draft: &ConfigDraft) -> impl Iterator<Item = String> {
    let vpc = draft.vpc.cidr_block.clone().unwrap_or_else(|| "10.0.0.0/16".to_owned());
    let subnets = draft.subnets.iter().filter_map(|subnet| subnet.cidr_block.clone());
    [ANYWHERE.to_owned(), vpc].into_iter().chain(subnets)
}

fn peers(draft: &ConfigDraft) -> Vec<String> {
    let groups = named(draft, ResourceKind::SecurityGroup, "default");
    let groups = groups.into_iter().map(|name| format!("sg:{name}"));
    groups.chain(owned(&["pl:s3", "pl:dynamodb"])).chain(blocks(draft)).collect()
}

/// The first `/24` blocks of the VPC that no subnet touches.
fn free_blocks(draft: &ConfigDraft) -> Vec<String> {
    let vpc = draft.vpc.cidr_block.as_deref().unwrap_or("10.0.0.0/16");
    let Ok(vpc) = vpc.parse::<Ipv4Prefix>() else { return Vec::new() };
    let taken: Vec<Ipv4Prefix> =
        draft.subnets.iter().filter_map(|s| s.cidr_block.as_deref()?.parse().ok()).collect();
    let step = 256;
    let starts =
        (0..256_u32).filter_map(|number| vpc.network().to_bits().checked_add(number.checked_mul(step)?));
    starts
        .filter_map(|start| format!("{}/24", std::net::Ipv4Addr::from_bits(start)).parse::<Ipv4Prefix>().ok())
        .filter(|block| vpc.covers(*block) && !taken.iter().any(|other| other.overlaps(*block)))
        .take(BLOCKS)
        .map(|block| block.to_string())
        .collect()
}

/// Ten past the highest number in use in this direction.
pub(in crate::aws::form) fn next_rule_number(draft: &ConfigDraft, at: &Place) -> i64 {
    let acl = draft.network_acls.get(at.index);
    let entries = acl.map(|acl| if at.field == "ingress" { &acl.ingress } else { &acl.egress });
    let highest = entries.and_then(|entries| entries.iter().filter_map(|entry| entry.rule_number).max());
    highest.map_or(100, |number| number.saturating_add(10))
}
