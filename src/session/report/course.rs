//! What happened during an exam: how long each question was on the screen, and which answers it had.

use std::collections::{BTreeMap, BTreeSet};

use crate::bank::{Body, Pack, Question, QuestionId, Response, grade};
use crate::session::report::{AnswerChange, Begun, ItemReport, Verdict};
use crate::session::{Confidence, ItemResult, Recorded, SessionEvent, SubmitReason};

/// A submission at zero that comes later than this after it came from a program that was not there at
/// zero.
const LATE_MILLIS: u64 = 5_000;

/// One answer, and in which visit to its question it was given.
#[derive(Debug)]
struct Given {
    visit: u32,
    response: Option<Response>,
}

/// A finished exam, question by question.
#[derive(Debug)]
pub(super) struct Course<'a> {
    pack: &'a Pack,
    /// The question on the screen, and since when in time spent on the exam.
    open: Option<(QuestionId, u64)>,
    /// What was on the screen last, to come back to after a pause.
    last: Option<QuestionId>,
    /// Time spent at the last fact: the last sign of a running program.
    alive_at: u64,
    /// Time spent and wall clock at the last fact that told both.
    told: (u64, i64),
    shown: BTreeMap<QuestionId, (u64, u32)>,
    answers: BTreeMap<QuestionId, Vec<Given>>,
    flagged: BTreeSet<QuestionId>,
    confidence: BTreeMap<QuestionId, Confidence>,
    used_millis: u64,
}

impl<'a> Course<'a> {
    /// Folds the facts, which are in the order of their times, up to the submission.
    pub(super) fn of(facts: &[&Recorded], begun: &Begun<'_>, reason: SubmitReason, pack: &'a Pack) -> Self {
        let mut course = Self {
            pack,
            open: None,
            last: None,
            alive_at: 0,
            told: (0, begun.at_millis),
            shown: BTreeMap::new(),
            answers: BTreeMap::new(),
            flagged: BTreeSet::new(),
            confidence: BTreeMap::new(),
            used_millis: 0,
        };
        for recorded in facts {
            let spent = course.spent(recorded);
            if matches!(recorded.event, SessionEvent::ExamSubmitted { .. }) {
                course.end(spent, begun, reason);
                break;
            }
            course.fold(&recorded.event, spent);
            course.alive_at = spent;
        }
        course
    }

    /// Time spent on the exam at a fact: what the fact tells, which no change of the wall clock can
    /// bend, or else the wall clock since the last one that told it.
    fn spent(&mut self, recorded: &Recorded) -> u64 {
        let told = match &recorded.event {
            SessionEvent::ExamViewed { spent_millis, .. } | SessionEvent::ExamPaused { spent_millis, .. } => {
                *spent_millis
            }
            SessionEvent::ExamResumed { spent_millis, .. } => Some(*spent_millis),
            _ => None,
        };
        let (spent, at) = self.told;
        if let Some(told) = told {
            self.told = (told, recorded.at_millis);
        }
        told.unwrap_or_else(|| spent + between(at, recorded.at_millis))
    }

    fn fold(&mut self, event: &SessionEvent, now: u64) {
        match event {
            SessionEvent::ExamViewed { question, .. } => {
                self.close(now);
                self.show(question.clone(), now);
            }
            SessionEvent::ExamPaused { .. } => self.close(now),
            SessionEvent::ExamResumed { .. } => {
                // Without a pause before it, the program ended suddenly: nobody looked since its last
                // fact.
                self.close(self.alive_at);
                self.open = self.last.clone().map(|question| (question, now));
            }
            SessionEvent::ExamAnswered { question, response, .. } => {
                let visit = self.shown.get(question).map_or(0, |(_, visits)| *visits);
                let given = Given { visit, response: response.clone() };
                self.answers.entry(question.clone()).or_default().push(given);
            }
            SessionEvent::ExamFlagged { question, on, .. } => {
                if *on {
                    self.flagged.insert(question.clone());
                } else {
                    self.flagged.remove(question);
                }
            }
            SessionEvent::ExamConfidence { question, confidence, .. } => {
                match confidence {
                    Some(confidence) => self.confidence.insert(question.clone(), *confidence),
                    None => self.confidence.remove(question),
                };
            }
            _ => {}
        }
    }

    /// Puts a question on the screen; the same one again, after a pause, is the same visit.
    fn show(&mut self, question: Option<QuestionId>, now: u64) {
        let again = self.last == question;
        self.last.clone_from(&question);
        let Some(question) = question else { return };
        self.shown.entry(question.clone()).or_default().1 += u32::from(!again);
        self.open = Some((question, now));
    }

