//! A question with its answer and everything that can be said about it, after the fact.

use ratatui::layout::Rect;

use crate::bank::Question;
use crate::tui::Ctx;
use crate::tui::sheet::{
    Outcome, Places, write_misconceptions, write_parts, write_question, write_sources, write_verdict,
};
use crate::tui::widget::page::Page;

/// Verdict, question, every part with its reason, sources.
#[must_use]
pub fn page(question: &Question, outcome: &Outcome, area: Rect, ctx: &Ctx) -> Page {
    let mut page = Page::new(area, ctx.theme);
    write_verdict(&mut page, question, outcome);
    page.gap();
    write_question(&mut page, question, &ctx.pack, Places { aside: None, main: area });
    write_misconceptions(&mut page, &outcome.graded.misconceptions, &ctx.pack);
    page.gap();
    write_parts(&mut page, question, outcome);
    write_sources(&mut page, question);
    page
}
