//! Runs `tests/data/reach/pairs/*.toml`: pairs of configurations that are one edit apart, and the
//! question that tells them apart.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Table, Value};
use trapline::diag::Sources;
use trapline::pack::read_config;
use trapline::reach::{Conversation, Query, Verdict};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// What the pairs of the file are about.
    theme: String,
    /// The configuration that all pairs start from; policies are written as tables.
    base: String,
    pair: Vec<Pair>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    id: String,
    /// The trap, in one sentence.
    point: String,
    /// The AWS page that the two verdicts rest on.
    page: String,
    from: String,
    to: String,
    action: Option<String>,
    #[serde(default)]
    one_way: bool,
    /// From the base to the first configuration.
    #[serde(default)]
    setup: Vec<Edit>,
    /// From the first configuration to the second.
    edit: Edit,
    expect: Expectation,
}

/// One change at a place such as `security_group.job.egress.0.ports`: elements of a list go by their
/// `name`, `rule_number` or `Sid`, or by their position.
#[derive(Deserialize, Clone, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
struct Edit {
    at: String,
    /// Puts this value there.
    set: Option<Value>,
    /// Appends this value to the list there.
    add: Option<Value>,
    /// Gives the key there this name.
    rename: Option<String>,
    /// Takes away what is there.
    #[serde(default)]
    remove: bool,
}

/// What the first and the second configuration answer.
#[derive(Deserialize, Clone, Copy)]
#[serde(untagged, deny_unknown_fields)]
enum Expectation {
    /// Something that must not pass.
    Leak { tight: Word, leak: Word },
    /// Something that must pass.
    Need { works: Word, broken: Word },
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Word {
    Never,
    Sometimes,
    Always,
}

impl Word {
    fn verdict(self) -> Verdict {
        match self {
            Self::Never => Verdict::Never,
            Self::Sometimes => Verdict::Sometimes,
            Self::Always => Verdict::Always,
        }
    }
}

impl Expectation {
    fn verdicts(self) -> (Verdict, Verdict) {
        match self {
            Self::Leak { tight, leak } => (tight.verdict(), leak.verdict()),
            Self::Need { works, broken } => (works.verdict(), broken.verdict()),
        }
    }

    /// A tight design never leaks, a working one always works, and the other one does not.
    fn separates(self) -> bool {
        match self {
            Self::Leak { tight, leak } => tight == Word::Never && leak != Word::Never,
            Self::Need { works, broken } => works == Word::Always && broken != Word::Always,
        }
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/reach/pairs")
}

fn files() -> Vec<(String, File)> {
    let mut paths: Vec<_> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.retain(|path| path.file_stem().is_some_and(|stem| stem != "posture"));
    paths.sort();
    let read = paths.into_iter().map(|path| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let file = toml::from_str(&fs::read_to_string(&path).unwrap());
        (name, file.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    });
    read.collect()
}

#[test]
fn every_pair_is_one_edit_apart_and_told_apart() {
    let (mut faults, mut count, mut themes) = (Vec::new(), 0, BTreeMap::new());
    let (mut ids, mut contents) = (BTreeSet::new(), BTreeSet::new());
    for (name, file) in files() {
        assert!(!file.theme.is_empty(), "{name}: no theme");
        let base: Table = file.base.parse().unwrap_or_else(|error| panic!("{name}: {error}"));
        for pair in &file.pair {
            count += 1;
            *themes.entry(name.clone()).or_insert(0) += 1;
            assert!(ids.insert(pair.id.clone()), "`{}` stands twice", pair.id);
            assert!(pair.id.starts_with(&name), "{name}: `{}` is of another theme", pair.id);
            match judge(&base, pair) {
                Ok(content) if !contents.insert(content.clone()) => {
                    faults.push(format!("{}: says what another pair says", pair.id));
                }
                Ok(_) => {}
                Err(fault) => faults.push(format!("{}: {fault}", pair.id)),
            }
        }
    }
    assert!(faults.is_empty(), "{} of {count} pairs:\n{}", faults.len(), faults.join("\n"));
    assert!(count >= LEAST, "only {count} pairs: {themes:?}");
    eprintln!("{count} pairs told apart: {themes:?}");
}

/// What posture tools say about the pairs, written by `tests/oracle/posture/run.py`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Posture {
    /// Tools and their versions.
    tools: BTreeMap<String, String>,
    pair: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    id: String,
    #[serde(flatten)]
    marks: BTreeMap<String, Marks>,
}

/// Ids of the checks that fail, on both sides or on one only.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Marks {
    #[serde(rename = "both")]
    _both: Vec<String>,
    first: Vec<String>,
    second: Vec<String>,
    separates: bool,
}

