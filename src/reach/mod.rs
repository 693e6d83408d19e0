//! The reachability engine: total, pure functions over a [`crate::aws::Config`].
//!
//! [`analyze()`] answers one [`Query`] with an [`Analysis`]: a three-valued verdict over everything
//! that the learner does not choose (placement, addresses, client ports, NAT ports), a concrete
//! witness packet, the path hop by hop, and, where a path is refused, every blocker on the one
//! closest to success.

#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::iter_over_hash_type)]

mod query;
mod analysis;
mod code;
mod analyze;
mod bucket;
mod gate;
mod foreign;
mod api;
mod peers;
mod levels;
mod origin;
mod resolve;
mod decide;
mod space;
mod horizon;
mod plan;
mod step;
mod sweep;
mod verdict;
mod evidence;
mod walk;
mod filter;
mod route;
mod authorize;
mod certificate;
mod certify;
mod footprint;

pub use analysis::{Analysis, Blocker, ComponentKind, PathComponent, Verdict, Witness};
pub use analyze::analyze;
pub use authorize::{
    Authorization, Caller, Deciding, Finding, Layer, Layers, Request, Ruling, authorize, permits,
};
pub use certificate::{Certificate, End, Ground, Killer, Onward, PacketBox, PolicyClaim, Way};
pub use certify::certify;
pub use code::ExplanationCode;
pub use decide::crosses;
pub use filter::Direction;
pub use footprint::{Footprint, footprint};
pub use levels::{Levels, levels};
pub use query::{Conversation, Destination, Query, QueryError, Source};
pub use verdict::verdict;
pub use walk::PortVariable;
