//! The walk: every packet is a bit.

use std::collections::BTreeMap;

use trapline::aws::{
    AclEntry, Action, Config, EndpointKind, RouteTableId, RouteTarget, RulePeer, SecurityGroupId,
    SecurityGroupRule, Service, SubnetId,
};
use trapline::net::{PortRange, ProtocolMatch};
use trapline::reach::Verdict;

use super::EPHEMERAL;

const PROTOCOLS: [u8; 5] = [6, 17, 1, 50, 99];
/// One port of each range.
const PORTS: [u16; 8] = [443, 1024, 8192, 16_384, 24_576, 32_768, 40_960, 65_535];
/// Type and code, one of each kind.
const MESSAGES: [u16; 8] = [0x0000, 0x0001, 0x0300, 0x0301, 0x0800, 0x0801, 0x0500, 0xffff];
const ECHO_REPLY: usize = 0;

fn in_list(address: u32) -> bool {
    Service::S3.prefix_list().iter().any(|block| block.contains(address))
}

/// Whether a rule that says this is about the packet; `port` is the message for ICMP.
fn is_about(said: ProtocolMatch, ports: PortRange, protocol: u8, port: u16) -> bool {
    match said {
        ProtocolMatch::All => true,
        ProtocolMatch::One(one) => {
            one.0 == protocol && (!matches!(protocol, 1 | 6 | 17) || ports.contains(port))
        }
    }
}

fn group_takes(
    rule: &SecurityGroupRule,
    protocol: u8,
    port: u16,
    other: u32,
    others: &[SecurityGroupId],
) -> bool {
    let peer = match rule.peer {
        RulePeer::Cidr(block) => block.contains(other),
        RulePeer::Group(group) => others.contains(&group),
        RulePeer::PrefixList(_) => in_list(other),
    };
    peer && is_about(rule.protocol, rule.ports, protocol, port)
}

fn acl_takes(entries: &BTreeMap<u16, AclEntry>, protocol: u8, port: u16, other: u32) -> bool {
    for entry in entries.values() {
        if entry.cidr_block.contains(other) && is_about(entry.protocol, entry.ports, protocol, port) {
            return entry.action == Action::Allow;
        }
    }
    false
}

#[derive(Clone, Copy, PartialEq)]
enum Hop {
    Local,
    S3,
    Nat(SubnetId, bool),
    Internet,
    Nowhere,
}

fn route(config: &Config, table: RouteTableId, address: u32) -> Hop {
    let mut best =
        if config.vpc().cidr_block.contains(address) { (26, Hop::Local) } else { (0, Hop::Nowhere) };
    for route in &config.route_table(table).routes {
        let length = route.destination.len();
        if route.destination.contains(address) && (length > best.0 || best.1 == Hop::Nowhere) {
            let hop = match route.target {
                RouteTarget::InternetGateway => Hop::Internet,
                RouteTarget::Nat(id) => Hop::Nat(config.nat(id).subnet, config.nat(id).public),
                _ => Hop::Nowhere,
            };
            best = (length, hop);
        }
    }
    let gateway = config.endpoints().iter().any(
        |endpoint| matches!(&endpoint.kind, EndpointKind::Gateway(gateway) if gateway.route_tables.contains(&table)),
    );
    if gateway && in_list(address) { Hop::S3 } else { best.1 }
}

/// A bit for each of the eight ports.
pub type Mask = u8;

/// The masks of one filter: a row for each protocol, a column for each address.
type Rows = Vec<[Mask; PROTOCOLS.len()]>;

fn rows(places: &[u32], takes: impl Fn(u8, u16, u32) -> bool) -> Rows {
    let row = |other: &u32| {
        PROTOCOLS.map(|protocol| {
            let ports = if protocol == 1 { MESSAGES } else { PORTS };
            (0..8).filter(|at| takes(protocol, ports[*at], *other)).map(|at| 1 << at).sum()
        })
    };
    places.iter().map(row).collect()
}

/// Who takes part: subnet, groups, whether it has a public address, and its possible places.
pub struct Party<'c> {
    pub subnet: SubnetId,
    pub groups: &'c [SecurityGroupId],
    pub public: bool,
    pub places: Vec<usize>,
}

/// A configuration with the masks of all its filters.
pub struct World<'c> {
    config: &'c Config,
    places: Vec<u32>,
    /// For each network ACL: inbound, outbound.
    acls: Vec<[Rows; 2]>,
    /// For each route table and place.
    hops: Vec<Vec<Hop>>,
    /// How many packets were tried.
    pub packets: u64,
}

