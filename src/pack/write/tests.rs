//! Whatever is written reads back the same.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::aws::{
    Config, NatGatewayDraft, NetworkAclDraft, NetworkInterfaceDraft, OnPremisesClientDraft, RouteTableDraft,
    S3BucketDraft, SecurityGroupDraft, SubnetDraft, VpcEndpointDraft, WorkloadKind,
};
use crate::diag::Sources;
use crate::pack::read_config;

fn read(text: &str) -> ConfigDraft {
    let mut sources = Sources::default();
    let source = sources.add("written.toml", text);
    read_config(&sources, source).draft
}

#[test]
fn the_layout_is_that_of_the_guide() {
    let text = r#"region = "us-east-1"

[vpc]
internet_gateway = true

[[route_table]]
name = "private"
routes = [{ destination = "0.0.0.0/0", target = "blackhole" }]

[[security_group]]
name = "training"
ingress = [
  { protocol = "all", source = "sg:training" },
  { protocol = "tcp", ports = "443", source = "10.0.0.0/16" },
]
egress = []

[[vpc_endpoint]]
name = "s3"
service = "s3"
vpc_endpoint_type = "Gateway"
route_tables = ["private", "main"]
policy = '''
{ "Statement": [] }
'''

[training_job]
instance_count = 2
"#;
    assert_eq!(write_config(&read(text)), text);
}

#[test]
fn nothing_writes_nothing() {
    assert_eq!(write_config(&ConfigDraft::default()), "");
}

