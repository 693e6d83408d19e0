//! A question as it is asked: its parts behind letters, answers read from letters.

use std::collections::{BTreeMap, BTreeSet};

use crate::bank::{Body, Matching, OptionMark, PartId, Question, Response};
use crate::session::display_order;

/// A question with its parts in the order shown.
#[derive(Debug, Clone)]
pub(super) struct Sheet<'a> {
    pub question: &'a Question,
    /// The lettered parts: options, steps, or the responses of a matching question.
    parts: Vec<Part<'a>>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'a> {
    pub letter: char,
    pub id: &'a PartId,
    pub text: &'a str,
}

impl<'a> Sheet<'a> {
    /// The question at `position` of a sitting with this seed.
    pub(super) fn new(question: &'a Question, seed: u64, position: usize) -> Self {
        let parts: Vec<(&PartId, &str)> = match &question.body {
            Body::Choice(choice) => choice.options.iter().map(|o| (&o.id, o.text.as_str())).collect(),
            Body::Ordering(ordering) => ordering.steps.iter().map(|s| (&s.id, s.text.as_str())).collect(),
            Body::Matching(matching) => matching.responses.iter().map(|r| (&r.id, r.text.as_str())).collect(),
            Body::Reflection(_) => Vec::new(),
        };
        let shown = display_order(seed, position, parts.len());
        let shown = shown.into_iter().filter_map(|at| parts.get(at));
        let parts = shown.zip('a'..).map(|(&(id, text), letter)| Part { letter, id, text }).collect();
        Self { question, parts }
    }

    pub(super) fn parts(&self) -> &[Part<'a>] {
        &self.parts
    }

    /// The letter of a part.
    pub(super) fn letter(&self, id: &PartId) -> char {
        self.parts.iter().find(|part| part.id == id).map_or('?', |part| part.letter)
    }

    /// What the learner is to type.
    pub(super) fn instruction(&self) -> String {
        let last = self.parts.last().map_or('a', |part| part.letter);
        match &self.question.body {
            Body::Choice(choice) if choice.picks() == 1 => format!("Type one letter, a to {last}."),
            Body::Choice(choice) => format!("Type {} letters, a to {last}.", choice.picks()),
            Body::Ordering(_) => format!("Type all letters, a to {last}, first step first."),
            Body::Matching(matching) => {
                let prompts = matching.prompts.len();
                format!("Type a letter, a to {last}, for each of the numbers 1 to {prompts}, such as 1b 2a.")
            }
            Body::Reflection(_) => {
                "Write your answer, in as many lines as you like; a single full stop ends it.".to_owned()
            }
        }
    }

    /// Reads an answer.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence.
    pub(super) fn read(&self, line: &str) -> Result<Response, String> {
        match &self.question.body {
            Body::Choice(choice) => {
                let picked = self.distinct(line)?;
                if picked.len() != choice.picks() {
                    return Err(format!("That is {} of {} letters.", picked.len(), choice.picks()));
                }
                Ok(Response::Choice { picked: picked.into_iter().collect() })
            }
            Body::Ordering(ordering) => {
                let order = self.distinct(line)?;
                if order.len() != ordering.steps.len() {
                    return Err(format!("That is {} of {} letters.", order.len(), ordering.steps.len()));
                }
                Ok(Response::Ordering { order })
            }
            Body::Matching(matching) => self.pairs(matching, line),
            Body::Reflection(_) => Err("This question wants words.".to_owned()),
        }
    }

    /// The part behind one letter.
    pub(super) fn part(&self, letter: char) -> Result<&'a PartId, String> {
        let letter = letter.to_ascii_lowercase();
        let found = self.parts.iter().find(|part| part.letter == letter);
        found.map(|part| part.id).ok_or_else(|| format!("`{letter}` is none of the letters here."))
    }

    fn distinct(&self, line: &str) -> Result<Vec<PartId>, String> {
        let mut seen = BTreeSet::new();
        let mut ids = Vec::new();
        for letter in line.chars().filter(|c| !is_separator(*c)) {
            let id = self.part(letter)?;
            if !seen.insert(id) {
                return Err(format!("`{letter}` is there twice."));
            }
            ids.push(id.clone());
        }
        Ok(ids)
    }

    /// `1b 2a 3a`, or `b a a` for the prompts in order.
    fn pairs(&self, matching: &Matching, line: &str) -> Result<Response, String> {
        let mut pairs = BTreeMap::new();
        let mut number = 0_usize;
        let mut digits = String::new();
        for sign in line.chars().filter(|c| !is_separator(*c)) {
            if sign.is_ascii_digit() {
                digits.push(sign);
                continue;
            }
            number = if digits.is_empty() { number + 1 } else { digits.parse().unwrap_or(0) };
            digits.clear();
            let response = self.part(sign)?;
            let prompt = number.checked_sub(1).and_then(|at| matching.prompts.get(at));
            let prompt = prompt.ok_or_else(|| format!("There is no number {number} here."))?;
            if pairs.insert(prompt.id.clone(), response.clone()).is_some() {
                return Err(format!("Number {number} is there twice."));
            }
        }
        if pairs.len() != matching.prompts.len() {
            return Err(format!("That is {} of {} pairs.", pairs.len(), matching.prompts.len()));
        }
        Ok(Response::Matching { pairs })
    }

    /// An answer in letters.
    pub(super) fn spell(&self, response: &Response) -> String {
        match (response, &self.question.body) {
            (Response::Choice { picked }, _) => {
                let chosen = self.parts.iter().filter(|part| picked.contains(part.id));
                join(chosen.map(|part| part.letter.to_string()))
            }
            (Response::Ordering { order }, _) => join(order.iter().map(|id| self.letter(id).to_string())),
            (Response::Matching { pairs }, Body::Matching(matching)) => {
                let pair = |(at, prompt): (usize, &crate::bank::MatchPrompt)| {
                    pairs.get(&prompt.id).map(|id| format!("{}{}", at + 1, self.letter(id)))
                };
                join(matching.prompts.iter().enumerate().filter_map(pair))
            }
            (Response::Matching { .. } | Response::Reflection { .. }, _) => "written".to_owned(),
        }
    }

    /// The right answer.
    pub(super) fn key(&self) -> Option<Response> {
        self.question.body.key()
    }
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | '.' | ':' | '=')
}

fn join(letters: impl Iterator<Item = String>) -> String {
    letters.collect::<Vec<_>>().join(" ")
}

/// A mark as sign and word, the same everywhere.
pub(super) fn mark_words(mark: OptionMark) -> &'static str {
    match mark {
        OptionMark::Right => "[+] right",
        OptionMark::Missed => "[O] missed",
        OptionMark::Wrong => "[X] wrong",
        OptionMark::Rejected => "[ ] rightly left out",
    }
}

#[cfg(test)]
mod tests;
