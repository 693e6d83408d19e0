//! Laws of the engine, each under its own number and name.
//!
//! Elsewhere: P1, the agreement with a walk over every packet, in `brute_force` and `reach_model`; P2,
//! the agreement with a solver, in `tests/oracle`; P3, the soundness of certificates, in `proved`,
//! `mutation` and `certificates`.

mod defaults;
mod order;
mod refusal;
mod rename;
mod rules;

use proptest::prelude::*;
use trapline::aws::{
    Config, ConfigDraft, NetworkAclEntryDraft, RouteDraft, S3BucketDraft, SecurityGroupRuleDraft,
    WorkloadDraft,
};
use trapline::reach::{Analysis, Conversation, ExplanationCode, Query, Verdict, analyze};

use crate::reach_model::drafts;

pub(crate) fn query(from: &str, to: &str, conversation: Conversation) -> Query {
    Query::parse(from, to, None, conversation).unwrap()
}

/// The questions that every law is tried on.
pub(crate) fn questions() -> Vec<Query> {
    use Conversation::{OneWay, TwoWay};
    [
        ("container", "internet", OneWay),
        ("container", "internet", TwoWay),
        ("container", "internet:443/tcp", TwoWay),
        ("container", "10.0.9.5:5432/tcp", TwoWay),
        ("container", "service:s3", TwoWay),
        ("container", "s3:own", TwoWay),
        ("container", "s3:stranger", TwoWay),
        ("container", "peer", TwoWay),
        ("container", "dns", TwoWay),
        ("platform", "s3:own", TwoWay),
        ("client:db", "internet", OneWay),
    ]
    .into_iter()
    .map(|(from, to, conversation)| query(from, to, conversation))
    .collect()
}

pub(crate) fn with_buckets(mut draft: ConfigDraft) -> ConfigDraft {
    let bucket = |name: &str, account: Option<&str>| S3BucketDraft {
        name: name.to_owned(),
        account: account.map(str::to_owned),
        ..S3BucketDraft::default()
    };
    draft.s3_buckets = vec![bucket("own", None), bucket("stranger", Some("999988887777"))];
    draft
}

pub(crate) fn answers(draft: &ConfigDraft) -> Vec<Verdict> {
    let config = Config::build(draft).unwrap_or_else(|errors| panic!("{errors:?}"));
    questions().iter().map(|query| analyze(&config, query).verdict()).collect()
}

fn workload(draft: &mut ConfigDraft) -> &mut WorkloadDraft {
    draft.workload.as_mut().unwrap()
}

fn allow_all() -> SecurityGroupRuleDraft {
    SecurityGroupRuleDraft {
        protocol: Some("all".into()),
        peer: Some("0.0.0.0/0".into()),
        ..SecurityGroupRuleDraft::default()
    }
}

/// `0.0.0.0/0` as its two halves.
fn split(cidr: Option<&str>) -> Vec<Option<String>> {
    match cidr {
        Some("0.0.0.0/0") => vec![Some("0.0.0.0/1".into()), Some("128.0.0.0/1".into())],
        Some("10.0.0.0/16") => vec![Some("10.0.0.0/17".into()), Some("10.0.128.0/17".into())],
        other => vec![other.map(str::to_owned)],
    }
}

