//! Speed of the engine and of grading, on the shipped labs and on networks of growing size.
//!
//! `cargo bench --bench reach`

#![expect(clippy::expect_used, reason = "a benchmark without its input measures nothing")]

use std::path::Path;

use trapline::aws::{
    Config, ConfigDraft, NetworkAclDraft, NetworkAclEntryDraft, NetworkInterfaceDraft, SecurityGroupDraft,
    SecurityGroupRuleDraft, SubnetDraft, VpcEndpointDraft, WorkloadDraft, WorkloadKind,
};
use trapline::bank::Pack;
use trapline::lab::grade;
use trapline::reach::{Conversation, Query, analyze};

fn main() {
    divan::main();
}

/// One verdict with its evidence: a single packet from the container to any public address.
#[divan::bench(args = [25, 60, 120, 500])]
fn one_verdict(bencher: divan::Bencher<'_, '_>, rules: usize) {
    let config = Config::build(&network(rules)).expect("the network is valid");
    let query = Query::parse("container", "internet", None, Conversation::OneWay).expect("a question");
    bencher.bench(|| analyze(divan::black_box(&config), divan::black_box(&query)));
}

/// One need with its evidence: the container's conversation with S3.
#[divan::bench(args = [25, 60, 120, 500])]
fn one_need(bencher: divan::Bencher<'_, '_>, rules: usize) {
    let config = Config::build(&network(rules)).expect("the network is valid");
    let query = Query::parse("container", "service:s3", None, Conversation::TwoWay).expect("a question");
    bencher.bench(|| analyze(divan::black_box(&config), divan::black_box(&query)));
}

/// Building and grading the reference of every shipped lab, with all evidence.
#[divan::bench(args = labs())]
fn full_grading(bencher: divan::Bencher<'_, '_>, name: &str) {
    let pack = pack();
    let lab = pack.labs.iter().find(|lab| lab.id.0 == name).expect("the lab is shipped");
    let reference = lab.references.first().expect("every lab has a reference");
    let config = Config::build(&reference.draft).expect("the reference is valid");
    bencher.bench(|| grade(divan::black_box(lab), divan::black_box(&config)));
}

/// Validation of a draft.
#[divan::bench(args = [25, 500])]
fn build_config(bencher: divan::Bencher<'_, '_>, rules: usize) {
    let draft = network(rules);
    bencher.bench(|| Config::build(divan::black_box(&draft)));
}

fn pack() -> Pack {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/sagemaker-network-security");
    trapline::pack::load_pack(&root).pack.expect("the shipped pack is playable")
}

fn labs() -> Vec<String> {
    pack().labs.iter().map(|lab| lab.id.0.clone()).collect()
}

/// Two subnets, a gateway endpoint, and `rules` rules in security groups and network ACLs.
fn network(rules: usize) -> ConfigDraft {
    let names: Vec<String> = ["a", "b"].map(str::to_owned).to_vec();
    let per_acl = (rules / 5).min(40);
    let in_groups = rules - 2 * per_acl;
    let groups = in_groups.div_ceil(2 * 60);
    let per_list = in_groups.div_ceil(2 * groups);
    let group_rule = |at: usize| SecurityGroupRuleDraft {
        protocol: Some(if at.is_multiple_of(3) { "udp" } else { "tcp" }.to_owned()),
        ports: Some(format!("{}-{}", 2000 + at % 40 * 100, 2050 + at % 40 * 100)),
        peer: Some(format!("198.51.{}.0/24", at % 200)),
        ..SecurityGroupRuleDraft::default()
    };
    let entry = |at: usize| NetworkAclEntryDraft {
        rule_number: Some(100 + i64::try_from(at).unwrap_or(0)),
        action: Some(if at.is_multiple_of(2) { "deny" } else { "allow" }.to_owned()),
        protocol: Some("tcp".to_owned()),
        ports: Some("1024-65535".to_owned()),
        cidr_block: Some(format!("203.{}.113.0/24", at % 200)),
        ..NetworkAclEntryDraft::default()
    };
    let entries = || (0..per_acl).map(entry).collect::<Vec<_>>();
    ConfigDraft {
        subnets: names
            .iter()
            .enumerate()
            .map(|(at, name)| SubnetDraft {
                name: name.clone(),
                cidr_block: Some(format!("10.0.{at}.0/24")),
                network_acl: Some("acl".to_owned()),
                ..SubnetDraft::default()
            })
            .collect(),
        security_groups: (0..groups)
            .map(|group| SecurityGroupDraft {
                name: format!("group-{group}"),
                ingress: (0..per_list).map(group_rule).collect(),
                egress: Some((0..per_list).map(group_rule).collect()),
            })
            .collect(),
        network_acls: vec![NetworkAclDraft { name: "acl".to_owned(), ingress: entries(), egress: entries() }],
        vpc_endpoints: vec![VpcEndpointDraft {
            name: "s3".to_owned(),
            service: Some("s3".to_owned()),
            vpc_endpoint_type: Some("Gateway".to_owned()),
            route_tables: Some(vec!["main".to_owned()]),
            ..VpcEndpointDraft::default()
        }],
        network_interfaces: vec![NetworkInterfaceDraft {
            name: "db".to_owned(),
            subnet: Some("a".to_owned()),
            ..NetworkInterfaceDraft::default()
        }],
        workload: Some(WorkloadDraft {
            subnets: Some(names),
            security_groups: Some((0..groups).map(|group| format!("group-{group}")).collect()),
            ..WorkloadDraft::new(WorkloadKind::TrainingJob)
        }),
        ..ConfigDraft::default()
    }
}
