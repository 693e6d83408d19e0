//! Rules about kinds of workload, on-premises clients and ICMP, each with a draft that breaks it.

use super::cases::{Case, check};
use super::*;

const ICMP: &[Case] = &[
    (
        |d| d.security_groups[0].ingress[0] = rule("icmp", "443", "0.0.0.0/0"),
        &["security_group `training`, ingress 1, ports: `443` in a rule for icmp, which has no ports"],
    ),
    (|d| d.security_groups[0].ingress[0] = rule("1", "all", "0.0.0.0/0"), &[]),
    (
        |d| d.security_groups[0].ingress[0].icmp_type = Some(8),
        &["security_group `training`, ingress 1, icmp_type: `icmp_type` in a rule for all protocols"],
    ),
    (
        |d| d.network_acls[0].egress[0].icmp_code = Some(-1),
        &["network_acl `tight`, egress 1, icmp_code: `icmp_code` in a rule for tcp"],
    ),
    (
        |d| {
            d.network_acls[0].ingress[0] = NetworkAclEntryDraft {
                icmp_type: Some(256),
                icmp_code: Some(-2),
                ..entry(100, "allow", "icmp", "", "0.0.0.0/0")
            };
        },
        &[
            "network_acl `tight`, ingress 1, icmp_type: 256 is not a type of an ICMP message",
            "network_acl `tight`, ingress 1, icmp_code: -2 is not a code of an ICMP message",
        ],
    ),
    (
        |d| {
            d.security_groups[0].ingress[0] = SecurityGroupRuleDraft {
                icmp_type: Some(-1),
                icmp_code: Some(4),
                ..rule("icmp", "", "0.0.0.0/0")
            };
        },
        &["security_group `training`, ingress 1, icmp_code: a code without a type"],
    ),
];

fn client(name: &str, address: &str) -> OnPremisesClientDraft {
    OnPremisesClientDraft { name: name.into(), ip_address: some(address), inbound_resolver: None }
}

const OUTSIDE: &[Case] = &[
    (|d| d.on_premises_clients = vec![client("office", "192.168.10.20")], &[]),
    (
        |d| d.on_premises_clients = vec![client("office", "10.0.200.1")],
        &["on_premises_client `office`, ip_address: `10.0.200.1` lies inside the VPC"],
    ),
    (
        |d| d.on_premises_clients = vec![client("office", "8.8.8.8")],
        &[
            "on_premises_client `office`, ip_address: `8.8.8.8` is a public address; the model covers private on-premises networks only",
        ],
    ),
    (
        |d| d.on_premises_clients = vec![client("office", "fd00::1")],
        &[
            "on_premises_client `office`, ip_address: `fd00::1` is an IPv6 address; the model covers IPv4 only",
        ],
    ),
    (
        |d| d.on_premises_clients = vec![client("office", "office")],
        &["on_premises_client `office`, ip_address: `office` is not an IPv4 address"],
    ),
    (
        |d| d.on_premises_clients = vec![OnPremisesClientDraft { ip_address: None, ..client("office", "") }],
        &["on_premises_client `office`, ip_address: `ip_address` is missing"],
    ),
    (
        |d| d.on_premises_clients = vec![client("db", "192.168.10.20")],
        &["on_premises_client `db`, name: a network interface is called `db` already"],
    ),
    (
        |d| d.on_premises_clients = vec![client("x", "192.168.10.20"), client("y", "192.168.10.20")],
        &["on_premises_client `y`, ip_address: `192.168.10.20` belongs to `x` already"],
    ),
    (
        |d| d.on_premises_clients = vec![client("x", "192.168.1.1"), client("x", "192.168.1.2")],
        &["on_premises_client `x`, name: two on-premises clients are called `x`"],
    ),
    (
        |d| d.route_tables[0].routes.push(route("192.168.0.0/16", "virtual_private_gateway")),
        &["route_table `private`, routes 2, target: the VPC has no virtual private gateway attached"],
    ),
    (
        |d| {
            d.vpc.virtual_private_gateway = Some(true);
            d.route_tables[0].routes.push(route("192.168.0.0/16", "virtual_private_gateway"));
        },
        &[],
    ),
    (
        |d| d.route_tables[0].routes.push(route("192.168.0.0/16", "vgw-1")),
        &["route_table `private`, routes 2, target: `vgw-1` is not a route target"],
    ),
    (
        |d| d.nat_gateways[0].name = "virtual_private_gateway".into(),
        &[
            "route_table `private`, routes 1, target: `nat` is not a route target",
            "nat_gateway `virtual_private_gateway`, name: `virtual_private_gateway` is a route target of its own and cannot name a NAT gateway",
        ],
    ),
];

