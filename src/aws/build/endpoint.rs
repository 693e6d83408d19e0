//! VPC endpoints.

use std::collections::BTreeMap;

use crate::aws::config::{RouteTableId, SecurityGroupId, SubnetId};
use crate::aws::nearest::did_you_mean;
use crate::aws::{
    Endpoint, EndpointKind, GatewayEndpoint, InterfaceEndpoint, PolicyDocument, PolicyKind, ResourceKind,
    Service, VpcEndpointDraft,
};

use super::Scope;
use super::names::{filled, required};
use super::network::SubnetParts;
use super::report::{Checked, Report, Spot};

const ONLY_INBOUND: &str = "private_dns_only_for_inbound_resolver_endpoint";

/// The two kinds of the model, as far as the draft says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Gateway,
    Interface,
}

/// Every endpoint.
pub(super) fn endpoints(
    scope: &Scope<'_>,
    subnets: &[SubnetParts],
    report: &mut Report,
) -> Checked<Vec<Endpoint>> {
    let drafts = scope.draft.vpc_endpoints.iter().enumerate();
    let read: Vec<_> = drafts.map(|(index, draft)| endpoint(scope, subnets, index, draft, report)).collect();
    one_gateway_per_table(scope, &read, report);
    private_dns(scope, &read, report);
    read.into_iter().collect()
}

fn endpoint(
    scope: &Scope<'_>,
    subnets: &[SubnetParts],
    index: usize,
    draft: &VpcEndpointDraft,
    report: &mut Report,
) -> Checked<Endpoint> {
    let spot = Spot::element(ResourceKind::VpcEndpoint, index, &draft.name);
    let service = service(scope, draft.service.as_ref(), &spot.field("service"), report);
    let kind = endpoint_type(draft.vpc_endpoint_type.as_ref(), &spot.field("vpc_endpoint_type"), report);
    if let (Ok(service), Ok(kind)) = (service, kind) {
        report_mismatch(service, kind, &spot.field("vpc_endpoint_type"), report);
    }
    let kind = kind.and_then(|kind| match kind {
        Type::Gateway => gateway(scope, draft, &spot, report).map(EndpointKind::Gateway),
        Type::Interface => {
            interface(scope, subnets, service, draft, &spot, report).map(EndpointKind::Interface)
        }
    });
    // The service has no say in what a policy may contain; an unknown one is not told twice.
    let kind_of_policy = PolicyKind::Endpoint(service.unwrap_or(Service::S3));
    let policy = policy(draft.policy.as_ref(), kind_of_policy, &spot.field("policy"), report);
    Ok(Endpoint { name: draft.name.clone(), service: service?, kind: kind?, policy: policy? })
}

fn service(
    scope: &Scope<'_>,
    text: Option<&String>,
    spot: &Spot<'_>,
    report: &mut Report,
) -> Checked<Service> {
    let text = required(text, spot, "a service such as \"s3\" or \"sagemaker.api\"", report)?;
    let region = scope.region?;
    if let Some(service) = Service::named(text, region) {
        return Ok(service);
    }
    if let Some((elsewhere, service)) = service_elsewhere(text) {
        let message = format!("`{text}` is the service of `{elsewhere}`, but the VPC is in `{region}`");
        return Err(report.error_with_help(spot, message, format!("write `{}`", service.full_name(region))));
    }
    let candidates: Vec<_> = Service::all().map(Service::short_name).collect();
    let help = did_you_mean(text, candidates.iter().copied())
        .unwrap_or_else(|| format!("the model knows `{}`", candidates.join("`, `")));
    Err(report.error_with_help(spot, format!("`{text}` is not a service of the model"), help))
}

/// The region and service of a full service name.
fn service_elsewhere(text: &str) -> Option<(&str, Service)> {
    let rest = text.strip_prefix("com.amazonaws.").or_else(|| text.strip_prefix("aws.sagemaker."))?;
    let (region, _) = rest.split_once('.')?;
    Service::named(text, region).map(|service| (region, service))
}

fn endpoint_type(text: Option<&String>, spot: &Spot<'_>, report: &mut Report) -> Checked<Type> {
    const TYPES: [&str; 2] = ["Gateway", "Interface"];
    match required(text, spot, "`Gateway` or `Interface`", report)? {
        "Gateway" => Ok(Type::Gateway),
        "Interface" => Ok(Type::Interface),
        other @ ("GatewayLoadBalancer" | "Resource" | "ServiceNetwork") => {
            Err(report.refuse(spot, format!("the model does not cover endpoints of type `{other}`")))
        }
        other => {
            let same = TYPES.into_iter().find(|known| known.eq_ignore_ascii_case(other));
            let help = same
                .map(|known| format!("did you mean `{known}`?"))
                .or_else(|| did_you_mean(other, TYPES))
                .unwrap_or_else(|| "write `Gateway` or `Interface`".to_owned());
            Err(report.error_with_help(spot, format!("`{other}` is not a type of endpoint"), help))
        }
    }
}

