//! One page of statistics each.

use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::session::statistics::{DayCount, Known, Statistics, date_of, stability_classes};
use crate::tui::Role;
use crate::tui::widget::chart::{columns, heat_legend, heat_map, range};
use crate::tui::widget::chrome::shorten;
use crate::tui::widget::page::Page;

/// The middle of where the line may be.
const CUT: f64 = 0.72;
/// Rows of a chart of columns.
const HIGH: usize = 4;

/// Whether the learner stands above the line, how surely, and how earlier predictions did.
pub(super) fn readiness(page: &mut Page, sums: &Statistics) {
    page.heading("Readiness for this topic");
    if let Some(ready) = &sums.readiness.estimate {
        let [low, high] = ready.interval;
        let width = page.width().saturating_sub(12).min(60);
        let mut spans = vec![Span::raw("0 % ")];
        spans.extend(range((low, high), None, Some(CUT), width, page.theme));
        spans.push(Span::raw(" 100 %"));
        page.line(spans);
        let line = format!("| about where the line is ({:.0} %)", CUT * 100.0);
        write_legend(page, &["= likely range, 9 of 10", &line]);
    }
    for line in sums.readiness_lines() {
        page.text(&line, Role::Text);
    }
    page.heading("Beliefs");
    let active = sums.beliefs.iter().filter(|belief| belief.standing == crate::session::Held::Active);
    match (active.count(), sums.beliefs.len()) {
        (_, 0) => page.text("No false belief was acted on so far.", Role::Text),
        (active, all) => page.text(
            &format!("False beliefs acted on: {all}. Probably still held: {active}. Enter opens the ledger."),
            Role::Text,
        ),
    }
}

/// What was done on which day and at which hour.
pub(super) fn days(page: &mut Page, sums: &Statistics, today: i64) {
    if sums.calendar.is_empty() {
        page.text("No answers yet: each study day will stand here.", Role::Text);
        return;
    }
    let weeks = page.width().saturating_sub(4).min(53);
    let work = |day: i64| sums.calendar.iter().find(|known| known.day == day).map_or(0, |known| known.asked);
    page.heading("Answers a day");
    page.line(Line::styled(months(weeks, today), page.theme.style(Role::Dim)));
    for line in heat_map(weeks, today, work, page.theme) {
        page.line(line);
    }
    let most = sums.calendar.iter().map(|day| day.asked).max().unwrap_or(0);
    page.line(heat_legend(most, page.theme));
    page.heading("Last study days");
    for day in sums.calendar.iter().rev().take(5) {
        page.text(&day_words(day), Role::Text);
    }
    page.heading("Time of day: answers, and how many of them right");
    let answers: Vec<u32> = sums.hours.iter().map(|hour| hour.asked).collect();
    write_columns(page, &answers, 3);
    page.line(labelled(24, 3, 6, |hour| format!("{hour:02}h")));
    let best = sums.hours.iter().enumerate().filter(|(_, hour)| hour.asked > 0);
    for (hour, count) in best {
        write_known(page, &format!("{hour:02}:00"), 8, &Known::of(*count), None);
    }
}

fn day_words(day: &DayCount) -> String {
    let DayCount { date, right, asked, new, minutes, .. } = day;
    format!("{date}  {right} of {asked} right, {new} new, {minutes} minutes")
}

/// Names of months above the weeks in which they begin.
fn months(weeks: usize, today: i64) -> String {
    let monday = today - (today + 3).rem_euclid(7);
    let mut line = " ".repeat(4);
    for back in (0..weeks).rev() {
        let first = monday - 7 * i64::try_from(back).unwrap_or(0);
        let date = date_of(first + 6);
        let column = 4 + weeks - 1 - back;
        if date.day() <= 7 && line.width() <= column {
            line.push_str(&" ".repeat(column - line.width()));
            line.push_str(&date.strftime("%b").to_string());
        }
    }
    line
}

/// What comes back when, how much is held as the model says, and for how long.
pub(super) fn memory(page: &mut Page, sums: &Statistics) {
    page.heading("Due in the next 30 days");
    write_columns(page, &sums.forecast, 2);
    page.line(labelled(sums.forecast.len(), 2, 7, |day| {
        if day == 0 { "today".to_owned() } else { format!("+{day}") }
    }));
    page.heading("Right answers: predicted and true");
    if sums.retention.is_empty() {
        page.text("Nothing was reviewed on a later day yet.", Role::Text);
    } else {
        write_legend(page, &["o true", "= likely range", "| predicted, luck included"]);
    }
    for class in &sums.retention {
        let label = format!("{:.0} %", class.predicted * 100.0);
        write_known(page, &label, 8, &class.known, Some(class.predicted));
    }
    page.heading("How long it is held (days until recall falls to 90 %)");
    let most = sums.stability.iter().copied().max().unwrap_or(0).max(1) as usize;
    for (class, count) in stability_classes().iter().zip(sums.stability) {
        let mut spans = vec![Span::raw(format!("{class:18}{count:>4} "))];
        let filled = (count as usize * 30).div_ceil(most);
        spans.push(Span::styled(page.theme.signs().bar_full.repeat(filled), page.theme.style(Role::Key)));
        page.line(spans);
    }
}

