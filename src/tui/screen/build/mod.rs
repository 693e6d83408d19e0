//! The config builder: settings as a form, objectives that turn as the settings change, a picture of
//! the network, the story.
//!
//! Every change goes through one [`Edit`], is checked at once and kept in a file, so that leaving the
//! screen, or being killed, loses nothing.

mod check;
mod editor;
mod files;
mod grading;
mod hint;
mod panes;
mod popup;
mod rows;
mod settings;
mod view;

use std::path::{Path, PathBuf};

use crate::aws::form::{Edit, History};
use crate::aws::{ConfigDraft, Place, ResourceKind};
use crate::lab::{Graded, Lab, LabId, Refutation};
use crate::tui::screen::{Evidence, Screen};
use crate::tui::widget::page::Scroll;
use crate::tui::{Action, Answer, Cmd, Context, Ctx, Effects, Go, Happening, Reply};

use check::Checked;
use editor::{Editor, Target, Typed};
use hint::Hinted;
use rows::{Row, Unfolded};

pub use grading::Results;

/// A part of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pane {
    Story,
    Settings,
    Objectives,
    Picture,
}

impl Pane {
    const ALL: [Self; 4] = [Self::Story, Self::Settings, Self::Objectives, Self::Picture];

    fn title(self) -> &'static str {
        match self {
            Self::Story => "Story",
            Self::Settings => "Settings",
            Self::Objectives => "Objectives",
            Self::Picture => "Picture",
        }
    }

    /// The pane so many steps further.
    fn step(self, by: usize) -> Self {
        let at = Self::ALL.iter().position(|pane| *pane == self).unwrap_or(0);
        Self::ALL.get((at + by) % Self::ALL.len()).copied().unwrap_or(self)
    }
}

/// A question that a dialog puts for this screen.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asked {
    Grade,
    Overwrite(PathBuf),
}

/// One exercise in progress.
#[derive(Debug, Clone)]
pub struct Build {
    lab: LabId,
    history: History,
    checked: Checked,
    unfolded: Unfolded,
    cursor: usize,
    pane: Pane,
    objective: usize,
    /// Whether the picture shows the path of the objective under the cursor.
    marked: bool,
    story: Scroll,
    picture: Scroll,
    editor: Option<Editor>,
    asked: Option<Asked>,
    loading: Option<PathBuf>,
    graded: Option<Graded>,
    hinted: Option<Hinted>,
    /// The text of a policy editor that was left without taking it.
    left_policy: Option<(Place, String)>,
    /// The design stands for a false belief: neither it nor its grades are kept.
    disproves: bool,
    /// How many hints were told since the last grade.
    hints: u32,
}

impl Build {
    /// Opens the exercise `lab` on top, where the learner left it.
    pub(in crate::tui) fn open(lab: &LabId, ctx: &Ctx) -> Effects {
        let draft = Cmd::ReadFile(files::draft_path(&ctx.home, lab));
        Effects { cmds: vec![draft], ..Effects::open(Screen::Build(Box::new(Self::new(lab, ctx)))) }
    }

    /// The same in place of the top screen.
    pub(in crate::tui) fn open_instead(lab: &LabId, ctx: &Ctx) -> Effects {
        let Effects { cmds, .. } = Self::open(lab, ctx);
        Effects { cmds, ..Effects::instead(Screen::Build(Box::new(Self::new(lab, ctx)))) }
    }

    /// Shows that the belief `id` fails as a configuration: its evidence on top of the builder.
    pub(in crate::tui) fn disprove(id: &str, refutation: Refutation<'_>, ctx: &Ctx) -> Effects {
        let lab = refutation.lab;
        let mut builder = Self::with(lab, refutation.draft().clone());
        builder.disproves = true;
        builder.pane = Pane::Settings;
        let findings = builder.checked.findings.clone();
        let Some(failing) = findings.iter().position(|finding| !finding.met) else {
            return Effects::open(Screen::Build(Box::new(builder)));
        };
        builder.objective = failing;
        let belief = ctx.pack.misconception(id).map_or(id, |misconception| misconception.belief.as_str());
        let evidence = Evidence::new(lab, builder.draft().clone(), findings, failing);
        let evidence = evidence.against(format!("*{}.*", belief.trim_end_matches('.')), builder);
        Effects::open(Screen::Evidence(Box::new(evidence)))
    }

