//! How far around one representative packet nothing changes.
//!
//! Every filter is a Boolean combination of tests "this address lies in this interval". A test that is
//! made for one address has the same outcome up to the next end of its interval; the smallest of these
//! ends over all tests that were made is the *horizon*: every address up to it takes the same way and
//! meets the same refusals. So a sweep decides one representative, jumps past the horizon, and misses
//! nothing (law P1).

use crate::net::{Interval, Ipv4Prefix};

/// The last source and destination address for which everything that was tested stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reach) struct Horizon {
    pub src: u32,
    pub dst: u32,
}

impl Horizon {
    /// Nothing has been tested.
    pub(in crate::reach) const UNBOUNDED: Self = Self { src: u32::MAX, dst: u32::MAX };

    /// Tests the destination address.
    pub(in crate::reach) fn dst_in(&mut self, dst: u32, prefix: Ipv4Prefix) -> bool {
        lies_in(dst, prefix.interval(), &mut self.dst)
    }
}

/// Whether `address` lies in `interval`; moves `horizon` to the last address with the same answer.
pub(in crate::reach) fn lies_in(address: u32, interval: Interval<u32>, horizon: &mut u32) -> bool {
    if address < interval.first {
        *horizon = (*horizon).min(interval.first - 1);
        false
    } else if address <= interval.last {
        *horizon = (*horizon).min(interval.last);
        true
    } else {
        false
    }
}
