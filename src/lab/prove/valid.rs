//! Which designs build, as a conjunction of small checks.
//!
//! [`Config::build`](crate::aws::Config::build) reports errors of single fields and entries, of the
//! fields of one element with whatever they name, and of two elements of one section (overlapping
//! blocks, one address twice, two endpoints for one table or name). One error asks about a whole
//! section: private DNS for S3 wants a gateway endpoint for S3 somewhere. So a design builds exactly
//! when each of these parts builds, and each part has few knobs.
//!
//! LAW (parts build): the test `p14_exercise_coverage_and_sets_agree_with_grading_the_design` holds it.

use crate::aws::ResourceKind;
use crate::aws::form::FieldShape;
use crate::lab::choices::{Choices, Element, Need, Slot, View};
use crate::lab::prove::cone::companions;
use crate::lab::prove::slice::Slice;

/// A part of a design that must build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lab::prove) enum Check {
    /// These fields of one element.
    Fields { element: usize, keys: Vec<&'static str> },
    /// One entry of a list.
    Entry { element: usize, key: &'static str, slot: usize },
    /// Two elements of one section.
    Pair(usize, usize),
}

/// Fields without a say in whether two elements go together.
const PRIVATE: [&str; 5] = ["policy", "security_groups", "route_table", "network_acl", "public_ip"];

/// Every check, those that no knob can change included.
pub(in crate::lab::prove) fn checks(choices: &Choices) -> Vec<Check> {
    let mut checks = Vec::new();
    for (at, element) in choices.elements.iter().enumerate() {
        checks.extend(bundles(element).into_iter().map(|keys| Check::Fields { element: at, keys }));
        for field in element.fields.iter().filter(|field| field.shape.has_entries()) {
            let entries =
                (0..field.slots.len()).map(|slot| Check::Entry { element: at, key: field.key, slot });
            checks.extend(entries);
        }
        for (other, twin) in choices.elements.iter().enumerate().skip(at + 1) {
            if twin.kind == element.kind && may_clash(element, twin) {
                checks.push(Check::Pair(at, other));
            }
        }
    }
    checks
}

/// The fields that are checked together.
fn bundles(element: &Element) -> Vec<Vec<&'static str>> {
    let plain = || element.fields.iter().filter(|field| !field.shape.has_entries());
    let alone = |key: &str, shape: FieldShape| match element.kind {
        ResourceKind::Workload => !["kind", "subnets", "subnet", "security_groups"].contains(&key),
        _ => shape == FieldShape::Policy,
    };
    let together: Vec<&'static str> =
        plain().filter(|field| !alone(field.key, field.shape)).map(|field| field.key).collect();
    let singles = plain().filter(|field| alone(field.key, field.shape)).map(|field| match element.kind {
        // What a policy may say depends on the service; the others keep the part from failing without it.
        ResourceKind::VpcEndpoint => vec![
            "service",
            "vpc_endpoint_type",
            "subnets",
            "private_dns_enabled",
            "private_dns_only_for_inbound_resolver_endpoint",
            field.key,
        ],
        ResourceKind::Workload => vec!["kind", field.key],
        _ => vec![field.key],
    });
    std::iter::once(together).chain(singles).collect()
}

/// Whether two elements of a section can be in each other's way at all.
fn may_clash(a: &Element, b: &Element) -> bool {
    let service = |element: &Element| match element.field("service").map(|field| field.slots.as_slice()) {
        Some([slot]) if slot.knob.is_none() => slot.texts.first().cloned().flatten(),
        _ => None,
    };
    match a.kind {
        ResourceKind::Subnet | ResourceKind::NetworkInterface => true,
        // Endpoints of different services share nothing.
        ResourceKind::VpcEndpoint => match (service(a), service(b)) {
            (Some(a), Some(b)) => a == b || a.contains('.') || b.contains('.'),
            _ => true,
        },
        _ => false,
    }
}

/// Reads the part of a check; nothing when the design has no such part.
pub(in crate::lab::prove) fn part<'v, 'c>(
    view: &'v View<'c>,
    check: &Check,
) -> Result<Option<Slice<'v, 'c>>, Need> {
    let mut slice = Slice::new(view)?;
    match check {
        Check::Fields { element, keys } => {
            if !slice.include_only(*element, keys)? {
                return Ok(None);
            }
            companions_of_interface(&mut slice, *element)?;
        }
        Check::Entry { element, key, slot } => {
            let field = slice.element(*element).and_then(|element| element.field(key));
            let Some(wanted) = field.and_then(|field| field.slots.get(*slot)) else { return Ok(None) };
            if view.text(wanted)?.is_none() || !slice.place(*element)? {
                return Ok(None);
            }
            slice.field(*element, key, &|slot: &Slot| std::ptr::eq(slot, wanted))?;
        }
        Check::Pair(a, b) => {
            for at in [*a, *b] {
                if !slice.include(at, &PRIVATE)? {
                    return Ok(None);
                }
                companions_of_interface(&mut slice, at)?;
            }
        }
    }
    Ok(Some(slice))
}

fn companions_of_interface(slice: &mut Slice<'_, '_>, at: usize) -> Result<(), Need> {
    let endpoint = slice.element(at).is_some_and(|element| element.kind == ResourceKind::VpcEndpoint);
    if endpoint && !slice.texts(at, "vpc_endpoint_type")?.iter().any(|entry| entry.text == "Gateway") {
        companions(slice, at)?;
    }
    Ok(())
}

/// The section and field that a check is about, for counting.
pub(in crate::lab::prove) fn class(choices: &Choices, check: &Check) -> String {
    let section = |at: usize| choices.elements.get(at).map_or("", |element| element.kind.section());
    match check {
        Check::Fields { element, keys } => match keys.last() {
            Some(key) if keys.len() == 1 => format!("{}, {key}", section(*element)),
            _ => section(*element).to_owned(),
        },
        Check::Entry { element, key, .. } => format!("{}, {key}", section(*element)),
        Check::Pair(a, _) => format!("two of section {}", section(*a)),
    }
}
