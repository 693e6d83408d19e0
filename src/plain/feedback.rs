//! What an answer was worth, and why.

use crate::bank::{Body, Graded, OptionMark, PartId, Response};
use crate::plain::console::{Talk, count};
use crate::plain::sheet::{Sheet, mark_words};
use crate::plain::trainer::Trainer;
use crate::session::Confidence;

impl Trainer<'_> {
    /// Verdict, a line per part, misconceptions, sources.
    pub(super) fn explain(
        &mut self,
        sheet: &Sheet,
        response: Option<&Response>,
        graded: &Graded,
        confidence: Option<Confidence>,
    ) -> Talk {
        let verdict = verdict(sheet, response, graded);
        let sure = confidence.map_or("", |confidence| match confidence {
            Confidence::Guess => " You guessed.",
            Confidence::Unsure => " You were unsure.",
            Confidence::Sure => " You were sure.",
        });
        self.console.say(&format!("{verdict}{sure}"))?;
        self.explain_parts(sheet, graded)?;
        self.refute(&graded.misconceptions)?;
        for source in &sheet.question.sources {
            self.console.say(&format!("Source: {} checked {}.", source.url, source.verified_on))?;
        }
        Ok(())
    }

    fn explain_parts(&mut self, sheet: &Sheet, graded: &Graded) -> Talk {
        let mark = |id: &PartId| mark_words(graded.marks.get(id).copied().unwrap_or(OptionMark::Missed));
        match &sheet.question.body {
            Body::Choice(choice) => {
                for part in sheet.parts() {
                    let Some(option) = choice.options.iter().find(|option| option.id == *part.id) else {
                        continue;
                    };
                    let head = format!("{}. {}: ", part.letter, mark(part.id));
                    self.console.hang(&head, &option.why)?;
                    if let Some(when) = &option.right_when {
                        self.console.hang("   Would be right: ", when)?;
                    }
                }
            }
            Body::Ordering(ordering) => {
                for (at, step) in ordering.steps.iter().enumerate() {
                    let head = format!("{}. {}: {}: ", at + 1, sheet.letter(&step.id), mark(&step.id));
                    self.console.hang(&head, &format!("{} {}", step.text, step.why))?;
                }
            }
            Body::Matching(matching) => {
                for (at, prompt) in matching.prompts.iter().enumerate() {
                    let head = format!("{}{}. {}: ", at + 1, sheet.letter(&prompt.answer), mark(&prompt.id));
                    self.console.hang(&head, &prompt.why)?;
                }
            }
            Body::Reflection(reflection) => {
                for criterion in &reflection.criteria {
                    let head = format!("{}: ", mark(&criterion.id));
                    self.console.hang(
                        &head,
                        &format!("{} ({})", criterion.text, count(criterion.points as usize, "point")),
                    )?;
                }
            }
        }
        Ok(())
    }

    /// Names each false belief and the fact against it.
    pub(super) fn refute(&mut self, misconceptions: &[String]) -> Talk {
        let pack = self.pack;
        for misconception in misconceptions.iter().filter_map(|id| pack.misconception(id)) {
            self.console.hang("Believed: ", &misconception.belief)?;
            self.console.hang("In fact:  ", &misconception.fact)?;
            self.console.hang("          ", &misconception.source.url)?;
        }
        Ok(())
    }
}

fn verdict(sheet: &Sheet, response: Option<&Response>, graded: &Graded) -> String {
    let key = sheet.key().map(|key| sheet.spell(&key));
    match (key, response) {
        (None, _) => format!("{} of {} points.", graded.earned, graded.possible),
        (Some(key), None) => format!("[O] Missed. You gave no answer; the key is {key}."),
        (Some(_), Some(_)) if graded.is_correct() => "[+] Right.".to_owned(),
        (Some(key), Some(response)) => {
            format!("[X] Wrong. You chose {}; the key is {key}.", sheet.spell(response))
        }
    }
}
