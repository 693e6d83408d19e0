//! What happens between the first question and the report.
//!
//! [`Drill`] and [`Exam`] are state machines over question ids; they hold no pack, no clock and no
//! file. Each change worth keeping comes out as a [`SessionEvent`]; the caller stores it and only then
//! goes on. Everything that survives a restart is a fold of those events.

#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::iter_over_hash_type)]

mod clock;
mod diagnostic;
mod drill;
pub mod estimate;
mod event;
mod exam;
mod form;
mod hint;
mod link;
mod practice;
mod progress;
pub mod readiness;
mod report;
mod schedule;
pub mod statistics;

pub use clock::{Boot, ExamClock, Moment};
pub use diagnostic::{DIAGNOSTIC, diagnostic};
pub use drill::{Drill, DrillSpec, DrillStep, Selection, Start};
pub use event::{
    Accommodation, ClockRule, Confidence, ItemResult, Purpose, Recorded, SessionEvent, SessionId, Stamp,
    SubmitReason, Written,
};
pub use exam::{Exam, ExamState, Navigator, QuestionStatus, Terms};
pub use form::{CustomForm, DomainSeats, Form, MockForm, Only, Served, display_order, form_title};
pub use hint::{DrillHint, hints};
pub use link::question_on;
pub use practice::{Practice, asks_why, signed};
pub use progress::{
    Ability, Answer, BackTest, Calendar, Component, Count, DayWork, Evidence, Exposure, Failure, Foreseen,
    Held, Knowledge, LabProgress, Ledger, Leech, Met, PastReflection, Progress, QuestionProgress, Seen,
    Shelf, Sittings, Standing, Writings, rating_of, undone,
};
pub use report::{
    AnswerChange, Calibration, Changes, ESTIMATE_NOTE, ExamReport, Group, Interval, ItemReport,
    PASSING_SCORE, ReviewFilter, Scaled, TIME_BUDGET_MILLIS, Tally, TimeReport, Verdict, clock_words,
    percent_words,
};
