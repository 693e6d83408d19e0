//! How the workload is connected: its interfaces, the network around them, and where its image is.

use crate::aws::build::Scope;
use crate::aws::build::names::filled;
use crate::aws::build::report::{Checked, Report, Spot, Told};
use crate::aws::config::{SecurityGroupId, SubnetId};
use crate::aws::nearest::did_you_mean;
use crate::aws::{RepositoryAccess, VpcConfig, WorkloadDraft, WorkloadKind};

/// Subnets of a `VpcConfig` (SageMaker API, `VpcConfig`).
const SUBNETS: usize = 16;
/// Security groups of a `VpcConfig` (SageMaker API, `VpcConfig`).
const GROUPS: usize = 5;
/// `DirectInternetAccess` of a notebook instance, the default first (SageMaker API).
const DIRECT_INTERNET_ACCESS: [&str; 2] = ["Enabled", "Disabled"];
/// `AppNetworkAccessType` of a domain, the default first (SageMaker API).
const APP_NETWORK_ACCESS: [&str; 2] = ["PublicInternetOnly", "VpcOnly"];
/// `TrainingRepositoryAccessMode` and `RepositoryAccessMode`, the default first (SageMaker API).
const REPOSITORY_ACCESS: [&str; 2] = ["Platform", "Vpc"];

/// The workload's interfaces in the VPC.
pub(super) fn vpc_config(
    scope: &Scope<'_>,
    draft: &WorkloadDraft,
    spot: &Spot<'_>,
    report: &mut Report,
) -> Checked<Option<VpcConfig>> {
    let (field, subnets) = subnets(draft);
    let groups = draft.security_groups.as_deref().unwrap_or_default();
    match (subnets.as_slice(), groups) {
        ([], []) => return Ok(None),
        ([], _) => drop(report_half(draft.kind, &spot.field("security_groups"), field, report)),
        (_, []) => drop(report_half(draft.kind, &spot.field(field), "security_groups", report)),
        _ => {}
    }
    report_surplus(&spot.field(field), subnets.len(), SUBNETS, "subnets", report);
    report_surplus(&spot.field("security_groups"), groups.len(), GROUPS, "security groups", report);
    let subnets = if field == "subnet" {
        let one = subnets.first().map(|name| scope.names.subnets.resolve(name, &spot.field(field), report));
        one.into_iter().collect()
    } else {
        scope.names.subnets.resolve_all(&subnets, &spot.field(field), report)
    };
    let groups = scope.names.security_groups.resolve_all(groups, &spot.field("security_groups"), report);
    Ok(Some(VpcConfig {
        subnets: subnets?.into_iter().map(SubnetId).collect(),
        security_groups: groups?.into_iter().map(SecurityGroupId).collect(),
    }))
}

/// The key that names the subnets, and their names.
fn subnets(draft: &WorkloadDraft) -> (&'static str, Vec<String>) {
    if draft.kind == WorkloadKind::NotebookInstance {
        let one = filled(draft.subnet.as_ref()).map(str::to_owned);
        return ("subnet", one.into_iter().collect());
    }
    ("subnets", draft.subnets.clone().unwrap_or_default())
}

fn report_half(kind: WorkloadKind, spot: &Spot<'_>, missing: &'static str, report: &mut Report) -> Told {
    let message = format!("`{}` without `{missing}`", spot.at.field);
    let help = if kind.moves_data() {
        "a `VpcConfig` names both; without both there is none".to_owned()
    } else {
        format!("the interface of a {} has both; without both there is none", kind.noun())
    };
    report.error_with_help(spot, message, help)
}

fn report_surplus(spot: &Spot<'_>, count: usize, limit: usize, noun: &str, report: &mut Report) {
    if count > limit {
        report.error(spot, format!("{count} {noun} are more than the {limit} of a `VpcConfig`"));
    }
}

/// Whether traffic leaves through SageMaker's own network beside the workload's interfaces. Without
/// that the workload needs interfaces (SageMaker API, `CreateNotebookInstance`; Developer Guide,
/// "onboard-vpc").
pub(super) fn direct_internet_access(
    draft: &WorkloadDraft,
    spot: &Spot<'_>,
    report: &mut Report,
) -> Checked<bool> {
    let (key, text, words, field) = match draft.kind {
        WorkloadKind::NotebookInstance => {
            ("direct_internet_access", &draft.direct_internet_access, DIRECT_INTERNET_ACCESS, "subnet")
        }
        WorkloadKind::Domain => {
            ("app_network_access_type", &draft.app_network_access_type, APP_NETWORK_ACCESS, "subnets")
        }
        _ => return Ok(false),
    };
    let direct = first_of(words, text.as_ref(), &spot.field(key), report)?;
    let (_, subnets) = subnets(draft);
    if !direct && subnets.is_empty() {
        let [_, word] = words;
        let message = format!("`{word}` without `{field}`");
        let help = format!(
            "name `{field}` and `security_groups`: only the VPC is left to the {}",
            draft.kind.noun()
        );
        return Err(report.error_with_help(&spot.field(key), message, help));
    }
    Ok(direct)
}

/// Where the image comes from. A registry in the VPC takes interfaces in it (SageMaker API,
/// `TrainingImageConfig`).
pub(super) fn repository_access(
    draft: &WorkloadDraft,
    spot: &Spot<'_>,
    report: &mut Report,
) -> Checked<RepositoryAccess> {
    let (key, text) = if draft.kind.takes("repository_access_mode") {
        ("repository_access_mode", draft.repository_access_mode.as_ref())
    } else {
        ("training_repository_access_mode", draft.training_repository_access_mode.as_ref())
    };
    if !draft.kind.takes(key) {
        return Ok(RepositoryAccess::Platform);
    }
    if first_of(REPOSITORY_ACCESS, text, &spot.field(key), report)? {
        return Ok(RepositoryAccess::Platform);
    }
    if draft.subnets.as_ref().is_none_or(Vec::is_empty) {
        let message = "`Vpc` without a `VpcConfig`";
        let help = "name `subnets` and `security_groups`: the registry is reached through them";
        return Err(report.error_with_help(&spot.field(key), message, help));
    }
    Ok(RepositoryAccess::Vpc)
}

/// Whether the text is the first of two words, which it is when absent.
fn first_of(words: [&str; 2], text: Option<&String>, spot: &Spot<'_>, report: &mut Report) -> Checked<bool> {
    let [first, second] = words;
    match filled(text) {
        None => Ok(true),
        Some(text) if text == first => Ok(true),
        Some(text) if text == second => Ok(false),
        Some(other) => {
            let same = words.into_iter().find(|word| word.eq_ignore_ascii_case(other));
            let help = same
                .map(|word| format!("did you mean `{word}`?"))
                .or_else(|| did_you_mean(other, words))
                .unwrap_or_else(|| format!("write `{first}` or `{second}`"));
            Err(report.error_with_help(spot, format!("`{other}` is not `{first}` or `{second}`"), help))
        }
    }
}
