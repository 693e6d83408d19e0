//! Self-study: a question, the answer, full feedback, the next one.

mod answering;
mod feedback;
mod line;
mod rubric;
mod summary;
mod view;

use std::collections::BTreeSet;

use ratatui_textarea::{TextArea, WrapMode};

use crate::bank::{Body, PartId, Question, QuestionId};
use crate::diag::printable;
use crate::session::{self, Confidence, DrillSpec, Practice, Purpose, Selection};
use crate::tui::screen::{Build, Screen};
use crate::tui::sheet::Sheet;
use crate::tui::widget::chrome;
use crate::tui::widget::page::Scroll;
use crate::tui::{Action, Answer, Context, Ctx, Dialog, Effects, Go, Happening, Role, Theme};
use answering::Standing;
use feedback::Told;
use line::OwnLine;
use rubric::Rubric;
use summary::Summary;

/// A sitting of self-study on the screen.
#[derive(Debug, Clone)]
pub struct Drill {
    sitting: session::Drill,
    practice: Practice,
    stage: Stage,
    scroll: Scroll,
    confidence: Option<Confidence>,
    struck: BTreeSet<PartId>,
    /// How many hints were told about the question.
    hints: usize,
    /// The open dialog asks whether to take the last answer back.
    asks_undo: bool,
    /// When the question was first seen.
    seen_at_millis: i64,
}

#[derive(Debug, Clone)]
enum Stage {
    Answering(Sheet),
    /// The answer stands; how sure is the learner?
    Sure(Standing),
    /// The answer stands; why should it be right?
    Because(Standing, Box<OwnLine>),
    Writing(Box<TextArea<'static>>),
    Comparing(Rubric),
    /// Wrong, and the learner was sure.
    Surprise(Box<Told>, Box<OwnLine>),
    Feedback(Box<Told>),
    Done(Summary),
}

impl Drill {
    /// Self-study over these objectives, over all when empty: what is due first.
    #[must_use]
    pub fn start(objectives: Vec<String>, ctx: &Ctx) -> Self {
        Self::select(objectives, Selection::All, Purpose::Study, ctx)
    }

    /// Self-study over what is selected of these objectives, of all when empty.
    #[must_use]
    pub fn select(objectives: Vec<String>, selection: Selection, purpose: Purpose, ctx: &Ctx) -> Self {
        let count = usize::from(ctx.settings.questions_per_sitting);
        let spec = DrillSpec { count, objectives, selection, purpose };
        Self::of(session::Drill::start(&ctx.pack, &spec, &ctx.progress, &ctx.start()), ctx)
    }

    /// Self-study over exactly these questions.
    #[must_use]
    pub fn over(questions: Vec<QuestionId>, ctx: &Ctx) -> Self {
        Self::of(session::Drill::over(questions, Purpose::Study, ctx.seed(), ctx.now_millis), ctx)
    }

    /// The opening diagnostic, which says nothing about readiness.
    #[must_use]
    pub fn diagnostic(ctx: &Ctx) -> Self {
        let questions = session::diagnostic(&ctx.pack, &ctx.progress, ctx.seed());
        Self::of(session::Drill::over(questions, Purpose::Pretest, ctx.seed(), ctx.now_millis), ctx)
    }

    /// Opens one question on these misconceptions, or else on these objectives.
    pub(in crate::tui) fn on(misconceptions: &[String], objectives: &[String], ctx: &Ctx) -> Effects {
        match session::question_on(&ctx.pack, &ctx.progress, misconceptions, objectives) {
            Some(question) => Effects::open(Screen::Drill(Box::new(Self::over(vec![question], ctx)))),
            None => Effects::say("This pack has no question on this."),
        }
    }

    fn of(sitting: session::Drill, ctx: &Ctx) -> Self {
        let mut drill = Self {
            sitting,
            practice: Practice::default(),
            hints: 0,
            asks_undo: false,
            stage: Stage::Done(Summary::default()),
            scroll: Scroll::default(),
            confidence: None,
            struck: BTreeSet::new(),
            seen_at_millis: 0,
        };
        drill.ask(ctx);
        drill
    }

