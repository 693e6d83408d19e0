//! Questions and what a learner may answer.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! text_id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

text_id! {
    /// Stable name of a question; history hangs on it together with the content version.
    QuestionId,
    /// Name of a case study.
    CaseId,
    /// Name of an option, step, prompt, response or criterion within its question. Never a letter or
    /// a position: the order on the screen is shuffled.
    PartId,
}

/// The kinds of question; the builder exercise and the lesson are not questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum QuestionKind {
    MultipleChoice,
    MultipleResponse,
    Ordering,
    Matching,
    Reflection,
    /// A choice about a log or trace excerpt.
    Symptom,
}

impl QuestionKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::MultipleChoice,
        Self::MultipleResponse,
        Self::Ordering,
        Self::Matching,
        Self::Reflection,
        Self::Symptom,
    ];

    /// The kind as pack files spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MultipleChoice => "multiple-choice",
            Self::MultipleResponse => "multiple-response",
            Self::Ordering => "ordering",
            Self::Matching => "matching",
            Self::Reflection => "reflection",
            Self::Symptom => "symptom",
        }
    }
}

/// Where a question may be served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Pool {
    /// Self-study, and exams that the learner puts together.
    #[default]
    Practice,
    /// Only in this mock form, so that the form is new to the learner; in self-study after the form was
    /// taken.
    MockA,
    MockB,
    MockC,
}

impl Pool {
    /// Every pool.
    pub const ALL: [Self; 4] = [Self::Practice, Self::MockA, Self::MockB, Self::MockC];

    /// The pool as pack files spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::MockA => "mock-a",
            Self::MockB => "mock-b",
            Self::MockC => "mock-c",
        }
    }
}

/// Levels of Bloom's taxonomy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bloom {
    Remember,
    Understand,
    Apply,
    Analyze,
    Evaluate,
    Create,
}

impl Bloom {
    /// Every level, lowest first.
    pub const ALL: [Self; 6] =
        [Self::Remember, Self::Understand, Self::Apply, Self::Analyze, Self::Evaluate, Self::Create];

    /// The level as pack files spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Remember => "remember",
            Self::Understand => "understand",
            Self::Apply => "apply",
            Self::Analyze => "analyze",
            Self::Evaluate => "evaluate",
            Self::Create => "create",
        }
    }
}

/// An official page that backs an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRef {
    pub url: String,
    /// Day the item was last checked against this page or a copy of it, `YYYY-MM-DD`. The live page may
    /// have moved on since the copy was made.
    pub verified_on: String,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub id: QuestionId,
    /// Content version: grows when the key or the meaning changes.
    pub version: u32,
    pub kind: QuestionKind,
    /// Learning objective of the blueprint, such as `ISO-01`.
    pub objective: String,
    pub bloom: Bloom,
    /// Author's prior, 1 (easy) to 5.
    pub difficulty: u8,
    pub tags: Vec<String>,
    /// Where it may be served.
    pub pool: Pool,
    /// Questions of one group test the same thing on other surfaces: one exam form holds one of them,
    /// and each serves the others' schedule.
    pub group: Option<String>,
    /// Questions that give this one away: no form holds both.
    pub enemies: Vec<QuestionId>,
    /// New or edited: seated in exams without counting, to be tried out.
    pub pilot: bool,
    /// The shared scenario this question belongs to.
    pub case: Option<CaseId>,
    /// Markdown, ends in the question sentence.
    pub stem: String,
    /// Log or trace shown as it is (symptom questions).
    pub excerpt: Option<String>,
    /// What MOST, LEAST or BEST is measured by.
    pub criterion: Option<String>,
    pub body: Body,
    pub sources: Vec<SourceRef>,
}

/// What the learner does with a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    Choice(Choice),
    Ordering(Ordering),
    Matching(Matching),
    Reflection(Reflection),
}

impl Body {
    /// Misconceptions that a wrong answer can act on, in file order, each once.
    #[must_use]
    pub fn offered(&self) -> Vec<&str> {
        let mut offered: Vec<&str> = match self {
            Self::Choice(choice) => {
                choice.options.iter().filter_map(|o| o.misconception.as_deref()).collect()
            }
            Self::Ordering(ordering) => ordering.misconception.as_deref().into_iter().collect(),
            Self::Matching(matching) => {
                matching.prompts.iter().filter_map(|p| p.misconception.as_deref()).collect()
            }
            Self::Reflection(reflection) => {
                let stated = reflection.contradictions.iter().filter_map(|c| c.misconception.as_deref());
                stated.chain(reflection.criteria.iter().filter_map(|c| c.misconception.as_deref())).collect()
            }
        };
        let mut seen = BTreeSet::new();
        offered.retain(|id| seen.insert(*id));
        offered
    }

