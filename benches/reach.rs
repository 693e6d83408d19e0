//! Speed of the engine and of grading: median and 99th percentile over many networks.
//!
//! `cargo bench --bench reach` measures; with `-- --test` each measurement runs a few times only.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark without its input measures nothing"
)]

use std::env;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use trapline::aws::{
    Config, ConfigDraft, NatGatewayDraft, NetworkAclDraft, NetworkAclEntryDraft, NetworkInterfaceDraft,
    RouteDraft, RouteTableDraft, SecurityGroupDraft, SecurityGroupRuleDraft, SubnetDraft, VpcDraft,
    VpcEndpointDraft, WorkloadDraft, WorkloadKind,
};
use trapline::bank::Pack;
use trapline::lab::{Lab, Requirement, grade};
use trapline::reach::{Conversation, Query, analyze, certify, verdict};

/// Networks per size.
const NETWORKS: usize = 400;
/// Calls per network; the fastest counts, so that a preempted call does not.
const CALLS: usize = 5;

fn main() {
    let brief = env::args().any(|argument| argument == "--test");
    let networks = if brief { 4 } else { NETWORKS };
    println!("{:<44} {:>10} {:>10} {:>10}", "", "p50", "p99", "max");
    for rules in [25, 60, 120, 500] {
        sizes(rules, networks);
    }
    for lab in &pack().labs {
        grading(lab, if brief { 1 } else { 200 });
    }
}

fn sizes(rules: usize, networks: usize) {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let drafts: Vec<ConfigDraft> = (0..networks).map(|_| network(&mut rng, rules)).collect();
    let configs: Vec<Config> =
        drafts.iter().map(|draft| Config::build(draft).expect("the network is valid")).collect();
    let ask = |to: &str, way| Query::parse("container", to, None, way).expect("a question");
    let leak = ask("internet", Conversation::OneWay);
    let need = ask("service:s3", Conversation::TwoWay);
    let each = |name: &str, run: &mut dyn FnMut(&Config)| {
        report(&format!("{name}, {rules} rules"), configs.iter().map(|config| fastest(&mut || run(config))));
    };
    each("verdict of a leak", &mut |config| {
        black_box(verdict(config, &leak));
    });
    each("verdict of a need", &mut |config| {
        black_box(verdict(config, &need));
    });
    each("leak with witness and hops", &mut |config| drop(black_box(analyze(config, &leak))));
    each("need with witness and hops", &mut |config| drop(black_box(analyze(config, &need))));
    each("leak with certificate", &mut |config| drop(black_box(certify(config, &leak))));
    report(
        &format!("validating a draft, {rules} rules"),
        drafts.iter().map(|draft| fastest(&mut || drop(black_box(Config::build(draft))))),
    );
}

/// Grading with all evidence, and the certificate of every question.
fn grading(lab: &Lab, times: usize) {
    let reference = lab.references.first().expect("every lab has a reference");
    let config = Config::build(&reference.draft).expect("the reference is valid");
    let queries: Vec<&Query> = lab.objectives.iter().filter_map(|one| query(&one.requirement)).collect();
    let whole = || {
        black_box(grade(lab, &config));
        for query in &queries {
            black_box(certify(&config, query));
        }
    };
    report(&format!("{}: grading and certificates", lab.id), (0..times).map(|_| fastest(&mut || whole())));
}

fn query(requirement: &Requirement) -> Option<&Query> {
    match requirement {
        Requirement::MustReach(query)
        | Requirement::MustNotReach(query)
        | Requirement::MustAvoid { query, .. } => Some(query),
        Requirement::MustBeSet { .. } | Requirement::AtMost { .. } => None,
    }
}

fn fastest(run: &mut dyn FnMut()) -> Duration {
    let once = |()| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    [(); CALLS].map(once).into_iter().min().unwrap_or_default()
}

fn report(name: &str, times: impl Iterator<Item = Duration>) {
    let mut times: Vec<Duration> = times.collect();
    times.sort_unstable();
    let at = |share: usize| {
        let time = times.get((times.len() - 1) * share / 100).copied().unwrap_or_default();
        format!("{:.2} us", time.as_secs_f64() * 1e6)
    };
    println!("{name:<44} {:>10} {:>10} {:>10}", at(50), at(99), at(100));
}

fn pack() -> Pack {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/sagemaker-network-security");
    trapline::pack::load_pack(&root).pack.expect("the shipped pack is playable")
}

fn pick<'t>(rng: &mut ChaCha8Rng, from: &[&'t str]) -> &'t str {
    from.get(rng.random_range(0..from.len())).copied().unwrap_or_default()
}

