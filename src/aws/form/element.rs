//! Sections and their elements: finding, adding, removing, renaming.

use crate::aws::form::edit::EditError;
use crate::aws::{ConfigDraft, ResourceKind, WorkloadDraft, WorkloadKind};

/// Runs `$body` on the list of the section, or `$once` for sections that stand once.
macro_rules! on_list {
    ($draft:expr, $resource:expr, [$($reference:tt)+], $list:ident => $body:expr, $once:expr) => {
        match $resource {
            ResourceKind::Account | ResourceKind::Vpc | ResourceKind::Workload => $once,
            ResourceKind::Subnet => { let $list = $($reference)+ $draft.subnets; $body }
            ResourceKind::RouteTable => { let $list = $($reference)+ $draft.route_tables; $body }
            ResourceKind::NatGateway => { let $list = $($reference)+ $draft.nat_gateways; $body }
            ResourceKind::SecurityGroup => { let $list = $($reference)+ $draft.security_groups; $body }
            ResourceKind::NetworkAcl => { let $list = $($reference)+ $draft.network_acls; $body }
            ResourceKind::VpcEndpoint => { let $list = $($reference)+ $draft.vpc_endpoints; $body }
            ResourceKind::NetworkInterface => { let $list = $($reference)+ $draft.network_interfaces; $body }
            ResourceKind::OnPremisesClient => { let $list = $($reference)+ $draft.on_premises_clients; $body }
            ResourceKind::S3Bucket => { let $list = $($reference)+ $draft.s3_buckets; $body }
        }
    };
}

/// The section spelled `text`; the section of each kind of workload is the workload.
#[must_use]
pub fn section(text: &str) -> Option<ResourceKind> {
    if WorkloadKind::ALL.iter().any(|kind| kind.section() == text) {
        return Some(ResourceKind::Workload);
    }
    ResourceKind::ALL.into_iter().find(|resource| resource.section() == text)
}

/// The names of the section's elements, in order. A section that stands once has one empty name, and
/// none while the draft has no workload.
#[must_use]
pub fn names(draft: &ConfigDraft, resource: ResourceKind) -> Vec<&str> {
    on_list!(draft, resource, [&], list => list.iter().map(|element| element.name.as_str()).collect(), {
        let there = resource != ResourceKind::Workload || draft.workload.is_some();
        if there { vec![""] } else { Vec::new() }
    })
}

/// The position of the section's element called `name`; `name` is empty for sections that stand once.
#[must_use]
pub fn find(draft: &ConfigDraft, resource: ResourceKind, name: &str) -> Option<usize> {
    names(draft, resource).into_iter().position(|found| found == name)
}

/// A name that no element of the section has.
#[must_use]
pub fn fresh_name(draft: &ConfigDraft, resource: ResourceKind) -> String {
    let stem = match resource {
        ResourceKind::NatGateway => "nat",
        ResourceKind::SecurityGroup => "group",
        ResourceKind::NetworkAcl => "acl",
        ResourceKind::VpcEndpoint => "endpoint",
        ResourceKind::NetworkInterface => "interface",
        ResourceKind::OnPremisesClient => "office",
        ResourceKind::RouteTable => "table",
        ResourceKind::S3Bucket => "bucket",
        _ => resource.section(),
    };
    let taken = names(draft, resource);
    let numbers = 1..=taken.len() + 1;
    let names = numbers.map(|number| format!("{stem}-{number}"));
    names.into_iter().find(|name| !taken.contains(&name.as_str())).unwrap_or_default()
}

/// The sections in which two drafts differ, in file order.
#[must_use]
pub fn sections_that_differ(left: &ConfigDraft, right: &ConfigDraft) -> Vec<ResourceKind> {
    let differs = |resource: &ResourceKind| match resource {
        ResourceKind::Account => {
            (&left.region, &left.account, &left.organization)
                != (&right.region, &right.account, &right.organization)
                || (&left.service_control_policy, &left.resource_control_policy)
                    != (&right.service_control_policy, &right.resource_control_policy)
        }
        ResourceKind::Vpc => left.vpc != right.vpc,
        ResourceKind::Subnet => left.subnets != right.subnets,
        ResourceKind::RouteTable => left.route_tables != right.route_tables,
        ResourceKind::NatGateway => left.nat_gateways != right.nat_gateways,
        ResourceKind::SecurityGroup => left.security_groups != right.security_groups,
        ResourceKind::NetworkAcl => left.network_acls != right.network_acls,
        ResourceKind::VpcEndpoint => left.vpc_endpoints != right.vpc_endpoints,
        ResourceKind::NetworkInterface => left.network_interfaces != right.network_interfaces,
        ResourceKind::OnPremisesClient => left.on_premises_clients != right.on_premises_clients,
        ResourceKind::S3Bucket => left.s3_buckets != right.s3_buckets,
        ResourceKind::Workload => left.workload != right.workload,
    };
    ResourceKind::ALL.into_iter().filter(differs).collect()
}

