//! Machines on the other side of the virtual private gateway.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use crate::aws::{OnPremisesClient, OnPremisesClientDraft, ResourceKind};
use crate::net::Ipv4Prefix;

use super::Scope;
use super::interface::ipv4_address;
use super::names::required;
use super::network::PRIVATE;
use super::report::{Checked, Report, Spot};

/// Every on-premises client.
pub(super) fn clients(scope: &Scope<'_>, report: &mut Report) -> Checked<Vec<OnPremisesClient>> {
    let drafts = scope.draft.on_premises_clients.iter().enumerate();
    let read: Vec<_> = drafts.map(|(index, draft)| client(scope, index, draft, report)).collect();
    unique(scope, &read, report);
    read.into_iter().collect()
}

fn client(
    scope: &Scope<'_>,
    index: usize,
    draft: &OnPremisesClientDraft,
    report: &mut Report,
) -> Checked<OnPremisesClient> {
    let spot = Spot::element(ResourceKind::OnPremisesClient, index, &draft.name);
    let ip_address = address(scope, draft, &spot.field("ip_address"), report);
    Ok(OnPremisesClient {
        name: draft.name.clone(),
        ip_address: ip_address?.to_bits(),
        inbound_resolver: draft.inbound_resolver.unwrap_or(false),
    })
}

fn address(
    scope: &Scope<'_>,
    draft: &OnPremisesClientDraft,
    spot: &Spot<'_>,
    report: &mut Report,
) -> Checked<Ipv4Addr> {
    let text = required(draft.ip_address.as_ref(), spot, "an address such as \"192.168.10.20\"", report)?;
    let address = ipv4_address(text, spot, report)?;
    let inside = |block: Ipv4Prefix| block.contains(address.to_bits());
    if let Some(vpc) = scope.block.ok().filter(|vpc| inside(*vpc)) {
        let message = format!("`{address}` lies inside the VPC");
        let help = format!("choose one outside `{vpc}`; a machine in the VPC is a `network_interface`");
        return Err(report.error_with_help(spot, message, help));
    }
    if PRIVATE.iter().any(|block| block.parse().is_ok_and(inside)) {
        return Ok(address);
    }
    let message =
        format!("`{address}` is a public address; the model covers private on-premises networks only");
    let help = format!("choose one inside `{}`", PRIVATE.join("`, `"));
    Err(report.add(spot, message, Some(help), true))
}

/// Questions name a network interface and an on-premises client alike, `client:NAME`; and an address
/// has one owner.
fn unique(scope: &Scope<'_>, read: &[Checked<OnPremisesClient>], report: &mut Report) {
    let mut first_at: BTreeMap<u32, &str> = BTreeMap::new();
    for (index, client) in read.iter().enumerate() {
        let Ok(OnPremisesClient { name, ip_address, .. }) = client else { continue };
        let spot = Spot::element(ResourceKind::OnPremisesClient, index, name);
        if scope.draft.network_interfaces.iter().any(|interface| interface.name == *name) {
            let message = format!("a network interface is called `{name}` already");
            report.error_with_help(&spot.field("name"), message, "questions name both kinds `client:NAME`");
        }
        if let Some(first) = first_at.insert(*ip_address, name) {
            let message = format!("`{}` belongs to `{first}` already", Ipv4Addr::from_bits(*ip_address));
            report.error(&spot.field("ip_address"), message);
        }
    }
}
