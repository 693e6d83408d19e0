//! What one policy says to a request, and what all of them say together.

use std::collections::BTreeSet;

use trapline::aws::{Condition, ConditionKey as Key, ConditionOperator as Op, Effect};
use trapline::aws::{Matcher, PolicyDocument, PrincipalMatch, Statement};
use trapline::reach::{Caller, Layer, Request};

/// The policies on a path; the flags say whether the layer is asked at all.
pub struct Policies<'c> {
    /// Of the role; `None` is the managed one, which allows.
    pub identity: Option<&'c PolicyDocument>,
    pub service_control: Option<&'c PolicyDocument>,
    pub endpoint: Option<&'c PolicyDocument>,
    pub bucket: Option<&'c PolicyDocument>,
    /// The resource's owner lets everybody in.
    pub open: bool,
    /// The resource has no policy of its own that the model knows.
    pub left_to_account: bool,
    pub resource_control: Option<&'c PolicyDocument>,
}

/// The layers that do not let the request pass.
pub fn refusing(policies: &Policies<'_>, request: &Request) -> BTreeSet<Layer> {
    let Policies { identity, service_control, endpoint, bucket, resource_control, .. } = *policies;
    let ours = matches!(request.caller, Caller::ExecutionRole { .. });
    let at_home = request.caller.account() == Some(request.resource_account.as_str());
    let says = |policy: Option<&PolicyDocument>, layer, effect| {
        let mut all = policy.into_iter().flat_map(|policy| &policy.statements);
        all.any(|it| it.effect == effect && applies(it, layer, at_home, request))
    };
    let allows = |policy, layer| says(policy, layer, Effect::Allow);
    let invited = policies.open || allows(bucket, Layer::Bucket);
    let permitted = identity.is_none() || allows(identity, Layer::Identity);
    let at_rest = at_home || policies.left_to_account;
    let consent = [
        (Layer::Identity, ours, identity, permitted || (at_home && invited)),
        (
            Layer::ServiceControl,
            ours,
            service_control,
            service_control.is_none() || allows(service_control, Layer::ServiceControl),
        ),
        (Layer::Endpoint, true, endpoint, endpoint.is_none() || allows(endpoint, Layer::Endpoint)),
        (Layer::Bucket, true, bucket, at_rest || invited),
        (Layer::ResourceControl, true, resource_control, true),
    ];
    let refuses = |(layer, asked, policy, allowed): (Layer, bool, Option<&PolicyDocument>, bool)| {
        (asked && (!allowed || says(policy, layer, Effect::Deny))).then_some(layer)
    };
    consent.into_iter().filter_map(refuses).collect()
}

fn applies(statement: &Statement, layer: Layer, at_home: bool, request: &Request) -> bool {
    let within = |matcher: &Matcher, text: &str| match matcher {
        Matcher::AnyOf(patterns) => patterns.iter().any(|it| glob(it.as_bytes(), text.as_bytes())),
        Matcher::NoneOf(patterns) => !patterns.iter().any(|it| glob(it.as_bytes(), text.as_bytes())),
    };
    is_meant(statement, layer, at_home, request)
        && within(&statement.actions, &request.action.to_lowercase())
        && within(&statement.resources, &request.resource)
        && statement.conditions.iter().all(|condition| holds(condition, request))
}

fn is_meant(statement: &Statement, layer: Layer, at_home: bool, request: &Request) -> bool {
    let PrincipalMatch::Aws(listed) = &statement.principal else {
        return statement.principal == PrincipalMatch::Anyone;
    };
    let (Some(arn), Some(account)) = (request.caller.arn(), request.caller.account()) else { return false };
    let is_root = arn == format!("arn:aws:iam::{account}:root");
    listed.iter().any(|name| {
        let whole = name == account || *name == format!("arn:aws:iam::{account}:root");
        match layer {
            // It knows no roles, and takes an account for its root user.
            Layer::Endpoint if request.through_gateway_endpoint => whole && is_root,
            // Naming the own account leaves the decision to the identity's policy.
            Layer::Bucket if at_home && statement.effect == Effect::Allow => name == arn,
            _ => whole || name == arn,
        }
    })
}

fn holds(condition: &Condition, request: &Request) -> bool {
    let Condition { operator, if_exists, key, values, networks } = condition;
    let caller = &request.caller;
    let some = |text: &str| Some(text.to_owned());
    let address = if *key == Key::SourceIp { request.source_ip } else { request.vpc_source_ip };
    let found = match key {
        Key::SourceVpce => request.source_vpce.clone(),
        Key::SourceVpc => request.source_vpc.clone(),
        Key::VpcSourceIp | Key::SourceIp => address.map(|it| it.to_string()),
        Key::S3ResourceAccount if !request.action.starts_with("s3:") => None,
        Key::ResourceAccount | Key::S3ResourceAccount => some(&request.resource_account),
        Key::PrincipalAccount => some(caller.account().unwrap_or("anonymous")),
        Key::PrincipalArn => caller.arn().map(str::to_owned),
        Key::PrincipalOrgId => caller.organization().map(str::to_owned),
        Key::ResourceOrgId => request.resource_organization.clone(),
        Key::PrincipalIsAwsService => caller.arn().and_then(|_| some("false")),
        Key::ViaAwsService => some("false"),
        Key::SecureTransport => some("true"),
    };
    if *operator == Op::Null {
        return values.iter().any(|value| (value == "true") == found.is_none());
    }
    let negated = operator.is_negated();
    let Some(found) = found else { return *if_exists || negated };
    let matched = match operator {
        Op::IpAddress | Op::NotIpAddress => {
            networks.iter().any(|block| address.is_some_and(|it| block.contains(it)))
        }
        Op::StringLike | Op::StringNotLike => {
            values.iter().any(|value| glob(value.as_bytes(), found.as_bytes()))
        }
        Op::ArnEquals | Op::ArnLike | Op::ArnNotEquals | Op::ArnNotLike => values.iter().any(|value| {
            let (mut pattern, mut text) = (value.splitn(6, ':'), found.splitn(6, ':'));
            let parts = (0..6).map(|_| pattern.next().zip(text.next()));
            parts.into_iter().all(|it| it.is_some_and(|(p, t)| glob(p.as_bytes(), t.as_bytes())))
        }),
        _ => values.contains(&found),
    };
    matched != negated
}

/// `*` for anything, `?` for one character.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => (0..=text.len()).any(|at| glob(rest, &text[at..])),
        Some((sign, rest)) => {
            text.split_first().is_some_and(|(c, left)| (*sign == b'?' || sign == c) && glob(rest, left))
        }
    }
}
