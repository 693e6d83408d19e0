//! Designs as files: saved, loaded, kept after each change.

use std::fs;
use std::path::{Path, PathBuf};

use crate::aws::ConfigDraft;
use crate::diag::{Severity, Sources, render_concise};
use crate::launch::{design_path, draft_path, write_file};
use crate::pack::{read_design, write_config};
use crate::plain::console::Talk;
use crate::plain::lab::bench::Bench;

/// A design read from a file.
struct Read {
    /// As far as it could be read; nothing when there was nothing to be read.
    draft: Option<ConfigDraft>,
    /// What is wrong with it, rendered.
    problems: String,
}

impl Bench<'_, '_> {
    /// The file that a learner means by `name`: without a folder, one among the saved designs.
    fn path(&self, name: &str) -> PathBuf {
        let given = Path::new(name);
        if given.components().count() > 1 || given.is_absolute() {
            return given.to_owned();
        }
        let path = design_path(&self.trainer.home, &self.lab.id).with_file_name(name);
        if path.extension().is_some() { path } else { path.with_extension("toml") }
    }

    pub(super) fn save(&mut self, name: Option<&str>) -> Talk {
        let usual = || design_path(&self.trainer.home, &self.lab.id);
        let path = name.map_or_else(usual, |name| self.path(name));
        if path.exists() && !self.own_files.contains(&path) {
            let question = format!("`{}` exists. Overwrite it? Type y or n.", path.display());
            if self.trainer.console.ask(&question)? != "y" {
                return self.trainer.console.say("Not saved.");
            }
        }
        match write_file(&path, &write_config(self.history.draft())) {
            Ok(()) => {
                self.trainer.console.say(&format!("Saved as `{}`.", path.display()))?;
                self.own_files.push(path);
                Ok(())
            }
            Err(error) => self.trainer.console.say(&format!("Not saved as `{}`: {error}.", path.display())),
        }
    }

    pub(super) fn load(&mut self, name: &str) -> Talk {
        let path = self.path(name);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) => {
                return self.trainer.console.say(&format!("Cannot read `{}`: {error}.", path.display()));
            }
        };
        let Read { draft, problems } = self.read(&path, text);
        for problem in problems.lines() {
            self.trainer.console.say(problem)?;
        }
        match draft {
            Some(draft) => {
                self.own_files.push(path);
                self.replace(draft, "Loaded. Undo goes back.")
            }
            None => self.trainer.console.say("Nothing was loaded."),
        }
    }

    fn read(&self, path: &Path, text: String) -> Read {
        let mut sources = Sources::default();
        let source = sources.add(path.display().to_string(), text);
        let nothing = sources.add(String::new(), String::new());
        let read = read_design(self.lab, &sources, source);
        let nothing = read_design(self.lab, &sources, nothing).draft;
        let failed = read.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        let draft = Some(read.draft).filter(|draft| !failed || *draft != nothing);
        Read { draft, problems: render_concise(&read.diagnostics, &sources) }
    }

    /// Takes up the design that was left here last time.
    pub(super) fn take_up(&mut self) -> Talk {
        let path = draft_path(&self.trainer.home, &self.lab.id);
        let Ok(text) = fs::read_to_string(&path) else { return Ok(()) };
        let Some(draft) = self.read(&path, text).draft else { return Ok(()) };
        if draft == *self.history.draft() || self.history.replace(draft).is_err() {
            return Ok(());
        }
        self.trainer.console.say("This is your design as you left it. Type reset to begin from the start.")
    }

    /// Keeps the design, so that nothing is lost however the program ends.
    pub(super) fn keep(&mut self) -> Talk {
        if self.disproves {
            return Ok(());
        }
        let path = draft_path(&self.trainer.home, &self.lab.id);
        match write_file(&path, &write_config(self.history.draft())) {
            Ok(()) => Ok(()),
            Err(error) => {
                let fault = format!("This change is not kept in `{}`: {error}.", path.display());
                self.trainer.console.say(&fault)
            }
        }
    }
}
