//! From failed objectives to the changes that are worth a try.

mod closing;
mod ends;
mod opening;
mod settings;
mod ways;

use crate::aws::{Config, ConfigDraft};
use crate::lab::fix::edit::DesignEdit;
use crate::lab::grade::{decide, is_met};
use crate::lab::{Lab, Objective, Requirement};
use crate::reach::{Analysis, ComponentKind, Query, Verdict};

use ends::Ends;

/// Changes that may mend the objectives which `draft`, built as `config`, fails: those that open what
/// its needs are refused by, close what its leaks run through, and set what must be set. Only sections
/// open to the learner are touched.
pub(super) fn derive(lab: &Lab, draft: &ConfigDraft, config: &Config) -> Vec<DesignEdit> {
    let needs: Vec<Ends> = lab.objectives.iter().filter_map(need).map(|need| Ends::of(draft, need)).collect();
    let mut found = Vec::new();
    for objective in &lab.objectives {
        if !is_met(&objective.requirement, config) {
            let finding = decide(objective, config);
            found.extend(mend(draft, config, objective, finding.analysis.as_ref(), &needs));
        }
    }
    let mut kept: Vec<DesignEdit> = Vec::new();
    for edit in found {
        let open = edit.sections(draft).iter().all(|section| lab.editable.contains(section));
        if open && !kept.contains(&edit) && edit.applied(draft).is_some() {
            kept.push(edit);
        }
    }
    kept
}

fn need(objective: &Objective) -> Option<&Query> {
    match &objective.requirement {
        Requirement::MustReach(query) | Requirement::MustAvoid { query, .. } => Some(query),
        Requirement::MustNotReach(_) | Requirement::MustBeSet { .. } | Requirement::AtMost { .. } => None,
    }
}

fn mend(
    draft: &ConfigDraft,
    config: &Config,
    objective: &Objective,
    analysis: Option<&Analysis>,
    needs: &[Ends],
) -> Vec<DesignEdit> {
    match (&objective.requirement, analysis) {
        (Requirement::MustReach(query), Some(analysis)) => open(draft, query, analysis),
        (Requirement::MustNotReach(query), Some(analysis)) => close(draft, config, query, analysis, needs),
        (Requirement::MustAvoid { query, through }, Some(analysis)) => {
            go_round(draft, config, query, *through, analysis, needs)
        }
        (Requirement::MustBeSet { setting, wanted }, _) => {
            settings::setting(*setting, *wanted, ways::into_vpc(draft))
        }
        (Requirement::AtMost { resource, .. }, _) => settings::fewer(draft, *resource),
        (_, None) => Vec::new(),
    }
}

fn open(draft: &ConfigDraft, query: &Query, analysis: &Analysis) -> Vec<DesignEdit> {
    let ends = Ends::of(draft, query);
    let blockers = analysis.blockers().iter();
    let mut found: Vec<DesignEdit> =
        blockers.flat_map(|blocker| opening::opening(draft, &ends, blocker)).collect();
    if analysis.verdict() == Verdict::Sometimes {
        found.extend(opening::fewer_subnets(draft));
    }
    found
}

fn close(
    draft: &ConfigDraft,
    config: &Config,
    query: &Query,
    analysis: &Analysis,
    needs: &[Ends],
) -> Vec<DesignEdit> {
    let ends = Ends::of(draft, query);
    let hops = analysis.path().iter();
    let mut found: Vec<DesignEdit> =
        hops.flat_map(|hop| closing::closing(draft, &ends, needs, config.account(), hop)).collect();
    if analysis.verdict() != Verdict::Never {
        found.extend(closing::bucket_policy(draft, &ends));
        if matches!(query.source, crate::reach::Source::Container) {
            found.push(DesignEdit::SetIsolation(true));
        }
    }
    if analysis.verdict() == Verdict::Sometimes {
        found.extend(opening::fewer_subnets(draft));
    }
    found
}

/// Another way where there is one, and none through what must be avoided.
fn go_round(
    draft: &ConfigDraft,
    config: &Config,
    query: &Query,
    through: ComponentKind,
    analysis: &Analysis,
    needs: &[Ends],
) -> Vec<DesignEdit> {
    if analysis.verdict() == Verdict::Never {
        return open(draft, query, analysis);
    }
    let ends = Ends::of(draft, query);
    let mut found = ways::into_vpc(draft);
    if through != ComponentKind::ServiceNetwork {
        found.extend(ways::ways(draft, &ends));
        let hops = analysis.path().iter();
        let crossed = hops.filter(|hop| hop.kind == through || hop.kind == ComponentKind::RouteTable);
        found.extend(crossed.flat_map(|hop| closing::closing(draft, &ends, needs, config.account(), hop)));
    }
    found
}
