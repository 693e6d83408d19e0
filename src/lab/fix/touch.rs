//! Which elements of a configuration a change touches.

use crate::aws::{Config, ConfigDraft, ResourceKind, Service};
use crate::lab::fix::edit::DesignEdit;
use crate::reach::Footprint;

/// One thing that a change touches.
#[derive(Debug, Clone, Copy)]
pub(super) enum Touched {
    /// What stands at this position of the configuration's list.
    Element(ResourceKind, usize),
    /// An element that is not there yet.
    New(ResourceKind),
    /// An endpoint that this service does not have yet.
    Endpoint { service: Service, gateway: bool },
}

impl Touched {
    /// Whether a verdict with this footprint may depend on it.
    pub fn is_in(self, footprint: &Footprint) -> bool {
        match self {
            Self::Element(kind, index) => footprint.covers(kind, index),
            Self::New(kind) => footprint.kinds.contains(&kind),
            Self::Endpoint { service, gateway } => footprint.covers_new_endpoint(service, gateway),
        }
    }
}

/// Everything that `edit` changes of `draft`, built as `config`.
pub(super) fn touched(edit: &DesignEdit, draft: &ConfigDraft, config: &Config) -> Vec<Touched> {
    let at = |resource, name: &str| match position(config, resource, name) {
        Some(index) => Touched::Element(resource, index),
        None => Touched::New(resource),
    };
    let mut found = vec![at(edit.resource(), edit.element())];
    found.extend(edit.routes_lost(draft).map(|table| at(ResourceKind::RouteTable, table)));
    match edit {
        DesignEdit::AddGatewayEndpoint { service, .. } => {
            found.push(Touched::Endpoint { service: *service, gateway: true });
        }
        DesignEdit::AddInterfaceEndpoint { service, .. } | DesignEdit::SetService { service, .. } => {
            found.push(Touched::Endpoint { service: *service, gateway: false });
        }
        // It may be about an endpoint that another change adds.
        DesignEdit::Associate { .. } => found.push(Touched::Endpoint { service: Service::S3, gateway: true }),
        _ => {}
    }
    found
}

fn position(config: &Config, resource: ResourceKind, name: &str) -> Option<usize> {
    /// Where the element of this name stands.
    macro_rules! named {
        ($list:expr) => {
            $list.iter().position(|element| element.name == name)
        };
    }
    match resource {
        ResourceKind::Account | ResourceKind::Vpc => Some(0),
        ResourceKind::Workload => config.workload().map(|_| 0),
        ResourceKind::Subnet => named!(config.subnets()),
        ResourceKind::RouteTable => named!(config.route_tables()),
        ResourceKind::NatGateway => named!(config.nats()),
        ResourceKind::SecurityGroup => named!(config.security_groups()),
        ResourceKind::NetworkAcl => named!(config.network_acls()),
        ResourceKind::VpcEndpoint => named!(config.endpoints()),
        ResourceKind::NetworkInterface => named!(config.interfaces()),
        ResourceKind::OnPremisesClient => named!(config.on_premises_clients()),
        ResourceKind::S3Bucket => named!(config.buckets()),
    }
}
