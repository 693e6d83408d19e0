//! The result as Markdown in which every text of the pack is literal.

use crate::session::{
    ESTIMATE_NOTE, ExamReport, Group, ItemReport, PASSING_SCORE, SubmitReason, TIME_BUDGET_MILLIS, Tally,
    clock_words, percent_words,
};
use crate::transcript::prose::{link, literal, words};
use crate::transcript::{Transcript, parts};

pub(super) fn render(transcript: &Transcript<'_>) -> String {
    let mut out = Lines::default();
    let report = transcript.report;
    out.line(format!("# {}", literal(&transcript.title())));
    out.gap();
    write_facts(&mut out, transcript);
    write_first_look(&mut out, transcript);
    write_groups(&mut out, "By family", &report.families);
    write_groups(&mut out, "By objective", &report.objectives);
    write_times(&mut out, report);
    write_calibration(&mut out, report);
    write_misconceptions(&mut out, transcript);
    out.heading("Every question");
    for item in &report.items {
        write_item(&mut out, transcript, item);
    }
    out.text
}

#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    fn gap(&mut self) {
        self.line("");
    }

    fn heading(&mut self, title: &str) {
        self.gap();
        self.line(format!("## {title}"));
        self.gap();
    }

    fn row(&mut self, cells: &[String]) {
        self.line(format!("| {} |", cells.join(" | ")));
    }

    /// The head of a table; columns behind the first `left` are numbers.
    fn head(&mut self, titles: &[&str], left: usize) {
        self.row(&titles.iter().map(|title| (*title).to_owned()).collect::<Vec<_>>());
        let rule = |at: usize| if at < left { "---" } else { "---:" }.to_owned();
        self.row(&(0..titles.len()).map(rule).collect::<Vec<_>>());
    }
}

fn range(tally: Tally) -> String {
    tally.interval().map_or_else(String::new, |interval| {
        format!("{} to {}", percent_words(interval.low), percent_words(interval.high))
    })
}

fn write_facts(out: &mut Lines, transcript: &Transcript<'_>) {
    let report = transcript.report;
    let Tally { correct, asked } = report.total;
    let share = percent_words(report.total.share());
    out.line(format!("* **{correct} of {asked} right ({share}).** {}", transcript.likely()));
    if let Some(scaled) = report.scaled() {
        out.line(format!(
            "* **Estimated score {}** (pass {PASSING_SCORE}), likely range {} to {}. {ESTIMATE_NOTE}",
            scaled.score, scaled.low, scaled.high
        ));
    }
    let ended = match report.reason {
        SubmitReason::Learner => "ended by the learner",
        SubmitReason::TimeUp => "time was up",
    };
    out.line(format!("* Begun {}, {ended}", transcript.moment(report.started_at_millis)));
    out.line(format!("* Time used: {}", report.time.words()));
    out.line(format!("* Unanswered, counted as incorrect: {}", report.unanswered));
    out.line(format!("* Answers changed: {}", report.changes().words()));
    let pilots: Vec<String> = report.pilots().map(|item| (item.position + 1).to_string()).collect();
    if !pilots.is_empty() {
        out.line(format!("* Not counted, seated to be tried out: question {}", pilots.join(", ")));
    }
    out.line(format!("* Pack: {} {}", literal(&report.pack), literal(&report.pack_version)));
}

fn write_first_look(out: &mut Lines, transcript: &Transcript<'_>) {
    let report = transcript.report;
    let mut list = |title: &str, items: Vec<&ItemReport>| {
        if items.is_empty() {
            return;
        }
        out.heading(title);
        for item in items {
            let stem = transcript.question(item).map_or_else(String::new, |one| words(&one.stem));
            out.line(format!("* Question {}: {}", item.position + 1, literal(&stem)));
        }
    };
    list("Confident errors: wrong while sure", report.confident_errors().collect());
    list("Lucky guesses: right while guessing", report.lucky_guesses().collect());
}

