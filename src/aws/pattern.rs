//! Patterns with wildcards as automata, and the finitely many kinds of text that they tell apart.
//!
//! A policy looks at a text only through its patterns, so texts that fit the same patterns are alike
//! to it. Following all patterns at once, character by character, over every text of a language finds
//! each kind of text that there is, with its shortest example: an exact answer to "is there a text
//! that passes?" for texts that nobody has written down.

mod classes;
mod language;
mod object;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub(crate) use classes::{Class, classes, is_small};
pub(crate) use language::{Account, Identity, Language, Organization, Suffix};
pub(crate) use object::object_classes;

/// One pattern, position by position.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pattern {
    tokens: Vec<Token>,
    /// Where reading begins: at the first position, and at what is reached from there for nothing.
    starts: BTreeSet<usize>,
}

/// One position of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Token {
    One(char),
    /// Any one character.
    Any,
    /// Any one character but a colon.
    AnyInPart,
    /// Any run of characters.
    Run,
    /// Any run of characters without a colon.
    RunInPart,
}

impl Pattern {
    fn of(tokens: Vec<Token>) -> Self {
        let mut pattern = Self { tokens, starts: BTreeSet::new() };
        pattern.starts = pattern.closed(BTreeSet::from([0]));
        pattern
    }

    /// A text that fits only itself.
    pub fn literal(text: &str) -> Self {
        Self::of(text.chars().map(Token::One).collect())
    }

    /// `*` fits any run of characters, `?` any one.
    pub fn glob(text: &str) -> Self {
        Self::of(text.chars().map(|c| wildcard(c, Token::Any, Token::Run)).collect())
    }

    /// A pattern of an ARN, whose wildcards do not reach over a colon among the first five. `None`
    /// when it has fewer than six parts, and so fits no ARN.
    pub fn arn(text: &str) -> Option<Self> {
        let mut colons = 0;
        let tokens = text.chars().map(|c| {
            colons += usize::from(c == ':');
            if colons < 5 {
                wildcard(c, Token::AnyInPart, Token::RunInPart)
            } else {
                wildcard(c, Token::Any, Token::Run)
            }
        });
        let tokens = tokens.collect();
        (colons >= 5).then(|| Self::of(tokens))
    }

    /// ARNs whose account fits this pattern.
    pub fn arn_of(account: &Self) -> Self {
        let start = "arn:aws:".chars().map(Token::One).chain([Token::RunInPart]);
        let account = account.tokens.iter().map(|token| match token {
            Token::Any => Token::AnyInPart,
            Token::Run => Token::RunInPart,
            other => *other,
        });
        let end = [Token::One(':'), Token::Run];
        Self::of(start.chain([Token::One(':'); 2]).chain(account).chain(end).collect())
    }

    /// The ARN of the root user of any account.
    pub fn root() -> Self {
        Self::of([Token::Run].into_iter().chain(":root".chars().map(Token::One)).collect())
    }

    /// What is left to fit once `start` has been read; `None` when nothing fits any more.
    pub fn after(&self, start: &str) -> Option<Self> {
        let set = start.chars().fold(self.starts.clone(), |set, c| self.step(&set, c));
        let first = set.first().copied()?;
        let tokens = self.tokens.iter().skip(first).copied().collect();
        Some(Self { tokens, starts: set.into_iter().map(|at| at - first).collect() })
    }

    /// Whether every text fits.
    pub fn is_universal(&self) -> bool {
        !self.tokens.is_empty() && self.tokens.iter().all(|token| *token == Token::Run)
    }

    /// The characters before the first wildcard.
    pub fn literal_start(&self) -> String {
        let literal = self.tokens.iter().map_while(|token| match token {
            Token::One(c) => Some(*c),
            _ => None,
        });
        if self.begins_once() { literal.collect() } else { String::new() }
    }

    /// The text that alone fits, if the pattern is one.
    fn as_literal(&self) -> Option<String> {
        let literal = self.literal_start();
        (*self == Self::literal(&literal)).then_some(literal)
    }

    fn begins_once(&self) -> bool {
        self.starts == self.closed(BTreeSet::from([0]))
    }

    /// Whether the pattern is a text, or a text and a `*` behind it. Any two of those exclude each
    /// other, or one includes the other.
    pub fn is_simple(&self) -> bool {
        let (last, rest) = match self.tokens.split_last() {
            Some((last, rest)) => (Some(last), rest),
            None => (None, [].as_slice()),
        };
        self.begins_once()
            && rest.iter().all(|token| matches!(token, Token::One(_)))
            && last.is_none_or(|token| matches!(token, Token::One(_) | Token::Run))
    }

    /// How many states its automaton has at most; very many when it has a position that fits any one
    /// character, as then several beginnings can be open at once.
    fn states(&self) -> usize {
        let several =
            self.tokens.iter().any(|token| matches!(token, Token::Any | Token::AnyInPart | Token::RunInPart));
        if several { usize::MAX } else { self.tokens.len() + 2 }
    }

    /// The characters that it names.
    fn characters(&self) -> impl Iterator<Item = char> {
        self.tokens.iter().filter_map(|token| match token {
            Token::One(c) => Some(*c),
            _ => None,
        })
    }

    /// With the positions that are reached without reading anything, and without those that a later
    /// unbounded run makes superfluous: whatever fits from there fits from the run, too.
    fn closed(&self, mut set: BTreeSet<usize>) -> BTreeSet<usize> {
        let mut open: Vec<usize> = set.iter().copied().collect();
        while let Some(at) = open.pop() {
            if matches!(self.tokens.get(at), Some(Token::Run | Token::RunInPart)) && set.insert(at + 1) {
                open.push(at + 1);
            }
        }
        let last_run = set.iter().rev().find(|at| self.tokens.get(**at) == Some(&Token::Run)).copied();
        match last_run {
            Some(run) => set.split_off(&run),
            None => set,
        }
    }

    /// The positions after one more character.
    fn step(&self, set: &BTreeSet<usize>, c: char) -> BTreeSet<usize> {
        let next = set.iter().filter_map(|at| match *self.tokens.get(*at)? {
            Token::One(wanted) => (wanted == c).then_some(at + 1),
            Token::Any => Some(at + 1),
            Token::AnyInPart => (c != ':').then_some(at + 1),
            Token::Run => Some(*at),
            Token::RunInPart => (c != ':').then_some(*at),
        });
        self.closed(next.collect())
    }

    /// Whether a text that has led to these positions may end.
    fn ends(&self, set: &BTreeSet<usize>) -> bool {
        set.contains(&self.tokens.len())
    }
}

fn wildcard(c: char, any: Token, run: Token) -> Token {
    match c {
        '*' => run,
        '?' => any,
        c => Token::One(c),
    }
}