#[test]
fn every_pair_has_its_posture_record() {
    let text = fs::read_to_string(folder().join("posture.toml")).unwrap();
    let posture: Posture = toml::from_str(&text).unwrap_or_else(|error| panic!("posture.toml: {error}"));
    let pairs: BTreeSet<_> =
        files().into_iter().flat_map(|(_, file)| file.pair).map(|pair| pair.id).collect();
    let recorded: BTreeSet<_> = posture.pair.iter().map(|record| record.id.clone()).collect();
    let stale: Vec<_> = pairs.symmetric_difference(&recorded).collect();
    assert!(stale.is_empty(), "run tests/oracle/posture/run.py for {stale:?}");
    assert!(posture.tools.len() >= 2, "only {:?}", posture.tools);
    for tool in posture.tools.keys() {
        let (mut separated, mut wrong) = (0, 0);
        for record in &posture.pair {
            let marks = record.marks.get(tool).unwrap_or_else(|| panic!("{}: no {tool}", record.id));
            assert_eq!(marks.separates, !marks.second.is_empty(), "{}, {tool}", record.id);
            separated += usize::from(marks.separates);
            wrong += usize::from(!marks.separates && !marks.first.is_empty());
        }
        let count = posture.pair.len();
        assert!(separated < count, "{tool} tells all pairs apart");
        eprintln!("{tool}: tells {separated} of {count} apart, marks the wrong side better in {wrong}");
    }
}

/// How many pairs there must be.
const LEAST: usize = 200;

/// Judges one pair; says what it contains, for the search for duplicates.
fn judge(base: &Table, pair: &Pair) -> Result<String, String> {
    if !pair.page.starts_with("https://") || pair.point.len() < 20 || pair.point.len() > 160 {
        return Err("needs a page, and a point of 20 to 160 characters".to_owned());
    }
    if !pair.expect.separates() {
        return Err("the two expected verdicts do not tell the designs apart".to_owned());
    }
    let mut first = Value::Table(base.clone());
    for edit in &pair.setup {
        apply(&mut first, edit)?;
    }
    let mut second = first.clone();
    apply(&mut second, &pair.edit)?;
    match differences(&first, &second) {
        1 => {}
        other => return Err(format!("the two configurations differ in {other} places")),
    }
    let conversation = if pair.one_way { Conversation::OneWay } else { Conversation::TwoWay };
    let query = Query::parse(&pair.from, &pair.to, pair.action.as_deref(), conversation)
        .map_err(|error| error.to_string())?;
    let answered = (answer(&first, &query)?, answer(&second, &query)?);
    let expected = pair.expect.verdicts();
    if answered != expected {
        return Err(format!(
            "{query}: {} and {}, expected {} and {}",
            answered.0, answered.1, expected.0, expected.1
        ));
    }
    Ok(format!("{first:?} {second:?} {query:?}"))
}

fn answer(tree: &Value, query: &Query) -> Result<Verdict, String> {
    let mut sources = Sources::default();
    let source = sources.add("pair.toml", toml::to_string(&as_a_file(tree)).map_err(|e| e.to_string())?);
    let read = read_config(&sources, source);
    let told: Vec<_> = read.diagnostics.iter().map(|diagnostic| diagnostic.message.clone()).collect();
    let config = read.config.ok_or_else(|| format!("no configuration: {told:?}"))?;
    crate::proved::proved(&config, query)
}

