//! What recognisers look at: the configuration, how each objective fares, and how it would fare if the
//! configuration were different.

use std::cmp::Reverse;

use crate::aws::{
    BucketId, Config, Endpoint, EndpointId, EndpointKind, NetworkAclId, Owner, RouteTable, RouteTableId,
    SecurityGroupId, Service, SubnetId, VpcConfig, Workload,
};
use crate::lab::grade::is_met;
use crate::lab::{Finding, Objective, Requirement};
use crate::reach::{
    Analysis, Blocker, ComponentKind, Destination, ExplanationCode, Query, Source, Verdict, analyze,
};

/// An element in which a belief shows, and the objective that it matters for.
#[derive(Debug)]
pub(super) struct Sighting {
    pub kind: ComponentKind,
    pub component: String,
    /// Position of the objective.
    pub aim: usize,
}

/// One objective and how it fares.
#[derive(Debug, Clone, Copy)]
pub(super) struct Aim<'a> {
    at: usize,
    pub requirement: &'a Requirement,
    pub met: bool,
    analysis: Option<&'a Analysis>,
}

/// An objective with a question.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub aim: Aim<'a>,
    pub query: &'a Query,
    pub analysis: &'a Analysis,
}

impl<'a> Aim<'a> {
    /// The objective with its question, when it has one that the configuration can be asked.
    fn asked(self) -> Option<Asked<'a>> {
        let query = match self.requirement {
            Requirement::MustReach(query)
            | Requirement::MustNotReach(query)
            | Requirement::MustAvoid { query, .. } => query,
            Requirement::MustBeSet { .. } | Requirement::AtMost { .. } => return None,
        };
        let analysis = self.analysis?;
        let absent = |blocker: &Blocker| blocker.code == ExplanationCode::NoSourceOrDestination;
        (!analysis.blockers().iter().any(absent)).then_some(Asked { aim: self, query, analysis })
    }

    /// Whether it would be met if the configuration were `other`.
    pub fn meets(self, other: &Config) -> bool {
        is_met(self.requirement, other)
    }

    /// A sighting at the element `component`.
    pub fn at(self, kind: ComponentKind, component: impl Into<String>) -> Sighting {
        Sighting { kind, component: component.into(), aim: self.at }
    }
}

impl<'a> Asked<'a> {
    /// Whether the container, the platform or a peer asks.
    pub fn is_from_workload(&self) -> bool {
        matches!(self.query.source, Source::Container | Source::Platform | Source::Peer)
    }

    /// Whether the user's code in the container asks.
    pub fn is_from_container(&self) -> bool {
        matches!(self.query.source, Source::Container | Source::Peer)
    }

    /// Whether a public address is called that belongs to no AWS service in particular.
    pub fn is_to_internet(&self) -> bool {
        matches!(self.query.destination, Destination::Internet(_))
    }

    /// The service that is called; S3 for a bucket.
    pub fn service(&self) -> Option<Service> {
        match &self.query.destination {
            Destination::Service(service) | Destination::Api { service, .. } => Some(*service),
            Destination::Bucket { .. } | Destination::AnyForeignBucket { .. } => Some(Service::S3),
            Destination::Internet(_) | Destination::Address { .. } | Destination::Peer | Destination::Dns => {
                None
            }
        }
    }

    /// The names of the elements of `kind` on the path that holds.
    pub fn crossed(&self, kind: ComponentKind) -> impl Iterator<Item = &'a str> + use<'a> {
        let hops = self.analysis.path().iter().filter(move |hop| hop.kind == kind);
        hops.map(|hop| hop.component.as_str())
    }

    /// Whether what must work would fare better if the configuration were `other`: a higher verdict, or
    /// less in the way.
    pub fn helps(&self, other: &Config) -> bool {
        standing(&analyze(other, self.query)) > standing(self.analysis)
    }

    /// Whether `code` is among what refuses the path closest to success.
    pub fn is_blocked_by(&self, code: ExplanationCode) -> bool {
        self.analysis.blockers().iter().any(|blocker| blocker.code == code)
    }
}

