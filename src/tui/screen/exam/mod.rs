//! The exam driver: one question at a time, the clock, flags, strikes, the review screen.

mod header;
mod navigator;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::bank::Question;
use crate::session::{self, SessionEvent, SubmitReason};
use crate::tui::screen::{Report, Screen};
use crate::tui::sheet::{Change, Places, Sheet, draw_aside, places, write_question};
use crate::tui::widget::chrome;
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::{Action, Answer, Cmd, Context, Ctx, Dialog, Effects, Go, Happening};
use navigator::Review;

/// Seconds left at which the learner is told, most first.
const WARNINGS: [u32; 3] = [30 * 60, 15 * 60, 5 * 60];
/// From here on the clock is shown whether hidden or not.
const CLOCK_RETURNS: u32 = 5 * 60;

/// An exam on the screen.
#[derive(Debug, Clone)]
pub struct Exam {
    sitting: session::Exam,
    at: usize,
    sheet: Sheet,
    scroll: Scroll,
    review: Option<Review>,
    clock_hidden: bool,
    /// Seconds left when last looked at: a warning is due when a mark lies between then and now.
    last_left: Option<u32>,
    asked: Option<Asked>,
    /// The learner was told once that the question goes on below the screen.
    told_of_more: bool,
}

/// What the open dialog is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    End,
    Leave,
}

impl Exam {
    /// An exam that begins, or goes on, now.
    #[must_use]
    pub fn begin(exam: session::Exam, ctx: &Ctx) -> Self {
        let last_left = exam.clock().remaining_secs(ctx.now());
        let first = exam.navigate(session::Navigator::Unanswered).first().copied().unwrap_or(0);
        let mut screen = Self {
            sitting: exam,
            at: 0,
            sheet: Sheet::Writing,
            scroll: Scroll::default(),
            review: None,
            clock_hidden: false,
            last_left,
            asked: None,
            told_of_more: false,
        };
        screen.go_to(first, ctx);
        screen
    }

    /// Where the focus is.
    #[must_use]
    pub fn context(&self) -> Context {
        match (&self.review, &self.sheet) {
            (Some(_), _) => Context::ExamReview,
            (None, Sheet::Ordering(_)) => Context::ExamOrdering,
            (None, Sheet::Matching(_)) => Context::ExamMatching,
            (None, _) => Context::ExamChoice,
        }
    }

    /// Milliseconds until the clock shows another second, or has something to say.
    #[must_use]
    pub fn wake_in(&self, ctx: &Ctx) -> Option<u64> {
        let left = self.sitting.clock().remaining_millis(ctx.now())?;
        if !self.clock_is_hidden(ctx) {
            return Some(left.saturating_sub(1) % 1000 + 1);
        }
        let next = WARNINGS.into_iter().map(|mark| u64::from(mark) * 1000).find(|mark| *mark < left);
        Some(left.saturating_sub(next.unwrap_or(0)).max(1))
    }

    fn clock_is_hidden(&self, ctx: &Ctx) -> bool {
        let left = self.sitting.clock().remaining_secs(ctx.now());
        self.clock_hidden && left.is_some_and(|left| left > CLOCK_RETURNS)
    }

