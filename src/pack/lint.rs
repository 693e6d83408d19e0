//! How questions are written: flaws that give the answer away, confuse, or teach nothing.
//!
//! Each rule has the number of the item-writing rule it stands for; see [`crate::pack::CODES`].

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use crate::bank::{ChoiceOption, QuestionKind};
use crate::diag::{Diagnostic, Severity, Span};
use crate::pack::code;
use crate::pack::fields::{At, Fields, Problems};

/// An option and where its parts stand.
#[derive(Debug)]
pub(in crate::pack) struct WrittenOption {
    pub option: ChoiceOption,
    pub span: Span,
    pub text: Span,
    pub why: Span,
}

const SHORTEST_STEM: usize = 8;
const SHORTEST_RATIONALE: usize = 12;
/// The key may be this much longer than the longest distractor, in percent, before it is noticed.
const NOTICEABLY_LONGER: usize = 125;
/// From here on it gives the answer away.
const TELLTALE_LONGER: usize = 160;
/// Words by which the key must be longer, too: in short options percents mean little.
const NOTICEABLE_WORDS: usize = 3;
const SUPERLATIVES: [&str; 3] = ["MOST", "LEAST", "BEST"];

/// Rules about the stem alone.
pub(in crate::pack) fn stem(kind: QuestionKind, stem: &At<String>, problems: &Problems) {
    if stem.value.trim().is_empty() {
        return;
    }
    let count = stem.value.split_whitespace().count();
    if count < SHORTEST_STEM {
        unfocused(
            &format!("the stem is too short: {count} of at least {SHORTEST_STEM} words"),
            "say what is given and what is asked",
            stem,
            problems,
        );
    }
    if !is_choice(kind) {
        return;
    }
    let spoken = words(&stem.value).join(" ");
    let vague = ["following is true", "following is correct", "following are true", "following are correct"]
        .into_iter()
        .chain(["following statements is true", "following statements is correct"])
        .chain(["following statements are true", "following statements are correct"])
        .find(|phrase| spoken.contains(phrase));
    if let Some(phrase) = vague {
        unfocused(&format!("\"{phrase}\" asks nothing in particular"), "ask for one thing", stem, problems);
    } else if !stem.value.contains('?')
        && superlative(&stem.value).is_none()
        && !stem.value.contains("(Select ")
    {
        unfocused("the stem has no question", "end it in a question sentence", stem, problems);
    }
}

fn unfocused(message: &str, help: &str, stem: &At<String>, problems: &Problems) {
    let diagnostic = Diagnostic::error(code::UNFOCUSED, message, problems.source(), stem.span.clone());
    problems.add(diagnostic.help(help));
}

fn is_choice(kind: QuestionKind) -> bool {
    matches!(kind, QuestionKind::MultipleChoice | QuestionKind::MultipleResponse | QuestionKind::Symptom)
}

/// Rules about a question with options.
pub(in crate::pack) fn choice(
    kind: QuestionKind,
    stem: &At<String>,
    criterion: Option<&At<String>>,
    options: &[WrittenOption],
    fields: &Fields<'_>,
) {
    let problems = fields.problems();
    counts(kind, options, fields);
    selection(kind, stem, options, problems);
    competition(stem, criterion, options, problems);
    key_longest(options, problems);
    position_words("the stem", &stem.value, &stem.span, problems);
    for written in options {
        option(written, problems);
    }
}

/// An error unless there are as many `parts` as `range` says.
pub(in crate::pack) fn part_count(
    parts: &str,
    count: usize,
    range: RangeInclusive<usize>,
    fields: &Fields<'_>,
) {
    if !range.contains(&count) {
        let message = format!("there are {count} {parts}, not {} to {}", range.start(), range.end());
        fields.problems().error(code::OPTION_COUNT, message, fields.span());
    }
}

fn counts(kind: QuestionKind, options: &[WrittenOption], fields: &Fields<'_>) {
    let several = kind == QuestionKind::MultipleResponse;
    part_count("options", options.len(), if several { 5..=6 } else { 3..=5 }, fields);
    let keys = keys(options).count();
    let wanted = if several { 2..=3 } else { 1..=1 };
    if !wanted.contains(&keys) && !options.is_empty() {
        let message = format!("{keys} options are right");
        let diagnostic =
            Diagnostic::error(code::OPTION_COUNT, message, fields.problems().source(), fields.span().clone());
        fields.problems().add(diagnostic.help(if several {
            "mark two or three with `correct = true`"
        } else {
            "mark exactly one with `correct = true`"
        }));
    }
}

fn keys(options: &[WrittenOption]) -> impl Iterator<Item = &WrittenOption> {
    options.iter().filter(|written| written.option.correct)
}

