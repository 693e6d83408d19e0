//! Other ways for a flow: routes, endpoints, NAT gateways, subnets.

use crate::aws::form::fresh_name;
use crate::aws::{ConfigDraft, ResourceKind, Service, SubnetDraft, VpcEndpointDraft};
use crate::lab::fix::apply::route;
use crate::lab::fix::derive::ends::{
    Ends, Far, acl_of, groups_or_default, is_public, region, subnet, table_of, tables_of,
};
use crate::lab::fix::edit::DesignEdit;

const ANYWHERE: &str = "0.0.0.0/0";
const GATEWAY: &str = "internet_gateway";
/// How many elements of one kind are tried.
const FEW: usize = 3;

/// Every way that could lead the sender's packets to the far end.
pub(super) fn ways(draft: &ConfigDraft, ends: &Ends) -> Vec<DesignEdit> {
    let mut found = Vec::new();
    let tables = tables_of(draft, &ends.sender.subnets);
    if let Some(service) = ends.gateway_service() {
        found.extend(by_gateway_endpoint(draft, service, &tables));
        found.extend(other_tables(draft, ends, service));
    }
    match &ends.far {
        Far::Service(service) if !service.has_gateway_endpoint() => {
            found.extend(by_interface_endpoint(draft, ends, *service));
        }
        Far::Internet => found.extend(by_internet(draft, ends, &tables)),
        Far::Bucket { .. } | Far::Service(_) | Far::Address | Far::Peer | Far::Dns => {}
    }
    found
}

/// The route to a gateway endpoint of the service in each of the tables.
fn by_gateway_endpoint(draft: &ConfigDraft, service: Service, tables: &[String]) -> Vec<DesignEdit> {
    let mut found = Vec::new();
    for endpoint in draft.vpc_endpoints.iter().filter(|endpoint| is_gateway(draft, endpoint, service)) {
        found.extend(
            tables
                .iter()
                .map(|table| DesignEdit::Associate { endpoint: endpoint.name.clone(), table: table.clone() }),
        );
    }
    if found.is_empty() && !tables.is_empty() {
        let name = endpoint_name(draft, service);
        found.push(DesignEdit::AddGatewayEndpoint { name, service, tables: tables.to_vec() });
    }
    found
}

fn is_gateway(draft: &ConfigDraft, endpoint: &VpcEndpointDraft, service: Service) -> bool {
    endpoint.vpc_endpoint_type.as_deref() == Some("Gateway") && serves(draft, endpoint) == Some(service)
}

fn serves(draft: &ConfigDraft, endpoint: &VpcEndpointDraft) -> Option<Service> {
    Service::named(endpoint.service.as_deref()?, region(draft))
}

/// The name that a policy already counts on, else the service's.
fn endpoint_name(draft: &ConfigDraft, service: Service) -> String {
    let short = service.short_name().replace('.', "-");
    let taken = |name: &str| draft.vpc_endpoints.iter().any(|endpoint| endpoint.name == name);
    let policies = draft.s3_buckets.iter().filter_map(|bucket| bucket.policy.as_deref());
    let mut expected = policies.filter_map(|policy| {
        let (_, rest) = policy.split_once("\"vpce-")?;
        rest.split_once('"').map(|(name, _)| name.to_owned())
    });
    match expected.find(|name| service == Service::S3 && !taken(name)) {
        Some(name) => name,
        None if taken(&short) => fresh_name(draft, ResourceKind::VpcEndpoint),
        None => short,
    }
}

/// Tables of the endpoint for the sender's subnets.
fn other_tables(draft: &ConfigDraft, ends: &Ends, service: Service) -> Vec<DesignEdit> {
    let endpoints = draft.vpc_endpoints.iter().filter(|endpoint| is_gateway(draft, endpoint, service));
    let tables: Vec<&String> =
        endpoints.filter_map(|endpoint| endpoint.route_tables.as_ref()).flatten().collect();
    let mut found = Vec::new();
    for name in &ends.sender.subnets {
        let current = subnet(draft, name).map(table_of);
        let others = tables.iter().filter(|table| current != Some(table.as_str()));
        found.extend(
            others
                .take(FEW)
                .map(|table| DesignEdit::SetTable { subnet: name.clone(), table: (*table).clone() }),
        );
    }
    found
}

