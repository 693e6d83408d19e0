//! The files of a pack to the pack.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::aws::ConfigDraft;
use crate::bank::{Demonstrations, Lesson, Pack, PackId};
use crate::diag::{Code, Diagnostic, Severity, SourceId, Sources};
use crate::lab::Lab;
use crate::pack::code;
use crate::pack::config::{read_config, read_draft};
use crate::pack::decode::{
    Designs, Manifest, QuestionsFile, decode_lab, decode_lessons, decode_manifest, decode_questions,
};
use crate::pack::fields::{Care, Fields, Problems, parse};
use crate::pack::files::{PackFile, PackFiles};
use crate::pack::index::{Index, Kind};

/// What came of reading a pack.
#[derive(Debug)]
pub struct Loaded {
    /// Absent when there was any error.
    pub pack: Option<Pack>,
    /// By file and place.
    pub diagnostics: Vec<Diagnostic>,
    pub sources: Sources,
}

/// Reads the pack in the folder `root`, all of it, and reports every problem.
#[must_use]
pub fn load_pack(root: &Path) -> Loaded {
    load_files(PackFiles::in_folder(root), Care::Full)
}

/// The pack in `path`, or else the packs in its subfolders.
///
/// # Errors
/// When the folder cannot be listed.
pub fn find_packs(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    if !path.is_dir() || path.join(MANIFEST).exists() {
        return Ok(vec![path.to_owned()]);
    }
    let mut roots = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let inside = entry?.path();
        if inside.join(MANIFEST).is_file() {
            roots.push(inside);
        }
    }
    roots.sort();
    if roots.is_empty() {
        roots.push(path.to_owned());
    }
    Ok(roots)
}

const MANIFEST: &str = "pack.toml";
const LAB_FILE: &str = "lab.toml";
/// Folder of the labs that show a misconception fail, each named like the misconception.
pub(in crate::pack) const DEMONSTRATIONS: &str = "demonstrations";
const MOST_WORKERS: usize = 4;
/// Codes that say that something is not there.
const ABOUT_ABSENCE: [Code; 4] =
    [code::MISSING_KEY, code::OPTION_COUNT, code::NO_OBJECTIVE, code::BAD_REQUIREMENT];

/// Reads a pack from its files.
pub(in crate::pack) fn load_files(files: PackFiles, care: Care) -> Loaded {
    let mut reading = Reading::new(care);
    let manifest = reading.manifest(&files);
    for part in read_in_parallel(&files, care) {
        reading.extend(part);
    }
    if manifest.is_some() && !reading.has_broken_file && care == Care::Full {
        reading.diagnostics.extend(reading.index.resolve());
    }
    let PackFiles { sources, diagnostics, root, .. } = files;
    reading.diagnostics.extend(diagnostics);
    reading.finish(manifest, sources, &root)
}

/// Every file but the manifest, in order; the learner waits for this before the first frame.
fn read_in_parallel(files: &PackFiles, care: Care) -> Vec<Reading> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.files.get(at) else { break done };
            let mut reading = Reading::new(care);
            reading.file(file, files);
            done.push((at, reading));
        }
    };
    let workers = thread::available_parallelism().map_or(1, NonZeroUsize::get).min(MOST_WORKERS);
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        for other in others {
            match other.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, reading)| reading).collect()
}

/// What was read so far.
#[derive(Debug)]
struct Reading {
    care: Care,
    index: Index,
    /// Then names may seem to stand for nothing.
    has_broken_file: bool,
    diagnostics: Vec<Diagnostic>,
    questions: QuestionsFile,
    lessons: Vec<Lesson>,
    labs: Vec<Lab>,
    /// By misconception.
    demonstrations: Vec<(String, Lab)>,
}

impl Reading {
    fn new(care: Care) -> Self {
        Self {
            care,
            index: Index::default(),
            has_broken_file: false,
            diagnostics: Vec::new(),
            questions: QuestionsFile::default(),
            lessons: Vec::new(),
            labs: Vec::new(),
            demonstrations: Vec::new(),
        }
    }

    /// Takes over what another one read.
    fn extend(&mut self, other: Self) {
        self.index.extend(other.index);
        self.has_broken_file |= other.has_broken_file;
        self.diagnostics.extend(other.diagnostics);
        self.questions.cases.extend(other.questions.cases);
        self.questions.questions.extend(other.questions.questions);
        self.lessons.extend(other.lessons);
        self.labs.extend(other.labs);
        self.demonstrations.extend(other.demonstrations);
    }

