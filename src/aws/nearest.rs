//! The name that was probably meant.

/// The candidate nearest to `text`, if it is near enough to have been meant.
pub(in crate::aws) fn nearest<'a>(
    text: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
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

/// `did you mean …?`, when some candidate is near.
pub(in crate::aws) fn did_you_mean<'a>(
    text: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(text, candidates).map(|near| format!("did you mean `{near}`?"))
}
