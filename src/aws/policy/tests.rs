//! What of the policy language is read, what is refused by name, and what is wrong.

use super::*;

const BUCKET: PolicyKind = PolicyKind::Bucket;
const ENDPOINT: PolicyKind = PolicyKind::Endpoint(Service::S3);
const IDENTITY: PolicyKind = PolicyKind::Identity;

/// A bucket policy with one statement, to which `members` are added.
fn with(members: &str) -> String {
    format!(
        r#"{{ "Version": "2012-10-17", "Statement": {{ "Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"{members} }} }}"#
    )
}

/// The piece of the text that each error points at, and what it says.
fn faults(text: &str, kind: PolicyKind) -> Vec<(String, String)> {
    let errors = PolicyDocument::parse(text, kind).expect_err(text);
    let piece = |error: &PolicyError| text[error.offset.unwrap()..].chars().take(8).collect();
    errors.iter().map(|error| (piece(error), error.message.clone())).collect()
}

#[test]
fn single_values_and_lists_read_alike() {
    let single = with("");
    let listed = r#"{ "Statement": [ { "Resource": ["*"], "Action": ["s3:*"], "Principal": {"AWS": ["*"]}, "Effect": "Allow" } ] }"#;
    let single = PolicyDocument::parse(&single, BUCKET).unwrap();
    assert_eq!(PolicyDocument::parse(listed, ENDPOINT).unwrap(), single);
    assert_eq!(single.statements[0].label, "statement 1");
    assert_eq!(single.statements[0].principal, PrincipalMatch::Anyone);
}

#[test]
fn every_covered_element_is_read() {
    let text = r#"{ "Version": "2012-10-17", "Id": "x", "Statement": [{
        "Sid": "Tight", "Effect": "Deny",
        "Principal": { "AWS": ["111122223333", "arn:aws:iam::111122223333:role/r"], "Service": "logs.amazonaws.com" },
        "NotAction": ["s3:Get*", "s3:ListBucket"], "NotResource": "arn:aws:s3:::a/*",
        "Condition": { "StringNotEqualsIfExists": { "AWS:sourcevpce": ["vpce-a", "vpce-b"] },
                       "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::*:role/*" } }
    }] }"#;
    let document = PolicyDocument::parse(text, BUCKET).unwrap();
    let statement = &document.statements[0];
    assert_eq!((statement.label.as_str(), statement.effect), ("Tight", Effect::Deny));
    assert!(matches!(&statement.principal, PrincipalMatch::Aws(listed) if listed.len() == 2));
    assert!(matches!(&statement.actions, Matcher::NoneOf(listed) if listed.len() == 2));
    let [like, not_equals] = statement.conditions.as_slice() else { panic!("{statement:?}") };
    assert_eq!((like.operator, like.if_exists), (ConditionOperator::ArnLike, false));
    assert_eq!((not_equals.operator, not_equals.if_exists), (ConditionOperator::StringNotEquals, true));
    assert_eq!((not_equals.key, not_equals.values.len()), (ConditionKey::SourceVpce, 2));
}