/// What became of the packets of one source, destination and protocol.
#[derive(Clone, Copy)]
struct Fate {
    any: bool,
    all: bool,
    /// Some called port does for every client and NAT port.
    one_for_all: bool,
}

impl Fate {
    /// From a word for each called port, and the word in which everything passed.
    fn of(alive: [u64; 8], asked: Mask, whole: u64) -> Self {
        let mut asked = (0..8).filter(|port| asked >> port & 1 == 1).map(|port| alive[port]);
        let any = asked.clone().any(|word| word != 0);
        let all = asked.clone().all(|word| word == whole);
        Self { any, all, one_for_all: asked.any(|word| word == whole) }
    }
}

const INSIDE: std::ops::Range<usize> = 0..64;

impl<'c> World<'c> {
    pub fn new(config: &'c Config) -> Self {
        let outside = (0..56u32).map(|block| if block == 0 { 0x0100_0001 } else { (block << 26) + 1 });
        let lists = [0x0305_0007, 0x34d8_0007, 0x36e7_0007];
        let places: Vec<u32> = (0..64).map(|at| 0x0a00_0000 + at).chain(outside).chain(lists).collect();
        let acls = config.network_acls().iter().map(|acl| {
            [&acl.ingress, &acl.egress].map(|entries| {
                rows(&places, |protocol, port, other| acl_takes(entries, protocol, port, other))
            })
        });
        let acls = acls.collect();
        let tables = config.subnets().iter().map(|subnet| subnet.route_table);
        let hops = tables.map(|table| places.iter().map(|place| route(config, table, *place)).collect());
        let hops = hops.collect();
        Self { config, places, acls, hops, packets: 0 }
    }

    /// The addresses of a subnet that may be given away: not the first four, the last, the database's.
    pub fn free(&self, subnet: SubnetId) -> Vec<usize> {
        let block = self.config.subnet(subnet).cidr_block.interval();
        let free = INSIDE.filter(|at| (block.first + 4..block.last).contains(&self.places[*at]));
        free.filter(|at| self.places[*at] != 0x0a00_0035).collect()
    }

    fn group_rows(&self, groups: &[SecurityGroupId], out: bool, others: &[SecurityGroupId]) -> Rows {
        let groups = groups.iter().map(|id| self.config.security_group(*id));
        let rules: Vec<&SecurityGroupRule> =
            groups.flat_map(|group| if out { &group.egress } else { &group.ingress }).collect();
        rows(&self.places, |protocol, port, other| {
            rules.iter().any(|rule| group_takes(rule, protocol, port, other, others))
        })
    }

    /// Tries all packets of one source, destination and protocol, each a bit: a word for each called
    /// port, in it a byte for each client port, in it a bit for each port of the NAT gateway.
    fn send(&mut self, sender: &Party<'_>, target: Option<&Party<'_>>, packet: Packet<'_>) -> Fate {
        let Packet { src, dst, p, asked, answered, out, within } = packet;
        let protocol = PROTOCOLS[p];
        let here = sender.subnet.index();
        let acl = |subnet: usize, direction: usize, place: usize| {
            let acl = self.config.subnets()[subnet].network_acl.index();
            self.acls[acl][direction][place][p]
        };
        let same = self.config.subnets()[here].cidr_block.contains(self.places[dst]);
        let hop = self.hops[here][dst];
        let nat = match hop {
            Hop::Nat(subnet, public) if !same => Some((subnet.index(), public)),
            _ => None,
        };
        let ported = matches!(protocol, 6 | 17);
        let clients = if ported { EPHEMERAL } else { 1 };
        let domain =
            spread(clients) & (u64::from(if ported && nat.is_some() { EPHEMERAL } else { 1 }) * EACH);
        let mut alive: [u64; 8] = std::array::from_fn(|port| if asked >> port & 1 == 1 { domain } else { 0 });
        self.packets += u64::from(domain.count_ones()) * u64::from(asked.count_ones());
        let mut called = |mask: Mask| {
            for (port, word) in alive.iter_mut().enumerate() {
                *word &= u64::from(mask >> port & 1).wrapping_neg();
            }
        };
        called(out[dst][p]);
        if let Some(within) = within {
            called(within[src][p]);
        }
        let (mut clients, mut nats) = (0xff, 0xff);
        let whole = |mask: Mask| match protocol {
            1 => (mask >> ECHO_REPLY & 1).wrapping_neg(),
            _ => mask,
        };
        if same {
            called(if target.is_some() { 0xff } else { 0 });
        } else {
            called(acl(here, 1, dst));
            clients &= whole(acl(here, 0, dst));
            let open = match (hop, nat) {
                (Hop::Local, _) => target.is_some_and(|target| {
                    let there = target.subnet.index();
                    called(acl(there, 0, src));
                    clients &= whole(acl(there, 1, src));
                    true
                }),
                (Hop::S3, _) => protocol == 6,
                (Hop::Internet, _) => sender.public,
                (_, Some((at, public))) => {
                    called(acl(at, 0, src) & acl(at, 1, dst));
                    nats &= whole(acl(at, 0, dst));
                    clients &= whole(acl(at, 1, src));
                    let onward = match self.hops[at][dst] {
                        Hop::Internet => public && matches!(protocol, 1 | 6 | 17),
                        Hop::S3 => protocol == 6,
                        _ => false,
                    };
                    onward && at != here
                }
                _ => false,
            };
            called(if open { 0xff } else { 0 });
        }
        if answered {
            let answered = spread(clients) & (u64::from(nats) * EACH);
            alive = alive.map(|word| word & answered);
        }
        Fate::of(alive, asked, domain)
    }
}

