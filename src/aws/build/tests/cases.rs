//! Every rule of [`Config::build`] with a draft that breaks it, and nothing but it.

use super::*;

/// A change to the valid draft, and every error that follows.
pub(super) type Case = (fn(&mut ConfigDraft), &'static [&'static str]);

const ALLOW_ALL: &str = r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

const ADDRESSES: &[Case] = &[
    (|d| d.region = some("us-east-1a"), &["account, region: `us-east-1a` is not a region"]),
    (|d| d.account = some("42"), &["account, account: `42` is not the id of an account"]),
    (|d| d.organization = some("o-1"), &["account, organization: `o-1` is not the id of an organization"]),
    (
        |d| d.service_control_policy = some(ALLOW_ALL),
        &["account, service_control_policy: only an organization has such a policy"],
    ),
    (
        |d| {
            d.organization = some("o-a1b2c3d4e5");
            d.service_control_policy = some(ALLOW_ALL);
            d.resource_control_policy = some(ALLOW_ALL);
        },
        &[
            "account, resource_control_policy: the statement has no `Principal`",
            "account, resource_control_policy: a resource control policy takes `Deny` only",
        ],
    ),
    (|d| d.vpc.cidr_block = some("10.0.0.0/8"), &["vpc, cidr_block: `10.0.0.0/8` is too large"]),
    (|d| d.vpc.cidr_block = some("10.0.9.0/16"), &["vpc, cidr_block: `10.0.9.0/16` has host bits set"]),
    (
        |d| d.vpc.cidr_block = some("52.216.0.0/16"),
        &["vpc, cidr_block: `52.216.0.0/16` is public address space; the model covers private blocks only"],
    ),
    (|d| d.vpc.name = some("a b"), &["vpc, name: the name has the character ` `"]),
    (|d| d.vpc.internet_gateway = None, &[]),
    (|d| d.subnets[0].cidr_block = None, &["subnet `a`, cidr_block: `cidr_block` is missing"]),
    (
        |d| d.subnets[1].cidr_block = some("2001:db8::/64"),
        &["subnet `b`, cidr_block: `2001:db8::/64` is an IPv6 block; the model covers IPv4 only"],
    ),
    (
        |d| d.subnets[1].cidr_block = some("10.1.0.0/24"),
        &["subnet `b`, cidr_block: `10.1.0.0/24` lies outside the VPC"],
    ),
    (
        |d| d.subnets[1].cidr_block = some("10.0.1.128/25"),
        &["subnet `b`, cidr_block: `10.0.1.128/25` overlaps subnet `a`"],
    ),
    (
        |d| d.subnets[1].cidr_block = some("10.0.2.0/29"),
        &["subnet `b`, cidr_block: `10.0.2.0/29` is too small"],
    ),
    (
        |d| d.subnets[1].availability_zone = some("us-west-2a"),
        &["subnet `b`, availability_zone: `us-west-2a` is no Availability Zone of `us-east-1`"],
    ),
    (
        |d| d.subnets[1].availability_zone = some("us-east-1a"),
        &["vpc_endpoint `logs`, subnets 2: `a` and `b` are both in `us-east-1a`"],
    ),
    (
        |d| d.subnets[0].route_table = some("privat"),
        &["subnet `a`, route_table: no route table is called `privat`"],
    ),
    (
        |d| d.subnets.push(subnet("a", "10.0.3.0/24", "us-east-1c")),
        &["subnet `a`, name: two subnets are called `a`"],
    ),
    (|d| d.nat_gateways[0].subnet = None, &["nat_gateway `nat`, subnet: `subnet` is missing"]),
    (
        |d| d.nat_gateways[0].connectivity_type = some("Public"),
        &["nat_gateway `nat`, connectivity_type: `Public` is not a connectivity type"],
    ),
];

