//! Questions of every kind, lessons, the exam blueprint, and grading of responses.

#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::iter_over_hash_type)]

mod demonstration;
mod grade;
mod item;
mod library;
mod propose;

pub use demonstration::Demonstrations;
pub use grade::{Graded, OptionMark, grade};
pub use item::{
    Bloom, Body, CaseId, CaseStudy, Choice, ChoiceOption, Contradiction, Criterion, Lesson, MatchPrompt,
    MatchResponse, Matching, Ordering, PartId, Pool, Question, QuestionId, QuestionKind, Reflection,
    Response, SourceRef, Step,
};
pub use library::{
    Blueprint, ExamDefaults, ExamDomain, Family, LearningObjective, Misconception, Pack, PackId, Simulation,
};
