//! The checker of certificates, on proofs written by hand: each right one passes, each wrong one is
//! refused for its own reason. P3, the soundness of the engine's own, is in `proved`.

use trapline::aws::{Config, EndpointId, NatId, RouteTarget, Service, SubnetId};
use trapline::diag::Sources;
use trapline::net::{Interval, IntervalSet, Ipv4Prefix, PortRange};
use trapline::pack::read_config;
use trapline::reach::{
    Caller, Certificate, Conversation, Direction, End, ExplanationCode, Ground, Killer, Layer, Onward,
    PacketBox, PolicyClaim, PortVariable, Query, Request, Verdict, Way,
};

use crate::checker::{Fault, check};

const NETWORK: &str = r#"
vpc = { internet_gateway = true }
training_job = { subnets = ["private"], security_groups = ["job"] }

[[subnet]]
name = "private"
cidr_block = "10.0.1.0/28"
route_table = "private"

[[subnet]]
name = "public"
cidr_block = "10.0.2.0/28"
route_table = "public"
network_acl = "edge"

[[route_table]]
name = "private"
routes = [{ destination = "0.0.0.0/0", target = "nat" }]

[[route_table]]
name = "public"
routes = [{ destination = "0.0.0.0/0", target = "internet_gateway" }]

[[nat_gateway]]
name = "nat"
subnet = "public"

[[security_group]]
name = "job"
egress = [{ protocol = "tcp", ports = "443", destination = "0.0.0.0/0" }]

[[network_acl]]
name = "edge"
ingress = [
  { rule_number = 90, action = "allow", protocol = "tcp", ports = "443", cidr_block = "10.0.0.0/16" },
  { rule_number = 100, action = "allow", protocol = "tcp", ports = "32768-65535", cidr_block = "0.0.0.0/0" }]
egress = [{ rule_number = 100, action = "allow", protocol = "all", cidr_block = "0.0.0.0/0" }]

[[vpc_endpoint]]
name = "s3"
service = "s3"
vpc_endpoint_type = "Gateway"
route_tables = ["private"]

[[network_interface]]
name = "db"
subnet = "public"
private_ip_address = "10.0.2.5"
security_groups = ["job"]

[[s3_bucket]]
name = "ours"

[[s3_bucket]]
name = "theirs"
account = "999988887777"
"#;

type Replacements<'t> = &'t [(&'t str, &'t str)];

/// The network with some texts replaced, each of which must occur.
fn config(replace: Replacements<'_>) -> Config {
    let mut text = NETWORK.to_owned();
    for (from, to) in replace {
        assert!(text.contains(from), "`{from}` does not occur");
        text = text.replace(from, to);
    }
    let mut sources = Sources::default();
    let source = sources.add("network.toml", text);
    let read = read_config(&sources, source);
    read.config.unwrap_or_else(|| panic!("{:?}", read.diagnostics))
}

fn query(from: &str, to: &str, conversation: Conversation) -> Query {
    Query::parse(from, to, None, conversation).unwrap()
}

fn placement(config: &Config) -> SubnetId {
    config.workload().unwrap().vpc_config.as_ref().unwrap().subnets[0]
}

fn nat(config: &Config) -> NatId {
    let targets = config.route_tables().iter().flat_map(|table| &table.routes).map(|route| route.target);
    let found = targets.filter_map(|it| if let RouteTarget::Nat(id) = it { Some(id) } else { None });
    found.min_by_key(|id| id.index()).unwrap()
}

fn endpoint(config: &Config) -> EndpointId {
    config.endpoint_ids().next().unwrap()
}

fn address(text: &str) -> u32 {
    text.parse::<std::net::Ipv4Addr>().unwrap().to_bits()
}

fn range(first: &str, last: &str) -> Interval<u32> {
    Interval::new(address(first), address(last))
}