const RULES: &[Case] = &[
    (
        |d| d.route_tables[0].routes[0].target = some("natt"),
        &["route_table `private`, routes 1, target: `natt` is not a route target"],
    ),
    (
        |d| d.route_tables[0].routes[0].target = some("tgw-1"),
        &["route_table `private`, routes 1, target: the model does not cover a transit gateway (`tgw-1`)"],
    ),
    (
        |d| d.route_tables[0].routes[0].target = some("s3"),
        &["route_table `private`, routes 1, target: `s3` is an endpoint, not a route target"],
    ),
    (
        |d| d.route_tables[0].routes[0].target = some("local"),
        &[
            "route_table `private`, routes 1, target: `local` leads to the VPC's own block only, not to `0.0.0.0/0`",
        ],
    ),
    (
        |d| d.route_tables[0].routes.push(route("0.0.0.0/0", "blackhole")),
        &["route_table `private`, routes 2, destination: the table has a route to `0.0.0.0/0` already"],
    ),
    (
        |d| d.route_tables[0].routes.push(route("10.0.2.0/24", "nat")),
        &[
            "route_table `private`, routes 2, destination: `10.0.2.0/24` lies inside the VPC; the model routes the VPC's own block locally",
        ],
    ),
    (
        |d| {
            d.vpc.internet_gateway = Some(false);
            d.route_tables[0].routes[0].target = some("internet_gateway");
        },
        &["route_table `private`, routes 1, target: the VPC has no internet gateway attached"],
    ),
    (
        |d| d.security_groups[0].ingress[0].protocol = some("tpc"),
        &[
            "security_group `training`, ingress 1, protocol: `tpc` is not a protocol; use `tcp`, `udp`, `icmp`, `esp`, `all` or a number from 0 to 255",
        ],
    ),
    (
        |d| d.security_groups[0].ingress[0].peer = some("sg:trainin"),
        &["security_group `training`, ingress 1, source: no security group is called `trainin`"],
    ),
    (
        |d| d.security_groups[0].ingress[0].peer = some("pl:logs"),
        &["security_group `training`, ingress 1, source: `pl:logs` is not a prefix list of the model"],
    ),
    (
        |d| d.security_groups[0].egress = Some(vec![rule("tcp", "9-3", "0.0.0.0/0")]),
        &["security_group `training`, egress 1, ports: the range `9-3` ends before it starts"],
    ),
    (
        |d| d.security_groups[0].ingress = vec![rule("tcp", "1", "0.0.0.0/0"); 61],
        &[
            "security_group `training`, ingress 61: 61 rules in one direction are more than the 60 that AWS allows",
        ],
    ),
    (
        |d| d.network_acls[0].ingress[0].rule_number = Some(32767),
        &["network_acl `tight`, ingress 1, rule_number: 32767 is not a rule number"],
    ),
    (
        |d| d.network_acls[0].egress.push(entry(100, "deny", "all", "all", "0.0.0.0/0")),
        &["network_acl `tight`, egress 2, rule_number: rule number 100 is taken by entry 1"],
    ),
    (
        |d| d.network_acls[0].egress[0].cidr_block = some("pl:s3"),
        &[
            "network_acl `tight`, egress 1, cidr_block: a network ACL knows CIDR blocks only, no prefix lists (`pl:s3`)",
        ],
    ),
    (
        |d| d.network_acls[0].egress[0].action = some("Allow"),
        &["network_acl `tight`, egress 1, action: `Allow` is not an action"],
    ),
];