    /// The right answer; nothing for a reflection.
    #[must_use]
    pub fn key(&self) -> Option<Response> {
        Some(match self {
            Self::Choice(choice) => Response::Choice {
                picked: choice.options.iter().filter(|o| o.correct).map(|o| o.id.clone()).collect(),
            },
            Self::Ordering(ordering) => {
                Response::Ordering { order: ordering.steps.iter().map(|s| s.id.clone()).collect() }
            }
            Self::Matching(matching) => Response::Matching {
                pairs: matching.prompts.iter().map(|p| (p.id.clone(), p.answer.clone())).collect(),
            },
            Self::Reflection(_) => return None,
        })
    }

    /// The score of blind guessing, in thousandths, rounded.
    #[must_use]
    pub fn chance_permille(&self) -> u16 {
        let ways: u64 = match self {
            Self::Choice(choice) => ways_to_pick(choice.options.len() as u64, choice.picks() as u64),
            Self::Ordering(ordering) => (1..=ordering.steps.len() as u64).product(),
            Self::Matching(matching) => {
                let count = u32::try_from(matching.prompts.len()).unwrap_or(u32::MAX);
                (matching.responses.len() as u64).saturating_pow(count)
            }
            Self::Reflection(_) => u64::MAX,
        };
        let ways = ways.max(1);
        u16::try_from((1000 + ways / 2) / ways).unwrap_or(0)
    }
}

/// In how many ways `picks` of `count` can be chosen.
fn ways_to_pick(count: u64, picks: u64) -> u64 {
    (0..picks.min(count)).fold(1, |ways, at| ways * (count - at) / (at + 1))
}

/// Pick one, or exactly [`Choice::picks`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// In file order; shuffled on the screen.
    pub options: Vec<ChoiceOption>,
}

impl Choice {
    /// How many options are right: what the stem's "(Select TWO.)" says.
    #[must_use]
    pub fn picks(&self) -> usize {
        self.options.iter().filter(|option| option.correct).count()
    }
}

/// One option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceOption {
    pub id: PartId,
    pub text: String,
    pub correct: bool,
    /// Why it is right, or why it fails here.
    pub why: String,
    /// When this wrong option *would* be right.
    pub right_when: Option<String>,
    /// The misconception that a wrong option stands for.
    pub misconception: Option<String>,
    /// Meets the hard constraints, and differs on the criterion only (MOST/LEAST stems).
    pub workable: bool,
}

/// Put the steps in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ordering {
    /// In the right order.
    pub steps: Vec<Step>,
    /// The misconception that a wrong order shows.
    pub misconception: Option<String>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub id: PartId,
    pub text: String,
    /// Why it stands where it stands.
    pub why: String,
}

/// Give every prompt its response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matching {
    pub prompts: Vec<MatchPrompt>,
    /// May have more entries than there are prompts.
    pub responses: Vec<MatchResponse>,
}

/// One prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchPrompt {
    pub id: PartId,
    pub text: String,
    pub answer: PartId,
    pub why: String,
    /// The misconception that a wrong match shows.
    pub misconception: Option<String>,
}

/// One response to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchResponse {
    pub id: PartId,
    pub text: String,
}

/// Free recall with a rubric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reflection {
    /// Shown only after the learner has written.
    pub criteria: Vec<Criterion>,
    pub contradictions: Vec<Contradiction>,
    /// Markdown.
    pub model_answer: String,
}

/// One thing that a good answer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    pub id: PartId,
    pub text: String,
    pub points: u32,
    /// Phrases whose presence proposes a tick; the learner decides.
    pub keywords: Vec<String>,
    /// The misconception that its absence may show.
    pub misconception: Option<String>,
}

/// A statement that a good answer does not make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    pub id: PartId,
    pub text: String,
    pub keywords: Vec<String>,
    /// The score cannot exceed this when the contradiction is confirmed.
    pub cap: Option<u32>,
    /// Criteria that are lost when it is confirmed.
    pub loses: Vec<PartId>,
    pub misconception: Option<String>,
}

/// A scenario shared by several independent questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseStudy {
    pub id: CaseId,
    pub title: String,
    /// Markdown.
    pub scenario: String,
}

/// A short text to read before or after practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    pub id: String,
    pub version: u32,
    pub title: String,
    /// Learning objectives it serves.
    pub objectives: Vec<String>,
    /// Markdown.
    pub body: String,
    /// Questions to try right after.
    pub practice: Vec<QuestionId>,
    /// Labs to build right after.
    pub labs: Vec<String>,
    pub sources: Vec<SourceRef>,
}

/// What a learner submits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Response {
    Choice { picked: BTreeSet<PartId> },
    Ordering { order: Vec<PartId> },
    Matching { pairs: BTreeMap<PartId, PartId> },
    Reflection { text: String, ticked: BTreeSet<PartId>, contradicted: BTreeSet<PartId> },
}
