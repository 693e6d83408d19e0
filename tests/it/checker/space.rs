//! What a question speaks about: who may send what to whom.

use trapline::aws::{
    BucketId, Config, Endpoint, EndpointKind, NetworkInterface, OnPremisesClient, OnPremisesId, Owner,
    RepositoryAccess, Service, SubnetId, Workload, WorkloadKind,
};
use trapline::net::{Interval, IntervalSet, Ipv4Prefix, PortRange, Protocol};
use trapline::reach::{Conversation, Destination, End, ExplanationCode as Code, Query, Source};

/// All combinations of some ranges.
pub struct Cell {
    pub part: usize,
    pub source: End,
    pub target: Option<End>,
    pub src: IntervalSet,
    pub dst: IntervalSet,
    pub protocol: Interval<u8>,
    pub called: PortRange,
}

/// What a certificate has to be about.
pub enum Expected {
    /// For any of these reasons.
    Refused(Vec<Code>),
    WithoutPacket,
    Packets(Vec<Cell>),
}

/// Whether the sender chooses among the addresses, protocols and ports; else all of them must do.
pub fn is_leak(config: &Config, query: &Query) -> bool {
    match &query.destination {
        Destination::Internet(ports) => ports.is_none(),
        Destination::Bucket { .. } => {
            let owner = bucket_of(config, query).map(|id| &config.bucket(id).owner);
            matches!(owner, Some(Owner::Foreign(_))) && query.source != Source::Platform
        }
        Destination::AnyForeignBucket { .. } => query.source != Source::Platform,
        _ => false,
    }
}

pub fn expected(config: &Config, query: &Query) -> Expected {
    let codes = refusals(config, query);
    if !codes.is_empty() {
        return Expected::Refused(codes);
    }
    if query.destination == Destination::Dns || !sends_from_vpc(config, query) {
        return Expected::WithoutPacket;
    }
    let (senders, aims) = (senders(config, query), aims(config, query));
    let pairs = senders.iter().flat_map(|sender| aims.iter().map(move |aim| (sender, aim)));
    let cells = pairs.map(|((source, src), (part, target, dst, protocol, called))| {
        let (src, dst) = (src.clone(), dst.clone());
        let (source, target, protocol) = (*source, *target, *protocol);
        Cell { part: *part, source, target, src, dst, protocol, called: *called }
    });
    Expected::Packets(cells.collect())
}

fn acting<'c>(config: &'c Config, query: &Query) -> Option<&'c Workload> {
    let acts = matches!(query.source, Source::Container | Source::Peer | Source::Platform);
    config.workload().filter(|_| acts)
}

/// The machine on premises that asks.
fn premises<'c>(config: &'c Config, query: &Query) -> Option<(OnPremisesId, &'c OnPremisesClient)> {
    let Source::Client(name) = &query.source else { return None };
    let id = config.on_premises_named(name).filter(|_| config.interface_named(name).is_none())?;
    Some((id, config.on_premises_client(id)))
}

/// Whether names are asked of the VPC's resolver from outside.
fn asks_inbound(config: &Config, query: &Query) -> bool {
    premises(config, query).is_some_and(|(_, client)| client.inbound_resolver)
}

/// The service whose ordinary name is called.
fn called_by_name(config: &Config, query: &Query) -> Option<Service> {
    match &query.destination {
        Destination::Service(service) | Destination::Api { service, .. } => Some(*service),
        Destination::Bucket { .. } | Destination::AnyForeignBucket { .. } => {
            (!is_leak(config, query)).then_some(Service::S3)
        }
        _ => None,
    }
}

