//! Reading: all facts as a stream, those of one sitting, the latest ones.

use rusqlite::{Params, Row};

use crate::session::{Recorded, SessionEvent, SessionId};
use crate::store::{Store, StoreError};

/// Facts after a sequence, in the order in which this history got them.
pub(super) const AFTER: &str =
    "SELECT sequence, at_millis, payload FROM event WHERE sequence > ?1 ORDER BY sequence";

const SITTING: &str = "SELECT sequence, at_millis, payload FROM event WHERE session = ?1 ORDER BY sequence";

/// What a list of past work tells: answers, the ends of exams, labs and lessons. Newest first.
const TELLING: &str = "SELECT sequence, at_millis, payload FROM event \
     WHERE sequence < ?1 AND (NOT json_valid(payload) OR payload ->> '$.event' IN \
     ('drill_answered', 'answer_undone', 'exam_submitted', 'exam_abandoned', 'lab_graded', 'lesson_read')) \
     ORDER BY sequence DESC";

/// A stretch of the past.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Past {
    /// Oldest first.
    pub facts: Vec<Recorded>,
    /// Where the next older stretch ends; nothing when this one begins with the first fact.
    pub older: Option<i64>,
}

impl Store {
    /// Every fact, in the order in which this history got it.
    ///
    /// # Errors
    /// When the file cannot be read, or holds a fact that this program does not know.
    pub fn history(&self) -> Result<Vec<Recorded>, StoreError> {
        let mut history = Vec::new();
        self.each(|recorded| {
            history.push(recorded);
            Ok::<_, StoreError>(())
        })?;
        Ok(history)
    }

    /// Shows every fact to `visit`, in the order in which this history got it, one at a time in memory.
    ///
    /// # Errors
    /// Those of `visit`, and as [`Store::history`].
    pub fn each<E: From<StoreError>>(
        &self,
        mut visit: impl FnMut(Recorded) -> Result<(), E>,
    ) -> Result<(), E> {
        self.visit(AFTER, (0,), |_, recorded| visit(recorded).map(|()| true))
    }

    /// Whether nothing was ever recorded.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn is_empty(&self) -> Result<bool, StoreError> {
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM event)";
        self.connection.query_row(sql, [], |row| row.get(0)).map_err(|source| self.unreadable(source))
    }

    /// The facts of one sitting, oldest first.
    ///
    /// # Errors
    /// As [`Store::history`].
    pub fn sitting(&self, session: &SessionId) -> Result<Vec<Recorded>, StoreError> {
        let mut facts = Vec::new();
        self.visit_sitting(session, |_, recorded| facts.push(recorded))?;
        Ok(facts)
    }

    pub(super) fn visit_sitting(
        &self,
        session: &SessionId,
        mut visit: impl FnMut(i64, Recorded),
    ) -> Result<(), StoreError> {
        self.visit(SITTING, (&session.0,), |sequence, recorded| {
            visit(sequence, recorded);
            Ok::<_, StoreError>(true)
        })
    }

    /// The latest facts that a list of past work tells, older than `before` when it is given: `count` of
    /// them, and the rest of the sitting in which they begin.
    ///
    /// # Errors
    /// As [`Store::history`].
    pub fn past(&self, before: Option<i64>, count: usize) -> Result<Past, StoreError> {
        let mut past = Past::default();
        let mut first = 0;
        self.visit(TELLING, (before.unwrap_or(i64::MAX),), |sequence, recorded| {
            let is_enough = past.facts.len() >= count
                && past.facts.last().is_none_or(|last| drill_of(&last.event) != drill_of(&recorded.event));
            if is_enough {
                past.older = Some(first);
                return Ok::<_, StoreError>(false);
            }
            first = sequence;
            past.facts.push(recorded);
            Ok(true)
        })?;
        past.facts.reverse();
        Ok(past)
    }

    /// Shows facts to `visit` until it says that it has enough.
    pub(super) fn visit<E: From<StoreError>>(
        &self,
        sql: &str,
        parameters: impl Params,
        mut visit: impl FnMut(i64, Recorded) -> Result<bool, E>,
    ) -> Result<(), E> {
        let unreadable = |source| self.unreadable(source);
        let mut statement = self.connection.prepare_cached(sql).map_err(unreadable)?;
        let mut rows = statement.query(parameters).map_err(unreadable)?;
        while let Some(row) = rows.next().map_err(unreadable)? {
            let sequence = row.get(0).map_err(unreadable)?;
            let recorded = decode(row).map_err(|detail| StoreError::Event {
                path: self.path.clone(),
                sequence,
                detail,
            })?;
            if !visit(sequence, recorded)? {
                break;
            }
        }
        Ok(())
    }

    pub(super) fn unreadable(&self, source: rusqlite::Error) -> StoreError {
        StoreError::Read { path: self.path.clone(), source }
    }
}

fn decode(row: &Row) -> Result<Recorded, String> {
    let at_millis = row.get(1).map_err(|error| error.to_string())?;
    let payload = row.get_ref(2).and_then(|value| Ok(value.as_str()?)).map_err(|error| error.to_string())?;
    let event = serde_json::from_str(payload).map_err(|error| error.to_string())?;
    Ok(Recorded { at_millis, event })
}

/// The sitting of self-study that the fact belongs to.
fn drill_of(event: &SessionEvent) -> Option<&SessionId> {
    match event {
        SessionEvent::DrillAnswered { session, .. } | SessionEvent::AnswerUndone { session, .. } => {
            Some(session)
        }
        _ => None,
    }
}
