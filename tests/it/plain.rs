//! Conversations in lines: scripts of what a learner types, and what was said, as whole transcripts.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::collections::VecDeque;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use proptest::prelude::*;
use trapline::aws::form;
use trapline::aws::{ConfigDraft, Place, ResourceKind, WorkloadDraft, WorkloadKind};
use trapline::bank::{
    Bloom, Blueprint, Body, CaseId, CaseStudy, Choice, ChoiceOption, Contradiction, Criterion, ExamDefaults,
    Family, LearningObjective, Lesson, MatchPrompt, MatchResponse, Matching, Misconception, Ordering, Pack,
    PackId, PartId, Pool, Question, QuestionId, QuestionKind, Reflection, SourceRef, Step,
};
use trapline::lab::{Lab, LabId, Objective, ObjectiveId, Requirement, Setting, Wanted};
use trapline::launch::{Appearance, Launch, Start, open_settings};
use trapline::memory::Clock;
use trapline::plain::{Input, Line, run};
use trapline::session::{Boot, Progress, Recorded, SessionEvent, SubmitReason};
use trapline::store::Store;

/// 2026-11-24 10:00 UTC.
const TEN_O_CLOCK: i64 = 1_795_514_400_000;

/// What was said and typed, in order.
#[derive(Clone, Default)]
struct Transcript(Rc<RefCell<Vec<u8>>>);

impl Write for Transcript {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

type Elsewhere = Box<dyn FnOnce(&Path)>;

/// A learner who types these lines. `@90` lets 90 seconds pass first; each line takes one second.
struct Script {
    lines: VecDeque<String>,
    now: i64,
    said: Transcript,
    /// What the history holds each time a line is asked for.
    watched: PathBuf,
    facts: Vec<usize>,
    /// What another program does while this one waits for its second line.
    elsewhere: Option<Elsewhere>,
}

impl Script {
    fn new(lines: &str, now: i64, home: &Path) -> Self {
        let lines = lines.lines().map(|line| line.trim_start().to_owned()).collect();
        let watched = home.to_owned();
        Self { lines, now, said: Transcript::default(), watched, facts: Vec::new(), elsewhere: None }
    }
}

impl Input for Script {
    fn now_millis(&self) -> i64 {
        self.now
    }

    fn boot(&self) -> Boot {
        Boot { id: 1, millis: self.now.try_into().unwrap() }
    }

