//! Beliefs about network isolation.

use crate::aws::{Config, Workload};
use crate::lab::{Requirement, Setting, Wanted};
use crate::reach::{
    ComponentKind, Conversation, Destination, ExplanationCode, Query, Source, Verdict, verdict,
};

use super::Recogniser;
use super::scene::{Asked, Scene, Sighting};
use super::workload::{at_workload, container_leaks, is_shut, isolated, stranded_transfers, unset};

const ISOLATION: &str = "https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html";

pub(super) const TRAPS: &[Recogniser] = &[
    Recogniser {
        id: "isolation-is-encryption",
        fact: "Isolation takes the container's network away and encrypts nothing; keys and inter-container encryption are settings of their own.",
        source: "https://docs.aws.amazon.com/sagemaker/latest/dg/train-encrypt.html",
        find: isolation_is_encryption,
    },
    Recogniser {
        id: "isolation-blocks-s3-data",
        fact: "Isolation does not keep the data away: SageMaker downloads and uploads with the execution role, outside the container.",
        source: ISOLATION,
        find: isolation_blocks_data,
    },
    Recogniser {
        id: "isolation-keeps-creds",
        fact: "An isolated container has no AWS credentials and makes no call, so nothing in it can use S3 or another service.",
        source: ISOLATION,
        find: isolation_keeps_credentials,
    },
    Recogniser {
        id: "isolation-allows-pip",
        fact: "An isolated container installs nothing from the internet; packages belong into the image or an input channel.",
        source: ISOLATION,
        find: isolation_allows_downloads,
    },
    Recogniser {
        id: "more-is-always-better",
        fact: "Isolation also breaks what the container has to reach in the VPC, such as a database or an internal API.",
        source: "https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html",
        find: isolation_is_always_better,
    },
    Recogniser {
        id: "isolation-needs-vpc",
        fact: "Isolation works without VpcConfig; here VpcConfig only puts the platform's transfers on a path that does not work.",
        source: ISOLATION,
        find: isolation_needs_vpc,
    },
    Recogniser {
        id: "isolation-replaces-vpc",
        fact: "Isolation alone leaves the transfers in SageMaker's network; only with VpcConfig as well do they use your subnet and your endpoint.",
        source: ISOLATION,
        find: isolation_replaces_vpc,
    },
    Recogniser {
        id: "isolation-needs-no-s3-path",
        fact: "With VpcConfig the platform moves the data of an isolated job through your subnet, so the path to S3 is still needed.",
        source: ISOLATION,
        find: isolation_needs_no_s3_path,
    },
    Recogniser {
        id: "isolation-kills-distributed",
        fact: "The nodes of an isolated training job still talk to each other, so isolation is no reason to train on one instance.",
        source: ISOLATION,
        find: isolation_kills_distributed,
    },
];

fn not_isolated(scene: &Scene<'_>) -> Config {
    scene.config.with_workload(|workload| workload.enable_network_isolation = false)
}

fn isolation_is_encryption(scene: &Scene<'_>) -> Vec<Sighting> {
    let encryption =
        [Setting::EnableInterContainerTrafficEncryption, Setting::VolumeKmsKey, Setting::OutputKmsKey];
    let off = unset(scene, &encryption).filter(|(_, workload)| workload.enable_network_isolation);
    off.map(|(aim, workload)| at_workload(aim, workload)).collect()
}

/// Every way out is closed but the one that the data takes, which the container could do without.
fn isolation_blocks_data(scene: &Scene<'_>) -> Vec<Sighting> {
    let isolated = isolated(scene);
    let moves_data = scene.working().any(|need| {
        need.query.source == Source::Platform && matches!(need.query.destination, Destination::Bucket { .. })
    });
    let is_only_way = moves_data && is_shut(scene);
    let leaks = container_leaks(scene).filter(|(leak, _)| is_only_way && leak.service().is_some());
    let closed = leaks.filter(|(leak, _)| scene.would_do(leak, &isolated));
    closed.map(|(leak, workload)| at_workload(leak.aim, workload)).collect()
}

