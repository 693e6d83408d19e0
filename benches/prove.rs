//! Speed of proving an exercise: designs of its option product that are decided in a second, on one core.
//!
//! `cargo bench --bench prove`; with `-- --test` the smallest exercise only.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark without its input measures nothing"
)]

use std::env;
use std::path::Path;
use std::time::Instant;

use trapline::lab::prove::Prover;

fn main() {
    let brief = env::args().any(|argument| argument == "--test");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/sagemaker-network-security");
    let pack = trapline::pack::load_pack(&root).pack.expect("the shipped pack is playable");
    println!("{:<24} {:>14} {:>10} {:>16}", "", "designs", "seconds", "designs/s");
    for lab in pack.labs.iter().filter(|lab| !brief || lab.id.0 == "first-private-job") {
        let start = Instant::now();
        let prover = Prover::new(lab);
        let parts: Vec<_> = (0..prover.tasks()).map(|task| prover.work(task)).collect();
        let proof = prover.join(parts).proof();
        let seconds = start.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
        let rate = proof.designs as f64 / seconds;
        println!("{:<24} {:>14} {seconds:>10.3} {rate:>16.0}", lab.id.0, proof.designs);
    }
}
