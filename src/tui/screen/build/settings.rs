//! Keys in the settings.

use crate::aws::form::{self, Edit, FieldShape};
use crate::aws::{Place, ResourceKind};
use crate::lab::Lab;
use crate::tui::screen::build::editor::{Editor, Pick, Picked, Target, Typed, policy_to_start_from};
use crate::tui::screen::build::rows::{Row, stands_once, unfold_to};
use crate::tui::screen::build::{Build, Pane};
use crate::tui::widget::list::move_cursor;
use crate::tui::{Action, Ctx, Effects};

impl Build {
    pub(super) fn in_settings(&mut self, action: Action, lab: &Lab, ctx: &Ctx) -> Effects {
        let rows = self.rows();
        if move_cursor(&mut self.cursor, rows.len(), action) {
            return Effects::none();
        }
        let Some(row) = rows.get(self.cursor).cloned() else { return Effects::none() };
        match action {
            Action::Next | Action::Previous => {
                self.go_to_section(&rows, action == Action::Next);
                Effects::none()
            }
            Action::Accept if row.folds() => {
                self.unfolded.toggle(&row);
                Effects::none()
            }
            Action::Accept | Action::Toggle | Action::Choose(_) | Action::Add | Action::Delete
                if !self.history.is_editable(row.resource()) =>
            {
                Effects::say("part of the fixed surroundings of this lab")
            }
            Action::Accept => self.open_value(&row, lab, ctx),
            Action::Toggle => self.next_value(&row, lab, ctx),
            Action::Choose(at) => self.choose(&row, at, lab, ctx),
            Action::Add => self.add(&row, lab, ctx),
            Action::Delete => self.delete(&row, lab, ctx),
            _ => Effects::none(),
        }
    }

    fn go_to_section(&mut self, rows: &[Row], forward: bool) {
        let is_section = |at: &usize| matches!(rows.get(*at), Some(Row::Section(_)));
        let found = if forward {
            (self.cursor + 1..rows.len()).find(is_section)
        } else {
            (0..self.cursor).rev().find(is_section)
        };
        self.cursor = found.unwrap_or(self.cursor);
    }

    /// Enter: a list of values, or a place to type one.
    fn open_value(&mut self, row: &Row, lab: &Lab, ctx: &Ctx) -> Effects {
        match row {
            Row::Name(resource, index) => {
                let names = form::names(self.draft(), *resource);
                let name = names.get(*index).copied().unwrap_or_default().to_owned();
                self.type_in(Target::Name(*resource, *index), "Rename", &name);
                Effects::none()
            }
            Row::AddElement(_) | Row::AddEntry(_) => self.add(row, lab, ctx),
            Row::Field(at) | Row::EntryField(at) => {
                let is_list = form::spec(at).is_some_and(|spec| spec.shape.has_entries());
                match Pick::new(self.draft(), at) {
                    Some(pick) => self.editor = Some(Editor::Pick(pick)),
                    None if is_list => return self.add_entry(at, lab, ctx),
                    None => self.type_value(at),
                }
                Effects::none()
            }
            Row::Section(_) | Row::Element(..) | Row::Entry(_) => Effects::none(),
        }
    }

    /// Opens the field at `at` for typing.
    fn type_value(&mut self, at: &Place) {
        let Some(spec) = form::spec(at) else { return };
        let value = form::value(self.draft(), at);
        let target = Target::Place(at.clone());
        self.editor = Some(if spec.shape == FieldShape::Policy {
            let left = self.left_policy.take().filter(|(place, _)| place == at).map(|(_, text)| text);
            let text = left.or(value).unwrap_or_else(|| policy_to_start_from(at));
            let typed = Typed::new(target, spec.key, text.trim_end());
            let wrong = self.checked.errors.iter().find(|error| error.at == *at);
            Editor::Policy(typed.at_offset(wrong.and_then(|error| error.offset).unwrap_or(0)))
        } else {
            Editor::Line(Typed::new(target, spec.key, &value.unwrap_or_default()))
        });
    }