fn by_interface_endpoint(draft: &ConfigDraft, ends: &Ends, service: Service) -> Vec<DesignEdit> {
    let interfaces: Vec<&VpcEndpointDraft> = draft
        .vpc_endpoints
        .iter()
        .filter(|endpoint| endpoint.vpc_endpoint_type.as_deref() == Some("Interface"))
        .collect();
    if interfaces.iter().any(|endpoint| serves(draft, endpoint) == Some(service)) {
        return Vec::new();
    }
    let mut found: Vec<DesignEdit> = interfaces
        .iter()
        .map(|endpoint| DesignEdit::SetService { endpoint: endpoint.name.clone(), service })
        .collect();
    let mut groups: Vec<Vec<String>> =
        interfaces.iter().map(|endpoint| groups_or_default(endpoint.security_groups.as_ref())).collect();
    groups.push(ends.sender.groups.clone());
    groups.dedup();
    let name = endpoint_name(draft, service);
    let subnets: Vec<String> = ends.sender.subnets.iter().take(1).cloned().collect();
    found.extend(groups.into_iter().take(FEW).filter(|_| !subnets.is_empty()).map(|groups| {
        DesignEdit::AddInterfaceEndpoint { name: name.clone(), service, subnets: subnets.clone(), groups }
    }));
    found
}

/// The default route to a NAT gateway, or straight out for a sender with a public address.
fn by_internet(draft: &ConfigDraft, ends: &Ends, tables: &[String]) -> Vec<DesignEdit> {
    let mut found = Vec::new();
    let targets: Vec<String> = if ends.sender.public_ip {
        vec![GATEWAY.to_owned()]
    } else {
        draft.nat_gateways.iter().map(|nat| nat.name.clone()).take(FEW).collect()
    };
    for (table, target) in tables.iter().flat_map(|table| targets.iter().map(move |target| (table, target))) {
        let written = draft.route_tables.iter().find(|known| known.name == *table);
        let mut routes = written.into_iter().flat_map(|table| &table.routes);
        let default = routes.find(|route| route.destination.as_deref() == Some(ANYWHERE));
        found.push(match default {
            Some(known) => DesignEdit::ReplaceRoute {
                table: table.clone(),
                route: known.clone(),
                target: target.clone(),
            },
            None => DesignEdit::AddRoute { table: table.clone(), route: route(ANYWHERE, target) },
        });
        let dead = written.into_iter().flat_map(|table| &table.routes);
        let dead = dead.filter(|route| route.target.as_deref() == Some("blackhole"));
        found
            .extend(dead.map(|route| DesignEdit::RemoveRoute { table: table.clone(), route: route.clone() }));
    }
    if targets.is_empty() {
        let name = fresh_name(draft, ResourceKind::NatGateway);
        let public = draft.subnets.iter().filter(|subnet| is_public(draft, subnet)).take(FEW);
        found.extend(
            public.map(|subnet| DesignEdit::AddNat { name: name.clone(), subnet: subnet.name.clone() }),
        );
    }
    found
}

/// A place where the NAT gateway has a way out, or the way out where it stands.
pub(super) fn mend_nat(draft: &ConfigDraft, name: &str) -> Vec<DesignEdit> {
    let public = draft.subnets.iter().filter(|subnet| is_public(draft, subnet)).take(FEW);
    let mut found: Vec<DesignEdit> = public
        .map(|subnet| DesignEdit::MoveNat { name: name.to_owned(), subnet: subnet.name.clone() })
        .collect();
    let stands_in =
        draft.nat_gateways.iter().find(|nat| nat.name == name).and_then(|nat| nat.subnet.as_ref());
    if let Some(here) = stands_in.and_then(|here| subnet(draft, here)) {
        let table = table_of(here).to_owned();
        found.push(DesignEdit::AddRoute { table, route: route(ANYWHERE, GATEWAY) });
    }
    found
}

