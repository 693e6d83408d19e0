//! A change in words.

use std::fmt;

use crate::aws::{NetworkAclEntryDraft, ResourceKind, RouteDraft, SecurityGroupRuleDraft};
use crate::lab::fix::edit::{DesignEdit, Holder};
use crate::lab::fix::policy::PolicyEdit;
use crate::reach::Direction;

/// One imperative sentence, such as "add `tcp 443 to pl:s3` to the egress of security group `job`".
impl fmt::Display for DesignEdit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AddRoute { table, route } => {
                write!(f, "add the route `{}` to route table `{table}`", route_text(route))
            }
            Self::RemoveRoute { table, route } => {
                write!(f, "remove the route `{}` from route table `{table}`", route_text(route))
            }
            Self::ReplaceRoute { table, route, target } => {
                write!(f, "let the route `{}` of route table `{table}` lead to `{target}`", route_text(route))
            }
            Self::Associate { endpoint, table } => {
                write!(f, "add route table `{table}` to the `route_tables` of endpoint `{endpoint}`")
            }
            Self::Dissociate { endpoint, table } => {
                write!(f, "take route table `{table}` off the `route_tables` of endpoint `{endpoint}`")
            }
            Self::AddRule { .. } | Self::RemoveRule { .. } | Self::NarrowRule { .. } => self.write_rule(f),
            Self::AddEntry { .. } | Self::RemoveEntry { .. } | Self::RenumberEntry { .. } => {
                self.write_entry(f)
            }
            Self::SetTable { subnet, table } => {
                write!(f, "give subnet `{subnet}` the route table `{table}`")
            }
            Self::SetAcl { subnet, acl } => write!(f, "give subnet `{subnet}` the network ACL `{acl}`"),
            Self::SetDnsSupport(on) => write!(f, "set `enable_dns_support` of the VPC to `{on}`"),
            Self::SetDnsHostnames(on) => write!(f, "set `enable_dns_hostnames` of the VPC to `{on}`"),
            Self::SetPrivateDns { endpoint, on } => {
                write!(f, "set `private_dns_enabled` of endpoint `{endpoint}` to `{on}`")
            }
            Self::AddGatewayEndpoint { name, service, tables } => write!(
                f,
                "add a gateway endpoint `{name}` for `{service}` with {}",
                listed("route table", tables)
            ),
            Self::AddInterfaceEndpoint { name, service, subnets, groups } => write!(
                f,
                "add an interface endpoint `{name}` for `{service}` in {} with {}",
                listed("subnet", subnets),
                listed("security group", groups)
            ),
            Self::SetService { endpoint, service } => {
                write!(f, "set the `service` of endpoint `{endpoint}` to `{service}`")
            }
            Self::AddNat { name, subnet } => write!(f, "add a NAT gateway `{name}` in subnet `{subnet}`"),
            Self::MoveNat { name, subnet } => write!(f, "put NAT gateway `{name}` into subnet `{subnet}`"),
            Self::Remove { resource: ResourceKind::NatGateway, name } => {
                write!(f, "remove NAT gateway `{name}` and the routes to it")
            }
            Self::Remove { resource, name } => write!(f, "remove {} `{name}`", noun(*resource)),
            Self::Policy { holder, edit } => write!(f, "{}", policy_text(holder, edit)),
            _ => self.write_setting(f),
        }
    }
}

impl DesignEdit {
    /// What is to be looked at, without saying what is wrong with it, such as "security group `job`".
    #[must_use]
    pub fn subject(&self) -> String {
        let name = self.element();
        match self {
            _ if self.adds_element() => format!("what the {} lack", self.resource().plural()),
            Self::Policy { holder: Holder::Role, .. } => "the execution role's policy".to_owned(),
            Self::Policy { holder: Holder::Endpoint(name), .. } => format!("the policy of endpoint `{name}`"),
            Self::Policy { holder: Holder::Bucket(name), .. } => format!("the policy of bucket `{name}`"),
            _ if name.is_empty() => format!("the {}", noun(self.resource())),
            _ => format!("{} `{name}`", noun(self.resource())),
        }
    }

