//! Lines in, lines out: the only place that reads or writes.

use std::io::{self, Write};

use textwrap::{Options, WordSplitter};

use crate::diag::printable;
use crate::plain::prose;
use crate::session::{Boot, Moment};
use crate::store::StoreError;

/// What came from the learner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    Text(String),
    /// The time came first.
    Waited,
    /// There will be no more lines.
    Closed,
}

/// Where lines come from, and what time it is there.
pub trait Input {
    /// Milliseconds since the Unix epoch.
    fn now_millis(&self) -> i64;

    /// The clock since the machine was started.
    fn boot(&self) -> Boot;

    /// The next line without its end; [`Line::Waited`] when none came by `until_millis`, or earlier.
    fn line(&mut self, until_millis: Option<i64>) -> Line;
}

/// Why a conversation ended before its end.
#[derive(Debug, thiserror::Error)]
pub enum PlainError {
    #[error("cannot write the answer: {0}")]
    Output(#[from] io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Leaves every loop at once.
#[derive(Debug)]
pub(super) enum Stop {
    /// The input ended: a way to quit like any other.
    Closed,
    Failed(PlainError),
}

impl<E: Into<PlainError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// A number of things, in words.
pub(super) fn count(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

pub(super) type Talk<T = ()> = Result<T, Stop>;

/// A conversation in lines.
pub(super) struct Console<'a> {
    input: &'a mut dyn Input,
    output: &'a mut dyn Write,
    width: usize,
}

impl<'a> Console<'a> {
    /// Below this, wrapping does more harm than good.
    const NARROWEST: usize = 20;

    /// Beyond this, hanging text leaves too little of the line.
    const DEEPEST: usize = 10;

    pub(super) fn new(input: &'a mut dyn Input, output: &'a mut dyn Write, width: usize) -> Self {
        Self { input, output, width: width.max(Self::NARROWEST) }
    }

    pub(super) fn now(&self) -> i64 {
        self.input.now_millis()
    }

    /// Now, as both clocks tell it.
    pub(super) fn moment(&self) -> Moment {
        Moment { wall_millis: self.input.now_millis(), boot: self.input.boot() }
    }

    /// One paragraph or several, wrapped.
    pub(super) fn say(&mut self, text: &str) -> Talk {
        self.hang("", text)
    }

    /// A paragraph behind a first word such as `a. `; further lines stand under its text, or a little
    /// to the right when that word is long.
    pub(super) fn hang(&mut self, head: &str, text: &str) -> Talk {
        let (head, text) = (printable(head), printable(text));
        let width = textwrap::core::display_width(&head);
        let under = " ".repeat(if width <= Self::DEEPEST { width } else { 3 });
        let options = Options::new(self.width)
            .initial_indent(&head)
            .subsequent_indent(&under)
            .break_words(false)
            .word_splitter(WordSplitter::NoHyphenation);
        for line in textwrap::wrap(&text, options) {
            writeln!(self.output, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// Text as it is: a log, a file.
    pub(super) fn verbatim(&mut self, text: &str) -> Talk {
        for line in printable(text).lines() {
            writeln!(self.output, "    {line}")?;
        }
        Ok(())
    }

    /// Markdown as words.
    pub(super) fn prose(&mut self, markdown: &str) -> Talk {
        for (at, block) in prose::blocks(markdown).into_iter().enumerate() {
            if at > 0 && block.is_apart {
                self.gap()?;
            }
            if block.is_verbatim {
                self.verbatim(&block.text)?;
            } else {
                self.hang(&block.head, &block.text)?;
            }
        }
        Ok(())
    }

    pub(super) fn flush(&mut self) -> Talk {
        Ok(self.output.flush()?)
    }

    pub(super) fn gap(&mut self) -> Talk {
        Ok(writeln!(self.output)?)
    }

    /// Says what is wanted and reads a line, without the blanks around it.
    pub(super) fn ask(&mut self, prompt: &str) -> Talk<String> {
        self.say(prompt)?;
        self.read_command()
    }

    /// Reads a line, without the blanks around it.
    pub(super) fn read_command(&mut self) -> Talk<String> {
        Ok(self.read()?.trim().to_owned())
    }

    fn read(&mut self) -> Talk<String> {
        loop {
            if let Some(line) = self.read_until(None)? {
                return Ok(line);
            }
        }
    }

    /// Reads a line, or nothing when none came in time.
    pub(super) fn read_until(&mut self, until_millis: Option<i64>) -> Talk<Option<String>> {
        self.flush()?;
        match self.input.line(until_millis) {
            Line::Text(line) => Ok(Some(line.trim_end().to_owned())),
            Line::Waited => Ok(None),
            Line::Closed => Err(Stop::Closed),
        }
    }

    /// Reads lines up to one that is a single full stop.
    pub(super) fn read_text(&mut self) -> Talk<String> {
        let first = self.read()?;
        if first.trim() == "." { Ok(String::new()) } else { self.read_text_behind(first) }
    }

    /// Reads the lines of a text whose first line is there already.
    pub(super) fn read_text_behind(&mut self, first: String) -> Talk<String> {
        let mut lines = vec![first];
        loop {
            match self.read()? {
                line if line.trim() == "." => return Ok(lines.join("\n")),
                line => lines.push(line),
            }
        }
    }
}
