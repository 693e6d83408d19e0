//! Runs `tests/data/traps/*.toml`: for every recognised misconception one design that acts on it and a
//! near miss that does not.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use trapline::aws::{Config, ConfigDraft, ResourceKind};
use trapline::diag::Sources;
use trapline::lab::{
    Lab, LabId, Objective, ObjectiveId, RECOGNISERS, Recogniser, Requirement, Setting, Trap, Wanted, grade,
};
use trapline::pack::{builtin, check_demonstration, read_config, write_config};
use trapline::reach::{ComponentKind, Conversation, Query};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Shared by all cases.
    config: String,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    trap: String,
    /// The element that shows it, as people are told.
    element: String,
    /// Objectives, one a line; `->` must reach, `-/>` must not.
    wants: Vec<String>,
    design: Design,
    near_miss: Design,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Design {
    /// What it is, in words.
    #[serde(rename = "is")]
    _is: String,
    /// Replacements in the shared configuration, each of which must occur.
    #[serde(default)]
    replace: Vec<[String; 2]>,
    /// Sections behind it.
    #[serde(default)]
    add: String,
    /// Other traps that the design walks into; of a near miss, all are allowed.
    #[serde(default)]
    also: Vec<String>,
    /// Instead of the case's objectives.
    wants: Option<Vec<String>>,
}

fn recognisers() -> impl Iterator<Item = &'static Recogniser> {
    RECOGNISERS.iter().copied().flatten()
}

fn cases() -> Vec<(String, String, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/traps");
    let mut paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let file: File = toml::from_str(&fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let name = path.file_name().unwrap().display().to_string();
        cases.extend(file.case.into_iter().map(|case| (name.clone(), file.config.clone(), case)));
    }
    cases
}

#[test]
fn every_trap_has_a_design_that_falls_into_it_and_a_near_miss_that_does_not() {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for (file, config, case) in cases() {
        if let Err(fault) = run(&config, &case) {
            faults.push(format!("{file}, {}: {fault}", case.trap));
        }
        seen.insert(case.trap);
    }
    let named: BTreeSet<_> = recognisers().map(|recogniser| recogniser.id.to_owned()).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert_eq!(seen, named, "cases and recognisers");
    assert!(named.len() >= 40, "only {} traps", named.len());
    assert_eq!(named.len(), recognisers().count(), "an id stands twice");
}

fn run(config: &str, case: &Case) -> Result<(), String> {
    let traps = recognise(config, &case.design, &case.wants)?;
    let expected: BTreeSet<_> = case.design.also.iter().chain([&case.trap]).map(String::as_str).collect();
    let found: BTreeSet<_> = traps.iter().map(|trap| trap.id).collect();
    if found != expected {
        return Err(format!("the design falls into {found:?}, expected {expected:?}"));
    }
    let elements: Vec<_> = traps.iter().filter(|trap| trap.id == case.trap).map(Trap::element).collect();
    if elements != [case.element.as_str()] {
        return Err(format!("it points at {elements:?}, expected {}", case.element));
    }
    let wants = case.near_miss.wants.as_ref().unwrap_or(&case.wants);
    let near = recognise(config, &case.near_miss, wants)?;
    if near.iter().any(|trap| trap.id == case.trap) {
        return Err("the near miss falls into it too".to_owned());
    }
    Ok(())
}

fn recognise(config: &str, design: &Design, wants: &[String]) -> Result<Vec<Trap>, String> {
    let mut text = config.to_owned();
    for [from, to] in &design.replace {
        if !text.contains(from.as_str()) {
            return Err(format!("`{from}` does not occur in the configuration"));
        }
        text = text.replace(from.as_str(), to);
    }
    text.push_str(&design.add);
    let mut sources = Sources::default();
    let source = sources.add("case.toml", text);
    let read = read_config(&sources, source);
    let config = read.config.ok_or_else(|| format!("{:?}", read.diagnostics))?;
    Ok(grade(&lab(&read.draft, wants), &config).traps)
}

fn lab(starter: &ConfigDraft, wants: &[String]) -> Lab {
    let objectives = wants.iter().enumerate().map(|(at, want)| Objective {
        id: ObjectiveId(format!("objective-{at}")),
        text: want.clone(),
        points: 1,
        requirement: requirement(want).unwrap_or_else(|| panic!("`{want}` is no objective")),
        misconceptions: Vec::new(),
    });
    Lab {
        id: LabId("traps".to_owned()),
        version: 1,
        title: String::new(),
        story: String::new(),
        debrief: String::new(),
        teaches: Vec::new(),
        difficulty: 1,
        sources: Vec::new(),
        editable: Vec::new(),
        objectives: objectives.collect(),
        starter: starter.clone(),
        references: Vec::new(),
        wrong_designs: Vec::new(),
        choices: Vec::new(),
        waivers: Vec::new(),
    }
}

