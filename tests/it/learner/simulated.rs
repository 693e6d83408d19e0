//! A learner whose true memory is known, taught through the session layer.
//!
//! The memory is not the one that the schedule assumes: it decays exponentially, grows the more the
//! later a retrieval succeeds, and some beliefs are planted, so that they are held until refuted. What is
//! not known is guessed.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_wrap,
    reason = "days and answers of a learner are small numbers"
)]

use std::collections::{BTreeMap, BTreeSet};

use rand::rngs::ChaCha12Rng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use trapline::bank::{Body, Choice, ChoiceOption, Pack, Pool, Question, QuestionId, QuestionKind, Response};
use trapline::memory::{Clock, Policy};
use trapline::session::{Component, Confidence, Drill, DrillSpec, Progress, Purpose, Recorded, Start};

const UTC: Clock = Clock { utc_offset_secs: 0, rollover_hour: 0 };
const DAY: i64 = 86_400_000;
/// Share of the contrasts that an untaught learner gets right.
const UNTAUGHT: f64 = 0.3;
/// Share of the contrasts on which the learner firmly believes the wrong thing.
const PLANTED: f64 = 0.15;

/// What decides on the questions of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schedule {
    /// Drills of this program.
    Trapline,
    /// Each question again after so many days, oldest first; new ones while none is due.
    Fixed(i64),
}

/// What became of the learner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    pub answers: usize,
    /// True recall over every contrast of the pack, the mean of the last fifty evenings.
    pub recall: f64,
}

#[derive(Debug, Clone, Copy)]
struct Trace {
    /// Days in which recall falls to 1/e.
    strength: f64,
    last_day: i64,
}

/// The learner.
#[derive(Debug)]
pub struct Learner {
    rng: ChaCha12Rng,
    traces: BTreeMap<Component, Trace>,
    planted: BTreeSet<Component>,
}

impl Learner {
    /// A learner with beliefs planted by the seed.
    pub fn new(contrasts: &BTreeSet<Component>, seed: u64) -> Self {
        let mut rng = ChaCha12Rng::seed_from_u64(seed);
        let planted = contrasts.iter().filter(|_| rng.random_bool(PLANTED)).cloned().collect();
        Self { rng, traces: BTreeMap::new(), planted }
    }

    /// True probability of recall.
    pub fn recall(&self, contrast: &Component, day: i64) -> f64 {
        match self.traces.get(contrast) {
            Some(trace) => (-((day - trace.last_day) as f64) / trace.strength).exp(),
            None if self.planted.contains(contrast) => 0.0,
            None => UNTAUGHT,
        }
    }

    /// Answers a choice, and learns from the feedback.
    pub fn answer(&mut self, question: &Question, day: i64) -> (Response, Confidence) {
        let Body::Choice(choice) = &question.body else { panic!("{} is no choice", question.id) };
        let mut unknown = Vec::new();
        for contrast in contrasts(question) {
            let recall = self.recall(&contrast, day);
            if self.rng.random_bool(recall) {
                self.learn(contrast, day, true);
            } else {
                unknown.push(contrast);
            }
        }
        let guessed = self.rng.random_bool(1.0 / choice.options.len() as f64);
        let Some(believed) = unknown.iter().find(|_| !guessed).cloned() else {
            let sure = unknown.is_empty() && self.rng.random_bool(0.7);
            for contrast in unknown {
                self.learn(contrast, day, false);
            }
            let confidence = match (guessed, sure) {
                (_, true) => Confidence::Sure,
                (true, false) => Confidence::Guess,
                (false, false) => Confidence::Unsure,
            };
            return (pick(choice, |option| option.correct), confidence);
        };
        let sure = self.planted.contains(&believed) && !self.traces.contains_key(&believed);
        self.learn(believed.clone(), day, false);
        let acts_on =
            |option: &ChoiceOption| option.misconception == believed.misconception && !option.correct;
        (pick(choice, acts_on), if sure { Confidence::Sure } else { Confidence::Unsure })
    }

