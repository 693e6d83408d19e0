//! Both ends of a question, as elements of a draft.

use std::net::Ipv4Addr;

use crate::aws::{ConfigDraft, SecurityGroupRuleDraft, Service, SubnetDraft};
use crate::lab::fix::apply::rule;
use crate::net::Ipv4Prefix;
use crate::reach::{Destination, Query, Source};

const ANYWHERE: &str = "0.0.0.0/0";
const HTTPS: &str = "443";
/// Ports that answers come back to.
const HIGH: &str = "1024-65535";

/// Interfaces at one end.
#[derive(Debug, Clone, Default)]
pub(super) struct Side {
    pub subnets: Vec<String>,
    pub groups: Vec<String>,
    pub public_ip: bool,
}

/// What the question is about, at the far end.
#[derive(Debug, Clone)]
pub(super) enum Far {
    Bucket { name: String, foreign: bool },
    Service(Service),
    Address,
    Internet,
    Peer,
    Dns,
}

/// A question in the draft's own elements.
#[derive(Debug, Clone)]
pub(super) struct Ends {
    pub sender: Side,
    /// Empty where the far end has no interface in the VPC.
    pub target: Side,
    pub far: Far,
    /// The action asked about.
    pub action: Option<String>,
    /// The resource asked about, other than a bucket.
    pub resource: Option<String>,
    protocol: String,
    ports: Option<String>,
    /// The far end as a block, and as the peers of security group rules.
    pub block: String,
    peers: Vec<String>,
}

impl Ends {
    pub fn of(draft: &ConfigDraft, query: &Query) -> Self {
        let sender = sender(draft, &query.source);
        let mut ends = Self {
            sender,
            target: Side::default(),
            far: Far::Dns,
            action: None,
            resource: None,
            protocol: "tcp".to_owned(),
            ports: Some(HTTPS.to_owned()),
            block: ANYWHERE.to_owned(),
            peers: vec![ANYWHERE.to_owned()],
        };
        match &query.destination {
            Destination::Bucket { bucket, action } => ends.aim_at_bucket(draft, bucket, action),
            Destination::AnyForeignBucket { action } => {
                ends.peers = vec!["pl:s3".to_owned()];
                ends.action = Some(action.clone());
                ends.far = Far::Bucket { name: String::new(), foreign: true };
            }
            Destination::Service(service) => ends.aim_at_service(draft, *service),
            Destination::Api { service, action, resource } => {
                ends.aim_at_service(draft, *service);
                ends.action = Some(action.clone());
                ends.resource = Some(resource.clone().unwrap_or_else(|| "*".to_owned()));
            }
            Destination::Address { address, protocol, port } => {
                ends.protocol = protocol.to_string();
                ends.ports = Some(port.to_string());
                ends.aim_at_address(draft, *address);
            }
            Destination::Internet(ports) => {
                ends.far = Far::Internet;
                ends.protocol = ports.map_or_else(|| "all".to_owned(), |(protocol, _)| protocol.to_string());
                ends.ports = ports.map(|(_, ports)| ports.to_string());
            }
            Destination::Peer => {
                ends.far = Far::Peer;
                ends.target = ends.sender.clone();
                "all".clone_into(&mut ends.protocol);
                ends.ports = None;
                ends.block = vpc_block(draft);
                ends.peers = group_peers(&ends.sender.groups);
            }
            Destination::Dns => {}
        }
        ends
    }

    fn aim_at_bucket(&mut self, draft: &ConfigDraft, bucket: &str, action: &str) {
        let bucket = bucket.split('/').next().unwrap_or(bucket);
        let known = draft.s3_buckets.iter().find(|known| known.name == bucket);
        let foreign =
            known.and_then(|known| known.account.as_deref()).is_some_and(|account| account != "self");
        let far_away = known.is_some_and(|known| known.region.is_some() && known.region != draft.region);
        if !far_away {
            self.peers = vec!["pl:s3".to_owned()];
        }
        self.action = Some(action.to_owned());
        self.far = Far::Bucket { name: bucket.to_owned(), foreign };
    }

