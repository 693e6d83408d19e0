//! The result as one page: sums, what deserves the first look, tables, every question.

use ratatui::layout::Rect;
use ratatui::text::Span;

use crate::session::{
    Confidence, ESTIMATE_NOTE, ExamReport, Group, Interval, ItemReport, PASSING_SCORE, ReviewFilter,
    SubmitReason, TIME_BUDGET_MILLIS, Tally, clock_words, percent_words,
};
use crate::tui::screen::report::{Report, notice};
use crate::tui::widget::chrome;
use crate::tui::widget::gauge::bar;
use crate::tui::widget::list::{Row, write_rows_from};
use crate::tui::widget::page::Page;
use crate::tui::{Ctx, Role, Theme};

/// How many of the slowest questions are named.
const SLOWEST: usize = 5;
/// Columns of the bar of a whole result.
const BAR: usize = 40;
/// The share that is taken for the passing score, in percent.
const CUT: usize = 72;

/// Everything, or the questions that the filter shows.
pub(super) fn page(screen: &Report, area: Rect, ctx: &Ctx) -> Page {
    let mut page = Page::new(area, ctx.theme);
    let report = &screen.sums;
    if screen.filter == ReviewFilter::All {
        write_total(&mut page, report);
        write_course(&mut page, report);
        write_review(&mut page, report);
        write_first_look(&mut page, screen, ctx);
        write_groups(&mut page, "By family", &report.families, false);
        write_groups(&mut page, "By objective", &report.objectives, true);
        write_slowest(&mut page, report, ctx);
        write_calibration(&mut page, report);
        write_misconceptions(&mut page, report, ctx);
        page.heading("Every question, with reasons");
        let offset = screen.first_look().len();
        write_questions(&mut page, screen, &ReviewFilter::All.places(report), offset, ctx);
    } else {
        let shown = screen.filter.places(report);
        let count = format!("{} of {} questions", shown.len(), report.items.len());
        page.text(&count, Role::Strong);
        page.text(&notice(screen.filter), Role::Dim);
        page.gap();
        write_questions(&mut page, screen, &shown, 0, ctx);
    }
    page
}

fn write_total(page: &mut Page, report: &ExamReport) {
    if report.reason == SubmitReason::TimeUp {
        page.text("Time was up: the exam was submitted as it stood.", Role::Warning);
    }
    let Tally { correct, asked } = report.total;
    let share = percent_words(report.total.share());
    let total = format!("{correct} of {asked} right ({share})  ");
    let mut spans = vec![Span::styled(total, page.theme.style(Role::Strong))];
    if let Some(interval) = report.total.interval() {
        spans.extend(interval_bar(report.total.share(), interval, page.theme));
        page.spans(spans);
        let (low, high) = (percent_words(interval.low), percent_words(interval.high));
        page.text(
            &format!(
                "Likely between {low} and {high}, drawn with the line at {CUT} %: a range made like this holds \
                 the true share in nine exams of ten."
            ),
            Role::Text,
        );
    } else {
        page.spans(spans);
    }
    if let Some(scaled) = report.scaled() {
        let estimate = format!(
            "Estimated score {} (pass {PASSING_SCORE}), likely range {} to {}. ",
            scaled.score, scaled.low, scaled.high
        );
        page.spans([
            Span::styled(estimate, page.theme.style(Role::Strong)),
            Span::styled(ESTIMATE_NOTE, page.theme.style(Role::Dim)),
        ]);
    }
}

/// The likely range on a scale from 0 to 100 %: `o` is the share itself, `|` the line of the passing
/// score.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bar has few columns"
)]
fn interval_bar(share: f64, interval: Interval, theme: Theme) -> Vec<Span<'static>> {
    let column = |share: f64| ((share * BAR as f64) as usize).min(BAR - 1);
    let (low, high, share) = (column(interval.low), column(interval.high), column(share));
    let cell = |at: usize| match at {
        _ if at == share => Span::styled("o", theme.style(Role::Strong)),
        _ if at == CUT * BAR / 100 => Span::styled("|", theme.style(Role::Strong)),
        _ if (low..=high).contains(&at) => Span::styled("=", theme.style(Role::Key)),
        _ => Span::styled(theme.signs().rule, theme.style(Role::Dim)),
    };
    (0..BAR).map(cell).collect()
}

fn write_course(page: &mut Page, report: &ExamReport) {
    if report.unanswered > 0 {
        page.text(&format!("{} unanswered, counted as incorrect.", report.unanswered), Role::Warning);
    }
    let pilots: Vec<String> = report.pilots().map(|item| (item.position + 1).to_string()).collect();
    if !pilots.is_empty() {
        let text = format!("Not counted, seated to be tried out: question {}.", pilots.join(", "));
        page.text(&text, Role::Text);
    }
    page.text(
        &format!("Time used {}. Answers changed: {}.", report.time.words(), report.changes().words()),
        Role::Text,
    );
}

/// A gentle sign: the result is done when what was not right has been read.
fn write_review(page: &mut Page, report: &ExamReport) {
    let (wrong, unread) = (ReviewFilter::Wrong.places(report).len(), report.unread().count());
    match (wrong, unread) {
        (0, _) => {}
        (_, 0) => page.text("[+] Review done: you have read every question that was not right.", Role::Good),
        _ => {
            let text = format!(
                "[ ] Review: {unread} of the {wrong} that were not right are still unread; f finds them."
            );
            page.text(&text, Role::Warning);
        }
    }
}

