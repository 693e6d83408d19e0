//! Takes the keys of a TOML table one by one, and reports what is missing, mistyped or left over.

use std::cell::RefCell;
use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diag::{Code, Diagnostic, SourceId, Sources, Span, did_you_mean};
use crate::pack::code;

/// What a text must be, in messages.
const STRING: &str = "a string";

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pack) struct At<T> {
    pub value: T,
    pub span: Span,
}

/// Everything found wrong so far in one source.
#[derive(Debug)]
pub(in crate::pack) struct Problems {
    source: SourceId,
    care: Care,
    found: RefCell<Vec<Diagnostic>>,
}

/// How closely a text is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pack) enum Care {
    /// Everything is judged.
    Full,
    /// What was judged before the program was built is only read.
    Trusting,
}

impl Problems {
    pub(in crate::pack) fn new(source: SourceId) -> Self {
        Self::with_care(source, Care::Full)
    }

    pub(in crate::pack) fn with_care(source: SourceId, care: Care) -> Self {
        Self { source, care, found: RefCell::new(Vec::new()) }
    }

    /// How closely the source is looked at.
    pub(in crate::pack) fn care(&self) -> Care {
        self.care
    }

    pub(in crate::pack) fn source(&self) -> SourceId {
        self.source
    }

    /// An error at `span` of this source.
    pub(in crate::pack) fn error(&self, code: Code, message: impl Into<String>, span: &Span) {
        self.add(Diagnostic::error(code, message, self.source, span.clone()));
    }

    /// A warning at `span` of this source.
    pub(in crate::pack) fn warning(&self, code: Code, message: impl Into<String>, span: &Span) {
        self.add(Diagnostic::warning(code, message, self.source, span.clone()));
    }

    pub(in crate::pack) fn add(&self, diagnostic: Diagnostic) {
        self.found.borrow_mut().push(diagnostic);
    }

    /// How many there are so far.
    pub(in crate::pack) fn count(&self) -> usize {
        self.found.borrow().len()
    }

    pub(in crate::pack) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.found.into_inner()
    }
}

/// Reads the text of the problems' source as TOML, as far as it goes.
pub(in crate::pack) fn parse<'s>(sources: &'s Sources, problems: &Problems) -> Spanned<DeTable<'s>> {
    let text = &sources.get(problems.source).text;
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let message = error.message().lines().collect::<Vec<_>>().join(", ");
        problems.error(code::SYNTAX, message, &span);
    }
    table
}

/// One table whose keys are being taken.
#[derive(Debug)]
pub(in crate::pack) struct Fields<'a> {
    table: &'a DeTable<'a>,
    span: Span,
    /// What the table is, for messages: `question`, `subnet`.
    noun: &'static str,
    problems: &'a Problems,
    asked: RefCell<BTreeSet<&'static str>>,
    /// Keys that are none, the key that is probably meant, and what to do instead.
    hints: RefCell<Vec<(&'static str, Option<&'static str>, &'static str)>>,
}

impl<'a> Fields<'a> {
    /// The keys of a whole file.
    pub(in crate::pack) fn of_file(
        table: &'a Spanned<DeTable<'a>>,
        noun: &'static str,
        problems: &'a Problems,
    ) -> Self {
        // A missing key of the file has no place: the beginning stands for it.
        Self::new(table.get_ref(), 0..0, noun, problems)
    }

    fn new(table: &'a DeTable<'a>, span: Span, noun: &'static str, problems: &'a Problems) -> Self {
        Self { table, span, noun, problems, asked: RefCell::default(), hints: RefCell::default() }
    }

