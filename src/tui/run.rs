//! The loop: wait, update until drained, draw once.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::mem::ManuallyDrop;
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::layout::Rect;

use crate::launch::{Appearance, Launch};
use crate::tui::screen::sketch;
use crate::tui::terminal::{Guard, TerminalEvents, require, size};
use crate::tui::{App, Event, EventSource, Exec, Msg, Reply, Theme, World};

/// Why the terminal program did not run, or not to its end.
#[derive(Debug)]
pub enum Failure<E> {
    /// This is no terminal, or it refuses.
    Terminal(io::Error),
    /// What there is to study could not be loaded.
    Load(E),
}

impl<E> From<io::Error> for Failure<E> {
    fn from(error: io::Error) -> Self {
        Self::Terminal(error)
    }
}

/// Runs the terminal program until the learner leaves.
///
/// The first screen is drawn before anything is loaded, and again with what `load` brings: reading a pack
/// and a history takes several times as long as all the rest of the start.
///
/// # Errors
/// When this is no terminal, or it cannot be set up, or loading fails. A terminal that goes away is no
/// error: the program ends, and nothing is lost.
pub fn run<E>(appearance: Appearance, load: impl FnOnce() -> Result<Launch, E>) -> Result<(), Failure<E>> {
    require().map_err(io::Error::other)?;
    let mut events = TerminalEvents::new()?;
    let guard = Guard::enter(appearance.mouse)?;
    // Never dropped: its destructor complains on standard error when the terminal is gone, and a closed
    // standard error makes a panic of that. The guard shows the cursor again.
    let mut terminal = ManuallyDrop::new(Guard::screen()?);
    terminal.draw(|frame| sketch(frame, Theme::new(appearance.colour, appearance.ascii)))?;
    let launch = load().map_err(Failure::Load)?;
    let home = launch.home.clone();
    let clock = launch.clock;
    let (mut app, store) = App::new(launch, size());
    let mut world = World::new(store, guard, home);
    let outcome = drive(&mut terminal, &mut events, &mut world, &mut app);
    let mut store = world.into_store();
    for line in app.farewell().into_iter().chain(store.take_notice().as_deref()) {
        // Nobody may be there to read it any more.
        drop(writeln!(io::stdout(), "{line}"));
    }
    // Nothing hangs on it but how fast the next start is.
    drop(store.keep(clock));
    match outcome {
        Err(error) if !is_gone(&error) => Err(Failure::Terminal(error)),
        _ => Ok(()),
    }
}

/// The loop itself, over any surface, any source of events and any world.
///
/// # Errors
/// When drawing or waiting fails.
pub fn drive<B, E, X>(
    terminal: &mut Terminal<B>,
    events: &mut E,
    exec: &mut X,
    app: &mut App,
) -> io::Result<()>
where
    B: Backend,
    B::Error: Send + Sync + 'static,
    E: EventSource,
    X: Exec,
{
    settle(terminal, events, exec, app, VecDeque::from([Msg::Now(exec.now())]))?;
    while !app.has_ended() {
        terminal.draw(|frame| app.view(frame)).map_err(io::Error::other)?;
        let happened = events.wait(app.wake_in().map(Duration::from_millis))?;
        let mut queue = VecDeque::from([Msg::Now(exec.now())]);
        if happened.is_empty() {
            queue.push_back(Msg::Tick);
        }
        queue.extend(happened.into_iter().map(Msg::Event));
        settle(terminal, events, exec, app, queue)?;
    }
    Ok(())
}

/// Handles messages until none is left. The replies to a command come before any later message: an
/// answer is on the disk before the next key is looked at.
fn settle<B, E, X>(
    terminal: &mut Terminal<B>,
    events: &mut E,
    exec: &mut X,
    app: &mut App,
    mut queue: VecDeque<Msg>,
) -> io::Result<()>
where
    B: Backend,
    B::Error: Send + Sync + 'static,
    E: EventSource,
    X: Exec,
{
    while let Some(msg) = queue.pop_front() {
        let resized = match &msg {
            Msg::Event(Event::Resized(width, height)) => Some((*width, *height)),
            _ => None,
        };
        let cmds = app.update(msg);
        let replies: Vec<Reply> = cmds.into_iter().map(|cmd| exec.run(cmd)).collect();
        let resumed = replies.iter().find_map(|reply| match reply {
            Reply::Resumed(width, height) => Some((*width, *height)),
            _ => None,
        });
        if resumed.is_some() {
            events.forget_stop();
        }
        if let Some((width, height)) = resumed.or(resized) {
            // Forgets what is on the screen, too: the next frame is drawn in full.
            terminal.resize(Rect::new(0, 0, width, height)).map_err(io::Error::other)?;
        }
        for reply in replies.into_iter().rev() {
            queue.push_front(Msg::Reply(reply));
        }
    }
    Ok(())
}

fn is_gone(error: &io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<io::Error>());
    let error = inner.unwrap_or(error);
    error.kind() == io::ErrorKind::BrokenPipe
        || error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
}
