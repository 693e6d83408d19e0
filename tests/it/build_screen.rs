//! The config builder, driven by keys through the real loop.

use rand::rngs::ChaCha12Rng;
use rand::{RngExt, SeedableRng};
use trapline::aws::{ConfigDraft, ResourceKind};
use trapline::diag::Sources;
use trapline::lab::{Design, Lab, LabId, Objective, ObjectiveId, Requirement, Setting, Wanted, WrongDesign};
use trapline::launch::Start;
use trapline::pack::read_config;
use trapline::reach::{Conversation, Query};
use trapline::session::SessionEvent;
use trapline::tui::{Event, Input};

use crate::screens::stage::{Play, Step};

const STARTER: &str = r#"
[[subnet]]
name = "private-a"
cidr_block = "10.0.1.0/24"
route_table = "private"

[[route_table]]
name = "private"

[[security_group]]
name = "training"
egress = []

[[vpc_endpoint]]
name = "s3"
service = "s3"
vpc_endpoint_type = "Gateway"
route_tables = ["private"]

[[security_group]]
name = "shell"
ingress = [{ protocol = "tcp", ports = "22", source = "10.0.0.0/16" }]

[[network_interface]]
name = "shell"
subnet = "private-a"
private_ip_address = "10.0.1.99"
security_groups = ["shell"]

[[s3_bucket]]
name = "scans"

[training_job]
subnets = ["private-a"]
security_groups = ["training"]
"#;

fn draft(text: &str) -> ConfigDraft {
    let mut sources = Sources::default();
    let source = sources.add("lab", text);
    let read = read_config(&sources, source);
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    read.draft
}

fn objective(id: &str, text: &str, points: u32, requirement: Requirement) -> Objective {
    let misconceptions = Vec::new();
    Objective { id: ObjectiveId(id.into()), text: text.into(), points, requirement, misconceptions }
}

fn query(from: &str, to: &str, conversation: Conversation) -> Query {
    Query::parse(from, to, None, conversation).unwrap()
}

fn lab() -> Lab {
    let solved = STARTER.replace("egress = []", "egress = [{ protocol = \"tcp\", destination = \"pl:s3\" }]");
    let open = STARTER.replace("egress = []", "");
    let download = Requirement::MustReach(query("platform", "s3:scans", Conversation::TwoWay));
    let quiet = Requirement::MustNotReach(query("container", "10.0.1.99:22/tcp", Conversation::OneWay));
    let key = Requirement::MustBeSet { setting: Setting::VolumeKmsKey, wanted: Wanted::Absent };
    Lab {
        id: LabId("first".into()),
        version: 3,
        title: "A job that reads".into(),
        story: "A job must read `scans` and **nothing else**.".into(),
        debrief: "One rule did it.".into(),
        teaches: Vec::new(),
        difficulty: 1,
        sources: vec!["https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html".into()],
        editable: vec![ResourceKind::SecurityGroup, ResourceKind::VpcEndpoint],
        objectives: vec![
            objective("download", "The platform can read `scans`", 2, download),
            objective("quiet", "The container cannot call another machine", 1, quiet),
            objective("key", "No key is paid for", 1, key),
        ],
        starter: draft(STARTER),
        references: vec![Design { name: "reference".into(), draft: draft(&solved) }],
        wrong_designs: vec![WrongDesign {
            design: Design { name: "open".into(), draft: draft(&open) },
            fails: ObjectiveId("quiet".into()),
            misconception: "none".into(),
            why: "Everything goes out, to every machine.".into(),
        }],
        choices: Vec::new(),
        waivers: Vec::new(),
    }
}

fn build() -> Play {
    let start = Start::Build { lab: Some(LabId("first".into())) };
    let mut play = Play::default().start(start);
    play.pack.labs = vec![lab()];
    play
}

/// From the story to the group's outbound rules: one is added, its destination chosen by number.
const RULE: &str = "Tab j Enter j j j j j Enter Enter 4";
const DRAFT: &str = "drafts/first.toml";

#[test]
fn every_part_looks_as_it_did() {
    let passed = format!("{RULE} g y");
    let evidence_of_leak = "Tab j Enter j j j j d Tab j w";
    for (name, keys) in [
        ("story", ""),
        ("settings", "Tab j Enter j j"),
        ("values", "Tab j Enter j j j j j Enter Enter"),
        ("rule", RULE),
        ("objectives", "Tab Tab j"),
        ("picture", "Tab Tab Tab"),
        ("evidence", "Tab Tab Enter"),
        ("leak", evidence_of_leak),
        ("errors", "Tab n i Enter"),
        ("new", "Tab n i"),
        ("ask", "g"),
        ("failed", "Tab j Enter j j j j d g y"),
        ("passed", &passed),
        ("policy", "Tab n j Enter j j j j j j j j Enter"),
        ("names", "Tab n j Enter j j j j Enter"),
    ] {
        for (width, height) in [(80, 24), (140, 40)] {
            let played = Play { size: (width, height), ..build() }.keys(keys);
            insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "screens/snapshots" }, {
                insta::assert_snapshot!(format!("build-{name}-{width}x{height}"), played.screen);
            });
        }
    }
}

