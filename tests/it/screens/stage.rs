//! The real loop on a surface of cells, with a script for keys and a world in memory.

use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::backend::TestBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use trapline::bank::Pack;
use trapline::launch::{Appearance, Launch, Settings, Start, save_settings, settings_path};
use trapline::memory::Clock;
use trapline::session::{Boot, Recorded, SessionEvent};
use trapline::store::Store;
use trapline::tui::{App, Cmd, Event, EventSource, Exec, Input, Reply, drive};

use crate::screens::pack::pack;

/// 24 November 2026, 10:00 UTC.
pub const NOON: i64 = 1_795_514_400_000;

const DAY: i64 = 86_400_000;

/// What can be set before a run.
pub struct Play {
    pub size: (u16, u16),
    pub start: Start,
    pub pack: Pack,
    pub history: Vec<Recorded>,
    pub appearance: Appearance,
    /// Every fact is refused.
    pub broken_store: bool,
    pub notices: Vec<String>,
    pub settings: Settings,
    /// Files that are there, by their path in the folder of the program.
    pub files: BTreeMap<String, String>,
}

impl Default for Play {
    fn default() -> Self {
        Self {
            size: (80, 24),
            start: Start::Home,
            pack: pack(),
            history: Vec::new(),
            appearance: Appearance { colour: true, ascii: false, mouse: true },
            broken_store: false,
            notices: Vec::new(),
            settings: Settings::default(),
            files: BTreeMap::new(),
        }
    }
}

/// What a run left behind.
#[must_use]
pub struct Played {
    /// The last frame before the end.
    pub screen: String,
    /// Facts that this run stored, or tried to.
    pub stored: Vec<SessionEvent>,
    pub farewell: Option<String>,
    /// Files that are there afterwards.
    pub files: BTreeMap<String, String>,
    /// How often the loop asked to be woken by time.
    pub wakes: Vec<Option<Duration>>,
}

impl Play {
    pub fn at(width: u16, height: u16) -> Self {
        Self { size: (width, height), ..Self::default() }
    }

    pub fn start(self, start: Start) -> Self {
        Self { start, ..self }
    }

    /// Presses keys: names and characters parted by spaces, `text:…` for a word, `wait:MS`, `set:MS`, `size:WxH`.
    pub fn keys(self, script: &str) -> Played {
        let script = script.split_whitespace().flat_map(events_of).collect();
        self.events(script)
    }

    pub fn events(self, script: VecDeque<Step>) -> Played {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open(home.path()).unwrap().store;
        for recorded in &self.history {
            store.append(recorded.at_millis, &recorded.event).unwrap();
        }
        let launch = Launch {
            start: self.start,
            pack: self.pack,
            store,
            notices: self.notices,
            home: home.path().to_owned(),
            seed: 7,
            clock: Clock { utc_offset_secs: 0, rollover_hour: 4 },
            appearance: self.appearance,
            settings: self.settings,
        };
        let now = Rc::new(Cell::new(NOON));
        let wall = Rc::new(Cell::new(0));
        let (width, height) = self.size;
        let viewport = Viewport::Fixed(Rect::new(0, 0, width, height));
        // The surface is as large as any size of a script; only the viewport changes.
        let backend = TestBackend::new(320, 120);
        let mut terminal = Terminal::with_options(backend, TerminalOptions { viewport }).unwrap();
        let (mut app, store) = App::new(launch, self.size);
        let mut world = Memory {
            store,
            now: now.clone(),
            wall: wall.clone(),
            stored: Vec::new(),
            broken: self.broken_store,
            home: home.path().to_owned(),
            files: self.files,
        };
        let mut script = Script { steps: script, now, wall, wakes: Vec::new() };
        drive(&mut terminal, &mut script, &mut world, &mut app).unwrap();
        Played {
            screen: screen(&terminal).replace(&home.path().display().to_string(), "HOME"),
            stored: world.stored,
            farewell: app.farewell().map(str::to_owned),
            files: world.files,
            wakes: script.wakes,
        }
    }
}