/// "(Select TWO.)" must agree with the number of right options.
fn selection(kind: QuestionKind, stem: &At<String>, options: &[WrittenOption], problems: &Problems) {
    let wanted = match (kind, keys(options).count()) {
        (QuestionKind::MultipleResponse, 2) => Some("(Select TWO.)"),
        (QuestionKind::MultipleResponse, 3) => Some("(Select THREE.)"),
        (QuestionKind::MultipleResponse, _) => return,
        _ => None,
    };
    let text = stem.value.trim_end();
    let message = match wanted {
        Some(phrase) if !text.ends_with(phrase) => format!("the stem must end in \"{phrase}\""),
        None if text.contains("(Select ") => "the stem asks to select several of one right option".to_owned(),
        _ => return,
    };
    problems.error(code::OPTION_COUNT, message, &stem.span);
}

fn superlative(stem: &str) -> Option<&'static str> {
    SUPERLATIVES
        .into_iter()
        .find(|wanted| stem.split(|c: char| !c.is_alphanumeric()).any(|word| word == *wanted))
}

/// L27: a superlative needs a measure, and a distractor that works too.
fn competition(
    stem: &At<String>,
    criterion: Option<&At<String>>,
    options: &[WrittenOption],
    problems: &Problems,
) {
    match (superlative(&stem.value), criterion) {
        (Some(word), None) => {
            let message = format!("the stem says {word} but nothing says by what measure");
            let diagnostic =
                Diagnostic::error(code::NO_COMPETITION, message, problems.source(), stem.span.clone());
            problems.add(diagnostic.help("add `criterion = ...`, such as \"monthly charge\""));
        }
        (Some(word), Some(_)) if !options.iter().any(|one| one.option.workable && !one.option.correct) => {
            let message = format!("the stem says {word} but no wrong option is `workable`");
            let diagnostic =
                Diagnostic::error(code::NO_COMPETITION, message, problems.source(), stem.span.clone());
            problems
                .add(diagnostic.help("mark wrong options that meet the hard constraints `workable = true`"));
        }
        (None, Some(criterion)) => problems.warning(
            code::NO_COMPETITION,
            "a criterion without MOST, LEAST or BEST in the stem",
            &criterion.span,
        ),
        _ => {}
    }
}

/// L01, for questions with one right option.
fn key_longest(options: &[WrittenOption], problems: &Problems) {
    let mut keys = keys(options);
    let (Some(key), None) = (keys.next(), keys.next()) else { return };
    let distractors = || options.iter().filter(|written| !written.option.correct);
    let longest = distractors().map(|one| shown_length(&one.option.text)).max().unwrap_or(0);
    let most_words = distractors().map(|one| words(&one.option.text).len()).max().unwrap_or(0);
    let length = shown_length(&key.option.text);
    let percent = (length * 100).checked_div(longest).unwrap_or(0);
    if percent <= NOTICEABLY_LONGER || words(&key.option.text).len() < most_words + NOTICEABLE_WORDS {
        return;
    }
    let severity = if percent > TELLTALE_LONGER { Severity::Error } else { Severity::Warning };
    let message = format!("the right option has {length} characters, the longest wrong one {longest}");
    let diagnostic = Diagnostic::error(code::KEY_LONGEST, message, problems.source(), key.text.clone());
    problems.add(Diagnostic { severity, ..diagnostic }.help("bring the lengths together"));
}

/// Characters without the marks of Markdown.
fn shown_length(text: &str) -> usize {
    text.trim().chars().filter(|c| !matches!(c, '`' | '*' | '_')).count()
}

fn option(written: &WrittenOption, problems: &Problems) {
    let option = &written.option;
    above(written, problems);
    k_type(written, problems);
    position_words("the option", &option.text, &written.text, problems);
    position_words("the rationale", &option.why, &written.why, problems);
    rationale(written, problems);
    belief(written, problems);
}

/// L20.
fn above(written: &WrittenOption, problems: &Problems) {
    let spoken = words(&written.option.text);
    let found = spoken.windows(3).any(|three| {
        matches!(three, [who, of, what]
            if matches!(who.as_str(), "all" | "none" | "both" | "neither" | "any")
                && of == "of"
                && matches!(what.as_str(), "the" | "above" | "these" | "those"))
    }) && spoken.iter().any(|word| {
        matches!(word.as_str(), "above" | "these" | "those" | "following" | "options" | "answers")
    });
    if found {
        problems.error(code::ABOVE, "the option speaks of all the options", &written.text);
    }
}

/// L21: "A and C", "1, 2 and 4".
fn k_type(written: &WrittenOption, problems: &Problems) {
    let labels: Vec<String> = words(&written.option.text)
        .into_iter()
        .filter(|word| !matches!(word.as_str(), "and" | "or" | "both" | "only" | "either"))
        .collect();
    let all_labels = labels.iter().all(|label| {
        label.len() == 1 && label.chars().all(|c| c.is_ascii_digit() || ('a'..='h').contains(&c))
    });
    if labels.len() >= 2 && all_labels {
        problems.error(code::K_TYPE, "the option combines other options", &written.text);
    }
}

