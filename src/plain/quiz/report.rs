//! After the quiz: the result, and every question once more with its answer.

use std::collections::BTreeSet;

use crate::bank::{Graded, OptionMark, Question, Response, grade};
use crate::launch::{result_path, write_file};
use crate::plain::console::{Talk, count};
use crate::plain::sheet::Sheet;
use crate::plain::trainer::Trainer;
use crate::session::{
    ESTIMATE_NOTE, ExamReport, Group, ItemReport, PASSING_SCORE, ReviewFilter, SessionEvent, SessionId,
    SubmitReason, TIME_BUDGET_MILLIS, Tally, clock_words, percent_words,
};
use crate::transcript::{Format, Transcript};

/// How many results of one minute get names of their own.
const COPIES: usize = 100;
/// How many of the slowest questions are named.
const SLOWEST: usize = 5;

/// Says how the quiz went, then answers requests for single questions.
pub(super) fn tell(trainer: &mut Trainer, session: &SessionId) -> Talk {
    let facts = trainer.store.sitting(session)?;
    let Some(report) = ExamReport::of(trainer.pack, session, &facts) else { return Ok(()) };
    trainer.console.gap()?;
    tell_total(trainer, &report)?;
    tell_course(trainer, &report)?;
    tell_first_look(trainer, &report)?;
    tell_groups(trainer, "By topic:", &report.families, false)?;
    tell_groups(trainer, "By objective:", &report.objectives, true)?;
    tell_slowest(trainer, &report)?;
    for one in &report.calibration {
        let (word, said) = (one.confidence.word(), one.confidence.probability());
        trainer.console.say(&format!("When you said {word} ({said}): {}.", share(one.tally)))?;
    }
    let believed: Vec<String> = report.misconceptions.iter().map(|(id, _)| id.clone()).collect();
    trainer.refute(&believed)?;
    review(trainer, report)
}

fn tell_total(trainer: &mut Trainer, report: &ExamReport) -> Talk {
    if report.reason == SubmitReason::TimeUp {
        trainer.console.say("Time was up: the quiz was submitted as it stood.")?;
    }
    trainer.console.say(&format!("Right: {}.", share(report.total)))?;
    if let Some(interval) = report.total.interval() {
        let (low, high) = (percent_words(interval.low), percent_words(interval.high));
        trainer.console.say(&format!(
            "Likely between {low} and {high}: a range made like this holds the true share in nine exams of ten."
        ))?;
    }
    if let Some(scaled) = report.scaled() {
        trainer.console.say(&format!(
            "Estimated score {} (pass {PASSING_SCORE}), likely range {} to {}. {ESTIMATE_NOTE}",
            scaled.score, scaled.low, scaled.high
        ))?;
    }
    Ok(())
}

fn tell_course(trainer: &mut Trainer, report: &ExamReport) -> Talk {
    if report.unanswered > 0 {
        trainer.console.say(&format!("Unanswered, counted as incorrect: {}.", report.unanswered))?;
    }
    let pilots = numbers(report.pilots());
    if !pilots.is_empty() {
        trainer.console.say(&format!("Not counted, seated to be tried out: question {pilots}."))?;
    }
    trainer.console.say(&format!("Time used: {}.", report.time.words()))?;
    trainer.console.say(&format!("Answers changed: {}.", report.changes().words()))
}

fn tell_first_look(trainer: &mut Trainer, report: &ExamReport) -> Talk {
    for (title, questions) in [
        ("Wrong while you were sure", numbers(report.confident_errors())),
        ("Right while you guessed", numbers(report.lucky_guesses())),
    ] {
        if !questions.is_empty() {
            trainer.console.say(&format!("{title}: question {questions}."))?;
        }
    }
    Ok(())
}

fn numbers<'a>(items: impl Iterator<Item = &'a ItemReport>) -> String {
    items.map(|item| (item.position + 1).to_string()).collect::<Vec<_>>().join(", ")
}

fn tell_groups(trainer: &mut Trainer, title: &str, groups: &[Group], with_id: bool) -> Talk {
    trainer.console.say(title)?;
    for Group { id, title, tally } in groups {
        let name = if with_id { format!("{id} {title}") } else { title.clone() };
        trainer.console.hang("  ", &format!("{}: {name}", share(*tally)))?;
    }
    Ok(())
}

fn tell_slowest(trainer: &mut Trainer, report: &ExamReport) -> Talk {
    let timed = report.slowest_first();
    if timed.is_empty() {
        return Ok(());
    }
    let slow = timed.iter().filter(|item| item.is_slow()).count();
    let budget = clock_words(TIME_BUDGET_MILLIS);
    let told: Vec<String> = timed
        .iter()
        .take(SLOWEST)
        .map(|item| {
            format!("question {} {}", item.position + 1, clock_words(item.millis.unwrap_or_default()))
        })
        .collect();
    trainer.console.say(&format!(
        "{slow} of {} took more than {budget}. Slowest first: {}.",
        timed.len(),
        told.join(", ")
    ))
}

fn share(tally: Tally) -> String {
    format!("{} of {} ({})", tally.correct, tally.asked, percent_words(tally.share()))
}