#[test]
fn an_objective_turns_as_soon_as_the_setting_changes() {
    let before = build().keys("Tab Tab");
    assert!(before.screen.contains("[X] The platform can read scans"), "{}", before.screen);
    let after = build().keys(RULE);
    assert!(after.screen.contains("[+] now met: download"), "{}", after.screen);
    let undone = build().keys(&format!("{RULE} u"));
    assert!(undone.screen.contains("1 error in the settings"), "{}", undone.screen);
    let redone = build().keys(&format!("{RULE} u u C-r C-r"));
    assert!(redone.screen.contains("3 of 3 met, 4 of 4 points"), "{}", redone.screen);
}

#[test]
fn a_hint_names_the_element_first_and_the_edit_on_request() {
    let first = build().keys("H");
    assert!(
        first.screen.contains("look at security group `training`; one edit is enough"),
        "{}",
        first.screen
    );
    assert!(!first.screen.contains("443"), "{}", first.screen);
    let second = build().keys("H H");
    assert!(second.screen.contains("Do this: add tcp 443 to pl:s3 to the egress of"), "{}", second.screen);
    // A changed design begins anew, a passing one needs none, and one with errors is mended first.
    let changed = build().keys("H Tab j Enter j j j j d H");
    assert!(changed.screen.contains("look at security group"), "{}", changed.screen);
    let passing = build().keys(&format!("{RULE} H"));
    assert!(passing.screen.contains("every objective is met"), "{}", passing.screen);
    let broken = build().keys("Tab n i Enter H");
    assert!(broken.screen.contains("mend this first: vpc_endpoint `endpoint-1`"), "{}", broken.screen);
}

#[test]
fn grading_stores_the_fact_and_shows_the_debrief() {
    let played = build().keys(&format!("{RULE} g y"));
    assert!(played.screen.contains("One rule did it."), "{}", played.screen);
    let [SessionEvent::LabGraded { lab, version, score, max, failed, config, .. }] = played.stored.as_slice()
    else {
        panic!("{:?}", played.stored);
    };
    assert_eq!((lab.as_str(), *version, *score, *max, failed.len()), ("first", 3, 4, 4, 0));
    assert_eq!(draft(config).security_groups[0].egress.as_ref().map(Vec::len), Some(1));

    let declined = build().keys(&format!("{RULE} g n"));
    assert!(declined.stored.is_empty(), "{:?}", declined.stored);
}

#[test]
fn a_design_that_fails_like_a_known_wrong_one_is_told_why() {
    // The outbound rules back to their default: everything goes out.
    let played = build().keys("Tab j Enter j j j j d g y");
    assert!(played.screen.contains("Everything goes out, to every machine."), "{}", played.screen);
    let Some(SessionEvent::LabGraded { failed, misconceptions, .. }) = played.stored.last() else {
        panic!("{}", played.screen)
    };
    assert_eq!(
        (failed.as_slice(), misconceptions.as_slice()),
        (&["quiet".to_owned()][..], &["none".to_owned()][..])
    );
}

#[test]
fn errors_stand_at_their_field_and_grading_leads_to_the_first() {
    let played = build().keys("Tab n i Enter g");
    assert!(played.stored.is_empty(), "{:?}", played.stored);
    assert!(played.screen.contains("mend this first: vpc_endpoint `endpoint-1`"), "{}", played.screen);
    assert!(played.screen.contains("[X] needed"), "{}", played.screen);
    let objectives = build().keys("Tab n i Enter Tab");
    assert!(objectives.screen.contains("[?]"), "{}", objectives.screen);
}

#[test]
fn every_change_is_kept_and_taken_up_again() {
    let killed = build().keys(RULE);
    let kept = killed.files.get(DRAFT).unwrap();
    assert_eq!(draft(kept).security_groups[0].egress.as_ref().map(Vec::len), Some(1));
    let again = Play { files: killed.files.clone(), ..build() }.keys("");
    assert!(again.screen.contains("3 of 3 met"), "{}", again.screen);
    assert!(again.screen.contains("as you left it"), "{}", again.screen);
    let back = Play { files: killed.files, ..build() }.keys("u");
    assert!(back.screen.contains("2 of 3 met"), "{}", back.screen);
}