/// A box of TCP to port 443 from everywhere in the private subnet.
fn packets(config: &Config, dst: Interval<u32>, way: Way, killer: Option<Killer>) -> PacketBox {
    PacketBox {
        part: 0,
        source: End::Workload(placement(config)),
        target: None,
        src: range("10.0.1.4", "10.0.1.14"),
        dst,
        protocol: Interval::new(6, 6),
        called: PortRange::HTTPS,
        client: PortRange::EPHEMERAL,
        nat: PortRange::EPHEMERAL,
        way,
        killer,
    }
}

/// The public addresses without those of gateway services.
fn internet() -> Vec<Interval<u32>> {
    let blocks = [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "224.0.0.0/3",
    ];
    let blocks = blocks.map(|text| text.parse::<Ipv4Prefix>().unwrap());
    let lists = [Service::S3.prefix_list(), Service::DYNAMODB.prefix_list(), &blocks].concat();
    let left_out = IntervalSet::from_intervals(lists.iter().map(|block| block.interval()));
    left_out.complement().intervals().to_vec()
}

fn s3() -> Vec<Interval<u32>> {
    let blocks = Service::S3.prefix_list().iter().map(|block| block.interval());
    IntervalSet::from_intervals(blocks).intervals().to_vec()
}

fn proof(boxes: Vec<PacketBox>) -> Certificate {
    Certificate { boxes, ..Certificate::default() }
}

fn ports(text: &str) -> PortRange {
    text.parse().unwrap()
}

/// Through the NAT gateway, whose ACL takes answers from port 32768 only.
fn half_open(config: &Config) -> Certificate {
    let way = Way::Nat(nat(config), Onward::InternetGateway);
    let edge = config.nat(nat(config)).subnet;
    let killer = Killer::NetworkAcl { subnet: edge, direction: Direction::Ingress, port: PortVariable::Nat };
    let boxes = internet().into_iter().flat_map(|dst| {
        let open = PacketBox { nat: ports("32768-65535"), ..packets(config, dst, way, None) };
        [open, PacketBox { nat: ports("1024-32767"), killer: Some(killer), ..open }]
    });
    proof(boxes.collect())
}

#[test]
fn a_need_that_holds_for_some_ports_is_sometimes() {
    let config = config(&[]);
    let query = query("container", "internet:443/tcp", Conversation::TwoWay);
    let whole = half_open(&config);
    assert_eq!(check(&config, &query, Verdict::Sometimes, &whole), Ok(()));
    for verdict in [Verdict::Never, Verdict::Always] {
        assert_eq!(check(&config, &query, verdict, &whole), Err(Fault::Verdict));
    }
    let mut longer = whole.clone();
    longer.boxes[0].nat = ports("32767-65535");
    assert_eq!(check(&config, &query, Verdict::Sometimes, &longer), Err(Fault::Killer(0)));
    let mut open_only = whole;
    open_only.boxes.retain(|it| it.killer.is_none());
    assert_eq!(check(&config, &query, Verdict::Sometimes, &open_only), Err(Fault::Verdict));
}

#[test]
fn a_leak_needs_one_choice_that_holds_for_every_port_of_the_platform() {
    let config = config(&[]);
    let one_way = query("container", "internet", Conversation::OneWay);
    let way = Way::Nat(nat(&config), Onward::InternetGateway);
    let open = proof(vec![packets(&config, internet()[3], way, None)]);
    assert_eq!(check(&config, &one_way, Verdict::Always, &open), Ok(()));
    assert_eq!(check(&config, &one_way, Verdict::Sometimes, &open), Err(Fault::Verdict));
    let two_way = query("container", "internet", Conversation::TwoWay);
    assert_eq!(check(&config, &two_way, Verdict::Always, &open), Err(Fault::Killer(0)));
    let mut part = open.clone();
    part.boxes[0].src = range("10.0.1.5", "10.0.1.14");
    assert_eq!(check(&config, &one_way, Verdict::Always, &part), Err(Fault::Verdict));
    let mut wider = open;
    wider.boxes[0].src = range("10.0.1.3", "10.0.1.14");
    assert_eq!(check(&config, &one_way, Verdict::Always, &wider), Err(Fault::Outside(0)));
}

