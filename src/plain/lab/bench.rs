//! One exercise under work.

use std::path::PathBuf;

use crate::aws::form::{Edit, FieldShape, History, spec};
use crate::aws::{Config, ConfigDraft, ConfigError, Place};
use crate::lab::{self, Finding, Hint, Lab, Refutation, Trap};
use crate::pack::write_config;
use crate::plain::console::{self, Talk};
use crate::plain::drill;
use crate::plain::lab::command::{self, Command, VERBS};
use crate::plain::trainer::Trainer;
use crate::session::{SessionEvent, SessionId, question_on};

pub(super) struct Bench<'t, 'a> {
    pub trainer: &'t mut Trainer<'a>,
    pub lab: &'a Lab,
    session: SessionId,
    pub history: History,
    /// Per objective, as it was told last; nothing while the configuration has errors.
    told: Option<Vec<bool>>,
    /// The design that a hint was begun for.
    hinted: Option<(ConfigDraft, Hint)>,
    /// Files that were written or read here, and may be written again unasked.
    pub own_files: Vec<PathBuf>,
    /// The design stands for a false belief: neither it nor its grades are kept.
    pub disproves: bool,
    /// Hints told since the last grade.
    hints: u32,
    /// Misconceptions of the last grade, unless it passed.
    failed: Option<Vec<String>>,
}

/// What the configuration is worth now.
pub(super) enum State {
    Errors(Vec<ConfigError>),
    Valid(Box<Config>),
}

impl<'t, 'a> Bench<'t, 'a> {
    pub(super) fn new(trainer: &'t mut Trainer<'a>, lab: &'a Lab) -> Self {
        let session = SessionId::new(trainer.console.now(), trainer.next_seed());
        let history = History::new(lab.starter.clone(), lab.editable.clone());
        Self {
            trainer,
            lab,
            session,
            history,
            told: None,
            hinted: None,
            own_files: Vec::new(),
            disproves: false,
            hints: 0,
            failed: None,
        }
    }

    /// The configuration that stands for a false belief.
    pub(super) fn disproving(trainer: &'t mut Trainer<'a>, refutation: Refutation<'a>) -> Self {
        let history = History::new(refutation.draft().clone(), refutation.lab.editable.clone());
        Self { history, disproves: true, ..Self::new(trainer, refutation.lab) }
    }

    pub(super) fn run(&mut self) -> Talk {
        if self.disproves {
            self.grade()?;
            self.trainer.console.say("Mend it, or type quit to go back. Nothing here is kept.")?;
        } else {
            self.take_up()?;
            self.tell_story()?;
            self.tell_changes()?;
        }
        loop {
            let line = self.trainer.console.ask("Command?")?;
            if line.is_empty() {
                continue;
            }
            match command::read(&line, self.history.draft()) {
                Ok(Command::Quit) => return Ok(()),
                Ok(command) => self.obey(command)?,
                Err(fault) => self.trainer.console.say(&format!("{fault} Type ? for the commands."))?,
            }
        }
    }

    fn obey(&mut self, command: Command) -> Talk {
        match command {
            Command::Help => self.help(),
            Command::Story => self.tell_story(),
            Command::Tasks => self.tell_tasks(),
            Command::List => self.tell_sections(),
            Command::Show { resource, index } => self.tell_element(resource, index),
            Command::Options { at } => self.tell_options(&at),
            Command::Change(edit) => self.change(&edit),
            Command::Write { at } => self.write(at),
            Command::Undo => self.step("undo", History::undo),
            Command::Redo => self.step("redo", History::redo),
            Command::Reset => self.replace(self.lab.starter.clone(), "Back at the start."),
            Command::Errors => self.tell_errors(),
            Command::Grade => self.grade(),
            Command::Hint => self.hint(),
            Command::Question => self.question(),
            Command::Evidence(at) => self.tell_evidence(at),
            Command::Save(name) => self.save(name.as_deref()),
            Command::Load(name) => self.load(&name),
            Command::Quit => Ok(()),
        }
    }

    fn help(&mut self) -> Talk {
        for (verb, arguments, meaning) in VERBS {
            self.trainer.console.hang("", format!("{verb} {arguments}").trim_end())?;
            self.trainer.console.hang("    ", meaning)?;
        }
        self.trainer.console.say(
            "Such as: set workload enable_network_isolation true; add security_group nodes; \
             rule security_group nodes egress tcp 443 pl:s3; clear security_group nodes egress.2",
        )
    }

    pub(super) fn state(&self) -> State {
        match Config::build(self.history.draft()) {
            Ok(config) => State::Valid(Box::new(config)),
            Err(errors) => State::Errors(errors),
        }
    }

    fn change(&mut self, edit: &Edit) -> Talk {
        let before = self.history.draft().clone();
        match self.history.apply(edit) {
            Err(fault) => self.trainer.console.say(&format!("Not done: {fault}.")),
            Ok(()) if before == *self.history.draft() => self.trainer.console.say("Nothing changed."),
            Ok(()) => {
                self.trainer.console.say(&tell_edit(edit))?;
                self.changed()
            }
        }
    }

    /// Reads a policy, or a list of rules, line by line.
    fn write(&mut self, at: Place) -> Talk {
        let is_long = spec(&at).is_some_and(|spec| {
            at.entry.is_none() && (spec.shape == FieldShape::Policy || spec.shape.has_entries())
        });
        if !is_long {
            return self.trainer.console.say("Give a value, or use clear.");
        }
        self.trainer.console.say("Type its lines; a single full stop ends them.")?;
        let text = self.trainer.console.read_text()?;
        self.change(&Edit::Set { at, text })
    }

