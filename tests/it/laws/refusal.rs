//! P11: what the model does not cover never gets a verdict, and is named.

use super::*;
use trapline::diag::Sources;
use trapline::pack::read_config;

/// Something outside the model: a text to put into a statement, and the name that must be told.
const ELEMENTS: &[(&str, &str)] = &[
    (r#""NotPrincipal":{"AWS":"111122223333"}"#, "NotPrincipal"),
    (r#""Condition":{"ForAnyValue:StringEquals":{"aws:SourceVpce":"vpce-s3"}}"#, "ForAnyValue:StringEquals"),
    (r#""Condition":{"ForAllValues:StringLike":{"aws:PrincipalArn":"*"}}"#, "ForAllValues:StringLike"),
    (r#""Condition":{"NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}}"#, "NumericLessThan"),
    (r#""Condition":{"DateGreaterThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"}}"#, "DateGreaterThan"),
    (r#""Condition":{"StringEqualsIgnoreCase":{"aws:SourceVpc":"VPC-MAIN"}}"#, "StringEqualsIgnoreCase"),
    (r#""Condition":{"BinaryEquals":{"aws:SourceVpc":"AA=="}}"#, "BinaryEquals"),
    (r#""Condition":{"StringEquals":{"aws:PrincipalTag/team":"ml"}}"#, "aws:PrincipalTag/team"),
    (r#""Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:s3:::x"}}"#, "aws:SourceArn"),
    (r#""Condition":{"StringEquals":{"aws:CalledViaFirst":"athena.amazonaws.com"}}"#, "aws:CalledViaFirst"),
    (r#""Condition":{"StringEquals":{"aws:RequestedRegion":"us-east-1"}}"#, "aws:RequestedRegion"),
];

/// Keys that no section knows.
const KEYS: &[(&str, &str)] = &[
    ("[vpc]\nipv6_cidr_block = \"2001:db8::/56\"\n", "ipv6_cidr_block"),
    ("[[transit_gateway]]\nname = \"tgw\"\n", "transit_gateway"),
    ("[[vpc_peering_connection]]\nname = \"peer\"\n", "vpc_peering_connection"),
    ("[[network_firewall]]\nname = \"wall\"\n", "network_firewall"),
    (
        "[[subnet]]\nname = \"c\"\ncidr_block = \"10.0.7.0/24\"\nmap_public_ip_on_launch = true\n",
        "map_public_ip_on_launch",
    ),
    (
        "[[route_table]]\nname = \"r\"\nroutes = [{ destination = \"10.9.0.0/16\", target = \"tgw\" }]\n",
        "tgw",
    ),
];

/// Places of a block, each with a hole.
const BLOCKS: &[&str] = &[
    "[vpc]\ncidr_block = \"@\"\n",
    "[[subnet]]\nname = \"c\"\ncidr_block = \"@\"\n",
    "[[route_table]]\nname = \"r\"\nroutes = [{ destination = \"@\", target = \"blackhole\" }]\n",
    "[[security_group]]\nname = \"g\"\ningress = [{ protocol = \"tcp\", ports = \"443\", source = \"@\" }]\n",
    "[[security_group]]\nname = \"g\"\negress = [{ protocol = \"all\", destination = \"@\" }]\n",
    "[[network_acl]]\nname = \"n\"\ningress = [{ rule_number = 1, action = \"allow\", protocol = \"all\", cidr_block = \"@\" }]\n",
];

const VALID: &str = r#"{"Effect":"Allow",PRINCIPAL"Action":"s3:*","Resource":"*"}"#;

/// Where a policy may stand, and whether it names principals.
const POLICIES: &[(&str, bool)] = &[
    ("[[s3_bucket]]\nname = \"data\"\npolicy = '''@'''\n", true),
    (
        "[[vpc_endpoint]]\nname = \"s3\"\nservice = \"s3\"\nvpc_endpoint_type = \"Gateway\"\nroute_tables = [\"main\"]\npolicy = '''@'''\n",
        true,
    ),
    ("[training_job]\nexecution_role_policy = '''@'''\n", false),
];

/// What the reader says; nothing when it takes the text.
fn told(text: &str) -> Option<String> {
    let mut sources = Sources::default();
    let source = sources.add("fuzz.toml", text);
    let read = read_config(&sources, source);
    read.config.is_none().then(|| format!("{:?}", read.diagnostics))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn p11_refusal_of_policy_elements(
        (place, principals) in proptest::sample::select(POLICIES),
        (element, name) in proptest::sample::select(ELEMENTS),
        before in 0usize..3,
        after in 0usize..3,
        effect in proptest::sample::select(vec!["Allow", "Deny"]),
    ) {
        let principal = if principals && name != "NotPrincipal" { r#""Principal":"*","# } else { "" };
        let valid = VALID.replace("PRINCIPAL", if principals { r#""Principal":"*","# } else { "" });
        let odd = format!(r#"{{"Effect":"{effect}",{principal}"Action":"s3:*","Resource":"*",{element}}}"#);
        let list = [vec![valid.clone(); before], vec![odd], vec![valid.clone(); after]].concat();
        let policy = |list: &[String]| place.replace('@', &format!(r#"{{"Statement":[{}]}}"#, list.join(",")));
        prop_assert_eq!(told(&policy(&vec![valid; before + after + 1])), None);
        let said = told(&policy(&list));
        prop_assert!(said.as_ref().is_some_and(|said| said.contains(name)), "{name}: {said:?}");
    }

    #[test]
    fn p11_refusal_of_ipv6_blocks(
        place in proptest::sample::select(BLOCKS),
        groups in proptest::collection::vec(any::<u16>(), 3),
        length in 0u8..=128,
    ) {
        let block = format!("{:x}:{:x}::{:x}/{length}", groups[0], groups[1], groups[2]);
        let said = told(&place.replace('@', &block));
        prop_assert!(said.as_ref().is_some_and(|said| said.contains(&block)), "{block}: {said:?}");
    }

    #[test]
    fn p11_refusal_of_unknown_keys_and_sections(
        (text, name) in proptest::sample::select(KEYS),
        noise in proptest::sample::select(vec!["", "# a comment\n", "\n\n"]),
    ) {
        let said = told(&format!("{noise}{text}"));
        prop_assert!(said.as_ref().is_some_and(|said| said.contains(name)), "{name}: {said:?}");
    }

    /// Whatever stands there: either it is taken whole, or something is said about it.
    #[test]
    fn p11_refusal_is_never_silent(
        place in proptest::sample::select(POLICIES),
        bytes in proptest::collection::vec(proptest::sample::select(
            r#"{}[]":,*?$ AllowDenyStatementEffect0123456789x"#.chars().collect::<Vec<_>>()), 0..60),
    ) {
        let text: String = bytes.into_iter().collect();
        // A blank text is an absent policy.
        prop_assume!(!text.trim().is_empty());
        let said = told(&place.0.replace('@', &text));
        prop_assert!(said.as_ref().is_some_and(|said| said.len() > 2), "{text}: {said:?}");
    }
}
