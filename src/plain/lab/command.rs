//! The command language: a verb, then a place, then a value.
//!
//! A place is `SECTION NAME FIELD`, or `SECTION FIELD` for the sections that stand once. Spaces and
//! dots between section and field are the same; an element's number in `list` does for its name.

use crate::aws::form::{self, Edit};
use crate::aws::{ConfigDraft, Place, ResourceKind};
use crate::diag::did_you_mean;

/// One line, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    Help,
    Story,
    Tasks,
    List,
    Show {
        resource: ResourceKind,
        index: usize,
    },
    Options {
        at: Place,
    },
    Change(Edit),
    /// A policy: its lines follow.
    Write {
        at: Place,
    },
    Undo,
    Redo,
    Reset,
    Errors,
    Grade,
    Hint,
    /// A question on what failed.
    Question,
    /// Evidence of an objective, counted from 0.
    Evidence(usize),
    Save(Option<String>),
    Load(String),
    Quit,
}

/// Verb, arguments, meaning: the one table behind help.
pub(super) const VERBS: &[(&str, &str, &str)] = &[
    ("story", "", "what is wanted"),
    ("tasks", "", "the objectives, met or not"),
    ("list", "", "every section and its elements"),
    ("show", "SECTION [NAME]", "the fields of an element"),
    ("options", "SECTION [NAME] FIELD", "what a field means and which values fit"),
    ("set", "SECTION [NAME] FIELD VALUE", "gives a field a value; without a value, lines of text follow"),
    ("clear", "SECTION [NAME] FIELD", "puts a field back to its default, or removes a rule such as egress.2"),
    ("add", "SECTION [NAME]", "a new element"),
    ("remove", "SECTION [NAME]", "removes an element"),
    ("rename", "SECTION NAME NEW", "renames it everywhere"),
    ("rule", "SECTION NAME FIELD RULE", "adds a rule, a route or an entry to a list"),
    ("undo", "", "takes the last change back"),
    ("redo", "", "makes it again"),
    ("reset", "", "back to the start; undo helps"),
    ("errors", "", "what is wrong with the configuration"),
    ("grade", "", "hands the design in"),
    ("hint", "", "where to look; once more, what to do"),
    ("question", "", "asks you a question on what failed in the last grade"),
    ("evidence", "N", "why objective N is met or not"),
    ("save", "[FILE]", "writes the configuration"),
    ("load", "FILE", "reads a configuration"),
    ("quit", "", "leaves; the design is kept as it is"),
];

/// Reads a command against the draft it is about.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub(super) fn read(line: &str, draft: &ConfigDraft) -> Result<Command, String> {
    let (verb, rest) = word(line);
    match verb {
        "?" | "help" => Ok(Command::Help),
        "story" => Ok(Command::Story),
        "tasks" => Ok(Command::Tasks),
        "list" => Ok(Command::List),
        "show" => element(rest, draft).map(|(resource, index, _)| Command::Show { resource, index }),
        "options" => place(rest, draft).map(|(at, _)| Command::Options { at }),
        "set" => set(rest, draft),
        "clear" => place(rest, draft).map(|(at, _)| Command::Change(Edit::Clear { at })),
        "add" => add(rest, draft),
        "remove" => element(rest, draft)
            .map(|(resource, index, _)| Command::Change(Edit::RemoveElement { resource, index })),
        "rename" => rename(rest, draft),
        "rule" | "route" | "entry" => {
            let (at, text) = place(rest, draft)?;
            Ok(Command::Change(Edit::AddEntry { at, text: text.to_owned() }))
        }
        "undo" | "u" => Ok(Command::Undo),
        "redo" => Ok(Command::Redo),
        "reset" => Ok(Command::Reset),
        "errors" => Ok(Command::Errors),
        "grade" | "g" => Ok(Command::Grade),
        "hint" | "H" => Ok(Command::Hint),
        "question" | "v" => Ok(Command::Question),
        "evidence" | "w" => evidence(rest),
        "save" => Ok(Command::Save((!rest.is_empty()).then(|| rest.to_owned()))),
        "load" if rest.is_empty() => Err("Type load and the name of a file.".to_owned()),
        "load" => Ok(Command::Load(rest.to_owned())),
        "quit" | "q" => Ok(Command::Quit),
        other => Err(unknown("command", other, VERBS.iter().map(|(verb, _, _)| *verb))),
    }
}

