//! First-exposure answers, which readiness rests on, and what was predicted from them.

use serde::{Deserialize, Serialize};

use crate::session::Answer;

/// What readiness rests on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Exposure {
    answers: u64,
}

impl Exposure {
    pub(super) fn answer(&mut self, _answer: &Answer<'_>) {
        self.answers += 1;
    }
}
