//! Every operator on a key that is there, on one that is there with another value, and on one that is
//! not.

use super::*;

/// Whether a condition holds: for a value that fits, for another, and for an absent key.
type Row = (&'static str, [bool; 3]);

const POSITIVE: [bool; 3] = [true, false, false];
const NEGATED: [bool; 3] = [false, true, true];
const POSITIVE_IF_EXISTS: [bool; 3] = [true, false, true];

/// Whether an endpoint policy with this condition allows.
fn holds(condition: &str, request: &Request) -> bool {
    let policy = document(&allow(&format!("{ANYONE}{condition}")), PolicyKind::Endpoint(Service::S3));
    let open = document(&allow(ANYONE), PolicyKind::Bucket);
    let layers = Layers { endpoint: Some(Some(&policy)), bucket: Some(Some(&open)), ..Layers::default() };
    authorize(layers, request).allowed
}

fn check_rows(key: &str, fits: &str, differs: &str, present: &Request, absent: &Request, rows: &[Row]) {
    for (operator, [with_fit, with_other, without]) in rows {
        let at = |value, request| holds(&when(operator, key, value), request);
        assert_eq!(at(fits, present), *with_fit, "{operator} {key} with {fits}");
        assert_eq!(at(differs, present), *with_other, "{operator} {key} with {differs}");
        assert_eq!(at(fits, absent), *without, "{operator} {key}, absent");
    }
}

#[test]
fn operators_on_texts() {
    let present = request(Who::Role, By::Gateway, "s3:GetObject", OBJECT, OWN);
    let absent = Request { source_vpce: None, ..present.clone() };
    let rows: [Row; 8] = [
        ("StringEquals", POSITIVE),
        ("StringLike", POSITIVE),
        ("StringNotEquals", NEGATED),
        ("StringNotLike", NEGATED),
        ("StringEqualsIfExists", POSITIVE_IF_EXISTS),
        ("StringLikeIfExists", POSITIVE_IF_EXISTS),
        ("StringNotEqualsIfExists", NEGATED),
        ("StringNotLikeIfExists", NEGATED),
    ];
    check_rows("aws:SourceVpce", "vpce-s3", "vpce-other", &present, &absent, &rows);
}

#[test]
fn operators_on_arns() {
    let present = request(Who::Role, By::Gateway, "s3:GetObject", OBJECT, OWN);
    let absent = Request { caller: Caller::Anonymous, ..present.clone() };
    let rows: [Row; 8] = [
        ("ArnEquals", POSITIVE),
        ("ArnLike", POSITIVE),
        ("ArnNotEquals", NEGATED),
        ("ArnNotLike", NEGATED),
        ("ArnEqualsIfExists", POSITIVE_IF_EXISTS),
        ("ArnLikeIfExists", POSITIVE_IF_EXISTS),
        ("ArnNotEqualsIfExists", NEGATED),
        ("ArnNotLikeIfExists", NEGATED),
    ];
    for fits in [ROLE, "arn:aws:iam::*:role/exec*"] {
        check_rows("aws:PrincipalArn", fits, "arn:aws:iam::*:user/*", &present, &absent, &rows);
    }
}

#[test]
fn operators_on_addresses() {
    let inside = request(Who::Role, By::Gateway, "s3:GetObject", OBJECT, OWN);
    let outside = Request {
        source_vpce: None,
        source_vpc: None,
        vpc_source_ip: None,
        source_ip: Some(0xc633_6407),
        ..inside.clone()
    };
    let rows: [Row; 4] = [
        ("IpAddress", POSITIVE),
        ("NotIpAddress", NEGATED),
        ("IpAddressIfExists", POSITIVE_IF_EXISTS),
        ("NotIpAddressIfExists", NEGATED),
    ];
    for (fits, differs) in
        [("10.0.1.0/24", "10.0.2.0/24"), ("10.0.1.4", "10.0.1.5"), ("0.0.0.0/0", "11.0.0.0/8")]
    {
        check_rows("aws:VpcSourceIp", fits, differs, &inside, &outside, &rows);
    }
    check_rows("aws:SourceIp", "198.51.100.0/24", "203.0.113.0/24", &outside, &inside, &rows);
}

#[test]
fn operators_on_truth_values() {
    let present = request(Who::Role, By::Gateway, "s3:GetObject", OBJECT, OWN);
    let absent = Request { caller: Caller::Anonymous, ..present.clone() };
    let rows: [Row; 2] = [("Bool", POSITIVE), ("BoolIfExists", POSITIVE_IF_EXISTS)];
    check_rows("aws:PrincipalIsAWSService", "false", "true", &present, &absent, &rows);
    // Those are there for unsigned requests, too.
    for request in [&present, &absent] {
        for (key, value) in [("aws:SecureTransport", "true"), ("aws:ViaAWSService", "False")] {
            assert!(holds(&when("Bool", key, value), request), "{key}");
        }
    }
    let bare = r#", "Condition": { "Bool": { "aws:SecureTransport": true } }"#;
    assert!(holds(bare, &present));
}

#[test]
fn null_asks_whether_the_key_is_absent() {
    let inside = request(Who::Role, By::Gateway, "s3:GetObject", OBJECT, OWN);
    let anonymous = Request { caller: Caller::Anonymous, ..inside.clone() };
    for (key, request, absent) in [
        ("aws:SourceVpce", &inside, false),
        ("aws:SourceIp", &inside, true),
        ("aws:VpcSourceIp", &inside, false),
        ("aws:PrincipalArn", &inside, false),
        ("aws:PrincipalArn", &anonymous, true),
        ("aws:PrincipalAccount", &anonymous, false),
        ("aws:PrincipalOrgID", &anonymous, true),
        ("aws:PrincipalIsAWSService", &anonymous, true),
        ("aws:ViaAWSService", &anonymous, false),
        ("s3:ResourceAccount", &inside, false),
    ] {
        assert_eq!(holds(&when("Null", key, "true"), request), absent, "{key}");
        assert_eq!(holds(&when("Null", key, "false"), request), !absent, "{key}");
    }
}

#[test]
fn control_policies() {
    let put = |who, owner| request(who, By::Gateway, "s3:PutObject", OBJECT, owner);
    let full = allow("");
    let with_deny = |rest: &str, condition: &str| {
        format!(r#"{{ "Effect": "Deny", "Action": "s3:*", "Resource": "*"{rest}{condition} }}"#)
    };
    let perimeter = when("StringNotEquals", "aws:ResourceOrgID", "o-a1b2c3d4e5");
    check(
        Layer::ServiceControl,
        vec![
            (full.clone(), put(Who::Role, OWN), true),
            (format!("{full}, {}", with_deny("", &perimeter)), put(Who::Role, OWN), true),
            (format!("{full}, {}", with_deny("", &perimeter)), put(Who::Role, STRANGER), false),
            // It is about the account's own principals.
            (format!("{full}, {}", with_deny("", &perimeter)), put(Who::Stranger, STRANGER), true),
            (format!("{full}, {}", with_deny("", &perimeter)), put(Who::Nobody, STRANGER), true),
            // It must allow: without FullAWSAccess or its like nothing is left.
            (with_deny("", &perimeter), put(Who::Role, OWN), false),
        ],
    );
    let ours = when("StringNotEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5");
    check(
        Layer::ResourceControl,
        vec![
            (with_deny(ANYONE, &ours), put(Who::Role, OWN), true),
            (with_deny(ANYONE, &ours), put(Who::Stranger, OWN), false),
            (with_deny(ANYONE, &ours), put(Who::Nobody, OWN), false),
        ],
    );
}
