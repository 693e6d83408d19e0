//! Beliefs about `VpcConfig`, encryption and the subnets of the workload.

use crate::aws::{Config, Service, SubnetId, VpcConfig, Workload, WorkloadKind};
use crate::lab::{Requirement, Setting, Wanted};
use crate::reach::{
    ComponentKind, Conversation, Destination, ExplanationCode, Query, Source, Verdict, verdict,
};

use super::Recogniser;
use super::scene::{Aim, Asked, Scene, Sighting};

const ISOLATION: &str = "https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html";
const TRAIN_VPC: &str = "https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html";

pub(super) const TRAPS: &[Recogniser] = &[
    Recogniser {
        id: "private-by-default",
        fact: "Without VpcConfig and isolation the container runs in SageMaker's own network, which has internet access.",
        source: ISOLATION,
        find: private_by_default,
    },
    Recogniser {
        id: "default-uses-my-vpc",
        fact: "Without VpcConfig the workload has no interface in your VPC, so the subnets, groups and endpoints there do nothing for it.",
        source: "https://docs.aws.amazon.com/sagemaker/latest/dg/infrastructure-give-access.html",
        find: default_uses_my_vpc,
    },
    Recogniser {
        id: "vpc-is-isolation",
        fact: "VpcConfig gives the container an interface in your VPC, and it reaches whatever routes and filters leave open; only network isolation takes its network away.",
        source: TRAIN_VPC,
        find: vpc_is_isolation,
    },
    Recogniser {
        id: "enc-is-isolation",
        fact: "Encryption hides bytes from those without the key; code in the container works on plaintext and sends it wherever the network leads.",
        source: ISOLATION,
        find: encryption_is_isolation,
    },
    Recogniser {
        id: "kms-blocks-exfil",
        fact: "The job may decrypt with its key, so a library inside it meets plaintext and can send it out.",
        source: ISOLATION,
        find: key_blocks_exfiltration,
    },
    Recogniser {
        id: "intercontainer-default-on",
        fact: "Traffic between the nodes of a job is encrypted only when inter-container traffic encryption is switched on.",
        source: "https://docs.aws.amazon.com/sagemaker/latest/dg/encryption-in-transit.html",
        find: nodes_encrypt_by_default,
    },
    Recogniser {
        id: "vpcconfig-auto-s3",
        fact: "With VpcConfig the transfers leave from your subnet: without an S3 endpoint or a NAT gateway on its route table they go nowhere.",
        source: TRAIN_VPC,
        find: vpc_config_brings_s3,
    },
    Recogniser {
        id: "vpc-keeps-service-egress",
        fact: "Once the container is in your VPC, SageMaker's own way out is gone; there is no falling back to it.",
        source: "https://docs.aws.amazon.com/sagemaker/latest/dg/inter-network-privacy.html",
        find: vpc_keeps_service_egress,
    },
    Recogniser {
        id: "one-of-two-subnets",
        fact: "SageMaker may place the interfaces in any of the listed subnets, so each of them has to be right.",
        source: "https://docs.aws.amazon.com/sagemaker/latest/dg/infrastructure-give-access.html",
        find: one_of_two_subnets,
    },
    Recogniser {
        id: "one-subnet-hosting-ok",
        fact: "A model in a VPC needs subnets in at least two Availability Zones, even with one instance.",
        source: "https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html",
        find: one_subnet_for_hosting,
    },
    Recogniser {
        id: "ip-one-per-instance",
        fact: "Each instance takes at least two private addresses of its subnet, five with EFA, and five addresses of every subnet are reserved.",
        source: TRAIN_VPC,
        find: one_address_per_instance,
    },
    Recogniser {
        id: "dns-channel-left-open",
        fact: "The VPC's resolver answers whatever routes, groups and network ACLs say, and look-ups carry data out; isolation closes it.",
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html",
        find: dns_left_open,
    },
];

/// The workload as the element a belief shows in.
pub(super) fn at_workload(aim: Aim<'_>, workload: &Workload) -> Sighting {
    aim.at(ComponentKind::Container, workload.kind.section())
}

/// Leaks of user code in a container that could be isolated and is not.
pub(super) fn container_leaks<'a>(scene: &Scene<'a>) -> impl Iterator<Item = (Asked<'a>, &'a Workload)> {
    let open = |workload: &&Workload| {
        !workload.enable_network_isolation && workload.kind.takes("enable_network_isolation")
    };
    let workload = scene.workload().filter(open);
    let leaks: Vec<_> = scene.leaks().filter(Asked::is_from_container).collect();
    leaks.into_iter().filter_map(move |leak| Some((leak, workload?)))
}

