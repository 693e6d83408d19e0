//! The account: region, id, organization.

use crate::aws::{ConfigDraft, PolicyDocument, PolicyKind, ResourceKind};

use super::endpoint::policy;
use super::names::filled;
use super::report::{Checked, Report, Spot};

const DEFAULT_REGION: &str = "us-east-1";
const DEFAULT_ACCOUNT: &str = "111122223333";

/// The region of the account's resources.
pub(super) fn region<'a>(draft: &'a ConfigDraft, report: &mut Report) -> Checked<&'a str> {
    let spot = Spot::section(ResourceKind::Account).field("region");
    check_region(filled(draft.region.as_ref()).unwrap_or(DEFAULT_REGION), &spot, report)
}

/// The id of the learner's account.
pub(super) fn id<'a>(draft: &'a ConfigDraft, report: &mut Report) -> Checked<&'a str> {
    let spot = Spot::section(ResourceKind::Account).field("account");
    check_account(filled(draft.account.as_ref()).unwrap_or(DEFAULT_ACCOUNT), &spot, report)
}

/// The organization of the learner's account.
pub(super) fn organization<'a>(draft: &'a ConfigDraft, report: &mut Report) -> Checked<Option<&'a str>> {
    let Some(text) = filled(draft.organization.as_ref()) else {
        return Ok(None);
    };
    let well_formed = text.strip_prefix("o-").is_some_and(|id| {
        (10..=32).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    });
    if well_formed {
        return Ok(Some(text));
    }
    let spot = Spot::section(ResourceKind::Account).field("organization");
    let message = format!("`{text}` is not the id of an organization");
    Err(report.error_with_help(
        &spot,
        message,
        "write `o-` and 10 to 32 lower-case letters and digits, such as `o-a1b2c3d4e5`",
    ))
}

/// A policy of the account, if there is one.
type ControlPolicy = Checked<Option<PolicyDocument>>;

/// What the organization lets the account's principals do, and others do with its resources.
pub(super) fn control_policies(draft: &ConfigDraft, report: &mut Report) -> (ControlPolicy, ControlPolicy) {
    let mut read = |text: Option<&String>, kind, field| {
        let spot = Spot::section(ResourceKind::Account).field(field);
        if filled(text).is_some() && filled(draft.organization.as_ref()).is_none() {
            let message = "only an organization has such a policy";
            report.error_with_help(&spot, message, "set `organization`, such as `o-a1b2c3d4e5`");
        }
        policy(text, kind, &spot, report)
    };
    let service = draft.service_control_policy.as_ref();
    let service = read(service, PolicyKind::ServiceControl, "service_control_policy");
    let resource = draft.resource_control_policy.as_ref();
    (service, read(resource, PolicyKind::ResourceControl, "resource_control_policy"))
}

/// A region such as `eu-central-1`.
pub(super) fn check_region<'a>(text: &'a str, spot: &Spot<'_>, report: &mut Report) -> Checked<&'a str> {
    let parts: Vec<_> = text.split('-').collect();
    let well_formed = match parts.as_slice() {
        [area, middle @ .., number] => {
            area.len() == 2
                && area.bytes().all(|b| b.is_ascii_lowercase())
                && !middle.is_empty()
                && middle.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase()))
                && number.len() == 1
                && number.bytes().all(|b| b.is_ascii_digit())
        }
        _ => false,
    };
    if well_formed {
        return Ok(text);
    }
    let message = format!("`{text}` is not a region");
    Err(report.error_with_help(spot, message, "write a region such as `us-east-1`; a zone has a letter more"))
}

/// The 12-digit id of an account.
pub(super) fn check_account<'a>(text: &'a str, spot: &Spot<'_>, report: &mut Report) -> Checked<&'a str> {
    if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(text);
    }
    let message = format!("`{text}` is not the id of an account");
    Err(report.error_with_help(spot, message, "write 12 digits in quotes, such as \"111122223333\""))
}
