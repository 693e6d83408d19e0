//! P3: a certificate with any single field corrupted is refused, unless a plain look at single packets
//! shows that what it says now is true as well.

mod truth;

use std::collections::BTreeMap;

use trapline::aws::{Config, SubnetId};
use trapline::net::{Interval, PortRange};
use trapline::reach::{
    Certificate, Direction, End, ExplanationCode, Ground, Killer, Layer, Onward, PacketBox, PolicyClaim,
    PortVariable, Query, Verdict, Way, certify,
};

use crate::checker::check;
use truth::is_true_too;

/// A certificate that the checker takes.
struct Proved<'c> {
    config: &'c Config,
    query: &'c Query,
    verdict: Verdict,
    certificate: Certificate,
}

/// What is corrupted, and the result.
type Mutant = (String, Verdict, Certificate);

const VERDICTS: [Verdict; 3] = [Verdict::Never, Verdict::Sometimes, Verdict::Always];

/// The four ways to move one end of a range by one.
fn moved<T: Copy + PartialOrd>(
    first: T,
    last: T,
    step: impl Fn(T, bool) -> Option<T>,
) -> Vec<(&'static str, T, T)> {
    let ends = [
        ("first less", step(first, false), Some(last)),
        ("first more", step(first, true), Some(last)),
        ("last less", Some(first), step(last, false)),
        ("last more", Some(first), step(last, true)),
    ];
    let whole = ends.into_iter().filter_map(|(name, first, last)| Some((name, first?, last?)));
    whole.filter(|(_, first, last)| first <= last).collect()
}

fn ranges(packets: &PacketBox) -> Vec<(String, PacketBox)> {
    let mut all = Vec::new();
    let by_address = |at: u32, up: bool| if up { at.checked_add(1) } else { at.checked_sub(1) };
    for (name, first, last) in moved(packets.src.first, packets.src.last, by_address) {
        all.push((format!("src: {name}"), PacketBox { src: Interval::new(first, last), ..*packets }));
    }
    for (name, first, last) in moved(packets.dst.first, packets.dst.last, by_address) {
        all.push((format!("dst: {name}"), PacketBox { dst: Interval::new(first, last), ..*packets }));
    }
    let by_protocol = |at: u8, up: bool| if up { at.checked_add(1) } else { at.checked_sub(1) };
    for (name, first, last) in moved(packets.protocol.first, packets.protocol.last, by_protocol) {
        all.push((
            format!("protocol: {name}"),
            PacketBox { protocol: Interval::new(first, last), ..*packets },
        ));
    }
    let by_port = |at: u16, up: bool| if up { at.checked_add(1) } else { at.checked_sub(1) };
    let ports = |range: PortRange| {
        let to = |(name, first, last): (&'static str, u16, u16)| {
            (name, format!("{first}-{last}").parse().unwrap())
        };
        moved(range.first(), range.last(), by_port).into_iter().map(to).collect::<Vec<(_, PortRange)>>()
    };
    all.extend(
        ports(packets.called)
            .into_iter()
            .map(|(name, called)| (format!("called: {name}"), PacketBox { called, ..*packets })),
    );
    all.extend(
        ports(packets.client)
            .into_iter()
            .map(|(name, client)| (format!("client: {name}"), PacketBox { client, ..*packets })),
    );
    all.extend(
        ports(packets.nat)
            .into_iter()
            .map(|(name, nat)| (format!("nat: {name}"), PacketBox { nat, ..*packets })),
    );
    all
}

