//! A valid network whose rules, routes, entries and policy are drawn from the input: all ways to a verdict
//! must agree, and every element outside the footprint must be without effect.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trapline::diag::Sources;
use trapline::pack::read_config;
use trapline::reach::{Conversation, Query, analyze, certify, footprint, verdict};

const BLOCKS: [&str; 8] = [
    "0.0.0.0/0",
    "10.0.0.0/16",
    "10.0.1.0/24",
    "10.0.2.0/28",
    "0.0.0.0/1",
    "128.0.0.0/1",
    "52.216.0.0/15",
    "203.0.113.0/24",
];
const PROTOCOLS: [&str; 5] = ["tcp", "udp", "esp", "all", "7"];
const PORTS: [&str; 6] = ["443", "500", "1024-65535", "all", "32768-65535", "0-1023"];
const TARGETS: [&str; 4] = ["nat", "internet_gateway", "blackhole", "private-nat"];
const QUESTIONS: [(&str, &str); 7] = [
    ("container", "internet"),
    ("container", "internet:443/tcp"),
    ("container", "service:s3"),
    ("platform", "s3:own"),
    ("container", "s3:stranger"),
    ("container", "peer"),
    ("client:db", "internet"),
];

/// Choices, one byte each.
struct Dice<'d>(std::slice::Iter<'d, u8>);

impl Dice<'_> {
    fn below(&mut self, count: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % count
    }

    fn of(&mut self, texts: &[&'static str]) -> &'static str {
        texts[self.below(texts.len())]
    }

    fn list(&mut self, most: usize, mut one: impl FnMut(&mut Self, usize) -> String) -> String {
        let count = self.below(most + 1);
        (0..count).map(|at| one(self, at)).collect::<Vec<_>>().join(", ")
    }

    fn rules(&mut self, peer: &str) -> String {
        self.list(4, |dice, _| {
            let block = match dice.below(3) {
                0 => "sg:job",
                1 => "pl:s3",
                _ => dice.of(&BLOCKS),
            };
            format!(
                "{{ protocol = \"{}\", ports = \"{}\", {peer} = \"{block}\" }}",
                dice.of(&PROTOCOLS),
                dice.of(&PORTS),
            )
        })
    }

    fn entries(&mut self) -> String {
        self.list(4, |dice, at| {
            format!(
                "{{ rule_number = {}, action = \"{}\", protocol = \"{}\", ports = \"{}\", cidr_block = \"{}\" }}",
                100 - at,
                dice.of(&["allow", "deny"]),
                dice.of(&PROTOCOLS),
                dice.of(&PORTS),
                dice.of(&BLOCKS),
            )
        })
    }

    fn routes(&mut self) -> String {
        let first = self.below(BLOCKS.len());
        self.list(3, |dice, at| {
            let block = BLOCKS[(first + at) % BLOCKS.len()];
            format!("{{ destination = \"{block}\", target = \"{}\" }}", dice.of(&TARGETS))
        })
    }
}

fn text(dice: &mut Dice<'_>) -> String {
    let policy = match dice.below(3) {
        0 => String::new(),
        1 => "policy = '{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::own/*\"}}'".to_owned(),
        _ => "policy = '{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"aws:PrincipalAccount\":\"111122223333\"}}}}'".to_owned(),
    };
    format!(
        r#"
[vpc]
internet_gateway = true
[[subnet]]
name = "a"
cidr_block = "10.0.1.0/24"
route_table = "private"
network_acl = "n"
[[subnet]]
name = "b"
cidr_block = "10.0.2.0/28"
route_table = "{b_table}"
[[subnet]]
name = "edge"
cidr_block = "10.0.3.0/24"
route_table = "edge"
network_acl = "m"
[[route_table]]
name = "private"
routes = [{private}]
[[route_table]]
name = "edge"
routes = [{edge}]
[[nat_gateway]]
name = "nat"
subnet = "edge"
[[nat_gateway]]
name = "private-nat"
subnet = "edge"
connectivity_type = "private"
[[security_group]]
name = "job"
ingress = [{job_in}]
egress = [{job_out}]
[[network_acl]]
name = "n"
ingress = [{n_in}]
egress = [{n_out}]
[[network_acl]]
name = "m"
ingress = [{m_in}]
egress = [{m_out}]
[[network_interface]]
name = "db"
subnet = "a"
public_ip = {public_ip}
[[vpc_endpoint]]
name = "s3"
service = "s3"
vpc_endpoint_type = "Gateway"
route_tables = ["{s3_table}"]
{policy}
[[s3_bucket]]
name = "own"
[[s3_bucket]]
name = "stranger"
account = "999988887777"
[training_job]
subnets = [{subnets}]
security_groups = ["job"]
instance_count = {count}
enable_inter_container_traffic_encryption = {encryption}
enable_network_isolation = {isolation}
"#,
        b_table = dice.of(&["private", "main", "edge"]),
        private = dice.routes(),
        edge = dice.routes(),
        job_in = dice.rules("source"),
        job_out = dice.rules("destination"),
        n_in = dice.entries(),
        n_out = dice.entries(),
        m_in = dice.entries(),
        m_out = dice.entries(),
        public_ip = dice.of(&["true", "false"]),
        s3_table = dice.of(&["private", "edge", "main"]),
        subnets = dice.of(&["\"a\"", "\"b\"", "\"a\", \"b\""]),
        count = dice.of(&["1", "2", "9"]),
        encryption = dice.of(&["true", "false"]),
        isolation = dice.of(&["false", "false", "false", "true"]),
    )
}

fuzz_target!(|data: &[u8]| {
    let text = text(&mut Dice(data.iter()));
    let mut sources = Sources::default();
    let source = sources.add("fuzz.toml", text);
    let Some(config) = read_config(&sources, source).config else { return };
    for (from, to) in QUESTIONS {
        for way in [Conversation::OneWay, Conversation::TwoWay] {
            let query = Query::parse(from, to, None, way).expect("a question");
            let found = analyze(&config, &query).verdict();
            assert_eq!(found, verdict(&config, &query), "{query}");
            assert_eq!(found, certify(&config, &query).0, "{query}");
            assert_eq!(found, footprint(&config, &query).0, "{query}");
        }
    }
});
