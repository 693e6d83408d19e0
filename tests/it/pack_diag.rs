//! What is reported about broken packs: each fixture carries the expectation under the line it is about.
//!
//! A fixture is one file, laid into the sound pack `base` at the path that its first line names. Under
//! a line stand the diagnostics that begin in it, their marks below what they are about:
//! `#   ^^^ error[P103]: message | help`. `UPDATE_FIXTURES=1` writes them anew, to be read before they
//! are committed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use trapline::diag::{Diagnostic, Severity};
use trapline::pack::{CODES, Loaded, check_designs, load_pack};

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pack")
}

fn fixtures() -> Vec<PathBuf> {
    let mut found: Vec<_> = fs::read_dir(data())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    found.sort();
    assert!(found.len() >= 6, "only {} fixtures", found.len());
    found
}

#[test]
fn every_fixture_is_reported_as_annotated() {
    let mut faults = Vec::new();
    for path in fixtures() {
        let annotated = fs::read_to_string(&path).unwrap();
        let found = annotate(&annotated);
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            fs::write(&path, &found).unwrap();
        } else {
            faults.extend(compare(&path, &annotated, &found));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Lines that only the fixture has (expected, not found) and lines that only the program has.
fn compare(path: &Path, annotated: &str, found: &str) -> Vec<String> {
    let (expected, reported) = (numbered(annotated), numbered(found));
    let name = path.file_name().unwrap().to_string_lossy();
    let missing =
        expected.difference(&reported).map(|(line, text)| format!("{name}:{line}: not reported: {text}"));
    let extra =
        reported.difference(&expected).map(|(line, text)| format!("{name}:{line}: not expected: {text}"));
    missing.chain(extra).collect()
}

/// Annotations, each with the number of the line it belongs to, not counting annotations.
fn numbered(text: &str) -> BTreeSet<(usize, &str)> {
    let mut line = 0;
    let mut found = BTreeSet::new();
    for text in text.lines() {
        if is_annotation(text) {
            found.insert((line, text));
        } else {
            line += 1;
        }
    }
    found
}

fn is_annotation(line: &str) -> bool {
    line.starts_with('#') && (line.contains(" error[") || line.contains(" warning["))
}

/// The fixture with the annotations that the program finds.
fn annotate(annotated: &str) -> String {
    let lines: Vec<&str> = annotated.lines().filter(|line| !is_annotation(line)).collect();
    let plain = lines.join("\n") + "\n";
    let place = plain.lines().next().unwrap().strip_prefix("#! ").expect("the first line names the place");
    let folder = lay_into_base(place, &plain);
    let loaded = load_pack(folder.path());
    assert!(loaded.pack.is_none(), "{place}: a broken pack is playable");
    let mut lines: Vec<Vec<String>> = plain.lines().map(|line| vec![line.to_owned()]).collect();
    let mut elsewhere = Vec::new();
    for diagnostic in &loaded.diagnostics {
        let label = &diagnostic.labels[0];
        let source = loaded.sources.get(label.source);
        if source.name.ends_with(place) {
            let (line, column) = source.line_column(label.span.start);
            let length = source.text[label.span.clone()].lines().next().unwrap_or("").chars().count();
            lines[line - 1].push(annotation(diagnostic, column, length));
        } else {
            let name = Path::new(&source.name).strip_prefix(folder.path()).unwrap().display().to_string();
            elsewhere.push(format!("# {name}: {}\n", headline(diagnostic)));
        }
    }
    lines.into_iter().flatten().map(|line| line + "\n").chain(elsewhere).collect()
}

fn annotation(diagnostic: &Diagnostic, column: usize, length: usize) -> String {
    let marks = format!("{}{}", " ".repeat(column - 1), "^".repeat(length));
    format!("#{} {}", marks.get(1..).unwrap_or(""), headline(diagnostic))
}

fn headline(diagnostic: &Diagnostic) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Help => "help",
    };
    let help = diagnostic.help.as_ref().map(|help| format!(" | {help}")).unwrap_or_default();
    format!("{severity}[{}]: {}{help}", diagnostic.code.0, diagnostic.message)
}

fn lay_into_base(place: &str, text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&data().join("base"), folder.path());
    fs::write(folder.path().join(place), text).unwrap();
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn the_base_is_sound() {
    let loaded = load_pack(&data().join("base"));
    assert_eq!(loaded.diagnostics, []);
    let pack = loaded.pack.unwrap();
    assert_eq!((pack.questions.len(), pack.lessons.len(), pack.labs.len()), (4, 1, 1));
}

#[test]
fn every_code_about_packs_is_shown_by_a_fixture() {
    let shown: String = fixtures().iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let about_text =
        CODES.iter().filter(|entry| !entry.code.0.starts_with("P0") && !entry.code.0.starts_with('C'));
    let missing: Vec<_> = about_text.filter(|entry| !shown.contains(entry.code.0)).collect();
    // An empty pack is no text.
    assert_eq!(missing.iter().map(|entry| entry.code.0).collect::<Vec<_>>(), ["P205"]);
}

