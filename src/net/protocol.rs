//! IP protocols and what a rule may say about them.

use std::fmt;
use std::str::FromStr;

use crate::net::PortRange;

/// An IP protocol number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Protocol(pub u8);

impl Protocol {
    /// ICMP, protocol 1.
    pub const ICMP: Self = Self(1);
    /// TCP, protocol 6.
    pub const TCP: Self = Self(6);
    /// UDP, protocol 17.
    pub const UDP: Self = Self(17);
    /// Encapsulating Security Payload, protocol 50: encrypted traffic between training nodes.
    pub const ESP: Self = Self(50);

    /// Whether its packets carry ports.
    #[must_use]
    pub fn has_ports(self) -> bool {
        self == Self::TCP || self == Self::UDP
    }

    /// Whether a rule for exactly this protocol tells packets apart by its `ports`: TCP, UDP, and ICMP,
    /// whose messages have a type and a code. AWS ignores them for everything else (EC2 API,
    /// `IpPermission`).
    #[must_use]
    pub fn has_selector(self) -> bool {
        self.has_ports() || self == Self::ICMP
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::ICMP => f.write_str("icmp"),
            Self::TCP => f.write_str("tcp"),
            Self::UDP => f.write_str("udp"),
            Self::ESP => f.write_str("esp"),
            Self(number) => write!(f, "protocol {number}"),
        }
    }
}

/// What a rule says about the protocol: every one (AWS's `-1`) or exactly one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum ProtocolMatch {
    All,
    One(Protocol),
}

/// A text that names no IP protocol.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a protocol; use `tcp`, `udp`, `icmp`, `esp`, `all` or a number from 0 to 255")]
pub struct ProtocolError(pub String);

impl ProtocolMatch {
    /// Whether a packet of `protocol` is meant.
    #[must_use]
    pub fn matches(self, protocol: Protocol) -> bool {
        match self {
            Self::All => true,
            Self::One(one) => one == protocol,
        }
    }

    /// The ports that a rule covers which says this protocol and `ports`: AWS ignores the range in a rule
    /// for all protocols, and in one for a protocol other than TCP, UDP and ICMP (EC2 API, `IpPermission`).
    #[must_use]
    pub fn covered(self, ports: PortRange) -> PortRange {
        match self {
            Self::One(one) if one.has_selector() => ports,
            Self::All | Self::One(_) => PortRange::ALL,
        }
    }
}

impl FromStr for ProtocolMatch {
    type Err = ProtocolError;

    fn from_str(text: &str) -> Result<Self, ProtocolError> {
        let one = match text {
            "all" | "-1" => return Ok(Self::All),
            "tcp" => Protocol::TCP,
            "udp" => Protocol::UDP,
            "icmp" => Protocol::ICMP,
            "esp" => Protocol::ESP,
            number => Protocol(number.parse().map_err(|_| ProtocolError(text.to_owned()))?),
        };
        Ok(Self::One(one))
    }
}

impl fmt::Display for ProtocolMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all protocols"),
            Self::One(one) => one.fmt(f),
        }
    }
}