    /// The question whose answer is shown, or that stands under the cursor of the summary.
    #[must_use]
    pub fn told_question(&self) -> Option<&QuestionId> {
        match &self.stage {
            Stage::Feedback(_) => self.sitting.current(),
            Stage::Done(summary) => summary.question(&self.sitting),
            _ => None,
        }
    }

    /// Where the focus is.
    #[must_use]
    pub fn context(&self) -> Context {
        match &self.stage {
            Stage::Answering(Sheet::Ordering(_)) => Context::DrillOrdering,
            Stage::Answering(Sheet::Matching(_)) => Context::DrillMatching,
            Stage::Answering(_) => Context::DrillChoice,
            Stage::Sure(_) => Context::DrillConfidence,
            Stage::Because(..) | Stage::Surprise(..) => Context::DrillLine,
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
        self.hints = 0;
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
            Happening::Action(Action::Back) if self.reconsider() => return Effects::none(),
            Happening::Action(Action::Back) if !matches!(self.stage, Stage::Surprise(..)) => {
                return self.leave();
            }
            Happening::Answered(answer) if std::mem::take(&mut self.asks_undo) => {
                return if *answer == Answer::Yes { self.undo(ctx) } else { Effects::none() };
            }
            Happening::Answered(Answer::Yes) => return self.finish(),
            _ => {}
        }
        match &mut self.stage {
            Stage::Answering(_) => self.answering(happening, ctx),
            Stage::Sure(_) => self.how_sure(happening, ctx),
            Stage::Because(..) => self.because(happening, ctx),
            Stage::Surprise(..) => self.surprised(happening, ctx),
            Stage::Writing(_) => self.writing(happening, ctx),
            Stage::Comparing(rubric) => match rubric.update(happening, ctx) {
                Some(response) => {
                    let millis = self.millis(ctx);
                    self.grade(response, millis, None, ctx)
                }
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

    /// How long the question has been on the screen.
    fn millis(&self, ctx: &Ctx) -> u64 {
        u64::try_from(ctx.now_millis - self.seen_at_millis).unwrap_or(0)
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
                self.stage = Stage::Comparing(Rubric::new(question, written, ctx));
            }
            Happening::Action(action) => {
                if let Some((page, places)) = self.question_page(ctx.body(), ctx) {
                    self.scroll.act(*action, &page, view::writing_places(places.main, page.height()).0);
                }
            }
            _ => {}
        }
        Effects::none()
    }

    fn ask_undo(&mut self) -> Effects {
        self.asks_undo = true;
        let text = "The answer then counts for nothing, and the question is put again.";
        Effects::go(Go::Ask(Dialog::new("Take the answer back?", text, "take it back", "let it stand")))
    }

    /// Takes the last answer back and puts its question again.
    fn undo(&mut self, ctx: &Ctx) -> Effects {
        let Some(event) = self.sitting.undo() else { return Effects::none() };
        self.practice.take(&event);
        self.ask(ctx);
        Effects::append(event)
    }

    /// Opens the builder with the belief behind the wrong answer, and shows it fail.
    fn prove(&self, ctx: &Ctx) -> Effects {
        let Stage::Feedback(told) = &self.stage else { return Effects::none() };
        let beliefs = &told.outcome.graded.misconceptions;
        if beliefs.is_empty() {
            return Effects::say("There is nothing to disprove: no false belief was acted on.");
        }
        let shown = beliefs.iter().find_map(|id| Some((id, ctx.pack.refutation(id)?)));
        match shown {
            Some((id, refutation)) => Build::disprove(id, refutation, ctx),
            None => Effects::say("No network of this pack shows this belief fail."),
        }
    }

    fn feedback(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        match happening {
            Happening::Action(Action::Accept) => {
                self.sitting.next();
                self.ask(ctx);
            }
            Happening::Action(Action::Prove) => return self.prove(ctx),
            Happening::Action(Action::Undo) => return self.ask_undo(),
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
}

fn empty_text(theme: Theme) -> TextArea<'static> {
    let mut text = TextArea::default();
    text.set_wrap_mode(WrapMode::WordOrGlyph);
    text.set_cursor_line_style(theme.style(Role::Text));
    text.set_placeholder_text("Write in your own words; Ctrl-D when you are done.");
    text.set_placeholder_style(theme.style(Role::Dim));
    text
}