fn codes(loaded: &Loaded) -> Vec<&str> {
    loaded.diagnostics.iter().map(|diagnostic| diagnostic.code.0).collect()
}

/// A sound pack with something done to its folder.
fn changed(change: impl FnOnce(&Path)) -> Loaded {
    let folder = lay_into_base("questions/more.toml", "");
    change(folder.path());
    load_pack(folder.path())
}

#[test]
fn trouble_with_files_is_named() {
    assert_eq!(codes(&changed(|_| ())), [""; 0]);
    assert_eq!(codes(&changed(|at| fs::remove_file(at.join("pack.toml")).unwrap())), ["P001"]);
    assert_eq!(codes(&load_pack(&data().join("base/pack.toml"))), ["P001"]);
    assert_eq!(codes(&load_pack(&data().join("no-such-pack"))), ["P002"]);
    assert_eq!(
        codes(&changed(|at| fs::write(at.join("questions/more.toml"), b"a = '\xff'").unwrap())),
        ["P003"]
    );
    let large = vec![b'#'; 4 * 1024 * 1024 + 1];
    assert_eq!(codes(&changed(|at| fs::write(at.join("questions/more.toml"), &large).unwrap())), ["P004"]);
    assert_eq!(codes(&changed(|at| fs::write(at.join("stray.toml"), "").unwrap())), ["P006"]);
    assert_eq!(codes(&changed(|at| fs::write(at.join("labs/tiny/stray.toml"), "").unwrap())), ["P007"]);
    let emptied = changed(|at| {
        for folder in ["questions", "lessons", "labs"] {
            fs::remove_dir_all(at.join(folder)).unwrap();
        }
    });
    assert_eq!(codes(&emptied), ["P210", "P205"]);
    assert!(emptied.pack.is_none());
}

#[cfg(unix)]
#[test]
fn links_stay_inside_and_loops_end() {
    use std::os::unix::fs::symlink;
    assert_eq!(codes(&changed(|at| symlink("..", at.join("questions/loop")).unwrap())), ["P005"]);
    assert_eq!(codes(&changed(|at| symlink("/", at.join("questions/root")).unwrap())), ["P005"]);
    assert_eq!(codes(&changed(|at| symlink("nowhere.toml", at.join("questions/x.toml")).unwrap())), ["P002"]);
    assert_eq!(codes(&changed(|at| symlink("more.toml", at.join("questions/x.toml")).unwrap())), [""; 0]);
}

/// The proof of the tiny lab with its reference and wrong design as given: one line per fault.
fn faults_of_tiny(lab: &str, reference: &str) -> Vec<String> {
    let folder = lay_into_base("labs/tiny/lab.toml", lab);
    fs::write(folder.path().join("labs/tiny/reference.toml"), reference).unwrap();
    let loaded = load_pack(folder.path());
    assert_eq!(loaded.diagnostics, []);
    let proof = check_designs(&loaded.pack.unwrap().labs[0]);
    let of_designs = proof
        .designs
        .iter()
        .flat_map(|design| design.faults.iter().map(|fault| format!("{}: {fault}", design.name)));
    let faults: Vec<_> = of_designs.chain(proof.faults.iter().cloned()).collect();
    assert_eq!(proof.holds(), faults.is_empty());
    faults
}

#[test]
fn a_lab_that_does_not_hold_says_what_breaks() {
    let lab = fs::read_to_string(data().join("base/labs/tiny/lab.toml")).unwrap();
    let reference = fs::read_to_string(data().join("base/labs/tiny/reference.toml")).unwrap();
    assert_eq!(faults_of_tiny(&lab, &reference), [""; 0]);

    let wrong = "\n[[wrong_design]]\ndesign = \"reference.toml\"\nfails = \"isolated\"\n\
                 misconception = \"isolation-blocks-s3-data\"\nwhy = \"It is not wrong at all.\"\n";
    let swapped = lab.replace("[\"reference.toml\"]", "[\"starter.toml\"]") + wrong;
    let expected = [
        "starter: a reference must pass, but fails `isolated`",
        "reference: it must fail `isolated`, but passes",
    ];
    assert_eq!(faults_of_tiny(&swapped, &reference), expected);

    let moved = format!("{reference}[vpc]\ncidr_block = \"10.1.0.0/16\"\n");
    assert_eq!(
        faults_of_tiny(&lab, &moved),
        ["reference: its section `vpc` differs from the starter's but is not editable"]
    );

    let vacuous = lab
        + "\n[[objective]]\nid = \"nobody\"\ntext = \"Nobody writes nowhere\"\npoints = 1\n\
           must_not_reach = { from = \"client:nobody\", to = \"s3:nowhere\" }\n";
    let expected = [
        "reference: a reference must pass, but fails `nobody`",
        "objective `nobody` asks about `client:nobody`, which no reference has",
        "objective `nobody` asks about `s3:nowhere`, which no reference has",
    ];
    assert_eq!(faults_of_tiny(&vacuous, &reference), expected);
}
