//! `trapline stats`: what the history says.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::bank::Pack;
use crate::cli::args::{Format, Global, Stats};
use crate::cli::console::{Console, Text, print_json};
use crate::cli::error::{CliError, Exit};
use crate::cli::input;
use crate::launch::open_settings;
use crate::memory::Policy;
use crate::session::statistics::Statistics;
use crate::session::{Progress, SessionEvent};
use crate::store::{Store, StoreError};

pub(in crate::cli) fn run(args: &Stats, global: &Global, console: Console) -> Result<Exit, CliError> {
    let pack = input::open_pack(global.pack.as_deref(), console)?;
    let mut opened = input::open_store()?;
    if let Some(notice) = &opened.notice {
        console.note(notice);
    }
    let settings = open_settings(&input::home()?);
    if let Some(notice) = &settings.notice {
        console.note(notice);
    }
    let policy = settings.settings.policy();
    let clock = input::clock();
    let today = clock.study_day(Timestamp::now().as_millisecond());
    let progress = opened.store.progress(clock)?;
    if let Some(notice) = opened.store.take_notice() {
        console.note(&notice);
    }
    let summary = Summary::of(&pack, &Answers::of(&opened.store)?, &progress, policy, today);
    match args.format {
        Format::Text => {
            let mut text = console.text();
            summary.write(&mut text, &pack);
            text.print()?;
        }
        Format::Json => print_json(&summary)?,
    }
    Ok(Exit::Clean)
}

/// Right out of asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
struct Tally {
    correct: u32,
    asked: u32,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Objective {
    id: String,
    #[serde(flatten)]
    tally: Tally,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Misconception {
    id: String,
    times: u32,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Labs {
    passed: usize,
    total: usize,
}

#[derive(Debug, PartialEq, Serialize)]
struct Summary {
    answers: Tally,
    due_today: usize,
    exams: usize,
    labs: Labs,
    lessons_read: usize,
    /// In the blueprint's order, those that were asked.
    objectives: Vec<Objective>,
    /// Most often first.
    misconceptions: Vec<Misconception>,
    #[serde(flatten)]
    statistics: Statistics,
}

impl Summary {
    fn of(pack: &Pack, answers: &Answers, progress: &Progress, policy: Policy, today: i64) -> Self {
        let has_passed = |lab: &&crate::lab::Lab| {
            progress.seen.lab_progress(&lab.id.0, lab.version).is_some_and(|seen| seen.best_score == seen.max)
        };
        Self {
            answers: answers.all.clone(),
            due_today: progress.knowledge.due_count(policy, today),
            exams: answers.exams,
            labs: Labs { passed: pack.labs.iter().filter(has_passed).count(), total: pack.labs.len() },
            lessons_read: pack.lessons.iter().filter(|lesson| progress.seen.has_read(&lesson.id)).count(),
            objectives: pack
                .blueprint
                .objectives
                .iter()
                .filter_map(|objective| {
                    let tally = answers.by_objective.get(&objective.id)?;
                    Some(Objective { id: objective.id.clone(), tally: tally.clone() })
                })
                .collect(),
            misconceptions: progress
                .ledger
                .acted_on()
                .into_iter()
                .map(|(id, times)| Misconception { id: id.to_owned(), times })
                .collect(),
            statistics: Statistics::of(
                pack,
                progress,
                progress.knowledge.due_days(policy, today).map(|(_, day)| day),
                today,
            ),
        }
    }

    fn write(&self, text: &mut Text, pack: &Pack) {
        let Tally { correct, asked } = self.answers;
        text.plain(&format!("answers      {correct} of {asked} right\n"));
        text.plain(&format!("due today    {}\n", self.due_today));
        text.plain(&format!("exams        {}\n", self.exams));
        text.plain(&format!("labs passed  {} of {}\n", self.labs.passed, self.labs.total));
        text.plain(&format!("lessons read {} of {}\n", self.lessons_read, pack.lessons.len()));
        if !self.objectives.is_empty() {
            text.plain("\n").strong("By learning objective").plain("\n");
        }
        for Objective { id, tally } in &self.objectives {
            let title = pack.blueprint.objective(id).map_or("", |objective| objective.text.as_str());
            text.plain(&format!("  {id:8} {:>4} of {:<4} {title}\n", tally.correct, tally.asked));
        }
        for section in self.statistics.sections() {
            text.plain("\n").strong(section.title).plain("\n");
            for line in section.lines {
                text.plain(&format!("  {line}\n"));
            }
        }
    }
}

/// What the facts say, one after the other.
#[derive(Debug, Default)]
struct Answers {
    all: Tally,
    by_objective: BTreeMap<String, Tally>,
    exams: usize,
}

impl Answers {
    fn of(store: &Store) -> Result<Self, StoreError> {
        let mut answers = Self::default();
        store.each(|recorded| {
            match &recorded.event {
                SessionEvent::DrillAnswered { objective, earned, possible, .. } => {
                    answers.count(objective, earned == possible);
                }
                SessionEvent::ExamSubmitted { results, .. } => {
                    answers.exams += 1;
                    for result in results {
                        answers.count(&result.objective, result.earned == result.possible);
                    }
                }
                _ => {}
            }
            Ok::<_, StoreError>(())
        })?;
        Ok(answers)
    }

    fn count(&mut self, objective: &str, correct: bool) {
        let of_objective = self.by_objective.entry(objective.to_owned()).or_default();
        for tally in [&mut self.all, of_objective] {
            tally.asked += 1;
            tally.correct += u32::from(correct);
        }
    }
}
