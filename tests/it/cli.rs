//! The program as scripts see it: exit codes, what goes to which stream, the shapes of JSON.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// What a finished run left behind.
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Run {
    /// The JSON on standard output; nothing may be mixed in.
    fn json(&self) -> Value {
        assert_eq!(self.err, "", "messages beside the JSON");
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn design(lab: &str, name: &str) -> PathBuf {
    root().join("content/sagemaker-network-security/labs").join(lab).join(name)
}

fn command(home: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trapline"));
    command.args(args).current_dir(root()).env_clear().env("TRAPLINE_HOME", home);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run_in(home: &Path, args: &[&str], input: &str) -> Run {
    let mut child = command(home, args).spawn().unwrap();
    // The program may end before it has read everything.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn run(args: &[&str]) -> Run {
    run_in(tempfile::tempdir().unwrap().path(), args, "")
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn the_three_levels_are_computed_as_the_topic_teaches_them() {
    let configs =
        ["default", "vpc-mode", "network-isolation"].map(|name| format!("content/levels/{name}.toml"));
    let [default, vpc_mode, isolation] = configs.each_ref().map(String::as_str);
    let found = run(&["levels", default, vpc_mode, isolation, "--format", "json"]).json();
    let row = |config: &str, internet: &str, services: &str| {
        serde_json::json!({
            "config": config,
            "container": { "internet": internet, "aws_services": services },
            "platform": { "s3": "always" },
        })
    };
    let expected = [
        row(default, "always", "always"),
        row(vpc_mode, "never", "always"),
        row(isolation, "never", "never"),
    ];
    assert_eq!(found, Value::from(expected.to_vec()));
    let text = run(&["levels", default, vpc_mode, isolation]);
    let cells: Vec<Vec<&str>> =
        text.out.lines().map(|line| line.split_whitespace().skip(1).collect()).collect();
    assert_eq!(
        cells,
        [
            vec!["container->internet", "container->services", "platform->S3"],
            vec!["always", "always", "always"],
            vec!["never", "always", "always"],
            vec!["never", "never", "always"],
        ]
    );
}

#[test]
fn reach_answers_with_its_exit_code_and_json() {
    let config = "content/levels/vpc-mode.toml";
    let always = run(&["reach", config, "--from", "container", "--to", "service:logs", "--format", "json"]);
    assert_eq!(always.code, Some(0));
    let answer = always.json();
    assert_eq!(keys(&answer), ["blockers", "path", "verdict", "witness"]);
    assert_eq!(answer["verdict"], "always");
    assert_eq!(answer["blockers"], Value::from(Vec::<Value>::new()));
    assert_eq!(keys(&answer["path"][0]), ["component", "detail", "kind"]);

    let never =
        run(&["reach", config, "--from", "container", "--to", "internet", "--one-way", "--format", "json"]);
    assert_eq!(never.code, Some(1));
    let answer = never.json();
    assert_eq!(answer["verdict"], "never");
    assert_eq!(keys(&answer["blockers"][0]), ["code", "component", "detail", "kind"]);
    let codes: Vec<_> =
        answer["blockers"].as_array().unwrap().iter().map(|one| one["code"].clone()).collect();
    assert!(codes.contains(&Value::from("NO_ROUTE_TO_DESTINATION")), "{codes:?}");

    let text = run(&["reach", config, "--from", "container", "--to", "internet"]);
    assert!(text.out.starts_with("container -> internet: never\n"), "{}", text.out);
    assert!(text.out.contains("NO_ROUTE_TO_DESTINATION at route table"), "{}", text.out);
    assert!(text.out.is_ascii());
}

#[test]
fn whatever_cannot_be_done_exits_with_2_and_says_why_on_standard_error() {
    let starter = design("first-private-job", "starter.toml").display().to_string();
    let config = "content/levels/default.toml";
    let cases: &[(&[&str], &str, &str)] = &[
        (&["reach", config, "--from", "moon", "--to", "internet"], "", "`moon` is no source"),
        (&["reach", "no-such.toml", "--from", "container", "--to", "dns"], "", "cannot read `no-such.toml`"),
        (
            &["reach", "-", "--from", "container", "--to", "dns"],
            "[vpc",
            "`<stdin>` is no valid configuration",
        ),
        (&["levels", "-"], "[[subnett]]\nname = 'a'", "did you mean `subnet`?"),
        (&["grade", "first-private-jb", &starter], "", "did you mean `first-private-job`?"),
        (&["grade", "first-private-job", "-"], "[training_job]\nsubnets = ['nowhere']", "nowhere"),
        (&["grade", "first-private-job", &starter, "--pack", "tests"], "", "P001"),
        (&["pack", "check", "no-such-folder"], "", "there is no `no-such-folder`"),
        (&["import", "-"], "{}", "line 1: missing field"),
        (&["drill", "ISO-0", "--plain"], "", "did you mean `ISO-01`?"),
        (&["nonsense"], "", "unrecognized subcommand 'nonsense'"),
    ];
    for (args, input, expected) in cases {
        let found = run_in(tempfile::tempdir().unwrap().path(), args, input);
        assert_eq!(found.code, Some(2), "{args:?}: {}", found.err);
        assert_eq!(found.out, "", "{args:?}");
        assert!(found.err.contains(expected), "{args:?}: {}", found.err);
    }
}

#[test]
fn grade_tells_full_marks_from_less() {
    let grade = |name: &str, format: &str| {
        let path = design("first-private-job", name).display().to_string();
        run(&["grade", "first-private-job", &path, "--format", format])
    };
    let reference = grade("reference.toml", "json");
    assert_eq!(reference.code, Some(0));
    let answer = reference.json();
    assert_eq!(keys(&answer), ["lab", "max", "objectives", "passed", "score", "smallest_fix", "traps"]);
    assert_eq!((&answer["passed"], &answer["score"]), (&Value::from(true), &answer["max"]));
    assert_eq!(keys(&answer["objectives"][0]), ["explanations", "id", "met", "points"]);
    assert_eq!(answer["traps"], Value::Array(Vec::new()));

    let starter = grade("starter.toml", "json");
    assert_eq!(starter.code, Some(1));
    let answer = starter.json();
    assert_eq!(
        (&answer["passed"], &answer["objectives"][0]["met"]),
        (&Value::from(false), &Value::from(false))
    );
    let trap = &answer["traps"][0];
    assert_eq!(keys(trap), ["element", "id", "objectives", "sentence", "source"]);
    assert_eq!(
        (&trap["id"], &trap["element"]),
        (&Value::from("route-auto-everywhere"), &Value::from("gateway endpoint `s3`"))
    );
    let text = grade("starter.toml", "text").out;
    assert!(
        text.contains("gateway endpoint `s3` (route-auto-everywhere), fails: download, upload"),
        "{text}"
    );
    assert!(text.contains("[X] not met") && text.contains("[+] met"), "{text}");
}

#[test]
fn grade_offers_the_smallest_fix_at_its_place() {
    let grade = |lab: &str, name: &str, format: &str| {
        let path = design(lab, name).display().to_string();
        run(&["grade", lab, &path, "--format", format])
    };
    let fix = |lab: &str, name: &str| grade(lab, name, "json").json()["smallest_fix"].clone();
    assert_eq!(fix("first-private-job", "reference.toml"), Value::Null);
    assert_eq!(fix("phi-radiology", "starter.toml"), Value::Array(Vec::new()));
    let change = |section: &str, element: &str, change: &str| serde_json::json!({ "section": section, "element": element, "change": change });
    let rule = "add `tcp 443 to pl:s3` to the egress of security group `training`";
    let table = "add route table `private` to the `route_tables` of endpoint `s3`";
    let edits = [change("security_group", "training", rule), change("vpc_endpoint", "s3", table)];
    let expected = serde_json::json!([{ "cost": 2, "verified": true, "edits": edits }]);
    assert_eq!(fix("first-private-job", "starter.toml"), expected);

    let text = grade("first-private-job", "starter.toml", "text").out;
    for part in ["help: 2 edits make it pass (verified)\n", "starter.toml:41:10\n", rule, table] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let text = grade("phi-radiology", "starter.toml", "text").out;
    assert!(text.contains("help: no fix of up to three edits was found"), "{text}");
    let text = grade("first-private-job", "reference.toml", "text").out;
    assert!(!text.contains("help"), "{text}");
}

#[test]
fn a_design_may_leave_out_the_surroundings_but_not_change_them() {
    let reference = fs::read_to_string(design("first-private-job", "reference.toml")).unwrap();
    let editable = ["route_table", "nat_gateway", "security_group", "vpc_endpoint"];
    let mut kept = String::new();
    let mut keeps = false;
    for line in reference.lines() {
        if let Some(section) = line.strip_prefix('[') {
            keeps = editable.contains(&section.trim_matches(['[', ']']));
        }
        if keeps {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    assert!(kept.len() < reference.len());
    let home = tempfile::tempdir().unwrap();
    let found = run_in(home.path(), &["grade", "first-private-job", "-"], &kept);
    assert_eq!((found.code, found.err.as_str()), (Some(0), ""));
    let changed = format!("{kept}[vpc]\ncidr_block = '10.0.0.0/8'\n");
    let found = run_in(home.path(), &["grade", "first-private-job", "-"], &changed);
    assert_eq!((found.code, found.out.as_str()), (Some(2), ""));
    assert!(
        found.err.contains("C006") && found.err.contains("`vpc` is not yours to change"),
        "{}",
        found.err
    );
}

#[test]
fn the_packs_that_ship_are_clean_and_their_labs_are_proved() {
    for args in [["pack", "check", "content"].as_slice(), &["pack", "check"], &["pack", "test"]] {
        let found = run(args);
        assert_eq!((found.code, found.err.as_str()), (Some(0), ""), "{args:?}: {}", found.out);
        assert!(found.out.contains("[+]"), "{args:?}: {}", found.out);
    }
    let report = run(&["pack", "check", "content", "--format", "json"]).json();
    assert_eq!(keys(&report[0]), ["diagnostics", "errors", "pack", "warnings"]);
    assert_eq!(report[0]["errors"], 0);
}

#[test]
fn a_broken_pack_is_a_finding() {
    let found = run(&["pack", "check", "tests/data/pack", "--format", "json"]);
    assert_eq!((found.code, found.json()[0]["errors"].as_u64()), (Some(0), Some(0)), "the base is sound");
    let found = run(&["pack", "check", "tests/data/store"]);
    assert_eq!(found.code, Some(1));
    assert!(found.out.contains("P001"), "{}", found.out);
    // The tiny lab's only objective is failed by its starter, so its proof holds as well.
    assert_eq!(run(&["pack", "test", "tests/data/pack"]).code, Some(0));
}

#[test]
fn a_history_can_be_carried_to_another_home() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let lines = r#"{"at_millis":9,"event":"lesson_read","lesson":"vpc-mode","version":1}
{"at_millis":7,"event":"lesson_read","lesson":"three-levels","version":1}
"#;
    let added = run_in(here.path(), &["import", "-"], lines);
    assert_eq!(
        (added.code, added.out.as_str()),
        (Some(0), "2 facts added, 0 already there\n"),
        "{}",
        added.err
    );
    let exported = run_in(here.path(), &["export"], "");
    let carried = run_in(there.path(), &["import", "-"], &exported.out);
    assert_eq!(carried.out, "2 facts added, 0 already there\n");
    assert_eq!(run_in(there.path(), &["import", "-"], lines).out, "0 facts added, 2 already there\n");
    assert_eq!(run_in(there.path(), &["export"], "").out, exported.out);
    let stats = run_in(there.path(), &["stats", "--format", "json"], "").json();
    assert_eq!(stats["lessons_read"], 2);
}

#[test]
fn the_statistics_have_the_shape_that_the_help_tells() {
    let home = tempfile::tempdir().unwrap();
    let answered = |at: i64, earned: u32| {
        let acted_on = if earned == 0 { "[\"nat-is-endpoint\"]" } else { "[]" };
        format!(
            r#"{{"at_millis":{at},"event":"drill_answered","session":"1-1","question":"q{at}","version":1,"objective":"EP-01","response":{{"kind":"ordering","order":[]}},"earned":{earned},"possible":1,"misconceptions":{acted_on},"confidence":"sure","millis":60000}}"#
        )
    };
    let lines: Vec<String> = (0..40).map(|at| answered(at, u32::from(at % 4 != 0))).collect();
    let added = run_in(home.path(), &["import", "-"], &(lines.join("\n") + "\n"));
    assert_eq!(added.code, Some(0), "{}", added.err);
    let stats = run_in(home.path(), &["stats", "--format", "json"], "").json();
    let help = run(&["stats", "--help"]).out;
    for key in keys(&stats) {
        assert!(help.contains(key), "`{key}` is not in the help");
    }
    let number = |path: &str| stats.pointer(path).and_then(serde_json::Value::as_f64).expect(path);
    for (path, value) in [
        ("/answers/correct", 30.0),
        ("/readiness/evidence", 40.0),
        ("/readiness/estimate/right", 30.0),
        ("/calendar/0/asked", 40.0),
        ("/calendar/0/minutes", 40.0),
        ("/calibration/levels/2/right", 30.0),
        ("/calibration/marks", 30.0),
        ("/families/0/asked", 40.0),
        ("/beliefs/0/acted_on", 10.0),
    ] {
        assert!((number(path) - value).abs() < 1e-9, "{path} is {}", number(path));
    }
    assert_eq!(stats["beliefs"][0]["standing"], "open", "{}", stats["beliefs"]);
    assert_eq!(
        (stats["forecast"].as_array().unwrap().len(), stats["hours"].as_array().unwrap().len()),
        (30, 24)
    );
    let text = run_in(home.path(), &["stats"], "").out;
    for said in
        ["Readiness", "Study days", "Judgement: claimed and true", "practice marks 30 of 120", "[open]"]
    {
        assert!(text.contains(said), "{said}\n{text}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let home = tempfile::tempdir().unwrap();
    for args in [["man"].as_slice(), &["completions", "bash"], &["pack", "check", "content"]] {
        let mut child = command(home.path(), args).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
        assert!(output.status.success(), "{args:?}: {:?}", output.status);
    }
}

#[test]
fn control_characters_of_a_file_never_reach_the_terminal() {
    let home = tempfile::tempdir().unwrap();
    let hostile = "[vpc]\n\"\u{9b}31m\u{202e}\u{200b}\" = 1\n[[subnet]]\nname = \"\\u001b[2J\"\ncidr_block = \"x\\u0007\"\n";
    for args in [["levels", "-"].as_slice(), &["levels", "-", "--color", "always"]] {
        let found = run_in(home.path(), args, hostile);
        assert_eq!(found.code, Some(2));
        assert!(!found.err.is_empty());
        let own = found.err.replace("\u{1b}[", "");
        let hidden = own.chars().find(|c| c.is_control() && *c != '\n' || "\u{202e}\u{200b}".contains(*c));
        assert_eq!(hidden, None, "{own:?}");
        assert!(!found.err.contains("\u{1b}[2J"), "{}", found.err);
    }
}

/// A home with one finished exam over the fixture of the screens.
fn home_with_an_exam() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let lines: Vec<String> = crate::transcript::sitting(&crate::screens::pack::pack())
        .into_iter()
        .map(|recorded| {
            let mut line = serde_json::to_value(&recorded.event).unwrap();
            line["at_millis"] = recorded.at_millis.into();
            line.to_string()
        })
        .collect();
    assert_eq!(run_in(home.path(), &["import", "-"], &lines.join("\n")).code, Some(0));
    home
}

#[test]
fn a_result_is_printed_listed_and_never_written_over() {
    let home = home_with_an_exam();
    let run = |args: &[&str]| run_in(home.path(), args, "");
    let listed = run(&["result", "--list"]);
    assert!(listed.out.starts_with("19f1-7  2026-11-24 "), "{}", listed.out);
    for (format, start) in
        [("md", "# Result"), ("json", "{"), ("csv", "number,"), ("html", "<!DOCTYPE html>")]
    {
        let found = run(&["result", "19f1-7", "--format", format]);
        assert_eq!(found.code, Some(0), "{}", found.err);
        assert!(found.out.starts_with(start), "{format}: {}", found.out);
        assert!(found.err.contains("the exam was of the pack `fixture`"), "{}", found.err);
    }
    let file = home.path().join("result.md");
    let write = ["result", "--output", file.to_str().unwrap()];
    assert_eq!(run(&write).code, Some(0));
    let again = run(&write);
    assert_eq!(again.code, Some(2));
    assert!(again.err.contains("is there already"), "{}", again.err);
    let unknown = run(&["result", "nothing"]);
    assert!(unknown.err.contains("there is no submitted exam `nothing`"), "{}", unknown.err);
}
