//! The ledger against learners whose beliefs are known, because they were planted.

use std::collections::BTreeSet;

use rand::rngs::ChaCha12Rng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use trapline::bank::{QuestionId, Response};
use trapline::memory::Clock;
use trapline::session::{Confidence, Held, Progress, Purpose, Recorded, SessionEvent, SessionId, Stamp};

const UTC: Clock = Clock { utc_offset_secs: 0, rollover_hour: 0 };
const DAY: i64 = 86_400_000;
const BELIEFS: usize = 40;
const PLANTED: usize = 6;
const DAYS: i64 = 40;
const A_DAY: i64 = 20;
const LEARNERS: u32 = 25;

/// Answers of one learner: planted beliefs are acted on 6 times in 10 where they are offered, any other
/// answer is a slip 1 time in 8.
fn history(planted: &BTreeSet<usize>, rng: &mut ChaCha12Rng) -> Vec<Recorded> {
    let all: Vec<usize> = (0..BELIEFS).collect();
    let mut facts = Vec::new();
    for at in 0..DAYS * A_DAY {
        let offered: Vec<usize> = all.sample(rng, 3).copied().collect();
        let believed = offered.iter().find(|id| planted.contains(id));
        let picked = match believed {
            Some(id) if rng.random_bool(0.6) => Some(*id),
            _ if rng.random_bool(0.125) => offered.choose(rng).copied(),
            _ => None,
        };
        let levels = [Confidence::Guess, Confidence::Unsure, Confidence::Sure];
        let name = |id: &usize| format!("belief-{id}");
        facts.push(Recorded {
            at_millis: at / A_DAY * DAY + at % A_DAY * 60_000,
            event: SessionEvent::DrillAnswered {
                session: SessionId::new(at / A_DAY, 0),
                question: QuestionId(format!("q{}", rng.random_range(0..288_u32))),
                version: 1,
                objective: "ISO-01".to_owned(),
                response: Response::Ordering { order: Vec::new() },
                earned: u32::from(picked.is_none()),
                possible: 1,
                misconceptions: picked.iter().map(name).collect(),
                confidence: levels.choose(rng).copied(),
                millis: 30_000,
                hinted: false,
                purpose: Purpose::Study,
                stamp: Stamp { offered: offered.iter().map(name).collect(), ..Stamp::default() },
            },
        });
    }
    facts
}

#[test]
fn the_ledger_finds_planted_beliefs_and_accuses_of_few_others() {
    let mut rng = ChaCha12Rng::seed_from_u64(34);
    let (mut found, mut accused, mut cleared) = (0_u32, 0_u32, 0_u32);
    for _ in 0..LEARNERS {
        let all: Vec<usize> = (0..BELIEFS).collect();
        let planted: BTreeSet<usize> = all.sample(&mut rng, PLANTED).copied().collect();
        let progress = Progress::of(&history(&planted, &mut rng), UTC);
        for id in 0..BELIEFS {
            let standing = progress.ledger.standing(&format!("belief-{id}"), DAYS);
            let is_planted = planted.contains(&id);
            accused += u32::from(standing.held == Held::Active);
            found += u32::from(is_planted && standing.held == Held::Active);
            cleared += u32::from(is_planted && standing.held == Held::Cleared);
        }
    }
    let planted = f64::from(LEARNERS) * f64::from(u32::try_from(PLANTED).unwrap());
    let (precision, recall) = (f64::from(found) / f64::from(accused), f64::from(found) / planted);
    println!("precision {precision:.3}, recall {recall:.3}, planted but cleared {cleared}");
    assert!(precision > 0.85 && recall > 0.85, "{precision} {recall}");
}
