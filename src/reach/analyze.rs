//! The entry point: one question, one answer.

use crate::aws::{Config, Service, Workload};
use crate::net::{PortRange, Protocol};
use crate::reach::analysis::Closed;
use crate::reach::bucket;
use crate::reach::decide::{Aim, Choice, Gate, Plan, decide, only};
use crate::reach::gate::Errand;
use crate::reach::origin::{Origin, interface_aim, origin, start_faults};
use crate::reach::peers;
use crate::reach::resolve::resolve;
use crate::reach::space::{Space, internet_addresses};
use crate::reach::{
    Analysis, Blocker, ComponentKind, Conversation, Destination, ExplanationCode, PathComponent, Query,
    Source, Witness,
};

/// Answers `query` about `config`. Total: every question has an answer.
#[must_use]
pub fn analyze(config: &Config, query: &Query) -> Analysis {
    let faults = match query.source {
        Source::Container | Source::Platform | Source::Peer => start_faults(config),
        Source::Client(_) | Source::Internet => Vec::new(),
    };
    if !faults.is_empty() {
        return refused(vec![start_of(&query.source)], faults);
    }
    if query.destination == Destination::Peer {
        return peers::analyze(config, &query.source);
    }
    let analysis = analyze_network(config, query);
    if matches!(query.source, Source::Container | Source::Peer)
        && config.workload().is_some_and(|workload| workload.enable_network_isolation)
    {
        return isolated(query, &analysis);
    }
    analysis
}

/// The answer as if network isolation were off.
fn analyze_network(config: &Config, query: &Query) -> Analysis {
    let origin = origin(config, &query.source);
    if let Origin::Missing(detail) = origin {
        return refused(Vec::new(), vec![missing(query.source.to_string(), detail)]);
    }
    match &query.destination {
        Destination::Internet(ports) => to_internet(config, query, origin, *ports),
        Destination::Address { address, protocol, port } => {
            to_address(config, query, origin, *address, *protocol, *port)
        }
        Destination::Service(service) => to_service(config, query, origin, *service),
        Destination::Bucket { bucket, action } => to_bucket(config, query, origin, bucket, action),
        Destination::Dns => to_dns(config, query, &origin),
        Destination::Peer => peers::analyze(config, &query.source),
    }
}

fn to_internet(
    config: &Config,
    query: &Query,
    origin: Origin<'_>,
    ports: Option<(Protocol, PortRange)>,
) -> Analysis {
    let arrival = hop(ComponentKind::Internet, "internet", "a public address");
    let Origin::Vpc(senders) = origin else {
        return passes(query, &origin, arrival);
    };
    let called = ports.map_or(PortRange::ALL, |(_, ports)| ports);
    let space = Space::new(config, called);
    let plan = Plan {
        senders,
        aims: vec![Aim { target: None, addresses: internet_addresses(config) }],
        protocols: ports.map_or_else(|| space.protocols.clone(), |(protocol, _)| vec![protocol]),
        called,
        answer_needed: query.conversation == Conversation::TwoWay,
        choice: if ports.is_none() { Choice::Sender } else { Choice::Environment },
        lead: Vec::new(),
        lead_blockers: Vec::new(),
        arrival: Some(arrival),
    };
    decide(&space, &plan, &|_, _, _| Gate::default())
}

fn to_address(
    config: &Config,
    query: &Query,
    origin: Origin<'_>,
    address: u32,
    protocol: Protocol,
    port: u16,
) -> Analysis {
    let public = internet_addresses(config).contains(address);
    let senders = match origin {
        Origin::Vpc(senders) => senders,
        origin if public => {
            return passes(query, &origin, hop(ComponentKind::Internet, "internet", "a public address"));
        }
        Origin::Outside => {
            let detail = "an address inside the VPC cannot be called from outside".to_owned();
            return refused(vec![start_of(&query.source)], vec![outside(detail)]);
        }
        Origin::ServiceNetwork | Origin::Missing(_) => {
            let blocker = Blocker {
                code: ExplanationCode::NoRouteToDestination,
                component: "SageMaker service network".to_owned(),
                kind: ComponentKind::ServiceNetwork,
                detail: "without VpcConfig the workload has no interface in the VPC".to_owned(),
            };
            return refused(vec![start_of(&query.source)], vec![blocker]);
        }
    };
    let called = PortRange::single(port);
    let here = |id: &_| config.interface(*id).private_ip_address == Some(address);
    let aim = match config.interface_ids().find(here) {
        Some(id) => interface_aim(config, id),
        None => Aim { target: None, addresses: only(address) },
    };
    let plan = Plan {
        senders,
        aims: vec![aim],
        protocols: vec![protocol],
        called,
        answer_needed: query.conversation == Conversation::TwoWay,
        choice: Choice::Environment,
        lead: Vec::new(),
        lead_blockers: Vec::new(),
        arrival: None,
    };
    decide(&Space::new(config, called), &plan, &|_, _, _| Gate::default())
}

fn to_service(config: &Config, query: &Query, origin: Origin<'_>, service: Service) -> Analysis {
    let arrival = hop(ComponentKind::Service, service.short_name(), service.title());
    // Image pull, logs and metrics are the platform's own affair; only its S3 transfers use the VPC.
    let own_affair = query.source == Source::Platform && service != Service::S3;
    let senders = match origin {
        Origin::Vpc(senders) if !own_affair => senders,
        Origin::Vpc(_) => return passes(query, &Origin::ServiceNetwork, arrival),
        origin => return passes(query, &origin, arrival),
    };
    let resolution = resolve(config, service);
    if resolution.aims.is_empty() {
        return refused(vec![start_of(&query.source)], resolution.blockers);
    }
    let plan = Plan::of_api_call(senders, resolution, Choice::Environment, arrival);
    decide(&Space::new(config, PortRange::HTTPS), &plan, &|_, _, _| Gate::default())
}

fn to_bucket(config: &Config, query: &Query, origin: Origin<'_>, bucket: &str, action: &str) -> Analysis {
    let (name, key) = bucket.split_once('/').unwrap_or((bucket, ""));
    let Some(id) = config.bucket_named(name) else {
        return refused(Vec::new(), vec![missing(name.to_owned(), format!("there is no bucket `{name}`"))]);
    };
    let errand = Errand { config, source: &query.source, bucket: id, key, action };
    match origin {
        Origin::Vpc(senders) => bucket::from_vpc(errand, senders),
        Origin::ServiceNetwork => {
            bucket::from_elsewhere(errand, start_in(&query.source, ComponentKind::ServiceNetwork))
        }
        Origin::Outside | Origin::Missing(_) => bucket::from_elsewhere(errand, start_of(&query.source)),
    }
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
    if matches!(query.destination, Destination::Bucket { .. } | Destination::Service(_)) {
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
    let start = match origin {
        Origin::ServiceNetwork => start_in(&query.source, ComponentKind::ServiceNetwork),
        Origin::Vpc(_) | Origin::Outside | Origin::Missing(_) => start_of(&query.source),
    };
    Analysis::without_packet(vec![start], Gate::default(), arrival)
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
