//! Beliefs about network ACLs.

use std::collections::BTreeMap;

use crate::aws::{
    AclEntry, Action, Config, EndpointKind, NetworkAcl, NetworkAclId, RouteTarget, Service, SubnetId,
};
use crate::net::{Ipv4Prefix, PortRange, Protocol, ProtocolMatch};
use crate::reach::{ComponentKind, Conversation, Destination, ExplanationCode, Query, Verdict, verdict};

use super::Recogniser;
use super::scene::{Asked, Scene, Sighting, once_each};

const NETWORK_ACLS: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html";
const NAT_GATEWAY: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html";

pub(super) const TRAPS: &[Recogniser] = &[
    Recogniser {
        id: "nacl-stateful",
        fact: "Network ACLs keep no state: answers come back to ephemeral ports and need an entry of their own.",
        source: NETWORK_ACLS,
        find: acl_is_stateful,
    },
    Recogniser {
        id: "ephemeral-range-too-narrow",
        fact: "A caller may use any port from 1024 to 65535 for the answer; an entry for a part of them works now and then.",
        source: NETWORK_ACLS,
        find: ephemeral_range_too_narrow,
    },
    Recogniser {
        id: "return-ports-behind-nat",
        fact: "A NAT gateway asks from ports 1024 to 65535, whatever the client's operating system uses.",
        source: NAT_GATEWAY,
        find: return_ports_behind_nat,
    },
    Recogniser {
        id: "nat-subnet-acl",
        fact: "The network ACL of the NAT gateway's own subnet filters what the gateway takes in and sends on.",
        source: NAT_GATEWAY,
        find: acl_of_nat_subnet,
    },
    Recogniser {
        id: "nacl-blocks-s3",
        fact: "A network ACL knows no prefix lists: the way to S3 needs an outbound entry for TCP 443 to public addresses.",
        source: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html",
        find: acl_blocks_s3,
    },
    Recogniser {
        id: "new-nacl-allows-all",
        fact: "Only the VPC's default network ACL allows everything; one of your own denies all until it has entries.",
        source: NETWORK_ACLS,
        find: new_acl_allows_all,
    },
    Recogniser {
        id: "nacl-last-rule-wins",
        fact: "The entry with the lowest number that matches decides; what stands behind it is never read.",
        source: NETWORK_ACLS,
        find: last_entry_wins,
    },
    Recogniser {
        id: "udp-leak-with-closed-return",
        fact: "A packet that gets out has taken its data along; that no answer comes back stops a conversation, not a leak.",
        source: NETWORK_ACLS,
        find: leak_without_answer,
    },
    Recogniser {
        id: "esp-with-port",
        fact: "ESP has no ports: the port range of its entry is ignored, and the entry covers all of ESP.",
        source: NETWORK_ACLS,
        find: esp_with_port,
    },
];

const EVERYTHING: AclEntry = AclEntry {
    action: Action::Allow,
    protocol: ProtocolMatch::All,
    ports: PortRange::ALL,
    cidr_block: Ipv4Prefix::ALL,
};

/// One direction of a network ACL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Gate {
    acl: NetworkAclId,
    is_egress: bool,
}

impl Gate {
    fn egress(acl: NetworkAclId) -> Self {
        Self { acl, is_egress: true }
    }

    fn ingress(acl: NetworkAclId) -> Self {
        Self { acl, is_egress: false }
    }

    fn both(acl: NetworkAclId) -> [Self; 2] {
        [Self::ingress(acl), Self::egress(acl)]
    }

    fn entries(self, scene: &Scene<'_>) -> Vec<AclEntry> {
        let acl = scene.config.network_acl(self.acl);
        let entries = if self.is_egress { &acl.egress } else { &acl.ingress };
        entries.values().copied().collect()
    }

    /// The configuration with `entry` read before all others.
    fn with_first(self, config: &Config, entry: AclEntry) -> Config {
        config.with_network_acl(self.acl, |acl| {
            let entries: &mut BTreeMap<_, _> =
                if self.is_egress { &mut acl.egress } else { &mut acl.ingress };
            entries.insert(0, entry);
        })
    }
}

fn with_first(config: &Config, gates: &[Gate], entry: AclEntry) -> Config {
    gates.iter().fold(config.clone(), |config, gate| gate.with_first(&config, entry))
}

fn at_acl(scene: &Scene<'_>, asked: &Asked<'_>, acl: NetworkAclId) -> Sighting {
    asked.aim.at(ComponentKind::NetworkAcl, scene.config.network_acl(acl).name.as_str())
}

/// The subnets of the NAT gateways that the asker's route tables lead to.
fn nat_subnets(scene: &Scene<'_>, asked: &Asked<'_>) -> Vec<SubnetId> {
    let tables = scene.tables_of(&asked.query.source).into_iter();
    let targets = tables.flat_map(|table| scene.config.route_table(table).routes.iter().map(|r| r.target));
    let subnets = targets.filter_map(|target| match target {
        RouteTarget::Nat(nat) => Some(scene.config.nat(nat).subnet),
        _ => None,
    });
    subnets.collect()
}

