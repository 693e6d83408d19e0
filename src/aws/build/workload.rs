//! The workload.

mod network;

use crate::aws::config::BucketId;
use crate::aws::{PolicyKind, ResourceKind, Workload, WorkloadDraft, WorkloadKind};

use super::Scope;
use super::endpoint::policy;
use super::names::filled;
use super::report::{Checked, Report, Spot};

/// Instances of one job.
const INSTANCES: std::ops::RangeInclusive<i64> = 1..=100;
/// The workload, if the draft has one.
pub(super) fn workload(scope: &Scope<'_>, report: &mut Report) -> Checked<Option<Workload>> {
    let Some(draft) = &scope.draft.workload else {
        return Ok(None);
    };
    let spot = Spot::section(ResourceKind::Workload);
    report_misplaced(draft, &spot, report);
    let instance_count = instance_count(draft, &spot.field("instance_count"), report);
    let vpc_config = network::vpc_config(scope, draft, &spot, report);
    let direct_internet_access = network::direct_internet_access(draft, &spot, report);
    let repository_access = network::repository_access(draft, &spot, report);
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
        direct_internet_access: direct_internet_access?,
        enable_network_isolation: draft.enable_network_isolation.unwrap_or(false),
        enable_inter_container_traffic_encryption: draft
            .enable_inter_container_traffic_encryption
            .unwrap_or(false),
        efa: draft.efa.unwrap_or(false),
        repository_access: repository_access?,
        volume_kms_key: filled(draft.volume_kms_key.as_ref()).map(str::to_owned),
        output_kms_key: filled(draft.output_kms_key.as_ref()).map(str::to_owned),
        input_buckets: input_buckets?,
        output_buckets: output_buckets?,
        execution_role_policy: role?,
    }))
}

/// The settings that AWS does not have for the kind.
fn report_misplaced(draft: &WorkloadDraft, spot: &Spot<'_>, report: &mut Report) {
    let settings = [
        ("instance_count", draft.instance_count.is_some()),
        ("subnets", draft.subnets.is_some()),
        ("subnet", draft.subnet.is_some()),
        ("enable_network_isolation", draft.enable_network_isolation.is_some()),
        (
            "enable_inter_container_traffic_encryption",
            draft.enable_inter_container_traffic_encryption.is_some(),
        ),
        ("efa", draft.efa.is_some()),
        ("training_repository_access_mode", draft.training_repository_access_mode.is_some()),
        ("repository_access_mode", draft.repository_access_mode.is_some()),
        ("direct_internet_access", draft.direct_internet_access.is_some()),
        ("app_network_access_type", draft.app_network_access_type.is_some()),
        ("output_kms_key", draft.output_kms_key.is_some()),
        ("input_buckets", draft.input_buckets.is_some()),
        ("output_bucket", draft.output_bucket.is_some()),
    ];
    for (key, _) in settings.into_iter().filter(|(key, given)| *given && !draft.kind.takes(key)) {
        let message = format!("a {} has no `{key}`", draft.kind.noun());
        report.error_with_help(&spot.field(key), message, instead_of(key, draft.kind));
    }
}

/// What to do about a setting that the kind does not have.
fn instead_of(key: &str, kind: WorkloadKind) -> String {
    match key {
        "subnets" => "write `subnet`: its interface lies in one subnet".to_owned(),
        "subnet" => "list `subnets`".to_owned(),
        "repository_access_mode" if kind == WorkloadKind::TrainingJob => {
            "write `training_repository_access_mode`".to_owned()
        }
        "training_repository_access_mode" if kind.takes("repository_access_mode") => {
            "write `repository_access_mode`".to_owned()
        }
        _ => {
            let others = WorkloadKind::ALL.into_iter().filter(|other| other.takes(key));
            let others: Vec<_> = others.map(|other| format!("`{}`", other.section())).collect();
            format!("remove it; {} can have it", others.join(", "))
        }
    }
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
