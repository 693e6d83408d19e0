//! Which form, how much time, what the clock does; said in words before the clock starts.

use crate::plain::console::{Talk, count};
use crate::plain::quiz::{sit, yes};
use crate::plain::trainer::Trainer;
use crate::session::readiness::prediction;
use crate::session::{
    Accommodation, ClockRule, CustomForm, Exam, Form, MockForm, Only, Served, SessionEvent, Terms,
};

const EXTRA_TIME: [(&str, Accommodation); 6] = [
    ("", Accommodation::Standard),
    ("+30", Accommodation::ThirtyMinutes),
    ("x1.25", Accommodation::TimeAndAQuarter),
    ("x1.5", Accommodation::TimeAndAHalf),
    ("x2", Accommodation::DoubleTime),
    ("untimed", Accommodation::Untimed),
];

const WHICH: [(&str, Only); 5] = [
    ("", Only::All),
    ("missed", Only::Missed),
    ("unseen", Only::Unseen),
    ("starred", Only::Starred),
    ("due", Only::Due),
];

/// Asks, says what will be, and begins when the learner says so.
pub(super) fn set_up(trainer: &mut Trainer, objectives: Vec<String>) -> Talk {
    let Some(form) = choose_form(trainer, objectives)? else { return Ok(()) };
    let start = trainer.start();
    let served = form.serve(trainer.pack, &trainer.progress()?, &start);
    if served.questions.is_empty() {
        return trainer.console.say("There is no question to ask.");
    }
    let Some(terms) = choose_terms(trainer, &served)? else { return Ok(()) };
    for paragraph in served.announcement(terms) {
        trainer.console.say(&paragraph)?;
    }
    trainer.console.say("Type ? in the quiz for its commands; the clock starts when you type y.")?;
    if !yes(trainer, "Begin? Type y or n.")? {
        return Ok(());
    }
    begin(trainer, &form, served, terms, start.seed)
}

fn begin(trainer: &mut Trainer, form: &Form, served: Served, terms: Terms, seed: u64) -> Talk {
    let now = trainer.console.moment();
    let scored = u32::try_from(served.scored()).unwrap_or(u32::MAX);
    let (exam, event) = Exam::start(trainer.pack, served, terms, seed, now);
    let said = predicted(trainer, form, &exam, scored)?;
    trainer.record(&event)?;
    if let Some(said) = said {
        trainer.record(&said)?;
    }
    sit(trainer, exam)
}

/// What is said about the result of a form that is new to the learner, to be held against it.
fn predicted(trainer: &mut Trainer, form: &Form, exam: &Exam, scored: u32) -> Talk<Option<SessionEvent>> {
    let blueprint = &trainer.pack.blueprint;
    let progress = trainer.progress()?;
    let fresh = exam.questions().iter().all(|id| !progress.seen.has_met(id));
    Ok(match form {
        Form::Mock(_) if fresh => prediction(blueprint, &progress.exposure, exam.session(), scored),
        _ => None,
    })
}

/// The form that is called for; nothing when the learner leaves. A pack without forms of its own has one
/// choice, which is not asked for.
fn choose_form(trainer: &mut Trainer, objectives: Vec<String>) -> Talk<Option<Form>> {
    let has = |mock: &MockForm| trainer.pack.questions.iter().any(|question| question.pool == mock.pool());
    let mocks: Vec<Form> = MockForm::ALL.into_iter().filter(has).map(Form::Mock).collect();
    let whole = trainer.pack.exam.simulation.as_ref().map(|_| Form::Simulation);
    let forms: Vec<Form> = mocks.into_iter().chain(whole).collect();
    if forms.is_empty() || !objectives.is_empty() {
        return custom(trainer, objectives);
    }
    let names: Vec<&str> = forms.iter().map(Form::name).chain(["custom"]).collect();
    let question = format!("Which form? Type one of {}, or q to leave.", names.join(", "));
    loop {
        let line = trainer.console.ask(&question)?;
        match forms.iter().find(|form| form.name() == line) {
            Some(form) => return Ok(Some(form.clone())),
            None if line == "custom" => return custom(trainer, objectives),
            None if line == "q" => return Ok(None),
            None => trainer.console.say(&format!("`{line}` is not in the list."))?,
        }
    }
}

/// Length, minutes and filter of an exam that the learner puts together.
fn custom(trainer: &mut Trainer, objectives: Vec<String>) -> Talk<Option<Form>> {
    let defaults = &trainer.pack.exam;
    let (usual_count, usual_minutes) = (defaults.questions, defaults.minutes);
    let usual_count = u32::try_from(usual_count).unwrap_or(u32::MAX);
    let Some(count) = number(trainer, "How many questions?", usual_count, 1)? else { return Ok(None) };
    let Some(minutes) = number(trainer, "How many minutes? 0 is no limit.", usual_minutes, 0)? else {
        return Ok(None);
    };
    let which = "Which questions? Type missed, unseen, starred or due, or press Enter for all.";
    let Some(only) = one_of(trainer, which, &WHICH)? else { return Ok(None) };
    Ok(Some(Form::Custom(CustomForm {
        count: count as usize,
        minutes: (minutes > 0).then_some(minutes),
        objectives,
        only,
        ..CustomForm::everything()
    })))
}

fn choose_terms(trainer: &mut Trainer, served: &Served) -> Talk<Option<Terms>> {
    if served.limit_secs.is_none() {
        return Ok(Some(Terms::default()));
    }
    let extra = "Extra time? Type +30, x1.25, x1.5, x2 or untimed, or press Enter for none.";
    let Some(accommodation) = one_of(trainer, extra, &EXTRA_TIME)? else { return Ok(None) };
    let clock = "Which clock? Press Enter for the exam clock, which runs on while you are away, or type \
                 practice for one that stands still.";
    let rules = [("", ClockRule::Exam), ("exam", ClockRule::Exam), ("practice", ClockRule::Practice)];
    let Some(rule) = one_of(trainer, clock, &rules)? else { return Ok(None) };
    Ok(Some(Terms { accommodation, rule }))
}

/// The choice with the typed name; nothing when the learner leaves.
fn one_of<T: Copy>(trainer: &mut Trainer, question: &str, choices: &[(&str, T)]) -> Talk<Option<T>> {
    loop {
        let line = trainer.console.ask(question)?;
        match choices.iter().find(|(name, _)| *name == line) {
            Some((_, choice)) => return Ok(Some(*choice)),
            None if line == "q" => return Ok(None),
            None => trainer.console.say(&format!("`{line}` is not in the list; q leaves."))?,
        }
    }
}

/// A number from `least` on; the usual one for an empty line, nothing when the learner leaves.
fn number(trainer: &mut Trainer, question: &str, usual: u32, least: u32) -> Talk<Option<u32>> {
    loop {
        let line =
            trainer.console.ask(&format!("{question} Press Enter for {usual}, or type q to leave."))?;
        match line.as_str() {
            "" => return Ok(Some(usual)),
            "q" => return Ok(None),
            other => match other.parse::<u32>() {
                Ok(number) if number >= least => return Ok(Some(number)),
                _ => trainer.console.say(&format!("`{other}` is not a whole number from {least} on."))?,
            },
        }
    }
}

/// The exercises that the learner asked for, to go on with.
pub(super) fn labs_to_build(trainer: &mut Trainer, exam: &Exam) -> Talk {
    match exam.labs().len() {
        0 => Ok(()),
        some => trainer.console.say(&format!(
            "{} to build next: {}.",
            count(some, "exercise"),
            exam.labs().join(", ")
        )),
    }
}
