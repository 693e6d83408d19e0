//! Arguments that a corrupted certificate is true as well; none of them is the checker's.

use trapline::aws::{Config, EndpointKind, Owner, SecurityGroupId, Service, SubnetId};
use trapline::net::{Interval, PortRange, Protocol};
use trapline::reach::{Certificate, Destination, Direction, End, Ground, Killer, PacketBox, PortVariable};
use trapline::reach::{Source, Verdict, Way};

use super::{Proved, killers};
use crate::reach_model::{Next, Packet, acl_admits, group_admits, route};

fn groups(config: &Config, end: End) -> &[SecurityGroupId] {
    match end {
        End::Workload(_) => &config.workload().unwrap().vpc_config.as_ref().unwrap().security_groups,
        End::Interface(id) => &config.interface(id).security_groups,
        End::Endpoint(id, _) => match &config.endpoint(id).kind {
            EndpointKind::Interface(it) => &it.security_groups,
            EndpointKind::Gateway(_) => &[],
        },
        End::OnPremises(_) => &[],
    }
}

/// `None`: on premises.
fn home(config: &Config, end: End) -> Option<SubnetId> {
    match end {
        End::Workload(subnet) | End::Endpoint(_, subnet) => Some(subnet),
        End::Interface(id) => Some(config.interface(id).subnet),
        End::OnPremises(_) => None,
    }
}

/// Whether the element stops each of some packets of the box, its corners and its middle.
fn stops(config: &Config, packets: &PacketBox, killer: Killer) -> bool {
    let three = |first: u32, last: u32| [first, first.midpoint(last), last];
    let ports = |range: PortRange| {
        three(range.first().into(), range.last().into()).map(|it| u16::try_from(it).unwrap())
    };
    let protocols = (packets.protocol.first..=packets.protocol.last).map(Protocol);
    let target = packets.target.map_or(&[][..], |end| groups(config, end));
    let source = groups(config, packets.source);
    let port_of = |port| match port {
        PortVariable::Called => packets.called,
        PortVariable::Client => packets.client,
        PortVariable::Nat => packets.nat,
    };
    protocols.into_iter().all(|protocol| {
        three(packets.src.first, packets.src.last).into_iter().all(|src| {
            three(packets.dst.first, packets.dst.last).into_iter().all(|dst| {
                let sent = |port| Packet { protocol, src, src_groups: source, dst, dst_groups: target, port };
                let called = ports(packets.called);
                match killer {
                    Killer::SourceGroups => {
                        called.iter().all(|port| !group_admits(config, source, true, &sent(*port)))
                    }
                    Killer::TargetGroups => {
                        packets.target.is_some()
                            && called.iter().all(|port| !group_admits(config, target, false, &sent(*port)))
                    }
                    Killer::NetworkAcl { subnet, direction, port } => {
                        let out = direction == Direction::Egress;
                        let acl = config.subnet(subnet).network_acl;
                        let refused = |remote| {
                            ports(port_of(port))
                                .iter()
                                .all(|port| !acl_admits(config, acl, out, protocol, remote, *port))
                        };
                        remote_of(config, packets, subnet, direction, port, (src, dst)).is_some_and(refused)
                    }
                    Killer::Way => ends_on_its_way(config, packets.source, protocol, dst),
                    Killer::NobodyThere => packets.target.is_none() && config.vpc().cidr_block.contains(dst),
                    Killer::Policies => false,
                }
            })
        })
    })
}

/// Whether the routes lead a packet nowhere, or to something that does not carry it.
fn ends_on_its_way(config: &Config, source: End, protocol: Protocol, dst: u32) -> bool {
    let Some(here) = home(config, source) else { return false };
    let table = |subnet| config.subnet(subnet).route_table;
    let public = matches!(source, End::Interface(id) if config.interface(id).public_ip);
    if config.subnet(here).cidr_block.contains(dst) {
        return false;
    }
    match route(config, table(here), dst) {
        Next::Local => false,
        Next::Dropped => true,
        Next::Gateway => !public,
        Next::S3 => protocol != Protocol::TCP,
        Next::Nat(at) => {
            let nat = &config.nats()[at];
            let carried = matches!(protocol, Protocol::TCP | Protocol::UDP | Protocol::ICMP);
            let onward = match route(config, table(nat.subnet), dst) {
                Next::Gateway => nat.public,
                Next::S3 => protocol == Protocol::TCP,
                _ => false,
            };
            nat.subnet == here || !carried || !onward
        }
    }
}

