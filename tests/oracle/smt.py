"""An SMT encoding of reachability in a VPC, written from the AWS documentation alone.

It shares nothing with the engine: no atoms of destination, protocol or called port, no port masks, no
walk. A question becomes bit-vector formulas over one flow, z3 decides them.

A verdict has three values. Two parties choose:

* the sender: for a question about *any* internet address, the destination, the protocol and the called
  port; for every other question, nothing;
* the environment: the subnet of `VpcConfig` that the sender is placed in, the sender's address, the
  client port, the port of the NAT gateway, and what the question leaves open beside these (which
  address a name resolves to, which instance a peer is).

`never` says that no choice of anybody works. `always` says that whatever subnet and address the
environment chooses, the sender has a packet that works for every client and NAT port; for a question
without a free sender that is "every choice works". `sometimes` is the rest.
"""

import functools
import time

from formula import between, choose, conj, disj, equal, in_block, neg

TCP, UDP, ICMP, ESP = 6, 17, 1, 50
HTTPS = 443
EPHEMERAL = (1024, 65535)
NAT_PROTOCOLS = (TCP, UDP, ICMP)
# ICMP messages as type * 256 + code, the way rules number them. Of the messages that somebody may send
# unasked, the echo request is the one that has an answer.
ECHO_REQUEST, ECHO_REPLY = 8 << 8, 0


def number(address):
    a, b, c, d = address.split(".")
    return int(a) << 24 | int(b) << 16 | int(c) << 8 | int(d)


def block(written):
    address, length = written.split("/")
    return number(address), int(length)


def last_of(block_):
    first, length = block_
    return first + (1 << (32 - length)) - 1


# What is no public address (IANA special-purpose registry): 0/8, 10/8, 100.64/10, 127/8, 169.254/16,
# 172.16/12, 192.168/16, and multicast and reserved space, 224/3.
SPECIAL = [
    block(written)
    for written in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.168.0.0/16", "224.0.0.0/3",
    )
]


def remembered(method):
    """The method, which asked again for the same answers from memory."""

    @functools.wraps(method)
    def wrapper(self, *arguments):
        key = (method.__name__, *arguments)
        if key not in self.memory:
            self.memory[key] = method(self, *arguments)
        return self.memory[key]

    return wrapper


