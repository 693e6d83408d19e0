//! The entry point: one question, one answer.

use crate::aws::{Config, RepositoryAccess, Service, Workload, WorkloadKind};
use crate::net::{PortRange, Protocol};
use crate::reach::analysis::Closed;
use crate::reach::bucket::{self, Gates};
use crate::reach::certify::holds_together;
use crate::reach::decide::{Gate, decide};
use crate::reach::gate::{Errand, Goal, Passage};
use crate::reach::origin::{Origin, interface_aim, origin, start_faults};
use crate::reach::peers;
use crate::reach::plan::{Aim, Choice, Plan, only};
use crate::reach::resolve::{Asker, resolve};
use crate::reach::space::{internet_addresses, is_public};
use crate::reach::sweep::Gatekeeper;
use crate::reach::{
    Analysis, Blocker, ComponentKind, Conversation, Destination, ExplanationCode, PathComponent, Query,
    Source, Verdict, Witness,
};

/// The port of NFS, which EFS is mounted with (EFS User Guide, "Using VPC security groups").
const NFS: u16 = 2049;

/// What has to be done for an answer.
pub(in crate::reach) enum Outline<'c> {
    /// Nothing: no packet of the VPC takes part.
    Answered(Analysis),
    /// Every part must be decided; the answer that holds least counts.
    Packets { parts: Vec<Plan<'c>>, gates: Option<Gates<'c>> },
}

impl<'c> Outline<'c> {
    fn of(plan: Plan<'c>) -> Self {
        Self::Packets { parts: vec![plan], gates: None }
    }
}

/// Answers `query` about `config`. Total: every question has an answer.
#[must_use]
pub fn analyze(config: &Config, query: &Query) -> Analysis {
    let analysis = match outline(config, query) {
        Outline::Answered(analysis) => analysis,
        Outline::Packets { parts, gates } => {
            let keeper: &dyn Gatekeeper = gates.as_ref().map_or(&(), |gates| gates);
            let answers = parts.iter().map(|plan| decide(config, plan, keeper));
            let analysis = answers.reduce(worse).unwrap_or_else(|| refused(Vec::new(), Vec::new()));
            let is_apart = analysis.verdict() == Verdict::Sometimes
                && parts.len() > 1
                && !holds_together(config, &parts);
            if is_apart { analysis.refused_alone() } else { analysis }
        }
    };
    if is_isolated(config, query) { isolated(query, &analysis) } else { analysis }
}

/// The answer that holds less; blockers of both when both refuse.
fn worse(a: Analysis, b: Analysis) -> Analysis {
    if a.verdict() == Verdict::Never && b.verdict() == Verdict::Never {
        return a.with_more_blockers(b.blockers());
    }
    if b.verdict() < a.verdict() { b } else { a }
}

/// Whether network isolation refuses, whatever the network says. What cannot start is refused for that
/// reason already, and the nodes of one job may talk.
pub(in crate::reach) fn is_isolated(config: &Config, query: &Query) -> bool {
    matches!(query.source, Source::Container | Source::Peer)
        && query.destination != Destination::Peer
        && config.workload().is_some_and(|workload| workload.enable_network_isolation)
        && start_faults(config).is_empty()
}

/// What the answer to `query` takes, as if network isolation were off.
pub(in crate::reach) fn outline<'c>(config: &'c Config, query: &'c Query) -> Outline<'c> {
    let faults = match query.source {
        Source::Container | Source::Platform | Source::Peer => start_faults(config),
        Source::Client(_) | Source::Internet => Vec::new(),
    };
    if !faults.is_empty() {
        return Outline::Answered(refused(vec![start_of(&query.source)], faults));
    }
    if query.destination == Destination::Peer {
        return peers::outline(config, &query.source);
    }
    let origin = origin(config, &query.source);
    if let Origin::Missing(detail) = origin {
        return Outline::Answered(refused(Vec::new(), vec![missing(query.source.to_string(), detail)]));
    }
    match &query.destination {
        Destination::Internet(ports) => to_internet(config, query, origin, *ports),
        Destination::Address { address, protocol, port } => {
            to_address(config, query, origin, *address, *protocol, *port)
        }
        Destination::Service(service) | Destination::Api { service, .. } => {
            to_service(config, query, origin, *service)
        }
        Destination::Bucket { bucket, .. } => to_bucket(config, query, origin, bucket),
        Destination::AnyForeignBucket { .. } => to_bucket(config, query, origin, "*"),
        Destination::Dns => Outline::Answered(to_dns(config, query, &origin)),
        Destination::Peer => peers::outline(config, &query.source),
    }
}

