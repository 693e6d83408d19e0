//! A report about a question, as a file for its authors.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::bank::{Body, Pack, QuestionId};

/// Where the report with this number lies.
#[must_use]
pub fn report_path(home: &Path, question: &QuestionId, number: u32) -> PathBuf {
    // The id comes from a pack and is not trusted with separators.
    let safe = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let name: String = question.0.chars().map(safe).take(100).collect();
    home.join("reports").join(format!("{name}-{number}.toml"))
}

/// One value of the question, as it is and as the learner would have it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    /// The table of the file: the id of an option, step, prompt or response; nothing for the question.
    part: Option<(&'static str, String)>,
    key: &'static str,
    before: Value,
    after: Value,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Text(String),
    Switch(bool),
}

/// What is wrong with a question, in the learner's words and as a sparse edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    question: QuestionId,
    version: u32,
    pack: String,
    pack_version: String,
    /// The first one is the learner's words.
    rows: Vec<Row>,
}

impl Suggestion {
    /// An empty report about a question of this pack.
    #[must_use]
    pub fn new(question: &QuestionId, pack: &Pack) -> Self {
        let found = pack.question(question);
        let mut rows = vec![Row::text(None, "words", "")];
        if let Some(found) = found {
            rows.push(Row::text(None, "stem", &found.stem));
            part_rows(&found.body, &mut rows);
        }
        Self {
            question: question.clone(),
            version: found.map_or(0, |found| found.version),
            pack: pack.id.0.clone(),
            pack_version: pack.version.clone(),
            rows,
        }
    }

    /// How many values there are to change, the learner's words among them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing was said and nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.iter().all(|row| row.before == row.after)
    }

    /// The name of a value.
    #[must_use]
    pub fn name(&self, at: usize) -> String {
        match self.rows.get(at) {
            Some(Row { part: None, key: "words", .. }) => "What is wrong".to_owned(),
            Some(Row { part: None, key, .. }) => (*key).to_owned(),
            Some(Row { part: Some((_, id)), key, .. }) => format!("{id} {key}"),
            None => String::new(),
        }
    }

    /// A value on one line.
    #[must_use]
    pub fn shown(&self, at: usize) -> String {
        match self.rows.get(at) {
            Some(Row { after: Value::Text(text), key: "words", .. }) if text.is_empty() => {
                "(in your own words)".to_owned()
            }
            Some(Row { after: Value::Text(text), .. }) => text.replace('\n', " "),
            Some(Row { after: Value::Switch(on), .. }) => if *on { "yes" } else { "no" }.to_owned(),
            None => String::new(),
        }
    }

    /// Whether the learner changed a value.
    #[must_use]
    pub fn is_changed(&self, at: usize) -> bool {
        self.rows.get(at).is_some_and(|row| row.before != row.after)
    }

    /// The text of a value; nothing when it is a switch.
    #[must_use]
    pub fn text(&self, at: usize) -> Option<&str> {
        match self.rows.get(at) {
            Some(Row { after: Value::Text(text), .. }) => Some(text),
            _ => None,
        }
    }

    /// Gives a value another text.
    pub fn set(&mut self, at: usize, text: &str) {
        if let Some(Row { after: Value::Text(after), .. }) = self.rows.get_mut(at) {
            text.clone_into(after);
        }
    }

    /// Throws a switch.
    pub fn toggle(&mut self, at: usize) {
        if let Some(Row { after: Value::Switch(on), .. }) = self.rows.get_mut(at) {
            *on = !*on;
        }
    }

    /// The learner's words.
    #[must_use]
    pub fn words(&self) -> &str {
        self.text(0).unwrap_or_default()
    }

    /// The file.
    #[must_use]
    pub fn to_toml(&self, now_millis: i64) -> String {
        let day = Timestamp::from_millisecond(now_millis).unwrap_or_default().strftime("%Y-%m-%d");
        let mut text = format!(
            "# A report about a question. Nothing was sent: give this file to the authors of the pack.\n\
             # `[edit]` holds only what the learner would change.\n\
             format_version = 1\n\
             question = {}\nversion = {}\npack = {}\npack_version = {}\nreported_on = \"{day}\"\nwords = {}\n",
            quoted(&self.question.0),
            self.version,
            quoted(&self.pack),
            quoted(&self.pack_version),
            quoted(self.words()),
        );
        let mut table = None;
        for row in self.rows.iter().skip(1).filter(|row| row.before != row.after) {
            if table != Some(&row.part) {
                text.push_str(&head_of(row.part.as_ref()));
                table = Some(&row.part);
            }
            text.push_str(&row.line());
        }
        text
    }
}

fn head_of(part: Option<&(&'static str, String)>) -> String {
    match part {
        None => "\n[edit]\n".to_owned(),
        Some((kind, id)) => format!("\n[[edit.{kind}]]\nid = {}\n", quoted(id)),
    }
}

impl Row {
    fn text(part: Option<(&'static str, &str)>, key: &'static str, text: &str) -> Self {
        let value = Value::Text(text.to_owned());
        Self { part: part.map(|(kind, id)| (kind, id.to_owned())), key, before: value.clone(), after: value }
    }

    /// The value as the file spells it.
    fn line(&self) -> String {
        let value = match &self.after {
            Value::Text(text) => quoted(text),
            Value::Switch(on) => on.to_string(),
        };
        format!("{} = {value}\n", self.key)
    }

    fn switch(part: (&'static str, &str), key: &'static str, on: bool) -> Self {
        let part = Some((part.0, part.1.to_owned()));
        Self { part, key, before: Value::Switch(on), after: Value::Switch(on) }
    }
}

fn part_rows(body: &Body, rows: &mut Vec<Row>) {
    match body {
        Body::Choice(choice) => {
            for option in &choice.options {
                let part = ("option", option.id.0.as_str());
                rows.push(Row::text(Some(part), "text", &option.text));
                rows.push(Row::switch(part, "correct", option.correct));
                rows.push(Row::text(Some(part), "why", &option.why));
            }
        }
        Body::Ordering(ordering) => {
            let order: Vec<&str> = ordering.steps.iter().map(|step| step.id.0.as_str()).collect();
            rows.push(Row::text(None, "order", &order.join(" ")));
            for step in &ordering.steps {
                let part = ("step", step.id.0.as_str());
                rows.push(Row::text(Some(part), "text", &step.text));
                rows.push(Row::text(Some(part), "why", &step.why));
            }
        }
        Body::Matching(matching) => {
            for prompt in &matching.prompts {
                let part = ("prompt", prompt.id.0.as_str());
                rows.push(Row::text(Some(part), "text", &prompt.text));
                rows.push(Row::text(Some(part), "answer", &prompt.answer.0));
                rows.push(Row::text(Some(part), "why", &prompt.why));
            }
            for response in &matching.responses {
                rows.push(Row::text(Some(("response", &response.id.0)), "text", &response.text));
            }
        }
        Body::Reflection(reflection) => {
            rows.push(Row::text(None, "model_answer", &reflection.model_answer));
            for criterion in &reflection.criteria {
                rows.push(Row::text(Some(("criterion", &criterion.id.0)), "text", &criterion.text));
            }
        }
    }
}

/// A TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
