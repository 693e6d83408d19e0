//! Designs as files: saved, loaded, kept when left unfinished.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::diag::{Sources, render_concise};
use crate::lab::Lab;
use crate::pack::{read_design, write_config};
use crate::plain::console::Talk;
use crate::plain::lab::bench::Bench;

/// Where designs go that have no folder in their name.
fn folder(home: &Path) -> PathBuf {
    home.join("designs")
}

/// What was left unfinished in this exercise.
pub(super) fn unfinished(home: &Path, lab: &Lab) -> PathBuf {
    folder(home).join(format!("{}.unfinished.toml", lab.id))
}

/// The file that a learner means by `name`.
pub(super) fn path(home: &Path, name: &str) -> PathBuf {
    let given = Path::new(name);
    if given.components().count() > 1 || given.is_absolute() {
        return given.to_owned();
    }
    let ending = if given.extension().is_some() { "" } else { ".toml" };
    folder(home).join(format!("{name}{ending}"))
}

/// Writes a whole file or leaves the old one as it was.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut draft = path.as_os_str().to_owned();
    draft.push(".new");
    fs::write(&draft, text)?;
    fs::rename(&draft, path)
}

impl Bench<'_, '_> {
    pub(super) fn save(&mut self, name: Option<&str>) -> Talk {
        let path = path(&self.trainer.home, name.unwrap_or(&self.lab.id.0));
        if path.exists() && !self.own_files.contains(&path) {
            let question = format!("`{}` exists. Overwrite it? Type y or n.", path.display());
            if self.trainer.console.ask(&question)? != "y" {
                return self.trainer.console.say("Not saved.");
            }
        }
        match write(&path, &write_config(self.history.draft())) {
            Ok(()) => {
                self.kept = self.history.draft().clone();
                self.trainer.console.say(&format!("Saved as `{}`.", path.display()))?;
                self.own_files.push(path);
                Ok(())
            }
            Err(error) => self.trainer.console.say(&format!("Not saved as `{}`: {error}.", path.display())),
        }
    }

    pub(super) fn load(&mut self, path: &Path) -> Talk {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                return self.trainer.console.say(&format!("Cannot read `{}`: {error}.", path.display()));
            }
        };
        let mut sources = Sources::default();
        let source = sources.add(path.display().to_string(), text);
        let read = read_design(self.lab, &sources, source);
        if !read.diagnostics.is_empty() {
            self.trainer.console.say(&render_concise(&read.diagnostics, &sources))?;
        }
        self.replace(read.draft, &format!("Loaded `{}`. Undo goes back.", path.display()))?;
        self.own_files.push(path.to_owned());
        Ok(())
    }

    /// Keeps what is in no file yet, so that a later session can resume it.
    pub(super) fn keep_unfinished(&mut self) -> Talk {
        if *self.history.draft() == self.kept {
            return Ok(());
        }
        let path = unfinished(&self.trainer.home, self.lab);
        match write(&path, &write_config(self.history.draft())) {
            Ok(()) => self.trainer.console.say(&format!("Your changes are kept in `{}`.", path.display())),
            Err(error) => self
                .trainer
                .console
                .say(&format!("Your changes cannot be kept in `{}`: {error}.", path.display())),
        }
    }
}
