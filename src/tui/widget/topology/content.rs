//! What stands where: the draft read as things in subnets, on edges and outside.

use std::collections::BTreeMap;

use crate::aws::{ConfigDraft, RouteTableDraft, Service, SubnetDraft, VpcEndpointDraft, WorkloadDraft};
use crate::reach::ComponentKind;
use crate::tui::Role;
use crate::tui::widget::topology::canvas::Item;
use crate::tui::widget::topology::{Mark, Marks};

const DEFAULT_REGION: &str = "us-east-1";
const MAIN_TABLE: &str = "main";
const DEFAULT: &str = "default";

/// A draft and the marks on it, read as items of a picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Content<'a> {
    pub draft: &'a ConfigDraft,
    pub marks: &'a Marks,
}

impl<'a> Content<'a> {
    pub(super) fn region(self) -> &'a str {
        self.draft.region.as_deref().unwrap_or(DEFAULT_REGION)
    }

    /// Subnets by Availability Zone, in the order of the zones' names.
    pub(super) fn zones(self) -> BTreeMap<String, Vec<&'a SubnetDraft>> {
        let mut zones: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for subnet in &self.draft.subnets {
            let zone = subnet.availability_zone.clone().unwrap_or_else(|| format!("{}a", self.region()));
            zones.entry(zone).or_default().push(subnet);
        }
        zones
    }

    fn table(self, subnet: &SubnetDraft) -> (&'a str, Option<&'a RouteTableDraft>) {
        let wanted = subnet.route_table.as_deref().unwrap_or(MAIN_TABLE);
        let found = self.draft.route_tables.iter().find(|table| table.name == wanted);
        (found.map_or(MAIN_TABLE, |table| &table.name), found)
    }

    /// `public` when the subnet's route table has a route to an internet gateway.
    pub(super) fn label(self, subnet: &SubnetDraft) -> Item {
        let routes = self.table(subnet).1.map_or(&[][..], |table| &table.routes);
        let public = routes.iter().any(|route| route.target.as_deref() == Some("internet_gateway"));
        if public { Item::new("public", Role::Warning, None) } else { Item::new("private", Role::Dim, None) }
    }

    /// The lines of a subnet's box: addresses, table, network ACL, and what lies in it. A path touches
    /// its table and network ACL only when it touches something that lies in it.
    pub(super) fn in_subnet(self, subnet: &SubnetDraft) -> Vec<Item> {
        let things = self.things_in(subnet);
        let touched = things.iter().any(|item| item.mark.is_some());
        let touched = |mark: Option<Mark>| mark.filter(|_| touched);
        let block = subnet.cidr_block.as_deref().unwrap_or("no addresses yet");
        let mut items = vec![Item::new(block, Role::Dim, None), self.table_item(subnet)];
        let acl = subnet.network_acl.as_deref().unwrap_or(DEFAULT);
        let mark = self.marks.on(ComponentKind::NetworkAcl, acl);
        if acl != DEFAULT || touched(mark).is_some() {
            items.push(Item::new(format!("acl {acl}"), Role::Dim, mark));
        }
        for item in &mut items {
            item.mark = touched(item.mark);
        }
        items.extend(things);
        items
    }

    fn things_in(self, subnet: &SubnetDraft) -> Vec<Item> {
        let mut items = Vec::new();
        let here = |place: Option<&str>| place == Some(subnet.name.as_str());
        let listed = |list: &Option<Vec<String>>| list.iter().flatten().any(|name| *name == subnet.name);
        if let Some(workload) = self.draft.workload.as_ref().filter(|workload| listed(&workload.subnets)) {
            let job = self.workload(workload, Some(&subnet.name));
            items.extend(self.with_groups(job, workload.security_groups.as_deref()));
        }
        for interface in self.draft.network_interfaces.iter().filter(|found| here(found.subnet.as_deref())) {
            let mark = self.marks.on(ComponentKind::NetworkInterface, &interface.name);
            let item = Item::new(format!("interface {}", interface.name), Role::Text, mark);
            items.extend(self.with_groups(vec![item], interface.security_groups.as_deref()));
        }
        for nat in self.draft.nat_gateways.iter().filter(|nat| here(nat.subnet.as_deref())) {
            let mark = self.marks.on(ComponentKind::NatGateway, &nat.name);
            items.push(Item::new(format!("NAT gateway {}", nat.name), Role::Strong, mark));
        }
        for endpoint in self.endpoints(false).filter(|endpoint| listed(&endpoint.subnets)) {
            let item = Item::new(endpoint_text(endpoint), Role::Strong, self.endpoint_mark(endpoint));
            items.extend(self.with_groups(vec![item], endpoint.security_groups.as_deref()));
        }
        items
    }

    /// The subnet's table and where its routes lead.
    fn table_item(self, subnet: &SubnetDraft) -> Item {
        let (name, table) = self.table(subnet);
        let routes = table.iter().flat_map(|table| &table.routes).filter_map(|route| route.target.as_deref());
        let short =
            |target: &str| if target == "internet_gateway" { "igw".to_owned() } else { target.to_owned() };
        let mut targets: Vec<String> = routes.map(short).collect();
        let serves =
            |endpoint: &&VpcEndpointDraft| endpoint.route_tables.iter().flatten().any(|table| table == name);
        targets.extend(self.endpoints(true).filter(serves).map(|endpoint| endpoint.name.clone()));
        let targets = if targets.is_empty() { "local only".to_owned() } else { targets.join(", ") };
        Item::new(
            format!("table {name}: {targets}"),
            Role::Dim,
            self.marks.on(ComponentKind::RouteTable, name),
        )
    }

    /// The items of one thing and, below them, its groups, which a path touches only with the thing.
    fn with_groups(self, mut items: Vec<Item>, names: Option<&[String]>) -> Vec<Item> {
        let default = [DEFAULT.to_owned()];
        let names = names.unwrap_or(&default);
        let touched = items.iter().any(|item| item.mark.is_some());
        let mark = names.iter().filter_map(|name| self.marks.on(ComponentKind::SecurityGroup, name)).max();
        let text = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        items.push(Item::new(format!("  sg {text}"), Role::Dim, mark.filter(|_| touched)));
        items
    }

    /// The job or model, in one subnet or in SageMaker's own network.
    fn workload(self, workload: &WorkloadDraft, subnet: Option<&str>) -> Vec<Item> {
        let section = workload.kind.section();
        let mut text = section.replace('_', " ");
        if let Some(nodes) = workload.instance_count.filter(|nodes| *nodes > 1) {
            text = format!("{text} x{nodes}");
        }
        let kinds = [ComponentKind::Container, ComponentKind::Platform, ComponentKind::IdentityPolicy];
        let marks = kinds.into_iter().map(|kind| self.marks.any(kind));
        let named =
            [ComponentKind::NetworkInterface, ComponentKind::Subnet].map(|kind| self.marks.on(kind, section));
        let network = self.marks.any(ComponentKind::ServiceNetwork).filter(|_| subnet.is_none());
        let starts = subnet.is_none_or(|subnet| self.marks.may_start_in(subnet));
        let mark = marks.chain(named).chain([network]).flatten().max().filter(|_| starts);
        let mut items = vec![Item::new(text, Role::Strong, mark)];
        if workload.enable_network_isolation == Some(true) {
            items.push(Item::new("  container isolated", Role::Dim, None));
        }
        items
    }

    /// What the VPC's edge carries: gateway endpoints, and the resolver when it matters.
    pub(super) fn on_edge(self) -> Vec<Item> {
        let mut items = Vec::new();
        for endpoint in self.endpoints(true) {
            let tables = endpoint.route_tables.as_deref().unwrap_or_default();
            let tables = if tables.is_empty() { "no table".to_owned() } else { tables.join(", ") };
            let text = format!("{}: {tables}", endpoint_text(endpoint));
            items.push(Item::new(text, Role::Strong, self.endpoint_mark(endpoint)).on_edge());
        }
        let resolver = self.marks.any(ComponentKind::DnsResolver);
        if self.draft.vpc.enable_dns_support == Some(false) {
            items.push(Item::new("DNS resolver off", Role::Warning, resolver).on_edge());
        } else if resolver.is_some() {
            items.push(Item::new("DNS resolver", Role::Text, resolver).on_edge());
        }
        items
    }

    /// What belongs into some subnet and names none that exists.
    pub(super) fn unplaced(self) -> Vec<Item> {
        let exists = |name: &str| self.draft.subnets.iter().any(|subnet| subnet.name == name);
        let lost = |place: Option<&str>| !place.is_some_and(exists);
        let nats = self.draft.nat_gateways.iter().filter(|nat| lost(nat.subnet.as_deref()));
        let nats = nats.map(|nat| format!("NAT gateway {}", nat.name));
        let interfaces = self.draft.network_interfaces.iter().filter(|found| lost(found.subnet.as_deref()));
        let interfaces = interfaces.map(|interface| format!("interface {}", interface.name));
        let endpoints =
            self.endpoints(false).filter(|e| !e.subnets.iter().flatten().any(|name| exists(name)));
        let endpoints = endpoints.map(endpoint_text);
        let all = nats.chain(interfaces).chain(endpoints);
        all.map(|text| Item::new(format!("{text}: in no subnet"), Role::Warning, None)).collect()
    }

    fn endpoints(self, gateway: bool) -> impl Iterator<Item = &'a VpcEndpointDraft> {
        let is_gateway =
            |endpoint: &VpcEndpointDraft| endpoint.vpc_endpoint_type.as_deref() == Some("Gateway");
        self.draft.vpc_endpoints.iter().filter(move |endpoint| is_gateway(endpoint) == gateway)
    }

    fn endpoint_mark(self, endpoint: &VpcEndpointDraft) -> Option<Mark> {
        let kinds =
            [ComponentKind::GatewayEndpoint, ComponentKind::InterfaceEndpoint, ComponentKind::EndpointPolicy];
        kinds.into_iter().filter_map(|kind| self.marks.on(kind, &endpoint.name)).max()
    }

    /// The workload without `VpcConfig`, in the network that SageMaker manages.
    pub(super) fn in_service_network(self) -> Vec<Item> {
        let outside = |workload: &&WorkloadDraft| workload.subnets.iter().flatten().next().is_none();
        let workload = self.draft.workload.as_ref().filter(outside);
        workload.map(|workload| self.workload(workload, None)).unwrap_or_default()
    }

    /// Services that an endpoint or a path leads to, and the account's own buckets.
    pub(super) fn in_region(self) -> Vec<Item> {
        let services = self
            .draft
            .vpc_endpoints
            .iter()
            .filter_map(|e| Service::named(e.service.as_deref()?, self.region()));
        let mut names: Vec<&str> = services.map(Service::short_name).filter(|name| *name != "s3").collect();
        names.extend(self.marks.named(ComponentKind::Service).filter(|name| *name != "s3"));
        names.sort_unstable();
        names.dedup();
        let mut items: Vec<Item> = Vec::new();
        for name in names {
            items.push(Item::new(
                format!("service {name}"),
                Role::Text,
                self.marks.on(ComponentKind::Service, name),
            ));
        }
        items.extend(self.buckets(false));
        items
    }

    fn buckets(self, foreign: bool) -> impl Iterator<Item = Item> {
        let is_foreign = |account: Option<&str>| account.is_some_and(|account| account != "self");
        let buckets =
            self.draft.s3_buckets.iter().filter(move |b| is_foreign(b.account.as_deref()) == foreign);
        buckets.map(move |bucket| {
            let kinds = [ComponentKind::Bucket, ComponentKind::BucketPolicy];
            let mark = kinds.into_iter().filter_map(|kind| self.marks.on(kind, &bucket.name)).max();
            let whose = if foreign { "stranger's bucket" } else { "bucket" };
            Item::new(format!("{whose} {}", bucket.name), Role::Text, mark)
        })
    }

    /// The internet and strangers' buckets.
    pub(super) fn outside(self) -> Vec<Item> {
        let internet = Item::new("internet", Role::Strong, self.marks.any(ComponentKind::Internet));
        std::iter::once(internet).chain(self.buckets(true)).collect()
    }
}

fn endpoint_text(endpoint: &VpcEndpointDraft) -> String {
    let kind = match endpoint.vpc_endpoint_type.as_deref() {
        Some("Gateway") => "gateway endpoint",
        _ => "endpoint",
    };
    match endpoint.service.as_deref() {
        Some(service) if service.replace('.', "-") == endpoint.name.replace('.', "-") => {
            format!("{kind} {service}")
        }
        Some(service) => format!("{kind} {} ({service})", endpoint.name),
        None => format!("{kind} {}", endpoint.name),
    }
}