fn to_internet<'c>(
    config: &'c Config,
    query: &Query,
    origin: Origin<'c>,
    ports: Option<(Protocol, PortRange)>,
) -> Outline<'c> {
    let arrival = hop(ComponentKind::Internet, "internet", "a public address");
    let Origin::Vpc(senders) = origin else {
        return Outline::Answered(passes(query, &origin, arrival));
    };
    Outline::of(Plan {
        senders,
        aims: vec![Aim { target: None, addresses: internet_addresses(config) }],
        protocol: ports.map(|(protocol, _)| protocol),
        called: ports.map_or(PortRange::ALL, |(_, ports)| ports),
        answer_needed: query.conversation == Conversation::TwoWay,
        choice: if ports.is_none() { Choice::Sender } else { Choice::Environment },
        lead: Vec::new(),
        lead_blockers: Vec::new(),
        arrival: Some(arrival),
    })
}

fn to_address<'c>(
    config: &'c Config,
    query: &Query,
    origin: Origin<'c>,
    address: u32,
    protocol: Protocol,
    port: u16,
) -> Outline<'c> {
    let senders = match origin {
        Origin::Vpc(senders) => senders,
        Origin::Both(senders)
            if config.vpc().cidr_block.contains(address) && interface_carries(config, protocol, port) =>
        {
            senders
        }
        Origin::OnPremises { sender, .. } if config.vpc().cidr_block.contains(address) => vec![sender],
        origin => return Outline::Answered(address_from_elsewhere(config, query, &origin, address)),
    };
    let here = |id: &_| config.interface(*id).private_ip_address == Some(address);
    let aim = match config.interface_ids().find(here) {
        Some(id) => interface_aim(config, id),
        None => Aim { target: None, addresses: only(address) },
    };
    Outline::of(Plan {
        senders,
        aims: vec![aim],
        protocol: Some(protocol),
        called: PortRange::single(port),
        answer_needed: query.conversation == Conversation::TwoWay,
        choice: Choice::Environment,
        lead: Vec::new(),
        lead_blockers: Vec::new(),
        arrival: None,
    })
}

/// Whether a workload whose traffic leaves through SageMaker's network sends this to the VPC: a notebook
/// instance everything that is addressed there, a domain its file system's alone (SageMaker API,
/// `AppNetworkAccessType`).
fn interface_carries(config: &Config, protocol: Protocol, port: u16) -> bool {
    let is_domain = config.workload().is_some_and(|workload| workload.kind == WorkloadKind::Domain);
    !is_domain || (protocol == Protocol::TCP && port == NFS)
}

/// An address, from a network that is not the learner's.
fn address_from_elsewhere(config: &Config, query: &Query, origin: &Origin<'_>, address: u32) -> Analysis {
    let is_on_premises = matches!(origin, Origin::OnPremises { .. });
    if is_on_premises || (is_public(address) && !config.vpc().cidr_block.contains(address)) {
        return passes(query, origin, hop(ComponentKind::Internet, "internet", "a public address"));
    }
    let blocker = match origin {
        Origin::Outside => outside("an address inside the VPC cannot be called from outside".to_owned()),
        _ => Blocker {
            code: ExplanationCode::NoRouteToDestination,
            component: "SageMaker service network".to_owned(),
            kind: ComponentKind::ServiceNetwork,
            detail: match origin {
                Origin::Both(_) => "the workload's interface in the VPC does not carry this",
                _ => "without VpcConfig the workload has no interface in the VPC",
            }
            .to_owned(),
        },
    };
    refused(vec![start_of(&query.source)], vec![blocker])
}

/// Image pull, logs and metrics are the platform's own affair: its S3 transfers use the VPC, and the pull
/// from a registry that is reached through it.
fn platform_uses_vpc(config: &Config, service: Service) -> bool {
    let pulls = config.workload().is_some_and(|workload| workload.repository_access == RepositoryAccess::Vpc);
    service == Service::S3 || (pulls && matches!(service.short_name(), "ecr.api" | "ecr.dkr"))
}

/// A notebook with direct internet access passes gateway endpoints by, but its names of services still lead
/// to interface endpoints (Developer Guide, "appendix-notebook-and-internet-access").
fn notebook_uses_endpoint(config: &Config, service: Service) -> bool {
    let resolution = resolve(config, service, Asker::Inside);
    config.workload().is_some_and(|workload| workload.kind == WorkloadKind::NotebookInstance)
        && !resolution.aims.is_empty()
        && !resolution.is_public()
}

