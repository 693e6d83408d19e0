//! Certificates: what makes a verdict checkable by somebody who does not trust the engine.
//!
//! A certificate cuts the space of everything that may happen (placement, addresses, protocol, ports)
//! into boxes, and says of each which way its packets take and who refuses them, if anybody does.
//! Whoever checks it needs the configuration and the rules of AWS, and no search: boxes must not
//! overlap, must fill the space that the verdict speaks about, and each must be decided as it says.

use crate::aws::{EndpointId, InterfaceId, NatId, OnPremisesId, SubnetId};
use crate::net::{Interval, PortRange};
use crate::reach::filter::Direction;
use crate::reach::walk::PortVariable;
use crate::reach::{ExplanationCode, Layer, Request};

/// Where an interface stands that takes part in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum End {
    /// An interface of the workload in this subnet.
    Workload(SubnetId),
    /// This machine of the VPC.
    Interface(InterfaceId),
    /// The interface of this endpoint in this subnet.
    Endpoint(EndpointId, SubnetId),
    /// This machine on premises; as a target, the way ends at the virtual private gateway.
    OnPremises(OnPremisesId),
}

/// The way of every packet of a box, as far as it leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// Both ends are in one subnet: no route table and no network ACL is asked.
    WithinSubnet,
    /// By the local route, to another subnet.
    Local,
    GatewayEndpoint(EndpointId),
    /// Straight to the internet gateway.
    InternetGateway,
    /// Through a NAT gateway, and from its subnet on.
    Nat(NatId, Onward),
    /// From on premises over Direct Connect, into the target's subnet; the answer needs a route to the
    /// virtual private gateway there.
    DirectConnect,
    /// Out of the VPC to the premises.
    VirtualPrivateGateway,
    NoRoute,
    Blackhole,
}

/// The way on from a NAT gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Onward {
    InternetGateway,
    GatewayEndpoint(EndpointId),
    /// Anything else: no route, a blackhole, another NAT gateway, back into the VPC.
    Nowhere,
}

/// Who refuses every packet of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Killer {
    /// The security groups of the sender, outbound.
    SourceGroups,
    /// The security groups of the receiver, inbound.
    TargetGroups,
    /// The network ACL of this subnet, in this direction, for this port.
    NetworkAcl { subnet: SubnetId, direction: Direction, port: PortVariable },
    /// The way itself: it ends, or does not carry the packet.
    Way,
    /// Nobody has the destination address.
    NobodyThere,
    /// The policies of this path.
    Policies,
}

/// One box: all combinations of its ranges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PacketBox {
    /// Which part of the question, for questions that ask about several kinds of traffic; else 0.
    pub part: usize,
    pub source: End,
    pub target: Option<End>,
    pub src: Interval<u32>,
    pub dst: Interval<u32>,
    /// Protocol numbers.
    pub protocol: Interval<u8>,
    /// The called port; type and code of an ICMP message (`type * 256 + code`); every number for protocols
    /// that have neither.
    pub called: PortRange,
    /// The caller's own port, 1024 to 65535 in all; stands for nothing where the protocol has no ports.
    pub client: PortRange,
    /// The same of the NAT gateway; stands for nothing on a way without one.
    pub nat: PortRange,
    pub way: Way,
    /// `None`: every packet of the box passes, and so does every answer.
    pub killer: Option<Killer>,
}

/// What the policies of one path say, for one caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyClaim {
    /// The endpoint on the path; `None` is a path without one.
    pub endpoint: Option<EndpointId>,
    /// The request as the policies see it.
    pub request: Request,
    /// The layers that refuse; empty when the request is allowed.
    pub refused_by: Vec<Layer>,
}

/// What a verdict rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Ground {
    /// Packets of the VPC, and the policies of the ways they take.
    #[default]
    Packets,
    /// No packet of the VPC takes part and no network refuses: the policies alone decide.
    WithoutPacket,
    /// Refused before any packet is sent, for this reason.
    Refused(ExplanationCode),
}

/// The proof of a verdict.
///
/// * `never`: the boxes fill the whole space, and each has a killer.
/// * `always`, where the environment chooses (a need): the boxes fill the whole space, and none has one.
/// * `always`, where the sender chooses (a leak): for every source address there is a box without
///   killer that holds for every client and NAT port.
/// * `sometimes`: an open box; and, for a need, a refused one; for a leak, boxes that fill the whole
///   space of one source address without any that holds for every client and NAT port.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Certificate {
    pub ground: Ground,
    pub boxes: Vec<PacketBox>,
    pub policies: Vec<PolicyClaim>,
}
