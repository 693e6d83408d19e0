//! Any bytes as a configuration file: diagnostics, or a configuration that every question can be asked of.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trapline::diag::Sources;
use trapline::pack::read_config;
use trapline::reach::{Conversation, Query, analyze, certify, verdict};

const QUESTIONS: [(&str, &str); 8] = [
    ("container", "internet"),
    ("container", "internet:443/tcp"),
    ("container", "service:s3"),
    ("container", "s3:*"),
    ("platform", "service:s3"),
    ("container", "peer"),
    ("container", "dns"),
    ("internet", "10.0.9.5:443/tcp"),
];

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut sources = Sources::default();
    let source = sources.add("fuzz.toml", text.to_owned());
    let read = read_config(&sources, source);
    let Some(config) = read.config else {
        assert!(!read.diagnostics.is_empty(), "refused without a word");
        return;
    };
    for (from, to) in QUESTIONS {
        for way in [Conversation::OneWay, Conversation::TwoWay] {
            let query = Query::parse(from, to, None, way).expect("a question");
            let analysis = analyze(&config, &query);
            assert_eq!(analysis.verdict(), verdict(&config, &query), "{query}");
            assert_eq!(analysis.verdict(), certify(&config, &query).0, "{query}");
        }
    }
});
