//! Writing certificates: every step of an exhaustive sweep becomes boxes.

use std::mem;

use crate::aws::Config;
use crate::net::{Interval, PortRange, PortSet, Protocol};
use crate::reach::analyze::{Outline, errand, is_isolated, outline};
use crate::reach::bucket::Gates;
use crate::reach::certificate::{Certificate, Ground, Killer, PacketBox};
use crate::reach::gate::Passage;
use crate::reach::plan::{Choice, Plan, Sender};
use crate::reach::step::{Ports, Protocols, Step, Visitor, asked_ports};
use crate::reach::sweep::{Gatekeeper, named_protocols, sweep};
use crate::reach::walk::{Checkpoint, Stop};
use crate::reach::{Analysis, ExplanationCode, Query, Verdict};

/// The verdict with its proof.
#[must_use]
pub fn certify(config: &Config, query: &Query) -> (Verdict, Certificate) {
    if is_isolated(config, query) {
        let ground = Ground::Refused(ExplanationCode::NetworkIsolationBlocksContainer);
        return (Verdict::Never, Certificate { ground, ..Certificate::default() });
    }
    match outline(config, query) {
        Outline::Answered(analysis) => (analysis.verdict(), without_packet(config, query, &analysis)),
        Outline::Packets { parts, gates } => with_packets(config, &parts, gates.as_ref()),
    }
}

fn without_packet(config: &Config, query: &Query, analysis: &Analysis) -> Certificate {
    let policies = errand(config, query).map(|errand| errand.claims(Passage::Elsewhere)).unwrap_or_default();
    // Another Region sends the request elsewhere; by itself it refuses nothing.
    let mut codes = analysis.blockers().iter().map(|blocker| blocker.code);
    let refusing = codes.find(|code| *code != ExplanationCode::OtherRegionBucket);
    match refusing.filter(|code| !code.is_of_a_policy()) {
        Some(code) => Certificate { ground: Ground::Refused(code), ..Certificate::default() },
        None => Certificate { ground: Ground::WithoutPacket, policies, ..Certificate::default() },
    }
}

