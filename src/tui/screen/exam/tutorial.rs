//! What comes before an exam, outside its clock: the rules, the keys, a question to try them on.

use std::collections::BTreeSet;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::bank::{Bloom, Body, Choice, ChoiceOption, PartId, Pool, Question, QuestionId, QuestionKind};
use crate::session::readiness::prediction;
use crate::session::{self, Confidence, Form, Served, Terms};
use crate::tui::keymap::bindings;
use crate::tui::screen::exam::{append, how_sure};
use crate::tui::screen::{Exam, Screen, Setup};
use crate::tui::sheet::{Change, Sheet, places, write_question};
use crate::tui::widget::chrome;
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::{Action, Answer, Context, Ctx, Dialog, Effects, Go, Happening, Role};

/// The tutorial before one exam.
#[derive(Debug, Clone)]
pub struct Tutorial {
    /// To go back to.
    setup: Setup,
    form: Form,
    served: Served,
    terms: Terms,
    seed: u64,
    scroll: Scroll,
    trying: Option<TryOut>,
}

/// The question to try the keys on, as it stands.
#[derive(Debug, Clone)]
struct TryOut {
    question: Question,
    sheet: Sheet,
    struck: BTreeSet<PartId>,
    flagged: bool,
    confidence: Option<Confidence>,
}

impl Tutorial {
    /// The tutorial before an exam over these questions.
    #[must_use]
    pub fn new(setup: Setup, form: Form, served: Served, terms: Terms, seed: u64) -> Self {
        Self { setup, form, served, terms, seed, scroll: Scroll::default(), trying: None }
    }

    /// Where the focus is.
    #[must_use]
    pub fn context(&self) -> Context {
        if self.trying.is_some() { Context::ExamTryOut } else { Context::Tutorial }
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        match happening {
            Happening::Answered(Answer::Yes) => self.begin(ctx),
            Happening::Action(action) => match &mut self.trying {
                Some(trying) => match action {
                    Action::Accept => self.ask(),
                    Action::Previous | Action::Back => {
                        self.trying = None;
                        Effects::none()
                    }
                    other => trying.act(*other),
                },
                None => self.read(*action, ctx),
            },
            _ => Effects::none(),
        }
    }

    fn read(&mut self, action: Action, ctx: &Ctx) -> Effects {
        match action {
            Action::Accept => self.trying = Some(TryOut::new(self.seed)),
            Action::EndExam => return self.ask(),
            Action::Back => return Effects::instead(Screen::Setup(self.setup.clone())),
            other => {
                let area = chrome::below_header(ctx.body());
                let page = self.page(area, ctx);
                self.scroll.act(other, &page, area);
            }
        }
        Effects::none()
    }

    fn ask(&self) -> Effects {
        let mut said = self.served.announcement(self.terms);
        said.truncate(1);
        let text = format!("{} The clock starts when you say yes.\n\nBegin?", said.concat());
        Effects::go(Go::Ask(Dialog::new("Begin", text, "begin", "not yet")))
    }

    /// Only here the clock starts.
    fn begin(&self, ctx: &Ctx) -> Effects {
        let fresh = self.served.questions.iter().all(|id| !ctx.progress.seen.has_met(id));
        let (exam, started) =
            session::Exam::start(&ctx.pack, self.served.clone(), self.terms, self.seed, ctx.now());
        let scored = u32::try_from(self.served.scored()).unwrap_or(u32::MAX);
        let said = match self.form {
            Form::Mock(_) if fresh => {
                prediction(&ctx.pack.blueprint, &ctx.progress.exposure, exam.session(), scored)
            }
            _ => None,
        };
        let (screen, seen) = Exam::begin(exam, ctx);
        let mut effects = Effects::append(started);
        effects.cmds.extend(said.map(append));
        effects.and_cmd(seen).and_go(Go::Instead(Box::new(Screen::Exam(Box::new(screen)))))
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let corner = Line::from(Span::styled("The clock is not running ", ctx.theme.style(Role::Dim)));
        let title = if self.trying.is_some() { "Try the keys" } else { "Before the exam" };
        let below = chrome::header(frame, area, title, corner, ctx.theme);
        match &self.trying {
            Some(trying) => trying.page(below, ctx).draw(frame, below, Scroll::default()),
            None => self.page(below, ctx).draw(frame, below, self.scroll),
        }
    }