fn screen(terminal: &Terminal<TestBackend>) -> String {
    let buffer = terminal.backend().buffer();
    let lines = (0..buffer.area.height).map(|y| {
        let cells = (0..buffer.area.width).map(|x| buffer[(x, y)].symbol());
        cells.collect::<String>().trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

#[derive(Debug, Clone)]
pub enum Step {
    Event(Event),
    /// So many milliseconds pass.
    Wait(i64),
    /// Somebody sets the system time on by so many milliseconds, or back.
    SetClock(i64),
}

fn events_of(word: &str) -> Vec<Step> {
    if let Some(text) = word.strip_prefix("text:") {
        return text.chars().map(|c| key(KeyCode::Char(c), KeyModifiers::NONE)).collect();
    }
    if let Some(millis) = word.strip_prefix("wait:") {
        return vec![Step::Wait(millis.parse().unwrap())];
    }
    if let Some(millis) = word.strip_prefix("set:") {
        return vec![Step::SetClock(millis.parse().unwrap())];
    }
    if let Some(size) = word.strip_prefix("size:") {
        let (width, height) = size.split_once('x').unwrap();
        return vec![Step::Event(Event::Resized(width.parse().unwrap(), height.parse().unwrap()))];
    }
    let none = KeyModifiers::NONE;
    vec![match word {
        "Enter" => key(KeyCode::Enter, none),
        "Esc" => key(KeyCode::Esc, none),
        "Space" => key(KeyCode::Char(' '), none),
        "Down" => key(KeyCode::Down, none),
        "Up" => key(KeyCode::Up, none),
        "Tab" => key(KeyCode::Tab, none),
        "Right" => key(KeyCode::Right, none),
        "PgDn" => key(KeyCode::PageDown, none),
        "End" => key(KeyCode::End, none),
        "C-c" => key(KeyCode::Char('c'), KeyModifiers::CONTROL),
        "C-d" => key(KeyCode::Char('d'), KeyModifiers::CONTROL),
        "C-o" => key(KeyCode::Char('o'), KeyModifiers::CONTROL),
        "C-p" => key(KeyCode::Char('p'), KeyModifiers::CONTROL),
        "C-r" => key(KeyCode::Char('r'), KeyModifiers::CONTROL),
        "C-s" => key(KeyCode::Char('s'), KeyModifiers::CONTROL),
        "C-u" => key(KeyCode::Char('u'), KeyModifiers::CONTROL),
        one if one.chars().count() == 1 => key(KeyCode::Char(one.chars().next().unwrap()), none),
        other => panic!("unknown key {other}"),
    }]
}

pub fn key(code: KeyCode, modifiers: KeyModifiers) -> Step {
    Step::Event(Event::Input(Input::Key(KeyEvent::new(code, modifiers))))
}

struct Script {
    steps: VecDeque<Step>,
    now: Rc<Cell<i64>>,
    /// How far the system time was set on.
    wall: Rc<Cell<i64>>,
    wakes: Vec<Option<Duration>>,
}

impl EventSource for Script {
    fn wait(&mut self, timeout: Option<Duration>) -> io::Result<Vec<Event>> {
        self.wakes.push(timeout);
        Ok(match self.steps.pop_front() {
            Some(Step::Event(event)) => vec![event],
            Some(Step::Wait(millis)) => {
                self.now.set(self.now.get() + millis);
                Vec::new()
            }
            Some(Step::SetClock(millis)) => {
                self.wall.set(self.wall.get() + millis);
                Vec::new()
            }
            None => vec![Event::Ended],
        })
    }

    fn forget_stop(&mut self) {}
}

struct Memory {
    store: Store,
    now: Rc<Cell<i64>>,
    wall: Rc<Cell<i64>>,
    stored: Vec<SessionEvent>,
    broken: bool,
    home: PathBuf,
    files: BTreeMap<String, String>,
}

impl Memory {
    fn name(&self, path: &Path) -> String {
        path.strip_prefix(&self.home).unwrap_or(path).display().to_string()
    }
}

impl Exec for Memory {
    fn now_millis(&self) -> i64 {
        self.now.get() + self.wall.get()
    }

    fn boot(&self) -> Boot {
        Boot { id: 1, millis: (self.now.get() - NOON + DAY).try_into().unwrap() }
    }

    fn run(&mut self, cmd: Cmd) -> Reply {
        match cmd {
            Cmd::Append(event) => {
                self.stored.push((*event).clone());
                let recorded = Box::new(Recorded { at_millis: self.now_millis(), event: *event });
                if self.broken {
                    Reply::NotStored { recorded, error: "the disk is full".into() }
                } else {
                    self.store.append(recorded.at_millis, &recorded.event).unwrap();
                    Reply::Stored(recorded)
                }
            }
            Cmd::ReadSitting(session) => {
                let facts = self.store.sitting(&session).map_err(|error| error.to_string());
                Reply::Sitting { session, facts }
            }
            Cmd::ReadPast { before, count } => {
                Reply::Past(self.store.past(before, count).map_err(|error| error.to_string()))
            }
            Cmd::Fold(clock) => {
                Reply::Folded(self.store.progress(clock).map(Box::new).map_err(|error| error.to_string()))
            }
            Cmd::ReadFile(path) => {
                let text =
                    self.files.get(&self.name(&path)).cloned().ok_or_else(|| "no such file".to_owned());
                Reply::FileRead { path, text }
            }
            Cmd::WriteNewFile { path, .. } if self.files.contains_key(&self.name(&path)) => {
                Reply::FileExists { path }
            }
            Cmd::WriteFile { path, text } | Cmd::WriteNewFile { path, text } => {
                self.files.insert(self.name(&path), text);
                Reply::FileWritten { path, outcome: Ok(()) }
            }
            Cmd::SaveSettings(settings) => {
                let outcome = save_settings(&self.home, &settings);
                if let Ok(text) = std::fs::read_to_string(settings_path(&self.home)) {
                    self.files.insert("settings.toml".to_owned(), text);
                }
                Reply::SettingsSaved { settings, outcome }
            }
            Cmd::Stop { .. } | Cmd::Retake => Reply::Resumed(80, 24),
        }
    }
}
