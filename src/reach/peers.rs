//! Node to node: every ordered pair of placements must be able to talk.

use crate::aws::{Config, WorkloadKind};
use crate::net::{PortRange, Protocol};
use crate::reach::analyze::{has_peers, hop, missing, refused, start_of};
use crate::reach::decide::{Aim, Choice, Gate, Plan, Sender, decide};
use crate::reach::origin::placements;
use crate::reach::space::Space;
use crate::reach::{Analysis, Blocker, ComponentKind, ExplanationCode, Source, Verdict};

/// Port of the key exchange that encrypted nodes need (Developer Guide, "train-encrypt").
const KEY_EXCHANGE: u16 = 500;

/// Whether the nodes of the workload can talk to each other.
pub(in crate::reach) fn analyze(config: &Config, source: &Source) -> Analysis {
    let Some(workload) = config.workload() else {
        let detail = "there is no training job, processing job or model".to_owned();
        return refused(Vec::new(), vec![missing(source.to_string(), detail)]);
    };
    let talks = matches!(source, Source::Container | Source::Peer) && workload.kind != WorkloadKind::Model;
    if !talks || !has_peers(workload) {
        let detail = if talks { "the job has one node only" } else { "only the nodes of a job have peers" };
        return refused(vec![start_of(source)], vec![nobody(detail)]);
    }
    let Some(vpc_config) = &workload.vpc_config else {
        let start =
            hop(ComponentKind::ServiceNetwork, "SageMaker service network", "the nodes share a network");
        return Analysis::without_packet(
            vec![start],
            Gate::default(),
            hop(ComponentKind::Container, "peer", "another node"),
        );
    };
    let nodes = placements(config, workload, vpc_config);
    let mut needs = vec![(Protocol::TCP, PortRange::EPHEMERAL)];
    if workload.enable_inter_container_traffic_encryption {
        needs.push((Protocol::UDP, PortRange::single(KEY_EXCHANGE)));
        needs.push((Protocol::ESP, PortRange::ALL));
    }
    let answers = needs.into_iter().map(|(protocol, ports)| between(config, &nodes, protocol, ports));
    answers.reduce(worse).unwrap_or_else(|| refused(vec![start_of(source)], vec![nobody("nothing to ask")]))
}

fn between(config: &Config, nodes: &[Sender<'_>], protocol: Protocol, called: PortRange) -> Analysis {
    let aims = nodes
        .iter()
        .map(|node| Aim { target: Some(node.party), addresses: node.addresses.clone() })
        .collect();
    let plan = Plan {
        senders: nodes.to_vec(),
        aims,
        protocols: vec![protocol],
        called,
        answer_needed: true,
        choice: Choice::Environment,
        lead: Vec::new(),
        lead_blockers: Vec::new(),
        arrival: None,
    };
    decide(&Space::new(config, called), &plan, &|_, _, _| Gate::default())
}

/// The answer that holds less; blockers of both when both refuse.
fn worse(a: Analysis, b: Analysis) -> Analysis {
    if a.verdict() == Verdict::Never && b.verdict() == Verdict::Never {
        return a.with_more_blockers(b.blockers());
    }
    if b.verdict() < a.verdict() { b } else { a }
}

fn nobody(detail: &str) -> Blocker {
    Blocker {
        code: ExplanationCode::NoPossibleDestination,
        component: "peer".to_owned(),
        kind: ComponentKind::Container,
        detail: detail.to_owned(),
    }
}
