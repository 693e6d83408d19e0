//! Policies that the engine can follow all at once, which keeps every question answerable.

use crate::aws::{Config, Owner, PolicyDocument, ResourceKind, Vocabulary};

use super::report::{Report, Spot};

const TOO_LARGE: &str = "the model does not cover policies with so many patterns: together with the others on \
    the way they take more than 4096 states";

/// Refuses policies that tell too much apart, alone or together with those that they meet.
pub(super) fn policies(config: &Config, report: &mut Report) {
    let role = config.workload().and_then(|workload| workload.execution_role_policy.as_ref());
    let account = Spot::section(ResourceKind::Account);
    let layers = [
        (config.service_control_policy(), account.field("service_control_policy")),
        (config.resource_control_policy(), account.field("resource_control_policy")),
        (role, Spot::section(ResourceKind::Workload).field("execution_role_policy")),
    ];
    let mut met: Vec<&PolicyDocument> = Vec::new();
    for (policy, spot) in layers {
        met.extend(policy);
        if policy.is_some() && !Vocabulary::of(met.iter().copied()).is_small() {
            report.refuse(&spot, TOO_LARGE);
            return;
        }
    }
    for (index, endpoint) in config.endpoints().iter().enumerate() {
        let policies = met.iter().copied().chain(endpoint.policy.as_ref());
        if endpoint.policy.is_some() && !Vocabulary::of(policies).is_small() {
            let spot = Spot::element(ResourceKind::VpcEndpoint, index, &endpoint.name);
            report.refuse(&spot.field("policy"), TOO_LARGE);
            return;
        }
    }
    for (index, bucket) in config.buckets().iter().enumerate() {
        // Who asks for one's own bucket is known by name.
        let Some(policy) = bucket.policy.as_ref().filter(|_| bucket.owner != Owner::Own) else { continue };
        let endpoints = config.endpoints().iter().map(|endpoint| endpoint.policy.as_ref());
        let too_large = |endpoint: Option<&PolicyDocument>| {
            !Vocabulary::of(met.iter().copied().chain(endpoint).chain([policy])).is_small()
        };
        if endpoints.chain([None]).any(too_large) {
            let spot = Spot::element(ResourceKind::S3Bucket, index, &bucket.name);
            report.refuse(&spot.field("policy"), TOO_LARGE);
        }
    }
}
