//! Grading by behaviour, on the shipped labs.

use trapline::aws::{Config, ConfigDraft, WorkloadKind};
use trapline::bank::Pack;
use trapline::lab::{Graded, Lab, grade};

fn shipped() -> Pack {
    trapline::pack::builtin().pack.expect("the shipped pack is playable")
}

fn lab<'p>(pack: &'p Pack, id: &str) -> &'p Lab {
    pack.labs.iter().find(|lab| lab.id.0 == id).unwrap_or_else(|| panic!("no lab {id}"))
}

fn graded(lab: &Lab, draft: &ConfigDraft) -> Graded {
    grade(lab, &Config::build(draft).unwrap_or_else(|errors| panic!("{errors:?}")))
}

fn failed(graded: &Graded) -> Vec<&str> {
    graded.failed().into_iter().map(|id| id.0.as_str()).collect()
}

#[test]
fn the_score_is_the_sum_of_the_findings_one_for_each_objective() {
    for lab in &shipped().labs {
        let drafts = lab.references.iter().map(|design| &design.draft);
        let wrong = lab.wrong_designs.iter().map(|wrong| &wrong.design.draft);
        for draft in drafts.chain(wrong).chain([&lab.starter]) {
            let graded = graded(lab, draft);
            assert_eq!(graded.score, graded.findings.iter().map(|finding| finding.points).sum::<u32>());
            assert_eq!(graded.max, lab.objectives.iter().map(|objective| objective.points).sum::<u32>());
            assert_eq!(graded.passed(), graded.score == graded.max);
            let ids = graded.findings.iter().map(|finding| &finding.objective);
            assert!(ids.eq(lab.objectives.iter().map(|objective| &objective.id)));
            assert!(graded.findings.iter().all(|finding| !finding.explanations.is_empty()));
        }
    }
}

#[test]
fn taking_the_strangers_bucket_away_earns_nothing() {
    let pack = shipped();
    let lab = lab(&pack, "phi-radiology");
    let mut draft = lab.references[0].draft.clone();
    draft.s3_buckets.retain(|bucket| bucket.account.is_none());
    assert_eq!(failed(&graded(lab, &draft)), ["no-stranger"]);
}

#[test]
fn another_kind_of_workload_meets_nothing() {
    let pack = shipped();
    let lab = lab(&pack, "feature-lookup");
    let mut draft = lab.references[0].draft.clone();
    draft.workload.as_mut().unwrap().kind = WorkloadKind::TrainingJob;
    let graded = graded(lab, &draft);
    assert_eq!((graded.score, failed(&graded).len()), (0, lab.objectives.len()));
}

#[test]
fn a_wrong_design_is_recognised_by_what_fails_and_why() {
    for lab in &shipped().labs {
        for (at, wrong) in lab.wrong_designs.iter().enumerate() {
            let graded = graded(lab, &wrong.design.draft);
            assert!(graded.resembles.contains(&at), "{}: {}", lab.id, wrong.design.name);
            assert!(
                graded.misconceptions.contains(&wrong.misconception),
                "{}: {}",
                lab.id,
                wrong.design.name
            );
        }
        let passing = graded(lab, &lab.references[0].draft);
        assert!(passing.resembles.is_empty() && passing.misconceptions.is_empty(), "{}", lab.id);
    }
}

#[test]
fn a_leak_is_told_hop_by_hop() {
    let pack = shipped();
    let lab = lab(&pack, "phi-radiology");
    let wrong = lab.wrong_designs.iter().find(|wrong| wrong.design.name == "wrong-vpc-only").unwrap();
    let graded = graded(lab, &wrong.design.draft);
    let leak = graded.findings.iter().find(|finding| finding.objective.0 == "no-s3").unwrap();
    let hops = leak.analysis.as_ref().unwrap().path().len();
    assert!(hops >= 8 && leak.explanations.len() == hops + 1, "{:#?}", leak.explanations);
    assert!(leak.explanations[0].contains("for example tcp 10.0."), "{}", leak.explanations[0]);
}
