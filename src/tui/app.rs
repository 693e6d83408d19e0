//! The model: a stack of screens, and what all of them may read.

use std::path::PathBuf;

use ratatui::Frame;
use ratatui::layout::{Rect, Size};

use crate::bank::Pack;
use crate::launch::{Launch, Settings};
use crate::memory::{Clock, Policy};
use crate::session::{Boot, Moment, Progress, Recorded, Start};
use crate::store::Store;
use crate::tui::keymap::resolve;
use crate::tui::screen::{self, Dialog, Help, Home, Screen};
use crate::tui::widget::{chrome, footer};
use crate::tui::{Action, Answer, Cmd, Context, Effects, Event, Go, Happening, Input, Msg, Reply, Theme};

/// What every screen may read and none may change.
#[derive(Debug)]
pub struct Ctx {
    pub pack: Pack,
    /// The facts of this run, oldest first, stored or not.
    pub run: Vec<Recorded>,
    pub progress: Progress,
    pub clock: Clock,
    pub now_millis: i64,
    /// Now, on the clock that nobody can set.
    pub boot: Boot,
    pub theme: Theme,
    /// Size of the terminal.
    pub size: Size,
    /// The folder of everything that the program writes.
    pub home: PathBuf,
    pub settings: Settings,
    /// Said once, on the first screen.
    pub notices: Vec<String>,
    /// The learner knows that answers are not saved, and went on.
    pub unsaved: bool,
    seed: u64,
    /// There were facts before this run.
    has_past: bool,
    /// Facts of this run that the disk refused.
    refused: Vec<Recorded>,
}

impl Ctx {
    /// The study day of now.
    #[must_use]
    pub fn today(&self) -> i64 {
        self.clock.study_day(self.now_millis)
    }

    /// Now, as both clocks tell it.
    #[must_use]
    pub fn now(&self) -> Moment {
        Moment { wall_millis: self.now_millis, boot: self.boot }
    }

    /// The seed of a sitting that begins now: the one of the command line for the first, another one
    /// after each answer.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed.wrapping_add(self.run.len() as u64)
    }

    /// Whether the history is still empty.
    #[must_use]
    pub fn is_first_run(&self) -> bool {
        !self.has_past && self.run.is_empty()
    }

    /// What the learner wants of the schedule.
    #[must_use]
    pub fn policy(&self) -> Policy {
        self.settings.policy()
    }

    /// The circumstances of a sitting of self-study that begins now.
    #[must_use]
    pub fn start(&self) -> Start {
        Start { seed: self.seed(), now_millis: self.now_millis, today: self.today(), policy: self.policy() }
    }

    /// What is left for a screen besides the footer.
    #[must_use]
    pub fn body(&self) -> Rect {
        chrome::body(Rect::new(0, 0, self.size.width, self.size.height))
    }

    /// Takes in a fact of this run; what else must be done for it.
    fn record(&mut self, recorded: Recorded) -> Vec<Cmd> {
        let in_step = self.progress.record(&recorded, self.clock);
        self.run.push(recorded);
        if in_step { Vec::new() } else { vec![Cmd::Fold(self.clock)] }
    }

    /// Takes over what the history on disk says, and what it lacks.
    fn fold(&mut self, progress: Progress) {
        self.progress = progress;
        for recorded in &self.refused {
            self.progress.record(recorded, self.clock);
        }
    }
}

/// The application.
#[derive(Debug)]
pub struct App {
    ctx: Ctx,
    /// The top one has the focus. Empty when the program has ended.
    stack: Vec<Screen>,
    notice: Option<String>,
    farewell: Option<String>,
}

impl App {
    /// Opens where `launch` says; gives the store back for the one that runs commands.
    #[must_use]
    pub fn new(launch: Launch, size: (u16, u16)) -> (Self, Store) {
        let mut store = launch.store;
        let mut notices = launch.notices;
        let progress = store.progress(launch.clock).unwrap_or_else(|error| {
            notices.push(error.to_string());
            Progress::default()
        });
        notices.extend(store.take_notice());
        let ctx = Ctx {
            progress,
            has_past: !store.is_empty().unwrap_or(false),
            run: Vec::new(),
            refused: Vec::new(),
            pack: launch.pack,
            clock: launch.clock,
            now_millis: 0,
            boot: Boot::default(),
            theme: Theme::new(launch.appearance.colour, launch.appearance.ascii),
            size: Size::new(size.0, size.1),
            home: launch.home,
            settings: launch.settings,
            notices,
            unsaved: false,
            seed: launch.seed,
        };
        let start = screen::Opening::new(launch.start);
        let stack = vec![Screen::Home(Home::new()), Screen::Opening(start)];
        (Self { ctx, stack, notice: None, farewell: None }, store)
    }

