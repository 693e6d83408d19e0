//! Loading the built-in pack: as the trainer does at every start, and with all checks.
//!
//! `cargo bench --bench pack`

fn main() {
    divan::main();
}

/// What every start pays.
#[divan::bench]
fn trusting() -> trapline::pack::Loaded {
    trapline::pack::builtin()
}

/// What `trapline pack check` does.
#[divan::bench]
fn with_all_checks() -> trapline::pack::Loaded {
    trapline::pack::check_builtin()
}