/// The subnets in which the called interface may stand.
fn far_subnets(scene: &Scene<'_>, asked: &Asked<'_>) -> Vec<SubnetId> {
    match &asked.query.destination {
        Destination::Peer => scene.subnets_of(&asked.query.source),
        Destination::Address { address, .. } => {
            let holds = |id: &SubnetId| scene.config.subnet(*id).cidr_block.contains(*address);
            scene.config.subnet_ids().filter(holds).collect()
        }
        Destination::Service(service) | Destination::Api { service, .. } => {
            let endpoints = scene.interfaces(*service).into_iter();
            let subnets = endpoints.filter_map(|(_, endpoint)| match &endpoint.kind {
                EndpointKind::Interface(interface) => Some(interface.subnets.clone()),
                EndpointKind::Gateway(_) => None,
            });
            subnets.flatten().collect()
        }
        _ => Vec::new(),
    }
}

/// The network ACLs that may stand on the path: the asker's, the NAT gateway's, the called interface's.
fn acls_on_path(scene: &Scene<'_>, asked: &Asked<'_>) -> [Vec<NetworkAclId>; 3] {
    let near = scene.subnets_of(&asked.query.source);
    [near, nat_subnets(scene, asked), far_subnets(scene, asked)].map(|subnets| scene.acls_of(&subnets))
}

/// Where answers pass.
fn answer_gates(scene: &Scene<'_>, asked: &Asked<'_>) -> Vec<Gate> {
    let [near, middle, far] = acls_on_path(scene, asked);
    let near = near.into_iter().map(Gate::ingress);
    let middle = middle.into_iter().flat_map(Gate::both);
    once_each(near.chain(middle).chain(far.into_iter().map(Gate::egress)))
}

/// What a filter must admit on the way out.
fn called(asked: &Asked<'_>) -> AclEntry {
    let (protocol, ports) = match &asked.query.destination {
        Destination::Internet(Some((protocol, ports))) => (*protocol, *ports),
        Destination::Address { protocol, port, .. } => (*protocol, PortRange::single(*port)),
        _ => (Protocol::TCP, PortRange::HTTPS),
    };
    AclEntry { protocol: ProtocolMatch::One(protocol), ports, ..EVERYTHING }
}

/// What a filter must admit on the way back.
fn answer(asked: &Asked<'_>) -> AclEntry {
    AclEntry { ports: PortRange::EPHEMERAL, ..called(asked) }
}

fn is_empty(acl: &NetworkAcl) -> bool {
    acl.ingress.is_empty() && acl.egress.is_empty()
}

/// What must work and is refused by a network ACL.
fn refused<'a>(scene: &Scene<'a>) -> impl Iterator<Item = Asked<'a>> {
    scene.broken().filter(|asked| asked.is_blocked_by(ExplanationCode::SubnetAclRestriction))
}

/// Where answers are refused, and whether some ephemeral ports pass there.
fn lost_answers<'a>(scene: &Scene<'a>) -> Vec<(Asked<'a>, NetworkAclId, bool)> {
    let mut found = Vec::new();
    for asked in refused(scene) {
        for gate in answer_gates(scene, &asked) {
            let opened = gate.with_first(scene.config, answer(&asked));
            if !is_empty(scene.config.network_acl(gate.acl)) && asked.helps(&opened) {
                found.push((asked, gate.acl, gate.entries(scene).iter().any(admits_some_answers)));
            }
        }
    }
    found
}

fn admits_some_answers(entry: &AclEntry) -> bool {
    let is_range = entry.ports.first() != entry.ports.last() && entry.ports.last() >= 1024;
    entry.action == Action::Allow && is_range && entry.protocol.matches(Protocol::TCP)
}

fn acl_is_stateful(scene: &Scene<'_>) -> Vec<Sighting> {
    let lost = lost_answers(scene).into_iter().filter(|(_, _, is_partial)| !is_partial);
    lost.map(|(asked, acl, _)| at_acl(scene, &asked, acl)).collect()
}

fn is_behind_nat(scene: &Scene<'_>, asked: &Asked<'_>, acl: NetworkAclId) -> bool {
    scene.acls_of(&nat_subnets(scene, asked)).contains(&acl)
}

fn ephemeral_range_too_narrow(scene: &Scene<'_>) -> Vec<Sighting> {
    let lost = lost_answers(scene).into_iter().filter(|(_, _, is_partial)| *is_partial);
    let own = lost.filter(|(asked, acl, _)| !is_behind_nat(scene, asked, *acl));
    own.map(|(asked, acl, _)| at_acl(scene, &asked, acl)).collect()
}

