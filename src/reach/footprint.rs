//! Which elements of a configuration a verdict depends on.

use std::collections::BTreeSet;

use crate::aws::{Config, EndpointKind, ResourceKind, Service, SubnetId};
use crate::reach::certificate::{Onward, Way};
use crate::reach::origin::{addresses_are_scarce, start_faults};
use crate::reach::step::{Step, Visitor};
use crate::reach::verdict::decide_with;
use crate::reach::walk::{Checkpoint, Element, Party, PartyKind, elements};
use crate::reach::{Destination, Query, Source, Verdict};

/// The elements that a verdict depends on: whatever happens to all others, it stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Footprint {
    /// Single elements: kind and position in the configuration's list (0 for those that stand once).
    pub elements: BTreeSet<(ResourceKind, usize)>,
    /// Kinds of which every element matters, also one that would be added.
    pub kinds: BTreeSet<ResourceKind>,
    /// A gateway endpoint that would be added may matter: routes were looked up.
    pub gateways: bool,
    /// An endpoint of one of these services that would be added may matter: its name was looked up.
    pub services: BTreeSet<Service>,
}

impl Footprint {
    /// Whether the verdict may depend on the element of `kind` at `index`.
    #[must_use]
    pub fn covers(&self, kind: ResourceKind, index: usize) -> bool {
        self.kinds.contains(&kind) || self.elements.contains(&(kind, index))
    }

    /// Whether the verdict may depend on an endpoint that the configuration does not have yet.
    #[must_use]
    pub fn covers_new_endpoint(&self, service: Service, gateway: bool) -> bool {
        self.kinds.contains(&ResourceKind::VpcEndpoint)
            || (gateway && self.gateways)
            || self.services.contains(&service)
    }

    /// Adds everything of `other`.
    pub fn extend(&mut self, other: Self) {
        self.elements.extend(other.elements);
        self.kinds.extend(other.kinds);
        self.gateways |= other.gateways;
        self.services.extend(other.services);
    }

    fn element(&mut self, kind: ResourceKind, index: usize) {
        self.elements.insert((kind, index));
    }
}

/// The verdict, and the elements that were asked for it. A configuration that differs only in
/// elements outside of the footprint has the same verdict.
#[must_use]
pub fn footprint(config: &Config, query: &Query) -> (Verdict, Footprint) {
    let mut tracks = Tracks { config, footprint: Footprint::default() };
    tracks.question(query);
    let verdict = decide_with(config, query, &mut tracks);
    (verdict, tracks.footprint)
}

struct Tracks<'c> {
    config: &'c Config,
    footprint: Footprint,
}

impl<'c> Tracks<'c> {
    /// What is asked before any packet is sent.
    fn question(&mut self, query: &Query) {
        let footprint = &mut self.footprint;
        footprint.element(ResourceKind::Account, 0);
        footprint.element(ResourceKind::Vpc, 0);
        footprint.element(ResourceKind::Workload, 0);
        // A fixed address that somebody takes is one that nobody else may get.
        footprint.kinds.extend([ResourceKind::NetworkInterface, ResourceKind::OnPremisesClient]);
        if !matches!(query.source, Source::Client(_) | Source::Internet) {
            self.start();
        }
        match &query.destination {
            Destination::Bucket { bucket, .. } => {
                let name = bucket.split('/').next().unwrap_or(bucket);
                match self.config.bucket_named(name) {
                    Some(id) => self.footprint.element(ResourceKind::S3Bucket, id.index()),
                    None => drop(self.footprint.kinds.insert(ResourceKind::S3Bucket)),
                }
                self.name(Service::S3);
            }
            Destination::AnyForeignBucket { .. } => {
                // Whatever has a name here is not foreign.
                self.footprint.kinds.insert(ResourceKind::S3Bucket);
                self.name(Service::S3);
            }
            Destination::Service(service) | Destination::Api { service, .. } => self.name(*service),
            Destination::Internet(_) | Destination::Address { .. } | Destination::Peer | Destination::Dns => {
            }
        }
    }