    /// Space: a switch turns, a choice goes on to its next value, anything else opens.
    fn next_value(&mut self, row: &Row, lab: &Lab, ctx: &Ctx) -> Effects {
        let Some(at) = row.place().filter(|_| matches!(row, Row::Field(_) | Row::EntryField(_))) else {
            if row.folds() {
                self.unfolded.toggle(row);
                return Effects::none();
            }
            return self.open_value(row, lab, ctx);
        };
        let spec = form::spec(at);
        let value = form::value(self.draft(), at);
        let text = match spec.map(|spec| (spec.shape, spec.default)) {
            Some((FieldShape::Bool, default)) => {
                let on = value.as_deref().unwrap_or(default) == "true";
                if on { "false" } else { "true" }.to_owned()
            }
            Some((FieldShape::Text | FieldShape::Number | FieldShape::Kind, _)) => {
                let options = form::options(self.draft(), at);
                let now = value.and_then(|value| options.iter().position(|option| *option == value));
                let next = now.map_or(0, |now| (now + 1) % options.len().max(1));
                match options.into_iter().nth(next) {
                    Some(option) => option,
                    None => return self.open_value(row, lab, ctx),
                }
            }
            _ => return self.open_value(row, lab, ctx),
        };
        self.apply(&Edit::Set { at: at.clone(), text }, lab, ctx)
    }

    fn choose(&mut self, row: &Row, at: usize, lab: &Lab, ctx: &Ctx) -> Effects {
        let Some(place) = row.place() else { return Effects::none() };
        match form::options(self.draft(), place).into_iter().nth(at) {
            Some(text) => self.apply(&Edit::Set { at: place.clone(), text }, lab, ctx),
            None => Effects::none(),
        }
    }

    /// Adds an entry where the row belongs to a list, and otherwise an element to the row's section.
    fn add(&mut self, row: &Row, lab: &Lab, ctx: &Ctx) -> Effects {
        let list = row.place().map(|at| Place { entry: None, entry_field: "", ..at.clone() });
        let list = list.filter(|at| form::spec(at).is_some_and(|spec| spec.shape.has_entries()));
        if let Some(at) = list {
            return self.add_entry(&at, lab, ctx);
        }
        let resource = row.resource();
        if stands_once(resource) {
            return self.apply(&Edit::AddElement { resource, name: String::new() }, lab, ctx);
        }
        let name = form::fresh_name(self.draft(), resource);
        let typed = Typed::new(Target::NewElement(resource), "Name of the new element", "");
        self.editor = Some(Editor::Line(typed.suggesting(name)));
        Effects::none()
    }

    fn add_entry(&mut self, at: &Place, lab: &Lab, ctx: &Ctx) -> Effects {
        let effects = self.apply(&Edit::AddEntry { at: at.clone(), text: String::new() }, lab, ctx);
        let last = form::entries(self.draft(), at).len().saturating_sub(1);
        let at = at.clone().at(last);
        self.unfolded.open(Row::Entry(at.clone()));
        self.move_to(&Row::Entry(at.clone()));
        // What must be given first of all.
        let keys = form::spec(&at).map_or(&[][..], |spec| form::entry_fields(spec.shape));
        let needed = |key: &&form::FieldSpec| {
            key.default.is_empty() && form::value(self.draft(), &at.clone().key(key.key)).is_none()
        };
        if let Some(key) = keys.iter().find(needed) {
            self.move_to(&Row::EntryField(at.clone().key(key.key)));
        }
        effects
    }

    /// Removes an element or entry; puts a field back to its default.
    fn delete(&mut self, row: &Row, lab: &Lab, ctx: &Ctx) -> Effects {
        let edit = match row {
            Row::Element(resource, index) | Row::Name(resource, index) => {
                Edit::RemoveElement { resource: *resource, index: *index }
            }
            Row::Field(at) | Row::EntryField(at) => Edit::Clear { at: at.clone() },
            Row::Entry(at) => Edit::RemoveEntry { at: at.clone() },
            Row::Section(ResourceKind::Workload) => {
                Edit::RemoveElement { resource: ResourceKind::Workload, index: 0 }
            }
            Row::Section(_) | Row::AddElement(_) | Row::AddEntry(_) => {
                return Effects::say("nothing to delete here");
            }
        };
        let effects = self.apply(&edit, lab, ctx);
        match &edit {
            Edit::RemoveElement { resource, index } => self.unfolded.forget(&Row::Element(*resource, *index)),
            Edit::RemoveEntry { at } => self.unfolded.forget(&Row::Entry(at.clone())),
            _ => {}
        }
        self.cursor = self.cursor.min(self.rows().len().saturating_sub(1));
        effects
    }

