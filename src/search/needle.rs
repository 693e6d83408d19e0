//! One typed word, and what it matches.

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// Share of the score of the word itself below which a match is an accident, in percent.
const LEAST: u32 = 60;
/// Words of so few bytes stand somewhere in almost every longer one: they must begin it.
const SHORT: usize = 3;
/// Letters beyond which nothing is a word.
const LONGEST: usize = 64;

/// A typed word.
#[derive(Debug, Clone)]
pub(super) struct Needle {
    word: String,
    atom: Atom,
    /// The score of a word against itself.
    itself: u32,
    /// The word that was probably meant, when nothing matched.
    instead: Option<String>,
}

/// What matching needs in memory.
pub(super) struct Matching {
    matcher: Matcher,
    letters: Vec<char>,
}

impl Matching {
    pub(super) fn new() -> Self {
        Self { matcher: Matcher::new(Config::DEFAULT), letters: Vec::new() }
    }
}

impl Needle {
    pub(super) fn new(word: &str, matching: &mut Matching) -> Self {
        let word: String = word.chars().take(LONGEST).collect();
        let atom = Atom::new(&word, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy, false);
        let itself = atom.score(Utf32Str::new(&word, &mut matching.letters), &mut matching.matcher);
        Self { itself: itself.map_or(1, u32::from).max(1), word, atom, instead: None }
    }

    pub(super) fn word(&self) -> &str {
        &self.word
    }

    /// The same, taken for another word.
    pub(super) fn instead(&mut self, word: &str) {
        self.instead = Some(word.to_owned());
    }

    /// How well `word` matches, in percent of the best possible; nothing when it does not.
    pub(super) fn score(&self, word: &str, matching: &mut Matching) -> Option<u32> {
        if let Some(instead) = &self.instead {
            return word.eq_ignore_ascii_case(instead).then_some(LEAST);
        }
        if self.word.len() <= SHORT && !begins(word, &self.word) {
            return None;
        }
        let Matching { matcher, letters } = matching;
        let score = u32::from(self.atom.score(Utf32Str::new(word, letters), matcher)?);
        let share = score * 100 / self.itself;
        // A whole word is worth more than the beginning of a longer one.
        let whole = if word.len() == self.word.len() { 20 } else { 0 };
        (share >= LEAST).then_some(share + whole)
    }

    /// Which letters of `word` match, counted in characters; empty when it does not.
    pub(super) fn letters(&self, word: &str, matching: &mut Matching) -> Vec<u32> {
        if self.score(word, matching).is_none() {
            return Vec::new();
        }
        if self.instead.is_some() {
            return (0..).take(word.chars().count()).collect();
        }
        let mut at = Vec::new();
        let Matching { matcher, letters } = matching;
        self.atom.indices(Utf32Str::new(word, letters), matcher, &mut at);
        at.sort_unstable();
        at.dedup();
        at
    }
}

fn begins(word: &str, start: &str) -> bool {
    word.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}
