//! Which ticks a written answer proposes. The learner decides.

use crate::bank::{PartId, Reflection};

impl Reflection {
    /// Keywords of the criterion or contradiction `id` that stand in `text`, whatever their case and
    /// spacing. A keyword may begin a longer word ("encrypt" is in "encrypted") but not end one.
    #[must_use]
    pub fn matched(&self, id: &PartId, text: &str) -> Vec<&str> {
        let text = normalized(text);
        let criterion = self.criteria.iter().find(|criterion| criterion.id == *id);
        let contradiction = self.contradictions.iter().find(|contradiction| contradiction.id == *id);
        let keywords =
            criterion.map(|c| &c.keywords).into_iter().chain(contradiction.map(|c| &c.keywords)).flatten();
        keywords.filter(|keyword| stands_in(&normalized(keyword), &text)).map(String::as_str).collect()
    }

    /// Whether a tick is proposed for the criterion or contradiction `id`.
    #[must_use]
    pub fn proposes(&self, id: &PartId, text: &str) -> bool {
        !self.matched(id, text).is_empty()
    }

    /// Why a tick is proposed, in words; nothing when it is not.
    #[must_use]
    pub fn because(&self, id: &PartId, text: &str) -> Option<String> {
        let words: Vec<String> = self.matched(id, text).iter().map(|word| format!("`{word}`")).collect();
        (!words.is_empty()).then(|| format!("proposed because you wrote {}", words.join(", ")))
    }
}

fn normalized(text: &str) -> String {
    text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

fn stands_in(keyword: &str, text: &str) -> bool {
    let begins_word = |at: usize| {
        !text.get(..at).and_then(|before| before.chars().next_back()).is_some_and(char::is_alphanumeric)
    };
    !keyword.is_empty() && text.match_indices(keyword).any(|(at, _)| begins_word(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_found_as_words() {
        for (keyword, text, expected) in [
            ("VPC endpoint", "use a vpc\n  Endpoint.", true),
            ("encrypt", "It is encrypted.", true),
            ("NAT", "an alternative", false),
            ("nat", "(NAT gateway)", true),
            ("", "anything", false),
            ("s3", "", false),
        ] {
            assert_eq!(stands_in(&normalized(keyword), &normalized(text)), expected, "{keyword} in {text}");
        }
    }
}