    /// Keys in a list of values.
    pub(super) fn in_pick(&mut self, mut pick: Pick, action: Action, lab: &Lab, ctx: &Ctx) -> Effects {
        let picked = match action {
            Action::Back => return Effects::none(),
            Action::Accept => pick.picked(),
            Action::Choose(at) if at < pick.len() => {
                pick.cursor = at;
                if pick.ticked.is_none() || at >= pick.options.len() {
                    pick.picked()
                } else {
                    pick.toggle();
                    self.editor = Some(Editor::Pick(pick));
                    return Effects::none();
                }
            }
            other => {
                let count = pick.len();
                if !move_cursor(&mut pick.cursor, count, other) && other == Action::Toggle {
                    pick.toggle();
                }
                self.editor = Some(Editor::Pick(pick));
                return Effects::none();
            }
        };
        match picked {
            Picked::Value(text) => self.apply(&Edit::Set { at: pick.at, text }, lab, ctx),
            Picked::Default => self.apply(&Edit::Clear { at: pick.at }, lab, ctx),
            Picked::Another => {
                self.type_value(&pick.at);
                Effects::none()
            }
        }
    }

    /// Puts the cursor on the row, when it can be seen.
    pub(super) fn move_to(&mut self, row: &Row) {
        if let Some(at) = self.rows().iter().position(|found| found == row) {
            self.cursor = at;
        }
    }

    /// Puts the cursor on the first error.
    pub(super) fn go_to_error(&mut self) {
        let Some(at) = self.checked.errors.first().map(|error| error.at.clone()) else { return };
        unfold_to(&mut self.unfolded, &at);
        self.pane = Pane::Settings;
        let rows = [
            Row::EntryField(at.clone()),
            Row::Entry(at.clone()),
            Row::Field(Place { entry: None, entry_field: "", ..at.clone() }),
            Row::Name(at.resource, at.index),
            Row::Element(at.resource, at.index),
            Row::Section(at.resource),
        ];
        let seen = self.rows();
        if let Some(at) = rows.iter().find_map(|row| seen.iter().position(|found| found == row)) {
            self.cursor = at;
        }
    }

    /// Puts the cursor on the next row that says `text`, folded ones included.
    pub(super) fn find(&mut self, text: &str) -> Effects {
        let wanted = text.trim().to_lowercase();
        if wanted.is_empty() {
            return Effects::none();
        }
        self.pane = Pane::Settings;
        let before = (self.unfolded.clone(), self.row());
        self.unfold_all();
        let rows = self.rows();
        let start = before.1.as_ref().and_then(|row| rows.iter().position(|found| found == row)).unwrap_or(0);
        let order = (start + 1..rows.len()).chain(0..=start.min(rows.len().saturating_sub(1)));
        let mut matching = order.filter_map(|at| rows.get(at));
        let found = matching.find(|row| self.says(row).to_lowercase().contains(&wanted)).cloned();
        self.unfolded = before.0;
        let Some(row) = found else { return Effects::say(format!("no setting says `{}`", text.trim())) };
        if let Some(at) = row.place() {
            unfold_to(&mut self.unfolded, at);
        } else {
            self.unfolded.open(Row::Section(row.resource()));
            if let Some(index) = row.element().filter(|_| matches!(row, Row::Name(..))) {
                self.unfolded.open(Row::Element(row.resource(), index));
            }
        }
        self.move_to(&row);
        Effects::none()
    }

    /// What a row says, for searching.
    fn says(&self, row: &Row) -> String {
        match row {
            Row::Section(resource) => resource.section().to_owned(),
            Row::Element(resource, index) | Row::Name(resource, index) => {
                form::names(self.draft(), *resource).get(*index).copied().unwrap_or_default().to_owned()
            }
            Row::Field(at) | Row::Entry(at) | Row::EntryField(at) => {
                let key = form::spec(at).map_or("", |spec| spec.key);
                format!("{key} {}", form::value(self.draft(), at).unwrap_or_default())
            }
            Row::AddElement(_) | Row::AddEntry(_) => String::new(),
        }
    }

    fn unfold_all(&mut self) {
        // Elements show only in open sections, entries only in open elements.
        for _ in 0..3 {
            for row in self.rows().into_iter().filter(Row::folds) {
                self.unfolded.open(row);
            }
        }
    }
}