    /// Whether the program is over.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.stack.is_empty()
    }

    /// What to print when the terminal is given back.
    #[must_use]
    pub fn farewell(&self) -> Option<&str> {
        self.farewell.as_deref()
    }

    /// Milliseconds until something on the screen moves by itself; nothing when nothing does.
    #[must_use]
    pub fn wake_in(&self) -> Option<u64> {
        self.stack.iter().filter_map(|screen| screen.wake_in(&self.ctx)).min()
    }

    /// Where the focus is.
    #[must_use]
    pub fn context(&self) -> Context {
        if chrome::is_too_small(self.ctx.size) {
            return Context::TooSmall;
        }
        self.stack.last().map_or(Context::TooSmall, Screen::context)
    }

    /// Takes one message in, and says what is to be done outside.
    pub fn update(&mut self, msg: Msg) -> Vec<Cmd> {
        match msg {
            Msg::Now(now) => self.now(now),
            Msg::Tick => self.tick(),
            Msg::Event(event) => self.event(event),
            Msg::Reply(reply) => self.reply(reply),
        }
    }

    /// The first time is the moment at which the first screen can open.
    fn now(&mut self, now: Moment) -> Vec<Cmd> {
        self.ctx.now_millis = now.wall_millis;
        self.ctx.boot = now.boot;
        match self.stack.last() {
            Some(Screen::Opening(_)) => self.tell(&Happening::Shown),
            _ => self.tick(),
        }
    }

    /// Tells every screen, not only the top one: an exam under a dialog runs out of time as well.
    fn tick(&mut self) -> Vec<Cmd> {
        for at in 0..self.stack.len() {
            let Some(screen) = self.stack.get_mut(at) else { break };
            let effects = screen.update(&Happening::Tick, &self.ctx);
            if effects.go.is_some() {
                self.stack.truncate(at + 1);
                return self.apply(effects);
            }
            if !effects.cmds.is_empty() || effects.notice.is_some() {
                return self.apply(effects);
            }
        }
        Vec::new()
    }

    fn event(&mut self, event: Event) -> Vec<Cmd> {
        match event {
            Event::Input(input) => self.input(input),
            Event::Resized(width, height) => {
                self.ctx.size = Size::new(width, height);
                Vec::new()
            }
            Event::StopAsked => vec![Cmd::Stop { group: false }],
            Event::Continued => vec![Cmd::Retake],
            Event::Ended => self.end(),
        }
    }

    fn input(&mut self, input: Input) -> Vec<Cmd> {
        self.notice = None;
        let context = self.context();
        let happening = match input {
            Input::Key(key) => match resolve(context, key) {
                Some(action) => return self.act(action),
                None if context.takes_text() => Happening::Type(key),
                None => return Vec::new(),
            },
            Input::Paste(text) if context.takes_text() => Happening::Paste(text),
            Input::Wheel { up } if context != Context::TooSmall => {
                Happening::Action(if up { Action::Up } else { Action::Down })
            }
            Input::Click(column, row) if context != Context::TooSmall => Happening::Click(column, row),
            Input::Paste(_) | Input::Wheel { .. } | Input::Click(..) => return Vec::new(),
        };
        self.tell(&happening)
    }

    fn act(&mut self, action: Action) -> Vec<Cmd> {
        match action {
            Action::Quit => self.end(),
            Action::Suspend => vec![Cmd::Stop { group: true }],
            Action::Redraw => vec![Cmd::Retake],
            Action::Help => {
                let help = Help::about(self.context());
                self.apply(Effects::open(Screen::Help(help)))
            }
            Action::Search if matches!(self.context(), Context::Home | Context::List) => {
                let search = Box::new(screen::Search::new("", &self.ctx));
                self.apply(Effects::open(Screen::Search(search)))
            }
            other => match self.put_aside(other) {
                Some(effects) => self.apply(effects),
                None => self.tell(&Happening::Action(other)),
            },
        }
    }

    /// A star, a note or a report, about whatever question has the focus.
    fn put_aside(&self, action: Action) -> Option<Effects> {
        let question = self.stack.last()?.question()?;
        screen::put_aside(action, &question, &self.ctx)
    }

    fn reply(&mut self, reply: Reply) -> Vec<Cmd> {
        match reply {
            Reply::Stored(recorded) => self.ctx.record(*recorded),
            Reply::NotStored { recorded, error } => {
                self.ctx.refused.push((*recorded).clone());
                let cmds = self.ctx.record(*recorded);
                if !self.ctx.unsaved && !self.has_ended() {
                    self.stack.push(Screen::StoreTrouble(screen::StoreTrouble::new(&error)));
                }
                cmds
            }
            Reply::Folded(Ok(progress)) => {
                self.ctx.fold(*progress);
                Vec::new()
            }
            Reply::Folded(Err(error)) => {
                self.notice = Some(error);
                Vec::new()
            }
            Reply::Resumed(width, height) => {
                self.ctx.size = Size::new(width, height);
                Vec::new()
            }
            Reply::TerminalLost => self.end(),
            Reply::SettingsSaved { settings, outcome } => {
                self.ctx.settings = *settings;
                self.notice = outcome.err();
                Vec::new()
            }
            Reply::FileRead { .. }
            | Reply::FileExists { .. }
            | Reply::FileWritten { .. }
            | Reply::Sitting { .. }
            | Reply::Past(_) => self.tell(&Happening::Reply(reply)),
        }
    }

    fn tell(&mut self, happening: &Happening) -> Vec<Cmd> {
        let Some(top) = self.stack.last_mut() else { return Vec::new() };
        let effects = top.update(happening, &self.ctx);
        self.apply(effects)
    }

    fn apply(&mut self, effects: Effects) -> Vec<Cmd> {
        let Effects { mut cmds, go, notice } = effects;
        if notice.is_some() {
            self.notice = notice;
        }
        match go {
            None => {}
            Some(Go::To(screen)) => self.stack.push(*screen),
            Some(Go::Instead(screen)) => {
                self.stack.pop();
                self.stack.push(*screen);
            }
            Some(Go::Ask(dialog)) => self.stack.push(Screen::Dialog(dialog)),
            Some(Go::Back) => cmds.extend(self.leave(&Happening::Shown)),
            Some(Go::Answer(answer)) => cmds.extend(self.leave(&Happening::Answered(answer))),
            Some(Go::Accept(answer)) => {
                self.ctx.unsaved = true;
                cmds.extend(match answer {
                    Answer::Yes => self.leave(&Happening::Shown),
                    Answer::No => self.end(),
                });
            }
            Some(Go::Quit) => cmds.extend(self.end()),
        }
        cmds
    }

    fn leave(&mut self, below: &Happening) -> Vec<Cmd> {
        self.stack.pop();
        self.tell(below)
    }

    /// Ends the program; screens with something unsaved save it now.
    fn end(&mut self) -> Vec<Cmd> {
        let stack = std::mem::take(&mut self.stack);
        self.farewell = stack.iter().rev().find_map(Screen::farewell);
        stack.iter().flat_map(|screen| screen.last_cmds(&self.ctx)).collect()
    }

    /// Draws everything.
    pub fn view(&self, frame: &mut Frame) {
        let area = frame.area();
        if chrome::is_too_small(area.as_size()) {
            chrome::too_small(frame, self.ctx.theme);
            return;
        }
        let body = chrome::body(area);
        let base = self.stack.iter().rposition(|screen| !screen.is_overlay()).unwrap_or(0);
        for screen in self.stack.iter().skip(base) {
            screen.view(frame, body, &self.ctx);
        }
        let notice = self.notice.as_deref().or(self.ctx.unsaved.then_some("Answers are not being saved."));
        footer::draw(frame, chrome::footer(area), self.context(), notice, self.ctx.theme);
    }

    /// A question over whatever is on the screen; used by tests to see dialogs.
    #[must_use]
    pub fn dialog(&self) -> Option<&Dialog> {
        match self.stack.last() {
            Some(Screen::Dialog(dialog)) => Some(dialog),
            _ => None,
        }
    }
}
