//! "Did you mean", with a distance limit: when nothing is near, nothing is said.

/// The candidate nearest to `text`, if it is near enough to have been meant.
#[must_use]
pub fn did_you_mean<'a>(text: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A longer text is not a slip of the pen, and the distance is quadratic in it.
    const LONGEST: usize = 80;
    let length = text.chars().count();
    if length > LONGEST {
        return None;
    }
    let limit = (length / 3).clamp(1, 3);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(text, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_the_nearest_and_only_near_ones() {
        assert_eq!(did_you_mean("cidr_blok", ["name", "cidr_block"]), Some("cidr_block"));
        assert_eq!(did_you_mean("policy", ["name", "subnet"]), None);
    }
}