fn check_name(draft: &ConfigDraft, resource: ResourceKind, name: &str) -> Result<String, EditError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(EditError::NoName);
    }
    if name.chars().any(char::is_control) {
        return Err(EditError::Control);
    }
    if find(draft, resource, name).is_some() {
        return Err(EditError::NameTaken { section: resource.section(), name: name.to_owned() });
    }
    Ok(name.to_owned())
}

pub(in crate::aws::form) fn add(
    draft: &mut ConfigDraft,
    resource: ResourceKind,
    name: &str,
) -> Result<(), EditError> {
    if resource == ResourceKind::Workload && draft.workload.is_none() {
        draft.workload = Some(WorkloadDraft::new(WorkloadKind::TrainingJob));
        return Ok(());
    }
    if stands_once(resource) {
        return Err(EditError::StandsOnce(resource.section()));
    }
    let name = check_name(draft, resource, name)?;
    on_list!(draft, resource, [&mut], list => {
        list.resize_with(list.len() + 1, Default::default);
        if let Some(element) = list.last_mut() {
            element.name = name;
        }
    }, {});
    Ok(())
}

pub(in crate::aws::form) fn remove(
    draft: &mut ConfigDraft,
    resource: ResourceKind,
    index: usize,
) -> Result<(), EditError> {
    let missing = || EditError::NoElement(resource.section());
    if resource == ResourceKind::Workload {
        return draft.workload.take().map(drop).ok_or_else(missing);
    }
    on_list!(draft, resource, [&mut], list => {
        if index >= list.len() {
            return Err(missing());
        }
        list.remove(index);
        Ok(())
    }, Err(EditError::StandsOnce(resource.section())))
}

/// Renames an element and every reference to it outside policy texts.
pub(in crate::aws::form) fn rename(
    draft: &mut ConfigDraft,
    resource: ResourceKind,
    index: usize,
    name: &str,
) -> Result<(), EditError> {
    if stands_once(resource) {
        return Err(EditError::StandsOnce(resource.section()));
    }
    let names = names(draft, resource);
    let old = names.get(index).ok_or(EditError::NoElement(resource.section()))?.to_string();
    if old == name.trim() {
        return Ok(());
    }
    let new = check_name(draft, resource, name)?;
    on_list!(draft, resource, [&mut], list => {
        if let Some(element) = list.get_mut(index) {
            element.name.clone_from(&new);
        }
    }, {});
    match resource {
        ResourceKind::SecurityGroup => {
            references(draft, resource, &old, &new);
            let (old, new) = (format!("sg:{old}"), format!("sg:{new}"));
            references(draft, resource, &old, &new);
        }
        _ => references(draft, resource, &old, &new),
    }
    Ok(())
}

fn stands_once(resource: ResourceKind) -> bool {
    matches!(resource, ResourceKind::Account | ResourceKind::Vpc | ResourceKind::Workload)
}

/// Replaces `old` by `new` wherever an element of `resource` may be named.
fn references(draft: &mut ConfigDraft, resource: ResourceKind, old: &str, new: &str) {
    let mut lists: Vec<&mut Option<Vec<String>>> = Vec::new();
    let mut singles: Vec<&mut Option<String>> = Vec::new();
    match resource {
        ResourceKind::Subnet => {
            singles.extend(draft.nat_gateways.iter_mut().map(|nat| &mut nat.subnet));
            singles.extend(draft.network_interfaces.iter_mut().map(|interface| &mut interface.subnet));
            lists.extend(draft.vpc_endpoints.iter_mut().map(|endpoint| &mut endpoint.subnets));
            if let Some(workload) = &mut draft.workload {
                lists.push(&mut workload.subnets);
                singles.push(&mut workload.subnet);
            }
        }
        ResourceKind::RouteTable => {
            singles.extend(draft.subnets.iter_mut().map(|subnet| &mut subnet.route_table));
            lists.extend(draft.vpc_endpoints.iter_mut().map(|endpoint| &mut endpoint.route_tables));
        }
        ResourceKind::NetworkAcl => {
            singles.extend(draft.subnets.iter_mut().map(|subnet| &mut subnet.network_acl));
        }
        ResourceKind::NatGateway => {
            let routes = draft.route_tables.iter_mut().flat_map(|table| &mut table.routes);
            singles.extend(routes.map(|route| &mut route.target));
        }
        ResourceKind::SecurityGroup => {
            let rules = draft.security_groups.iter_mut();
            let rules =
                rules.flat_map(|group| group.ingress.iter_mut().chain(group.egress.iter_mut().flatten()));
            singles.extend(rules.map(|rule| &mut rule.peer));
            lists.extend(draft.vpc_endpoints.iter_mut().map(|endpoint| &mut endpoint.security_groups));
            lists.extend(draft.network_interfaces.iter_mut().map(|interface| &mut interface.security_groups));
            lists.extend(draft.workload.iter_mut().map(|workload| &mut workload.security_groups));
        }
        ResourceKind::S3Bucket => {
            if let Some(workload) = &mut draft.workload {
                lists.push(&mut workload.input_buckets);
                singles.push(&mut workload.output_bucket);
            }
        }
        _ => {}
    }
    let named = lists.into_iter().flatten().flatten().chain(singles.into_iter().flatten());
    named.filter(|name| *name == old).for_each(|name| new.clone_into(name));
}