    fn new(lab: &LabId, ctx: &Ctx) -> Self {
        let found = ctx.pack.lab(lab);
        found.map_or_else(|| Self::empty(lab), |lab| Self::with(lab, lab.starter.clone()))
    }

    fn with(lab: &Lab, draft: ConfigDraft) -> Self {
        let history = History::new(draft, lab.editable.clone());
        Self {
            checked: Checked::of(lab, history.draft(), &Checked::default()),
            unfolded: Unfolded::start(&history),
            history,
            ..Self::empty(&lab.id)
        }
    }

    fn empty(lab: &LabId) -> Self {
        let history = History::new(ConfigDraft::default(), Vec::new());
        Self {
            lab: lab.clone(),
            checked: Checked::default(),
            unfolded: Unfolded::start(&history),
            history,
            cursor: 0,
            pane: Pane::Story,
            objective: 0,
            marked: false,
            story: Scroll::default(),
            picture: Scroll::default(),
            editor: None,
            asked: None,
            loading: None,
            graded: None,
            hinted: None,
            left_policy: None,
            disproves: false,
            hints: 0,
        }
    }

    pub(in crate::tui) fn context(&self) -> Context {
        match &self.editor {
            None => Context::Build,
            Some(Editor::Pick(_)) => Context::BuildPick,
            Some(Editor::Line(_)) => Context::BuildEdit,
            Some(Editor::Policy(_)) => Context::BuildPolicy,
        }
    }

    fn draft(&self) -> &ConfigDraft {
        self.history.draft()
    }

    fn rows(&self) -> Vec<Row> {
        rows::rows(&self.history, &self.unfolded)
    }

    fn row(&self) -> Option<Row> {
        self.rows().into_iter().nth(self.cursor)
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        let Some(lab) = ctx.pack.lab(&self.lab) else { return Effects::go(Go::Back) };
        match happening {
            Happening::Reply(reply) => self.reply(reply, lab, ctx),
            Happening::Answered(answer) => self.answered(*answer, lab, ctx),
            Happening::Click(column, row) if self.editor.is_none() => self.click((*column, *row), lab, ctx),
            Happening::Type(key) => {
                if let Some(Editor::Line(typed) | Editor::Policy(typed)) = &mut self.editor {
                    typed.key(*key);
                }
                Effects::none()
            }
            Happening::Paste(text) => {
                match &mut self.editor {
                    Some(Editor::Line(typed)) => typed.paste(text, false),
                    Some(Editor::Policy(typed)) => typed.paste(text, true),
                    _ => {}
                }
                Effects::none()
            }
            Happening::Action(action) if self.editor.is_some() => self.in_editor(*action, lab, ctx),
            Happening::Action(action) => self.act(*action, lab, ctx),
            _ => Effects::none(),
        }
    }

    fn act(&mut self, action: Action, lab: &Lab, ctx: &Ctx) -> Effects {
        match action {
            Action::Back => return Effects::go(Go::Back),
            Action::NextPane => self.pane = self.pane.step(1),
            Action::PreviousPane => self.pane = self.pane.step(Pane::ALL.len() - 1),
            Action::Undo => return self.back_or_forth(History::undo, "nothing to undo", lab, ctx),
            Action::Redo => return self.back_or_forth(History::redo, "nothing to redo", lab, ctx),
            Action::Why => return self.evidence(lab),
            Action::Grade => return self.ask_to_grade(lab),
            Action::Hint => return self.next_hint(lab),
            Action::Results => return self.results(lab, ctx),
            Action::Search => self.type_in(Target::Search, "Find a setting", ""),
            Action::Save => {
                let path = files::design_path(&ctx.home, &self.lab);
                self.type_in(Target::SaveTo, "Save the design to", &path.display().to_string());
            }
            Action::Load => {
                let path = files::design_path(&ctx.home, &self.lab);
                self.type_in(Target::LoadFrom, "Load a design from", &path.display().to_string());
            }
            _ => {
                return match self.pane {
                    Pane::Settings => self.in_settings(action, lab, ctx),
                    Pane::Objectives => self.in_objectives(action, lab),
                    Pane::Story | Pane::Picture => self.scroll(action, lab, ctx),
                };
            }
        }
        Effects::none()
    }

