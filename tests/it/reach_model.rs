//! The engine against a packet-by-packet walker: too slow to ship, too simple to be wrong.
//!
//! The walker knows nothing of atoms. It tries one concrete packet at a time, with every value at
//! which any rule of the configuration could change its mind.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use trapline::aws::{
    Action, Config, ConfigDraft, EndpointKind, NatGatewayDraft, NetworkAclDraft, NetworkAclEntryDraft,
    NetworkAclId, NetworkInterfaceDraft, RouteDraft, RouteTableDraft, RouteTableId, RouteTarget, RulePeer,
    SecurityGroupDraft, SecurityGroupId, SecurityGroupRuleDraft, Service, SubnetDraft, SubnetId, VpcDraft,
    VpcEndpointDraft, WorkloadDraft, WorkloadKind,
};
use trapline::net::{Ipv4Prefix, PortRange, Protocol, ProtocolMatch};
use trapline::reach::{Conversation, Query, Verdict, analyze};

/// One packet, with the groups of the interfaces at its ends.
#[derive(Clone, Copy)]
pub(crate) struct Packet<'c> {
    pub protocol: Protocol,
    pub src: u32,
    pub src_groups: &'c [SecurityGroupId],
    pub dst: u32,
    pub dst_groups: &'c [SecurityGroupId],
    pub port: u16,
}

pub(crate) fn group_admits(
    config: &Config,
    groups: &[SecurityGroupId],
    egress: bool,
    packet: &Packet<'_>,
) -> bool {
    let (other, other_groups) =
        if egress { (packet.dst, packet.dst_groups) } else { (packet.src, packet.src_groups) };
    groups.iter().any(|group| {
        let group = config.security_group(*group);
        let rules = if egress { &group.egress } else { &group.ingress };
        rules.iter().any(|rule| {
            let ports = !matches!(rule.protocol, ProtocolMatch::One(Protocol::TCP | Protocol::UDP))
                || rule.ports.contains(packet.port);
            let peer = match rule.peer {
                RulePeer::Cidr(cidr) => cidr.contains(other),
                RulePeer::Group(group) => other_groups.contains(&group),
                RulePeer::PrefixList(service) => listed(service, other),
            };
            rule.protocol.matches(packet.protocol) && ports && peer
        })
    })
}

fn listed(service: Service, address: u32) -> bool {
    service.prefix_list().iter().any(|prefix| prefix.contains(address))
}

pub(crate) fn acl_admits(
    config: &Config,
    acl: NetworkAclId,
    egress: bool,
    protocol: Protocol,
    address: u32,
    port: u16,
) -> bool {
    let acl = config.network_acl(acl);
    let mut numbered: Vec<_> = (if egress { &acl.egress } else { &acl.ingress }).iter().collect();
    numbered.sort_by_key(|(number, _)| **number);
    for (_, entry) in numbered {
        let ports = !matches!(entry.protocol, ProtocolMatch::One(Protocol::TCP | Protocol::UDP))
            || entry.ports.contains(port);
        if entry.protocol.matches(protocol) && entry.cidr_block.contains(address) && ports {
            return entry.action == Action::Allow;
        }
    }
    false
}

#[derive(Debug, PartialEq)]
pub(crate) enum Next {
    Local,
    S3,
    Nat(usize),
    Gateway,
    Dropped,
}

pub(crate) fn route(config: &Config, table: RouteTableId, address: u32) -> Next {
    let mut best: Option<(u8, Next)> = None;
    let mut offer = |prefix: Ipv4Prefix, next: Next| {
        if prefix.contains(address) && best.as_ref().is_none_or(|(len, _)| prefix.len() > *len) {
            best = Some((prefix.len(), next));
        }
    };
    offer(config.vpc().cidr_block, Next::Local);
    for route in &config.route_table(table).routes {
        let next = match route.target {
            RouteTarget::InternetGateway => Next::Gateway,
            RouteTarget::Nat(nat) => Next::Nat(nat.index()),
            RouteTarget::Blackhole | RouteTarget::VirtualPrivateGateway => Next::Dropped,
        };
        offer(route.destination, next);
    }
    for endpoint in config.endpoints() {
        if let EndpointKind::Gateway(gateway) = &endpoint.kind
            && gateway.route_tables.contains(&table)
        {
            for prefix in endpoint.service.prefix_list() {
                offer(*prefix, Next::S3);
            }
        }
    }
    best.map_or(Next::Dropped, |(_, next)| next)
}

struct Attempt {
    client: u16,
    nat: u16,
    answer_needed: bool,
}

