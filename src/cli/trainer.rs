//! `trapline`, `trapline drill`, `exam`, `build`: opens a front end.

use std::io::{self, BufWriter, IsTerminal};

use rand::TryRng;
use rand::rngs::SysRng;

use crate::bank::{Pack, QuestionId};
use crate::cli::args::{Build, Drill, Exam, Global, OnlyWhich};
use crate::cli::console::Console;
use crate::cli::error::{CliError, Exit};
use crate::cli::grade::find_lab;
use crate::cli::input;
use crate::diag::did_you_mean;
use crate::launch::{Appearance, Launch, Start, open_settings};
use crate::plain::{self, Keyboard};
use crate::session::{Purpose, Selection};
use crate::tui::{self, Failure};

pub(in crate::cli) fn home(global: &Global, console: Console) -> Result<Exit, CliError> {
    open(global, console, true, None, |_| Ok(Start::Home))
}

pub(in crate::cli) fn drill(args: &Drill, global: &Global, console: Console) -> Result<Exit, CliError> {
    open(global, console, false, args.seed.seed, |pack| match args.id.as_deref() {
        None => Ok(drill_over(args, Vec::new())),
        Some(id) => match objectives_of(pack, id) {
            Some(objectives) => Ok(drill_over(args, objectives)),
            None => practice_of(pack, id),
        },
    })
}

fn drill_over(args: &Drill, objectives: Vec<String>) -> Start {
    let selection = match args.only {
        None => Selection::All,
        Some(OnlyWhich::Missed) => Selection::Missed,
        Some(OnlyWhich::Starred) => Selection::Starred,
        Some(OnlyWhich::Leeches) => Selection::Leeches,
    };
    let purpose = if args.cram { Purpose::Cram } else { Purpose::Study };
    Start::Drill { objectives, selection, purpose }
}

pub(in crate::cli) fn exam(args: &Exam, global: &Global, console: Console) -> Result<Exit, CliError> {
    open(global, console, false, args.seed.seed, |pack| {
        let objectives = match args.id.as_deref() {
            None => Vec::new(),
            Some(id) => objectives_of(pack, id).ok_or_else(|| unknown(pack, id, scope_ids(pack)))?,
        };
        Ok(Start::Exam { objectives })
    })
}

pub(in crate::cli) fn build(args: &Build, global: &Global, console: Console) -> Result<Exit, CliError> {
    open(global, console, false, args.seed.seed, |pack| {
        let lab = args.id.as_deref().map(|id| find_lab(pack, id).map(|lab| lab.id.clone())).transpose()?;
        Ok(Start::Build { lab })
    })
}

fn open(
    global: &Global,
    console: Console,
    at_home: bool,
    seed: Option<u64>,
    start: impl FnOnce(&Pack) -> Result<Start, CliError>,
) -> Result<Exit, CliError> {
    let plain = global.plain
        || !io::stdout().is_terminal() && !io::stdin().is_terminal()
        || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    if !plain {
        // A person at a keyboard who cannot see the questions is not served by asking them.
        tui::require().map_err(|refusal| {
            CliError::request(refusal.to_string())
                .hint("`--plain` reads and writes lines, from and to anything")
        })?;
    }
    let appearance = Appearance { colour: console.colour(), ascii: global.ascii, mouse: !global.no_mouse };
    let load = || {
        let pack = input::open_pack(global.pack.as_deref(), console)?;
        let start = start(&pack)?;
        let opened = input::open_store()?;
        let home = input::home()?;
        let settings = open_settings(&home);
        Ok(Launch {
            start,
            pack,
            store: opened.store,
            notices: opened.notice.into_iter().chain(settings.notice).collect(),
            home,
            seed: seed.map_or_else(random_seed, Ok)?,
            clock: input::clock(),
            appearance,
            settings: settings.settings,
        })
    };
    if plain {
        run_plain(load()?)
    } else if global.pack.is_some() || !at_home {
        // What is reported about a pack of the learner's own must not vanish with the screen.
        let launch = load()?;
        run_terminal(appearance, || Ok(launch))
    } else {
        run_terminal(appearance, load)
    }
}

fn run_plain(launch: Launch) -> Result<Exit, CliError> {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let mut output = BufWriter::new(io::stdout().lock());
    plain::run(launch, &mut Keyboard::new(io::stdin()), &mut output, columns.unwrap_or(80))?;
    Ok(Exit::Clean)
}

fn run_terminal(
    appearance: Appearance,
    load: impl FnOnce() -> Result<Launch, CliError>,
) -> Result<Exit, CliError> {
    match tui::run(appearance, load) {
        Ok(()) => Ok(Exit::Clean),
        Err(Failure::Load(error)) => Err(error),
        Err(Failure::Terminal(error)) => Err(CliError::request(error.to_string())),
    }
}

/// Small enough to be typed again.
fn random_seed() -> Result<u64, CliError> {
    match SysRng.try_next_u32() {
        Ok(seed) => Ok(u64::from(seed)),
        Err(error) => Err(CliError::request(format!("the system gives no random number: {error}"))
            .hint("`--seed N` needs none")),
    }
}

/// A lesson or a question.
fn practice_of(pack: &Pack, id: &str) -> Result<Start, CliError> {
    if let Some(lesson) = pack.lesson(id).filter(|lesson| !lesson.practice.is_empty()) {
        return Ok(Start::Practice { questions: lesson.practice.clone() });
    }
    let question = QuestionId(id.to_owned());
    if pack.question(&question).is_some() {
        return Ok(Start::Practice { questions: vec![question] });
    }
    let lessons = pack.lessons.iter().map(|lesson| lesson.id.as_str());
    let questions = pack.questions.iter().map(|question| question.id.0.as_str());
    Err(unknown(pack, id, scope_ids(pack).chain(lessons).chain(questions)))
}

/// The objectives that an objective's or a family's id stands for.
fn objectives_of(pack: &Pack, id: &str) -> Option<Vec<String>> {
    let objectives: Vec<String> = pack
        .blueprint
        .objectives
        .iter()
        .filter(|objective| objective.id == id || objective.family == id)
        .map(|objective| objective.id.clone())
        .collect();
    (!objectives.is_empty()).then_some(objectives)
}

fn scope_ids(pack: &Pack) -> impl Iterator<Item = &str> {
    let families = pack.blueprint.families.iter().map(|family| family.id.as_str());
    pack.blueprint.objectives.iter().map(|objective| objective.id.as_str()).chain(families)
}

fn unknown<'a>(pack: &Pack, id: &str, known: impl Iterator<Item = &'a str>) -> CliError {
    let error = CliError::request(format!("pack `{}` has nothing called `{id}`", pack.id));
    match did_you_mean(id, known) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint(format!(
            "use a learning objective such as `{}`, or a family of them",
            pack.blueprint.objectives.first().map_or("ISO-01", |objective| objective.id.as_str())
        )),
    }
}
