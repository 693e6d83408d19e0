//! Beliefs about route tables, internet gateways and NAT gateways.

use crate::aws::{EndpointKind, Nat, Route, RouteTableId, RouteTarget, Service, WorkloadKind};
use crate::net::Ipv4Prefix;
use crate::reach::{ComponentKind, ExplanationCode, Source};

use super::Recogniser;
use super::scene::{Asked, Scene, Sighting, once_each};

const NAT_GATEWAY: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html";
const ROUTE_TABLES: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html";
const GATEWAY_ENDPOINTS: &str = "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html";

pub(super) const TRAPS: &[Recogniser] = &[
    Recogniser {
        id: "public-subnet-gives-egress",
        fact: "Interfaces of jobs and models have private addresses only, so a route to the internet gateway drops their packets, those to S3 too.",
        source: "https://docs.aws.amazon.com/sagemaker/latest/dg/process-vpc.html",
        find: public_subnet_gives_egress,
    },
    Recogniser {
        id: "igw-without-public-ip",
        fact: "The internet gateway carries packets of interfaces with a public address only; the route alone is not enough.",
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
        find: gateway_without_public_address,
    },
    Recogniser {
        id: "nat-in-own-subnet",
        fact: "A NAT gateway serves other subnets than its own: it stands in a public subnet, its clients in private ones.",
        source: NAT_GATEWAY,
        find: nat_in_own_subnet,
    },
    Recogniser {
        id: "private-nat",
        fact: "A private NAT gateway has no Elastic IP address, and the internet gateway drops its packets.",
        source: NAT_GATEWAY,
        find: private_nat,
    },
    Recogniser {
        id: "nat-subnet-without-igw-route",
        fact: "A NAT gateway leads out only if the route table of its own subnet leads to an internet gateway.",
        source: NAT_GATEWAY,
        find: nat_subnet_without_route,
    },
    Recogniser {
        id: "split-default-route",
        fact: "Routes such as 0.0.0.0/1 and 128.0.0.0/1 lead to the internet like 0.0.0.0/0 does, and they win over it.",
        source: ROUTE_TABLES,
        find: split_default_route,
    },
    Recogniser {
        id: "specific-blackhole",
        fact: "The most specific route decides even when its target is gone; a wider route does not step in.",
        source: ROUTE_TABLES,
        find: specific_blackhole,
    },
    Recogniser {
        id: "private-by-name",
        fact: "A subnet is private when its route table has no route to an internet gateway, whatever its name says.",
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html",
        find: private_by_name,
    },
    Recogniser {
        id: "route-auto-everywhere",
        fact: "A gateway endpoint serves exactly the route tables that it lists; subnets with other tables have no route to it.",
        source: GATEWAY_ENDPOINTS,
        find: endpoint_covers_every_subnet,
    },
    Recogniser {
        id: "route-in-wrong-table",
        fact: "The endpoint's route belongs into the table of the subnet that calls, not into that of another subnet.",
        source: GATEWAY_ENDPOINTS,
        find: route_in_wrong_table,
    },
    Recogniser {
        id: "nat-is-endpoint",
        fact: "Through a NAT gateway the service answers, and so does every other host of the internet; an endpoint leads to one service.",
        source: GATEWAY_ENDPOINTS,
        find: nat_is_endpoint,
    },
    Recogniser {
        id: "endpoint-needs-nat",
        fact: "Endpoints work without NAT and internet gateways; here the route to the NAT gateway serves nothing that is asked for.",
        source: "https://docs.aws.amazon.com/sagemaker/latest/dg/interface-vpc-endpoint.html",
        find: endpoint_needs_nat,
    },
    Recogniser {
        id: "nat-cheaper-for-s3",
        fact: "A NAT gateway charges for every gigabyte of S3 traffic, a gateway endpoint for S3 for none.",
        source: GATEWAY_ENDPOINTS,
        find: nat_for_s3,
    },
];

fn leads_to_gateway(scene: &Scene<'_>, table: RouteTableId) -> bool {
    let routes = &scene.config.route_table(table).routes;
    routes.iter().any(|route| route.target == RouteTarget::InternetGateway)
}

fn public_subnet_gives_egress(scene: &Scene<'_>) -> Vec<Sighting> {
    let dropped = scene.blocked(ExplanationCode::IgwPublicIpAssociationForEgress);
    // Studio's public subnets are a misconception of their own.
    let is_job = scene.workload().is_some_and(|workload| workload.kind != WorkloadKind::Domain);
    let dropped = dropped.map(|(asked, _)| asked).filter(|asked| is_job && asked.is_from_workload());
    let tables = dropped.flat_map(|asked| {
        let tables = scene.tables_of(&asked.query.source).into_iter();
        tables.filter(|table| leads_to_gateway(scene, *table)).map(move |table| (asked, table))
    });
    tables.map(|(asked, table)| asked.aim.at(ComponentKind::RouteTable, scene.table_name(table))).collect()
}