/// Everything but TCP 443 stops at the group, and that at an unlucky NAT port.
fn unlucky(config: &Config) -> Certificate {
    let mut certificate = half_open(config);
    let rest = |at: &PacketBox, protocol, called| PacketBox {
        protocol,
        called,
        nat: PortRange::EPHEMERAL,
        killer: Some(Killer::SourceGroups),
        ..*at
    };
    let firsts: Vec<PacketBox> = certificate.boxes.iter().step_by(2).copied().collect();
    for at in &firsts {
        certificate.boxes.extend([
            rest(at, Interval::new(6, 6), ports("0-442")),
            rest(at, Interval::new(6, 6), ports("444-65535")),
            rest(at, Interval::new(0, 0), PortRange::ALL),
            rest(at, Interval::new(1, 1), PortRange::ECHO_REQUEST),
            rest(at, Interval::new(2, 5), PortRange::ALL),
            rest(at, Interval::new(7, 255), PortRange::ALL),
        ]);
    }
    certificate
}

#[test]
fn a_leak_that_depends_on_ports_of_the_platform_is_sometimes() {
    let config = config(&[]);
    let query = query("container", "internet", Conversation::TwoWay);
    let whole = unlucky(&config);
    assert_eq!(check(&config, &query, Verdict::Sometimes, &whole), Ok(()));
    for at in 0..whole.boxes.len() {
        let mut holed = whole.clone();
        holed.boxes.remove(at);
        assert_eq!(check(&config, &query, Verdict::Sometimes, &holed), Err(Fault::Verdict), "without {at}");
    }
}

#[test]
fn never_needs_the_whole_space() {
    let config = config(&[("routes = [{ destination = \"0.0.0.0/0\", target = \"nat\" }]", "routes = []")]);
    let query = query("container", "internet", Conversation::OneWay);
    let everything = |dst| PacketBox {
        protocol: Interval::new(0, 255),
        called: PortRange::ALL,
        ..packets(&config, dst, Way::NoRoute, Some(Killer::Way))
    };
    let whole = proof(internet().into_iter().map(everything).collect());
    assert_eq!(check(&config, &query, Verdict::Never, &whole), Ok(()));
    let mut double = whole.clone();
    double.boxes.push(double.boxes[0]);
    let last = double.boxes.len() - 1;
    assert_eq!(check(&config, &query, Verdict::Never, &double), Err(Fault::Overlap(0, last)));
    let mut short = whole.clone();
    short.boxes[0].called = ports("1-65535");
    assert_eq!(check(&config, &query, Verdict::Never, &short), Err(Fault::Verdict));
    let mut blackhole = whole.clone();
    blackhole.boxes[0].way = Way::Blackhole;
    assert_eq!(check(&config, &query, Verdict::Never, &blackhole), Err(Fault::Way(0)));
    let mut groups = whole;
    groups.boxes[0].killer = Some(Killer::SourceGroups);
    assert_eq!(check(&config, &query, Verdict::Never, &groups), Err(Fault::Killer(0)));
}

#[test]
fn routes_are_compared_over_the_whole_box() {
    let hole = "{ destination = \"203.0.113.0/24\", target = \"blackhole\" }, ";
    let config = config(&[(
        "{ destination = \"0.0.0.0/0\", target = \"nat\" }",
        &format!("{hole}{{ destination = \"0.0.0.0/0\", target = \"nat\" }}"),
    )]);
    let query = query("container", "internet", Conversation::OneWay);
    let way = Way::Nat(nat(&config), Onward::InternetGateway);
    let beside = proof(vec![packets(&config, range("203.0.114.0", "203.0.114.255"), way, None)]);
    assert_eq!(check(&config, &query, Verdict::Always, &beside), Ok(()));
    let across = proof(vec![packets(&config, range("203.0.113.255", "203.0.114.255"), way, None)]);
    assert_eq!(check(&config, &query, Verdict::Always, &across), Err(Fault::Way(0)));
}

