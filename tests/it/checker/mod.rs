//! The checker of certificates.
//!
//! It shares no code with the engine: it reads the configuration, the question and the certificate,
//! says by itself which packets the question is about, and looks at every claim.

mod cube;
mod iam;
mod policy;
mod space;
mod way;

use trapline::aws::Config;
use trapline::net::{Interval, IntervalSet, PortRange};
use trapline::reach::{
    Certificate, Conversation, Destination, End, Ground, Killer, PacketBox, Query, Verdict,
};

use cube::{Cube, meet, volume, without};
use space::{Cell, Expected, expected, is_leak};

/// Why a certificate is refused; numbers count its boxes or claims from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The question is not decided on this ground.
    Ground,
    /// The box holds packets that the question is not about.
    Outside(usize),
    /// Two boxes share packets.
    Overlap(usize, usize),
    /// The packets of the box take another way.
    Way(usize),
    /// The box does not fare as it says.
    Killer(usize),
    /// The policies do not say what the box needs.
    Policies(usize),
    /// The claim is not what the policies say, or about another request.
    Claim(usize),
    /// The verdict does not follow.
    Verdict,
}

/// Whether the certificate proves the verdict.
pub fn check(
    config: &Config,
    query: &Query,
    verdict: Verdict,
    certificate: &Certificate,
) -> Result<(), Fault> {
    let Certificate { ground, boxes, policies } = certificate;
    let follows = match (expected(config, query), *ground) {
        (Expected::Refused(codes), Ground::Refused(code)) if codes.contains(&code) => {
            verdict == Verdict::Never && boxes.is_empty() && policies.is_empty()
        }
        (Expected::WithoutPacket, Ground::WithoutPacket) if boxes.is_empty() => {
            let open = policy::Claims::new(config, query, policies)?.elsewhere();
            open == Some(verdict == Verdict::Always) && verdict != Verdict::Sometimes
        }
        (Expected::Packets(cells), Ground::Packets) => {
            let owners = check_boxes(config, query, certificate, &cells)?;
            let proof = Proof { cells: &cells, boxes: boxes.iter().zip(owners).collect() };
            if is_leak(config, query) { proof.leak(verdict) } else { proof.need(verdict) }
        }
        _ => return Err(Fault::Ground),
    };
    if follows { Ok(()) } else { Err(Fault::Verdict) }
}

/// Everything about the boxes one by one and in pairs; the cell that each lies in.
fn check_boxes(
    config: &Config,
    query: &Query,
    certificate: &Certificate,
    cells: &[Cell],
) -> Result<Vec<usize>, Fault> {
    let claims = policy::Claims::new(config, query, &certificate.policies)?;
    // A request to an API is nothing without its answer.
    let about_policies = matches!(
        query.destination,
        Destination::Bucket { .. } | Destination::AnyForeignBucket { .. } | Destination::Api { .. }
    );
    let request = about_policies || matches!(query.destination, Destination::Service(_));
    let answered = request || query.conversation == Conversation::TwoWay;
    let mut owners = Vec::new();
    for (at, packets) in certificate.boxes.iter().enumerate() {
        let owner = cells.iter().position(|cell| lies_in(packets, cell)).ok_or(Fault::Outside(at))?;
        if let Some(other) = certificate.boxes[..at]
            .iter()
            .zip(&owners)
            .position(|(other, theirs)| *theirs == owner && meet(&cube(other), &cube(packets)).is_some())
        {
            return Err(Fault::Overlap(other, at));
        }
        owners.push(owner);
        if way::way(config, packets) != Some(packets.way) {
            return Err(Fault::Way(at));
        }
        if !way::decided(config, packets, answered) {
            return Err(Fault::Killer(at));
        }
        let fits = match packets.killer {
            None => !about_policies || claims.of_box(packets) == Some(true),
            Some(Killer::Policies) => about_policies && claims.of_box(packets) == Some(false),
            Some(_) => true,
        };
        if !fits {
            return Err(Fault::Policies(at));
        }
    }
    Ok(owners)
}

fn wide(range: Interval<u32>) -> (u64, u64) {
    (u64::from(range.first), u64::from(range.last))
}

/// Ports that the platform chooses.
const OWN: PortRange = PortRange::EPHEMERAL;

fn span(ports: PortRange) -> (u64, u64) {
    (u64::from(ports.first()), u64::from(ports.last()))
}

/// Source, destination, protocol, called port, client port, NAT port.
fn cube(packets: &PacketBox) -> Cube<6> {
    let ports = [packets.called, packets.client, packets.nat].map(span);
    let protocol = (u64::from(packets.protocol.first), u64::from(packets.protocol.last));
    [wide(packets.src), wide(packets.dst), protocol, ports[0], ports[1], ports[2]]
}

