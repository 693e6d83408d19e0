//! One statement: effect, principal, actions, resources.

use std::collections::BTreeMap;

use crate::aws::{Effect, Matcher, PolicyKind, PrincipalMatch, Statement};

use super::condition::conditions;
use super::json::{Member, Node, Value};
use super::parse::{Faults, object, suggestion, texts};

const KNOWN: [&str; 8] =
    ["Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

type Members<'t> = BTreeMap<String, Member<'t>>;

/// Reads the statement at `index`.
pub(super) fn statement(
    node: Node<'_>,
    index: usize,
    kind: PolicyKind,
    faults: &mut Faults,
) -> Option<Statement> {
    let members = object(node, "a statement", faults)?;
    for member in members.values().filter(|member| !KNOWN.contains(&member.key.as_str())) {
        match member.key.as_str() {
            "NotPrincipal" => {
                faults.refuse(member.offset, "NotPrincipal", Some("name the principals in `Principal`"));
            }
            _ => faults.unknown_key(member, "a statement", &KNOWN),
        }
    }
    let label = label(&members, index, faults);
    let effect = effect(&members, node, kind, faults);
    let principal = principal(&members, node, kind, faults);
    let actions = matcher(&members, node, ["Action", "NotAction"], &|text| action_fault(text, kind), faults)
        .map(in_lower_case);
    let resources = matcher(&members, node, ["Resource", "NotResource"], &resource_fault, faults);
    let conditions = match members.get("Condition") {
        Some(member) => conditions(member, faults),
        None => Some(Vec::new()),
    };
    Some(Statement {
        label: label?,
        effect: effect?,
        principal: principal?,
        actions: actions?,
        resources: resources?,
        conditions: conditions?,
    })
}

fn label(members: &Members<'_>, index: usize, faults: &mut Faults) -> Option<String> {
    let Some(sid) = members.get("Sid") else {
        return Some(format!("statement {}", index + 1));
    };
    match sid.value.value() {
        Value::Text(text) if text.is_empty() => Some(format!("statement {}", index + 1)),
        // S3 also takes blanks, endpoints do not; one rule is enough to learn.
        Value::Text(text) if text.bytes().all(|b| b.is_ascii_alphanumeric()) => Some(text),
        _ => {
            let help = "letters and digits only, such as \"OnlyOurBuckets\"";
            faults.error(sid.value.offset(), "this is no `Sid`", Some(help.to_owned()));
            None
        }
    }
}

fn effect(members: &Members<'_>, node: Node<'_>, kind: PolicyKind, faults: &mut Faults) -> Option<Effect> {
    let Some(effect) = members.get("Effect") else {
        faults.error(
            node.offset(),
            "the statement has no `Effect`",
            Some("write `Allow` or `Deny`".to_owned()),
        );
        return None;
    };
    let text = match effect.value.value() {
        Value::Text(text) => text,
        _ => String::new(),
    };
    match text.as_str() {
        "Allow" if kind == PolicyKind::ResourceControl => {
            let message = "a resource control policy takes `Deny` only";
            let help = "what no statement denies passes: AWS keeps RCPFullAWSAccess attached beside it";
            faults.error(effect.value.offset(), message, Some(help.to_owned()));
            None
        }
        "Allow" => Some(Effect::Allow),
        "Deny" => Some(Effect::Deny),
        other => {
            let message = "`Effect` must be `Allow` or `Deny`";
            faults.error(effect.value.offset(), message, Some(suggestion(other, &["Allow", "Deny"])));
            None
        }
    }
}

fn principal(
    members: &Members<'_>,
    node: Node<'_>,
    kind: PolicyKind,
    faults: &mut Faults,
) -> Option<PrincipalMatch> {
    match (members.get("Principal"), kind) {
        (Some(member), PolicyKind::Identity) => {
            let help = "remove it: the policy is about the role it is attached to";
            faults.error(member.offset, "an identity policy has no `Principal`", Some(help.to_owned()));
            None
        }
        (Some(member), PolicyKind::ServiceControl) => {
            let message = "a service control policy has no `Principal`";
            let help = "remove it: the policy is about every principal of the account";
            faults.error(member.offset, message, Some(help.to_owned()));
            None
        }
        (None, PolicyKind::Identity | PolicyKind::ServiceControl) => Some(PrincipalMatch::Anyone),
        (Some(member), PolicyKind::ResourceControl) => {
            let named = named_principal(member, faults)?;
            if named != PrincipalMatch::Anyone {
                let message = "a resource control policy is about everybody";
                let help = "write `\"Principal\": \"*\"` and narrow it with a condition";
                faults.error(member.offset, message, Some(help.to_owned()));
                return None;
            }
            Some(named)
        }
        (Some(member), PolicyKind::Bucket | PolicyKind::Endpoint(_)) => named_principal(member, faults),
        (None, PolicyKind::Bucket | PolicyKind::Endpoint(_) | PolicyKind::ResourceControl) => {
            if !members.contains_key("NotPrincipal") {
                let help = "write `\"Principal\": \"*\"` and narrow it with a condition, or name an ARN";
                faults.error(node.offset(), "the statement has no `Principal`", Some(help.to_owned()));
            }
            None
        }
    }
}

fn named_principal(member: &Member<'_>, faults: &mut Faults) -> Option<PrincipalMatch> {
    match member.value.value() {
        Value::Text(text) if text == "*" => return Some(PrincipalMatch::Anyone),
        Value::Object(_) => {}
        _ => {
            let help = "write `\"*\"` or `{ \"AWS\": \"arn:…\" }`";
            let message = "`Principal` must be `\"*\"` or an object";
            faults.error(member.value.offset(), message, Some(help.to_owned()));
            return None;
        }
    }
    let kinds = object(member.value, "`Principal`", faults)?;
    let (mut aws, mut services, mut complete) = (Vec::new(), Vec::new(), true);
    for (key, listed) in &kinds {
        match key.as_str() {
            "AWS" | "Service" => match texts(listed, faults) {
                Some(texts) if key == "AWS" => aws.extend(texts),
                Some(texts) => services.extend(texts.into_iter().map(|(text, _)| text)),
                None => complete = false,
            },
            "Federated" | "CanonicalUser" => {
                faults.refuse(listed.offset, key, None);
                complete = false;
            }
            _ => {
                faults.unknown_key(listed, "`Principal`", &["AWS", "Service"]);
                complete = false;
            }
        }
    }
    for (text, offset) in &aws {
        complete &= check_principal(text, *offset, faults);
    }
    if !complete || (aws.is_empty() && services.is_empty()) {
        if complete {
            faults.error(member.value.offset(), "`Principal` names nobody", None);
        }
        return None;
    }
    Some(match aws {
        _ if aws.iter().any(|(text, _)| text == "*") => PrincipalMatch::Anyone,
        // No principal of the model is a service, so beside accounts and roles they change nothing.
        _ if !aws.is_empty() => PrincipalMatch::Aws(aws.into_iter().map(|(text, _)| text).collect()),
        _ => PrincipalMatch::Service(services),
    })
}

/// `*`, an account, a root, role or user ARN.
fn check_principal(text: &str, offset: usize, faults: &mut Faults) -> bool {
    let is_account = |text: &str| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
    if text == "*" || is_account(text) {
        return true;
    }
    if text.starts_with("arn:aws:sts::") {
        faults.refuse(offset, text, Some("name the role itself, `arn:aws:iam::ACCOUNT:role/NAME`"));
        return false;
    }
    if text.contains(['*', '?']) {
        let message = format!("`{text}` has a wildcard, which `Principal` does not know");
        let help = "write `\"*\"` and a condition `ArnLike` on `aws:PrincipalArn`";
        faults.error(offset, message, Some(help.to_owned()));
        return false;
    }
    let rest = text.strip_prefix("arn:aws:iam::").and_then(|rest| rest.split_once(':'));
    let named = |name: &str| {
        name == "root"
            || ["role/", "user/"].iter().any(|start| name.len() > start.len() && name.starts_with(start))
    };
    if rest.is_some_and(|(account, name)| is_account(account) && named(name)) {
        return true;
    }
    let message = format!("`{text}` is no principal");
    let help = "write an account id, `arn:aws:iam::ACCOUNT:root` or `arn:aws:iam::ACCOUNT:role/NAME`";
    faults.error(offset, message, Some(help.to_owned()));
    false
}

/// Exactly one of an element and its negation.
fn matcher(
    members: &Members<'_>,
    node: Node<'_>,
    [positive, negative]: [&str; 2],
    fault: &dyn Fn(&str) -> Option<String>,
    faults: &mut Faults,
) -> Option<Matcher> {
    let (member, wrap): (_, fn(Vec<String>) -> Matcher) = match (members.get(positive), members.get(negative))
    {
        (Some(member), None) => (member, Matcher::AnyOf),
        (None, Some(member)) => (member, Matcher::NoneOf),
        (Some(_), Some(second)) => {
            let message = format!("the statement has both `{positive}` and `{negative}`");
            faults.error(second.offset, message, Some("keep one of them".to_owned()));
            return None;
        }
        (None, None) => {
            faults.error(node.offset(), format!("the statement has no `{positive}`"), None);
            return None;
        }
    };
    let listed = texts(member, faults)?;
    let mut complete = true;
    for (text, offset) in &listed {
        if text.contains("${") {
            faults.refuse(*offset, "${…}", Some("write the value itself instead of a policy variable"));
            complete = false;
        } else if let Some(help) = fault(text) {
            faults.error(*offset, format!("`{text}` is no `{positive}`"), Some(help));
            complete = false;
        }
    }
    complete.then(|| wrap(listed.into_iter().map(|(text, _)| text).collect()))
}

fn in_lower_case(actions: Matcher) -> Matcher {
    let lower = |patterns: Vec<String>| patterns.iter().map(|text| text.to_ascii_lowercase()).collect();
    match actions {
        Matcher::AnyOf(patterns) => Matcher::AnyOf(lower(patterns)),
        Matcher::NoneOf(patterns) => Matcher::NoneOf(lower(patterns)),
    }
}

fn action_fault(text: &str, kind: PolicyKind) -> Option<String> {
    const EXAMPLE: &str = "write `SERVICE:ACTION`, such as `s3:GetObject` or `s3:*`";
    if text == "*" {
        return None;
    }
    let Some((service, action)) = text.split_once(':') else {
        return Some(EXAMPLE.to_owned());
    };
    let word = |text: &str, extra: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || extra.contains(c))
    };
    if !word(service, "-") || !word(action, "*?") {
        return Some(EXAMPLE.to_owned());
    }
    let foreign = kind == PolicyKind::Bucket && !service.eq_ignore_ascii_case("s3");
    foreign.then(|| "a bucket policy is about actions of `s3` only".to_owned())
}

fn resource_fault(text: &str) -> Option<String> {
    let is_arn = text.starts_with("arn:") && text.splitn(6, ':').count() == 6;
    if text == "*" || is_arn {
        return None;
    }
    Some(if text.starts_with("arn:") {
        "an ARN has six parts: `arn:aws:s3:::bucket/key` (S3 leaves two of them empty)".to_owned()
    } else {
        format!("write an ARN, such as `arn:aws:s3:::{}`, or `*`", text.trim_start_matches("s3://"))
    })
}