/// How well the learner knew what the learner knew.
pub(super) fn judgement(page: &mut Page, sums: &Statistics) {
    page.heading("Claimed and true");
    let Some(brier) = sums.calibration.brier else {
        page.text("Say how sure you are before the answer is shown (- = +), and it stands here.", Role::Text);
        return;
    };
    write_legend(page, &["o true", "= likely range", "| the middle of what was claimed"]);
    for level in &sums.calibration.levels {
        write_known(page, level.level.words(), 22, &level.known, Some(level.claimed));
    }
    page.gap();
    for level in &sums.calibration.levels {
        if let Some([low, high]) = level.known.interval {
            let verdict = match level.claimed {
                claimed if claimed > high => "you claimed more than you knew",
                claimed if claimed < low => "you knew more than you claimed",
                _ => "as claimed, as far as the answers say",
            };
            page.text(&format!("{}: {verdict}", level.level.words()), Role::Text);
        }
    }
    page.heading("Scores");
    page.text(&format!("Brier score {brier:.2}: 0 is perfect, 0.25 is what a coin earns."), Role::Text);
    page.text(
        &format!(
            "Practice marks {} of {}: 1, 2 or 3 for a right answer, 0, -2 or -6 for a wrong one. The exam has no \
             such marks.",
            sums.calibration.marks, sums.calibration.marks_possible
        ),
        Role::Text,
    );
}

/// Accuracy by family and objective.
pub(super) fn families(page: &mut Page, sums: &Statistics) {
    if sums.families.is_empty() {
        page.text("No answers yet: each family will stand here.", Role::Text);
        return;
    }
    page.heading("Right by family, first and later answers");
    write_legend(page, &["o right", "= likely range, 9 of 10", "| 72 %"]);
    for family in &sums.families {
        write_known(page, &family.title, 26, &family.known, Some(CUT));
    }
    page.heading("By learning objective");
    for objective in sums.families.iter().flat_map(|family| &family.objectives) {
        write_known(page, &objective.id, 10, &objective.known, Some(CUT));
    }
}

/// What the signs of a chart stand for.
pub(super) fn write_legend(page: &mut Page, signs: &[&str]) {
    page.line(Line::styled(signs.join("   "), page.theme.style(Role::Dim)));
}

/// A label, the range, and the numbers.
fn write_known(page: &mut Page, label: &str, room: usize, known: &Known, mark: Option<f64>) {
    const NUMBERS: usize = 22;
    let label = shorten(label, room, page.theme);
    let pad = " ".repeat(room.saturating_sub(label.width()) + 1);
    let mut spans = vec![Span::raw(label + &pad)];
    match (known.share(), known.interval) {
        (Some(share), Some([low, high])) => {
            let width = page.width().saturating_sub(room + NUMBERS).clamp(10, 40);
            spans.extend(range((low, high), Some(share), mark, width, page.theme));
            spans.push(Span::raw(format!(" {:>3.0} %  {}/{}", share * 100.0, known.right, known.asked)));
        }
        _ => spans.push(Span::styled("no answers", page.theme.style(Role::Dim))),
    }
    page.line(spans);
}

fn write_columns(page: &mut Page, values: &[u32], width: usize) {
    let most = values.iter().copied().max().unwrap_or(0);
    let lines = columns(values, HIGH, width, page.theme);
    for (row, mut line) in lines.into_iter().enumerate() {
        let label = match row {
            0 => format!("{most:>4} "),
            _ if row + 1 == HIGH => "   0 ".to_owned(),
            _ => " ".repeat(5),
        };
        line.spans.insert(0, Span::styled(label, page.theme.style(Role::Dim)));
        page.line(line);
    }
}

/// Labels under every so-manieth column.
fn labelled(count: usize, width: usize, every: usize, label: impl Fn(usize) -> String) -> Line<'static> {
    let mut line = " ".repeat(5);
    for at in (0..count).step_by(every) {
        let column = 5 + at * width;
        line.push_str(&" ".repeat(column.saturating_sub(line.width())));
        line.push_str(&label(at));
    }
    Line::raw(line)
}
