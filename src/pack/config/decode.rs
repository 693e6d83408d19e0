//! The tree of a configuration file to a draft.

use crate::aws::{
    ConfigDraft, NatGatewayDraft, NetworkAclDraft, NetworkAclEntryDraft, NetworkInterfaceDraft,
    OnPremisesClientDraft, ResourceKind, RouteDraft, RouteTableDraft, S3BucketDraft, SecurityGroupDraft,
    SecurityGroupRuleDraft, SubnetDraft, VpcDraft, VpcEndpointDraft,
};
use crate::pack::code;
use crate::pack::fields::Fields;

use super::place::{Element, Places};
use super::workload::workload;

/// Sections that AWS would know and the model does not.
const NOT_COVERED: [&str; 14] = [
    "customer_gateway",
    "egress_only_internet_gateway",
    "elastic_ip",
    "endpoint_config",
    "feature_group",
    "instance",
    "network_firewall",
    "pipeline",
    "resolver_firewall",
    "transit_gateway",
    "user_profile",
    "vpc_peering_connection",
    "vpn_connection",
    "vpn_gateway",
];

/// Reads the whole document.
pub(super) fn config<'t>(root: Fields<'t>, places: &'t Places) -> ConfigDraft {
    refuse_sections(&root);
    root.hint("internet_gateway", None, "write `internet_gateway = true` in `[vpc]`");
    root.hint("workload", None, "write the section of its kind, such as `[training_job]` or `[model]`");
    root.hint("virtual_private_gateway", None, "write `virtual_private_gateway = true` in `[vpc]`");
    let draft = ConfigDraft {
        region: None,
        account: None,
        organization: None,
        service_control_policy: None,
        resource_control_policy: None,
        vpc: section(&root, places, ResourceKind::Vpc, "vpc", vpc).unwrap_or_default(),
        subnets: sections(&root, places, ResourceKind::Subnet, subnet),
        route_tables: sections(&root, places, ResourceKind::RouteTable, route_table),
        nat_gateways: sections(&root, places, ResourceKind::NatGateway, nat_gateway),
        security_groups: sections(&root, places, ResourceKind::SecurityGroup, security_group),
        network_acls: sections(&root, places, ResourceKind::NetworkAcl, network_acl),
        vpc_endpoints: sections(&root, places, ResourceKind::VpcEndpoint, vpc_endpoint),
        network_interfaces: sections(&root, places, ResourceKind::NetworkInterface, network_interface),
        on_premises_clients: sections(&root, places, ResourceKind::OnPremisesClient, on_premises_client),
        s3_buckets: sections(&root, places, ResourceKind::S3Bucket, s3_bucket),
        workload: workload(&root, places),
    };
    let account = Element::new(root, places, ResourceKind::Account, 0);
    let draft = ConfigDraft {
        region: account.text("region"),
        account: account.text("account"),
        organization: account.text("organization"),
        service_control_policy: account.policy("service_control_policy"),
        resource_control_policy: account.policy("resource_control_policy"),
        ..draft
    };
    account.finish();
    draft
}

fn refuse_sections(root: &Fields<'_>) {
    for section in NOT_COVERED {
        if root.stands(section) {
            let message = format!("the model does not cover `{section}`");
            root.problems().error(code::NOT_COVERED, message, &root.span_of(section));
        }
    }
}

pub(super) fn section<'t, T>(
    root: &Fields<'t>,
    places: &'t Places,
    resource: ResourceKind,
    key: &'static str,
    read: impl FnOnce(&Element<'t>) -> T,
) -> Option<T> {
    let before = root.problems().count();
    let fields = root.table(key, noun(resource));
    if root.problems().count() > before {
        places.lose_a_section();
    }
    let element = Element::new(fields?, places, resource, 0);
    let value = read(&element);
    element.finish();
    Some(value)
}

fn sections<'t, T>(
    root: &Fields<'t>,
    places: &'t Places,
    resource: ResourceKind,
    read: impl Fn(&Element<'t>) -> T,
) -> Vec<T> {
    let before = root.problems().count();
    let tables = root.tables(resource.section(), noun(resource));
    if root.problems().count() > before {
        places.lose_a_section();
    }
    let read = tables.into_iter().enumerate().map(|(index, fields)| {
        let element = Element::new(fields, places, resource, index);
        let value = read(&element);
        element.finish();
        value
    });
    read.collect()
}

/// An element of this kind, in messages.
fn noun(resource: ResourceKind) -> &'static str {
    match resource {
        ResourceKind::Account => "a configuration",
        ResourceKind::Vpc => "a VPC",
        ResourceKind::Subnet => "a subnet",
        ResourceKind::RouteTable => "a route table",
        ResourceKind::NatGateway => "a NAT gateway",
        ResourceKind::SecurityGroup => "a security group",
        ResourceKind::NetworkAcl => "a network ACL",
        ResourceKind::VpcEndpoint => "an endpoint",
        ResourceKind::NetworkInterface => "a network interface",
        ResourceKind::OnPremisesClient => "an on-premises client",
        ResourceKind::S3Bucket => "a bucket",
        ResourceKind::Workload => "a workload",
    }
}

