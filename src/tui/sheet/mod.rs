//! An answer in progress, the same in self-study and in an exam.

mod choice;
mod feedback;
mod matching;
mod ordering;
mod question;

use crate::bank::{Body, PartId, Question, Response};
use crate::session::display_order;
use crate::tui::Action;
use crate::tui::widget::page::Page;

pub use choice::ChoiceSheet;
pub use feedback::{Outcome, write_misconceptions, write_parts, write_source, write_sources, write_verdict};
pub use matching::MatchingSheet;
pub use ordering::OrderingSheet;
pub use question::{Places, case_of, draw_aside, places, scenario, write_question};

/// The parts of a question in the order of the screen, and what the learner did with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sheet {
    Choice(ChoiceSheet),
    Ordering(OrderingSheet),
    Matching(MatchingSheet),
    /// Free recall is written on its own screen.
    Writing,
}

/// What an action did to a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It is not for a sheet.
    NotMine,
    /// Only the cursor moved, or nothing could be done.
    Moved,
    /// The answer is another one.
    Answer,
    /// An option is to be struck out, or no longer.
    Strike(PartId),
    /// It could not be done, for this reason.
    Refused(String),
}

impl Sheet {
    /// The question at `position` of a sitting with this seed, with the answer given so far.
    #[must_use]
    pub fn new(question: &Question, seed: u64, position: usize, given: Option<&Response>) -> Self {
        let shown = |count| display_order(seed, position, count);
        match (&question.body, given) {
            (Body::Choice(choice), given) => {
                Self::Choice(ChoiceSheet::new(choice, &shown(choice.options.len()), given))
            }
            (Body::Ordering(ordering), given) => {
                Self::Ordering(OrderingSheet::new(ordering, &shown(ordering.steps.len()), given))
            }
            (Body::Matching(matching), given) => {
                Self::Matching(MatchingSheet::new(matching, &shown(matching.responses.len()), given))
            }
            (Body::Reflection(_), _) => Self::Writing,
        }
    }

    /// Takes an action.
    pub fn act(&mut self, action: Action) -> Change {
        match self {
            Self::Choice(sheet) => sheet.act(action),
            Self::Ordering(sheet) => sheet.act(action),
            Self::Matching(sheet) => sheet.act(action),
            Self::Writing => Change::NotMine,
        }
    }

    /// The answer as it stands; nothing while it is empty.
    #[must_use]
    pub fn response(&self) -> Option<Response> {
        match self {
            Self::Choice(sheet) => sheet.response(),
            Self::Ordering(sheet) => sheet.response(),
            Self::Matching(sheet) => sheet.response(),
            Self::Writing => None,
        }
    }

    /// The whole answer, for a learner who says it is one.
    ///
    /// # Errors
    /// What is still missing.
    pub fn complete(&self) -> Result<Response, String> {
        match self {
            Self::Choice(sheet) => sheet.complete(),
            Self::Ordering(sheet) => Ok(sheet.as_shown()),
            Self::Matching(sheet) => sheet.complete(),
            Self::Writing => Err("Write an answer first.".to_owned()),
        }
    }

    /// The item under the cursor, as [`Sheet::write`] numbers them.
    #[must_use]
    pub fn cursor(&self) -> usize {
        match self {
            Self::Choice(sheet) => sheet.cursor,
            Self::Ordering(sheet) => sheet.cursor,
            Self::Matching(sheet) => sheet.cursor,
            Self::Writing => 0,
        }
    }

    /// Puts the cursor on an item, as a click does.
    pub fn set_cursor(&mut self, at: usize) {
        match self {
            Self::Choice(sheet) => sheet.cursor = at.min(sheet.last()),
            Self::Ordering(sheet) => sheet.cursor = at.min(sheet.last()),
            Self::Matching(sheet) => sheet.cursor = at.min(sheet.last()),
            Self::Writing => {}
        }
    }

    /// Writes the parts as items of a page. `struck` says which options are struck out.
    pub fn write(&self, page: &mut Page, question: &Question, struck: &dyn Fn(&PartId) -> bool) {
        match (self, &question.body) {
            (Self::Choice(sheet), Body::Choice(choice)) => sheet.write(page, choice, struck),
            (Self::Ordering(sheet), Body::Ordering(ordering)) => sheet.write(page, ordering),
            (Self::Matching(sheet), Body::Matching(matching)) => sheet.write(page, matching),
            _ => {}
        }
    }
}

/// `A` for the first part on the screen.
#[must_use]
pub fn letter(at: usize) -> char {
    u8::try_from(at).ok().filter(|at| *at < 26).map_or('?', |at| char::from(b'A' + at))
}

fn moved(cursor: &mut usize, last: usize, action: Action) -> bool {
    match action {
        Action::Up => *cursor = cursor.saturating_sub(1),
        Action::Down => *cursor = (*cursor + 1).min(last),
        _ => return false,
    }
    true
}