/// The tree as a configuration file has it: policies are JSON texts, and a `vpc_config` is its two keys.
fn as_a_file(tree: &Value) -> Value {
    match tree {
        Value::Table(table) => {
            let mut written = Table::new();
            for (key, value) in table {
                match value {
                    Value::Table(_) if key.ends_with("policy") => {
                        written.insert(key.clone(), Value::String(serde_json::to_string(value).unwrap()));
                    }
                    Value::Table(both) if key == "vpc_config" => written.extend(both.clone()),
                    value => drop(written.insert(key.clone(), as_a_file(value))),
                }
            }
            Value::Table(written)
        }
        Value::Array(list) => Value::Array(list.iter().map(as_a_file).collect()),
        scalar => scalar.clone(),
    }
}

fn apply(root: &mut Value, edit: &Edit) -> Result<(), String> {
    let (way, last) = edit.at.rsplit_once('.').unwrap_or(("", &edit.at));
    let mut place = root;
    for segment in way.split('.').filter(|segment| !segment.is_empty()) {
        place = child(place, segment).ok_or_else(|| format!("`{}`: there is no `{segment}`", edit.at))?;
    }
    match (&edit.set, &edit.add, &edit.rename, edit.remove) {
        (Some(value), None, None, false) => put(place, last, value),
        (None, None, Some(name), false) => rename(place, last, name),
        (None, Some(value), None, false) => {
            if let Value::Table(table) = place {
                table.entry(last).or_insert_with(|| Value::Array(Vec::new()));
            }
            match child(place, last) {
                Some(Value::Array(entries)) => {
                    entries.push(value.clone());
                    Some(())
                }
                _ => None,
            }
        }
        (None, None, None, true) => take(place, last),
        _ => None,
    }
    .ok_or_else(|| format!("`{}`: nothing there to be changed so", edit.at))
}

fn child<'v>(place: &'v mut Value, segment: &str) -> Option<&'v mut Value> {
    match place {
        Value::Table(table) => table.get_mut(segment),
        Value::Array(list) => position(list, segment).and_then(|at| list.get_mut(at)),
        _ => None,
    }
}

fn position(list: &[Value], segment: &str) -> Option<usize> {
    let is_named = |entry: &Value| {
        ["name", "Sid", "rule_number"].iter().any(|key| match entry.get(key) {
            Some(Value::String(name)) => name == segment,
            Some(Value::Integer(number)) => number.to_string() == segment,
            _ => false,
        })
    };
    list.iter().position(is_named).or_else(|| segment.parse().ok().filter(|at| *at < list.len()))
}

fn put(place: &mut Value, segment: &str, value: &Value) -> Option<()> {
    if let Some(there) = child(place, segment) {
        *there = value.clone();
        return Some(());
    }
    place.as_table_mut()?.insert(segment.to_owned(), value.clone());
    Some(())
}

fn rename(place: &mut Value, segment: &str, name: &str) -> Option<()> {
    let table = place.as_table_mut()?;
    let value = table.remove(segment)?;
    table.insert(name.to_owned(), value).is_none().then_some(())
}

fn take(place: &mut Value, segment: &str) -> Option<()> {
    match place {
        Value::Table(table) => table.remove(segment).map(drop),
        Value::Array(list) => position(list, segment).map(|at| drop(list.remove(at))),
        _ => None,
    }
}

/// In how many places two trees differ: a value, a key or its name, an element of a list.
fn differences(a: &Value, b: &Value) -> usize {
    match (a, b) {
        (Value::Table(a), Value::Table(b)) => {
            let inner: usize =
                a.iter().filter_map(|(key, value)| Some(differences(value, b.get(key)?))).sum();
            let gone: Vec<_> = a.iter().filter(|(key, _)| !b.contains_key(*key)).collect();
            let come: Vec<_> = b.iter().filter(|(key, _)| !a.contains_key(*key)).collect();
            let renamed = gone.len() == 1 && come.len() == 1 && gone[0].1 == come[0].1;
            inner + if renamed { 1 } else { gone.len() + come.len() }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).map(|(a, b)| differences(a, b)).sum()
        }
        (Value::Array(a), Value::Array(b)) => {
            let (longer, shorter) = if a.len() > b.len() { (a, b) } else { (b, a) };
            let missing = longer.iter().filter(|entry| !shorter.contains(entry)).count();
            missing.max(longer.len() - shorter.len())
        }
        (a, b) => usize::from(a != b),
    }
}
