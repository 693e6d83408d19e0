//! The result for programs.

use serde::Serialize;

use crate::bank::Response;
use crate::session::{
    Accommodation, ClockRule, Confidence, ESTIMATE_NOTE, Group, ItemReport, PASSING_SCORE, SubmitReason,
    Tally,
};
use crate::transcript::Transcript;

/// Grows when a field changes its meaning or goes away.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    session: &'a str,
    form: &'a str,
    pack: PackName<'a>,
    started_at_millis: i64,
    ended_at_millis: i64,
    ended_by: SubmitReason,
    time: Time,
    score: Share,
    estimate: Option<Estimate>,
    unanswered: usize,
    families: Vec<Part<'a>>,
    objectives: Vec<Part<'a>>,
    calibration: Vec<Calibrated>,
    changes: Changes,
    misconceptions: Vec<Misconception<'a>>,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct PackName<'a> {
    id: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
struct Time {
    limit_seconds: Option<u32>,
    used_seconds: u64,
    accommodation: Accommodation,
    clock: ClockRule,
}

/// Right out of asked, with the two ends of the 90 % interval.
#[derive(Serialize)]
struct Share {
    correct: usize,
    asked: usize,
    #[serde(rename = "share")]
    value: f64,
    low: Option<f64>,
    high: Option<f64>,
}

#[derive(Serialize)]
struct Estimate {
    score: u32,
    low: u32,
    high: u32,
    pass: u32,
    note: &'static str,
}

#[derive(Serialize)]
struct Part<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(flatten)]
    share: Share,
}

#[derive(Serialize)]
struct Calibrated {
    confidence: Confidence,
    stated: &'static str,
    #[serde(flatten)]
    share: Share,
}

#[derive(Serialize)]
struct Changes {
    better: usize,
    worse: usize,
    same: usize,
}

#[derive(Serialize)]
struct Misconception<'a> {
    id: &'a str,
    times: usize,
    belief: &'a str,
    fact: &'a str,
}

#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "they are columns for programs")]
struct Item<'a> {
    number: usize,
    question: &'a str,
    version: u32,
    objective: &'a str,
    family: &'a str,
    verdict: &'static str,
    counts: bool,
    confidence: Option<Confidence>,
    seconds: Option<u64>,
    visits: u32,
    slow: bool,
    marked: bool,
    changes: Vec<&'static str>,
    misconceptions: &'a [String],
    read: bool,
    response: Option<&'a Response>,
}

pub(super) fn render(transcript: &Transcript<'_>) -> String {
    // Nothing in it can fail to become JSON: every key is a text.
    let mut text = serde_json::to_string_pretty(&document(transcript)).unwrap_or_default();
    text.push('\n');
    text
}

fn document<'a>(transcript: &'a Transcript<'_>) -> Document<'a> {
    let report = transcript.report;
    let changes = report.changes();
    Document {
        format: FORMAT,
        session: &report.session.0,
        form: &report.form,
        pack: PackName { id: &report.pack, version: &report.pack_version },
        started_at_millis: report.started_at_millis,
        ended_at_millis: report.ended_at_millis,
        ended_by: report.reason,
        time: Time {
            limit_seconds: report.time.limit_secs,
            used_seconds: report.time.used_millis / 1000,
            accommodation: report.time.accommodation,
            clock: report.time.clock,
        },
        score: share(report.total),
        estimate: report.scaled().map(|scaled| Estimate {
            score: scaled.score,
            low: scaled.low,
            high: scaled.high,
            pass: PASSING_SCORE,
            note: ESTIMATE_NOTE,
        }),
        unanswered: report.unanswered,
        families: report.families.iter().map(part).collect(),
        objectives: report.objectives.iter().map(part).collect(),
        calibration: report
            .calibration
            .iter()
            .map(|one| Calibrated {
                confidence: one.confidence,
                stated: one.confidence.probability(),
                share: share(one.tally),
            })
            .collect(),
        changes: Changes { better: changes.better, worse: changes.worse, same: changes.same },
        misconceptions: misconceptions(transcript),
        items: report.items.iter().map(|item| of_item(transcript, item)).collect(),
    }
}

fn share(tally: Tally) -> Share {
    let rounded = |share: f64| (share * 10_000.0).round() / 10_000.0;
    let interval = tally.interval();
    Share {
        correct: tally.correct,
        asked: tally.asked,
        value: rounded(tally.share()),
        low: interval.map(|interval| rounded(interval.low)),
        high: interval.map(|interval| rounded(interval.high)),
    }
}

fn part(group: &Group) -> Part<'_> {
    Part { id: &group.id, title: &group.title, share: share(group.tally) }
}

fn misconceptions<'a>(transcript: &'a Transcript<'_>) -> Vec<Misconception<'a>> {
    let told = |(id, times): &'a (String, usize)| {
        let known = transcript.pack.misconception(id);
        Misconception {
            id,
            times: *times,
            belief: known.map_or("", |known| known.belief.as_str()),
            fact: known.map_or("", |known| known.fact.as_str()),
        }
    };
    transcript.report.misconceptions.iter().map(told).collect()
}

fn of_item<'a>(transcript: &'a Transcript<'_>, item: &'a ItemReport) -> Item<'a> {
    Item {
        number: item.position + 1,
        question: &item.question.0,
        version: item.version,
        objective: &item.objective,
        family: transcript.family(item),
        verdict: item.verdict.word(),
        counts: !item.pilot,
        confidence: item.confidence,
        seconds: item.millis.map(|millis| millis / 1000),
        visits: item.visits,
        slow: item.is_slow(),
        marked: item.flagged,
        changes: item.changes.iter().map(|change| change.words()).collect(),
        misconceptions: &item.misconceptions,
        read: item.read,
        response: item.response.as_ref(),
    }
}
