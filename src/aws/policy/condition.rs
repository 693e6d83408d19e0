//! The condition block: operators and keys.

use crate::aws::{Condition, ConditionOperator};
use crate::diag;

use super::json::Member;
use super::parse::{Faults, object, suggestion, texts};

use ConditionOperator::{
    ArnEquals, ArnLike, ArnNotEquals, ArnNotLike, StringEquals, StringLike, StringNotEquals, StringNotLike,
};

const OPERATORS: [(&str, ConditionOperator); 8] = [
    ("StringEquals", StringEquals),
    ("StringNotEquals", StringNotEquals),
    ("StringLike", StringLike),
    ("StringNotLike", StringNotLike),
    ("ArnEquals", ArnEquals),
    ("ArnNotEquals", ArnNotEquals),
    ("ArnLike", ArnLike),
    ("ArnNotLike", ArnNotLike),
];

/// Operators of IAM that the model leaves out.
const OTHER_OPERATORS: [&str; 19] = [
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
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "Null",
];

/// Keys whose value the model knows for every request.
const KEYS: [&str; 8] = [
    "aws:SourceVpce",
    "aws:SourceVpc",
    "aws:ResourceAccount",
    "s3:ResourceAccount",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:ResourceOrgID",
];

/// Global keys of IAM that the model leaves out; those with a `/` go on with a tag.
const OTHER_GLOBAL_KEYS: [&str; 41] = [
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
    "aws:PrincipalIsAWSService",
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
    "aws:SecureTransport",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceIdentity",
    "aws:SourceIp",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceVpcArn",
    "aws:TagKeys",
    "aws:TokenIssueTime",
    "aws:UserAgent",
    "aws:ViaAWSService",
    "aws:VpcSourceIp",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
    "aws:userid",
    "aws:username",
];

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
        for key in keys.values() {
            // Keys and values are checked also under an operator that is wrong.
            read.push(condition(key, faults).zip(known).map(|((key, values), (operator, if_exists))| {
                Condition { operator, if_exists, key, values }
            }));
        }
        read.extend(known.is_none().then_some(None));
    }
    read.into_iter().collect()
}

fn operator(member: &Member<'_>, faults: &mut Faults) -> Option<(ConditionOperator, bool)> {
    let name = member.key.as_str();
    if name.starts_with("ForAllValues:") || name.starts_with("ForAnyValue:") {
        faults.refuse(member.offset, name, Some("the keys of the model have one value each"));
        return None;
    }
    let base = name.strip_suffix("IfExists");
    let found = OPERATORS.iter().find(|(known, _)| *known == base.unwrap_or(name));
    if let Some((_, operator)) = found {
        return Some((*operator, base.is_some()));
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

/// The key in lower case, and its values.
fn condition(member: &Member<'_>, faults: &mut Faults) -> Option<(String, Vec<String>)> {
    let key = key(member, faults);
    let values = texts(member, faults)?;
    let mut complete = true;
    for (value, offset) in &values {
        if value.contains("${") {
            faults.refuse(*offset, "${…}", Some("write the value itself instead of a policy variable"));
            complete = false;
        }
    }
    let values = values.into_iter().map(|(value, _)| value).collect();
    complete.then_some(())?;
    Some((key?, values))
}

fn key(member: &Member<'_>, faults: &mut Faults) -> Option<String> {
    let name = member.key.as_str();
    if KEYS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return Some(name.to_ascii_lowercase());
    }
    let lower = name.to_ascii_lowercase();
    let known_elsewhere = OTHER_GLOBAL_KEYS.iter().any(|known| {
        let known = known.to_ascii_lowercase();
        if known.ends_with('/') { lower.starts_with(&known) } else { lower == known }
    });
    let near =
        diag::did_you_mean(&lower, KEYS.map(str::to_ascii_lowercase).iter().map(String::as_str)).is_some();
    // Keys of a service are too many to list; one that is no slip of the pen is taken for such a key.
    let of_a_service = !near
        && !lower.starts_with("aws:")
        && lower.split_once(':').is_some_and(|(service, key)| !service.is_empty() && !key.is_empty());
    if known_elsewhere || of_a_service {
        faults.refuse(member.offset, name, None);
    } else {
        let message = format!("`{name}` is no condition key");
        faults.error(member.offset, message, Some(key_suggestion(&lower)));
    }
    None
}

fn key_suggestion(lower: &str) -> String {
    let lowered = KEYS.map(str::to_ascii_lowercase);
    let near = diag::did_you_mean(lower, lowered.iter().map(String::as_str));
    let meant = KEYS.iter().find(|known| near.is_some_and(|near| known.eq_ignore_ascii_case(near)));
    meant.map_or_else(
        || format!("the model knows `{}`", KEYS.join("`, `")),
        |meant| format!("did you mean `{meant}`?"),
    )
}
