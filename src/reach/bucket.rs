//! Requests to a bucket: the path decides which policies are asked, and with which context.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::aws::{Bucket, Config, Owner, Service};
use crate::net::{Interval, Ipv4Prefix};
use crate::reach::analyze::{Outline, on_premises, refused, start_of};
use crate::reach::decide::Gate;
use crate::reach::gate::{Errand, Passage, private_prefixes};
use crate::reach::horizon::lies_in;
use crate::reach::origin::endpoint_aims;
use crate::reach::plan::{Aim, Choice, Plan, Sender};
use crate::reach::resolve::{Asker, Resolution, is_interface_for, public_addresses, resolve};
use crate::reach::space::internet_addresses;
use crate::reach::sweep::Gatekeeper;
use crate::reach::{Analysis, Blocker, ComponentKind, ExplanationCode, PathComponent, Request};

/// Asks for the bucket from interfaces in the VPC.
pub(in crate::reach) fn from_vpc<'c>(
    errand: Errand<'c>,
    senders: Vec<Sender<'c>>,
    asker: Asker,
) -> Outline<'c> {
    let config = errand.config;
    let same_region = errand.bucket().is_none_or(|bucket| bucket.region == config.region());
    let mut resolution = resolve(config, Service::S3, asker);
    if errand.is_adversarial() {
        resolution = every_way_to_s3(config, resolution);
    }
    if !same_region {
        resolution = other_region(errand, resolution);
    }
    if resolution.aims.is_empty() {
        return Outline::Answered(refused(vec![start_of(errand.source)], resolution.blockers));
    }
    if asker == Asker::InboundResolver && resolution.is_public() {
        return Outline::Answered(from_elsewhere(errand, on_premises(errand.source)));
    }
    let choice = if errand.is_adversarial() { Choice::Sender } else { Choice::Environment };
    let plan = Plan::of_api_call(senders, resolution, choice, arrival(errand));
    Outline::Packets { parts: vec![plan], gates: Some(Gates::of(errand)) }
}

/// The answers of the policies, each asked for once.
pub(in crate::reach) struct Gates<'c> {
    errand: Errand<'c>,
    /// Blocks that tell private addresses of senders apart.
    blocks: Vec<Interval<u32>>,
    /// The most favoured request, and how many policies refuse it.
    known: RefCell<BTreeMap<Passage, Option<(usize, Request)>>>,
}

impl<'c> Gates<'c> {
    pub(in crate::reach) fn of(errand: Errand<'c>) -> Self {
        let blocks = private_prefixes(errand.config).map(Ipv4Prefix::interval).collect();
        Self { errand, blocks, known: RefCell::default() }
    }

    pub(in crate::reach) fn errand(&self) -> &Errand<'c> {
        &self.errand
    }

    /// The passage with an address only where one makes a difference.
    fn relevant(&self, passage: Passage) -> Passage {
        match passage {
            Passage::Endpoint(id, _) if self.blocks.is_empty() => Passage::Endpoint(id, 0),
            other => other,
        }
    }

    fn ask<T>(&self, passage: Passage, tell: impl FnOnce(Option<&(usize, Request)>) -> T) -> T {
        let passage = self.relevant(passage);
        let mut known = self.known.borrow_mut();
        tell(known.entry(passage).or_insert_with(|| self.errand.best(passage)).as_ref())
    }
}

impl Gatekeeper for Gates<'_> {
    fn refusals(&self, passage: Passage, horizon: &mut u32) -> u32 {
        if let Passage::Endpoint(_, address) = passage {
            for block in &self.blocks {
                lies_in(address, *block, horizon);
            }
        }
        let refusing = self.ask(passage, |best| best.map_or(1, |(refusing, _)| *refusing));
        u32::try_from(refusing).unwrap_or(u32::MAX)
    }

    fn gate(&self, passage: Passage) -> Gate {
        self.ask(passage, |best| best.map(|(_, request)| self.errand.gate(request, passage)))
            .unwrap_or_default()
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
    let Some(bucket) = errand.bucket().filter(|_| !resolution.aims.is_empty()) else { return resolution };
    let blocker = Blocker {
        code: ExplanationCode::OtherRegionBucket,
        component: bucket.name.clone(),
        kind: ComponentKind::Bucket,
        detail: format!("the bucket is in {}, the VPC in {}", bucket.region, errand.config.region()),
    };
    let aims = vec![Aim { target: None, addresses: internet_addresses(errand.config) }];
    Resolution { aims, blockers: [vec![blocker], resolution.blockers].concat(), ..resolution }
}

/// Asks for the bucket from a network that is not the learner's: no endpoint, no context keys.
pub(in crate::reach) fn from_elsewhere(errand: Errand<'_>, start: PathComponent) -> Analysis {
    let gate = Gates::of(errand).gate(Passage::Elsewhere);
    Analysis::without_packet(vec![start], gate, arrival(errand))
}

fn arrival(errand: Errand<'_>) -> PathComponent {
    let (component, owner) = match errand.bucket() {
        Some(Bucket { name, owner: Owner::Own, .. }) => (name.as_str(), "own account".to_owned()),
        Some(Bucket { name, owner: Owner::Foreign(account), .. }) => {
            (name.as_str(), format!("account {account}"))
        }
        None => ("any foreign bucket", "some other account".to_owned()),
    };
    PathComponent {
        component: component.to_owned(),
        kind: ComponentKind::Bucket,
        detail: format!("{} reaches the bucket ({owner})", errand.action),
    }
}