fn write_first_look(page: &mut Page, screen: &Report, ctx: &Ctx) {
    let rows = screen.first_look();
    let errors = screen.sums.confident_errors().count();
    let (errors, lucky) = rows.split_at_checked(errors).unwrap_or_default();
    if !errors.is_empty() {
        page.heading("Confident errors: wrong while you were sure");
        write_questions(page, screen, errors, 0, ctx);
    }
    if !lucky.is_empty() {
        page.heading("Lucky guesses: right, and you guessed");
        write_questions(page, screen, lucky, errors.len(), ctx);
    }
}

fn write_groups(page: &mut Page, title: &str, groups: &[Group], with_id: bool) {
    if groups.is_empty() {
        return;
    }
    page.heading(title);
    for Group { id, title, tally } in groups {
        let mut line = bar(tally.correct, tally.asked, 10, page.theme);
        let name = if with_id { format!("{id} {title}") } else { title.clone() };
        let room = page.width().saturating_sub(30);
        let name = chrome::shorten(&name, room, page.theme);
        let range = tally.interval().map_or_else(String::new, |interval| {
            format!("{:>2.0}-{:.0} %", interval.low * 100.0, interval.high * 100.0)
        });
        line.push(Span::raw(format!(" {:>2}/{:<2} ", tally.correct, tally.asked)));
        line.push(Span::styled(format!("{range:>8}  "), page.theme.style(Role::Dim)));
        line.push(Span::raw(name));
        page.line(line);
    }
}

fn write_slowest(page: &mut Page, report: &ExamReport, ctx: &Ctx) {
    let timed = report.slowest_first();
    if timed.is_empty() {
        return;
    }
    let budget = clock_words(TIME_BUDGET_MILLIS);
    let slow = timed.iter().filter(|item| item.is_slow()).count();
    page.heading(&format!("Slowest first: {slow} of {} took more than {budget}", timed.len()));
    for item in timed.into_iter().take(SLOWEST) {
        let millis = item.millis.unwrap_or_default();
        let over = match millis.checked_sub(TIME_BUDGET_MILLIS) {
            Some(over) if item.is_slow() => format!("{} over", clock_words(over)),
            _ => String::new(),
        };
        let visits = if item.visits > 1 { format!("{} visits", item.visits) } else { String::new() };
        let lead = format!("{:>3}. {:>6} {over:>10} {visits:>9}  ", item.position + 1, clock_words(millis));
        let room = page.width().saturating_sub(lead.len());
        page.line(lead + &chrome::shorten(stem(item, ctx), room, page.theme));
    }
}

fn write_calibration(page: &mut Page, report: &ExamReport) {
    if report.calibration.is_empty() {
        return;
    }
    page.heading("How sure you were");
    for one in &report.calibration {
        let Tally { correct, asked } = one.tally;
        let share = percent_words(one.tally.share());
        let (word, said) = (one.confidence.word(), one.confidence.probability());
        page.text(&format!("{word:>6} ({said}): {correct} of {asked} right, {share}"), Role::Text);
    }
}

fn write_misconceptions(page: &mut Page, report: &ExamReport, ctx: &Ctx) {
    if report.misconceptions.is_empty() {
        return;
    }
    page.heading("Misconceptions acted on");
    for (id, times) in &report.misconceptions {
        if let Some(misconception) = ctx.pack.misconception(id) {
            let prefix = [Span::styled(format!("{times}x "), page.theme.style(Role::Bad))];
            page.markdown_behind(&prefix, &misconception.belief);
            let fact = [Span::styled("   In fact: ", page.theme.style(Role::Dim))];
            page.markdown_behind(&fact, &misconception.fact);
        }
    }
}

/// Writes questions as items; `offset` is how many rows stand above them on the page.
fn write_questions(page: &mut Page, screen: &Report, places: &[usize], offset: usize, ctx: &Ctx) {
    let items = &screen.sums.items;
    let sure = items.iter().any(|item| item.confidence.is_some());
    let timed = items.iter().any(|item| item.millis.is_some());
    let rows: Vec<Row> = places
        .iter()
        .filter_map(|at| items.get(*at))
        .map(|item| Row::new(columns(item, sure, timed), stem(item, ctx)))
        .collect();
    write_rows_from(page, &rows, offset, screen.cursor);
}

fn columns(item: &ItemReport, sure: bool, timed: bool) -> String {
    let word = if item.response.is_none() { "missed" } else { item.verdict.word() };
    let confidence = item.confidence.map_or("", Confidence::word);
    let signs = [
        format!("{:>3}. {} {word:6}", item.position + 1, item.verdict.mark()),
        if sure { format!(" {confidence:6}") } else { String::new() },
        if timed {
            format!(" {:>5}", item.millis.map_or_else(String::new, clock_words))
        } else {
            String::new()
        },
        if item.flagged { " marked".to_owned() } else { String::new() },
        if item.pilot { " pilot".to_owned() } else { String::new() },
        if item.is_unread() { " unread".to_owned() } else { String::new() },
    ];
    signs.concat()
}

fn stem<'a>(item: &ItemReport, ctx: &'a Ctx) -> &'a str {
    ctx.pack.question(&item.question).map_or("no longer in this pack", |question| question.stem.as_str())
}
