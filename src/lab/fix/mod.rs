//! The smallest fix: the cheapest changes after which a design passes, each of them tried.
//!
//! Candidates come from what fails: blockers of refused paths, elements of open ones, settings with the
//! wrong value. The engine decides about every set of them; nothing is offered that was not graded.

mod apply;
mod bound;
mod derive;
mod edit;
mod hint;
mod place;
mod policy;
mod search;
mod text;
mod touch;

pub use edit::{DesignEdit, Holder};
pub use hint::Hint;
pub use policy::PolicyEdit;

use std::cmp::Reverse;

use crate::aws::{Config, ConfigDraft, ResourceKind};
use crate::lab::{Lab, find, meets};

use bound::least_changes;
use search::{Found, MOST_CANDIDATES, MOST_EDITS, Search};

/// Gradings that one search may take; at some 30 µs each that is well below a tenth of a second.
const BUDGET: usize = 2_500;
/// Designs that are looked into for further changes.
const MOST_DESIGNS: usize = 48;
/// Three new elements.
const MOST_COST: u32 = 2 * MOST_EDITS;

/// Changes that make a design pass.
///
/// INVARIANT (verified): the design with all of them was built and graded, and passes; without any one
/// of them it does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    edits: Vec<DesignEdit>,
}

impl Fix {
    /// The changes, in an order in which they can be made; one to three.
    #[must_use]
    pub fn edits(&self) -> &[DesignEdit] {
        &self.edits
    }

    /// The sum of the changes' costs: see [`DesignEdit::cost`].
    #[must_use]
    pub fn cost(&self) -> u32 {
        self.edits.iter().map(DesignEdit::cost).sum()
    }

    /// The design with all changes made; nothing when it is not the design they were found for.
    #[must_use]
    pub fn applied(&self, draft: &ConfigDraft) -> Option<ConfigDraft> {
        DesignEdit::all_applied(draft, &self.edits.iter().collect::<Vec<_>>())
    }
}

/// What the search for a fix found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixes {
    /// All fixes of the lowest cost: those of the learner's own elements first, then those that open
    /// less. Empty when the design passes, is no valid configuration, or needs more than three changes.
    pub fixes: Vec<Fix>,
    /// Whether the search came to its end, so that no cheaper fix is made of the changes it tried.
    pub complete: bool,
    /// Every change that was tried, alone and with others.
    pub tried: Vec<DesignEdit>,
}

/// Finds the cheapest changes, three at most, that make `draft` pass `lab`.
#[must_use]
pub fn smallest_fixes(lab: &Lab, draft: &ConfigDraft) -> Fixes {
    let mut nothing = Fixes { fixes: Vec::new(), complete: true, tried: Vec::new() };
    let kind = |draft: &ConfigDraft| draft.workload.as_ref().map(|workload| workload.kind);
    let Ok(config) = Config::build(draft) else { return nothing };
    let hopeless = least_changes(lab, &config) > MOST_EDITS as usize;
    if kind(draft) != kind(&lab.starter) || hopeless || meets(lab, &config) {
        return nothing;
    }
    let mut budget = BUDGET;
    let mut candidates = Vec::new();
    let mut frontier = vec![draft.clone()];
    for (cost, edits) in [(1, 1), (2, 2), (MOST_COST, MOST_EDITS)] {
        frontier = widen(lab, &frontier, MOST_EDITS + 1 - edits, &mut candidates);
        let found = Search::new(lab, draft, &candidates, &mut budget).run(cost, edits);
        nothing.complete &= found.complete;
        if !found.sets.is_empty() {
            return ranked(lab, draft, candidates, &found);
        }
    }
    Fixes { tried: candidates, ..nothing }
}

/// Adds what is worth a try in the designs of `frontier`, and returns these designs one change further:
/// a second blocker often hides behind the first. A design that needs more than `left` changes is
/// passed over: nothing of so few comes of it.
fn widen(
    lab: &Lab,
    frontier: &[ConfigDraft],
    left: u32,
    candidates: &mut Vec<DesignEdit>,
) -> Vec<ConfigDraft> {
    let (mut news, mut others) = (Vec::new(), Vec::new());
    for draft in frontier {
        let Ok(config) = Config::build(draft) else { continue };
        if least_changes(lab, &config) > left as usize {
            continue;
        }
        for edit in derive::derive(lab, draft, &config) {
            let Some(changed) = edit.applied(draft) else { continue };
            if candidates.contains(&edit) {
                others.push(changed);
            } else if candidates.len() < MOST_CANDIDATES {
                candidates.push(edit);
                news.push(changed);
            }
        }
    }
    let mut next: Vec<ConfigDraft> = Vec::new();
    for draft in news.into_iter().chain(others) {
        if next.len() < MOST_DESIGNS && !next.contains(&draft) {
            next.push(draft);
        }
    }
    next
}

fn ranked(lab: &Lab, draft: &ConfigDraft, candidates: Vec<DesignEdit>, found: &Found) -> Fixes {
    let own = |edit: &DesignEdit| is_own(lab, draft, edit);
    let edits = |set: &Vec<usize>| set.iter().filter_map(|at| candidates.get(*at)).cloned().collect();
    let mut fixes: Vec<Fix> = found.sets.iter().map(|set| Fix { edits: edits(set) }).collect();
    fixes.retain(|fix| is_verified(lab, draft, fix));
    fixes.sort_by_key(|fix| {
        let own = fix.edits.iter().filter(|edit| own(edit)).count();
        let breadth: u32 = fix.edits.iter().map(DesignEdit::breadth).sum();
        (Reverse(own), breadth)
    });
    Fixes { fixes, complete: found.complete, tried: candidates }
}

/// Builds and grades the changed design once more, with all evidence.
fn is_verified(lab: &Lab, draft: &ConfigDraft, fix: &Fix) -> bool {
    let config = fix.applied(draft).and_then(|changed| Config::build(&changed).ok());
    config.is_some_and(|config| find(lab, &config).iter().all(|finding| finding.met))
}

/// Whether the learner made or changed the element that the change is about.
fn is_own(lab: &Lab, draft: &ConfigDraft, edit: &DesignEdit) -> bool {
    let name = edit.element();
    macro_rules! differs {
        ($section:ident) => {{
            let named = |draft: &ConfigDraft| draft.$section.iter().find(|it| it.name == name).cloned();
            let mine = named(draft);
            mine.is_some() && mine != named(&lab.starter)
        }};
    }
    match edit.resource() {
        ResourceKind::Account => false,
        ResourceKind::Vpc => draft.vpc != lab.starter.vpc,
        ResourceKind::Subnet => differs!(subnets),
        ResourceKind::RouteTable => differs!(route_tables),
        ResourceKind::NatGateway => differs!(nat_gateways),
        ResourceKind::SecurityGroup => differs!(security_groups),
        ResourceKind::NetworkAcl => differs!(network_acls),
        ResourceKind::VpcEndpoint => differs!(vpc_endpoints),
        ResourceKind::NetworkInterface => differs!(network_interfaces),
        ResourceKind::OnPremisesClient => differs!(on_premises_clients),
        ResourceKind::S3Bucket => differs!(s3_buckets),
        ResourceKind::Workload => draft.workload != lab.starter.workload,
    }
}
