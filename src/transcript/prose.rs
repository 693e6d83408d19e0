//! Markdown of a pack as words, or as markup of our own.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::diag::printable;

/// The words, on one line.
pub(super) fn words(markdown: &str) -> String {
    let mut text = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Text(piece) | Event::Code(piece) | Event::Html(piece) | Event::InlineHtml(piece) => {
                text.push_str(&piece);
            }
            Event::SoftBreak | Event::HardBreak | Event::End(_) if !text.ends_with(' ') => match event {
                Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image) => {}
                _ => text.push(' '),
            },
            _ => {}
        }
    }
    printable(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text for HTML, as content and between quotes.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// The text as blocks of HTML, of the few elements that are written here; what the text itself says in
/// HTML is text, and its links are words.
pub(super) fn blocks(markdown: &str) -> String {
    let mut out = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Start(tag) => out.push_str(element(&tag).map_or("", |(open, _)| open)),
            Event::End(end) => out.push_str(closing(end)),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => out.push_str(&escape(&text)),
            Event::Code(text) => {
                out.push_str("<code>");
                out.push_str(&escape(&text));
                out.push_str("</code>");
            }
            Event::SoftBreak => out.push(' '),
            Event::HardBreak => out.push_str("<br>"),
            _ => {}
        }
    }
    out
}

fn element(tag: &Tag<'_>) -> Option<(&'static str, &'static str)> {
    pair(tag.to_end())
}

fn closing(end: TagEnd) -> &'static str {
    pair(end).map_or("", |(_, close)| close)
}

fn pair(tag: TagEnd) -> Option<(&'static str, &'static str)> {
    Some(match tag {
        TagEnd::Paragraph | TagEnd::Heading(_) => ("<p>", "</p>"),
        TagEnd::Emphasis => ("<em>", "</em>"),
        TagEnd::Strong => ("<strong>", "</strong>"),
        TagEnd::List(true) => ("<ol>", "</ol>"),
        TagEnd::List(false) => ("<ul>", "</ul>"),
        TagEnd::Item => ("<li>", "</li>"),
        TagEnd::CodeBlock => ("<pre>", "</pre>"),
        TagEnd::BlockQuote(_) => ("<blockquote>", "</blockquote>"),
        _ => return None,
    })
}

/// Text that Markdown shows as it is.
pub(super) fn literal(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in printable(text).replace('\n', " ").chars() {
        if c.is_ascii_punctuation() {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// The address when it is one that a document may link to.
pub(super) fn link(url: &str) -> Option<&str> {
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '<' | '>' | '`' | '\\');
    (url.starts_with("https://") && url.chars().all(plain)).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lose_their_markup_and_nothing_else() {
        for (markdown, expected) in [
            ("**Who** downloads `x`?", "Who downloads x?"),
            ("a\n\n* b\n* c", "a b c"),
            ("a <b>c</b>\u{1b}[2J", "a <b>c</b>\u{fffd}[2J"),
        ] {
            assert_eq!(words(markdown), expected, "{markdown}");
        }
    }

    #[test]
    fn what_a_text_says_in_html_stays_text() {
        for (markdown, expected) in [
            ("a <script>alert(1)</script>", "<p>a &lt;script&gt;alert(1)&lt;/script&gt;</p>"),
            ("<script>\nalert(1)\n</script>", "&lt;script&gt;\nalert(1)\n&lt;/script&gt;"),
            ("[x](javascript:alert(1)) **y**", "<p>x <strong>y</strong></p>"),
            ("![x](https://e.org/t.png)", "<p>x</p>"),
            ("```\n</pre><i>\n```", "<pre>&lt;/pre&gt;&lt;i&gt;\n</pre>"),
        ] {
            assert_eq!(blocks(markdown), expected, "{markdown}");
        }
        assert_eq!(escape("\"'&"), "&quot;&#39;&amp;");
    }

    #[test]
    fn only_https_addresses_of_plain_letters_are_linked() {
        assert!(link("https://docs.aws.amazon.com/a?b=c&d").is_some());
        for url in ["javascript:alert(1)", "http://x", "https://x\" onload=\"y", "https://x y", "https://x<"]
        {
            assert_eq!(link(url), None, "{url}");
        }
    }
}