    fn question<'a>(&self, ctx: &'a Ctx) -> Option<&'a Question> {
        ctx.pack.question(self.sitting.questions().get(self.at)?)
    }

    fn go_to(&mut self, at: usize, ctx: &Ctx) {
        self.at = at.min(self.sitting.questions().len().saturating_sub(1));
        self.scroll = Scroll::default();
        self.review = None;
        self.told_of_more = false;
        if let Some(question) = self.question(ctx) {
            let given = self.sitting.state().responses.get(&question.id);
            self.sheet = Sheet::new(question, self.sitting.seed(), self.at, given);
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        if self.sitting.clock().is_over(ctx.now()) {
            return self.submit(SubmitReason::TimeUp, ctx).and_say("Time is up: the exam was submitted.");
        }
        let effects = match happening {
            Happening::Answered(answer) => self.answered(*answer, ctx),
            Happening::Action(Action::ToggleClock) => {
                self.clock_hidden = !self.clock_hidden;
                Effects::none()
            }
            Happening::Action(action) if self.review.is_some() => self.reviewing(*action, ctx),
            Happening::Action(action) => self.act(*action, ctx),
            Happening::Click(column, row) => self.click(*column, *row, ctx),
            Happening::Tick
            | Happening::Shown
            | Happening::Type(_)
            | Happening::Paste(_)
            | Happening::Reply(_) => Effects::none(),
        };
        match self.warning(ctx) {
            Some(warning) if effects.notice.is_none() => effects.and_say(warning),
            _ => effects,
        }
    }

    /// The warning that has become due since the last look at the clock.
    fn warning(&mut self, ctx: &Ctx) -> Option<String> {
        let left = self.sitting.clock().remaining_secs(ctx.now())?;
        let before = self.last_left.replace(left)?;
        let mark = WARNINGS.into_iter().filter(|mark| left <= *mark && *mark < before).min()?;
        let returns = mark == CLOCK_RETURNS && self.clock_hidden;
        let more = if returns { " The clock is shown again." } else { "" };
        Some(format!("{} minutes left.{more}", mark / 60))
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        match action {
            Action::Accept => self.save_and_next(ctx),
            Action::Next => self.next(ctx),
            Action::Previous => {
                self.go_to(self.at.saturating_sub(1), ctx);
                Effects::none()
            }
            Action::Flag => self.flag(self.at),
            Action::Review => {
                self.review = Some(Review::at(self.at));
                Effects::none()
            }
            Action::Back => self.ask_to_leave(),
            other => {
                let change = self.sheet.act(other);
                self.changed(change, other, ctx)
            }
        }
    }

    /// An order that was only looked at becomes an answer when the learner says so.
    fn save_and_next(&mut self, ctx: &Ctx) -> Effects {
        let mut effects = Effects::none();
        if let (Some(question), Sheet::Ordering(_)) = (self.question(ctx), &self.sheet) {
            let event = self.sitting.answer(&question.id, self.sheet.complete().ok());
            effects.cmds.extend(event.map(append));
        }
        let next = self.next(ctx);
        effects.notice = next.notice;
        effects
    }

    fn next(&mut self, ctx: &Ctx) -> Effects {
        if let (Some((page, places)), false) = (self.page(ctx.body(), ctx), self.told_of_more)
            && !page.shows_end(places.main, self.scroll)
        {
            self.told_of_more = true;
            return Effects::say("The question goes on below: PgDn to read on, or once more to move on.");
        }
        if self.at + 1 < self.sitting.questions().len() {
            self.go_to(self.at + 1, ctx);
        } else {
            self.review = Some(Review::at(self.at));
        }
        Effects::none()
    }

    fn changed(&mut self, change: Change, action: Action, ctx: &Ctx) -> Effects {
        let Some(question) = self.question(ctx) else { return Effects::none() };
        let effects = match change {
            Change::NotMine => {
                if let Some((page, places)) = self.page(ctx.body(), ctx) {
                    self.scroll.act(action, &page, places.main);
                }
                return Effects::none();
            }
            Change::Answer => {
                let event = self.sitting.answer(&question.id, self.sheet.response());
                Effects { cmds: event.map(append).into_iter().collect(), ..Effects::none() }
            }
            Change::Strike(id) => Effects::append(self.sitting.toggle_strike(&question.id, &id)),
            Change::Refused(why) => Effects::say(why),
            Change::Moved => Effects::none(),
        };
        if let Some((page, places)) = self.page(ctx.body(), ctx) {
            self.scroll.reveal(self.sheet.cursor(), &page, places.main);
        }
        effects
    }

    fn click(&mut self, column: u16, row: u16, ctx: &Ctx) -> Effects {
        if self.review.is_some() {
            return Effects::none();
        }
        let Some((page, places)) = self.page(ctx.body(), ctx) else { return Effects::none() };
        match page.item_at(places.main, self.scroll, row).filter(|_| column >= places.main.x) {
            Some(at) => {
                self.sheet.set_cursor(at);
                let change = self.sheet.act(Action::Toggle);
                self.changed(change, Action::Toggle, ctx)
            }
            None => Effects::none(),
        }
    }

    fn flag(&mut self, at: usize) -> Effects {
        match self.sitting.questions().get(at).cloned() {
            Some(question) => Effects::append(self.sitting.toggle_flag(&question)),
            None => Effects::none(),
        }
    }

    fn reviewing(&mut self, action: Action, ctx: &Ctx) -> Effects {
        let Some(review) = &mut self.review else { return Effects::none() };
        match action {
            Action::Back => self.go_to(self.at, ctx),
            Action::EndExam => return self.ask_to_end(),
            Action::Accept => {
                if let Some(at) = review.selected(&self.sitting) {
                    self.go_to(at, ctx);
                }
            }
            Action::Flag => {
                if let Some(at) = review.selected(&self.sitting) {
                    return self.flag(at);
                }
            }
            other => return review.act(other, &self.sitting).map_or_else(Effects::none, Effects::say),
        }
        Effects::none()
    }

    fn ask_to_end(&mut self) -> Effects {
        self.asked = Some(Asked::End);
        let open = self.sitting.navigate(session::Navigator::Unanswered).len();
        let unanswered = match open {
            0 => "Every question has an answer.".to_owned(),
            1 => "**1 question has no answer.** Unanswered questions count as incorrect.".to_owned(),
            _ => format!("**{open} questions have no answer.** Unanswered questions count as incorrect."),
        };
        let text = format!("{unanswered}\n\nEnd the exam now?");
        Effects::go(Go::Ask(Dialog::new("End the exam", text, "end the exam", "go back")))
    }

    fn ask_to_leave(&mut self) -> Effects {
        self.asked = Some(Asked::Leave);
        let rule = match self.sitting.clock().limit_secs() {
            Some(_) => "The clock runs on while you are away; at zero the exam counts as submitted.",
            None => "There is no time limit.",
        };
        let text = format!("Your answers are saved. {rule} You can go on from the first screen.");
        Effects::go(Go::Ask(Dialog::new("Leave the exam", text, "leave", "go on")))
    }

    fn answered(&mut self, answer: Answer, ctx: &Ctx) -> Effects {
        match (self.asked.take(), answer) {
            (Some(Asked::End), Answer::Yes) => self.submit(SubmitReason::Learner, ctx),
            (Some(Asked::Leave), Answer::Yes) => Effects::go(Go::Back),
            _ => Effects::none(),
        }
    }

    fn submit(&self, reason: SubmitReason, ctx: &Ctx) -> Effects {
        let event = self.sitting.clone().submit(&ctx.pack, reason);
        let SessionEvent::ExamSubmitted { results, .. } = &event else { return Effects::go(Go::Back) };
        let go = match Report::of_exam(&self.sitting, results.clone(), reason, ctx) {
            Some(report) => Go::Instead(Box::new(Screen::Report(Box::new(report)))),
            None => Go::Back,
        };
        Effects::append(event).and_go(go)
    }

    fn page(&self, body: Rect, ctx: &Ctx) -> Option<(Page, Places)> {
        let question = self.question(ctx)?;
        let places = places(chrome::below_header(body), question, &ctx.pack, ctx.theme);
        let mut page = Page::new(places.main, ctx.theme);
        write_question(&mut page, question, &ctx.pack, places);
        let struck = &self.sitting.state().struck;
        self.sheet.write(&mut page, question, &|id| struck.contains(&(question.id.clone(), id.clone())));
        Some((page, places))
    }

    /// Draws it.
    pub fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let below = self.draw_header(frame, area, ctx);
        if let Some(review) = &self.review {
            review.view(frame, below, &self.sitting, ctx);
        } else if let (Some((page, places)), Some(question)) = (self.page(area, ctx), self.question(ctx)) {
            draw_aside(frame, places, question, &ctx.pack, ctx.theme);
            page.draw(frame, places.main, self.scroll);
        }
    }

    /// What to say on the terminal when the program ends now.
    #[must_use]
    pub fn farewell(&self) -> String {
        match self.sitting.clock().limit_secs() {
            Some(_) => "Your exam is saved. Its clock runs on; start trapline again to go on.".to_owned(),
            None => "Your exam is saved; start trapline again to go on.".to_owned(),
        }
    }
}

fn append(event: SessionEvent) -> Cmd {
    Cmd::Append(Box::new(event))
}
