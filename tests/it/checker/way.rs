//! Which way packets take, and who admits them.

use trapline::aws::{Action, Config, EndpointKind, RouteTableId, RouteTarget, RulePeer};
use trapline::aws::{SecurityGroupId, SecurityGroupRule, SubnetId};
use trapline::net::{Interval, IntervalSet, PortRange, Protocol, ProtocolMatch};
use trapline::reach::{Direction, End, Killer, Onward, PacketBox, PortVariable, Way};

use super::cube::{meet, without};
use super::space::is_public;

/// `None`: on premises.
fn home(config: &Config, end: End) -> Option<SubnetId> {
    match end {
        End::Workload(subnet) | End::Endpoint(_, subnet) => Some(subnet),
        End::Interface(id) => Some(config.interface(id).subnet),
        End::OnPremises(_) => None,
    }
}

fn groups(config: &Config, end: End) -> &[SecurityGroupId] {
    match end {
        End::Workload(_) => {
            config.workload().and_then(|it| it.vpc_config.as_ref()).map_or(&[], |vpc| &vpc.security_groups)
        }
        End::Interface(id) => &config.interface(id).security_groups,
        End::Endpoint(id, _) => match &config.endpoint(id).kind {
            EndpointKind::Interface(interface) => &interface.security_groups,
            EndpointKind::Gateway(_) => &[],
        },
        End::OnPremises(_) => &[],
    }
}

/// The way of every packet of the box; `None` when they part.
pub fn way(config: &Config, packets: &PacketBox) -> Option<Way> {
    let Some(here) = home(config, packets.source) else { return Some(Way::DirectConnect) };
    let subnet = config.subnet(here);
    match subnet.cidr_block.interval().intersection(packets.dst) {
        Some(common) if common == packets.dst => return Some(Way::WithinSubnet),
        Some(_) => return None,
        None => {}
    }
    let Way::Nat(nat, _) = winner(config, subnet.route_table, packets.dst)? else {
        return winner(config, subnet.route_table, packets.dst);
    };
    let table = config.subnet(config.nat(nat).subnet).route_table;
    Some(Way::Nat(
        nat,
        match winner(config, table, packets.dst)? {
            Way::InternetGateway => Onward::InternetGateway,
            Way::GatewayEndpoint(id) => Onward::GatewayEndpoint(id),
            _ => Onward::Nowhere,
        },
    ))
}

/// The longest match; among equals local, then static, then prefix lists.
fn winner(config: &Config, table: RouteTableId, dst: Interval<u32>) -> Option<Way> {
    let mut routes = vec![(config.vpc().cidr_block, 2, Way::Local)];
    routes.extend(config.route_table(table).routes.iter().map(|route| {
        let way = match route.target {
            RouteTarget::InternetGateway => Way::InternetGateway,
            RouteTarget::Nat(nat) => Way::Nat(nat, Onward::Nowhere),
            RouteTarget::Blackhole => Way::Blackhole,
            RouteTarget::VirtualPrivateGateway => Way::VirtualPrivateGateway,
        };
        (route.destination, 1, way)
    }));
    for id in config.endpoint_ids() {
        let endpoint = config.endpoint(id);
        if matches!(&endpoint.kind, EndpointKind::Gateway(gateway) if gateway.route_tables.contains(&table)) {
            let blocks = endpoint.service.prefix_list().iter();
            routes.extend(blocks.map(|block| (*block, 0, Way::GatewayEndpoint(id))));
        }
    }
    routes.sort_by_key(|(block, rank, _)| std::cmp::Reverse((block.len(), *rank)));
    let mut rest = IntervalSet::from_intervals([dst]);
    let mut found = None;
    for (block, _, way) in routes {
        let block = IntervalSet::from_intervals([block.interval()]);
        if rest.intersection(&block).is_empty() {
            continue;
        }
        if found.replace(way).is_some_and(|other| other != way) {
            return None;
        }
        rest = rest.difference(&block);
    }
    match found {
        None => Some(Way::NoRoute),
        some => some.filter(|_| rest.is_empty()),
    }
}

/// One rule of a filter: what it does, to which protocols, ports and addresses.
type Rule = (Action, ProtocolMatch, PortRange, Vec<Interval<u32>>);

/// Whether some packet is admitted, and whether some packet is refused.
type Outcome = (bool, bool);

