//! Which elements of a configuration a change touches.

use crate::aws::{Config, ConfigDraft, ResourceKind};
use crate::lab::fix::edit::DesignEdit;

/// Section, and position in the configuration; no position is a new element.
pub(super) type Touched = (ResourceKind, Option<usize>);

/// Everything that `edit` changes of `draft`, built as `config`.
pub(super) fn touched(edit: &DesignEdit, draft: &ConfigDraft, config: &Config) -> Vec<Touched> {
    let resource = edit.resource();
    let mut found = vec![(resource, position(config, resource, edit.element()))];
    for table in edit.routes_lost(draft) {
        found.push((ResourceKind::RouteTable, position(config, ResourceKind::RouteTable, table)));
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
        ResourceKind::S3Bucket => named!(config.buckets()),
    }
}
