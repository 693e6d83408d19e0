use super::*;

#[test]
fn what_is_typed_is_words_filters_and_advice() {
    for (typed, words, filters, advice) in [
        ("", &[][..], vec![], None),
        ("Gateway  endpoint", &["gateway", "endpoint"], vec![], None),
        ("s3:GetObject", &["s3", "getobject"], vec![], None),
        ("is:starred", &[], vec![(false, Wanted::Is(State::Starred))], None),
        ("IS:Missed nat", &["nat"], vec![(false, Wanted::Is(State::Missed))], None),
        ("-is:unseen", &[], vec![(true, Wanted::Is(State::Unseen))], None),
        ("is:u", &[], vec![(false, Wanted::Is(State::Unseen))], None),
        ("is:", &[], vec![], Some("is: takes starred, missed")),
        ("is:r", &[], vec![], Some("is: takes starred, missed")),
        ("is:red", &[], vec![], Some("is: takes")),
        ("has:note", &[], vec![(false, Wanted::HasNote)], None),
        ("has:tail", &[], vec![], Some("has: takes note")),
        (
            "kind:multiple",
            &[],
            vec![(false, Wanted::Kind(vec!["multiple-choice", "multiple-response"]))],
            None,
        ),
        ("kind:lab", &[], vec![(false, Wanted::Kind(vec!["lab"]))], None),
        ("kind:essay", &[], vec![], Some("kind: takes question, multiple-choice")),
        ("family:DEF", &[], vec![(false, Wanted::Family("def".into()))], None),
        ("family:", &[], vec![], Some("family: takes")),
        ("objective:ISO-01", &[], vec![(false, Wanted::Objective("iso-01".into()))], None),
        ("tag:s3", &[], vec![(false, Wanted::Tag("s3".into()))], None),
        ("tag:", &[], vec![], Some("tag: takes")),
        ("--- ::", &[], vec![], None),
    ] {
        let query = Query::parse(typed);
        assert_eq!(query.words, words, "{typed}");
        let found: Vec<(bool, Wanted)> = query.filters.into_iter().map(|f| (f.excludes, f.wanted)).collect();
        assert_eq!(found, filters, "{typed}");
        match (query.advice, advice) {
            (None, None) => {}
            (Some(given), Some(start)) => assert!(given.starts_with(start), "{typed}: {given}"),
            other => panic!("{typed}: {other:?}"),
        }
    }
}

#[test]
fn words_are_stretches_of_letters_and_digits() {
    for (text, expected) in [
        ("", &[][..]),
        ("VPC-only, s3:GetObject.", &[(0, "VPC"), (4, "only"), (10, "s3"), (13, "GetObject")]),
        ("10.0.0.0/16", &[(0, "10"), (3, "0"), (5, "0"), (7, "0"), (9, "16")]),
        ("é日本 x\u{1b}[2J", &[(0, "é日本"), (9, "x"), (12, "2J")]),
    ] {
        assert_eq!(text::words(text).collect::<Vec<_>>(), expected, "{text}");
    }
}
