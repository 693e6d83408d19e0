//! The import table of the architecture: who may know whom.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Module, the modules of this crate it may import, and the outside crates it must not name.
const TABLE: &[(&str, &[&str])] = &[
    ("net", &[]),
    ("aws", &["net", "diag"]),
    ("reach", &["net", "aws"]),
    ("lab", &["net", "aws", "reach"]),
    ("bank", &["lab"]),
    ("memory", &[]),
    ("session", &["bank", "lab", "memory"]),
    ("search", &["bank", "lab", "memory", "session", "diag"]),
    ("diag", &[]),
    ("transcript", &["bank", "lab", "memory", "session", "diag"]),
    ("pack", &["diag", "net", "aws", "reach", "lab", "bank"]),
    ("store", &["bank", "memory", "session"]),
    ("launch", &["bank", "lab", "memory", "session", "diag", "store"]),
    (
        "plain",
        &[
            "net",
            "aws",
            "reach",
            "lab",
            "bank",
            "memory",
            "session",
            "search",
            "diag",
            "transcript",
            "pack",
            "store",
            "launch",
        ],
    ),
    (
        "tui",
        &[
            "net",
            "aws",
            "reach",
            "lab",
            "bank",
            "memory",
            "session",
            "search",
            "diag",
            "transcript",
            "pack",
            "store",
            "launch",
        ],
    ),
    (
        "cli",
        &[
            "net",
            "aws",
            "reach",
            "lab",
            "bank",
            "memory",
            "session",
            "search",
            "diag",
            "transcript",
            "pack",
            "store",
            "launch",
            "plain",
            "tui",
        ],
    ),
];

/// Outside crates that only these modules may name.
const FENCED: &[(&str, &[&str])] = &[
    ("rusqlite", &["store"]),
    ("toml", &["pack", "launch"]),
    ("ratatui", &["tui"]),
    ("crossterm", &["tui"]),
    ("clap", &["cli"]),
    ("fsrs", &["memory"]),
    ("csv", &["transcript"]),
    ("statrs", &["session"]),
    ("rand_distr", &["session"]),
    ("annotate_snippets", &["diag"]),
    ("nucleo_matcher", &["search"]),
];

#[test]
fn modules_import_only_what_the_table_allows() {
    let table: BTreeMap<_, _> = TABLE.iter().copied().collect();
    let mut faults = Vec::new();
    for (module, file, text) in sources() {
        let allowed = table.get(module.as_str()).unwrap_or_else(|| panic!("{module} is not in the table"));
        for (at, line) in code_lines(&text) {
            for named in crate_paths(line) {
                if named != module && table.contains_key(named) && !allowed.contains(&named) {
                    faults.push(format!("{}:{at}: `{module}` must not import `{named}`", file.display()));
                }
            }
            if line.contains("super::super::") {
                faults.push(format!("{}:{at}: write `crate::`, not `super::super::`", file.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn outside_crates_stay_behind_their_fence() {
    let mut faults = Vec::new();
    for (module, file, text) in sources() {
        for (at, line) in code_lines(&text) {
            for (outside, homes) in FENCED {
                if names_crate(line, outside) && !homes.contains(&module.as_str()) {
                    faults.push(format!("{}:{at}: `{outside}` belongs to {homes:?}", file.display()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_planted_upward_import_is_seen() {
    assert_eq!(crate_paths("use crate::tui::App;").collect::<Vec<_>>(), ["tui"]);
    assert_eq!(crate_paths("let x = crate::net::f(crate::bank::g());").collect::<Vec<_>>(), ["net", "bank"]);
    assert_eq!(crate_paths("use crate::{net, aws::Config};").collect::<Vec<_>>(), ["net", "aws"]);
    assert!(names_crate("use toml::Value;", "toml"));
    assert!(!names_crate("let text = read_toml::run();", "toml"));
    assert!(code_lines("// crate::tui\n/// crate::tui\ncrate::net").map(|(at, _)| at).eq([3]));
}

fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let inside = path.strip_prefix(&root).unwrap();
            if path.is_dir() {
                folders.push(path);
            } else if inside.components().count() > 1 && path.extension().is_some_and(|e| e == "rs") {
                let module = inside.components().next().unwrap().as_os_str().to_str().unwrap().to_owned();
                let text = fs::read_to_string(&path).unwrap();
                found.push((module, path, text));
            }
        }
    }
    assert!(found.len() > 20, "only {} source files found", found.len());
    found
}

fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Top-level modules that a line names behind `crate::`, braces included.
fn crate_paths(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("crate::").flat_map(move |(at, found)| {
        let rest = &line[at + found.len()..];
        let group = rest.strip_prefix('{').and_then(|group| group.split('}').next());
        let heads: Vec<&str> = match group {
            Some(group) => group.split(',').map(first_word).collect(),
            None => vec![first_word(rest)],
        };
        heads
    })
}

fn first_word(text: &str) -> &str {
    let text = text.trim_start();
    text.find(|c: char| !c.is_alphanumeric() && c != '_').map_or(text, |end| &text[..end])
}

fn names_crate(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let starts = !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
        starts && line[at + name.len()..].starts_with("::")
    })
}
