//! The exam driver: one question at a time, the clock, flags, strikes, the review screen.

mod header;
mod navigator;
mod tutorial;
mod typed;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::bank::{Body, Question, QuestionId, Response};
use crate::session::{self, SessionEvent, SubmitReason};
use crate::tui::screen::{Report, Screen};
use crate::tui::sheet::{Change, Places, Sheet, case_of, draw_aside, places, scenario, write_question};
use crate::tui::widget::chrome;
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::{Action, Answer, Cmd, Context, Ctx, Dialog, Effects, Go, Happening, Role};
use navigator::Review;
use typed::Typed;

pub use tutorial::Tutorial;

/// Seconds left at which the learner is told, most first.
const WARNINGS: [u32; 3] = [30 * 60, 15 * 60, 5 * 60];
/// From here on the clock is shown whether hidden or not.
const CLOCK_RETURNS: u32 = 5 * 60;

/// A strike is a note to oneself: it forbids nothing.
const CHOSE_STRUCK: &str = "You struck that option out; it is chosen all the same.";

/// An exam on the screen.
#[derive(Debug, Clone)]
pub struct Exam {
    sitting: session::Exam,
    at: usize,
    sheet: Sheet,
    scroll: Scroll,
    review: Option<Review>,
    clock_hidden: bool,
    position_hidden: bool,
    /// What the learner is typing.
    typed: Option<Typed>,
    /// The scenario of the case is on the screen instead of the question.
    scenario: Option<Scroll>,
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
    /// An exam that begins, or goes on, now; and the fact that its first question is seen.
    #[must_use]
    pub fn begin(exam: session::Exam, ctx: &Ctx) -> (Self, Cmd) {
        let last_left = exam.clock().remaining_secs(ctx.now());
        let first = exam.navigate(session::Navigator::Unanswered).first().copied().unwrap_or(0);
        let mut screen = Self {
            sitting: exam,
            at: 0,
            sheet: Sheet::Writing,
            scroll: Scroll::default(),
            review: None,
            clock_hidden: false,
            position_hidden: false,
            typed: None,
            scenario: None,
            last_left,
            asked: None,
            told_of_more: false,
        };
        let seen = screen.go_to(first, ctx);
        (screen, seen)
    }

    /// Takes up an exam that was left, over the screen that is there.
    #[must_use]
    pub fn resume(mut exam: session::Exam, ctx: &Ctx) -> Effects {
        let resumed = append(exam.resume(ctx.now()));
        let (screen, seen) = Self::begin(exam, ctx);
        Effects::cmd(resumed).and_cmd(seen).and_go(Go::To(Box::new(Screen::Exam(Box::new(screen)))))
    }

    /// Where the focus is.
    #[must_use]
    pub fn context(&self) -> Context {
        if self.typed.is_some() {
            return Context::ExamTyping;
        }
        if self.scenario.is_some() {
            return Context::Reader;
        }
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

    /// Puts a question on the screen; the fact to store.
    fn go_to(&mut self, at: usize, ctx: &Ctx) -> Cmd {
        self.at = at.min(self.sitting.questions().len().saturating_sub(1));
        self.scroll = Scroll::default();
        self.review = None;
        self.told_of_more = false;
        if let Some(question) = self.question(ctx) {
            let given = self.sitting.state().responses.get(&question.id);
            self.sheet = Sheet::new(question, self.sitting.seed(), self.at, given);
        }
        append(self.sitting.view(self.sitting.questions().get(self.at).cloned(), ctx.now()))
    }

    fn open_review(&mut self, ctx: &Ctx) -> Effects {
        self.review = Some(Review::at(self.at));
        Effects::append(self.sitting.view(None, ctx.now()))
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
            Happening::Action(Action::TogglePosition) => {
                self.position_hidden = !self.position_hidden;
                Effects::none()
            }
            Happening::Type(key) => {
                self.typed.iter_mut().for_each(|typed| typed.take(*key));
                Effects::none()
            }
            Happening::Action(action) if self.typed.is_some() => self.typing(*action, ctx),
            Happening::Action(action) if self.scenario.is_some() => self.reading(*action, ctx),
            Happening::Action(action) if self.review.is_some() => self.reviewing(*action, ctx),
            Happening::Action(action) => self.act(*action, ctx),
            Happening::Click(column, row) => self.click(*column, *row, ctx),
            Happening::Tick | Happening::Shown | Happening::Paste(_) | Happening::Reply(_) => Effects::none(),
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
            Action::Previous => Effects::cmd(self.go_to(self.at.saturating_sub(1), ctx)),
            Action::Flag => self.flag(self.at),
            Action::Review => self.open_review(ctx),
            Action::Jump => {
                self.typed = Some(Typed::number(self.sitting.questions().len()));
                Effects::none()
            }
            Action::Confidence(confidence) => self.say_how_sure(confidence),
            Action::Scenario => self.show_scenario(ctx),
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
        effects.cmds.extend(next.cmds);
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
            Effects::cmd(self.go_to(self.at + 1, ctx))
        } else {
            self.open_review(ctx)
        }
    }

