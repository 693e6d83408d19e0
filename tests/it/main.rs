//! The one integration test binary. Every file beside this one must be listed here.

#[cfg(test)]
mod brute_force;
#[cfg(test)]
mod build_screen;
#[cfg(test)]
mod certificates;
#[cfg(test)]
mod checker;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod exam_day;
#[cfg(test)]
mod exam_report;
#[cfg(test)]
mod fix_laws;
#[cfg(test)]
mod grading;
#[cfg(test)]
mod kept_fold;
#[cfg(test)]
mod kills;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod learner;
#[cfg(test)]
mod levels;
#[cfg(test)]
mod mock_forms;
#[cfg(test)]
mod mutation;
#[cfg(test)]
mod pack_diag;
#[cfg(test)]
mod plain;
#[cfg(test)]
mod plain_process;
#[cfg(test)]
mod planted;
#[cfg(test)]
mod prove;
#[cfg(test)]
mod proved;
#[cfg(test)]
mod reach_cases;
#[cfg(test)]
mod reach_model;
#[cfg(test)]
mod reach_pairs;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod schedule;
#[cfg(test)]
mod screens;
#[cfg(test)]
mod search;
#[cfg(test)]
mod session;
#[cfg(test)]
mod shelf;
#[cfg(test)]
mod stats_screen;
#[cfg(test)]
mod store;
#[cfg(test)]
mod study;
#[cfg(test)]
mod terminal;
#[cfg(test)]
mod transcript;
#[cfg(test)]
mod traps;

#[test]
fn every_test_file_is_listed() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let listed = std::fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem = name.trim_end_matches(".rs");
        assert!(
            stem == "main" || listed.contains(&format!("mod {stem};")),
            "{name} is not listed in main.rs"
        );
    }
}
