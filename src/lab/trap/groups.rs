//! Beliefs about security groups.

use crate::aws::{Config, EndpointKind, RulePeer, SecurityGroupId, SecurityGroupRule, Service};
use crate::net::{Ipv4Prefix, PortRange, Protocol, ProtocolMatch};
use crate::reach::{ComponentKind, Destination};

use super::Recogniser;
use super::scene::{Asked, Scene, Sighting};

const SECURITY_GROUPS: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html";
const S3_GATEWAY: &str = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html";
const TRAIN_ENCRYPT: &str = "https://docs.aws.amazon.com/sagemaker/latest/dg/train-encrypt.html";

pub(super) const TRAPS: &[Recogniser] = &[
    Recogniser {
        id: "prefix-list-egress-missing",
        fact: "S3 keeps its public addresses behind a gateway endpoint, so an outbound rule to private addresses does not cover it; the prefix list does.",
        source: S3_GATEWAY,
        find: prefix_list_missing,
    },
    Recogniser {
        id: "gateway-has-sg",
        fact: "A gateway endpoint has no security group; the sender's own outbound rules must admit the S3 prefix list.",
        source: S3_GATEWAY,
        find: gateway_has_group,
    },
    Recogniser {
        id: "sg-no-self-rule",
        fact: "Membership in one security group admits nothing; nodes need a rule whose source is the group itself.",
        source: "https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html",
        find: no_self_rule,
    },
    Recogniser {
        id: "efa-with-tcp-rule",
        fact: "Nodes with EFA need a rule for all traffic from and to their own group, in both directions; TCP is not enough.",
        source: "https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html",
        find: efa_with_tcp_rule,
    },
    Recogniser {
        id: "encryption-without-esp",
        fact: "Encrypted nodes exchange keys over UDP 500 and data as IP protocol 50 (ESP), and the group must admit both from itself.",
        source: TRAIN_ENCRYPT,
        find: encryption_without_esp,
    },
    Recogniser {
        id: "esp-is-a-port",
        fact: "ESP is IP protocol 50, not TCP or UDP port 50.",
        source: TRAIN_ENCRYPT,
        find: esp_is_a_port,
    },
    Recogniser {
        id: "ports-with-all-protocols",
        fact: "A rule for all protocols ignores its port range and covers every port.",
        source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html",
        find: ports_with_all_protocols,
    },
    Recogniser {
        id: "sg-stateless",
        fact: "Security groups are stateful: answers need no rule, and an outbound rule for ephemeral ports only opens a way out.",
        source: SECURITY_GROUPS,
        find: group_is_stateless,
    },
    Recogniser {
        id: "tls-means-private",
        fact: "Port 443 says nothing about who answers: an outbound rule for HTTPS to every address lets data out to every host.",
        source: SECURITY_GROUPS,
        find: https_is_private,
    },
    Recogniser {
        id: "whole-vpc-as-source",
        fact: "An inbound rule for the VPC's range admits every machine in it; a rule can name the caller's security group as its source.",
        source: SECURITY_GROUPS,
        find: whole_vpc_as_source,
    },
    Recogniser {
        id: "open-everything-fix",
        fact: "Everything that works here works without the rule that lets everything out; one rule for each need is enough.",
        source: "https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html",
        find: open_everything,
    },
];

fn rule(protocol: ProtocolMatch, ports: PortRange, peer: RulePeer) -> SecurityGroupRule {
    SecurityGroupRule { protocol, ports, peer }
}

fn https_to(peer: RulePeer) -> SecurityGroupRule {
    rule(ProtocolMatch::One(Protocol::TCP), PortRange::HTTPS, peer)
}

fn at_group(scene: &Scene<'_>, asked: &Asked<'_>, group: SecurityGroupId) -> Sighting {
    asked.aim.at(ComponentKind::SecurityGroup, scene.group_name(group))
}

/// What must reach S3 and would if the sender's group had a rule for the prefix list.
fn without_prefix_list<'a>(scene: &Scene<'a>) -> Vec<(Asked<'a>, SecurityGroupId)> {
    let mut found = Vec::new();
    for asked in scene.broken().filter(|asked| asked.service() == Some(Service::S3)) {
        let Some(group) = scene.groups_of(&asked.query.source).first() else { continue };
        let listed = scene.config.with_security_group(*group, |group| {
            group.egress.push(https_to(RulePeer::PrefixList(Service::S3)));
        });
        if !scene.gateways(Service::S3).is_empty() && asked.helps(&listed) {
            found.push((asked, *group));
        }
    }
    found
}

/// Whether an outbound rule of the sender admits HTTPS to somebody that can exist.
fn sends_https(scene: &Scene<'_>, asked: &Asked<'_>) -> bool {
    let groups = scene.groups_of(&asked.query.source).iter();
    groups.flat_map(|group| &scene.config.security_group(*group).egress).any(|rule| {
        let peer_exists = !matches!(rule.peer, RulePeer::Group(group) if !has_members(scene, group));
        rule.protocol.matches(Protocol::TCP) && rule.ports.contains(443) && peer_exists
    })
}

