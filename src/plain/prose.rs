//! Markdown as paragraphs of words: emphasis goes, code keeps its backticks, lists keep their marks.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// A stretch of text that is wrapped, or kept, as one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Block {
    /// Such as `- ` or `2. `.
    pub head: String,
    pub text: String,
    pub is_verbatim: bool,
    /// Whether a blank line comes before it.
    pub is_apart: bool,
}

/// The blocks of a Markdown text, in order.
pub(super) fn blocks(markdown: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    for event in Parser::new(markdown) {
        reader.read(&event);
    }
    reader.close();
    reader.blocks
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    open: Block,
    /// The number of the next item of each list around, or none for bullets.
    lists: Vec<Option<u64>>,
    /// Address of the link that is open.
    link: String,
}

impl Reader {
    fn read(&mut self, event: &Event) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.open.text.push_str(text),
            Event::Code(code) => {
                self.open.text.push('`');
                self.open.text.push_str(code);
                self.open.text.push('`');
            }
            Event::SoftBreak => self.open.text.push(' '),
            Event::HardBreak => self.open.text.push('\n'),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag) {
        match tag {
            Tag::Paragraph | Tag::Heading { .. } | Tag::BlockQuote(_) if self.open.head.is_empty() => {
                self.close();
                self.open.is_apart = true;
            }
            Tag::CodeBlock(_) => {
                self.close();
                self.open.is_apart = true;
                self.open.is_verbatim = true;
            }
            Tag::List(first) => {
                self.close();
                self.lists.push(*first);
            }
            Tag::Item => self.start_item(),
            Tag::Link { dest_url, .. } => self.link = dest_url.to_string(),
            _ => {}
        }
    }

    fn start_item(&mut self) {
        self.close();
        self.open.is_apart = self.lists.len() == 1 && self.blocks.last().is_none_or(|b| b.head.is_empty());
        let inset = "  ".repeat(self.lists.len().saturating_sub(1));
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "- ".to_owned(),
        };
        self.open.head = inset + &mark;
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::Item => self.close(),
            TagEnd::List(_) => {
                self.close();
                self.lists.pop();
            }
            TagEnd::Link if !self.open.text.ends_with(&self.link) => {
                self.open.text.extend([" (", &self.link, ")"]);
            }
            _ => {}
        }
    }

    fn close(&mut self) {
        let block = std::mem::take(&mut self.open);
        if !block.text.trim().is_empty() {
            self.blocks.push(block);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(markdown: &str) -> Vec<String> {
        let line = |block: Block| {
            let gap = if block.is_apart { "|" } else { "" };
            let kept = if block.is_verbatim { "=" } else { "" };
            format!("{gap}{kept}{}{}", block.head, block.text)
        };
        blocks(markdown).into_iter().map(line).collect()
    }

    #[test]
    fn words_stay_and_marks_of_emphasis_go() {
        assert_eq!(
            lines("A **bold** and *soft*\nword, `code` and [a page](https://x.y).\n\nNext."),
            ["|A bold and soft word, `code` and a page (https://x.y).", "|Next."]
        );
    }

    #[test]
    fn lists_keep_their_marks_and_stay_together() {
        assert_eq!(
            lines("Before:\n\n- one\n- two\n  1. deep\n  2. deeper\n\nAfter"),
            ["|Before:", "|- one", "- two", "  1. deep", "  2. deeper", "|After"]
        );
    }

    #[test]
    fn code_blocks_keep_their_lines() {
        assert_eq!(lines("See\n\n```\na  b\n  c\n```"), ["|See", "|=a  b\n  c\n"]);
    }
}
