//! A validated configuration as JSON; the form is written down in `tests/oracle/README.md`.

use std::net::Ipv4Addr;

use serde_json::{Value, json};
use trapline::aws::{
    AclEntry, Action, Config, EndpointKind, NetworkAcl, RouteTarget, RulePeer, SecurityGroupRule, Service,
};
use trapline::net::ProtocolMatch;

/// The whole configuration; elements refer to each other by position.
pub fn config(config: &Config) -> Value {
    let vpc = config.vpc();
    json!({
        "vpc": {
            "cidr": vpc.cidr_block.to_string(),
            "dns_support": vpc.enable_dns_support,
            "dns_hostnames": vpc.enable_dns_hostnames,
            "internet_gateway": vpc.internet_gateway,
        },
        "prefix_lists": { "s3": prefix_list(Service::S3), "dynamodb": prefix_list(Service::DYNAMODB) },
        "subnets": config.subnets().iter().map(|subnet| json!({
            "cidr": subnet.cidr_block.to_string(),
            "zone": subnet.availability_zone,
            "table": subnet.route_table.index(),
            "acl": subnet.network_acl.index(),
        })).collect::<Vec<_>>(),
        "tables": config.route_tables().iter().map(|table| table.routes.iter().map(|route| json!([
            route.destination.to_string(),
            target(route.target),
        ])).collect()).collect::<Vec<Vec<_>>>(),
        "nats": config.nats().iter().map(|nat| json!({
            "subnet": nat.subnet.index(),
            "public": nat.public,
        })).collect::<Vec<_>>(),
        "groups": config.security_groups().iter().map(|group| json!({
            "in": rules(&group.ingress),
            "out": rules(&group.egress),
        })).collect::<Vec<_>>(),
        "acls": config.network_acls().iter().map(acl).collect::<Vec<_>>(),
        "endpoints": endpoints(config),
        "machines": machines(config),
        "workload": workload(config),
    })
}

fn prefix_list(service: Service) -> Vec<String> {
    service.prefix_list().iter().map(ToString::to_string).collect()
}

fn target(target: RouteTarget) -> Value {
    match target {
        RouteTarget::InternetGateway => json!("internet_gateway"),
        RouteTarget::Nat(nat) => json!(nat.index()),
        RouteTarget::Blackhole | RouteTarget::VirtualPrivateGateway => json!("blackhole"),
    }
}

fn protocol(protocol: ProtocolMatch) -> i32 {
    match protocol {
        ProtocolMatch::All => -1,
        ProtocolMatch::One(one) => i32::from(one.0),
    }
}

fn rules(rules: &[SecurityGroupRule]) -> Vec<Value> {
    let peer = |peer| match peer {
        RulePeer::Cidr(block) => json!(block.to_string()),
        RulePeer::Group(group) => json!(group.index()),
        RulePeer::PrefixList(service) => json!(format!("pl:{service}")),
    };
    rules
        .iter()
        .map(|rule| json!([protocol(rule.protocol), rule.ports.first(), rule.ports.last(), peer(rule.peer)]))
        .collect()
}

fn acl(acl: &NetworkAcl) -> Value {
    let entry = |(number, entry): (&u16, &AclEntry)| {
        let (first, last) = (entry.ports.first(), entry.ports.last());
        let allows = entry.action == Action::Allow;
        json!([number, allows, protocol(entry.protocol), first, last, entry.cidr_block.to_string()])
    };
    json!({
        "in": acl.ingress.iter().map(entry).collect::<Vec<_>>(),
        "out": acl.egress.iter().map(entry).collect::<Vec<_>>(),
    })
}

fn endpoints(config: &Config) -> Vec<Value> {
    let endpoint = |endpoint: &trapline::aws::Endpoint| match &endpoint.kind {
        EndpointKind::Gateway(gateway) => json!({
            "service": endpoint.service.short_name(),
            "tables": gateway.route_tables.iter().map(|id| id.index()).collect::<Vec<_>>(),
        }),
        EndpointKind::Interface(interface) => json!({
            "service": endpoint.service.short_name(),
            "subnets": interface.subnets.iter().map(|id| id.index()).collect::<Vec<_>>(),
            "groups": interface.security_groups.iter().map(|id| id.index()).collect::<Vec<_>>(),
            "private_dns": interface.private_dns_enabled
                && !interface.private_dns_only_for_inbound_resolver_endpoint,
        }),
    };
    config.endpoints().iter().map(endpoint).collect()
}

fn machines(config: &Config) -> Vec<Value> {
    let machine = |machine: &trapline::aws::NetworkInterface| {
        json!({
            "name": machine.name,
            "subnet": machine.subnet.index(),
            "address": machine.private_ip_address.map(|bits| Ipv4Addr::from_bits(bits).to_string()),
            "groups": machine.security_groups.iter().map(|id| id.index()).collect::<Vec<_>>(),
            "public_ip": machine.public_ip,
        })
    };
    config.interfaces().iter().map(machine).collect()
}

fn workload(config: &Config) -> Value {
    let Some(workload) = config.workload() else { return Value::Null };
    let vpc_config = workload.vpc_config.as_ref().map(|vpc| {
        json!({
            "subnets": vpc.subnets.iter().map(|id| id.index()).collect::<Vec<_>>(),
            "groups": vpc.security_groups.iter().map(|id| id.index()).collect::<Vec<_>>(),
        })
    });
    json!({
        "kind": workload.kind.section(),
        "instances": workload.instance_count,
        "isolation": workload.enable_network_isolation,
        "encryption": workload.enable_inter_container_traffic_encryption,
        "vpc": vpc_config,
    })
}