/// A configuration and how its objectives fare.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    pub config: &'a Config,
    aims: Vec<Aim<'a>>,
}

impl<'a> Scene<'a> {
    pub fn new(config: &'a Config, objectives: &'a [Objective], findings: &'a [Finding]) -> Self {
        let pairs = objectives.iter().zip(findings).enumerate();
        let aims = pairs
            .map(|(at, (objective, finding))| Aim {
                at,
                requirement: &objective.requirement,
                met: finding.met,
                analysis: finding.analysis.as_ref(),
            })
            .collect();
        Self { config, aims }
    }

    pub fn is_all_well(&self) -> bool {
        self.aims.iter().all(|aim| aim.met)
    }

    /// The objectives that are not met.
    pub fn unmet(&self) -> impl Iterator<Item = Aim<'a>> {
        self.aims.iter().copied().filter(|aim| !aim.met)
    }

    /// What must work and does not, or not always.
    pub fn broken(&self) -> impl Iterator<Item = Asked<'a>> {
        self.unmet().filter_map(Aim::asked).filter(|asked| match asked.aim.requirement {
            Requirement::MustReach(_) => true,
            Requirement::MustAvoid { .. } => asked.analysis.verdict() == Verdict::Never,
            _ => false,
        })
    }

    /// What must work and does.
    pub fn working(&self) -> impl Iterator<Item = Asked<'a>> {
        let needs = self.aims.iter().filter_map(|aim| aim.asked());
        needs.filter(|asked| match asked.aim.requirement {
            Requirement::MustReach(_) => asked.aim.met,
            Requirement::MustAvoid { .. } => asked.analysis.verdict() == Verdict::Always,
            _ => false,
        })
    }

    /// What must not get through and does.
    pub fn leaks(&self) -> impl Iterator<Item = Asked<'a>> {
        let asked = self.unmet().filter_map(Aim::asked);
        asked.filter(|asked| matches!(asked.aim.requirement, Requirement::MustNotReach(_)))
    }

    /// What works, but across an element of this kind that it must avoid.
    pub fn crossings(&self, kind: ComponentKind) -> impl Iterator<Item = Asked<'a>> {
        self.unmet().filter_map(Aim::asked).filter(move |asked| {
            matches!(asked.aim.requirement, Requirement::MustAvoid { through, .. } if *through == kind)
                && asked.analysis.traverses(kind)
        })
    }

    /// Every question of the objectives.
    pub fn questions(&self) -> impl Iterator<Item = &'a Query> {
        self.aims.iter().filter_map(|aim| aim.asked()).map(|asked| asked.query)
    }

    /// What must work and is refused by `code`, with the element that refuses.
    pub fn blocked(&self, code: ExplanationCode) -> impl Iterator<Item = (Asked<'a>, &'a Blocker)> {
        self.broken().flat_map(move |asked| {
            let blockers = asked.analysis.blockers().iter().filter(move |blocker| blocker.code == code);
            blockers.map(move |blocker| (asked, blocker))
        })
    }

    /// Whether every objective that is met would still be met if the configuration were `other`.
    pub fn keeps(&self, other: &Config) -> bool {
        self.aims.iter().filter(|aim| aim.met).all(|aim| aim.meets(other))
    }

    /// Whether `other` closes the leak and spoils nothing.
    pub fn would_do(&self, leak: &Asked<'_>, other: &Config) -> bool {
        leak.aim.meets(other) && self.keeps(other)
    }
}

fn standing(analysis: &Analysis) -> (Verdict, Reverse<usize>) {
    (analysis.verdict(), Reverse(analysis.blockers().len()))
}