    fn learn(&mut self, contrast: Component, day: i64, recalled: bool) {
        let recall = self.recall(&contrast, day);
        let strength = match (self.traces.get(&contrast), recalled) {
            (None, true) => 6.0,
            (None, false) => 2.0,
            (Some(trace), true) => trace.strength * (1.1 + 3.0 * (1.0 - recall)),
            (Some(trace), false) => (trace.strength * 0.5).max(2.0),
        };
        self.traces.insert(contrast, Trace { strength, last_day: day });
    }
}

/// The first option that fits; the answer of one who believes nothing else.
fn pick(choice: &Choice, fits: impl Fn(&ChoiceOption) -> bool) -> Response {
    let picked = choice.options.iter().find(|option| fits(option)).map(|option| option.id.clone());
    Response::Choice { picked: picked.into_iter().collect() }
}

/// What a question tells apart.
pub fn contrasts(question: &Question) -> impl Iterator<Item = Component> {
    Component::of(question).filter(|component| component.misconception.is_some())
}

/// The questions that the learner can answer: choices of one, free to practise.
pub fn answerable(mut pack: Pack) -> Pack {
    pack.questions.retain(|question| {
        question.kind == QuestionKind::MultipleChoice && question.pool == Pool::Practice && !question.pilot
    });
    pack
}

/// Teaches a learner for so many days, with the same number of answers a day.
pub fn study(pack: &Pack, seed: u64, days: i64, per_day: usize, schedule: Schedule) -> Outcome {
    let all: BTreeSet<Component> = pack.questions.iter().flat_map(contrasts).collect();
    let mut learner = Learner::new(&all, seed);
    let mut progress = Progress::default();
    let mut asked: BTreeMap<QuestionId, i64> = BTreeMap::new();
    let mut fresh: Vec<QuestionId> = pack.questions.iter().map(|question| question.id.clone()).collect();
    fresh.shuffle(&mut ChaCha12Rng::seed_from_u64(seed));
    let (mut answers, mut recalls) = (0, Vec::new());
    for day in 0..days {
        let start = Start {
            seed: seed + day.cast_unsigned(),
            now_millis: day * DAY,
            today: day,
            policy: Policy::default(),
        };
        let mut drill = match schedule {
            Schedule::Trapline => {
                let spec = DrillSpec { count: per_day, ..DrillSpec::default() };
                Drill::start(pack, &spec, &progress, &start)
            }
            Schedule::Fixed(interval) => {
                let queue = fixed(&asked, &mut fresh, day, interval, per_day);
                Drill::over(queue, Purpose::Study, start.seed, start.now_millis)
            }
        };
        while let Some(id) = drill.current().cloned() {
            let question = pack.question(&id).expect("served from the pack");
            let (response, confidence) = learner.answer(question, day);
            let event = drill.answer(question, response, Some(confidence), false, 30_000).event;
            answers += 1;
            progress.record(&Recorded { at_millis: day * DAY + answers as i64, event }, UTC);
            asked.insert(id, day);
            drill.next();
        }
        if day >= days - 50 {
            recalls.push(
                all.iter().map(|contrast| learner.recall(contrast, day)).sum::<f64>() / all.len() as f64,
            );
        }
    }
    Outcome { answers, recall: recalls.iter().sum::<f64>() / recalls.len() as f64 }
}

fn fixed(
    asked: &BTreeMap<QuestionId, i64>,
    fresh: &mut Vec<QuestionId>,
    day: i64,
    interval: i64,
    count: usize,
) -> Vec<QuestionId> {
    let mut due: Vec<_> = asked.iter().filter(|(_, last)| **last + interval <= day).collect();
    due.sort_by_key(|(_, last)| **last);
    let mut queue: Vec<QuestionId> = due.into_iter().take(count).map(|(id, _)| id.clone()).collect();
    while queue.len() < count {
        let Some(id) = fresh.pop() else { break };
        queue.push(id);
    }
    // Equal work: when neither is left, what was asked longest ago comes early.
    let mut early: Vec<_> = asked.iter().filter(|(id, _)| !queue.contains(id)).collect();
    early.sort_by_key(|(_, last)| **last);
    let early: Vec<_> = early.into_iter().take(count - queue.len()).map(|(id, _)| id.clone()).collect();
    queue.extend(early);
    queue
}