    fn close(&mut self, now: u64) {
        if let Some((question, since)) = self.open.take() {
            self.shown.entry(question).or_default().0 += now.saturating_sub(since);
        }
    }

    fn end(&mut self, now: u64, begun: &Begun<'_>, reason: SubmitReason) {
        let limit = begun.limit_secs.map_or(u64::MAX, |limit| u64::from(limit) * 1000);
        let nobody_there = reason == SubmitReason::TimeUp && now.saturating_sub(limit) > LATE_MILLIS;
        self.close(if nobody_there { self.alive_at } else { now }.min(limit));
        self.used_millis = now.min(limit);
    }

    pub(super) fn used_millis(&self) -> u64 {
        self.used_millis
    }

    /// The report of the question that came out as `result` says.
    pub(super) fn item(&self, result: &ItemResult, begun: &Begun<'_>, read: bool) -> ItemReport {
        let id = &result.question;
        let shown = self.shown.get(id);
        let right = result.earned == result.possible;
        ItemReport {
            position: begun.questions.iter().position(|question| question == id).unwrap_or_default(),
            question: id.clone(),
            version: result.version,
            objective: result.objective.clone(),
            verdict: match (result.answered, right) {
                (false, _) => Verdict::Unanswered,
                (true, true) => Verdict::Right,
                (true, false) => Verdict::Wrong,
            },
            earned: result.earned,
            possible: result.possible,
            pilot: result.pilot,
            confidence: result.confidence.or_else(|| self.confidence.get(id).copied()),
            flagged: self.flagged.contains(id),
            response: self.given(id).last().and_then(|given| given.response.clone()),
            millis: shown.map(|(millis, _)| *millis),
            visits: shown.map_or(0, |(_, visits)| *visits),
            changes: self.changes(id, result.version),
            misconceptions: result.misconceptions.clone(),
            read,
        }
    }

    fn given(&self, id: &QuestionId) -> &[Given] {
        self.answers.get(id).map_or(&[], Vec::as_slice)
    }

    /// What each new answer did. A question whose content has changed since then is left alone: its
    /// earlier answers cannot be judged any more.
    fn changes(&self, id: &QuestionId, version: u32) -> Vec<AnswerChange> {
        let Some(question) = self.pack.question(id).filter(|question| question.version == version) else {
            return Vec::new();
        };
        let mut verdicts: Vec<Option<bool>> = Vec::new();
        let mut before: Option<&Response> = None;
        for response in settled(question, self.given(id)) {
            if before != Some(response) {
                verdicts.push(Some(grade(question, response).is_correct()));
            }
            before = Some(response);
        }
        if before.is_some() && self.given(id).last().is_some_and(|given| given.response.is_none()) {
            verdicts.push(None);
        }
        verdicts.windows(2).filter_map(change).collect()
    }
}

/// Milliseconds from one moment to a later one; none when the clock was set back.
fn between(from: i64, to: i64) -> u64 {
    u64::try_from(to - from).unwrap_or(0)
}

fn change(step: &[Option<bool>]) -> Option<AnswerChange> {
    match step {
        [Some(false), Some(true)] => Some(AnswerChange::Better),
        [Some(true), Some(false) | None] => Some(AnswerChange::Worse),
        [Some(false), Some(false)] => Some(AnswerChange::Same),
        _ => None,
    }
}

/// The answers that were whole: half an answer on the way to one is no change of mind. An order is whole
/// after each move; of those, the last one of each visit counts.
fn settled<'g>(question: &Question, given: &'g [Given]) -> Vec<&'g Response> {
    let in_steps = matches!(question.body, Body::Ordering(_));
    given
        .iter()
        .enumerate()
        .filter(|(at, one)| {
            !in_steps
                || given.get(at + 1).is_none_or(|next| next.visit != one.visit || next.response.is_none())
        })
        .filter_map(|(_, one)| one.response.as_ref())
        .filter(|response| is_whole(question, response))
        .collect()
}

fn is_whole(question: &Question, response: &Response) -> bool {
    match (&question.body, response) {
        (Body::Choice(choice), Response::Choice { picked }) => picked.len() == choice.picks(),
        (Body::Matching(matching), Response::Matching { pairs }) => pairs.len() == matching.prompts.len(),
        _ => true,
    }
}
