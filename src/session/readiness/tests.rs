use super::*;
use crate::bank::{Family, LearningObjective};

/// One family per weight, with one objective of the same name.
fn blueprint(weights: &[u32]) -> Blueprint {
    let named = |at: usize| format!("F{at}");
    Blueprint {
        families: (0..weights.len())
            .map(|at| Family { id: named(at), title: named(at), confusable: Vec::new() })
            .collect(),
        objectives: weights
            .iter()
            .enumerate()
            .map(|(at, weight)| LearningObjective {
                id: named(at),
                family: named(at),
                text: String::new(),
                weight: *weight,
            })
            .collect(),
    }
}

fn estimate(blueprint: &Blueprint, met: &[(u32, u32)]) -> Readiness {
    readiness(blueprint, &Exposure::of_counts(met))
}

#[test]
fn the_estimate_is_that_of_the_table() {
    // Right, first-exposure answers, 90 % interval, above an uncertain line, the same after the gap.
    for (right, asked, low, high, above_line, above) in [
        (24, 30, 0.66, 0.90, 0.82, 0.61),
        (40, 50, 0.70, 0.88, 0.88, 0.64),
        (80, 100, 0.73, 0.86, 0.93, 0.67),
        (160, 200, 0.75, 0.84, 0.97, 0.69),
        (45, 50, 0.81, 0.95, 1.00, 0.96),
    ] {
        let Readiness::Known(known) = estimate(&blueprint(&[1]), &[(right, asked)]) else {
            panic!("{right} of {asked}: nothing was said");
        };
        for (what, said, is) in [
            ("low", low, known.low),
            ("high", high, known.high),
            ("above the line", above_line, known.above_line),
            ("after the gap", above, known.above),
        ] {
            assert!((said - is).abs() < 0.02, "{right} of {asked}, {what}: {said} is {is:.3}");
        }
    }
}

#[test]
fn below_thirty_answers_nothing_is_said() {
    for (asked, is_known) in [(0, false), (10, false), (20, false), (29, false), (30, true)] {
        let said = estimate(&blueprint(&[1]), &[(asked, asked)]);
        assert_eq!(matches!(said, Readiness::Known(_)), is_known, "{asked}");
        let session = SessionId::new(1, 1);
        let stored = prediction(&blueprint(&[1]), &Exposure::of_counts(&[(asked, asked)]), &session, 25);
        assert_eq!(stored.is_some(), is_known, "{asked}");
    }
}

#[test]
fn answers_outside_the_blueprint_do_not_count() {
    assert_eq!(estimate(&blueprint(&[1]), &[(10, 20), (90, 90)]), Readiness::Unknown { evidence: 20 });
}

#[test]
fn a_heavy_family_moves_the_estimate_more_than_a_light_one() {
    let known = |met: &[(u32, u32)]| match estimate(&blueprint(&[90, 10]), met) {
        Readiness::Known(known) => f64::midpoint(known.low, known.high),
        Readiness::Unknown { .. } => panic!("nothing was said"),
    };
    let (strong, weak) = ((38, 40), (8, 40));
    assert!(known(&[strong, weak]) > 0.8);
    assert!(known(&[weak, strong]) < 0.4);
}

#[test]
fn a_prediction_is_wider_than_the_estimate_and_wider_for_a_shorter_form() {
    let exposure = Exposure::of_counts(&[(80, 100)]);
    let width = |scored| match prediction(&blueprint(&[1]), &exposure, &SessionId::new(1, 1), scored) {
        Some(SessionEvent::ReadinessPredicted { low_permille, high_permille, evidence, .. }) => {
            assert_eq!(evidence, 100);
            high_permille - low_permille
        }
        other => panic!("{other:?}"),
    };
    assert!(width(10) > width(25) && width(25) > width(65) && width(65) > 130);
}

#[test]
fn no_band_promises_anything() {
    for above in [0.0, 0.2, 0.5, 0.6, 0.95, 1.0] {
        let words = Band::of(above).words();
        assert!(!words.contains("pass") && !words.contains("will"), "{words}");
    }
    assert!(Band::of(0.69) < Band::Likely, "four in five right is never surely enough");
}

/// A learner of a seed: how much of each family is known, and some first answers by the blueprint's weights.
fn learner(weights: &[f64], rng: &mut ChaCha12Rng) -> (f64, Vec<(f64, Count)>) {
    let ability = normal((1.2, 0.6), rng);
    let known: Vec<f64> =
        weights.iter().map(|_| 1.0 / (1.0 + (-ability - normal((0.0, 0.5), rng)).exp())).collect();
    let truth = weights.iter().zip(&known).map(|(weight, known)| weight * known).sum();
    let mut strata: Vec<(f64, Count)> = weights.iter().map(|weight| (*weight, Count::default())).collect();
    for _ in 0..[30, 50, 100, 200][rng.random_range(0..4_usize)] {
        let mut left = rng.random::<f64>();
        let met = weights.iter().position(|weight| {
            left -= weight;
            left <= 0.0
        });
        let met = met.unwrap_or(0);
        strata[met].1.add(rng.random_bool(known[met]));
    }
    (truth, strata)
}

#[test]
fn intervals_hold_as_often_as_they_say() {
    const LEARNERS: u32 = 1000;
    let weights = [0.10, 0.15, 0.05, 0.06, 0.16, 0.12, 0.06, 0.03, 0.05, 0.08, 0.05, 0.09];
    let mut rng = ChaCha12Rng::seed_from_u64(35);
    let held = (0..LEARNERS).filter(|_| {
        let (truth, strata) = learner(&weights, &mut rng);
        let (low, high) = middle(&mut draw_shares(&strata, 500, &mut rng));
        (low..=high).contains(&truth)
    });
    let share = f64::from(u32::try_from(held.count()).unwrap()) / f64::from(LEARNERS);
    println!("intervals of 90 % held for {:.1} % of {LEARNERS} learners", share * 100.0);
    assert!((share - 0.90).abs() <= 0.02, "{share}");
}