const ENDPOINTS: &[Case] = &[
    (
        |d| d.vpc_endpoints[0].security_groups = list(&["training"]),
        &[
            "vpc_endpoint `s3`, security_groups: a gateway endpoint has no network interface and so no security group",
        ],
    ),
    (
        |d| d.vpc_endpoints[0].service = some("com.amazonaws.eu-west-1.s3"),
        &[
            "vpc_endpoint `s3`, service: `com.amazonaws.eu-west-1.s3` is the service of `eu-west-1`, but the VPC is in `us-east-1`",
        ],
    ),
    (
        |d| d.vpc_endpoints[1].service = some("log"),
        &["vpc_endpoint `logs`, service: `log` is not a service of the model"],
    ),
    (
        |d| d.vpc_endpoints[1].vpc_endpoint_type = some("Gateway"),
        &[
            "vpc_endpoint `logs`, vpc_endpoint_type: `logs` has no gateway endpoint",
            "vpc_endpoint `logs`, subnets: a gateway endpoint has no network interface and so no subnet",
        ],
    ),
    (
        |d| d.vpc_endpoints[1].service = some("dynamodb"),
        &[
            "vpc_endpoint `logs`, vpc_endpoint_type: the model does not cover interface endpoints for `dynamodb`",
        ],
    ),
    (|d| d.vpc_endpoints[1].service = some("s3"), &[]),
    (
        |d| {
            d.vpc_endpoints.remove(0);
            d.vpc_endpoints[0].service = some("s3");
        },
        &[
            "vpc_endpoint `logs`, private_dns_enabled: private DNS for inbound resolvers only needs a gateway endpoint for `s3` in the VPC",
        ],
    ),
    (
        |d| d.vpc_endpoints[1].subnets = None,
        &["vpc_endpoint `logs`, subnets: an interface endpoint needs `subnets`"],
    ),
    (
        |d| d.vpc_endpoints[1].route_tables = list(&["private"]),
        &[
            "vpc_endpoint `logs`, route_tables: an interface endpoint needs no route: it has an address in each of its subnets",
        ],
    ),
    (
        |d| {
            d.vpc_endpoints.push(VpcEndpointDraft { name: "s3-2".into(), ..d.vpc_endpoints[0].clone() });
        },
        &["vpc_endpoint `s3-2`, route_tables 1: route table `private` already leads to `s3` through `s3`"],
    ),
    (
        |d| {
            d.vpc_endpoints.push(VpcEndpointDraft { name: "logs-2".into(), ..d.vpc_endpoints[1].clone() });
        },
        &[
            "vpc_endpoint `logs-2`, private_dns_enabled: `logs` already answers to the name of `logs` in this VPC",
        ],
    ),
    (
        |d| d.vpc_endpoints[0].vpc_endpoint_type = some("GatewayLoadBalancer"),
        &[
            "vpc_endpoint `s3`, vpc_endpoint_type: the model does not cover endpoints of type `GatewayLoadBalancer`",
        ],
    ),
];

const REST: &[Case] = &[
    (
        |d| d.network_interfaces[0].private_ip_address = some("10.0.1.3"),
        &["network_interface `db`, private_ip_address: `10.0.1.3` is no usable address of the subnet"],
    ),
    (
        |d| {
            d.network_interfaces
                .push(NetworkInterfaceDraft { name: "db2".into(), ..d.network_interfaces[0].clone() });
        },
        &["network_interface `db2`, private_ip_address: `10.0.1.9` belongs to `db` already"],
    ),
    (
        |d| d.s3_buckets[0].name = "Phi".into(),
        &["s3_bucket `Phi`, name: `Phi` is not a bucket name: it has upper-case letters"],
    ),
    (
        |d| d.s3_buckets[0].name = "p\u{7}".into(),
        &["s3_bucket `p\u{7}`, name: the name has the character `\\u{7}`"],
    ),
    (
        |d| d.s3_buckets[1].account = some("bob"),
        &["s3_bucket `elsewhere`, account: `bob` is not the id of an account"],
    ),
    (|d| workload(d).security_groups = None, &["workload, subnets: `subnets` without `security_groups`"]),
    (|d| workload(d).subnets = list(&["a", "a"]), &["workload, subnets 2: `a` is listed twice"]),
    (|d| workload(d).instance_count = Some(0), &["workload, instance_count: 0 is not a number of instances"]),
    (
        |d| workload(d).input_buckets = list(&["phi-dat"]),
        &["workload, input_buckets 1: no bucket is called `phi-dat`"],
    ),
    (|d| workload(d).output_bucket = some("nope"), &["workload, output_bucket: no bucket is called `nope`"]),
];

/// Makes each change to a valid draft, and compares the errors.
pub(super) fn check(cases: &[Case]) {
    for (number, (change, expected)) in cases.iter().enumerate() {
        let mut draft = valid();
        change(&mut draft);
        assert_eq!(errors(&draft), *expected, "case {number}");
    }
}

#[test]
fn every_broken_rule_is_told_once_and_alone() {
    check(&[ADDRESSES, RULES, ENDPOINTS, REST].concat());
}
