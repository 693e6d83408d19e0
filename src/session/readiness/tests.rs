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