    fn of_value(value: &'a Spanned<DeValue<'a>>, noun: &'static str, problems: &'a Problems) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(table) => Some(Self::new(table, value.span(), noun, problems)),
            other => {
                problems.error(
                    code::WRONG_TYPE,
                    format!("{noun} must be a table, not {}", type_name(other)),
                    &value.span(),
                );
                None
            }
        }
    }

    /// Where the table begins.
    pub(in crate::pack) fn span(&self) -> &Span {
        &self.span
    }

    pub(in crate::pack) fn problems(&self) -> &'a Problems {
        self.problems
    }

    /// Whether the key stands there, whatever its value.
    pub(in crate::pack) fn has(&self, key: &'static str) -> bool {
        self.value(key).is_some()
    }

    /// Whether the key stands there; asks for it only then, so that it is not proposed.
    pub(in crate::pack) fn stands(&self, key: &'static str) -> bool {
        self.table.contains_key(key) && self.has(key)
    }

    /// Where the key's value stands, or else the table.
    pub(in crate::pack) fn span_of(&self, key: &'static str) -> Span {
        self.value(key).map_or_else(|| self.span.clone(), Spanned::span)
    }

    fn value(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().insert(key);
        self.table.get(key)
    }

    fn mistyped<T>(&self, key: &str, wanted: &str, found: &Spanned<DeValue<'_>>) -> Option<T> {
        let message = format!("`{key}` must be {wanted}, not {}", type_name(found.get_ref()));
        let diagnostic = Diagnostic::error(code::WRONG_TYPE, message, self.problems.source, found.span());
        self.problems.add(match found.get_ref() {
            DeValue::Integer(number) if wanted == STRING => {
                diagnostic.help(format!("write it in quotes: `\"{number}\"`"))
            }
            _ => diagnostic,
        });
        None
    }

    /// Reports that `key` is missing.
    pub(in crate::pack) fn missing(&self, key: &str) {
        let diagnostic = Diagnostic::error(
            code::MISSING_KEY,
            format!("{} has no `{key}`", self.noun),
            self.problems.source,
            self.span.clone(),
        );
        self.problems.add(diagnostic.help(format!("add `{key} = ...`")));
    }

    /// A string.
    pub(in crate::pack) fn text(&self, key: &'static str) -> Option<At<String>> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::String(text) => Some(At { value: text.clone().into_owned(), span: value.span() }),
            _ => self.mistyped(key, STRING, value),
        }
    }

    /// A string that must be there and say something; reported and empty otherwise.
    pub(in crate::pack) fn need_text(&self, key: &'static str) -> At<String> {
        let nothing = At { value: String::new(), span: self.span_of(key) };
        if !self.has(key) {
            self.missing(key);
            return nothing;
        }
        let found = self.text(key).unwrap_or(nothing);
        if found.value.trim().is_empty()
            && matches!(self.value(key).map(Spanned::get_ref), Some(DeValue::String(_)))
        {
            self.problems.error(code::EMPTY_VALUE, format!("`{key}` is empty"), &found.span);
        }
        found
    }

    /// A whole number.
    pub(in crate::pack) fn integer(&self, key: &'static str) -> Option<At<i64>> {
        let value = self.value(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(digits) => i64::from_str_radix(digits.as_str(), digits.radix()).ok(),
            _ => return self.mistyped(key, "a whole number", value),
        };
        if number.is_none() {
            self.problems.error(code::OUT_OF_RANGE, format!("`{key}` is too large"), &value.span());
        }
        Some(At { value: number?, span: value.span() })
    }

    /// Whether the key stands there with a whole number.
    pub(in crate::pack) fn is_integer(&self, key: &'static str) -> bool {
        matches!(self.value(key).map(Spanned::get_ref), Some(DeValue::Integer(_)))
    }

    /// `true` or `false`.
    pub(in crate::pack) fn boolean(&self, key: &'static str) -> Option<At<bool>> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::Boolean(on) => Some(At { value: *on, span: value.span() }),
            _ => self.mistyped(key, "`true` or `false`", value),
        }
    }

    /// A list of strings.
    pub(in crate::pack) fn texts(&self, key: &'static str) -> Option<Vec<At<String>>> {
        let value = self.value(key)?;
        let DeValue::Array(array) = value.get_ref() else {
            return self.mistyped(key, "a list of strings", value);
        };
        let entries = array.iter().filter_map(|entry| match entry.get_ref() {
            DeValue::String(text) => Some(At { value: text.clone().into_owned(), span: entry.span() }),
            _ => self.mistyped(key, "a list of strings", entry),
        });
        Some(entries.collect())
    }

    /// A list of tables, be it `[[key]]` or `key = [{ … }]`; empty when absent.
    pub(in crate::pack) fn tables(&self, key: &'static str, noun: &'static str) -> Vec<Self> {
        let Some(value) = self.value(key) else { return Vec::new() };
        match value.get_ref() {
            DeValue::Array(array) => {
                array.iter().filter_map(|entry| Self::of_value(entry, noun, self.problems)).collect()
            }
            DeValue::Table(_) => {
                self.problems.add(
                    Diagnostic::error(
                        code::WRONG_TYPE,
                        format!("`{key}` must be a list of tables, not one table"),
                        self.problems.source,
                        value.span(),
                    )
                    .help(format!("write `[[{key}]]`")),
                );
                Vec::new()
            }
            _ => self.mistyped(key, "a list of tables", value).unwrap_or_default(),
        }
    }

    /// One table.
    pub(in crate::pack) fn table(&self, key: &'static str, noun: &'static str) -> Option<Self> {
        let value = self.value(key)?;
        if let DeValue::Array(array) = value.get_ref() {
            let span = array.get(1).or(array.first()).map_or_else(|| value.span(), Spanned::span);
            self.problems.add(
                Diagnostic::error(
                    code::WRONG_TYPE,
                    format!("`{key}` must be one table, not a list"),
                    self.problems.source,
                    span,
                )
                .help(format!("write `[{key}]`, once")),
            );
            return None;
        }
        Self::of_value(value, noun, self.problems)
    }

    /// Says what to do instead when `key`, which nobody asks for, turns up, and which key is meant.
    pub(in crate::pack) fn hint(&self, key: &'static str, meant: Option<&'static str>, help: &'static str) {
        self.hints.borrow_mut().push((key, meant, help));
    }

    /// Reports every key that nobody asked for. Answers with the keys that were probably meant.
    pub(in crate::pack) fn done(self) -> Vec<&'static str> {
        let asked = self.asked.into_inner();
        let hints = self.hints.into_inner();
        let mut meant = Vec::new();
        for (key, _) in self.table {
            let name = key.get_ref().as_ref();
            if asked.contains(name) {
                continue;
            }
            let diagnostic = Diagnostic::error(
                code::UNKNOWN_KEY,
                format!("{} has no key `{name}`", self.noun),
                self.problems.source,
                key.span(),
            );
            if let Some((_, instead, help)) = hints.iter().find(|(hinted, ..)| *hinted == name) {
                meant.extend(*instead);
                self.problems.add(diagnostic.help(*help));
                continue;
            }
            let near = did_you_mean(name, asked.iter().copied());
            meant.extend(near.and_then(|near| asked.get(near)));
            self.problems.add(match near {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic.help(format!("its keys are {}", quoted(asked.iter().copied()))),
            });
        }
        meant
    }
}

