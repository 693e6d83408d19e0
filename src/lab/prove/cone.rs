//! The part of a design that an objective can depend on.
//!
//! The part is read field by field, and only as far as the engine could look: the interfaces at both
//! ends, their groups and subnets, the tables and ACLs of those, the NAT gateways that the routes name,
//! the endpoints of the service that is asked for, the bucket. Within a group only rules that can
//! match a packet of the question are read. Where in doubt, more is taken in.
//!
//! LAW (cone): an objective is met by a design that builds exactly when it is met by its part. The test
//! `p14_exercise_coverage_and_sets_agree_with_grading_the_design` holds it for every objective of every shipped lab.

use crate::aws::{ResourceKind, Service};
use crate::lab::choices::{Choices, Need, Slot, View};
use crate::lab::prove::slice::Slice;
use crate::lab::{Objective, Requirement, Setting};
use crate::net::{Ipv4Prefix, PortRange, Protocol, ProtocolMatch};
use crate::reach::{Destination, Query, Source};

/// Fields of the workload that no packet and no request depends on where addresses do not run out.
const SILENT: [&str; 5] = ["volume_kms_key", "output_kms_key", "input_buckets", "output_bucket", "efa"];
/// Fields that only the peers of one job depend on.
const BETWEEN_PEERS: [&str; 2] = ["instance_count", "enable_inter_container_traffic_encryption"];
/// Most addresses that one instance takes in its subnet.
const ADDRESSES_PER_INSTANCE: u64 = 5;

/// What is the same for every design of a lab.
#[derive(Debug)]
pub(in crate::lab::prove) struct Surroundings {
    /// The VPC's block, when it is fixed.
    block: Option<Ipv4Prefix>,
    /// Whether no subnet can run out of addresses.
    roomy: bool,
    /// Whether everybody who sends is a machine of the VPC or a job or model in it.
    inside: bool,
    /// Whether some design has an interface endpoint for S3.
    s3_interface: bool,
}

impl Surroundings {
    pub fn of(choices: &Choices) -> Self {
        let of_kind = |kind| choices.elements.iter().filter(move |element| element.kind == kind);
        let texts = |kind, key: &'static str| {
            let fields = of_kind(kind).filter_map(move |element| element.field(key));
            fields.flat_map(|field| &field.slots).flat_map(|slot| &slot.texts).map(Option::as_deref)
        };
        let blocks: Vec<Option<&str>> = texts(ResourceKind::Vpc, "cidr_block").collect();
        let block = match blocks.as_slice() {
            [None] | [] => "10.0.0.0/16".parse().ok(),
            [Some(block)] => block.parse().ok(),
            _ => None,
        };
        let instances = texts(ResourceKind::Workload, "instance_count");
        let most = instances.filter_map(|text| text?.parse::<u64>().ok()).max().unwrap_or(1);
        let others = [ResourceKind::VpcEndpoint, ResourceKind::NetworkInterface, ResourceKind::NatGateway];
        let others = others.into_iter().flat_map(of_kind).count() as u64;
        let room = |text: Option<&str>| {
            let block = text.and_then(|text| text.parse::<Ipv4Prefix>().ok());
            block.and_then(Ipv4Prefix::usable).map_or(0, crate::net::Interval::len)
        };
        let roomy = texts(ResourceKind::Subnet, "cidr_block")
            .all(|text| room(text) >= most.saturating_mul(ADDRESSES_PER_INSTANCE).saturating_add(others));
        let s3_interface = of_kind(ResourceKind::VpcEndpoint).any(|element| {
            let has = |key, test: &dyn Fn(&str) -> bool| {
                let slots = element.field(key).into_iter().flat_map(|field| &field.slots);
                slots.flat_map(|slot| &slot.texts).flatten().any(|text| test(text))
            };
            has("service", &|text| names_service(text, Service::S3))
                && has("vpc_endpoint_type", &|text| text != "Gateway")
        });
        let jobs = ["training_job", "tuning_job", "processing_job", "transform_job", "model"];
        let inside = of_kind(ResourceKind::OnPremisesClient).next().is_none()
            && texts(ResourceKind::Workload, "kind")
                .all(|kind| kind.is_some_and(|kind| jobs.contains(&kind)));
        Self { block, roomy, inside, s3_interface }
    }
}

impl Surroundings {
    /// Whether a part can be told from the whole.
    fn are_plain(&self) -> bool {
        self.roomy && self.inside && self.block.is_some()
    }
}

/// Whether the text may be the short or full name of the service.
pub(in crate::lab::prove) fn names_service(text: &str, service: Service) -> bool {
    let short = service.short_name();
    text.strip_suffix(short).is_some_and(|front| front.is_empty() || front.ends_with('.'))
}

