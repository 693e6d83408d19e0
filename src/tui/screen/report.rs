//! The result of an exam: total, bars, misconceptions, and every question again.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::bank::{QuestionId, Response, grade};
use crate::session::{Exam, ExamReport, ItemResult, SubmitReason, Tally};
use crate::tui::screen::review;
use crate::tui::sheet::{Outcome, Sheet};
use crate::tui::widget::chrome;
use crate::tui::widget::gauge::{bar, percent};
use crate::tui::widget::list::{Row, move_cursor, write_rows};
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::{Action, Context, Ctx, Effects, Go, Happening, Role};

/// A finished exam on the screen.
#[derive(Debug, Clone)]
pub struct Report {
    sums: ExamReport,
    results: Vec<ItemResult>,
    reason: SubmitReason,
    seed: u64,
    responses: Vec<(QuestionId, Option<Response>)>,
    /// Nothing while the learner is above the list of questions.
    cursor: usize,
    scroll: Scroll,
    open: Option<(usize, Scroll)>,
}

impl Report {
    /// The report of `exam`, which ended with these results.
    #[must_use]
    pub fn of_exam(exam: &Exam, results: Vec<ItemResult>, reason: SubmitReason, ctx: &Ctx) -> Self {
        let responses =
            exam.questions().iter().map(|id| (id.clone(), exam.state().responses.get(id).cloned())).collect();
        Self {
            sums: ExamReport::of(&ctx.pack, &results),
            results,
            reason,
            seed: exam.seed(),
            responses,
            cursor: 0,
            scroll: Scroll::default(),
            open: None,
        }
    }

    /// Where the focus is.
    #[must_use]
    pub fn context(&self) -> Context {
        if self.open.is_some() { Context::Reader } else { Context::Report }
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        let Happening::Action(action) = happening else { return Effects::none() };
        let area = chrome::below_header(ctx.body());
        if let Some((at, mut scroll)) = self.open.take() {
            if *action != Action::Back {
                if let Some(page) = self.question_page(at, area, ctx) {
                    scroll.act(*action, &page, area);
                }
                self.open = Some((at, scroll));
            }
            return Effects::none();
        }
        match action {
            Action::Back => return Effects::go(Go::Back),
            Action::Accept => self.open = Some((self.cursor, Scroll::default())),
            Action::PageUp | Action::PageDown => {
                let page = self.page(area, ctx);
                self.scroll.act(*action, &page, area);
                return Effects::none();
            }
            other => {
                move_cursor(&mut self.cursor, self.results.len(), *other);
            }
        }
        let page = self.page(area, ctx);
        self.scroll.reveal(self.cursor, &page, area);
        Effects::none()
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let title = match self.open {
            Some((at, _)) => format!("Question {} of {}", at + 1, self.results.len()),
            None => "Result".to_owned(),
        };
        let below = chrome::header(frame, area, &title, Line::default(), ctx.theme);
        match self.open {
            Some((at, scroll)) => {
                if let Some(page) = self.question_page(at, below, ctx) {
                    page.draw(frame, below, scroll);
                }
            }
            None => self.page(below, ctx).draw(frame, below, self.scroll),
        }
    }

    fn page(&self, area: Rect, ctx: &Ctx) -> Page {
        let mut page = Page::new(area, ctx.theme);
        self.write_total(&mut page);
        let families = &ctx.pack.blueprint.families;
        let family = |id: &str| families.iter().find(|f| f.id == id).map_or("", |f| f.title.as_str());
        write_tallies(&mut page, "By family", &self.sums.families, &|id| family(id).to_owned());
        let objective = |id: &str| match ctx.pack.blueprint.objective(id) {
            Some(objective) => format!("{id} {}", objective.text),
            None => id.to_owned(),
        };
        write_tallies(&mut page, "By objective", &self.sums.objectives, &objective);
        self.write_misconceptions(&mut page, ctx);
        page.heading("Every question, with reasons");
        let rows: Vec<Row> = (0..).zip(&self.results).map(|(at, result)| row(at, result, ctx)).collect();
        write_rows(&mut page, &rows, self.cursor);
        page
    }

    fn write_total(&self, page: &mut Page) {
        let Tally { correct, asked } = self.sums.total;
        if self.reason == SubmitReason::TimeUp {
            page.text("Time was up: the exam was submitted as it stood.", Role::Warning);
        }
        let share = percent(correct, asked);
        let mut total = vec![Span::styled(
            format!("{correct} of {asked} right ({share} %)  "),
            page.theme.style(Role::Strong),
        )];
        total.extend(bar(correct, asked, 20, page.theme));
        page.spans(total);
        let unanswered = self.sums.unanswered;
        if unanswered > 0 {
            page.text(&format!("{unanswered} unanswered, counted as incorrect."), Role::Warning);
        }
        page.text(
            "A share of this pack's questions, not an estimate of AWS's score: AWS does not publish its scale.",
            Role::Dim,
        );
    }

    fn write_misconceptions(&self, page: &mut Page, ctx: &Ctx) {
        if self.sums.misconceptions.is_empty() {
            return;
        }
        page.heading("Misconceptions acted on");
        for (id, times) in &self.sums.misconceptions {
            if let Some(misconception) = ctx.pack.misconception(id) {
                let prefix = [Span::styled(format!("{times}x "), page.theme.style(Role::Bad))];
                page.markdown_behind(&prefix, &misconception.belief);
                let fact = [Span::styled("   In fact: ", page.theme.style(Role::Dim))];
                page.markdown_behind(&fact, &misconception.fact);
            }
        }
    }

    fn question_page(&self, at: usize, area: Rect, ctx: &Ctx) -> Option<Page> {
        let question = ctx.pack.question(&self.results.get(at)?.question)?;
        let position = self.responses.iter().position(|(id, _)| *id == question.id)?;
        let response = self.responses.get(position).and_then(|(_, response)| response.clone());
        let sheet = Sheet::new(question, self.seed, position, response.as_ref());
        // An empty answer of the right kind: every part gets its mark, none of them "you chose it".
        let empty = Response::Choice { picked: std::collections::BTreeSet::new() };
        let graded = grade(question, response.as_ref().unwrap_or(&empty));
        let outcome = Outcome { graded, response, confidence: None, sheet };
        Some(review::page(question, &outcome, area, ctx))
    }
}

fn write_tallies(page: &mut Page, title: &str, tallies: &[(String, Tally)], name: &dyn Fn(&str) -> String) {
    if tallies.is_empty() {
        return;
    }
    page.heading(title);
    for (id, tally) in tallies {
        let room = page.width().saturating_sub(20);
        let mut line = bar(tally.correct, tally.asked, 10, page.theme);
        let name = chrome::shorten(&name(id), room, page.theme);
        line.push(Span::raw(format!(" {:>2}/{:<2}  {name}", tally.correct, tally.asked)));
        page.line(line);
    }
}

fn row(at: usize, result: &ItemResult, ctx: &Ctx) -> Row {
    let mark = match (result.earned == result.possible, result.answered) {
        (true, _) => "[+] right",
        (false, true) => "[X] wrong",
        (false, false) => "[O] unanswered",
    };
    let stem = ctx.pack.question(&result.question).map_or("", |question| question.stem.as_str());
    Row::new(format!("{:>3}. {mark}", at + 1), stem)
}
