//! Policy decisions: the classic traps as rows.

mod laws;
mod operators;

use super::*;
use crate::aws::{PolicyKind, Service};

const OWN: &str = "111122223333";
const STRANGER: &str = "999988887777";
const ROLE: &str = "arn:aws:iam::111122223333:role/execution-role";

/// Who calls, in one word.
#[derive(Debug, Clone, Copy)]
enum Who {
    Role,
    Stranger,
    /// The root user of the stranger's account.
    Root,
    Nobody,
}

/// How the request travels.
#[derive(Debug, Clone, Copy)]
enum By {
    Gateway,
    Interface,
    Internet,
}

fn request(who: Who, by: By, action: &str, resource: &str, owner: &str) -> Request {
    let inside = !matches!(by, By::Internet);
    Request {
        caller: match who {
            Who::Role => Caller::ExecutionRole {
                arn: ROLE.to_owned(),
                account: OWN.to_owned(),
                organization: Some("o-a1b2c3d4e5".to_owned()),
            },
            Who::Stranger => Caller::Foreign {
                arn: format!("arn:aws:iam::{STRANGER}:role/their-choice"),
                account: STRANGER.to_owned(),
                organization: None,
            },
            Who::Root => Caller::Foreign {
                arn: format!("arn:aws:iam::{STRANGER}:root"),
                account: STRANGER.to_owned(),
                organization: None,
            },
            Who::Nobody => Caller::Anonymous,
        },
        action: action.to_owned(),
        resource: resource.to_owned(),
        resource_account: owner.to_owned(),
        resource_organization: (owner == OWN).then(|| "o-a1b2c3d4e5".to_owned()),
        source_vpce: inside.then(|| "vpce-s3".to_owned()),
        source_vpc: inside.then(|| "vpc-main".to_owned()),
        vpc_source_ip: inside.then_some(0x0a00_0104),
        source_ip: (!inside).then_some(0xc633_6407),
        through_gateway_endpoint: matches!(by, By::Gateway),
    }
}

