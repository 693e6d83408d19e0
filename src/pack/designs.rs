//! Proof of labs: references pass, the starter and every wrong design fail for the named reason; and
//! the fixed surroundings of an exercise.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::aws::form::sections_that_differ;
use crate::aws::{Config, ConfigDraft, ResourceKind};
use crate::lab::{self, Graded, Lab, ObjectiveId, Requirement};
use crate::reach::{Destination, Query, Source};

/// How one design of a lab came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DesignProof {
    /// `starter`, or the design's file stem.
    pub name: String,
    /// What it did, such as: passes with 8 of 8 points.
    pub outcome: String,
    /// What it should have done and did not, one sentence each.
    pub faults: Vec<String>,
}

/// How a whole lab came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabProof {
    pub designs: Vec<DesignProof>,
    /// What no single design is to blame for.
    pub faults: Vec<String>,
}

impl LabProof {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.faults.is_empty() && self.designs.iter().all(|design| design.faults.is_empty())
    }
}

/// What a design is there for.
enum Role<'a> {
    Reference,
    Starter,
    Wrong(&'a ObjectiveId),
}

/// Grades every design of `lab` and compares with what it is there for.
#[must_use]
pub fn check_designs(lab: &Lab) -> LabProof {
    let mut failed = BTreeSet::new();
    let references =
        lab.references.iter().map(|design| (design.name.as_str(), &design.draft, Role::Reference));
    let wrong = lab
        .wrong_designs
        .iter()
        .map(|wrong| (wrong.design.name.as_str(), &wrong.design.draft, Role::Wrong(&wrong.fails)));
    let designs = references
        .chain([("starter", &lab.starter, Role::Starter)])
        .chain(wrong)
        .map(|(name, draft, role)| prove(lab, name, draft, &role, &mut failed))
        .collect();
    let unfailed =
        lab.objectives.iter().filter(|objective| !failed.contains(&objective.id)).map(|objective| {
            format!("objective `{}` is met by the starter and by every wrong design", objective.id)
        });
    let faults = unfailed.chain(questions_about_nothing(lab)).collect();
    LabProof { designs, faults }
}

/// Grades both designs of a demonstration: the belief fails for it, the fact passes.
///
/// Unlike an exercise, it may keep objectives that the belief meets: what must go on working.
#[must_use]
pub fn check_demonstration(lab: &Lab) -> LabProof {
    let LabProof { designs, .. } = check_designs(lab);
    LabProof { designs, faults: questions_about_nothing(lab) }
}

/// Objectives about a bucket or a client that no reference has: `must_not_reach` would hold for nothing.
fn questions_about_nothing(lab: &Lab) -> Vec<String> {
    let known = |has: &dyn Fn(&ConfigDraft) -> bool| lab.references.iter().any(|design| has(&design.draft));
    let mut faults = Vec::new();
    for objective in &lab.objectives {
        let Some(query) = query_of(&objective.requirement) else { continue };
        if let Source::Client(name) = &query.source
            && !known(&|draft| {
                draft.network_interfaces.iter().any(|interface| interface.name == *name)
                    || draft.on_premises_clients.iter().any(|client| client.name == *name)
            })
        {
            faults.push(format!(
                "objective `{}` asks about `client:{name}`, which no reference has",
                objective.id
            ));
        }
        if let Destination::Bucket { bucket, .. } = &query.destination
            && !known(&|draft| draft.s3_buckets.iter().any(|known| known.name == *bucket))
        {
            faults.push(format!(
                "objective `{}` asks about `s3:{bucket}`, which no reference has",
                objective.id
            ));
        }
    }
    faults
}

fn query_of(requirement: &Requirement) -> Option<&Query> {
    match requirement {
        Requirement::MustReach(query)
        | Requirement::MustNotReach(query)
        | Requirement::MustAvoid { query, .. } => Some(query),
        Requirement::MustBeSet { .. } | Requirement::AtMost { .. } => None,
    }
}

