//! The condition block: operators, keys and values.

use std::net::Ipv4Addr;

use crate::aws::{Condition, ConditionKey, ConditionOperator};
use crate::diag;
use crate::net::{Ipv4Prefix, PrefixError};

use super::json::{Member, Value};
use super::key::ValueKind;
use super::parse::{Faults, object, suggestion, values};

use ConditionOperator::{
    ArnEquals, ArnLike, ArnNotEquals, ArnNotLike, Bool, IpAddress, NotIpAddress, Null, StringEquals,
    StringLike, StringNotEquals, StringNotLike,
};

const OPERATORS: [(&str, ConditionOperator); 12] = [
    ("StringEquals", StringEquals),
    ("StringNotEquals", StringNotEquals),
    ("StringLike", StringLike),
    ("StringNotLike", StringNotLike),
    ("ArnEquals", ArnEquals),
    ("ArnNotEquals", ArnNotEquals),
    ("ArnLike", ArnLike),
    ("ArnNotLike", ArnNotLike),
    ("Bool", Bool),
    ("Null", Null),
    ("IpAddress", IpAddress),
    ("NotIpAddress", NotIpAddress),
];

/// Operators of IAM that the model leaves out.
const OTHER_OPERATORS: [&str; 15] = [
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "BinaryEquals",
];

/// Global keys of IAM that the model leaves out; those with a `/` go on with a tag.
const OTHER_GLOBAL_KEYS: [&str; 36] = [
    "aws:AssumedRoot",
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "aws:ChatbotSourceArn",
    "aws:CurrentTime",
    "aws:Ec2InstanceSourcePrivateIPv4",
    "aws:Ec2InstanceSourceVpc",
    "aws:EpochTime",
    "aws:FederatedProvider",
    "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:PrincipalTag/",
    "aws:PrincipalType",
    "aws:Referer",
    "aws:RequestTag/",
    "aws:RequestedRegion",
    "aws:ResourceOrgPaths",
    "aws:ResourceTag/",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceIdentity",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceVpcArn",
    "aws:TagKeys",
    "aws:TokenIssueTime",
    "aws:UserAgent",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
    "aws:userid",
    "aws:username",
];

/// An operator, and whether it ends in `IfExists`.
type Operator = (ConditionOperator, bool);

/// Every condition of a statement.
pub(super) fn conditions(member: &Member<'_>, faults: &mut Faults) -> Option<Vec<Condition>> {
    let operators = object(member.value, "`Condition`", faults)?;
    let mut read = Vec::new();
    for operator in operators.values() {
        let known = self::operator(operator, faults);
        let Some(keys) = object(operator.value, &format!("`{}`", operator.key), faults) else {
            read.push(None);
            continue;
        };
        // Keys and values are checked also under an operator that is wrong.
        read.extend(keys.values().map(|key| condition(&operator.key, known, key, faults)));
        read.extend(known.is_none().then_some(None));
    }
    read.into_iter().collect()
}

fn operator(member: &Member<'_>, faults: &mut Faults) -> Option<Operator> {
    let name = member.key.as_str();
    if name.starts_with("ForAllValues:") || name.starts_with("ForAnyValue:") {
        faults.refuse(member.offset, name, Some("the keys of the model have one value each"));
        return None;
    }
    let base = name.strip_suffix("IfExists");
    let found = OPERATORS.iter().find(|(known, _)| *known == base.unwrap_or(name));
    match found {
        Some((_, Null)) if base.is_some() => {
            let help = "write `Null`: it is itself the question whether the key exists";
            faults.error(member.offset, "`Null` has no `IfExists`", Some(help.to_owned()));
            return None;
        }
        Some((_, operator)) => return Some((*operator, base.is_some())),
        None => {}
    }
    if OTHER_OPERATORS.contains(&base.unwrap_or(name)) {
        faults.refuse(member.offset, name, None);
    } else {
        let known = OPERATORS.map(|(known, _)| known);
        let message = format!("`{name}` is no condition operator");
        faults.error(member.offset, message, Some(suggestion(base.unwrap_or(name), &known)));
    }
    None
}