/// The address that a network ACL on the way looks at; `None` for one that is not on the way.
fn remote_of(
    config: &Config,
    packets: &PacketBox,
    subnet: SubnetId,
    direction: Direction,
    port: PortVariable,
    (src, dst): (u32, u32),
) -> Option<u32> {
    use {
        Direction::{Egress, Ingress},
        PortVariable::{Called, Client, Nat},
    };
    let here = home(config, packets.source);
    let middle = match (packets.way, packets.target) {
        (Way::Nat(nat, _), _) => Some(config.nat(nat).subnet),
        (Way::Local | Way::DirectConnect, Some(target)) => home(config, target),
        _ => None,
    };
    let through_nat = matches!(packets.way, Way::Nat(..));
    match (direction, port) {
        (Egress, Called) | (Ingress, Client) if Some(subnet) == here => Some(dst),
        (Ingress, Called) | (Egress, Client) if Some(subnet) == middle => Some(src),
        (Egress, Called) | (Ingress, Nat) if Some(subnet) == middle && through_nat => Some(dst),
        _ => None,
    }
}

fn lies_within(inner: &PacketBox, outer: &PacketBox) -> bool {
    let address = |inner: Interval<u32>, outer: Interval<u32>| inner.intersection(outer) == Some(inner);
    let ports =
        |inner: PortRange, outer: PortRange| outer.contains(inner.first()) && outer.contains(inner.last());
    address(inner.src, outer.src)
        && address(inner.dst, outer.dst)
        && inner.protocol.intersection(outer.protocol) == Some(inner.protocol)
        && ports(inner.called, outer.called)
        && ports(inner.client, outer.client)
        && ports(inner.nat, outer.nat)
}

/// Whether the proof needs some boxes only, rather than all packets of the space.
fn needs_no_whole(proved: &Proved<'_>) -> bool {
    let Proved { config, query, verdict, certificate } = proved;
    let leak = match &query.destination {
        Destination::Internet(ports) => ports.is_none(),
        Destination::Bucket { bucket, .. } => {
            let id = config.bucket_named(bucket.split('/').next().unwrap());
            id.is_some_and(|id| config.bucket(id).owner != Owner::Own) && query.source != Source::Platform
        }
        Destination::AnyForeignBucket { .. } => query.source != Source::Platform,
        _ => false,
    };
    let several_parts = certificate.boxes.iter().any(|it| it.part > 0);
    *verdict == Verdict::Sometimes || (leak && *verdict == Verdict::Always) || several_parts
}

/// An argument, other than the checker's, that the mutant proves the same.
pub fn is_true_too(proved: &Proved<'_>, name: &str, mutant: &Certificate) -> bool {
    let original = &proved.certificate;
    let changed = original.boxes.iter().zip(&mutant.boxes).find(|(old, new)| old != new);
    match (name, changed) {
        ("killer", Some((_, new))) => new.killer.is_some_and(|killer| stops(proved.config, new, killer)),
        ("box dropped", _) => needs_no_whole(proved) && !mutant.boxes.is_empty(),
        // A part of a true box is true, and no box of this proof has to be whole.
        (_, Some((old, new))) if lies_within(new, old) && new.way == old.way && new.killer == old.killer => {
            needs_no_whole(proved)
        }
        // The list of S3 goes on with the next block, whose packets fare alike.
        ("dst: first less" | "dst: last more", Some((old, new))) => {
            let listed = |address| Service::S3.prefix_list().iter().any(|block| block.contains(address));
            let added = if name == "dst: last more" { new.dst.last } else { new.dst.first };
            let slice = PacketBox { dst: Interval::new(added, added), ..*new };
            let alike = match old.killer {
                Some(killer) => killer == Killer::Policies || stops(proved.config, &slice, killer),
                None => {
                    killers(proved.config).into_iter().flatten().all(|it| !stops(proved.config, &slice, it))
                }
            };
            let one_way = |dst| {
                let here = home(proved.config, old.source)?;
                Some(route(proved.config, proved.config.subnet(here).route_table, dst))
            };
            needs_no_whole(proved)
                && listed(added)
                && listed(old.dst.last)
                && alike
                && one_way(added) == one_way(old.dst.last)
        }
        // With EFA the nodes speak every protocol, and this one fares like its neighbours.
        ("protocol: first less" | "protocol: last more", Some((old, new))) => {
            let efa = proved.config.workload().is_some_and(|workload| workload.efa);
            let added = if name == "protocol: last more" { new.protocol.last } else { new.protocol.first };
            let slice = PacketBox { protocol: Interval::new(added, added), ..*new };
            let alike = match old.killer {
                Some(killer) => stops(proved.config, &slice, killer),
                None => {
                    killers(proved.config).into_iter().flatten().all(|it| !stops(proved.config, &slice, it))
                }
            };
            efa && proved.query.destination == Destination::Peer && needs_no_whole(proved) && alike
        }
        // Both reasons are there.
        ("ground", _) => matches!((original.ground, mutant.ground), (Ground::Refused(_), Ground::Refused(_))),
        _ => false,
    }
}