fn lies_in(packets: &PacketBox, cell: &Cell) -> bool {
    let Cell { part, source, target, src, dst, .. } = cell;
    let inside = |range: Interval<u32>, set: &IntervalSet| {
        set.intervals().iter().any(|whole| whole.intersection(range) == Some(range))
    };
    let [_, _, protocol, called, client, nat] = cube(packets);
    let limits = [
        (u64::from(cell.protocol.first), u64::from(cell.protocol.last)),
        span(cell.called),
        span(OWN),
        span(OWN),
    ];
    let rest = [protocol, called, client, nat];
    (packets.part, packets.source, packets.target) == (*part, *source, *target)
        && inside(packets.src, src)
        && inside(packets.dst, dst)
        && meet(&rest, &limits) == Some(rest)
}

impl Cell {
    /// How many packets start at one source address.
    fn packets_of_one_address(&self) -> u128 {
        let protocol = (u64::from(self.protocol.first), u64::from(self.protocol.last));
        u128::from(self.dst.len()) * volume(&[protocol, span(self.called), span(OWN), span(OWN)])
    }
}

/// The two ends, and the addresses there.
type Meeting = (Option<(End, Option<End>)>, Cube<2>);

/// Boxes that hold what they say, each with the number of its cell.
struct Proof<'c> {
    cells: &'c [Cell],
    boxes: Vec<(&'c PacketBox, usize)>,
}

impl Proof<'_> {
    fn is_full(&self, at: usize) -> bool {
        let cell = &self.cells[at];
        let held: u128 = self.boxes.iter().filter(|it| it.1 == at).map(|it| volume(&cube(it.0))).sum();
        held == u128::from(cell.src.len()) * cell.packets_of_one_address()
    }

    fn all_full(&self) -> bool {
        (0..self.cells.len()).all(|at| self.is_full(at))
    }

    fn some_open(&self) -> bool {
        self.boxes.iter().any(|it| it.0.killer.is_none())
    }

    fn some_killed(&self) -> bool {
        self.boxes.iter().any(|it| it.0.killer.is_some())
    }

    /// Everything must do, in every part at once.
    fn need(&self, verdict: Verdict) -> bool {
        let parts: std::collections::BTreeSet<usize> = self.cells.iter().map(|cell| cell.part).collect();
        match verdict {
            Verdict::Always => self.all_full() && !self.some_killed(),
            Verdict::Sometimes => self.meets(parts) && self.some_killed(),
            Verdict::Never => {
                let full = |part: &usize| {
                    (0..self.cells.len()).all(|at| self.cells[at].part != *part || self.is_full(at))
                };
                let given: Vec<_> = parts.into_iter().filter(full).collect();
                !given.is_empty() && !self.meets(given)
            }
        }
    }

    /// Whether all of these parts are open between the same two addresses.
    fn meets(&self, parts: impl IntoIterator<Item = usize>) -> bool {
        let mut found: Vec<Meeting> = vec![(None, [(0, u64::MAX); 2])];
        for part in parts {
            let open =
                || self.boxes.iter().map(|it| it.0).filter(|it| it.part == part && it.killer.is_none());
            let joined = found.iter().flat_map(|(ends, cube)| {
                open().filter_map(move |it| {
                    let here = (it.source, it.target);
                    let common = meet(cube, &[wide(it.src), wide(it.dst)])?;
                    ends.is_none_or(|ends| ends == here).then_some((Some(here), common))
                })
            });
            found = joined.collect();
        }
        !found.is_empty()
    }

    /// The sender picks address, protocol and port; it must do for every client and NAT port.
    fn leak(&self, verdict: Verdict) -> bool {
        match verdict {
            Verdict::Never => self.all_full() && !self.some_open(),
            Verdict::Always => self.cells.iter().all(|cell| {
                let good = self.boxes.iter().filter(|(packets, _)| {
                    let own = span(OWN);
                    packets.killer.is_none()
                        && packets.source == cell.source
                        && cube(packets)[4..] == [own, own]
                });
                let all = cell.src.intervals().iter().map(|range| [wide(*range)]).collect();
                good.fold(all, |rest, it| without(rest, &[wide(it.0.src)])).is_empty()
            }),
            Verdict::Sometimes => {
                self.some_open()
                    && self.boxes.iter().any(|it| self.is_unsure_from(it.0.source, it.0.src.first))
            }
        }
    }

    /// Whether nothing that is sent from this address gets through for every client and NAT port.
    fn is_unsure_from(&self, source: End, src: u32) -> bool {
        let cells = (0..self.cells.len()).filter(|at| self.cells[*at].source == source);
        cells.into_iter().all(|at| {
            let here = self.boxes.iter().filter(|it| it.1 == at && it.0.src.contains(src)).map(|it| it.0);
            let here: Vec<(Cube<6>, bool)> = here.map(|it| (cube(it), it.killer.is_none())).collect();
            let held: u128 = here.iter().map(|it| volume::<5>(it.0[1..].try_into().unwrap())).sum();
            let choice = |cube: &Cube<6>| -> Cube<3> { cube[1..4].try_into().unwrap() };
            let killed = || here.iter().filter(|it| !it.1).map(|it| choice(&it.0));
            held == self.cells[at].packets_of_one_address()
                && here.iter().filter(|it| it.1).all(|it| {
                    killed().fold(vec![choice(&it.0)], |rest, hole| without(rest, &hole)).is_empty()
                })
        })
    }
}
