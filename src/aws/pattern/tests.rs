//! The classes against brute force over short texts of a small alphabet.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::aws::bucket_name::fault_of_bucket_name;

/// Whether a glob fits, word by word.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        ([b'*', rest @ ..], _) if fits(rest, text) => true,
        ([b'*', ..], [_, shorter @ ..]) => fits(pattern, shorter),
        ([b'?', rest @ ..], [_, shorter @ ..]) => fits(rest, shorter),
        ([p, rest @ ..], [t, shorter @ ..]) => p == t && fits(rest, shorter),
        _ => false,
    }
}

/// Whether an ARN fits, part by part.
fn arn_fits(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<_>, Vec<_>) = (pattern.splitn(6, ':').collect(), text.splitn(6, ':').collect());
    pattern.len() == 6
        && text.len() == 6
        && pattern.iter().zip(&text).all(|(p, t)| fits(p.as_bytes(), t.as_bytes()))
}

/// Every text of these letters up to this length, the shortest first.
fn texts(letters: &str, longest: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut last = all.clone();
    for _ in 0..longest {
        last = last.iter().flat_map(|text| letters.chars().map(move |c| format!("{text}{c}"))).collect();
        all.extend(last.clone());
    }
    all
}

/// The shortest text of each kind, found by trying all.
fn by_trying(
    texts: &[String],
    belongs: impl Fn(&str) -> bool,
    kind: impl Fn(&str) -> Vec<bool>,
) -> BTreeMap<Vec<bool>, usize> {
    let mut found = BTreeMap::new();
    for text in texts.iter().filter(|text| belongs(text)) {
        found.entry(kind(text)).or_insert(text.len());
    }
    found
}