/// SageMaker's agent uses the VPC for S3 alone; machines on premises use it for what is in it.
pub fn sends_from_vpc(config: &Config, query: &Query) -> bool {
    if premises(config, query).is_some() {
        let inside = matches!(&query.destination, Destination::Address { address, .. } if config.vpc().cidr_block.contains(*address));
        let named = called_by_name(config, query).filter(|_| asks_inbound(config, query));
        return inside
            || named.is_some_and(|service| !interfaces_for(config, service, Some(true)).is_empty());
    }
    let pulls = config.workload().is_some_and(|workload| workload.repository_access == RepositoryAccess::Vpc);
    let in_vpc =
        |service: Service| service == Service::S3 || (pulls && service.short_name().starts_with("ecr."));
    let by_itself = query.source == Source::Platform
        && matches!(query.destination, Destination::Service(service) | Destination::Api { service, .. } if !in_vpc(service));
    let inside = matches!(&query.destination, Destination::Address { address, .. } if config.vpc().cidr_block.contains(*address));
    let placed = acting(config, query).is_some_and(|workload| {
        let served = workload.kind == WorkloadKind::NotebookInstance
            && called_by_name(config, query)
                .is_some_and(|service| !interfaces_for(config, service, Some(false)).is_empty());
        // The interface of a Studio domain carries NFS alone.
        let nfs =
            matches!(query.destination, Destination::Address { protocol: Protocol::TCP, port: 2049, .. });
        let carried = inside && (nfs || workload.kind != WorkloadKind::Domain);
        workload.vpc_config.is_some() && (carried || served || !workload.direct_internet_access)
    });
    matches!(query.source, Source::Client(_)) || (placed && !by_itself)
}

fn refusals(config: &Config, query: &Query) -> Vec<Code> {
    let Query { source, destination, .. } = query;
    let node = matches!(source, Source::Container | Source::Peer);
    let to_peer = *destination == Destination::Peer;
    let request = matches!(
        destination,
        Destination::Bucket { .. } | Destination::AnyForeignBucket { .. } | Destination::Api { .. }
    );
    let private = matches!(destination, Destination::Address { address, .. } if !is_public(*address));
    let named = request || matches!(destination, Destination::Service(_) | Destination::Dns);
    let mut codes = Vec::new();
    let mut when = |holds: bool, code| codes.extend(holds.then_some(code));
    if let Source::Client(name) = source {
        let known = config.interface_named(name).is_some() || premises(config, query).is_some();
        when(!known, Code::NoSourceOrDestination);
    }
    let unknown = matches!(destination, Destination::Bucket { .. }) && bucket_of(config, query).is_none();
    when(unknown, Code::NoSourceOrDestination);
    let acts = node || *source == Source::Platform;
    when((acts || to_peer) && config.workload().is_none(), Code::NoSourceOrDestination);
    when(*source == Source::Internet && private, Code::NotReachableFromOutside);
    let alone = config.workload().is_none_or(|workload| workload.instance_count < 2);
    let lonely = config.workload().is_some_and(|workload| !workload.kind.has_peers());
    when(to_peer && (!node || alone || lonely), Code::NoPossibleDestination);
    let idle = config.workload().is_some_and(|workload| !workload.kind.moves_data());
    when(*source == Source::Platform && idle && !to_peer, Code::NoSourceOrDestination);
    let mute = !config.vpc().enable_dns_support
        && (sends_from_vpc(config, query)
            || (asks_inbound(config, query) && *destination != Destination::Dns));
    when(mute && named && !is_leak(config, query), Code::DnsResolutionDisabled);
    let Some(workload) = acting(config, query) else { return codes };
    let silenced = node && workload.enable_network_isolation && !to_peer;
    when(silenced, Code::NetworkIsolationBlocksContainer);
    when(silenced && request, Code::NoCredentialsInContainer);
    when(private && !sends_from_vpc(config, query), Code::NoRouteToDestination);
    if let Some(vpc) = &workload.vpc_config {
        // An instance takes two addresses of one subnet, five with EFA.
        let each = if workload.efa { 5 } else { 2 };
        let room: u64 = vpc.subnets.iter().map(|subnet| room(config, *subnet) / each).sum();
        when(room < u64::from(workload.instance_count), Code::SubnetAddressesExhausted);
        let zone = |subnet: &SubnetId| config.subnet(*subnet).availability_zone.as_str();
        let one_zone = vpc.subnets.iter().all(|subnet| zone(subnet) == zone(&vpc.subnets[0]));
        when(workload.kind == WorkloadKind::Model && one_zone, Code::SubnetsNeedTwoAzs);
    }
    codes
}

fn set(blocks: &[Ipv4Prefix]) -> IntervalSet {
    IntervalSet::from_intervals(blocks.iter().map(|block| block.interval()))
}