/// `a`, `b`, `c`.
pub(in crate::pack) fn quoted<'t>(words: impl IntoIterator<Item = &'t str>) -> String {
    words.into_iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a fraction",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, decode: impl FnOnce(&Fields<'_>)) -> Vec<(&'static str, String, String)> {
        let mut sources = Sources::default();
        let problems = Problems::new(sources.add("test.toml", text));
        let table = parse(&sources, &problems);
        let fields = Fields::of_file(&table, "test", &problems);
        decode(&fields);
        fields.done();
        let mut found: Vec<_> = problems
            .found
            .borrow()
            .iter()
            .map(|diagnostic| {
                let place = text.get(diagnostic.labels[0].span.clone()).unwrap_or("").to_owned();
                (diagnostic.code.0, place, diagnostic.message.clone())
            })
            .collect();
        found.sort();
        found
    }

    #[test]
    fn missing_mistyped_and_unknown_keys_are_all_reported() {
        let text = "titel = 'x'\ncount = 'two'\n[[part]]\nid = 3\n[[part]]\n";
        let found = read(text, |fields| {
            assert_eq!(fields.need_text("title").value, "");
            assert_eq!(fields.integer("count"), None);
            for part in fields.tables("part", "part") {
                part.need_text("id");
                part.done();
            }
        });
        let expected = [
            ("P101", "", "test has no `title`"),
            ("P101", "[[part]]", "part has no `id`"),
            ("P102", "'two'", "`count` must be a whole number, not a string"),
            ("P102", "3", "`id` must be a string, not a whole number"),
            ("P103", "titel", "test has no key `titel`"),
        ];
        assert_eq!(
            found,
            expected.map(|(code, place, message)| (code, place.to_owned(), message.to_owned()))
        );
    }

    #[test]
    fn a_broken_line_hides_nothing_else() {
        let found = read("a = \nb = 3\nc = nope\n", |fields| {
            assert_eq!(fields.integer("b").map(|b| b.value), Some(3));
            fields.has("a");
            fields.has("c");
        });
        assert_eq!(found.iter().map(|(code, ..)| *code).collect::<Vec<_>>(), ["P100", "P100"]);
    }
}