#[test]
fn a_saved_design_is_overwritten_only_when_asked_and_can_be_loaded() {
    const DESIGN: &str = "designs/first.toml";
    let saved = build().keys(&format!("{RULE} C-s Enter"));
    assert!(saved.files.contains_key(DESIGN), "{:?}", saved.files.keys());
    let loaded =
        Play { files: [(DESIGN.into(), saved.files[DESIGN].clone())].into(), ..build() }.keys("C-o Enter");
    assert!(loaded.screen.contains("3 of 3 met"), "{}", loaded.screen);

    let old = || Play { files: [(DESIGN.into(), "old".into())].into(), ..build() };
    let kept = old().keys("C-s Enter n");
    assert_eq!(kept.files[DESIGN], "old");
    let overwritten = old().keys("C-s Enter y");
    assert!(overwritten.files[DESIGN].contains("[[security_group]]"), "{}", overwritten.files[DESIGN]);
}

#[test]
fn what_is_wrong_with_a_loaded_file_is_shown_and_the_design_stays() {
    const DESIGN: &str = "designs/first.toml";
    for (text, says) in [
        ("[[security_group]\n", "designs/first.toml:1"),
        ("[vpc]\ncidr_block = \"10.9.0.0/16\"\n", "fixed"),
        ("\u{1b}]0;x\u{7}", "designs/first.toml:1"),
    ] {
        let played = Play { files: [(DESIGN.into(), text.into())].into(), ..build() }.keys("C-o Enter");
        assert!(played.screen.contains(says), "{text:?}\n{}", played.screen);
        assert!(!played.files.contains_key(DRAFT), "{text:?}");
    }
}

#[test]
fn the_fixed_surroundings_can_be_read_and_not_changed() {
    let played = build().keys("Tab n n j j Enter Enter");
    let changed = build().keys("Tab End Space");
    assert!(changed.screen.contains("fixed surroundings"), "{}", changed.screen);
    assert!(changed.files.is_empty() && played.files.is_empty());
}

#[test]
fn a_policy_that_was_left_is_there_when_opened_again() {
    let open = "Tab n j Enter j j j j j j j j Enter";
    let left = build().keys(&format!("{open} text:zzz Esc"));
    assert!(left.screen.contains("still has your text"), "{}", left.screen);
    let again = build().keys(&format!("{open} text:zzz Esc Enter"));
    assert!(again.screen.contains("zzz"), "{}", again.screen);
    let taken = build().keys(&format!("{open} text:zzz C-d"));
    assert!(taken.screen.contains("the policy is not JSON"), "{}", taken.screen);
}

#[test]
fn a_search_unfolds_what_it_finds() {
    let found = build().keys("/ text:private_dns Enter");
    assert!(found.screen.contains("private_dns_enabled"), "{}", found.screen);
    let nothing = build().keys("/ text:zebra Enter");
    assert!(nothing.screen.contains("no setting says `zebra`"), "{}", nothing.screen);
}

#[test]
fn clicks_choose_a_part_and_open_what_they_hit() {
    let click = |column, row| Step::Event(Event::Input(Input::Click(column, row)));
    let tab = build().events([click(22, 2)].into());
    assert!(tab.screen.contains("[X] The platform can read scans"), "{}", tab.screen);
    let opened = build().events([click(22, 2), click(10, 3), click(10, 3)].into());
    assert!(opened.screen.contains("Evidence 1 of 3"), "{}", opened.screen);
}

#[test]
fn no_sequence_of_keys_breaks_the_builder_or_what_it_keeps() {
    const KEYS: [&str; 26] = [
        "Tab",
        "j",
        "j",
        "j",
        "k",
        "Enter",
        "Enter",
        "Space",
        "Esc",
        "i",
        "d",
        "u",
        "C-r",
        "n",
        "p",
        "1",
        "3",
        "4",
        "w",
        "g",
        "y",
        "C-d",
        "q",
        "text:a-b",
        "End",
        "size:41x13",
    ];
    for seed in 0..12 {
        let mut rng = ChaCha12Rng::seed_from_u64(seed);
        let mut script = "Tab ".to_owned();
        for _ in 0..250 {
            script.push_str(KEYS[rng.random_range(0..KEYS.len())]);
            script.push(' ');
        }
        let played = build().keys(&script);
        if let Some(kept) = played.files.get(DRAFT) {
            let mut sources = Sources::default();
            let source = sources.add("draft", kept.as_str());
            let torn =
                read_config(&sources, source).diagnostics.into_iter().any(|found| found.code.0 == "P100");
            assert!(!torn, "seed {seed}\n{kept}");
        }
    }
}