fn gateway_without_public_address(scene: &Scene<'_>) -> Vec<Sighting> {
    let dropped = scene.blocked(ExplanationCode::IgwPublicIpAssociationForEgress);
    let seen = dropped.filter_map(|(asked, _)| match &asked.query.source {
        Source::Client(name) => Some(asked.aim.at(ComponentKind::NetworkInterface, name.as_str())),
        _ => None,
    });
    seen.collect()
}

/// NAT gateways in which what must work ends.
fn dead_nats<'a>(scene: &Scene<'a>) -> impl Iterator<Item = (Asked<'a>, &'a Nat)> {
    let nats = scene.config.nats();
    let blocked: Vec<_> = scene.blocked(ExplanationCode::NatGatewayHasNoWayOut).collect();
    blocked.into_iter().filter_map(move |(asked, blocker)| {
        let nat = nats.iter().find(|nat| nat.name == blocker.component)?;
        Some((asked, nat))
    })
}

fn at_nat((asked, nat): (Asked<'_>, &Nat)) -> Sighting {
    asked.aim.at(ComponentKind::NatGateway, nat.name.as_str())
}

fn nat_in_own_subnet(scene: &Scene<'_>) -> Vec<Sighting> {
    let own = |(asked, nat): &(Asked<'_>, &Nat)| scene.subnets_of(&asked.query.source).contains(&nat.subnet);
    dead_nats(scene).filter(own).map(at_nat).collect()
}

fn private_nat(scene: &Scene<'_>) -> Vec<Sighting> {
    dead_nats(scene).filter(|(_, nat)| !nat.public).map(at_nat).collect()
}

fn nat_subnet_without_route(scene: &Scene<'_>) -> Vec<Sighting> {
    let stranded = dead_nats(scene).filter(|(asked, nat)| {
        let elsewhere = !scene.subnets_of(&asked.query.source).contains(&nat.subnet);
        elsewhere && !leads_to_gateway(scene, scene.config.subnet(nat.subnet).route_table)
    });
    stranded.map(at_nat).collect()
}

fn leads_out(route: &Route) -> bool {
    route.target != RouteTarget::Blackhole
}

/// Routes that lead out without being the default route.
fn is_partial(route: &Route) -> bool {
    leads_out(route) && route.destination != Ipv4Prefix::ALL
}

fn split_default_route(scene: &Scene<'_>) -> Vec<Sighting> {
    let mut seen = Vec::new();
    for leak in scene.leaks() {
        let tables = scene.tables_of(&leak.query.source).into_iter().filter(|table| {
            let routes = &scene.config.route_table(*table).routes;
            routes.iter().any(is_partial)
                && !routes.iter().any(|r| leads_out(r) && r.destination == Ipv4Prefix::ALL)
        });
        let tables: Vec<_> = tables.collect();
        let without = scene.with_tables(&tables, |table| table.routes.retain(|route| !is_partial(route)));
        if !tables.is_empty() && leak.aim.meets(&without) {
            let named = tables.iter().map(|table| scene.table_name(*table));
            seen.extend(named.map(|name| leak.aim.at(ComponentKind::RouteTable, name)));
        }
    }
    seen
}

fn specific_blackhole(scene: &Scene<'_>) -> Vec<Sighting> {
    let mut seen = Vec::new();
    for (asked, blocker) in scene.blocked(ExplanationCode::BadStateRoute) {
        let tables = scene.tables_of(&asked.query.source);
        let without = scene.with_tables(&tables, |table| table.routes.retain(leads_out));
        let steps_in = tables.iter().any(|table| {
            let routes = &scene.config.route_table(*table).routes;
            scene.table_name(*table) == blocker.component && routes.iter().any(leads_out)
        });
        if steps_in && asked.helps(&without) {
            seen.push(asked.aim.at(ComponentKind::RouteTable, blocker.component.as_str()));
        }
    }
    seen
}

fn private_by_name(scene: &Scene<'_>) -> Vec<Sighting> {
    let straight = scene.leaks().filter(|leak| {
        leak.analysis.traverses(ComponentKind::InternetGateway)
            && !leak.analysis.traverses(ComponentKind::NatGateway)
    });
    let subnets = straight.flat_map(|leak| {
        let subnets = scene.subnets_of(&leak.query.source).into_iter();
        subnets.map(move |subnet| (leak, scene.config.subnet(subnet)))
    });
    let misnamed = subnets
        .filter(|(_, subnet)| subnet.name.contains("private") && leads_to_gateway(scene, subnet.route_table));
    misnamed.map(|(leak, subnet)| leak.aim.at(ComponentKind::Subnet, subnet.name.as_str())).collect()
}

/// The route tables that the gateway endpoints for S3 list.
fn listed_tables(scene: &Scene<'_>) -> Vec<RouteTableId> {
    let gateways = scene.gateways(Service::S3).into_iter();
    let listed = gateways.filter_map(|(_, endpoint)| match &endpoint.kind {
        EndpointKind::Gateway(gateway) => Some(gateway.route_tables.clone()),
        EndpointKind::Interface(_) => None,
    });
    once_each(listed.flatten())
}

/// What must reach S3 and would if a gateway endpoint listed the caller's tables: with that endpoint's
/// name.
fn unlisted<'a>(scene: &Scene<'a>) -> Vec<(Asked<'a>, &'a str)> {
    let listed = listed_tables(scene);
    let Some((id, endpoint)) = scene.gateways(Service::S3).into_iter().next() else { return Vec::new() };
    let mut found = Vec::new();
    for asked in scene.broken().filter(|asked| asked.service() == Some(Service::S3)) {
        let tables = scene.tables_of(&asked.query.source).into_iter();
        let missing: Vec<_> = tables.filter(|table| !listed.contains(table)).collect();
        let everywhere = scene.config.with_endpoint(id, |endpoint| {
            if let EndpointKind::Gateway(gateway) = &mut endpoint.kind {
                gateway.route_tables.extend(&missing);
            }
        });
        if !missing.is_empty() && asked.helps(&everywhere) {
            found.push((asked, endpoint.name.as_str()));
        }
    }
    found
}

/// Whether endpoints list tables, and nobody who asks for S3 sends from a subnet with one of them.
fn are_all_misplaced(scene: &Scene<'_>) -> bool {
    let listed = listed_tables(scene);
    let mut used = scene.questions().flat_map(|query| scene.tables_of(&query.source));
    !listed.is_empty() && !used.any(|table| listed.contains(&table))
}

fn endpoint_covers_every_subnet(scene: &Scene<'_>) -> Vec<Sighting> {
    let missed = unlisted(scene).into_iter().filter(|_| !are_all_misplaced(scene));
    missed.map(|(asked, name)| asked.aim.at(ComponentKind::GatewayEndpoint, name)).collect()
}

fn route_in_wrong_table(scene: &Scene<'_>) -> Vec<Sighting> {
    let missed = unlisted(scene).into_iter().filter(|_| are_all_misplaced(scene));
    missed.map(|(asked, name)| asked.aim.at(ComponentKind::GatewayEndpoint, name)).collect()
}

/// Leaks to somebody else through a NAT gateway.
fn nat_leaks<'a>(scene: &Scene<'a>) -> impl Iterator<Item = Asked<'a>> {
    scene
        .leaks()
        .filter(|leak| !scene.is_about_own_bucket(leak) && leak.analysis.traverses(ComponentKind::NatGateway))
}