    fn aim_at_service(&mut self, draft: &ConfigDraft, service: Service) {
        self.far = Far::Service(service);
        let endpoints = draft.vpc_endpoints.iter().filter(|endpoint| {
            endpoint.service.as_deref().and_then(|name| Service::named(name, region(draft))) == Some(service)
                && endpoint.vpc_endpoint_type.as_deref() == Some("Interface")
        });
        for endpoint in endpoints.filter(|_| service != Service::S3) {
            self.target.subnets.extend(endpoint.subnets.iter().flatten().cloned());
            self.target.groups.extend(groups_or_default(endpoint.security_groups.as_ref()));
        }
        if !self.target.subnets.is_empty() {
            self.peers = group_peers(&self.target.groups);
            self.block = vpc_block(draft);
        } else if !service.prefix_list().is_empty() {
            self.peers = vec![format!("pl:{service}")];
        }
    }

    fn aim_at_address(&mut self, draft: &ConfigDraft, address: u32) {
        self.far = Far::Address;
        let text = Ipv4Addr::from_bits(address).to_string();
        self.block = format!("{text}/32");
        self.peers = vec![self.block.clone()];
        let there =
            |known: &&crate::aws::NetworkInterfaceDraft| known.private_ip_address.as_ref() == Some(&text);
        if let Some(interface) = draft.network_interfaces.iter().find(there) {
            self.target.subnets = interface.subnet.iter().cloned().collect();
            self.target.groups = groups_or_default(interface.security_groups.as_ref());
            self.peers = group_peers(&self.target.groups);
        }
    }

    /// The narrowest outbound rules that carry the flow.
    pub fn rules_out(&self) -> Vec<SecurityGroupRuleDraft> {
        self.peers.iter().map(|peer| self.rule(peer)).collect()
    }

    /// The narrowest inbound rules at the far end.
    pub fn rules_in(&self) -> Vec<SecurityGroupRuleDraft> {
        group_peers(&self.sender.groups).iter().map(|peer| self.rule(peer)).collect()
    }

    fn rule(&self, peer: &str) -> SecurityGroupRuleDraft {
        rule(&self.protocol, self.ports.as_deref(), peer)
    }

    /// Protocol and ports of a request.
    pub fn request(&self) -> (&str, Option<&str>) {
        (&self.protocol, self.ports.as_deref())
    }

    /// Protocol and ports of its answer.
    pub fn answer(&self) -> (&str, Option<&str>) {
        (&self.protocol, self.ports.is_some().then_some(HIGH))
    }

    /// Whether the request goes to public addresses of a service with a gateway endpoint.
    pub fn gateway_service(&self) -> Option<Service> {
        match &self.far {
            Far::Bucket { .. } => Some(Service::S3),
            Far::Service(service) if service.has_gateway_endpoint() => Some(*service),
            _ => None,
        }
    }

    /// Whether an outbound rule has to do with the flow.
    pub fn goes_out_by(&self, draft: &ConfigDraft, rule: &SecurityGroupRuleDraft) -> bool {
        let Some(peer) = rule.peer.as_deref() else { return false };
        if let Some(group) = peer.strip_prefix("sg:") {
            return self.target.groups.iter().any(|known| known == group);
        }
        if peer.starts_with("pl:") {
            return matches!(self.far, Far::Internet) || self.peers.iter().any(|known| known == peer);
        }
        match (peer.parse::<Ipv4Prefix>(), self.block.parse::<Ipv4Prefix>()) {
            (Ok(peer), Ok(far)) if self.block == ANYWHERE => {
                far.covers(peer) && vpc_block(draft).parse::<Ipv4Prefix>().is_ok_and(|vpc| !vpc.covers(peer))
            }
            (Ok(peer), Ok(far)) => peer.overlaps(far),
            _ => false,
        }
    }

