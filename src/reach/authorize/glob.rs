//! Patterns with `*` (any run of characters) and `?` (any one).

/// Whether `pattern` matches all of `text`.
///
/// Only the last `*` is ever returned to, so the time is at most the product of the lengths.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(c) = text.get(t) {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(q) if *q == '?' || q == c => (p, t) = (p + 1, t + 1),
            _ => {
                let Some((star_p, star_t)) = star else { return false };
                (p, t) = (star_p + 1, star_t + 1);
                star = Some((star_p, star_t + 1));
            }
        }
    }
    pattern.iter().skip(p).all(|rest| *rest == '*')
}

/// Whether two ARNs match, part by part: a `*` does not reach over a colon among the first five.
pub(super) fn arn_matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<_>, Vec<_>) = (pattern.splitn(6, ':').collect(), text.splitn(6, ':').collect());
    pattern.len() == 6
        && text.len() == 6
        && pattern.iter().zip(&text).all(|(pattern, part)| matches(pattern, part))
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