fn kinds_of_globs(globs: &[String], text: &str) -> Vec<bool> {
    globs.iter().map(|glob| fits(glob.as_bytes(), text.as_bytes())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Each kind that trying finds is found, by a text that is no longer; and each text that is found
    /// belongs and is of its kind, so no shorter one can exist among those that were tried.
    #[test]
    fn classes_of_any_name_are_those_that_trying_finds(globs in proptest::collection::vec("[ab*?]{0,5}", 0..4)) {
        let patterns: Vec<Pattern> = globs.iter().map(|glob| Pattern::glob(glob)).collect();
        let found = classes(&Suffix, &patterns);
        for class in &found {
            prop_assert_eq!(&kinds_of_globs(&globs, &class.text), &class.fits);
        }
        let tried = by_trying(&texts("abz", 6), |text| !text.is_empty(), |text| kinds_of_globs(&globs, text));
        for (kind, length) in &tried {
            let class = found.iter().find(|class| class.fits == *kind);
            prop_assert_eq!(class.map(|class| class.text.len()), Some(*length), "{:?}", kind);
        }
        prop_assert!(found.iter().all(|class| class.text.len() > 6 || tried.contains_key(&class.fits)));
    }

    /// Wildcards in ARNs do not reach over the first five colons.
    #[test]
    fn classes_of_arns_are_those_that_trying_finds(parts in proptest::collection::vec("[a*?]{0,2}", 5..9)) {
        let pattern = parts.join(":");
        let Some(automaton) = Pattern::arn(&pattern) else {
            prop_assert!(!arn_fits(&pattern, "a:a:a:a:a:a"));
            return Ok(());
        };
        let found = classes(&Suffix, &[automaton]);
        for class in &found {
            prop_assert_eq!(arn_fits(&pattern, &class.text), class.fits == [true], "{}", class.text);
        }
        for text in texts("a:", 9) {
            if !text.is_empty() {
                prop_assert!(found.iter().any(|class| class.fits == [arn_fits(&pattern, &text)]), "{}", text);
            }
        }
    }

    /// Buckets of one's own and names that cannot exist are no witnesses; everything else is.
    #[test]
    fn foreign_objects_are_those_that_trying_finds(
        globs in proptest::collection::vec("[a1/*?-]{0,6}", 0..4),
        owned in proptest::collection::vec("[a1][a1-]{1,2}[a1]", 0..3),
        of_objects in any::<bool>(),
    ) {
        let owned: Vec<&str> = owned.iter().map(String::as_str).collect();
        let start = |text: &str| format!("arn:aws:s3:::{text}");
        let patterns: Vec<Pattern> = globs.iter().map(|glob| Pattern::glob(&start(glob))).collect();
        let found = object_classes(&owned, of_objects, &patterns);
        let belongs = |text: &str| {
            let (name, key) = text.split_once('/').map_or((text, None), |(name, key)| (name, Some(key)));
            let has_key = key.is_some_and(|key| !key.is_empty());
            (has_key || key.is_none()) && has_key == of_objects && fault_of_bucket_name(name).is_none() && !owned.contains(&name)
        };
        let mut lengths = BTreeMap::new();
        for class in &found {
            let text = class.text.strip_prefix("arn:aws:s3:::").unwrap();
            prop_assert!(belongs(text), "{} is no witness", text);
            let shortest = lengths.entry(kinds_of_globs(&globs, text)).or_insert(text.len());
            *shortest = (*shortest).min(text.len());
        }
        let tried = by_trying(&texts("a1-/z", 6), belongs, |text| kinds_of_globs(&globs, text));
        for (kind, length) in &tried {
            prop_assert_eq!(lengths.get(kind), Some(length), "{:?}", kind);
        }
        prop_assert!(lengths.iter().all(|(kind, length)| *length > 6 || tried.contains_key(kind)));
    }

    /// The short way for texts finds what the long one finds.
    #[test]
    fn texts_are_kinds_of_their_own(texts in proptest::collection::vec("[0-9]{11,13}|111122223333", 1..4)) {
        let patterns: Vec<Pattern> = texts.iter().map(|text| Pattern::literal(text)).collect();
        let language = Account { own: "111122223333", digits: "8901234567" };
        let kinds = |found: Vec<Class>| -> std::collections::BTreeSet<Vec<bool>> {
            found.into_iter().map(|class| class.fits).collect()
        };
        let (short, long) = (classes(&language, &patterns), classes::of_patterns(&language, &patterns));
        prop_assert_eq!(kinds(short), kinds(long));
    }

    /// The bound on the number of kinds holds.
    #[test]
    fn there_are_no_more_kinds_than_are_told(globs in proptest::collection::vec("[ab*]{0,6}", 0..6)) {
        let patterns: Vec<Pattern> = globs.iter().map(|glob| Pattern::glob(glob)).collect();
        if let Some(most) = is_small(&patterns) {
            prop_assert!(classes(&Suffix, &patterns).len() <= most);
        }
    }
}

fn shortest(owned: &[&str], allow: &str) -> Option<String> {
    let pattern = Pattern::glob(allow);
    let fits_it = |class: &Class| fits(allow.as_bytes(), class.text.as_bytes());
    object_classes(owned, true, &[pattern]).into_iter().find(fits_it).map(|class| class.text)
}

#[test]
fn witnesses_are_the_shortest_names_that_can_exist() {
    for (owned, allow, witness) in [
        (&[][..], "arn:aws:s3:::train-*", Some("arn:aws:s3:::train-a/x")),
        (&[], "*", Some("arn:aws:s3:::aaa/x")),
        (&[], "arn:aws:s3:::train-?/in/*", Some("arn:aws:s3:::train-a/in/")),
        // One's own bucket is none, and its family is.
        (&["train"], "arn:aws:s3:::train/*", None),
        (&["train"], "arn:aws:s3:::train*", Some("arn:aws:s3:::traina/x")),
        (&["train-a", "train-b"], "arn:aws:s3:::train-?/*", Some("arn:aws:s3:::train-c/x")),
        // Names that AWS does not give.
        (&[], "arn:aws:s3:::xn--*", None),
        (&[], "arn:aws:s3:::*-s3alias/*", Some("arn:aws:s3:::aaa/-s3alias/")),
        (&[], "arn:aws:s3:::1.2.3.4/*", None),
        (&[], "arn:aws:s3:::1.2.3.4?/*", Some("arn:aws:s3:::1.2.3.4a/x")),
        (&[], "arn:aws:s3:::a/*", None),
        (&[], "arn:aws:s3:::Train-*", None),
        (&[], "arn:aws:s3:::a..b/*", None),
        (&[], "arn:aws:s3:::a*A", Some("arn:aws:s3:::aaa/A")),
        (&[], "arn:aws:dynamodb:us-east-1:111122223333:table/*", None),
        (
            &[],
            &format!("arn:aws:s3:::{}/*", "a".repeat(63)),
            Some(&format!("arn:aws:s3:::{}/x", "a".repeat(63))),
        ),
        (&[], &format!("arn:aws:s3:::{}/*", "a".repeat(64)), None),
    ] {
        assert_eq!(shortest(owned, allow).as_deref(), witness, "{allow}");
    }
}

#[test]
fn identities_and_accounts_are_never_ones_own() {
    let own = "111122223333";
    let patterns = [
        Pattern::arn("arn:aws:iam::*:role/train-*").unwrap(),
        Pattern::arn_of(&Pattern::literal("444455556666")),
        Pattern::arn_of(&Pattern::literal(own)),
        Pattern::root(),
    ];
    let found = classes(&Identity { own }, &patterns);
    let kinds: Vec<Vec<bool>> = found.iter().map(|class| class.fits.clone()).collect();
    assert!(kinds.iter().all(|kind| !kind[2]), "{found:?}");
    assert!(kinds.contains(&vec![true, true, false, false]));
    assert!(kinds.contains(&vec![false, true, false, true]));
    assert!(!kinds.contains(&vec![true, false, false, true]));
    for class in &found {
        assert!(class.text.starts_with("arn:aws:"), "{class:?}");
        assert_eq!(class.text.split(':').nth(4).unwrap().len(), 12, "{class:?}");
    }
    let all_but_own = classes(&Account { own, digits: "8901234567" }, &[Pattern::glob("1111*")]);
    assert_eq!(all_but_own.len(), 2, "{all_but_own:?}");
    let organizations =
        classes(&Organization { own: Some("o-a1b2c3d4e5") }, &[Pattern::glob("o-a1b2c3d4e5")]);
    assert_eq!(organizations.len(), 1, "{organizations:?}");
}

#[test]
fn what_would_take_too_many_states_is_not_small() {
    let families: Vec<Pattern> =
        (0..40).map(|n| Pattern::glob(&format!("arn:aws:s3:::family-{n}-*"))).collect();
    assert!(is_small(&families).is_some());
    let inside: Vec<Pattern> = (0..12).map(|n| Pattern::glob(&format!("arn:aws:s3:::*word-{n}*"))).collect();
    assert!(is_small(&inside).is_none());
    let single = [Pattern::glob(&format!("arn:aws:s3:::*a{}", "?".repeat(40)))];
    assert!(is_small(&single).is_none());
}
