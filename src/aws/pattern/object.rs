//! ARNs of buckets and objects that are not one's own.

use std::collections::{BTreeMap, BTreeSet};

use super::language::{Language, fresh};
use super::{Class, Pattern, classes};
use crate::aws::bucket_name::{LENGTHS, RESERVED_ENDS, RESERVED_STARTS, fault_of_bucket_name};

/// What every ARN of S3 begins with.
const START: &str = "arn:aws:s3:::";
/// The first names that there are: one is left when few are owned.
const PLAIN_NAMES: [&str; 6] = ["aaa", "aab", "aac", "aad", "aae", "aaf"];
/// Most characters of a key (S3 User Guide, "Naming objects").
const LONGEST_KEY: usize = 1_024;

/// The kinds of ARN that `patterns` tell apart: of objects, or of buckets themselves, in any bucket
/// that can exist and whose name is not among `owned`.
pub(crate) fn object_classes(owned: &[&str], with_key: bool, patterns: &[Pattern]) -> Vec<Class> {
    let telling: BTreeSet<Pattern> = patterns
        .iter()
        .filter_map(|pattern| pattern.after(START))
        .filter(|pattern| !pattern.is_universal() && !is_inside(pattern, owned))
        .collect();
    let telling: Vec<Pattern> = telling.into_iter().collect();
    if telling.is_empty() && owned.len() < PLAIN_NAMES.len() {
        let plain = PLAIN_NAMES.iter().find(|name| !owned.contains(name)).copied().unwrap_or_default();
        let text = if with_key { format!("{START}{plain}/x") } else { format!("{START}{plain}") };
        return vec![Class { text, fits: Vec::new() }];
    }
    // The rarer a rule, the later it is looked at: each costs states.
    let mut found = Vec::new();
    for (names, strict) in [(&[][..], false), (owned, false), (owned, true)] {
        found = classes(&Objects { not: Trie::of(names, strict), with_key, strict }, &telling);
        if strict || found.iter().all(|class| is_strange(&class.text, owned)) {
            break;
        }
    }
    for class in &mut found {
        class.text.insert_str(0, START);
    }
    found
}

/// Whether the bucket in the text can exist and is not owned.
fn is_strange(text: &str, owned: &[&str]) -> bool {
    let name = text.split('/').next().unwrap_or_default();
    fault_of_bucket_name(name).is_none() && !owned.contains(&name)
}

/// Whether whatever fits is in an owned bucket.
fn is_inside(pattern: &Pattern, owned: &[&str]) -> bool {
    let start = pattern.literal_start();
    let name = match start.split_once('/') {
        Some((name, _)) => name,
        None if pattern.as_literal().is_some() => &start,
        None => return false,
    };
    owned.contains(&name)
}

/// A bucket's name, or that, a slash and a key.
struct Objects {
    not: Trie,
    with_key: bool,
    /// Whether reserved names and names like addresses are told apart, too.
    strict: bool,
}

/// Where a text stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Name(InName),
    /// Whether it has a character.
    Key(bool),
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct InName {
    /// Up to the fewest characters that a name has.
    length: usize,
    last: Option<char>,
    /// In the trie of names that are not meant, while all so far is the beginning of one.
    not: Option<usize>,
    /// The longest end that a reserved end begins with.
    tail: String,
    /// Groups ended by a dot and digits after them, while all so far looks like an address.
    address: Option<(usize, usize)>,
}

impl Objects {
    fn read(&self, name: &InName, letter: char) -> Option<InName> {
        let length = (name.length + 1).min(*LENGTHS.start());
        let takes = match letter {
            'a'..='z' | '0'..='9' => true,
            '-' => name.length > 0,
            '.' => name.length > 0 && name.last != Some('.'),
            _ => false,
        };
        let not = name.not.and_then(|at| self.not.next(at, letter));
        if !takes || not.is_some_and(|at| self.not.stops.contains(&at)) {
            return None;
        }
        // Letters and digits are alike as the last one.
        let last = Some(if letter.is_ascii_alphanumeric() { 'a' } else { letter });
        let (tail, address) = if self.strict {
            (tail(&name.tail, letter), address(name.address, letter))
        } else {
            Default::default()
        };
        Some(InName { length, last, not, tail, address })
    }

