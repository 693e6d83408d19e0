//! The row of the security-level table that a configuration earns.

use crate::aws::{Config, Owner, Service, Workload};
use crate::reach::{Conversation, Destination, Query, Source, Verdict, analyze};

/// What the container and the platform can reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Levels {
    /// A single packet from the container to any public address.
    pub container_internet: Verdict,
    /// The container's calls to the AWS services of this configuration.
    pub container_services: Verdict,
    /// The platform's downloads and uploads; never where SageMaker moves no data, as for a notebook
    /// instance.
    pub platform_s3: Verdict,
}

/// What a workload without `VpcConfig` is asked about.
const COMMON_SERVICES: [&str; 3] = ["s3", "logs", "sagemaker.api"];

/// Computes the row.
#[must_use]
pub fn levels(config: &Config) -> Levels {
    let ask = |source, destination, conversation| {
        analyze(config, &Query { source, destination, conversation }).verdict()
    };
    let service = |service| ask(Source::Container, Destination::Service(service), Conversation::TwoWay);
    Levels {
        container_internet: ask(Source::Container, Destination::Internet(None), Conversation::OneWay),
        container_services: services_of(config).into_iter().map(service).min().unwrap_or(Verdict::Never),
        platform_s3: transfers(config)
            .into_iter()
            .map(|destination| ask(Source::Platform, destination, Conversation::TwoWay))
            .min()
            .unwrap_or(Verdict::Never),
    }
}

/// The services the configuration means to use: those it has an endpoint for, or the common ones.
fn services_of(config: &Config) -> Vec<Service> {
    let uses_vpc = config.workload().is_some_and(|workload| workload.vpc_config.is_some());
    let mut services: Vec<Service> = config.endpoints().iter().map(|endpoint| endpoint.service).collect();
    services.sort_unstable();
    services.dedup();
    if !uses_vpc || services.is_empty() {
        return COMMON_SERVICES.iter().filter_map(|name| Service::named(name, config.region())).collect();
    }
    services
}

/// Every download and upload of the workload; S3 itself when no bucket is declared.
fn transfers(config: &Config) -> Vec<Destination> {
    let Some(workload) = config.workload() else { return Vec::new() };
    let named = |(bucket, action): (crate::aws::BucketId, &str)| Destination::Bucket {
        bucket: config.bucket(bucket).name.clone(),
        action: action.to_owned(),
    };
    let declared: Vec<_> = directions(workload)
        .filter(|(bucket, _)| config.bucket(*bucket).owner == Owner::Own)
        .map(named)
        .collect();
    if declared.is_empty() { vec![Destination::Service(Service::S3)] } else { declared }
}

fn directions(workload: &Workload) -> impl Iterator<Item = (crate::aws::BucketId, &'static str)> {
    let down = workload.input_buckets.iter().map(|bucket| (*bucket, "s3:GetObject"));
    let up = workload.output_buckets.iter().map(|bucket| (*bucket, "s3:PutObject"));
    down.chain(up)
}
