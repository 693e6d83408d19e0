//! All patterns at once, over every text of a language.

use std::collections::{BTreeMap, BTreeSet};

use super::{Language, Pattern};

/// Texts that fit the same patterns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Class {
    /// The shortest of them, and among those the first in the language's order.
    pub text: String,
    /// Which patterns it fits.
    pub fits: Vec<bool>,
}

/// The kinds of text in `language` that `patterns` tell apart, the shortest first.
pub(crate) fn classes<L: Language>(language: &L, patterns: &[Pattern]) -> Vec<Class> {
    of_literals(language, patterns).unwrap_or_else(|| of_patterns(language, patterns))
}

/// The same where all patterns are texts and the language knows others: each of the texts, and one
/// more.
fn of_literals<L: Language>(language: &L, patterns: &[Pattern]) -> Option<Vec<Class>> {
    let texts: Vec<String> = patterns.iter().map(Pattern::as_literal).collect::<Option<_>>()?;
    let other = language.examples().into_iter().find(|text| !texts.contains(text))?;
    let belonging = texts.iter().filter(|text| belongs(language, text)).cloned();
    let class = |text: String| Class { fits: texts.iter().map(|one| *one == text).collect(), text };
    Some(belonging.chain([other]).map(class).collect())
}

fn belongs<L: Language>(language: &L, text: &str) -> bool {
    let read = |(state, depth): (L::State, usize), letter| {
        language.step(&state, letter, depth).map(|state| (state, depth + 1))
    };
    let end = text.chars().try_fold((language.start(), 0), read);
    end.is_some_and(|(state, depth)| language.accepts(&state, depth))
}

/// The same for any patterns.
pub(super) fn of_patterns<L: Language>(language: &L, patterns: &[Pattern]) -> Vec<Class> {
    let named: BTreeSet<char> = patterns.iter().flat_map(Pattern::characters).collect();
    let letters = language.letters(&named);
    // One that no pattern names, for all of them.
    let plain = letters.iter().position(|letter| !named.contains(letter));
    let everywhere: Vec<usize> = (0..letters.len()).collect();
    let is_told_apart = |index: &usize| letters.get(*index).is_some_and(|letter| named.contains(letter));
    let where_free: Vec<usize> =
        everywhere.iter().copied().filter(|index| Some(*index) == plain || is_told_apart(index)).collect();
    let mut followed: Vec<_> = patterns.iter().map(|pattern| Followed::new(pattern, letters.len())).collect();
    let mut walk = Walk::from(language.start(), vec![0; patterns.len()]);
    let mut found: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
    let mut at = 0;
    while let Some(node) = walk.nodes.get(at) {
        let (state, places, depth) = (node.state.clone(), node.places.clone(), node.depth);
        if language.accepts(&state, depth) {
            let fits = followed.iter().zip(&places).map(|(one, place)| one.accepts(*place)).collect();
            found.entry(fits).or_insert(at);
        }
        let favourite = language.favourite(&state).and_then(|c| letters.iter().position(|it| *it == c));
        let relevant = if language.is_free(&state) { &where_free } else { &everywhere };
        let others = relevant.iter().copied().filter(|index| Some(*index) != favourite);
        for index in favourite.into_iter().chain(others) {
            let Some(letter) = letters.get(index) else { continue };
            let Some(next) = language.step(&state, *letter, depth) else { continue };
            let next_places = step_all(&mut followed, &places, index, *letter);
            walk.visit(at, next, next_places, *letter);
        }
        at += 1;
    }
    let mut order: Vec<_> = found.into_iter().collect();
    order.sort_by_key(|(_, node)| *node);
    order.into_iter().map(|(fits, node)| Class { text: walk.text(node), fits }).collect()
}

/// Most states that following all patterns at once may take.
const MOST_STATES: usize = 4_096;

/// How many kinds of text `patterns` tell apart at most, over every text there is; `None` when following
/// them all at once takes too many states.
pub(crate) fn is_small(patterns: &[Pattern]) -> Option<usize> {
    let (simple, others): (Vec<_>, Vec<_>) = patterns.iter().partition(|pattern| pattern.is_simple());
    // Simple patterns share their beginnings, as in a trie; of the others each may multiply.
    let shared = simple.iter().fold(2_usize, |sum, pattern| sum.saturating_add(pattern.tokens.len() + 1));
    let multiplied = others.iter().fold(shared, |product, pattern| product.saturating_mul(pattern.states()));
    let kinds = others.iter().fold(simple.len() + 1, |kinds, _| kinds.saturating_mul(2));
    if multiplied <= MOST_STATES { Some(kinds) } else { counted(patterns) }
}