    fn page(&self, area: Rect, ctx: &Ctx) -> Page {
        let mut page = Page::new(area, ctx.theme);
        for paragraph in self.served.announcement(self.terms) {
            page.text(&paragraph, Role::Text);
            page.gap();
        }
        page.text(
            "An answer is kept as soon as you choose it, and can be changed or cleared until the end. j and k \
             move over the options, never to another question. The clock, when hidden, comes back at 5 \
             minutes; you are told at 30, 15 and 5. At zero the exam is submitted as it stands.",
            Role::Text,
        );
        page.heading("Keys of the exam");
        for binding in bindings(Context::ExamChoice) {
            page.line(Line::from(vec![
                Span::styled(format!("  {:16}", binding.keys()), ctx.theme.style(Role::Key)),
                Span::raw(binding.label),
            ]));
        }
        page
    }
}

impl TryOut {
    fn new(seed: u64) -> Self {
        let question = question();
        let sheet = Sheet::new(&question, seed, 0, None);
        Self { question, sheet, struck: BTreeSet::new(), flagged: false, confidence: None }
    }

    fn act(&mut self, action: Action) -> Effects {
        match action {
            Action::Flag => self.flagged = !self.flagged,
            Action::Confidence(confidence) => {
                self.confidence = (self.confidence != Some(confidence)).then_some(confidence);
            }
            other => match self.sheet.act(other) {
                Change::Strike(option) => {
                    if !self.struck.remove(&option) {
                        self.struck.insert(option);
                    }
                }
                Change::Refused(why) => return Effects::say(why),
                Change::NotMine | Change::Moved | Change::Answer => {}
            },
        }
        Effects::none()
    }

    fn page(&self, area: Rect, ctx: &Ctx) -> Page {
        let mut page = Page::new(area, ctx.theme);
        page.text("Nothing here counts, and nothing is kept.", Role::Dim);
        page.gap();
        write_question(
            &mut page,
            &self.question,
            &ctx.pack,
            places(area, &self.question, &ctx.pack, ctx.theme),
        );
        self.sheet.write(&mut page, &self.question, &|id| self.struck.contains(id));
        page.gap();
        let flagged = if self.flagged { "Flagged" } else { "Not flagged" };
        let sure = self.confidence.map_or("not said", how_sure);
        page.text(&format!("{flagged}. How sure: {sure}."), Role::Dim);
        page
    }
}

/// A question that asks nothing about AWS.
fn question() -> Question {
    let option = |id: &str, text: &str, correct: bool| ChoiceOption {
        id: PartId(id.to_owned()),
        text: text.to_owned(),
        correct,
        why: String::new(),
        right_when: None,
        misconception: None,
        workable: false,
    };
    let options = vec![
        option("change", "Change an answer", true),
        option("clear", "Clear an answer", true),
        option("see", "See whether an answer was right", false),
        option("stop", "Add time to the clock", false),
    ];
    Question {
        id: QuestionId(String::new()),
        version: 1,
        kind: QuestionKind::MultipleResponse,
        objective: String::new(),
        bloom: Bloom::Remember,
        difficulty: 1,
        tags: Vec::new(),
        pool: Pool::Practice,
        group: None,
        enemies: Vec::new(),
        pilot: false,
        case: None,
        stem: "What can you do at any time before the end of an exam? (Select TWO.)".to_owned(),
        excerpt: None,
        criterion: None,
        body: Body::Choice(Choice { options }),
        sources: Vec::new(),
    }
}
