//! The workload.

use crate::aws::config::{BucketId, SecurityGroupId, SubnetId};
use crate::aws::{PolicyKind, ResourceKind, VpcConfig, Workload, WorkloadDraft};

use super::Scope;
use super::endpoint::policy;
use super::names::filled;
use super::report::{Checked, Report, Spot};

/// Instances of one job.
const INSTANCES: std::ops::RangeInclusive<i64> = 1..=100;
/// Subnets of a `VpcConfig` (SageMaker API, `VpcConfig`).
const SUBNETS: usize = 16;
/// Security groups of a `VpcConfig` (SageMaker API, `VpcConfig`).
const GROUPS: usize = 5;

/// The workload, if the draft has one.
pub(super) fn workload(scope: &Scope<'_>, report: &mut Report) -> Checked<Option<Workload>> {
    let Some(draft) = &scope.draft.workload else {
        return Ok(None);
    };
    let spot = Spot::section(ResourceKind::Workload);
    let instance_count = instance_count(draft, &spot.field("instance_count"), report);
    let vpc_config = vpc_config(scope, draft, &spot, report);
    let input_buckets = input_buckets(scope, draft, &spot.field("input_buckets"), report);
    let output_buckets = output_buckets(scope, draft, &spot.field("output_bucket"), report);
    let role = policy(
        draft.execution_role_policy.as_ref(),
        PolicyKind::Identity,
        &spot.field("execution_role_policy"),
        report,
    );
    Ok(Some(Workload {
        kind: draft.kind,
        instance_count: instance_count?,
        vpc_config: vpc_config?,
        enable_network_isolation: draft.enable_network_isolation.unwrap_or(false),
        enable_inter_container_traffic_encryption: draft
            .enable_inter_container_traffic_encryption
            .unwrap_or(false),
        volume_kms_key: filled(draft.volume_kms_key.as_ref()).map(str::to_owned),
        output_kms_key: filled(draft.output_kms_key.as_ref()).map(str::to_owned),
        input_buckets: input_buckets?,
        output_buckets: output_buckets?,
        execution_role_policy: role?,
    }))
}

fn instance_count(draft: &WorkloadDraft, spot: &Spot<'_>, report: &mut Report) -> Checked<u32> {
    let count = draft.instance_count.unwrap_or(1);
    match u32::try_from(count) {
        Ok(fits) if INSTANCES.contains(&count) => Ok(fits),
        _ => {
            let help = format!("write a number from {} to {}", INSTANCES.start(), INSTANCES.end());
            Err(report.error_with_help(spot, format!("{count} is not a number of instances"), help))
        }
    }
}

fn vpc_config(
    scope: &Scope<'_>,
    draft: &WorkloadDraft,
    spot: &Spot<'_>,
    report: &mut Report,
) -> Checked<Option<VpcConfig>> {
    let subnets = draft.subnets.as_deref().unwrap_or_default();
    let groups = draft.security_groups.as_deref().unwrap_or_default();
    match (subnets, groups) {
        ([], []) => return Ok(None),
        ([], _) => report_half(&spot.field("security_groups"), "`security_groups`", "`subnets`", report),
        (_, []) => report_half(&spot.field("subnets"), "`subnets`", "`security_groups`", report),
        _ => {}
    }
    report_surplus(&spot.field("subnets"), subnets.len(), SUBNETS, "subnets", report);
    report_surplus(&spot.field("security_groups"), groups.len(), GROUPS, "security groups", report);
    let subnets = scope.names.subnets.resolve_all(subnets, &spot.field("subnets"), report);
    let groups = scope.names.security_groups.resolve_all(groups, &spot.field("security_groups"), report);
    Ok(Some(VpcConfig {
        subnets: subnets?.into_iter().map(SubnetId).collect(),
        security_groups: groups?.into_iter().map(SecurityGroupId).collect(),
    }))
}

fn report_half(spot: &Spot<'_>, present: &str, missing: &str, report: &mut Report) {
    let message = format!("{present} without {missing}");
    report.error_with_help(spot, message, "a `VpcConfig` names both; without both there is none");
}

fn report_surplus(spot: &Spot<'_>, count: usize, limit: usize, noun: &str, report: &mut Report) {
    if count > limit {
        report.error(spot, format!("{count} {noun} are more than the {limit} of a `VpcConfig`"));
    }
}

fn input_buckets(
    scope: &Scope<'_>,
    draft: &WorkloadDraft,
    spot: &Spot<'_>,
    report: &mut Report,
) -> Checked<Vec<BucketId>> {
    match &draft.input_buckets {
        None => Ok(own_buckets(scope)),
        Some(listed) => {
            let found = scope.names.buckets.resolve_all(listed, spot, report)?;
            Ok(found.into_iter().map(BucketId).collect())
        }
    }
}

fn output_buckets(
    scope: &Scope<'_>,
    draft: &WorkloadDraft,
    spot: &Spot<'_>,
    report: &mut Report,
) -> Checked<Vec<BucketId>> {
    match filled(draft.output_bucket.as_ref()) {
        None => Ok(own_buckets(scope)),
        Some(name) => Ok(vec![BucketId(scope.names.buckets.resolve(name, spot, report)?)]),
    }
}

/// Every bucket of the learner's account.
fn own_buckets(scope: &Scope<'_>) -> Vec<BucketId> {
    let own = |account: Option<&str>| match account {
        None | Some("self") => true,
        Some(account) => scope.account.is_ok_and(|own| own == account),
    };
    let buckets = scope.draft.s3_buckets.iter().enumerate();
    buckets.filter(|(_, draft)| own(filled(draft.account.as_ref()))).map(|(at, _)| BucketId(at)).collect()
}
