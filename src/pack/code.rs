//! Every code that reading a text can report: stable, so that searches and waivers keep working.

use crate::diag::Code;

/// A code, what it means, and what usually helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeEntry {
    pub code: Code,
    pub meaning: &'static str,
    pub help: &'static str,
}

macro_rules! codes {
    ($($name:ident = $code:literal, $meaning:literal, $help:literal;)*) => {
        $(
            #[doc = concat!($code, ": ", $meaning, ".")]
            pub(in crate::pack) const $name: Code = Code($code);
        )*

        /// Every code.
        pub const CODES: &[CodeEntry] = &[
            $(CodeEntry { code: $name, meaning: $meaning, help: $help },)*
        ];
    };
}

codes! {
    // Files.
    NO_PACK_FILE = "P001", "the folder has no `pack.toml`", "a pack is a folder with a `pack.toml`";
    UNREADABLE = "P002", "a file or folder cannot be read", "check that it exists and that you may read it";
    NOT_UTF8 = "P003", "a file is not UTF-8 text", "save it as UTF-8";
    TOO_LARGE = "P004", "a file or the whole pack is too large", "a file may have 4 MiB, a pack 10,000 files";
    OUTSIDE = "P005", "a link leaves the pack", "a pack holds all its files itself";
    UNKNOWN_FILE = "P006", "a file is in a place where nothing is read", "questions/, lessons/ and labs/ID/ are read";
    UNUSED_DESIGN = "P007", "a design is named by no lab", "name it in `references` or in a `[[wrong_design]]`";
    // Text to values.
    SYNTAX = "P100", "the text is not TOML", "see https://toml.io for the grammar";
    MISSING_KEY = "P101", "a key that is needed is missing", "add it";
    WRONG_TYPE = "P102", "a value has the wrong type", "see the pack format in content/README.md";
    UNKNOWN_KEY = "P103", "a key is not known", "see the pack format in content/README.md";
    EMPTY_VALUE = "P104", "a value is empty", "write something, or leave the key out";
    UNKNOWN_WORD = "P105", "a word is not one of those allowed", "use one of the words listed";
    OUT_OF_RANGE = "P106", "a number is out of its range", "use a number in the range";
    BAD_ID = "P107", "an id is malformed", "lower-case words joined by hyphens";
    BAD_DATE = "P108", "a date is malformed", "write YYYY-MM-DD";
    BAD_FILE_NAME = "P109", "a design is not a plain file name", "designs lie beside their `lab.toml`";
    NEWER_FORMAT = "P110", "the pack has a format this program does not read", "this program reads format 1";
    // What belongs together.
    DUPLICATE_ID = "P201", "an id is used twice", "ids are unique within their kind";
    DANGLING = "P202", "a name stands for nothing", "name something that exists";
    NOT_OF_THIS_KIND = "P203", "a key belongs to another kind of question", "remove the key, or change the kind";
    SMALL_CASE = "P204", "a case study has fewer than two questions", "give it a second one, or none";
    EMPTY_PACK = "P205", "the pack has nothing to learn", "add a question, a lesson or a lab";
    WEIGHTS = "P206", "the weights of the objectives do not add up to 100", "weights are percent of a form";
    BAD_REQUIREMENT = "P207", "an objective must have exactly one requirement", "one of `must_reach`, `must_not_reach`, `must_avoid`, `must_be_set`, `at_most`";
    BAD_QUERY = "P208", "a question to the engine is malformed", "`from` and `to` as `trapline reach` takes them";
    NO_OBJECTIVE = "P209", "a lab has no objective", "without an objective nothing is graded";
    UNUSED_OBJECTIVE = "P210", "a learning objective has no question", "write one, or drop the objective";
    BAD_CHOICE = "P211", "a choice is for no field, or has a value that the field does not take", "name an element of a design and one of its fields";
    // Configurations.
    INVALID = "C001", "a value breaks a rule of AWS", "follow the help at the value";
    NOT_COVERED = "C002", "AWS has this, but the model does not cover it", "do without it: what is left out could change every verdict";
    SECOND_WORKLOAD = "C003", "a second workload", "a configuration has one `[training_job]`, `[processing_job]` or `[model]`";
    POLICY = "C004", "a policy is malformed", "policies are JSON documents with `Version` and `Statement`";
    MORE = "C005", "more was found than is shown", "mend what is shown first";
    CHANGED_SURROUNDINGS = "C006", "a design changes what its lab fixes", "leave the section out, and the lab's own is taken";
    // How items are written (bank lint).
    KEY_LONGEST = "L01", "the right option is conspicuously the longest", "bring the lengths together";
    POSITION_WORDS = "L15", "a text speaks of an option by letter or position", "options are shuffled: name what it says";
    ABOVE = "L20", "an option is \"all\" or \"none of the above\"", "write a real option";
    K_TYPE = "L21", "an option combines other options", "make it a multiple response";
    UNFOCUSED = "L23", "the stem does not ask a focused question", "ask one question that can be answered without the options";
    NO_COMPETITION = "L27", "a superlative without competition", "give `criterion`, and mark at least two options `workable`";
    OPTION_COUNT = "L30", "the number of options, or of right ones, does not fit the kind", "3 to 5 options with one right; multiple response 5 or 6 with two or three right; 3 to 5 steps; 3 to 7 prompts";
    THIN_RATIONALE = "L40", "a rationale is too short", "at least twelve words, with the mechanism";
    NO_MISCONCEPTION = "L41", "a wrong option without the belief behind it", "name a `misconception`, and say when it would be right";
    PROVENANCE = "L42", "a source is missing or not official", "https pages of docs.aws.amazon.com, aws.amazon.com, repost.aws, hhs.gov, github.com/aws";
}

impl CodeEntry {
    /// The entry of this code.
    #[must_use]
    pub fn of(code: Code) -> Option<&'static Self> {
        CODES.iter().find(|entry| entry.code == code)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_explained() {
        let mut seen = BTreeSet::new();
        for CodeEntry { code, meaning, help } in CODES {
            assert!(seen.insert(code.0), "{} stands twice", code.0);
            assert!(!meaning.is_empty() && !help.is_empty(), "{}", code.0);
            assert!(!meaning.ends_with('.') && !help.ends_with('.'), "{}", code.0);
        }
    }
}
