//! The result as one page for a browser: no script, no file beside it, charts as inline pictures.

mod chart;
mod review;
mod tables;

use crate::session::{ESTIMATE_NOTE, ItemReport, PASSING_SCORE, SubmitReason, Tally, percent_words};
use crate::transcript::Transcript;
use crate::transcript::prose::{escape, words};

const STYLE: &str = include_str!("html/style.css");

pub(super) fn render(transcript: &Transcript<'_>) -> String {
    let report = transcript.report;
    let language = transcript.pack.language.as_str();
    let mut out = String::new();
    out.push_str("<!DOCTYPE html>\n");
    line(&mut out, &format!("<html lang=\"{}\">", escape(if language.is_empty() { "en" } else { language })));
    line(&mut out, "<head>\n<meta charset=\"utf-8\">");
    line(
        &mut out,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
    );
    line(&mut out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    line(&mut out, "<meta name=\"color-scheme\" content=\"light dark\">");
    let title = escape(&transcript.title());
    line(&mut out, &format!("<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>"));
    line(&mut out, &format!("<h1>{title}</h1>"));
    write_score(&mut out, transcript);
    write_facts(&mut out, transcript);
    write_first_look(&mut out, transcript);
    tables::groups(&mut out, "By family", &report.families);
    tables::groups(&mut out, "By objective", &report.objectives);
    tables::times(&mut out, report);
    tables::calibration(&mut out, report);
    write_misconceptions(&mut out, transcript);
    line(&mut out, "<section>\n<h2>Every question</h2>");
    for item in &report.items {
        review::item(&mut out, transcript, item);
    }
    line(&mut out, "</section>\n</main>\n</body>\n</html>");
    out
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn range(tally: Tally) -> String {
    tally.interval().map_or_else(String::new, |interval| {
        format!("{} to {}", percent_words(interval.low), percent_words(interval.high))
    })
}

fn write_score(out: &mut String, transcript: &Transcript<'_>) {
    let report = transcript.report;
    let Tally { correct, asked } = report.total;
    let share = percent_words(report.total.share());
    line(out, "<section>\n<h2>Score</h2>");
    line(out, &format!("<p class=\"big\">{correct} of {asked} right ({share})</p>"));
    if report.total.interval().is_some() {
        line(out, &chart::score(report.total));
        line(out, &format!("<p>{}</p>", transcript.likely()));
    }
    if let Some(scaled) = report.scaled() {
        line(
            out,
            &format!(
                "<p><strong>Estimated score {}</strong> (pass {PASSING_SCORE}), likely range {} to {}. \
                 <span class=\"dim\">{ESTIMATE_NOTE}</span></p>",
                scaled.score, scaled.low, scaled.high
            ),
        );
    }
    line(out, "</section>");
}

fn write_facts(out: &mut String, transcript: &Transcript<'_>) {
    let report = transcript.report;
    let ended = match report.reason {
        SubmitReason::Learner => "by the learner",
        SubmitReason::TimeUp => "when time was up",
    };
    let pilots: Vec<String> = report.pilots().map(|item| (item.position + 1).to_string()).collect();
    let mut facts = vec![
        ("Begun", transcript.moment(report.started_at_millis)),
        ("Ended", format!("{} {ended}", transcript.moment(report.ended_at_millis))),
        ("Time used", report.time.words()),
        ("Unanswered, counted as incorrect", report.unanswered.to_string()),
        ("Answers changed", report.changes().words()),
    ];
    if !pilots.is_empty() {
        facts.push(("Not counted, seated to be tried out", format!("question {}", pilots.join(", "))));
    }
    facts.push(("Pack", format!("{} {}", report.pack, report.pack_version)));
    line(out, "<section>\n<h2>The sitting</h2>\n<dl>");
    for (term, fact) in facts {
        line(out, &format!("<dt>{term}</dt><dd>{}</dd>", escape(&fact)));
    }
    line(out, "</dl>\n</section>");
}

fn write_first_look(out: &mut String, transcript: &Transcript<'_>) {
    let report = transcript.report;
    let mut list = |title: &str, items: Vec<&ItemReport>| {
        if items.is_empty() {
            return;
        }
        line(out, &format!("<section>\n<h2>{title}</h2>\n<ul>"));
        for item in items {
            let stem = transcript.question(item).map_or_else(String::new, |question| words(&question.stem));
            let number = item.position + 1;
            line(out, &format!("<li><a href=\"#q{number}\">Question {number}</a>: {}</li>", escape(&stem)));
        }
        line(out, "</ul>\n</section>");
    };
    list("Confident errors: wrong while sure", report.confident_errors().collect());
    list("Lucky guesses: right while guessing", report.lucky_guesses().collect());
}

fn write_misconceptions(out: &mut String, transcript: &Transcript<'_>) {
    let acted_on = &transcript.report.misconceptions;
    if acted_on.is_empty() {
        return;
    }
    line(out, "<section>\n<h2>Misconceptions acted on</h2>\n<ul>");
    for (id, times) in acted_on {
        let told = match transcript.pack.misconception(id) {
            Some(known) => {
                let (belief, fact) = (escape(&words(&known.belief)), escape(&words(&known.fact)));
                format!("{belief}<br><span class=\"dim\">In fact:</span> {fact}")
            }
            None => escape(id),
        };
        line(out, &format!("<li><strong>{times}x</strong> {told}</li>"));
    }
    line(out, "</ul>\n</section>");
}