const ALLOW_ALL_STATEMENT: &str = r#"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#;
const STATEMENTS: [&str; 4] = [
    r#"{"Effect":"Allow","Principal":"*","Action":"s3:Put*","Resource":"*"}"#,
    r#"{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::own/*"}"#,
    r#"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"aws:ResourceAccount":"111122223333"}}}"#,
    r#"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-s3"}}}"#,
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn p5_order_invariance_of_security_group_rules(draft in drafts().prop_map(with_buckets)) {
        let mut turned = draft.clone();
        for group in &mut turned.security_groups {
            group.ingress.reverse();
            group.ingress.extend(group.ingress.clone());
            if let Some(egress) = &mut group.egress {
                egress.reverse();
                egress.extend(egress.clone());
            }
        }
        prop_assert_eq!(answers(&draft), answers(&turned));
    }

    #[test]
    fn p5_order_invariance_of_numbered_network_acl_entries(draft in drafts().prop_map(with_buckets)) {
        let mut turned = draft.clone();
        for acl in &mut turned.network_acls {
            acl.ingress.reverse();
            acl.egress.reverse();
        }
        prop_assert_eq!(answers(&draft), answers(&turned));
    }

    #[test]
    fn p5_order_invariance_of_routes(draft in drafts().prop_map(with_buckets)) {
        let mut turned = draft.clone();
        for table in &mut turned.route_tables {
            table.routes.reverse();
        }
        prop_assert_eq!(answers(&draft), answers(&turned));
    }

    #[test]
    fn p4_monotonicity_of_security_group_rules(draft in drafts().prop_map(with_buckets), at in 0usize..2) {
        let mut wider = draft.clone();
        wider.security_groups[at].ingress.push(allow_all());
        if let Some(egress) = &mut wider.security_groups[at].egress {
            egress.push(allow_all());
        }
        for (narrow, wide) in answers(&draft).into_iter().zip(answers(&wider)) {
            prop_assert!(wide >= narrow, "{narrow} became {wide}");
        }
    }

    #[test]
    fn p4_monotonicity_of_network_acl_denies(draft in drafts().prop_map(with_buckets)) {
        let mut wider = draft.clone();
        let allows = |entry: &NetworkAclEntryDraft| entry.action.as_deref() == Some("allow");
        for acl in &mut wider.network_acls {
            acl.ingress.retain(allows);
            acl.egress.retain(allows);
        }
        for (narrow, wide) in answers(&draft).into_iter().zip(answers(&wider)) {
            prop_assert!(wide >= narrow, "{narrow} became {wide}");
        }
    }

    #[test]
    fn p4_monotonicity_of_allow_statements(
        draft in drafts().prop_map(with_buckets),
        written in proptest::collection::vec(proptest::sample::select(&STATEMENTS[..]), 1..3),
    ) {
        let policy = |more: &[&str]| format!(r#"{{"Statement":[{}]}}"#, [&written[..], more].concat().join(","));
        let with = |text: String| {
            let mut with = draft.clone();
            for endpoint in &mut with.vpc_endpoints {
                endpoint.policy = Some(text.clone());
            }
            with.s3_buckets[0].policy = Some(text.clone());
            with.s3_buckets[1].policy = Some(text);
            with
        };
        let wider = answers(&with(policy(&[ALLOW_ALL_STATEMENT])));
        for (narrow, wide) in answers(&with(policy(&[]))).into_iter().zip(wider) {
            prop_assert!(wide >= narrow, "{narrow} became {wide}");
        }
    }

    #[test]
    fn p6_split_invariance_of_blocks_in_security_groups(draft in drafts().prop_map(with_buckets)) {
        let mut halves = draft.clone();
        for group in &mut halves.security_groups {
            let part = |rule: &SecurityGroupRuleDraft| {
                let rule = rule.clone();
                split(rule.peer.as_deref()).into_iter().map(move |peer| SecurityGroupRuleDraft { peer, ..rule.clone() }).collect::<Vec<_>>()
            };
            group.ingress = group.ingress.iter().flat_map(part).collect();
            group.egress = group.egress.as_ref().map(|egress| egress.iter().flat_map(part).collect());
        }
        prop_assert_eq!(answers(&draft), answers(&halves));
    }

    #[test]
    fn p9_what_cannot_leave_cannot_converse(draft in drafts().prop_map(with_buckets)) {
        let config = Config::build(&draft).unwrap();
        let out = analyze(&config, &query("container", "internet", Conversation::OneWay)).verdict();
        let both = analyze(&config, &query("container", "internet", Conversation::TwoWay)).verdict();
        prop_assert!(both <= out);
    }

    #[test]
    fn p9_isolation_silences_the_container_and_leaves_the_platform(draft in drafts().prop_map(with_buckets)) {
        let mut isolated = draft.clone();
        workload(&mut isolated).enable_network_isolation = Some(true);
        let (before, after) = (answers(&draft), answers(&isolated));
        for ((query, was), is) in questions().iter().zip(before).zip(after) {
            let silenced = query.source.to_string() == "container" && query.destination.to_string() != "peer";
            prop_assert_eq!(is, if silenced { Verdict::Never } else { was }, "{}", query);
        }
    }

    #[test]
    fn p3_every_answer_carries_its_evidence(draft in drafts().prop_map(with_buckets)) {
        let config = Config::build(&draft).unwrap();
        for query in questions() {
            let analysis = analyze(&config, &query);
            let (path, blockers) = (!analysis.path().is_empty(), !analysis.blockers().is_empty());
            prop_assert_eq!((path, blockers), evidence_of(analysis.verdict()), "{}", query);
        }
    }

    #[test]
    fn p5_the_same_question_has_the_same_answer(draft in drafts().prop_map(with_buckets)) {
        let all = |config: &Config| questions().iter().map(|query| analyze(config, query)).collect::<Vec<Analysis>>();
        let config = Config::build(&draft).unwrap();
        prop_assert_eq!(all(&config), all(&config.clone()));
    }
}

/// Whether a verdict has a path, and whether it has blockers.
fn evidence_of(verdict: Verdict) -> (bool, bool) {
    match verdict {
        Verdict::Never => (false, true),
        Verdict::Sometimes => (true, true),
        Verdict::Always => (true, false),
    }
}

fn one_subnet_with_nat(more: Option<RouteDraft>) -> ConfigDraft {
    let text = r"
        vpc = { internet_gateway = true }
        subnet = [
          { name = 'a', cidr_block = '10.0.1.0/24', route_table = 'private' },
          { name = 'public', cidr_block = '10.0.2.0/24', route_table = 'public' },
        ]
        nat_gateway = [{ name = 'nat', subnet = 'public' }]
        security_group = [{ name = 'job' }]
        route_table = [
          { name = 'private', routes = [{ destination = '0.0.0.0/0', target = 'nat' }] },
          { name = 'public', routes = [{ destination = '0.0.0.0/0', target = 'internet_gateway' }] },
        ]
        training_job = { subnets = ['a'], security_groups = ['job'] }
    ";
    let mut sources = trapline::diag::Sources::default();
    let source = sources.add("nat.toml", text);
    let read = trapline::pack::read_config(&sources, source);
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    let mut draft = read.draft;
    draft.route_tables[0].routes.extend(more);
    draft
}

#[test]
fn p4_routes_are_not_monotone() {
    let all = query("container", "internet:443/tcp", Conversation::TwoWay);
    let before = Config::build(&one_subnet_with_nat(None)).unwrap();
    assert_eq!(analyze(&before, &all).verdict(), Verdict::Always);
    let hole = RouteDraft { destination: Some("203.0.113.0/24".into()), target: Some("blackhole".into()) };
    let after = Config::build(&one_subnet_with_nat(Some(hole))).unwrap();
    let analysis = analyze(&after, &all);
    assert_eq!(analysis.verdict(), Verdict::Sometimes);
    assert_eq!(analysis.blockers()[0].code, ExplanationCode::BadStateRoute);
}
