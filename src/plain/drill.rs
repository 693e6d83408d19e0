//! Self-study: one question at a time, full feedback at once.

use std::collections::BTreeSet;

use crate::bank::{Body, QuestionId, Response};
use crate::plain::console::{Talk, count};
use crate::plain::sheet::Sheet;
use crate::plain::trainer::Trainer;
use crate::session::{Confidence, Drill, FormSpec};

/// How many questions a sitting has, unless there are fewer.
const QUESTIONS: usize = 10;

/// A sitting over these learning objectives, over all when empty.
pub(super) fn over_objectives(trainer: &mut Trainer, objectives: Vec<String>) -> Talk {
    let spec = FormSpec { count: QUESTIONS, objectives, reflections: true };
    let progress = trainer.progress()?;
    let (seed, now, today) = (trainer.next_seed(), trainer.console.now(), trainer.today());
    let drill = Drill::start(trainer.pack, &spec, &progress, seed, now, today);
    run(trainer, drill)
}

/// A sitting over exactly these questions.
pub(super) fn over_questions(trainer: &mut Trainer, questions: Vec<QuestionId>) -> Talk {
    let (seed, now) = (trainer.next_seed(), trainer.console.now());
    run(trainer, Drill::over(questions, seed, now))
}

/// How the learner leaves a question.
enum Turn {
    Answered,
    Skipped,
    Stopped,
}

fn run(trainer: &mut Trainer, mut drill: Drill) -> Talk {
    if drill.is_empty() {
        return trainer.console.say("There is no question to ask.");
    }
    let questions = count(drill.len(), "question");
    trainer.console.say(&format!("Self-study: {questions}. Type ? for help, q to stop."))?;
    while let Some(id) = drill.current().cloned() {
        let turn = serve(trainer, &mut drill, &id)?;
        drill.next();
        let is_last = drill.current().is_none();
        match turn {
            Turn::Stopped => break,
            Turn::Skipped => {}
            Turn::Answered if is_last => {}
            Turn::Answered => {
                if trainer.console.ask("Press Enter for the next question, or type q to stop.")? == "q" {
                    break;
                }
            }
        }
    }
    let (right, asked) = (drill.results().iter().filter(|(_, right)| *right).count(), drill.results().len());
    trainer.console.say(&format!("Right: {right} of {asked}."))
}

fn serve(trainer: &mut Trainer, drill: &mut Drill, id: &QuestionId) -> Talk<Turn> {
    let Some(question) = trainer.pack.question(id) else { return Ok(Turn::Skipped) };
    let sheet = Sheet::new(question, drill.seed(), drill.position());
    trainer.console.gap()?;
    trainer.console.say(&format!("Question {} of {}.", drill.position() + 1, drill.len()))?;
    trainer.show(&sheet, &BTreeSet::new())?;
    let shown_at = trainer.console.now();
    let (response, confidence) = match answer(trainer, &sheet)? {
        Given::Answer(response, confidence) => (response, confidence),
        Given::Turn(turn) => return Ok(turn),
    };
    let millis = u64::try_from(trainer.console.now() - shown_at).unwrap_or(0);
    let step = drill.answer(question, response.clone(), confidence, millis);
    trainer.record(&step.event)?;
    trainer.explain(&sheet, Some(&response), &step.graded, confidence)?;
    Ok(Turn::Answered)
}

enum Given {
    Answer(Response, Option<Confidence>),
    Turn(Turn),
}

fn answer(trainer: &mut Trainer, sheet: &Sheet) -> Talk<Given> {
    trainer.console.say(&sheet.instruction())?;
    loop {
        let line = trainer.console.read_command()?;
        match line.as_str() {
            "q" => return Ok(Given::Turn(Turn::Stopped)),
            "s" => return Ok(Given::Turn(Turn::Skipped)),
            "?" | "help" => help(trainer, sheet)?,
            "again" => trainer.show(sheet, &BTreeSet::new())?,
            "" | "." => trainer.console.say(&sheet.instruction())?,
            _ => {
                if let Body::Reflection(reflection) = &sheet.question.body {
                    let text = trainer.console.read_text_behind(line)?;
                    let confidence = how_sure(trainer)?;
                    return Ok(Given::Answer(trainer.judge(reflection, text)?, confidence));
                }
                let (letters, confidence) = split_confidence(&line);
                match sheet.read(letters) {
                    Ok(response) => {
                        let confidence = if confidence.is_some() { confidence } else { how_sure(trainer)? };
                        return Ok(Given::Answer(response, confidence));
                    }
                    Err(fault) => trainer.console.say(&format!("{fault} {}", sheet.instruction()))?,
                }
            }
        }
    }
}

/// An answer may end in `-`, `=` or `+`.
fn split_confidence(line: &str) -> (&str, Option<Confidence>) {
    let cut = |sign| line.strip_suffix(sign).map(str::trim_end);
    if let Some(letters) = cut('-') {
        (letters, Some(Confidence::Guess))
    } else if let Some(letters) = cut('=') {
        (letters, Some(Confidence::Unsure))
    } else if let Some(letters) = cut('+') {
        (letters, Some(Confidence::Sure))
    } else {
        (line, None)
    }
}

fn how_sure(trainer: &mut Trainer) -> Talk<Option<Confidence>> {
    let prompt = "How sure are you? Type - for a guess (below 67 %), = for unsure (67 to 80 %), + for sure \
                  (above 80 %), or press Enter to leave it out.";
    loop {
        match trainer.console.ask(prompt)?.as_str() {
            "" => return Ok(None),
            sign => {
                if let ("", confidence @ Some(_)) = split_confidence(sign) {
                    return Ok(confidence);
                }
            }
        }
    }
}

fn help(trainer: &mut Trainer, sheet: &Sheet) -> Talk {
    trainer.console.say(&sheet.instruction())?;
    trainer.console.say("Add - (guess), = (unsure) or + (sure) to say at once how sure you are.")?;
    trainer.console.hang("again  ", "reads the question again")?;
    trainer.console.hang("s      ", "skips it; nothing is kept")?;
    trainer.console.hang("q      ", "stops; what was answered is kept")
}
