//! Charts as inline SVG without text in them: the numbers stand beside, and stay readable on a narrow
//! screen.

use crate::session::{Interval, TIME_BUDGET_MILLIS, Tally, percent_words};

/// The share that is taken for the passing score, in percent.
const CUT: f64 = 72.0;

fn svg(class: &str, label: Option<&str>, shapes: &str) -> String {
    let seen = match label {
        Some(label) => format!("role=\"img\" aria-label=\"{label}\""),
        None => "aria-hidden=\"true\"".to_owned(),
    };
    format!(
        "<svg class=\"{class}\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" {seen}>{shapes}</svg>"
    )
}

fn bar(class: &str, from: f64, to: f64, top: u8, height: u8) -> String {
    let width = (to - from).max(0.0);
    format!("<rect class=\"{class}\" x=\"{from:.2}\" y=\"{top}\" width=\"{width:.2}\" height=\"{height}\"/>")
}

/// A thin upright line.
fn mark(class: &str, at: f64) -> String {
    bar(class, (at - 0.25).clamp(0.0, 99.5), (at + 0.25).clamp(0.5, 100.0), 0, 10)
}

fn interval(tally: Tally) -> String {
    let Some(Interval { low, high }) = tally.interval() else { return String::new() };
    bar("likely", low * 100.0, high * 100.0, 2, 6) + &mark("point", tally.share() * 100.0)
}

/// The share with its likely range and the passing line, and the scale below.
pub(super) fn score(total: Tally) -> String {
    let label =
        format!("{} right on a scale from 0 to 100 %, passing line at 72 %", percent_words(total.share()));
    let shapes = bar("ground", 0.0, 100.0, 4, 2) + &interval(total) + &mark("line", CUT);
    let picture = svg("score", Some(&label), &shapes);
    format!(
        "<figure>{picture}<figcaption class=\"scale\"><span>0 %</span><span class=\"cut\">72 %</span>\
         <span>100 %</span></figcaption></figure>"
    )
}

/// The share with its likely range.
pub(super) fn share(tally: Tally) -> String {
    let shapes = bar("ground", 0.0, 100.0, 4, 2) + &interval(tally) + &mark("line", CUT);
    svg("cell", None, &shapes)
}

/// The share that a level of confidence was right, over the band that the level stands for, in percent.
pub(super) fn calibration(tally: Tally, band: (f64, f64)) -> String {
    let shapes = bar("ground", 0.0, 100.0, 4, 2) + &bar("band", band.0, band.1, 0, 10) + &interval(tally);
    svg("cell", None, &shapes)
}

/// Time against the budget; `longest` is the right end of the scale.
#[expect(clippy::cast_precision_loss, reason = "times of an exam are small")]
pub(super) fn time(millis: u64, longest: u64) -> String {
    let scale = 100.0 / longest.max(TIME_BUDGET_MILLIS).max(1) as f64;
    let (at, budget) = (millis as f64 * scale, TIME_BUDGET_MILLIS as f64 * scale);
    let over = if at > budget { bar("over", budget, at, 2, 6) } else { String::new() };
    let shapes = bar("likely", 0.0, at.min(budget), 2, 6) + &over + &mark("line", budget);
    svg("cell", None, &shapes)
}
