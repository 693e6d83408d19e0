//! Names of general purpose buckets (S3 User Guide, "Bucket naming rules").

/// Fewest and most characters.
pub(in crate::aws) const LENGTHS: std::ops::RangeInclusive<usize> = 3..=63;
pub(in crate::aws) const RESERVED_STARTS: [&str; 3] = ["xn--", "sthree-", "amzn-s3-demo-"];
pub(in crate::aws) const RESERVED_ENDS: [&str; 5] = ["-s3alias", "--ol-s3", "--x-s3", "--table-s3", ".mrap"];

/// What breaks the rules, as the end of a sentence.
pub(in crate::aws) fn fault_of_bucket_name(name: &str) -> Option<&'static str> {
    let ends_well = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    Some(match name {
        _ if !LENGTHS.contains(&name.len()) => "has fewer than 3 or more than 63 characters",
        _ if name.bytes().any(|b| b.is_ascii_uppercase()) => "has upper-case letters",
        _ if name.contains('_') => "has an underscore",
        _ if !ends_well(name.chars().next()) || !ends_well(name.chars().last()) => {
            "does not begin and end with a letter or digit"
        }
        _ if !name.chars().all(known) => "has a character that bucket names do not know",
        _ if name.contains("..") => "has two dots in a row",
        _ if looks_like_an_address(name) => "looks like an IP address",
        _ if RESERVED_STARTS.iter().any(|start| name.starts_with(start)) => "begins with a reserved prefix",
        _ if RESERVED_ENDS.iter().any(|end| name.ends_with(end)) => "ends with a reserved suffix",
        _ => return None,
    })
}

/// Four groups of one to three digits.
fn looks_like_an_address(name: &str) -> bool {
    let group = |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    name.split('.').count() == 4 && name.split('.').all(group)
}
