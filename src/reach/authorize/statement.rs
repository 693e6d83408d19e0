//! Whether one statement is about one request, and if not, why.

use std::borrow::Cow;

use crate::aws::{Condition, ConditionOperator, Effect, Matcher, PrincipalMatch, Statement};
use crate::reach::{Caller, Layer, Request};

use super::glob::{arn_matches, matches};

/// A request as one layer sees it.
pub(super) struct Asked<'a> {
    pub layer: Layer,
    pub request: &'a Request,
    /// The caller and the bucket belong to the same account.
    pub own_account: bool,
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

    /// The reason in words.
    pub fn told(self, statement: &Statement, asked: &Asked<'_>) -> String {
        let request = asked.request;
        let subject = subject(statement);
        match self {
            Self::Action => format!("{subject} does not cover {}", request.action),
            Self::Resource => format!("{subject} does not cover {}", request.resource),
            Self::Principal if names_somebody_at_a_gateway(statement, asked) => {
                format!(
                    "{subject} names a principal, and a gateway endpoint matches `*` only; pin the role with aws:PrincipalArn"
                )
            }
            Self::Principal => format!("{subject} is about other principals"),
            Self::Condition(condition) => {
                let (name, value) = context(&condition.key, request);
                let verb = if is_negated(condition.operator) { "be other than" } else { "be" };
                let wanted: Vec<_> = condition.values.iter().map(|value| format!("`{value}`")).collect();
                format!(
                    "{subject} wants {name} to {verb} {}, but it is {}",
                    wanted.join(" or "),
                    shown(value.as_deref())
                )
            }
            Self::Delegated => {
                format!("{subject} names the account, which leaves it to the role's own policy")
            }
        }
    }
}

/// The statement, as the beginning of a sentence.
pub(super) fn subject(statement: &Statement) -> Cow<'_, str> {
    // Labels with a blank are words already, such as `statement 2`; others are a `Sid`.
    if statement.label.contains(' ') {
        Cow::Borrowed(&statement.label)
    } else {
        Cow::Owned(format!("statement `{}`", statement.label))
    }
}

/// What the request looks like to the conditions of a statement, as the end of a sentence.
pub(super) fn facts(statement: &Statement, request: &Request) -> String {
    let facts: Vec<_> = statement
        .conditions
        .iter()
        .map(|condition| {
            let (name, value) = context(&condition.key, request);
            format!("{name} is {}", shown(value.as_deref()))
        })
        .collect();
    if facts.is_empty() { String::new() } else { format!(": {}", facts.join(", ")) }
}

fn shown(value: Option<&str>) -> String {
    value.map_or_else(|| "absent".to_owned(), |value| format!("`{value}`"))
}

