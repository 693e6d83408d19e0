//! Any bytes as a policy document, wherever it may be attached.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trapline::aws::{PolicyDocument, PolicyKind, Service};

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for kind in [PolicyKind::Identity, PolicyKind::Bucket, PolicyKind::Endpoint(Service::S3)] {
        if let Err(errors) = PolicyDocument::parse(text, kind) {
            assert!(!errors.is_empty(), "refused without a word");
            assert!(errors.iter().all(|error| !error.message.is_empty()));
            assert!(errors.iter().all(|error| error.offset.is_none_or(|at| at <= text.len())));
        }
    }
});
