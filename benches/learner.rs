//! A year of a simulated learner: true recall under the schedule and under fixed intervals, at equal work.
//!
//! `cargo bench --bench learner`; with `--test` a month only.

#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::panic,
    reason = "a harness prints its figures, and without its input it measures nothing"
)]

#[path = "../tests/it/learner/simulated.rs"]
mod simulated;

use simulated::{Schedule, answerable, study};

fn main() {
    let pack = answerable(trapline::pack::builtin().pack.expect("the shipped pack is playable"));
    let days = if std::env::args().any(|arg| arg == "--test") { 30 } else { 400 };
    for per_day in [8, 30] {
        let ours = study(&pack, 7, days, per_day, Schedule::Trapline);
        println!("{days} days, {} answers: true recall {:.3}", ours.answers, ours.recall);
        for interval in [3, 7, 14, 30] {
            let fixed = study(&pack, 7, days, per_day, Schedule::Fixed(interval));
            let ratio = ours.recall / fixed.recall;
            println!("  every {interval} days: {:.3}, ratio {ratio:.3}", fixed.recall);
        }
    }
}
