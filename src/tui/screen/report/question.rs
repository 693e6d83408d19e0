//! One question of a result: how it went, the question, every part with its reason, sources.

use std::collections::BTreeSet;

use ratatui::layout::Rect;

use crate::bank::{Question, Response, grade};
use crate::session::{ExamReport, ItemReport, TIME_BUDGET_MILLIS, clock_words};
use crate::tui::screen::review;
use crate::tui::sheet::{Outcome, Sheet};
use crate::tui::widget::page::Page;
use crate::tui::{Ctx, Role};

/// The question at this place among the items of the report.
pub(super) fn page(report: &ExamReport, at: usize, area: Rect, ctx: &Ctx) -> Option<Page> {
    let item = report.items.get(at)?;
    let Some(question) = ctx.pack.question(&item.question) else {
        let mut page = Page::new(area, ctx.theme);
        page.text(&format!("`{}` is no longer in this pack.", item.question), Role::Warning);
        write_course(&mut page, item, None);
        return Some(page);
    };
    let mut page = review::page(question, &outcome(report, item, question), area, ctx);
    page.heading("How it went");
    write_course(&mut page, item, Some(question));
    let objective = ctx.pack.blueprint.objective(&item.objective);
    let text = objective.map_or("", |objective| objective.text.as_str());
    page.text(&format!("Objective {}: {text}. Press d to study it.", item.objective), Role::Text);
    Some(page)
}

fn outcome(report: &ExamReport, item: &ItemReport, question: &Question) -> Outcome {
    let sheet = Sheet::new(question, report.seed, item.position, item.response.as_ref());
    // An empty answer of the right kind: every part gets its mark, none of them "you chose it".
    let empty = Response::Choice { picked: BTreeSet::new() };
    let graded = grade(question, item.response.as_ref().unwrap_or(&empty));
    Outcome { graded, response: item.response.clone(), confidence: item.confidence, sheet }
}

fn write_course(page: &mut Page, item: &ItemReport, question: Option<&Question>) {
    if item.pilot {
        page.text("Seated to be tried out: it does not count.", Role::Text);
    }
    if question.is_some_and(|question| question.version != item.version) {
        page.text(
            "The pack has changed this question since: the verdict of that day stands in the list.",
            Role::Warning,
        );
    }
    if let Some(millis) = item.millis {
        let visits = if item.visits > 1 { format!(" in {} visits", item.visits) } else { String::new() };
        let against = match millis.checked_sub(TIME_BUDGET_MILLIS) {
            Some(over) if item.is_slow() => format!("{} over", clock_words(over)),
            _ => "within".to_owned(),
        };
        let budget = clock_words(TIME_BUDGET_MILLIS);
        page.text(
            &format!("Time {}{visits}, {against} the {budget} of the exam.", clock_words(millis)),
            Role::Text,
        );
    }
    if !item.changes.is_empty() {
        let changes: Vec<&str> = item.changes.iter().map(|change| change.words()).collect();
        page.text(&format!("Answer changed: {}.", changes.join(", then ")), Role::Text);
    }
    if item.flagged {
        page.text("You had marked it.", Role::Text);
    }
}