class Network:
    """A configuration with its texts read."""

    def __init__(self, config):
        self.memory = {}
        vpc = config["vpc"]
        self.vpc = block(vpc["cidr"])
        self.dns_support = vpc["dns_support"]
        self.private_names = vpc["dns_support"] and vpc["dns_hostnames"]
        self.attached = vpc["internet_gateway"]
        self.lists = {name: [block(b) for b in blocks] for name, blocks in config["prefix_lists"].items()}
        self.subnets = config["subnets"]
        self.blocks = [block(subnet["cidr"]) for subnet in self.subnets]
        self.tables = [self.routes(config, at) for at in range(len(config["tables"]))]
        self.nats = config["nats"]
        self.groups = config["groups"]
        self.acls = [
            {way: [(e[1], e[2], e[3], e[4], block(e[5])) for e in sorted(acl[way])] for way in ("in", "out")}
            for acl in config["acls"]
        ]
        self.endpoints = config["endpoints"]
        self.machines = config["machines"]
        self.workload = config["workload"]
        self.created = self.can_be_created()
        self.taken = {number(m["address"]) for m in self.machines if m["address"]}

    def can_be_created(self):
        """Hosting in a VPC needs subnets in two zones, and every instance two addresses of one subnet;
        a workload that lacks them does nothing."""
        workload = self.workload
        if workload is None:
            return False
        if workload["vpc"] is None:
            return True
        if sum(self.left_in(subnet) // 2 for subnet in workload["vpc"]["subnets"]) < workload["instances"]:
            return False
        if workload["kind"] != "model":
            return True
        return len({self.subnets[subnet]["zone"] for subnet in workload["vpc"]["subnets"]}) > 1

    def left_in(self, subnet):
        """How many addresses of a subnet nobody has: AWS keeps five, and each machine, each NAT gateway
        and each interface of an endpoint takes one."""
        first, last = self.blocks[subnet][0] + 4, last_of(self.blocks[subnet]) - 1
        fixed = {number(machine["address"]) for machine in self.machines if machine["address"]}
        taken = sum(first <= address <= last for address in fixed)
        taken += sum(machine["address"] is None and machine["subnet"] == subnet for machine in self.machines)
        taken += sum(nat["subnet"] == subnet for nat in self.nats)
        taken += sum(subnet in endpoint.get("subnets", ()) for endpoint in self.endpoints)
        return max(0, last - first + 1 - taken)

    def routes(self, config, table):
        """All routes of a table, the winning one first.

        The longest prefix wins; of two equally long ones the static route beats that of a gateway
        endpoint. The local route is the longest that can cover an address of the VPC, because no
        static route may lie inside the VPC, and it wins a tie as well.
        """
        routes = [(-self.vpc[1], 0, self.vpc, "local")]
        for written, target in config["tables"][table]:
            destination = block(written)
            routes.append((-destination[1], 1, destination, target))
        for endpoint in config["endpoints"]:
            if table in endpoint.get("tables", ()):
                for destination in self.lists[endpoint["service"]]:
                    routes.append((-destination[1], 2, destination, "gateway"))
        routes.sort(key=lambda route: route[:3])
        return [(destination, target) for _, _, destination, target in routes]

    @remembered
    def usable(self, subnet, address, own=None):
        """Whether an interface without a fixed address may have `address` in `subnet`: AWS keeps the
        first four and the last of a subnet, and the fixed addresses are taken."""
        if own is not None:
            return equal(address, own, 32)
        first, last = self.blocks[subnet][0] + 4, last_of(self.blocks[subnet]) - 1
        free = [neg(equal(address, taken, 32)) for taken in sorted(self.taken) if first <= taken <= last]
        return conj(between(first, address, last, 32), *free)

    @remembered
    def public(self, address):
        """Whether `address` is one of the internet."""
        if isinstance(address, int):
            return not any(in_block(address, b) for b in [*SPECIAL, self.vpc])
        return conj(*(neg(in_block(address, b)) for b in [*SPECIAL, self.vpc]))

    @remembered
    def listed(self, service, address):
        """Whether `address` is one behind the service's prefix list."""
        return disj(*(in_block(address, b) for b in self.lists[service]))

    # Filters.

    @staticmethod
    def matches(rule_protocol, first, last, protocol, port):
        """Whether a rule's protocol and ports fit. Ports mean something for TCP and UDP, and stand for
        type and code of ICMP; no other protocol has any, nor has "all protocols" (EC2 API:
        IpPermission, CreateNetworkAclEntry). `port` is a term, or one for TCP and UDP and one for
        ICMP."""
        if rule_protocol == -1:
            return True
        port, message = port if isinstance(port, tuple) else (port, port)
        same = equal(protocol, rule_protocol, 8)
        if rule_protocol in (TCP, UDP):
            return conj(same, between(first, port, last, 16))
        if rule_protocol == ICMP:
            return conj(same, between(first, message, last, 16))
        return same

    @remembered
    def acl(self, subnet, way, address, protocol, port):
        """Whether the subnet's network ACL lets the packet in or out: the lowest number that matches
        decides, and what nothing matches is denied. `address` is the far side's."""
        allowed = False
        for allows, rule_protocol, first, last, b in reversed(self.acls[self.subnets[subnet]["acl"]][way]):
            test = conj(self.matches(rule_protocol, first, last, protocol, port), in_block(address, b))
            allowed = choose(test, allows, allowed)
        return allowed

    def group(self, groups, way, address, members, protocol, port):
        """Whether one of the security groups has a rule for the packet. `members` are the groups of
        whoever owns `address`."""
        allowed = []
        for group in groups:
            for rule_protocol, first, last, peer in self.groups[group][way]:
                if isinstance(peer, int):
                    side = peer in members
                elif peer.startswith("pl:"):
                    side = self.listed(peer[3:], address)
                else:
                    side = in_block(address, block(peer))
                allowed.append(conj(self.matches(rule_protocol, first, last, protocol, port), side))
        return disj(*allowed)

    def by_route(self, table, address, cases):
        """The formula that `cases` gives for the target that `address` is routed to."""
        result = False
        for destination, target in reversed(self.tables[table]):
            result = choose(in_block(address, destination), cases(target), result)
        return result


class Sender:
    """Who begins, at one place."""

    def __init__(self, subnet, groups, public_ip=False, address=None):
        self.subnet = subnet
        self.groups = groups
        self.public_ip = public_ip
        self.address = address


class Path:
    """A way to a destination as three formulas: the packet arrives; the answer passes all filters that
    see the client port; the answer passes all filters that see the NAT gateway's port. The path works
    when all three hold, and the ports occur nowhere else."""

    def __init__(self, forward, client=True, nat=True):
        self.forward = forward
        self.client = client
        self.nat = nat

    def works(self):
        return conj(self.forward, self.client, self.nat)


class Flow:
    """The names of the coordinates, or their values where they are given.

    `q` is the called port of TCP and UDP and the message of ICMP. The answer goes to the client port
    `c` or the NAT gateway's port `n`; that of ICMP is an echo reply.
    """

    def __init__(self, a="a", d="d", p="p", q="q", c="c", n="n"):
        self.a, self.d, self.p, self.q, self.c, self.n = a, d, p, q, c, n

    def to_client(self):
        return self.c, ECHO_REPLY

    def to_nat(self):
        return self.n, ECHO_REPLY

    def answered(self):
        """Whether there is an answer at all."""
        return disj(neg(equal(self.p, ICMP, 8)), self.echo())

    def echo(self):
        return equal(self.q, ECHO_REQUEST, 16)


def outside(net, sender, f, one_way):
    """The path to an address outside the VPC."""
    s = sender.subnet
    table = net.subnets[s]["table"]
    sent = conj(
        net.group(sender.groups, "out", f.d, (), f.p, f.q),
        net.acl(s, "out", f.d, f.p, f.q),
    )

    def arrives(target):
        if target == "internet_gateway":
            return conj(net.attached, sender.public_ip, net.public(f.d))
        if target == "gateway":
            return carried_by_gateway_endpoint(f)
        if isinstance(target, int):
            return through(net, sender, f, net.nats[target])
        return False

    forward = conj(sent, net.by_route(table, f.d, arrives))
    if one_way:
        return Path(forward)

    def client(target):
        if not isinstance(target, int):
            return True
        # The NAT gateway hands the answer to the client's address and port.
        return net.acl(net.nats[target]["subnet"], "out", f.a, f.p, f.to_client())

    def nat(target):
        if not isinstance(target, int):
            return True
        return net.acl(net.nats[target]["subnet"], "in", f.d, f.p, f.to_nat())

    return Path(
        conj(forward, f.answered()),
        conj(net.acl(s, "in", f.d, f.p, f.to_client()), net.by_route(table, f.d, client)),
        net.by_route(table, f.d, nat),
    )


def through(net, sender, f, nat):
    """A packet that a route hands to a NAT gateway: from another subnet, of a protocol that it carries,
    past the ACL of its subnet both ways, and on by the routes of its subnet. An internet gateway takes
    it from a public NAT gateway only; a gateway endpoint takes it from either, because to it a NAT
    gateway is one more interface of the VPC."""
    if nat["subnet"] == sender.subnet:
        return False

    def onward(target):
        if target == "internet_gateway":
            return conj(net.attached, nat["public"], net.public(f.d))
        return target == "gateway" and carried_by_gateway_endpoint(f)

    return conj(
        disj(*(equal(f.p, protocol, 8) for protocol in NAT_PROTOCOLS)),
        net.acl(nat["subnet"], "in", f.a, f.p, f.q),
        net.acl(nat["subnet"], "out", f.d, f.p, f.q),
        net.by_route(net.subnets[nat["subnet"]]["table"], f.d, onward),
    )


def carried_by_gateway_endpoint(f):
    """TCP and ICMP echo."""
    return disj(equal(f.p, TCP, 8), conj(equal(f.p, ICMP, 8), f.echo()))


def inside(net, sender, f, subnet, groups, one_way):
    """The path to the interface with address `f.d` in `subnet`, which has `groups`. Inside one subnet
    no ACL is asked."""
    crosses = subnet != sender.subnet
    forward = conj(
        net.group(sender.groups, "out", f.d, groups, f.p, f.q),
        not crosses or net.acl(sender.subnet, "out", f.d, f.p, f.q),
        not crosses or net.acl(subnet, "in", f.a, f.p, f.q),
        net.group(groups, "in", f.a, sender.groups, f.p, f.q),
    )
    if one_way:
        return Path(forward)
    forward = conj(forward, f.answered())
    if not crosses:
        return Path(forward)
    client = conj(net.acl(subnet, "out", f.a, f.p, f.to_client()), net.acl(sender.subnet, "in", f.d, f.p, f.to_client()))
    return Path(forward, client)


class Verdicts:
    """Answers questions with z3, one solver for all."""

    DECLARATIONS = (
        "(set-option :print-success false)(set-logic QF_BV)"
        "(declare-const a (_ BitVec 32))(declare-const d (_ BitVec 32))(declare-const p (_ BitVec 8))"
        "(declare-const q (_ BitVec 16))(declare-const c (_ BitVec 16))(declare-const n (_ BitVec 16))"
    )
    # z3 keeps every term it has seen in this context.
    CHECKS_PER_CONTEXT = 20_000

    def __init__(self):
        self.context = None
        self.seconds = 0.0
        self.checks = 0
        self.renew()

    def renew(self):
        import z3

        self.evaluate = z3.Z3_eval_smtlib2_string
        self.context = z3.Context()
        self.reference = self.context.ref()
        self.evaluate(self.reference, self.DECLARATIONS)

    def satisfiable(self, formula):
        """Whether some flow fulfils `formula`; only the check itself is timed, in processor time, so that
        other programs do not count."""
        if formula is True or formula is False:
            return formula
        self.checks += 1
        if self.checks % self.CHECKS_PER_CONTEXT == 0:
            self.renew()
        self.evaluate(self.reference, f"(push)(assert {formula})")
        start = time.thread_time()
        answer = self.evaluate(self.reference, "(check-sat)").strip()
        self.seconds += time.thread_time() - start
        self.evaluate(self.reference, "(pop)")
        if answer not in ("sat", "unsat"):
            raise RuntimeError(f"z3 says {answer}")
        return answer == "sat"

    def verdict(self, net, question):
        """The verdict on one question."""
        found = answer(net, question)
        if isinstance(found, str):
            return found
        if isinstance(found, Leak):
            return self.leak(found)
        return self.need(found)

    def need(self, cases):
        """`cases` pairs what the environment may choose with what then must hold."""
        if not self.satisfiable(disj(*(conj(may, holds) for may, holds in cases))):
            return "never"
        fails = self.satisfiable(disj(*(conj(may, neg(holds)) for may, holds in cases)))
        return "sometimes" if fails else "always"

    def leak(self, leak):
        ports = conj(ephemeral("c"), ephemeral("n"))
        some = disj(*(conj(may, ports, path(Flow()).works()) for may, path, _ in leak.cases))
        if not self.satisfiable(conj(leak.target, some)):
            return "never"
        for _, path, addresses in leak.cases:
            forms = dict.fromkeys(for_every_port(path, address) for address in addresses)
            if not all(self.satisfiable(conj(leak.target, form)) for form in forms):
                return "sometimes"
        return "always"


class Leak:
    """A question whose sender is free: what the destination must be, and for every placement the
    addresses allowed there, the path, and representatives of the addresses."""

    def __init__(self, target, cases):
        self.target = target
        self.cases = cases


def ephemeral(port):
    return between(EPHEMERAL[0], port, EPHEMERAL[1], 16)


def for_every_port(path, address):
    """The path from `address` that works for every client port and every NAT port, without quantifier.

    Exact: the client's port occurs in `Path.client` only and the NAT gateway's in `Path.nat` only, so
    "for every pair" is "for every client port and for every NAT port". A port occurs only in tests
    `first <= port <= last` of entries of network ACLs. Order the ports by all these `first` and
    `last + 1`; between two neighbours no test changes its value, so neither does the formula, and the
    lowest port of each stretch speaks for the rest.
    """
    ways = [path(Flow(a=address, c=port, n=port)) for port in path.ports]
    return conj(path(Flow(a=address)).forward, *(way.client for way in ways), *(way.nat for way in ways))


def port_representatives(net):
    """The lowest ephemeral port, and every higher one at which a test of an ACL changes its value."""
    low, high = EPHEMERAL
    ports = {low}
    for acl in net.acls:
        for entry in acl["in"] + acl["out"]:
            if entry[1] in (TCP, UDP):
                ports.update((entry[2], entry[3] + 1))
    return sorted(port for port in ports if low <= port <= high)


def address_representatives(net, sender):
    """Addresses that speak for all that the sender may have.

    Exact: on the way out of the VPC the sender's address occurs only in tests "lies in the block" of
    entries of the ACLs of NAT gateways' subnets. Between two neighbouring ends of such blocks no test
    changes its value. The lowest address of each stretch that the sender may have speaks for it; a
    stretch is left out only when all its addresses are taken.
    """
    if sender.address is not None:
        return [sender.address]
    first, last = net.blocks[sender.subnet][0] + 4, last_of(net.blocks[sender.subnet]) - 1
    cuts = {first, last + 1}
    for nat in net.nats:
        acl = net.acls[net.subnets[nat["subnet"]]["acl"]]
        for entry in acl["in"] + acl["out"]:
            cuts.update((entry[4][0], last_of(entry[4]) + 1))
    cuts = sorted(cut for cut in cuts if first <= cut <= last + 1)
    chosen = []
    for low, high in zip(cuts, cuts[1:]):
        free = next((address for address in range(low, high) if address not in net.taken), None)
        if free is not None:
            chosen.append(free)
    return chosen


def answer(net, question):
    """A verdict that needs no solver, or the formulas that decide it."""
    source, to, one_way = question["from"], question["to"], question["one_way"]
    if to == "peer":
        return peer(net)
    senders = placements(net, source)
    if isinstance(senders, str):
        if senders == "always" and to.split(":")[0] not in ("internet", "service", "dns"):
            host = number(to.split(":")[0])
            return "always" if not any(in_block(host, b) for b in SPECIAL) else "never"
        return senders
    if source == "platform" and net.created and to.startswith("service:") and to != "service:s3":
        # Of the platform's own traffic only that with S3 crosses the VPC; images and logs do not.
        return "always"
    if to == "dns":
        return "always" if net.dns_support else "never"
    if to == "internet":
        return any_internet(net, senders, one_way)
    kind, _, rest = to.partition(":")
    if kind == "service":
        return service(net, senders, rest, one_way)
    port, _, protocol = rest.partition("/")
    port, protocol = int(port), {"tcp": TCP, "udp": UDP}[protocol]
    if kind == "internet":
        return some_internet(net, senders, port, protocol, one_way)
    return address(net, senders, number(kind), port, protocol, one_way)


def placements(net, source):
    """Every place that the sender may be in; a verdict where the VPC has no say."""
    if source.startswith("client:"):
        machine = next(m for m in net.machines if m["name"] == source[len("client:") :])
        own = number(machine["address"]) if machine["address"] else None
        return [Sender(machine["subnet"], machine["groups"], machine["public_ip"], own)]
    workload = net.workload
    if not net.created:
        return "never"
    if source == "container" and workload["isolation"]:
        return "never"
    if workload["vpc"] is None:
        return "always"
    return [Sender(subnet, workload["vpc"]["groups"]) for subnet in workload["vpc"]["subnets"]]


def lists(net, address):
    return disj(*(net.listed(name, address) for name in net.lists))


def any_internet(net, senders, one_way):
    cases = []
    ports = port_representatives(net)
    for sender in senders:

        def path(flow, sender=sender):
            return outside(net, sender, flow, one_way)

        path.ports = [] if one_way else ports
        may = net.usable(sender.subnet, "a", sender.address)
        cases.append((may, path, address_representatives(net, sender)))
    return Leak(conj(net.public("d"), neg(lists(net, "d"))), cases)


def need_outside(net, senders, target, flow, one_way):
    cases = []
    for sender in senders:
        may = conj(
            target(flow.d), net.usable(sender.subnet, "a", sender.address), ephemeral("c"), ephemeral("n")
        )
        cases.append((may, outside(net, sender, flow, one_way).works()))
    return cases


def some_internet(net, senders, port, protocol, one_way):
    def target(d):
        return conj(net.public(d), neg(lists(net, d)))

    return need_outside(net, senders, target, Flow(p=protocol, q=port), one_way)


def service(net, senders, name, one_way):
    """The name of an AWS service on port 443, as a client in the VPC resolves it."""
    if not net.dns_support:
        return "never"
    flow = Flow(p=TCP, q=HTTPS)
    found = [e for e in net.endpoints if e["service"] == name and e.get("private_dns")]
    if not (found and net.private_names):
        if name in net.lists:
            return need_outside(net, senders, lambda d: net.listed(name, d), flow, one_way)
        return some_internet(net, senders, HTTPS, TCP, one_way)
    cases = []
    for sender in senders:
        for subnet in found[0]["subnets"]:
            may = conj(
                net.usable(sender.subnet, "a", sender.address),
                net.usable(subnet, "d"),
                neg(equal("a", "d", 32)),
                ephemeral("c"),
            )
            cases.append((may, inside(net, sender, flow, subnet, found[0]["groups"], one_way).works()))
    return cases


def address(net, senders, host, port, protocol, one_way):
    flow = Flow(d=host, p=protocol, q=port)
    if not in_block(host, net.vpc):
        return need_outside(net, senders, lambda _: True, flow, one_way)
    machine = next((m for m in net.machines if m["address"] and number(m["address"]) == host), None)
    if machine is None:
        return "never"
    cases = []
    for sender in senders:
        may = conj(net.usable(sender.subnet, "a", sender.address), ephemeral("c"))
        cases.append((may, inside(net, sender, flow, machine["subnet"], machine["groups"], one_way).works()))
    return cases


def peer(net):
    """Every two instances of a job, each way: TCP on every port that a program without privileges
    listens on; with encryption also UDP 500 and ESP."""
    workload = net.workload
    if not net.created or workload["instances"] < 2 or workload["kind"] == "model":
        # The instances behind an endpoint answer requests each by itself.
        return "never"
    if workload["vpc"] is None:
        return "always"
    kinds = [Flow(p=TCP)]
    if workload["encryption"]:
        kinds += [Flow(p=UDP, q=500), Flow(p=ESP, q=0)]
    groups = workload["vpc"]["groups"]
    cases = []
    for here in workload["vpc"]["subnets"]:
        for there in workload["vpc"]["subnets"]:
            may = conj(
                net.usable(here, "a"), net.usable(there, "d"), neg(equal("a", "d", 32)), ephemeral("c"),
                ephemeral("q"),
            )
            works = (inside(net, Sender(here, groups), flow, there, groups, False).works() for flow in kinds)
            cases.append((may, conj(*works)))
    return cases
