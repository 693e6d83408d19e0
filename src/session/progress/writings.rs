//! What the learner wrote: reflections, explanations, corrections.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::bank::{QuestionId, Response};
use crate::session::{Recorded, SessionEvent};

/// How many reflections on one question are kept at hand.
const KEPT: usize = 5;

/// One written answer to a question, and what it earned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastReflection {
    pub at_millis: i64,
    pub text: String,
    pub earned: u32,
    pub possible: u32,
}

/// Written answers by question, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Writings {
    reflections: BTreeMap<QuestionId, Vec<PastReflection>>,
}

impl Writings {
    pub(super) fn fold(&mut self, recorded: &Recorded) {
        let SessionEvent::DrillAnswered { question, response, earned, possible, .. } = &recorded.event else {
            return;
        };
        let Response::Reflection { text, .. } = response else { return };
        let past = self.reflections.entry(question.clone()).or_default();
        past.push(PastReflection {
            at_millis: recorded.at_millis,
            text: text.clone(),
            earned: *earned,
            possible: *possible,
        });
        if past.len() > KEPT {
            past.remove(0);
        }
    }

    /// Earlier answers to a reflection, oldest first; the last five.
    #[must_use]
    pub fn reflections(&self, question: &QuestionId) -> &[PastReflection] {
        self.reflections.get(question).map_or(&[], Vec::as_slice)
    }
}
