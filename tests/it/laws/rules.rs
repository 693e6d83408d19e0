//! P13: every rule of the model has a case that fails without it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    /// The rules that the verdict hangs on.
    #[serde(default)]
    h: Vec<String>,
}

const RULES: std::ops::RangeInclusive<u8> = 1..=17;

#[test]
fn p13_every_rule_has_a_case_that_hangs_on_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/reach");
    let mut cases: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let file: File = toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        for case in file.case {
            for rule in case.h {
                cases.entry(rule).or_default().push(case.name.clone());
            }
        }
    }
    let known: Vec<String> = RULES.map(|number| format!("H{number}")).collect();
    let bare: Vec<_> = known.iter().filter(|rule| !cases.contains_key(*rule)).collect();
    assert!(bare.is_empty(), "no case hangs on {bare:?}");
    let strange: Vec<_> = cases.keys().filter(|rule| !known.contains(rule)).collect();
    assert!(strange.is_empty(), "no such rule: {strange:?}");
}
