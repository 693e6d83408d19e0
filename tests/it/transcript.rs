//! The result of an exam as a document: as it looks, as others read it, and with hostile text in it.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use trapline::bank::{Body, Pack, PartId, QuestionId, Response, grade};
use trapline::session::{
    Accommodation, ClockRule, Confidence, ExamReport, ItemResult, Recorded, SessionEvent, SessionId, Stamp,
    SubmitReason,
};
use trapline::transcript::{Format, Transcript};

use crate::screens::pack::pack;
use crate::screens::stage::NOON;

/// One question of the sitting: the answers in turn, how sure, seconds on the screen.
struct Told {
    question: &'static str,
    answers: Vec<Response>,
    confidence: Option<Confidence>,
    secs: i64,
    flagged: bool,
    pilot: bool,
}

fn choice(ids: &[&str]) -> Response {
    Response::Choice { picked: ids.iter().map(|id| PartId((*id).into())).collect::<BTreeSet<_>>() }
}

fn told() -> Vec<Told> {
    let order = ["train", "download", "upload"].map(|id| PartId(id.into())).to_vec();
    let pairs = [("s3", "gateway"), ("logs", "interface")].map(|(a, b)| (PartId(a.into()), PartId(b.into())));
    let told = |question, answers, confidence, secs| Told {
        question,
        answers,
        confidence,
        secs,
        flagged: question == "order",
        pilot: question == "match",
    };
    vec![
        told("who-downloads", vec![choice(&["platform"])], Some(Confidence::Guess), 45),
        told(
            "symptom-timeout",
            vec![choice(&["nobody"]), choice(&["container"])],
            Some(Confidence::Sure),
            260,
        ),
        told("order", vec![Response::Ordering { order }], Some(Confidence::Unsure), 121),
        told("match", vec![Response::Matching { pairs: pairs.into() }], None, 80),
        told("case-endpoints", Vec::new(), None, 3),
    ]
}

/// The name of the sitting of [`sitting`].
pub fn session() -> SessionId {
    SessionId("19f1-7".to_owned())
}

/// The facts of an exam over the questions of `pack`, which are those of the fixture.
pub fn sitting(pack: &Pack) -> Vec<Recorded> {
    let told = told();
    let begun = SessionEvent::ExamStarted {
        session: session(),
        pack: pack.id.0.clone(),
        pack_version: pack.version.clone(),
        seed: 7,
        questions: told.iter().map(|one| QuestionId(one.question.into())).collect(),
        limit_secs: Some(900),
        form: "mock-a".to_owned(),
        accommodation: Accommodation::TimeAndAHalf,
        clock: ClockRule::Exam,
        pilots: vec![QuestionId("match".into())],
        labs: Vec::new(),
        boot: None,
    };
    let mut facts = vec![Recorded { at_millis: NOON, event: begun }];
    let mut now = NOON;
    let mut results = Vec::new();
    for one in &told {
        let question = QuestionId(one.question.into());
        let mut say = |at_millis, event| facts.push(Recorded { at_millis, event });
        say(
            now,
            SessionEvent::ExamViewed {
                session: session(),
                question: Some(question.clone()),
                spent_millis: None,
            },
        );
        now += one.secs * 1000;
        for response in &one.answers {
            let (question, response) = (question.clone(), Some(response.clone()));
            say(now, SessionEvent::ExamAnswered { session: session(), question, response });
        }
        if one.flagged {
            say(now, SessionEvent::ExamFlagged { session: session(), question: question.clone(), on: true });
        }
        results.push(result(pack, one));
    }
    let reason = SubmitReason::Learner;
    facts.push(Recorded {
        at_millis: now,
        event: SessionEvent::ExamSubmitted { session: session(), reason, results },
    });
    facts
}

fn result(pack: &Pack, told: &Told) -> ItemResult {
    let question = pack.question(&QuestionId(told.question.into())).unwrap();
    let graded = told.answers.last().map(|response| grade(question, response));
    ItemResult {
        question: question.id.clone(),
        version: question.version,
        objective: question.objective.clone(),
        answered: graded.is_some(),
        earned: graded.as_ref().map_or(0, |graded| graded.earned),
        possible: 1,
        misconceptions: graded.map(|graded| graded.misconceptions).unwrap_or_default(),
        pilot: told.pilot,
        confidence: told.confidence,
        stamp: Stamp::of(question),
    }
}

