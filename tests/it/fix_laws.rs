//! Laws of the smallest fix: each one passes, none of its parts does, and nothing cheaper would.

use proptest::prelude::*;
use trapline::aws::form::{self, sections_that_differ};
use trapline::aws::{Config, ConfigDraft, ResourceKind};
use trapline::bank::Pack;
use trapline::lab::{DesignEdit, Fixes, Lab, grade, meets, smallest_fixes};

fn shipped() -> Pack {
    trapline::pack::builtin().pack.expect("the shipped pack is playable")
}

/// The starter and the wrong designs.
fn failing(lab: &Lab) -> Vec<(String, ConfigDraft)> {
    let wrong = lab.wrong_designs.iter().map(|wrong| (wrong.design.name.clone(), wrong.design.draft.clone()));
    std::iter::once(("starter".to_owned(), lab.starter.clone()))
        .chain(wrong)
        .map(|(name, draft)| (format!("{}/{name}", lab.id), draft))
        .collect()
}

fn changed(draft: &ConfigDraft, edits: &[&DesignEdit]) -> Option<ConfigDraft> {
    DesignEdit::all_applied(draft, edits)
}

fn passes(lab: &Lab, draft: &ConfigDraft) -> bool {
    Config::build(draft).is_ok_and(|config| meets(lab, &config))
}

/// Every way to leave something out.
fn proper_parts<T>(all: &[T]) -> Vec<Vec<&T>> {
    let full = (1_u32 << all.len()) - 1;
    let part =
        |mask: u32| all.iter().enumerate().filter(move |(at, _)| mask & 1 << at != 0).map(|(_, it)| it);
    (0..full).map(|mask| part(mask).collect()).collect()
}

/// P10, first and second part.
fn check_each(lab: &Lab, name: &str, draft: &ConfigDraft, found: &Fixes) {
    for fix in &found.fixes {
        let shown: Vec<String> = fix.edits().iter().map(ToString::to_string).collect();
        assert!((1..=3).contains(&fix.edits().len()), "{name}: {shown:?}");
        assert_eq!(fix.cost(), found.fixes[0].cost(), "{name}: {shown:?}");
        let fixed = fix.applied(draft).unwrap_or_else(|| panic!("{name}: {shown:?}"));
        let config = Config::build(&fixed).unwrap_or_else(|errors| panic!("{name}: {shown:?}: {errors:?}"));
        assert!(grade(lab, &config).passed(), "{name}: {shown:?}");
        for part in proper_parts(fix.edits()) {
            assert!(!changed(draft, &part).is_some_and(|part| passes(lab, &part)), "{name}: {shown:?}");
        }
        let differing = sections_that_differ(draft, &fixed);
        assert!(differing.iter().all(|section| lab.editable.contains(section)), "{name}: {shown:?}");
    }
}

/// P10, third part: every set of the tried changes below the price, or at it.
fn check_all(lab: &Lab, name: &str, draft: &ConfigDraft, found: &Fixes) {
    assert!(found.complete, "{name}");
    let price = found.fixes.first().map_or(u32::MAX, trapline::lab::Fix::cost);
    let most = price.min(3);
    let tried: Vec<&DesignEdit> = found.tried.iter().collect();
    let ask = |edits: &[&DesignEdit]| {
        let cost: u32 = edits.iter().map(|edit| edit.cost()).sum();
        if cost <= price && changed(draft, edits).is_some_and(|it| passes(lab, &it)) {
            let offered = found.fixes.iter().any(|fix| {
                fix.edits().len() == edits.len() && fix.edits().iter().all(|edit| edits.contains(&edit))
            });
            let shown: Vec<String> = edits.iter().map(ToString::to_string).collect();
            assert!(cost == price && offered, "{name}: {cost} instead of {price}: {shown:?}");
        }
    };
    for (at, first) in tried.iter().enumerate() {
        ask(&[first]);
        for (next, second) in tried.iter().enumerate().skip(at + 1).filter(|_| most > 1) {
            ask(&[first, second]);
            // Of many sets of three, every seventh.
            let step = if tried.len() > 24 { 7 } else { 1 };
            let thirds = tried.iter().skip(next + 1 + (at + next) % step).step_by(step);
            thirds.filter(|_| most > 2).for_each(|third| ask(&[first, second, third]));
        }
    }
}