fn return_ports_behind_nat(scene: &Scene<'_>) -> Vec<Sighting> {
    let lost = lost_answers(scene).into_iter().filter(|(_, _, is_partial)| *is_partial);
    let nats = lost.filter(|(asked, acl, _)| is_behind_nat(scene, asked, *acl));
    nats.map(|(asked, acl, _)| at_acl(scene, &asked, acl)).collect()
}

/// Network ACLs, of those given, that refuse the way out.
fn refusing<'a>(
    scene: &Scene<'a>,
    gates: impl Fn(&Asked<'a>) -> Vec<Gate>,
) -> Vec<(Asked<'a>, NetworkAclId)> {
    let mut found = Vec::new();
    for asked in refused(scene) {
        for gate in gates(&asked) {
            let opened = gate.with_first(scene.config, called(&asked));
            if !is_empty(scene.config.network_acl(gate.acl)) && asked.helps(&opened) {
                found.push((asked, gate.acl));
            }
        }
    }
    found
}

fn acl_of_nat_subnet(scene: &Scene<'_>) -> Vec<Sighting> {
    let found = refusing(scene, |asked| {
        scene.acls_of(&nat_subnets(scene, asked)).into_iter().flat_map(Gate::both).collect()
    });
    found.into_iter().map(|(asked, acl)| at_acl(scene, &asked, acl)).collect()
}

fn acl_blocks_s3(scene: &Scene<'_>) -> Vec<Sighting> {
    let found = refusing(scene, |asked| {
        let is_s3 = asked.service() == Some(Service::S3);
        let near = scene.acls_of(&scene.subnets_of(&asked.query.source)).into_iter();
        near.filter(|_| is_s3).map(Gate::egress).collect()
    });
    found.into_iter().map(|(asked, acl)| at_acl(scene, &asked, acl)).collect()
}

fn new_acl_allows_all(scene: &Scene<'_>) -> Vec<Sighting> {
    let mut seen = Vec::new();
    for asked in refused(scene) {
        for acl in once_each(acls_on_path(scene, &asked).into_iter().flatten()) {
            let opened = with_first(scene.config, &Gate::both(acl), EVERYTHING);
            if is_empty(scene.config.network_acl(acl)) && asked.helps(&opened) {
                seen.push(at_acl(scene, &asked, acl));
            }
        }
    }
    seen
}

/// An entry that would decide as wanted if it were read first.
fn last_entry_wins(scene: &Scene<'_>) -> Vec<Sighting> {
    let mut seen = Vec::new();
    let broken = refused(scene).map(|asked| (asked, Action::Allow));
    for (asked, action) in broken.chain(scene.leaks().map(|asked| (asked, Action::Deny))) {
        let gates = acls_on_path(scene, &asked).into_iter().flatten().flat_map(Gate::both);
        for gate in once_each(gates) {
            let late = gate.entries(scene).into_iter().skip(1).filter(|entry| entry.action == action);
            let mut first = late.map(|entry| gate.with_first(scene.config, entry));
            let is_late = first.any(|other| match action {
                Action::Allow => asked.helps(&other),
                Action::Deny => scene.would_do(&asked, &other),
            });
            if is_late {
                seen.push(at_acl(scene, &asked, gate.acl));
            }
        }
    }
    seen
}

/// No answer comes back, for which a network ACL is to blame, and a packet gets out all the same.
fn leak_without_answer(scene: &Scene<'_>) -> Vec<Sighting> {
    let mut seen = Vec::new();
    for leak in scene.leaks().filter(|leak| leak.query.conversation == Conversation::OneWay) {
        let talk = Query { conversation: Conversation::TwoWay, ..leak.query.clone() };
        let talks = |config: &Config| verdict(config, &talk) != Verdict::Never;
        let gates = answer_gates(scene, &leak);
        if talks(scene.config) || !talks(&with_first(scene.config, &gates, EVERYTHING)) {
            continue;
        }
        let closing = gates.iter().filter(|gate| {
            let others: Vec<_> = gates.iter().copied().filter(|other| other != *gate).collect();
            !talks(&with_first(scene.config, &others, EVERYTHING))
        });
        seen.extend(closing.map(|gate| at_acl(scene, &leak, gate.acl)));
    }
    seen
}

/// An entry that denies all of ESP although it names ports.
fn esp_with_port(scene: &Scene<'_>) -> Vec<Sighting> {
    let is_meant = |entry: &AclEntry| {
        let is_esp = entry.protocol == ProtocolMatch::One(Protocol::ESP);
        is_esp && entry.action == Action::Deny && entry.ports != PortRange::ALL
    };
    let mut seen = Vec::new();
    for asked in refused(scene) {
        for acl in once_each(acls_on_path(scene, &asked).into_iter().flatten()) {
            let without = scene.config.with_network_acl(acl, |acl| {
                acl.ingress.retain(|_, entry| !is_meant(entry));
                acl.egress.retain(|_, entry| !is_meant(entry));
            });
            if without != *scene.config && asked.helps(&without) {
                seen.push(at_acl(scene, &asked, acl));
            }
        }
    }
    seen
}
