//! What can happen, and what can be wished for.

use std::path::PathBuf;

use crossterm::event::KeyEvent;

use crate::launch::Settings;
use crate::memory::Clock;
use crate::session::{Moment, Progress, Recorded, SessionEvent, SessionId};
use crate::store::Past;
use crate::tui::screen::{Dialog, Screen};
use crate::tui::{Action, Event};

/// What the application is told.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// The time; comes before everything else of a wake-up.
    Now(Moment),
    /// The terminal, or a signal.
    Event(Event),
    /// Nothing happened until the moment that [`crate::tui::App::wake_in`] asked for.
    Tick,
    /// A command has been run.
    Reply(Reply),
}

/// What came of a command.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// The fact is on the disk.
    Stored(Box<Recorded>),
    /// The fact is not on the disk.
    NotStored {
        recorded: Box<Recorded>,
        error: String,
    },
    FileRead {
        path: PathBuf,
        text: Result<String, String>,
    },
    /// Nothing was written: there is such a file.
    FileExists {
        path: PathBuf,
    },
    FileWritten {
        path: PathBuf,
        outcome: Result<(), String>,
    },
    /// The facts of one sitting, oldest first.
    Sitting {
        session: SessionId,
        facts: Result<Vec<Recorded>, String>,
    },
    /// A stretch of the past.
    Past(Result<Past, String>),
    /// What the whole history says.
    Folded(Result<Box<Progress>, String>),
    /// These settings hold from now on, for this run only when they could not be saved.
    SettingsSaved {
        settings: Box<Settings>,
        outcome: Result<(), String>,
    },
    /// The terminal is ours again, with this many columns and rows.
    Resumed(u16, u16),
    /// The terminal cannot be set up again.
    TerminalLost,
}

/// What the application wants done outside itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cmd {
    /// Appends a fact to the history. Answered before anything is drawn.
    Append(Box<SessionEvent>),
    ReadFile(PathBuf),
    /// Reads the facts of one sitting, answered by [`Reply::Sitting`].
    ReadSitting(SessionId),
    /// Reads the latest facts that a list of past work tells, older than `before` when it is given, and
    /// is answered by [`Reply::Past`].
    ReadPast {
        before: Option<i64>,
        /// At least so many, when there are as many.
        count: usize,
    },
    /// Folds the whole history again, answered by [`Reply::Folded`].
    Fold(Clock),
    /// Writes a whole file that is not there yet, creating its folder.
    WriteNewFile {
        path: PathBuf,
        text: String,
    },
    /// Writes a whole file, creating its folder.
    WriteFile {
        path: PathBuf,
        text: String,
    },
    /// Writes the settings that changed into their file.
    SaveSettings(Box<Settings>),
    /// Gives the terminal back and stops, alone or with the whole job.
    Stop {
        group: bool,
    },
    /// Sets the terminal up once more, after a stop nobody saw.
    Retake,
}

/// What a screen is told.
#[derive(Debug, Clone, PartialEq)]
pub enum Happening {
    /// A key that means something in the screen's context.
    Action(Action),
    /// A key that means nothing there, in a context that takes text.
    Type(KeyEvent),
    Paste(String),
    /// A click inside the screen's body, at column and row of the terminal.
    Click(u16, u16),
    /// A second of a clock has passed.
    Tick,
    /// The learner answered the question that the screen put with [`Go::Ask`].
    Answered(Answer),
    /// A command of this screen that reads or writes came back.
    Reply(Reply),
    /// The screen is on top again, after the one above it left.
    Shown,
}

/// The answer to a question that a dialog put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Yes,
    No,
}

/// Where to go.
#[derive(Debug, Clone)]
pub enum Go {
    /// Puts a screen on top.
    To(Box<Screen>),
    /// Puts a screen in place of this one.
    Instead(Box<Screen>),
    Back,
    /// Asks a yes-or-no question over this screen; the answer comes as [`Happening::Answered`].
    Ask(Dialog),
    /// Leaves; whether the learner goes on although answers are not saved.
    Accept(Answer),
    /// Leaves, and gives the screen below this answer.
    Answer(Answer),
    Quit,
}

/// What comes out of an update.
#[derive(Debug, Clone, Default)]
pub struct Effects {
    pub cmds: Vec<Cmd>,
    pub go: Option<Go>,
    /// One line for the learner, shown until the next key.
    pub notice: Option<String>,
}

impl Effects {
    /// Nothing to do.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// One command.
    #[must_use]
    pub fn cmd(cmd: Cmd) -> Self {
        Self { cmds: vec![cmd], ..Self::default() }
    }

    /// Stores a fact.
    #[must_use]
    pub fn append(event: SessionEvent) -> Self {
        Self::cmd(Cmd::Append(Box::new(event)))
    }

    /// Goes somewhere.
    #[must_use]
    pub fn go(go: Go) -> Self {
        Self { go: Some(go), ..Self::default() }
    }

    /// Puts a screen on top.
    #[must_use]
    pub fn open(screen: Screen) -> Self {
        Self::go(Go::To(Box::new(screen)))
    }

    /// Puts a screen in place of this one.
    #[must_use]
    pub fn instead(screen: Screen) -> Self {
        Self::go(Go::Instead(Box::new(screen)))
    }

    /// Says one line.
    #[must_use]
    pub fn say(notice: impl Into<String>) -> Self {
        Self { notice: Some(notice.into()), ..Self::default() }
    }

    /// Says one line, too.
    #[must_use]
    pub fn and_say(mut self, notice: impl Into<String>) -> Self {
        self.notice = Some(notice.into());
        self
    }

    /// Runs one more command.
    #[must_use]
    pub fn and_cmd(mut self, cmd: Cmd) -> Self {
        self.cmds.push(cmd);
        self
    }

    /// Goes somewhere, too.
    #[must_use]
    pub fn and_go(mut self, go: Go) -> Self {
        self.go = Some(go);
        self
    }
}
