//! What stands over the settings while a value is chosen or typed.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui_textarea::{CursorMove, TextArea};

use crate::aws::form::{self, FieldShape, NONE};
use crate::aws::{ConfigDraft, Place, ResourceKind};
use crate::diag::printable;

/// What the value is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    Place(Place),
    Name(ResourceKind, usize),
    NewElement(ResourceKind),
    SaveTo,
    LoadFrom,
    /// A row of the settings with this text.
    Search,
}

/// An open value.
#[derive(Debug, Clone)]
pub(super) enum Editor {
    Pick(Pick),
    Line(Typed),
    /// A policy document.
    Policy(Typed),
}

/// A value being typed.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub target: Target,
    pub title: String,
    pub area: TextArea<'static>,
}

impl Typed {
    pub(super) fn new(target: Target, title: impl Into<String>, text: &str) -> Self {
        let text = printable(text).into_owned();
        let mut area = TextArea::from(text.lines());
        area.set_cursor_line_style(ratatui::style::Style::new());
        area.set_tab_length(2);
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self { target, title: title.into(), area }
    }

    /// The cursor at this byte of the text.
    pub(super) fn at_offset(mut self, offset: usize) -> Self {
        let text = self.text();
        let before = text.get(..offset).unwrap_or_default();
        let line = before.matches('\n').count();
        let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count());
        let short = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
        self.area.move_cursor(CursorMove::Jump(short(line), short(column)));
        self
    }

    /// An empty line that stands for `text` as long as nothing is typed.
    pub(super) fn suggesting(self, text: impl Into<String>) -> Self {
        let mut area = self.area;
        area.set_placeholder_text(text);
        Self { area, ..self }
    }

    /// A key; Ctrl-u empties the line up to the cursor, as shells do.
    pub(super) fn key(&mut self, key: KeyEvent) {
        if key.code == KeyCode::Char('u') && key.modifiers == KeyModifiers::CONTROL {
            self.area.delete_line_by_head();
        } else {
            self.area.input(key);
        }
    }

    /// A pasted text; `lines` says whether it may have several.
    pub(super) fn paste(&mut self, text: &str, lines: bool) {
        let text = printable(text).replace("\r\n", "\n").replace('\r', "\n");
        let text = if lines { text } else { text.replace(['\n', '\t'], " ") };
        self.area.insert_str(text);
    }

    pub(super) fn text(&self) -> String {
        match self.area.lines() {
            [line] if line.is_empty() => self.area.placeholder_text().to_owned(),
            lines => lines.join("\n"),
        }
    }
}

/// A choice from the values that a field offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pick {
    pub at: Place,
    pub options: Vec<String>,
    /// For lists of names: those that are ticked, in the order of ticking.
    pub ticked: Option<Vec<String>>,
    pub cursor: usize,
}

/// What was picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Picked {
    Value(String),
    Default,
    /// To be typed instead.
    Another,
}

impl Pick {
    /// A choice for the field at `at`; nothing where nothing can be offered.
    pub(super) fn new(draft: &ConfigDraft, at: &Place) -> Option<Self> {
        let spec = form::spec(at)?;
        let mut options = form::options(draft, at);
        let value = form::value(draft, at);
        let names = spec.shape == FieldShape::Names;
        if options.is_empty() && !names {
            return None;
        }
        let ticked: Vec<String> = value.iter().flat_map(|value| split(value)).collect();
        for name in ticked.iter().filter(|_| names) {
            if !options.contains(name) {
                options.push(name.clone());
            }
        }
        let at_value = |option: &String| value.as_ref() == Some(option);
        let cursor = if names { 0 } else { options.iter().position(at_value).unwrap_or(0) };
        Some(Self { at: at.clone(), options, ticked: names.then_some(ticked), cursor })
    }

    /// Rows: the options, the default, another value.
    pub(super) fn len(&self) -> usize {
        self.options.len() + 2
    }

    /// Ticks or unticks the name at the cursor.
    pub(super) fn toggle(&mut self) {
        let (Some(ticked), Some(name)) = (&mut self.ticked, self.options.get(self.cursor)) else { return };
        match ticked.iter().position(|there| there == name) {
            Some(place) => drop(ticked.remove(place)),
            None => ticked.push(name.clone()),
        }
    }

    /// What stands at the cursor; for a list of names everything ticked.
    pub(super) fn picked(&self) -> Picked {
        match (self.options.get(self.cursor), &self.ticked) {
            (Some(_), Some(ticked)) if ticked.is_empty() => Picked::Value(NONE.to_owned()),
            (Some(_), Some(ticked)) => Picked::Value(ticked.join(", ")),
            (Some(value), None) => Picked::Value(value.clone()),
            (None, _) if self.cursor == self.options.len() => Picked::Default,
            (None, _) => Picked::Another,
        }
    }
}

fn split(value: &str) -> Vec<String> {
    if value == NONE { Vec::new() } else { value.split(", ").map(str::to_owned).collect() }
}

/// Where a new policy starts: everything allowed, to be narrowed; or, where AWS takes `Deny` only, one
/// statement that denies what does not come over TLS.
pub(super) fn policy_to_start_from(at: &Place) -> String {
    const ANYBODY: &str = "      \"Principal\": \"*\",\n";
    const OVER_TLS: &str = "*\",\n      \"Condition\": { \"Bool\": { \"aws:SecureTransport\": \"false\" } }";
    let denies = at.field == "resource_control_policy";
    let effect = if denies { "Deny" } else { "Allow" };
    let principal = match at.resource {
        ResourceKind::Workload => "",
        ResourceKind::Account if !denies => "",
        _ => ANYBODY,
    };
    let action = match at.resource {
        ResourceKind::VpcEndpoint => "*",
        ResourceKind::Account if !denies => "*",
        _ => "s3:*",
    };
    let resource = if denies { OVER_TLS } else { "*\"" };
    format!(
        "{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {{\n      \"Effect\": \"{effect}\",\n{principal}      \
         \"Action\": \"{action}\",\n      \"Resource\": \"{resource}\n    }}\n  ]\n}}"
    )
}
