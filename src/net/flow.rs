//! One packet header.

use std::fmt;
use std::net::Ipv4Addr;

use crate::net::Protocol;

/// The header of one packet. Ports are 0 for protocols that have none.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Flow {
    pub protocol: Protocol,
    pub src: u32,
    pub dst: u32,
    pub src_port: u16,
    pub dst_port: u16,
}

impl fmt::Display for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (src, dst) = (Ipv4Addr::from_bits(self.src), Ipv4Addr::from_bits(self.dst));
        if self.protocol.has_ports() {
            write!(f, "{} {src}:{} -> {dst}:{}", self.protocol, self.src_port, self.dst_port)
        } else {
            write!(f, "{} {src} -> {dst}", self.protocol)
        }
    }
}
