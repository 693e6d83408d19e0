//! Inclusive intervals and exact sets of them.

/// An inclusive, never empty interval.
///
/// INVARIANT (ordered): `first <= last`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Interval<T> {
    pub first: T,
    pub last: T,
}

impl<T: Copy + Ord> Interval<T> {
    /// The interval from the smaller to the larger of the two ends.
    pub fn new(a: T, b: T) -> Self {
        Self { first: a.min(b), last: a.max(b) }
    }

    /// Whether `value` lies inside.
    pub fn contains(self, value: T) -> bool {
        self.first <= value && value <= self.last
    }

    /// The common part, if there is one.
    pub fn intersection(self, other: Self) -> Option<Self> {
        let first = self.first.max(other.first);
        let last = self.last.min(other.last);
        (first <= last).then_some(Self { first, last })
    }
}

impl Interval<u32> {
    /// How many values lie inside.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "an interval is never empty")]
    pub fn len(self) -> u64 {
        u64::from(self.last) - u64::from(self.first) + 1
    }
}

/// An exact set of addresses: sorted, disjoint, non-adjacent intervals.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IntervalSet(Vec<Interval<u32>>);

impl IntervalSet {
    /// The union of `parts`.
    pub fn from_intervals(parts: impl IntoIterator<Item = Interval<u32>>) -> Self {
        let mut parts: Vec<_> = parts.into_iter().collect();
        parts.sort_unstable();
        let mut merged: Vec<Interval<u32>> = Vec::with_capacity(parts.len());
        for part in parts {
            match merged.last_mut() {
                Some(top) if part.first <= top.last.saturating_add(1) => top.last = top.last.max(part.last),
                _ => merged.push(part),
            }
        }
        Self(merged)
    }

    /// The intervals, ascending.
    #[must_use]
    pub fn intervals(&self) -> &[Interval<u32>] {
        &self.0
    }

    /// Whether the set has no element.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `value` is an element.
    #[must_use]
    pub fn contains(&self, value: u32) -> bool {
        let after = self.0.partition_point(|part| part.first <= value);
        after.checked_sub(1).and_then(|at| self.0.get(at)).is_some_and(|part| part.contains(value))
    }

    /// The smallest element that is not below `bound`.
    #[must_use]
    pub fn next_from(&self, bound: u64) -> Option<u32> {
        let at = self.0.partition_point(|part| u64::from(part.last) < bound);
        let part = self.0.get(at)?;
        Some(part.first.max(u32::try_from(bound).unwrap_or(u32::MAX)))
    }

    /// The parts of the set that lie in `range`, ascending.
    pub fn within(&self, range: Interval<u32>) -> impl Iterator<Item = Interval<u32>> {
        self.0.iter().filter_map(move |part| part.intersection(range))
    }

    /// The elements of `self` that are not in `other`.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.intersection(&other.complement())
    }

    /// The elements in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self::from_intervals(self.0.iter().flat_map(|a| other.0.iter().filter_map(|b| a.intersection(*b))))
    }

    /// Every address that is not an element.
    #[must_use]
    pub fn complement(&self) -> Self {
        let mut gaps = Vec::with_capacity(self.0.len() + 1);
        let mut next = Some(0);
        for part in &self.0 {
            if let Some(start) = next.filter(|start| *start < part.first) {
                gaps.push(Interval::new(start, part.first - 1));
            }
            next = part.last.checked_add(1);
        }
        gaps.extend(next.map(|start| Interval::new(start, u32::MAX)));
        Self(gaps)
    }

    /// How many elements there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.0.iter().map(|part| part.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn set() -> impl Strategy<Value = IntervalSet> {
        proptest::collection::vec((0u32..300, 0u32..300), 0..6).prop_map(|pairs| {
            IntervalSet::from_intervals(pairs.into_iter().map(|(a, b)| Interval::new(a, b)))
        })
    }

    proptest! {
        #[test]
        fn difference_is_exact(a in set(), b in set(), x in 0u32..320) {
            prop_assert_eq!(a.difference(&b).contains(x), a.contains(x) && !b.contains(x));
        }

        #[test]
        fn complement_is_an_involution(a in set()) {
            prop_assert_eq!(a.complement().complement(), a);
        }
    }
}
