//! The result of an exam: what to look at first, the sums, and every question again.

mod export;
mod overview;
mod question;

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::bank::QuestionId;
use crate::session::{
    Exam, ExamReport, ItemReport, ItemResult, Recorded, ReviewFilter, SessionEvent, SubmitReason, form_title,
};
use crate::tui::screen::{Drill, Screen};
use crate::tui::widget::chrome;
use crate::tui::widget::list::move_cursor;
use crate::tui::widget::page::{Page, Scroll};
use export::Export;

use crate::tui::{Action, Context, Ctx, Effects, Go, Happening, Reply, Role};

/// No exam has a number of questions with more digits.
const DIGITS: usize = 3;

/// A finished exam on the screen.
#[derive(Debug, Clone)]
pub struct Report {
    sums: ExamReport,
    filter: ReviewFilter,
    /// Among [`Report::rows`].
    cursor: usize,
    scroll: Scroll,
    /// The open question, among the items of the report.
    open: Option<(usize, Scroll)>,
    /// The number of a question, while it is typed.
    jump: Option<String>,
    /// The choice of a format, while it is open.
    export: Option<Export>,
}

impl Report {
    /// The result of an exam that has ended.
    #[must_use]
    pub fn new(sums: ExamReport) -> Self {
        Self {
            sums,
            filter: ReviewFilter::All,
            cursor: 0,
            scroll: Scroll::default(),
            open: None,
            jump: None,
            export: None,
        }
    }

    /// The result of `exam`, which ends now with these results; nothing when its facts are not at hand.
    #[must_use]
    pub fn of_exam(exam: &Exam, results: Vec<ItemResult>, reason: SubmitReason, ctx: &Ctx) -> Option<Self> {
        let session = exam.session().clone();
        let mut facts = ctx.progress.sittings.facts(&session);
        let submitted = SessionEvent::ExamSubmitted { session: session.clone(), reason, results };
        facts.push(Recorded { at_millis: ctx.now_millis, event: submitted });
        ExamReport::of(&ctx.pack, &session, &facts).map(Self::new)
    }

    /// The question that is open, or under the cursor.
    #[must_use]
    pub fn question(&self) -> Option<&QuestionId> {
        let at = self.open.map(|(at, _)| at).or_else(|| self.rows().get(self.cursor).copied())?;
        self.sums.items.get(at).map(|item| &item.question)
    }

    /// Where the focus is.
    #[must_use]
    pub fn context(&self) -> Context {
        match (&self.jump, self.export, self.open) {
            (Some(_), ..) => Context::ReportJump,
            (None, Some(_), _) => Context::ReportFormat,
            (None, None, Some(_)) => Context::ReportQuestion,
            (None, None, None) => Context::Report,
        }
    }

    /// The rows that the cursor moves over: first what deserves the first look, then the questions that
    /// the filter shows.
    fn rows(&self) -> Vec<usize> {
        let first = match self.filter {
            ReviewFilter::All => self.first_look(),
            _ => Vec::new(),
        };
        first.into_iter().chain(self.filter.places(&self.sums)).collect()
    }

    /// Confident errors, then lucky guesses.
    fn first_look(&self) -> Vec<usize> {
        let place = |wanted: &ItemReport| self.sums.items.iter().position(|item| std::ptr::eq(item, wanted));
        self.sums.confident_errors().chain(self.sums.lucky_guesses()).filter_map(place).collect()
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        match happening {
            Happening::Type(key) if self.jump.is_some() => {
                self.type_digit(key.code);
                Effects::none()
            }
            Happening::Action(action) if self.jump.is_some() => self.jumping(*action),
            Happening::Action(Action::Back) if self.export.is_some() => {
                self.export = None;
                Effects::none()
            }
            Happening::Action(action) if self.export.is_some() => match &mut self.export {
                Some(export) => export.act(*action, &self.sums, ctx),
                None => Effects::none(),
            },
            Happening::Reply(reply) => self.replied(reply, ctx),
            Happening::Action(action) if self.open.is_some() => self.reading(*action, ctx),
            Happening::Action(action) => self.act(*action, ctx),
            _ => Effects::none(),
        }
    }

    fn replied(&mut self, reply: &Reply, ctx: &Ctx) -> Effects {
        let Some(export) = &mut self.export else { return Effects::none() };
        let (effects, over) = export.reply(reply, &self.sums, ctx);
        if over {
            self.export = None;
        }
        effects
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        match action {
            Action::Back if self.filter == ReviewFilter::All => return Effects::go(Go::Back),
            Action::Back => self.show(ReviewFilter::All),
            Action::Filter => {
                self.show(self.filter.next(&self.sums));
                return match self.filter {
                    ReviewFilter::All => Effects::say("Showing all questions."),
                    other => Effects::say(notice(other)),
                };
            }
            Action::Accept => {
                let at = self.rows().get(self.cursor).copied();
                return at.map_or_else(Effects::none, |at| self.read(at));
            }
            Action::Jump => self.jump = Some(String::new()),
            Action::Export => self.export = Some(Export::default()),
            Action::Practise => {
                return self.rows().get(self.cursor).map_or_else(Effects::none, |at| self.practise(*at, ctx));
            }
            Action::PageUp | Action::PageDown => {
                let area = chrome::below_header(ctx.body());
                self.scroll.act(action, &self.page(area, ctx), area);
            }
            other => {
                let count = self.rows().len();
                move_cursor(&mut self.cursor, count, other);
                self.reveal(ctx);
            }
        }
        Effects::none()
    }

