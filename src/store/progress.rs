//! What the history says about the learner: the fold of all facts, kept beside the file.
//!
//! Folding a million facts takes seconds, so the fold is kept in a cache together with the
//! fact up to which it reaches, and opening folds only what came after. The cache decides nothing: what
//! does not fit, or is damaged, or comes from a program that folds otherwise, is left aside, and all
//! facts are folded again.

use crate::memory::Clock;
use crate::session::{Progress, Recorded, SessionEvent, SessionId, undone};
use crate::store::cache::{self, Cached, Mark};
use crate::store::read::AFTER;
use crate::store::{Store, StoreError, watch};

/// So many facts after the cache are worth writing it anew while a run begins.
const MANY: usize = 256;

/// How many facts are in memory at once while all are folded.
const STRETCH: usize = 4096;

/// Facts in the order of their times; those of one moment in the order in which they came.
const IN_TIME: &str = "SELECT sequence FROM event ORDER BY at_millis, sequence";

const ONE: &str = "SELECT sequence, at_millis, payload FROM event WHERE sequence = ?1";

const SITTINGS_WITH_UNDO: &str = "SELECT DISTINCT session FROM event \
     WHERE json_valid(payload) AND payload ->> '$.event' = 'answer_undone' AND session IS NOT NULL";

impl Store {
    /// What the history says now, the facts of other programs included. A file that proves damaged is set
    /// aside as by [`Store::open`], and [`Store::take_notice`] says so.
    ///
    /// # Errors
    /// As [`Store::history`].
    pub fn progress(&mut self, clock: Clock) -> Result<Progress, StoreError> {
        match self.folded(clock, MANY) {
            Err(StoreError::Read { source, .. }) if watch::is_damage(&source) => {
                self.recover(&source.to_string())?;
                self.folded(clock, MANY)
            }
            folded => folded,
        }
    }

    /// Brings the kept fold up to the last fact, at the end of a run.
    ///
    /// # Errors
    /// As [`Store::history`]. That the fold cannot be kept is none: the next run folds more.
    pub fn keep(&mut self, clock: Clock) -> Result<(), StoreError> {
        self.folded(clock, 1).map(drop)
    }

    fn folded(&self, clock: Clock, worth: usize) -> Result<Progress, StoreError> {
        // Other programs write meanwhile; what is read here is the history of one moment.
        let transaction =
            self.connection.unchecked_transaction().map_err(|source| self.unreadable(source))?;
        let (folded, sequence, new) = match self.resumed(clock)? {
            Some(resumed) => resumed,
            None => self.folded_anew(clock)?,
        };
        if new >= worth
            && let Some(mark) = self.mark(sequence, clock)?
        {
            // Without it the next start takes longer, and nothing else.
            drop(cache::write(&self.path, &mark, &folded));
        }
        transaction.finish().map_err(|source| self.unreadable(source))?;
        Ok(folded)
    }

    /// The kept fold, brought up to the last fact; how far it reaches, and how many facts were new.
    fn resumed(&self, clock: Clock) -> Result<Option<(Progress, i64, usize)>, StoreError> {
        let Some(Cached { mark, progress }) = cache::read(&self.path) else { return Ok(None) };
        if self.mark(mark.sequence, clock)?.as_ref() != Some(&mark) {
            return Ok(None);
        }
        self.extended(progress, mark.sequence, clock)
    }

    /// Folds every fact: as they came while each is later than the one before, and otherwise in the
    /// order of their times.
    fn folded_anew(&self, clock: Clock) -> Result<(Progress, i64, usize), StoreError> {
        match self.extended(Progress::default(), 0, clock)? {
            Some(folded) => Ok(folded),
            None => self.folded_in_time(clock),
        }
    }

