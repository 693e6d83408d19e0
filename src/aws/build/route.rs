//! Route tables.

use crate::aws::config::NatId;
use crate::aws::nearest::did_you_mean;
use crate::aws::{ResourceKind, Route, RouteDraft, RouteTable, RouteTableDraft, RouteTarget};
use crate::net::Ipv4Prefix;

use super::Scope;
use super::names::required;
use super::network::block;
use super::report::{Checked, Report, Spot};

/// Targets that AWS has and the model has not, by the way their names begin.
const UNCOVERED: [(&str, &str); 11] = [
    ("transit_gateway", "a transit gateway"),
    ("tgw-", "a transit gateway"),
    ("vpc_peering_connection", "a VPC peering connection"),
    ("pcx-", "a VPC peering connection"),
    ("egress_only_internet_gateway", "an egress-only internet gateway"),
    ("eigw-", "an egress-only internet gateway"),
    ("network_interface", "a network interface as a route target"),
    ("eni-", "a network interface as a route target"),
    ("carrier_gateway", "a carrier gateway"),
    ("local_gateway", "a local gateway"),
    ("core_network", "a core network"),
];

/// What a route's target may be.
const EXAMPLE: &str =
    "`internet_gateway`, `virtual_private_gateway`, `blackhole` or the name of a NAT gateway";

/// Addresses that no route may lead elsewhere (VPC User Guide, "Configure route tables").
const UNROUTABLE: &str = "169.254.168.0/22";

/// Every route table; the implicit main table stands last.
pub(super) fn tables(scope: &Scope<'_>, report: &mut Report) -> Checked<Vec<RouteTable>> {
    let read = scope.draft.route_tables.iter().enumerate();
    let mut tables: Vec<_> = read.map(|(index, draft)| table(scope, index, draft, report)).collect();
    if scope.names.route_tables.needs_implicit() {
        tables.push(Ok(RouteTable { name: "main".to_owned(), routes: Vec::new() }));
    }
    tables.into_iter().collect()
}

fn table(
    scope: &Scope<'_>,
    index: usize,
    draft: &RouteTableDraft,
    report: &mut Report,
) -> Checked<RouteTable> {
    let field = Spot::element(ResourceKind::RouteTable, index, &draft.name).field("routes");
    let mut seen: Vec<Ipv4Prefix> = Vec::new();
    let mut routes = Vec::new();
    for (entry, draft) in draft.routes.iter().enumerate() {
        let spot = field.entry(entry);
        let destination = destination(draft, &spot.key("destination"), report);
        if let Ok(block) = destination {
            if seen.contains(&block) {
                report.error(&spot.key("destination"), format!("the table has a route to `{block}` already"));
            }
            seen.push(block);
        }
        routes.extend(route(scope, draft, destination, &spot, report).transpose());
    }
    let routes = routes.into_iter().collect::<Checked<_>>()?;
    Ok(RouteTable { name: draft.name.clone(), routes })
}

fn destination(draft: &RouteDraft, spot: &Spot<'_>, report: &mut Report) -> Checked<Ipv4Prefix> {
    let text = required(draft.destination.as_ref(), spot, "a block such as \"0.0.0.0/0\"", report)?;
    if text.starts_with("pl:") || text.starts_with("pl-") {
        return Err(report.error_with_help(
            spot,
            "a route to a prefix list cannot be written by hand",
            "list this table in the `route_tables` of the gateway endpoint, which adds the route",
        ));
    }
    block(text, spot, report)
}

/// The route, or `None` for the local route, which every table has anyway.
fn route(
    scope: &Scope<'_>,
    draft: &RouteDraft,
    destination: Checked<Ipv4Prefix>,
    spot: &Spot<'_>,
    report: &mut Report,
) -> Checked<Option<Route>> {
    let text = required(draft.target.as_ref(), &spot.key("target"), EXAMPLE, report);
    if matches!(text, Ok("local")) {
        return local(scope, destination, spot, report);
    }
    let target = text.and_then(|text| target(scope, text, &spot.key("target"), report));
    let destination = destination
        .and_then(|destination| outside_the_vpc(scope, destination, &spot.key("destination"), report));
    Ok(Some(Route { destination: destination?, target: target? }))
}

fn local(
    scope: &Scope<'_>,
    destination: Checked<Ipv4Prefix>,
    spot: &Spot<'_>,
    report: &mut Report,
) -> Checked<Option<Route>> {
    let (destination, vpc) = (destination?, scope.block?);
    if destination == vpc {
        return Ok(None);
    }
    let message = format!("`local` leads to the VPC's own block only, not to `{destination}`");
    let help = format!("remove this route: every table has the local route to `{vpc}` already");
    Err(report.error_with_help(&spot.key("target"), message, help))
}

fn target(scope: &Scope<'_>, text: &str, spot: &Spot<'_>, report: &mut Report) -> Checked<RouteTarget> {
    let names = &scope.names;
    match text {
        "blackhole" => return Ok(RouteTarget::Blackhole),
        "internet_gateway" if scope.draft.vpc.internet_gateway == Some(true) => {
            return Ok(RouteTarget::InternetGateway);
        }
        "internet_gateway" => {
            let help = "set `internet_gateway = true` in `[vpc]`";
            return Err(report.error_with_help(spot, "the VPC has no internet gateway attached", help));
        }
        "virtual_private_gateway" if scope.draft.vpc.virtual_private_gateway == Some(true) => {
            return Ok(RouteTarget::VirtualPrivateGateway);
        }
        "virtual_private_gateway" => {
            let help = "set `virtual_private_gateway = true` in `[vpc]`";
            return Err(report.error_with_help(
                spot,
                "the VPC has no virtual private gateway attached",
                help,
            ));
        }
        name if names.nats.contains(name) => {
            return names.nats.resolve(name, spot, report).map(|at| RouteTarget::Nat(NatId(at)));
        }
        _ => {}
    }
    if names.endpoints.contains(text) || text.starts_with("vpce-") {
        let help = "list this table in the endpoint's `route_tables`; interface endpoints need no route";
        return Err(report.error_with_help(
            spot,
            format!("`{text}` is an endpoint, not a route target"),
            help,
        ));
    }
    if ["vgw-", "vpn_gateway"].iter().any(|start| text.starts_with(start)) {
        let message = format!("`{text}` is not a route target");
        return Err(report.error_with_help(spot, message, "write `virtual_private_gateway`"));
    }
    if let Some((_, what)) = UNCOVERED.iter().find(|(start, _)| text.starts_with(start)) {
        return Err(report.refuse(spot, format!("the model does not cover {what} (`{text}`)")));
    }
    let own = ["internet_gateway", "virtual_private_gateway", "blackhole", "local"];
    let help = did_you_mean(text, names.nats.iter().chain(own)).unwrap_or_else(|| format!("write {EXAMPLE}"));
    Err(report.error_with_help(spot, format!("`{text}` is not a route target"), help))
}

fn outside_the_vpc(
    scope: &Scope<'_>,
    destination: Ipv4Prefix,
    spot: &Spot<'_>,
    report: &mut Report,
) -> Checked<Ipv4Prefix> {
    if UNROUTABLE.parse::<Ipv4Prefix>().is_ok_and(|link_local| link_local.covers(destination)) {
        let message = format!("`{destination}` cannot be routed: instance metadata and DNS live there");
        return Err(report.error(spot, message));
    }
    match scope.block {
        Ok(vpc) if vpc.covers(destination) => Err(report.refuse(
            spot,
            format!("`{destination}` lies inside the VPC; the model routes the VPC's own block locally"),
        )),
        _ => Ok(destination),
    }
}
