//! How an answer came out: a mark and a reason for every part, the misconception, the source.

use ratatui::text::Span;

use crate::bank::{
    Body, Choice, ChoiceOption, Graded, Matching, OptionMark, Ordering, Pack, Question, Reflection, Response,
    SourceRef,
};
use crate::session::Confidence;
use crate::tui::sheet::{ChoiceSheet, MatchingSheet, Sheet, letter};
use crate::tui::widget::page::Page;
use crate::tui::{Role, Theme};

/// One answer, graded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub graded: Graded,
    /// Absent when nothing was answered.
    pub response: Option<Response>,
    pub confidence: Option<Confidence>,
    /// The parts in the order of the screen.
    pub sheet: Sheet,
}

/// Writes the verdict in one or two sentences.
pub fn write_verdict(page: &mut Page, question: &Question, outcome: &Outcome) {
    let theme = page.theme;
    let (mark, role) = match (outcome.graded.is_correct(), &outcome.response) {
        (true, _) => ("[+] Right.", Role::Good),
        (false, None) => ("[O] Not answered.", Role::Bad),
        (false, Some(_)) => ("[X] Wrong.", Role::Bad),
    };
    let mark = match &question.body {
        Body::Reflection(_) => format!("{} of {} points.", outcome.graded.earned, outcome.graded.possible),
        _ => mark.to_owned(),
    };
    let sure = match outcome.confidence {
        None => "",
        Some(Confidence::Guess) => " You guessed.",
        Some(Confidence::Unsure) => " You were unsure.",
        Some(Confidence::Sure) => " You were sure.",
    };
    let more = format!(" {}{sure}", summary(question, outcome));
    page.spans([Span::styled(mark, theme.style(role)), Span::raw(more)]);
}

fn summary(question: &Question, outcome: &Outcome) -> String {
    match (&question.body, &outcome.sheet) {
        (Body::Choice(choice), Sheet::Choice(sheet)) => {
            let key = letters(sheet, |option| option.correct, choice);
            match &outcome.response {
                Some(Response::Choice { picked }) if !outcome.graded.is_correct() => {
                    let chosen = letters(sheet, |option| picked.contains(&option.id), choice);
                    format!("You chose {chosen}; the key is {key}.")
                }
                _ => format!("The key is {key}."),
            }
        }
        (Body::Ordering(_) | Body::Matching(_), _) if !outcome.graded.is_correct() => {
            let right = outcome.graded.marks.values().filter(|mark| **mark == OptionMark::Right).count();
            format!("{right} of {} stand right; all must, for credit.", outcome.graded.marks.len())
        }
        _ => String::new(),
    }
}

fn letters(sheet: &ChoiceSheet, wanted: impl Fn(&ChoiceOption) -> bool, choice: &Choice) -> String {
    let is_wanted = |id| choice.options.iter().any(|option| option.id == id && wanted(option));
    let letters: Vec<String> = (0..)
        .zip(sheet.order())
        .filter(|(_, id)| is_wanted((*id).clone()))
        .map(|(at, _)| letter(at).to_string())
        .collect();
    letters.join(" and ")
}

/// Writes the misconceptions that the answer acted on, by name.
pub fn write_misconceptions(page: &mut Page, ids: &[String], pack: &Pack) {
    for misconception in ids.iter().filter_map(|id| pack.misconception(id)) {
        let theme = page.theme;
        page.gap();
        page.markdown_behind(
            &[Span::styled("Misconception: ", theme.style(Role::Warning))],
            &misconception.belief,
        );
        page.markdown_behind(&[Span::styled("In fact: ", theme.style(Role::Strong))], &misconception.fact);
        write_source(page, &misconception.source);
    }
}

/// Writes every part with its mark and its reason.
pub fn write_parts(page: &mut Page, question: &Question, outcome: &Outcome) {
    match (&question.body, &outcome.sheet) {
        (Body::Choice(choice), Sheet::Choice(sheet)) => write_options(page, choice, sheet, outcome),
        (Body::Ordering(ordering), _) => write_steps(page, ordering, outcome),
        (Body::Matching(matching), Sheet::Matching(sheet)) => write_pairs(page, matching, sheet, outcome),
        (Body::Reflection(reflection), _) => write_rubric(page, reflection, outcome),
        _ => {}
    }
}

/// Writes the pages that back the question.
pub fn write_sources(page: &mut Page, question: &Question) {
    page.gap();
    for source in &question.sources {
        write_source(page, source);
    }
}

