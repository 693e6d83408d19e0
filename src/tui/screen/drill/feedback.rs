//! What is said about an answer at once.

use ratatui::layout::Rect;
use ratatui::text::Span;

use crate::bank::{Body, ChoiceOption, Question, Response};
use crate::diag::printable;
use crate::session::{Confidence, Practice, signed};
use crate::tui::sheet::{
    Outcome, Places, write_misconceptions, write_parts, write_question, write_source, write_sources,
    write_verdict,
};
use crate::tui::widget::page::Page;
use crate::tui::{Ctx, Role};

/// An answer with its verdict, and what the learner gave as the reason.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub outcome: Outcome,
    /// Written before the rationale was shown.
    pub because: Option<String>,
}

impl Told {
    /// Wrong, and the learner was sure.
    pub(super) fn is_confident_error(&self) -> bool {
        !self.outcome.graded.is_correct() && self.outcome.confidence == Some(Confidence::Sure)
    }
}

/// Verdict, the learner's reason beside ours, beliefs, every part, sources.
pub(super) fn page(question: &Question, told: &Told, practice: &Practice, area: Rect, ctx: &Ctx) -> Page {
    let mut page = Page::new(area, ctx.theme);
    write_verdict(&mut page, question, &told.outcome);
    write_mark(&mut page, &told.outcome, practice);
    write_reasons(&mut page, question, told);
    write_beliefs(&mut page, &told.outcome.graded.misconceptions, ctx);
    page.gap();
    write_parts(&mut page, question, &told.outcome);
    write_sources(&mut page, question);
    page.heading("The question again");
    write_question(&mut page, question, &ctx.pack, Places { aside: None, main: area });
    page
}

/// What the learner was sure of and what is wrong with it.
pub(super) fn surprise(question: &Question, told: &Told, area: Rect, ctx: &Ctx) -> Page {
    let mut page = Page::new(area, ctx.theme);
    page.text("You were sure (above 80 %), and it is wrong.", Role::Bad);
    page.text("Such errors are corrected best when they are looked at at once.", Role::Dim);
    write_beliefs(&mut page, &told.outcome.graded.misconceptions, ctx);
    page.gap();
    for option in chosen_in_error(question, told) {
        let theme = page.theme;
        page.markdown_behind(&[Span::styled("[X] You chose: ", theme.style(Role::Bad))], &option.text);
        page.markdown_behind(&[Span::styled("    Why not: ", theme.style(Role::Strong))], &option.why);
        if let Some(right_when) = &option.right_when {
            let label = Span::styled("    What would have to change: ", theme.style(Role::Strong));
            page.markdown_behind(&[label], right_when);
        }
    }
    for text in key(question) {
        let theme = page.theme;
        page.markdown_behind(&[Span::styled("[+] The key: ", theme.style(Role::Good))], &text);
    }
    if told.outcome.graded.misconceptions.is_empty()
        && let Some(source) = question.sources.first()
    {
        write_source(&mut page, source);
    }
    page.gap();
    page.text("This comes back tomorrow and again in about a week.", Role::Strong);
    page
}

fn chosen_in_error<'a>(question: &'a Question, told: &Told) -> Vec<&'a ChoiceOption> {
    match (&question.body, &told.outcome.response) {
        (Body::Choice(choice), Some(Response::Choice { picked })) => {
            choice.options.iter().filter(|option| !option.correct && picked.contains(&option.id)).collect()
        }
        _ => Vec::new(),
    }
}

/// The right answer in the words of the question.
fn key(question: &Question) -> Vec<String> {
    match &question.body {
        Body::Choice(choice) => {
            choice.options.iter().filter(|option| option.correct).map(|option| option.text.clone()).collect()
        }
        Body::Ordering(ordering) => {
            ordering.steps.iter().zip(1..).map(|(step, at)| format!("{at}: {}", step.text)).collect()
        }
        Body::Matching(matching) => {
            let response = |id| matching.responses.iter().find(|response| response.id == id);
            let pair = |prompt: &crate::bank::MatchPrompt| {
                response(prompt.answer.clone()).map(|right| format!("{}: {}", prompt.text, right.text))
            };
            matching.prompts.iter().filter_map(pair).collect()
        }
        Body::Reflection(_) => Vec::new(),
    }
}

/// Each misconception by name, and what the ledger has on it.
fn write_beliefs(page: &mut Page, ids: &[String], ctx: &Ctx) {
    for id in ids {
        write_misconceptions(page, std::slice::from_ref(id), &ctx.pack);
        if let Some(line) = ctx.progress.ledger.told(id, ctx.today()) {
            page.text(&line, Role::Dim);
        }
    }
}

fn write_mark(page: &mut Page, outcome: &Outcome, practice: &Practice) {
    let (Some(confidence), Some(sum)) = (outcome.confidence, practice.mark()) else { return };
    let mark = confidence.mark(outcome.graded.is_correct());
    page.text(&format!("Practice mark {}, in this sitting {}.", signed(mark), signed(sum)), Role::Dim);
}

/// The learner's reason, and the rationale of the key, one below the other.
fn write_reasons(page: &mut Page, question: &Question, told: &Told) {
    let Some(because) = &told.because else { return };
    let theme = page.theme;
    page.gap();
    let label = Span::styled("Your reason: because ", theme.style(Role::Strong));
    page.spans([label, Span::raw(printable(because).into_owned())]);
    for why in rationale(question) {
        page.markdown_behind(&[Span::styled("Ours: ", theme.style(Role::Strong))], &why);
    }
}

/// Why the key is the key.
fn rationale(question: &Question) -> Vec<String> {
    match &question.body {
        Body::Choice(choice) => {
            choice.options.iter().filter(|option| option.correct).map(|option| option.why.clone()).collect()
        }
        Body::Ordering(ordering) => ordering.steps.iter().take(1).map(|step| step.why.clone()).collect(),
        Body::Matching(matching) => {
            matching.prompts.iter().take(1).map(|prompt| prompt.why.clone()).collect()
        }
        Body::Reflection(_) => Vec::new(),
    }
}
