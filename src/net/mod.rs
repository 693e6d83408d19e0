//! Values of a network and exact arithmetic on them.
//!
//! Everything here is IPv4: gateway endpoints and the questions of the exam are IPv4 only, and a
//! configuration that names an IPv6 block is refused by [`crate::aws`], never approximated.

#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::iter_over_hash_type)]

mod flow;
mod interval;
mod port;
mod prefix;
mod protocol;

pub use flow::Flow;
pub use interval::{Interval, IntervalSet};
pub use port::{PortRange, PortRangeError, PortSet};
pub use prefix::{Ipv4Prefix, PrefixError};
pub use protocol::{Protocol, ProtocolError, ProtocolMatch};