fn condition(
    name: &str,
    operator: Option<Operator>,
    member: &Member<'_>,
    faults: &mut Faults,
) -> Option<Condition> {
    let key = key(member, faults);
    let values = texts_or_truths(member, faults);
    let (operator, if_exists) = operator?;
    let (key, values) = (key?, values?);
    if !fits(operator, key) {
        let what = format!("{name} on {key}");
        let help = match key.kind() {
            ValueKind::Truth => "its value is `true` or `false`: use `Bool`",
            ValueKind::Address => "its value is an address: use `IpAddress` or `NotIpAddress`",
            ValueKind::Text => "its value is a text: use `StringEquals` or a sibling of it",
        };
        faults.refuse(member.offset, &what, Some(help));
        return None;
    }
    let (mut texts, mut networks, mut complete) = (Vec::new(), Vec::new(), true);
    for (text, offset) in values {
        if text.contains("${") {
            faults.refuse(offset, "${…}", Some("write the value itself instead of a policy variable"));
            complete = false;
        } else if operator.is_about_addresses() {
            match network(&text, offset, faults) {
                Some(network) => networks.push(network),
                None => complete = false,
            }
            texts.push(text);
        } else if matches!(operator, Bool | Null) {
            complete &= check_truth(&text, offset, faults);
            texts.push(text.to_ascii_lowercase());
        } else {
            texts.push(text);
        }
    }
    complete.then_some(Condition { operator, if_exists, key, values: texts, networks })
}

/// AWS compares values of the wrong kind as text; the model asks for the operator that is meant.
fn fits(operator: ConditionOperator, key: ConditionKey) -> bool {
    match operator {
        Null => true,
        Bool => key.kind() == ValueKind::Truth,
        IpAddress | NotIpAddress => key.kind() == ValueKind::Address,
        _ => key.kind() == ValueKind::Text,
    }
}

/// The values as texts: strings or truth values.
fn texts_or_truths(member: &Member<'_>, faults: &mut Faults) -> Option<Vec<(String, usize)>> {
    values(member, faults, |node| match node.value() {
        Value::Text(text) => Some(text),
        _ => node.truth().map(|truth| truth.to_string()),
    })
}

fn check_truth(text: &str, offset: usize, faults: &mut Faults) -> bool {
    let known = ["true", "false"].iter().any(|known| known.eq_ignore_ascii_case(text));
    if !known {
        let message = format!("`{text}` is no truth value");
        faults.error(offset, message, Some("write `true` or `false`".to_owned()));
    }
    known
}

/// A block, or a single address; AWS ignores host bits.
fn network(text: &str, offset: usize, faults: &mut Faults) -> Option<Ipv4Prefix> {
    let single = text.parse::<Ipv4Addr>().is_ok().then(|| format!("{text}/32"));
    match single.as_deref().unwrap_or(text).parse() {
        Ok(network) | Err(PrefixError::HostBits { canonical: network, .. }) => Some(network),
        Err(PrefixError::Ipv6(_)) => {
            faults.refuse(offset, text, Some("the model covers IPv4 only"));
            None
        }
        Err(PrefixError::Malformed(_)) => {
            let message = format!("`{text}` is no address or block of addresses");
            let help = "write a CIDR block such as `10.0.0.0/16`, or one address";
            faults.error(offset, message, Some(help.to_owned()));
            None
        }
    }
}

fn key(member: &Member<'_>, faults: &mut Faults) -> Option<ConditionKey> {
    let name = member.key.as_str();
    if let Some(key) = ConditionKey::named(name) {
        return Some(key);
    }
    let lower = name.to_ascii_lowercase();
    let known_elsewhere = OTHER_GLOBAL_KEYS.iter().any(|known| {
        let known = known.to_ascii_lowercase();
        if known.ends_with('/') { lower.starts_with(&known) } else { lower == known }
    });
    let near = nearest(&lower);
    // Keys of a service are too many to list; one that is no slip of the pen is taken for such a key.
    let of_a_service = near.is_none()
        && !lower.starts_with("aws:")
        && lower.split_once(':').is_some_and(|(service, key)| !service.is_empty() && !key.is_empty());
    if known_elsewhere || of_a_service {
        faults.refuse(member.offset, name, None);
        return None;
    }
    let help = near.map_or_else(
        || format!("the model knows `{}`", ConditionKey::ALL.map(ConditionKey::name).join("`, `")),
        |meant| format!("did you mean `{meant}`?"),
    );
    faults.error(member.offset, format!("`{name}` is no condition key"), Some(help));
    None
}

fn nearest(lower: &str) -> Option<ConditionKey> {
    let known = ConditionKey::ALL.map(|key| key.name().to_ascii_lowercase());
    diag::did_you_mean(lower, known.iter().map(String::as_str)).and_then(ConditionKey::named)
}