/// With an action, the policies on the way decide, too.
fn to_service<'c>(config: &'c Config, query: &'c Query, origin: Origin<'c>, service: Service) -> Outline<'c> {
    let errand = errand(config, query);
    let arrival = hop(ComponentKind::Service, service.short_name(), service.title());
    let own_affair = query.source == Source::Platform && !platform_uses_vpc(config, service);
    let (senders, asker) = match origin {
        Origin::Vpc(senders) if !own_affair => (senders, Asker::Inside),
        Origin::Both(senders) if notebook_uses_endpoint(config, service) => (senders, Asker::Inside),
        Origin::OnPremises { sender, inbound_resolver: true } => (vec![sender], Asker::InboundResolver),
        Origin::Vpc(_) => {
            return Outline::Answered(elsewhere(query, &Origin::ServiceNetwork, errand, arrival));
        }
        origin => return Outline::Answered(elsewhere(query, &origin, errand, arrival)),
    };
    let resolution = resolve(config, service, asker);
    if resolution.aims.is_empty() {
        return Outline::Answered(refused(vec![start_of(&query.source)], resolution.blockers));
    }
    if asker == Asker::InboundResolver && resolution.is_public() {
        return Outline::Answered(Analysis::without_packet(
            vec![resolution.hop, on_premises(&query.source)],
            policies_elsewhere(errand),
            arrival,
        ));
    }
    let plan = Plan::of_api_call(senders, resolution, Choice::Environment, arrival);
    Outline::Packets { parts: vec![plan], gates: errand.map(Gates::of) }
}

fn to_bucket<'c>(config: &'c Config, query: &'c Query, origin: Origin<'c>, name: &str) -> Outline<'c> {
    let Some(errand) = errand(config, query) else {
        let blocker = missing(name.to_owned(), format!("there is no bucket `{name}`"));
        return Outline::Answered(refused(Vec::new(), vec![blocker]));
    };
    match origin {
        Origin::Vpc(senders) => bucket::from_vpc(errand, senders, Asker::Inside),
        Origin::Both(senders) if !errand.is_adversarial() && notebook_uses_endpoint(config, Service::S3) => {
            bucket::from_vpc(errand, senders, Asker::Inside)
        }
        Origin::OnPremises { sender, inbound_resolver: true } if !errand.is_adversarial() => {
            bucket::from_vpc(errand, vec![sender], Asker::InboundResolver)
        }
        Origin::OnPremises { .. } => {
            Outline::Answered(bucket::from_elsewhere(errand, on_premises(&query.source)))
        }
        Origin::ServiceNetwork | Origin::Both(_) => Outline::Answered(bucket::from_elsewhere(
            errand,
            start_in(&query.source, ComponentKind::ServiceNetwork),
        )),
        Origin::Outside | Origin::Missing(_) => {
            Outline::Answered(bucket::from_elsewhere(errand, start_of(&query.source)))
        }
    }
}

/// The request that a question is about, when the configuration has what it names.
pub(in crate::reach) fn errand<'c>(config: &'c Config, query: &'c Query) -> Option<Errand<'c>> {
    let (goal, action) = match &query.destination {
        Destination::Bucket { bucket, action } => {
            let (name, key) = bucket.split_once('/').unwrap_or((bucket, ""));
            (Goal::Bucket { id: config.bucket_named(name)?, key }, action)
        }
        Destination::AnyForeignBucket { action } => (Goal::AnyForeignBucket, action),
        Destination::Api { service, action, resource } => {
            (Goal::Api { service: *service, resource: resource.as_deref() }, action)
        }
        Destination::Internet(_)
        | Destination::Address { .. }
        | Destination::Service(_)
        | Destination::Peer
        | Destination::Dns => return None,
    };
    Some(Errand { config, source: &query.source, goal, action })
}

/// The VPC's resolver answers whatever the filters say: neither security groups nor network ACLs
/// apply to it (VPC User Guide, "Security groups", "Network ACLs").
fn to_dns(config: &Config, query: &Query, origin: &Origin<'_>) -> Analysis {
    let arrival = hop(
        ComponentKind::DnsResolver,
        "vpc resolver",
        "looks up any public name; no security group or network ACL applies",
    );
    if matches!(origin, Origin::Vpc(_)) && !config.vpc().enable_dns_support {
        let blocker = Blocker {
            code: ExplanationCode::DnsResolutionDisabled,
            component: "vpc resolver".to_owned(),
            kind: ComponentKind::DnsResolver,
            detail: "enable_dns_support is off".to_owned(),
        };
        return refused(vec![start_of(&query.source)], vec![blocker]);
    }
    Analysis::without_packet(vec![start_of(&query.source)], Gate::default(), arrival)
}