/// Whether one packet from an interface in `here` arrives, and its answer too when it is needed.
fn arrives(
    config: &Config,
    here: SubnetId,
    packet: &Packet<'_>,
    there: Option<SubnetId>,
    attempt: &Attempt,
) -> bool {
    let subnet = config.subnet(here);
    let p = packet.protocol;
    let inward = |at: SubnetId, egress: bool, address: u32, port: u16| {
        acl_admits(config, config.subnet(at).network_acl, egress, p, address, port)
    };
    let back = |at: SubnetId, egress: bool, address: u32, port: u16| {
        !attempt.answer_needed || inward(at, egress, address, port)
    };
    if !group_admits(config, packet.src_groups, true, packet) {
        return false;
    }
    if subnet.cidr_block.contains(packet.dst) {
        return there.is_some() && group_admits(config, packet.dst_groups, false, packet);
    }
    if !inward(here, true, packet.dst, packet.port) {
        return false;
    }
    match route(config, subnet.route_table, packet.dst) {
        Next::Local => there.is_some_and(|there| {
            inward(there, false, packet.src, packet.port)
                && group_admits(config, packet.dst_groups, false, packet)
                && back(there, true, packet.src, attempt.client)
                && back(here, false, packet.dst, attempt.client)
        }),
        Next::S3 => {
            matches!(p, Protocol::TCP | Protocol::ICMP) && back(here, false, packet.dst, attempt.client)
        }
        Next::Nat(at) => {
            let nat = &config.nats()[at];
            let home = config.subnet(nat.subnet);
            let onward = match route(config, home.route_table, packet.dst) {
                Next::Gateway => nat.public,
                Next::S3 => matches!(p, Protocol::TCP | Protocol::ICMP),
                _ => false,
            };
            nat.subnet != here
                && matches!(p, Protocol::TCP | Protocol::UDP | Protocol::ICMP)
                && inward(nat.subnet, false, packet.src, packet.port)
                && inward(nat.subnet, true, packet.dst, packet.port)
                && onward
                && back(nat.subnet, false, packet.dst, attempt.nat)
                && back(nat.subnet, true, packet.src, attempt.client)
                && back(here, false, packet.dst, attempt.client)
        }
        Next::Gateway | Next::Dropped => false,
    }
}

