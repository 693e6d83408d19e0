//! Deciding a question over everything that may happen: one representative per horizon.

use smallvec::{SmallVec, smallvec};

use crate::aws::Config;
use crate::net::{Interval, IntervalSet, PortRange, PortSet, Protocol, ProtocolMatch};
use crate::reach::Verdict;
use crate::reach::certificate::{Onward, Way};
use crate::reach::decide::Gate;
use crate::reach::filter::{OtherEnd, acl_ports, group_ports};
use crate::reach::gate::{Passage, nat_address};
use crate::reach::horizon::Horizon;
use crate::reach::plan::{Choice, Plan, Sender};
use crate::reach::step::{Loss, Ports, Protocols, Step, Visitor, cost};
use crate::reach::walk::{
    Case, Checkpoint, Element, Elements, Far, Party, PartyKind, Stop, elements, find_way, stop,
};

/// A public address for witnesses: reserved for documentation (RFC 5737).
pub(in crate::reach) const SHOWN_ADDRESS: u32 = 0xcb00_710a;

/// Asks the policies about a path.
pub(in crate::reach) trait Gatekeeper {
    /// How many policies refuse; 0 lets the request pass. Moves `horizon` to the last source address
    /// with the same answer.
    fn refusals(&self, passage: Passage, horizon: &mut u32) -> u32;
    /// The same in words.
    fn gate(&self, passage: Passage) -> Gate;
}

/// No policy is asked.
impl Gatekeeper for () {
    fn refusals(&self, _: Passage, _: &mut u32) -> u32 {
        0
    }

    fn gate(&self, _: Passage) -> Gate {
        Gate::default()
    }
}

/// How a request on this way reaches a service; decides which policies it meets. `None`: it stays in the
/// VPC, or does not arrive.
fn passage(config: &Config, case: &Case<'_>, way: Way, stop: Option<Stop>) -> Option<Passage> {
    let target = case.target.map(|target| target.kind);
    Some(match (way, target) {
        _ if stop.is_some() => return None,
        (Way::Nat(nat, Onward::GatewayEndpoint(id)), _) => Passage::Endpoint(id, nat_address(config, nat)),
        (Way::GatewayEndpoint(id), _)
        | (Way::WithinSubnet | Way::Local | Way::DirectConnect, Some(PartyKind::Endpoint(id))) => {
            Passage::Endpoint(id, case.src)
        }
        (Way::InternetGateway | Way::Nat(_, Onward::InternetGateway), _) => Passage::OfTheVpc,
        _ => return None,
    })
}

/// Decides `plan`.
pub(in crate::reach) fn sweep<'c>(
    config: &'c Config,
    plan: &Plan<'c>,
    gatekeeper: &dyn Gatekeeper,
    visitor: &mut impl Visitor<'c>,
) -> Verdict {
    let protocols = protocols(config, plan);
    let mut sweep =
        Sweep { config, plan, gatekeeper, visitor, protocols: &protocols, open: false, closed: false };
    for sender in &plan.senders {
        sweep.sender(sender);
    }
    match (sweep.open, sweep.closed) {
        (true, false) => Verdict::Always,
        (true, true) => Verdict::Sometimes,
        (false, _) => Verdict::Never,
    }
}

/// The protocols that some rule tells apart, and one that none names.
fn protocols(config: &Config, plan: &Plan<'_>) -> SmallVec<[(Protocols, Ports); 6]> {
    let with_ports = |protocols: Protocols| (protocols, plan.ports_of(protocols.representative()));
    if let Some(protocol) = plan.protocol {
        return smallvec![with_ports(Protocols::One(protocol))];
    }
    let mut named: SmallVec<[Protocol; 6]> = smallvec![Protocol::TCP, Protocol::UDP, Protocol::ICMP];
    for protocol in named_protocols(config) {
        if !named.contains(&protocol) {
            named.push(protocol);
        }
    }
    let unnamed = (0..=u8::MAX).rev().map(Protocol).find(|fresh| !named.contains(fresh));
    named.into_iter().map(Protocols::One).chain(unnamed.map(Protocols::Unnamed)).map(with_ports).collect()
}

/// Every protocol that a rule names, with repetitions.
pub(in crate::reach) fn named_protocols(config: &Config) -> impl Iterator<Item = Protocol> {
    let groups = config.security_groups().iter().flat_map(|group| group.ingress.iter().chain(&group.egress));
    let acls = config.network_acls().iter().flat_map(|acl| acl.ingress.values().chain(acl.egress.values()));
    groups.map(|rule| rule.protocol).chain(acls.map(|entry| entry.protocol)).filter_map(|one| match one {
        ProtocolMatch::All => None,
        ProtocolMatch::One(protocol) => Some(protocol),
    })
}

