//! One question with its parts, their reasons and its sources.

use crate::bank::Question;
use crate::session::{ItemReport, TIME_BUDGET_MILLIS, clock_words};
use crate::transcript::html::line;
use crate::transcript::prose::{blocks, escape, link};
use crate::transcript::{Transcript, parts};

/// Writes the question of `item`.
pub(super) fn item(out: &mut String, transcript: &Transcript<'_>, item: &ItemReport) {
    let number = item.position + 1;
    let (mark, word) = (item.verdict.mark(), item.verdict.word());
    line(out, &format!("<article id=\"q{number}\">\n<h3>{number}. {mark} {word}</h3>"));
    line(out, &format!("<p class=\"dim\">{}</p>", escape(&course(item))));
    match transcript.question(item) {
        Some(question) => write_question(out, transcript, item, question),
        None => line(out, &format!("<p>{} is no longer in the pack.</p>", escape(&item.question.0))),
    }
    line(out, "</article>");
}

fn course(item: &ItemReport) -> String {
    let mut told = vec![item.objective.clone()];
    told.extend(item.confidence.map(|confidence| format!("you said: {}", confidence.word())));
    told.extend(item.millis.map(|millis| {
        let budget = clock_words(TIME_BUDGET_MILLIS);
        let against = if item.is_slow() { "over" } else { "within" };
        format!("{} ({against} {budget})", clock_words(millis))
    }));
    told.extend(item.changes.iter().map(|change| format!("changed {}", change.words())));
    told.extend(item.flagged.then(|| "marked".to_owned()));
    told.extend(item.pilot.then(|| "not counted".to_owned()));
    told.join(" · ")
}

fn write_question(out: &mut String, transcript: &Transcript<'_>, item: &ItemReport, question: &Question) {
    if let Some(case) = question.case.as_ref().and_then(|id| transcript.pack.case(id)) {
        let (title, scenario) = (escape(&case.title), blocks(&case.scenario));
        line(out, &format!("<details><summary>Scenario: {title}</summary>{scenario}</details>"));
    }
    line(out, &blocks(&question.stem));
    if let Some(excerpt) = &question.excerpt {
        line(out, &format!("<pre>{}</pre>", escape(excerpt)));
    }
    line(out, "<ul class=\"parts\">");
    for part in parts::of(question, item, transcript.report.seed) {
        let (label, told) = (escape(&part.label), escape(&part.told));
        line(out, &format!("<li><span class=\"mark\">{} {label}.</span> <em>{told}</em>", part.mark));
        line(out, &format!("{}<div class=\"why\">{}</div></li>", blocks(&part.text), blocks(&part.why)));
    }
    line(out, "</ul>");
    for source in &question.sources {
        let (shown, day) = (escape(&source.url), escape(&source.verified_on));
        match link(&source.url) {
            Some(_) => line(
                out,
                &format!(
                    "<p class=\"dim\">Source: <a rel=\"noreferrer\" href=\"{shown}\">{shown}</a>, checked {day}</p>"
                ),
            ),
            None => line(out, &format!("<p class=\"dim\">Source: {shown}</p>")),
        }
    }
}
