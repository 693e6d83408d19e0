//! How a change is made in a draft.

use crate::aws::{
    ConfigDraft, NetworkAclDraft, NetworkAclEntryDraft, ResourceKind, RouteDraft, RouteTableDraft,
    SecurityGroupDraft, SecurityGroupRuleDraft, VpcEndpointDraft, WorkloadDraft,
};
use crate::aws::{NatGatewayDraft, Service};
use crate::lab::fix::edit::{DesignEdit, Holder};
use crate::reach::Direction;

/// Named elements of a draft.
macro_rules! named {
    ($list:expr, $name:expr) => {
        $list.iter_mut().find(|element| element.name == *$name)
    };
}

impl DesignEdit {
    /// The draft with the change; nothing when it has no such place, or has it so already.
    #[must_use]
    pub fn applied(&self, draft: &ConfigDraft) -> Option<ConfigDraft> {
        let mut changed = draft.clone();
        self.apply(&mut changed)?;
        Some(changed)
    }

    /// The draft with several changes, made in the order that suits them: new elements first, what is
    /// taken away last. Nothing when one of them has no place.
    #[must_use]
    pub fn all_applied(draft: &ConfigDraft, edits: &[&Self]) -> Option<ConfigDraft> {
        let mut ordered = edits.to_vec();
        ordered.sort_by_key(|edit| edit.phase());
        let mut changed = draft.clone();
        ordered.into_iter().try_for_each(|edit| edit.apply(&mut changed))?;
        Some(changed)
    }

    /// Makes the change. After a refusal, which is the absence of an answer, the draft is of no use.
    pub(in crate::lab::fix) fn apply(&self, draft: &mut ConfigDraft) -> Option<()> {
        match self {
            Self::AddRoute { .. } | Self::RemoveRoute { .. } | Self::ReplaceRoute { .. } => self.route(draft),
            Self::AddRule { .. } | Self::RemoveRule { .. } | Self::NarrowRule { .. } => self.rule(draft),
            Self::AddEntry { .. } | Self::RemoveEntry { .. } | Self::RenumberEntry { .. } => {
                self.entry(draft)
            }
            Self::SetTable { subnet, table } => {
                set(&mut named!(draft.subnets, subnet)?.route_table, Some(table.clone()))
            }
            Self::SetAcl { subnet, acl } => {
                set(&mut named!(draft.subnets, subnet)?.network_acl, Some(acl.clone()))
            }
            Self::SetDnsSupport(on) => set(&mut draft.vpc.enable_dns_support, Some(*on)),
            Self::SetDnsHostnames(on) => set(&mut draft.vpc.enable_dns_hostnames, Some(*on)),
            Self::AddNat { .. } | Self::MoveNat { .. } => self.nat(draft),
            Self::Remove { resource, name } => remove(draft, *resource, name),
            Self::Policy { holder, edit } => {
                let policy = match holder {
                    Holder::Endpoint(name) => &mut named!(draft.vpc_endpoints, name)?.policy,
                    Holder::Bucket(name) => &mut named!(draft.s3_buckets, name)?.policy,
                    Holder::Role => &mut draft.workload.as_mut()?.execution_role_policy,
                };
                edit.apply(policy, holder)
            }
            Self::Associate { .. }
            | Self::Dissociate { .. }
            | Self::SetPrivateDns { .. }
            | Self::AddGatewayEndpoint { .. }
            | Self::AddInterfaceEndpoint { .. }
            | Self::SetService { .. } => self.endpoint(draft),
            _ => self.workload(draft.workload.as_mut()?),
        }
    }

    fn route(&self, draft: &mut ConfigDraft) -> Option<()> {
        match self {
            Self::AddRoute { table, route } => {
                let routes = &mut table_of(draft, table)?.routes;
                let taken = routes.iter().any(|known| known.destination == route.destination);
                (!taken).then(|| routes.push(route.clone()))
            }
            Self::RemoveRoute { table, route } => take(&mut named!(draft.route_tables, table)?.routes, route),
            Self::ReplaceRoute { table, route, target } => {
                let routes = &mut named!(draft.route_tables, table)?.routes;
                let known = routes.iter_mut().find(|known| *known == route)?;
                set(&mut known.target, Some(target.clone()))
            }
            _ => None,
        }
    }

    fn rule(&self, draft: &mut ConfigDraft) -> Option<()> {
        match self {
            Self::AddRule { group, direction, rule } => {
                let rules = rules_of(draft, group, *direction)?;
                (!rules.contains(rule)).then(|| rules.push(rule.clone()))
            }
            Self::RemoveRule { group, direction, rule } => take(rules_of(draft, group, *direction)?, rule),
            Self::NarrowRule { group, direction, rule, to } => {
                let rules = rules_of(draft, group, *direction)?;
                if rules.contains(to) {
                    return None;
                }
                to.clone_into(rules.iter_mut().find(|known| *known == rule)?);
                Some(())
            }
            _ => None,
        }
    }