struct Sweep<'s, 'c, V> {
    config: &'c Config,
    plan: &'s Plan<'c>,
    gatekeeper: &'s dyn Gatekeeper,
    visitor: &'s mut V,
    protocols: &'s [(Protocols, Ports)],
    open: bool,
    closed: bool,
}

impl<'c, V: Visitor<'c>> Sweep<'_, 'c, V> {
    fn is_settled(&self) -> bool {
        !V::THOROUGH && self.open && self.closed
    }

    fn sender(&mut self, sender: &Sender<'c>) {
        let mut bound = 0;
        while let Some(src) = sender.addresses.next_from(bound).filter(|_| !self.is_settled()) {
            let mut pass =
                Pass { source: sender.party, src, holds: self.plan.choice.starts_with(), last: u32::MAX };
            self.pass(&mut pass);
            self.closed |= !pass.holds;
            self.visitor.decided(sender, Interval::new(src, pass.last), pass.holds);
            bound = u64::from(pass.last) + 1;
        }
    }

    /// Decides for one source address, and for all up to the horizon.
    fn pass(&mut self, pass: &mut Pass<'c>) {
        let plan = self.plan;
        if !V::LOSSES && (V::THOROUGH || plan.choice == Choice::Sender) {
            // Witnesses are shown at this address, and most leaks show there.
            let shown = Interval::new(SHOWN_ADDRESS, SHOWN_ADDRESS);
            let holding =
                plan.aims.iter().find(|aim| aim.target.is_none() && aim.addresses.contains(SHOWN_ADDRESS));
            if let Some(aim) = holding {
                self.aim(pass, None, &aim.addresses, shown);
            }
        }
        for aim in &plan.aims {
            self.aim(pass, aim.target, &aim.addresses, Interval::new(0, u32::MAX));
        }
    }

    fn is_decided(&self, pass: &Pass<'c>) -> bool {
        match self.plan.choice {
            Choice::Sender => pass.holds && !V::EVERY_WAY,
            Choice::Environment => self.open && !pass.holds && !V::THOROUGH,
        }
    }

    /// Decides for every destination of `addresses` in `range`: run by run of one way.
    fn aim(
        &mut self,
        pass: &mut Pass<'c>,
        target: Option<Party<'c>>,
        addresses: &IntervalSet,
        range: Interval<u32>,
    ) {
        let mut bound = u64::from(range.first);
        loop {
            let Some(dst) = addresses.next_from(bound).filter(|dst| *dst <= range.last) else { return };
            if self.is_decided(pass) {
                return;
            }
            let case = Case { source: pass.source, src: pass.src, target, dst };
            let mut horizon = Horizon::UNBOUNDED;
            let way = find_way(self.config, &case.source, dst, &mut horizon);
            let run = Interval::new(dst, horizon.dst.min(range.last));
            let dead = stop(self.config, way, &case, None, self.plan.answer_needed);
            let path = Path { way, stop: dead, elements: elements(self.config, way, &case, dead) };
            if dead.is_some() && cost(1, 0, true) >= self.visitor.budget() {
                if let Some((protocols, asked)) = self.protocols.first() {
                    let all = (Protocols::All(protocols.representative()), asked);
                    self.step(pass, case, addresses, &path, all, run.last);
                }
            } else {
                for (protocols, asked) in self.protocols {
                    self.run(pass, case, addresses, &path, (*protocols, asked), run);
                }
            }
            bound = u64::from(run.last) + 1;
        }
    }

    /// Decides for every destination of a run that takes one way, for one protocol.
    fn run(
        &mut self,
        pass: &mut Pass<'c>,
        case: Case<'c>,
        addresses: &IntervalSet,
        path: &Path,
        protocols: (Protocols, &Ports),
        run: Interval<u32>,
    ) {
        let mut bound = u64::from(run.first);
        while let Some(dst) = addresses.next_from(bound).filter(|dst| *dst <= run.last) {
            if self.is_decided(pass) {
                return;
            }
            let last = self.step(pass, Case { dst, ..case }, addresses, path, protocols, run.last);
            bound = u64::from(last) + 1;
        }
    }

