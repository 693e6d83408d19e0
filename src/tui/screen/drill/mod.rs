//! Self-study: a question, the answer, full feedback, the next one.

mod rubric;
mod summary;

use std::collections::BTreeSet;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui_textarea::{TextArea, WrapMode};

use crate::bank::{Body, PartId, Question, QuestionId, Response};
use crate::diag::printable;
use crate::session::{self, Confidence, FormSpec};
use crate::tui::sheet::{
    Change, Outcome, Places, Sheet, draw_aside, places, write_misconceptions, write_parts, write_question,
    write_sources, write_verdict,
};
use crate::tui::widget::chrome;
use crate::tui::widget::dialog::framed;
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::{Action, Answer, Context, Ctx, Dialog, Effects, Go, Happening, Role, Theme};
use rubric::Rubric;
use summary::Summary;

/// How many questions a sitting has.
const QUESTIONS: usize = 10;

/// A sitting of self-study on the screen.
#[derive(Debug, Clone)]
pub struct Drill {
    sitting: session::Drill,
    stage: Stage,
    scroll: Scroll,
    confidence: Option<Confidence>,
    struck: BTreeSet<PartId>,
    /// When the question was first seen.
    seen_at_millis: i64,
}

#[derive(Debug, Clone)]
enum Stage {
    Answering(Sheet),
    Writing(Box<TextArea<'static>>),
    Comparing(Rubric),
    Feedback(Box<Outcome>),
    Done(Summary),
}

impl Drill {
    /// Self-study over these objectives, over all when empty: what is due first.
    #[must_use]
    pub fn start(objectives: Vec<String>, ctx: &Ctx) -> Self {
        let spec = FormSpec { count: QUESTIONS, objectives, reflections: true };
        let (seed, now, today) = (ctx.seed(), ctx.now_millis, ctx.today());
        Self::of(session::Drill::start(&ctx.pack, &spec, &ctx.progress, seed, now, today), ctx)
    }

    /// Self-study over exactly these questions.
    #[must_use]
    pub fn over(questions: Vec<QuestionId>, ctx: &Ctx) -> Self {
        Self::of(session::Drill::over(questions, ctx.seed(), ctx.now_millis), ctx)
    }

    fn of(sitting: session::Drill, ctx: &Ctx) -> Self {
        let mut drill = Self {
            sitting,
            stage: Stage::Done(Summary::default()),
            scroll: Scroll::default(),
            confidence: None,
            struck: BTreeSet::new(),
            seen_at_millis: 0,
        };
        drill.ask(ctx);
        drill
    }

    /// Where the focus is.
    #[must_use]
    pub fn context(&self) -> Context {
        match &self.stage {
            Stage::Answering(Sheet::Ordering(_)) => Context::DrillOrdering,
            Stage::Answering(Sheet::Matching(_)) => Context::DrillMatching,
            Stage::Answering(_) => Context::DrillChoice,
            Stage::Writing(_) => Context::DrillWriting,
            Stage::Comparing(_) => Context::DrillRubric,
            Stage::Feedback(_) => Context::DrillFeedback,
            Stage::Done(summary) if summary.is_open() => Context::Reader,
            Stage::Done(_) => Context::DrillSummary,
        }
    }

    /// Puts the current question, or the summary when there is none left.
    fn ask(&mut self, ctx: &Ctx) {
        self.scroll = Scroll::default();
        self.confidence = None;
        self.struck.clear();
        self.seen_at_millis = ctx.now_millis;
        self.stage = match self.question(ctx) {
            None => Stage::Done(Summary::default()),
            Some(question) if matches!(question.body, Body::Reflection(_)) => {
                Stage::Writing(Box::new(empty_text(ctx.theme)))
            }
            Some(question) => {
                let (seed, position) = (self.sitting.seed(), self.sitting.position());
                Stage::Answering(Sheet::new(question, seed, position, None))
            }
        };
    }