/// L15: options are shuffled.
fn position_words(place: &str, text: &str, span: &Span, problems: &Problems) {
    let tokens: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let named = tokens.windows(2).find_map(|pair| {
        let &[first, second] = pair else { return None };
        let noun = |word: &str| {
            matches!(word.to_lowercase().as_str(), "option" | "options" | "answer" | "answers" | "choice")
        };
        let letter = second.len() == 1 && second.chars().all(|c| ('A'..='H').contains(&c));
        let ordinal = matches!(
            first.to_lowercase().as_str(),
            "first" | "second" | "third" | "fourth" | "fifth" | "last" | "previous" | "next" | "preceding"
        );
        // "The last choice" is an idiom, "the last option" is not.
        let option = noun(second) && !second.eq_ignore_ascii_case("choice");
        (noun(first) && letter || ordinal && option).then(|| format!("{first} {second}"))
    });
    if let Some(named) = named {
        let message = format!("{place} speaks of \"{named}\", but options are shuffled");
        let diagnostic = Diagnostic::error(code::POSITION_WORDS, message, problems.source(), span.clone());
        problems.add(diagnostic.help("say what the option says"));
    }
}

/// L40.
fn rationale(written: &WrittenOption, problems: &Problems) {
    let ChoiceOption { text, why, .. } = &written.option;
    let reason = words(why);
    if reason.is_empty() {
        return;
    }
    let message = if reason.len() < SHORTEST_RATIONALE {
        format!("the rationale is too short: {} of at least {SHORTEST_RATIONALE} words", reason.len())
    } else if restates(&words(text), &reason) {
        "the rationale only repeats the option".to_owned()
    } else {
        return;
    };
    let diagnostic = Diagnostic::error(code::THIN_RATIONALE, message, problems.source(), written.why.clone());
    problems.add(diagnostic.help("say by which mechanism it is right, or why it fails here"));
}

/// Whether four fifths of all words are in both.
fn restates(one: &[String], other: &[String]) -> bool {
    let (one, other): (BTreeSet<_>, BTreeSet<_>) = (one.iter().collect(), other.iter().collect());
    let (shared, all) = (one.intersection(&other).count(), one.union(&other).count());
    shared * 5 >= all * 4
}

/// L41.
fn belief(written: &WrittenOption, problems: &Problems) {
    let option = &written.option;
    match (option.correct, &option.misconception, &option.right_when) {
        (true, None, None) | (false, Some(_), Some(_)) => {}
        (true, ..) => problems.error(
            code::NO_MISCONCEPTION,
            "a right option has neither `misconception` nor `right_when`",
            &written.span,
        ),
        (false, None, _) => {
            let message = format!("wrong option `{}` stands for no misconception", option.id);
            let diagnostic =
                Diagnostic::error(code::NO_MISCONCEPTION, message, problems.source(), written.span.clone());
            problems.add(diagnostic.help("name the belief that makes it tempting: `misconception = ...`"));
        }
        (false, Some(_), None) => {
            let message = format!("wrong option `{}` does not say when it would be right", option.id);
            problems.warning(code::NO_MISCONCEPTION, message, &written.span);
        }
    }
}

/// A warning that a part of `fields` stands for no misconception.
pub(in crate::pack) fn no_misconception(message: &str, fields: &Fields<'_>) {
    fields.problems().warning(code::NO_MISCONCEPTION, message, fields.span());
}

/// Lower-cased words.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::PartId;
    use crate::diag::Sources;

    /// Codes about one wrong option with this text and this rationale.
    fn codes(text: &str, why: &str) -> Vec<&'static str> {
        let problems = Problems::new(Sources::default().add("test", ""));
        option(
            &WrittenOption {
                option: ChoiceOption {
                    id: PartId("option".to_owned()),
                    text: text.to_owned(),
                    correct: false,
                    why: why.to_owned(),
                    right_when: Some("Elsewhere.".to_owned()),
                    misconception: Some("belief".to_owned()),
                    workable: false,
                },
                span: 0..0,
                text: 0..0,
                why: 0..0,
            },
            &problems,
        );
        problems.into_diagnostics().iter().map(|found| found.code.0).collect()
    }

    const REASON: &str = "The route table of the subnet decides this, and it has no route to the service.";

    #[test]
    fn honest_texts_that_come_near_a_flaw_pass() {
        for text in [
            "Option groups of the database",
            "The option a builder leaves unset",
            "A NAT gateway as the last choice",
            "All of the subnets of the job",
            "None of its packets leave the VPC",
            "Ports 443 and 6443",
            "2 instances and 4 subnets",
            "Vitamin A and C research data",
            "The policy above the bucket's own",
        ] {
            assert_eq!(codes(text, REASON), [""; 0], "{text}");
        }
    }

    #[test]
    fn flaws_are_seen_in_any_spelling() {
        for (text, code) in [
            ("None of the above", "L20"),
            ("All of the following options", "L20"),
            ("both of these", "L20"),
            ("A and C", "L21"),
            ("1, 2 and 4", "L21"),
            ("Both B and D only", "L21"),
            ("What Option B says", "L15"),
            ("The third answer, but with NAT", "L15"),
        ] {
            assert_eq!(codes(text, REASON), [code], "{text}");
        }
        assert_eq!(codes("A NAT gateway", "Incorrect."), ["L40"]);
        assert_eq!(codes("A NAT gateway", &format!("{REASON} Choice D has one.")), ["L15"]);
    }
}