    /// How sure the learner is comes behind an answer, and is nobody's business before.
    fn say_how_sure(&mut self, confidence: session::Confidence) -> Effects {
        match self.sitting.questions().get(self.at).cloned() {
            Some(question) if self.sitting.status(&question).answered => {
                Effects::append(self.sitting.set_confidence(&question, confidence))
            }
            _ => Effects::say("Answer first; then say how sure you are, if you like."),
        }
    }

    fn show_scenario(&mut self, ctx: &Ctx) -> Effects {
        let question = self.question(ctx);
        if question.is_some_and(|question| case_of(question, &ctx.pack).is_some()) {
            self.scenario = Some(Scroll::default());
            return Effects::none();
        }
        Effects::say("This question has no scenario of its own.")
    }

    /// Reads the scenario alone.
    fn reading(&mut self, action: Action, ctx: &Ctx) -> Effects {
        let area = chrome::below_header(ctx.body());
        let page = self.scenario_page(area, ctx);
        match (&mut self.scenario, page) {
            (Some(scroll), Some(page)) if action != Action::Back => {
                scroll.act(action, &page, area);
            }
            _ => self.scenario = None,
        }
        Effects::none()
    }

    fn scenario_page(&self, area: Rect, ctx: &Ctx) -> Option<Page> {
        Some(scenario(case_of(self.question(ctx)?, &ctx.pack)?, area, ctx.theme))
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
                let notice = self.chose_struck(&question.id).then(|| CHOSE_STRUCK.to_owned());
                Effects { cmds: event.map(append).into_iter().collect(), notice, ..Effects::none() }
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

    fn chose_struck(&self, question: &QuestionId) -> bool {
        let state = self.sitting.state();
        let Some(Response::Choice { picked }) = state.responses.get(question) else { return false };
        picked.iter().any(|option| state.struck.contains(&(question.clone(), option.clone())))
    }

    fn click(&mut self, column: u16, row: u16, ctx: &Ctx) -> Effects {
        if self.review.is_some() || self.typed.is_some() || self.scenario.is_some() {
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
            Action::Back => return Effects::cmd(self.go_to(self.at, ctx)),
            Action::EndExam => return self.ask_to_end(),
            Action::Accept => {
                if let Some(at) = review.selected(&self.sitting) {
                    return Effects::cmd(self.go_to(at, ctx));
                }
            }
            Action::Flag => {
                if let Some(at) = review.selected(&self.sitting) {
                    return self.flag(at);
                }
            }
            other => review.act(other, &self.sitting),
        }
        Effects::none()
    }

    /// An exam with gaps ends by a word, a whole one by a key.
    fn ask_to_end(&mut self) -> Effects {
        let open = self.sitting.navigate(session::Navigator::Unanswered);
        if !open.is_empty() {
            self.typed = Some(Typed::end(&open));
            return Effects::none();
        }
        self.asked = Some(Asked::End);
        let text = "Every question has an answer.\n\nEnd the exam now?";
        Effects::go(Go::Ask(Dialog::new("End the exam", text, "end the exam", "go back")))
    }

    fn ask_to_leave(&mut self) -> Effects {
        self.asked = Some(Asked::Leave);
        let rule = self.clock_rule();
        let text = format!("Your answers are saved. {rule} You can go on from the first screen.");
        Effects::go(Go::Ask(Dialog::new("Leave the exam", text, "leave", "go on")))
    }

    fn clock_rule(&self) -> &'static str {
        match (self.sitting.clock().limit_secs(), self.sitting.clock().rule()) {
            (None, _) => "There is no time limit.",
            (Some(_), session::ClockRule::Exam) => {
                "The clock runs on while you are away; at zero the exam counts as submitted."
            }
            (Some(_), session::ClockRule::Practice) => "The clock stands still while you are away.",
        }
    }