/// Reads the part of the design that `objective` can depend on.
///
/// Where a placement is given, the workload stands in that one of its subnets, and the answer is nothing
/// when it does not list it.
pub(in crate::lab::prove) fn cone<'v, 'c>(
    view: &'v View<'c>,
    surroundings: &Surroundings,
    objective: &Objective,
    placement: Placement,
) -> Result<Option<Slice<'v, 'c>>, Need> {
    let mut slice = Slice::new(view)?;
    for workload in slice.all(ResourceKind::Workload) {
        let kind = slice.element(workload).and_then(|element| element.field("kind"));
        if kind.is_some_and(|field| field.slots.iter().any(|slot| slot.knob.is_some())) {
            slice.include_only(workload, &["kind"])?;
        }
    }
    match &objective.requirement {
        Requirement::MustReach(query)
        | Requirement::MustNotReach(query)
        | Requirement::MustAvoid { query, .. } => {
            let mut cone =
                Cone { slice, surroundings, query, placement, tables: Vec::new(), subnets: Vec::new() };
            if !cone.is_placed()? {
                return Ok(None);
            }
            cone.read()?;
            Ok(Some(cone.slice))
        }
        Requirement::MustBeSet { setting, .. } => {
            let keys: &[&str] = match setting {
                Setting::VpcConfig => &["kind", "subnets", "security_groups"],
                setting => &["kind", setting.as_str()],
            };
            for workload in slice.all(ResourceKind::Workload) {
                slice.include_only(workload, keys)?;
            }
            Ok(Some(slice))
        }
        // Counted without a part.
        Requirement::AtMost { .. } => Ok(None),
    }
}

/// Which subnets of the workload a question is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lab::prove) enum Placement {
    /// All that it lists.
    Whole,
    /// None, because it lists none.
    Nowhere,
    /// The one in this slot of its list.
    In(usize),
}

/// The placements whose answers together are the answer for the whole list.
///
/// The platform picks one subnet for every interface, so "always" and "never" hold for a list when they
/// hold for each subnet of it. That is no longer so where the list as a whole is judged: models must
/// span two zones, and peers may stand in two subnets.
pub(in crate::lab::prove) fn placements(
    choices: &Choices,
    surroundings: &Surroundings,
    objective: &Objective,
) -> Vec<Placement> {
    let query = match &objective.requirement {
        Requirement::MustReach(query)
        | Requirement::MustNotReach(query)
        | Requirement::MustAvoid { query, .. } => query,
        Requirement::MustBeSet { .. } | Requirement::AtMost { .. } => return vec![Placement::Whole],
    };
    let workload = choices.elements.iter().find(|element| element.kind == ResourceKind::Workload);
    let texts = |key: &str| {
        let slots =
            workload.and_then(|element| element.field(key)).into_iter().flat_map(|field| &field.slots);
        slots.flat_map(|slot| slot.texts.iter().flatten()).map(String::as_str).collect::<Vec<_>>()
    };
    let one_by_one = matches!(texts("kind").as_slice(), ["training_job" | "tuning_job" | "processing_job"]);
    let from_workload = matches!(query.source, Source::Container | Source::Platform | Source::Peer);
    let judged_whole = !one_by_one || !from_workload || query.destination == Destination::Peer;
    if judged_whole || !surroundings.are_plain() {
        return vec![Placement::Whole];
    }
    let slots = (0..texts("subnets").len()).map(Placement::In);
    std::iter::once(Placement::Nowhere).chain(slots).collect()
}

struct Cone<'v, 'c, 'q> {
    slice: Slice<'v, 'c>,
    surroundings: &'q Surroundings,
    query: &'q Query,
    placement: Placement,
    /// Route tables that a packet may meet.
    tables: Vec<usize>,
    /// Subnets whose ACL was read, and whether their table was.
    subnets: Vec<(usize, bool)>,
}

/// Which rules of a group are asked.
#[derive(Clone, Copy)]
enum Direction {
    In,
    Out,
}