fn prove(
    lab: &Lab,
    name: &str,
    draft: &ConfigDraft,
    role: &Role<'_>,
    failed: &mut BTreeSet<ObjectiveId>,
) -> DesignProof {
    let mut faults: Vec<String> = changed_surroundings(lab, draft)
        .into_iter()
        .map(|kind| {
            format!("its section `{}` differs from the starter's but is not editable", kind.section())
        })
        .collect();
    let outcome = match Config::build(draft) {
        Err(errors) => {
            faults.extend(errors.iter().map(ToString::to_string));
            "is no valid configuration".to_owned()
        }
        Ok(config) => {
            let graded = lab::grade(lab, &config);
            let missed = missed(&graded);
            faults.extend(broken_promises(role, &missed));
            if !matches!(role, Role::Reference) {
                failed.extend(missed.iter().map(|id| (*id).clone()));
            }
            outcome(&graded, &missed)
        }
    };
    DesignProof { name: name.to_owned(), outcome, faults }
}

fn missed(graded: &Graded) -> Vec<&ObjectiveId> {
    graded.findings.iter().filter(|finding| !finding.met).map(|finding| &finding.objective).collect()
}

fn outcome(graded: &Graded, missed: &[&ObjectiveId]) -> String {
    let score = format!("{} of {} points", graded.score, graded.max);
    if missed.is_empty() {
        format!("passes with {score}")
    } else {
        format!("fails {}, {score}", listed(missed))
    }
}

fn broken_promises(role: &Role<'_>, missed: &[&ObjectiveId]) -> Option<String> {
    match role {
        Role::Reference if !missed.is_empty() => {
            Some(format!("a reference must pass, but fails {}", listed(missed)))
        }
        Role::Starter if missed.is_empty() => {
            Some("the starter passes, so there is nothing to do".to_owned())
        }
        Role::Wrong(fails) if !missed.contains(fails) => Some(if missed.is_empty() {
            format!("it must fail `{fails}`, but passes")
        } else {
            format!("it must fail `{fails}`, but fails only {}", listed(missed))
        }),
        _ => None,
    }
}

fn listed(ids: &[&ObjectiveId]) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

/// The sections that the learner may not touch and that differ from the lab's own.
pub(in crate::pack) fn changed_surroundings(lab: &Lab, draft: &ConfigDraft) -> Vec<ResourceKind> {
    let differing = sections_that_differ(&lab.starter, draft);
    fixed_sections(lab).filter(|kind| differing.contains(kind)).collect()
}

/// The sections that the learner may not touch.
fn fixed_sections(lab: &Lab) -> impl Iterator<Item = ResourceKind> {
    ResourceKind::ALL.into_iter().filter(|kind| !lab.editable.contains(kind))
}

/// The draft with every fixed section that it leaves out, taken from the lab.
pub(in crate::pack) fn with_surroundings(lab: &Lab, mut draft: ConfigDraft) -> ConfigDraft {
    let given = sections_that_differ(&draft, &ConfigDraft::default());
    for kind in fixed_sections(lab).filter(|kind| !given.contains(kind)) {
        copy_section(kind, &lab.starter, &mut draft);
    }
    draft
}

fn copy_section(kind: ResourceKind, from: &ConfigDraft, to: &mut ConfigDraft) {
    match kind {
        ResourceKind::Account => {
            to.region.clone_from(&from.region);
            to.account.clone_from(&from.account);
            to.organization.clone_from(&from.organization);
            to.service_control_policy.clone_from(&from.service_control_policy);
            to.resource_control_policy.clone_from(&from.resource_control_policy);
        }
        ResourceKind::Vpc => to.vpc.clone_from(&from.vpc),
        ResourceKind::Subnet => to.subnets.clone_from(&from.subnets),
        ResourceKind::RouteTable => to.route_tables.clone_from(&from.route_tables),
        ResourceKind::NatGateway => to.nat_gateways.clone_from(&from.nat_gateways),
        ResourceKind::SecurityGroup => to.security_groups.clone_from(&from.security_groups),
        ResourceKind::NetworkAcl => to.network_acls.clone_from(&from.network_acls),
        ResourceKind::VpcEndpoint => to.vpc_endpoints.clone_from(&from.vpc_endpoints),
        ResourceKind::NetworkInterface => to.network_interfaces.clone_from(&from.network_interfaces),
        ResourceKind::OnPremisesClient => to.on_premises_clients.clone_from(&from.on_premises_clients),
        ResourceKind::S3Bucket => to.s3_buckets.clone_from(&from.s3_buckets),
        ResourceKind::Workload => to.workload.clone_from(&from.workload),
    }
}