fn with_packets(config: &Config, parts: &[Plan<'_>], gates: Option<&Gates<'_>>) -> (Verdict, Certificate) {
    let keeper: &dyn Gatekeeper = gates.map_or(&(), |gates| gates);
    let mut notary = Notary::new(config);
    let mut proofs: Vec<Proof> =
        parts.iter().enumerate().map(|(at, plan)| notary.prove(at, plan, keeper)).collect();
    let mut verdict = proofs.iter().map(|proof| proof.verdict).min().unwrap_or(Verdict::Never);
    let boxes = match verdict {
        // One part that never holds settles it.
        Verdict::Never => {
            proofs.retain(|proof| proof.verdict == Verdict::Never);
            proofs.truncate(1);
            proofs.into_iter().flat_map(Proof::boxes).collect()
        }
        Verdict::Sometimes if proofs.len() > 1 => {
            let (found, boxes) = together(&proofs);
            verdict = found;
            boxes
        }
        Verdict::Sometimes | Verdict::Always => proofs.into_iter().flat_map(Proof::boxes).collect(),
    };
    let passages = notary.passages;
    let policies = gates.map(|gates| passages.iter().flat_map(|one| gates.errand().claims(*one)).collect());
    (verdict, Certificate { ground: Ground::Packets, boxes, policies: policies.unwrap_or_default() })
}

/// Whether some pair of interfaces at some addresses has every part of a question at once, when no part
/// says `never` by itself.
pub(in crate::reach) fn holds_together(config: &Config, parts: &[Plan<'_>]) -> bool {
    let mut notary = Notary::new(config);
    let proofs: Vec<_> = parts.iter().enumerate().map(|(at, plan)| notary.prove(at, plan, &())).collect();
    together(&proofs).0 != Verdict::Never
}

/// Decides parts that each hold somewhere: they must do so between the same ends.
fn together(proofs: &[Proof]) -> (Verdict, Vec<PacketBox>) {
    let all = || proofs.iter().flat_map(|proof| proof.passes.iter().flat_map(|(_, boxes)| boxes));
    let mut common: Option<Vec<Vec<PacketBox>>> = None;
    for proof in proofs {
        let open: Vec<_> = proof.all().filter(|one| one.killer.is_none()).copied().collect();
        common = Some(match common {
            None => open.into_iter().map(|one| vec![one]).collect(),
            Some(sets) => sets.iter().flat_map(|set| extended(set, &open)).collect(),
        });
    }
    let Some(set) = common.and_then(|sets| sets.into_iter().next()) else {
        return (Verdict::Never, all().copied().collect());
    };
    let refused = all().find(|one| one.killer.is_some()).copied();
    (Verdict::Sometimes, set.into_iter().chain(refused).collect())
}

/// The set with each open box that shares ends and addresses with all of it.
fn extended(set: &[PacketBox], open: &[PacketBox]) -> Vec<Vec<PacketBox>> {
    let shared = |values: &[Interval<u32>]| {
        let (first, rest) = values.split_first()?;
        rest.iter().try_fold(*first, |common, next| common.intersection(*next))
    };
    let fits = |one: &&PacketBox| {
        let same_ends = set.iter().all(|other| other.source == one.source && other.target == one.target);
        let of = |side: fn(&PacketBox) -> Interval<u32>| -> Vec<_> {
            set.iter().chain([*one]).map(side).collect()
        };
        same_ends && shared(&of(|one| one.src)).is_some() && shared(&of(|one| one.dst)).is_some()
    };
    open.iter().filter(fits).map(|one| set.iter().copied().chain([*one]).collect()).collect()
}

/// What a sweep found out about one part.
struct Proof {
    verdict: Verdict,
    choice: Choice,
    /// By decided source addresses: whether they hold, and their boxes.
    passes: Vec<(bool, Vec<PacketBox>)>,
}

impl Proof {
    fn all(&self) -> impl Iterator<Item = &PacketBox> {
        self.passes.iter().flat_map(|(_, boxes)| boxes)
    }

    /// The boxes that prove the verdict.
    fn boxes(self) -> Vec<PacketBox> {
        match (self.verdict, self.choice) {
            (Verdict::Never, _) | (Verdict::Always, Choice::Environment) => self.all().copied().collect(),
            (Verdict::Always, Choice::Sender) => {
                self.passes.iter().flat_map(|(_, boxes)| openings(boxes)).collect()
            }
            (Verdict::Sometimes, Choice::Environment) => {
                let open = self.all().find(|one| one.killer.is_none());
                let refused = self.all().find(|one| one.killer.is_some());
                open.into_iter().chain(refused).copied().collect()
            }
            (Verdict::Sometimes, Choice::Sender) => leak_sometimes(self.passes),
        }
    }
}

/// Collects boxes.
struct Notary<'c> {
    config: &'c Config,
    part: usize,
    protocol: Option<Protocol>,
    called: PortRange,
    answer_needed: bool,
    /// Protocols that have boxes of their own.
    named: Vec<Protocol>,
    /// Boxes of the source address in work; their source interval is not known yet.
    current: Vec<PacketBox>,
    /// As in a [`Proof`].
    passes: Vec<(bool, Vec<PacketBox>)>,
    passages: Vec<Passage>,
}

impl<'c> Notary<'c> {
    fn new(config: &'c Config) -> Self {
        let mut named = vec![Protocol::ICMP, Protocol::TCP, Protocol::UDP];
        named.extend(named_protocols(config));
        named.sort_unstable();
        named.dedup();
        Self {
            config,
            part: 0,
            protocol: None,
            called: PortRange::ALL,
            answer_needed: false,
            named,
            current: Vec::new(),
            passes: Vec::new(),
            passages: Vec::new(),
        }
    }

    /// Sweeps one part.
    fn prove(&mut self, part: usize, plan: &Plan<'c>, keeper: &dyn Gatekeeper) -> Proof {
        self.part = part;
        self.protocol = plan.protocol;
        self.called = plan.called;
        self.answer_needed = plan.answer_needed;
        let verdict = sweep(self.config, plan, keeper, self);
        Proof { verdict, choice: plan.choice, passes: mem::take(&mut self.passes) }
    }

    /// The protocol numbers of a step, in intervals that ask for the same ports.
    fn protocols(&self, protocols: Protocols) -> Vec<(Protocol, Interval<u8>)> {
        let single = |protocol: Protocol| (protocol, Interval::new(protocol.0, protocol.0));
        match (protocols, self.protocol) {
            (Protocols::One(protocol), _) | (_, Some(protocol)) => vec![single(protocol)],
            (Protocols::Unnamed(_), None) => gaps(&self.named),
            (Protocols::All(_), None) => {
                let apart = [Protocol::ICMP, Protocol::TCP, Protocol::UDP];
                gaps(&apart).into_iter().chain(apart.map(single)).collect()
            }
        }
    }
}

/// The intervals between protocol numbers; `named` ascends.
fn gaps(named: &[Protocol]) -> Vec<(Protocol, Interval<u8>)> {
    let ends = named.iter().map(|one| i16::from(one.0)).chain([256]);
    let starts = std::iter::once(-1).chain(named.iter().map(|one| i16::from(one.0)));
    let between = starts.zip(ends).filter_map(|(before, after)| {
        let (first, last) = (u8::try_from(before + 1).ok()?, u8::try_from(after - 1).ok()?);
        (first <= last).then(|| (Protocol(first), Interval::new(first, last)))
    });
    between.collect()
}

/// One box without killer that holds for every answer, for each source.
fn openings(boxes: &[PacketBox]) -> Vec<PacketBox> {
    let mut kept: Vec<PacketBox> = Vec::new();
    for one in boxes.iter().filter(|one| one.killer.is_none() && is_answered(one)) {
        if !kept.iter().any(|other| other.src == one.src) {
            kept.push(*one);
        }
    }
    kept
}

/// Whether the box holds every client and NAT port that may be chosen.
fn is_answered(one: &PacketBox) -> bool {
    one.client == PortRange::EPHEMERAL && one.nat == PortRange::EPHEMERAL
}

/// An open box, and all of one source that does not hold.
fn leak_sometimes(passes: Vec<(bool, Vec<PacketBox>)>) -> Vec<PacketBox> {
    let open = passes.iter().flat_map(|(_, boxes)| boxes).find(|one| one.killer.is_none()).copied();
    let closed = passes.into_iter().find(|(holds, _)| !holds).map(|(_, boxes)| boxes).unwrap_or_default();
    let first = closed.first().map(|one| (one.source, one.src));
    let slice: Vec<_> = closed.into_iter().filter(|one| Some((one.source, one.src)) == first).collect();
    let elsewhere = open.filter(|open| !slice.contains(open));
    elsewhere.into_iter().chain(slice).collect()
}

impl<'c> Visitor<'c> for Notary<'c> {
    const THOROUGH: bool = true;
    const EVERY_WAY: bool = true;
    const LOSSES: bool = true;

    fn step(&mut self, step: &Step<'_, 'c>) {
        if let Some(passage) = step.passage.filter(|_| !step.ports.is_empty())
            && !self.passages.contains(&passage)
        {
            self.passages.push(passage);
        }
        for (protocol, interval) in self.protocols(step.protocols) {
            for (ports, killer) in shares(step, asked_ports(protocol, self.called, self.answer_needed)) {
                for dst in step.addresses.within(Interval::new(step.case.dst, step.last)) {
                    self.current.extend(boxes(self.part, step, dst, interval, &ports, killer));
                }
            }
        }
    }

    fn decided(&mut self, sender: &Sender<'c>, src: Interval<u32>, holds: bool) {
        let current = mem::take(&mut self.current);
        let parts = sender.addresses.within(src);
        let boxes = parts.flat_map(|src| current.iter().map(move |one| PacketBox { src, ..*one })).collect();
        self.passes.push((holds, boxes));
    }
}

