//! Whether one statement is about one request, and if not, why.

use std::borrow::Cow;
use std::net::Ipv4Addr;

use crate::aws::{Condition, ConditionKey, ConditionOperator, Effect, Matcher, PrincipalMatch, Statement};
use crate::reach::{Caller, Layer, Request};

use super::glob::{arn_matches, matches, matches_folded};

/// A request as one layer sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub layer: Layer,
    pub request: &'a Request,
}

impl Asked<'_> {
    /// Whether a gateway endpoint's policy is asked.
    pub fn at_a_gateway(&self) -> bool {
        self.layer == Layer::Endpoint && self.request.through_gateway_endpoint
    }

    /// Whether caller and resource belong to one account.
    fn in_own_account(&self) -> bool {
        self.request.caller.account() == Some(self.request.resource_account.as_str())
    }
}

/// How a statement names the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    /// As everybody, or by its own ARN.
    Directly,
    /// By its account, which in the bucket's own account leaves the decision to the identity's
    /// policy.
    Account,
}

/// Why a statement is not about a request; the later, the closer it came.
#[derive(Debug, Clone, Copy)]
pub(super) enum Refusal<'s> {
    Action,
    Resource,
    Principal,
    Condition(&'s Condition),
    /// It names the account, and the account's own identities need their own policy.
    Delegated,
}

impl Refusal<'_> {
    /// How far the statement came.
    pub fn progress(self) -> u8 {
        match self {
            Self::Action => 0,
            Self::Resource => 1,
            Self::Principal => 2,
            Self::Condition(_) => 3,
            Self::Delegated => 4,
        }
    }
}

/// Whether the statement is about the request.
///
/// # Errors
/// Why it is not.
pub(super) fn examine<'s>(statement: &'s Statement, asked: Asked<'_>) -> Result<(), Refusal<'s>> {
    let request = asked.request;
    if !covers(&statement.actions, |pattern| matches_folded(pattern, &request.action)) {
        return Err(Refusal::Action);
    }
    if !covers(&statement.resources, |pattern| matches(pattern, &request.resource)) {
        return Err(Refusal::Resource);
    }
    let named = named(&statement.principal, asked).ok_or(Refusal::Principal)?;
    if let Some(condition) = statement.conditions.iter().find(|condition| !holds(condition, request)) {
        return Err(Refusal::Condition(condition));
    }
    let grants_nothing = statement.effect == Effect::Allow
        && named == Named::Account
        && asked.layer == Layer::Bucket
        && asked.in_own_account();
    if grants_nothing { Err(Refusal::Delegated) } else { Ok(()) }
}

fn covers(patterns: &Matcher, fits: impl Fn(&str) -> bool) -> bool {
    match patterns {
        Matcher::AnyOf(patterns) => patterns.iter().any(|pattern| fits(pattern)),
        Matcher::NoneOf(patterns) => !patterns.iter().any(|pattern| fits(pattern)),
    }
}

fn named(principal: &PrincipalMatch, asked: Asked<'_>) -> Option<Named> {
    match principal {
        PrincipalMatch::Anyone => Some(Named::Directly),
        PrincipalMatch::Service(_) => None,
        PrincipalMatch::Aws(listed) => {
            let names = listed.iter().filter_map(|text| named_by(text, asked));
            names.reduce(|one, other| if one == Named::Directly { one } else { other })
        }
    }
}

/// At a gateway endpoint an account stands for its root user alone, and ARNs of roles and users do
/// not work (AWS PrivateLink Guide, "Gateway endpoints for Amazon S3").
fn named_by(text: &str, asked: Asked<'_>) -> Option<Named> {
    let caller = &asked.request.caller;
    let is_account = caller.account().is_some_and(|account| names_account(text, account));
    if asked.at_a_gateway() {
        let is_root = caller.arn().is_some_and(|arn| arn.ends_with(":root"));
        return (is_account && is_root).then_some(Named::Directly);
    }
    if is_account {
        return Some(Named::Account);
    }
    (caller.arn() == Some(text)).then_some(Named::Directly)
}

/// Whether `text` is the account's id or the ARN of its root.
fn names_account(text: &str, account: &str) -> bool {
    let id = text.strip_prefix("arn:aws:iam::").and_then(|rest| rest.strip_suffix(":root"));
    id.unwrap_or(text) == account
}

/// The value that a request has for a condition key.
pub(super) fn value(key: ConditionKey, request: &Request) -> Option<Cow<'_, str>> {
    let address = |bits: Option<u32>| bits.map(|bits| Cow::Owned(Ipv4Addr::from_bits(bits).to_string()));
    match key {
        ConditionKey::VpcSourceIp => address(request.vpc_source_ip),
        ConditionKey::SourceIp => address(request.source_ip),
        key => text(key, request).map(Cow::Borrowed),
    }
}

/// The value of a key that is no address.
fn text(key: ConditionKey, request: &Request) -> Option<&str> {
    let caller = &request.caller;
    match key {
        ConditionKey::SourceVpce => request.source_vpce.as_deref(),
        ConditionKey::SourceVpc => request.source_vpc.as_deref(),
        ConditionKey::VpcSourceIp | ConditionKey::SourceIp => None,
        ConditionKey::ResourceAccount => Some(&request.resource_account),
        ConditionKey::S3ResourceAccount => {
            let service = request.action.split(':').next()?;
            service.eq_ignore_ascii_case("s3").then_some(request.resource_account.as_str())
        }
        ConditionKey::ResourceOrgId => request.resource_organization.as_deref(),
        // What AWS puts there for unsigned requests (IAM User Guide, "Global condition keys").
        ConditionKey::PrincipalAccount => caller.account().or(Some("anonymous")),
        ConditionKey::PrincipalArn => caller.arn(),
        ConditionKey::PrincipalOrgId => caller.organization(),
        // No caller of the model is a service principal; unsigned requests do not have the key.
        ConditionKey::PrincipalIsAwsService => (*caller != Caller::Anonymous).then_some("false"),
        // The platform uses the execution role as its own, which is no forwarded request.
        ConditionKey::ViaAwsService => Some("false"),
        ConditionKey::SecureTransport => Some("true"),
    }
}

/// An absent key fails a positive operator, and satisfies a negated one and every `…IfExists`.
fn holds(condition: &Condition, request: &Request) -> bool {
    let address = match condition.key {
        ConditionKey::VpcSourceIp => request.vpc_source_ip,
        ConditionKey::SourceIp => request.source_ip,
        _ => None,
    };
    let text = text(condition.key, request);
    let present = address.is_some() || text.is_some();
    if condition.operator == ConditionOperator::Null {
        return condition.values.iter().any(|value| (value == "true") != present);
    }
    let negated = condition.operator.is_negated();
    if !present {
        return negated || condition.if_exists;
    }
    let matched = if condition.operator.is_about_addresses() {
        address.is_some_and(|address| condition.networks.iter().any(|network| network.contains(address)))
    } else {
        let text = text.unwrap_or_default();
        condition.values.iter().any(|wanted| compare(condition.operator, wanted, text))
    };
    matched != negated
}

fn compare(operator: ConditionOperator, wanted: &str, value: &str) -> bool {
    use ConditionOperator as Op;
    match operator {
        Op::StringEquals | Op::StringNotEquals | Op::Bool => wanted == value,
        Op::StringLike | Op::StringNotLike => matches(wanted, value),
        Op::ArnEquals | Op::ArnNotEquals | Op::ArnLike | Op::ArnNotLike => arn_matches(wanted, value),
        Op::Null | Op::IpAddress | Op::NotIpAddress => false,
    }
}