/// Whether the statement is about the request.
///
/// # Errors
/// Why it is not.
pub(super) fn examine<'s>(statement: &'s Statement, asked: &Asked<'_>) -> Result<(), Refusal<'s>> {
    let request = asked.request;
    let action = request.action.to_ascii_lowercase();
    if !covers(&statement.actions, |pattern| matches(&pattern.to_ascii_lowercase(), &action)) {
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
        && asked.own_account;
    if grants_nothing { Err(Refusal::Delegated) } else { Ok(()) }
}

fn covers(patterns: &Matcher, fits: impl Fn(&str) -> bool) -> bool {
    match patterns {
        Matcher::AnyOf(patterns) => patterns.iter().any(|pattern| fits(pattern)),
        Matcher::NoneOf(patterns) => !patterns.iter().any(|pattern| fits(pattern)),
    }
}

fn names_somebody_at_a_gateway(statement: &Statement, asked: &Asked<'_>) -> bool {
    at_a_gateway(asked) && matches!(statement.principal, PrincipalMatch::Aws(_))
}

fn at_a_gateway(asked: &Asked<'_>) -> bool {
    asked.layer == Layer::Endpoint && asked.request.through_gateway_endpoint
}

fn named(principal: &PrincipalMatch, asked: &Asked<'_>) -> Option<Named> {
    match principal {
        PrincipalMatch::Anyone => Some(Named::Directly),
        PrincipalMatch::Service(_) => None,
        // There an account stands for its root user alone, and ARNs of roles do not work (AWS
        // PrivateLink Guide, "Gateway endpoints for Amazon S3").
        PrincipalMatch::Aws(_) if at_a_gateway(asked) => None,
        PrincipalMatch::Aws(listed) => {
            let names = listed.iter().filter_map(|text| named_by(text, &asked.request.caller));
            names.reduce(|one, other| if one == Named::Directly { one } else { other })
        }
    }
}

fn named_by(text: &str, caller: &Caller) -> Option<Named> {
    let by_account = |account: &str| text == account || text == format!("arn:aws:iam::{account}:root");
    match caller {
        Caller::ExecutionRole { arn, account, .. } => {
            if text == arn {
                Some(Named::Directly)
            } else {
                by_account(account).then_some(Named::Account)
            }
        }
        // The owner of an account gives its identities any name.
        Caller::Foreign { account } => {
            if by_account(account) {
                Some(Named::Account)
            } else {
                text.starts_with(&format!("arn:aws:iam::{account}:")).then_some(Named::Directly)
            }
        }
        Caller::Anonymous => None,
    }
}

/// A condition key as AWS spells it, and its value in the request.
fn context<'r>(key: &'r str, request: &'r Request) -> (&'r str, Option<Cow<'r, str>>) {
    let borrowed = |value: &'r Option<String>| value.as_deref().map(Cow::Borrowed);
    match key {
        "aws:sourcevpce" => ("aws:SourceVpce", borrowed(&request.source_vpce)),
        "aws:sourcevpc" => ("aws:SourceVpc", borrowed(&request.source_vpc)),
        "aws:resourceaccount" => ("aws:ResourceAccount", Some(Cow::Borrowed(&request.resource_account))),
        "s3:resourceaccount" => {
            let about_s3 = request.action.to_ascii_lowercase().starts_with("s3:");
            ("s3:ResourceAccount", about_s3.then_some(Cow::Borrowed(&request.resource_account)))
        }
        "aws:resourceorgid" => ("aws:ResourceOrgID", borrowed(&request.resource_organization)),
        "aws:principalaccount" => ("aws:PrincipalAccount", Some(principal_account(&request.caller))),
        "aws:principalarn" => ("aws:PrincipalArn", principal_arn(&request.caller)),
        "aws:principalorgid" => (
            "aws:PrincipalOrgID",
            match &request.caller {
                Caller::ExecutionRole { organization, .. } => borrowed(organization),
                Caller::Foreign { .. } | Caller::Anonymous => None,
            },
        ),
        other => (other, None),
    }
}

fn principal_account(caller: &Caller) -> Cow<'_, str> {
    match caller {
        Caller::ExecutionRole { account, .. } | Caller::Foreign { account } => Cow::Borrowed(account),
        // What AWS puts there for unsigned requests (IAM User Guide, "Global condition keys").
        Caller::Anonymous => Cow::Borrowed("anonymous"),
    }
}

fn principal_arn(caller: &Caller) -> Option<Cow<'_, str>> {
    match caller {
        Caller::ExecutionRole { arn, .. } => Some(Cow::Borrowed(arn)),
        Caller::Foreign { account } => Some(Cow::Owned(format!("arn:aws:iam::{account}:role/any"))),
        Caller::Anonymous => None,
    }
}

fn is_negated(operator: ConditionOperator) -> bool {
    use ConditionOperator as Op;
    matches!(operator, Op::StringNotEquals | Op::StringNotLike | Op::ArnNotEquals | Op::ArnNotLike)
}

/// An absent key fails a positive operator, and satisfies a negated one and every `…IfExists`.
fn holds(condition: &Condition, request: &Request) -> bool {
    use ConditionOperator as Op;
    let negated = is_negated(condition.operator);
    let (_, Some(value)) = context(&condition.key, request) else {
        return negated || condition.if_exists;
    };
    let value = value.as_ref();
    let compare = |wanted: &str| match condition.operator {
        Op::StringEquals | Op::StringNotEquals => wanted == value,
        Op::StringLike | Op::StringNotLike => matches(wanted, value),
        Op::ArnEquals | Op::ArnNotEquals | Op::ArnLike | Op::ArnNotLike => arn_matches(wanted, value),
    };
    condition.values.iter().any(|wanted| compare(wanted)) != negated
}
