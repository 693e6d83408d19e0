//! Node to node: every ordered pair of placements must be able to talk.

use crate::aws::Config;
use crate::net::{PortRange, Protocol};
use crate::reach::analyze::{Outline, has_peers, hop, missing, refused, start_of};
use crate::reach::decide::Gate;
use crate::reach::origin::{NO_WORKLOAD, placements};
use crate::reach::plan::{Aim, Choice, Plan, Sender};
use crate::reach::{Analysis, Blocker, ComponentKind, ExplanationCode, Source};

/// Port of the key exchange that encrypted nodes need (Developer Guide, "train-encrypt").
const KEY_EXCHANGE: u16 = 500;

/// What it takes to say whether the nodes of the workload can talk to each other.
pub(in crate::reach) fn outline<'c>(config: &'c Config, source: &Source) -> Outline<'c> {
    let Some(workload) = config.workload() else {
        let blocker = missing(source.to_string(), NO_WORKLOAD.to_owned());
        return Outline::Answered(refused(Vec::new(), vec![blocker]));
    };
    let talks = matches!(source, Source::Container | Source::Peer) && workload.kind.has_peers();
    if !talks || !has_peers(workload) {
        let detail = if talks { "the job has one node only" } else { "only the nodes of a job have peers" };
        return Outline::Answered(refused(vec![start_of(source)], vec![nobody(detail)]));
    }
    let Some(vpc_config) = &workload.vpc_config else {
        let start =
            hop(ComponentKind::ServiceNetwork, "SageMaker service network", "the nodes share a network");
        let arrival = hop(ComponentKind::Container, "peer", "another node");
        return Outline::Answered(Analysis::without_packet(vec![start], Gate::default(), arrival));
    };
    let nodes = placements(config, workload, vpc_config);
    let mut needs = vec![(Some(Protocol::TCP), PortRange::EPHEMERAL)];
    if workload.enable_inter_container_traffic_encryption {
        needs.push((Some(Protocol::UDP), PortRange::single(KEY_EXCHANGE)));
        needs.push((Some(Protocol::ESP), PortRange::ALL));
    }
    if workload.efa {
        // Elastic Fabric Adapter needs all traffic in and out (Developer Guide, "train-vpc").
        needs.push((None, PortRange::ALL));
    }
    let parts = needs.into_iter().map(|(protocol, called)| between(&nodes, protocol, called)).collect();
    Outline::Packets { parts, gates: None }
}

fn between<'c>(nodes: &[Sender<'c>], protocol: Option<Protocol>, called: PortRange) -> Plan<'c> {
    let aim = |node: &Sender<'c>| Aim { target: Some(node.party), addresses: node.addresses.clone() };
    Plan {
        senders: nodes.to_vec(),
        aims: nodes.iter().map(aim).collect(),
        protocol,
        called,
        answer_needed: true,
        choice: Choice::Environment,
        lead: Vec::new(),
        lead_blockers: Vec::new(),
        arrival: None,
    }
}

fn nobody(detail: &str) -> Blocker {
    Blocker {
        code: ExplanationCode::NoPossibleDestination,
        component: "peer".to_owned(),
        kind: ComponentKind::Container,
        detail: detail.to_owned(),
    }
}