    /// Whether an inbound rule at the far end has to do with the flow.
    pub fn comes_in_by(&self, draft: &ConfigDraft, rule: &SecurityGroupRuleDraft) -> bool {
        let Some(peer) = rule.peer.as_deref() else { return false };
        if let Some(group) = peer.strip_prefix("sg:") {
            return self.sender.groups.iter().any(|known| known == group);
        }
        let Ok(peer) = peer.parse::<Ipv4Prefix>() else { return false };
        let blocks = blocks_of(draft, &self.sender.subnets);
        blocks.iter().filter_map(|block| block.parse::<Ipv4Prefix>().ok()).any(|block| block.overlaps(peer))
    }
}

fn sender(draft: &ConfigDraft, source: &Source) -> Side {
    match source {
        Source::Client(name) => {
            let interface = draft.network_interfaces.iter().find(|interface| interface.name == *name);
            interface.map_or_else(Side::default, |interface| Side {
                subnets: interface.subnet.iter().cloned().collect(),
                groups: groups_or_default(interface.security_groups.as_ref()),
                public_ip: interface.public_ip == Some(true),
            })
        }
        Source::Internet => Side::default(),
        Source::Container | Source::Platform | Source::Peer => {
            let workload = draft.workload.as_ref();
            let list = |names: Option<&Vec<String>>| names.cloned().unwrap_or_default();
            Side {
                subnets: list(workload.and_then(|workload| workload.subnets.as_ref())),
                groups: list(workload.and_then(|workload| workload.security_groups.as_ref())),
                public_ip: false,
            }
        }
    }
}

fn group_peers(groups: &[String]) -> Vec<String> {
    groups.iter().map(|group| format!("sg:{group}")).collect()
}

pub(super) fn groups_or_default(groups: Option<&Vec<String>>) -> Vec<String> {
    groups.filter(|groups| !groups.is_empty()).cloned().unwrap_or_else(|| vec!["default".to_owned()])
}

pub(super) fn region(draft: &ConfigDraft) -> &str {
    draft.region.as_deref().unwrap_or("us-east-1")
}

fn vpc_block(draft: &ConfigDraft) -> String {
    draft.vpc.cidr_block.clone().unwrap_or_else(|| "10.0.0.0/16".to_owned())
}

pub(super) fn subnet<'d>(draft: &'d ConfigDraft, name: &str) -> Option<&'d SubnetDraft> {
    draft.subnets.iter().find(|subnet| subnet.name == name)
}

pub(super) fn table_of(subnet: &SubnetDraft) -> &str {
    subnet.route_table.as_deref().unwrap_or("main")
}

pub(super) fn acl_of(subnet: &SubnetDraft) -> &str {
    subnet.network_acl.as_deref().unwrap_or("default")
}

pub(super) fn blocks_of(draft: &ConfigDraft, subnets: &[String]) -> Vec<String> {
    subnets.iter().filter_map(|name| subnet(draft, name)?.cidr_block.clone()).collect()
}

/// The tables of these subnets, each once.
pub(super) fn tables_of(draft: &ConfigDraft, subnets: &[String]) -> Vec<String> {
    let mut tables: Vec<String> = Vec::new();
    for table in subnets.iter().filter_map(|name| subnet(draft, name)).map(table_of) {
        if !tables.iter().any(|known| known == table) {
            tables.push(table.to_owned());
        }
    }
    tables
}

/// Subnets with a route to the internet gateway.
pub(super) fn is_public(draft: &ConfigDraft, subnet: &SubnetDraft) -> bool {
    let table = draft.route_tables.iter().find(|table| table.name == table_of(subnet));
    let leads_out = |table: &crate::aws::RouteTableDraft| {
        table.routes.iter().any(|route| route.target.as_deref() == Some("internet_gateway"))
    };
    table.is_some_and(leads_out)
}
