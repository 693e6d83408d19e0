//! Port ranges, and exact sets of ports as bit masks over port atoms.

use std::fmt;
use std::ops::{BitAnd, BitOr, Not};
use std::str::FromStr;

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

/// A set of port atoms as bits; bit `i` stands for the `i`-th atom of a list made with
/// [`crate::net::Cuts`]. Wide enough for 256 atoms; [`crate::aws`] refuses a configuration that
/// mentions more distinct ranges.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PortMask([u128; 2]);

impl PortMask {
    /// How many atoms a mask can hold.
    pub const CAPACITY: usize = 256;
    /// No atom.
    pub const EMPTY: Self = Self([0; 2]);

    /// The atoms of `atoms` that lie wholly inside `range`.
    #[must_use]
    pub fn of(range: PortRange, atoms: &[Interval<u32>]) -> Self {
        let mut bits = Self::EMPTY;
        for (at, atom) in atoms.iter().enumerate().take(Self::CAPACITY) {
            if u32::from(range.first()) <= atom.first && atom.last <= u32::from(range.last()) {
                bits = bits | Self::bit(at);
            }
        }
        bits
    }

    /// Exactly the atom at `at`.
    #[must_use]
    pub fn bit(at: usize) -> Self {
        match at {
            0..128 => Self([1 << at, 0]),
            128..256 => Self([0, 1 << (at - 128)]),
            _ => Self::EMPTY,
        }
    }

    /// The first `count` atoms.
    #[must_use]
    pub fn first_n(count: usize) -> Self {
        (0..count.min(Self::CAPACITY)).fold(Self::EMPTY, |mask, at| mask | Self::bit(at))
    }

    /// Whether no atom is in the set.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::EMPTY
    }

    /// Whether every atom of the set is also in `other`.
    #[must_use]
    pub fn is_subset_of(self, other: Self) -> bool {
        (self & !other).is_empty()
    }

    /// The index of the lowest atom in the set.
    #[must_use]
    pub fn lowest(self) -> Option<usize> {
        let [low, high] = self.0;
        match (low, high) {
            (0, 0) => None,
            (0, high) => Some(128 + high.trailing_zeros() as usize),
            (low, _) => Some(low.trailing_zeros() as usize),
        }
    }
}

impl BitAnd for PortMask {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        Self([self.0[0] & other.0[0], self.0[1] & other.0[1]])
    }
}

impl BitOr for PortMask {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self([self.0[0] | other.0[0], self.0[1] | other.0[1]])
    }
}

impl Not for PortMask {
    type Output = Self;
    fn not(self) -> Self {
        Self([!self.0[0], !self.0[1]])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn masks_reach_over_the_word_border() {
        let mask = PortMask::bit(3) | PortMask::bit(200);
        assert_eq!(mask.lowest(), Some(3));
        assert_eq!((mask & !PortMask::bit(3)).lowest(), Some(200));
        assert!(mask.is_subset_of(PortMask::first_n(201)));
        assert!(!mask.is_subset_of(PortMask::first_n(200)));
    }
}