fn document(statements: &str, kind: PolicyKind) -> PolicyDocument {
    PolicyDocument::parse(&format!(r#"{{ "Statement": [{statements}] }}"#), kind)
        .unwrap_or_else(|errors| panic!("{statements}: {errors:?}"))
}

/// Shorthand of a statement: effect, the rest of the members.
fn allow(rest: &str) -> String {
    format!(r#"{{ "Effect": "Allow", "Action": "s3:*", "Resource": "*"{rest} }}"#)
}

const ANYONE: &str = r#", "Principal": "*""#;

/// One row: a policy at one layer, and whether a request passes *that layer* (all others open).
struct Row {
    layer: Layer,
    policy: String,
    request: Request,
    allowed: bool,
}

fn decide(row: &Row) -> Authorization {
    let open = document(&allow(ANYONE), PolicyKind::Bucket);
    let silent_identity =
        document(r#"{ "Effect": "Allow", "Action": "sts:*", "Resource": "*" }"#, PolicyKind::Identity);
    let kind = match row.layer {
        Layer::Identity => PolicyKind::Identity,
        Layer::Endpoint => PolicyKind::Endpoint(Service::S3),
        Layer::Bucket => PolicyKind::Bucket,
        Layer::ServiceControl => PolicyKind::ServiceControl,
        Layer::ResourceControl => PolicyKind::ResourceControl,
    };
    let policy = document(&row.policy, kind);
    let foreign_bucket = row.request.resource_account != OWN;
    let layers = match row.layer {
        Layer::Identity => {
            let bucket = Some(foreign_bucket.then_some(&open));
            Layers { identity: Some(&policy), bucket, ..Layers::default() }
        }
        Layer::Endpoint => {
            Layers { endpoint: Some(Some(&policy)), bucket: Some(Some(&open)), ..Layers::default() }
        }
        // The role's own policy is silent, so the bucket's alone decides.
        Layer::Bucket => {
            Layers { identity: Some(&silent_identity), bucket: Some(Some(&policy)), ..Layers::default() }
        }
        Layer::ServiceControl => {
            Layers { service_control: Some(&policy), bucket: Some(Some(&open)), ..Layers::default() }
        }
        Layer::ResourceControl => {
            Layers { resource_control: Some(&policy), bucket: Some(Some(&open)), ..Layers::default() }
        }
    };
    authorize(layers, &row.request)
}

fn check(layer: Layer, rows: Vec<(String, Request, bool)>) {
    for (policy, request, allowed) in rows {
        let row = Row { layer, policy, request, allowed };
        let decision = decide(&row);
        assert_eq!(decision.allowed, row.allowed, "{} for {:?}: {decision:?}", row.policy, row.request);
    }
}

const OBJECT: &str = "arn:aws:s3:::ours/key";
const BUCKET: &str = "arn:aws:s3:::ours";
const THEIRS: &str = "arn:aws:s3:::theirs/key";

fn when(operator: &str, key: &str, value: &str) -> String {
    format!(r#", "Condition": {{ "{operator}": {{ "{key}": "{value}" }} }}"#)
}

#[test]
fn identity_policies() {
    let get = || request(Who::Role, By::Gateway, "s3:GetObject", OBJECT, OWN);
    let statement = |action: &str, resource: &str| {
        format!(r#"{{ "Effect": "Allow", "Action": "{action}", "Resource": "{resource}" }}"#)
    };
    check(
        Layer::Identity,
        vec![
            (statement("s3:*", "*"), get(), true),
            (statement("*", "*"), get(), true),
            (statement("S3:getobject", "*"), get(), true),
            (statement("s3:Get*", "*"), get(), true),
            (statement("s3:Get?bject", "*"), get(), true),
            (statement("s3:PutObject", "*"), get(), false),
            (statement("s3:GetObject", "arn:aws:s3:::ours/*"), get(), true),
            // An object is not covered by the ARN of its bucket, nor the bucket by that of its objects.
            (statement("s3:GetObject", BUCKET), get(), false),
            (
                statement("s3:ListBucket", "arn:aws:s3:::ours/*"),
                request(Who::Role, By::Gateway, "s3:ListBucket", BUCKET, OWN),
                false,
            ),
            (
                statement("s3:ListBucket", BUCKET),
                request(Who::Role, By::Gateway, "s3:ListBucket", BUCKET, OWN),
                true,
            ),
            // A pattern that looks like a name family also covers a stranger's bucket of that family.
            (
                statement("s3:*", "arn:aws:s3:::ours*"),
                request(Who::Role, By::Gateway, "s3:PutObject", "arn:aws:s3:::ours-stolen/x", STRANGER),
                true,
            ),
            (r#"{ "Effect": "Allow", "NotAction": "iam:*", "Resource": "*" }"#.into(), get(), true),
            (r#"{ "Effect": "Allow", "NotAction": "s3:Get*", "Resource": "*" }"#.into(), get(), false),
            (
                r#"{ "Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::ours/*" }"#.into(),
                get(),
                false,
            ),
            // A deny without an allow allows nothing.
            (r#"{ "Effect": "Deny", "Action": "s3:Delete*", "Resource": "*" }"#.into(), get(), false),
            (
                format!("{}, {}", allow(""), r#"{ "Effect": "Deny", "Action": "s3:Get*", "Resource": "*" }"#),
                get(),
                false,
            ),
            (allow(&when("StringEquals", "aws:ResourceAccount", OWN)), get(), true),
            (
                allow(&when("StringEquals", "aws:ResourceAccount", OWN)),
                request(Who::Role, By::Gateway, "s3:PutObject", THEIRS, STRANGER),
                false,
            ),
            // Whose the caller is says nothing about whose the bucket is.
            (
                allow(&when("StringEquals", "aws:PrincipalAccount", OWN)),
                request(Who::Role, By::Gateway, "s3:PutObject", THEIRS, STRANGER),
                true,
            ),
        ],
    );
}

#[test]
fn endpoint_policies() {
    let put = |who, by, resource, owner| request(who, by, "s3:PutObject", resource, owner);
    let theirs = |who| put(who, By::Gateway, THEIRS, STRANGER);
    let with = |rest: &str| allow(&format!("{ANYONE}{rest}"));
    let principal = |text: &str| allow(&format!(r#", "Principal": {{ "AWS": "{text}" }}"#));
    let by_resource = with(&when("StringEquals", "aws:ResourceAccount", OWN));
    let s3_resource = with(&when("StringEquals", "s3:ResourceAccount", OWN));
    let by_principal = with(&when("StringEquals", "aws:PrincipalAccount", OWN));
    check(
        Layer::Endpoint,
        vec![
            (with(""), theirs(Who::Stranger), true),
            (by_resource.clone(), theirs(Who::Role), false),
            (by_resource.clone(), theirs(Who::Stranger), false),
            (by_resource, put(Who::Role, By::Gateway, OBJECT, OWN), true),
            (s3_resource.clone(), theirs(Who::Nobody), false),
            (s3_resource, put(Who::Role, By::Interface, OBJECT, OWN), true),
            // The identity perimeter stops foreign credentials, not our own role at a foreign bucket.
            (by_principal.clone(), theirs(Who::Role), true),
            (by_principal.clone(), theirs(Who::Stranger), false),
            (by_principal, theirs(Who::Nobody), false),
            // In the endpoint's own policy the endpoint's id is always there: a tautology.
            (with(&when("StringEquals", "aws:SourceVpce", "vpce-s3")), theirs(Who::Stranger), true),
            (with(&when("StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5")), theirs(Who::Role), true),
            (with(&when("StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5")), theirs(Who::Stranger), false),
            (with(&when("StringEquals", "aws:ResourceOrgID", "o-a1b2c3d4e5")), theirs(Who::Role), false),
            (
                with(&when("StringEquals", "aws:ResourceOrgID", "o-a1b2c3d4e5")),
                put(Who::Role, By::Gateway, OBJECT, OWN),
                true,
            ),
            // A gateway endpoint takes an account for its root user, and roles only as a condition.
            (principal(OWN), put(Who::Role, By::Gateway, OBJECT, OWN), false),
            (principal("arn:aws:iam::111122223333:root"), put(Who::Role, By::Gateway, OBJECT, OWN), false),
            (principal(ROLE), put(Who::Role, By::Gateway, OBJECT, OWN), false),
            (principal(STRANGER), theirs(Who::Root), true),
            (principal("arn:aws:iam::999988887777:root"), theirs(Who::Root), true),
            (principal(STRANGER), theirs(Who::Stranger), false),
            (principal(OWN), put(Who::Role, By::Interface, OBJECT, OWN), true),
            (principal(ROLE), put(Who::Role, By::Interface, OBJECT, OWN), true),
            (
                with(&when("ArnEquals", "aws:PrincipalArn", ROLE)),
                put(Who::Role, By::Gateway, OBJECT, OWN),
                true,
            ),
            (
                with(&when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/exec*")),
                theirs(Who::Role),
                true,
            ),
            (with(&when("ArnLike", "aws:PrincipalArn", ROLE)), theirs(Who::Stranger), false),
            (with(&when("ArnNotLike", "aws:PrincipalArn", ROLE)), theirs(Who::Nobody), true),
        ],
    );
}

#[test]
fn bucket_policies() {
    let get = |who, by| request(who, by, "s3:GetObject", OBJECT, OWN);
    let with = |rest: &str| allow(&format!("{ANYONE}{rest}"));
    let principal = |text: &str| allow(&format!(r#", "Principal": {{ "AWS": "{text}" }}"#));
    let deny_unless = |operator: &str| {
        format!(
            r#"{}, {{ "Effect": "Deny", "Action": "s3:*", "Resource": "*"{ANYONE}{} }}"#,
            with(""),
            when(operator, "aws:SourceVpce", "vpce-s3")
        )
    };
    check(
        Layer::Bucket,
        vec![
            (with(""), get(Who::Nobody, By::Internet), true),
            (with(""), get(Who::Role, By::Internet), true),
            (principal(ROLE), get(Who::Role, By::Internet), true),
            (principal("arn:aws:iam::111122223333:role/other"), get(Who::Role, By::Internet), false),
            // Naming the own account leaves it to the role's own policy, which here is silent.
            (principal(OWN), get(Who::Role, By::Internet), false),
            (principal(STRANGER), get(Who::Stranger, By::Internet), true),
            (principal(STRANGER), get(Who::Nobody, By::Internet), false),
            (
                principal("arn:aws:iam::999988887777:role/their-choice"),
                get(Who::Stranger, By::Internet),
                true,
            ),
            (
                allow(r#", "Principal": { "Service": "logs.amazonaws.com" }"#),
                get(Who::Role, By::Internet),
                false,
            ),
            // Deny unless through the endpoint: absent counts as different.
            (deny_unless("StringNotEquals"), get(Who::Role, By::Gateway), true),
            (deny_unless("StringNotEquals"), get(Who::Role, By::Internet), false),
            // A negated operator holds for an absent key anyway, so IfExists changes nothing.
            (deny_unless("StringNotEqualsIfExists"), get(Who::Role, By::Internet), false),
            (deny_unless("StringEquals"), get(Who::Role, By::Gateway), false),
            (deny_unless("StringEquals"), get(Who::Role, By::Internet), true),
            (with(&when("StringEquals", "aws:SourceVpc", "vpc-main")), get(Who::Role, By::Interface), true),
            (with(&when("StringEquals", "aws:SourceVpc", "vpc-main")), get(Who::Role, By::Internet), false),
            (
                with(&when("StringEqualsIfExists", "aws:SourceVpc", "vpc-x")),
                get(Who::Role, By::Internet),
                true,
            ),
            (with(&when("StringLike", "aws:SourceVpce", "vpce-*")), get(Who::Role, By::Gateway), true),
            (with(&when("StringNotLike", "aws:SourceVpce", "vpce-*")), get(Who::Role, By::Gateway), false),
            (
                with(&when("StringEquals", "aws:PrincipalAccount", "anonymous")),
                get(Who::Nobody, By::Internet),
                true,
            ),
        ],
    );
}

#[test]
fn accounts_decide_whose_consent_is_needed() {
    let all_identity = document(&allow(""), PolicyKind::Identity);
    let all_bucket = document(&allow(ANYONE), PolicyKind::Bucket);
    let none = document(r#"{ "Effect": "Allow", "Action": "sts:*", "Resource": "*" }"#, PolicyKind::Identity);
    for (owner, identity, bucket, allowed) in [
        (OWN, Some(&all_identity), None, true),
        (OWN, Some(&none), Some(&all_bucket), true),
        (OWN, Some(&none), None, false),
        (OWN, None, None, true),
        (STRANGER, Some(&all_identity), None, false),
        (STRANGER, Some(&none), Some(&all_bucket), false),
        (STRANGER, Some(&all_identity), Some(&all_bucket), true),
    ] {
        let request = request(Who::Role, By::Internet, "s3:GetObject", OBJECT, owner);
        let decision = authorize(Layers { identity, bucket: Some(bucket), ..Layers::default() }, &request);
        assert_eq!(decision.allowed, allowed, "{owner}: {decision:?}");
    }
    let request = request(Who::Nobody, By::Internet, "s3:GetObject", OBJECT, OWN);
    let no_policy = Layers { bucket: Some(None), ..Layers::default() };
    assert!(!authorize(no_policy, &request).allowed);
    let caller = Caller::Foreign { arn: ROLE.into(), account: OWN.into(), organization: None };
    assert!(authorize(no_policy, &Request { caller, ..request }).allowed);
}

#[test]
fn the_deciding_statement_is_named() {
    let deny = format!(
        r#"{{ "Sid": "OnlyInside", "Effect": "Deny", "Action": "s3:*", "Resource": "*"{ANYONE}{} }}"#,
        when("StringNotEquals", "aws:SourceVpce", "vpce-s3")
    );
    let bucket = document(&deny, PolicyKind::Bucket);
    let endpoint = document(
        &allow(&format!(r#", "Principal": {{ "AWS": "{ROLE}" }}"#)),
        PolicyKind::Endpoint(Service::S3),
    );
    let identity =
        document(&allow(&when("StringEquals", "aws:ResourceAccount", STRANGER)), PolicyKind::Identity);
    let details = |by, layers| -> Vec<String> {
        let request = request(Who::Role, by, "s3:GetObject", OBJECT, OWN);
        authorize(layers, &request).layers.into_iter().map(|layer| layer.detail).collect()
    };
    assert_eq!(
        details(
            By::Internet,
            Layers { identity: Some(&identity), bucket: Some(Some(&bucket)), ..Layers::default() }
        ),
        [
            "no statement allows: statement 1 wants aws:ResourceAccount to be `999988887777`, but it is `111122223333`",
            "statement `OnlyInside` denies: aws:SourceVpce is absent",
        ]
    );
    assert_eq!(
        details(
            By::Gateway,
            Layers { endpoint: Some(Some(&endpoint)), bucket: Some(None), ..Layers::default() }
        ),
        [
            "the role's managed policy allows",
            "no statement allows: statement 1 names a principal, and a gateway endpoint matches `*` only; pin the role with aws:PrincipalArn",
            "the bucket has no policy; within one account the role's policy is enough",
        ]
    );
}
