//! The section of the workload, and of a transform job its model's too.

use crate::aws::{ResourceKind, WorkloadDraft, WorkloadKind, form};
use crate::diag::Diagnostic;
use crate::pack::code;
use crate::pack::fields::Fields;

use super::decode::section;
use super::place::{Element, Places};

/// What to do with a setting of the model that stands at the transform job.
const AT_THE_MODEL: &str = "write it in `[model]`: a transform job has the network, the isolation and the \
                            role of its model";
/// What to do with a setting of the transform job that stands at its model.
const AT_THE_JOB: &str = "write it in `[transform_job]`, which says how the model is used";

/// The one workload; further ones are reported.
pub(super) fn workload<'t>(root: &Fields<'t>, places: &'t Places) -> Option<WorkloadDraft> {
    let mut present: Vec<_> = WorkloadKind::ALL.into_iter().filter(|kind| root.has(kind.section())).collect();
    present.sort_by_key(|kind| root.span_of(kind.section()).start);
    let transforms = present.contains(&WorkloadKind::TransformJob);
    let with_model = transforms && present.contains(&WorkloadKind::Model);
    if with_model {
        present.retain(|kind| *kind != WorkloadKind::Model);
    }
    let mut kinds = present.into_iter();
    let first = kinds.next();
    for further in kinds {
        let section = further.section();
        let message = format!("`{section}` is a second workload; a configuration has one");
        root.problems().error(code::SECOND_WORKLOAD, message, &root.span_of(section));
    }
    let kind = first?;
    let read = |kind: WorkloadKind, fill: &dyn Fn(&Element<'_>, &mut WorkloadDraft), draft: WorkloadDraft| {
        section(root, places, ResourceKind::Workload, kind.section(), |fields| {
            let mut draft = draft.clone();
            fill(fields, &mut draft);
            draft
        })
        .unwrap_or(draft)
    };
    let draft = WorkloadDraft::new(kind);
    if kind != WorkloadKind::TransformJob {
        return Some(read(kind, &whole, draft));
    }
    if !with_model {
        let message = "a transform job runs a model, and there is none".to_owned();
        let span = root.span_of(kind.section());
        let found = Diagnostic::error(code::INVALID, message, root.problems().source(), span);
        root.problems().add(found.help("add a section `[model]`; empty, the model has no `VpcConfig`"));
        return Some(read(kind, &transform_job, draft));
    }
    let draft = read(WorkloadKind::Model, &model_of_a_transform_job, draft);
    Some(read(kind, &transform_job, draft))
}

/// Every key of every kind: which make sense for which, [`crate::aws::Config::build`] says.
fn whole(fields: &Element<'_>, draft: &mut WorkloadDraft) {
    of_the_model(fields, draft);
    of_the_job(fields, draft);
}

/// Says where the keys belong that stand in the section of `owner`.
fn hint_at(owner: WorkloadKind, help: &'static str, fields: &Element<'_>) {
    let keys = form::fields(ResourceKind::Workload).iter().map(|spec| spec.key);
    let job = WorkloadKind::TransformJob;
    for key in keys.filter(|key| job.takes(key) && job.section_of(key) == owner.section()) {
        fields.hint(key, None, help);
    }
}

fn of_the_job(fields: &Element<'_>, draft: &mut WorkloadDraft) {
    draft.instance_count = fields.number("instance_count");
    draft.volume_kms_key = fields.text("volume_kms_key");
    draft.output_kms_key = fields.text("output_kms_key");
    draft.input_buckets = fields.names("input_buckets");
    draft.output_bucket = fields.text("output_bucket");
    draft.subnet = fields.text("subnet");
    draft.enable_inter_container_traffic_encryption =
        fields.flag("enable_inter_container_traffic_encryption");
    draft.efa = fields.flag("efa");
    draft.training_repository_access_mode = fields.text("training_repository_access_mode");
    draft.direct_internet_access = fields.text("direct_internet_access");
    draft.app_network_access_type = fields.text("app_network_access_type");
}

fn transform_job(fields: &Element<'_>, draft: &mut WorkloadDraft) {
    hint_at(WorkloadKind::Model, AT_THE_MODEL, fields);
    of_the_job(fields, draft);
}

fn model_of_a_transform_job(fields: &Element<'_>, draft: &mut WorkloadDraft) {
    hint_at(WorkloadKind::TransformJob, AT_THE_JOB, fields);
    of_the_model(fields, draft);
}

fn of_the_model(fields: &Element<'_>, draft: &mut WorkloadDraft) {
    draft.subnets = fields.names("subnets");
    draft.security_groups = fields.names("security_groups");
    draft.enable_network_isolation = fields.flag("enable_network_isolation");
    draft.repository_access_mode = fields.text("repository_access_mode");
    draft.execution_role_policy = fields.policy("execution_role_policy");
}