/// Makes the workload one of `kind` with nothing set.
fn becomes(d: &mut ConfigDraft, kind: WorkloadKind) -> &mut WorkloadDraft {
    d.workload.insert(WorkloadDraft::new(kind))
}

const KINDS: &[Case] = &[
    (
        |d| {
            let transform = becomes(d, WorkloadKind::TransformJob);
            transform.subnets = list(&["a"]);
            transform.security_groups = list(&["training"]);
            transform.enable_inter_container_traffic_encryption = Some(true);
        },
        &[
            "workload, enable_inter_container_traffic_encryption: a transform job has no `enable_inter_container_traffic_encryption`",
        ],
    ),
    (
        |d| becomes(d, WorkloadKind::TuningJob).training_repository_access_mode = some("Vpc"),
        &["workload, training_repository_access_mode: a tuning job has no `training_repository_access_mode`"],
    ),
    (
        |d| workload(d).training_repository_access_mode = some("vpc"),
        &["workload, training_repository_access_mode: `vpc` is not `Platform` or `Vpc`"],
    ),
    (|d| workload(d).training_repository_access_mode = some("Vpc"), &[]),
    (
        |d| becomes(d, WorkloadKind::Model).repository_access_mode = some("Vpc"),
        &["workload, repository_access_mode: `Vpc` without a `VpcConfig`"],
    ),
    (|d| workload(d).efa = Some(true), &[]),
    (
        |d| becomes(d, WorkloadKind::ProcessingJob).efa = Some(true),
        &["workload, efa: a processing job has no `efa`"],
    ),
    (|d| d.workload = Some(WorkloadDraft::new(WorkloadKind::NotebookInstance)), &[]),
    (
        |d| becomes(d, WorkloadKind::NotebookInstance).direct_internet_access = some("Disabled"),
        &["workload, direct_internet_access: `Disabled` without `subnet`"],
    ),
    (
        |d| becomes(d, WorkloadKind::NotebookInstance).direct_internet_access = some("off"),
        &["workload, direct_internet_access: `off` is not `Enabled` or `Disabled`"],
    ),
    (
        |d| becomes(d, WorkloadKind::NotebookInstance).subnet = some("a"),
        &["workload, subnet: `subnet` without `security_groups`"],
    ),
    (
        |d| {
            let notebook = becomes(d, WorkloadKind::NotebookInstance);
            notebook.subnet = some("z");
            notebook.security_groups = list(&["training"]);
        },
        &["workload, subnet: no subnet is called `z`"],
    ),
    (
        |d| becomes(d, WorkloadKind::NotebookInstance).enable_network_isolation = Some(true),
        &["workload, enable_network_isolation: a notebook instance has no `enable_network_isolation`"],
    ),
    (
        |d| becomes(d, WorkloadKind::Domain).app_network_access_type = some("VpcOnly"),
        &["workload, app_network_access_type: `VpcOnly` without `subnets`"],
    ),
    (
        |d| becomes(d, WorkloadKind::Domain).subnets = list(&["a"]),
        &["workload, subnets: `subnets` without `security_groups`"],
    ),
    (
        |d| becomes(d, WorkloadKind::Domain).input_buckets = list(&["phi-data"]),
        &["workload, input_buckets: a domain has no `input_buckets`"],
    ),
    (
        |d| d.vpc_endpoints[1].private_dns_only_for_inbound_resolver_endpoint = Some(true),
        &[
            "vpc_endpoint `logs`, private_dns_only_for_inbound_resolver_endpoint: only an endpoint for `s3` can keep its private names to inbound resolvers",
        ],
    ),
    (
        |d| {
            d.vpc_endpoints[0].route_tables = None;
            d.vpc_endpoints[0].subnets = list(&["a"]);
            d.vpc_endpoints[0].vpc_endpoint_type = some("Interface");
            d.vpc_endpoints[0].private_dns_only_for_inbound_resolver_endpoint = Some(false);
        },
        &[],
    ),
];

#[test]
fn every_broken_rule_of_kinds_and_places_is_told_once_and_alone() {
    check(&[ICMP, OUTSIDE, KINDS].concat());
}