/// Every address at which some rule changes its mind, and its neighbours.
fn interesting_addresses(config: &Config) -> Vec<u32> {
    let mut blocks: Vec<Ipv4Prefix> = config.subnets().iter().map(|subnet| subnet.cidr_block).collect();
    blocks.extend(Service::S3.prefix_list());
    blocks.extend(Service::DYNAMODB.prefix_list());
    blocks.extend(
        config.route_tables().iter().flat_map(|table| table.routes.iter().map(|route| route.destination)),
    );
    for acl in config.network_acls() {
        blocks.extend(acl.ingress.values().chain(acl.egress.values()).map(|entry| entry.cidr_block));
    }
    for group in config.security_groups() {
        blocks.extend(group.ingress.iter().chain(&group.egress).filter_map(|rule| match rule.peer {
            RulePeer::Cidr(cidr) => Some(cidr),
            _ => None,
        }));
    }
    let ends = blocks.iter().flat_map(|block| {
        let interval = block.interval();
        [interval.first, interval.first.wrapping_sub(1), interval.last, interval.last.wrapping_add(1)]
    });
    let mut all: Vec<u32> = ends.chain([0xcb00_710a, 0x0808_0808]).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn interesting_ports(config: &Config, extra: &[u16]) -> Vec<u16> {
    let mut ports: Vec<u16> = extra.to_vec();
    let mut add = |range: PortRange| {
        ports.extend([
            range.first(),
            range.first().wrapping_sub(1),
            range.last(),
            range.last().wrapping_add(1),
        ]);
    };
    for acl in config.network_acls() {
        acl.ingress.values().chain(acl.egress.values()).for_each(|entry| add(entry.ports));
    }
    for group in config.security_groups() {
        group.ingress.iter().chain(&group.egress).for_each(|rule| add(rule.ports));
    }
    ports.sort_unstable();
    ports.dedup();
    ports
}

fn is_internet(config: &Config, address: u32) -> bool {
    let reserved = [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "224.0.0.0/4",
        "240.0.0.0/4",
    ];
    !reserved.iter().any(|text| text.parse::<Ipv4Prefix>().unwrap().contains(address))
        && !config.vpc().cidr_block.contains(address)
        && !listed(Service::S3, address)
        && !listed(Service::DYNAMODB, address)
}

/// Where the workload's interface may stand: subnet and address.
fn placements(config: &Config) -> Vec<(SubnetId, u32)> {
    let vpc_config = config.workload().unwrap().vpc_config.as_ref().unwrap();
    let interesting = interesting_addresses(config);
    let mut found = Vec::new();
    for subnet in &vpc_config.subnets {
        let usable = config.subnet(*subnet).cidr_block.usable().unwrap();
        let ends = [usable.first, usable.last];
        let inside = interesting.iter().copied().filter(|address| usable.contains(*address)).chain(ends);
        let taken = |address: u32| config.interfaces().iter().any(|i| i.private_ip_address == Some(address));
        found.extend(inside.filter(|address| !taken(*address)).map(|address| (*subnet, address)));
    }
    found
}

/// The verdict on "any public address, any protocol, any port": the sender chooses all three.
fn walk_to_internet(config: &Config, answer_needed: bool) -> Verdict {
    let groups = &config.workload().unwrap().vpc_config.as_ref().unwrap().security_groups;
    let addresses: Vec<u32> =
        interesting_addresses(config).into_iter().filter(|address| is_internet(config, *address)).collect();
    let ports = interesting_ports(config, &[443]);
    let own: Vec<u16> =
        interesting_ports(config, &[1024, 65_535]).into_iter().filter(|port| *port >= 1024).collect();
    let protocols = [Protocol::TCP, Protocol::UDP, Protocol::ICMP, Protocol::ESP, Protocol(99)];
    let (mut some, mut every) = (false, true);
    for (here, src) in placements(config) {
        let mut whole_here = false;
        for dst in &addresses {
            for protocol in protocols {
                let wanted =
                    if matches!(protocol, Protocol::TCP | Protocol::UDP) { &ports[..] } else { &[0][..] };
                for port in wanted {
                    let packet =
                        Packet { protocol, src, src_groups: groups, dst: *dst, dst_groups: &[], port: *port };
                    let (any, all) = over_own_ports(config, here, &packet, None, &own, answer_needed);
                    some |= any;
                    whole_here |= all;
                }
            }
        }
        every &= whole_here;
    }
    verdict(some, every)
}

/// The verdict on a given place: every address, client port and NAT port must do.
fn walk_to(
    config: &Config,
    dsts: &[u32],
    there: Option<(SubnetId, &[SecurityGroupId])>,
    port: u16,
) -> Verdict {
    let groups = &config.workload().unwrap().vpc_config.as_ref().unwrap().security_groups;
    let own: Vec<u16> =
        interesting_ports(config, &[1024, 65_535]).into_iter().filter(|port| *port >= 1024).collect();
    let (mut some, mut every) = (false, true);
    for (here, src) in placements(config) {
        for dst in dsts {
            let packet = Packet {
                protocol: Protocol::TCP,
                src,
                src_groups: groups,
                dst: *dst,
                dst_groups: there.map_or(&[], |(_, groups)| groups),
                port,
            };
            let (any, all) =
                over_own_ports(config, here, &packet, there.map(|(subnet, _)| subnet), &own, true);
            some |= any;
            every &= all;
        }
    }
    verdict(some, every)
}

fn over_own_ports(
    config: &Config,
    here: SubnetId,
    packet: &Packet<'_>,
    there: Option<SubnetId>,
    own: &[u16],
    answer_needed: bool,
) -> (bool, bool) {
    let (mut any, mut all) = (false, true);
    for client in own {
        for nat in own {
            let attempt = Attempt { client: *client, nat: *nat, answer_needed };
            let arrived = arrives(config, here, packet, there, &attempt);
            any |= arrived;
            all &= arrived;
            if !answer_needed {
                return (any, all);
            }
        }
    }
    (any, all)
}

fn verdict(some: bool, every: bool) -> Verdict {
    match (some, every) {
        (false, _) => Verdict::Never,
        (true, true) => Verdict::Always,
        (true, false) => Verdict::Sometimes,
    }
}

// ------------------------------------------------------------------ random configurations

const CIDRS: [&str; 9] = [
    "0.0.0.0/0",
    "0.0.0.0/1",
    "128.0.0.0/1",
    "203.0.113.0/24",
    "10.0.0.0/16",
    "10.0.1.0/24",
    "10.0.2.0/25",
    "54.231.0.0/17",
    "10.0.9.5/32",
];
const PORTS: [&str; 7] = ["all", "443", "1024-65535", "32768-65535", "0-1023", "5432", "400-2000"];
const PROTOCOLS: [&str; 6] = ["all", "tcp", "tcp", "udp", "icmp", "esp"];

fn pick(from: &'static [&'static str]) -> impl Strategy<Value = String> {
    proptest::sample::select(from).prop_map(str::to_owned)
}