fn has_members(scene: &Scene<'_>, group: SecurityGroupId) -> bool {
    let workload = scene.vpc_config().is_some_and(|vpc| vpc.security_groups.contains(&group));
    let machines = scene.config.interfaces().iter().any(|machine| machine.security_groups.contains(&group));
    let endpoints = scene.endpoints().any(|(_, endpoint)| match &endpoint.kind {
        EndpointKind::Interface(interface) => interface.security_groups.contains(&group),
        EndpointKind::Gateway(_) => false,
    });
    workload || machines || endpoints
}

fn prefix_list_missing(scene: &Scene<'_>) -> Vec<Sighting> {
    let missed = without_prefix_list(scene).into_iter().filter(|(asked, _)| sends_https(scene, asked));
    missed.map(|(asked, group)| at_group(scene, &asked, group)).collect()
}

fn gateway_has_group(scene: &Scene<'_>) -> Vec<Sighting> {
    let missed = without_prefix_list(scene).into_iter().filter(|(asked, _)| !sends_https(scene, asked));
    missed.map(|(asked, group)| at_group(scene, &asked, group)).collect()
}

/// The configuration with these rules between the members of the group, both ways.
fn among_members(config: &Config, group: SecurityGroupId, traffic: &[(ProtocolMatch, PortRange)]) -> Config {
    config.with_security_group(group, |own| {
        let rules = traffic.iter().map(|(protocol, ports)| rule(*protocol, *ports, RulePeer::Group(group)));
        let rules: Vec<_> = rules.collect();
        own.ingress.extend(&rules);
        own.egress.extend(&rules);
    })
}

/// Nodes that must talk and do not, and the first group of the job.
fn silent_nodes<'a>(scene: &Scene<'a>) -> impl Iterator<Item = (Asked<'a>, SecurityGroupId)> {
    let group = scene.vpc_config().and_then(|vpc| vpc.security_groups.first().copied());
    let silent: Vec<_> =
        scene.broken().filter(|asked| asked.query.destination == Destination::Peer).collect();
    silent.into_iter().filter_map(move |asked| Some((asked, group?)))
}

fn in_clear(config: &Config) -> Config {
    config.with_workload(|workload| workload.enable_inter_container_traffic_encryption = false)
}

fn without_efa(config: &Config) -> Config {
    config.with_workload(|workload| workload.efa = false)
}

/// Nodes that would talk without EFA, and with it once everything is admitted.
fn efa_with_tcp_rule(scene: &Scene<'_>) -> Vec<Sighting> {
    let all = [(ProtocolMatch::All, PortRange::ALL)];
    let plain = without_efa(scene.config);
    let silent = silent_nodes(scene).filter(|(asked, group)| {
        asked.aim.meets(&plain) && asked.aim.meets(&among_members(scene.config, *group, &all))
    });
    silent.map(|(asked, group)| at_group(scene, &asked, group)).collect()
}

fn no_self_rule(scene: &Scene<'_>) -> Vec<Sighting> {
    let tcp = [(ProtocolMatch::One(Protocol::TCP), PortRange::ALL)];
    let plain = without_efa(&in_clear(scene.config));
    let silent = silent_nodes(scene).filter(|(asked, group)| {
        !asked.aim.meets(&plain) && asked.aim.meets(&among_members(&plain, *group, &tcp))
    });
    silent.map(|(asked, group)| at_group(scene, &asked, group)).collect()
}

/// Nodes that talk in clear, and encrypted once ESP and the key exchange are admitted.
fn without_esp<'a>(scene: &Scene<'a>) -> impl Iterator<Item = (Asked<'a>, SecurityGroupId)> {
    let plain = in_clear(scene.config);
    let needed = [
        (ProtocolMatch::One(Protocol::ESP), PortRange::ALL),
        (ProtocolMatch::One(Protocol::UDP), PortRange::single(500)),
    ];
    silent_nodes(scene).filter(move |(asked, group)| {
        asked.aim.meets(&plain) && asked.aim.meets(&among_members(scene.config, *group, &needed))
    })
}

/// Whether a rule of the group opens TCP or UDP port 50, and nothing else.
fn has_port_50(scene: &Scene<'_>, group: SecurityGroupId) -> bool {
    let group = scene.config.security_group(group);
    group.ingress.iter().chain(&group.egress).any(|rule| {
        let is_ported = matches!(rule.protocol, ProtocolMatch::One(one) if one.has_ports());
        is_ported && rule.ports == PortRange::single(50)
    })
}

fn encryption_without_esp(scene: &Scene<'_>) -> Vec<Sighting> {
    let silent = without_esp(scene).filter(|(_, group)| !has_port_50(scene, *group));
    silent.map(|(asked, group)| at_group(scene, &asked, group)).collect()
}

fn esp_is_a_port(scene: &Scene<'_>) -> Vec<Sighting> {
    let silent = without_esp(scene).filter(|(_, group)| has_port_50(scene, *group));
    silent.map(|(asked, group)| at_group(scene, &asked, group)).collect()
}