/// Where things are in the configuration.
impl<'a> Scene<'a> {
    pub fn workload(&self) -> Option<&'a Workload> {
        self.config.workload()
    }

    pub fn vpc_config(&self) -> Option<&'a VpcConfig> {
        self.workload()?.vpc_config.as_ref()
    }

    /// The subnets that a source may send from.
    pub fn subnets_of(&self, source: &Source) -> Vec<SubnetId> {
        match source {
            Source::Container | Source::Platform | Source::Peer => {
                self.vpc_config().map(|vpc_config| vpc_config.subnets.clone()).unwrap_or_default()
            }
            Source::Client(name) => {
                let id = self.config.interface_named(name);
                id.map(|id| self.config.interface(id).subnet).into_iter().collect()
            }
            Source::Internet => Vec::new(),
        }
    }

    /// The security groups of a source.
    pub fn groups_of(&self, source: &Source) -> &'a [SecurityGroupId] {
        match source {
            Source::Container | Source::Platform | Source::Peer => {
                self.vpc_config().map_or(&[], |vpc_config| vpc_config.security_groups.as_slice())
            }
            Source::Client(name) => {
                let id = self.config.interface_named(name);
                id.map_or(&[], |id| self.config.interface(id).security_groups.as_slice())
            }
            Source::Internet => &[],
        }
    }

    /// The route tables of the subnets that a source may send from, each once.
    pub fn tables_of(&self, source: &Source) -> Vec<RouteTableId> {
        let subnets = self.subnets_of(source);
        once_each(subnets.into_iter().map(|subnet| self.config.subnet(subnet).route_table))
    }

    /// The network ACLs of these subnets, each once.
    pub fn acls_of(&self, subnets: &[SubnetId]) -> Vec<NetworkAclId> {
        once_each(subnets.iter().map(|subnet| self.config.subnet(*subnet).network_acl))
    }

    pub fn table_name(&self, id: RouteTableId) -> &'a str {
        &self.config.route_table(id).name
    }

    pub fn group_name(&self, id: SecurityGroupId) -> &'a str {
        &self.config.security_group(id).name
    }

    /// Every endpoint with its id.
    pub fn endpoints(&self) -> impl Iterator<Item = (EndpointId, &'a Endpoint)> {
        self.config.endpoint_ids().map(|id| (id, self.config.endpoint(id)))
    }

    /// The endpoint called `name`.
    pub fn endpoint_named(&self, name: &str) -> Option<(EndpointId, &'a Endpoint)> {
        self.endpoints().find(|(_, endpoint)| endpoint.name == name)
    }

    /// The gateway endpoints of a service.
    pub fn gateways(&self, service: Service) -> Vec<(EndpointId, &'a Endpoint)> {
        self.of_service(service, |kind| matches!(kind, EndpointKind::Gateway(_)))
    }

    /// The interface endpoints of a service.
    pub fn interfaces(&self, service: Service) -> Vec<(EndpointId, &'a Endpoint)> {
        self.of_service(service, |kind| matches!(kind, EndpointKind::Interface(_)))
    }

    fn of_service(
        &self,
        service: Service,
        is_wanted: impl Fn(&EndpointKind) -> bool,
    ) -> Vec<(EndpointId, &'a Endpoint)> {
        let found = self.endpoints().filter(|(_, endpoint)| endpoint.service == service);
        found.filter(|(_, endpoint)| is_wanted(&endpoint.kind)).collect()
    }

    /// The bucket that a question is about.
    pub fn bucket_of(&self, asked: &Asked<'_>) -> Option<BucketId> {
        match &asked.query.destination {
            Destination::Bucket { bucket, .. } => {
                let name = bucket.split_once('/').map_or(bucket.as_str(), |(name, _)| name);
                self.config.bucket_named(name)
            }
            _ => None,
        }
    }

    /// Whether the question is about a bucket of the learner's own account.
    pub fn is_about_own_bucket(&self, asked: &Asked<'_>) -> bool {
        self.bucket_of(asked).is_some_and(|id| self.config.bucket(id).owner == Owner::Own)
    }

    /// The configuration with these route tables changed.
    pub fn with_tables(&self, tables: &[RouteTableId], change: impl Fn(&mut RouteTable)) -> Config {
        tables.iter().fold(self.config.clone(), |config, id| config.with_route_table(*id, &change))
    }
}

/// The ids in order, each once.
pub(super) fn once_each<I: Ord>(ids: impl Iterator<Item = I>) -> Vec<I> {
    let mut all: Vec<I> = ids.collect();
    all.sort_unstable();
    all.dedup();
    all
}
