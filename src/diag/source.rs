//! The texts that diagnostics point into.

/// A byte range of a source.
pub type Span = std::ops::Range<usize>;

/// Which source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(usize);

/// One text and the name it is shown under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Path as the user gave it, or `<stdin>`.
    pub name: String,
    pub text: String,
}

impl SourceFile {
    /// Line and column of a byte offset, both counted from 1; the column counts characters.
    #[must_use]
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset.min(self.text.len())).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        (line, before.get(line_start..).map_or(0, |tail| tail.chars().count()) + 1)
    }
}

/// Every source read so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sources(Vec<SourceFile>);

impl Sources {
    /// Keeps a text and gives it an id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.0.push(SourceFile { name: name.into(), text: text.into() });
        SourceId(self.0.len() - 1)
    }

    /// The text with this id.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "ids come from `add` only")]
    pub fn get(&self, id: SourceId) -> &SourceFile {
        &self.0[id.0]
    }
}