/// A leak that the sender's group would hold if the changed outbound rules were its own.
fn leaks_by_rules(
    scene: &Scene<'_>,
    is_meant: impl Fn(&SecurityGroupRule) -> bool,
    instead: impl Fn(SecurityGroupRule) -> Vec<SecurityGroupRule>,
) -> Vec<Sighting> {
    let mut seen = Vec::new();
    for leak in scene.leaks() {
        for group in scene.groups_of(&leak.query.source) {
            let other = scene.config.with_security_group(*group, |group| {
                let rules = std::mem::take(&mut group.egress).into_iter();
                let changed = rules.flat_map(|rule| if is_meant(&rule) { instead(rule) } else { vec![rule] });
                group.egress = changed.collect();
            });
            if other != *scene.config && scene.would_do(&leak, &other) {
                seen.push(at_group(scene, &leak, *group));
            }
        }
    }
    seen
}

/// A rule for all protocols that names ports; those alone would not have let it out.
fn ports_with_all_protocols(scene: &Scene<'_>) -> Vec<Sighting> {
    leaks_by_rules(
        scene,
        |rule| rule.protocol == ProtocolMatch::All && rule.ports != PortRange::ALL,
        |rule| {
            let with_ports = [Protocol::TCP, Protocol::UDP].map(ProtocolMatch::One);
            with_ports.map(|protocol| SecurityGroupRule { protocol, ..rule }).to_vec()
        },
    )
}

fn is_to_public(scene: &Scene<'_>, rule: &SecurityGroupRule) -> bool {
    matches!(rule.peer, RulePeer::Cidr(prefix) if !scene.config.vpc().cidr_block.covers(prefix))
}

/// An outbound rule for answers, which only opens a way out.
fn group_is_stateless(scene: &Scene<'_>) -> Vec<Sighting> {
    let for_answers = |rule: &SecurityGroupRule| {
        let ported = matches!(rule.protocol, ProtocolMatch::One(one) if one.has_ports());
        ported && rule.ports.first() >= 1024 && rule.ports.last() >= 60_999 && is_to_public(scene, rule)
    };
    leaks_by_rules(scene, for_answers, |_| Vec::new())
}

/// The only way out is HTTPS to any address.
fn https_is_private(scene: &Scene<'_>) -> Vec<Sighting> {
    let is_https = |rule: &SecurityGroupRule| {
        rule.protocol == ProtocolMatch::One(Protocol::TCP) && rule.ports == PortRange::HTTPS
    };
    let to_services =
        |_| [Service::S3, Service::DYNAMODB].map(|s| https_to(RulePeer::PrefixList(s))).to_vec();
    leaks_by_rules(scene, |rule| is_https(rule) && is_to_public(scene, rule), to_services)
}

/// Everything may go out, and less would do.
fn open_everything(scene: &Scene<'_>) -> Vec<Sighting> {
    let is_everything = |rule: &SecurityGroupRule| {
        let is_whole = rule.protocol == ProtocolMatch::All && rule.ports == PortRange::ALL;
        is_whole && rule.peer == RulePeer::Cidr(Ipv4Prefix::ALL)
    };
    let inside = RulePeer::Cidr(scene.config.vpc().cidr_block);
    let private = |_| vec![https_to(inside), https_to(RulePeer::PrefixList(Service::S3))];
    let public = |rule: SecurityGroupRule| vec![https_to(rule.peer)];
    let mut seen = leaks_by_rules(scene, is_everything, private);
    seen.extend(leaks_by_rules(scene, is_everything, public));
    // The VPC's default group is as open as that without anybody's doing.
    seen.retain(|sighting| sighting.component != "default");
    seen
}

/// A machine admits the whole VPC, and admitting its callers' groups would do.
fn whole_vpc_as_source(scene: &Scene<'_>) -> Vec<Sighting> {
    let vpc = scene.config.vpc().cidr_block;
    let mut seen = Vec::new();
    for leak in scene.leaks() {
        let callers = scene.working().filter(|need| need.query.destination == leak.query.destination);
        let callers: Vec<_> = callers.flat_map(|need| scene.groups_of(&need.query.source)).collect();
        for group in called_groups(scene, &leak) {
            let other = scene.config.with_security_group(*group, |group| {
                let rules = std::mem::take(&mut group.ingress).into_iter();
                let named = rules.flat_map(|rule| match rule.peer {
                    RulePeer::Cidr(prefix) if prefix.covers(vpc) => {
                        let peers = callers.iter().map(|group| RulePeer::Group(**group));
                        peers.map(|peer| SecurityGroupRule { peer, ..rule }).collect()
                    }
                    _ => vec![rule],
                });
                group.ingress = named.collect();
            });
            if !callers.is_empty() && scene.would_do(&leak, &other) {
                seen.push(at_group(scene, &leak, *group));
            }
        }
    }
    seen
}

/// The groups of the machine that is called.
fn called_groups<'a>(scene: &Scene<'a>, asked: &Asked<'_>) -> &'a [SecurityGroupId] {
    let Destination::Address { address, .. } = asked.query.destination else { return &[] };
    let called = scene.config.interfaces().iter().find(|i| i.private_ip_address == Some(address));
    called.map_or(&[], |interface| &interface.security_groups)
}
