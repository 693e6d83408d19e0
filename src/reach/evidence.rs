//! The same path in words, for one concrete packet: every hop, every blocker.

use std::net::Ipv4Addr;

use crate::aws::{AclEntry, Action, Config, NatId, RulePeer, SecurityGroupRule, SubnetId};
use crate::net::{Flow, PortRange, Protocol, ProtocolMatch};
use crate::reach::certificate::Way;
use crate::reach::filter::{Direction, OtherEnd, admitting_rule, deciding_entry, rules};
use crate::reach::route::lookup;
use crate::reach::walk::{Case, Checkpoint, Element, Far, Party, PartyKind, PortVariable, Stop, elements};
use crate::reach::{Blocker, ComponentKind, ExplanationCode, PathComponent};

/// One concrete packet on its way.
#[derive(Debug, Clone, Copy)]
pub(in crate::reach) struct Packet<'c> {
    pub case: Case<'c>,
    pub protocol: Protocol,
    pub way: Way,
    pub stop: Option<Stop>,
    pub called: u16,
    pub client: u16,
    pub nat: u16,
}

/// A path in words.
#[derive(Debug)]
pub(in crate::reach) struct Evidence {
    pub packet: Flow,
    pub path: Vec<PathComponent>,
    pub blockers: Vec<Blocker>,
}

/// Follows one concrete packet, and its answer when `answer_needed`.
pub(in crate::reach) fn follow(config: &Config, shown: &Packet<'_>, answer_needed: bool) -> Evidence {
    let case = &shown.case;
    let has_ports = shown.protocol.has_ports();
    let packet = Flow {
        protocol: shown.protocol,
        src: case.src,
        dst: case.dst,
        src_port: if has_ports { shown.client } else { 0 },
        dst_port: if has_ports { shown.called } else { 0 },
    };
    let mut scribe = Scribe { config, shown, packet, answer_needed, path: Vec::new(), blockers: Vec::new() };
    scribe.interface(case.source, case.src);
    for element in elements(config, shown.way, case, shown.stop) {
        scribe.element(element);
    }
    if let (Some(target), None) = (case.target, shown.stop) {
        scribe.interface(target, case.dst);
    }
    Evidence { packet, path: scribe.path, blockers: scribe.blockers }
}

struct Scribe<'s, 'c> {
    config: &'c Config,
    shown: &'s Packet<'c>,
    packet: Flow,
    answer_needed: bool,
    path: Vec<PathComponent>,
    blockers: Vec<Blocker>,
}