/// Addresses that a subnet can still give away: AWS keeps the first four and the last.
fn free(config: &Config, subnet: SubnetId) -> IntervalSet {
    let Interval { first, last } = config.subnet(subnet).cidr_block.interval();
    let fixed = config.interfaces().iter().filter_map(|interface| interface.private_ip_address);
    let taken = IntervalSet::from_intervals(fixed.map(|address| Interval::new(address, address)));
    let usable = (last - first > 4).then(|| Interval::new(first + 4, last - 1));
    IntervalSet::from_intervals(usable).difference(&taken)
}

/// How many addresses are left for instances.
fn room(config: &Config, subnet: SubnetId) -> u64 {
    let roaming = |it: &&NetworkInterface| it.subnet == subnet && it.private_ip_address.is_none();
    let endpoint =
        |it: &&Endpoint| matches!(&it.kind, EndpointKind::Interface(it) if it.subnets.contains(&subnet));
    let taken = config.interfaces().iter().filter(roaming).count()
        + config.endpoints().iter().filter(endpoint).count()
        + config.nats().iter().filter(|nat| nat.subnet == subnet).count();
    free(config, subnet).len().saturating_sub(taken as u64)
}

/// The bucket that a question names; behind a slash stands a key.
pub fn bucket_of(config: &Config, query: &Query) -> Option<BucketId> {
    let Destination::Bucket { bucket, .. } = &query.destination else { return None };
    config.bucket_named(bucket.split('/').next()?)
}

/// Blocks that are not of the public internet, as first and last address.
const RESERVED: [(u32, u32); 8] = [
    (0x0000_0000, 0x00ff_ffff),
    (0x0a00_0000, 0x0aff_ffff),
    (0x6440_0000, 0x647f_ffff),
    (0x7f00_0000, 0x7fff_ffff),
    (0xa9fe_0000, 0xa9fe_ffff),
    (0xac10_0000, 0xac1f_ffff),
    (0xc0a8_0000, 0xc0a8_ffff),
    (0xe000_0000, 0xffff_ffff),
];

pub fn is_public(address: u32) -> bool {
    !RESERVED.iter().any(|(first, last)| (*first..=*last).contains(&address))
}

/// Public addresses that are nobody's in the model.
fn internet(config: &Config) -> IntervalSet {
    let reserved = IntervalSet::from_intervals(RESERVED.map(|(first, last)| Interval::new(first, last)));
    let lists = [Service::S3.prefix_list(), Service::DYNAMODB.prefix_list(), &[config.vpc().cidr_block]];
    reserved.complement().difference(&set(&lists.concat()))
}

fn placements(config: &Config) -> Vec<(End, IntervalSet)> {
    let vpc = config.workload().and_then(|workload| workload.vpc_config.as_ref());
    let subnets = vpc.into_iter().flat_map(|vpc| &vpc.subnets);
    subnets.map(|subnet| (End::Workload(*subnet), free(config, *subnet))).collect()
}

fn senders(config: &Config, query: &Query) -> Vec<(End, IntervalSet)> {
    let Source::Client(name) = &query.source else { return placements(config) };
    if let Some((id, client)) = premises(config, query) {
        let own = Interval::new(client.ip_address, client.ip_address);
        return vec![(End::OnPremises(id), IntervalSet::from_intervals([own]))];
    }
    let id = config.interface_named(name).expect("refused otherwise");
    let interface = config.interface(id);
    let fixed = interface.private_ip_address;
    let src = match fixed {
        Some(address) => IntervalSet::from_intervals([Interval::new(address, address)]),
        None => free(config, interface.subnet),
    };
    vec![(End::Interface(id), src)]
}

type Aim = (usize, Option<End>, IntervalSet, Interval<u8>, PortRange);