fn report_mismatch(service: Service, kind: Type, spot: &Spot<'_>, report: &mut Report) {
    if kind == Type::Gateway && !service.has_gateway_endpoint() {
        let message = format!("`{service}` has no gateway endpoint");
        let help = "gateway endpoints exist for `s3` and `dynamodb` only; write `Interface`";
        report.error_with_help(spot, message, help);
    }
    if kind == Type::Interface && service == Service::DYNAMODB {
        report.refuse(spot, "the model does not cover interface endpoints for `dynamodb`");
    }
}

fn gateway(
    scope: &Scope<'_>,
    draft: &VpcEndpointDraft,
    spot: &Spot<'_>,
    report: &mut Report,
) -> Checked<GatewayEndpoint> {
    let has = |list: &Option<Vec<String>>| list.as_ref().is_some_and(|list| !list.is_empty());
    let mut misplaced = |present: bool, field: &'static str, why: &str, help: &str| {
        if present {
            let message = format!("a gateway endpoint has no {why}");
            report.error_with_help(&spot.field(field), message, help);
        }
    };
    let routes = "it is a target in route tables: list them in `route_tables`";
    misplaced(has(&draft.subnets), "subnets", "network interface and so no subnet", routes);
    misplaced(
        has(&draft.security_groups),
        "security_groups",
        "network interface and so no security group",
        "limit it with its `policy`, and the traffic with `pl:s3` in the security group of the caller",
    );
    misplaced(
        draft.private_dns_enabled == Some(true),
        "private_dns_enabled",
        "private DNS name: the service keeps its public addresses",
        "remove this line; a gateway endpoint changes routes, not names",
    );
    misplaced(
        draft.private_dns_only_for_inbound_resolver_endpoint == Some(true),
        ONLY_INBOUND,
        "private DNS name: the service keeps its public addresses",
        "set it at the interface endpoint for `s3`",
    );
    let tables = draft.route_tables.as_deref().unwrap_or_default();
    let tables = scope.names.route_tables.resolve_all(tables, &spot.field("route_tables"), report)?;
    Ok(GatewayEndpoint { route_tables: tables.into_iter().map(RouteTableId).collect() })
}

fn interface(
    scope: &Scope<'_>,
    parts: &[SubnetParts],
    service: Checked<Service>,
    draft: &VpcEndpointDraft,
    spot: &Spot<'_>,
    report: &mut Report,
) -> Checked<InterfaceEndpoint> {
    if draft.route_tables.as_ref().is_some_and(|tables| !tables.is_empty()) {
        report.error_with_help(
            &spot.field("route_tables"),
            "an interface endpoint needs no route: it has an address in each of its subnets",
            "list `subnets` instead",
        );
    }
    let field = spot.field("subnets");
    let listed = draft.subnets.as_deref().unwrap_or_default();
    let subnets = if listed.is_empty() {
        let help = "list at least one subnet; the endpoint gets an address in each";
        Err(report.error_with_help(&field, "an interface endpoint needs `subnets`", help))
    } else {
        scope.names.subnets.resolve_all(listed, &field, report)
    };
    if let Ok(subnets) = &subnets {
        one_subnet_per_zone(scope, parts, subnets, &field, report);
    }
    let groups = security_groups(scope, draft.security_groups.as_ref(), spot, report);
    let private_dns_enabled = draft.private_dns_enabled.unwrap_or(true);
    let only_inbound = only_inbound(service, private_dns_enabled, draft, &spot.field(ONLY_INBOUND), report);
    Ok(InterfaceEndpoint {
        subnets: subnets?.into_iter().map(SubnetId).collect(),
        security_groups: groups?,
        private_dns_enabled,
        private_dns_only_for_inbound_resolver_endpoint: only_inbound?,
    })
}

/// Whether private names serve inbound resolver endpoints alone: a choice for services that have both
/// kinds of endpoint, of which the model covers S3, and on unless said otherwise (S3 User Guide,
/// "privatelink-interface-endpoints").
fn only_inbound(
    service: Checked<Service>,
    private_dns_enabled: bool,
    draft: &VpcEndpointDraft,
    spot: &Spot<'_>,
    report: &mut Report,
) -> Checked<bool> {
    let is_s3 = service.map(|service| service == Service::S3);
    match draft.private_dns_only_for_inbound_resolver_endpoint {
        None => Ok(private_dns_enabled && is_s3.unwrap_or(false)),
        Some(_) if is_s3.is_ok_and(|is_s3| !is_s3) => {
            let message = "only an endpoint for `s3` can keep its private names to inbound resolvers";
            Err(report.error_with_help(spot, message, "remove this line"))
        }
        Some(true) if !private_dns_enabled => {
            let message = "there are no private names: `private_dns_enabled` is false";
            Err(report.error_with_help(
                spot,
                message,
                "set `private_dns_enabled = true`, or remove this line",
            ))
        }
        Some(chosen) => Ok(chosen),
    }
}