    fn entry(&self, draft: &mut ConfigDraft) -> Option<()> {
        match self {
            Self::AddEntry { acl, direction, entry } => {
                let entries = entries_of(draft, acl, *direction)?;
                let taken = entries.iter().any(|known| known.rule_number == entry.rule_number);
                (!taken).then(|| entries.push(entry.clone()))
            }
            Self::RemoveEntry { acl, direction, entry } => take(entries_of(draft, acl, *direction)?, entry),
            Self::RenumberEntry { acl, direction, entry, number } => {
                let entries = entries_of(draft, acl, *direction)?;
                if entries.iter().any(|known| known.rule_number == Some(*number)) {
                    return None;
                }
                entries.iter_mut().find(|known| *known == entry)?.rule_number = Some(*number);
                Some(())
            }
            _ => None,
        }
    }

    fn endpoint(&self, draft: &mut ConfigDraft) -> Option<()> {
        match self {
            Self::Associate { endpoint, table } => {
                let tables = named!(draft.vpc_endpoints, endpoint)?.route_tables.get_or_insert_default();
                (!tables.contains(table)).then(|| tables.push(table.clone()))
            }
            Self::Dissociate { endpoint, table } => {
                take(named!(draft.vpc_endpoints, endpoint)?.route_tables.as_mut()?, table)
            }
            Self::SetPrivateDns { endpoint, on } => {
                set(&mut named!(draft.vpc_endpoints, endpoint)?.private_dns_enabled, Some(*on))
            }
            Self::SetService { endpoint, service } => {
                let name = service.short_name().to_owned();
                set(&mut named!(draft.vpc_endpoints, endpoint)?.service, Some(name))
            }
            Self::AddGatewayEndpoint { name, service, tables } => {
                add_endpoint(draft, name, *service, |new| {
                    new.vpc_endpoint_type = Some("Gateway".to_owned());
                    new.route_tables = Some(tables.clone());
                })
            }
            Self::AddInterfaceEndpoint { name, service, subnets, groups } => {
                add_endpoint(draft, name, *service, |new| {
                    new.vpc_endpoint_type = Some("Interface".to_owned());
                    new.subnets = Some(subnets.clone());
                    new.security_groups = Some(groups.clone());
                    new.private_dns_enabled = Some(true);
                })
            }
            _ => None,
        }
    }

    fn nat(&self, draft: &mut ConfigDraft) -> Option<()> {
        match self {
            Self::AddNat { name, subnet } => {
                if draft.nat_gateways.iter().any(|known| known.name == *name) {
                    return None;
                }
                let (name, subnet) = (name.clone(), Some(subnet.clone()));
                draft.nat_gateways.push(NatGatewayDraft { name, subnet, connectivity_type: None });
                Some(())
            }
            Self::MoveNat { name, subnet } => {
                set(&mut named!(draft.nat_gateways, name)?.subnet, Some(subnet.clone()))
            }
            _ => None,
        }
    }

    fn workload(&self, workload: &mut WorkloadDraft) -> Option<()> {
        let (subnets, groups) = (&mut workload.subnets, &mut workload.security_groups);
        match self {
            Self::AttachSubnet { subnet } => attach(subnets.as_mut()?, subnet),
            Self::DetachSubnet { subnet } => detach(subnets.as_mut()?, subnet),
            Self::AttachGroup { group } => attach(groups.as_mut()?, group),
            Self::DetachGroup { group } => detach(groups.as_mut()?, group),
            Self::SetVpcConfig { subnets: in_subnets, groups: with_groups } => {
                if subnets.as_ref() == Some(in_subnets) && groups.as_ref() == Some(with_groups) {
                    return None;
                }
                *subnets = Some(in_subnets.clone());
                *groups = Some(with_groups.clone());
                Some(())
            }
            Self::LeaveVpc => {
                let left = (subnets.take(), groups.take());
                (left != (None, None)).then_some(())
            }
            Self::SetIsolation(on) => set(&mut workload.enable_network_isolation, Some(*on)),
            Self::SetEncryption(on) => {
                set(&mut workload.enable_inter_container_traffic_encryption, Some(*on))
            }
            Self::SetVolumeKey(key) => set(&mut workload.volume_kms_key, key.clone()),
            Self::SetOutputKey(key) => set(&mut workload.output_kms_key, key.clone()),
            Self::SetInstanceCount(count) => set(&mut workload.instance_count, Some(*count)),
            _ => None,
        }
    }
}

fn set<T: PartialEq>(slot: &mut T, value: T) -> Option<()> {
    if *slot == value {
        return None;
    }
    *slot = value;
    Some(())
}

