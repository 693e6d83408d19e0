//! The VPC, its subnets and NAT gateways.

use crate::aws::config::{NetworkAclId, RouteTableId, SubnetId};
use crate::aws::nearest::did_you_mean;
use crate::aws::{ConfigDraft, Nat, NatGatewayDraft, ResourceKind, Subnet, SubnetDraft, Vpc, VpcDraft};
use crate::net::{Ipv4Prefix, PrefixError};

use super::Scope;
use super::names::{fault_of_name, filled, required};
use super::report::{Checked, Report, Spot};

const DEFAULT_VPC_NAME: &str = "main";
const DEFAULT_VPC_BLOCK: &str = "10.0.0.0/16";
/// Sizes of VPCs and subnets (VPC User Guide, "Subnet sizing").
const SIZES: std::ops::RangeInclusive<u8> = 16..=28;
/// The blocks a VPC of the model may lie in: RFC 1918 and RFC 6598.
pub(super) const PRIVATE: [&str; 4] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/// A canonical IPv4 block.
pub(super) fn block(text: &str, spot: &Spot<'_>, report: &mut Report) -> Checked<Ipv4Prefix> {
    text.parse().map_err(|error: PrefixError| {
        let message = error.to_string();
        match error {
            PrefixError::HostBits { canonical, .. } => {
                report.error_with_help(spot, message, format!("write `{canonical}`"))
            }
            PrefixError::Ipv6(_) => report.refuse(spot, message),
            PrefixError::Malformed(_) => report.error_with_help(
                spot,
                message,
                "write four numbers from 0 to 255 and a length from 0 to 32, such as `10.0.0.0/16`",
            ),
        }
    })
}

fn sized_block(text: &str, spot: &Spot<'_>, report: &mut Report) -> Checked<Ipv4Prefix> {
    let block = block(text, spot, report)?;
    if SIZES.contains(&block.len()) {
        return Ok(block);
    }
    let size = if block.len() < *SIZES.start() { "large" } else { "small" };
    let message = format!("`{block}` is too {size}");
    Err(report.error_with_help(spot, message, "VPCs and subnets have a length from /16 to /28"))
}

/// The VPC's block.
pub(super) fn vpc_block(draft: &VpcDraft, report: &mut Report) -> Checked<Ipv4Prefix> {
    let spot = Spot::section(ResourceKind::Vpc).field("cidr_block");
    let text = filled(draft.cidr_block.as_ref()).unwrap_or(DEFAULT_VPC_BLOCK);
    let block = sized_block(text, &spot, report)?;
    if PRIVATE.iter().any(|range| range.parse::<Ipv4Prefix>().is_ok_and(|range| range.covers(block))) {
        return Ok(block);
    }
    let message = format!("`{block}` is public address space; the model covers private blocks only");
    let help = format!("choose a block inside `{}`", PRIVATE.join("`, `"));
    Err(report.add(&spot, message, Some(help), true))
}

/// The VPC.
pub(super) fn vpc(scope: &Scope<'_>, report: &mut Report) -> Checked<Vpc> {
    let draft = &scope.draft.vpc;
    let name = filled(draft.name.as_ref()).unwrap_or(DEFAULT_VPC_NAME);
    let name = match fault_of_name(name) {
        None => Ok(name.to_owned()),
        Some(fault) => {
            let spot = Spot::section(ResourceKind::Vpc).field("name");
            Err(report.error(&spot, format!("the name {fault}")))
        }
    };
    Ok(Vpc {
        name: name?,
        cidr_block: scope.block?,
        enable_dns_support: draft.enable_dns_support.unwrap_or(true),
        enable_dns_hostnames: draft.enable_dns_hostnames.unwrap_or(false),
        internet_gateway: draft.internet_gateway.unwrap_or(false),
        virtual_private_gateway: draft.virtual_private_gateway.unwrap_or(false),
    })
}

/// A subnet as far as it was read.
pub(super) struct SubnetParts {
    pub block: Checked<Ipv4Prefix>,
    pub zone: Checked<String>,
    route_table: Checked<RouteTableId>,
    network_acl: Checked<NetworkAclId>,
}

/// Every subnet.
pub(super) fn subnets(scope: &Scope<'_>, report: &mut Report) -> Vec<SubnetParts> {
    let mut read: Vec<SubnetParts> = Vec::new();
    for (index, draft) in scope.draft.subnets.iter().enumerate() {
        let parts = subnet(scope, index, draft, report);
        let spot = Spot::element(ResourceKind::Subnet, index, &draft.name).field("cidr_block");
        if let Ok(block) = parts.block {
            report_overlap(scope.draft, &read, block, &spot, report);
        }
        read.push(parts);
    }
    read
}

