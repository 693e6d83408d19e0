//! Commands of the quiz. Every answer, flag and strike is stored before the next line is asked for.

use std::collections::BTreeSet;

use crate::bank::{Body, QuestionId};
use crate::plain::console::{Talk, count};
use crate::plain::quiz::clock::{Speaker, spoken};
use crate::plain::sheet::Sheet;
use crate::plain::trainer::Trainer;
use crate::session::{Confidence, Exam, Navigator, SessionEvent, SubmitReason};

/// How a sitting ends.
pub(super) enum Outcome {
    /// The quiz goes on without the learner.
    Left,
    Ended(Box<Exam>, SubmitReason),
}

pub(super) struct Sitting<'t, 'a> {
    trainer: &'t mut Trainer<'a>,
    exam: Exam,
    speaker: Speaker,
    at: usize,
}

/// What a command leads to.
enum Next {
    /// Another line, on the same question.
    Stay,
    /// The question is read out again, or another one.
    Show,
    Leave,
    End,
}

const SURE: [(&str, Confidence); 3] =
    [("guess", Confidence::Guess), ("unsure", Confidence::Unsure), ("sure", Confidence::Sure)];

enum Heard {
    Line(String),
    TimeUp,
}

const COMMANDS: [(&str, &str); 16] = [
    ("letters", "set the answer; it can be changed until the end"),
    ("u", "clears the answer"),
    ("Enter, n", "next question"),
    ("p", "previous question"),
    ("go 3", "question 3"),
    ("m", "flags the question, or takes the flag away"),
    ("x b", "strikes option b out, or takes the strike back"),
    ("sure, unsure, guess", "says how sure you are; never part of the score"),
    ("case", "reads the scenario of a case again"),
    ("t", "says the time remaining"),
    ("list", "all questions; list unanswered, list flagged"),
    ("review", "counts, unanswered and flagged questions"),
    ("again", "reads the question again"),
    ("end", "ends the quiz, after a confirmation"),
    ("q", "leaves; the quiz can be resumed"),
    ("?", "this list"),
];

impl<'t, 'a> Sitting<'t, 'a> {
    pub(super) fn new(trainer: &'t mut Trainer<'a>, exam: Exam) -> Self {
        let speaker = Speaker::new(exam.clock(), trainer.console.moment());
        let unanswered = exam.navigate(Navigator::Unanswered);
        Self { trainer, speaker, at: unanswered.first().copied().unwrap_or(0), exam }
    }

    pub(super) fn run(mut self) -> Talk<Outcome> {
        self.trainer.console.say("Type ? for the commands, t for the time remaining.")?;
        loop {
            self.viewed()?;
            self.show()?;
            loop {
                let next = match self.hear()? {
                    Heard::TimeUp => return self.time_up(),
                    Heard::Line(line) => self.obey(&line)?,
                };
                match next {
                    Next::Stay => {}
                    Next::Show => break,
                    Next::Leave => {
                        let event = self.exam.pause(self.trainer.console.moment());
                        self.record(&event)?;
                        return Ok(Outcome::Left);
                    }
                    Next::End => match self.confirm_end()? {
                        Some(reason) => return Ok(Outcome::Ended(Box::new(self.exam), reason)),
                        None => self.trainer.console.say("The quiz goes on.")?,
                    },
                }
            }
        }
    }

    fn time_up(self) -> Talk<Outcome> {
        self.trainer.console.say("Time is up. The quiz is submitted.")?;
        Ok(Outcome::Ended(Box::new(self.exam), SubmitReason::TimeUp))
    }

    /// Waits for a line; meanwhile the clock speaks when it has to.
    fn hear(&mut self) -> Talk<Heard> {
        loop {
            let line = {
                let until = self.speaker.next_millis(self.trainer.console.moment());
                self.trainer.console.read_until(until)?
            };
            let now = self.trainer.console.moment();
            match self.speaker.crossed(now) {
                Some(0) => return Ok(Heard::TimeUp),
                Some(left) => self.trainer.console.say(&format!("{} left.", spoken(left)))?,
                None => {}
            }
            if self.exam.clock().is_over(now) {
                return Ok(Heard::TimeUp);
            }
            if let Some(line) = line {
                return Ok(Heard::Line(line.trim().to_owned()));
            }
        }
    }

    fn current(&self) -> Option<&QuestionId> {
        self.exam.questions().get(self.at)
    }

