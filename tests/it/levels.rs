//! The three security levels: the table of the topic, computed from the shipped configurations.

use std::fs;
use std::path::Path;

use trapline::diag::Sources;
use trapline::pack::read_config;
use trapline::reach::{Verdict, levels};

/// Configuration, container to internet, container to AWS services, platform's transfer.
const TABLE: [(&str, Verdict, Verdict, Verdict); 3] = [
    ("default", Verdict::Always, Verdict::Always, Verdict::Always),
    ("vpc-mode", Verdict::Never, Verdict::Always, Verdict::Always),
    ("network-isolation", Verdict::Never, Verdict::Never, Verdict::Always),
];

#[test]
fn the_shipped_configurations_earn_the_three_levels() {
    for (name, internet, services, transfer) in TABLE {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("content/levels/{name}.toml"));
        let mut sources = Sources::default();
        let source = sources.add(name, fs::read_to_string(path).unwrap());
        let read = read_config(&sources, source);
        assert!(read.diagnostics.is_empty(), "{name}: {:?}", read.diagnostics);
        let earned = levels(&read.config.unwrap());
        let row = (earned.container_internet, earned.container_services, earned.platform_s3);
        assert_eq!(row, (internet, services, transfer), "{name}");
    }
}
