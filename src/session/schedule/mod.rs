//! Which questions a sitting of self-study serves, and in which order.
//!
//! One place after the other is filled: with what is due before what is not, an unseen question before
//! one that was seen, after the blueprint's shares, families that look alike side by side, at a
//! difficulty from which one learns; among the few best by chance. The same seed, pack and progress give
//! the same sitting.

mod candidate;

use std::collections::{BTreeMap, BTreeSet};

use rand::rngs::ChaCha12Rng;
use rand::{RngExt, SeedableRng};

use crate::bank::{Pack, Pool, Question, QuestionId};
use crate::session::{Component, DrillSpec, Progress, Purpose, Selection, Start};
use candidate::Candidate;

/// Among how many of the best chance decides, so that two sittings differ.
const BEST: usize = 5;
/// How many questions of a family follow each other when it is met for the first time.
const BLOCK: usize = 3;

/// Draws up to `spec.count` questions.
pub(super) fn serve(pack: &Pack, spec: &DrillSpec, progress: &Progress, start: &Start) -> Vec<QuestionId> {
    let mut rng = ChaCha12Rng::seed_from_u64(start.seed);
    let taken = forms_taken(pack, progress);
    let active = progress.ledger.active(start.today);
    let mut candidates: Vec<Candidate<'_>> = pack
        .questions
        .iter()
        .filter(|question| is_open(question, &taken, progress) && is_wanted(question, spec, progress))
        .map(|question| Candidate::new(question, pack, progress, &active, start))
        .collect();
    let mut sitting = Sitting::new(pack, progress);
    while sitting.questions.len() < spec.count {
        candidates.retain(|candidate| sitting.admits(candidate.question));
        let mut ranked: Vec<(usize, Rank)> = candidates
            .iter()
            .enumerate()
            .map(|(at, candidate)| (at, sitting.rank(candidate, spec.purpose, progress)))
            .collect();
        ranked.sort_by_key(|(_, rank)| *rank);
        let Some(first) = ranked.first().map(|(_, rank)| *rank) else { break };
        let equals = ranked.iter().take_while(|(_, rank)| rank.urgency == first.urgency).count();
        let drawn = rng.random_range(0..equals.min(BEST));
        let Some(chosen) = ranked.get(drawn).map(|(at, _)| candidates.swap_remove(*at)) else { break };
        sitting.seat(&chosen);
    }
    sitting.questions
}

/// The mock forms that were taken: their questions are no longer new, and may be practised.
fn forms_taken(pack: &Pack, progress: &Progress) -> BTreeSet<Pool> {
    pack.questions
        .iter()
        .filter(|question| question.pool != Pool::Practice && progress.seen.has_met(&question.id))
        .map(|question| question.pool)
        .collect()
}

fn is_open(question: &Question, taken: &BTreeSet<Pool>, progress: &Progress) -> bool {
    (question.pool == Pool::Practice || taken.contains(&question.pool))
        && (!question.pilot || progress.seen.has_met(&question.id))
}

fn is_wanted(question: &Question, spec: &DrillSpec, progress: &Progress) -> bool {
    let selected = match spec.selection {
        Selection::All => true,
        Selection::Missed => {
            progress.seen.question(&question.id, question.version).is_some_and(|seen| !seen.last_correct)
        }
        Selection::Starred => progress.shelf.is_starred(&question.id),
        Selection::Leeches => {
            Component::of(question).any(|component| progress.knowledge.leech(&component).is_some())
        }
    };
    selected && (spec.objectives.is_empty() || spec.objectives.contains(&question.objective))
}

/// How soon a candidate is served; lower is sooner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// Chance decides among equals only.
    urgency: (u32, bool, bool, bool, u64),
    /// The place among them: how well it interleaves, how far its difficulty is off, and a number that
    /// breaks ties.
    fit: (u8, u32),
}

/// What sits so far.
#[derive(Debug)]
struct Sitting<'a> {
    pack: &'a Pack,
    questions: Vec<QuestionId>,
    groups: BTreeSet<&'a str>,
    barred: BTreeSet<&'a QuestionId>,
    /// Components that a question of this sitting asks already.
    asked: BTreeSet<Component>,
    /// Questions met or seated, by objective.
    met: BTreeMap<&'a str, u64>,
    /// Families that were met before this sitting.
    familiar: BTreeSet<&'a str>,
    last_family: Option<&'a str>,
    in_a_row: usize,
}