    fn step(&mut self, name: &str, step: impl Fn(&mut History) -> bool) -> Talk {
        if step(&mut self.history) {
            self.trainer.console.say(&format!("Done: {name}."))?;
            self.changed()
        } else {
            self.trainer.console.say(&format!("There is nothing to {name}."))
        }
    }

    /// Takes over a whole draft.
    pub(super) fn replace(&mut self, draft: ConfigDraft, done: &str) -> Talk {
        match self.history.replace(draft) {
            Ok(()) => {
                self.trainer.console.say(done)?;
                self.changed()
            }
            Err(fault) => self.trainer.console.say(&format!("Not done: {fault}.")),
        }
    }

    fn changed(&mut self) -> Talk {
        self.keep()?;
        self.tell_changes()
    }

    /// Says which objectives turned, and how many are met.
    fn tell_changes(&mut self) -> Talk {
        let config = match self.state() {
            State::Errors(errors) => {
                self.told = None;
                let errors = console::count(errors.len(), "error");
                return self.trainer.console.say(&format!("The configuration has {errors}: type errors."));
            }
            State::Valid(config) => config,
        };
        let met: Vec<bool> = lab::find(self.lab, &config).iter().map(|finding| finding.met).collect();
        if self.told.as_ref() == Some(&met) {
            return Ok(());
        }
        if let Some(before) = self.told.take() {
            self.tell_turned(&before, &met)?;
        }
        let count = met.iter().filter(|met| **met).count();
        let total = met.len();
        self.told = Some(met);
        self.trainer.console.say(&format!("{count} of {total} objectives are met."))
    }

    fn tell_turned(&mut self, before: &[bool], now: &[bool]) -> Talk {
        let lab = self.lab;
        for ((objective, before), now) in lab.objectives.iter().zip(before).zip(now) {
            match (before, now) {
                (false, true) => self.trainer.console.hang("[+] now met: ", &objective.text)?,
                (true, false) => self.trainer.console.hang("[X] not met any more: ", &objective.text)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn grade(&mut self) -> Talk {
        let State::Valid(config) = self.state() else {
            self.trainer.console.say("It cannot be graded yet.")?;
            return self.tell_errors();
        };
        let graded = lab::grade(self.lab, &config);
        let hints = std::mem::take(&mut self.hints);
        let event = SessionEvent::LabGraded {
            session: self.session.clone(),
            lab: self.lab.id.0.clone(),
            version: self.lab.version,
            score: graded.score,
            max: graded.max,
            failed: graded.failed().into_iter().map(|id| id.0.clone()).collect(),
            misconceptions: graded.misconceptions.clone(),
            config: write_config(self.history.draft()),
            hints,
            teaches: self.lab.teaches.clone(),
        };
        if !self.disproves {
            self.trainer.record(&event)?;
        }
        self.failed = (!graded.passed()).then(|| graded.misconceptions.clone());
        self.tell_grade(&graded)
    }

    /// Puts the question that teaches what failed in the last grade.
    fn question(&mut self) -> Talk {
        let Some(beliefs) = &self.failed else {
            return self.trainer.console.say("Grade a design first; a question fits what failed.");
        };
        let progress = self.trainer.progress()?;
        match question_on(self.trainer.pack, &progress, beliefs, &self.lab.teaches) {
            Some(question) => drill::over_questions(self.trainer, vec![question]),
            None => self.trainer.console.say("This pack has no question on this."),
        }
    }

    /// Where to look; for the same design once more, what to do.
    fn hint(&mut self) -> Talk {
        match self.findings() {
            None => return self.tell_errors(),
            Some(findings) if findings.iter().all(|finding| finding.met) => {
                return self.trainer.console.say("Every objective is met. Type grade.");
            }
            Some(_) => {}
        }
        let draft = self.history.draft().clone();
        if let Some((_, hint)) = self.hinted.take_if(|(told, _)| *told == draft) {
            self.hints += 1;
            return self.trainer.console.hang("Do this: ", &format!("{}.", hint.change()));
        }
        let Some(hint) = Hint::of(self.lab, &draft) else {
            return self.trainer.console.say("No step of up to three edits was found.");
        };
        self.hints += 1;
        let told = format!("{}. Type hint again for the edit.", hint.look_at());
        self.hinted = Some((draft, hint));
        self.trainer.console.hang("Hint: ", &told)
    }

    /// The findings of the configuration as it is.
    pub(super) fn findings(&self) -> Option<Vec<Finding>> {
        match self.state() {
            State::Valid(config) => Some(lab::find(self.lab, &config)),
            State::Errors(_) => None,
        }
    }

    /// What the configuration as it is does for a belief that is false.
    pub(super) fn traps(&self, findings: &[Finding]) -> Vec<Trap> {
        match self.state() {
            State::Valid(config) => lab::recognise(&config, &self.lab.objectives, findings),
            State::Errors(_) => Vec::new(),
        }
    }
}

fn tell_edit(edit: &Edit) -> String {
    let section = edit.resource().section();
    match edit {
        Edit::Set { at, .. } => format!("Set: {section} {}.", at.field),
        Edit::Clear { at } if at.entry.is_some() => format!("Removed from {section} {}.", at.field),
        Edit::Clear { at } => format!("Back at its default: {section} {}.", at.field),
        Edit::AddElement { name, .. } => format!("Added: {section} {name}").trim_end().to_owned() + ".",
        Edit::RemoveElement { .. } => format!("Removed from {section}."),
        Edit::Rename { name, .. } => format!("Renamed: {section} {name}."),
        Edit::AddEntry { at, .. } => format!("Added to {section} {}.", at.field),
        Edit::RemoveEntry { at } => format!("Removed from {section} {}.", at.field),
    }
}