#[test]
fn rules_for_all_protocols_have_no_ports() {
    let config = config(&[(
        "protocol = \"tcp\", ports = \"443\", destination",
        "protocol = \"all\", ports = \"80\", destination",
    )]);
    let query = query("container", "service:s3", Conversation::TwoWay);
    let open = |dst| packets(&config, dst, Way::GatewayEndpoint(endpoint(&config)), None);
    let whole = proof(s3().into_iter().map(open).collect());
    assert_eq!(check(&config, &query, Verdict::Always, &whole), Ok(()));
}

#[test]
fn an_interface_answers_at_its_address_and_nobody_elsewhere() {
    let config = config(&[]);
    let db = config.interface_named("db").unwrap();
    let edge = config.interface(db).subnet;
    let to_db = query("container", "10.0.2.5:443/tcp", Conversation::TwoWay);
    let killed = |killer| {
        let dst = range("10.0.2.5", "10.0.2.5");
        let target = Some(End::Interface(db));
        proof(vec![PacketBox { target, ..packets(&config, dst, Way::Local, Some(killer)) }])
    };
    assert_eq!(check(&config, &to_db, Verdict::Never, &killed(Killer::TargetGroups)), Ok(()));
    let acl = |direction| Killer::NetworkAcl { subnet: edge, direction, port: PortVariable::Called };
    for wrong in [Killer::SourceGroups, Killer::NobodyThere, Killer::Way, acl(Direction::Ingress)] {
        assert_eq!(
            check(&config, &to_db, Verdict::Never, &killed(wrong)),
            Err(Fault::Killer(0)),
            "{wrong:?}"
        );
    }
    let to_nobody = query("container", "10.0.2.6:443/tcp", Conversation::TwoWay);
    let dst = range("10.0.2.6", "10.0.2.6");
    let empty = proof(vec![packets(&config, dst, Way::Local, Some(Killer::NobodyThere))]);
    assert_eq!(check(&config, &to_nobody, Verdict::Never, &empty), Ok(()));
    assert_eq!(check(&config, &to_db, Verdict::Never, &empty), Err(Fault::Outside(0)));
}

#[test]
fn nobody_outside_has_a_private_address() {
    let config = config(&[]);
    let query = query("container", "192.168.7.7:443/tcp", Conversation::TwoWay);
    let way = Way::Nat(nat(&config), Onward::InternetGateway);
    let to = range("192.168.7.7", "192.168.7.7");
    let killed = proof(vec![packets(&config, to, way, Some(Killer::Way))]);
    assert_eq!(check(&config, &query, Verdict::Never, &killed), Ok(()));
    let open = proof(vec![packets(&config, to, way, None)]);
    assert_eq!(check(&config, &query, Verdict::Always, &open), Err(Fault::Killer(0)));
}

fn refused(code: ExplanationCode) -> Certificate {
    Certificate { ground: Ground::Refused(code), ..Certificate::default() }
}