/// Writes one source.
pub fn write_source(page: &mut Page, source: &SourceRef) {
    let theme = page.theme;
    page.spans([
        Span::styled("Source: ", theme.style(Role::Dim)),
        Span::styled(crate::diag::printable(&source.url).into_owned(), theme.style(Role::Link)),
        Span::styled(format!(" checked {}", source.verified_on), theme.style(Role::Dim)),
    ]);
}

fn marked(mark: Option<OptionMark>, theme: Theme) -> Span<'static> {
    let (text, role) = match mark {
        Some(OptionMark::Right) => ("[+] ", Role::Good),
        Some(OptionMark::Missed) => ("[O] ", Role::Bad),
        Some(OptionMark::Wrong) => ("[X] ", Role::Bad),
        Some(OptionMark::Rejected) | None => ("    ", Role::Text),
    };
    Span::styled(text, theme.style(role))
}

fn words(mark: Option<OptionMark>) -> &'static str {
    match mark {
        Some(OptionMark::Right) => "right, you chose it",
        Some(OptionMark::Missed) => "right, and you missed it",
        Some(OptionMark::Wrong) => "wrong, you chose it",
        Some(OptionMark::Rejected) | None => "wrong, not chosen",
    }
}

fn reason(page: &mut Page, label: &str, text: &str) {
    let theme = page.theme;
    page.markdown_behind(&[Span::styled(format!("       {label}"), theme.style(Role::Dim))], text);
}

fn write_options(page: &mut Page, choice: &Choice, sheet: &ChoiceSheet, outcome: &Outcome) {
    for (at, id) in sheet.order().iter().enumerate() {
        let Some(option) = choice.options.iter().find(|option| option.id == *id) else { continue };
        let mark = outcome.graded.marks.get(id).copied().or(option.correct.then_some(OptionMark::Missed));
        let theme = page.theme;
        page.gap();
        let prefix =
            [marked(mark, theme), Span::styled(format!("{}. ", letter(at)), theme.style(Role::Strong))];
        page.markdown_behind(&prefix, &option.text);
        page.text_indented(7, words(mark), Role::Text);
        reason(page, if option.correct { "Why: " } else { "Why not: " }, &option.why);
        if let Some(right_when) = option.right_when.as_ref().filter(|_| !option.correct) {
            reason(page, "Would be right when: ", right_when);
        }
    }
}

fn write_steps(page: &mut Page, ordering: &Ordering, outcome: &Outcome) {
    page.heading("The right order");
    for (at, step) in ordering.steps.iter().enumerate() {
        let theme = page.theme;
        let put = match &outcome.response {
            Some(Response::Ordering { order }) => order.iter().position(|id| *id == step.id),
            _ => None,
        };
        let mark = match put {
            Some(put) if put == at => OptionMark::Right,
            Some(_) => OptionMark::Wrong,
            None => OptionMark::Missed,
        };
        let number = Span::styled(format!("{}. ", at + 1), theme.style(Role::Strong));
        page.markdown_behind(&[marked(Some(mark), theme), number], &step.text);
        if let Some(put) = put.filter(|put| *put != at) {
            page.text_indented(7, &format!("you put it at {}", put + 1), Role::Dim);
        }
        reason(page, "Why here: ", &step.why);
    }
}

fn write_pairs(page: &mut Page, matching: &Matching, sheet: &MatchingSheet, outcome: &Outcome) {
    let text_of = |id| matching.responses.iter().find(|response| response.id == id);
    for prompt in &matching.prompts {
        let theme = page.theme;
        let given = match &outcome.response {
            Some(Response::Matching { pairs }) => pairs.get(&prompt.id),
            _ => None,
        };
        let mark = outcome.graded.marks.get(&prompt.id).copied().or(Some(OptionMark::Missed));
        page.gap();
        page.markdown_behind(&[marked(mark, theme)], &prompt.text);
        if let Some(wrong) = given.filter(|given| **given != prompt.answer).and_then(|id| text_of(id.clone()))
        {
            reason(page, &format!("You chose {}: ", sheet.letter_of(&wrong.id)), &wrong.text);
        }
        if let Some(right) = text_of(prompt.answer.clone()) {
            reason(page, &format!("Right is {}: ", sheet.letter_of(&right.id)), &right.text);
        }
        reason(page, "Why: ", &prompt.why);
    }
}

fn write_rubric(page: &mut Page, reflection: &Reflection, outcome: &Outcome) {
    for criterion in &reflection.criteria {
        let mark = outcome.graded.marks.get(&criterion.id).copied();
        let prefix = [marked(mark, page.theme)];
        page.markdown_behind(&prefix, &criterion.text);
    }
    page.heading("Model answer");
    page.markdown(&reflection.model_answer);
}