    fn manifest(&mut self, files: &PackFiles) -> Option<Manifest> {
        let file = files.at(MANIFEST)?;
        Some(self.decode(file.source, "pack", &files.sources, decode_manifest))
    }

    /// Decodes one file and keeps what is wrong with it.
    fn decode<T>(
        &mut self,
        source: SourceId,
        noun: &'static str,
        sources: &Sources,
        decode: impl FnOnce(Fields<'_>, &mut Index) -> T,
    ) -> T {
        let problems = Problems::with_care(source, self.care);
        let table = parse(sources, &problems);
        let decoded = decode(Fields::of_file(&table, noun, &problems), &mut self.index);
        drop(table);
        let found = problems.into_diagnostics();
        let is_broken = found.iter().any(|diagnostic| diagnostic.code == code::SYNTAX);
        self.has_broken_file |= is_broken;
        // What seems to be missing may stand in the part that could not be read.
        let follows = |diagnostic: &Diagnostic| is_broken && ABOUT_ABSENCE.contains(&diagnostic.code);
        self.diagnostics.extend(found.into_iter().filter(|diagnostic| !follows(diagnostic)));
        decoded
    }

    fn file(&mut self, file: &PackFile, files: &PackFiles) {
        match file.path.split('/').collect::<Vec<_>>().as_slice() {
            [MANIFEST] => {}
            ["questions", _, ..] => {
                let read = self.decode(file.source, "file of questions", &files.sources, decode_questions);
                self.questions.cases.extend(read.cases);
                self.questions.questions.extend(read.questions);
            }
            ["lessons", _, ..] => {
                let read = self.decode(file.source, "file of lessons", &files.sources, decode_lessons);
                self.lessons.extend(read);
            }
            ["labs", folder, LAB_FILE] => {
                let lab = self.lab(file, folder, files);
                self.labs.push(lab);
            }
            [DEMONSTRATIONS, folder, LAB_FILE] => self.demonstration(file, folder, files),
            [part @ ("labs" | DEMONSTRATIONS), folder, _]
                if files.at(&format!("{part}/{folder}/{LAB_FILE}")).is_some() => {}
            _ => self.diagnostics.push(
                Diagnostic::warning(code::UNKNOWN_FILE, "nothing is read from here", file.source, 0..0).help(
                    "questions/, lessons/, and labs/ID/ and demonstrations/ID/ with a lab.toml are read",
                ),
            ),
        }
    }

    fn demonstration(&mut self, file: &PackFile, folder: &str, files: &PackFiles) {
        let lab = self.lab(file, folder, files);
        self.index.mention_at(Kind::Misconception, folder, file.source);
        self.demonstrations.push((folder.to_owned(), lab));
    }

    fn lab(&mut self, file: &PackFile, folder: &str, files: &PackFiles) -> Lab {
        let mut designs = Designs::default();
        let inside = file.path.strip_suffix(LAB_FILE).unwrap_or_default();
        for design in &files.files {
            let name =
                design.path.strip_prefix(inside).filter(|name| *name != LAB_FILE && !name.contains('/'));
            if let Some(name) = name {
                let (draft, diagnostics) = self.design(design.source, &files.sources);
                designs.add(name, design.source, draft);
                self.diagnostics.extend(diagnostics);
            }
        }
        let lab = self.decode(file.source, "lab", &files.sources, |fields, index| {
            decode_lab(fields, folder, &mut designs, index)
        });
        self.diagnostics.extend(designs.unused());
        lab
    }

    fn design(&self, source: SourceId, sources: &Sources) -> (ConfigDraft, Vec<Diagnostic>) {
        match self.care {
            Care::Trusting => read_draft(sources, source),
            Care::Full => {
                let read = read_config(sources, source);
                (read.draft, read.diagnostics)
            }
        }
    }

    fn finish(mut self, manifest: Option<Manifest>, mut sources: Sources, root: &str) -> Loaded {
        if manifest.is_none() && !self.has(code::NO_PACK_FILE) && !self.has(code::UNREADABLE) {
            let source = sources.add(root, "");
            let message = format!("there is no `{MANIFEST}` here");
            self.diagnostics.push(
                Diagnostic::error(code::NO_PACK_FILE, message, source, 0..0)
                    .help(format!("a pack is a folder with a `{MANIFEST}`")),
            );
        }
        let is_empty = self.questions.questions.is_empty() && self.lessons.is_empty() && self.labs.is_empty();
        if is_empty && manifest.is_some() && self.errors() == 0 {
            let source = sources.add(root, "");
            self.diagnostics.push(
                Diagnostic::error(code::EMPTY_PACK, "the pack has nothing to learn", source, 0..0)
                    .help("add a question, a lesson or a lab"),
            );
        }
        self.diagnostics.sort_by_key(|diagnostic| {
            let place = diagnostic.labels.first().map(|label| (label.source, label.span.start));
            (place, diagnostic.code)
        });
        let pack = manifest.filter(|_| self.errors() == 0).map(|manifest| self.pack(manifest));
        Loaded { pack, diagnostics: self.diagnostics, sources }
    }

    fn has(&self, code: Code) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.code == code)
    }

    fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
    }

    fn pack(&mut self, manifest: Manifest) -> Pack {
        let QuestionsFile { cases, questions } = std::mem::take(&mut self.questions);
        Pack {
            id: PackId(manifest.id),
            version: manifest.version,
            title: manifest.title,
            description: manifest.description,
            authors: manifest.authors,
            language: manifest.language,
            licence: manifest.licence,
            verified_on: manifest.verified_on,
            exam: manifest.exam,
            blueprint: manifest.blueprint,
            misconceptions: manifest.misconceptions,
            cases,
            questions,
            lessons: std::mem::take(&mut self.lessons),
            labs: easiest_first(std::mem::take(&mut self.labs)),
            demonstrations: ready(std::mem::take(&mut self.demonstrations)),
        }
    }
}