const EACH: u64 = 0x0101_0101_0101_0101;

/// Each bit of a mask as a byte.
static SPREAD: [u64; 256] = spread_all();

const fn spread_all() -> [u64; 256] {
    let mut table = [0; 256];
    let mut mask = 0;
    while mask < 256 {
        let mut at = 0;
        while at < 8 {
            if mask >> at & 1 == 1 {
                table[mask] |= 0xff << (8 * at);
            }
            at += 1;
        }
        mask += 1;
    }
    table
}

fn spread(mask: Mask) -> u64 {
    SPREAD[usize::from(mask)]
}

/// Everything about the packets but their ports.
#[derive(Clone, Copy)]
struct Packet<'r> {
    src: usize,
    dst: usize,
    p: usize,
    asked: Mask,
    answered: bool,
    /// The sender's groups, and those of the receiver.
    out: &'r Rows,
    within: Option<&'r Rows>,
}

/// Traffic that a question is about: position of the protocol, and the called ports.
pub type Asked = (usize, Mask);

impl<'c> World<'c> {
    /// The answer when the sender chooses everything that is not the platform's.
    pub fn leak(
        &mut self,
        senders: &[Party<'c>],
        dsts: &[usize],
        asked: &[Asked],
        answered: bool,
    ) -> Verdict {
        let (mut some, mut every) = (false, true);
        for sender in senders {
            let out = self.group_rows(sender.groups, true, &[]);
            for src in &sender.places {
                let mut here = false;
                for dst in dsts {
                    for (p, asked) in asked {
                        let (src, dst, p, asked) = (*src, *dst, *p, *asked);
                        let packet = Packet { src, dst, p, asked, answered, out: &out, within: None };
                        let fate = self.send(sender, None, packet);
                        some |= fate.any;
                        here |= fate.one_for_all;
                    }
                }
                every &= here;
            }
        }
        answer(some, every)
    }

    /// The answer when everything must do, all parts together.
    pub fn need(
        &mut self,
        senders: &[Party<'c>],
        targets: &[Option<&Party<'c>>],
        dsts: &[usize],
        parts: &[Asked],
        answered: bool,
    ) -> Verdict {
        let (mut some, mut every) = (false, true);
        for sender in senders {
            for target in targets {
                let others = target.map_or(&[][..], |target| target.groups);
                let out = self.group_rows(sender.groups, true, others);
                let within = target.map(|target| self.group_rows(target.groups, false, sender.groups));
                let dsts = target.map_or(dsts, |target| &target.places);
                for src in &sender.places {
                    for dst in dsts {
                        let fates: Vec<Fate> = parts
                            .iter()
                            .map(|(p, asked)| {
                                let (src, dst, p, asked) = (*src, *dst, *p, *asked);
                                let packet = Packet {
                                    src,
                                    dst,
                                    p,
                                    asked,
                                    answered,
                                    out: &out,
                                    within: within.as_ref(),
                                };
                                self.send(sender, *target, packet)
                            })
                            .collect();
                        some |= fates.iter().all(|fate| fate.any);
                        every &= fates.iter().all(|fate| fate.all);
                    }
                }
            }
        }
        answer(some, every)
    }
}

fn answer(some: bool, every: bool) -> Verdict {
    match (some, every) {
        (false, _) => Verdict::Never,
        (true, true) => Verdict::Always,
        (true, false) => Verdict::Sometimes,
    }
}
