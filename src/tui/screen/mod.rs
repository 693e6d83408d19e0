//! One file per screen: its state, its update, its view.

mod build;
mod complaint;
mod dialog;
mod drill;
mod exam;
mod evidence;
mod help;
mod history;
mod home;
mod labs;
mod lessons;
mod opening;
mod preview;
mod report;
mod review;
mod search;
mod settings;
mod shelf;
mod setup;
mod stats;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::bank::QuestionId;
use crate::tui::{Cmd, Context, Ctx, Effects, Happening};

pub use build::{Build, Results};
pub use complaint::Complaint;
pub use dialog::{Dialog, StoreTrouble};
pub use drill::Drill;
pub use evidence::Evidence;
pub use exam::{Exam, Tutorial};
pub use help::Help;
pub use history::History;
pub use home::{Home, sketch};
pub use labs::Labs;
pub use lessons::Lessons;
pub use opening::Opening;
pub use preview::Preview;
pub use report::Report;
pub use search::Search;
pub use settings::Settings;
pub use setup::Setup;
pub(in crate::tui) use shelf::act as put_aside;
pub use shelf::{Note, marks};
pub use stats::{Ledger, Stats};

/// Whatever can be on the stack. A screen reads [`Ctx`] and changes nothing but itself.
#[derive(Debug, Clone)]
pub enum Screen {
    Opening(Opening),
    Home(Home),
    Drill(Box<Drill>),
    Settings(Settings),
    Search(Box<Search>),
    Preview(Preview),
    Note(Note),
    Complaint(Box<Complaint>),
    Setup(Setup),
    Tutorial(Box<Tutorial>),
    Exam(Box<Exam>),
    Report(Box<Report>),
    Labs(Labs),
    Build(Box<Build>),
    Lessons(Lessons),
    History(History),
    Stats(Stats),
    Ledger(Ledger),
    Evidence(Box<Evidence>),
    Results(Box<Results>),
    Dialog(Dialog),
    StoreTrouble(StoreTrouble),
    Help(Help),
}

impl Screen {
    /// Where the focus is.
    #[must_use]
    pub fn context(&self) -> Context {
        match self {
            Self::Opening(_) | Self::Home(_) => Context::Home,
            Self::Drill(screen) => screen.context(),
            Self::Settings(screen) => screen.context(),
            Self::Search(_) => Context::Search,
            Self::Preview(_) => Context::Preview,
            Self::Note(_) => Context::Note,
            Self::Complaint(screen) => screen.context(),
            Self::Setup(_) => Context::Setup,
            Self::Tutorial(screen) => screen.context(),
            Self::Exam(screen) => screen.context(),
            Self::Report(screen) => screen.context(),
            Self::Labs(_) | Self::History(_) => Context::List,
            Self::Lessons(screen) => screen.context(),
            Self::Stats(_) => Context::Statistics,
            Self::Ledger(screen) => screen.context(),
            Self::Results(screen) => screen.context(),
            Self::Build(screen) => screen.context(),
            Self::Evidence(_) => Context::Evidence,
            Self::Dialog(_) | Self::StoreTrouble(_) => Context::Dialog,
            Self::Help(_) => Context::Help,
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        match self {
            Self::Opening(screen) => screen.update(happening, ctx),
            Self::Home(screen) => screen.update(happening, ctx),
            Self::Drill(screen) => screen.update(happening, ctx),
            Self::Settings(screen) => screen.update(happening, ctx),
            Self::Search(screen) => screen.update(happening, ctx),
            Self::Preview(screen) => screen.update(happening, ctx),
            Self::Note(screen) => screen.update(happening),
            Self::Complaint(screen) => screen.update(happening, ctx),
            Self::Setup(screen) => screen.update(happening, ctx),
            Self::Tutorial(screen) => screen.update(happening, ctx),
            Self::Exam(screen) => screen.update(happening, ctx),
            Self::Report(screen) => screen.update(happening, ctx),
            Self::Lessons(screen) => screen.update(happening, ctx),
            Self::History(screen) => screen.update(happening, ctx),
            Self::Stats(screen) => screen.update(happening, ctx),
            Self::Ledger(screen) => screen.update(happening, ctx),
            Self::Labs(screen) => screen.update(happening, ctx),
            Self::Build(screen) => screen.update(happening, ctx),
            Self::Evidence(screen) => screen.update(happening, ctx),
            Self::Results(screen) => screen.update(happening, ctx),
            Self::Dialog(_) => Dialog::update(happening),
            Self::StoreTrouble(_) => StoreTrouble::update(happening),
            Self::Help(screen) => screen.update(happening, ctx),
        }
    }

    /// Draws it into `area`, which is what the footer leaves.
    pub fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        match self {
            Self::Opening(_) => {}
            Self::Home(screen) => screen.view(frame, area, ctx),
            Self::Drill(screen) => screen.view(frame, area, ctx),
            Self::Settings(screen) => screen.view(frame, area, ctx),
            Self::Search(screen) => screen.view(frame, area, ctx),
            Self::Preview(screen) => screen.view(frame, area, ctx),
            Self::Note(screen) => screen.view(frame, area, ctx),
            Self::Complaint(screen) => screen.view(frame, area, ctx),
            Self::Setup(screen) => screen.view(frame, area, ctx),
            Self::Tutorial(screen) => screen.view(frame, area, ctx),
            Self::Exam(screen) => screen.view(frame, area, ctx),
            Self::Report(screen) => screen.view(frame, area, ctx),
            Self::Lessons(screen) => screen.view(frame, area, ctx),
            Self::History(screen) => screen.view(frame, area, ctx),
            Self::Stats(screen) => screen.view(frame, area, ctx),
            Self::Ledger(screen) => screen.view(frame, area, ctx),
            Self::Labs(screen) => screen.view(frame, area, ctx),
            Self::Build(screen) => screen.view(frame, area, ctx),
            Self::Evidence(screen) => screen.view(frame, area, ctx),
            Self::Results(screen) => screen.view(frame, area, ctx),
            Self::Dialog(screen) => screen.view(frame, area, ctx),
            Self::StoreTrouble(screen) => screen.view(frame, area, ctx),
            Self::Help(screen) => screen.view(frame, area, ctx),
        }
    }

    /// The question in focus that can be starred, noted and reported.
    #[must_use]
    pub fn question(&self) -> Option<QuestionId> {
        match self {
            Self::Drill(screen) => screen.told_question(),
            Self::Report(screen) => screen.question(),
            Self::Preview(screen) => screen.question(),
            _ => None,
        }
        .cloned()
    }

    /// Whether the screen below shows through.
    #[must_use]
    pub fn is_overlay(&self) -> bool {
        matches!(self, Self::Opening(_) | Self::Dialog(_) | Self::StoreTrouble(_) | Self::Help(_))
    }

    /// Milliseconds until this screen moves by itself.
    #[must_use]
    pub fn wake_in(&self, ctx: &Ctx) -> Option<u64> {
        match self {
            Self::Exam(screen) => screen.wake_in(ctx),
            Self::Search(screen) => screen.wake_in(),
            _ => None,
        }
    }

    /// What is still to be done when the program ends with this screen open: saving what is not saved.
    #[must_use]
    pub fn last_cmds(&self, ctx: &Ctx) -> Vec<Cmd> {
        match self {
            Self::Exam(screen) => screen.last_cmds(ctx),
            _ => Vec::new(),
        }
    }

    /// What to say on the terminal when the program ends with this screen open.
    #[must_use]
    pub fn farewell(&self) -> Option<String> {
        match self {
            Self::Exam(screen) => Some(screen.farewell()),
            _ => None,
        }
    }
}
