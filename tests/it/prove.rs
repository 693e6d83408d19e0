//! Proofs of exercises: the sets agree with grading, the counts with a walk over every design.

use std::path::Path;

use trapline::aws::{Config, ConfigDraft};
use trapline::lab::prove::{Part, Proof, Prover, Sets};
use trapline::lab::{Lab, find};

fn shipped() -> Vec<Lab> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/sagemaker-network-security");
    trapline::pack::load_pack(&root).pack.expect("the shipped pack is playable").labs
}

/// A small generator of numbers: the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

fn designs(lab: &Lab) -> Vec<&ConfigDraft> {
    let references = lab.references.iter().map(|design| &design.draft);
    let wrong = lab.wrong_designs.iter().map(|wrong| &wrong.design.draft);
    std::iter::once(&lab.starter).chain(references).chain(wrong).collect()
}

/// Settings near the lab's own designs, and some far away.
fn settings(prover: &Prover<'_>, lab: &Lab, count: usize, dice: &mut Dice) -> Vec<Vec<u8>> {
    let choices = prover.choices();
    let own: Vec<Vec<u8>> = designs(lab).into_iter().map(|draft| choices.setting_of(draft)).collect();
    let near = (0..count).map(|at| {
        let mut values = own[dice.below(own.len())].clone();
        let turns = if at % 8 == 0 { values.len() } else { 1 + dice.below(5) };
        for _ in 0..turns {
            let knob = dice.below(values.len());
            values[knob] = u8::try_from(dice.below(choices.knobs[knob].values.len())).unwrap();
        }
        values
    });
    near.collect::<Vec<_>>().into_iter().chain(own).collect()
}

fn assert_agreement(lab: &Lab, prover: &Prover<'_>, sets: &Sets<'_>, values: &[u8]) -> bool {
    let draft = prover.choices().draft(values).expect("every knob is set");
    let built = Config::build(&draft);
    assert_eq!(sets.builds(values), built.is_ok(), "{}: {built:?}\n{draft:#?}", lab.id);
    let Ok(config) = built else { return false };
    for (at, finding) in find(lab, &config).iter().enumerate() {
        let told = sets.meets(at, values);
        assert_eq!(
            told, finding.met,
            "{}, {}: {:?}\n{draft:#?}",
            lab.id, finding.objective, finding.explanations
        );
    }
    true
}

/// The tasks of a proof, shared by two threads.
fn parts(prover: &Prover<'_>) -> Vec<Part> {
    let tasks = prover.tasks();
    let half = |which: usize| (0..tasks).filter(move |task| task % 2 == which).map(|task| prover.work(task));
    std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1).collect::<Vec<Part>>());
        let mut parts: Vec<Part> = half(0).collect();
        parts.extend(other.join().expect("no task fails"));
        parts
    })
}

/// The sets agree with grading the design. P14 (exercise coverage): every choice that a shipped lab
/// opens changes a verdict somewhere, or its author says why not.
#[test]
fn p14_exercise_coverage_and_sets_agree_with_grading_the_design() {
    let mut dice = Dice(7);
    for lab in shipped() {
        let prover = Prover::new(&lab);
        let sets = prover.join(parts(&prover));
        let mut built = 0;
        for values in settings(&prover, &lab, 300, &mut dice) {
            built += usize::from(assert_agreement(&lab, &prover, &sets, &values));
        }
        assert!(built > 100, "{}: only {built} designs build", lab.id);
        let proof = sets.proof();
        let defects: Vec<String> = proof.defects.iter().map(ToString::to_string).collect();
        assert_eq!(defects, Vec::<String>::new(), "{}", lab.id);
        assert!(proof.passes > 0 && proof.designs >= proof.builds && proof.builds > proof.passes);
    }
}

#[test]
fn a_design_of_the_lab_has_a_setting_that_gives_it_back() {
    for lab in shipped() {
        let prover = Prover::new(&lab);
        for draft in designs(&lab) {
            let values = prover.choices().setting_of(draft);
            let again = prover.choices().draft(&values).expect("every knob is set");
            let met = |draft: &ConfigDraft| {
                let config = Config::build(draft).expect("the lab's designs build");
                find(&lab, &config).iter().map(|finding| finding.met).collect::<Vec<_>>()
            };
            assert_eq!(met(draft), met(&again), "{}", lab.id);
        }
    }
}

/// What a walk over every design of a lab finds.
#[derive(Debug, Default, PartialEq, Eq)]
struct Walked {
    designs: u128,
    builds: u128,
    passes: u128,
    met: Vec<u128>,
}

fn walk(lab: &Lab, prover: &Prover<'_>) -> (Walked, Vec<Vec<u8>>) {
    let choices = prover.choices();
    let mut walked = Walked { met: vec![0; lab.objectives.len()], ..Walked::default() };
    let mut passing = Vec::new();
    let mut seen: Vec<ConfigDraft> = Vec::new();
    let mut values = vec![0_u8; choices.knobs.len()];
    loop {
        let draft = choices.draft(&values).expect("every knob is set");
        if !seen.contains(&draft) {
            walked.designs += 1;
            if let Ok(config) = Config::build(&draft) {
                walked.builds += 1;
                let met: Vec<bool> = find(lab, &config).iter().map(|finding| finding.met).collect();
                walked.met.iter_mut().zip(&met).for_each(|(count, met)| *count += u128::from(*met));
                if met.iter().all(|met| *met) {
                    walked.passes += 1;
                    passing.push(values.clone());
                }
            }
            seen.push(draft);
        }
        let turned = values
            .iter()
            .zip(&choices.knobs)
            .position(|(value, knob)| usize::from(*value) + 1 < knob.values.len());
        let Some(turned) = turned else { return (walked, passing) };
        values[turned] += 1;
        values[..turned].fill(0);
    }
}

fn told(proof: &Proof) -> Walked {
    Walked {
        designs: proof.designs,
        builds: proof.builds,
        passes: proof.passes,
        met: proof.objectives.iter().map(|facts| facts.met).collect(),
    }
}

/// Labs with a few of their designs open few choices, and can be walked.
#[test]
fn proofs_agree_with_a_walk_over_every_design() {
    let mut dice = Dice(11);
    let mut walked_designs = 0;
    for lab in shipped() {
        for _ in 0..2 {
            let mut small = lab.clone();
            small.references.truncate(1);
            while Prover::new(&small).choices().settings() > 1024 {
                let at = dice.below(small.wrong_designs.len().max(1));
                if small.wrong_designs.is_empty() {
                    let fixed = dice.below(small.editable.len());
                    small.editable.remove(fixed);
                } else {
                    small.wrong_designs.remove(at);
                }
            }
            let prover = Prover::new(&small);
            let proof = prover.sets().proof();
            let (walked, passing) = walk(&small, &prover);
            assert_eq!(told(&proof), walked, "{}", small.id);
            assert_eq!(proof.cheapest.is_some(), !passing.is_empty());
            walked_designs += walked.designs;
        }
    }
    assert!(walked_designs > 1_000, "only {walked_designs} designs walked");
}
