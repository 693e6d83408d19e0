//! Where in a draft a change is made.

use crate::aws::{ConfigDraft, Place, ResourceKind, form};
use crate::lab::fix::edit::{DesignEdit, Holder};
use crate::reach::Direction;

impl DesignEdit {
    /// The field, or the entry of a list, that is changed; nothing for a new element and for what
    /// stands by default.
    #[must_use]
    pub fn place(&self, draft: &ConfigDraft) -> Option<Place> {
        if self.adds_element() {
            return None;
        }
        let resource = self.resource();
        let index = form::find(draft, resource, self.element())?;
        let field = Place::field(resource, index, self.field());
        Some(match self.entry_at(draft, index) {
            Some(entry) => field.at(entry),
            None => field,
        })
    }

    fn field(&self) -> &'static str {
        match self {
            Self::AddRoute { .. } | Self::RemoveRoute { .. } | Self::ReplaceRoute { .. } => "routes",
            Self::Associate { .. } | Self::Dissociate { .. } => "route_tables",
            Self::AddRule { direction, .. }
            | Self::RemoveRule { direction, .. }
            | Self::NarrowRule { direction, .. }
            | Self::AddEntry { direction, .. }
            | Self::RemoveEntry { direction, .. }
            | Self::RenumberEntry { direction, .. } => match direction {
                Direction::Ingress => "ingress",
                Direction::Egress => "egress",
            },
            Self::SetTable { .. } => "route_table",
            Self::SetAcl { .. } => "network_acl",
            Self::AttachSubnet { .. }
            | Self::DetachSubnet { .. }
            | Self::SetVpcConfig { .. }
            | Self::LeaveVpc => "subnets",
            Self::AttachGroup { .. } | Self::DetachGroup { .. } => "security_groups",
            Self::SetIsolation(_) => "enable_network_isolation",
            Self::SetEncryption(_) => "enable_inter_container_traffic_encryption",
            Self::SetVolumeKey(_) => "volume_kms_key",
            Self::SetOutputKey(_) => "output_kms_key",
            Self::SetInstanceCount(_) => "instance_count",
            Self::SetDnsSupport(_) => "enable_dns_support",
            Self::SetDnsHostnames(_) => "enable_dns_hostnames",
            Self::SetPrivateDns { .. } => "private_dns_enabled",
            Self::SetService { .. } => "service",
            Self::MoveNat { .. } => "subnet",
            Self::Policy { holder: Holder::Role, .. } => "execution_role_policy",
            Self::Policy { .. } => "policy",
            Self::AddGatewayEndpoint { .. }
            | Self::AddInterfaceEndpoint { .. }
            | Self::AddNat { .. }
            | Self::Remove { .. } => "",
        }
    }

    /// Which entry of the list it is about.
    fn entry_at(&self, draft: &ConfigDraft, index: usize) -> Option<usize> {
        match self {
            Self::RemoveRoute { route, .. } | Self::ReplaceRoute { route, .. } => {
                draft.route_tables.get(index)?.routes.iter().position(|known| known == route)
            }
            Self::Dissociate { table, .. } => {
                let tables = draft.vpc_endpoints.get(index)?.route_tables.as_ref()?;
                tables.iter().position(|known| known == table)
            }
            Self::RemoveRule { direction, rule, .. } | Self::NarrowRule { direction, rule, .. } => {
                let group = draft.security_groups.get(index)?;
                let rules = match direction {
                    Direction::Ingress => &group.ingress,
                    Direction::Egress => group.egress.as_ref()?,
                };
                rules.iter().position(|known| known == rule)
            }
            Self::RemoveEntry { direction, entry, .. } | Self::RenumberEntry { direction, entry, .. } => {
                let acl = draft.network_acls.get(index)?;
                let entries = match direction {
                    Direction::Ingress => &acl.ingress,
                    Direction::Egress => &acl.egress,
                };
                entries.iter().position(|known| known == entry)
            }
            Self::DetachSubnet { subnet } => {
                draft.workload.as_ref()?.subnets.as_ref()?.iter().position(|known| known == subnet)
            }
            Self::DetachGroup { group } => {
                draft.workload.as_ref()?.security_groups.as_ref()?.iter().position(|known| known == group)
            }
            _ => None,
        }
    }

    /// The section as the file spells it; the workload's is the kind of workload.
    #[must_use]
    pub fn section(&self, draft: &ConfigDraft) -> &'static str {
        match (self.resource(), &draft.workload) {
            (ResourceKind::Workload, Some(workload)) => workload.kind.section(),
            (resource, _) => resource.section(),
        }
    }
}