/// Demonstrations that have been read already.
fn ready(labs: Vec<(String, Lab)>) -> Demonstrations {
    let mut demonstrations = Demonstrations::default();
    for (misconception, lab) in labs {
        demonstrations.add(&misconception, move || Some(lab.clone()));
    }
    demonstrations
}

/// The lab in `files`, which hold one demonstration of a pack that is known to be sound.
pub(in crate::pack) fn load_demonstration(files: &PackFiles, misconception: &str) -> Option<Lab> {
    let file = files.at(&format!("{DEMONSTRATIONS}/{misconception}/{LAB_FILE}"))?;
    Some(Reading::new(Care::Trusting).lab(file, misconception, files))
}

/// The order in which a learner meets them.
fn easiest_first(mut labs: Vec<Lab>) -> Vec<Lab> {
    labs.sort_by(|a, b| (a.difficulty, &a.id).cmp(&(b.difficulty, &b.id)));
    labs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts with something of everything: keys of every kind, strings of every kind, every diagnostic.
    const TEXTS: [(&str, &str); 5] = [
        ("pack.toml", include_str!("../../tests/data/pack/base/pack.toml")),
        ("questions/base.toml", include_str!("../../tests/data/pack/base/questions/base.toml")),
        ("lessons/base.toml", include_str!("../../tests/data/pack/base/lessons/base.toml")),
        ("labs/tiny/lab.toml", include_str!("../../tests/data/pack/base/labs/tiny/lab.toml")),
        ("labs/tiny/starter.toml", include_str!("../../tests/data/pack/base/labs/tiny/starter.toml")),
    ];

    /// The text with `cut` characters from `at` on replaced by `with`.
    fn damaged(text: &str, at: usize, cut: usize, with: &str) -> String {
        let at = at % text.chars().count();
        text.chars().take(at).chain(with.chars()).chain(text.chars().skip(at + cut)).collect()
    }

    proptest! {
        #[test]
        fn whatever_is_damaged_every_diagnostic_points_into_its_text(
            which in 0..TEXTS.len(),
            at: usize,
            cut in 0..40_usize,
            with in r#"([\]\[{}="'#\n,.0-9é-]|""")?|[a-z]{1,3}"#,
        ) {
            let mut texts = TEXTS.map(|(path, text)| (path, text.to_owned()));
            texts[which].1 = damaged(&texts[which].1, at, cut, &with);
            let files = texts.each_ref().map(|(path, text)| (*path, text.as_str()));
            let loaded = load_files(PackFiles::in_memory("pack", &files), Care::Full);
            let errors = loaded.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
            prop_assert_eq!(loaded.pack.is_some(), errors == 0);
            for label in loaded.diagnostics.iter().flat_map(|found| &found.labels) {
                let text = &loaded.sources.get(label.source).text;
                prop_assert!(text.get(label.span.clone()).is_some(), "{:?} of {}", label, text.len());
            }
        }
    }
}
