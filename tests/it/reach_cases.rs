//! Runs `tests/data/reach/*.toml`: a configuration, questions, and the expected verdict, codes and
//! hops beside them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use trapline::aws::Config;
use trapline::diag::Sources;
use trapline::pack::read_config;
use trapline::reach::{Conversation, ExplanationCode, Query, analyze};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The AWS page the file rests on.
    page: String,
    /// Shared by all cases; a case may put something in front of it or behind it.
    config: String,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    /// The rules of the model that the verdict hangs on; read by the law P13.
    #[serde(default, rename = "h")]
    _rules: Vec<String>,
    /// Replacements in the configuration text, each of which must occur.
    #[serde(default)]
    replace: Vec<[String; 2]>,
    from: String,
    to: String,
    action: Option<String>,
    #[serde(default)]
    one_way: bool,
    verdict: String,
    /// Codes of the blockers, in order.
    #[serde(default)]
    codes: Vec<String>,
    /// Kinds of the hops of the path that holds, in order; not compared when absent.
    path: Option<Vec<String>>,
}

/// Every file of cases, with its name.
fn files() -> Vec<(String, File)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/reach");
    let mut paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let read = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(path).unwrap();
        let file = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, file)
    };
    paths.iter().map(read).collect()
}

/// The configuration and the question of every case, with its name.
pub(crate) fn cases() -> Vec<(String, Config, Query)> {
    let files = files();
    let all = files.iter().flat_map(|(name, file)| file.case.iter().map(move |case| (name, file, case)));
    let read = all.map(|(name, file, case)| {
        let (config, query) =
            read(&file.config, case).unwrap_or_else(|fault| panic!("{name}, {}: {fault}", case.name));
        (format!("{name}, {}", case.name), config, query)
    });
    read.collect()
}

#[test]
fn every_case_has_the_expected_verdict_codes_and_hops() {
    let (mut count, mut faults, mut codes) = (0, Vec::new(), BTreeSet::new());
    for (name, file) in files() {
        assert!(file.page.starts_with("https://"), "{name}: no page");
        for case in &file.case {
            count += 1;
            codes.extend(case.codes.clone());
            if let Err(fault) = run(&file.config, case) {
                faults.push(format!("{name}, {}: {fault}", case.name));
            }
        }
    }
    assert!(count >= 60, "only {count} cases found");
    assert!(faults.is_empty(), "{} of {count} cases:\n{}", faults.len(), faults.join("\n"));
    let unseen: Vec<_> = ExplanationCode::ALL.iter().filter(|code| !codes.contains(code.as_str())).collect();
    assert!(unseen.is_empty(), "no case for {unseen:?}");
}

fn read(config: &str, case: &Case) -> Result<(Config, Query), String> {
    let mut text = config.to_owned();
    for [from, to] in &case.replace {
        if !text.contains(from.as_str()) {
            return Err(format!("`{from}` does not occur in the configuration"));
        }
        text = text.replace(from.as_str(), to);
    }
    let mut sources = Sources::default();
    let source = sources.add("case.toml", text);
    let read = read_config(&sources, source);
    let config = read.config.ok_or_else(|| format!("{:?}", read.diagnostics))?;
    let conversation = if case.one_way { Conversation::OneWay } else { Conversation::TwoWay };
    let query = Query::parse(&case.from, &case.to, case.action.as_deref(), conversation)
        .map_err(|e| e.to_string())?;
    Ok((config, query))
}

fn run(config: &str, case: &Case) -> Result<(), String> {
    let (config, query) = read(config, case)?;
    let analysis = analyze(&config, &query);
    let codes: Vec<&str> = analysis.blockers().iter().map(|blocker| blocker.code.as_str()).collect();
    if analysis.verdict().as_str() != case.verdict || codes != case.codes {
        let (verdict, blockers) = (analysis.verdict(), analysis.blockers());
        return Err(format!(
            "{verdict} {codes:?}, expected {} {:?}\n{blockers:#?}",
            case.verdict, case.codes
        ));
    }
    let kinds: Vec<&str> = analysis.path().iter().map(|hop| hop.kind.as_str()).collect();
    match &case.path {
        Some(path) if kinds != *path => Err(format!("path {kinds:?}, expected {path:?}")),
        _ => Ok(()),
    }
}
