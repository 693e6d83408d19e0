//! What is open when the program starts.

use crate::launch::Start;
use crate::tui::screen::{Build, Drill, Labs, Screen, Setup};
use crate::tui::{Ctx, Effects, Go, Happening};

/// Leaves at once for the screen that the command line asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    start: Start,
}

impl Opening {
    /// Will open there.
    #[must_use]
    pub fn new(start: Start) -> Self {
        Self { start }
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        if *happening != Happening::Shown {
            return Effects::none();
        }
        match &self.start {
            Start::Build { lab: Some(lab) } => Build::open_instead(lab, ctx),
            Start::Build { lab: None } => Effects::instead(Screen::Labs(Labs::new())),
            Start::Drill { objectives, selection, purpose } => {
                let drill = Drill::select(objectives.clone(), *selection, *purpose, ctx);
                Effects::instead(Screen::Drill(Box::new(drill)))
            }
            Start::Practice { questions } => {
                Effects::instead(Screen::Drill(Box::new(Drill::over(questions.clone(), ctx))))
            }
            Start::Exam { objectives } => {
                Effects::instead(Screen::Setup(Setup::new(objectives.clone(), ctx)))
            }
            Start::Home => Effects::go(Go::Back),
        }
    }
}
