//! Sums over the questions of an exam.

use std::collections::BTreeMap;

use crate::bank::Pack;
use crate::session::Confidence;
use crate::session::report::{ItemReport, Tally};

/// One family or learning objective.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub id: String,
    pub title: String,
    pub tally: Tally,
}

/// How often one level of confidence was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calibration {
    pub confidence: Confidence,
    pub tally: Tally,
}

fn counting(items: &[ItemReport]) -> impl Iterator<Item = &ItemReport> {
    items.iter().filter(|item| !item.pilot)
}

fn tally<'a>(items: &'a [ItemReport], belongs: impl Fn(&ItemReport) -> bool + 'a) -> Option<Tally> {
    let tally = Tally::of(counting(items).filter(|item| belongs(item)).map(ItemReport::is_right));
    (tally.asked > 0).then_some(tally)
}

/// Per learning objective, those that were asked; what the blueprint no longer has comes last.
pub(super) fn objectives(pack: &Pack, items: &[ItemReport]) -> Vec<Group> {
    let known = &pack.blueprint.objectives;
    let mut groups: Vec<Group> = known
        .iter()
        .filter_map(|objective| {
            let tally = tally(items, |item| item.objective == objective.id)?;
            Some(Group { id: objective.id.clone(), title: objective.text.clone(), tally })
        })
        .collect();
    let mut gone: Vec<&str> = counting(items)
        .map(|item| item.objective.as_str())
        .filter(|id| pack.blueprint.objective(id).is_none())
        .collect();
    gone.sort_unstable();
    gone.dedup();
    groups.extend(gone.into_iter().filter_map(|id| {
        let tally = tally(items, |item| item.objective == id)?;
        Some(Group { id: id.to_owned(), title: String::new(), tally })
    }));
    groups
}

/// Per family, those that were asked.
pub(super) fn families(pack: &Pack, items: &[ItemReport]) -> Vec<Group> {
    let family_of = |item: &ItemReport| pack.blueprint.objective(&item.objective).map(|o| o.family.as_str());
    let families = pack.blueprint.families.iter();
    families
        .filter_map(|family| {
            let tally = tally(items, |item| family_of(item) == Some(family.id.as_str()))?;
            Some(Group { id: family.id.clone(), title: family.title.clone(), tally })
        })
        .collect()
}

/// Per level of confidence, pilots included: they were answered like the others.
pub(super) fn calibration(items: &[ItemReport]) -> Vec<Calibration> {
    [Confidence::Guess, Confidence::Unsure, Confidence::Sure]
        .into_iter()
        .map(|confidence| {
            let said = items.iter().filter(|item| item.confidence == Some(confidence));
            Calibration { confidence, tally: Tally::of(said.map(ItemReport::is_right)) }
        })
        .filter(|calibration| calibration.tally.asked > 0)
        .collect()
}

/// Misconceptions and how many answers acted on each, most first.
pub(super) fn misconceptions(items: &[ItemReport]) -> Vec<(String, usize)> {
    let mut acted_on: BTreeMap<&str, usize> = BTreeMap::new();
    for id in counting(items).flat_map(|item| &item.misconceptions) {
        *acted_on.entry(id).or_default() += 1;
    }
    let mut counted: Vec<(String, usize)> =
        acted_on.into_iter().map(|(id, times)| (id.to_owned(), times)).collect();
    counted.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    counted
}
