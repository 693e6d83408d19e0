//! Drawing the builder.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::aws::form;
use crate::aws::{Place, ResourceKind};
use crate::lab::Lab;
use crate::tui::screen::build::panes::{Areas, inside, tab};
use crate::tui::screen::build::rows::{Row, errors_at, stands_once, summary};
use crate::tui::screen::build::{Build, Pane, popup};
use crate::tui::widget::chrome::{self, shorten};
use crate::tui::widget::evidence::{is_leak, sign};
use crate::tui::widget::list::draw_following;
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::widget::topology::{Marks, picture};
use crate::tui::{Ctx, Role, Theme};

/// Rows below the settings that say what the row under the cursor means.
const HELP: u16 = 5;
/// Columns for the key of a field, where keys are not longer.
const KEYS: usize = 20;
/// Rows that are kept in view below the cursor, so that what unfolds is seen.
const AHEAD: usize = 4;

impl Build {
    /// Draws it.
    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let Some(lab) = ctx.pack.lab(&self.lab) else { return };
        let theme = ctx.theme;
        let (_, role) =
            sign(!self.checked.findings.is_empty() && self.checked.findings.iter().all(|f| f.met));
        let role = if self.checked.errors.is_empty() && role == Role::Bad { Role::Strong } else { role };
        let status = Line::styled(format!("{} ", self.checked.status(lab)), theme.style(role));
        chrome::header(frame, area, &lab.title, status, theme);
        let areas = Areas::of(area, self.pane, lab.objectives.len());
        self.titles(frame, &areas, theme);
        if let Some(area) = areas.settings {
            let (list, help) = Self::with_help(inside(&areas, area));
            let page = self.settings_page(list, theme);
            let scroll = self.settings_scroll(&page, list);
            page.draw(frame, list, scroll);
            self.help(frame, help, theme);
        }
        if let Some(area) = areas.objectives {
            let area = inside(&areas, area);
            draw_following(frame, self.objectives_page(lab, area, theme), area, self.objective);
        }
        if let Some(area) = areas.picture {
            let area = inside(&areas, area);
            self.picture_page(lab, area, theme).draw(frame, area, self.picture);
        }
        if let Some(area) = areas.story {
            let area = inside(&areas, area);
            Self::story_page(lab, area, theme).draw(frame, area, self.story);
        }
        match &self.editor {
            None => {}
            Some(editor) => popup::draw(frame, area, editor, theme),
        }
    }

    fn titles(&self, frame: &mut Frame, areas: &Areas, theme: Theme) {
        if let Some(row) = areas.tabs {
            let mut spans = Vec::new();
            for pane in Pane::ALL {
                let role = if pane == self.pane { Role::Selected } else { Role::Text };
                spans.push(Span::styled(tab(pane), theme.style(role)));
                spans.push(Span::raw(" "));
            }
            spans.push(Span::styled("Tab", theme.style(Role::Key)));
            frame.render_widget(Line::from(spans), row);
            return;
        }
        let parts = [
            (Pane::Settings, areas.settings),
            (Pane::Objectives, areas.objectives),
            (Pane::Picture, areas.picture),
            (Pane::Story, areas.story),
        ];
        for (pane, area) in parts.into_iter().filter_map(|(pane, area)| Some((pane, area?))) {
            let focused = pane == self.pane;
            let role = if focused { Role::Focus } else { Role::Border };
            let bar = theme.signs().rule;
            let title = format!("{bar}{bar} {} ", pane.title());
            let rest = usize::from(area.width).saturating_sub(title.width());
            let line = Line::styled(format!("{title}{}", bar.repeat(rest)), theme.style(role));
            frame.render_widget(line, Rect { height: 1.min(area.height), ..area });
        }
    }

    /// The list of settings and, below it, the help on one of them.
    pub(super) fn with_help(area: Rect) -> (Rect, Rect) {
        let height = if area.height >= 14 { HELP } else { 3 };
        let [list, help] = Layout::vertical([Constraint::Fill(1), Constraint::Length(height)]).areas(area);
        (list, help)
    }

    /// Shows the row under the cursor and some rows below it.
    pub(super) fn settings_scroll(&self, page: &Page, area: Rect) -> Scroll {
        let last = self.rows().len().saturating_sub(1);
        let mut scroll = Scroll::default();
        scroll.reveal((self.cursor + AHEAD).min(last), page, area);
        scroll.reveal(self.cursor, page, area);
        scroll
    }

    pub(super) fn settings_page(&self, area: Rect, theme: Theme) -> Page {
        let mut page = Page::new(area, theme);
        let focused = self.pane == Pane::Settings;
        for (at, row) in self.rows().iter().enumerate() {
            page.item(|page| self.write_row(page, row, focused && at == self.cursor));
        }
        page
    }

    fn write_row(&self, page: &mut Page, row: &Row, current: bool) {
        let theme = page.theme;
        let errors = errors_at(row, self.unfolded.is_open(row), &self.checked.errors);
        let lead = "  ".repeat(row.depth());
        let cursor = if current { theme.signs().cursor } else { " " };
        let role = |role: Role| if current { Role::Selected } else { role };
        let (label, label_role, value, value_role) = self.said(row, theme);
        let room = page.width().saturating_sub(lead.width() + 2);
        let label = shorten(&label, room, theme);
        let pad = match row {
            Row::Field(_) | Row::EntryField(_) | Row::Name(..) => KEYS.saturating_sub(label.width()),
            _ => 0,
        };
        let value = shorten(&value, room.saturating_sub(label.width() + pad + 2), theme);
        page.line(Line::from(vec![
            Span::styled(format!("{cursor} "), theme.style(Role::Key)),
            Span::raw(lead.clone()),
            Span::styled(label, theme.style(role(label_role))),
            Span::raw(" ".repeat(pad + 2)),
            Span::styled(value, theme.style(value_role)),
        ]));
        let hidden = row.folds() && !self.unfolded.is_open(row);
        let said = match errors.first() {
            None => return,
            // The value says so already.
            Some(_) if value_role == Role::Bad => return,
            Some(_) if hidden && errors.len() > 1 => format!("{} errors", errors.len()),
            Some(error) => error.message.clone(),
        };
        let said = shorten(&format!("[X] {said}"), room, theme);
        page.line(Line::from(vec![
            Span::raw(format!("  {lead}")),
            Span::styled(said, theme.style(Role::Bad)),
        ]));
    }

    /// What a row says: its label and its value, and how they look.
    fn said(&self, row: &Row, theme: Theme) -> (String, Role, String, Role) {
        let draft = self.draft();
        let fold = |row: &Row| match (self.unfolded.is_open(row), theme.is_ascii()) {
            (true, true) => "-",
            (false, true) => "+",
            (true, false) => "▾",
            (false, false) => "▸",
        };
        match row {
            Row::Section(resource) => {
                let names = form::names(draft, *resource);
                let count = if stands_once(*resource) { String::new() } else { format!("{}", names.len()) };
                let fixed = if self.history.is_editable(*resource) { "" } else { "fixed" };
                let value =
                    [count.as_str(), fixed].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
                let label = format!("{} {}", fold(row), self.title_of(*resource));
                (label, Role::Heading, value.join(", "), Role::Dim)
            }
            Row::Element(resource, index) => {
                let names = form::names(draft, *resource);
                let label = format!("{} {}", fold(row), names.get(*index).copied().unwrap_or_default());
                let open = self.unfolded.is_open(row);
                let value = if open { String::new() } else { summary(draft, *resource, *index) };
                (label, Role::Strong, value, Role::Dim)
            }
            Row::Name(resource, index) => {
                let names = form::names(draft, *resource);
                let name = names.get(*index).copied().unwrap_or_default().to_owned();
                ("name".to_owned(), Role::Text, name, Role::Code)
            }
            Row::Field(at) | Row::EntryField(at) => self.said_of_field(at),
            Row::Entry(at) => {
                let line = form::value(draft, at).unwrap_or_default();
                let number = at.entry.map_or(0, |entry| entry + 1);
                (format!("{} {number}", fold(row)), Role::Text, line, Role::Code)
            }
            Row::AddElement(resource) => {
                (format!("new {}", resource.section()), Role::Link, String::new(), Role::Dim)
            }
            Row::AddEntry(at) => {
                let what = if at.resource == ResourceKind::RouteTable { "route" } else { "rule" };
                (format!("new {what}"), Role::Link, String::new(), Role::Dim)
            }
        }
    }

    fn said_of_field(&self, at: &Place) -> (String, Role, String, Role) {
        let Some(spec) = form::spec(at) else { return (String::new(), Role::Text, String::new(), Role::Dim) };
        let (value, role) = match form::value(self.draft(), at) {
            Some(_) if spec.shape.has_entries() && !form::entries(self.draft(), at).is_empty() => {
                (String::new(), Role::Dim)
            }
            Some(value) => (value.split_whitespace().collect::<Vec<_>>().join(" "), Role::Code),
            None if spec.default.is_empty() => ("[X] needed".to_owned(), Role::Bad),
            None => (format!("default: {}", spec.default), Role::Dim),
        };
        (spec.key.to_owned(), Role::Text, value, role)
    }

    fn title_of(&self, resource: ResourceKind) -> String {
        let section = match (resource, &self.draft().workload) {
            (ResourceKind::Workload, Some(workload)) => workload.kind.section(),
            _ => resource.section(),
        };
        section.to_owned()
    }

    /// What the row under the cursor means, and what is wrong with it.
    fn help(&self, frame: &mut Frame, area: Rect, theme: Theme) {
        let Some(row) = self.row() else { return };
        let [rule, below] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
        chrome::rule(frame, rule, theme);
        let mut page = Page::new(below, theme);
        let errors = errors_at(&row, self.unfolded.is_open(&row), &self.checked.errors);
        for error in errors.iter().take(1) {
            let help = error.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
            let text = form::value(self.draft(), &error.at).unwrap_or_default();
            let place = error.offset.map(|offset| line_and_column(&text, offset)).unwrap_or_default();
            page.text(&format!("[X] {place}{}{help}", error.message), Role::Bad);
        }
        match (row.place().and_then(form::spec), &row) {
            (Some(spec), Row::Field(_) | Row::EntryField(_) | Row::AddEntry(_)) => {
                page.text(&format!("{}.", spec.help), Role::Text);
                if !spec.default.is_empty() {
                    page.text(&format!("Default: {}.", spec.default), Role::Dim);
                }
                page.text(spec.source, Role::Link);
            }
            (_, row) => page.text(self.hint(row), Role::Dim),
        }
        for (line, row) in page.into_lines().into_iter().zip(below.rows()) {
            let inner = Rect { x: row.x.saturating_add(1), width: row.width.saturating_sub(1), ..row };
            frame.render_widget(line, inner);
        }
    }

    fn hint(&self, row: &Row) -> &'static str {
        match row {
            Row::Entry(_) => "Enter shows its parts; d deletes it; i adds another one.",
            Row::Name(..) => "Enter renames it, and every reference to it.",
            Row::AddElement(_) | Row::AddEntry(_) => "Enter adds a new one.",
            row if self.history.is_editable(row.resource()) => {
                "Enter folds and unfolds; i adds; d deletes; n and p go from section to section."
            }
            _ => "Part of the fixed surroundings: to be read, not to be changed.",
        }
    }

    pub(super) fn objectives_page(&self, lab: &Lab, area: Rect, theme: Theme) -> Page {
        let mut page = Page::new(area, theme);
        for (at, objective) in lab.objectives.iter().enumerate() {
            let current = at == self.objective && self.pane == Pane::Objectives;
            let cursor = if current { theme.signs().cursor } else { " " };
            let (mark, role) = match self.checked.findings.get(at) {
                Some(finding) => sign(finding.met),
                None => ("[?]", Role::Dim),
            };
            let prefix = [
                Span::styled(format!("{cursor} "), theme.style(Role::Key)),
                Span::styled(format!("{mark} "), theme.style(role)),
            ];
            page.item(|page| page.markdown_behind(&prefix, &objective.text));
            if current {
                page.highlight(at, theme.style(Role::Strong));
            }
        }
        page
    }

    pub(super) fn story_page(lab: &Lab, area: Rect, theme: Theme) -> Page {
        let mut page = Page::new(area, theme);
        page.markdown(&lab.story);
        page.gap();
        page.markdown(
            "`Tab` goes to the settings, the objectives and the picture. Objectives turn from `[X]` to `[+]` \
             as you change settings; `w` shows why, `g` grades.",
        );
        page
    }

    pub(super) fn picture_page(&self, lab: &Lab, area: Rect, theme: Theme) -> Page {
        let mut page = Page::new(area, theme);
        let shown = self
            .marked
            .then(|| lab.objectives.get(self.objective).zip(self.checked.findings.get(self.objective)));
        let shown = shown
            .flatten()
            .and_then(|(objective, finding)| Some((objective, finding, finding.analysis.as_ref()?)));
        let marks =
            shown.map(|(objective, finding, analysis)| Marks::of(analysis, is_leak(objective, finding)));
        if let Some((objective, finding, _)) = shown {
            let (mark, role) = sign(finding.met);
            let prefix = [Span::styled(format!("{mark} "), theme.style(role))];
            page.markdown_behind(&prefix, &objective.text);
            page.text("> is on its path, X refuses it", Role::Dim);
        }
        let width = area.width.saturating_sub(2);
        for line in picture(self.draft(), &marks.unwrap_or_default(), width, theme) {
            page.line(line);
        }
        page
    }
}

/// `line 3, column 5: `, both counted from 1.
fn line_and_column(text: &str, offset: usize) -> String {
    let before = text.get(..offset).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    format!("line {line}, column {column}: ")
}