fn subnets(config: &Config) -> Vec<SubnetId> {
    let vpc = config.workload().and_then(|workload| workload.vpc_config.as_ref());
    let placed = vpc.into_iter().flat_map(|vpc| vpc.subnets.clone());
    let nats = config.nats().iter().map(|nat| nat.subnet);
    let mut all: Vec<_> = placed.chain(nats).chain(config.interfaces().iter().map(|it| it.subnet)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn ends(config: &Config) -> Vec<End> {
    let subnets = subnets(config).into_iter().map(End::Workload);
    subnets.chain(config.interface_ids().map(End::Interface)).collect()
}

fn ways(config: &Config, boxes: &[PacketBox]) -> Vec<Way> {
    let mut all = vec![
        Way::WithinSubnet,
        Way::Local,
        Way::InternetGateway,
        Way::DirectConnect,
        Way::VirtualPrivateGateway,
        Way::NoRoute,
        Way::Blackhole,
    ];
    all.extend(config.endpoint_ids().map(Way::GatewayEndpoint));
    for packets in boxes {
        if let Way::Nat(nat, _) = packets.way {
            let onward = [Onward::InternetGateway, Onward::Nowhere].into_iter();
            let onward = onward.chain(config.endpoint_ids().map(Onward::GatewayEndpoint));
            all.extend(onward.map(|onward| Way::Nat(nat, onward)));
        }
    }
    all
}

fn killers(config: &Config) -> Vec<Option<Killer>> {
    use {
        Direction::{Egress, Ingress},
        PortVariable::{Called, Client, Nat},
    };
    let plain =
        [Killer::SourceGroups, Killer::TargetGroups, Killer::Way, Killer::NobodyThere, Killer::Policies];
    let acls = subnets(config).into_iter().flat_map(|subnet| {
        let stations =
            [(Egress, Called), (Ingress, Called), (Egress, Client), (Ingress, Client), (Ingress, Nat)];
        stations.map(|(direction, port)| Killer::NetworkAcl { subnet, direction, port })
    });
    plain.into_iter().chain(acls).map(Some).chain([None]).collect()
}

/// Every single corruption of one box.
fn of_box(proved: &Proved<'_>, at: usize) -> Vec<Mutant> {
    let Proved { config, verdict, certificate, .. } = proved;
    let packets = certificate.boxes[at];
    let mut changed = ranges(&packets);
    let mut change = |name: &str, to: PacketBox| {
        if to != packets {
            changed.push((name.to_owned(), to));
        }
    };
    change("part", PacketBox { part: packets.part + 1, ..packets });
    for end in ends(config) {
        change("source", PacketBox { source: end, ..packets });
        change("target", PacketBox { target: Some(end), ..packets });
    }
    change("target", PacketBox { target: None, ..packets });
    for way in ways(config, &certificate.boxes) {
        change("way", PacketBox { way, ..packets });
    }
    for killer in killers(config) {
        change("killer", PacketBox { killer, ..packets });
    }
    let put = |(name, to)| {
        let mut certificate = certificate.clone();
        certificate.boxes[at] = to;
        (name, *verdict, certificate)
    };
    let mut mutants: Vec<Mutant> = changed.into_iter().map(put).collect();
    let mut dropped = certificate.clone();
    dropped.boxes.remove(at);
    mutants.push(("box dropped".to_owned(), *verdict, dropped));
    let mut doubled = certificate.clone();
    doubled.boxes.push(packets);
    mutants.push(("box doubled".to_owned(), *verdict, doubled));
    mutants
}

/// Every single corruption of one claim; what is put in is possible for no request of the question.
fn of_claim(proved: &Proved<'_>, at: usize) -> Vec<Mutant> {
    let Proved { config, verdict, certificate, .. } = proved;
    let claim = &certificate.policies[at];
    let mut mutants = Vec::new();
    let mut change = |name: &str, edit: &dyn Fn(&mut PolicyClaim)| {
        let mut certificate = certificate.clone();
        edit(&mut certificate.policies[at]);
        if certificate.policies[at] != *claim {
            mutants.push((format!("claim: {name}"), *verdict, certificate));
        }
    };
    change("endpoint", &|it| {
        it.endpoint = if it.endpoint.is_some() { None } else { config.endpoint_ids().next() }
    });
    change("action", &|it| it.request.action.push('X'));
    change("resource", &|it| {
        it.request.resource = format!("arn:aws:nothing:::{}", it.request.resource.len());
    });
    // A stranger's account may be any other and in any other organization; the own one may not.
    let own = claim.request.resource_account == config.account();
    let account = if own { "000000000000" } else { config.account() };
    change("resource account", &|it| account.clone_into(&mut it.request.resource_account));
    let organization = if own { Some("o-q") } else { config.organization() };
    if let Some(organization) = organization {
        change("resource organization", &|it| {
            it.request.resource_organization = Some(organization.to_owned());
        });
    }
    change("source endpoint", &|it| it.request.source_vpce = Some("vpce-nowhere".to_owned()));
    change("source VPC", &|it| it.request.source_vpc = Some("vpc-nowhere".to_owned()));
    change("private address", &|it| {
        it.request.vpc_source_ip = it.request.vpc_source_ip.map_or(Some(1), |_| None);
    });
    change("public address", &|it| it.request.source_ip = it.request.source_ip.map_or(Some(1), |_| None));
    change("kind of endpoint", &|it| it.request.through_gateway_endpoint ^= true);
    for layer in
        [Layer::Identity, Layer::ServiceControl, Layer::Endpoint, Layer::Bucket, Layer::ResourceControl]
    {
        change("refused by", &|it| match it.refused_by.iter().position(|known| *known == layer) {
            Some(at) => drop(it.refused_by.remove(at)),
            None => it.refused_by.push(layer),
        });
    }
    let mut doubled = certificate.clone();
    doubled.policies.push(claim.clone());
    mutants.push(("claim doubled".to_owned(), *verdict, doubled));
    mutants
}

/// Every single corruption.
fn mutants(proved: &Proved<'_>) -> Vec<Mutant> {
    let Proved { verdict, certificate, .. } = proved;
    let other = VERDICTS.into_iter().filter(|other| other != verdict);
    let mut all: Vec<Mutant> =
        other.map(|other| ("verdict".to_owned(), other, certificate.clone())).collect();
    let grounds = [Ground::Packets, Ground::WithoutPacket].into_iter();
    let grounds = grounds.chain(ExplanationCode::ALL.iter().map(|code| Ground::Refused(*code)));
    all.extend(
        grounds
            .filter(|ground| *ground != certificate.ground)
            .map(|ground| ("ground".to_owned(), *verdict, Certificate { ground, ..certificate.clone() })),
    );
    let (boxes, claims) = (certificate.boxes.len(), certificate.policies.len());
    let mut chosen = vec![0, boxes / 2, boxes.saturating_sub(1)];
    chosen.dedup();
    all.extend(chosen.into_iter().filter(|at| *at < boxes).flat_map(|at| of_box(proved, at)));
    all.extend((0..claims.min(3)).flat_map(|at| of_claim(proved, at)));
    let mut none = certificate.clone();
    none.policies.clear();
    if claims > 0 {
        all.push(("claims dropped".to_owned(), *verdict, none));
    }
    all
}

#[test]
fn p3_a_corrupted_certificate_is_refused() {
    let cases = crate::reach_cases::cases();
    let (mut tried, mut spared): (BTreeMap<String, usize>, BTreeMap<String, usize>) = Default::default();
    let mut faults = Vec::new();
    for (case, config, query) in &cases {
        let (verdict, certificate) = certify(config, query);
        assert_eq!(check(config, query, verdict, &certificate), Ok(()), "{case}");
        let proved = Proved { config, query, verdict, certificate };
        for (name, verdict, mutant) in mutants(&proved) {
            *tried.entry(name.clone()).or_default() += 1;
            if check(config, query, verdict, &mutant).is_ok() {
                *spared.entry(name.clone()).or_default() += 1;
                if !is_true_too(&proved, &name, &mutant) {
                    faults.push(format!("{case}: {query} is {verdict}: {name}"));
                }
            }
        }
    }
    println!("tried {tried:?}\nspared {spared:?}");
    assert!(faults.is_empty(), "{} accepted:\n{}", faults.len(), faults.join("\n"));
    for kind in
        ["verdict", "ground", "source", "target", "part", "way", "killer", "box dropped", "box doubled"]
    {
        assert!(tried[kind] >= 50, "{kind}: {tried:?}");
    }
    for never_spared in ["verdict", "source", "target", "part", "way", "box doubled"] {
        assert_eq!(spared.get(never_spared), None, "{spared:?}");
    }
}
