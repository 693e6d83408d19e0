//! What a front end is started with: the command line writes it, the terminal program and the plain
//! one read it.

mod boot;
mod designs;
mod report;
mod settings;

use std::path::PathBuf;

use crate::bank::{Pack, QuestionId};
use crate::lab::LabId;
use crate::memory::Clock;
use crate::session::{Purpose, Selection};
use crate::store::Store;

pub use boot::boot;
pub use designs::{design_path, draft_path, result_path, write_file, write_new_file};
pub use report::{Suggestion, report_path};
pub use settings::{OpenedSettings, Setting, Settings, Shape, open_settings, save_settings, settings_path};

/// Where the trainer opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    Home,
    /// Self-study over these learning objectives, over all when empty.
    Drill {
        objectives: Vec<String>,
        selection: Selection,
        /// [`Purpose::Cram`] asks for what is most forgotten, due or not, and moves no schedule.
        purpose: Purpose,
    },
    /// Self-study over exactly these questions.
    Practice {
        questions: Vec<QuestionId>,
    },
    /// The set-up of a timed exam over these learning objectives, over all when empty.
    Exam {
        objectives: Vec<String>,
    },
    /// One exercise of the builder; the choice of exercises when absent.
    Build {
        lab: Option<LabId>,
    },
}

/// How the program may look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appearance {
    pub colour: bool,
    /// Letters and signs of ASCII only, for what the program itself draws.
    pub ascii: bool,
    pub mouse: bool,
}

/// Everything a front end needs. It reads the clock itself, and nothing else of the environment.
#[derive(Debug)]
pub struct Launch {
    pub start: Start,
    pub pack: Pack,
    pub store: Store,
    /// Said to the learner once, at the beginning: such as a damaged history that was set aside.
    pub notices: Vec<String>,
    /// The folder of everything that the program writes; saved designs go to `designs` inside.
    pub home: PathBuf,
    /// Decides drawing and order of questions and options; chosen at random unless the learner gave it.
    pub seed: u64,
    pub clock: Clock,
    pub appearance: Appearance,
    pub settings: Settings,
}
