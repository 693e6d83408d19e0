//! What every session has at hand.

use std::path::PathBuf;

use crate::bank::Pack;
use crate::launch::Settings;
use crate::memory::Clock;
use crate::plain::console::{Console, Talk};
use crate::session::{Progress, SessionEvent, Start};
use crate::store::Store;

pub(super) struct Trainer<'a> {
    pub pack: &'a Pack,
    pub store: Store,
    /// The folder of everything that the program writes.
    pub home: PathBuf,
    pub clock: Clock,
    pub settings: Settings,
    pub console: Console<'a>,
    seed: u64,
}

impl<'a> Trainer<'a> {
    pub(super) fn new(
        pack: &'a Pack,
        store: Store,
        home: PathBuf,
        seed: u64,
        clock: Clock,
        console: Console<'a>,
    ) -> Self {
        Self { pack, store, home, clock, settings: Settings::default(), console, seed }
    }

    /// The seed of the next sitting: the given one first.
    pub(super) fn next_seed(&mut self) -> u64 {
        let seed = self.seed;
        self.seed = seed.wrapping_add(1);
        seed
    }

    /// The circumstances of a sitting of self-study that begins now.
    pub(super) fn start(&mut self) -> Start {
        let (now_millis, today) = (self.console.now(), self.today());
        Start { seed: self.next_seed(), now_millis, today, policy: self.settings.policy() }
    }

    /// Stores a fact that happened now.
    pub(super) fn record(&mut self, event: &SessionEvent) -> Talk {
        let now = self.console.now();
        Ok(self.store.append(now, event)?)
    }

    /// What the history says now, the facts of other programs included.
    pub(super) fn progress(&mut self) -> Talk<Progress> {
        let progress = self.store.progress(self.clock)?;
        self.heed()?;
        Ok(progress)
    }

    /// Tells what happened to the history, when something did.
    pub(super) fn heed(&mut self) -> Talk {
        match self.store.take_notice() {
            Some(notice) => self.console.hang("Note: ", &notice),
            None => Ok(()),
        }
    }

    /// The study day it is.
    pub(super) fn today(&self) -> i64 {
        self.clock.study_day(self.console.now())
    }
}