pub(super) fn isolated(scene: &Scene<'_>) -> Config {
    scene.config.with_workload(|workload| workload.enable_network_isolation = true)
}

/// The workload in every subnet and with every group that somebody made for it.
fn attached(scene: &Scene<'_>) -> Option<Config> {
    let subnets = scene.config.subnet_ids().collect::<Vec<_>>();
    let made = |id: &_| scene.config.security_group(*id).name != "default";
    let groups = scene.config.security_group_ids().filter(made).collect::<Vec<_>>();
    (!subnets.is_empty() && !groups.is_empty()).then(|| {
        let vpc_config = VpcConfig { subnets, security_groups: groups };
        scene.config.with_workload(|workload| workload.vpc_config = Some(vpc_config))
    })
}

fn private_by_default(scene: &Scene<'_>) -> Vec<Sighting> {
    let attached = attached(scene);
    let leaks = container_leaks(scene).filter(|(_, workload)| workload.vpc_config.is_none());
    let open = leaks.filter(|(leak, _)| attached.as_ref().is_none_or(|attached| !leak.aim.meets(attached)));
    open.map(|(leak, workload)| at_workload(leak.aim, workload)).collect()
}

fn default_uses_my_vpc(scene: &Scene<'_>) -> Vec<Sighting> {
    let outside = |workload: &&Workload| workload.vpc_config.is_none() && !workload.enable_network_isolation;
    let Some(workload) = scene.workload().filter(outside) else { return Vec::new() };
    let Some(attached) = attached(scene) else { return Vec::new() };
    let missed = scene.leaks().chain(scene.broken()).filter(Asked::is_from_workload);
    let mended = missed.filter(|asked| asked.aim.meets(&attached));
    mended.map(|asked| at_workload(asked.aim, workload)).collect()
}

fn vpc_is_isolation(scene: &Scene<'_>) -> Vec<Sighting> {
    let isolated = isolated(scene);
    let leaks = container_leaks(scene).filter(|(_, workload)| workload.vpc_config.is_some());
    let closed = leaks.filter(|(leak, _)| scene.would_do(leak, &isolated));
    closed.map(|(leak, workload)| at_workload(leak.aim, workload)).collect()
}

fn has_key(workload: &Workload) -> bool {
    workload.volume_kms_key.is_some() || workload.output_kms_key.is_some()
}

fn encryption_is_isolation(scene: &Scene<'_>) -> Vec<Sighting> {
    let leaks = container_leaks(scene).filter(|(_, workload)| {
        let encrypts = has_key(workload) || workload.enable_inter_container_traffic_encryption;
        encrypts && workload.vpc_config.is_none()
    });
    leaks.map(|(leak, workload)| at_workload(leak.aim, workload)).collect()
}

fn key_blocks_exfiltration(scene: &Scene<'_>) -> Vec<Sighting> {
    let leaks = container_leaks(scene).filter(|(_, workload)| has_key(workload));
    let out = leaks.filter(|(leak, workload)| {
        workload.vpc_config.is_some() && (leak.is_to_internet() || leak.service().is_some())
    });
    out.map(|(leak, workload)| at_workload(leak.aim, workload)).collect()
}

/// Objectives that a setting be on, and it is off.
pub(super) fn unset<'a>(
    scene: &Scene<'a>,
    settings: &[Setting],
) -> impl Iterator<Item = (Aim<'a>, &'a Workload)> {
    let wanted = |aim: &Aim<'_>| match aim.requirement {
        Requirement::MustBeSet { setting, wanted: Wanted::Present } => settings.contains(setting),
        _ => false,
    };
    let aims: Vec<_> = scene.unmet().filter(wanted).collect();
    let workload = scene.workload();
    aims.into_iter().filter_map(move |aim| Some((aim, workload?)))
}

fn nodes_encrypt_by_default(scene: &Scene<'_>) -> Vec<Sighting> {
    let off = unset(scene, &[Setting::EnableInterContainerTrafficEncryption]);
    let distributed =
        off.filter(|(_, workload)| workload.instance_count > 1 && !workload.enable_network_isolation);
    distributed.map(|(aim, workload)| at_workload(aim, workload)).collect()
}

/// Whether the workload is in the VPC and no packet of its container gets to the internet.
pub(super) fn is_shut(scene: &Scene<'_>) -> bool {
    let internet = Query {
        source: Source::Container,
        destination: Destination::Internet(None),
        conversation: Conversation::OneWay,
    };
    scene.vpc_config().is_some() && verdict(scene.config, &internet) == Verdict::Never
}

