//! The set-up of an exam: which form, how much time, what the clock does while the learner is away.

mod rows;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::bank::QuestionKind;
use crate::session::{Accommodation, ClockRule, CustomForm, Form, MockForm, Only, Served, Terms};
use crate::tui::screen::{Screen, Tutorial};
use crate::tui::widget::chrome;
use crate::tui::widget::list::{following, move_cursor, write_rows};
use crate::tui::widget::page::Page;
use crate::tui::{Action, Ctx, Effects, Go, Happening, Role};

/// Steps in which the number of questions and of minutes change.
const STEP: usize = 5;
const MOST_MINUTES: u32 = 300;
const MOST_LABS: usize = 5;

/// Kinds of question that an exam can hold.
const KINDS: [QuestionKind; 5] = [
    QuestionKind::MultipleChoice,
    QuestionKind::MultipleResponse,
    QuestionKind::Ordering,
    QuestionKind::Matching,
    QuestionKind::Symptom,
];

/// What the learner has chosen so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup {
    /// The forms on offer.
    offers: Vec<Offer>,
    offer: usize,
    questions: usize,
    minutes: u32,
    timed: bool,
    only: Only,
    labs: usize,
    kinds: [bool; KINDS.len()],
    /// Families that are in, by their place in the blueprint.
    families: Vec<bool>,
    /// Only these objectives, when the command line said so.
    objectives: Vec<String>,
    terms: Terms,
    cursor: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Offer {
    Mock(MockForm),
    Simulation,
    Custom,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Setting {
    Form,
    Questions,
    Minutes,
    Only,
    Labs,
    ExtraTime,
    Clock,
    Kind(usize),
    Family(usize),
}

impl Setup {
    /// What the pack proposes, over these objectives, over all when empty: a mock form that is still
    /// new, if there is one.
    #[must_use]
    pub fn new(objectives: Vec<String>, ctx: &Ctx) -> Self {
        let asked_for = |family: &str| {
            let mut all = ctx.pack.blueprint.objectives.iter();
            objectives.is_empty() || all.any(|o| o.family == family && objectives.contains(&o.id))
        };
        let families = ctx.pack.blueprint.families.iter().map(|family| asked_for(&family.id)).collect();
        let mut setup = Self {
            offers: offers(ctx),
            offer: 0,
            questions: ctx.pack.exam.questions,
            minutes: ctx.pack.exam.minutes,
            timed: true,
            only: Only::All,
            labs: 0,
            kinds: [true; KINDS.len()],
            families,
            objectives,
            terms: Terms::default(),
            cursor: 0,
        };
        let is_new = |offer: &Offer| match offer {
            Offer::Mock(mock) => {
                met(&Form::Mock(*mock).serve(&ctx.pack, &ctx.progress, &ctx.start()), ctx) == 0
            }
            Offer::Simulation => false,
            Offer::Custom => true,
        };
        let custom = setup.offers.len().saturating_sub(1);
        let first = setup.offers.iter().position(is_new).unwrap_or(custom);
        setup.offer = if setup.objectives.is_empty() { first } else { custom };
        setup.questions = setup.questions.min(setup.available(ctx)).max(1);
        setup
    }

    fn offered(&self) -> Offer {
        self.offers.get(self.offer).copied().unwrap_or(Offer::Custom)
    }

    fn settings(&self) -> Vec<Setting> {
        let mut settings = vec![Setting::Form];
        let is_custom = self.offered() == Offer::Custom;
        if is_custom {
            settings.extend([Setting::Questions, Setting::Minutes, Setting::Only, Setting::Labs]);
        }
        settings.extend([Setting::ExtraTime, Setting::Clock]);
        if is_custom {
            settings.extend((0..self.families.len()).map(Setting::Family));
            settings.extend((0..KINDS.len()).map(Setting::Kind));
        }
        settings
    }

    fn form(&self, ctx: &Ctx) -> Form {
        match self.offered() {
            Offer::Mock(mock) => Form::Mock(mock),
            Offer::Simulation => Form::Simulation,
            Offer::Custom => Form::Custom(self.custom(ctx)),
        }
    }

    fn custom(&self, ctx: &Ctx) -> CustomForm {
        let chosen = |family: &str| {
            let at = ctx.pack.blueprint.families.iter().position(|other| other.id == family);
            at.and_then(|at| self.families.get(at)).copied().unwrap_or(false)
        };
        let objectives = ctx.pack.blueprint.objectives.iter();
        let objectives = objectives
            .filter(|o| chosen(&o.family) && (self.objectives.is_empty() || self.objectives.contains(&o.id)))
            .map(|o| o.id.clone())
            .collect();
        let kinds = KINDS.into_iter().zip(self.kinds).filter(|(_, on)| *on).map(|(kind, _)| kind).collect();
        let minutes = self.timed.then_some(self.minutes);
        CustomForm { count: self.questions, minutes, objectives, kinds, only: self.only, labs: self.labs }
    }

    /// How many questions there are to draw from.
    fn available(&self, ctx: &Ctx) -> usize {
        let form = self.custom(ctx);
        if form.objectives.is_empty() || form.kinds.is_empty() {
            return 0;
        }
        form.available(&ctx.pack, &ctx.progress, &ctx.start())
    }

    /// The questions as they would be drawn now.
    fn served(&self, ctx: &Ctx) -> Served {
        if self.offered() == Offer::Custom && self.available(ctx) == 0 {
            return Served::default();
        }
        self.form(ctx).serve(&ctx.pack, &ctx.progress, &ctx.start())
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        let Happening::Action(action) = happening else { return Effects::none() };
        let settings = self.settings();
        match (action, settings.get(self.cursor)) {
            (Action::Back, _) => return Effects::go(Go::Back),
            (Action::Accept, _) => return self.go_on(ctx),
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
            Setting::Form => self.offer = turned(self.offer, self.offers.len(), more),
            Setting::Questions if more => self.questions = (self.questions / STEP + 1) * STEP,
            Setting::Questions => self.questions = self.questions.saturating_sub(1) / STEP * STEP,
            Setting::Minutes if more => {
                self.minutes = ((self.minutes / minutes_step + 1) * minutes_step).min(MOST_MINUTES);
            }
            Setting::Minutes => {
                self.minutes = (self.minutes.saturating_sub(1) / minutes_step * minutes_step).max(1);
            }
            Setting::Labs if more => self.labs = (self.labs + 1).min(MOST_LABS),
            Setting::Labs => self.labs = self.labs.saturating_sub(1),
            Setting::Only => self.only = next_of(&Only::ALL, self.only, more),
            Setting::ExtraTime => {
                self.terms.accommodation = next_of(&Accommodation::ALL, self.terms.accommodation, more);
            }
            Setting::Clock | Setting::Kind(_) | Setting::Family(_) => self.toggle(setting),
        }
    }

    fn toggle(&mut self, setting: Setting) {
        match setting {
            Setting::Minutes => self.timed = !self.timed,
            Setting::Clock => {
                self.terms.rule = match self.terms.rule {
                    ClockRule::Exam => ClockRule::Practice,
                    ClockRule::Practice => ClockRule::Exam,
                };
            }
            Setting::Kind(at) => self.kinds.iter_mut().skip(at).take(1).for_each(|on| *on = !*on),
            Setting::Family(at) => self.families.iter_mut().skip(at).take(1).for_each(|on| *on = !*on),
            Setting::Form | Setting::Only | Setting::ExtraTime => self.change(setting, true),
            Setting::Questions | Setting::Labs => {}
        }
    }

    fn go_on(&self, ctx: &Ctx) -> Effects {
        let served = self.served(ctx);
        if served.questions.is_empty() {
            return Effects::say("No question fits: choose other families, kinds or questions.");
        }
        let tutorial = Tutorial::new(self.clone(), self.form(ctx), served, self.terms, ctx.seed());
        Effects::instead(Screen::Tutorial(Box::new(tutorial)))
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let title = format!("Timed quiz for {}", ctx.pack.exam.code);
        let below = chrome::header(frame, area, &title, Line::default(), ctx.theme);
        let mut page = Page::new(below, ctx.theme);
        let served = self.served(ctx);
        if served.questions.is_empty() {
            page.text("No question fits what is chosen below.", Role::Warning);
        } else {
            for (at, paragraph) in served.announcement(self.terms).into_iter().enumerate() {
                page.text(&paragraph, if at == 0 { Role::Strong } else { Role::Text });
            }
        }
        let met = met(&served, ctx);
        if met > 0 && self.offered() != Offer::Custom {
            let said = format!("You have met {met} of these questions: it is no new form any more.");
            page.text(&said, Role::Warning);
        }
        page.gap();
        let rows: Vec<_> = self.settings().into_iter().map(|setting| self.row(setting, ctx)).collect();
        write_rows(&mut page, &rows, self.cursor);
        let scroll = following(&page, below, self.cursor);
        page.draw(frame, below, scroll);
    }
}

/// The forms that this pack has something for; one's own mix comes last.
fn offers(ctx: &Ctx) -> Vec<Offer> {
    let has = |mock: &MockForm| ctx.pack.questions.iter().any(|question| question.pool == mock.pool());
    let mut offers: Vec<Offer> = MockForm::ALL.into_iter().filter(has).map(Offer::Mock).collect();
    offers.extend(ctx.pack.exam.simulation.as_ref().map(|_| Offer::Simulation));
    offers.push(Offer::Custom);
    offers
}

/// How many of the questions were answered before.
fn met(served: &Served, ctx: &Ctx) -> usize {
    served.questions.iter().filter(|id| ctx.progress.seen.has_met(id)).count()
}

fn turned(at: usize, count: usize, on: bool) -> usize {
    let count = count.max(1);
    if on { (at + 1) % count } else { (at + count - 1) % count }
}

fn next_of<T: Copy + PartialEq>(all: &[T], now: T, on: bool) -> T {
    let at = all.iter().position(|one| *one == now).unwrap_or(0);
    all.get(turned(at, all.len(), on)).copied().unwrap_or(now)
}