impl<'a> Sitting<'a> {
    fn new(pack: &'a Pack, progress: &Progress) -> Self {
        let mut met: BTreeMap<&str, u64> = BTreeMap::new();
        let mut familiar = BTreeSet::new();
        for question in pack.questions.iter().filter(|question| progress.seen.has_met(&question.id)) {
            *met.entry(question.objective.as_str()).or_default() += 1;
            familiar.extend(family(pack, question));
        }
        Self {
            pack,
            questions: Vec::new(),
            groups: BTreeSet::new(),
            barred: BTreeSet::new(),
            asked: BTreeSet::new(),
            met,
            familiar,
            last_family: None,
            in_a_row: 0,
        }
    }

    /// No two questions of a group, and none that gives another one away.
    fn admits(&self, question: &Question) -> bool {
        let is_enemy = question.enemies.iter().any(|enemy| self.questions.contains(enemy));
        let sits = question.group.as_deref().is_some_and(|group| self.groups.contains(group));
        !is_enemy && !sits && !self.barred.contains(&question.id)
    }

    fn rank(&self, candidate: &Candidate<'a>, purpose: Purpose, progress: &Progress) -> Rank {
        let question = candidate.question;
        if purpose == Purpose::Cram {
            let forgotten = (candidate.forgotten(), false, false, false, 0);
            return Rank { urgency: forgotten, fit: (0, candidate.off_target) };
        }
        let tier = candidate.tier(&self.asked);
        let too_hard = progress.is_new() && candidate.is_hard;
        let follows_its_own = candidate.family.is_some() && candidate.family == self.last_family;
        let out_of_turn = follows_its_own != self.is_in_block();
        let is_due = tier < candidate::NOT_DUE;
        let share = if is_due { 0 } else { self.share(&question.objective) };
        Rank {
            urgency: (tier, candidate.is_recent, candidate.is_seen() || too_hard, out_of_turn, share),
            fit: (self.interleaves(candidate.family), candidate.off_target),
        }
    }

    /// How much of the objective was met, against its weight in the blueprint.
    fn share(&self, objective: &str) -> u64 {
        let weight = self.pack.blueprint.objective(objective).map_or(1, |found| found.weight.max(1));
        (self.met.get(objective).copied().unwrap_or(0) * 10_000 + 5_000) / u64::from(weight)
    }

    /// Whether a family that is met for the first time goes on.
    fn is_in_block(&self) -> bool {
        self.in_a_row < BLOCK && self.last_family.is_some_and(|family| !self.familiar.contains(family))
    }

    /// Best after a family that looks alike, worst after the same one.
    fn interleaves(&self, family: Option<&str>) -> u8 {
        let (Some(family), Some(last)) = (family, self.last_family) else { return 1 };
        let looks_like = |one: &str, other: &str| {
            let found = self.pack.blueprint.families.iter().find(|known| known.id == one);
            found.is_some_and(|known| known.confusable.iter().any(|id| id == other))
        };
        match family == last {
            true if self.is_in_block() => 0,
            true => 2,
            false => u8::from(!looks_like(family, last) && !looks_like(last, family)),
        }
    }

    fn seat(&mut self, chosen: &Candidate<'a>) {
        let question = chosen.question;
        self.questions.push(question.id.clone());
        self.groups.extend(question.group.as_deref());
        self.barred.insert(&question.id);
        self.barred.extend(&question.enemies);
        self.asked.extend(chosen.components.iter().cloned());
        *self.met.entry(question.objective.as_str()).or_default() += 1;
        let goes_on = chosen.family.is_some() && chosen.family == self.last_family;
        self.in_a_row = if goes_on { self.in_a_row + 1 } else { 1 };
        self.last_family = chosen.family;
    }
}

fn family<'a>(pack: &'a Pack, question: &Question) -> Option<&'a str> {
    pack.blueprint.objective(&question.objective).map(|objective| objective.family.as_str())
}
