//! The search for the cheapest sets of changes that pass.
//!
//! A set can only pass when, for every objective that a part of it still fails, the rest of it changes
//! something that this failure depends on: an element of the verdict's footprint, in the direction
//! that helps. So from any set it is enough to go on with the changes that one failed objective asks
//! for, and a set is given up when no few changes touch all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::aws::{Config, ConfigDraft, ResourceKind};
use crate::lab::fix::edit::{DesignEdit, Sway};
use crate::lab::fix::touch::{Touched, touched};
use crate::lab::grade::is_met;
use crate::lab::{Lab, Requirement, Setting, meets};
use crate::reach::{Query, footprint};

/// How many changes a fix may have.
pub(super) const MOST_EDITS: u32 = 3;
/// How many changes are tried; one bit each.
pub(super) const MOST_CANDIDATES: usize = 48;

/// Positions of candidates, one bit each.
type Set = u64;

/// A finished search.
#[derive(Debug)]
pub(super) struct Found {
    /// The cheapest sets that pass, as positions in the order they are made in.
    pub sets: Vec<Vec<usize>>,
    /// Whether every cheaper set, and every other of this cost, was ruled out.
    pub complete: bool,
}

/// What a set of changes came to.
#[derive(Debug)]
enum Node {
    Passes,
    /// The changes contradict each other, or one has no place.
    Inapplicable,
    /// Per failed objective, the changes that may help; and which objectives those are.
    Fails {
        helpers: Vec<Set>,
        objectives: Vec<usize>,
    },
}

pub(super) struct Search<'a> {
    lab: &'a Lab,
    draft: &'a ConfigDraft,
    candidates: &'a [DesignEdit],
    /// Gradings left.
    budget: &'a mut usize,
    nodes: BTreeMap<Set, Rc<Node>>,
    visited: BTreeSet<Set>,
    found: Vec<Set>,
    exhausted: bool,
}

impl<'a> Search<'a> {
    pub fn new(
        lab: &'a Lab,
        draft: &'a ConfigDraft,
        candidates: &'a [DesignEdit],
        budget: &'a mut usize,
    ) -> Self {
        let candidates = candidates.get(..MOST_CANDIDATES).unwrap_or(candidates);
        Self {
            lab,
            draft,
            candidates,
            budget,
            nodes: BTreeMap::new(),
            visited: BTreeSet::new(),
            found: Vec::new(),
            exhausted: false,
        }
    }

    /// Looks for sets of cost `most` or less, of so many changes at most.
    pub fn run(mut self, most: u32, edits: u32) -> Found {
        for cost in 1..=most {
            self.visited.clear();
            self.grow(0, cost, edits);
            if !self.found.is_empty() || self.exhausted {
                break;
            }
        }
        let sets: Vec<Set> = self.found.clone();
        Found {
            sets: sets.into_iter().map(|set| in_order(self.candidates, set)).collect(),
            complete: !self.exhausted,
        }
    }

    /// Looks for passing sets that contain `set` and cost exactly `cost` more.
    fn grow(&mut self, set: Set, cost: u32, edits: u32) {
        if self.exhausted || !self.visited.insert(set) {
            return;
        }
        let node = self.node(set);
        let Node::Fails { helpers, objectives } = &*node else { return };
        if !self.coverable(helpers, cost, edits) {
            return;
        }
        let last = edits == 1 || cost == 1;
        let branch = if last {
            helpers.iter().fold(Set::MAX, |all, helper| all & helper)
        } else {
            helpers.iter().copied().min_by_key(|helper| helper.count_ones()).unwrap_or(0)
        };
        for at in bits(branch, self.candidates.len()) {
            let price = self.candidates.get(at).map_or(u32::MAX, DesignEdit::cost);
            let next = set | 1 << at;
            // What costs less than asked for was tried, and failed, before.
            match cost.checked_sub(price) {
                Some(0) if self.visited.insert(next) && self.passes(next, objectives) => {
                    self.found.push(next);
                }
                Some(left) if left > 0 && !last => self.grow(next, left, edits - 1),
                _ => {}
            }
        }
    }

    /// Whether few enough changes could help all failed objectives.
    fn coverable(&self, helpers: &[Set], cost: u32, edits: u32) -> bool {
        let Some(first) = helpers.iter().copied().min_by_key(|helper| helper.count_ones()) else {
            return true;
        };
        if edits == 0 || cost == 0 {
            return false;
        }
        bits(first, self.candidates.len()).any(|at| {
            let price = self.candidates.get(at).map_or(u32::MAX, DesignEdit::cost);
            let rest: Vec<Set> = helpers.iter().copied().filter(|helper| helper & 1 << at == 0).collect();
            cost.checked_sub(price)
                .is_some_and(|left| rest.is_empty() || self.coverable(&rest, left, edits - 1))
        })
    }

    fn pay(&mut self) -> bool {
        match self.budget.checked_sub(1) {
            Some(left) => *self.budget = left,
            None => self.exhausted = true,
        }
        !self.exhausted
    }

