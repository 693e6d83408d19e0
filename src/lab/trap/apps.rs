//! Beliefs about notebook instances, Studio and clients on premises.

use crate::aws::{Config, RouteTarget, Service, Workload, WorkloadKind};
use crate::reach::{ComponentKind, ExplanationCode, Source};

use super::Recogniser;
use super::scene::{Asked, Scene, Sighting};
use super::workload::at_workload;

const NOTEBOOK: &str =
    "https://docs.aws.amazon.com/sagemaker/latest/dg/appendix-notebook-and-internet-access.html";
const STUDIO: &str =
    "https://docs.aws.amazon.com/sagemaker/latest/dg/studio-updated-and-internet-access.html";

pub(super) const TRAPS: &[Recogniser] = &[
    Recogniser {
        id: "notebook-vpc-removes-internet",
        fact: "A notebook instance in your VPC keeps SageMaker's way to the internet until its direct internet access is disabled.",
        source: NOTEBOOK,
        find: vpc_removes_internet,
    },
    Recogniser {
        id: "direct-access-uses-gateway",
        fact: "With direct internet access a notebook's S3 traffic leaves by SageMaker's own interface and passes your gateway endpoint by.",
        source: NOTEBOOK,
        find: direct_access_uses_gateway,
    },
    Recogniser {
        id: "studio-in-vpc-is-vpconly",
        fact: "Subnets alone do not bring Studio's traffic into your VPC: with public internet access its apps use SageMaker's network.",
        source: "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateDomain.html",
        find: studio_in_vpc_is_vpc_only,
    },
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

/// The workload, if it is of this kind, has interfaces in the VPC and also SageMaker's way out.
fn with_direct_access<'a>(scene: &Scene<'a>, kind: WorkloadKind) -> Option<&'a Workload> {
    scene.workload().filter(|w| w.kind == kind && w.direct_internet_access && w.vpc_config.is_some())
}

fn without_direct_access(scene: &Scene<'_>) -> Config {
    scene.config.with_workload(|workload| workload.direct_internet_access = false)
}

/// Leaks that the workload would not have without SageMaker's way out.
fn leaks_by_direct_access(scene: &Scene<'_>, kind: WorkloadKind) -> Vec<Sighting> {
    let Some(workload) = with_direct_access(scene, kind) else { return Vec::new() };
    let without = without_direct_access(scene);
    let leaks = scene.leaks().filter(Asked::is_from_container);
    let closed = leaks.filter(|leak| leak.aim.meets(&without));
    closed.map(|leak| at_workload(leak.aim, workload)).collect()
}

fn vpc_removes_internet(scene: &Scene<'_>) -> Vec<Sighting> {
    leaks_by_direct_access(scene, WorkloadKind::NotebookInstance)
}

fn studio_in_vpc_is_vpc_only(scene: &Scene<'_>) -> Vec<Sighting> {
    leaks_by_direct_access(scene, WorkloadKind::Domain)
}

fn direct_access_uses_gateway(scene: &Scene<'_>) -> Vec<Sighting> {
    let Some(notebook) = with_direct_access(scene, WorkloadKind::NotebookInstance) else { return Vec::new() };
    let without = without_direct_access(scene);
    let calls = scene.broken().filter(|asked| {
        asked.is_from_container() && asked.service() == Some(Service::S3) && asked.helps(&without)
    });
    calls.map(|asked| at_workload(asked.aim, notebook)).collect()
}

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
