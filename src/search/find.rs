//! From a query to what is found, best first.

use crate::bank::Pack;
use crate::diag::did_you_mean;
use crate::search::index::{Entry, Index, Standing, Target};
use crate::search::needle::{Matching, Needle};
use crate::search::query::{Filter, Query, Wanted};
use crate::search::text::words;

/// How many are given at most; the rest is only counted.
pub const LIMIT: usize = 500;
/// How much a match in the learner's own note counts.
const NOTE: u32 = 8;

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Best first, at most [`LIMIT`].
    pub targets: Vec<Target>,
    /// How many there are.
    pub total: usize,
    pub(super) needles: Vec<Needle>,
}

/// Everything that has every word of the query and passes every filter. An empty query finds everything,
/// in the order of the pack.
#[must_use]
pub fn find(index: &Index, query: &Query, pack: &Pack, standing: Standing<'_>) -> Found {
    let mut matching = Matching::new();
    let mut needles: Vec<Needle> = query.words.iter().map(|word| Needle::new(word, &mut matching)).collect();
    let mut scores = vec![1_u32; index.entries.len()];
    for needle in &mut needles {
        let found = word_scores(index, needle, pack, standing, &mut matching);
        for (score, found) in scores.iter_mut().zip(found) {
            *score = if found == 0 { 0 } else { *score + found };
        }
    }
    let passes =
        |entry: Entry| query.filters.iter().all(|filter| lets_through(filter, entry, pack, standing));
    let mut hits: Vec<(u32, Target)> = index
        .entries
        .iter()
        .zip(scores)
        .filter(|(entry, score)| *score > 0 && passes(**entry))
        .map(|(entry, score)| (score, entry.target))
        .collect();
    // Stable: equals stay in the order of the pack.
    hits.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let total = hits.len();
    Found { targets: hits.into_iter().take(LIMIT).map(|(_, target)| target).collect(), total, needles }
}

/// For every entry how well the word matches its best place, 0 for not at all.
fn word_scores(
    index: &Index,
    needle: &mut Needle,
    pack: &Pack,
    standing: Standing<'_>,
    matching: &mut Matching,
) -> Vec<u32> {
    let mut scores = vec![0_u32; index.entries.len()];
    let mut any = false;
    for (word, postings) in &index.vocabulary {
        let Some(score) = needle.score(word, matching) else { continue };
        any = true;
        for posting in postings {
            if let Some(best) = scores.get_mut(posting.entry as usize) {
                *best = (*best).max(score * u32::from(posting.weight));
            }
        }
    }
    any |= note_scores(index, needle, pack, standing, matching, &mut scores);
    if any {
        return scores;
    }
    match did_you_mean(needle.word(), index.vocabulary.keys().map(String::as_str)) {
        Some(near) => {
            needle.instead(near);
            for posting in index.vocabulary.get(near).into_iter().flatten() {
                if let Some(best) = scores.get_mut(posting.entry as usize) {
                    *best = u32::from(posting.weight);
                }
            }
            scores
        }
        None => scores,
    }
}

/// Notes are few and change: they are read as they are.
fn note_scores(
    index: &Index,
    needle: &Needle,
    pack: &Pack,
    standing: Standing<'_>,
    matching: &mut Matching,
    scores: &mut [u32],
) -> bool {
    let mut any = false;
    if standing.progress.shelf.notes().next().is_none() {
        return any;
    }
    for (entry, score) in index.entries.iter().zip(scores) {
        let Target::Question(at) = entry.target else { continue };
        let note = pack.questions.get(at).and_then(|question| standing.progress.shelf.note(&question.id));
        let best = note
            .into_iter()
            .flat_map(words)
            .filter_map(|(_, word)| needle.score(&word.to_lowercase(), matching))
            .max();
        if let Some(best) = best {
            any = true;
            *score = (*score).max(best * NOTE);
        }
    }
    any
}

fn lets_through(filter: &Filter, entry: Entry, pack: &Pack, standing: Standing<'_>) -> bool {
    let target = entry.target;
    let holds = match &filter.wanted {
        Wanted::Is(state) => entry.is(*state),
        Wanted::Kind(kinds) => is_kind(target, kinds, pack),
        Wanted::Family(start) => objectives(target, pack)
            .any(|id| pack.blueprint.objective(id).is_some_and(|objective| begins(&objective.family, start))),
        Wanted::Objective(start) => objectives(target, pack).any(|id| begins(id, start)),
        Wanted::Tag(start) => match target {
            Target::Question(at) => pack
                .questions
                .get(at)
                .is_some_and(|question| question.tags.iter().any(|tag| begins(tag, start))),
            _ => false,
        },
        Wanted::HasNote => match target {
            Target::Question(at) => pack
                .questions
                .get(at)
                .is_some_and(|question| standing.progress.shelf.note(&question.id).is_some()),
            _ => false,
        },
    };
    holds != filter.excludes
}

fn is_kind(target: Target, kinds: &[&str], pack: &Pack) -> bool {
    match target {
        Target::Question(at) => pack
            .questions
            .get(at)
            .is_some_and(|question| kinds.contains(&"question") || kinds.contains(&question.kind.as_str())),
        Target::Lesson(_) => kinds.contains(&"lesson"),
        Target::Lab(_) => kinds.contains(&"lab"),
    }
}

fn objectives(target: Target, pack: &Pack) -> impl Iterator<Item = &str> {
    let ids: Vec<&str> = match target {
        Target::Question(at) => pack.questions.get(at).map(|q| vec![q.objective.as_str()]),
        Target::Lesson(at) => pack.lessons.get(at).map(|l| l.objectives.iter().map(String::as_str).collect()),
        Target::Lab(at) => pack.labs.get(at).map(|l| l.teaches.iter().map(String::as_str).collect()),
    }
    .unwrap_or_default();
    ids.into_iter()
}

/// Whether `id` begins with `start`, which is in lower case.
fn begins(id: &str, start: &str) -> bool {
    id.to_lowercase().starts_with(start)
}
