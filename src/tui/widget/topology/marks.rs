//! Which elements of a picture lie on a path, and which of them refuse it.

use crate::reach::{Analysis, ComponentKind, Verdict};

/// What the answer to a question says of one element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// The path goes through it.
    OnPath,
    /// It refuses the path.
    Refuses,
}

impl Mark {
    /// The sign before the element.
    #[must_use]
    pub fn sign(self) -> char {
        match self {
            Self::OnPath => '>',
            Self::Refuses => 'X',
        }
    }
}

/// The marks of one answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    on: Vec<(ComponentKind, String, Mark)>,
    /// The subnet that the path starts in, where it is known.
    start: Option<String>,
}

impl Marks {
    /// The marks of an answer. Where a path holds somewhere and is refused elsewhere, `leak` asks for
    /// the one that holds and otherwise the refused one is shown.
    #[must_use]
    pub fn of(analysis: &Analysis, leak: bool) -> Self {
        let sometimes = analysis.verdict() == Verdict::Sometimes;
        let holds = analysis.verdict() == Verdict::Always || (sometimes && leak);
        let (hops, blockers) =
            if holds { (analysis.path(), &[][..]) } else { (analysis.refused_path(), analysis.blockers()) };
        let hops = hops.iter().map(|hop| (hop.kind, hop.component.clone(), Mark::OnPath));
        let blockers = blockers.iter().map(|found| (found.kind, found.component.clone(), Mark::Refuses));
        let start = analysis.witness().and_then(|witness| witness.subnet.clone());
        Self { on: hops.chain(blockers).collect(), start: start.filter(|_| holds || !sometimes) }
    }

    /// The mark of the element of `kind` called `name`; several groups are one component, joined by ` + `.
    #[must_use]
    pub fn on(&self, kind: ComponentKind, name: &str) -> Option<Mark> {
        let same = |component: &str| component.split(" + ").any(|part| part == name);
        self.on.iter().filter(|(k, component, _)| *k == kind && same(component)).map(|(.., mark)| *mark).max()
    }

    /// The mark of any element of `kind`.
    #[must_use]
    pub fn any(&self, kind: ComponentKind) -> Option<Mark> {
        self.on.iter().filter(|(k, ..)| *k == kind).map(|(.., mark)| *mark).max()
    }

    /// Whether a path that starts at the workload may start in this subnet.
    #[must_use]
    pub fn may_start_in(&self, subnet: &str) -> bool {
        self.start.as_deref().is_none_or(|start| start == subnet)
    }

    /// The names of the marked elements of `kind`.
    pub fn named(&self, kind: ComponentKind) -> impl Iterator<Item = &str> {
        self.on.iter().filter(move |(k, ..)| *k == kind).map(|(_, component, _)| component.as_str())
    }
}