    fn type_in(&mut self, target: Target, title: &str, text: &str) {
        self.editor = Some(Editor::Line(Typed::new(target, title, text)));
    }

    /// Makes a change and tells what came of it.
    fn apply(&mut self, edit: &Edit, lab: &Lab, ctx: &Ctx) -> Effects {
        match self.history.apply(edit) {
            Ok(()) => self.changed(lab, ctx),
            Err(error) => Effects::say(error.to_string()),
        }
    }

    /// Checks the design anew and keeps it.
    fn changed(&mut self, lab: &Lab, ctx: &Ctx) -> Effects {
        let now = Checked::of(lab, self.history.draft(), &self.checked);
        let before = std::mem::replace(&mut self.checked, now);
        self.cursor = self.cursor.min(self.rows().len().saturating_sub(1));
        let mut effects = Effects { notice: self.checked.difference(&before), ..Effects::none() };
        if !self.disproves {
            effects.cmds.push(files::keep(&ctx.home, &self.lab, self.draft()));
        }
        effects
    }

    fn back_or_forth(
        &mut self,
        step: fn(&mut History) -> bool,
        otherwise: &str,
        lab: &Lab,
        ctx: &Ctx,
    ) -> Effects {
        if step(&mut self.history) { self.changed(lab, ctx) } else { Effects::say(otherwise) }
    }

    /// The evidence of the objective under the cursor; from elsewhere, of the first one not met.
    fn evidence(&mut self, lab: &Lab) -> Effects {
        if self.checked.findings.is_empty() {
            return Effects::say("no evidence while the settings have errors");
        }
        if self.pane != Pane::Objectives && !self.marked {
            self.objective = self.checked.findings.iter().position(|finding| !finding.met).unwrap_or(0);
        }
        self.marked = true;
        let evidence =
            Evidence::new(lab, self.draft().clone(), self.checked.findings.clone(), self.objective);
        Effects::open(Screen::Evidence(Box::new(evidence)))
    }

    fn reply(&mut self, reply: &Reply, lab: &Lab, ctx: &Ctx) -> Effects {
        let kept = files::draft_path(&ctx.home, &self.lab);
        match reply {
            Reply::FileRead { path, text: Ok(text) } if *path == kept && self.loading.is_none() => {
                self.resume(lab, path, text)
            }
            Reply::FileRead { path, text } if self.loading.as_ref() == Some(path) => {
                self.loading = None;
                match text {
                    Ok(text) => self.load(lab, path, text, ctx),
                    Err(error) => Effects::say(error.clone()),
                }
            }
            Reply::FileExists { path } => {
                self.asked = Some(Asked::Overwrite(path.clone()));
                Effects::go(Go::Ask(grading::ask_to_overwrite(path)))
            }
            Reply::FileWritten { path, outcome: Ok(()) } if *path != kept => {
                Effects::say(format!("saved to {}", path.display()))
            }
            Reply::FileWritten { outcome: Err(error), .. } => Effects::say(error.clone()),
            _ => Effects::none(),
        }
    }