fn group_rule() -> impl Strategy<Value = SecurityGroupRuleDraft> {
    let peer = prop_oneof![4 => pick(&CIDRS), 1 => Just("pl:s3".to_owned()), 1 => Just("sg:job".to_owned()), 1 => Just("sg:db".to_owned())];
    (pick(&PROTOCOLS), pick(&PORTS), peer).prop_map(|(protocol, ports, peer)| SecurityGroupRuleDraft {
        ports: Some(ports).filter(|_| protocol != "icmp"),
        protocol: Some(protocol),
        peer: Some(peer),
        ..SecurityGroupRuleDraft::default()
    })
}

fn group(name: &'static str) -> impl Strategy<Value = SecurityGroupDraft> {
    let open = Just(vec![SecurityGroupRuleDraft {
        protocol: Some("all".to_owned()),
        peer: Some("0.0.0.0/0".to_owned()),
        ..SecurityGroupRuleDraft::default()
    }]);
    let rules = move || prop_oneof![1 => open.clone(), 1 => proptest::collection::vec(group_rule(), 0..3)];
    (rules(), proptest::option::weighted(0.8, rules()))
        .prop_map(move |(ingress, egress)| SecurityGroupDraft { name: name.to_owned(), ingress, egress })
}

fn entries() -> impl Strategy<Value = Vec<NetworkAclEntryDraft>> {
    let entry =
        (prop_oneof![3 => Just("allow"), 1 => Just("deny")], pick(&PROTOCOLS), pick(&PORTS), pick(&CIDRS));
    proptest::collection::vec(entry, 0..4).prop_map(|made| {
        let numbered = made.into_iter().enumerate();
        let mut entries: Vec<_> = numbered
            .map(|(at, (action, protocol, ports, cidr))| NetworkAclEntryDraft {
                rule_number: Some(100 - i64::try_from(at).unwrap() * 7),
                action: Some(action.to_owned()),
                ports: Some(ports).filter(|_| protocol != "icmp"),
                protocol: Some(protocol),
                cidr_block: Some(cidr),
                ..NetworkAclEntryDraft::default()
            })
            .collect();
        entries.push(NetworkAclEntryDraft {
            rule_number: Some(200),
            action: Some("allow".to_owned()),
            protocol: Some("all".to_owned()),
            cidr_block: Some("0.0.0.0/0".to_owned()),
            ..NetworkAclEntryDraft::default()
        });
        entries
    })
}

/// A table whose default route, if the random routes leave it free, often leads to `usual`.
fn table(name: &'static str, usual: &'static str) -> impl Strategy<Value = RouteTableDraft> {
    let targets: &'static [&'static str] = &["internet_gateway", "nat", "nat", "nat-private", "blackhole"];
    let destinations: &'static [&'static str] =
        &["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "203.0.113.0/24", "54.231.0.0/17"];
    let random = proptest::collection::btree_map(pick(destinations), pick(targets), 0..3);
    let with_default = (random, any::<bool>()).prop_map(move |(mut routes, open)| {
        if open {
            routes.entry("0.0.0.0/0".to_owned()).or_insert(usual.to_owned());
        }
        routes
    });
    with_default.prop_map(move |routes| RouteTableDraft {
        name: name.to_owned(),
        routes: routes
            .into_iter()
            .map(|(destination, target)| RouteDraft { destination: Some(destination), target: Some(target) })
            .collect(),
    })
}

fn subnet(name: &str, cidr: &str, table: &str, acl: &str) -> SubnetDraft {
    SubnetDraft {
        name: name.to_owned(),
        cidr_block: Some(cidr.to_owned()),
        availability_zone: Some("us-east-1a".to_owned()),
        route_table: Some(table.to_owned()),
        network_acl: Some(acl.to_owned()),
    }
}

