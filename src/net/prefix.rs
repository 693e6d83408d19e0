//! Canonical CIDR blocks.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use ipnet::Ipv4Net;

use crate::net::Interval;

/// A CIDR block without host bits, such as `10.0.0.0/16`.
///
/// INVARIANT (canonical): the address is the first of the block. The only constructors check it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ipv4Prefix(Ipv4Net);

/// Why a text is not an [`Ipv4Prefix`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrefixError {
    /// The text has host bits set; the block that was probably meant is carried along.
    #[error("`{text}` has host bits set")]
    HostBits { text: String, canonical: Ipv4Prefix },
    /// The text is an IPv6 block, which the model does not cover.
    #[error("`{0}` is an IPv6 block; the model covers IPv4 only")]
    Ipv6(String),
    /// The text is no CIDR block at all.
    #[error("`{0}` is not an IPv4 CIDR block")]
    Malformed(String),
}

impl Ipv4Prefix {
    /// The default route, `0.0.0.0/0`.
    pub const ALL: Self = Self(Ipv4Net::new_assert(Ipv4Addr::UNSPECIFIED, 0));

    /// A block written in the program.
    ///
    /// # Panics
    /// When it has host bits or a length above 32: in a constant, that does not compile.
    #[must_use]
    pub const fn constant(address: [u8; 4], len: u8) -> Self {
        let [a, b, c, d] = address;
        let address = Ipv4Addr::new(a, b, c, d);
        assert!((address.to_bits() as u64) & (u32::MAX as u64 >> len) == 0, "host bits are set");
        Self(Ipv4Net::new_assert(address, len))
    }

    /// Number of leading bits that are fixed, 0 to 32.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "the length of a prefix, not of a collection")]
    pub fn len(self) -> u8 {
        self.0.prefix_len()
    }

    /// The first address of the block.
    #[must_use]
    pub fn network(self) -> Ipv4Addr {
        self.0.network()
    }

    /// All addresses of the block as an inclusive interval.
    #[must_use]
    pub fn interval(self) -> Interval<u32> {
        Interval::new(self.0.network().to_bits(), self.0.broadcast().to_bits())
    }

    /// Whether `address` lies in the block.
    #[must_use]
    pub fn contains(self, address: u32) -> bool {
        self.interval().contains(address)
    }

    /// Whether every address of `other` lies in the block.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        self.0.contains(&other.0)
    }

    /// Whether the two blocks share an address.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.covers(other) || other.covers(self)
    }

    /// The addresses that an interface may take: AWS reserves the first four and the last of each
    /// subnet (VPC User Guide, "Subnet sizing"). `None` when the block is too small to have any.
    #[must_use]
    pub fn usable(self) -> Option<Interval<u32>> {
        let Interval { first, last } = self.interval();
        (last - first >= 5).then(|| Interval::new(first + 4, last - 1))
    }
}

impl FromStr for Ipv4Prefix {
    type Err = PrefixError;

    fn from_str(text: &str) -> Result<Self, PrefixError> {
        if text.contains(':') {
            return Err(PrefixError::Ipv6(text.to_owned()));
        }
        let net: Ipv4Net = text.parse().map_err(|_| PrefixError::Malformed(text.to_owned()))?;
        if net.addr() == net.network() {
            Ok(Self(net))
        } else {
            Err(PrefixError::HostBits { text: text.to_owned(), canonical: Self(net.trunc()) })
        }
    }
}

impl fmt::Display for Ipv4Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Ipv4Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_bits_are_refused_with_the_block_that_was_meant() {
        let error = "10.0.1.7/24".parse::<Ipv4Prefix>().unwrap_err();
        let PrefixError::HostBits { canonical, .. } = error else {
            panic!("wrong error: {error}");
        };
        assert_eq!(canonical.to_string(), "10.0.1.0/24");
    }

    #[test]
    fn ipv6_is_named_as_such() {
        assert!(matches!("::/0".parse::<Ipv4Prefix>(), Err(PrefixError::Ipv6(_))));
    }

    #[test]
    fn five_addresses_of_a_subnet_are_reserved() {
        let subnet: Ipv4Prefix = "10.0.0.0/28".parse().unwrap();
        assert_eq!(subnet.usable().map(Interval::len), Some(11));
    }
}
