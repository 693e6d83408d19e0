//! The name that was probably meant, as a sentence.

use crate::diag;

/// `did you mean …?`, when some candidate is near.
pub(in crate::aws) fn did_you_mean<'a>(
    text: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    diag::did_you_mean(text, candidates).map(|near| format!("did you mean `{near}`?"))
}
