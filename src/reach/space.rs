//! Sets of addresses that questions speak about.

use std::sync::LazyLock;

use crate::aws::{Config, Service};
use crate::net::{Interval, IntervalSet, Ipv4Prefix};

/// Addresses that are not public: private, shared, loopback, link-local, multicast and reserved.
const NOT_PUBLIC: [(u32, u8); 9] = [
    (0, 8),
    (0x0a00_0000, 8),
    (0x6440_0000, 10),
    (0x7f00_0000, 8),
    (0xa9fe_0000, 16),
    (0xac10_0000, 12),
    (0xc0a8_0000, 16),
    (0xe000_0000, 4),
    (0xf000_0000, 4),
];

/// Whether the internet carries packets to `address`.
pub(in crate::reach) fn is_public(address: u32) -> bool {
    !NOT_PUBLIC.iter().any(|(first, len)| Interval::new(*first, first | (u32::MAX >> len)).contains(address))
}

/// Every address behind the prefix list of `service`.
pub(in crate::reach) fn prefix_list_addresses(service: Service) -> IntervalSet {
    IntervalSet::from_intervals(service.prefix_list().iter().copied().map(Ipv4Prefix::interval))
}

/// Every public address that belongs to no service with a prefix list.
static PUBLIC_ADDRESSES: LazyLock<IntervalSet> = LazyLock::new(|| {
    let reserved = NOT_PUBLIC.map(|(first, len)| Interval::new(first, first | (u32::MAX >> len)));
    let lists = [Service::S3, Service::DYNAMODB].into_iter().flat_map(Service::prefix_list);
    let listed = lists.copied().map(Ipv4Prefix::interval);
    IntervalSet::from_intervals(reserved.into_iter().chain(listed)).complement()
});

/// Every public address that belongs to nobody in the configuration and to no service with a prefix
/// list: "the internet".
pub(in crate::reach) fn internet_addresses(config: &Config) -> IntervalSet {
    let inside = config.vpc().cidr_block.interval();
    if PUBLIC_ADDRESSES.within(inside).next().is_none() {
        return PUBLIC_ADDRESSES.clone();
    }
    PUBLIC_ADDRESSES.difference(&IntervalSet::from_intervals([inside]))
}