/// The fixture with texts that want to be more than text.
fn hostile() -> Pack {
    const EVIL: &str = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> \
                        [x](javascript:alert(1)) `</code><script>document.title='owned'</script>` \u{202e}\u{1b}[2J";
    let mut pack = pack();
    pack.language = "en\"><script>document.title='owned'</script>".into();
    pack.version = EVIL.into();
    pack.blueprint.families[0].title = EVIL.into();
    pack.blueprint.objectives[0].text = EVIL.into();
    pack.cases[0].scenario = EVIL.into();
    pack.misconceptions[0].belief = EVIL.into();
    pack.misconceptions[0].fact = EVIL.into();
    for question in &mut pack.questions {
        question.stem = format!("=cmd|' /C calc'!A0 {EVIL}\n\n<script>\ndocument.title='owned'\n</script>");
        question.excerpt = question.excerpt.as_ref().map(|_| EVIL.into());
        question.sources[0].url = "https://x\" onmouseover=\"document.title='owned'".into();
        question.sources[0].verified_on = EVIL.into();
        if let Body::Choice(choice) = &mut question.body {
            choice.options[0].text = EVIL.into();
            choice.options[0].why = EVIL.into();
        }
    }
    pack
}

fn render(pack: &Pack, format: Format) -> String {
    let report = ExamReport::of(pack, &session(), &sitting(pack)).unwrap();
    Transcript { pack, report: &report, utc_offset_secs: 3600 }.render(format)
}

/// Holds a document against the file of it that is kept; with TRAPLINE_UPDATE set, writes the file.
fn holds(name: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/result").join(name);
    if std::env::var_os("TRAPLINE_UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == text,
        "{name} is not what is written now; look at the change, then set TRAPLINE_UPDATE=1"
    );
}

#[test]
fn every_document_looks_as_it_did() {
    for format in Format::ALL {
        holds(&format!("exam.{}", format.extension()), &render(&pack(), format));
        holds(&format!("hostile.{}", format.extension()), &render(&hostile(), format));
    }
}

#[test]
fn the_csv_reads_back_with_a_row_per_question_and_no_formula() {
    for pack in [pack(), hostile()] {
        let text = render(&pack, Format::Csv);
        assert!(text.lines().all(|line| text.contains(&format!("{line}\r\n"))));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let columns = reader.headers().unwrap().len();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), told().len());
        for cell in rows.iter().flat_map(|row| row.iter()) {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
        }
        assert!(rows.iter().all(|row| row.len() == columns));
    }
    let hostile = render(&hostile(), Format::Csv);
    assert!(hostile.contains("'=cmd|"), "{hostile}");
}

#[test]
fn the_json_says_what_the_report_says() {
    let found: Value = serde_json::from_str(&render(&pack(), Format::Json)).unwrap();
    assert_eq!((&found["score"]["correct"], &found["score"]["asked"]), (&1.into(), &4.into()));
    assert_eq!(found["estimate"]["score"], 315);
    assert_eq!(found["time"]["used_seconds"], 509);
    let items = found["items"].as_array().unwrap();
    let told: Vec<_> = items.iter().map(|item| (item["verdict"].clone(), item["seconds"].clone())).collect();
    assert_eq!(
        told,
        [("right", 45), ("wrong", 260), ("wrong", 121), ("right", 80), ("unanswered", 3)]
            .map(|(verdict, secs)| (Value::from(verdict), Value::from(secs)))
    );
    assert_eq!(items[1]["changes"], Value::from(vec!["wrong to wrong"]));
    assert_eq!(items[3]["counts"], false);
}

#[test]
fn no_text_of_a_pack_becomes_markup() {
    let html = render(&hostile(), Format::Html);
    for markup in ["<script", "<img", "onmouseover=\"", "href=\"javascript", "\u{202e}", "\u{1b}"] {
        assert!(!html.contains(markup), "{markup}");
    }
    assert!(html.contains("&lt;script&gt;"));
    let markdown = render(&hostile(), Format::Markdown);
    let unescaped = markdown.match_indices('<').filter(|(at, _)| !markdown[..*at].ends_with('\\'));
    assert_eq!(unescaped.collect::<Vec<_>>(), []);
}

#[test]
fn the_page_needs_nothing_from_anywhere() {
    let html = render(&pack(), Format::Html);
    for fetched in ["<script", "<link", "src=", "@import", "url("] {
        assert!(!html.contains(fetched), "{fetched}");
    }
    assert!(html.contains("default-src 'none'"));
}

#[test]
fn a_file_is_named_after_the_local_time_and_told_from_earlier_ones() {
    let pack = pack();
    let report = ExamReport::of(&pack, &session(), &sitting(&pack)).unwrap();
    let transcript = Transcript { pack: &pack, report: &report, utc_offset_secs: 3600 };
    assert_eq!(transcript.file_name(Format::Html, 0), "exam-2026-11-24-1100.html");
    assert_eq!(transcript.file_name(Format::Csv, 1), "exam-2026-11-24-1100-2.csv");
}
