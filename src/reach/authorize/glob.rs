//! Patterns with `*` (any run of characters) and `?` (any one).

use std::str::Chars;

/// Whether `pattern` matches all of `text`.
///
/// Only the last `*` is ever returned to, so the time is at most the product of the lengths.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    run(pattern, text, |c| c)
}

/// The same for a pattern in lower case and a text in any.
pub(super) fn matches_folded(pattern: &str, text: &str) -> bool {
    run(pattern, text, |c| c.to_ascii_lowercase())
}

fn run(pattern: &str, text: &str, fold: impl Fn(char) -> char) -> bool {
    let (mut pattern, mut text) = (pattern.chars(), text.chars());
    let mut after_star: Option<(Chars<'_>, Chars<'_>)> = None;
    loop {
        let mut rest = pattern.clone();
        match (rest.next(), text.clone().next()) {
            (Some('*'), _) => {
                after_star = Some((rest.clone(), text.clone()));
                pattern = rest;
            }
            (Some(wanted), Some(found)) if wanted == '?' || wanted == fold(found) => {
                pattern = rest;
                text.next();
            }
            (None, None) => return true,
            _ => {
                // The last star takes one character more.
                let Some((after, from)) = &mut after_star else { return false };
                if from.next().is_none() {
                    return false;
                }
                (pattern, text) = (after.clone(), from.clone());
            }
        }
    }
}

/// Whether two ARNs match, part by part: a `*` does not reach over a colon among the first five.
pub(super) fn arn_matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.splitn(6, ':').zip(text.splitn(6, ':'));
    let matched = parts.by_ref().take_while(|(pattern, part)| matches(pattern, part)).count();
    matched == 6
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition, word by word; exponential.
    fn by_definition(pattern: &[u8], text: &[u8]) -> bool {
        match (pattern, text) {
            ([], []) => true,
            ([b'*', rest @ ..], _) if by_definition(rest, text) => true,
            ([b'*', ..], [_, shorter @ ..]) => by_definition(pattern, shorter),
            ([b'?', rest @ ..], [_, shorter @ ..]) => by_definition(rest, shorter),
            ([p, rest @ ..], [t, shorter @ ..]) => p == t && by_definition(rest, shorter),
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn folding_is_matching_in_lower_case(pattern in "[ab*?]{0,7}", text in "[abAB]{0,9}") {
            prop_assert_eq!(matches_folded(&pattern, &text), matches(&pattern, &text.to_ascii_lowercase()));
        }

        #[test]
        fn agrees_with_the_definition(pattern in "[ab*?]{0,7}", text in "[ab]{0,9}") {
            prop_assert_eq!(matches(&pattern, &text), by_definition(pattern.as_bytes(), text.as_bytes()));
        }
    }

    #[test]
    fn stars_of_an_arn_stay_in_their_part() {
        let role = "arn:aws:iam::111122223333:role/a/b";
        assert!(arn_matches("arn:aws:iam::*:role/*", role));
        assert!(!arn_matches("arn:*:role/*", role));
        assert!(!arn_matches("*", role));
    }

    #[test]
    fn many_stars_do_not_explode() {
        assert!(!matches(&format!("{}b", "a*".repeat(2_000)), &"a".repeat(5_000)));
    }
}
