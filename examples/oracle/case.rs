//! Configuration files with questions in their comments: `# ask: FROM TO [one-way] -> VERDICT`.

use std::fs;
use std::path::Path;

use trapline::aws::ConfigDraft;
use trapline::diag::Sources;
use trapline::pack::read_config;

use crate::question::Question;

/// A configuration file and what it says about itself.
pub struct Case {
    pub name: String,
    pub draft: ConfigDraft,
    pub questions: Vec<Question>,
}

/// Every case of a folder, by file name.
pub fn read_all(folder: &Path) -> Vec<Case> {
    let entries = fs::read_dir(folder).expect("a folder of cases");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry of the folder").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> Case {
    let text = fs::read_to_string(path).expect("a case is text");
    let questions: Vec<_> =
        text.lines().filter_map(|line| line.strip_prefix("# ask: ")).map(question).collect();
    assert!(!questions.is_empty(), "{} asks nothing", path.display());
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut sources = Sources::default();
    let source = sources.add(name.clone(), text);
    Case { name, draft: read_config(&sources, source).draft, questions }
}

fn question(text: &str) -> Question {
    let (asked, expected) = text.split_once(" -> ").expect("a question has an answer");
    let mut words = asked.split_whitespace();
    let mut word = || words.next().unwrap_or_default().to_owned();
    let (from, to, conversation) = (word(), word(), word());
    Question { from, to, one_way: conversation == "one-way", expected: Some(expected.trim().to_owned()) }
}
