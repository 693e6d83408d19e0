//! Typed access to one field of a draft.

use crate::aws::form::field;
use crate::aws::{
    ConfigDraft, NetworkAclEntryDraft, Place, ResourceKind, RouteDraft, SecurityGroupRuleDraft, WorkloadKind,
};

macro_rules! slots {
    ($(#[$doc:meta])* $slot:ident, $get:ident, $find:ident, $reference:ident $(, $mutable:tt)?) => {
        $(#[$doc])*
        pub(in crate::aws::form) enum $slot<'a> {
            Text(&'a $($mutable)? Option<String>),
            Policy(&'a $($mutable)? Option<String>),
            Bool(&'a $($mutable)? Option<bool>),
            Number(&'a $($mutable)? Option<i64>),
            Names(&'a $($mutable)? Option<Vec<String>>),
            Kind(&'a $($mutable)? WorkloadKind),
            Routes(&'a $($mutable)? Vec<RouteDraft>),
            Ingress(&'a $($mutable)? Vec<SecurityGroupRuleDraft>),
            Egress(&'a $($mutable)? Option<Vec<SecurityGroupRuleDraft>>),
            Entries(&'a $($mutable)? Vec<NetworkAclEntryDraft>),
        }

        impl<'a> $slot<'a> {
            /// The field at `at`; nothing when the draft has no such field or entry.
            pub(in crate::aws::form) fn at(draft: &'a $($mutable)? ConfigDraft, at: &Place) -> Option<Self> {
                let (index, key) = (at.index, at.field);
                let slot = match at.resource {
                    ResourceKind::Account => field::account::$find(draft, key),
                    ResourceKind::Vpc => field::vpc::$find(& $($mutable)? draft.vpc, key),
                    ResourceKind::Subnet => field::subnet::$find(draft.subnets.$get(index)?, key),
                    ResourceKind::RouteTable => field::route_table::$find(draft.route_tables.$get(index)?, key),
                    ResourceKind::NatGateway => field::nat_gateway::$find(draft.nat_gateways.$get(index)?, key),
                    ResourceKind::SecurityGroup => {
                        field::security_group::$find(draft.security_groups.$get(index)?, key)
                    }
                    ResourceKind::NetworkAcl => field::network_acl::$find(draft.network_acls.$get(index)?, key),
                    ResourceKind::VpcEndpoint => field::vpc_endpoint::$find(draft.vpc_endpoints.$get(index)?, key),
                    ResourceKind::NetworkInterface => {
                        field::network_interface::$find(draft.network_interfaces.$get(index)?, key)
                    }
                    ResourceKind::OnPremisesClient => {
                        field::on_premises_client::$find(draft.on_premises_clients.$get(index)?, key)
                    }
                    ResourceKind::S3Bucket => field::s3_bucket::$find(draft.s3_buckets.$get(index)?, key),
                    ResourceKind::Workload => field::workload::$find(draft.workload.$reference()?, key),
                }?;
                match at.entry {
                    Some(entry) if !at.entry_field.is_empty() => slot.entry(entry, at.entry_field),
                    _ => Some(slot),
                }
            }

            fn entry(self, entry: usize, key: &str) -> Option<Self> {
                match self {
                    Self::Routes(list) => field::route::$find(list.$get(entry)?, key),
                    Self::Ingress(list) => field::ingress_rule::$find(list.$get(entry)?, key),
                    Self::Egress(list) => field::egress_rule::$find(list.$reference()?.$get(entry)?, key),
                    Self::Entries(list) => field::acl_entry::$find(list.$get(entry)?, key),
                    _ => None,
                }
            }
        }
    };
}

slots! {
    /// A field, to read.
    Slot, get, slot, as_ref
}
slots! {
    /// A field, to write.
    SlotMut, get_mut, slot_mut, as_mut, mut
}
