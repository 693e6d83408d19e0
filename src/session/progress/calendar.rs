//! What was done on which day, and how well answers were foreseen.

use serde::{Deserialize, Serialize};

use crate::session::Answer;

/// Counts per study day.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Calendar {
    answers: u64,
}

impl Calendar {
    pub(super) fn answer(&mut self, _answer: &Answer<'_>) {
        self.answers += 1;
    }
}