/// The first rule that matches decides; no rule, no passage.
fn first_match(rules: &[Rule], packets: &PacketBox, port: PortVariable, remote: Interval<u32>) -> Outcome {
    let (mut outcome, mut another) = ((false, false), false);
    let range = |ports: PortRange| (u64::from(ports.first()), u64::from(ports.last()));
    let special =
        |p: u8| matches!(p, 1 | 6 | 17) || rules.iter().any(|rule| rule.1 == ProtocolMatch::One(Protocol(p)));
    for p in packets.protocol.first..=packets.protocol.last {
        // All protocols that no rule names fare alike.
        if !special(p) && std::mem::replace(&mut another, true) {
            continue;
        }
        // What comes back over ICMP is an echo reply.
        let ports = match port {
            PortVariable::Called => packets.called,
            PortVariable::Client | PortVariable::Nat if p == 1 => PortRange::ECHO_REPLY,
            PortVariable::Client => packets.client,
            PortVariable::Nat => packets.nat,
        };
        let mut rest = vec![[(u64::from(remote.first), u64::from(remote.last)), range(ports)]];
        for (action, protocol, ports, peers) in rules.iter().filter(|rule| rule.1.matches(Protocol(p))) {
            let ported = matches!(p, 1 | 6 | 17) && *protocol != ProtocolMatch::All;
            for peer in peers {
                let ports = range(if ported { *ports } else { PortRange::ALL });
                let hole = [(u64::from(peer.first), u64::from(peer.last)), ports];
                let hit = rest.iter().any(|cube| meet(cube, &hole).is_some());
                outcome.0 |= hit && *action == Action::Allow;
                outcome.1 |= hit && *action == Action::Deny;
                rest = without(rest, &hole);
            }
        }
        outcome.1 |= !rest.is_empty();
    }
    outcome
}

/// The groups of one end, in one direction, about the other end.
fn groups_of(
    config: &Config,
    end: End,
    out: bool,
    other: Option<End>,
    remote: Interval<u32>,
    packets: &PacketBox,
) -> Outcome {
    let rule = |rule: &SecurityGroupRule| {
        let peers = match rule.peer {
            RulePeer::Cidr(block) => vec![block.interval()],
            RulePeer::PrefixList(service) => {
                service.prefix_list().iter().map(|block| block.interval()).collect()
            }
            RulePeer::Group(group) => {
                let member = other.is_some_and(|other| groups(config, other).contains(&group));
                member.then_some(Interval::new(0, u32::MAX)).into_iter().collect()
            }
        };
        (Action::Allow, rule.protocol, rule.ports, peers)
    };
    let groups = groups(config, end).iter().map(|id| config.security_group(*id));
    let rules: Vec<Rule> =
        groups.flat_map(|group| if out { &group.egress } else { &group.ingress }).map(rule).collect();
    first_match(&rules, packets, PortVariable::Called, remote)
}

/// Every network ACL on the way, with the address that it looks at.
type Station = (SubnetId, Direction, PortVariable, Interval<u32>);

fn stations(config: &Config, packets: &PacketBox, answered: bool) -> Vec<Station> {
    use {
        Direction::{Egress, Ingress},
        PortVariable::{Called, Client, Nat},
    };
    let (src, dst) = (packets.src, packets.dst);
    let there = packets.target.and_then(|target| home(config, target));
    let entering = |at| vec![(at, Ingress, Called, src), (at, Egress, Client, src)];
    let Some(here) = home(config, packets.source) else {
        let mut all = there.map_or_else(Vec::new, entering);
        all.retain(|station: &Station| answered || station.2 == Called);
        return all;
    };
    let (out, back) = ((here, Egress, Called, dst), (here, Ingress, Client, dst));
    let mut all = match packets.way {
        Way::WithinSubnet | Way::DirectConnect => vec![],
        Way::NoRoute | Way::Blackhole => vec![out],
        Way::GatewayEndpoint(_) | Way::InternetGateway | Way::VirtualPrivateGateway => vec![out, back],
        Way::Local => {
            let inside = there.map_or_else(Vec::new, |there| [entering(there), vec![back]].concat());
            [vec![out], inside].concat()
        }
        Way::Nat(nat, _) => {
            let at = config.nat(nat).subnet;
            let through = [(at, Ingress, Called, src), (at, Egress, Called, dst)];
            [&[out][..], &through, &[(at, Ingress, Nat, dst), (at, Egress, Client, src), back]].concat()
        }
    };
    all.retain(|station| answered || station.2 == Called);
    all
}