/// `container -/> internet one_way`, `platform -> s3:data s3:PutObject`,
/// `client:ci -> service:logs around nat_gateway`, `on volume_kms_key`, `instance_count 2`,
/// `at_most 1 vpc_endpoint`.
fn requirement(text: &str) -> Option<Requirement> {
    let words: Vec<&str> = text.split(' ').collect();
    Some(match words[..] {
        [from, "->", to, ref rest @ ..] => {
            let query = |action| Query::parse(from, to, action, Conversation::TwoWay).unwrap();
            match *rest {
                [] => Requirement::MustReach(query(None)),
                ["around", kind] => {
                    Requirement::MustAvoid { query: query(None), through: ComponentKind::named(kind)? }
                }
                [action] => Requirement::MustReach(query(Some(action))),
                _ => return None,
            }
        }
        [from, "-/>", to, "one_way"] => {
            Requirement::MustNotReach(Query::parse(from, to, None, Conversation::OneWay).unwrap())
        }
        [from, "-/>", to] => {
            Requirement::MustNotReach(Query::parse(from, to, None, Conversation::TwoWay).unwrap())
        }
        [from, "-/>", to, action] => {
            Requirement::MustNotReach(Query::parse(from, to, Some(action), Conversation::TwoWay).unwrap())
        }
        ["on", setting] => {
            Requirement::MustBeSet { setting: Setting::named(setting)?, wanted: Wanted::Present }
        }
        ["instance_count", number] => Requirement::MustBeSet {
            setting: Setting::InstanceCount,
            wanted: Wanted::Number(number.parse().ok()?),
        },
        ["at_most", count, resource] => Requirement::AtMost {
            resource: ResourceKind::ALL.into_iter().find(|kind| kind.section() == resource)?,
            count: count.parse().ok()?,
        },
        _ => return None,
    })
}

#[test]
fn a_trap_is_a_misconception_of_the_shipped_pack_with_the_same_page_or_a_fact_of_its_own() {
    let pack = builtin().pack.expect("the shipped pack is playable");
    let missing: Vec<_> =
        recognisers().filter(|found| pack.misconception(found.id).is_none()).map(|found| found.id).collect();
    assert!(missing.is_empty(), "the pack lacks {missing:?}");
    for recogniser in recognisers() {
        assert!(recogniser.source.starts_with("https://"), "{}: no page", recogniser.id);
        assert!(recogniser.fact.ends_with('.'), "{}: no sentence", recogniser.id);
    }
}

#[test]
fn every_recognised_misconception_has_a_demonstration_that_falls_into_it_and_whose_fact_passes() {
    let pack = builtin().pack.expect("the shipped pack is playable");
    let shown: BTreeSet<_> = pack.demonstrations.misconceptions().collect();
    let missing: Vec<_> = recognisers().map(|found| found.id).filter(|id| !shown.contains(id)).collect();
    assert!(missing.is_empty(), "no demonstration of {missing:?}");
    for (misconception, lab) in pack.demonstrations.all() {
        assert_eq!(lab.id.0, misconception);
        let belief = grade(lab, &Config::build(&lab.starter).unwrap());
        assert!(!belief.failed().is_empty(), "{misconception}: the belief passes");
        assert!(
            belief.traps.iter().any(|trap| trap.id == misconception),
            "{misconception}: {:?}",
            belief.traps
        );
        let proof = check_demonstration(lab);
        assert!(proof.holds(), "{misconception}: {proof:?}");
    }
}

#[test]
fn a_passing_design_of_a_shipped_lab_falls_into_no_trap() {
    let pack = builtin().pack.expect("the shipped pack is playable");
    let mut count = 0;
    for lab in &pack.labs {
        for design in &lab.references {
            let config = Config::build(&design.draft).unwrap();
            assert_eq!(grade(lab, &config).traps, [], "{}: {}", lab.id, design.name);
            count += 1;
        }
    }
    assert!(count >= 6, "only {count} designs");
}

#[test]
fn a_trap_names_an_element_of_the_design_and_objectives_that_it_fails() {
    let pack = builtin().pack.expect("the shipped pack is playable");
    let mut count = 0;
    for lab in &pack.labs {
        let wrong = lab.wrong_designs.iter().map(|wrong| &wrong.design.draft);
        for draft in wrong.chain([&lab.starter]) {
            let config = Config::build(draft).unwrap();
            let graded = grade(lab, &config);
            let written = write_config(draft);
            for trap in &graded.traps {
                let is_there = written.contains(&trap.component)
                    || ["main", "default", "vpc resolver", "execution-role"]
                        .contains(&trap.component.as_str());
                assert!(is_there, "{}: {}", lab.id, trap.element());
                assert!(!trap.objectives.is_empty(), "{}: {}", lab.id, trap.id);
                assert!(trap.objectives.iter().all(|id| graded.failed().contains(&id)), "{}", trap.id);
                count += 1;
            }
        }
    }
    assert!(count >= 40, "only {count} traps");
}

#[test]
fn most_wrong_designs_are_recognised_by_the_misconception_that_their_author_names() {
    let pack = builtin().pack.expect("the shipped pack is playable");
    let designs = pack.labs.iter().flat_map(|lab| lab.wrong_designs.iter().map(move |wrong| (lab, wrong)));
    let designs: Vec<_> = designs.collect();
    let missed: Vec<_> = designs
        .iter()
        .filter(|(lab, wrong)| {
            let graded = grade(lab, &Config::build(&wrong.design.draft).unwrap());
            !graded.acts_on(&wrong.misconception)
        })
        .map(|(lab, wrong)| format!("{} {} [{}]", lab.id, wrong.design.name, wrong.misconception))
        .collect();
    assert!(missed.len() * 4 <= designs.len(), "{} of {}: {missed:#?}", missed.len(), designs.len());
}