fn aims(config: &Config, query: &Query) -> Vec<Aim> {
    let one = |protocol: Protocol| Interval::new(protocol.0, protocol.0);
    let https = |target, dst| (0, target, dst, one(Protocol::TCP), PortRange::HTTPS);
    let list = set(Service::S3.prefix_list());
    match &query.destination {
        Destination::Internet(None) => {
            let to = |first, last, called| (0, None, internet(config), Interval::new(first, last), called);
            if query.conversation == Conversation::OneWay {
                return vec![to(0, 255, PortRange::ALL)];
            }
            // Of the messages of ICMP only an echo request is answered.
            vec![to(0, 0, PortRange::ALL), to(1, 1, PortRange::ECHO_REQUEST), to(2, 255, PortRange::ALL)]
        }
        Destination::Internet(Some((protocol, ports))) => {
            vec![(0, None, internet(config), one(*protocol), *ports)]
        }
        Destination::Address { address, protocol, port } => {
            let has = |id: &_| config.interface(*id).private_ip_address == Some(*address);
            let target = config.interface_ids().find(has).map(End::Interface);
            let dst = IntervalSet::from_intervals([Interval::new(*address, *address)]);
            vec![(0, target, dst, one(*protocol), PortRange::single(*port))]
        }
        Destination::Service(service) | Destination::Api { service, .. } => {
            let named = interfaces_for(config, *service, Some(asks_inbound(config, query)));
            let fallback = match service.prefix_list() {
                [] => internet(config),
                blocks => set(blocks),
            };
            let aims: Vec<_> = named.into_iter().map(|(end, dst)| https(Some(end), dst)).collect();
            if aims.is_empty() { vec![https(None, fallback)] } else { aims }
        }
        Destination::Bucket { .. } | Destination::AnyForeignBucket { .. } => {
            let named = bucket_of(config, query);
            if named.is_some_and(|id| config.bucket(id).region != config.region()) {
                return vec![https(None, internet(config))];
            }
            // Only an adversary calls an S3 endpoint by its own names, and addresses without any.
            let by_name = (!is_leak(config, query)).then(|| asks_inbound(config, query));
            let found = interfaces_for(config, Service::S3, by_name);
            let public = (by_name.is_none() || found.is_empty()).then(|| https(None, list));
            let found = found.into_iter().map(|(end, dst)| https(Some(end), dst));
            public.into_iter().chain(found).collect()
        }
        Destination::Peer => {
            let workload = config.workload().expect("refused otherwise");
            let mut parts = vec![(0, one(Protocol::TCP), PortRange::EPHEMERAL)];
            if workload.enable_inter_container_traffic_encryption {
                parts.push((1, one(Protocol::UDP), PortRange::single(500)));
                parts.push((2, one(Protocol::ESP), PortRange::ALL));
            }
            if workload.efa {
                // Everything; of the messages of ICMP only an echo request is answered.
                let at = parts.len();
                parts.push((at, Interval::new(0, 0), PortRange::ALL));
                parts.push((at, one(Protocol::ICMP), PortRange::ECHO_REQUEST));
                parts.push((at, Interval::new(2, 255), PortRange::ALL));
            }
            let parts = parts.into_iter();
            let pairs = parts.flat_map(|part| placements(config).into_iter().map(move |end| (part, end)));
            pairs.map(|((at, protocols, ports), (end, dst))| (at, Some(end), dst, protocols, ports)).collect()
        }
        Destination::Dns => Vec::new(),
    }
}

/// The interfaces of a service's endpoint; `by_name`: those that its ordinary name leads to, asked from
/// inside the VPC (false) or through an inbound endpoint (true).
fn interfaces_for(config: &Config, service: Service, by_name: Option<bool>) -> Vec<(End, IntervalSet)> {
    let dns = config.vpc().enable_dns_support && config.vpc().enable_dns_hostnames;
    let ids = config.endpoint_ids().filter(|id| config.endpoint(*id).service == service);
    let found = ids.filter_map(|id| match &config.endpoint(id).kind {
        EndpointKind::Interface(interface)
            if by_name.is_none_or(|inbound| {
                let serves = inbound
                    || service != Service::S3
                    || !interface.private_dns_only_for_inbound_resolver_endpoint;
                dns && interface.private_dns_enabled && serves
            }) =>
        {
            let end = move |subnet: &SubnetId| (End::Endpoint(id, *subnet), free(config, *subnet));
            Some(interface.subnets.iter().map(end))
        }
        _ => None,
    });
    found.flatten().collect()
}