/// The same, counted.
fn counted(patterns: &[Pattern]) -> Option<usize> {
    let named: BTreeSet<char> = patterns.iter().flat_map(Pattern::characters).chain([':']).collect();
    let fresh = ('\u{21}'..char::MAX).find(|c| !named.contains(c));
    let letters: Vec<char> = named.into_iter().chain(fresh).collect();
    let mut followed: Vec<_> = patterns.iter().map(|pattern| Followed::new(pattern, letters.len())).collect();
    let start = vec![0; patterns.len()];
    let mut seen = BTreeSet::from([start.clone()]);
    let mut kinds = BTreeSet::new();
    let mut open = vec![start];
    while let Some(places) = open.pop() {
        kinds
            .insert(followed.iter().zip(&places).map(|(one, place)| one.accepts(*place)).collect::<Vec<_>>());
        for (index, letter) in letters.iter().enumerate() {
            let next = step_all(&mut followed, &places, index, *letter);
            if !seen.contains(&next) {
                seen.insert(next.clone());
                open.push(next);
            }
        }
        if seen.len() > MOST_STATES {
            return None;
        }
    }
    Some(kinds.len())
}

fn step_all(followed: &mut [Followed<'_>], places: &[usize], index: usize, letter: char) -> Vec<usize> {
    followed.iter_mut().zip(places).map(|(one, place)| one.step(*place, index, letter)).collect()
}

/// One pattern with the sets of positions seen so far, which are the states of its automaton.
struct Followed<'p> {
    pattern: &'p Pattern,
    sets: Vec<BTreeSet<usize>>,
    known: BTreeMap<BTreeSet<usize>, usize>,
    /// By state and letter.
    next: Vec<Vec<Option<usize>>>,
    letters: usize,
}

impl<'p> Followed<'p> {
    fn new(pattern: &'p Pattern, letters: usize) -> Self {
        let start = pattern.starts.clone();
        let mut one = Self { pattern, sets: Vec::new(), known: BTreeMap::new(), next: Vec::new(), letters };
        one.state(start);
        one
    }

    fn state(&mut self, set: BTreeSet<usize>) -> usize {
        if let Some(known) = self.known.get(&set) {
            return *known;
        }
        let fresh = self.sets.len();
        self.sets.push(set.clone());
        self.known.insert(set, fresh);
        self.next.push(vec![None; self.letters]);
        fresh
    }

    fn step(&mut self, state: usize, index: usize, letter: char) -> usize {
        let known = self.next.get(state).and_then(|row| row.get(index)).copied().flatten();
        if let Some(next) = known {
            return next;
        }
        let set = self.sets.get(state).map(|set| self.pattern.step(set, letter)).unwrap_or_default();
        let next = self.state(set);
        if let Some(entry) = self.next.get_mut(state).and_then(|row| row.get_mut(index)) {
            *entry = Some(next);
        }
        next
    }

    fn accepts(&self, state: usize) -> bool {
        self.sets.get(state).is_some_and(|set| self.pattern.ends(set))
    }
}

struct Node<S> {
    state: S,
    places: Vec<usize>,
    depth: usize,
    /// The node before, and the letter from there.
    from: Option<(usize, char)>,
}

/// A breadth-first walk: every node is met first by its shortest text.
struct Walk<S> {
    nodes: Vec<Node<S>>,
    seen: BTreeSet<(S, Vec<usize>)>,
}

impl<S: Ord + Clone> Walk<S> {
    fn from(state: S, places: Vec<usize>) -> Self {
        let seen = BTreeSet::from([(state.clone(), places.clone())]);
        Self { nodes: vec![Node { state, places, depth: 0, from: None }], seen }
    }

    fn visit(&mut self, from: usize, state: S, places: Vec<usize>, letter: char) {
        let depth = self.nodes.get(from).map_or(0, |node| node.depth) + 1;
        let key = (state, places);
        if !self.seen.contains(&key) {
            self.seen.insert(key.clone());
            let (state, places) = key;
            self.nodes.push(Node { state, places, depth, from: Some((from, letter)) });
        }
    }

    fn text(&self, node: usize) -> String {
        let mut letters = Vec::new();
        let mut at = self.nodes.get(node);
        while let Some((before, letter)) = at.and_then(|node| node.from) {
            letters.push(letter);
            at = self.nodes.get(before);
        }
        letters.iter().rev().collect()
    }
}