fn take<T: PartialEq>(list: &mut Vec<T>, entry: &T) -> Option<()> {
    let at = list.iter().position(|known| known == entry)?;
    list.remove(at);
    Some(())
}

fn attach(names: &mut Vec<String>, name: &String) -> Option<()> {
    (!names.contains(name)).then(|| names.push(name.clone()))
}

/// The last one stays: without any there would be no `VpcConfig`.
fn detach(names: &mut Vec<String>, name: &String) -> Option<()> {
    if names.len() > 1 { take(names, name) } else { None }
}

fn add_endpoint(
    draft: &mut ConfigDraft,
    name: &str,
    service: Service,
    fill: impl FnOnce(&mut VpcEndpointDraft),
) -> Option<()> {
    if draft.vpc_endpoints.iter().any(|known| known.name == name) {
        return None;
    }
    let mut new = VpcEndpointDraft {
        name: name.to_owned(),
        service: Some(service.short_name().to_owned()),
        ..VpcEndpointDraft::default()
    };
    fill(&mut new);
    draft.vpc_endpoints.push(new);
    Some(())
}

fn remove(draft: &mut ConfigDraft, resource: ResourceKind, name: &str) -> Option<()> {
    let at = crate::aws::form::find(draft, resource, name)?;
    crate::aws::form::Edit::RemoveElement { resource, index: at }.apply(draft).ok()?;
    if resource == ResourceKind::NatGateway {
        for table in &mut draft.route_tables {
            table.routes.retain(|route| route.target.as_deref() != Some(name));
        }
    }
    Some(())
}

/// The table; the main table becomes visible with its first route.
fn table_of<'d>(draft: &'d mut ConfigDraft, name: &str) -> Option<&'d mut RouteTableDraft> {
    if name == "main" && !draft.route_tables.iter().any(|table| table.name == name) {
        draft.route_tables.push(RouteTableDraft { name: name.to_owned(), routes: Vec::new() });
    }
    draft.route_tables.iter_mut().find(|table| table.name == name)
}

/// The rules in one direction; those that stand by default become visible with the first change.
fn rules_of<'d>(
    draft: &'d mut ConfigDraft,
    name: &str,
    direction: Direction,
) -> Option<&'d mut Vec<SecurityGroupRuleDraft>> {
    if name == "default" && !draft.security_groups.iter().any(|group| group.name == name) {
        draft.security_groups.push(default_group());
    }
    let group = draft.security_groups.iter_mut().find(|group| group.name == name)?;
    Some(match direction {
        Direction::Ingress => &mut group.ingress,
        Direction::Egress => group.egress.get_or_insert_with(|| vec![everything_out()]),
    })
}

fn entries_of<'d>(
    draft: &'d mut ConfigDraft,
    name: &str,
    direction: Direction,
) -> Option<&'d mut Vec<NetworkAclEntryDraft>> {
    if name == "default" && !draft.network_acls.iter().any(|acl| acl.name == name) {
        draft.network_acls.push(default_acl());
    }
    let acl = draft.network_acls.iter_mut().find(|acl| acl.name == name)?;
    Some(match direction {
        Direction::Ingress => &mut acl.ingress,
        Direction::Egress => &mut acl.egress,
    })
}

/// What an absent list of outbound rules stands for.
pub(in crate::lab::fix) fn everything_out() -> SecurityGroupRuleDraft {
    rule("all", None, "0.0.0.0/0")
}

/// The group that every VPC has.
pub(in crate::lab::fix) fn default_group() -> SecurityGroupDraft {
    SecurityGroupDraft {
        name: "default".to_owned(),
        ingress: vec![rule("all", None, "sg:default")],
        egress: None,
    }
}

/// The network ACL that every VPC has.
pub(in crate::lab::fix) fn default_acl() -> NetworkAclDraft {
    let allow_all = || NetworkAclEntryDraft {
        rule_number: Some(100),
        action: Some("allow".to_owned()),
        protocol: Some("all".to_owned()),
        cidr_block: Some("0.0.0.0/0".to_owned()),
        ..NetworkAclEntryDraft::default()
    };
    NetworkAclDraft { name: "default".to_owned(), ingress: vec![allow_all()], egress: vec![allow_all()] }
}

pub(in crate::lab::fix) fn rule(protocol: &str, ports: Option<&str>, peer: &str) -> SecurityGroupRuleDraft {
    SecurityGroupRuleDraft {
        protocol: Some(protocol.to_owned()),
        ports: ports.map(str::to_owned),
        peer: Some(peer.to_owned()),
        ..SecurityGroupRuleDraft::default()
    }
}

pub(in crate::lab::fix) fn route(destination: &str, target: &str) -> RouteDraft {
    RouteDraft { destination: Some(destination.to_owned()), target: Some(target.to_owned()) }
}
