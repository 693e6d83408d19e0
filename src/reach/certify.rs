//! Writing certificates: every step of an exhaustive sweep becomes boxes.

use std::mem;

use crate::aws::Config;
use crate::net::{Interval, PortRange, PortSet, Protocol};
use crate::reach::analyze::{Outline, errand, is_isolated, outline};
use crate::reach::bucket::Gates;
use crate::reach::certificate::{Certificate, Ground, Killer, PacketBox, PolicyClaim};
use crate::reach::gate::Passage;
use crate::reach::plan::{Choice, Plan, Sender};
use crate::reach::sweep::{Gatekeeper, Ports, Protocols, Step, Visitor, named_protocols, sweep};
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
    let refusing = analysis.blockers().first().map(|blocker| blocker.code);
    match refusing.filter(|code| !code.is_of_a_policy()) {
        Some(code) => Certificate { ground: Ground::Refused(code), ..Certificate::default() },
        None => Certificate { ground: Ground::WithoutPacket, policies, ..Certificate::default() },
    }
}

fn with_packets(config: &Config, parts: &[Plan<'_>], gates: Option<&Gates<'_>>) -> (Verdict, Certificate) {
    let keeper: &dyn Gatekeeper = gates.map_or(&(), |gates| gates);
    let mut notary = Notary::new(config);
    let mut verdict = Verdict::Always;
    for (part, plan) in parts.iter().enumerate() {
        notary.begin(part, plan);
        let found = sweep(config, plan, keeper, &mut notary);
        let proof = notary.end(found, plan.choice);
        if found == Verdict::Never {
            // One part that never holds settles it.
            notary.boxes = proof;
            verdict = Verdict::Never;
            break;
        }
        notary.boxes.extend(proof);
        verdict = verdict.min(found);
    }
    let mut passages = notary.passages;
    passages.dedup();
    let policies = gates.map(|gates| passages.iter().flat_map(|one| gates.claims(*one)).collect());
    let policies = policies.unwrap_or_default();
    (verdict, Certificate { ground: Ground::Packets, boxes: notary.boxes, policies })
}

/// Collects boxes.
struct Notary {
    part: usize,
    protocol: Option<Protocol>,
    /// Protocols that have boxes of their own.
    named: Vec<Protocol>,
    /// Boxes of the source address in work; their source interval is not known yet.
    current: Vec<PacketBox>,
    /// Boxes of one part, by decided source: whether it holds, and its boxes.
    passes: Vec<(bool, Vec<PacketBox>)>,
    boxes: Vec<PacketBox>,
    passages: Vec<Passage>,
}

impl Notary {
    fn new(config: &Config) -> Self {
        let mut named = vec![Protocol::ICMP, Protocol::TCP, Protocol::UDP];
        named.extend(named_protocols(config));
        named.sort_unstable();
        named.dedup();
        Self {
            part: 0,
            protocol: None,
            named,
            current: Vec::new(),
            passes: Vec::new(),
            boxes: Vec::new(),
            passages: Vec::new(),
        }
    }

    fn begin(&mut self, part: usize, plan: &Plan<'_>) {
        self.part = part;
        self.protocol = plan.protocol;
        self.passes.clear();
    }

    /// The boxes that prove the verdict of one part.
    fn end(&mut self, verdict: Verdict, choice: Choice) -> Vec<PacketBox> {
        let passes = mem::take(&mut self.passes);
        match (verdict, choice) {
            (Verdict::Never, _) | (Verdict::Always, Choice::Environment) => {
                passes.into_iter().flat_map(|(_, boxes)| boxes).collect()
            }
            (Verdict::Always, Choice::Sender) => {
                passes.into_iter().flat_map(|(_, boxes)| openings(&boxes)).collect()
            }
            (Verdict::Sometimes, Choice::Environment) => {
                let boxes = || passes.iter().flat_map(|(_, boxes)| boxes);
                let open = boxes().find(|one| one.killer.is_none());
                let refused = boxes().find(|one| one.killer.is_some());
                open.into_iter().chain(refused).copied().collect()
            }
            (Verdict::Sometimes, Choice::Sender) => leak_sometimes(passes),
        }
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
    let own = own_ports(Protocol(one.protocol.first));
    one.client == own && one.nat == own
}

fn own_ports(protocol: Protocol) -> PortRange {
    if protocol.has_ports() { PortRange::EPHEMERAL } else { PortRange::ALL }
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

impl<'c> Visitor<'c> for Notary {
    const THOROUGH: bool = true;
    const LOSSES: bool = true;

    fn step(&mut self, step: &Step<'_, 'c>) {
        if let Some(passage) = step.passage.filter(|_| !step.ports.is_empty())
            && !self.passages.contains(&passage)
        {
            self.passages.push(passage);
        }
        for (protocol, interval) in self.protocols(step.protocols) {
            for (ports, killer) in shares(step, protocol) {
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
fn shares(step: &Step<'_, '_>, protocol: Protocol) -> Vec<(Ports, Option<Killer>)> {
    let asked = crate::reach::sweep::asked_ports(protocol, asked_range(step));
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

fn asked_range(step: &Step<'_, '_>) -> PortRange {
    step.asked.called.ranges().first().copied().unwrap_or(PortRange::ALL)
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
            source: step.case.source.end(),
            target: step.case.target.map(|target| target.end()),
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

impl Gates<'_> {
    /// What the policies say to every caller on this passage.
    fn claims(&self, passage: Passage) -> Vec<PolicyClaim> {
        self.errand().claims(passage)
    }
}
