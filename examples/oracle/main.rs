//! Writes random configurations, questions and the engine's verdicts as JSON lines, for the
//! independent solver in `tests/oracle`: `cargo run --release --example oracle -- --count 1000`.

#![expect(clippy::expect_used, reason = "an export that cannot be written stops everything")]

mod case;
mod draft;
mod json;
mod pick;
mod question;
mod tidy;

use std::hint::black_box;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::time::Instant;

use rand::SeedableRng;
use rand::rngs::ChaCha12Rng;
use serde_json::{Value, json};
use trapline::aws::{Config, ConfigDraft};
use trapline::reach::{Conversation, Query, verdict};

use question::Question;

/// How often a timed question is asked; the median counts.
const REPETITIONS: usize = 9;

/// What the command line asks for.
struct Request {
    seed: u64,
    first: u64,
    count: u64,
    timed: bool,
    labs: bool,
    /// Ask about the configuration files in this folder instead of random ones.
    cases: Option<PathBuf>,
    /// Write this configuration as a file that `trapline reach` reads, and nothing else.
    file: Option<u64>,
}

fn main() {
    let request = request();
    let mut out = BufWriter::new(io::stdout().lock());
    if let Some(index) = request.file {
        let text = trapline::pack::write_config(&sample(request.seed, index).0);
        return out.write_all(text.as_bytes()).expect("standard output takes the text");
    }
    if let Some(folder) = &request.cases {
        for case in case::read_all(folder) {
            write_line(&mut out, &case.name, &case.draft, &case.questions, request.timed);
        }
        return;
    }
    if request.labs {
        return labs(&mut out, request.timed);
    }
    for index in request.first..request.first + request.count {
        let (draft, questions) = sample(request.seed, index);
        let name = format!("{}:{index}", request.seed);
        write_line(&mut out, &name, &draft, &questions, request.timed);
    }
}

fn request() -> Request {
    let mut request =
        Request { seed: 1, first: 0, count: 1000, timed: false, labs: false, cases: None, file: None };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().expect("a value follows");
        let number = |text: String| -> u64 { text.parse().expect("the value is a whole number") };
        match argument.as_str() {
            "--seed" => request.seed = number(value()),
            "--first" => request.first = number(value()),
            "--count" => request.count = number(value()),
            "--file" => request.file = Some(number(value())),
            "--cases" => request.cases = Some(value().into()),
            "--time" => request.timed = true,
            "--labs" => request.labs = true,
            _ => panic_on(&argument),
        }
    }
    request
}

#[expect(clippy::panic, reason = "a wrong command line stops everything")]
fn panic_on(argument: &str) {
    panic!("`{argument}` is not one of --seed, --first, --count, --cases, --labs, --file, --time");
}

/// The valid draft with this number, and what is asked about it. A draft depends on its seed and
/// number alone, so that runs can be split and continued.
fn sample(seed: u64, index: u64) -> (ConfigDraft, Vec<Question>) {
    let mut random = ChaCha12Rng::seed_from_u64(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ index);
    loop {
        let draft = draft::draft(&mut random);
        if Config::build(&draft).is_ok() {
            let questions = question::questions(&draft, &mut random);
            return (draft, questions);
        }
    }
}

/// Every design of the shipped labs, with every question that fits it.
fn labs(out: &mut impl Write, timed: bool) {
    let pack = trapline::pack::builtin().pack.expect("the built-in pack is playable");
    for lab in &pack.labs {
        let wrong = lab.wrong_designs.iter().map(|wrong| &wrong.design);
        let named = lab.references.iter().chain(wrong).map(|design| (design.name.as_str(), &design.draft));
        for (name, draft) in named.chain([("starter", &lab.starter)]) {
            let questions = question::every(draft);
            write_line(out, &format!("{}/{name}", lab.id), draft, &questions, timed);
        }
    }
}

fn write_line(out: &mut impl Write, name: &str, draft: &ConfigDraft, questions: &[Question], timed: bool) {
    let config = Config::build(draft).expect("the draft is valid");
    let answers: Vec<Value> = questions.iter().map(|question| answer(&config, question, timed)).collect();
    let line = json!({ "name": name, "config": json::config(&config), "questions": answers });
    serde_json::to_writer(&mut *out, &line).expect("standard output takes the line");
    out.write_all(b"\n").expect("standard output takes the line");
}

fn answer(config: &Config, question: &Question, timed: bool) -> Value {
    let conversation = if question.one_way { Conversation::OneWay } else { Conversation::TwoWay };
    let query = Query::parse(&question.from, &question.to, None, conversation).expect("a question");
    let mut answer = json!({
        "from": question.from,
        "to": question.to,
        "one_way": question.one_way,
        "engine": verdict(config, &query).as_str(),
    });
    if let (Some(expected), Some(answer)) = (&question.expected, answer.as_object_mut()) {
        answer.insert("expected".to_owned(), json!(expected));
    }
    if timed && let Some(answer) = answer.as_object_mut() {
        answer.insert("nanoseconds".to_owned(), json!(nanoseconds(config, &query)));
    }
    answer
}

/// The median time of one verdict.
fn nanoseconds(config: &Config, query: &Query) -> u64 {
    let mut times = [0; REPETITIONS];
    for time in &mut times {
        let start = Instant::now();
        black_box(verdict(black_box(config), black_box(query)));
        *time = u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX);
    }
    times.sort_unstable();
    times.get(REPETITIONS / 2).copied().unwrap_or_default()
}
