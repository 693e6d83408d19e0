//! The terminal program.
//!
//! One thread. It blocks until something happens, turns everything that happened into messages, lets
//! [`App::update`] change the state, lets the [`Exec`] run the commands that came out of it (store,
//! files, clock, the terminal), and draws once. Nothing ticks unless a clock is on the screen.
//!
//! **To add a screen**: a file in `screen/` with a struct that has `context`, `update` and `view`; a
//! variant in [`Screen`] and a line in each of its matches; its keys in the table of `keymap`.

mod app;
mod exec;
pub mod keymap;
mod msg;
mod run;
mod screen;
pub mod sheet;
mod terminal;
mod theme;
pub mod widget;

pub use app::{App, Ctx};
pub use exec::{Exec, World};
pub use keymap::{Action, Context};
pub use msg::{Answer, Cmd, Effects, Go, Happening, Msg, Reply};
pub use run::{Failure, drive, run};
pub use screen::{Dialog, Screen};
pub use terminal::{Event, EventSource, Input, Refusal, require};
pub use theme::{Role, Theme};