/// The first word and what follows it; a word with blanks stands in double quotes.
fn word(text: &str) -> (&str, &str) {
    let text = text.trim();
    if let Some((word, rest)) = text.strip_prefix('"').and_then(|quoted| quoted.split_once('"')) {
        return (word, rest.trim());
    }
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (word, rest.trim())
}

fn unknown<'a>(what: &str, text: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    match did_you_mean(text, known.clone()) {
        Some(near) => format!("There is no {what} `{text}`; did you mean `{near}`?"),
        None => format!("There is no {what} `{text}`; there are {}.", known.collect::<Vec<_>>().join(", ")),
    }
}

/// The section, and what follows it; a dot behind it is a blank.
fn section(text: &str) -> Result<(ResourceKind, &str), String> {
    let (first, rest) = word(text);
    let names = || ResourceKind::ALL.into_iter().map(ResourceKind::section);
    if first.is_empty() {
        return Err(format!("Name a section: {}.", names().collect::<Vec<_>>().join(", ")));
    }
    let (name, rest) = match first.split_once('.') {
        Some((name, _)) => (name, text.trim().get(name.len() + 1..).unwrap_or("")),
        None => (first, rest),
    };
    let resource = form::section(name).ok_or_else(|| unknown("section", name, names()))?;
    Ok((resource, rest))
}

fn stands_once(resource: ResourceKind) -> bool {
    matches!(resource, ResourceKind::Account | ResourceKind::Vpc | ResourceKind::Workload)
}

/// The element, and what follows it.
fn element<'t>(text: &'t str, draft: &ConfigDraft) -> Result<(ResourceKind, usize, &'t str), String> {
    let (resource, rest) = section(text)?;
    let names = form::names(draft, resource);
    let section = resource.section();
    if names.is_empty() {
        return Err(format!("There is no {section} yet; type add {section}."));
    }
    if stands_once(resource) {
        return Ok((resource, 0, rest));
    }
    let (name, rest) = word(rest);
    let by_number = || name.parse::<usize>().ok()?.checked_sub(1).filter(|at| *at < names.len());
    let index = form::find(draft, resource, name).or_else(by_number);
    let index = index.ok_or_else(|| match name {
        "" => format!("Name one: {}.", names.join(", ")),
        name => unknown(section, name, names.iter().copied()),
    })?;
    Ok((resource, index, rest))
}

fn place<'t>(text: &'t str, draft: &ConfigDraft) -> Result<(Place, &'t str), String> {
    let (resource, index, rest) = element(text, draft)?;
    let (field, rest) = word(rest);
    let key = field.split('.').next().unwrap_or_default();
    let known = form::fields_in(draft, resource, index).any(|field| field.key == key);
    let at = form::place(resource, index, field).filter(|_| known).ok_or_else(|| {
        let keys: Vec<_> = form::fields_in(draft, resource, index).map(|field| field.key).collect();
        match field {
            "" => format!("Name a field: {}.", keys.join(", ")),
            field => unknown("field", field, keys.iter().copied()),
        }
    })?;
    Ok((at, rest))
}

fn set(text: &str, draft: &ConfigDraft) -> Result<Command, String> {
    let (at, value) = place(text, draft)?;
    if value.is_empty() {
        return Ok(Command::Write { at });
    }
    Ok(Command::Change(Edit::Set { at, text: value.to_owned() }))
}

fn add(text: &str, draft: &ConfigDraft) -> Result<Command, String> {
    let (resource, rest) = section(text)?;
    let (name, _) = word(rest);
    let name = if name.is_empty() { form::fresh_name(draft, resource) } else { name.to_owned() };
    Ok(Command::Change(Edit::AddElement { resource, name }))
}

fn rename(text: &str, draft: &ConfigDraft) -> Result<Command, String> {
    let (resource, index, rest) = element(text, draft)?;
    let (name, _) = word(rest);
    Ok(Command::Change(Edit::Rename { resource, index, name: name.to_owned() }))
}

fn evidence(text: &str) -> Result<Command, String> {
    let number = text.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    number.map(Command::Evidence).ok_or_else(|| "Type evidence and the number of an objective.".to_owned())
}

#[cfg(test)]
mod tests;
