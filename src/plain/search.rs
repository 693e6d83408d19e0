//! Search in words.

use crate::plain::console::{Talk, count};
use crate::plain::trainer::Trainer;
use crate::plain::{drill, lab, lesson};
use crate::search::{FILTERS, Found, Index, Query, Standing, State, Target, excerpt, find, is};
use crate::session::Progress;

/// How many are listed at once.
const SHOWN: usize = 20;
/// Questions of one sitting over everything that was found.
const MOST: usize = 100;

/// Asks what to look for.
pub(super) fn ask(trainer: &mut Trainer) -> Talk {
    trainer.console.say(&format!("Filters: {FILTERS}"))?;
    match trainer.console.ask("Type words and filters, or press Enter to go back.")?.as_str() {
        "" | "q" => Ok(()),
        typed => {
            let typed = typed.to_owned();
            run(trainer, &typed)
        }
    }
}

/// Lists what is found, and opens or practises it.
pub(super) fn run(trainer: &mut Trainer, typed: &str) -> Talk {
    let query = Query::parse(typed);
    if let Some(advice) = &query.advice {
        trainer.console.say(advice)?;
    }
    loop {
        let progress = trainer.progress()?;
        let standing =
            Standing { progress: &progress, today: trainer.today(), policy: trainer.settings.policy() };
        let found = find(&Index::of(trainer.pack, standing), &query, trainer.pack, standing);
        if found.total == 0 {
            return trainer.console.say("Nothing is found.");
        }
        let titles: Vec<String> = found
            .targets
            .iter()
            .take(SHOWN)
            .map(|target| title(trainer, &found, *target, &progress))
            .collect();
        trainer.console.say(&format!("{} found; the first {}:", found.total, titles.len()))?;
        for (at, title) in titles.iter().enumerate() {
            trainer.console.hang(&format!("{}. ", at + 1), title)?;
        }
        let line = trainer
            .console
            .ask("Type a number to open it, all to practise the questions, or q to go back.")?;
        let questions = || found.targets.iter().filter_map(|target| question(trainer, *target));
        match line.as_str() {
            "q" | "" => return Ok(()),
            "all" => {
                let questions: Vec<_> = questions().take(MOST).collect();
                return drill::over_questions(trainer, questions);
            }
            number => {
                let at = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                match at.filter(|at| *at < titles.len()).and_then(|at| found.targets.get(at).copied()) {
                    Some(target) => open(trainer, target)?,
                    None => trainer.console.say(&format!("`{number}` is not in the list."))?,
                }
            }
        }
    }
}

fn question(trainer: &Trainer, target: Target) -> Option<crate::bank::QuestionId> {
    match target {
        Target::Question(at) => trainer.pack.questions.get(at).map(|question| question.id.clone()),
        _ => None,
    }
}

fn title(trainer: &Trainer, found: &Found, target: Target, progress: &Progress) -> String {
    let standing = Standing { progress, today: trainer.today(), policy: trainer.settings.policy() };
    let pack = trainer.pack;
    let shown = excerpt(found, target, pack, standing, 60);
    let what = match target {
        Target::Question(at) => pack.questions.get(at).map_or("", |question| question.objective.as_str()),
        Target::Lesson(_) => "lesson",
        Target::Lab(_) => "network",
    };
    let mut marks = Vec::new();
    for (state, word) in
        [(State::Starred, "* starred"), (State::Right, "[+] right"), (State::Missed, "[X] missed")]
    {
        if is(target, state, pack, standing) {
            marks.push(word);
        }
    }
    marks.extend(shown.place);
    let marks = if marks.is_empty() { String::new() } else { format!(" ({})", marks.join(", ")) };
    let text: String = shown.text.chars().take(200).collect();
    format!("{what}{marks}: {text}")
}

fn open(trainer: &mut Trainer, target: Target) -> Talk {
    let pack = trainer.pack;
    match target {
        Target::Question(at) => match pack.questions.get(at) {
            Some(question) => drill::over_questions(trainer, vec![question.id.clone()]),
            None => Ok(()),
        },
        Target::Lesson(at) => match pack.lessons.get(at) {
            Some(found) => lesson::read(trainer, found),
            None => Ok(()),
        },
        Target::Lab(at) => match pack.labs.get(at) {
            Some(found) => lab::run(trainer, &found.id),
            None => Ok(()),
        },
    }
}

/// How many questions stand on the shelf, for the menu.
pub(super) fn shelf(progress: &Progress) -> String {
    let starred = count(progress.shelf.starred().count(), "star");
    let notes = count(progress.shelf.notes().count(), "note");
    format!("{starred}, {notes}")
}