pub(crate) fn drafts() -> impl Strategy<Value = ConfigDraft> {
    let tables = (table("t1", "nat"), table("t2", "nat"), table("t3", "internet_gateway"));
    let groups = (group("job"), group("db"));
    let acls = ((entries(), entries()), (entries(), entries()));
    let gateway = proptest::option::of(proptest::sample::subsequence(vec!["t1", "t2", "t3"], 1..=3));
    let spread = proptest::sample::subsequence(vec!["a", "b"], 1..=2);
    let acl_of = proptest::collection::vec(pick(&["default", "default", "n1", "n2"]), 4);
    (tables, groups, acls, gateway, spread, acl_of).prop_map(
        |(tables, groups, acls, gateway, spread, acl_of)| {
            let acl =
                |name: &str, (ingress, egress)| NetworkAclDraft { name: name.to_owned(), ingress, egress };
            let nat = |name: &str, kind: &str| NatGatewayDraft {
                name: name.to_owned(),
                subnet: Some("public".to_owned()),
                connectivity_type: Some(kind.to_owned()),
            };
            ConfigDraft {
                vpc: VpcDraft { internet_gateway: Some(true), ..VpcDraft::default() },
                subnets: vec![
                    subnet("a", "10.0.1.0/24", "t1", &acl_of[0]),
                    subnet("b", "10.0.2.0/24", "t2", &acl_of[1]),
                    subnet("public", "10.0.3.0/24", "t3", &acl_of[2]),
                    subnet("data", "10.0.9.0/24", "main", &acl_of[3]),
                ],
                route_tables: vec![tables.0, tables.1, tables.2],
                nat_gateways: vec![nat("nat", "public"), nat("nat-private", "private")],
                security_groups: vec![groups.0, groups.1],
                network_acls: vec![acl("n1", acls.0), acl("n2", acls.1)],
                network_interfaces: vec![NetworkInterfaceDraft {
                    name: "db".to_owned(),
                    subnet: Some("data".to_owned()),
                    private_ip_address: Some("10.0.9.5".to_owned()),
                    security_groups: Some(vec!["db".to_owned()]),
                    public_ip: None,
                }],
                vpc_endpoints: gateway
                    .map(|tables| VpcEndpointDraft {
                        name: "s3".to_owned(),
                        service: Some("s3".to_owned()),
                        vpc_endpoint_type: Some("Gateway".to_owned()),
                        route_tables: Some(tables.into_iter().map(str::to_owned).collect()),
                        ..VpcEndpointDraft::default()
                    })
                    .into_iter()
                    .collect(),
                workload: Some(WorkloadDraft {
                    subnets: Some(spread.into_iter().map(str::to_owned).collect()),
                    security_groups: Some(vec!["job".to_owned()]),
                    ..WorkloadDraft::new(WorkloadKind::TrainingJob)
                }),
                ..ConfigDraft::default()
            }
        },
    )
}

fn ask(config: &Config, to: &str, conversation: Conversation) -> Verdict {
    let analysis = analyze(config, &Query::parse("container", to, None, conversation).unwrap());
    match analysis.verdict() {
        Verdict::Always => assert!(!analysis.path().is_empty() && analysis.blockers().is_empty()),
        Verdict::Never => assert!(analysis.path().is_empty() && !analysis.blockers().is_empty()),
        Verdict::Sometimes => assert!(!analysis.path().is_empty() && !analysis.blockers().is_empty()),
    }
    analysis.verdict()
}

fn compare(draft: &ConfigDraft) -> Result<Vec<Verdict>, TestCaseError> {
    let config = Config::build(draft).map_err(|errors| TestCaseError::fail(format!("{errors:?}")))?;
    let mut seen = Vec::new();
    let mut agree = |to: &str, conversation, expected: Verdict| {
        let found = ask(&config, to, conversation);
        seen.push(found);
        prop_assert_eq!(found, expected, "container -> {} ({:?})", to, conversation);
        Ok(())
    };
    agree("internet", Conversation::OneWay, walk_to_internet(&config, false))?;
    agree("internet", Conversation::TwoWay, walk_to_internet(&config, true))?;
    let internet: Vec<u32> =
        interesting_addresses(&config).into_iter().filter(|address| is_internet(&config, *address)).collect();
    agree("internet:443/tcp", Conversation::TwoWay, walk_to(&config, &internet, None, 443))?;
    let lists: Vec<u32> =
        interesting_addresses(&config).into_iter().filter(|address| listed(Service::S3, *address)).collect();
    agree("service:s3", Conversation::TwoWay, walk_to(&config, &lists, None, 443))?;
    let db = config.interface(config.interface_named("db").unwrap());
    let there = Some((db.subnet, db.security_groups.as_slice()));
    let address = db.private_ip_address.unwrap();
    agree("10.0.9.5:5432/tcp", Conversation::TwoWay, walk_to(&config, &[address], there, 5432))?;
    Ok(seen)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_engine_agrees_with_the_walker(draft in drafts()) {
        compare(&draft)?;
    }
}

/// Guards the comparison itself: a generator that only makes closed networks would prove nothing.
#[test]
fn the_generator_reaches_every_verdict_often() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut counts = [0usize; 3];
    for _ in 0..100 {
        let draft = drafts().new_tree(&mut runner).unwrap().current();
        for verdict in compare(&draft).unwrap() {
            counts[verdict as usize] += 1;
        }
    }
    assert!(counts.iter().all(|count| *count >= 20), "never, sometimes, always: {counts:?}");
}
