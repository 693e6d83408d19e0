//! JSON with places: objects keep the order and the repetition of their keys, and every value knows
//! where it stands in the policy text.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::aws::PolicyError;

/// One value of the policy text, not yet looked into.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node<'t> {
    text: &'t str,
    offset: usize,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Value<'t> {
    Object(Vec<Member<'t>>),
    List(Vec<Node<'t>>),
    Text(String),
    /// A number, a truth value or null.
    Other,
}

/// One key of an object with its value.
#[derive(Debug)]
pub(super) struct Member<'t> {
    pub key: String,
    pub offset: usize,
    pub value: Node<'t>,
}

impl<'t> Node<'t> {
    /// The root of a text, when it is JSON.
    ///
    /// # Errors
    /// The syntax error and its place.
    pub fn root(text: &'t str) -> Result<Self, PolicyError> {
        match serde_json::from_str::<IgnoredAny>(text) {
            Ok(_) => Ok(Self { text, offset: 0 }),
            Err(error) => Err(PolicyError {
                offset: Some(offset(text, error.line(), error.column())),
                message: format!("the policy is not JSON: {}", without_place(&error)),
                help: None,
                refused: false,
            }),
        }
    }

    /// Where the value begins.
    pub fn offset(self) -> usize {
        self.offset + (self.text.len() - self.text.trim_start().len())
    }

    /// What the value is.
    pub fn value(self) -> Value<'t> {
        let text = self.text.trim_ascii();
        let read = match text.as_bytes().first() {
            Some(b'{') => serde_json::from_str(text).ok().map(|Members(pairs)| {
                Value::Object(pairs.into_iter().map(|(key, raw)| self.member(key, raw)).collect())
            }),
            Some(b'[') => serde_json::from_str::<Vec<&RawValue>>(text)
                .ok()
                .map(|values| Value::List(values.into_iter().map(|raw| self.child(raw)).collect())),
            Some(b'"') => serde_json::from_str(text).ok().map(Value::Text),
            _ => None,
        };
        read.unwrap_or(Value::Other)
    }

    /// The truth value that stands here, if one does.
    pub fn truth(self) -> Option<bool> {
        match self.text.trim_ascii() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    fn child(self, raw: &'t RawValue) -> Self {
        // The value is a slice of this node's text, so the distance between the two is its place.
        let distance = raw.get().as_ptr().addr() - self.text.as_ptr().addr();
        Self { text: raw.get(), offset: self.offset + distance }
    }

    fn member(self, key: String, raw: &'t RawValue) -> Member<'t> {
        let value = self.child(raw);
        let before = self.text.get(..value.offset - self.offset).unwrap_or_default();
        let at = before.rfind(&format!("\"{key}\"")).map_or(value.offset, |at| self.offset + at);
        Member { key, offset: at, value }
    }
}

/// Key and raw value, in the order of the text.
struct Members<'t>(Vec<(String, &'t RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Members(pairs))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

/// The byte offset of a line and column, both counted from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (before + column.saturating_sub(1)).min(text.len().saturating_sub(1))
}

/// The parser's sentence without the place, which is kept as an offset.
fn without_place(error: &serde_json::Error) -> String {
    let sentence = error.to_string();
    sentence.split(" at line ").next().unwrap_or_default().to_owned()
}
