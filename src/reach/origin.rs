//! Where a source sends from.

use crate::aws::{
    Config, EndpointId, EndpointKind, InterfaceId, SubnetId, VpcConfig, Workload, WorkloadKind,
};
use crate::net::{Interval, IntervalSet};
use crate::reach::plan::{Aim, Sender, only};
use crate::reach::walk::{Party, PartyKind};
use crate::reach::{Blocker, ComponentKind, ExplanationCode, Source};

/// Addresses that each instance takes in its subnet (Developer Guide, "Give SageMaker training jobs
/// access to resources in your VPC").
const ADDRESSES_PER_INSTANCE: u64 = 2;
/// The same with Elastic Fabric Adapter.
const ADDRESSES_PER_EFA_INSTANCE: u64 = 5;
/// Availability Zones that a model in a VPC needs (Developer Guide, "host-vpc").
const ZONES_FOR_HOSTING: usize = 2;

/// Why nothing can be said about a workload that is not there.
pub(in crate::reach) const NO_WORKLOAD: &str =
    "the configuration has no job, model, notebook instance or domain";

/// Where a source sends from.
#[derive(Debug)]
pub(in crate::reach) enum Origin<'c> {
    /// One of these interfaces in the VPC.
    Vpc(Vec<Sender<'c>>),
    /// Addresses of the VPC from one of these interfaces, everything else over the network that
    /// SageMaker manages.
    Both(Vec<Sender<'c>>),
    /// The network that SageMaker manages.
    ServiceNetwork,
    /// A machine on premises: into the VPC over Direct Connect, elsewhere over its own internet access.
    OnPremises { sender: Sender<'c>, inbound_resolver: bool },
    /// Somewhere on the internet.
    Outside,
    /// The configuration has no such source.
    Missing(String),
}

/// Finds where `source` sends from.
pub(in crate::reach) fn origin<'c>(config: &'c Config, source: &Source) -> Origin<'c> {
    match source {
        Source::Internet => Origin::Outside,
        Source::Client(name) => match config.interface_named(name) {
            Some(id) => Origin::Vpc(vec![interface_sender(config, id)]),
            None => on_premises(config, name),
        },
        Source::Container | Source::Platform | Source::Peer => match config.workload() {
            None => Origin::Missing(NO_WORKLOAD.to_owned()),
            Some(workload) if *source == Source::Platform && !workload.kind.moves_data() => {
                let noun = workload.kind.noun();
                Origin::Missing(format!("SageMaker itself moves no data for a {noun}: its code does"))
            }
            Some(Workload { vpc_config: None, .. }) => Origin::ServiceNetwork,
            Some(workload @ Workload { vpc_config: Some(vpc_config), .. }) => {
                let senders = placements(config, workload, vpc_config);
                // Notebooks with direct internet access and Studio apps with public access use their
                // interface in the VPC for what is in it (Developer Guide,
                // "appendix-notebook-and-internet-access", "studio-updated-and-internet-access").
                if workload.direct_internet_access { Origin::Both(senders) } else { Origin::Vpc(senders) }
            }
        },
    }
}

/// Every subnet that the platform may place an interface of the workload in.
pub(in crate::reach) fn placements<'c>(
    config: &'c Config,
    workload: &'c Workload,
    vpc_config: &'c VpcConfig,
) -> Vec<Sender<'c>> {
    let place = |subnet: &SubnetId| Sender {
        party: Party {
            kind: PartyKind::Workload,
            name: workload.kind.section(),
            subnet: Some(*subnet),
            groups: &vpc_config.security_groups,
            public_ip: false,
        },
        addresses: free_addresses(config, *subnet),
    };
    vpc_config.subnets.iter().map(place).collect()
}

fn on_premises<'c>(config: &'c Config, name: &str) -> Origin<'c> {
    let Some(id) = config.on_premises_named(name) else {
        return Origin::Missing(format!("there is no network interface or on-premises client `{name}`"));
    };
    let client = config.on_premises_client(id);
    let party = Party {
        kind: PartyKind::OnPremises(id),
        name: &client.name,
        subnet: None,
        groups: &[],
        public_ip: false,
    };
    let sender = Sender { party, addresses: only(client.ip_address) };
    Origin::OnPremises { sender, inbound_resolver: client.inbound_resolver }
}

fn interface_sender(config: &Config, id: InterfaceId) -> Sender<'_> {
    let Aim { target, addresses } = interface_aim(config, id);
    let party = target.unwrap_or_else(|| interface_party(config, id));
    Sender { party, addresses }
}

fn interface_party(config: &Config, id: InterfaceId) -> Party<'_> {
    let interface = config.interface(id);
    Party {
        kind: PartyKind::Interface(id),
        name: &interface.name,
        subnet: Some(interface.subnet),
        groups: &interface.security_groups,
        public_ip: interface.public_ip,
    }
}