impl Cone<'_, '_, '_> {
    fn read(&mut self) -> Result<(), Need> {
        if !self.surroundings.are_plain() {
            return self.everything();
        }
        self.bucket()?;
        if self.source()? {
            return Ok(());
        }
        self.interfaces()?;
        self.target()?;
        self.endpoints()?;
        let gateways = ["internet_gateway", "virtual_private_gateway"];
        let mut except = gateways.to_vec();
        match self.query.destination {
            Destination::Service(_) | Destination::Api { .. } | Destination::Dns => {}
            Destination::Bucket { .. } | Destination::AnyForeignBucket { .. } => {
                if !self.surroundings.s3_interface {
                    except.push("enable_dns_hostnames");
                }
            }
            Destination::Internet(_) | Destination::Address { .. } | Destination::Peer => return Ok(()),
        }
        for vpc in self.slice.all(ResourceKind::Vpc) {
            self.slice.include(vpc, &except)?;
        }
        Ok(())
    }

    /// Whether the workload lists the subnet that is asked for.
    fn is_placed(&self) -> Result<bool, Need> {
        let Some(workload) = self.workloads().next() else { return Ok(self.placement == Placement::Nowhere) };
        match self.placement {
            Placement::Whole => Ok(true),
            Placement::Nowhere => Ok(!self.slice.lists(workload, "subnets", &|_| true)?),
            Placement::In(_) => self.slice.lists(workload, "subnets", &self.wanted_subnets(workload)),
        }
    }

    fn workloads(&self) -> impl Iterator<Item = usize> + use<> {
        self.slice.all(ResourceKind::Workload).into_iter()
    }

    /// The slots of the workload's list that are asked for.
    fn wanted_subnets(&self, workload: usize) -> impl Fn(&Slot) -> bool + use<> {
        let field = self.slice.element(workload).and_then(|element| element.field("subnets"));
        let one = match self.placement {
            Placement::In(at) => field.and_then(|field| field.slots.get(at)).cloned(),
            Placement::Whole | Placement::Nowhere => None,
        };
        move |slot| one.as_ref().is_none_or(|one| one == slot)
    }

    fn everything(&mut self) -> Result<(), Need> {
        for kind in ResourceKind::ALL {
            for element in self.slice.all(kind) {
                self.slice.include(element, &[])?;
            }
        }
        Ok(())
    }

    fn bucket(&mut self) -> Result<(), Need> {
        let Destination::Bucket { bucket, .. } = &self.query.destination else { return Ok(()) };
        let name = bucket.split('/').next().unwrap_or_default();
        if let Some(bucket) = self.slice.named(ResourceKind::S3Bucket, name) {
            self.slice.include(bucket, &[])?;
        }
        Ok(())
    }

    /// Reads who sends; answers whether nothing else can matter.
    fn source(&mut self) -> Result<bool, Need> {
        match &self.query.source {
            Source::Client(name) => {
                if let Some(client) = self.slice.named(ResourceKind::NetworkInterface, name) {
                    self.interface(client, Direction::Out)?;
                }
                Ok(false)
            }
            Source::Internet => {
                for workload in self.slice.all(ResourceKind::Workload) {
                    self.slice.include_only(workload, &["kind", "execution_role_policy"])?;
                }
                Ok(false)
            }
            Source::Container | Source::Platform | Source::Peer => self.workload(),
        }
    }

    /// A container under network isolation reaches nothing but its peers, whatever surrounds it.
    fn workload(&mut self) -> Result<bool, Need> {
        let Some(workload) = self.workloads().next() else { return Ok(false) };
        if !self.slice.place(workload)? {
            return Ok(false);
        }
        let peer = self.query.destination == Destination::Peer;
        if self.query.source != Source::Platform && !peer {
            self.slice.include_only(workload, &["kind", "enable_network_isolation"])?;
            let isolation = self.slice.texts(workload, "enable_network_isolation")?;
            if isolation.iter().any(|entry| entry.text == "true") {
                return Ok(true);
            }
        }
        let mut except = [SILENT.as_slice(), &["subnets"]].concat();
        if !peer {
            except.extend(BETWEEN_PEERS);
        }
        // The platform's own transfers know no isolation, and the nodes of a job may talk.
        if peer || self.query.source == Source::Platform {
            except.push("enable_network_isolation");
        }
        self.slice.field(workload, "subnets", &self.wanted_subnets(workload))?;
        self.slice.include(workload, &except)?;
        for subnet in self.slice.taken(workload, "subnets") {
            self.subnet(subnet.named, self.leaves())?;
        }
        for group in self.slice.texts(workload, "security_groups")? {
            self.group(group.named, Direction::Out)?;
            if peer {
                self.group(group.named, Direction::In)?;
            }
        }
        Ok(false)
    }

    /// Whether packets may leave the VPC; those that do not never ask a route table for anything but
    /// the local route, which no other route may be more specific than.
    fn leaves(&self) -> bool {
        match &self.query.destination {
            Destination::Address { address, .. } => {
                !self.surroundings.block.is_some_and(|block| block.contains(*address))
            }
            Destination::Peer => false,
            _ => true,
        }
    }

    fn subnet(&mut self, subnet: Option<usize>, leaves: bool) -> Result<(), Need> {
        let Some(subnet) = subnet else { return Ok(()) };
        if self.subnets.iter().any(|(known, left)| *known == subnet && (*left || !leaves)) {
            return Ok(());
        }
        self.subnets.push((subnet, leaves));
        let except: &[&str] = if leaves { &[] } else { &["route_table"] };
        if !self.slice.include(subnet, except)? {
            return Ok(());
        }
        let acl = self.one_of(subnet, "network_acl", ResourceKind::NetworkAcl, "default")?;
        if let Some(acl) = acl {
            self.slice.include(acl, &[])?;
        }
        if leaves && let Some(table) = self.one_of(subnet, "route_table", ResourceKind::RouteTable, "main")? {
            self.table(table)?;
        }
        Ok(())
    }

    /// The element that a field names, or the one that stands in for it.
    fn one_of(
        &self,
        at: usize,
        key: &str,
        kind: ResourceKind,
        otherwise: &str,
    ) -> Result<Option<usize>, Need> {
        let named = self.slice.texts(at, key)?;
        Ok(match named.first() {
            Some(entry) => entry.named,
            None => self.slice.named(kind, otherwise),
        })
    }

    fn table(&mut self, table: usize) -> Result<(), Need> {
        if self.tables.contains(&table) || !self.slice.include(table, &[])? {
            return Ok(());
        }
        self.tables.push(table);
        for route in self.slice.texts(table, "routes")? {
            let Some(nat) = route.named else { continue };
            self.slice.include(nat, &[])?;
            for subnet in self.slice.texts(nat, "subnet")? {
                self.subnet(subnet.named, true)?;
            }
        }
        Ok(())
    }

    fn group(&mut self, group: Option<usize>, direction: Direction) -> Result<(), Need> {
        let Some(group) = group else { return Ok(()) };
        if !self.slice.place(group)? {
            return Ok(());
        }
        let key = match direction {
            Direction::In => "ingress",
            Direction::Out => "egress",
        };
        let (query, surroundings) = (self.query, self.surroundings);
        let matters =
            |slot: &Slot| slot.texts.iter().flatten().any(|text| may_match(text, query, surroundings));
        self.slice.field(group, key, &matters)
    }

    fn groups(&mut self, at: usize, direction: Direction) -> Result<(), Need> {
        let named = self.slice.texts(at, "security_groups")?;
        if named.is_empty() {
            return self.group(self.slice.named(ResourceKind::SecurityGroup, "default"), direction);
        }
        for group in named {
            self.group(group.named, direction)?;
        }
        Ok(())
    }

    fn interface(&mut self, at: usize, direction: Direction) -> Result<(), Need> {
        if !self.slice.include(at, &[])? {
            return Ok(());
        }
        let leaves = matches!(direction, Direction::Out) && self.leaves();
        for subnet in self.slice.texts(at, "subnet")? {
            self.subnet(subnet.named, leaves)?;
        }
        self.groups(at, direction)
    }

    /// Every machine of the VPC takes an address.
    fn interfaces(&mut self) -> Result<(), Need> {
        for interface in self.slice.all(ResourceKind::NetworkInterface) {
            if !self.slice.has(interface) {
                self.slice.include(interface, &["security_groups"])?;
            }
        }
        Ok(())
    }

    fn target(&mut self) -> Result<(), Need> {
        let Destination::Address { address, .. } = &self.query.destination else { return Ok(()) };
        for interface in self.slice.all(ResourceKind::NetworkInterface) {
            let field = self.slice.element(interface).and_then(|element| element.field("private_ip_address"));
            let texts =
                field.into_iter().flat_map(|field| &field.slots).flat_map(|slot| &slot.texts).flatten();
            let mut addresses = texts.filter_map(|text| text.parse::<std::net::Ipv4Addr>().ok());
            if addresses.any(|found| found.to_bits() == *address) {
                self.interface(interface, Direction::In)?;
            }
        }
        Ok(())
    }

    fn endpoints(&mut self) -> Result<(), Need> {
        for endpoint in self.slice.all(ResourceKind::VpcEndpoint) {
            if !self.may_serve(endpoint) {
                continue;
            }
            if self.is_gateway(endpoint) {
                self.gateway_endpoint(endpoint)?;
            } else {
                self.interface_endpoint(endpoint)?;
            }
        }
        Ok(())
    }

    fn texts_of(&self, at: usize, key: &str) -> impl Iterator<Item = &str> {
        let field = self.slice.element(at).and_then(|element| element.field(key));
        let slots = field.into_iter().flat_map(|field| &field.slots);
        slots.flat_map(|slot| slot.texts.iter().flatten()).map(String::as_str)
    }

    fn is_gateway(&self, endpoint: usize) -> bool {
        self.texts_of(endpoint, "vpc_endpoint_type").all(|text| text == "Gateway")
    }

    /// Whether the question's packets may go to the endpoint's service.
    fn may_serve(&self, endpoint: usize) -> bool {
        let serves = |service| self.texts_of(endpoint, "service").any(|text| names_service(text, service));
        match &self.query.destination {
            Destination::Bucket { .. } | Destination::AnyForeignBucket { .. } => serves(Service::S3),
            Destination::Service(service) | Destination::Api { service, .. } => serves(*service),
            Destination::Address { .. } => self.leaves(),
            Destination::Internet(_) | Destination::Peer | Destination::Dns => false,
        }
    }

    /// A gateway endpoint is a route: it matters to the tables that it stands in.
    fn gateway_endpoint(&mut self, endpoint: usize) -> Result<(), Need> {
        let tables = self.tables.clone();
        let on_path = |slot: &Slot| slot.names.iter().flatten().any(|named| tables.contains(named));
        if self.slice.lists(endpoint, "route_tables", &on_path)? && self.slice.place(endpoint)? {
            self.slice.field(endpoint, "route_tables", &on_path)?;
            self.slice.include(endpoint, &["route_tables"])?;
        }
        Ok(())
    }

    fn interface_endpoint(&mut self, endpoint: usize) -> Result<(), Need> {
        if !self.slice.include(endpoint, &[])? {
            return Ok(());
        }
        for subnet in self.slice.texts(endpoint, "subnets")? {
            self.subnet(subnet.named, false)?;
        }
        self.groups(endpoint, Direction::In)?;
        companions(&mut self.slice, endpoint)
    }
}

