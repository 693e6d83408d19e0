//! What was typed: words, and filters such as `is:starred`.

use crate::search::text::words;

/// The filters, for a line of help.
pub const FILTERS: &str =
    "is:starred is:missed is:right is:unseen is:due has:note kind: family: objective: tag: (- excludes)";

/// What the learner did with a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    Starred,
    /// Wrong when last answered.
    Missed,
    /// Right when last answered.
    Right,
    /// Never answered, read or built.
    Unseen,
    /// Its objective is due for review.
    Due,
    Reported,
}

impl State {
    /// Every state, as `is:` spells it.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Starred, "starred"),
        (Self::Missed, "missed"),
        (Self::Right, "right"),
        (Self::Unseen, "unseen"),
        (Self::Due, "due"),
        (Self::Reported, "reported"),
    ];
}

/// What `kind:` takes besides the kinds of questions.
const KINDS: [&str; 9] = [
    "question",
    "multiple-choice",
    "multiple-response",
    "ordering",
    "matching",
    "reflection",
    "symptom",
    "lesson",
    "lab",
];

/// What a filter asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    Is(State),
    /// One of these kinds.
    Kind(Vec<&'static str>),
    /// A family whose id begins like this, in lower case.
    Family(String),
    /// A learning objective whose id begins like this, in lower case.
    Objective(String),
    /// A tag that begins like this, in lower case.
    Tag(String),
    HasNote,
}

/// One filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Takes out what would be let through.
    pub excludes: bool,
    pub wanted: Wanted,
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// In lower case, without punctuation.
    pub words: Vec<String>,
    pub filters: Vec<Filter>,
    /// What a filter takes, when one is unfinished or takes no such value; it filters nothing then.
    pub advice: Option<String>,
}

impl Query {
    /// Reads words and filters, parted by spaces. Whatever is no filter is a word: `s3:GetObject` is
    /// looked for as `s3` and `getobject`.
    #[must_use]
    pub fn parse(typed: &str) -> Self {
        let mut query = Self::default();
        for token in typed.split_whitespace() {
            match filter(token) {
                Some(Ok(filter)) => query.filters.push(filter),
                Some(Err(advice)) => query.advice = Some(advice),
                None => {
                    let found = words(token).map(|(_, word)| word.to_lowercase());
                    query.words.extend(found);
                }
            }
        }
        query
    }

    /// Whether nothing is looked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.filters.is_empty()
    }
}

/// The filter that a token spells; what it takes when the value is none; nothing when it is a word.
fn filter(token: &str) -> Option<Result<Filter, String>> {
    let (excludes, rest) = token.strip_prefix('-').map_or((false, token), |rest| (true, rest));
    let (name, value) = rest.split_once(':')?;
    let value = value.to_lowercase();
    let wanted = match name.to_lowercase().as_str() {
        "is" => {
            one_of(&State::ALL, &value).map(Wanted::Is).ok_or_else(|| takes("is", &State::ALL.map(|s| s.1)))
        }
        "has" if !value.is_empty() && "note".starts_with(&value) => Ok(Wanted::HasNote),
        "has" => Err("has: takes note".to_owned()),
        "kind" => match KINDS.into_iter().filter(|kind| kind.starts_with(&value)).collect::<Vec<_>>() {
            kinds if kinds.is_empty() || value.is_empty() => Err(takes("kind", &KINDS)),
            kinds => Ok(Wanted::Kind(kinds)),
        },
        "family" if value.is_empty() => Err("family: takes the beginning of a family's id".to_owned()),
        "family" => Ok(Wanted::Family(value)),
        "objective" if value.is_empty() => Err("objective: takes the beginning of an id".to_owned()),
        "objective" => Ok(Wanted::Objective(value)),
        "tag" if value.is_empty() => Err("tag: takes the beginning of a tag".to_owned()),
        "tag" => Ok(Wanted::Tag(value)),
        _ => return None,
    };
    Some(wanted.map(|wanted| Filter { excludes, wanted }))
}

/// The only one that begins with `value`.
fn one_of<T: Copy>(known: &[(T, &str)], value: &str) -> Option<T> {
    let mut fitting = known.iter().filter(|(_, name)| !value.is_empty() && name.starts_with(value));
    match (fitting.next(), fitting.next()) {
        (Some((found, _)), None) => Some(*found),
        _ => None,
    }
}

fn takes(name: &str, values: &[&str]) -> String {
    format!("{name}: takes {}", values.join(", "))
}