/// The network interface as a destination.
pub(in crate::reach) fn interface_aim(config: &Config, id: InterfaceId) -> Aim<'_> {
    let interface = config.interface(id);
    let addresses =
        interface.private_ip_address.map_or_else(|| free_addresses(config, interface.subnet), only);
    Aim { target: Some(interface_party(config, id)), addresses }
}

/// The interfaces of an interface endpoint, one in each of its subnets; none for a gateway endpoint.
pub(in crate::reach) fn endpoint_aims(config: &Config, id: EndpointId) -> Vec<Aim<'_>> {
    let endpoint = config.endpoint(id);
    let EndpointKind::Interface(interface) = &endpoint.kind else { return Vec::new() };
    let aim = |subnet: &SubnetId| Aim {
        target: Some(Party {
            kind: PartyKind::Endpoint(id),
            name: &endpoint.name,
            subnet: Some(*subnet),
            groups: &interface.security_groups,
            public_ip: false,
        }),
        addresses: free_addresses(config, *subnet),
    };
    interface.subnets.iter().map(aim).collect()
}

/// Addresses that AWS may give to a new interface in the subnet.
fn free_addresses(config: &Config, subnet: SubnetId) -> IntervalSet {
    let usable = IntervalSet::from_intervals(config.subnet(subnet).cidr_block.usable());
    let taken = config.interfaces().iter().filter_map(|interface| interface.private_ip_address);
    usable.difference(&IntervalSet::from_intervals(taken.map(|address| Interval::new(address, address))))
}

/// Why the workload cannot start in its subnets at all; empty when it can.
pub(in crate::reach) fn start_faults(config: &Config) -> Vec<Blocker> {
    let Some((workload, vpc_config)) =
        config.workload().and_then(|workload| Some((workload, workload.vpc_config.as_ref()?)))
    else {
        return Vec::new();
    };
    let mut faults = Vec::new();
    let per_instance = addresses_per_instance(workload);
    let fit = |subnet: &SubnetId| unclaimed(config, *subnet) / per_instance;
    let room: u64 = vpc_config.subnets.iter().map(fit).sum();
    if room < u64::from(workload.instance_count) {
        faults.push(Blocker {
            code: ExplanationCode::SubnetAddressesExhausted,
            component: workload.kind.section().to_owned(),
            kind: ComponentKind::Subnet,
            detail: format!(
                "{} instances are asked for, and the subnets have room for {room}",
                workload.instance_count
            ),
        });
    }
    let mut zones: Vec<&str> =
        vpc_config.subnets.iter().map(|subnet| config.subnet(*subnet).availability_zone.as_str()).collect();
    zones.sort_unstable();
    zones.dedup();
    if workload.kind == WorkloadKind::Model && zones.len() < ZONES_FOR_HOSTING {
        faults.push(Blocker {
            code: ExplanationCode::SubnetsNeedTwoAzs,
            component: workload.kind.section().to_owned(),
            kind: ComponentKind::Subnet,
            detail: format!("all of the model's subnets are in {}", zones.join(", ")),
        });
    }
    faults
}

/// Whether what else stands in the workload's subnets may leave too few addresses for it. Far more room
/// than a configuration has elements makes their number irrelevant.
pub(in crate::reach) fn addresses_are_scarce(config: &Config) -> bool {
    let Some((workload, vpc_config)) =
        config.workload().and_then(|workload| Some((workload, workload.vpc_config.as_ref()?)))
    else {
        return false;
    };
    let free: u64 = vpc_config.subnets.iter().map(|subnet| free_addresses(config, *subnet).len()).sum();
    let subnets = u64::try_from(vpc_config.subnets.len()).unwrap_or(u64::MAX);
    let per_instance = addresses_per_instance(workload);
    let needed = u64::from(workload.instance_count) * per_instance;
    // At most 200 elements of each of three kinds take addresses; a last odd one may stay unused.
    free < needed + subnets * (3 * 200 + per_instance)
}

fn addresses_per_instance(workload: &Workload) -> u64 {
    if workload.efa { ADDRESSES_PER_EFA_INSTANCE } else { ADDRESSES_PER_INSTANCE }
}

/// Addresses of the subnet that neither an endpoint nor anything else takes.
fn unclaimed(config: &Config, subnet: SubnetId) -> u64 {
    let in_subnet = |endpoint: &&crate::aws::Endpoint| match &endpoint.kind {
        EndpointKind::Interface(interface) => interface.subnets.contains(&subnet),
        EndpointKind::Gateway(_) => false,
    };
    let endpoints = config.endpoints().iter().filter(in_subnet).count();
    let floating =
        config.interfaces().iter().filter(|i| i.subnet == subnet && i.private_ip_address.is_none()).count();
    let gateways = config.nats().iter().filter(|nat| nat.subnet == subnet).count();
    let taken = u64::try_from(endpoints + floating + gateways).unwrap_or(u64::MAX);
    free_addresses(config, subnet).len().saturating_sub(taken)
}