/// Texts that need care.
fn text() -> impl Strategy<Value = String> {
    let piece = select(vec![
        "a",
        "\"",
        "'",
        "'''",
        "\\",
        "\n",
        "\r",
        "\t",
        "ä",
        "\u{7}",
        "{ }",
        " ",
        "#",
        "10.0.0.0/8",
    ]);
    vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

fn names() -> impl Strategy<Value = Option<Vec<String>>> {
    of(vec(text(), 0..3))
}

fn rules() -> impl Strategy<Value = Vec<SecurityGroupRuleDraft>> {
    let rule = (of(text()), of(text()), of(any::<i64>()), of(any::<i64>()), of(text())).prop_map(
        |(protocol, ports, icmp_type, icmp_code, peer)| SecurityGroupRuleDraft {
            protocol,
            ports,
            icmp_type,
            icmp_code,
            peer,
        },
    );
    vec(rule, 0..3)
}

fn acl_entries() -> impl Strategy<Value = Vec<NetworkAclEntryDraft>> {
    let numbers = (of(any::<i64>()), of(any::<i64>()), of(any::<i64>()));
    let entry = (numbers, of(text()), of(text()), of(text()), of(text())).prop_map(
        |((rule_number, icmp_type, icmp_code), action, protocol, ports, cidr_block)| NetworkAclEntryDraft {
            rule_number,
            action,
            protocol,
            ports,
            icmp_type,
            icmp_code,
            cidr_block,
        },
    );
    vec(entry, 0..3)
}

fn network_part() -> impl Strategy<Value = ConfigDraft> {
    let vpc = (of(text()), of(text()), of(any::<bool>()), of(any::<bool>()), of(any::<bool>())).prop_map(
        |(name, cidr_block, enable_dns_support, enable_dns_hostnames, internet_gateway)| VpcDraft {
            name,
            cidr_block,
            enable_dns_support,
            enable_dns_hostnames,
            internet_gateway,
            virtual_private_gateway: internet_gateway.map(|there| !there),
        },
    );
    let subnet = (text(), of(text()), of(text()), of(text()), of(text())).prop_map(
        |(name, cidr_block, availability_zone, route_table, network_acl)| SubnetDraft {
            name,
            cidr_block,
            availability_zone,
            route_table,
            network_acl,
        },
    );
    let route = (of(text()), of(text())).prop_map(|(destination, target)| RouteDraft { destination, target });
    let table = (text(), vec(route, 0..3)).prop_map(|(name, routes)| RouteTableDraft { name, routes });
    let nat = (text(), of(text()), of(text()))
        .prop_map(|(name, subnet, connectivity_type)| NatGatewayDraft { name, subnet, connectivity_type });
    (of(text()), vpc, vec(subnet, 0..3), vec(table, 0..3), vec(nat, 0..2)).prop_map(
        |(region, vpc, subnets, route_tables, nat_gateways)| ConfigDraft {
            region,
            vpc,
            subnets,
            route_tables,
            nat_gateways,
            ..ConfigDraft::default()
        },
    )
}

fn filter_part() -> impl Strategy<Value = (Vec<SecurityGroupDraft>, Vec<NetworkAclDraft>)> {
    let group = (text(), rules(), of(rules())).prop_map(|(name, ingress, egress)| SecurityGroupDraft {
        name,
        ingress,
        egress,
    });
    let acl = (text(), acl_entries(), acl_entries()).prop_map(|(name, ingress, egress)| NetworkAclDraft {
        name,
        ingress,
        egress,
    });
    (vec(group, 0..3), vec(acl, 0..2))
}

fn endpoint() -> impl Strategy<Value = VpcEndpointDraft> {
    (text(), of(text()), of(text()), names(), names(), names(), of(any::<bool>()), of(text())).prop_map(
        |(name, service, kind, route_tables, subnets, security_groups, private_dns_enabled, policy)| {
            VpcEndpointDraft {
                name,
                service,
                vpc_endpoint_type: kind,
                route_tables,
                subnets,
                security_groups,
                private_dns_enabled,
                private_dns_only_for_inbound_resolver_endpoint: private_dns_enabled.map(|on| !on),
                policy,
            }
        },
    )
}

type Machines = (Vec<NetworkInterfaceDraft>, Vec<OnPremisesClientDraft>, Vec<S3BucketDraft>);

fn machine_part() -> impl Strategy<Value = Machines> {
    let interface = (text(), of(text()), of(text()), names(), of(any::<bool>())).prop_map(
        |(name, subnet, private_ip_address, security_groups, public_ip)| NetworkInterfaceDraft {
            name,
            subnet,
            private_ip_address,
            security_groups,
            public_ip,
        },
    );
    let bucket = (text(), of(text()), of(text()), of(text()))
        .prop_map(|(name, account, region, policy)| S3BucketDraft { name, account, region, policy });
    let client = (text(), of(text()), of(any::<bool>())).prop_map(|(name, ip_address, inbound_resolver)| {
        OnPremisesClientDraft { name, ip_address, inbound_resolver }
    });
    (vec(interface, 0..2), vec(client, 0..2), vec(bucket, 0..2))
}

fn workload_draft() -> impl Strategy<Value = WorkloadDraft> {
    let lists = (names(), names(), names());
    let texts = (of(text()), of(text()), of(text()), of(text()), of(text()));
    (select(WorkloadKind::ALL.to_vec()), of(any::<i64>()), lists, of(any::<bool>()), texts).prop_map(
        |(kind, instance_count, (subnets, security_groups, input_buckets), flag, (a, b, c, d, policy))| {
            WorkloadDraft {
                subnet: a.clone(),
                efa: flag,
                training_repository_access_mode: b.clone(),
                repository_access_mode: c.clone(),
                direct_internet_access: d.clone(),
                app_network_access_type: d,
                instance_count,
                subnets,
                security_groups,
                input_buckets,
                enable_network_isolation: flag,
                enable_inter_container_traffic_encryption: flag.map(|on| !on),
                volume_kms_key: a,
                output_kms_key: b,
                output_bucket: c,
                execution_role_policy: policy,
                ..WorkloadDraft::new(kind)
            }
        },
    )
}

fn draft() -> impl Strategy<Value = ConfigDraft> {
    let head = (of(text()), of(text()), of(text()), of(text()));
    (head, network_part(), filter_part(), vec(endpoint(), 0..3), machine_part(), of(workload_draft()))
        .prop_map(
            |(
                (account, organization, service_control_policy, resource_control_policy),
                network,
                (security_groups, network_acls),
                vpc_endpoints,
                rest,
                workload,
            )| {
                let (network_interfaces, on_premises_clients, s3_buckets) = rest;
                ConfigDraft {
                    account,
                    organization,
                    service_control_policy,
                    resource_control_policy,
                    security_groups,
                    network_acls,
                    vpc_endpoints,
                    network_interfaces,
                    on_premises_clients,
                    s3_buckets,
                    workload,
                    ..network
                }
            },
        )
}

proptest! {
    #[test]
    fn what_is_written_reads_back_the_same(draft in draft()) {
        let text = write_config(&draft);
        prop_assert_eq!(read(&text), draft, "{}", text);
    }
    #[test]
    fn a_draft_builds_or_something_is_said_in_file_order(draft in draft()) {
        if let Err(errors) = Config::build(&draft) {
            prop_assert!(!errors.is_empty());
            prop_assert!(errors.is_sorted_by_key(|error| (error.at.resource, error.at.index)));
        }
        let mut sources = Sources::default();
        let source = sources.add("written.toml", write_config(&draft));
        let read = read_config(&sources, source);
        prop_assert_eq!(read.config.is_none(), !read.diagnostics.is_empty());
    }
}