fn at_nats(asked: Asked<'_>) -> impl Iterator<Item = Sighting> + use<'_> {
    asked.crossed(ComponentKind::NatGateway).map(move |nat| asked.aim.at(ComponentKind::NatGateway, nat))
}

fn nat_is_endpoint(scene: &Scene<'_>) -> Vec<Sighting> {
    let serves = scene
        .working()
        .any(|need| need.service().is_some() && need.analysis.traverses(ComponentKind::NatGateway));
    nat_leaks(scene).filter(|_| serves).flat_map(at_nats).collect()
}

fn endpoint_needs_nat(scene: &Scene<'_>) -> Vec<Sighting> {
    let idle = nat_leaks(scene).filter(|leak| {
        let tables = scene.tables_of(&leak.query.source);
        let without = scene.with_tables(&tables, |table| {
            table.routes.retain(|route| !matches!(route.target, RouteTarget::Nat(_)));
        });
        let by_endpoint = scene.working().any(|need| {
            let kinds = [ComponentKind::GatewayEndpoint, ComponentKind::InterfaceEndpoint];
            need.service().is_some() && kinds.iter().any(|kind| need.analysis.traverses(*kind))
        });
        by_endpoint && scene.would_do(leak, &without)
    });
    idle.flat_map(at_nats).collect()
}

fn nat_for_s3(scene: &Scene<'_>) -> Vec<Sighting> {
    let crossings = scene.crossings(ComponentKind::NatGateway);
    crossings.filter(|asked| asked.service() == Some(Service::S3)).flat_map(at_nats).collect()
}
