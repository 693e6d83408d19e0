//! A draft as a configuration file.

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use toml::Value;

use crate::aws::{
    ConfigDraft, NetworkAclEntryDraft, RouteDraft, SecurityGroupRuleDraft, VpcDraft, WorkloadDraft,
    WorkloadKind,
};

/// The file that reads back as `draft`.
#[must_use]
pub fn write_config(draft: &ConfigDraft) -> String {
    let mut file = File::default();
    file.text("region", draft.region.as_ref());
    file.text("account", draft.account.as_ref());
    file.text("organization", draft.organization.as_ref());
    file.policy("service_control_policy", draft.service_control_policy.as_ref());
    file.policy("resource_control_policy", draft.resource_control_policy.as_ref());
    vpc(&draft.vpc, &mut file);
    network(draft, &mut file);
    filters(draft, &mut file);
    endpoints(draft, &mut file);
    machines_and_buckets(draft, &mut file);
    if let Some(draft) = &draft.workload {
        workload(draft, &mut file);
    }
    file.0
}

/// The file so far.
#[derive(Default)]
struct File(String);

impl File {
    fn header(&mut self, header: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(header);
        self.0.push('\n');
    }

    /// An element of a section that may stand several times.
    fn element(&mut self, section: &str, name: &str) {
        self.header(&format!("[[{section}]]"));
        self.line("name", &quoted(name));
    }

    fn line(&mut self, key: &str, value: &str) {
        for piece in [key, " = ", value, "\n"] {
            self.0.push_str(piece);
        }
    }

    fn text(&mut self, key: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.line(key, &quoted(value));
        }
    }

    fn flag(&mut self, key: &str, value: Option<bool>) {
        if let Some(value) = value {
            self.line(key, if value { "true" } else { "false" });
        }
    }

    fn number(&mut self, key: &str, value: Option<i64>) {
        if let Some(value) = value {
            self.line(key, &value.to_string());
        }
    }

    fn names(&mut self, key: &str, names: Option<&Vec<String>>) {
        if let Some(names) = names {
            let names: Vec<_> = names.iter().map(|name| quoted(name)).collect();
            self.line(key, &format!("[{}]", names.join(", ")));
        }
    }

    /// Inline tables: one stands on the line of its key, several on lines of their own.
    fn entries(&mut self, key: &str, entries: &[String]) {
        match entries {
            [] => self.line(key, "[]"),
            [only] => self.line(key, &format!("[{only}]")),
            several => self.line(key, &format!("[\n  {},\n]", several.join(",\n  "))),
        }
    }

    fn entries_if_any(&mut self, key: &str, entries: &[String]) {
        if !entries.is_empty() {
            self.entries(key, entries);
        }
    }

    /// A policy, as it was written where TOML can hold it so.
    fn policy(&mut self, key: &str, policy: Option<&String>) {
        if let Some(policy) = policy {
            self.line(key, &literal(policy).unwrap_or_else(|| quoted(policy)));
        }
    }
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// The text between triple quotes, when nothing in it would need an escape. The line break behind the
/// opening quotes is not part of the text.
fn literal(text: &str) -> Option<String> {
    let plain = |c: char| matches!(c, '\n' | '\t') || !c.is_control();
    let fits = text.chars().all(plain) && !text.contains("'''") && !text.ends_with('\'');
    fits.then(|| format!("'''\n{text}'''"))
}

/// An inline table of the keys that have a value.
fn inline(pairs: &[(&str, Option<Cow<'_, str>>)]) -> String {
    let present = pairs.iter().filter_map(|(key, value)| Some(format!("{key} = {}", value.as_ref()?)));
    let present: Vec<_> = present.collect();
    if present.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", present.join(", ")) }
}

fn text_of(value: Option<&String>) -> Option<Cow<'static, str>> {
    value.map(|value| quoted(value).into())
}

fn number_of(value: Option<i64>) -> Option<Cow<'static, str>> {
    value.map(|number| number.to_string().into())
}

fn vpc(draft: &VpcDraft, file: &mut File) {
    if *draft == VpcDraft::default() {
        return;
    }
    file.header("[vpc]");
    file.text("name", draft.name.as_ref());
    file.text("cidr_block", draft.cidr_block.as_ref());
    file.flag("enable_dns_support", draft.enable_dns_support);
    file.flag("enable_dns_hostnames", draft.enable_dns_hostnames);
    file.flag("internet_gateway", draft.internet_gateway);
    file.flag("virtual_private_gateway", draft.virtual_private_gateway);
}

fn network(draft: &ConfigDraft, file: &mut File) {
    for subnet in &draft.subnets {
        file.element("subnet", &subnet.name);
        file.text("cidr_block", subnet.cidr_block.as_ref());
        file.text("availability_zone", subnet.availability_zone.as_ref());
        file.text("route_table", subnet.route_table.as_ref());
        file.text("network_acl", subnet.network_acl.as_ref());
    }
    for table in &draft.route_tables {
        file.element("route_table", &table.name);
        file.entries_if_any("routes", &table.routes.iter().map(route).collect::<Vec<_>>());
    }
    for nat in &draft.nat_gateways {
        file.element("nat_gateway", &nat.name);
        file.text("subnet", nat.subnet.as_ref());
        file.text("connectivity_type", nat.connectivity_type.as_ref());
    }
}