    fn show(&mut self, filter: ReviewFilter) {
        self.filter = filter;
        self.cursor = 0;
        self.scroll = Scroll::default();
    }

    fn reveal(&mut self, ctx: &Ctx) {
        let area = chrome::below_header(ctx.body());
        let page = self.page(area, ctx);
        self.scroll.reveal(self.cursor, &page, area);
    }

    /// Opens a question. That the answer to one that was not right is read is worth a fact.
    fn read(&mut self, at: usize) -> Effects {
        let Some(item) = self.sums.items.get(at) else { return Effects::none() };
        self.open = Some((at, Scroll::default()));
        let (right, question) = (item.is_right(), item.question.clone());
        if right || !self.sums.mark_read(&question) {
            return Effects::none();
        }
        Effects::append(SessionEvent::ExamReviewed { session: self.sums.session.clone(), question })
    }

    fn reading(&mut self, action: Action, ctx: &Ctx) -> Effects {
        let Some((at, mut scroll)) = self.open else { return Effects::none() };
        match action {
            Action::Back => self.close(at, ctx),
            Action::Next | Action::Accept => return self.step(at, true),
            Action::Previous => return self.step(at, false),
            Action::Jump => self.jump = Some(String::new()),
            Action::Practise => return self.practise(at, ctx),
            other => {
                let area = chrome::below_header(ctx.body());
                if let Some(page) = question::page(&self.sums, at, area, ctx) {
                    scroll.act(other, &page, area);
                }
                self.open = Some((at, scroll));
            }
        }
        Effects::none()
    }

    /// Back to the list, with the cursor on what was read last.
    fn close(&mut self, at: usize, ctx: &Ctx) {
        self.open = None;
        let rows = self.rows();
        if rows.get(self.cursor) != Some(&at)
            && let Some(row) = rows.iter().rposition(|row| *row == at)
        {
            self.cursor = row;
        }
        self.cursor = self.cursor.min(rows.len().saturating_sub(1));
        self.reveal(ctx);
    }

    /// The next or previous question among those that the filter shows.
    fn step(&mut self, at: usize, forward: bool) -> Effects {
        let shown = self.filter.places(&self.sums);
        let wanted = if forward {
            shown.into_iter().find(|other| *other > at)
        } else {
            shown.into_iter().rev().find(|other| *other < at)
        };
        match wanted {
            Some(other) => self.read(other),
            None if forward => Effects::say("This was the last one; q goes back to the result."),
            None => Effects::say("This is the first one."),
        }
    }

    fn type_digit(&mut self, code: KeyCode) {
        let Some(typed) = &mut self.jump else { return };
        match code {
            KeyCode::Char(digit) if digit.is_ascii_digit() && typed.len() < DIGITS => typed.push(digit),
            KeyCode::Backspace => drop(typed.pop()),
            _ => {}
        }
    }

    fn jumping(&mut self, action: Action) -> Effects {
        let typed = self.jump.take().unwrap_or_default();
        if action != Action::Accept {
            return Effects::none();
        }
        let wanted = typed.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        match self.sums.items.iter().position(|item| Some(item.position) == wanted) {
            Some(at) => self.read(at),
            None => Effects::say(format!("There is no question `{typed}` in this result.")),
        }
    }

    /// Self-study on the objective of a question.
    fn practise(&self, at: usize, ctx: &Ctx) -> Effects {
        let Some(item) = self.sums.items.get(at) else { return Effects::none() };
        if !ctx.pack.questions.iter().any(|question| question.objective == item.objective) {
            return Effects::say(format!("This pack has no question on `{}`.", item.objective));
        }
        let drill = Drill::start(vec![item.objective.clone()], ctx);
        Effects::open(Screen::Drill(Box::new(drill)))
    }

    fn page(&self, area: Rect, ctx: &Ctx) -> Page {
        overview::page(self, area, ctx)
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let below = chrome::header(frame, area, &self.title(), self.corner(ctx), ctx.theme);
        if let Some(export) = self.export {
            export.page(below, ctx).draw(frame, below, Scroll::default());
            return;
        }
        match self.open {
            Some((at, scroll)) => {
                if let Some(page) = question::page(&self.sums, at, below, ctx) {
                    page.draw(frame, below, scroll);
                }
            }
            None => self.page(below, ctx).draw(frame, below, self.scroll),
        }
    }

    fn title(&self) -> String {
        let what = match self.open.and_then(|(at, _)| self.sums.items.get(at)) {
            Some(item) => format!("Question {} of {}", item.position + 1, self.sums.items.len()),
            None => format!("Result of {}", form_title(&self.sums.form)),
        };
        match self.filter {
            ReviewFilter::All => what,
            filter => format!("{what}, {} only", filter.word()),
        }
    }

    fn corner(&self, ctx: &Ctx) -> Line<'static> {
        match &self.jump {
            Some(typed) => Line::styled(format!("Go to question: {typed}_ "), ctx.theme.style(Role::Strong)),
            None => Line::default(),
        }
    }
}

/// Says what is shown, and how to leave it.
fn notice(filter: ReviewFilter) -> String {
    format!("Showing {} only; f shows the next filter, q shows all.", filter.word())
}
