//! What a layer contributed, in words.

use std::borrow::Cow;

use crate::aws::{Condition, ConditionOperator, Effect, PolicyDocument, PrincipalMatch, Statement};
use crate::reach::{Finding, Layer, Request, Ruling};

use super::statement::{Asked, Refusal, examine, value};

/// The statement that decided, or why none did.
pub(super) fn detail(finding: Finding, policy: Option<&PolicyDocument>, request: &Request) -> String {
    let statement = |index: usize| policy.and_then(|policy| policy.statements.get(index));
    match finding.ruling {
        Ruling::Denied(index) => statement(index).map_or_else(String::new, |statement| {
            format!("{} denies{}", subject(statement), facts(statement, request))
        }),
        Ruling::Allowed(index) => {
            statement(index).map_or_else(String::new, |statement| format!("{} allows", subject(statement)))
        }
        Ruling::Absent => match finding.layer {
            Layer::Identity => "the role's managed policy allows".to_owned(),
            Layer::Bucket => enough(finding, "the bucket has no policy".to_owned()),
            Layer::Endpoint | Layer::ServiceControl | Layer::ResourceControl => {
                "the default policy allows everything".to_owned()
            }
        },
        Ruling::Silent => {
            let silent = match policy.and_then(|policy| nearest(policy, finding.layer, request)) {
                Some(reason) => format!("no statement allows: {reason}"),
                None => "no statement allows".to_owned(),
            };
            enough(finding, silent)
        }
    }
}

/// Adds who else may consent, where this layer need not.
fn enough(finding: Finding, detail: String) -> String {
    if finding.consent_needed {
        return detail;
    }
    let other = if finding.layer == Layer::Bucket { "the role's" } else { "the bucket's" };
    format!("{detail}; within one account {other} policy is enough")
}

/// Why the statement that came closest does not allow.
fn nearest(policy: &PolicyDocument, layer: Layer, request: &Request) -> Option<String> {
    let asked = Asked { layer, request };
    let allowing = policy.statements.iter().filter(|statement| statement.effect == Effect::Allow);
    let refusals = allowing.filter_map(|statement| Some((examine(statement, asked).err()?, statement)));
    // Of those that came equally close, the first.
    let refusals: Vec<_> = refusals.collect();
    let (refusal, statement) = refusals.into_iter().rev().max_by_key(|(refusal, _)| refusal.progress())?;
    Some(told(refusal, statement, asked))
}

fn told(refusal: Refusal<'_>, statement: &Statement, asked: Asked<'_>) -> String {
    let request = asked.request;
    let subject = subject(statement);
    match refusal {
        Refusal::Action => format!("{subject} does not cover {}", request.action),
        Refusal::Resource => format!("{subject} does not cover {}", request.resource),
        Refusal::Principal
            if asked.at_a_gateway() && matches!(statement.principal, PrincipalMatch::Aws(_)) =>
        {
            format!(
                "{subject} names a principal, and a gateway endpoint matches `*` only; pin the role with aws:PrincipalArn"
            )
        }
        Refusal::Principal => format!("{subject} is about other principals"),
        Refusal::Condition(condition) => {
            let value = value(condition.key, request);
            format!(
                "{subject} wants {} to {}, but it is {}",
                condition.key,
                wanted(condition),
                shown(value.as_deref())
            )
        }
        Refusal::Delegated => {
            format!("{subject} names the account, which leaves it to the role's own policy")
        }
    }
}

fn wanted(condition: &Condition) -> String {
    let values: Vec<_> = condition.values.iter().map(|value| format!("`{value}`")).collect();
    let values = values.join(" or ");
    match condition.operator {
        ConditionOperator::Null if condition.values.iter().all(|value| value == "true") => {
            "be absent".to_owned()
        }
        ConditionOperator::Null => "be present".to_owned(),
        ConditionOperator::IpAddress => format!("lie in {values}"),
        ConditionOperator::NotIpAddress => format!("lie outside {values}"),
        operator if operator.is_negated() => format!("be other than {values}"),
        _ => format!("be {values}"),
    }
}

/// The statement, as the beginning of a sentence.
fn subject(statement: &Statement) -> Cow<'_, str> {
    // Labels with a blank are words already, such as `statement 2`; others are a `Sid`.
    if statement.label.contains(' ') {
        Cow::Borrowed(&statement.label)
    } else {
        Cow::Owned(format!("statement `{}`", statement.label))
    }
}

/// What the request looks like to the conditions of a statement, as the end of a sentence.
fn facts(statement: &Statement, request: &Request) -> String {
    let facts: Vec<_> = statement
        .conditions
        .iter()
        .map(|condition| format!("{} is {}", condition.key, shown(value(condition.key, request).as_deref())))
        .collect();
    if facts.is_empty() { String::new() } else { format!(": {}", facts.join(", ")) }
}

fn shown(value: Option<&str>) -> String {
    value.map_or_else(|| "absent".to_owned(), |value| format!("`{value}`"))
}