#[test]
fn p10_fixes_of_the_shipped_designs_are_verified_minimal_and_the_cheapest() {
    for lab in &shipped().labs {
        for (name, draft) in failing(lab) {
            let found = smallest_fixes(lab, &draft);
            check_each(lab, &name, &draft, &found);
            check_all(lab, &name, &draft, &found);
        }
    }
}

#[test]
fn every_design_within_three_changes_of_passing_gets_a_fix() {
    let beyond = [
        "vendor-price-feed/starter",
        "feature-lookup/starter",
        "flaky-nightly-job/starter",
        "phi-radiology/starter",
        "phi-radiology/wrong-kms-only",
        "phi-radiology/wrong-nat",
        "phi-radiology/wrong-every-endpoint",
    ];
    let mut without = Vec::new();
    for lab in &shipped().labs {
        for (name, draft) in failing(lab) {
            if smallest_fixes(lab, &draft).fixes.is_empty() {
                without.push(name);
            }
        }
    }
    assert_eq!(without, beyond);
}

#[test]
fn a_passing_design_needs_no_fix() {
    for lab in &shipped().labs {
        for design in &lab.references {
            let found = smallest_fixes(lab, &design.draft);
            assert!(found.fixes.is_empty() && found.complete && found.tried.is_empty(), "{}", lab.id);
        }
    }
}

#[test]
fn a_change_names_an_element_of_the_design() {
    for lab in &shipped().labs {
        for (name, draft) in failing(lab) {
            for fix in smallest_fixes(lab, &draft).fixes {
                for edit in fix.edits() {
                    let (text, element) = (edit.to_string(), edit.element());
                    assert!(text.contains(element), "{name}: {text}");
                    let there = form::find(&draft, edit.resource(), element).is_some();
                    let implicit = matches!(element, "default" | "main");
                    let new = edit.place(&draft).is_none() && text.starts_with("add a");
                    assert!(there || implicit || new, "{name}: {text}");
                    assert!(edit.applied(&draft).is_some(), "{name}: {text}");
                }
            }
        }
    }
}

/// One thing of a design taken away or turned round.
fn broken(draft: &ConfigDraft, open: &[ResourceKind], choice: usize) -> ConfigDraft {
    let mut draft = draft.clone();
    let section = open[choice % open.len()];
    let choice = choice / open.len();
    let pick = |count: usize| choice % count.max(1);
    match section {
        ResourceKind::Vpc => draft.vpc.enable_dns_hostnames = Some(false),
        ResourceKind::RouteTable => {
            let at = pick(draft.route_tables.len());
            draft.route_tables[at].routes.clear();
        }
        ResourceKind::SecurityGroup => {
            let at = pick(draft.security_groups.len());
            let group = &mut draft.security_groups[at];
            match choice / 7 % 3 {
                0 => drop(group.ingress.pop()),
                1 => group.egress = Some(Vec::new()),
                _ => group.egress = None,
            }
        }
        ResourceKind::NetworkAcl => {
            let at = pick(draft.network_acls.len());
            drop(draft.network_acls[at].ingress.pop());
        }
        ResourceKind::VpcEndpoint => {
            let at = pick(draft.vpc_endpoints.len());
            let endpoint = &mut draft.vpc_endpoints[at];
            match (choice / 7 % 2, &mut endpoint.route_tables) {
                (0, Some(tables)) => drop(tables.pop()),
                _ => endpoint.policy = None,
            }
        }
        ResourceKind::Workload => {
            let workload = draft.workload.as_mut().unwrap();
            let isolated = workload.enable_network_isolation == Some(true);
            workload.enable_network_isolation = Some(!isolated);
        }
        _ => {}
    }
    draft
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn p10_fixes_of_random_designs_are_verified_minimal_and_the_cheapest(
        lab in 0_usize..100,
        reference in 0_usize..100,
        faults in prop::collection::vec(0_usize..100_000, 1..3),
    ) {
        let pack = shipped();
        let lab = &pack.labs[lab % pack.labs.len()];
        let mut draft = lab.references[reference % lab.references.len()].draft.clone();
        for fault in faults {
            draft = broken(&draft, &lab.editable, fault);
        }
        let found = smallest_fixes(lab, &draft);
        check_each(lab, lab.id.0.as_str(), &draft, &found);
        if found.fixes.first().is_some_and(|fix| fix.cost() <= 2) {
            check_all(lab, lab.id.0.as_str(), &draft, &found);
        }
    }
}