/// Private DNS for S3 asks whether there is a gateway endpoint for S3 anywhere.
pub(in crate::lab::prove) fn companions(slice: &mut Slice<'_, '_>, endpoint: usize) -> Result<(), Need> {
    let serves_s3 = |slice: &Slice<'_, '_>, at: usize| {
        let field = slice.element(at).and_then(|element| element.field("service"));
        let slots = field.into_iter().flat_map(|field| &field.slots);
        slots.flat_map(|slot| slot.texts.iter().flatten()).any(|text| names_service(text, Service::S3))
    };
    if !serves_s3(slice, endpoint) {
        return Ok(());
    }
    for other in slice.all(ResourceKind::VpcEndpoint) {
        if other != endpoint && serves_s3(slice, other) && !slice.has(other) {
            slice.include(other, &["route_tables", "policy"])?;
        }
    }
    Ok(())
}

/// Whether a rule of a group can match a packet that the question is about; `true` when in doubt.
fn may_match(rule: &str, query: &Query, surroundings: &Surroundings) -> bool {
    let words: Vec<&str> = rule.split(' ').collect();
    let (protocol, ports, peer) = match words.as_slice() {
        [protocol, peer] => (*protocol, None, *peer),
        [protocol, ports, peer] => (*protocol, Some(*ports), *peer),
        _ => return true,
    };
    let asked = match &query.destination {
        Destination::Internet(asked) => *asked,
        Destination::Address { protocol, port, .. } => Some((*protocol, PortRange::single(*port))),
        Destination::Service(_)
        | Destination::Api { .. }
        | Destination::Bucket { .. }
        | Destination::AnyForeignBucket { .. } => Some((Protocol::TCP, PortRange::HTTPS)),
        Destination::Peer | Destination::Dns => None,
    };
    let Ok(matched) = protocol.parse::<ProtocolMatch>() else { return true };
    if let Some((asked, range)) = asked {
        if !matched.matches(asked) {
            return false;
        }
        let exact = matches!(matched, ProtocolMatch::One(Protocol::TCP | Protocol::UDP));
        if let Some(Ok(ports)) = ports.filter(|_| exact).map(str::parse::<PortRange>)
            && (ports.last() < range.first() || range.last() < ports.first())
        {
            return false;
        }
    }
    let public_only = match &query.destination {
        Destination::Internet(_) => true,
        Destination::Bucket { .. } | Destination::AnyForeignBucket { .. } => !surroundings.s3_interface,
        _ => false,
    };
    let inside = peer.starts_with("sg:")
        || peer
            .parse::<Ipv4Prefix>()
            .is_ok_and(|block| surroundings.block.is_some_and(|vpc| vpc.covers(block)));
    let listed = peer.starts_with("pl:");
    !(public_only && inside
        || listed && matches!(query.destination, Destination::Internet(_) | Destination::Peer))
}
