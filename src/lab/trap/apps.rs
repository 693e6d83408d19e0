//! Beliefs about Studio and clients on premises.

use crate::aws::{RouteTarget, Service, Workload, WorkloadKind};
use crate::reach::{ComponentKind, ExplanationCode, Source};

use super::Recogniser;
use super::scene::{Scene, Sighting};

const STUDIO: &str =
    "https://docs.aws.amazon.com/sagemaker/latest/dg/studio-updated-and-internet-access.html";

pub(super) const TRAPS: &[Recogniser] = &[
    Recogniser {
        id: "vpconly-public-subnet",
        fact: "Studio in VPC-only mode wants private subnets: its interfaces have no public address, and the internet gateway drops their packets.",
        source: STUDIO,
        find: public_subnet_for_studio,
    },
    Recogniser {
        id: "vpconly-no-internet-ever",
        fact: "VPC-only means that your routes decide: with a route to a NAT gateway Studio reaches the internet.",
        source: STUDIO,
        find: vpc_only_means_no_internet,
    },
    Recogniser {
        id: "gateway-from-onprem",
        fact: "A gateway endpoint serves callers in its VPC only; from on premises S3 is reached privately through an interface endpoint.",
        source: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html",
        find: gateway_from_premises,
    },
];

/// The domain, if its traffic takes the VPC's routes.
fn vpc_only<'a>(scene: &Scene<'a>) -> Option<&'a Workload> {
    scene.workload().filter(|w| w.kind == WorkloadKind::Domain && !w.direct_internet_access)
}

fn public_subnet_for_studio(scene: &Scene<'_>) -> Vec<Sighting> {
    let dropped = scene.blocked(ExplanationCode::IgwPublicIpAssociationForEgress);
    let dropped = dropped.filter(|(asked, _)| asked.is_from_container() && vpc_only(scene).is_some());
    let subnets = dropped.flat_map(|(asked, _)| {
        let subnets = scene.subnets_of(&asked.query.source).into_iter();
        subnets.map(move |subnet| (asked, scene.config.subnet(subnet)))
    });
    let public = subnets.filter(|(_, subnet)| {
        let routes = &scene.config.route_table(subnet.route_table).routes;
        routes.iter().any(|route| route.target == RouteTarget::InternetGateway)
    });
    public.map(|(asked, subnet)| asked.aim.at(ComponentKind::Subnet, subnet.name.as_str())).collect()
}

fn vpc_only_means_no_internet(scene: &Scene<'_>) -> Vec<Sighting> {
    let leaks = scene.leaks().filter(|leak| leak.is_from_container() && leak.is_to_internet());
    let through_nat = leaks.filter(|_| vpc_only(scene).is_some());
    let nats = through_nat.flat_map(|leak| {
        let nats = leak.crossed(ComponentKind::NatGateway);
        nats.map(move |nat| leak.aim.at(ComponentKind::NatGateway, nat))
    });
    nats.collect()
}

/// A client on premises lacks a private way to S3, where a gateway endpoint is all there is.
fn gateway_from_premises(scene: &Scene<'_>) -> Vec<Sighting> {
    let calls = scene.broken().filter(|asked| match &asked.query.source {
        Source::Client(name) => scene.config.on_premises_named(name).is_some(),
        _ => false,
    });
    let calls = calls
        .filter(|asked| asked.service() == Some(Service::S3) && scene.interfaces(Service::S3).is_empty());
    let gateways = calls.flat_map(|asked| {
        let gateways = scene.gateways(Service::S3).into_iter();
        gateways.map(move |(_, gateway)| asked.aim.at(ComponentKind::GatewayEndpoint, gateway.name.as_str()))
    });
    gateways.collect()
}