/// What the container has to reach, and does not for its isolation alone.
fn broken_by_isolation<'a>(scene: &Scene<'a>) -> impl Iterator<Item = (Asked<'a>, &'a Workload)> {
    let free = not_isolated(scene);
    let workload = scene.workload().filter(|workload| workload.enable_network_isolation);
    let broken = scene.broken().filter(Asked::is_from_container);
    let broken: Vec<_> = broken.filter(|asked| asked.helps(&free)).collect();
    broken.into_iter().filter_map(move |asked| Some((asked, workload?)))
}

fn isolation_keeps_credentials(scene: &Scene<'_>) -> Vec<Sighting> {
    let calls = broken_by_isolation(scene).filter(|(asked, _)| asked.service().is_some());
    calls.map(|(asked, workload)| at_workload(asked.aim, workload)).collect()
}

fn isolation_allows_downloads(scene: &Scene<'_>) -> Vec<Sighting> {
    let calls = broken_by_isolation(scene).filter(|(asked, _)| asked.is_to_internet());
    calls.map(|(asked, workload)| at_workload(asked.aim, workload)).collect()
}

fn isolation_is_always_better(scene: &Scene<'_>) -> Vec<Sighting> {
    let calls = broken_by_isolation(scene)
        .filter(|(asked, _)| matches!(asked.query.destination, Destination::Address { .. }));
    calls.map(|(asked, workload)| at_workload(asked.aim, workload)).collect()
}

fn isolation_needs_vpc(scene: &Scene<'_>) -> Vec<Sighting> {
    let Some(workload) = scene.workload().filter(|workload| workload.enable_network_isolation) else {
        return Vec::new();
    };
    let detached = scene.config.with_workload(|workload| workload.vpc_config = None);
    let transfers = scene.broken().filter(|asked| asked.query.source == Source::Platform);
    let mended = transfers.filter(|asked| scene.would_do(asked, &detached));
    mended.map(|asked| at_workload(asked.aim, workload)).collect()
}

fn isolation_replaces_vpc(scene: &Scene<'_>) -> Vec<Sighting> {
    let alone = |workload: &&Workload| workload.enable_network_isolation && workload.vpc_config.is_none();
    let Some(workload) = scene.workload().filter(alone) else { return Vec::new() };
    let refused = scene.blocked(ExplanationCode::BucketPolicyDeny).map(|(asked, _)| asked);
    let outside = scene.crossings(ComponentKind::ServiceNetwork);
    let transfers = refused.chain(outside).filter(|asked| asked.query.source == Source::Platform);
    let missed =
        transfers.map(|asked| asked.aim).chain(unset(scene, &[Setting::VpcConfig]).map(|(aim, _)| aim));
    missed.map(|aim| at_workload(aim, workload)).collect()
}

fn isolation_needs_no_s3_path(scene: &Scene<'_>) -> Vec<Sighting> {
    let is_isolated = scene.workload().is_some_and(|workload| workload.enable_network_isolation);
    let stranded = stranded_transfers(scene).filter(|_| is_isolated);
    stranded.map(|(asked, table)| asked.aim.at(ComponentKind::RouteTable, table)).collect()
}

/// One instance where more are wanted, although the nodes of the isolated job would talk.
fn isolation_kills_distributed(scene: &Scene<'_>) -> Vec<Sighting> {
    let cut = |workload: &&Workload| workload.enable_network_isolation && workload.instance_count == 1;
    let Some(workload) = scene.workload().filter(cut) else { return Vec::new() };
    let peers =
        Query { source: Source::Peer, destination: Destination::Peer, conversation: Conversation::TwoWay };
    let pair = scene.config.with_workload(|workload| workload.instance_count = 2);
    let talks = verdict(&pair, &peers) == Verdict::Always;
    let wanted = scene.unmet().filter(|aim| match aim.requirement {
        Requirement::MustBeSet { setting: Setting::InstanceCount, wanted: Wanted::Number(n) } => *n > 1,
        Requirement::MustReach(query) => query.destination == Destination::Peer,
        _ => false,
    });
    wanted.filter(|_| talks).map(|aim| at_workload(aim, workload)).collect()
}