    fn sheet(&self) -> Option<Sheet<'a>> {
        let question = self.trainer.pack.question(self.current()?)?;
        Some(Sheet::new(question, self.exam.seed(), self.at))
    }

    fn show(&mut self) -> Talk {
        let flagged = self.current().is_some_and(|id| self.exam.status(id).flagged);
        let (number, asked) = (self.at + 1, self.exam.questions().len());
        let flag = if flagged { " Flagged." } else { "" };
        self.trainer.console.gap()?;
        self.trainer.console.say(&format!("Question {number} of {asked}.{flag}"))?;
        let Some(sheet) = self.sheet() else {
            return self
                .trainer
                .console
                .say("This question is not in the pack any more. Press Enter to go on.");
        };
        let id = &sheet.question.id;
        let struck: BTreeSet<_> = self
            .exam
            .state()
            .struck
            .iter()
            .filter(|(question, _)| question == id)
            .map(|(_, option)| option)
            .collect();
        self.trainer.show(&sheet, &struck)?;
        match self.exam.state().responses.get(id) {
            Some(response) => self.trainer.console.say(&format!("Your answer: {}.", sheet.spell(response))),
            None => self.trainer.console.say(&sheet.instruction()),
        }?;
        match sheet.question.body {
            Body::Ordering(_) => self.trainer.console.say("Every step must stand in its place for credit."),
            Body::Matching(_) => self.trainer.console.say("Every pair must be right for credit."),
            Body::Choice(_) | Body::Reflection(_) => Ok(()),
        }
    }

    fn obey(&mut self, line: &str) -> Talk<Next> {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        match (word, rest.trim()) {
            ("" | "n", "") => self.go(self.at + 1),
            ("p", "") => match self.at.checked_sub(1) {
                Some(at) => self.go(at),
                None => self.stay("This is the first question."),
            },
            ("go", number) => match number.parse::<usize>().ok().and_then(|number| number.checked_sub(1)) {
                Some(at) if at < self.exam.questions().len() => self.go(at),
                _ => self.stay(&format!("There is no question `{number}`.")),
            },
            ("m", "") => self.flag(),
            ("x", letter) => self.strike(letter),
            ("u", "") => self.clear(),
            ("t", "") => self.tell_time(),
            ("list", which) => self.list(which),
            ("review", "") => self.review(),
            ("again", "") => Ok(Next::Show),
            ("guess" | "unsure" | "sure", "") => self.how_sure(word),
            ("case", "") => self.case(),
            ("end", "") => Ok(Next::End),
            ("q", "") => Ok(Next::Leave),
            ("?" | "help", "") => self.help(),
            _ => self.answer(line),
        }
    }

    fn stay(&mut self, text: &str) -> Talk<Next> {
        self.trainer.console.say(text)?;
        Ok(Next::Stay)
    }

    fn go(&mut self, at: usize) -> Talk<Next> {
        if at < self.exam.questions().len() {
            self.at = at;
            return Ok(Next::Show);
        }
        self.trainer.console.say("That was the last question.")?;
        self.review()
    }

    fn record(&mut self, event: &SessionEvent) -> Talk {
        self.trainer.record(event)
    }

    fn answer(&mut self, line: &str) -> Talk<Next> {
        let Some(sheet) = self.sheet() else { return self.stay("There is nothing to answer here.") };
        let response = match sheet.read(line) {
            Ok(response) => response,
            Err(fault) => {
                return self.stay(&format!("{fault} {} Type ? for the commands.", sheet.instruction()));
            }
        };
        let letters = sheet.spell(&response);
        if let Some(event) = self.exam.answer(&sheet.question.id, Some(response)) {
            self.record(&event)?;
        }
        self.stay(&format!("Answer kept: {letters}. Press Enter for the next question."))
    }

    fn how_sure(&mut self, word: &str) -> Talk<Next> {
        let Some(id) = self.current().cloned() else { return Ok(Next::Stay) };
        let said = SURE.into_iter().find(|(name, _)| *name == word);
        match said {
            Some((name, confidence)) if self.exam.status(&id).answered => {
                let event = self.exam.set_confidence(&id, confidence);
                self.record(&event)?;
                let kept = self.exam.state().confidence.contains_key(&id);
                self.stay(&if kept { format!("Kept: {name}.") } else { "Taken back.".to_owned() })
            }
            _ => self.stay("Answer first; then say how sure you are, if you like."),
        }
    }

    fn case(&mut self) -> Talk<Next> {
        let case = self.sheet().and_then(|sheet| self.trainer.pack.case(sheet.question.case.as_ref()?));
        match case {
            Some(case) => {
                self.trainer.console.prose(&case.scenario)?;
                Ok(Next::Stay)
            }
            None => self.stay("This question has no scenario of its own."),
        }
    }

    /// Tells the history which question is read from now on.
    fn viewed(&mut self) -> Talk {
        let event = self.exam.view(self.current().cloned(), self.trainer.console.moment());
        self.record(&event)
    }

    fn clear(&mut self) -> Talk<Next> {
        let Some(id) = self.current().cloned() else { return Ok(Next::Stay) };
        match self.exam.answer(&id, None) {
            Some(event) => {
                self.record(&event)?;
                self.stay("Answer cleared.")
            }
            None => self.stay("There is no answer to clear."),
        }
    }

    fn flag(&mut self) -> Talk<Next> {
        let Some(id) = self.current().cloned() else { return Ok(Next::Stay) };
        let event = self.exam.toggle_flag(&id);
        self.record(&event)?;
        self.stay(if self.exam.status(&id).flagged { "Flagged." } else { "Not flagged any more." })
    }

    fn strike(&mut self, letter: &str) -> Talk<Next> {
        let Some(sheet) = self.sheet() else { return Ok(Next::Stay) };
        let mut letters = letter.chars();
        let part = match (letters.next(), letters.next()) {
            (Some(letter), None) => sheet.part(letter),
            _ => Err("Type x and one letter.".to_owned()),
        };
        let part = match part {
            Ok(part) => part,
            Err(fault) => return self.stay(&fault),
        };
        let event = self.exam.toggle_strike(&sheet.question.id, part);
        self.record(&event)?;
        let on = self.exam.state().struck.contains(&(sheet.question.id.clone(), part.clone()));
        let now = if on { "is struck out" } else { "is not struck out any more" };
        self.stay(&format!("{} {now}.", sheet.letter(part)))
    }

    fn tell_time(&mut self) -> Talk<Next> {
        match self.exam.clock().remaining_secs(self.trainer.console.moment()) {
            Some(left) => self.stay(&format!("Time remaining: {}.", spoken(left))),
            None => self.stay("There is no time limit."),
        }
    }

    fn list(&mut self, which: &str) -> Talk<Next> {
        let filter = match which {
            "" | "all" => Navigator::All,
            "unanswered" => Navigator::Unanswered,
            "flagged" => Navigator::Flagged,
            other => return self.stay(&format!("`{other}` is not unanswered or flagged.")),
        };
        let shown = self.exam.navigate(filter);
        if shown.is_empty() {
            return self.stay("There is none.");
        }
        for at in shown {
            let Some(id) = self.exam.questions().get(at) else { continue };
            let status = self.exam.status(id);
            let answered = if status.answered { "answered" } else { "unanswered" };
            let flagged = if status.flagged { ", flagged" } else { "" };
            let here = if at == self.at { ", you are here" } else { "" };
            self.trainer.console.say(&format!("{}. {answered}{flagged}{here}", at + 1))?;
        }
        Ok(Next::Stay)
    }

    fn numbers(&self, filter: Navigator) -> String {
        let numbers: Vec<String> =
            self.exam.navigate(filter).into_iter().map(|at| (at + 1).to_string()).collect();
        if numbers.is_empty() { "none".to_owned() } else { numbers.join(", ") }
    }

    fn review(&mut self) -> Talk<Next> {
        let (asked, answered) = (self.exam.questions().len(), self.exam.state().responses.len());
        let (unanswered, flagged) = (self.numbers(Navigator::Unanswered), self.numbers(Navigator::Flagged));
        self.trainer.console.say(&format!("Answered: {answered} of {asked}."))?;
        self.trainer.console.say(&format!("Unanswered: {unanswered}."))?;
        self.trainer.console.say(&format!("Flagged: {flagged}."))?;
        self.stay("Type go and a number to return to a question, or end to end the quiz.")
    }

    fn help(&mut self) -> Talk<Next> {
        for (word, meaning) in COMMANDS {
            self.trainer.console.hang(&format!("{word:<10}"), meaning)?;
        }
        Ok(Next::Stay)
    }

    /// The reason to end, once the learner typed END or time ran out over it.
    fn confirm_end(&mut self) -> Talk<Option<SubmitReason>> {
        let unanswered = self.exam.navigate(Navigator::Unanswered).len();
        let warning = match unanswered {
            0 => "Every question has an answer.".to_owned(),
            n => format!(
                "{} without an answer: {}.",
                count(n, "question"),
                self.numbers(Navigator::Unanswered)
            ),
        };
        self.trainer.console.say(&format!(
            "{warning} Unanswered questions count as incorrect. End the quiz now? Type END to confirm."
        ))?;
        match self.hear()? {
            Heard::TimeUp => {
                self.trainer.console.say("Time is up. The quiz is submitted.")?;
                Ok(Some(SubmitReason::TimeUp))
            }
            Heard::Line(line) => Ok((line == "END").then_some(SubmitReason::Learner)),
        }
    }
}