    fn ends(&self, name: &InName, depth: usize) -> bool {
        name.length == *LENGTHS.start()
            && depth <= *LENGTHS.end()
            && name.last == Some('a')
            && !name.not.is_some_and(|at| self.not.ends.contains(&at))
            && !RESERVED_ENDS.iter().any(|end| name.tail.ends_with(end))
            && !name.address.is_some_and(|(groups, digits)| groups == 3 && digits > 0)
    }
}

fn tail(before: &str, letter: char) -> String {
    let mut tail = format!("{before}{letter}");
    while !RESERVED_ENDS.iter().any(|end| end.starts_with(&tail)) {
        tail.remove(0);
    }
    tail
}

fn address(before: Option<(usize, usize)>, letter: char) -> Option<(usize, usize)> {
    let (groups, digits) = before?;
    match letter {
        '0'..='9' if digits < 3 => Some((groups, digits + 1)),
        '.' if digits > 0 && groups < 3 => Some((groups + 1, 0)),
        _ => None,
    }
}

impl Language for Objects {
    type State = Place;

    fn start(&self) -> Place {
        let address = self.strict.then_some((0, 0));
        Place::Name(InName { length: 0, last: None, not: Some(0), tail: String::new(), address })
    }

    fn step(&self, state: &Place, letter: char, depth: usize) -> Option<Place> {
        match state {
            Place::Name(name) if letter == '/' => {
                (self.with_key && self.ends(name, depth)).then_some(Place::Key(false))
            }
            Place::Name(name) => self.read(name, letter).map(Place::Name),
            Place::Key(_) => (depth < LENGTHS.end() + 1 + LONGEST_KEY).then_some(Place::Key(true)),
        }
    }

    fn accepts(&self, state: &Place, depth: usize) -> bool {
        match state {
            Place::Name(name) => !self.with_key && self.ends(name, depth),
            Place::Key(has_one) => *has_one,
        }
    }

    fn is_free(&self, state: &Place) -> bool {
        matches!(state, Place::Key(_))
    }

    fn letters(&self, named: &BTreeSet<char>) -> Vec<char> {
        const OF_NAMES: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
        let told_apart: String =
            if self.strict { format!("{OF_NAMES}-.") } else { self.not.letters.iter().collect() };
        let named: BTreeSet<char> =
            named.iter().copied().chain(told_apart.chars()).chain(['x', '/']).collect();
        let in_names = fresh(OF_NAMES, &named);
        let in_keys = fresh("ABCDEFGHIJKLMNOPQRSTUVWXYZ_!()", &named).filter(|_| in_names.is_none());
        let mut letters: Vec<char> = named.into_iter().chain(in_names).chain(in_keys).collect();
        letters.sort_by_key(|c| (!c.is_ascii_lowercase(), !c.is_ascii_digit(), *c));
        letters
    }

    fn favourite(&self, state: &Place) -> Option<char> {
        matches!(state, Place::Key(_)).then_some('x')
    }
}

/// Names that are not meant, and beginnings that no name may have.
#[derive(Debug, Default)]
struct Trie {
    next: Vec<BTreeMap<char, usize>>,
    ends: BTreeSet<usize>,
    stops: BTreeSet<usize>,
    letters: BTreeSet<char>,
}

impl Trie {
    fn of(names: &[&str], with_reserved: bool) -> Self {
        let mut trie = Self { next: vec![BTreeMap::new()], ..Self::default() };
        for name in names {
            let end = trie.insert(name);
            trie.ends.insert(end);
        }
        for start in RESERVED_STARTS.iter().filter(|_| with_reserved) {
            let stop = trie.insert(start);
            trie.stops.insert(stop);
        }
        trie
    }

    fn insert(&mut self, name: &str) -> usize {
        name.chars().fold(0, |at, letter| {
            self.letters.insert(letter);
            let fresh = self.next.len();
            let next = self.next.get_mut(at).map_or(fresh, |row| *row.entry(letter).or_insert(fresh));
            if next == fresh {
                self.next.push(BTreeMap::new());
            }
            next
        })
    }

    fn next(&self, at: usize, letter: char) -> Option<usize> {
        self.next.get(at)?.get(&letter).copied()
    }
}