fn write_groups(out: &mut Lines, title: &str, groups: &[Group]) {
    if groups.is_empty() {
        return;
    }
    out.heading(title);
    out.head(&["", "right", "asked", "share", "likely"], 1);
    for Group { id, title, tally } in groups {
        out.row(&[
            literal(&format!("{id} {title}")),
            tally.correct.to_string(),
            tally.asked.to_string(),
            percent_words(tally.share()),
            range(*tally),
        ]);
    }
}

fn write_times(out: &mut Lines, report: &ExamReport) {
    let timed = report.slowest_first();
    if timed.is_empty() {
        return;
    }
    out.heading(&format!(
        "Time per question, slowest first (the exam leaves {})",
        clock_words(TIME_BUDGET_MILLIS)
    ));
    out.head(&["question", "verdict", "time", "over", "visits"], 2);
    for item in timed {
        let millis = item.millis.unwrap_or_default();
        let over = millis.checked_sub(TIME_BUDGET_MILLIS).filter(|_| item.is_slow());
        out.row(&[
            (item.position + 1).to_string(),
            item.verdict.word().to_owned(),
            clock_words(millis),
            over.map_or_else(String::new, clock_words),
            item.visits.to_string(),
        ]);
    }
}

fn write_calibration(out: &mut Lines, report: &ExamReport) {
    if report.calibration.is_empty() {
        return;
    }
    out.heading("How sure, and how often right");
    out.head(&["said", "meaning", "right", "asked", "share"], 2);
    for one in &report.calibration {
        out.row(&[
            one.confidence.word().to_owned(),
            one.confidence.probability().to_owned(),
            one.tally.correct.to_string(),
            one.tally.asked.to_string(),
            percent_words(one.tally.share()),
        ]);
    }
}

fn write_misconceptions(out: &mut Lines, transcript: &Transcript<'_>) {
    let acted_on = &transcript.report.misconceptions;
    if acted_on.is_empty() {
        return;
    }
    out.heading("Misconceptions acted on");
    for (id, times) in acted_on {
        match transcript.pack.misconception(id) {
            Some(known) => {
                let (belief, fact) = (words(&known.belief), words(&known.fact));
                out.line(format!("* {times}x {} In fact: {}", literal(&belief), literal(&fact)));
            }
            None => out.line(format!("* {times}x {}", literal(id))),
        }
    }
}

fn write_item(out: &mut Lines, transcript: &Transcript<'_>, item: &ItemReport) {
    out.line(format!("### {}. {} {}", item.position + 1, literal(item.verdict.mark()), item.verdict.word()));
    out.gap();
    let mut notes = vec![format!("`{}`", item.objective.replace('`', ""))];
    notes.extend(item.confidence.map(|confidence| confidence.word().to_owned()));
    notes.extend(item.millis.map(clock_words));
    notes.extend(item.changes.iter().map(|change| format!("changed {}", change.words())));
    notes.extend(item.flagged.then(|| "marked".to_owned()));
    notes.extend(item.pilot.then(|| "not counted".to_owned()));
    out.line(notes.join(", "));
    out.gap();
    let Some(question) = transcript.question(item) else {
        out.line(literal(&format!("{} is no longer in the pack", item.question)));
        out.gap();
        return;
    };
    out.line(literal(&words(&question.stem)));
    out.gap();
    for part in parts::of(question, item, transcript.report.seed) {
        let (text, why) = (words(&part.text), words(&part.why));
        let (mark, told) = (literal(part.mark), literal(&words(&part.told)));
        out.line(format!("* {mark} {}: {} ({told})  ", part.label, literal(&text)));
        out.line(format!("  {}", literal(&why)));
    }
    out.gap();
    for source in &question.sources {
        match link(&source.url) {
            Some(url) => out.line(format!("Source: <{url}> (checked {})", literal(&source.verified_on))),
            None => out.line(format!("Source: {}", literal(&source.url))),
        }
    }
    out.gap();
}
