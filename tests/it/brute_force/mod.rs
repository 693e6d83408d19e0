//! P1: the engine against every packet of a scaled-down universe.
//!
//! The universe has 64 addresses inside the VPC, all of `10.0.0.0/26`, and outside one address for each
//! of the 64 blocks of 2^26 addresses and for each part of the prefix list of S3; eight ranges of
//! ports, eight messages of ICMP and five protocols. Rules and routes of the random configurations name
//! nothing finer, so that every packet of the real world has one here that fares alike. Nothing is
//! left out: each combination of source, destination, protocol, called port, client port and port of
//! the NAT gateway is one bit, and each bit is tried.

mod chance;
mod walk;

use trapline::aws::{Config, EndpointKind, SecurityGroupId, SubnetId};
use trapline::reach::{Conversation, Query, Verdict, verdict};

use chance::Dice;
use walk::{Asked, Mask, Party, World};

/// How many random configurations are tried.
const CONFIGURATIONS: u64 = 900;
/// How many packets that must come to at least.
const PACKETS: u64 = 1_000_000_000;

const ECHO_REQUEST: u8 = 1 << 4;
const HTTPS: u8 = 1;
/// Ports from 1024 up.
const EPHEMERAL: u8 = 0xfe;

/// One question with the answer of the walk.
type Answered = (&'static str, &'static str, Conversation, Verdict);

/// Whoever takes part in a configuration.
struct Cast<'c> {
    nodes: Vec<Party<'c>>,
    database: Vec<Party<'c>>,
    /// The interfaces of the endpoint for logs.
    doors: Vec<Party<'c>>,
    parts: &'static [Asked],
}

fn cast<'c>(config: &'c Config, world: &World<'c>) -> Cast<'c> {
    let at = |subnets: &[SubnetId], groups: &'c [SecurityGroupId]| {
        let party =
            |subnet: &SubnetId| Party { subnet: *subnet, groups, public: false, places: world.free(*subnet) };
        subnets.iter().map(party).collect::<Vec<_>>()
    };
    let workload = config.workload().unwrap();
    let vpc = workload.vpc_config.as_ref().unwrap();
    let doors = config.endpoints().iter().filter_map(|endpoint| match &endpoint.kind {
        EndpointKind::Interface(it) => Some(at(&it.subnets, &it.security_groups)),
        EndpointKind::Gateway(_) => None,
    });
    let db = config.interface(config.interface_named("db").unwrap());
    let database = vec![Party {
        subnet: db.subnet,
        groups: &db.security_groups,
        public: db.public_ip,
        places: vec![53],
    }];
    let asked = if workload.enable_inter_container_traffic_encryption { 3 } else { 1 };
    Cast {
        nodes: at(&vpc.subnets, &vpc.security_groups),
        database,
        doors: doors.flatten().collect(),
        parts: &PEERS[..asked],
    }
}

/// TCP from 1024 up; with encryption UDP 500 and ESP.
const PEERS: [Asked; 3] = [(0, EPHEMERAL), (1, HTTPS), (3, 1)];

/// Every answer of the walk.
fn answers<'c>(cast: &Cast<'c>, world: &mut World<'c>) -> [Answered; 14] {
    use Conversation::{OneWay, TwoWay};
    let Cast { nodes, database, doors, parts } = cast;
    let (internet, lists): (Vec<usize>, Vec<usize>) = ((64..120).collect(), (120..123).collect());
    let https = [(0, HTTPS)];
    let every = |icmp: Mask| [(0, 0xff), (1, 0xff), (2, icmp), (3, 1), (4, 1)];
    let (any, echo) = (every(0xff), every(ECHO_REQUEST));
    let peers: Vec<_> = nodes.iter().map(Some).collect();
    let at_db: Vec<_> = database.iter().map(Some).collect();
    let at_doors: Vec<_> = if doors.is_empty() { vec![None] } else { doors.iter().map(Some).collect() };
    let mut leak = |from: &'static str, to: &'static str, conversation, dsts: &[usize], asked: &[Asked]| {
        let senders = if from == "container" { nodes } else { database };
        (from, to, conversation, world.leak(senders, dsts, asked, conversation == TwoWay))
    };
    let leaks = [
        leak("container", "internet", OneWay, &internet, &any),
        leak("container", "internet", TwoWay, &internet, &echo),
        leak("container", "s3:stranger", TwoWay, &lists, &https),
        leak("client:db", "internet", OneWay, &internet, &any),
        leak("client:db", "internet", TwoWay, &internet, &echo),
    ];
    let mut need = |from: &'static str,
                    to: &'static str,
                    conversation,
                    targets: &[Option<&Party<'c>>],
                    dsts,
                    asked: &[Asked]| {
        let senders = if from == "container" { nodes } else { database };
        (from, to, conversation, world.need(senders, targets, dsts, asked, conversation == TwoWay))
    };
    let needs = [
        need("container", "internet:443/tcp", TwoWay, &[None], &internet, &https),
        need("container", "internet:1024-16383/udp", OneWay, &[None], &internet, &[(1, 0b110)]),
        need("container", "service:s3", TwoWay, &[None], &lists, &https),
        need("container", "10.0.0.53:443/tcp", TwoWay, &at_db, &[][..], &https),
        need("container", "10.0.0.53:443/udp", OneWay, &at_db, &[][..], &[(1, HTTPS)]),
        need("container", "peer", TwoWay, &peers, &[][..], parts),
        need("container", "service:logs", TwoWay, &at_doors, &internet, &https),
        need("client:db", "service:s3", TwoWay, &[None], &lists, &https),
        need("client:db", "service:logs", TwoWay, &at_doors, &internet, &https),
    ];
    let mut all = leaks.into_iter().chain(needs);
    std::array::from_fn(|_| all.next().unwrap())
}

/// Compares every question; the verdicts that came up and the packets that were tried.
fn compare(seed: u64) -> ([usize; 3], u64) {
    let draft = Dice(seed).configuration();
    let config = Config::build(&draft).unwrap_or_else(|errors| panic!("seed {seed}: {errors:?}"));
    let mut world = World::new(&config);
    let cast = cast(&config, &world);
    let mut tally = [0; 3];
    for (from, to, conversation, expected) in answers(&cast, &mut world) {
        let query = Query::parse(from, to, None, conversation).unwrap();
        assert_eq!(verdict(&config, &query), expected, "seed {seed}: {query}\n{draft:#?}");
        tally[expected as usize] += 1;
    }
    (tally, world.packets)
}

#[test]
fn p1_brute_force_over_a_small_universe() {
    let seeds = |half: u64| (1..=CONFIGURATIONS).filter(move |seed| seed % 2 == half);
    let run = |half: u64| {
        let each = seeds(half).map(|seed| compare(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        each.fold(([0; 3], 0), |(sum, packets), (tally, more)| {
            (std::array::from_fn(|at| sum[at] + tally[at]), packets + more)
        })
    };
    let halves = std::thread::scope(|scope| {
        let halves = [0, 1].map(|half| scope.spawn(move || run(half)));
        halves.map(|half| half.join().unwrap_or_else(|fault| std::panic::resume_unwind(fault)))
    });
    let packets = halves[0].1 + halves[1].1;
    let tally: [usize; 3] = std::array::from_fn(|at| halves[0].0[at] + halves[1].0[at]);
    println!("{CONFIGURATIONS} configurations, {packets} packets; never, sometimes, always: {tally:?}");
    assert!(packets >= PACKETS, "only {packets} packets");
    assert!(tally.iter().all(|count| *count >= 100), "never, sometimes, always: {tally:?}");
}
