//! Sets of designs as decision diagrams: shared, ordered, reduced, one branch for every value.
//!
//! A set over a product of a billion designs that depends on a few knobs is a few nodes. Equal sets
//! are the same node, so emptiness, implication and "does not depend on" are exact and cheap.

use std::collections::BTreeMap;

/// A set of designs in a [`Diagrams`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lab) struct Set(u32);

impl Set {
    pub const NONE: Self = Self(0);
    pub const ALL: Self = Self(1);

    pub fn of(holds: bool) -> Self {
        if holds { Self::ALL } else { Self::NONE }
    }

    pub fn is_empty(self) -> bool {
        self == Self::NONE
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Operation {
    And,
    Or,
    Without,
    Differ,
}

impl Operation {
    /// The answer where it does not take both sets apart.
    fn at_once(self, a: Set, b: Set) -> Option<Set> {
        match self {
            Self::And if a == b || b == Set::ALL => Some(a),
            Self::And if a == Set::ALL => Some(b),
            Self::And if a.is_empty() || b.is_empty() => Some(Set::NONE),
            Self::Or if a == b || b.is_empty() => Some(a),
            Self::Or if a.is_empty() => Some(b),
            Self::Or if a == Set::ALL || b == Set::ALL => Some(Set::ALL),
            Self::Without if a == b || a.is_empty() || b == Set::ALL => Some(Set::NONE),
            Self::Differ if a == b => Some(Set::NONE),
            Self::Differ if a.is_empty() => Some(b),
            Self::Without | Self::Differ if b.is_empty() => Some(a),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Node {
    knob: usize,
    /// One for every value of the knob, not all equal.
    children: Vec<Set>,
}

/// A set that stands for itself, to be carried from one [`Diagrams`] to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portable {
    /// Knob and children of every node; children come first. 0 and 1 are the ends, 2 is the first node.
    nodes: Vec<(usize, Vec<u32>)>,
    root: u32,
}

/// The nodes of many sets over the same knobs.
#[derive(Debug)]
pub(in crate::lab) struct Diagrams {
    /// How many values each knob has.
    values: Vec<usize>,
    nodes: Vec<Node>,
    known: BTreeMap<Node, Set>,
    done: BTreeMap<(Operation, Set, Set), Set>,
}

impl Diagrams {
    pub fn new(values: Vec<usize>) -> Self {
        Self { values, nodes: Vec::new(), known: BTreeMap::new(), done: BTreeMap::new() }
    }

    fn node(&self, set: Set) -> Option<&Node> {
        self.nodes.get(usize::try_from(set.0).ok()?.checked_sub(2)?)
    }

    /// The topmost knob that the set depends on.
    fn top(&self, set: Set) -> usize {
        self.node(set).map_or(usize::MAX, |node| node.knob)
    }

    fn child(&self, set: Set, knob: usize, value: usize) -> Set {
        match self.node(set) {
            Some(node) if node.knob == knob => node.children.get(value).copied().unwrap_or(Set::NONE),
            _ => set,
        }
    }

    fn make(&mut self, knob: usize, children: Vec<Set>) -> Set {
        match children.split_first() {
            None => return Set::NONE,
            Some((first, rest)) if rest.iter().all(|child| child == first) => return *first,
            Some(_) => {}
        }
        let node = Node { knob, children };
        if let Some(known) = self.known.get(&node) {
            return *known;
        }
        let set = Set(u32::try_from(self.nodes.len() + 2).unwrap_or(u32::MAX));
        self.nodes.push(node.clone());
        self.known.insert(node, set);
        set
    }

    fn apply(&mut self, operation: Operation, a: Set, b: Set) -> Set {
        if let Some(set) = operation.at_once(a, b) {
            return set;
        }
        let key = match operation {
            Operation::Without => (operation, a, b),
            _ => (operation, a.min(b), a.max(b)),
        };
        if let Some(set) = self.done.get(&key) {
            return *set;
        }
        let knob = self.top(a).min(self.top(b));
        let count = self.values.get(knob).copied().unwrap_or(0);
        let children = (0..count)
            .map(|value| {
                let (a, b) = (self.child(a, knob, value), self.child(b, knob, value));
                self.apply(operation, a, b)
            })
            .collect();
        let set = self.make(knob, children);
        self.done.insert(key, set);
        set
    }

    pub fn and(&mut self, a: Set, b: Set) -> Set {
        self.apply(Operation::And, a, b)
    }

    pub fn or(&mut self, a: Set, b: Set) -> Set {
        self.apply(Operation::Or, a, b)
    }

    pub fn without(&mut self, a: Set, b: Set) -> Set {
        self.apply(Operation::Without, a, b)
    }

    pub fn differ(&mut self, a: Set, b: Set) -> Set {
        self.apply(Operation::Differ, a, b)
    }

    /// The designs that are in the set of the value that their `knob` has.
    pub fn case(&mut self, knob: usize, sets: &[Set]) -> Set {
        if sets.iter().all(|set| self.top(*set) > knob) {
            return self.make(knob, sets.to_vec());
        }
        let mut all = Set::NONE;
        for (value, set) in sets.iter().enumerate() {
            let chosen = (0..sets.len()).map(|other| Set::of(other == value)).collect();
            let chosen = self.make(knob, chosen);
            let part = self.and(chosen, *set);
            all = self.or(all, part);
        }
        all
    }

    /// The set as it would be if everybody's `knob` had this value.
    pub fn fixed(&mut self, set: Set, knob: usize, value: usize) -> Set {
        self.fix(set, knob, value, &mut BTreeMap::new())
    }

    fn fix(&mut self, set: Set, knob: usize, value: usize, done: &mut BTreeMap<Set, Set>) -> Set {
        let Some(node) = self.node(set) else { return set };
        if node.knob > knob {
            return set;
        }
        if node.knob == knob {
            return self.child(set, knob, value);
        }
        if let Some(known) = done.get(&set) {
            return *known;
        }
        let (top, children) = (node.knob, node.children.clone());
        let children = children.into_iter().map(|child| self.fix(child, knob, value, done)).collect();
        let fixed = self.make(top, children);
        done.insert(set, fixed);
        fixed
    }

    /// How many designs are in the set, out of the whole product; saturates.
    pub fn count(&self, set: Set) -> u128 {
        let mut done = BTreeMap::new();
        self.count_from(set, 0, &mut done)
    }

    fn count_from(&self, set: Set, from: usize, done: &mut BTreeMap<Set, u128>) -> u128 {
        let Some(node) = self.node(set) else {
            return if set.is_empty() { 0 } else { self.product(from, self.values.len()) };
        };
        let below = if let Some(known) = done.get(&set) {
            *known
        } else {
            let count = node
                .children
                .iter()
                .fold(0_u128, |sum, child| sum.saturating_add(self.count_from(*child, node.knob + 1, done)));
            done.insert(set, count);
            count
        };
        below.saturating_mul(self.product(from, node.knob))
    }

    fn product(&self, from: usize, to: usize) -> u128 {
        let between = self.values.iter().take(to).skip(from);
        between.fold(1, |product, count| product.saturating_mul(*count as u128))
    }

    /// The first cheapest design of the set, when every value of every knob has a price.
    pub fn cheapest<P: Price>(&self, set: Set, prices: &[Vec<P>]) -> Option<(P, Vec<u8>)> {
        let mut done = BTreeMap::new();
        let total = self.cheapest_from(set, 0, prices, &mut done)?;
        let mut values = Vec::new();
        let mut at = set;
        for (knob, own) in prices.iter().enumerate() {
            let branches = own.iter().enumerate().filter_map(|(value, price)| {
                let child = self.child(at, knob, value);
                let below = self.cheapest_from(child, knob + 1, prices, &mut done)?;
                Some((*price + below, value, child))
            });
            let (_, value, child) = branches.min_by_key(|(price, value, _)| (*price, *value))?;
            values.push(u8::try_from(value).ok()?);
            at = child;
        }
        Some((total, values))
    }

    /// The price of the cheapest design below `set`, for the knobs from `from` on.
    fn cheapest_from<P: Price>(
        &self,
        set: Set,
        from: usize,
        prices: &[Vec<P>],
        done: &mut BTreeMap<Set, Option<P>>,
    ) -> Option<P> {
        let Some(node) = self.node(set) else {
            return (!set.is_empty()).then(|| lowest(prices, from, prices.len()));
        };
        let below = if let Some(known) = done.get(&set) {
            *known
        } else {
            let own = prices.get(node.knob).map(Vec::as_slice).unwrap_or_default();
            let branches = own.iter().zip(&node.children).filter_map(|(price, child)| {
                Some(*price + self.cheapest_from(*child, node.knob + 1, prices, done)?)
            });
            let best = branches.min();
            done.insert(set, best);
            best
        };
        Some(lowest(prices, from, node.knob) + below?)
    }

    /// Whether the design with these values is in the set.
    pub fn contains(&self, set: Set, values: &[u8]) -> bool {
        let mut at = set;
        while let Some(node) = self.node(at) {
            let value = values.get(node.knob).copied().map_or(0, usize::from);
            at = node.children.get(value).copied().unwrap_or(Set::NONE);
        }
        at == Set::ALL
    }

    /// The set by itself.
    pub fn export(&self, set: Set) -> Portable {
        let mut nodes = Vec::new();
        let root = self.export_node(set, &mut nodes, &mut BTreeMap::new());
        Portable { nodes, root }
    }

    fn export_node(
        &self,
        set: Set,
        nodes: &mut Vec<(usize, Vec<u32>)>,
        done: &mut BTreeMap<Set, u32>,
    ) -> u32 {
        let Some(node) = self.node(set) else { return set.0 };
        if let Some(known) = done.get(&set) {
            return *known;
        }
        let children = node.children.iter().map(|child| self.export_node(*child, nodes, done)).collect();
        nodes.push((node.knob, children));
        let at = u32::try_from(nodes.len() + 1).unwrap_or(u32::MAX);
        done.insert(set, at);
        at
    }

    /// The same set here.
    pub fn import(&mut self, set: &Portable) -> Set {
        let mut here = vec![Set::NONE, Set::ALL];
        let find = |here: &[Set], at: u32| {
            usize::try_from(at).ok().and_then(|at| here.get(at).copied()).unwrap_or(Set::NONE)
        };
        for (knob, children) in &set.nodes {
            let children = children.iter().map(|child| find(&here, *child)).collect();
            let made = self.make(*knob, children);
            here.push(made);
        }
        find(&here, set.root)
    }
}

/// What a value of a knob costs; prices add up.
pub(in crate::lab) trait Price: Copy + Ord + Default + std::ops::Add<Output = Self> {}

impl<P: Copy + Ord + Default + std::ops::Add<Output = P>> Price for P {}

/// The sum of the lowest prices of the knobs from `from` to `to`.
fn lowest<P: Price>(prices: &[Vec<P>], from: usize, to: usize) -> P {
    let free = prices.iter().take(to).skip(from);
    free.filter_map(|values| values.iter().min()).fold(P::default(), |sum, price| sum + *price)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Test<'t> = &'t dyn Fn(&[u8]) -> bool;

    fn byte(value: usize) -> u8 {
        u8::try_from(value).unwrap()
    }

    /// Every assignment of knobs with these many values.
    fn all(values: &[usize]) -> Vec<Vec<u8>> {
        values.iter().fold(vec![Vec::new()], |rows, count| {
            let extend =
                |row: Vec<u8>| (0..*count).map(move |value| [row.clone(), vec![byte(value)]].concat());
            rows.into_iter().flat_map(extend).collect()
        })
    }

    /// A set by a test of its members.
    fn set_of(diagrams: &mut Diagrams, values: &[usize], row: &mut Vec<u8>, holds: Test<'_>) -> Set {
        if row.len() == values.len() {
            return Set::of(holds(row));
        }
        let knob = row.len();
        let sets: Vec<Set> = (0..values[knob])
            .map(|value| {
                row.push(byte(value));
                let set = set_of(diagrams, values, row, holds);
                row.pop();
                set
            })
            .collect();
        diagrams.case(knob, &sets)
    }

    #[test]
    fn sets_behave_like_lists_of_their_members() {
        let values = [2, 3, 2, 2, 3];
        let mut diagrams = Diagrams::new(values.to_vec());
        let tests: [Test<'_>; 4] = [
            &|row| row[0] == 1 && row[4] != 2,
            &|row| row.iter().sum::<u8>() % 2 == 0,
            &|row| row[1] == row[4],
            &|row| row[2] == 0 || row[3] == 1,
        ];
        let sets = tests.map(|test| set_of(&mut diagrams, &values, &mut Vec::new(), test));
        let rows = all(&values);
        for (a, test_a) in sets.iter().zip(tests) {
            for (b, test_b) in sets.iter().zip(tests) {
                let both = diagrams.and(*a, *b);
                let either = diagrams.or(*a, *b);
                let only = diagrams.without(*a, *b);
                let one = diagrams.differ(*a, *b);
                for row in &rows {
                    let (a, b) = (test_a(row), test_b(row));
                    assert_eq!(diagrams.contains(both, row), a && b);
                    assert_eq!(diagrams.contains(either, row), a || b);
                    assert_eq!(diagrams.contains(only, row), a && !b);
                    assert_eq!(diagrams.contains(one, row), a != b);
                }
                let members = rows.iter().filter(|row| test_a(row) && test_b(row)).count();
                assert_eq!(diagrams.count(both), members as u128);
            }
            let moved = diagrams.export(*a);
            assert_eq!(diagrams.import(&moved), *a);
            for value in 0..3 {
                let fixed = diagrams.fixed(*a, 1, value);
                for row in &rows {
                    let mut there = row.clone();
                    there[1] = byte(value);
                    assert_eq!(diagrams.contains(fixed, row), test_a(&there));
                }
            }
        }
    }

    #[test]
    fn the_cheapest_member_is_the_one_a_search_finds() {
        let values = [3, 2, 3, 2];
        let mut diagrams = Diagrams::new(values.to_vec());
        let prices: Vec<Vec<u32>> = vec![vec![4, 1, 3], vec![0, 7], vec![2, 2, 1], vec![5, 3]];
        let price = |row: &[u8]| row.iter().zip(&prices).map(|(v, p)| p[usize::from(*v)]).sum::<u32>();
        let tests: [Test<'_>; 4] =
            [&|row| row[0] != 1, &|row| row[1] == 1 && row[2] != 2, &|_| true, &|_| false];
        for test in tests {
            let set = set_of(&mut diagrams, &values, &mut Vec::new(), test);
            let found = diagrams.cheapest(set, &prices);
            let best = all(&values).into_iter().filter(|row| test(row)).map(|row| price(&row)).min();
            assert_eq!(found.as_ref().map(|(total, _)| *total), best);
            if let Some((total, row)) = found {
                assert!(test(&row) && price(&row) == total);
            }
        }
    }
}