    /// A fold brought from one fact up to the last, stretch by stretch; nothing when the new facts are
    /// not all later than the old ones, or take older answers back.
    fn extended(
        &self,
        mut progress: Progress,
        from: i64,
        clock: Clock,
    ) -> Result<Option<(Progress, i64, usize)>, StoreError> {
        let (mut last, mut count) = (from, 0);
        let (mut stretch, mut fits): (Vec<Recorded>, bool) = (Vec::new(), true);
        self.visit(AFTER, (from,), |sequence, recorded| {
            if stretch.len() >= STRETCH && begins_sitting(&stretch, &recorded.event) {
                fits = progress.extend(&stretch, clock);
                stretch.clear();
            }
            (last, count) = (sequence, count + 1);
            stretch.push(recorded);
            Ok::<_, StoreError>(fits)
        })?;
        fits = fits && progress.extend(&stretch, clock);
        Ok(fits.then_some((progress, last, count)))
    }

    fn folded_in_time(&self, clock: Clock) -> Result<(Progress, i64, usize), StoreError> {
        let undone = self.taken_back()?;
        let unreadable = |source| self.unreadable(source);
        let mut statement = self.connection.prepare_cached(IN_TIME).map_err(unreadable)?;
        let rows = statement.query_map([], |row| row.get(0)).map_err(unreadable)?;
        let sequences = rows.collect::<rusqlite::Result<Vec<i64>>>().map_err(unreadable)?;
        let mut progress = Progress::default();
        for sequence in sequences.iter().filter(|sequence| undone.binary_search(sequence).is_err()) {
            self.visit(ONE, (sequence,), |_, recorded| {
                progress.replay(&recorded, clock);
                Ok::<_, StoreError>(false)
            })?;
        }
        Ok((progress, sequences.iter().copied().max().unwrap_or(0), sequences.len()))
    }

    /// The answers that were taken back, ascending. An undo speaks of its own sitting alone.
    fn taken_back(&self) -> Result<Vec<i64>, StoreError> {
        let unreadable = |source| self.unreadable(source);
        let mut statement = self.connection.prepare_cached(SITTINGS_WITH_UNDO).map_err(unreadable)?;
        let rows = statement.query_map([], |row| row.get(0).map(SessionId)).map_err(unreadable)?;
        let mut taken_back = Vec::new();
        for session in rows {
            let session = session.map_err(unreadable)?;
            let (mut sequences, mut facts) = (Vec::new(), Vec::new());
            self.visit_sitting(&session, |sequence, recorded| {
                sequences.push(sequence);
                facts.push(recorded);
            })?;
            taken_back.extend(undone(&facts).into_iter().filter_map(|at| sequences.get(at)));
        }
        taken_back.sort_unstable();
        Ok(taken_back)
    }

    /// What a fold of this history up to this fact is known by; nothing when there is no such fact.
    fn mark(&self, sequence: i64, clock: Clock) -> Result<Option<Mark>, StoreError> {
        let sql = "SELECT (SELECT id FROM identity), at_millis, payload FROM event WHERE sequence = ?1";
        let read = |row: &rusqlite::Row| {
            Ok(Mark {
                program: cache::PROGRAM.to_owned(),
                history: row.get(0)?,
                sequence,
                at_millis: row.get(1)?,
                payload: row.get(2)?,
                utc_offset_secs: clock.utc_offset_secs,
                rollover_hour: clock.rollover_hour,
            })
        };
        match self.connection.query_row(sql, [sequence], read) {
            Ok(mark) => Ok(Some(mark)),
            Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
            Err(source) => Err(self.unreadable(source)),
        }
    }
}

/// Whether a sitting of self-study begins with this fact. An undo reaches no further back than that,
/// unless two programs study at once.
fn begins_sitting(before: &[Recorded], event: &SessionEvent) -> bool {
    let SessionEvent::DrillAnswered { session, .. } = event else { return false };
    let last = before.iter().rev().find_map(|recorded| match &recorded.event {
        SessionEvent::DrillAnswered { session, .. } => Some(session),
        _ => None,
    });
    last != Some(session)
}
