//! Statistics and the ledger of beliefs, over the history of a made-up learner.

use rand::rngs::ChaCha12Rng;
use rand::{RngExt, SeedableRng};
use trapline::bank::{QuestionId, Response};
use trapline::launch::Appearance;
use trapline::session::{Confidence, Purpose, Recorded, SessionEvent, SessionId, Stamp};

use crate::screens::stage::{NOON, Play};

const DAY: i64 = 86_400_000;
const BELIEF: &str = "isolation-blocks-data";

/// Ninety days of answers that get better, one in three of them about the belief.
fn history() -> Vec<Recorded> {
    let mut rng = ChaCha12Rng::seed_from_u64(3);
    let mut facts = Vec::new();
    for day in (0..90_i32).rev().filter(|day| day % 3 != 1) {
        let noon = NOON - i64::from(day) * DAY;
        for at in 0..rng.random_range(3..9_i64) {
            let right = rng.random_bool(0.55 + 0.004 * f64::from(90 - day));
            let about = at % 3 == 0;
            let confidence =
                [Confidence::Guess, Confidence::Unsure, Confidence::Sure][rng.random_range(0..3_usize)];
            facts.push(Recorded {
                at_millis: noon - DAY / 2 + at * 1_800_000,
                event: SessionEvent::DrillAnswered {
                    session: SessionId::new(noon, 0),
                    question: QuestionId(if about { "who-downloads".into() } else { format!("q{day}-{at}") }),
                    version: 1,
                    objective: if at % 2 == 0 { "ISO-01".into() } else { "RTE-01".into() },
                    response: Response::Ordering { order: Vec::new() },
                    earned: u32::from(right),
                    possible: 1,
                    misconceptions: if about && !right { vec![BELIEF.into()] } else { Vec::new() },
                    confidence: Some(confidence),
                    millis: 45_000,
                    hinted: false,
                    purpose: Purpose::Study,
                    stamp: Stamp {
                        offered: if about { vec![BELIEF.into()] } else { Vec::new() },
                        ..Stamp::default()
                    },
                },
            });
        }
    }
    facts
}

#[test]
fn every_page_of_the_statistics_looks_as_it_did() {
    for (name, keys) in [
        ("stats-readiness", ""),
        ("stats-days", "n"),
        ("stats-memory", "n n"),
        ("stats-judgement", "n n n"),
        ("stats-families", "p"),
        ("stats-ledger", "Enter"),
        ("stats-belief", "Enter Enter"),
    ] {
        for (width, height) in [(80, 24), (120, 40)] {
            let play = Play { history: history(), ..Play::at(width, height) };
            let played = play.keys(&format!("j j j j j Enter {keys}"));
            insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "screens/snapshots" }, {
                insta::assert_snapshot!(format!("{name}-{width}x{height}"), played.screen);
            });
        }
    }
}

#[test]
fn without_answers_every_page_says_so() {
    for (keys, said) in [
        ("", "Not enough evidence: 0 of 30"),
        ("n", "No answers yet"),
        ("n n", "Nothing was reviewed on a later day yet."),
        ("n n n", "Say how sure you are"),
        ("p", "No answers yet"),
        ("Enter", "No false belief was acted on so far."),
        ("Enter Enter", "No false belief was acted on so far."),
    ] {
        let played = Play::default().keys(&format!("j j j j j Enter {keys}"));
        assert!(played.screen.contains(said), "{keys}\n{}", played.screen);
    }
}

#[test]
fn in_ascii_every_chart_is_ascii() {
    let appearance = Appearance { colour: false, ascii: true, mouse: true };
    for keys in ["", "n", "n n", "n n n", "p", "Enter", "Enter Enter"] {
        let play = Play { history: history(), appearance, ..Play::at(120, 60) };
        let played = play.keys(&format!("j j j j j Enter {keys}"));
        assert!(played.screen.contains("tatistics") || played.screen.contains("elief"), "{}", played.screen);
        assert!(played.screen.is_ascii(), "{keys}\n{}", played.screen);
    }
}
