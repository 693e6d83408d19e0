//! P3: every verdict of the engine comes with a certificate that the checker takes.

use proptest::prelude::*;
use trapline::aws::{Config, ConfigDraft, Service};
use trapline::diag::Sources;
use trapline::lab::Design;
use trapline::net::Protocol;
use trapline::pack::{builtin, read_config};
use trapline::reach::{Conversation, Destination, Query, Source, Verdict, analyze, certify, verdict};

use crate::checker::check;
use crate::laws::with_buckets;
use crate::reach_model::drafts;

/// The verdict, once its certificate is checked.
///
/// # Errors
/// What the checker or another entrance of the engine says against it.
pub(crate) fn proved(config: &Config, query: &Query) -> Result<Verdict, String> {
    let (found, certificate) = certify(config, query);
    let others = [verdict(config, query), analyze(config, query).verdict()];
    if others != [found; 2] {
        return Err(format!("{query}: certified {found}, but the other entrances say {others:?}"));
    }
    match check(config, query, found, &certificate) {
        Ok(()) => Ok(found),
        Err(fault) => {
            let number = format!("{fault:?}").chars().filter(char::is_ascii_digit).collect::<String>();
            let number: usize = number.parse().unwrap_or_default();
            let (at, claim) = (certificate.boxes.get(number), certificate.policies.get(number));
            Err(format!("{query}: {found} on {:?}: {fault:?} in {at:?} or {claim:?}", certificate.ground))
        }
    }
}

/// Every question that makes sense for a configuration.
pub(crate) fn questions(config: &Config) -> Vec<Query> {
    let clients = config.interfaces().iter().map(|it| Source::Client(it.name.clone()));
    let sources =
        [Source::Container, Source::Platform, Source::Peer, Source::Internet].into_iter().chain(clients);
    let mut aims = vec![
        Destination::Internet(None),
        Destination::Internet(Some((Protocol::TCP, "443".parse().unwrap()))),
        Destination::Internet(Some((Protocol::UDP, "53-500".parse().unwrap()))),
        Destination::Peer,
        Destination::Dns,
    ];
    let spare = config.vpc().cidr_block.interval().last - 9;
    let fixed = config.interfaces().iter().filter_map(|it| it.private_ip_address);
    for address in fixed.chain([spare, 0x3636_0001, 0xcb00_7107]) {
        let port = |port| Destination::Address { address, protocol: Protocol::TCP, port };
        aims.extend([port(443), port(5432)]);
    }
    let mut services: Vec<Service> = config.endpoints().iter().map(|it| it.service).collect();
    services
        .extend([Service::S3, Service::DYNAMODB].into_iter().chain(Service::named("logs", config.region())));
    services.sort_unstable();
    services.dedup();
    aims.extend(services.into_iter().map(Destination::Service));
    for bucket in config.buckets() {
        let with =
            |action: &str| Destination::Bucket { bucket: bucket.name.clone(), action: action.to_owned() };
        aims.extend(["s3:GetObject", "s3:PutObject", "s3:ListBucket"].map(with));
    }
    let pairs = sources.flat_map(|source| aims.clone().into_iter().map(move |aim| (source.clone(), aim)));
    let both = pairs.flat_map(|(source, destination)| {
        [Conversation::OneWay, Conversation::TwoWay].map(|conversation| {
            let (source, destination) = (source.clone(), destination.clone());
            Query { source, destination, conversation }
        })
    });
    both.collect()
}

/// How often each verdict was proved: never, sometimes, always.
pub(crate) type Tally = [usize; 3];

/// Proves every question about a configuration.
///
/// # Errors
/// The first that cannot be proved.
pub(crate) fn all_proved(config: &Config, tally: &mut Tally) -> Result<(), String> {
    for query in questions(config) {
        tally[proved(config, &query)? as usize] += 1;
    }
    Ok(())
}

fn all_of_draft(draft: &ConfigDraft, tally: &mut Tally) -> Result<(), String> {
    let Ok(config) = Config::build(draft) else { return Ok(()) };
    all_proved(&config, tally)
}

#[test]
fn p3_every_case_is_certified() {
    let mut tally = [0; 3];
    let mut faults = Vec::new();
    for (name, config, query) in crate::reach_cases::cases() {
        faults.extend(proved(&config, &query).err().map(|fault| format!("{name}: {fault}")));
        faults.extend(all_proved(&config, &mut tally).err().map(|fault| format!("{name}: {fault}")));
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
    assert!(tally.iter().all(|count| *count >= 50), "never, sometimes, always: {tally:?}");
}

#[test]
fn p3_every_design_of_a_lab_is_certified() {
    let mut tally = [0; 3];
    for lab in &builtin().pack.expect("the shipped pack is playable").labs {
        let wrong = lab.wrong_designs.iter().map(|wrong| &wrong.design);
        for Design { name, draft } in lab.references.iter().chain(wrong) {
            all_of_draft(draft, &mut tally).unwrap_or_else(|fault| panic!("{}, {name}: {fault}", lab.id));
        }
        all_of_draft(&lab.starter, &mut tally).unwrap_or_else(|fault| panic!("{}, start: {fault}", lab.id));
    }
    assert!(tally.iter().sum::<usize>() >= 500, "never, sometimes, always: {tally:?}");
}

#[test]
fn p3_every_level_is_certified() {
    for name in ["default", "vpc-mode", "network-isolation"] {
        let path =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("content/levels/{name}.toml"));
        let mut sources = Sources::default();
        let source = sources.add(name, std::fs::read_to_string(path).unwrap());
        let config = read_config(&sources, source).config.unwrap();
        all_proved(&config, &mut [0; 3]).unwrap_or_else(|fault| panic!("{name}: {fault}"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn p3_every_random_design_is_certified(
        draft in drafts().prop_map(with_buckets),
        nodes in 1i64..4,
        encrypted in any::<bool>(),
    ) {
        let mut draft = draft;
        let workload = draft.workload.as_mut().unwrap();
        workload.instance_count = Some(nodes);
        workload.enable_inter_container_traffic_encryption = Some(encrypted);
        let config = Config::build(&draft).unwrap();
        let proved = all_proved(&config, &mut [0; 3]);
        prop_assert!(proved.is_ok(), "{}", proved.unwrap_err());
    }
}
