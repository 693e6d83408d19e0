//! Requests to a bucket: the path decides which policies are asked, and with which context.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::aws::{Config, Owner, Service};
use crate::reach::analyze::{Outline, refused, start_of};
use crate::reach::decide::Gate;
use crate::reach::gate::{Errand, Passage, private_prefixes};
use crate::reach::horizon::lies_in;
use crate::reach::origin::endpoint_aims;
use crate::reach::plan::{Aim, Choice, Plan, Sender};
use crate::reach::resolve::{Resolution, is_interface_for, public_addresses, resolve};
use crate::reach::space::internet_addresses;
use crate::reach::sweep::Gatekeeper;
use crate::reach::{Analysis, Blocker, ComponentKind, ExplanationCode, PathComponent};

/// Asks for the bucket from interfaces in the VPC.
pub(in crate::reach) fn from_vpc<'c>(errand: Errand<'c>, senders: Vec<Sender<'c>>) -> Outline<'c> {
    let config = errand.config;
    let same_region = errand.bucket().region == config.region();
    let mut resolution = resolve(config, Service::S3);
    if errand.is_adversarial() {
        resolution = every_way_to_s3(config, resolution);
    }
    if !same_region {
        resolution = other_region(errand, resolution);
    }
    if resolution.aims.is_empty() {
        return Outline::Answered(refused(vec![start_of(errand.source)], resolution.blockers));
    }
    let choice = if errand.is_adversarial() { Choice::Sender } else { Choice::Environment };
    let plan = Plan::of_api_call(senders, resolution, choice, arrival(errand));
    Outline::Packets { parts: vec![plan], gates: Some(Gates::of(errand)) }
}

/// The answers of the policies, each asked for once.
pub(in crate::reach) struct Gates<'c> {
    errand: Errand<'c>,
    /// Whether the private address of the sender makes a difference.
    by_address: bool,
    known: RefCell<BTreeMap<Passage, Gate>>,
}

impl<'c> Gates<'c> {
    pub(in crate::reach) fn of(errand: Errand<'c>) -> Self {
        let by_address = private_prefixes(errand.config).next().is_some();
        Self { errand, by_address, known: RefCell::default() }
    }

    pub(in crate::reach) fn errand(&self) -> &Errand<'c> {
        &self.errand
    }

    /// The passage with an address only where one makes a difference.
    fn relevant(&self, passage: Passage) -> Passage {
        match passage {
            Passage::Endpoint(id, _) if !self.by_address => Passage::Endpoint(id, 0),
            other => other,
        }
    }
}

impl Gatekeeper for Gates<'_> {
    fn refusals(&self, passage: Passage, horizon: &mut u32) -> u32 {
        if let Passage::Endpoint(_, address) = passage {
            for prefix in private_prefixes(self.errand.config) {
                lies_in(address, prefix.interval(), horizon);
            }
        }
        u32::try_from(self.gate(passage).blockers.len()).unwrap_or(u32::MAX)
    }

    fn gate(&self, passage: Passage) -> Gate {
        let passage = self.relevant(passage);
        self.known.borrow_mut().entry(passage).or_insert_with(|| self.errand.gate(passage)).clone()
    }
}

/// An adversary needs no ordinary name: addresses and endpoint-specific names work as well.
fn every_way_to_s3<'c>(config: &'c Config, resolution: Resolution<'c>) -> Resolution<'c> {
    let endpoints = config.endpoint_ids().filter(|id| is_interface_for(config, *id, Service::S3));
    let public = Aim { target: None, addresses: public_addresses(config, Service::S3) };
    let aims = std::iter::once(public).chain(endpoints.flat_map(|id| endpoint_aims(config, id))).collect();
    Resolution { aims, blockers: Vec::new(), ..resolution }
}

/// A bucket of another Region has addresses outside this Region's prefix list.
fn other_region<'c>(errand: Errand<'c>, resolution: Resolution<'c>) -> Resolution<'c> {
    let bucket = errand.bucket();
    let blocker = Blocker {
        code: ExplanationCode::OtherRegionBucket,
        component: bucket.name.clone(),
        kind: ComponentKind::Bucket,
        detail: format!("the bucket is in {}, the VPC in {}", bucket.region, errand.config.region()),
    };
    let aims = if resolution.aims.is_empty() {
        Vec::new()
    } else {
        vec![Aim { target: None, addresses: internet_addresses(errand.config) }]
    };
    Resolution { aims, blockers: [vec![blocker], resolution.blockers].concat(), ..resolution }
}

/// Asks for the bucket from a network that is not the learner's: no endpoint, no context keys.
pub(in crate::reach) fn from_elsewhere(errand: Errand<'_>, start: PathComponent) -> Analysis {
    let gate = errand.gate(Passage::Elsewhere);
    Analysis::without_packet(vec![start], gate, arrival(errand))
}

fn arrival(errand: Errand<'_>) -> PathComponent {
    let owner = match &errand.bucket().owner {
        Owner::Own => "own account".to_owned(),
        Owner::Foreign(account) => format!("account {account}"),
    };
    PathComponent {
        component: errand.bucket().name.clone(),
        kind: ComponentKind::Bucket,
        detail: format!("{} reaches the bucket ({owner})", errand.action),
    }
}
