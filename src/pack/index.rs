//! Who is defined where, and who is named where: duplicates and dangling names of a whole pack.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, SourceId, Span, did_you_mean};
use crate::pack::code;
use crate::pack::fields::{At, Fields, Problems, quoted};

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::pack) enum Kind {
    Family,
    Objective,
    Misconception,
    Case,
    Question,
    Lesson,
    Lab,
}

impl Kind {
    fn noun(self) -> &'static str {
        match self {
            Self::Family => "family",
            Self::Objective => "learning objective",
            Self::Misconception => "misconception",
            Self::Case => "case study",
            Self::Question => "question",
            Self::Lesson => "lesson",
            Self::Lab => "lab",
        }
    }
}

#[derive(Debug)]
struct Name {
    kind: Kind,
    id: String,
    source: SourceId,
    span: Span,
}

/// Every name of a pack.
#[derive(Debug, Default)]
pub(in crate::pack) struct Index {
    defined: Vec<Name>,
    used: Vec<Name>,
}

impl Index {
    /// Takes over the names of another one.
    pub(in crate::pack) fn extend(&mut self, other: Self) {
        self.defined.extend(other.defined);
        self.used.extend(other.used);
    }

    /// Notes that `id` is defined in the problems' source.
    pub(in crate::pack) fn define(&mut self, kind: Kind, id: &At<String>, problems: &Problems) {
        self.defined.push(name(kind, id, problems));
    }

    /// Notes that `id` is named in the problems' source.
    pub(in crate::pack) fn mention(&mut self, kind: Kind, id: &At<String>, problems: &Problems) {
        self.used.push(name(kind, id, problems));
    }

    /// Notes that the place of the file `source` names `id`.
    pub(in crate::pack) fn mention_at(&mut self, kind: Kind, id: &str, source: SourceId) {
        self.used.push(Name { kind, id: id.to_owned(), source, span: 0..0 });
    }

    /// Notes the name under `key`, which must be there.
    pub(in crate::pack) fn need(&mut self, kind: Kind, key: &'static str, fields: &Fields<'_>) -> String {
        let id = fields.need_text(key);
        if !id.value.trim().is_empty() {
            self.mention(kind, &id, fields.problems());
        }
        id.value
    }

    /// Notes the name under `key`, if there is one.
    pub(in crate::pack) fn maybe(
        &mut self,
        kind: Kind,
        key: &'static str,
        fields: &Fields<'_>,
    ) -> Option<String> {
        let id = fields.text(key)?;
        self.mention(kind, &id, fields.problems());
        Some(id.value)
    }

    /// Notes every name in the list under `key`.
    pub(in crate::pack) fn list(
        &mut self,
        kind: Kind,
        key: &'static str,
        fields: &Fields<'_>,
    ) -> Vec<String> {
        let ids = fields.texts(key).unwrap_or_default();
        ids.into_iter()
            .map(|id| {
                self.mention(kind, &id, fields.problems());
                id.value
            })
            .collect()
    }

    /// Every duplicate and every dangling name.
    pub(in crate::pack) fn resolve(&self) -> Vec<Diagnostic> {
        let mut first: BTreeMap<(Kind, &str), &Name> = BTreeMap::new();
        let mut found = Vec::new();
        for name in &self.defined {
            if let Some(earlier) = first.get(&(name.kind, name.id.as_str())) {
                found.push(twice(name, earlier));
            } else {
                first.insert((name.kind, name.id.as_str()), name);
            }
        }
        for name in &self.used {
            if !first.contains_key(&(name.kind, name.id.as_str())) {
                let known = first.keys().filter(|(kind, _)| *kind == name.kind).map(|(_, id)| *id);
                found.push(dangling(name, known.collect()));
            }
        }
        found.extend(self.unused(&first));
        found
    }

    /// Objectives without a question, cases with fewer than two.
    fn unused(&self, first: &BTreeMap<(Kind, &str), &Name>) -> Vec<Diagnostic> {
        let times =
            |one: &Name| self.used.iter().filter(|used| used.kind == one.kind && used.id == one.id).count();
        first
            .values()
            .filter_map(|name| match (name.kind, times(name)) {
                (Kind::Objective, 0) => Some(Diagnostic::warning(
                    code::UNUSED_OBJECTIVE,
                    format!("nothing serves the learning objective `{}`", name.id),
                    name.source,
                    name.span.clone(),
                )),
                (Kind::Case, count @ 0..=1) => Some(
                    Diagnostic::error(
                        code::SMALL_CASE,
                        format!(
                            "case study `{}` has {}",
                            name.id,
                            if count == 0 { "no question" } else { "one question only" }
                        ),
                        name.source,
                        name.span.clone(),
                    )
                    .help("give it two questions or more"),
                ),
                _ => None,
            })
            .collect()
    }
}

fn name(kind: Kind, id: &At<String>, problems: &Problems) -> Name {
    Name { kind, id: id.value.clone(), source: problems.source(), span: id.span.clone() }
}

fn twice(name: &Name, earlier: &Name) -> Diagnostic {
    let message = format!("{} `{}` is defined twice", name.kind.noun(), name.id);
    Diagnostic::error(code::DUPLICATE_ID, message, name.source, name.span.clone())
        .secondary(earlier.source, earlier.span.clone(), "first defined here")
        .help("give one of them another id")
}

fn dangling(name: &Name, known: Vec<&str>) -> Diagnostic {
    let noun = name.kind.noun();
    let message = format!("there is no {noun} `{}`", name.id);
    let diagnostic = Diagnostic::error(code::DANGLING, message, name.source, name.span.clone());
    match did_you_mean(&name.id, known.iter().copied()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None if known.is_empty() => diagnostic.help(format!("the pack defines no {noun}")),
        None if known.len() <= 12 => diagnostic.help(format!("there are {}", quoted(known))),
        None => diagnostic,
    }
}