fn subnet(scope: &Scope<'_>, index: usize, draft: &SubnetDraft, report: &mut Report) -> SubnetParts {
    let spot = Spot::element(ResourceKind::Subnet, index, &draft.name);
    let names = &scope.names;
    SubnetParts {
        block: subnet_block(scope, draft, &spot.field("cidr_block"), report),
        zone: zone(scope, draft.availability_zone.as_ref(), &spot.field("availability_zone"), report),
        route_table: names
            .route_tables
            .resolve_or_implicit(draft.route_table.as_ref(), &spot.field("route_table"), report)
            .map(RouteTableId),
        network_acl: names
            .network_acls
            .resolve_or_implicit(draft.network_acl.as_ref(), &spot.field("network_acl"), report)
            .map(NetworkAclId),
    }
}

fn subnet_block(
    scope: &Scope<'_>,
    draft: &SubnetDraft,
    spot: &Spot<'_>,
    report: &mut Report,
) -> Checked<Ipv4Prefix> {
    let text = required(draft.cidr_block.as_ref(), spot, "a block such as \"10.0.1.0/24\"", report)?;
    let block = sized_block(text, spot, report)?;
    match scope.block {
        Ok(vpc) if !vpc.covers(block) => {
            let message = format!("`{block}` lies outside the VPC");
            Err(report.error_with_help(spot, message, format!("the VPC is `{vpc}`")))
        }
        _ => Ok(block),
    }
}

fn report_overlap(
    draft: &ConfigDraft,
    earlier: &[SubnetParts],
    block: Ipv4Prefix,
    spot: &Spot<'_>,
    report: &mut Report,
) {
    let taken = earlier.iter().zip(&draft.subnets).find_map(|(parts, other)| {
        parts.block.ok().filter(|taken| taken.overlaps(block)).map(|taken| (taken, other))
    });
    if let Some((taken, other)) = taken {
        let message = format!("`{block}` overlaps subnet `{}`", other.name);
        report.error_with_help(spot, message, format!("`{}` is `{taken}`", other.name));
    }
}

fn zone(scope: &Scope<'_>, text: Option<&String>, spot: &Spot<'_>, report: &mut Report) -> Checked<String> {
    let region = scope.region?;
    let Some(text) = filled(text) else {
        return Ok(format!("{region}a"));
    };
    let rest = text.strip_prefix(region);
    if rest.is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_lowercase())) {
        return Ok(text.to_owned());
    }
    if rest.is_some_and(|rest| rest.starts_with('-')) {
        return Err(report.refuse(spot, format!("`{text}` is a Local Zone, which the model does not cover")));
    }
    let message = format!("`{text}` is no Availability Zone of `{region}`");
    Err(report.error_with_help(spot, message, format!("write the region and a letter, such as `{region}a`")))
}

/// The subnets, when every part of every one was read.
pub(super) fn complete(draft: &ConfigDraft, parts: Vec<SubnetParts>) -> Checked<Vec<Subnet>> {
    let complete = |(parts, draft): (SubnetParts, &SubnetDraft)| {
        Ok(Subnet {
            name: draft.name.clone(),
            cidr_block: parts.block?,
            availability_zone: parts.zone?,
            route_table: parts.route_table?,
            network_acl: parts.network_acl?,
        })
    };
    parts.into_iter().zip(&draft.subnets).map(complete).collect()
}

/// Every NAT gateway.
pub(super) fn nats(scope: &Scope<'_>, report: &mut Report) -> Checked<Vec<Nat>> {
    let read = scope.draft.nat_gateways.iter().enumerate();
    let read: Vec<_> = read.map(|(index, draft)| nat(scope, index, draft, report)).collect();
    read.into_iter().collect()
}

fn nat(scope: &Scope<'_>, index: usize, draft: &NatGatewayDraft, report: &mut Report) -> Checked<Nat> {
    const RESERVED: [&str; 4] = ["internet_gateway", "virtual_private_gateway", "blackhole", "local"];
    let spot = Spot::element(ResourceKind::NatGateway, index, &draft.name);
    if RESERVED.contains(&draft.name.as_str()) {
        let message = format!("`{}` is a route target of its own and cannot name a NAT gateway", draft.name);
        report.error(&spot.field("name"), message);
    }
    let subnet = required(draft.subnet.as_ref(), &spot.field("subnet"), "the name of a subnet", report)
        .and_then(|name| scope.names.subnets.resolve(name, &spot.field("subnet"), report));
    let public = match filled(draft.connectivity_type.as_ref()) {
        None | Some("public") => Ok(true),
        Some("private") => Ok(false),
        Some(other) => {
            let help = did_you_mean(other, ["public", "private"])
                .unwrap_or_else(|| "write `public` or `private`".to_owned());
            let message = format!("`{other}` is not a connectivity type");
            Err(report.error_with_help(&spot.field("connectivity_type"), message, help))
        }
    };
    Ok(Nat { name: draft.name.clone(), subnet: SubnetId(subnet?), public: public? })
}