fn route(route: &RouteDraft) -> String {
    inline(&[
        ("destination", text_of(route.destination.as_ref())),
        ("target", text_of(route.target.as_ref())),
    ])
}

fn filters(draft: &ConfigDraft, file: &mut File) {
    for group in &draft.security_groups {
        let rules = |rules: &[SecurityGroupRuleDraft], peer| -> Vec<_> {
            rules.iter().map(|draft| rule(draft, peer)).collect()
        };
        file.element("security_group", &group.name);
        file.entries_if_any("ingress", &rules(&group.ingress, "source"));
        if let Some(egress) = &group.egress {
            file.entries("egress", &rules(egress, "destination"));
        }
    }
    for acl in &draft.network_acls {
        file.element("network_acl", &acl.name);
        file.entries_if_any("ingress", &acl.ingress.iter().map(acl_entry).collect::<Vec<_>>());
        file.entries_if_any("egress", &acl.egress.iter().map(acl_entry).collect::<Vec<_>>());
    }
}

fn rule(rule: &SecurityGroupRuleDraft, peer: &str) -> String {
    inline(&[
        ("protocol", text_of(rule.protocol.as_ref())),
        ("ports", text_of(rule.ports.as_ref())),
        ("icmp_type", number_of(rule.icmp_type)),
        ("icmp_code", number_of(rule.icmp_code)),
        (peer, text_of(rule.peer.as_ref())),
    ])
}

fn acl_entry(entry: &NetworkAclEntryDraft) -> String {
    inline(&[
        ("rule_number", number_of(entry.rule_number)),
        ("action", text_of(entry.action.as_ref())),
        ("protocol", text_of(entry.protocol.as_ref())),
        ("ports", text_of(entry.ports.as_ref())),
        ("icmp_type", number_of(entry.icmp_type)),
        ("icmp_code", number_of(entry.icmp_code)),
        ("cidr_block", text_of(entry.cidr_block.as_ref())),
    ])
}

fn endpoints(draft: &ConfigDraft, file: &mut File) {
    for endpoint in &draft.vpc_endpoints {
        file.element("vpc_endpoint", &endpoint.name);
        file.text("service", endpoint.service.as_ref());
        file.text("vpc_endpoint_type", endpoint.vpc_endpoint_type.as_ref());
        file.names("route_tables", endpoint.route_tables.as_ref());
        file.names("subnets", endpoint.subnets.as_ref());
        file.names("security_groups", endpoint.security_groups.as_ref());
        file.flag("private_dns_enabled", endpoint.private_dns_enabled);
        file.flag(
            "private_dns_only_for_inbound_resolver_endpoint",
            endpoint.private_dns_only_for_inbound_resolver_endpoint,
        );
        file.policy("policy", endpoint.policy.as_ref());
    }
}

fn machines_and_buckets(draft: &ConfigDraft, file: &mut File) {
    for interface in &draft.network_interfaces {
        file.element("network_interface", &interface.name);
        file.text("subnet", interface.subnet.as_ref());
        file.text("private_ip_address", interface.private_ip_address.as_ref());
        file.names("security_groups", interface.security_groups.as_ref());
        file.flag("public_ip", interface.public_ip);
    }
    for client in &draft.on_premises_clients {
        file.element("on_premises_client", &client.name);
        file.text("ip_address", client.ip_address.as_ref());
        file.flag("inbound_resolver", client.inbound_resolver);
    }
    for bucket in &draft.s3_buckets {
        file.element("s3_bucket", &bucket.name);
        file.text("account", bucket.account.as_ref());
        file.text("region", bucket.region.as_ref());
        file.policy("policy", bucket.policy.as_ref());
    }
}

/// A transform job has its model's settings in a section of their own.
fn workload(draft: &WorkloadDraft, file: &mut File) {
    let role = |file: &mut File| file.policy("execution_role_policy", draft.execution_role_policy.as_ref());
    let transforms = draft.kind == WorkloadKind::TransformJob;
    if transforms {
        file.header("[model]");
        network_of_workload(draft, file);
        role(file);
    }
    file.header(&format!("[{}]", draft.kind.section()));
    file.number("instance_count", draft.instance_count);
    if !transforms {
        network_of_workload(draft, file);
    }
    file.text("subnet", draft.subnet.as_ref());
    file.flag("enable_inter_container_traffic_encryption", draft.enable_inter_container_traffic_encryption);
    file.flag("efa", draft.efa);
    file.text("training_repository_access_mode", draft.training_repository_access_mode.as_ref());
    file.text("direct_internet_access", draft.direct_internet_access.as_ref());
    file.text("app_network_access_type", draft.app_network_access_type.as_ref());
    file.text("volume_kms_key", draft.volume_kms_key.as_ref());
    file.text("output_kms_key", draft.output_kms_key.as_ref());
    file.names("input_buckets", draft.input_buckets.as_ref());
    file.text("output_bucket", draft.output_bucket.as_ref());
    if !transforms {
        role(file);
    }
}

fn network_of_workload(draft: &WorkloadDraft, file: &mut File) {
    file.names("subnets", draft.subnets.as_ref());
    file.names("security_groups", draft.security_groups.as_ref());
    file.flag("enable_network_isolation", draft.enable_network_isolation);
    file.text("repository_access_mode", draft.repository_access_mode.as_ref());
}