/// Other network ACLs for the subnets that have this one.
pub(super) fn other_acls(draft: &ConfigDraft, name: &str) -> Vec<DesignEdit> {
    let others: Vec<&str> = draft
        .network_acls
        .iter()
        .map(|acl| acl.name.as_str())
        .chain(["default"])
        .filter(|other| *other != name)
        .take(FEW)
        .collect();
    let here = draft.subnets.iter().filter(|subnet| acl_of(subnet) == name);
    here.flat_map(|subnet| {
        others.iter().map(|acl| DesignEdit::SetAcl { subnet: subnet.name.clone(), acl: (*acl).to_owned() })
    })
    .collect()
}

/// Further subnets for a workload that is in the VPC.
pub(super) fn other_subnets(draft: &ConfigDraft) -> Vec<DesignEdit> {
    let Some(used) = draft.workload.as_ref().and_then(|workload| workload.subnets.as_ref()) else {
        return Vec::new();
    };
    let others = quiet_subnets(draft).into_iter().filter(|name| !used.contains(name));
    others.take(FEW).map(|subnet| DesignEdit::AttachSubnet { subnet }).collect()
}

/// Places in the VPC for a workload that is not in it.
pub(super) fn into_vpc(draft: &ConfigDraft) -> Vec<DesignEdit> {
    let in_vpc = draft.workload.as_ref().is_none_or(|workload| workload.subnets.is_some());
    if in_vpc {
        return Vec::new();
    }
    let subnets = quiet_subnets(draft);
    let mut places: Vec<Vec<String>> = Vec::new();
    if subnets.len() > 1 {
        places.push(subnets.clone());
    }
    places.extend(subnets.into_iter().take(FEW).map(|subnet| vec![subnet]));
    let groups = free_groups(draft);
    let pairs = groups.iter().flat_map(|group| places.iter().map(move |subnets| (group, subnets)));
    pairs
        .map(|(group, subnets)| DesignEdit::SetVpcConfig {
            subnets: subnets.clone(),
            groups: vec![group.clone()],
        })
        .collect()
}

/// Other places for a workload that is in the VPC.
pub(super) fn elsewhere(draft: &ConfigDraft) -> Vec<DesignEdit> {
    let workload = draft.workload.as_ref();
    let here = workload.and_then(|workload| workload.subnets.as_ref().zip(workload.security_groups.as_ref()));
    let Some((subnets, groups)) = here else { return Vec::new() };
    let quiet = quiet_subnets(draft);
    let single = quiet.iter().take(FEW).map(|subnet| vec![subnet.clone()]);
    std::iter::once(quiet.clone())
        .chain(single)
        .filter(|place| !place.is_empty() && place != subnets)
        .map(|subnets| DesignEdit::SetVpcConfig { subnets, groups: groups.clone() })
        .collect()
}

/// Subnets without a way out and without other machines, or all but the public ones.
fn quiet_subnets(draft: &ConfigDraft) -> Vec<String> {
    let private: Vec<&SubnetDraft> =
        draft.subnets.iter().filter(|subnet| !is_public(draft, subnet)).collect();
    let lived_in = |subnet: &SubnetDraft| {
        draft.network_interfaces.iter().any(|interface| interface.subnet.as_ref() == Some(&subnet.name))
    };
    let empty: Vec<&SubnetDraft> = private.iter().copied().filter(|subnet| !lived_in(subnet)).collect();
    let chosen = if empty.is_empty() { private } else { empty };
    chosen.into_iter().map(|subnet| subnet.name.clone()).collect()
}

/// Groups that no other element wears, or any.
fn free_groups(draft: &ConfigDraft) -> Vec<String> {
    let of_interfaces =
        draft.network_interfaces.iter().filter_map(|interface| interface.security_groups.as_ref());
    let of_endpoints = draft.vpc_endpoints.iter().filter_map(|endpoint| endpoint.security_groups.as_ref());
    let worn: Vec<&String> = of_interfaces.chain(of_endpoints).flatten().collect();
    let names: Vec<String> = draft.security_groups.iter().map(|group| group.name.clone()).collect();
    let free: Vec<String> = names.iter().filter(|name| !worn.contains(name)).cloned().collect();
    let mut chosen = if free.is_empty() { names } else { free };
    chosen.truncate(2);
    if chosen.is_empty() { vec!["default".to_owned()] } else { chosen }
}