/// Two private subnets, a public one with a NAT gateway, a gateway endpoint, and `rules` rules in security
/// groups and network ACLs.
fn network(rng: &mut ChaCha8Rng, rules: usize) -> ConfigDraft {
    let per_acl = (rules / 6).min(40);
    let in_groups = rules.saturating_sub(4 * per_acl).clamp(1, 300);
    let groups = in_groups.div_ceil(60);
    let names: Vec<String> = (0..groups).map(|at| format!("job-{at}")).collect();
    let acls = ["one", "two"].map(|name| NetworkAclDraft {
        name: name.to_owned(),
        ingress: entries(rng, per_acl),
        egress: entries(rng, per_acl),
    });
    let group = |rng: &mut ChaCha8Rng, name: &String| SecurityGroupDraft {
        name: name.clone(),
        ingress: Vec::new(),
        egress: Some((0..in_groups.div_ceil(groups)).map(|_| group_rule(rng)).collect()),
    };
    ConfigDraft {
        vpc: VpcDraft { internet_gateway: Some(true), ..VpcDraft::default() },
        subnets: vec![
            subnet("a", 1, "private", pick(rng, &["one", "default"])),
            subnet("b", 2, "private", pick(rng, &["two", "default"])),
            subnet("edge", 3, "edge", "default"),
        ],
        route_tables: vec![
            table("private", pick(rng, &["nat", "nat", "blackhole"])),
            table("edge", "internet_gateway"),
        ],
        nat_gateways: vec![NatGatewayDraft {
            name: "nat".to_owned(),
            subnet: Some("edge".to_owned()),
            connectivity_type: None,
        }],
        security_groups: names.iter().map(|name| group(rng, name)).collect(),
        network_acls: acls.to_vec(),
        vpc_endpoints: vec![VpcEndpointDraft {
            name: "s3".to_owned(),
            service: Some("s3".to_owned()),
            vpc_endpoint_type: Some("Gateway".to_owned()),
            route_tables: Some(vec!["private".to_owned()]),
            ..VpcEndpointDraft::default()
        }],
        network_interfaces: vec![NetworkInterfaceDraft {
            name: "db".to_owned(),
            subnet: Some("a".to_owned()),
            ..NetworkInterfaceDraft::default()
        }],
        workload: Some(WorkloadDraft {
            subnets: Some(vec!["a".to_owned(), "b".to_owned()]),
            security_groups: Some(names),
            ..WorkloadDraft::new(WorkloadKind::TrainingJob)
        }),
        ..ConfigDraft::default()
    }
}

fn subnet(name: &str, third: u8, table: &str, acl: &str) -> SubnetDraft {
    SubnetDraft {
        name: name.to_owned(),
        cidr_block: Some(format!("10.0.{third}.0/24")),
        route_table: Some(table.to_owned()),
        network_acl: Some(acl.to_owned()),
        ..SubnetDraft::default()
    }
}

fn table(name: &str, target: &str) -> RouteTableDraft {
    let route = RouteDraft { destination: Some("0.0.0.0/0".to_owned()), target: Some(target.to_owned()) };
    RouteTableDraft { name: name.to_owned(), routes: vec![route] }
}

fn block(rng: &mut ChaCha8Rng) -> String {
    match rng.random_range(0..8) {
        0 => "0.0.0.0/0".to_owned(),
        1 => "52.216.0.0/15".to_owned(),
        2 => format!("10.0.{}.0/24", rng.random_range(0..8)),
        _ => format!("{}.{}.0.0/16", rng.random_range(1..224), rng.random_range(0..256)),
    }
}

fn ports(rng: &mut ChaCha8Rng) -> String {
    match rng.random_range(0..4) {
        0 => "443".to_owned(),
        1 => "1024-65535".to_owned(),
        _ => {
            let first = rng.random_range(1..60_000_u32);
            format!("{first}-{}", first + rng.random_range(0..5_000))
        }
    }
}

fn group_rule(rng: &mut ChaCha8Rng) -> SecurityGroupRuleDraft {
    SecurityGroupRuleDraft {
        protocol: Some(pick(rng, &["tcp", "tcp", "udp", "esp"]).to_owned()),
        ports: Some(ports(rng)),
        peer: Some(block(rng)),
        ..SecurityGroupRuleDraft::default()
    }
}

fn entries(rng: &mut ChaCha8Rng, count: usize) -> Vec<NetworkAclEntryDraft> {
    let entry = |at: usize| NetworkAclEntryDraft {
        rule_number: Some(100 + i64::try_from(at).unwrap_or(0)),
        action: Some(pick(rng, &["allow", "deny"]).to_owned()),
        protocol: Some(pick(rng, &["tcp", "tcp", "udp", "all"]).to_owned()),
        ports: Some(ports(rng)),
        cidr_block: Some(block(rng)),
        ..NetworkAclEntryDraft::default()
    };
    (0..count).map(entry).collect()
}