    fn question<'a>(&self, ctx: &'a Ctx) -> Option<&'a Question> {
        ctx.pack.question(self.sitting.current()?)
    }

    /// Takes in what happened.
    pub fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        match happening {
            Happening::Action(Action::Back) => return self.leave(),
            Happening::Answered(Answer::Yes) => return self.finish(),
            _ => {}
        }
        match &mut self.stage {
            Stage::Answering(_) => self.answering(happening, ctx),
            Stage::Writing(_) => self.writing(happening, ctx),
            Stage::Comparing(rubric) => match rubric.update(happening, ctx) {
                Some(response) => self.grade(response, ctx),
                None => Effects::none(),
            },
            Stage::Feedback(_) => self.feedback(happening, ctx),
            Stage::Done(summary) => summary.update(happening, &self.sitting, ctx),
        }
    }

    /// Steps back: out of the summary, or to the summary of what was answered.
    fn leave(&mut self) -> Effects {
        if let Stage::Done(summary) = &mut self.stage
            && summary.close()
        {
            return Effects::none();
        }
        match &self.stage {
            Stage::Writing(text) if !text.is_empty() => Effects::go(Go::Ask(Dialog::new(
                "Leave",
                "What you have written is not saved before you have compared it. Leave all the same?",
                "leave",
                "go on writing",
            ))),
            _ => self.finish(),
        }
    }

    fn finish(&mut self) -> Effects {
        if matches!(self.stage, Stage::Done(_)) || self.sitting.results().is_empty() {
            return Effects::go(Go::Back);
        }
        self.stage = Stage::Done(Summary::default());
        Effects::none()
    }

    fn answering(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        let action = match happening {
            Happening::Action(action) => *action,
            Happening::Click(column, row) => return self.click(*column, *row, ctx),
            _ => return Effects::none(),
        };
        let Stage::Answering(sheet) = &mut self.stage else { return Effects::none() };
        match action {
            Action::Accept => match sheet.complete() {
                Ok(response) => self.grade(response, ctx),
                Err(missing) => Effects::say(missing),
            },
            Action::Confidence(confidence) => {
                self.confidence = Some(confidence);
                Effects::none()
            }
            other => {
                let change = sheet.act(other);
                self.changed(change, other, ctx)
            }
        }
    }

    fn changed(&mut self, change: Change, action: Action, ctx: &Ctx) -> Effects {
        let mut effects = Effects::none();
        match change {
            Change::NotMine => {
                if let Some((page, places)) = self.question_page(ctx.body(), ctx) {
                    self.scroll.act(action, &page, places.main);
                }
                return effects;
            }
            Change::Strike(id) => {
                if !self.struck.remove(&id) {
                    self.struck.insert(id);
                }
            }
            Change::Refused(why) => effects = Effects::say(why),
            Change::Moved | Change::Answer => {}
        }
        self.follow_cursor(ctx);
        effects
    }

    fn click(&mut self, column: u16, row: u16, ctx: &Ctx) -> Effects {
        let Some((page, places)) = self.question_page(ctx.body(), ctx) else { return Effects::none() };
        let hit = page.item_at(places.main, self.scroll, row).filter(|_| column >= places.main.x);
        if let (Some(at), Stage::Answering(sheet)) = (hit, &mut self.stage) {
            sheet.set_cursor(at);
            let change = sheet.act(Action::Toggle);
            return self.changed(change, Action::Toggle, ctx);
        }
        Effects::none()
    }

    fn follow_cursor(&mut self, ctx: &Ctx) {
        if let (Some((page, places)), Stage::Answering(sheet)) =
            (self.question_page(ctx.body(), ctx), &self.stage)
        {
            self.scroll.reveal(sheet.cursor(), &page, places.main);
        }
    }

    fn writing(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        let Some(question) = self.question(ctx) else { return Effects::none() };
        let Stage::Writing(text) = &mut self.stage else { return Effects::none() };
        match happening {
            Happening::Type(key) => {
                text.input(*key);
            }
            Happening::Paste(pasted) => {
                text.insert_str(printable(pasted));
            }
            Happening::Action(Action::Done) => {
                let written = text.lines().join("\n");
                if written.trim().is_empty() {
                    return Effects::say("Write an answer first, in your own words.");
                }
                self.stage = Stage::Comparing(Rubric::new(question, written));
            }
            Happening::Action(action) => {
                if let Some((page, places)) = self.question_page(ctx.body(), ctx) {
                    self.scroll.act(*action, &page, writing_places(places.main, page.height()).0);
                }
            }
            _ => {}
        }
        Effects::none()
    }

    fn grade(&mut self, response: Response, ctx: &Ctx) -> Effects {
        let Some(question) = self.question(ctx) else { return Effects::none() };
        let millis = u64::try_from(ctx.now_millis - self.seen_at_millis).unwrap_or(0);
        let position = self.sitting.position();
        let step = self.sitting.answer(question, response.clone(), self.confidence, millis);
        let sheet = Sheet::new(question, self.sitting.seed(), position, Some(&response));
        let confidence = self.confidence;
        self.scroll = Scroll::default();
        self.stage = Stage::Feedback(Box::new(Outcome {
            graded: step.graded,
            response: Some(response),
            confidence,
            sheet,
        }));
        Effects::append(step.event)
    }

    fn feedback(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        match happening {
            Happening::Action(Action::Accept) => {
                self.sitting.next();
                self.ask(ctx);
            }
            Happening::Action(action) => {
                let area = chrome::below_header(ctx.body());
                if let Some(page) = self.feedback_page(area, ctx) {
                    self.scroll.act(*action, &page, area);
                }
            }
            _ => {}
        }
        Effects::none()
    }

    fn question_page(&self, body: Rect, ctx: &Ctx) -> Option<(Page, Places)> {
        let question = self.question(ctx)?;
        let places = places(chrome::below_header(body), question, &ctx.pack, ctx.theme);
        let mut page = Page::new(places.main, ctx.theme);
        write_question(&mut page, question, &ctx.pack, places);
        if let Stage::Answering(sheet) = &self.stage {
            sheet.write(&mut page, question, &|id| self.struck.contains(id));
        }
        Some((page, places))
    }

    fn feedback_page(&self, area: Rect, ctx: &Ctx) -> Option<Page> {
        let (question, Stage::Feedback(outcome)) = (self.question(ctx)?, &self.stage) else { return None };
        let mut page = Page::new(area, ctx.theme);
        write_verdict(&mut page, question, outcome);
        write_misconceptions(&mut page, &outcome.graded.misconceptions, &ctx.pack);
        page.gap();
        write_parts(&mut page, question, outcome);
        write_sources(&mut page, question);
        page.heading("The question again");
        write_question(&mut page, question, &ctx.pack, Places { aside: None, main: area });
        Some(page)
    }

    /// Draws it.
    pub fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let title = match &self.stage {
            Stage::Done(_) => "Self-study, done".to_owned(),
            _ => format!("Question {} of {}", self.sitting.position() + 1, self.sitting.len()),
        };
        let below = chrome::header(frame, area, &title, self.corner(ctx), ctx.theme);
        match &self.stage {
            Stage::Answering(_) => {
                if let (Some((page, places)), Some(question)) =
                    (self.question_page(area, ctx), self.question(ctx))
                {
                    draw_aside(frame, places, question, &ctx.pack, ctx.theme);
                    page.draw(frame, places.main, self.scroll);
                }
            }
            Stage::Writing(text) => {
                if let Some((page, places)) = self.question_page(area, ctx) {
                    let (above, box_area) = writing_places(places.main, page.height());
                    page.draw(frame, above, self.scroll);
                    let inner = framed(frame, box_area, "Your answer", ctx.theme);
                    frame.render_widget(&**text, inner);
                }
            }
            Stage::Comparing(rubric) => rubric.view(frame, below, ctx),
            Stage::Feedback(_) => {
                if let Some(page) = self.feedback_page(below, ctx) {
                    page.draw(frame, below, self.scroll);
                }
            }
            Stage::Done(summary) => summary.view(frame, below, &self.sitting, ctx),
        }
    }

    /// What stands at the right of the header: how sure the learner is, and the objective.
    fn corner(&self, ctx: &Ctx) -> Line<'static> {
        let sure = match self.confidence {
            None => "",
            Some(Confidence::Guess) => "a guess  ",
            Some(Confidence::Unsure) => "unsure  ",
            Some(Confidence::Sure) => "sure  ",
        };
        let objective = match &self.stage {
            Stage::Done(_) => String::new(),
            _ => self.question(ctx).map(|question| question.objective.clone()).unwrap_or_default(),
        };
        Line::from(vec![
            Span::styled(sure, ctx.theme.style(Role::Strong)),
            Span::styled(format!("{} ", printable(&objective)), ctx.theme.style(Role::Dim)),
        ])
    }
}

/// The question above, the text box below, with at least five lines.
fn writing_places(area: Rect, page_height: usize) -> (Rect, Rect) {
    let wanted = u16::try_from(page_height).unwrap_or(u16::MAX);
    let above = wanted.min(area.height.saturating_sub(7));
    let [above, below] = Layout::vertical([Constraint::Length(above), Constraint::Fill(1)]).areas(area);
    (above, below)
}

fn empty_text(theme: Theme) -> TextArea<'static> {
    let mut text = TextArea::default();
    text.set_wrap_mode(WrapMode::WordOrGlyph);
    text.set_cursor_line_style(theme.style(Role::Text));
    text.set_placeholder_text("Write in your own words; Ctrl-D when you are done.");
    text.set_placeholder_style(theme.style(Role::Dim));
    text
}