    fn typing(&mut self, action: Action, ctx: &Ctx) -> Effects {
        let Some(typed) = self.typed.take() else { return Effects::none() };
        match (action, typed.taken()) {
            (Action::Accept, Ok(typed::Taken::End)) => self.submit(SubmitReason::Learner, ctx),
            (Action::Accept, Ok(typed::Taken::Question(at))) => Effects::cmd(self.go_to(at, ctx)),
            (Action::Accept, Err(why)) => {
                self.typed = Some(typed);
                Effects::say(why)
            }
            _ => Effects::none(),
        }
    }

    fn answered(&mut self, answer: Answer, ctx: &Ctx) -> Effects {
        match (self.asked.take(), answer) {
            (Some(Asked::End), Answer::Yes) => self.submit(SubmitReason::Learner, ctx),
            (Some(Asked::Leave), Answer::Yes) => {
                Effects::append(self.sitting.pause(ctx.now())).and_go(Go::Back)
            }
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
        let effects = Effects::append(event).and_go(go);
        match labs_to_build(&self.sitting, ctx) {
            Some(labs) => effects.and_say(labs),
            None => effects,
        }
    }

    fn page(&self, body: Rect, ctx: &Ctx) -> Option<(Page, Places)> {
        let question = self.question(ctx)?;
        let places = places(chrome::below_header(body), question, &ctx.pack, ctx.theme);
        let mut page = Page::new(places.main, ctx.theme);
        write_question(&mut page, question, &ctx.pack, places);
        write_rule(&mut page, question);
        let struck = &self.sitting.state().struck;
        self.sheet.write(&mut page, question, &|id| struck.contains(&(question.id.clone(), id.clone())));
        if let Some(confidence) = self.sitting.state().confidence.get(&question.id) {
            page.gap();
            page.text(&format!("How sure: {}", how_sure(*confidence)), Role::Dim);
        }
        Some((page, places))
    }

    /// Draws it.
    pub fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let below = self.draw_header(frame, area, ctx);
        if let (Some(scroll), Some(page)) = (self.scenario, self.scenario_page(below, ctx)) {
            page.draw(frame, below, scroll);
        } else if let Some(review) = &self.review {
            review.view(frame, below, &self.sitting, ctx);
        } else if let (Some((page, places)), Some(question)) = (self.page(area, ctx), self.question(ctx)) {
            draw_aside(frame, places, question, &ctx.pack, ctx.theme);
            page.draw(frame, places.main, self.scroll);
        }
        if let Some(typed) = &self.typed {
            typed.view(frame, area, ctx.theme);
        }
    }

    /// What is still to be stored when the program ends now.
    #[must_use]
    pub fn last_cmds(&self, ctx: &Ctx) -> Vec<Cmd> {
        vec![append(self.sitting.pause(ctx.now()))]
    }

    /// What to say on the terminal when the program ends now.
    #[must_use]
    pub fn farewell(&self) -> String {
        format!("Your exam is saved; start trapline again to go on. {}", self.clock_rule())
    }
}

fn append(event: SessionEvent) -> Cmd {
    Cmd::Append(Box::new(event))
}

/// How a kind of question is scored, where that is not plain.
fn write_rule(page: &mut Page, question: &Question) {
    let rule = match &question.body {
        Body::Ordering(_) => "Every step must stand in its place for credit.",
        Body::Matching(_) => "Every pair must be right for credit.",
        Body::Choice(_) | Body::Reflection(_) => return,
    };
    page.text(rule, Role::Dim);
    page.gap();
}

fn how_sure(confidence: session::Confidence) -> &'static str {
    match confidence {
        session::Confidence::Guess => "a guess, below 67 %",
        session::Confidence::Unsure => "unsure, 67 to 80 %",
        session::Confidence::Sure => "sure, above 80 %",
    }
}

/// The exercises that the learner asked for, to go on with.
fn labs_to_build(exam: &session::Exam, ctx: &Ctx) -> Option<String> {
    let title = |id: &String| ctx.pack.labs.iter().find(|lab| lab.id.0 == *id).map(|lab| lab.title.as_str());
    let titles: Vec<&str> = exam.labs().iter().filter_map(title).collect();
    (!titles.is_empty()).then(|| format!("To build next, under Labs: {}.", titles.join("; ")))
}