    /// Whether the set passes; what its parent failed is asked first.
    fn passes(&mut self, set: Set, likely: &[usize]) -> bool {
        if !self.pay() {
            return false;
        }
        let Some(draft) = changed(self.draft, self.candidates, set) else { return false };
        let Ok(config) = Config::build(&draft) else { return false };
        let first = likely.iter().filter_map(|at| self.lab.objectives.get(*at));
        first.into_iter().all(|objective| is_met(&objective.requirement, &config)) && meets(self.lab, &config)
    }

    fn node(&mut self, set: Set) -> Rc<Node> {
        if let Some(known) = self.nodes.get(&set) {
            return Rc::clone(known);
        }
        let node = Rc::new(if self.pay() { self.judge(set) } else { Node::Inapplicable });
        self.nodes.insert(set, Rc::clone(&node));
        node
    }

    fn judge(&self, set: Set) -> Node {
        let Some(draft) = changed(self.draft, self.candidates, set) else { return Node::Inapplicable };
        let Ok(config) = Config::build(&draft) else {
            // Another change may make it valid.
            return Node::Fails { helpers: vec![!set], objectives: Vec::new() };
        };
        let touched: Vec<Vec<Touched>> =
            self.candidates.iter().map(|edit| touched(edit, &draft, &config)).collect();
        let mut helpers = Vec::new();
        let mut objectives = Vec::new();
        for (at, objective) in self.lab.objectives.iter().enumerate() {
            if is_met(&objective.requirement, &config) {
                continue;
            }
            let helps = self.helpers(&objective.requirement, &config, &touched);
            helpers.push(helps & !set);
            objectives.push(at);
        }
        if objectives.is_empty() { Node::Passes } else { Node::Fails { helpers, objectives } }
    }

    /// The changes that may mend a failed objective.
    fn helpers(&self, requirement: &Requirement, config: &Config, touched: &[Vec<Touched>]) -> Set {
        match requirement {
            Requirement::MustReach(query) => self.in_footprint(query, config, touched, Sway::Closes),
            Requirement::MustNotReach(query) => self.in_footprint(query, config, touched, Sway::Opens),
            // Which way a path takes is more than its verdict.
            Requirement::MustAvoid { .. } => self.all(|edit| edit.sway() != Sway::Neither),
            Requirement::MustBeSet { setting, .. } => self.all(|edit| sets(edit, *setting)),
            Requirement::AtMost { resource, .. } => self.all(|edit| removes(edit, *resource)),
        }
    }

    fn all(&self, helps: impl Fn(&DesignEdit) -> bool) -> Set {
        let chosen = self.candidates.iter().enumerate().filter(|(_, edit)| helps(edit));
        chosen.fold(0, |set, (at, _)| set | 1 << at)
    }

    fn in_footprint(&self, query: &Query, config: &Config, touched: &[Vec<Touched>], useless: Sway) -> Set {
        let (_, footprint) = footprint(config, query);
        let chosen = self.candidates.iter().zip(touched).enumerate().filter(|(_, (edit, touched))| {
            let sway = edit.sway();
            sway != useless && sway != Sway::Neither && touched.iter().any(|at| at.is_in(&footprint))
        });
        chosen.fold(0, |set, (at, _)| set | 1 << at)
    }
}

fn sets(edit: &DesignEdit, setting: Setting) -> bool {
    match setting {
        Setting::EnableNetworkIsolation => matches!(edit, DesignEdit::SetIsolation(_)),
        Setting::EnableInterContainerTrafficEncryption => matches!(edit, DesignEdit::SetEncryption(_)),
        Setting::VolumeKmsKey => matches!(edit, DesignEdit::SetVolumeKey(_)),
        Setting::OutputKmsKey => matches!(edit, DesignEdit::SetOutputKey(_)),
        Setting::VpcConfig => matches!(edit, DesignEdit::SetVpcConfig { .. } | DesignEdit::LeaveVpc),
        Setting::InstanceCount => matches!(edit, DesignEdit::SetInstanceCount(_)),
    }
}

fn removes(edit: &DesignEdit, wanted: ResourceKind) -> bool {
    matches!(edit, DesignEdit::Remove { resource, .. } if *resource == wanted)
}

fn bits(set: Set, count: usize) -> impl Iterator<Item = usize> + use<> {
    (0..count).filter(move |at| set & 1 << at != 0)
}

/// The set's positions in the order in which the changes are made.
fn in_order(candidates: &[DesignEdit], set: Set) -> Vec<usize> {
    let mut chosen: Vec<usize> = bits(set, candidates.len()).collect();
    chosen.sort_by_key(|at| (candidates.get(*at).map(DesignEdit::phase), *at));
    chosen
}

fn changed(draft: &ConfigDraft, candidates: &[DesignEdit], set: Set) -> Option<ConfigDraft> {
    let chosen: Vec<&DesignEdit> = bits(set, candidates.len()).filter_map(|at| candidates.get(at)).collect();
    DesignEdit::all_applied(draft, &chosen)
}
