//! Random values that like the edges of what rules talk about.

use std::net::Ipv4Addr;

use rand::RngExt;
use rand::rngs::ChaCha12Rng;

/// Source of all randomness.
pub type Random = ChaCha12Rng;

/// Port ranges around the ports that matter: HTTPS, the ephemeral range, the ends.
const PORTS: &[&str] = &[
    "443",
    "443",
    "443",
    "442",
    "444",
    "442-443",
    "443-444",
    "442-444",
    "0-442",
    "444-65535",
    "0-443",
    "1023",
    "1024",
    "1024-65535",
    "1024-65535",
    "1024-65535",
    "1025-65535",
    "1024-65534",
    "1023-65535",
    "0-1023",
    "0-1024",
    "32768-65535",
    "1024-32767",
    "32768-60999",
    "65535",
    "0",
    "0-65535",
    "all",
    "53",
    "500",
    "500-501",
    "499-500",
    "5432",
];

const PROTOCOLS: &[&str] = &[
    "tcp", "tcp", "tcp", "tcp", "tcp", "tcp", "tcp", "tcp", "all", "all", "all", "all", "-1", "udp", "udp",
    "udp", "icmp", "esp", "esp", "6", "17", "1", "50", "0", "47", "255",
];

/// Blocks of public and special addresses, most of them at an edge of the internet or of a prefix list.
const BLOCKS: &[&str] = &[
    "54.231.0.0/17",
    "54.231.0.0/18",
    "54.231.64.0/18",
    "54.231.0.0/16",
    "54.231.128.0/17",
    "54.231.0.0/32",
    "54.231.127.255/32",
    "52.216.0.0/15",
    "52.216.0.0/16",
    "52.217.0.0/16",
    "52.216.0.0/14",
    "52.217.255.255/32",
    "3.5.0.0/20",
    "3.5.0.0/19",
    "3.5.16.0/21",
    "3.5.24.0/21",
    "3.5.16.0/22",
    "3.0.0.0/8",
    "52.0.0.0/6",
    "48.0.0.0/5",
    "3.218.180.0/22",
    "52.94.0.0/22",
    "52.94.0.0/23",
    "203.0.113.0/24",
    "203.0.113.7/32",
    "8.8.8.0/24",
    "8.8.8.8/32",
    "10.0.0.0/8",
    "11.0.0.0/8",
    "9.0.0.0/8",
    "8.0.0.0/6",
    "100.0.0.0/8",
    "169.254.0.0/16",
    "172.0.0.0/8",
    "192.168.0.0/16",
    "192.0.0.0/2",
    "64.0.0.0/2",
    "128.0.0.0/2",
    "224.0.0.0/3",
    "192.0.0.0/3",
    "0.0.0.0/8",
    "0.0.0.0/2",
];

/// Whether something with this percentage happens.
pub fn chance(random: &mut Random, percent: u32) -> bool {
    random.random_range(0..100) < percent
}

/// One of `values`, which must not be empty.
pub fn one<T: Clone>(random: &mut Random, values: &[T]) -> T {
    let at = random.random_range(0..values.len());
    values.get(at).cloned().expect("a list to pick from")
}

/// Some of `values`, in their order; may be none.
pub fn some<T: Clone>(random: &mut Random, values: &[T], percent: u32) -> Vec<T> {
    values.iter().filter(|_| chance(random, percent)).cloned().collect()
}

/// Some of `values`, at least one.
pub fn at_least_one<T: Clone>(random: &mut Random, values: &[T], percent: u32) -> Vec<T> {
    let picked = some(random, values, percent);
    if picked.is_empty() { vec![one(random, values)] } else { picked }
}

/// A range of ports as rules write it.
pub fn ports(random: &mut Random) -> Option<String> {
    if chance(random, 10) {
        let (a, b) = (random.random_range(0..=u16::MAX), random.random_range(0..=u16::MAX));
        return Some(format!("{}-{}", a.min(b), a.max(b)));
    }
    chance(random, 90).then(|| one(random, PORTS).to_owned())
}

/// A protocol as rules write it.
pub fn protocol(random: &mut Random) -> String {
    one(random, PROTOCOLS).to_owned()
}

/// A block of public or special addresses, or any block at all.
pub fn public_block(random: &mut Random) -> String {
    if chance(random, 90) {
        return one(random, BLOCKS).to_owned();
    }
    let len = random.random_range(1..=32_u32);
    block(random.random(), len)
}

/// A block for a rule: everything, a half of everything, something of the VPC, or something public.
pub fn rule_block(random: &mut Random, vpc: &str, subnets: &[String]) -> String {
    match random.random_range(0..100) {
        0..30 => "0.0.0.0/0".to_owned(),
        30..34 => "0.0.0.0/1".to_owned(),
        34..38 => "128.0.0.0/1".to_owned(),
        38..50 => vpc.to_owned(),
        50..62 => one(random, subnets),
        62..78 => {
            let subnet = one(random, subnets);
            part_of(random, &subnet)
        }
        _ => public_block(random),
    }
}

/// A half or a quarter of a subnet, or a single address at one of its edges.
pub fn part_of(random: &mut Random, subnet: &str) -> String {
    let (first, len) = split(subnet);
    let size = 1_u32 << (32 - len);
    match random.random_range(0..4) {
        0 => block(first + size / 2 * random.random_range(0..2), len + 1),
        1 => block(first + size / 4 * random.random_range(0..4), len + 2),
        2 => block(first + one(random, &[3, 4, 5, size - 3, size - 2, size - 1]), 32),
        _ => block(first + random.random_range(0..size), random.random_range(len..=32)),
    }
}

/// A usable address of a subnet, preferably its first or last.
pub fn address_in(random: &mut Random, subnet: &str) -> String {
    let (first, len) = split(subnet);
    let size = 1_u32 << (32 - len);
    let offset = match random.random_range(0..4) {
        0 => 4,
        1 => size - 2,
        _ => random.random_range(4..size - 1),
    };
    Ipv4Addr::from_bits(first + offset).to_string()
}

/// First address and length of a block.
pub fn split(text: &str) -> (u32, u32) {
    let (address, len) = text.split_once('/').expect("a block has a length");
    let address: Ipv4Addr = address.parse().expect("an address");
    (address.to_bits(), len.parse().expect("a length"))
}

/// The block of this length around an address.
fn block(address: u32, len: u32) -> String {
    let mask = u32::MAX.checked_shl(32 - len).unwrap_or(0);
    format!("{}/{len}", Ipv4Addr::from_bits(address & mask))
}