/// Transfers that fail for want of a route, where no endpoint for S3 was made.
pub(super) fn stranded_transfers<'a>(scene: &Scene<'a>) -> impl Iterator<Item = (Asked<'a>, &'a str)> {
    let has_endpoint = scene.endpoints().any(|(_, endpoint)| endpoint.service == Service::S3);
    let stranded = scene.blocked(ExplanationCode::NoRouteToDestination).filter(move |(asked, _)| {
        asked.query.source == Source::Platform && asked.service() == Some(Service::S3) && !has_endpoint
    });
    stranded.map(|(asked, blocker)| (asked, blocker.component.as_str()))
}

fn vpc_config_brings_s3(scene: &Scene<'_>) -> Vec<Sighting> {
    let is_isolated = scene.workload().is_some_and(|workload| workload.enable_network_isolation);
    let stranded = stranded_transfers(scene).filter(|_| !is_isolated);
    stranded.map(|(asked, table)| asked.aim.at(ComponentKind::RouteTable, table)).collect()
}

fn vpc_keeps_service_egress(scene: &Scene<'_>) -> Vec<Sighting> {
    let detached = scene.config.with_workload(|workload| workload.vpc_config = None);
    let stranded = scene.blocked(ExplanationCode::NoRouteToDestination).filter(|(asked, _)| {
        let has_endpoint = |service| scene.endpoints().any(|(_, endpoint)| endpoint.service == service);
        let leaves = asked.is_to_internet() || asked.service().is_some_and(|service| !has_endpoint(service));
        leaves && asked.is_from_container() && asked.helps(&detached)
    });
    stranded.map(|(asked, table)| asked.aim.at(ComponentKind::RouteTable, table.component.as_str())).collect()
}

/// The workload in this one subnet. What hosting and the number of instances ask of subnets stays out of
/// the comparison.
fn in_one_subnet(scene: &Scene<'_>, subnet: SubnetId, asked: &Asked<'_>) -> Config {
    scene.config.with_workload(|workload| {
        if let Some(vpc_config) = &mut workload.vpc_config {
            vpc_config.subnets = vec![subnet];
        }
        if asked.query.destination != Destination::Peer {
            workload.kind = WorkloadKind::ProcessingJob;
            workload.instance_count = 1;
        }
    })
}

fn one_of_two_subnets(scene: &Scene<'_>) -> Vec<Sighting> {
    let Some(vpc_config) = scene.vpc_config() else { return Vec::new() };
    let missed = scene.broken().chain(scene.leaks()).filter(Asked::is_from_workload);
    let mut seen = Vec::new();
    for asked in missed {
        let fits = |subnet: &&SubnetId| asked.aim.meets(&in_one_subnet(scene, **subnet, &asked));
        let (good, bad): (Vec<&SubnetId>, Vec<&SubnetId>) = vpc_config.subnets.iter().partition(fits);
        let bad = bad.into_iter().filter(|_| !good.is_empty());
        seen.extend(
            bad.map(|subnet| asked.aim.at(ComponentKind::Subnet, scene.config.subnet(*subnet).name.as_str())),
        );
    }
    seen
}

fn one_subnet_for_hosting(scene: &Scene<'_>) -> Vec<Sighting> {
    let refused = scene.blocked(ExplanationCode::SubnetsNeedTwoAzs);
    refused.map(|(asked, blocker)| asked.aim.at(ComponentKind::Subnet, blocker.component.as_str())).collect()
}

/// The subnets are too small, and would do if an instance took one address instead of two, or five with
/// EFA.
fn one_address_per_instance(scene: &Scene<'_>) -> Vec<Sighting> {
    let fewer = scene.config.with_workload(|workload| {
        let each = if workload.efa { 5 } else { 2 };
        workload.instance_count = workload.instance_count.div_ceil(each);
    });
    let refused = scene.blocked(ExplanationCode::SubnetAddressesExhausted);
    let fits = refused.filter(|(asked, _)| asked.helps(&fewer));
    fits.map(|(asked, blocker)| asked.aim.at(ComponentKind::Subnet, blocker.component.as_str())).collect()
}

/// The ways by packet are closed, and the look-up of names is not.
fn dns_left_open(scene: &Scene<'_>) -> Vec<Sighting> {
    let is_shut = is_shut(scene);
    let lookups = scene.leaks().filter(|leak| is_shut && leak.query.destination == Destination::Dns);
    lookups.map(|leak| leak.aim.at(ComponentKind::DnsResolver, "vpc resolver")).collect()
}
