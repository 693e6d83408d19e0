//! Tables with a chart in each row.

use crate::session::{Confidence, ExamReport, Group, TIME_BUDGET_MILLIS, Tally, clock_words, percent_words};
use crate::transcript::html::{chart, line, range};
use crate::transcript::prose::escape;

fn begin(out: &mut String, title: &str, caption: &str, columns: &[&str]) {
    line(out, &format!("<section>\n<h2>{title}</h2>"));
    line(out, &format!("<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"{title}\">"));
    line(out, &format!("<table>\n<caption>{caption}</caption>\n<thead><tr>"));
    for column in columns {
        line(out, &format!("<th scope=\"col\">{column}</th>"));
    }
    line(out, "</tr></thead>\n<tbody>");
}

fn end(out: &mut String) {
    line(out, "</tbody>\n</table>\n</div>\n</section>");
}

fn row(out: &mut String, head: &str, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|cell| format!("<td>{cell}</td>")).collect();
    line(out, &format!("<tr><th scope=\"row\">{head}</th>{}</tr>", cells.concat()));
}

fn shares(tally: Tally) -> [String; 3] {
    [format!("{} of {}", tally.correct, tally.asked), percent_words(tally.share()), range(tally)]
}

/// Families or objectives.
pub(super) fn groups(out: &mut String, title: &str, groups: &[Group]) {
    if groups.is_empty() {
        return;
    }
    let caption = "Right answers; the bar is the range in which the true share lies in nine cases of ten, the \
                   upright lines are the share and 72 %.";
    begin(out, title, caption, &["Part", "Right", "Share", "Likely", "0 to 100 %"]);
    for Group { id, title, tally } in groups {
        let [right, share, likely] = shares(*tally);
        let head = format!("<span class=\"dim\">{}</span> {}", escape(id), escape(title));
        row(out, &head, &[right, share, likely, chart::share(*tally)]);
    }
    end(out);
}

/// Time per question, slowest first.
pub(super) fn times(out: &mut String, report: &ExamReport) {
    let timed = report.slowest_first();
    let Some(longest) = timed.first().and_then(|item| item.millis) else { return };
    let budget = clock_words(TIME_BUDGET_MILLIS);
    let slow = timed.iter().filter(|item| item.is_slow()).count();
    let caption = format!(
        "Slowest first; {slow} of {} took more than the {budget} that the exam leaves for one question, which is \
         the upright line.",
        timed.len()
    );
    begin(
        out,
        "Time per question",
        &caption,
        &["Question", "Verdict", "Time", "Over", "Visits", "Against the budget"],
    );
    for item in timed {
        let millis = item.millis.unwrap_or_default();
        let over = millis.checked_sub(TIME_BUDGET_MILLIS).filter(|_| item.is_slow());
        let number = item.position + 1;
        row(
            out,
            &format!("<a href=\"#q{number}\">{number}</a>"),
            &[
                format!("{} {}", item.verdict.mark(), item.verdict.word()),
                clock_words(millis),
                over.map_or_else(String::new, clock_words),
                item.visits.to_string(),
                chart::time(millis, longest),
            ],
        );
    }
    end(out);
}

/// What was said about being sure, and what came of it.
pub(super) fn calibration(out: &mut String, report: &ExamReport) {
    if report.calibration.is_empty() {
        return;
    }
    let caption = "How often each level was right; the shaded band is what the level stands for, the bar the \
                   range in which the true share lies in nine cases of ten.";
    begin(out, "Calibration", caption, &["Said", "Stands for", "Right", "Share", "Likely", "0 to 100 %"]);
    for one in &report.calibration {
        let band = match one.confidence {
            Confidence::Guess => (0.0, 67.0),
            Confidence::Unsure => (67.0, 80.0),
            Confidence::Sure => (80.0, 100.0),
        };
        let [right, share, likely] = shares(one.tally);
        let stated = one.confidence.probability().to_owned();
        let picture = chart::calibration(one.tally, band);
        row(out, one.confidence.word(), &[stated, right, share, likely, picture]);
    }
    end(out);
}