    /// Whether the workload can start.
    fn start(&mut self) {
        let Some(vpc_config) = self.config.workload().and_then(|workload| workload.vpc_config.as_ref())
        else {
            return;
        };
        for subnet in &vpc_config.subnets {
            self.footprint.element(ResourceKind::Subnet, subnet.index());
        }
        if addresses_are_scarce(self.config) || !start_faults(self.config).is_empty() {
            self.footprint.kinds.extend([ResourceKind::VpcEndpoint, ResourceKind::NatGateway]);
        }
    }

    /// The look-up of a service's name.
    fn name(&mut self, service: Service) {
        self.footprint.services.insert(service);
        for id in self.config.endpoint_ids().filter(|id| self.config.endpoint(*id).service == service) {
            self.footprint.element(ResourceKind::VpcEndpoint, id.index());
        }
    }

    /// The look-up of a route in the table of `subnet`.
    fn lookup(&mut self, subnet: SubnetId) {
        self.footprint.element(ResourceKind::RouteTable, self.config.subnet(subnet).route_table.index());
        self.footprint.gateways = true;
        for id in self.config.endpoint_ids() {
            if matches!(self.config.endpoint(id).kind, EndpointKind::Gateway(_)) {
                self.footprint.element(ResourceKind::VpcEndpoint, id.index());
            }
        }
    }

    fn groups(&mut self, party: &Party<'_>) {
        for group in party.groups {
            self.footprint.element(ResourceKind::SecurityGroup, group.index());
        }
    }

    fn way(&mut self, step: &Step<'_, 'c>) {
        let ends = [Some(step.case.source), step.case.target];
        for subnet in ends.into_iter().flatten().filter_map(|party| party.subnet) {
            self.footprint.element(ResourceKind::Subnet, subnet.index());
        }
        if let Some(PartyKind::Endpoint(id)) = step.case.target.map(|target| target.kind) {
            self.footprint.element(ResourceKind::VpcEndpoint, id.index());
        }
        match (step.case.source.subnet, step.case.target.and_then(|target| target.subnet)) {
            (Some(here), _) if step.way != Way::WithinSubnet => self.lookup(here),
            (None, Some(there)) => self.lookup(there),
            _ => {}
        }
        if let Way::Nat(nat, onward) = step.way {
            let there = self.config.nat(nat).subnet;
            self.footprint.element(ResourceKind::NatGateway, nat.index());
            self.footprint.element(ResourceKind::Subnet, there.index());
            self.lookup(there);
            if let Onward::GatewayEndpoint(id) = onward {
                self.footprint.element(ResourceKind::VpcEndpoint, id.index());
            }
        }
    }
}

impl<'c> Visitor<'c> for Tracks<'c> {
    fn compared(&mut self) {
        let Some(vpc_config) = self.config.workload().and_then(|workload| workload.vpc_config.as_ref())
        else {
            return;
        };
        for group in &vpc_config.security_groups {
            self.footprint.element(ResourceKind::SecurityGroup, group.index());
        }
        for subnet in &vpc_config.subnets {
            self.lookup(*subnet);
            let acl = self.config.subnet(*subnet).network_acl;
            self.footprint.element(ResourceKind::NetworkAcl, acl.index());
        }
    }

    fn step(&mut self, step: &Step<'_, 'c>) {
        self.way(step);
        let path = elements(self.config, step.way, &step.case, step.stop);
        for element in path.into_iter().take(step.looked_at) {
            match element {
                Element::Check(Checkpoint::SourceGroups) => {
                    self.groups(&step.case.source);
                }
                Element::Check(Checkpoint::TargetGroups) => {
                    if let Some(target) = &step.case.target {
                        self.groups(target);
                    }
                }
                Element::Check(Checkpoint::NetworkAcl { subnet, .. }) => {
                    let acl = self.config.subnet(subnet).network_acl;
                    self.footprint.element(ResourceKind::NetworkAcl, acl.index());
                }
                _ => {}
            }
        }
    }
}