    /// Takes up the draft that was kept.
    fn resume(&mut self, lab: &Lab, path: &Path, text: &str) -> Effects {
        let Some(draft) = files::read(lab, path, text).draft else { return Effects::none() };
        if draft == *self.draft() {
            return Effects::none();
        }
        if self.history.replace(draft).is_err() {
            return Effects::say("your earlier design does not fit this version of the lab");
        }
        self.checked = Checked::of(lab, self.draft(), &self.checked);
        self.pane = Pane::Settings;
        Effects::say("your design is as you left it; u goes back to the start")
    }

    fn load(&mut self, lab: &Lab, path: &Path, text: &str, ctx: &Ctx) -> Effects {
        let read = files::read(lab, path, text);
        let mut effects = match read.draft.map(|draft| self.history.replace(draft)) {
            Some(Ok(())) => {
                self.unfolded = Unfolded::start(&self.history);
                let effects = self.changed(lab, ctx);
                Effects { notice: Some(format!("loaded {}", path.display())), ..effects }
            }
            Some(Err(error)) => Effects::say(format!("not loaded: {error}")),
            None => Effects::say("not loaded"),
        };
        if !read.problems.is_empty() {
            let text = format!("{}\n\n{}", effects.notice.unwrap_or_default(), read.problems);
            effects.notice = None;
            let problems = Results::of_text("What is wrong with the file", text);
            return effects.and_go(Go::To(Box::new(Screen::Results(Box::new(problems)))));
        }
        effects
    }

    fn answered(&mut self, answer: Answer, lab: &Lab, ctx: &Ctx) -> Effects {
        match (self.asked.take(), answer) {
            (Some(Asked::Grade), Answer::Yes) => self.grade(lab, ctx),
            (Some(Asked::Overwrite(path)), Answer::Yes) => {
                let text = crate::pack::write_config(self.draft());
                Effects::cmd(Cmd::WriteFile { path, text })
            }
            _ => Effects::none(),
        }
    }

    fn in_editor(&mut self, action: Action, lab: &Lab, ctx: &Ctx) -> Effects {
        match self.editor.take() {
            Some(Editor::Pick(pick)) => self.in_pick(pick, action, lab, ctx),
            Some(Editor::Line(typed)) if action == Action::Accept => self.take(&typed, lab, ctx),
            Some(Editor::Policy(typed)) if action == Action::Done => self.take(&typed, lab, ctx),
            Some(Editor::Policy(Typed { target: Target::Place(at), area, .. })) if action == Action::Back => {
                self.left_policy = Some((at, area.lines().join("\n")));
                Effects::say("left as it was; opened again, the editor still has your text")
            }
            Some(editor) if action != Action::Back => {
                self.editor = Some(editor);
                Effects::none()
            }
            _ => Effects::none(),
        }
    }

    /// Takes what was typed.
    fn take(&mut self, typed: &Typed, lab: &Lab, ctx: &Ctx) -> Effects {
        let text = typed.text();
        match &typed.target {
            Target::Place(at) => self.apply(&Edit::Set { at: at.clone(), text }, lab, ctx),
            Target::Name(resource, index) => {
                self.apply(&Edit::Rename { resource: *resource, index: *index, name: text }, lab, ctx)
            }
            Target::NewElement(resource) => self.add_element(*resource, &text, lab, ctx),
            Target::Search => self.find(&text),
            Target::SaveTo => {
                let text_of_file = crate::pack::write_config(self.draft());
                Effects::cmd(Cmd::WriteNewFile { path: PathBuf::from(text.trim()), text: text_of_file })
            }
            Target::LoadFrom => {
                let path = PathBuf::from(text.trim());
                self.loading = Some(path.clone());
                Effects::cmd(Cmd::ReadFile(path))
            }
        }
    }

    fn add_element(&mut self, resource: ResourceKind, name: &str, lab: &Lab, ctx: &Ctx) -> Effects {
        let effects = self.apply(&Edit::AddElement { resource, name: name.to_owned() }, lab, ctx);
        if let Some(index) = crate::aws::form::find(self.draft(), resource, name.trim()) {
            let row = Row::Element(resource, index);
            self.unfolded.open(row.clone());
            self.move_to(&row);
        }
        effects
    }
}