    fn write_rule(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AddRule { group, direction, rule } => write!(
                f,
                "add `{}` to the {} of security group `{group}`",
                rule_text(*direction, rule),
                way(*direction)
            ),
            Self::RemoveRule { group, direction, rule } => write!(
                f,
                "remove `{}` from the {} of security group `{group}`",
                rule_text(*direction, rule),
                way(*direction)
            ),
            Self::NarrowRule { group, direction, rule, to } => write!(
                f,
                "narrow `{}` in the {} of security group `{group}` to `{}`",
                rule_text(*direction, rule),
                way(*direction),
                rule_text(*direction, to)
            ),
            _ => Ok(()),
        }
    }

    fn write_entry(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AddEntry { acl, direction, entry } => write!(
                f,
                "add the entry `{}` to the {} of network ACL `{acl}`",
                entry_text(*direction, entry),
                way(*direction)
            ),
            Self::RemoveEntry { acl, direction, entry } => write!(
                f,
                "remove the entry `{}` from the {} of network ACL `{acl}`",
                entry_text(*direction, entry),
                way(*direction)
            ),
            Self::RenumberEntry { acl, direction, entry, number } => write!(
                f,
                "give the entry `{}` in the {} of network ACL `{acl}` the number {number}",
                entry_text(*direction, entry),
                way(*direction)
            ),
            _ => Ok(()),
        }
    }

    fn write_setting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = |f: &mut fmt::Formatter<'_>, name: &str, key: &Option<String>| match key {
            Some(key) => write!(f, "set `{name}` of the workload to a key such as `{key}`"),
            None => write!(f, "clear `{name}` of the workload"),
        };
        match self {
            Self::AttachSubnet { subnet } => write!(f, "add subnet `{subnet}` to the workload's `subnets`"),
            Self::DetachSubnet { subnet } => write!(f, "take subnet `{subnet}` off the workload's `subnets`"),
            Self::AttachGroup { group } => {
                write!(f, "add security group `{group}` to the workload's `security_groups`")
            }
            Self::DetachGroup { group } => {
                write!(f, "take security group `{group}` off the workload's `security_groups`")
            }
            Self::SetVpcConfig { subnets, groups } => write!(
                f,
                "put the workload into {} with {}",
                listed("subnet", subnets),
                listed("security group", groups)
            ),
            Self::LeaveVpc => f.write_str("clear `subnets` and `security_groups` of the workload"),
            Self::SetIsolation(on) => write!(f, "set `enable_network_isolation` of the workload to `{on}`"),
            Self::SetEncryption(on) => {
                write!(f, "set `enable_inter_container_traffic_encryption` of the workload to `{on}`")
            }
            Self::SetVolumeKey(text) => key(f, "volume_kms_key", text),
            Self::SetOutputKey(text) => key(f, "output_kms_key", text),
            Self::SetInstanceCount(count) => write!(f, "set `instance_count` of the workload to {count}"),
            _ => Ok(()),
        }
    }
}

fn way(direction: Direction) -> &'static str {
    match direction {
        Direction::Ingress => "ingress",
        Direction::Egress => "egress",
    }
}

fn towards(direction: Direction) -> &'static str {
    match direction {
        Direction::Ingress => "from",
        Direction::Egress => "to",
    }
}

/// One of the section's elements, for people.
fn noun(resource: ResourceKind) -> &'static str {
    match resource {
        ResourceKind::Account => "account",
        ResourceKind::Vpc => "VPC",
        ResourceKind::Subnet => "subnet",
        ResourceKind::RouteTable => "route table",
        ResourceKind::NatGateway => "NAT gateway",
        ResourceKind::SecurityGroup => "security group",
        ResourceKind::NetworkAcl => "network ACL",
        ResourceKind::VpcEndpoint => "endpoint",
        ResourceKind::NetworkInterface => "network interface",
        ResourceKind::OnPremisesClient => "on-premises client",
        ResourceKind::S3Bucket => "bucket",
        ResourceKind::Workload => "workload",
    }
}

fn or_unknown(text: Option<&String>) -> &str {
    text.map_or("-", String::as_str)
}

fn route_text(route: &RouteDraft) -> String {
    format!("{} to {}", or_unknown(route.destination.as_ref()), or_unknown(route.target.as_ref()))
}

fn traffic(protocol: Option<&String>, ports: Option<&String>) -> String {
    match (protocol.map_or("-", String::as_str), ports) {
        (protocol @ ("tcp" | "udp"), Some(ports)) => format!("{protocol} {ports}"),
        (protocol, _) => protocol.to_owned(),
    }
}

fn rule_text(direction: Direction, rule: &SecurityGroupRuleDraft) -> String {
    let traffic = traffic(rule.protocol.as_ref(), rule.ports.as_ref());
    format!("{traffic} {} {}", towards(direction), or_unknown(rule.peer.as_ref()))
}

fn entry_text(direction: Direction, entry: &NetworkAclEntryDraft) -> String {
    let number = entry.rule_number.map_or_else(|| "-".to_owned(), |number| number.to_string());
    let traffic = traffic(entry.protocol.as_ref(), entry.ports.as_ref());
    let (action, block) = (or_unknown(entry.action.as_ref()), or_unknown(entry.cidr_block.as_ref()));
    format!("{number} {action} {traffic} {} {block}", towards(direction))
}

fn policy_text(holder: &Holder, edit: &PolicyEdit) -> String {
    let whose = match holder {
        Holder::Endpoint(name) => format!("the policy of endpoint `{name}`"),
        Holder::Bucket(name) => format!("the policy of bucket `{name}`"),
        Holder::Role => "`execution_role_policy` of the workload".to_owned(),
    };
    match edit {
        PolicyEdit::Allow { action, resource } => format!("allow `{action}` on `{resource}` in {whose}"),
        PolicyEdit::Deny { action, resource } => format!("deny `{action}` on `{resource}` in {whose}"),
        PolicyEdit::OwnResourcesOnly { account } => {
            format!("let {whose} pass requests only where `aws:ResourceAccount` is `{account}`")
        }
        PolicyEdit::DenyUnless { key, value, .. } => {
            format!("deny everything in {whose} unless `{key}` is `{value}`")
        }
        PolicyEdit::RemoveStatement { label, .. } => format!("remove the statement `{label}` from {whose}"),
        PolicyEdit::Clear => format!("clear {whose}"),
    }
}

fn listed(noun: &str, names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let plural = if names.len() == 1 { "" } else { "s" };
    format!("{noun}{plural} {}", quoted.join(" and "))
}