/// Lists questions and shows single ones, until the learner goes on.
fn review(trainer: &mut Trainer, mut report: ExamReport) -> Talk {
    list(trainer, &report, ReviewFilter::All)?;
    loop {
        say_unread(trainer, &report)?;
        let filters: Vec<&str> = ReviewFilter::ALL.into_iter().map(ReviewFilter::word).collect();
        let formats: Vec<&str> = Format::ALL.into_iter().map(Format::extension).collect();
        let line = trainer.console.ask(&format!(
            "Type a number to read a question with its answer, {} to list questions, {} to write the result \
             into a file, or press Enter to go on.",
            filters.join(", "),
            formats.join(", ")
        ))?;
        if line.is_empty() || line == "q" {
            return Ok(());
        }
        if let Some(filter) = ReviewFilter::ALL.into_iter().find(|filter| filter.word() == line) {
            list(trainer, &report, filter)?;
            continue;
        }
        if let Some(format) = Format::ALL.into_iter().find(|format| format.extension() == line) {
            export(trainer, &report, format)?;
            continue;
        }
        let wanted = line.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let found = report.items.iter().find(|item| Some(item.position) == wanted).cloned();
        let question = found.as_ref().and_then(|item| trainer.pack.question(&item.question));
        match (found, question) {
            (Some(item), Some(question)) => read(trainer, &mut report, &item, question)?,
            (Some(_), None) => trainer.console.say("That question is no longer in this pack.")?,
            (None, _) => trainer.console.say(&format!("There is no question `{line}`."))?,
        }
    }
}

/// Writes the result under the first name that is free.
fn export(trainer: &mut Trainer, report: &ExamReport, format: Format) -> Talk {
    let utc_offset_secs = trainer.clock.utc_offset_secs;
    let transcript = Transcript { pack: trainer.pack, report, utc_offset_secs };
    let paths = (0..COPIES).map(|copy| result_path(&trainer.home, &transcript.file_name(format, copy)));
    let free = paths.into_iter().find(|path| !path.exists());
    let told = match free.map(|path| (write_file(&path, &transcript.render(format)), path)) {
        Some((Ok(()), path)) => format!("Written: {}", path.display()),
        Some((Err(error), path)) => format!("Cannot write `{}`: {error}", path.display()),
        None => "There are too many files of this exam already.".to_owned(),
    };
    trainer.console.say(&told)
}

fn say_unread(trainer: &mut Trainer, report: &ExamReport) -> Talk {
    let wrong = ReviewFilter::Wrong.places(report).len();
    match (wrong, numbers(report.unread())) {
        (0, _) => Ok(()),
        (_, unread) if unread.is_empty() => {
            trainer.console.say("Review done: you have read every question that was not right.")
        }
        (_, unread) => trainer.console.say(&format!("Not right and still unread: question {unread}.")),
    }
}

fn list(trainer: &mut Trainer, report: &ExamReport, filter: ReviewFilter) -> Talk {
    let places = filter.places(report);
    if places.is_empty() {
        return trainer.console.say(&format!("No question is {}.", filter.word()));
    }
    for item in places.into_iter().filter_map(|at| report.items.get(at)) {
        let mark = match (&item.response, item.is_right()) {
            (None, _) => "[O] missed",
            (Some(_), true) => "[+] right",
            (Some(_), false) => "[X] wrong",
        };
        let confidence = item.confidence.map(|confidence| confidence.word().to_owned());
        let signs = [
            confidence,
            item.millis.map(clock_words),
            item.flagged.then(|| "marked".to_owned()),
            item.pilot.then(|| "not counted".to_owned()),
        ];
        let words: Vec<String> =
            std::iter::once(mark.to_owned()).chain(signs.into_iter().flatten()).collect();
        trainer.console.say(&format!("{}. {}", item.position + 1, words.join(", ")))?;
    }
    Ok(())
}

fn read(trainer: &mut Trainer, report: &mut ExamReport, item: &ItemReport, question: &Question) -> Talk {
    explain(trainer, report, item, question)?;
    tell_item(trainer, item)?;
    if !item.is_right() && report.mark_read(&item.question) {
        trainer.record(&SessionEvent::ExamReviewed {
            session: report.session.clone(),
            question: item.question.clone(),
        })?;
    }
    Ok(())
}

fn tell_item(trainer: &mut Trainer, item: &ItemReport) -> Talk {
    if item.pilot {
        trainer.console.say("Seated to be tried out: it does not count.")?;
    }
    if let Some(millis) = item.millis {
        let (time, budget) = (clock_words(millis), clock_words(TIME_BUDGET_MILLIS));
        let visits = count(item.visits as usize, "visit");
        trainer.console.say(&format!("Time: {time} in {visits}; the exam leaves {budget}."))?;
    }
    if !item.changes.is_empty() {
        let changes: Vec<&str> = item.changes.iter().map(|change| change.words()).collect();
        trainer.console.say(&format!("Answer changed: {}.", changes.join(", then ")))?;
    }
    Ok(())
}

fn explain(trainer: &mut Trainer, report: &ExamReport, item: &ItemReport, question: &Question) -> Talk {
    let sheet = Sheet::new(question, report.seed, item.position);
    trainer.show(&sheet, &BTreeSet::new())?;
    let response = item.response.as_ref();
    let graded = match (response, sheet.key()) {
        (Some(response), _) => grade(question, response),
        (None, key) => unanswered(question, key.as_ref()),
    };
    trainer.explain(&sheet, response, &graded, item.confidence)
}

/// Everything that is right, marked as missed.
fn unanswered(question: &Question, key: Option<&Response>) -> Graded {
    let Some(key) = key else { return grade(question, &empty()) };
    let mut graded = grade(question, key);
    graded.earned = 0;
    for mark in graded.marks.values_mut().filter(|mark| **mark == OptionMark::Right) {
        *mark = OptionMark::Missed;
    }
    graded
}

fn empty() -> Response {
    Response::Choice { picked: BTreeSet::new() }
}
