//! One question that was found: as it would be asked, and its key once it was answered.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::bank::{Body, Question, QuestionId, grade};
use crate::tui::screen::shelf::marks;
use crate::tui::screen::{Drill, Screen};
use crate::tui::sheet::{
    Outcome, Places, Sheet, write_misconceptions, write_parts, write_question, write_sources,
};
use crate::tui::widget::chrome;
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::{Action, Ctx, Effects, Go, Happening, Role};

/// A list of questions, one of them to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    questions: Vec<QuestionId>,
    at: usize,
    scroll: Scroll,
}

impl Preview {
    /// The question at this place of the list.
    #[must_use]
    pub fn new(questions: Vec<QuestionId>, at: usize) -> Self {
        Self { questions, at, scroll: Scroll::default() }
    }

    /// The question that is read.
    #[must_use]
    pub fn question(&self) -> Option<&QuestionId> {
        self.questions.get(self.at)
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        let Happening::Action(action) = happening else { return Effects::none() };
        match action {
            Action::Back => return Effects::go(Go::Back),
            Action::Accept => {
                if let Some(question) = self.question() {
                    let drill = Drill::over(vec![question.clone()], ctx);
                    return Effects::open(Screen::Drill(Box::new(drill)));
                }
            }
            Action::Next => self.go_to((self.at + 1).min(self.questions.len().saturating_sub(1))),
            Action::Previous => self.go_to(self.at.saturating_sub(1)),
            other => {
                let area = chrome::below_header(ctx.body());
                if let Some(page) = self.page(area, ctx) {
                    self.scroll.act(*other, &page, area);
                }
            }
        }
        Effects::none()
    }

    fn go_to(&mut self, at: usize) {
        *self = Self { questions: std::mem::take(&mut self.questions), at, scroll: Scroll::default() };
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let title = format!("Found {} of {}", self.at + 1, self.questions.len());
        let question = self.question().and_then(|id| ctx.pack.question(id));
        let corner = question.map_or_else(Line::default, |question| {
            Line::from(vec![
                Span::styled(format!("{}  ", marks(&question.id, ctx)), ctx.theme.style(Role::Strong)),
                Span::styled(
                    format!("{} ", crate::diag::printable(&question.objective)),
                    ctx.theme.style(Role::Dim),
                ),
            ])
        });
        let below = chrome::header(frame, area, &title, corner, ctx.theme);
        if let Some(page) = self.page(below, ctx) {
            page.draw(frame, below, self.scroll);
        }
    }

    fn page(&self, area: Rect, ctx: &Ctx) -> Option<Page> {
        let question = ctx.pack.question(self.question()?)?;
        let mut page = Page::new(area, ctx.theme);
        write_question(&mut page, question, &ctx.pack, Places { aside: None, main: area });
        let answered = ctx.progress.seen.has_met(&question.id);
        if answered {
            write_answer(&mut page, question, ctx);
        } else {
            Sheet::new(question, 0, 0, None).write(&mut page, question, &|_| false);
            page.gap();
            page.text("The key and the reasons are shown here once you have answered it.", Role::Dim);
        }
        if let Some(note) = ctx.progress.shelf.note(&question.id) {
            page.heading("Your note");
            page.text(note, Role::Text);
        }
        Some(page)
    }
}

fn write_answer(page: &mut Page, question: &Question, ctx: &Ctx) {
    let verdict = match ctx.progress.seen.question(&question.id, question.version) {
        Some(seen) if seen.last_correct => "[+] Right when last answered.",
        Some(_) => "[X] Wrong when last answered.",
        None => "Answered before it was last changed.",
    };
    page.gap();
    page.text(verdict, Role::Strong);
    page.heading("The key, and why");
    if let Body::Reflection(reflection) = &question.body {
        page.markdown(&reflection.model_answer);
    } else if let Some(key) = question.body.key() {
        let outcome = Outcome {
            graded: grade(question, &key),
            confidence: None,
            sheet: Sheet::new(question, 0, 0, Some(&key)),
            response: Some(key),
        };
        write_parts(page, question, &outcome);
    }
    let beliefs: Vec<String> = question.body.offered().into_iter().map(str::to_owned).collect();
    write_misconceptions(page, &beliefs, &ctx.pack);
    write_sources(page, question);
}
