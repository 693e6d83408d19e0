//! Where in an entry the words stand, without giving an answer away.

use std::ops::Range;

use crate::bank::Pack;
use crate::search::find::Found;
use crate::search::index::{Standing, Target};
use crate::search::needle::Matching;
use crate::search::text::{Field, fields, words};

/// A line of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// On one line, without markup.
    pub text: String,
    /// The matched characters, as byte ranges of the text, in order.
    pub marks: Vec<Range<usize>>,
    /// Something was left out before it.
    pub is_cut: bool,
    /// Where else the words stand, when the text may not be shown.
    pub place: Option<&'static str>,
}

/// The line of the entry in which most of the words stand, beginning near the first of them so that it
/// is seen in `width` columns. What gives the answer away is only shown once the question was answered.
#[must_use]
pub fn excerpt(found: &Found, target: Target, pack: &Pack, standing: Standing<'_>, width: usize) -> Excerpt {
    let question = match target {
        Target::Question(at) => pack.questions.get(at),
        _ => None,
    };
    let answered = question.is_none_or(|question| standing.progress.seen.has_met(&question.id));
    let note = question.and_then(|question| standing.progress.shelf.note(&question.id));
    let texts = fields(target, pack);
    let title = texts.iter().find(|(field, _)| *field == Field::Title).map_or("", |(_, text)| text);
    let mut matching = Matching::new();
    let mut best = (0, flat(title), Vec::new());
    let mut hidden = false;
    let notes = note.map(|note| (Field::Part, note));
    let shown = texts.iter().copied().chain(notes).filter(|(field, _)| *field != Field::Name);
    for (field, text) in shown {
        let text = flat(text);
        let (count, marks) = marks(found, &text, &mut matching);
        let is_hidden = field == Field::Rationale && !answered;
        hidden |= is_hidden && count > 0;
        if !is_hidden && count > best.0 {
            best = (count, text, marks);
        }
    }
    let (count, text, marks) = best;
    let place = (count == 0 && hidden).then_some("in the rationale");
    cut(&text, marks, width, place)
}

/// One line without markup.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace(['*', '`'], "")
}

/// How many of the typed words stand in the text, and where.
fn marks(found: &Found, text: &str, matching: &mut Matching) -> (usize, Vec<Range<usize>>) {
    let mut marks: Vec<Range<usize>> = Vec::new();
    let mut count = 0;
    for needle in &found.needles {
        let before = marks.len();
        for (start, word) in words(text) {
            let letters = needle.letters(word, matching);
            let places: Vec<(usize, char)> = word.char_indices().collect();
            for letter in letters {
                if let Some((at, c)) = places.get(letter as usize) {
                    marks.push(start + at..start + at + c.len_utf8());
                }
            }
        }
        count += usize::from(marks.len() > before);
    }
    marks.sort_by_key(|mark| mark.start);
    marks.dedup();
    (count, joined(marks))
}

fn joined(marks: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for mark in marks {
        match joined.last_mut() {
            Some(last) if last.end >= mark.start => last.end = last.end.max(mark.end),
            _ => joined.push(mark),
        }
    }
    joined
}

/// Leaves out the beginning when the first mark stands far behind it.
fn cut(text: &str, marks: Vec<Range<usize>>, width: usize, place: Option<&'static str>) -> Excerpt {
    let first = marks.first().map_or(0, |mark| mark.start);
    let before = text.get(..first).unwrap_or_default();
    let is_cut = before.chars().count() + 12 > width;
    if !is_cut {
        return Excerpt { text: text.to_owned(), marks, is_cut, place };
    }
    let back = before.char_indices().rev().nth(width / 3).map_or(0, |(at, _)| at);
    let start = text.get(back..first).and_then(|tail| tail.find(' ')).map_or(back, |at| back + at + 1);
    let moved = marks.into_iter().map(|mark| mark.start - start..mark.end - start).collect();
    Excerpt { text: text.get(start..).unwrap_or_default().to_owned(), marks: moved, is_cut, place }
}
