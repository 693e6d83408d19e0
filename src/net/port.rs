//! Port ranges, and exact sets of ports.

use std::fmt;
use std::str::FromStr;

use smallvec::{SmallVec, smallvec};

use crate::net::{Interval, Protocol};

/// An inclusive range of ports, such as `443` or `1024-65535`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct PortRange(Interval<u16>);

/// A text that is no [`PortRange`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PortRangeError {
    #[error("`{0}` is not a port or a range of ports; write `443` or `1024-65535`")]
    Malformed(String),
    #[error("the range `{0}` ends before it starts")]
    Reversed(String),
}

impl PortRange {
    /// Every port.
    pub const ALL: Self = Self(Interval { first: 0, last: u16::MAX });
    /// The ports that a NAT gateway and most clients use for themselves (VPC User Guide).
    pub const EPHEMERAL: Self = Self(Interval { first: 1024, last: u16::MAX });
    /// HTTPS, the port of every AWS API.
    pub const HTTPS: Self = Self(Interval { first: 443, last: 443 });

    /// Exactly one port.
    #[must_use]
    pub fn single(port: u16) -> Self {
        Self(Interval::new(port, port))
    }

    /// The ICMP messages of a type and code, as numbers `type * 256 + code`, so that they are told
    /// apart as ports are. Without a code it is every message of the type; without a type it is every
    /// message (EC2 API, `IcmpTypeCode`).
    #[must_use]
    pub fn icmp(icmp_type: Option<u8>, code: Option<u8>) -> Self {
        let number = |icmp_type: u8, code: u8| u16::from_be_bytes([icmp_type, code]);
        match (icmp_type, code) {
            (None, _) => Self::ALL,
            (Some(one), None) => Self(Interval::new(number(one, 0), number(one, u8::MAX))),
            (Some(one), Some(code)) => Self::single(number(one, code)),
        }
    }

    /// The message that a `ping` sends: type 8, code 0.
    pub const ECHO_REQUEST: Self = Self(Interval { first: 0x0800, last: 0x0800 });
    /// The answer to a `ping`: type 0, code 0.
    pub const ECHO_REPLY: Self = Self(Interval { first: 0, last: 0 });

    /// The range as people read it in a rule for `protocol`: ports, or the type and code of ICMP.
    #[must_use]
    pub fn text_for(self, protocol: Protocol) -> String {
        if protocol != Protocol::ICMP || self == Self::ALL {
            return self.to_string();
        }
        let ([first, low], [last, high]) = (self.first().to_be_bytes(), self.last().to_be_bytes());
        match (first == last, low, high) {
            (true, 0, u8::MAX) => format!("type {first}"),
            (true, low, high) if low == high => format!("type {first} code {low}"),
            _ => format!("type {first} code {low} to type {last} code {high}"),
        }
    }

    /// The lowest port.
    #[must_use]
    pub fn first(self) -> u16 {
        self.0.first
    }

    /// The highest port.
    #[must_use]
    pub fn last(self) -> u16 {
        self.0.last
    }

    /// The ports in both ranges.
    #[must_use]
    pub fn intersection(self, other: Self) -> Option<Self> {
        self.0.intersection(other.0).map(Self)
    }

    /// Whether every port of `other` lies in the range.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        self.first() <= other.first() && other.last() <= self.last()
    }

    /// Whether `port` lies in the range.
    #[must_use]
    pub fn contains(self, port: u16) -> bool {
        self.0.contains(port)
    }
}

impl FromStr for PortRange {
    type Err = PortRangeError;

    fn from_str(text: &str) -> Result<Self, PortRangeError> {
        if text == "all" {
            return Ok(Self::ALL);
        }
        let port =
            |part: &str| part.trim().parse::<u16>().map_err(|_| PortRangeError::Malformed(text.to_owned()));
        let (first, last) = match text.split_once('-') {
            Some((first, last)) => (port(first)?, port(last)?),
            None => (port(text)?, port(text)?),
        };
        if first > last {
            return Err(PortRangeError::Reversed(text.to_owned()));
        }
        Ok(Self(Interval { first, last }))
    }
}

impl fmt::Display for PortRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.first(), self.last()) {
            (0, u16::MAX) => f.write_str("all"),
            (first, last) if first == last => first.fmt(f),
            (first, last) => write!(f, "{first}-{last}"),
        }
    }
}

/// An exact set of ports: sorted, disjoint, non-adjacent ranges.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PortSet(SmallVec<[PortRange; 4]>);

impl From<PortRange> for PortSet {
    fn from(range: PortRange) -> Self {
        Self(smallvec![range])
    }
}

