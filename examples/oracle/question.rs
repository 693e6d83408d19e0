//! What is asked about a draft.

use trapline::aws::ConfigDraft;

use crate::draft::{SERVICES, single};
use rand::RngExt;

use crate::pick::{Random, chance, one};

/// One question, in the words of `trapline reach`.
pub struct Question {
    pub from: String,
    pub to: String,
    pub one_way: bool,
    /// What somebody has worked out by hand.
    pub expected: Option<String>,
}

fn question(from: &str, to: &str, one_way: bool) -> Question {
    Question { from: from.to_owned(), to: to.to_owned(), one_way, expected: None }
}

/// Addresses outside the VPC at which answers change.
const OUTSIDE: &[&str] = &[
    "203.0.113.7",
    "8.8.8.8",
    "54.231.0.0",
    "54.231.127.255",
    "54.231.128.0",
    "52.217.255.255",
    "3.5.15.255",
    "3.5.24.0",
    "52.94.0.1",
    "9.255.255.255",
    "11.0.0.0",
    "10.200.0.1",
    "172.20.0.9",
    "192.168.77.7",
    "100.64.200.1",
    "169.254.10.10",
    "224.0.0.1",
    "127.0.0.1",
    "0.1.2.3",
    "223.255.255.255",
];

/// A few questions for a random draft.
pub fn questions(draft: &ConfigDraft, random: &mut Random) -> Vec<Question> {
    let mut asked = vec![question("container", "internet", true), question("container", "internet", false)];
    let from = one(random, &["container", "container", "platform"]);
    asked.push(match random.random_range(0..10) {
        0..4 => question(from, "service:s3", false),
        4..8 => question(from, &format!("service:{}", one(random, SERVICES)), false),
        _ => question(from, "service:dynamodb", false),
    });
    asked.push(match random.random_range(0..10) {
        0..3 => question("container", "internet:443/tcp", chance(random, 30)),
        3 => question(
            "container",
            one(random, &["internet:53/udp", "internet:1024/tcp", "internet:65535/udp"]),
            chance(random, 50),
        ),
        4..8 => question("container", "peer", false),
        8 => question("container", "dns", false),
        _ => address(draft, "container", random),
    });
    if let Some(machine) = draft.network_interfaces.first() {
        let client = format!("client:{}", machine.name);
        asked.push(match random.random_range(0..6) {
            0 => question(&client, "internet", chance(random, 50)),
            1 => question(&client, "internet:443/tcp", chance(random, 30)),
            2 => question(&client, &format!("service:{}", one(random, SERVICES)), false),
            3 => address(draft, &client, random),
            _ => address(draft, "container", random),
        });
    }
    asked
}

/// A question about one address: of a machine, of a subnet, or outside.
fn address(draft: &ConfigDraft, from: &str, random: &mut Random) -> Question {
    let machines: Vec<&str> =
        draft.network_interfaces.iter().filter_map(|machine| machine.private_ip_address.as_deref()).collect();
    let address = match random.random_range(0..10) {
        0..6 if !machines.is_empty() => one(random, &machines).to_owned(),
        0..2 => {
            let blocks: Vec<&String> =
                draft.subnets.iter().filter_map(|subnet| subnet.cidr_block.as_ref()).collect();
            let block = one(random, &blocks);
            single(random, block)
        }
        _ => one(random, OUTSIDE).to_owned(),
    };
    let port = one(
        random,
        &[
            "443/tcp",
            "443/tcp",
            "442/tcp",
            "444/tcp",
            "5432/tcp",
            "53/udp",
            "1023/tcp",
            "1024/tcp",
            "65535/tcp",
        ],
    );
    question(from, &format!("{address}:{port}"), chance(random, 25))
}

/// Every kind of question for one draft.
pub fn every(draft: &ConfigDraft) -> Vec<Question> {
    let mut asked = Vec::new();
    let clients = draft.network_interfaces.iter().map(|machine| format!("client:{}", machine.name));
    for from in ["container".to_owned(), "platform".to_owned()].into_iter().chain(clients) {
        for one_way in [true, false] {
            asked.push(question(&from, "internet", one_way));
            asked.push(question(&from, "internet:443/tcp", one_way));
        }
        for service in ["s3", "logs", "sts", "sagemaker.api", "dynamodb"] {
            asked.push(question(&from, &format!("service:{service}"), false));
        }
        for machine in draft.network_interfaces.iter().filter_map(|it| it.private_ip_address.as_deref()) {
            asked.push(question(&from, &format!("{machine}:443/tcp"), false));
        }
    }
    asked.push(question("container", "peer", false));
    asked.push(question("container", "dns", false));
    asked
}