    fn line(&mut self, until_millis: Option<i64>) -> Line {
        self.facts.push(history(&self.watched).len());
        if self.facts.len() == 2
            && let Some(act) = self.elsewhere.take()
        {
            act(&self.watched);
        }
        if let Some(pause) = self.lines.front().and_then(|line| line.strip_prefix('@')) {
            let wake = self.now + pause.parse::<i64>().unwrap() * 1000;
            if let Some(until) = until_millis.filter(|until| *until < wake) {
                self.lines[0] = format!("@{}", (wake - until) / 1000);
                self.now = until;
                return Line::Waited;
            }
            self.now = wake;
            self.lines.pop_front();
        }
        self.now += 1000;
        match self.lines.pop_front() {
            None => Line::Closed,
            Some(line) => {
                writeln!(self.said, "> {line}").unwrap();
                Line::Text(line)
            }
        }
    }
}

fn history(home: &Path) -> Vec<Recorded> {
    Store::open(home).unwrap().store.history().unwrap()
}

struct Spoken {
    text: String,
    facts: Vec<usize>,
}

/// Runs a conversation over the pack of this file, wrapped at 72 columns.
fn converse_at(home: &Path, now: i64, start: Start, lines: &str) -> Spoken {
    let mut script = Script::new(lines, now, home);
    let text = run_script(home, start, &mut script);
    Spoken { text, facts: script.facts }
}

fn run_script(home: &Path, start: Start, script: &mut Script) -> String {
    run_script_over(pack(), home, start, script, 72)
}

fn run_script_over(pack: Pack, home: &Path, start: Start, script: &mut Script, width: usize) -> String {
    let mut said = script.said.clone();
    let launch = Launch {
        start,
        pack,
        store: Store::open(home).unwrap().store,
        notices: Vec::new(),
        home: home.to_owned(),
        seed: 7,
        clock: Clock { utc_offset_secs: 0, rollover_hour: 4 },
        appearance: Appearance { colour: false, ascii: true, mouse: false },
        settings: open_settings(home).settings,
    };
    run(launch, script, &mut said, width).unwrap();
    let text = String::from_utf8(said.0.take()).unwrap();
    text.replace(home.to_str().unwrap(), "HOME")
}

fn converse(home: &Path, start: Start, lines: &str) -> String {
    converse_at(home, TEN_O_CLOCK, start, lines).text
}

fn golden(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../data/plain");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn practice(ids: &[&str]) -> Start {
    Start::Practice { questions: ids.iter().map(|id| QuestionId((*id).to_owned())).collect() }
}

fn exam() -> Start {
    Start::Exam { objectives: Vec::new() }
}

fn build() -> Start {
    Start::Build { lab: Some(LabId("quiet-job".to_owned())) }
}

fn source() -> SourceRef {
    SourceRef {
        url: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html".to_owned(),
        verified_on: "2026-11-24".to_owned(),
    }
}

fn part(id: &str) -> PartId {
    PartId(id.to_owned())
}

fn question(id: &str, kind: QuestionKind, stem: &str, body: Body) -> Question {
    Question {
        id: QuestionId(id.to_owned()),
        version: 1,
        kind,
        objective: "NET-01".to_owned(),
        bloom: Bloom::Understand,
        difficulty: 2,
        tags: Vec::new(),
        pool: Pool::Practice,
        group: None,
        enemies: Vec::new(),
        pilot: false,
        case: None,
        stem: stem.to_owned(),
        excerpt: None,
        criterion: None,
        body,
        sources: vec![source()],
    }
}

fn option(id: &str, text: &str, misconception: Option<&str>) -> ChoiceOption {
    ChoiceOption {
        id: part(id),
        text: text.to_owned(),
        correct: misconception.is_none(),
        why: format!("This is why {text} is judged as it is."),
        right_when: misconception.map(|_| format!("{text} were asked for.")),
        misconception: misconception.map(str::to_owned),
        workable: false,
    }
}

fn single() -> Question {
    let options = vec![
        option("nat", "A NAT gateway in a public subnet", None),
        option("igw", "An internet gateway alone", Some("public-subnet-gives-egress")),
        option("sg", "A security group", Some("public-subnet-gives-egress")),
    ];
    let stem = "A job in a **private** subnet must download from `pypi.org`.\n\nWhat lets it out?";
    question("single", QuestionKind::MultipleChoice, stem, Body::Choice(Choice { options }))
}

fn multiple() -> Question {
    let options = vec![
        option("a", "Stateful", None),
        option("b", "Allow rules only", None),
        option("c", "Numbered entries", Some("sg-can-deny")),
        option("d", "Deny rules", Some("sg-can-deny")),
    ];
    let stem = "What is true of security groups? (Select TWO.)";
    let mut multiple =
        question("multiple", QuestionKind::MultipleResponse, stem, Body::Choice(Choice { options }));
    multiple.case = Some(CaseId("clinic".to_owned()));
    multiple.objective = "SG-01".to_owned();
    multiple
}

fn ordering() -> Question {
    let step = |id: &str, text: &str| Step {
        id: part(id),
        text: text.to_owned(),
        why: format!("Nothing after {id} works without it."),
    };
    let steps =
        vec![step("vpc", "Create the VPC."), step("subnet", "Create the subnet."), step("job", "Run.")];
    let body = Body::Ordering(Ordering { steps, misconception: Some("sg-can-deny".to_owned()) });
    question("ordering", QuestionKind::Ordering, "Put the steps in order.", body)
}

fn matching() -> Question {
    let prompt = |id: &str, text: &str, answer: &str| MatchPrompt {
        id: part(id),
        text: text.to_owned(),
        answer: part(answer),
        why: format!("{text} is {answer}."),
        misconception: None,
    };
    let response = |id: &str| MatchResponse { id: part(id), text: format!("It is {id}") };
    let body = Body::Matching(Matching {
        prompts: vec![prompt("p1", "Security group", "stateful"), prompt("p2", "Network ACL", "stateless")],
        responses: vec![response("stateful"), response("stateless"), response("neither")],
    });
    question("matching", QuestionKind::Matching, "Match each item.", body)
}

fn reflection() -> Question {
    let criterion = |id: &str, points, keyword: &str| Criterion {
        id: part(id),
        text: format!("Says that {keyword} matters"),
        points,
        keywords: vec![keyword.to_owned()],
        misconception: None,
    };
    let body = Body::Reflection(Reflection {
        criteria: vec![criterion("endpoint", 2, "endpoint"), criterion("isolation", 1, "isolation")],
        contradictions: vec![Contradiction {
            id: part("nat"),
            text: "Recommends a NAT gateway".to_owned(),
            keywords: vec!["NAT gateway".to_owned()],
            cap: Some(1),
            loses: Vec::new(),
            misconception: Some("public-subnet-gives-egress".to_owned()),
        }],
        model_answer: "Use an **S3 endpoint**, and\n\n- isolation\n- no NAT".to_owned(),
    });
    question("reflection", QuestionKind::Reflection, "How do you keep data in?", body)
}

fn symptom() -> Question {
    let options =
        vec![option("route", "No route", None), option("acl", "The network ACL", Some("sg-can-deny"))];
    let mut symptom =
        question("symptom", QuestionKind::Symptom, "What stopped it?", Body::Choice(Choice { options }));
    symptom.excerpt = Some("connect: timeout \u{1b}[31mred\u{7}\n  at 10.0.0.5".to_owned());
    symptom
}

fn misconception(id: &str, belief: &str, fact: &str) -> Misconception {
    Misconception { id: id.to_owned(), belief: belief.to_owned(), fact: fact.to_owned(), source: source() }
}

fn lab() -> Lab {
    let job = WorkloadDraft { instance_count: Some(2), ..WorkloadDraft::new(WorkloadKind::TrainingJob) };
    let starter = ConfigDraft { workload: Some(job), ..ConfigDraft::default() };
    let objective = |id: &str, text: &str, points, requirement| Objective {
        id: ObjectiveId(id.to_owned()),
        text: text.to_owned(),
        points,
        requirement,
        misconceptions: Vec::new(),
    };
    let isolated =
        Requirement::MustBeSet { setting: Setting::EnableNetworkIsolation, wanted: Wanted::Present };
    let pair = Requirement::MustBeSet { setting: Setting::InstanceCount, wanted: Wanted::Number(2) };
    Lab {
        id: LabId("quiet-job".to_owned()),
        version: 1,
        title: "A quiet job".to_owned(),
        story: "The job must **not** talk.".to_owned(),
        debrief: "Isolation does it.".to_owned(),
        teaches: vec!["NET-01".to_owned()],
        difficulty: 1,
        sources: Vec::new(),
        editable: vec![ResourceKind::Subnet, ResourceKind::SecurityGroup, ResourceKind::Workload],
        objectives: vec![
            objective("isolated", "The container is isolated", 2, isolated),
            objective("pair", "The job has two nodes", 1, pair),
        ],
        starter,
        references: Vec::new(),
        wrong_designs: Vec::new(),
        choices: Vec::new(),
        waivers: Vec::new(),
    }
}

fn pack() -> Pack {
    let objective = |id: &str, text: &str| LearningObjective {
        id: id.to_owned(),
        family: "net".to_owned(),
        text: text.to_owned(),
        weight: 50,
    };
    Pack {
        id: PackId("test".to_owned()),
        version: "1.0.0".to_owned(),
        title: "Test pack".to_owned(),
        description: String::new(),
        authors: Vec::new(),
        language: "en".to_owned(),
        licence: "CC0-1.0".to_owned(),
        verified_on: "2026-11-24".to_owned(),
        exam: ExamDefaults { code: "MLA-C01".to_owned(), questions: 5, minutes: 10, simulation: None },
        blueprint: Blueprint {
            families: vec![Family {
                id: "net".to_owned(),
                title: "Networks".to_owned(),
                confusable: Vec::new(),
            }],
            objectives: vec![
                objective("NET-01", "Decide from routes"),
                objective("SG-01", "Decide from groups"),
            ],
        },
        misconceptions: vec![
            misconception(
                "public-subnet-gives-egress",
                "A job in a public subnet gets internet through the internet gateway",
                "Job interfaces have private addresses; they need a NAT gateway",
            ),
            misconception("sg-can-deny", "Security groups can hold deny rules", "They hold allow rules only"),
        ],
        cases: vec![CaseStudy {
            id: CaseId("clinic".to_owned()),
            title: "The clinic".to_owned(),
            scenario: "A clinic trains on scans.".to_owned(),
        }],
        questions: vec![single(), multiple(), ordering(), matching(), reflection(), symptom()],
        lessons: vec![Lesson {
            id: "first".to_owned(),
            version: 1,
            title: "A first lesson".to_owned(),
            objectives: vec!["NET-01".to_owned()],
            body: "Read *this*.\n\n1. one\n2. two".to_owned(),
            practice: vec![QuestionId("single".to_owned())],
            labs: vec!["quiet-job".to_owned()],
            sources: vec![source()],
        }],
        labs: vec![lab()],
        demonstrations: trapline::bank::Demonstrations::default(),
    }
}

#[test]
fn a_question_is_starred_noted_reported_and_found_again_in_words() {
    let home = tempfile::tempdir().unwrap();
    let first = pack().questions[0].id.clone();
    let questions = vec![first.clone(), pack().questions[1].id.clone()];
    let typed = "star\nreport\nnote\nmine\n.\nq\n";
    let text = converse(home.path(), Start::Practice { questions }, typed);
    for said in ["* Starred.", "Answer it first: a report shows the key.", "The note is kept."] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    for filter in ["is:starred", "has:note", "mine"] {
        let text = converse(home.path(), Start::Home, &format!("search {filter}\nq\nq"));
        assert!(text.contains("1 found") && text.contains("* starred"), "{filter}\n{text}");
    }
    let text = converse(home.path(), Start::Home, "8\nis:x\nq\n8\nqqzzqq\nq");
    assert!(text.contains("is: takes starred") && text.contains("Nothing is found."), "{text}");
    assert!(text.contains("8. Search (1 star, 1 note)"), "{text}");
}

#[test]
fn settings_are_changed_in_words_and_kept() {
    let home = tempfile::tempdir().unwrap();
    let typed = "6\n1\nsoon\n2026-12-06\n4\n0\nq\nq";
    let text = converse(home.path(), Start::Home, typed);
    for said in [
        "`exam_date` must be a date as YYYY-MM-DD, or empty for none, not `soon`.",
        "Exam date: 2026-12-06.",
        "Explain in own words: never.",
        "12 days to your exam.",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    let kept = open_settings(home.path()).settings;
    assert_eq!((kept.exam_day(), kept.explain_one_in), (Some(20_793), 0));
}

#[test]
fn a_drill_of_every_kind() {
    let home = tempfile::tempdir().unwrap();
    let said = converse(
        home.path(),
        practice(&["single", "multiple", "ordering", "matching", "symptom"]),
        "?
         z
         a b
         b
         +

         ab-
         both filter packets

         H
         hint
         H
         H
         a b c =

         1a 2b +
         A network ACL forgets
         It keeps no state

         s",
    );
    golden("drill", &said);
}

#[test]
fn a_reflection_is_written_and_judged() {
    let home = tempfile::tempdir().unwrap();
    let said = converse(
        home.path(),
        practice(&["reflection"]),
        ".
         I would use an S3
         Endpoint.
         .

         y
         maybe
         n
         ",
    );
    golden("reflection", &said);
    let [Recorded { event: SessionEvent::DrillAnswered { earned, possible, .. }, .. }] =
        &history(home.path())[..]
    else {
        panic!("one answer")
    };
    assert_eq!((*earned, *possible), (3, 3));
}

#[test]
fn a_quiz_from_start_to_report() {
    let home = tempfile::tempdir().unwrap();
    let said = converse(
        home.path(),
        exam(),
        "5
         10



         y
         ?
         t
         p
         bd
         m
         x b

         x b
         u
         list
         list flagged
         go 9
         go 5
         n
         end
         no
         go 1
         end
         END
         1
         7
         q",
    );
    golden("quiz", &said);
}

#[test]
fn the_clock_speaks_at_its_thresholds_and_ends_the_quiz() {
    let home = tempfile::tempdir().unwrap();
    let said = converse(
        home.path(),
        exam(),
        "1
         20



         y
         @2000
         too late",
    );
    golden("time_up", &said);
    let ended = history(home.path()).into_iter().find_map(|recorded| match recorded.event {
        SessionEvent::ExamSubmitted { reason, .. } => Some((reason, recorded.at_millis)),
        _ => None,
    });
    // Six lines took a second each before the quiz began.
    assert_eq!(ended, Some((SubmitReason::TimeUp, TEN_O_CLOCK + 6_000 + 1_200_000)));
}

#[test]
fn a_quiz_that_was_cut_off_is_resumed_with_its_answers_and_its_clock() {
    let home = tempfile::tempdir().unwrap();
    let first = converse(home.path(), exam(), "5\n10\n\n\n\ny\nbd\nm\nn");
    assert!(first.ends_with(
        "An unfinished quiz waits: 1 of 5 questions answered. The clock runs on\n\
         while the program is closed. Time remaining: 9 minutes 56 seconds. Start\n\
         the quiz to resume it.\n"
    ));
    let later = TEN_O_CLOCK + 300_000;
    golden("resume", &converse_at(home.path(), later, Start::Home, "r\ngo 1\nq\nq").text);
    let much_later = TEN_O_CLOCK + 3_600_000;
    golden("resume_too_late", &converse_at(home.path(), much_later, exam(), "").text);
    assert!(matches!(history(home.path()).last().unwrap().event, SessionEvent::ExamSubmitted { .. }));
}

#[test]
fn an_unfinished_quiz_can_be_given_up() {
    let home = tempfile::tempdir().unwrap();
    converse(home.path(), exam(), "5\n10\n\n\n\ny");
    let said = converse(home.path(), exam(), "x\nq");
    assert!(said.contains("The quiz was given up.\nHow many questions?"), "{said}");
    assert!(!converse(home.path(), Start::Home, "q").contains("unfinished"));
}

#[test]
fn every_fact_is_on_the_disk_before_the_next_line_is_asked_for() {
    let home = tempfile::tempdir().unwrap();
    let quiz = "5\n10\n\n\n\ny\nbd\nbd\nm\nx b\nu\nend\nEND\n\n";
    let spoken = converse_at(home.path(), TEN_O_CLOCK, exam(), quiz);
    // count, minutes, which, extra time, clock, begin; started and seen; answered, unchanged, flagged,
    // struck, cleared; end, END; submitted
    assert_eq!(spoken.facts, [0, 0, 0, 0, 0, 0, 2, 3, 3, 4, 5, 6, 6, 7]);

    let home = tempfile::tempdir().unwrap();
    let spoken =
        converse_at(home.path(), TEN_O_CLOCK, practice(&["single", "symptom"]), "b+\n\nb\n+\nso\nno\n");
    // answer, Enter, answer, confidence, reason (stored with the answer), correction, Enter
    assert_eq!(spoken.facts, [0, 1, 1, 1, 1, 3, 4]);
    assert_eq!(history(home.path()).len(), 4);
}

#[test]
fn the_menu_leads_everywhere() {
    let home = tempfile::tempdir().unwrap();
    let said = converse(
        home.path(),
        Start::Home,
        "12
         4
         1
         p
         a+



         5
         3

         q",
    );
    golden("menu", &said);
}

#[test]
fn a_network_is_built_by_commands() {
    let home = tempfile::tempdir().unwrap();
    let said = converse(
        home.path(),
        build(),
        "?
         list
         tasks
         show workload
         options workload.enable_network_isolation
         set vpc internet_gateway true
         set workload enable_network_isolation perhaps
         set workload.enable_network_isolation true
         set workload instance_count 4
         grade
         hint
         hint
         undo
         hint
         add security_group nodes
         add security_group
         rule security_group nodes egress tcp 443 pl:s3
         set security_group 1 egress.1.ports 1024-65535
         show security_group nodes
         clear security_group nodes egress.2
         rename security_group nodes workers
         remove security_group 2
         undo
         undo
         redo
         set workload execution_role_policy
         { \"Version\": \"2012-10-17\" }
         .
         errors
         clear workload execution_role_policy
         remove security_group group-1
         evidence 1
         evidence 9
         foo
         shw
         show subnt
         show security_group x
         set workload enable_isolation true
         grade
         quit",
    );
    golden("lab", &said);
    let graded = history(home.path()).pop().unwrap().event;
    let SessionEvent::LabGraded { score, max, failed, .. } = graded else { panic!("{graded:?}") };
    assert_eq!((score, max, failed.len()), (3, 3, 0));
}

/// The lines that turn one draft into another, section by section.
fn commands(from: &ConfigDraft, to: &ConfigDraft, editable: &[ResourceKind]) -> Vec<String> {
    let mut lines = Vec::new();
    for &resource in editable {
        let section = resource.section();
        let stands_once = form::names(to, resource) == [""];
        if !stands_once {
            lines.extend(form::names(from, resource).iter().map(|name| format!("remove {section} {name}")));
            lines.extend(form::names(to, resource).iter().map(|name| format!("add {section} {name}")));
        }
        for (index, name) in form::names(to, resource).iter().enumerate() {
            for field in form::fields(resource) {
                let at = Place::field(resource, index, field.key);
                match form::value(to, &at) {
                    None => lines.push(format!("clear {section} {name} {}", field.key)),
                    Some(text) if text.contains('\n') => {
                        lines.push(format!("set {section} {name} {}", field.key));
                        lines.extend(text.lines().map(str::to_owned));
                        lines.push(".".to_owned());
                    }
                    Some(text) => lines.push(format!("set {section} {name} {} {text}", field.key)),
                }
            }
        }
    }
    lines
}

/// Parity with the form: whatever a reference design changes, commands can change.
#[test]
fn every_reference_of_every_shipped_lab_can_be_typed() {
    let pack = trapline::pack::builtin().pack.expect("the built-in pack is playable");
    assert!(!pack.labs.is_empty());
    for lab in &pack.labs {
        for reference in &lab.references {
            let home = tempfile::tempdir().unwrap();
            let mut lines = commands(&lab.starter, &reference.draft, &lab.editable);
            lines.push("grade".to_owned());
            let mut script = Script::new("", TEN_O_CLOCK, home.path());
            script.lines = lines.into();
            let start = Start::Build { lab: Some(lab.id.clone()) };
            let said = run_script_over(pack.clone(), home.path(), start, &mut script, 72);
            assert!(said.contains("[+] Passed."), "{} {}: {said}", lab.id, reference.name);
        }
    }
}

#[test]
fn nothing_steers_the_terminal() {
    let home = tempfile::tempdir().unwrap();
    let script = "\u{1b}]0;x\u{7}\nb+\n";
    let drilled = converse(home.path(), practice(&["symptom"]), script);
    let built =
        converse(home.path(), build(), "add security_group \u{202e}x\u{1b}\n\u{9b}2J\nsave \u{1b}[2J\n");
    for said in [drilled, built] {
        let typed = said.lines().filter(|line| !line.starts_with("> "));
        for line in typed {
            assert!(!line.chars().any(|c| c.is_control() || c == '\u{202e}'), "{line:?}");
        }
        assert!(said.contains('\u{fffd}'));
    }
}

#[test]
fn designs_are_kept_saved_and_loaded() {
    let home = tempfile::tempdir().unwrap();
    let designs = home.path().join("designs");
    let first = "set workload enable_network_isolation true
                 set workload execution_role_policy
                 { \"Version\": \"2012-10-17\",
                   \"Statement\": [] }
                 .
                 save mine
                 save mine
                 save
                 add security_group nodes";
    converse(home.path(), build(), first);
    fs::write(designs.join("broken.toml"), "[training_job]\ninstance_count = \"two\"\nspeed = 3\n").unwrap();
    fs::write(designs.join("not-toml.toml"), "[[[\n").unwrap();
    let second = "tasks
                  show workload
                  list
                  reset
                  load mine
                  save
                  n
                  load nothing
                  load broken
                  undo
                  load not-toml
                  show workload";
    // No line is wrapped, since the folder's name is as long as it is.
    let mut script = Script::new(second, TEN_O_CLOCK, home.path());
    golden("designs", &run_script_over(pack(), home.path(), build(), &mut script, 4_000));
    let saved = fs::read_to_string(designs.join("mine.toml")).unwrap();
    assert_eq!(fs::read_to_string(designs.join("quiet-job.toml")).unwrap(), saved);
    assert!(saved.contains("enable_network_isolation = true"), "{saved}");
}

/// Two windows on one quiz: it is submitted once, so that no answer counts twice.
#[test]
fn a_quiz_that_was_ended_elsewhere_is_not_ended_twice() {
    let home = tempfile::tempdir().unwrap();
    converse(home.path(), exam(), "5\n10\n\n\n\ny");
    let mut script = Script::new("r\nEND OF THE OTHER\nend\nEND", TEN_O_CLOCK, home.path());
    script.elsewhere = Some(Box::new(|home| drop(converse(home, exam(), "r\nend\nEND\n"))));
    let said = run_script(home.path(), exam(), &mut script);
    assert!(said.contains("This quiz was ended in another window"), "{said}");
    let submitted = |recorded: &&Recorded| matches!(recorded.event, SessionEvent::ExamSubmitted { .. });
    assert_eq!(history(home.path()).iter().filter(submitted).count(), 1);
}

fn any_script() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        4 => proptest::sample::select(vec![
            "", "1", "2", "3", "4", "5", "y", "n", "p", "q", "r", "x", "m", "t", "u", "s", ".", "?", "a", "b", "a b",
            "a b c", "1a 2b", "+", "x a", "go 2", "go 99999999999999999999", "list", "list flagged", "review",
            "again", "end", "END", "@400", "@2000", "grade", "undo", "redo", "reset", "list", "tasks", "errors",
            "add subnet", "add security_group", "remove subnet 1", "set workload instance_count 3",
            "show security_group 1", "set workload execution_role_policy", "evidence 1", "save", "load x",
        ]).prop_map(str::to_owned),
        1 => "[ -~]{0,30}".prop_filter("a pause is written otherwise", |line| !line.contains('@')),
        1 => any::<String>().prop_map(|line| format!("-{}", line.replace(['\n', '\r'], " "))),
    ];
    proptest::collection::vec(line, 0..60).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_lines_lead_to_a_clean_end_and_a_history_that_reads(lines in any_script()) {
        let home = tempfile::tempdir().unwrap();
        let said = converse(home.path(), Start::Home, &lines);
        let ended = ["The input ended.", "Goodbye."];
        prop_assert!(said.lines().rev().take(4).any(|line| ended.iter().any(|end| line.starts_with(end))), "{}", said);
        for line in said.lines().filter(|line| !line.starts_with("> ")) {
            prop_assert!(!line.chars().any(char::is_control), "{:?}", line);
        }
        let progress = Progress::of(&history(home.path()), Clock { utc_offset_secs: 0, rollover_hour: 4 });
        let objectives: BTreeSet<_> = progress.knowledge.cards().map(|(component, _)| &component.objective).collect();
        prop_assert!(objectives.len() <= 2);
    }
}

#[test]
fn lines_keep_to_the_width() {
    let home = tempfile::tempdir().unwrap();
    let said = converse(home.path(), Start::Home, "4\n1\n\n\n1\nq\n2\n\n\ny\n?\n3\nq");
    for line in said.lines().filter(|line| !line.contains("https://")) {
        assert!(line.chars().count() <= 72, "{line}");
    }
}