fn vpc(vpc: &Element<'_>) -> VpcDraft {
    VpcDraft {
        name: vpc.text("name"),
        cidr_block: vpc.text("cidr_block"),
        enable_dns_support: vpc.flag("enable_dns_support"),
        enable_dns_hostnames: vpc.flag("enable_dns_hostnames"),
        internet_gateway: vpc.flag("internet_gateway"),
        virtual_private_gateway: vpc.flag("virtual_private_gateway"),
    }
}

fn subnet(subnet: &Element<'_>) -> SubnetDraft {
    SubnetDraft {
        name: subnet.name(),
        cidr_block: subnet.text("cidr_block"),
        availability_zone: subnet.text("availability_zone"),
        route_table: subnet.text("route_table"),
        network_acl: subnet.text("network_acl"),
    }
}

fn route_table(table: &Element<'_>) -> RouteTableDraft {
    let route = |route: &Element<'_>| RouteDraft {
        destination: route.text("destination"),
        target: route.text("target"),
    };
    RouteTableDraft {
        name: table.name(),
        routes: table.entries("routes", "a route", route).unwrap_or_default(),
    }
}

fn nat_gateway(nat: &Element<'_>) -> NatGatewayDraft {
    NatGatewayDraft {
        name: nat.name(),
        subnet: nat.text("subnet"),
        connectivity_type: nat.text("connectivity_type"),
    }
}

fn security_group(group: &Element<'_>) -> SecurityGroupDraft {
    let ingress = |rule: &Element<'_>| {
        rule.hint("destination", Some("source"), "traffic that comes in has a `source`");
        security_group_rule(rule, "source")
    };
    let egress = |rule: &Element<'_>| {
        rule.hint("source", Some("destination"), "traffic that goes out has a `destination`");
        security_group_rule(rule, "destination")
    };
    SecurityGroupDraft {
        name: group.name(),
        ingress: group.entries("ingress", "a rule", ingress).unwrap_or_default(),
        egress: group.entries("egress", "a rule", egress),
    }
}

fn security_group_rule(rule: &Element<'_>, peer: &'static str) -> SecurityGroupRuleDraft {
    rule.hint("action", None, "a security group only allows; denying takes a network ACL");
    rule.hint("cidr_block", Some(peer), "write `source` in `ingress` and `destination` in `egress`");
    SecurityGroupRuleDraft {
        protocol: rule.text("protocol"),
        ports: rule.text("ports"),
        icmp_type: rule.number("icmp_type"),
        icmp_code: rule.number("icmp_code"),
        peer: rule.text(peer),
    }
}

fn network_acl(acl: &Element<'_>) -> NetworkAclDraft {
    NetworkAclDraft {
        name: acl.name(),
        ingress: acl.entries("ingress", "an entry", network_acl_entry).unwrap_or_default(),
        egress: acl.entries("egress", "an entry", network_acl_entry).unwrap_or_default(),
    }
}

fn network_acl_entry(entry: &Element<'_>) -> NetworkAclEntryDraft {
    entry.hint("source", Some("cidr_block"), "a network ACL entry has a `cidr_block`");
    entry.hint("destination", Some("cidr_block"), "a network ACL entry has a `cidr_block`");
    NetworkAclEntryDraft {
        rule_number: entry.number("rule_number"),
        action: entry.text("action"),
        protocol: entry.text("protocol"),
        ports: entry.text("ports"),
        icmp_type: entry.number("icmp_type"),
        icmp_code: entry.number("icmp_code"),
        cidr_block: entry.text("cidr_block"),
    }
}

fn vpc_endpoint(endpoint: &Element<'_>) -> VpcEndpointDraft {
    VpcEndpointDraft {
        name: endpoint.name(),
        service: endpoint.text("service"),
        vpc_endpoint_type: endpoint.text("vpc_endpoint_type"),
        route_tables: endpoint.names("route_tables"),
        subnets: endpoint.names("subnets"),
        security_groups: endpoint.names("security_groups"),
        private_dns_enabled: endpoint.flag("private_dns_enabled"),
        private_dns_only_for_inbound_resolver_endpoint: endpoint
            .flag("private_dns_only_for_inbound_resolver_endpoint"),
        policy: endpoint.policy("policy"),
    }
}

fn network_interface(interface: &Element<'_>) -> NetworkInterfaceDraft {
    NetworkInterfaceDraft {
        name: interface.name(),
        subnet: interface.text("subnet"),
        private_ip_address: interface.text("private_ip_address"),
        security_groups: interface.names("security_groups"),
        public_ip: interface.flag("public_ip"),
    }
}

fn on_premises_client(client: &Element<'_>) -> OnPremisesClientDraft {
    OnPremisesClientDraft {
        name: client.name(),
        ip_address: client.text("ip_address"),
        inbound_resolver: client.flag("inbound_resolver"),
    }
}

fn s3_bucket(bucket: &Element<'_>) -> S3BucketDraft {
    S3BucketDraft {
        name: bucket.name(),
        account: bucket.text("account"),
        region: bucket.text("region"),
        policy: bucket.policy("policy"),
    }
}