    /// Decides one representative; answers the last destination that it stands for.
    fn step(
        &mut self,
        pass: &mut Pass<'c>,
        case: Case<'c>,
        addresses: &IntervalSet,
        path: &Path,
        (protocols, asked): (Protocols, &Ports),
        last: u32,
    ) -> u32 {
        let protocol = protocols.representative();
        let mut horizon = Horizon { src: u32::MAX, dst: last };
        let end =
            path.stop.or_else(|| stop(self.config, path.way, &case, Some(protocol), self.plan.answer_needed));
        let passage = passage(self.config, &case, path.way, end);
        let mut step = Step {
            case,
            addresses,
            last,
            protocols,
            way: path.way,
            stop: end,
            passage,
            ports: asked.clone(),
            asked,
            looked_at: 0,
            losses: SmallVec::new(),
            refusing: u32::from(end.is_some()),
            refusals: 0,
            open: false,
            whole: false,
        };
        if end == path.stop {
            self.measure(&mut step, &path.elements, protocol, &mut horizon);
        } else {
            let elements = elements(self.config, path.way, &case, end);
            self.measure(&mut step, &elements, protocol, &mut horizon);
        }
        if !step.ports.is_empty() {
            step.refusals = passage.map_or(0, |passage| self.gatekeeper.refusals(passage, &mut horizon.src));
        }
        step.last = horizon.dst;
        step.open = step.stop.is_none() && !step.ports.is_empty() && step.refusals == 0;
        let answered = step.ports.client == step.asked.client && step.ports.nat == step.asked.nat;
        step.whole = step.open
            && answered
            && (self.plan.choice == Choice::Sender || step.ports.called == step.asked.called);
        pass.take(&step, self.plan.choice, horizon.src);
        self.open |= step.open;
        self.visitor.step(&step);
        step.last
    }

    /// Narrows the ports of `step` by every filter on its path, until it is known to be refused.
    fn measure(
        &self,
        step: &mut Step<'_, 'c>,
        elements: &[Element],
        protocol: Protocol,
        horizon: &mut Horizon,
    ) {
        let budget = self.visitor.budget();
        let is_stopped = step.stop.is_some();
        if is_stopped && cost(step.refusing, 0, true) >= budget {
            return;
        }
        for (at, element) in elements.iter().enumerate() {
            step.looked_at = at + 1;
            let Element::Check(check) = *element else { continue };
            let port = check.port();
            if port.is_return() && !self.plan.answer_needed {
                continue;
            }
            let asked = if V::LOSSES { step.ports.get(port) } else { step.asked.get(port) };
            let admitted = admitted(self.config, &step.case, check, protocol, asked, horizon);
            step.refusing += u32::from(admitted.is_empty());
            if V::LOSSES && admitted != *step.ports.get(port) {
                let ports = step.ports.get(port).difference(&admitted);
                step.losses.push(Loss { by: check, ports });
            }
            if admitted != *step.ports.get(port) {
                let left = step.ports.get(port).intersection(&admitted);
                *step.ports.get_mut(port) = left;
            }
            let is_refused = step.refusing > 0 || step.ports.get(port).is_empty();
            if is_refused && cost(step.refusing, 0, is_stopped) >= budget {
                return;
            }
        }
    }
}

/// The path of a run.
struct Path {
    way: Way,
    /// Why it carries no protocol at all.
    stop: Option<Stop>,
    elements: Elements,
}

/// One source address in work.
struct Pass<'c> {
    source: Party<'c>,
    src: u32,
    holds: bool,
    /// The last source address with the same outcome.
    last: u32,
}

impl Pass<'_> {
    fn take(&mut self, step: &Step<'_, '_>, choice: Choice, horizon: u32) {
        self.last = self.last.min(horizon);
        match choice {
            Choice::Sender => self.holds |= step.whole,
            Choice::Environment => self.holds &= step.whole,
        }
    }
}

/// The ports of `asked` that a filter admits.
pub(in crate::reach) fn admitted(
    config: &Config,
    case: &Case<'_>,
    check: Checkpoint,
    protocol: Protocol,
    asked: &PortSet,
    horizon: &mut Horizon,
) -> PortSet {
    use crate::reach::filter::Direction::{Egress, Ingress};
    match check {
        Checkpoint::SourceGroups => {
            let groups = case.target.map_or(&[][..], |target| target.groups);
            let far = OtherEnd { address: case.dst, groups };
            group_ports(config, case.source.groups, Egress, protocol, far, asked, &mut horizon.dst)
        }
        Checkpoint::TargetGroups => {
            let own = case.target.map_or(&[][..], |target| target.groups);
            let far = OtherEnd { address: case.src, groups: case.source.groups };
            group_ports(config, own, Ingress, protocol, far, asked, &mut horizon.src)
        }
        Checkpoint::NetworkAcl { subnet, direction, far, port } => {
            let acl = config.subnet(subnet).network_acl;
            let (address, horizon) = match far {
                Far::Src => (case.src, &mut horizon.src),
                Far::Dst => (case.dst, &mut horizon.dst),
            };
            if protocol == Protocol::ICMP && port.is_return() {
                // The answer is one message, whatever stands for the asker's port.
                let reply = PortSet::from(PortRange::ECHO_REPLY);
                let passes = acl_ports(config, acl, direction, protocol, address, &reply, horizon) == reply;
                return if passes { asked.clone() } else { PortSet::empty() };
            }
            acl_ports(config, acl, direction, protocol, address, asked, horizon)
        }
    }
}