impl<'c> Scribe<'_, 'c> {
    fn hop(&mut self, kind: ComponentKind, component: impl Into<String>, detail: impl Into<String>) {
        self.path.push(PathComponent { component: component.into(), kind, detail: detail.into() });
    }

    fn refuse(
        &mut self,
        code: ExplanationCode,
        kind: ComponentKind,
        component: impl Into<String>,
        detail: impl Into<String>,
    ) {
        let blocker = Blocker { code, component: component.into(), kind, detail: detail.into() };
        self.path.push(blocker.as_hop());
        self.blockers.push(blocker);
    }

    fn interface(&mut self, party: Party<'c>, address: u32) {
        let kind = match party.kind {
            PartyKind::Workload | PartyKind::Interface(_) => ComponentKind::NetworkInterface,
            PartyKind::OnPremises(_) => ComponentKind::OnPremises,
            PartyKind::Endpoint(_) => ComponentKind::InterfaceEndpoint,
        };
        let place = match party.subnet {
            Some(subnet) => format!("in subnet `{}`", self.subnet_name(subnet)),
            None => "over Direct Connect".to_owned(),
        };
        self.hop(kind, party.name, format!("{} {place}", Ipv4Addr::from_bits(address)));
    }

    fn subnet_name(&self, subnet: SubnetId) -> &'c str {
        &self.config.subnet(subnet).name
    }

    fn table_name(&self, subnet: SubnetId) -> &'c str {
        &self.config.route_table(self.config.subnet(subnet).route_table).name
    }

    fn port(&self, port: PortVariable) -> u16 {
        match port {
            PortVariable::Called => self.shown.called,
            PortVariable::Client | PortVariable::Nat if self.packet.protocol == Protocol::ICMP => {
                PortRange::ECHO_REPLY.first()
            }
            PortVariable::Client => self.shown.client,
            PortVariable::Nat => self.shown.nat,
        }
    }

    /// `tcp port 443`, `icmp type 8 code 0`, or the bare protocol where ports mean nothing.
    fn traffic(&self, port: u16) -> String {
        let protocol = self.packet.protocol;
        match protocol {
            Protocol::ICMP => format!("{protocol} {}", PortRange::single(port).text_for(protocol)),
            _ if protocol.has_ports() => format!("{protocol} port {port}"),
            _ => protocol.to_string(),
        }
    }

    fn element(&mut self, element: Element) {
        let case = &self.shown.case;
        match element {
            Element::Check(Checkpoint::SourceGroups) => {
                let groups = case.target.map_or(&[][..], |target| target.groups);
                self.security_group(case.source, Direction::Egress, OtherEnd { address: case.dst, groups });
            }
            Element::Check(Checkpoint::TargetGroups) => {
                if let Some(target) = case.target {
                    let other = OtherEnd { address: case.src, groups: case.source.groups };
                    self.security_group(target, Direction::Ingress, other);
                }
            }
            Element::Check(Checkpoint::NetworkAcl { subnet, direction, far, port }) => {
                let address = match far {
                    Far::Src => case.src,
                    Far::Dst => case.dst,
                };
                self.network_acl(subnet, direction, address, port);
            }
            Element::Route(subnet) => self.route(subnet),
            Element::Nat(nat) => self.nat(nat),
            Element::InternetGateway => {
                let detail = "out of the VPC to public addresses";
                self.hop(ComponentKind::InternetGateway, "internet_gateway", detail);
            }
            Element::GatewayEndpoint(endpoint) => {
                let endpoint = self.config.endpoint(endpoint);
                let detail = format!("hands the request to {}", endpoint.service.title());
                self.hop(ComponentKind::GatewayEndpoint, &endpoint.name, detail);
            }
            Element::VirtualPrivateGateway => {
                let detail = "between the VPC and the premises";
                self.hop(ComponentKind::VirtualPrivateGateway, "virtual_private_gateway", detail);
            }
            Element::Stop(stop) => self.stop(stop),
        }
    }

    fn security_group(&mut self, party: Party<'c>, direction: Direction, other: OtherEnd<'_>) {
        let way = direction.as_str();
        let names: Vec<&str> =
            party.groups.iter().map(|group| self.config.security_group(*group).name.as_str()).collect();
        let port = self.shown.called;
        let found = admitting_rule(self.config, party.groups, direction, self.packet.protocol, other, port);
        if let Some((group, at)) = found {
            let rule = rules(self.config, group, direction).get(at).copied();
            let text = rule.map(|rule| rule_text(self.config, rule)).unwrap_or_default();
            let name = &self.config.security_group(group).name;
            self.hop(ComponentKind::SecurityGroup, name, format!("{way} rule {} admits it: {text}", at + 1));
            return;
        }
        let towards = match direction {
            Direction::Egress => "to",
            Direction::Ingress => "from",
        };
        let far = Ipv4Addr::from_bits(other.address);
        let empty = party.groups.iter().all(|group| rules(self.config, *group, direction).is_empty());
        let (code, found) = if empty {
            (ExplanationCode::SgHasNoRules, format!("there is no {way} rule"))
        } else {
            (ExplanationCode::EniSgRulesMismatch, format!("no {way} rule matches"))
        };
        let detail = format!("{found} for {} {towards} {far}", self.traffic(port));
        self.refuse(code, ComponentKind::SecurityGroup, names.join(" + "), detail);
    }

    fn network_acl(&mut self, subnet: SubnetId, direction: Direction, address: u32, port: PortVariable) {
        if port.is_return() && !self.answer_needed {
            return;
        }
        let acl = self.config.subnet(subnet).network_acl;
        let name = &self.config.network_acl(acl).name;
        let number = self.port(port);
        let decided = deciding_entry(self.config, acl, direction, self.packet.protocol, address, number);
        let back = if port.is_return() { "on the way back, " } else { "" };
        let way = direction.as_str();
        let (place, far) = (self.subnet_name(subnet), Ipv4Addr::from_bits(address));
        let towards = match direction {
            Direction::Egress => "to",
            Direction::Ingress => "from",
        };
        let asked = format!("{} {towards} {far} at subnet `{place}`", self.traffic(number));
        match decided {
            Some((rule_number, entry)) if entry.action == Action::Allow => {
                let text = entry_text(entry);
                self.hop(
                    ComponentKind::NetworkAcl,
                    name,
                    format!("{back}{way} entry {rule_number} allows {asked}: {text}"),
                );
            }
            Some((rule_number, entry)) => {
                let detail = format!("{back}{way} entry {rule_number} denies {asked}: {}", entry_text(entry));
                self.refuse(ExplanationCode::SubnetAclRestriction, ComponentKind::NetworkAcl, name, detail);
            }
            None => {
                let detail = format!("{back}no {way} entry matches {asked}, so the final entry denies it");
                self.refuse(ExplanationCode::SubnetAclRestriction, ComponentKind::NetworkAcl, name, detail);
            }
        }
    }

    fn matched(&self, subnet: SubnetId) -> String {
        let table = self.config.subnet(subnet).route_table;
        let matched = lookup(self.config, table, self.packet.dst, &mut u32::MAX.clone());
        matched.map(|matched| matched.destination.to_string()).unwrap_or_default()
    }

    fn route(&mut self, subnet: SubnetId) {
        let far = Ipv4Addr::from_bits(self.packet.dst);
        let detail = format!("{} is the longest match for {far}", self.matched(subnet));
        self.hop(ComponentKind::RouteTable, self.table_name(subnet), detail);
    }

    fn nat(&mut self, nat: NatId) {
        let gateway = self.config.nat(nat);
        let place = self.subnet_name(gateway.subnet);
        let detail = format!("in subnet `{place}`; replaces the source address and port");
        self.hop(ComponentKind::NatGateway, &gateway.name, detail);
    }

    fn without_gateway() -> (ComponentKind, &'static str, String) {
        let detail = "the VPC has none, so Direct Connect does not reach it".to_owned();
        (ComponentKind::VirtualPrivateGateway, "virtual_private_gateway", detail)
    }

    fn without_route_back(&self, subnet: SubnetId) -> (ComponentKind, &'c str, String) {
        let back = Ipv4Addr::from_bits(self.packet.src);
        let detail = format!(
            "no route to the virtual private gateway for the answer to {back} in the table of subnet `{}`",
            self.subnet_name(subnet)
        );
        (ComponentKind::RouteTable, self.table_name(subnet), detail)
    }

    fn stop(&mut self, stop: Stop) {
        let far = Ipv4Addr::from_bits(self.packet.dst);
        let (kind, component, detail) = match stop {
            Stop::NoRoute(subnet) => (
                ComponentKind::RouteTable,
                self.table_name(subnet),
                format!("no route for {far} in the table of subnet `{}`", self.subnet_name(subnet)),
            ),
            Stop::Blackhole(subnet) => (
                ComponentKind::RouteTable,
                self.table_name(subnet),
                format!("the route {} is a blackhole", self.matched(subnet)),
            ),
            Stop::NobodyThere => {
                (ComponentKind::NetworkInterface, "vpc", format!("no interface has the address {far}"))
            }
            Stop::NoPublicAddress => (
                ComponentKind::InternetGateway,
                "internet_gateway",
                format!("the sender {} has a private address only", Ipv4Addr::from_bits(self.packet.src)),
            ),
            Stop::NotPublic => {
                (ComponentKind::InternetGateway, "internet_gateway", format!("{far} is not a public address"))
            }
            Stop::NoVirtualPrivateGateway => Self::without_gateway(),
            Stop::NoRouteBack(subnet) => self.without_route_back(subnet),
            Stop::NatProtocol(nat) => (
                ComponentKind::NatGateway,
                self.config.nat(nat).name.as_str(),
                format!("a NAT gateway does not carry {}", self.packet.protocol),
            ),
            Stop::NatInOwnSubnet(nat) => (
                ComponentKind::NatGateway,
                self.config.nat(nat).name.as_str(),
                format!(
                    "it stands in the sender's own subnet `{}`",
                    self.subnet_name(self.config.nat(nat).subnet)
                ),
            ),
            Stop::NatIsPrivate(nat) => (
                ComponentKind::NatGateway,
                self.config.nat(nat).name.as_str(),
                "it is private: the internet gateway drops its packets".to_owned(),
            ),
            Stop::NatWithoutInternetRoute(nat) => (
                ComponentKind::NatGateway,
                self.config.nat(nat).name.as_str(),
                format!(
                    "the table `{}` of its own subnet `{}` has no route to an internet gateway for {far}",
                    self.table_name(self.config.nat(nat).subnet),
                    self.subnet_name(self.config.nat(nat).subnet)
                ),
            ),
            Stop::GatewayProtocol(endpoint) => (
                ComponentKind::GatewayEndpoint,
                self.config.endpoint(endpoint).name.as_str(),
                format!("a gateway endpoint does not carry {}", self.packet.protocol),
            ),
        };
        self.refuse(stop.code(), kind, component, detail);
    }
}

fn rule_text(config: &Config, rule: SecurityGroupRule) -> String {
    let peer = match rule.peer {
        RulePeer::Cidr(prefix) => prefix.to_string(),
        RulePeer::Group(group) => format!("sg:{}", config.security_group(group).name),
        RulePeer::PrefixList(service) => format!("pl:{service}"),
    };
    format!("{}, {peer}", traffic_text(rule.protocol, rule.ports))
}

fn entry_text(entry: AclEntry) -> String {
    format!("{}, {}", traffic_text(entry.protocol, entry.ports), entry.cidr_block)
}

/// Ports are left out where AWS ignores them.
fn traffic_text(protocol: ProtocolMatch, ports: PortRange) -> String {
    match protocol {
        ProtocolMatch::One(one) if one.has_ports() && ports == PortRange::ALL => format!("{one}, all ports"),
        ProtocolMatch::One(one) if one.has_selector() && ports != PortRange::ALL => {
            format!("{one} {}", ports.text_for(one))
        }
        other => other.to_string(),
    }
}
