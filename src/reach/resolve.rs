//! What a service's ordinary name resolves to in the VPC.

use crate::aws::{Config, EndpointId, EndpointKind, Service};
use crate::reach::origin::endpoint_aims;
use crate::reach::plan::Aim;
use crate::reach::space::{internet_addresses, prefix_list_addresses};
use crate::reach::{Blocker, ComponentKind, ExplanationCode, PathComponent};

/// The outcome of a name look-up.
#[derive(Debug)]
pub(in crate::reach) struct Resolution<'c> {
    /// Empty: the name does not resolve.
    pub aims: Vec<Aim<'c>>,
    pub hop: PathComponent,
    /// What may be to blame when the addresses are out of reach.
    pub blockers: Vec<Blocker>,
}

impl Resolution<'_> {
    /// Whether the name resolves to public addresses.
    pub(in crate::reach) fn is_public(&self) -> bool {
        self.aims.iter().any(|aim| aim.target.is_none())
    }
}

/// Who asks the VPC's resolver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reach) enum Asker {
    /// An interface of the VPC.
    Inside,
    /// A machine on premises, through an inbound endpoint.
    InboundResolver,
}

/// Resolves the ordinary name of `service` with the VPC's resolver.
pub(in crate::reach) fn resolve(config: &Config, service: Service, asker: Asker) -> Resolution<'_> {
    let name = format!("the name of {}", service.title());
    if !config.vpc().enable_dns_support {
        return Resolution {
            aims: Vec::new(),
            hop: resolver(format!("{name} does not resolve")),
            blockers: vec![blocker(
                ExplanationCode::DnsResolutionDisabled,
                format!("enable_dns_support is off, so {name} does not resolve"),
            )],
        };
    }
    let interfaces: Vec<EndpointId> =
        config.endpoint_ids().filter(|id| is_interface_for(config, *id, service)).collect();
    let used: Vec<EndpointId> =
        interfaces.iter().copied().filter(|id| answers_ordinary_name(config, *id, asker)).collect();
    if used.is_empty() {
        let addresses = public_addresses(config, service);
        return Resolution {
            aims: vec![Aim { target: None, addresses }],
            hop: resolver(format!("{name} resolves to public addresses")),
            blockers: interfaces.iter().map(|id| unused(config, *id)).collect(),
        };
    }
    let names: Vec<String> = used.iter().map(|id| format!("`{}`", config.endpoint(*id).name)).collect();
    Resolution {
        aims: used.iter().flat_map(|id| endpoint_aims(config, *id)).collect(),
        hop: resolver(format!("{name} resolves to the private addresses of endpoint {}", names.join(", "))),
        blockers: Vec::new(),
    }
}

/// The public addresses of a service: its prefix list, or any public address where AWS gives none.
pub(in crate::reach) fn public_addresses(config: &Config, service: Service) -> crate::net::IntervalSet {
    let listed = prefix_list_addresses(service);
    if listed.is_empty() { internet_addresses(config) } else { listed }
}

/// Whether the endpoint is an interface endpoint of `service`.
pub(in crate::reach) fn is_interface_for(config: &Config, id: EndpointId, service: Service) -> bool {
    let endpoint = config.endpoint(id);
    endpoint.service == service && matches!(endpoint.kind, EndpointKind::Interface(_))
}

/// Private DNS needs the endpoint's switch and both switches of the VPC. The S3 interface endpoint's
/// private DNS serves inbound resolver endpoints only, unless that is switched off, so names asked for
/// inside the VPC keep their public addresses (S3 User Guide, "Private DNS").
fn answers_ordinary_name(config: &Config, id: EndpointId, asker: Asker) -> bool {
    let endpoint = config.endpoint(id);
    match &endpoint.kind {
        EndpointKind::Interface(interface) => {
            let serves = asker == Asker::InboundResolver
                || endpoint.service != Service::S3
                || !interface.private_dns_only_for_inbound_resolver_endpoint;
            serves && interface.private_dns_enabled && config.vpc().enable_dns_hostnames
        }
        EndpointKind::Gateway(_) => false,
    }
}

fn unused(config: &Config, id: EndpointId) -> Blocker {
    let endpoint = config.endpoint(id);
    let why = match &endpoint.kind {
        EndpointKind::Interface(interface) if !interface.private_dns_enabled => {
            "its private_dns_enabled is off"
        }
        EndpointKind::Interface(interface)
            if endpoint.service == Service::S3
                && interface.private_dns_only_for_inbound_resolver_endpoint =>
        {
            "its private DNS serves inbound resolver endpoints, not the VPC itself"
        }
        _ => "the VPC's enable_dns_hostnames is off",
    };
    blocker(
        ExplanationCode::DnsResolvesToPublicAddress,
        format!("endpoint `{}` is not used for the ordinary name: {why}", endpoint.name),
    )
}

fn resolver(detail: String) -> PathComponent {
    PathComponent { component: "vpc resolver".to_owned(), kind: ComponentKind::DnsResolver, detail }
}

fn blocker(code: ExplanationCode, detail: String) -> Blocker {
    Blocker { code, component: "vpc resolver".to_owned(), kind: ComponentKind::DnsResolver, detail }
}