/// Splits what a step asks for by who refuses it.
fn shares(step: &Step<'_, '_>, asked: Ports) -> Vec<(Ports, Option<Killer>)> {
    if let Some(stop) = step.stop {
        let killer = if stop == Stop::NobodyThere { Killer::NobodyThere } else { Killer::Way };
        return vec![(asked, Some(killer))];
    }
    let mut left = asked;
    let mut shares = Vec::new();
    for loss in &step.losses {
        let lost = left.take(loss.by.port(), &loss.ports);
        shares.push((lost, Some(killer_of(loss.by))));
    }
    if !left.is_empty() {
        shares.push((left, (step.refusals > 0).then_some(Killer::Policies)));
    }
    shares
}

fn killer_of(check: Checkpoint) -> Killer {
    match check {
        Checkpoint::SourceGroups => Killer::SourceGroups,
        Checkpoint::TargetGroups => Killer::TargetGroups,
        Checkpoint::NetworkAcl { subnet, direction, port, .. } => {
            Killer::NetworkAcl { subnet, direction, port }
        }
    }
}

/// The boxes of one share: port sets are unions of ranges.
fn boxes(
    part: usize,
    step: &Step<'_, '_>,
    dst: Interval<u32>,
    protocol: Interval<u8>,
    ports: &Ports,
    killer: Option<Killer>,
) -> Vec<PacketBox> {
    let Some(source) = step.case.source.end() else { return Vec::new() };
    let target = step.case.target.and_then(|target| target.end());
    let src = Interval::new(step.case.src, step.case.src);
    let each = |set: &PortSet| set.ranges().to_vec();
    let (clients, nats) = (each(&ports.client), each(&ports.nat));
    let pairs = clients.iter().flat_map(|client| nats.iter().map(move |nat| (*client, *nat)));
    let pairs: Vec<_> = pairs.collect();
    let triples =
        ports.called.ranges().iter().flat_map(|called| pairs.iter().map(move |pair| (*called, *pair)));
    triples
        .map(|(called, (client, nat))| PacketBox {
            part,
            source,
            target,
            src,
            dst,
            protocol,
            called,
            client,
            nat,
            way: step.way,
            killer,
        })
        .collect()
}
