//! Time to find all smallest fixes, over the starters and wrong designs of the shipped labs.
//!
//! `cargo bench --bench fix` prints, besides the figures of each lab, how the single designs are
//! distributed: half of them are done in p50, all but one of twenty in p95.

#![expect(clippy::expect_used, reason = "a benchmark without its input measures nothing")]
#![expect(clippy::print_stdout, reason = "the distribution is the result")]

use std::time::{Duration, Instant};

use trapline::aws::ConfigDraft;
use trapline::bank::Pack;
use trapline::lab::{Lab, smallest_fixes};

fn main() {
    if !std::env::args().any(|argument| argument == "--test") {
        distribution();
    }
    divan::main();
}

/// All smallest fixes of every starter and wrong design of a lab.
#[divan::bench(args = labs())]
fn all_designs_of_a_lab(bencher: divan::Bencher<'_, '_>, name: &str) {
    let pack = pack();
    let lab = pack.labs.iter().find(|lab| lab.id.0 == name).expect("the lab is shipped");
    let designs = designs(lab);
    bencher.bench(|| {
        designs.iter().map(|draft| smallest_fixes(divan::black_box(lab), draft).fixes.len()).sum::<usize>()
    });
}

fn distribution() {
    const RUNS: u32 = 5;
    let mut times: Vec<Duration> = Vec::new();
    for lab in &pack().labs {
        for draft in designs(lab) {
            let start = Instant::now();
            for _ in 0..RUNS {
                divan::black_box(smallest_fixes(lab, draft));
            }
            times.push(start.elapsed() / RUNS);
        }
    }
    times.sort();
    let at = |percent: usize| times.get((times.len() * percent / 100).min(times.len() - 1)).expect("designs");
    println!("{} designs: p50 {:.2?}, p95 {:.2?}, slowest {:.2?}", times.len(), at(50), at(95), at(100));
}

fn designs(lab: &Lab) -> Vec<&ConfigDraft> {
    std::iter::once(&lab.starter).chain(lab.wrong_designs.iter().map(|wrong| &wrong.design.draft)).collect()
}

fn pack() -> Pack {
    trapline::pack::builtin().pack.expect("the shipped pack is playable")
}

fn labs() -> Vec<String> {
    pack().labs.iter().map(|lab| lab.id.0.clone()).collect()
}