impl PortSet {
    /// No port.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// The ranges, ascending.
    #[must_use]
    pub fn ranges(&self) -> &[PortRange] {
        &self.0
    }

    /// Whether no port is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `port` is in the set.
    #[must_use]
    pub fn contains(&self, port: u16) -> bool {
        self.0.iter().any(|range| range.contains(port))
    }

    /// The lowest port.
    #[must_use]
    pub fn lowest(&self) -> Option<u16> {
        self.0.first().map(|range| range.first())
    }

    /// Whether some port of `range` is in the set.
    #[must_use]
    pub fn meets(&self, range: PortRange) -> bool {
        self.0.iter().any(|own| own.intersection(range).is_some())
    }

    /// Adds every port of `range`.
    pub fn insert(&mut self, range: PortRange) {
        let touches = |own: &PortRange| {
            u32::from(own.first()) <= u32::from(range.last()) + 1
                && u32::from(range.first()) <= u32::from(own.last()) + 1
        };
        let at = self.0.partition_point(|own| u32::from(own.last()) + 1 < u32::from(range.first()));
        let mut merged = range;
        let mut end = at;
        while let Some(own) = self.0.get(end).copied().filter(touches) {
            merged = PortRange(Interval::new(merged.first().min(own.first()), merged.last().max(own.last())));
            end += 1;
        }
        self.0.drain(at..end);
        self.0.insert(at, merged);
    }

    /// Removes every port of `range`.
    pub fn remove(&mut self, range: PortRange) {
        if !self.meets(range) {
            return;
        }
        let mut left = SmallVec::new();
        for own in &self.0 {
            if own.intersection(range).is_none() {
                left.push(*own);
                continue;
            }
            if own.first() < range.first() {
                left.push(PortRange(Interval::new(own.first(), range.first() - 1)));
            }
            if own.last() > range.last() {
                left.push(PortRange(Interval::new(range.last() + 1, own.last())));
            }
        }
        self.0 = left;
    }

    /// The ports in both this set and `range`.
    pub fn within(&self, range: PortRange) -> impl Iterator<Item = PortRange> {
        self.0.iter().filter_map(move |own| own.intersection(range))
    }

    /// The ports in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self(other.0.iter().flat_map(|range| self.within(*range)).collect())
    }

    /// The ports of this set that are not in `other`.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        let mut left = self.clone();
        for range in &other.0 {
            left.remove(*range);
        }
        left
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ranges_parse_and_print_alike() {
        for text in ["443", "1024-65535", "all"] {
            assert_eq!(text.parse::<PortRange>().unwrap().to_string(), text);
        }
        assert_eq!("9-3".parse::<PortRange>(), Err(PortRangeError::Reversed("9-3".into())));
        assert!("70000".parse::<PortRange>().is_err());
    }

    #[test]
    fn icmp_messages_are_ranges_of_type_and_code() {
        let text = |range: PortRange| (range.first(), range.last(), range.text_for(Protocol::ICMP));
        assert_eq!(text(PortRange::icmp(Some(8), None)), (2048, 2303, "type 8".into()));
        assert_eq!(text(PortRange::icmp(Some(3), Some(4))), (772, 772, "type 3 code 4".into()));
        assert_eq!(text(PortRange::icmp(Some(255), None)), (65280, 65535, "type 255".into()));
        assert_eq!(PortRange::icmp(None, Some(4)), PortRange::ALL);
        assert_eq!(PortRange::ALL.text_for(Protocol::ICMP), "all");
        assert_eq!(PortRange::EPHEMERAL.text_for(Protocol::TCP), "1024-65535");
    }

    fn range() -> impl Strategy<Value = PortRange> {
        let end = prop_oneof![0u16..40, Just(u16::MAX), Just(u16::MAX - 1)];
        (end.clone(), end).prop_map(|(a, b)| PortRange(Interval::new(a, b)))
    }

    proptest! {
        /// Insertions and removals against a plain table of booleans.
        #[test]
        fn sets_agree_with_a_table(steps in proptest::collection::vec((range(), any::<bool>()), 0..12)) {
            let mut set = PortSet::empty();
            let mut table = vec![false; 65_536];
            for (range, insert) in steps {
                if insert { set.insert(range) } else { set.remove(range) }
                table[usize::from(range.first())..=usize::from(range.last())].fill(insert);
            }
            for port in (0..50).chain(65_500..=u16::MAX) {
                prop_assert_eq!(set.contains(port), table[usize::from(port)], "port {}", port);
            }
            let apart = |pair: &[PortRange]| u32::from(pair[0].last()) + 1 < u32::from(pair[1].first());
            prop_assert!(set.ranges().windows(2).all(apart));
        }
    }
}
