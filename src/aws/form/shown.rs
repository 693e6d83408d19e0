//! Which fields are worth showing in a draft: what cannot be set there is left out, unless it was set.

use crate::aws::form::field::{FieldSpec, entry_fields, fields, spec};
use crate::aws::form::text::value;
use crate::aws::{ConfigDraft, Place, ResourceKind};

/// The fields of one element that make sense beside its others: of a workload those of its kind.
pub fn fields_in(
    draft: &ConfigDraft,
    resource: ResourceKind,
    index: usize,
) -> impl Iterator<Item = &'static FieldSpec> {
    let at = move |key| Place::field(resource, index, key);
    fields(resource)
        .iter()
        .filter(move |spec| makes_sense(draft, &at(spec.key)) || value(draft, &at(spec.key)).is_some())
}

/// The fields of the entry at `at` that make sense beside its others: ports, or type and code of ICMP.
pub fn entry_fields_in<'d>(
    draft: &'d ConfigDraft,
    at: &Place,
) -> impl Iterator<Item = &'static FieldSpec> + use<'d> {
    let protocol = value(draft, &at.clone().key("protocol"));
    let is_icmp = matches!(protocol.as_deref(), Some("icmp" | "1"));
    let makes_sense = move |key: &str| match key {
        "ports" => !is_icmp,
        "icmp_type" | "icmp_code" => is_icmp,
        _ => true,
    };
    let at = at.clone();
    let keys = spec(&at).map_or(&[][..], |spec| entry_fields(spec.shape));
    keys.iter().filter(move |spec| makes_sense(spec.key) || value(draft, &at.clone().key(spec.key)).is_some())
}

fn makes_sense(draft: &ConfigDraft, at: &Place) -> bool {
    match (at.resource, at.field) {
        (ResourceKind::Workload, key) => {
            draft.workload.as_ref().is_none_or(|workload| workload.kind.takes(key))
        }
        (ResourceKind::VpcEndpoint, "private_dns_only_for_inbound_resolver_endpoint") => {
            let endpoint = draft.vpc_endpoints.get(at.index);
            endpoint.is_some_and(|endpoint| {
                let service = endpoint.service.as_deref().unwrap_or_default();
                service.rsplit('.').next() == Some("s3")
                    && endpoint.vpc_endpoint_type.as_deref() == Some("Interface")
            })
        }
        _ => true,
    }
}