fn acl(config: &Config, station: &Station, packets: &PacketBox) -> Outcome {
    let (subnet, direction, port, remote) = *station;
    let acl = config.network_acl(config.subnet(subnet).network_acl);
    let entries = if direction == Direction::Egress { &acl.egress } else { &acl.ingress };
    let rules: Vec<Rule> = entries
        .values()
        .map(|it| (it.action, it.protocol, it.ports, vec![it.cidr_block.interval()]))
        .collect();
    first_match(&rules, packets, port, remote)
}

/// Whether the way carries a packet of this protocol to its end.
fn carries(config: &Config, packets: &PacketBox, p: u8, answered: bool) -> bool {
    let gateway = config.vpc().virtual_private_gateway;
    let abroad = config.vpc().internet_gateway && is_public(packets.dst.first);
    match packets.way {
        Way::WithinSubnet | Way::Local => !matches!(packets.target, Some(End::Endpoint(..))) || p == 6,
        // No question sends ICMP to a service.
        Way::GatewayEndpoint(_) => p == 6,
        Way::InternetGateway => {
            abroad && matches!(packets.source, End::Interface(id) if config.interface(id).public_ip)
        }
        Way::Nat(nat, onward) => {
            let nat = config.nat(nat);
            let passed = match onward {
                Onward::InternetGateway => nat.public && abroad && matches!(p, 1 | 6 | 17),
                Onward::GatewayEndpoint(_) => p == 6,
                Onward::Nowhere => false,
            };
            passed && Some(nat.subnet) != home(config, packets.source)
        }
        Way::DirectConnect => {
            let back = |there: SubnetId| winner(config, config.subnet(there).route_table, packets.src);
            let returns = |there| back(there) == Some(Way::VirtualPrivateGateway);
            let served = !matches!(packets.target, Some(End::Endpoint(..))) || p == 6;
            let there = packets.target.and_then(|target| home(config, target));
            gateway && served && there.is_some_and(|there| !answered || returns(there))
        }
        Way::VirtualPrivateGateway => {
            let there = |address| config.on_premises_clients().iter().any(|it| it.ip_address == address);
            gateway && packets.dst.first == packets.dst.last && there(packets.dst.first)
        }
        Way::NoRoute | Way::Blackhole => false,
    }
}

/// Whether the box fares as it says; `None` leaves it to the policies.
pub fn decided(config: &Config, packets: &PacketBox, answered: bool) -> bool {
    let PacketBox { source, target, src, dst, .. } = *packets;
    let sender = || match source {
        // No security group stands before a machine on premises.
        End::OnPremises(_) => (true, false),
        _ => groups_of(config, source, true, target, dst, packets),
    };
    let receiver = |target| groups_of(config, target, false, Some(source), src, packets);
    let stations = stations(config, packets, answered);
    let carried = |p: &u8| carries(config, packets, *p, answered);
    let mut protocols = packets.protocol.first..=packets.protocol.last;
    let nobody = match packets.way {
        Way::WithinSubnet | Way::Local | Way::DirectConnect => target.is_none(),
        Way::VirtualPrivateGateway => !carries(config, packets, packets.protocol.first, answered),
        _ => false,
    };
    match packets.killer {
        Some(Killer::SourceGroups) => !sender().0,
        Some(Killer::TargetGroups) => target.is_some_and(|target| !receiver(target).0),
        Some(Killer::NetworkAcl { subnet, direction, port }) => stations
            .iter()
            .any(|it| (it.0, it.1, it.2) == (subnet, direction, port) && !acl(config, it, packets).0),
        Some(Killer::Way) => !nobody && !protocols.any(|p| carried(&p)),
        Some(Killer::NobodyThere) => nobody,
        None | Some(Killer::Policies) => {
            let admitted = !sender().1 && !target.is_some_and(|target| receiver(target).1);
            let passed = stations.iter().all(|station| !acl(config, station, packets).1);
            admitted && passed && !nobody && protocols.all(|p| carried(&p))
        }
    }
}
