//! The set-up of a timed quiz: how many questions, how long, which families.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::session::{self, CustomForm, Form, Terms};
use crate::tui::screen::{Exam, Screen};
use crate::tui::widget::chrome;
use crate::tui::widget::list::{Row, following, move_cursor, write_rows};
use crate::tui::widget::page::Page;
use crate::tui::{Action, Ctx, Effects, Go, Happening, Role};

/// Steps in which the number of questions and of minutes change.
const STEP: usize = 5;
const MOST_MINUTES: u32 = 300;

/// What the learner has chosen so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup {
    questions: usize,
    minutes: u32,
    timed: bool,
    /// Families that are in, by their place in the blueprint.
    families: Vec<bool>,
    /// Only these objectives, when the command line said so.
    objectives: Vec<String>,
    cursor: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Setting {
    Questions,
    Minutes,
    Timed,
    Family(usize),
}

impl Setup {
    /// What the pack proposes, over these objectives, over all when empty.
    #[must_use]
    pub fn new(objectives: Vec<String>, ctx: &Ctx) -> Self {
        let asked_for = |family: &str| {
            objectives.is_empty()
                || ctx
                    .pack
                    .blueprint
                    .objectives
                    .iter()
                    .any(|o| o.family == family && objectives.contains(&o.id))
        };
        let families = ctx.pack.blueprint.families.iter().map(|family| asked_for(&family.id)).collect();
        let mut setup = Self {
            questions: ctx.pack.exam.questions,
            minutes: ctx.pack.exam.minutes,
            timed: true,
            families,
            objectives,
            cursor: 0,
        };
        setup.questions = setup.questions.min(setup.available(ctx)).max(1);
        setup
    }

    fn settings(&self) -> Vec<Setting> {
        let families = (0..self.families.len()).map(Setting::Family);
        [Setting::Questions, Setting::Minutes, Setting::Timed].into_iter().chain(families).collect()
    }

    fn form(&self, ctx: &Ctx) -> CustomForm {
        let chosen = |family: &str| {
            let at = ctx.pack.blueprint.families.iter().position(|other| other.id == family);
            at.and_then(|at| self.families.get(at)).copied().unwrap_or(false)
        };
        let objectives = ctx.pack.blueprint.objectives.iter();
        let objectives = objectives
            .filter(|o| chosen(&o.family) && (self.objectives.is_empty() || self.objectives.contains(&o.id)))
            .map(|o| o.id.clone())
            .collect();
        let minutes = self.timed.then_some(self.minutes);
        CustomForm { count: self.questions, minutes, objectives, ..CustomForm::everything() }
    }

    /// How many questions there are to draw from.
    fn available(&self, ctx: &Ctx) -> usize {
        let form = self.form(ctx);
        if form.objectives.is_empty() { 0 } else { form.available(&ctx.pack, &ctx.progress, ctx.today()) }
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        let Happening::Action(action) = happening else { return Effects::none() };
        let settings = self.settings();
        match (action, settings.get(self.cursor)) {
            (Action::Back, _) => return Effects::go(Go::Back),
            (Action::Accept, _) => return self.begin(ctx),
            (Action::More, Some(setting)) => self.change(*setting, true),
            (Action::Less, Some(setting)) => self.change(*setting, false),
            (Action::Toggle, Some(setting)) => self.toggle(*setting),
            (other, _) => {
                move_cursor(&mut self.cursor, settings.len(), *other);
            }
        }
        self.questions = self.questions.clamp(1, self.available(ctx).max(1));
        Effects::none()
    }

    fn change(&mut self, setting: Setting, more: bool) {
        let minutes_step = u32::try_from(STEP).unwrap_or(1);
        match setting {
            Setting::Questions if more => self.questions = next_step(self.questions),
            Setting::Questions => self.questions = self.questions.saturating_sub(1) / STEP * STEP,
            Setting::Minutes if more => {
                self.minutes = ((self.minutes / minutes_step + 1) * minutes_step).min(MOST_MINUTES);
            }
            Setting::Minutes => {
                self.minutes = (self.minutes.saturating_sub(1) / minutes_step * minutes_step).max(1);
            }
            Setting::Timed | Setting::Family(_) => self.toggle(setting),
        }
    }

    fn toggle(&mut self, setting: Setting) {
        match setting {
            Setting::Timed | Setting::Minutes => self.timed = !self.timed,
            Setting::Family(at) => {
                if let Some(on) = self.families.get_mut(at) {
                    *on = !*on;
                }
            }
            Setting::Questions => {}
        }
    }

    fn begin(&self, ctx: &Ctx) -> Effects {
        let form = Form::Custom(self.form(ctx));
        let served = form.serve(&ctx.pack, &ctx.progress, ctx.today(), ctx.seed());
        if served.questions.is_empty() || self.available(ctx) == 0 {
            return Effects::say("No question fits: choose at least one family.");
        }
        let (exam, started) =
            session::Exam::start(&ctx.pack, served, Terms::default(), ctx.seed(), ctx.now());
        Effects::append(started).and_go(Go::Instead(Box::new(Screen::Exam(Box::new(Exam::begin(exam, ctx))))))
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let title = format!("Timed quiz for {}", ctx.pack.exam.code);
        let below = chrome::header(frame, area, &title, Line::default(), ctx.theme);
        let mut page = Page::new(below, ctx.theme);
        let time = if self.timed { format!("{} minutes", self.minutes) } else { "no time limit".to_owned() };
        let questions = match self.questions {
            1 => "1 question".to_owned(),
            count => format!("{count} questions"),
        };
        page.markdown(&format!("**{questions}, {time}.** There is no penalty for guessing."));
        page.text(
            "Unanswered questions count as incorrect. The clock runs on while the program is closed. Whether \
             an answer is right is shown at the end only.",
            Role::Text,
        );
        page.gap();
        let rows: Vec<Row> = self.settings().into_iter().map(|setting| self.row(setting, ctx)).collect();
        write_rows(&mut page, &rows, self.cursor);
        let scroll = following(&page, below, self.cursor);
        page.draw(frame, below, scroll);
    }

    fn row(&self, setting: Setting, ctx: &Ctx) -> Row {
        let tick = |on: bool| if on { "[x]" } else { "[ ]" };
        match setting {
            Setting::Questions => {
                Row::new(format!("Questions  {}", self.questions), format!("of {}", self.available(ctx)))
            }
            Setting::Minutes if self.timed => Row::new(format!("Minutes    {}", self.minutes), ""),
            Setting::Minutes => Row::new("Minutes    without limit", ""),
            Setting::Timed => Row::new(format!("{} time limit", tick(self.timed)), ""),
            Setting::Family(at) => {
                let title = ctx.pack.blueprint.families.get(at).map_or("", |family| family.title.as_str());
                let on = self.families.get(at).copied().unwrap_or(false);
                Row::new(format!("{} {title}", tick(on)), "")
            }
        }
    }
}

fn next_step(count: usize) -> usize {
    (count / STEP + 1) * STEP
}