/// Puts isolation before everything else that refuses.
fn isolated(query: &Query, underneath: &Analysis) -> Analysis {
    let component = query.source.to_string();
    let mut blockers = vec![Blocker {
        code: ExplanationCode::NetworkIsolationBlocksContainer,
        component: component.clone(),
        kind: ComponentKind::Container,
        detail: "enable_network_isolation is on: the container has no network".to_owned(),
    }];
    if query.destination.is_a_request() {
        blockers.push(Blocker {
            code: ExplanationCode::NoCredentialsInContainer,
            component,
            kind: ComponentKind::Container,
            detail: "enable_network_isolation is on: the container gets no credentials".to_owned(),
        });
    }
    if underneath.path().is_empty() {
        blockers.extend(underneath.blockers().iter().cloned());
    }
    refused(vec![start_of(&query.source)], blockers)
}

/// A path over a network that nobody in the configuration filters.
fn passes(query: &Query, origin: &Origin<'_>, arrival: PathComponent) -> Analysis {
    elsewhere(query, origin, None, arrival)
}

/// The same with a request, which the policies may refuse.
fn elsewhere(
    query: &Query,
    origin: &Origin<'_>,
    errand: Option<Errand<'_>>,
    arrival: PathComponent,
) -> Analysis {
    let start = match origin {
        Origin::ServiceNetwork | Origin::Both(_) => start_in(&query.source, ComponentKind::ServiceNetwork),
        Origin::OnPremises { .. } => on_premises(&query.source),
        Origin::Vpc(_) | Origin::Outside | Origin::Missing(_) => start_of(&query.source),
    };
    Analysis::without_packet(vec![start], policies_elsewhere(errand), arrival)
}

fn policies_elsewhere(errand: Option<Errand<'_>>) -> Gate {
    errand.map(|errand| Gates::of(errand).gate(Passage::Elsewhere)).unwrap_or_default()
}

/// A machine on premises that does not use Direct Connect.
pub(in crate::reach) fn on_premises(source: &Source) -> PathComponent {
    hop(ComponentKind::OnPremises, source.to_string(), "on premises, with its own way to the internet")
}

/// A refusal without a packet: the hops so far, and then everything that refuses.
pub(in crate::reach) fn refused(mut path: Vec<PathComponent>, blockers: Vec<Blocker>) -> Analysis {
    path.extend(blockers.iter().map(Blocker::as_hop));
    Analysis::new(None, Some(Closed { witness: Witness::default(), path, blockers }))
}

pub(in crate::reach) fn missing(component: String, detail: String) -> Blocker {
    Blocker {
        code: ExplanationCode::NoSourceOrDestination,
        component,
        kind: ComponentKind::NetworkInterface,
        detail,
    }
}

fn outside(detail: String) -> Blocker {
    Blocker {
        code: ExplanationCode::NotReachableFromOutside,
        component: "vpc".to_owned(),
        kind: ComponentKind::NetworkInterface,
        detail,
    }
}

pub(in crate::reach) fn hop(
    kind: ComponentKind,
    component: impl Into<String>,
    detail: impl Into<String>,
) -> PathComponent {
    PathComponent { component: component.into(), kind, detail: detail.into() }
}

/// The first hop of a path.
pub(in crate::reach) fn start_of(source: &Source) -> PathComponent {
    let kind = match source {
        Source::Container | Source::Peer => ComponentKind::Container,
        Source::Platform => ComponentKind::Platform,
        Source::Client(_) => ComponentKind::NetworkInterface,
        Source::Internet => ComponentKind::Internet,
    };
    let detail = match source {
        Source::Container | Source::Peer => "the code in the container",
        Source::Platform => "SageMaker's own agent, with the execution role",
        Source::Client(_) => "a machine in the VPC",
        Source::Internet => "somebody outside, holding the execution role's credentials",
    };
    hop(kind, source.to_string(), detail)
}

fn start_in(source: &Source, kind: ComponentKind) -> PathComponent {
    hop(
        kind,
        "SageMaker service network",
        format!("{source}: the network that SageMaker manages, with internet access"),
    )
}

/// Whether two or more nodes take part.
pub(in crate::reach) fn has_peers(workload: &Workload) -> bool {
    workload.instance_count > 1
}