/// The listed groups; the default group when none is listed.
pub(super) fn security_groups(
    scope: &Scope<'_>,
    listed: Option<&Vec<String>>,
    spot: &Spot<'_>,
    report: &mut Report,
) -> Checked<Vec<SecurityGroupId>> {
    let names = &scope.names.security_groups;
    let listed = listed.map(Vec::as_slice).unwrap_or_default();
    if listed.is_empty() {
        return Ok(vec![SecurityGroupId(names.implicit())]);
    }
    let found = names.resolve_all(listed, &spot.field("security_groups"), report)?;
    Ok(found.into_iter().map(SecurityGroupId).collect())
}

fn one_subnet_per_zone(
    scope: &Scope<'_>,
    parts: &[SubnetParts],
    subnets: &[usize],
    field: &Spot<'_>,
    report: &mut Report,
) {
    let mut first_in: BTreeMap<&str, &str> = BTreeMap::new();
    for (entry, at) in subnets.iter().enumerate() {
        let (Some(parts), Some(draft)) = (parts.get(*at), scope.draft.subnets.get(*at)) else { continue };
        let Ok(zone) = &parts.zone else { continue };
        if let Some(first) = first_in.insert(zone, &draft.name) {
            let message = format!("`{first}` and `{}` are both in `{zone}`", draft.name);
            let help = "an interface endpoint takes one subnet in each Availability Zone";
            report.error_with_help(&field.entry(entry), message, help);
        }
    }
}

/// A policy text of an element.
pub(super) fn policy(
    text: Option<&String>,
    kind: PolicyKind,
    spot: &Spot<'_>,
    report: &mut Report,
) -> Checked<Option<PolicyDocument>> {
    if filled(text).is_none() {
        return Ok(None);
    }
    // Offsets count from the start of the field's own text, blanks included.
    let text = text.map_or("", String::as_str);
    PolicyDocument::parse(text, kind).map(Some).or_else(|errors| {
        let told = errors
            .into_iter()
            .map(|error| report.add_at_offset(spot, error.message, error.help, error.refused, error.offset));
        told.last().map_or(Ok(None), Err)
    })
}

fn one_gateway_per_table(scope: &Scope<'_>, read: &[Checked<Endpoint>], report: &mut Report) {
    let mut first_at: BTreeMap<(Service, RouteTableId), &str> = BTreeMap::new();
    for (index, endpoint) in read.iter().enumerate() {
        let Ok(Endpoint { name, service, kind: EndpointKind::Gateway(gateway), .. }) = endpoint else {
            continue;
        };
        for (entry, table) in gateway.route_tables.iter().enumerate() {
            if let Some(first) = first_at.insert((*service, *table), name) {
                let spot = Spot::element(ResourceKind::VpcEndpoint, index, name);
                let listed = scope.draft.vpc_endpoints.get(index).and_then(|it| it.route_tables.as_ref());
                let table = listed.and_then(|tables| tables.get(entry)).map_or("", String::as_str);
                let message = format!("route table `{table}` already leads to `{service}` through `{first}`");
                let help = "a route table takes one gateway endpoint for each service";
                report.error_with_help(&spot.field("route_tables").entry(entry), message, help);
            }
        }
    }
}

/// Only one endpoint of a VPC may answer to the name of a service, and S3's needs a gateway
/// endpoint beside it when it answers to inbound resolvers only.
fn private_dns(scope: &Scope<'_>, read: &[Checked<Endpoint>], report: &mut Report) {
    let gateway_to_s3 = scope.draft.vpc_endpoints.iter().any(|draft| {
        let service = scope.region.ok().zip(filled(draft.service.as_ref()));
        filled(draft.vpc_endpoint_type.as_ref()) == Some("Gateway")
            && service.and_then(|(region, name)| Service::named(name, region)) == Some(Service::S3)
    });
    let mut first_for: BTreeMap<Service, &str> = BTreeMap::new();
    for (index, endpoint) in read.iter().enumerate() {
        let Ok(Endpoint { name, service, kind: EndpointKind::Interface(interface), .. }) = endpoint else {
            continue;
        };
        if !interface.private_dns_enabled {
            continue;
        }
        let spot = Spot::element(ResourceKind::VpcEndpoint, index, name).field("private_dns_enabled");
        if interface.private_dns_only_for_inbound_resolver_endpoint && !gateway_to_s3 {
            let message =
                "private DNS for inbound resolvers only needs a gateway endpoint for `s3` in the VPC";
            let help = "add the gateway endpoint, or set \
                        `private_dns_only_for_inbound_resolver_endpoint = false`";
            report.error_with_help(&spot, message, help);
        }
        if let Some(first) = first_for.insert(*service, name) {
            let message = format!("`{first}` already answers to the name of `{service}` in this VPC");
            let help = "set `private_dns_enabled = false` at one of the two";
            report.error_with_help(&spot, message, help);
        }
    }
}
