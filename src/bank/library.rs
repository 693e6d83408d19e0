//! A pack: everything an author ships together.

use std::fmt;

use crate::bank::{CaseId, CaseStudy, Demonstrations, Lesson, Question, QuestionId, SourceRef};
use crate::lab::{Lab, LabId, Refutation};

/// Stable name of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PackId(pub String);

impl fmt::Display for PackId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A group of learning objectives: the strata of reports and exam forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    pub id: String,
    pub title: String,
    /// Families that look alike: their questions are interleaved.
    pub confusable: Vec<String>,
}

/// What the learner can do afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LearningObjective {
    pub id: String,
    pub family: String,
    /// Starts with a verb: "Decide from route tables whether …".
    pub text: String,
    /// Share of the exam form, in percent.
    pub weight: u32,
}

/// A false belief, named, with the fact that refutes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misconception {
    pub id: String,
    pub belief: String,
    pub fact: String,
    pub source: SourceRef,
}

/// What an exam form is made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Blueprint {
    pub families: Vec<Family>,
    pub objectives: Vec<LearningObjective>,
}

impl Blueprint {
    /// The learning objective with this id.
    #[must_use]
    pub fn objective(&self, id: &str) -> Option<&LearningObjective> {
        self.objectives.iter().find(|objective| objective.id == id)
    }
}

/// The exam that the pack prepares for, and what a quiz offers by default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamDefaults {
    /// Such as `MLA-C01`.
    pub code: String,
    pub questions: usize,
    pub minutes: u32,
    /// The whole exam, as far as packs can fill it.
    pub simulation: Option<Simulation>,
}

/// The shape of the whole exam.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulation {
    pub questions: usize,
    pub minutes: u32,
    /// How many of the questions count.
    pub scored: usize,
    pub domains: Vec<ExamDomain>,
}

/// One content domain of the exam guide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamDomain {
    pub id: String,
    pub title: String,
    /// Share of the scored content, in percent.
    pub weight: u32,
    /// Families of this pack that belong to it.
    pub families: Vec<String>,
    /// Share of the domain that those families cover, in percent: the author's judgement.
    pub covered: u32,
}

/// A playable pack: no diagnostics of severity error were found in it.
///
/// INVARIANT (resolved): every objective, case, misconception and question that an item names exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    pub id: PackId,
    pub version: String,
    pub title: String,
    pub description: String,
    pub authors: Vec<String>,
    pub language: String,
    pub licence: String,
    pub verified_on: String,
    pub exam: ExamDefaults,
    pub blueprint: Blueprint,
    pub misconceptions: Vec<Misconception>,
    pub cases: Vec<CaseStudy>,
    pub questions: Vec<Question>,
    pub lessons: Vec<Lesson>,
    pub labs: Vec<Lab>,
    pub demonstrations: Demonstrations,
}

impl Pack {
    /// The question with this id.
    #[must_use]
    pub fn question(&self, id: &QuestionId) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == *id)
    }

    /// The case study with this id.
    #[must_use]
    pub fn case(&self, id: &CaseId) -> Option<&CaseStudy> {
        self.cases.iter().find(|case| case.id == *id)
    }

    /// The misconception with this id.
    #[must_use]
    pub fn misconception(&self, id: &str) -> Option<&Misconception> {
        self.misconceptions.iter().find(|misconception| misconception.id == id)
    }

    /// The lab with this id; for the id of a misconception, its demonstration.
    #[must_use]
    pub fn lab(&self, id: &LabId) -> Option<&Lab> {
        self.labs.iter().find(|lab| lab.id == *id).or_else(|| self.demonstrations.get(&id.0))
    }

    /// The lab that shows this misconception fail.
    #[must_use]
    pub fn demonstration(&self, misconception: &str) -> Option<&Lab> {
        self.demonstrations.get(misconception)
    }

    /// A design that acts on this misconception and fails for it: its demonstration, else a wrong design
    /// of an exercise.
    #[must_use]
    pub fn refutation(&self, misconception: &str) -> Option<Refutation<'_>> {
        if let Some(lab) = self.demonstration(misconception) {
            return Some(Refutation { lab, wrong: None });
        }
        self.labs.iter().find_map(|lab| {
            let wrong = lab.wrong_designs.iter().find(|wrong| wrong.misconception == misconception)?;
            Some(Refutation { lab, wrong: Some(wrong) })
        })
    }

    /// The lesson with this id.
    #[must_use]
    pub fn lesson(&self, id: &str) -> Option<&Lesson> {
        self.lessons.iter().find(|lesson| lesson.id == id)
    }
}