#[test]
fn grounds_are_looked_up_in_the_configuration() {
    use ExplanationCode as Code;
    let none = [("subnets = [\"private\"], security_groups = [\"job\"]", "instance_count = 1")];
    let crowd = [("training_job = {", "training_job = { instance_count = 6,")];
    let isolated = [("training_job = {", "training_job = { enable_network_isolation = true,")];
    let mute = [("vpc = {", "vpc = { enable_dns_support = false,")];
    let model = [("training_job = {", "model = {")];
    let cases: [(Replacements, &str, &str, Code); 10] = [
        (&isolated, "container", "internet", Code::NetworkIsolationBlocksContainer),
        (&isolated, "container", "s3:ours", Code::NoCredentialsInContainer),
        (&crowd, "platform", "s3:ours", Code::SubnetAddressesExhausted),
        (&model, "container", "internet", Code::SubnetsNeedTwoAzs),
        (&mute, "platform", "s3:ours", Code::DnsResolutionDisabled),
        (&[], "container", "peer", Code::NoPossibleDestination),
        (&[], "client:nobody", "internet", Code::NoSourceOrDestination),
        (&[], "platform", "s3:nowhere", Code::NoSourceOrDestination),
        (&[], "internet", "10.0.1.7:443/tcp", Code::NotReachableFromOutside),
        (&none, "container", "10.0.2.5:443/tcp", Code::NoRouteToDestination),
    ];
    for (replace, from, to, code) in cases {
        let config = config(replace);
        let query = query(from, to, Conversation::TwoWay);
        assert_eq!(check(&config, &query, Verdict::Never, &refused(code)), Ok(()), "{query}");
        assert_eq!(check(&config, &query, Verdict::Always, &refused(code)), Err(Fault::Verdict), "{query}");
        for other in ExplanationCode::ALL.iter().filter(|other| **other != code) {
            let said = check(&config, &query, Verdict::Never, &refused(*other));
            let also =
                *other == Code::NetworkIsolationBlocksContainer && code == Code::NoCredentialsInContainer;
            assert_eq!(said, if also { Ok(()) } else { Err(Fault::Ground) }, "{query}: {other}");
        }
        for ground in [Ground::Packets, Ground::WithoutPacket] {
            let other = Certificate { ground, ..Certificate::default() };
            assert_eq!(check(&config, &query, Verdict::Never, &other), Err(Fault::Ground), "{query}");
        }
    }
    let open = Certificate { ground: Ground::WithoutPacket, ..Certificate::default() };
    let dns = query("container", "dns", Conversation::TwoWay);
    assert_eq!(check(&config(&[]), &dns, Verdict::Always, &open), Ok(()));
    assert_eq!(check(&config(&[]), &dns, Verdict::Never, &open), Err(Fault::Verdict));
}

fn role_claim(config: &Config, refused_by: Vec<Layer>) -> PolicyClaim {
    let account = config.account().to_owned();
    let caller = Caller::ExecutionRole { arn: config.execution_role_arn(), account, organization: None };
    let endpoint = Some(endpoint(config));
    let request = Request {
        caller,
        action: "s3:GetObject".to_owned(),
        resource: "arn:aws:s3:::ours/object".to_owned(),
        resource_account: config.account().to_owned(),
        resource_organization: None,
        source_vpce: Some("vpce-s3".to_owned()),
        source_vpc: Some("vpc-main".to_owned()),
        vpc_source_ip: Some(address("10.0.1.4")),
        source_ip: None,
        through_gateway_endpoint: true,
    };
    PolicyClaim { endpoint, request, refused_by }
}

#[test]
fn policies_are_read_again() {
    let open = config(&[]);
    let own_only = r#"route_tables = ["private"]
        policy = """{"Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*"}]}""""#;
    let root_only = config(&[("route_tables = [\"private\"]", own_only)]);
    let query = query("platform", "s3:ours", Conversation::TwoWay);
    let whole = |config: &Config, killer, claim| Certificate {
        boxes: s3()
            .into_iter()
            .map(|dst| packets(config, dst, Way::GatewayEndpoint(endpoint(config)), killer))
            .collect(),
        policies: vec![claim],
        ..Certificate::default()
    };
    let allowed = whole(&open, None, role_claim(&open, vec![]));
    assert_eq!(check(&open, &query, Verdict::Always, &allowed), Ok(()));
    assert_eq!(check(&root_only, &query, Verdict::Always, &allowed), Err(Fault::Claim(0)));
    let denied = whole(&root_only, Some(Killer::Policies), role_claim(&root_only, vec![Layer::Endpoint]));
    assert_eq!(check(&root_only, &query, Verdict::Never, &denied), Ok(()));
    let untold = Certificate { policies: vec![], ..denied };
    assert_eq!(check(&root_only, &query, Verdict::Never, &untold), Err(Fault::Policies(0)));
}