#[test]
fn what_iam_knows_and_the_model_does_not_is_refused_by_name() {
    for (members, name) in [
        (r#", "Condition": { "NumericLessThan": { "aws:SourceVpc": "1" } }"#, "NumericLessThan"),
        (
            r#", "Condition": { "StringEquals": { "aws:SecureTransport": "true" } }"#,
            "StringEquals on aws:SecureTransport",
        ),
        (r#", "Condition": { "StringLike": { "aws:SourceIp": "10.*" } }"#, "StringLike on aws:SourceIp"),
        (r#", "Condition": { "Bool": { "aws:SourceVpce": "true" } }"#, "Bool on aws:SourceVpce"),
        (r#", "Condition": { "IpAddress": { "aws:SourceIp": "2001:db8::/32" } }"#, "2001:db8::/32"),
        (
            r#", "Condition": { "ForAllValues:StringEquals": { "aws:SourceVpc": "x" } }"#,
            "ForAllValues:StringEquals",
        ),
        (r#", "Condition": { "IpAddress": { "aws:SourceVpc": "x" } }"#, "IpAddress on aws:SourceVpc"),
        (r#", "Condition": { "StringEquals": { "aws:PrincipalTag/team": "x" } }"#, "aws:PrincipalTag/team"),
        (r#", "Condition": { "StringEquals": { "s3:prefix": "x" } }"#, "s3:prefix"),
        (r#", "Condition": { "StringEquals": { "aws:SourceVpc": "${aws:username}" } }"#, "${…}"),
    ] {
        let errors = PolicyDocument::parse(&with(members), BUCKET).unwrap_err();
        let message = format!("the model does not cover `{name}`");
        assert!(
            errors.iter().any(|error| error.refused && error.message == message),
            "{members}: {errors:?}"
        );
    }
    let not_principal = with("").replace(r#""Principal""#, r#""NotPrincipal""#);
    let errors = PolicyDocument::parse(&not_principal, BUCKET).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].refused);
}

#[test]
fn errors_point_at_their_place() {
    for (text, kind, expected) in [
        (r#"{ "Statement": "#, BUCKET, (r" ", "the policy is not JSON: EOF while parsing a value")),
        (r"[]", BUCKET, ("[]", "a policy must be an object, `{ … }`")),
        (r"{}", BUCKET, ("{}", "the policy has no `Statement`")),
        (&with(r#", "Effekt": "Deny""#), BUCKET, ("\"Effekt\"", "`Effekt` is no element of a statement")),
        (&with(r#", "Action": "s3:Get*""#), BUCKET, ("\"Action\"", "`Action` stands twice in a statement")),
        (
            &with("").replace("2012-10-17", "2024-01-01"),
            BUCKET,
            ("\"2024-01", "no such `Version` of the policy language"),
        ),
        (&with("").replace("Allow", "allow"), BUCKET, ("\"allow\",", "`Effect` must be `Allow` or `Deny`")),
        (&with("").replace("s3:*", "s3"), BUCKET, ("\"s3\", \"R", "`s3` is no `Action`")),
        (&with("").replace("s3:*", "ec2:Run*"), BUCKET, ("\"ec2:Run", "`ec2:Run*` is no `Action`")),
        (
            &with("").replace(r#"e": "*""#, r#"e": "my-bucket""#),
            BUCKET,
            ("\"my-buck", "`my-bucket` is no `Resource`"),
        ),
        (
            &with(r#", "NotAction": "s3:Get*""#),
            BUCKET,
            ("\"NotActi", "the statement has both `Action` and `NotAction`"),
        ),
        (&with(""), IDENTITY, ("\"Princip", "an identity policy has no `Principal`")),
        (
            &with("").replace(r#""Principal": "*", "#, ""),
            ENDPOINT,
            ("{ \"Effec", "the statement has no `Principal`"),
        ),
        (
            &with("").replace(r#""Principal": "*""#, r#""Principal": {"AWS": "arn:aws:iam::*:root"}"#),
            BUCKET,
            ("\"arn:aws", "`arn:aws:iam::*:root` has a wildcard, which `Principal` does not know"),
        ),
        (
            &with(r#", "Condition": { "StringEqual": { "aws:SourceVpc": "x" } }"#),
            BUCKET,
            ("\"StringE", "`StringEqual` is no condition operator"),
        ),
        (
            &with(r#", "Condition": { "StringEquals": { "aws:SourceVpcee": "x" } }"#),
            BUCKET,
            ("\"aws:Sou", "`aws:SourceVpcee` is no condition key"),
        ),
        (
            &with(r#", "Condition": { "StringEquals": { "aws:SourceVpc": 7 } }"#),
            BUCKET,
            ("7 } } } ", "`aws:SourceVpc` must be a string or a list of strings"),
        ),
        (&with(r#", "Sid": "not this""#), BUCKET, ("\"not thi", "this is no `Sid`")),
    ] {
        assert_eq!(faults(text, kind), [(expected.0.to_owned(), expected.1.to_owned())], "{text}");
    }
}

#[test]
fn errors_in_values_and_control_policies_point_at_their_place() {
    for (text, kind, expected) in [
        (
            &with(r#", "Condition": { "NullIfExists": { "aws:SourceVpc": "true" } }"#),
            BUCKET,
            ("\"NullIfE", "`Null` has no `IfExists`"),
        ),
        (
            &with(r#", "Condition": { "Bool": { "aws:SecureTransport": "yes" } }"#),
            BUCKET,
            ("\"yes\" } ", "`yes` is no truth value"),
        ),
        (
            &with(r#", "Condition": { "IpAddress": { "aws:SourceIp": "10.0/16" } }"#),
            BUCKET,
            ("\"10.0/16", "`10.0/16` is no address or block of addresses"),
        ),
        (&with(""), PolicyKind::ServiceControl, ("\"Princip", "a service control policy has no `Principal`")),
        (
            &with(""),
            PolicyKind::ResourceControl,
            ("\"Allow\",", "a resource control policy takes `Deny` only"),
        ),
        (
            &with("")
                .replace("Allow", "Deny")
                .replace(r#": "*", "Action"#, r#": {"AWS": "111122223333"}, "Action"#),
            PolicyKind::ResourceControl,
            ("\"Princip", "a resource control policy is about everybody"),
        ),
    ] {
        assert_eq!(faults(text, kind), [(expected.0.to_owned(), expected.1.to_owned())], "{text}");
    }
}

#[test]
fn slips_of_the_pen_are_recognised() {
    for (members, help) in [
        (r#", "effect": "Allow""#, "did you mean `Effect`?"),
        (
            r#", "Condition": { "StringNotEqual": { "aws:SourceVpc": "x" } }"#,
            "did you mean `StringNotEquals`?",
        ),
        (r#", "Condition": { "StringEquals": { "aws:SourceVPCEndpoint": "x" } }"#, "the model knows "),
        (
            r#", "Condition": { "StringEquals": { "aws:ResourceAcount": "x" } }"#,
            "did you mean `aws:ResourceAccount`?",
        ),
        (
            r#", "Condition": { "StringEquals": { "s3:ResourceAcount": "x" } }"#,
            "did you mean `s3:ResourceAccount`?",
        ),
    ] {
        let errors = PolicyDocument::parse(&with(members), BUCKET).unwrap_err();
        assert!(errors[0].help.as_deref().unwrap().starts_with(help), "{errors:?}");
    }
}

#[test]
fn all_errors_come_at_once_in_the_order_of_the_text() {
    let text = r#"{ "Version": "1", "Statement": [{ "Effect": "No", "Action": "x", "Resource": "y" }] }"#;
    let errors = PolicyDocument::parse(text, BUCKET).unwrap_err();
    assert_eq!(errors.len(), 5, "{errors:?}");
    assert!(errors.is_sorted_by_key(|error| error.offset));
}

#[test]
fn two_statements_may_not_share_a_sid() {
    let statement = r#"{ "Sid": "A", "Effect": "Allow", "Action": "s3:*", "Resource": "*" }"#;
    let errors =
        PolicyDocument::parse(&format!(r#"{{ "Statement": [{statement}, {statement}] }}"#), IDENTITY);
    assert_eq!(errors.unwrap_err()[0].message, "two statements have the `Sid` `A`");
}

#[test]
fn size_and_depth_are_bounded() {
    let long = with(&format!(r#", "Sid": "{}""#, "a".repeat(20_480)));
    assert!(PolicyDocument::parse(&long, ENDPOINT).unwrap_err()[0].message.contains("AWS takes 20480"));
    let deep = format!("{}{}", "[".repeat(9_000), "]".repeat(9_000));
    assert!(PolicyDocument::parse(&deep, BUCKET).is_err());
    let deep = with(&format!(r#", "Condition": {}1{}"#, r#"{"a":"#.repeat(2_000), "}".repeat(2_000)));
    assert!(PolicyDocument::parse(&deep, BUCKET).is_err());
}
