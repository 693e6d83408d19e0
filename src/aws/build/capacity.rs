//! Sizes beyond which a configuration is refused, so that everything after stays fast and exact.

use crate::aws::{ConfigDraft, ResourceKind};

use super::report::{Checked, Report, Spot};

/// AWS's default quota of subnets, route tables and network ACLs in a VPC; here for every kind.
const ELEMENTS: usize = 200;
/// Rules of a security group in one direction (Amazon VPC quotas).
const GROUP_RULES: usize = 60;
/// Entries of a network ACL in one direction, after the quota was raised (Amazon VPC quotas).
const ACL_ENTRIES: usize = 40;
/// Routes of one table.
const ROUTES: usize = 200;

/// Checks how many elements, rules and routes there are.
pub(super) fn elements(draft: &ConfigDraft, report: &mut Report) -> Checked<()> {
    let mut result = Ok(());
    for (resource, count) in counts(draft) {
        if count > ELEMENTS {
            let spot = Spot::element(resource, ELEMENTS, "");
            let message = format!("{count} sections `{}` are more than {ELEMENTS}", resource.section());
            result = Err(report.refuse(&spot, message));
        }
    }
    result.and_then(|()| entries(draft, report))
}

fn counts(draft: &ConfigDraft) -> [(ResourceKind, usize); 9] {
    [
        (ResourceKind::Subnet, draft.subnets.len()),
        (ResourceKind::RouteTable, draft.route_tables.len()),
        (ResourceKind::NatGateway, draft.nat_gateways.len()),
        (ResourceKind::SecurityGroup, draft.security_groups.len()),
        (ResourceKind::NetworkAcl, draft.network_acls.len()),
        (ResourceKind::VpcEndpoint, draft.vpc_endpoints.len()),
        (ResourceKind::NetworkInterface, draft.network_interfaces.len()),
        (ResourceKind::OnPremisesClient, draft.on_premises_clients.len()),
        (ResourceKind::S3Bucket, draft.s3_buckets.len()),
    ]
}

fn entries(draft: &ConfigDraft, report: &mut Report) -> Checked<()> {
    let mut result = Ok(());
    let mut check = |spot: Spot<'_>, count: usize, limit: usize, noun: &str| {
        if count > limit {
            let message = format!("{count} {noun} are more than the {limit} that AWS allows");
            result = Err(report.refuse(&spot.entry(limit), message));
        }
    };
    for (index, group) in draft.security_groups.iter().enumerate() {
        let spot = Spot::element(ResourceKind::SecurityGroup, index, &group.name);
        check(spot.field("ingress"), group.ingress.len(), GROUP_RULES, "rules in one direction");
        let egress = group.egress.as_ref().map_or(0, Vec::len);
        check(spot.field("egress"), egress, GROUP_RULES, "rules in one direction");
    }
    for (index, acl) in draft.network_acls.iter().enumerate() {
        let spot = Spot::element(ResourceKind::NetworkAcl, index, &acl.name);
        check(spot.field("ingress"), acl.ingress.len(), ACL_ENTRIES, "entries in one direction");
        check(spot.field("egress"), acl.egress.len(), ACL_ENTRIES, "entries in one direction");
    }
    for (index, table) in draft.route_tables.iter().enumerate() {
        let spot = Spot::element(ResourceKind::RouteTable, index, &table.name);
        check(spot.field("routes"), table.routes.len(), ROUTES, "routes");
    }
    result
}
