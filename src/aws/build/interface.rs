//! Network interfaces of other machines.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use crate::aws::config::SubnetId;
use crate::aws::{NetworkInterface, NetworkInterfaceDraft, ResourceKind};
use crate::net::Ipv4Prefix;

use super::Scope;
use super::endpoint::security_groups;
use super::names::{filled, required};
use super::network::SubnetParts;
use super::report::{Checked, Report, Spot};

/// Every network interface.
pub(super) fn interfaces(
    scope: &Scope<'_>,
    subnets: &[SubnetParts],
    report: &mut Report,
) -> Checked<Vec<NetworkInterface>> {
    let drafts = scope.draft.network_interfaces.iter().enumerate();
    let read: Vec<_> = drafts.map(|(index, draft)| interface(scope, subnets, index, draft, report)).collect();
    unique_addresses(&read, report);
    read.into_iter().collect()
}

fn interface(
    scope: &Scope<'_>,
    subnets: &[SubnetParts],
    index: usize,
    draft: &NetworkInterfaceDraft,
    report: &mut Report,
) -> Checked<NetworkInterface> {
    let spot = Spot::element(ResourceKind::NetworkInterface, index, &draft.name);
    let subnet = required(draft.subnet.as_ref(), &spot.field("subnet"), "the name of a subnet", report)
        .and_then(|name| scope.names.subnets.resolve(name, &spot.field("subnet"), report));
    let parts = subnet.ok().and_then(|at| subnets.get(at));
    let address = address(draft, parts, &spot.field("private_ip_address"), report);
    let groups = security_groups(scope, draft.security_groups.as_ref(), &spot, report);
    Ok(NetworkInterface {
        name: draft.name.clone(),
        subnet: SubnetId(subnet?),
        private_ip_address: address?,
        security_groups: groups?,
        public_ip: draft.public_ip.unwrap_or(false),
    })
}

fn address(
    draft: &NetworkInterfaceDraft,
    subnet: Option<&SubnetParts>,
    spot: &Spot<'_>,
    report: &mut Report,
) -> Checked<Option<u32>> {
    let Some(text) = filled(draft.private_ip_address.as_ref()) else {
        return Ok(None);
    };
    let address = ipv4_address(text, spot, report)?;
    let usable = subnet.and_then(|parts| parts.block.ok()).and_then(Ipv4Prefix::usable);
    match usable {
        Some(usable) if !usable.contains(address.to_bits()) => {
            let (first, last) = (Ipv4Addr::from_bits(usable.first), Ipv4Addr::from_bits(usable.last));
            let message = format!("`{address}` is no usable address of the subnet");
            let help = format!("choose one from {first} to {last}; AWS keeps the first four and the last");
            Err(report.error_with_help(spot, message, help))
        }
        _ => Ok(Some(address.to_bits())),
    }
}

fn unique_addresses(read: &[Checked<NetworkInterface>], report: &mut Report) {
    let mut first_at: BTreeMap<u32, &str> = BTreeMap::new();
    for (index, interface) in read.iter().enumerate() {
        let Ok(NetworkInterface { name, private_ip_address: Some(address), .. }) = interface else {
            continue;
        };
        if let Some(first) = first_at.insert(*address, name) {
            let spot = Spot::element(ResourceKind::NetworkInterface, index, name).field("private_ip_address");
            report.error(&spot, format!("`{}` belongs to `{first}` already", Ipv4Addr::from_bits(*address)));
        }
    }
}

/// An IPv4 address.
pub(super) fn ipv4_address(text: &str, spot: &Spot<'_>, report: &mut Report) -> Checked<Ipv4Addr> {
    match text.parse() {
        Ok(address) => Ok(address),
        Err(_) if text.contains(':') => {
            Err(report.refuse(spot, format!("`{text}` is an IPv6 address; the model covers IPv4 only")))
        }
        Err(_) => Err(report.error(spot, format!("`{text}` is not an IPv4 address"))),
    }
}
