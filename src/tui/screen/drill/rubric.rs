//! Free recall beside the model answer: the learner decides what it says.

use std::collections::BTreeSet;
use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

use crate::bank::{Body, PartId, Question, Reflection, Response};
use crate::diag::printable;
use crate::session::PastReflection;
use crate::tui::widget::list::{following, move_cursor};
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::{Action, Ctx, Happening, Role};

/// What was written, and what the learner ticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rubric {
    reflection: Reflection,
    text: String,
    /// What was written about the same question before, oldest first.
    earlier: Vec<PastReflection>,
    ticked: BTreeSet<PartId>,
    cursor: usize,
    scroll: Scroll,
}

impl Rubric {
    pub(super) fn new(question: &Question, text: String, ctx: &Ctx) -> Self {
        let reflection = match &question.body {
            Body::Reflection(reflection) => reflection.clone(),
            _ => Reflection { criteria: Vec::new(), contradictions: Vec::new(), model_answer: String::new() },
        };
        let proposed: BTreeSet<PartId> =
            ids(&reflection).filter(|id| reflection.proposes(id, &text)).cloned().collect();
        let earlier = ctx.progress.writings.reflections(&question.id).to_vec();
        Self { reflection, text, earlier, ticked: proposed, cursor: 0, scroll: Scroll::default() }
    }

    /// The response, once the learner says that the ticks are right.
    pub(super) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Option<Response> {
        let Happening::Action(action) = happening else { return None };
        let area = crate::tui::widget::chrome::below_header(ctx.body());
        let count = ids(&self.reflection).count();
        match action {
            Action::Accept => return Some(self.response()),
            Action::Toggle => {
                let current = ids(&self.reflection).nth(self.cursor).cloned();
                if let Some(id) = current.filter(|id| !self.ticked.remove(id)) {
                    self.ticked.insert(id);
                }
            }
            Action::PageUp | Action::PageDown => {
                let page = self.page(area, ctx);
                self.scroll.act(*action, &page, area);
                return None;
            }
            other => {
                move_cursor(&mut self.cursor, count, *other);
            }
        }
        let page = self.page(area, ctx);
        self.scroll = following(&page, area, self.cursor);
        None
    }

    fn response(&self) -> Response {
        let of = |ids: Vec<&PartId>| ids.into_iter().filter(|id| self.ticked.contains(id)).cloned().collect();
        Response::Reflection {
            text: self.text.clone(),
            ticked: of(self.reflection.criteria.iter().map(|criterion| &criterion.id).collect()),
            contradicted: of(self.reflection.contradictions.iter().map(|c| &c.id).collect()),
        }
    }

    pub(super) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        self.page(area, ctx).draw(frame, area, self.scroll);
    }

    fn page(&self, area: Rect, ctx: &Ctx) -> Page {
        let mut page = Page::new(area, ctx.theme);
        page.heading("Your answer");
        self.write_own_text(&mut page);
        self.write_earlier(&mut page, ctx);
        page.heading("Model answer");
        page.markdown(&self.reflection.model_answer);
        page.heading("Does your answer say this?");
        page.text(
            "A tick is proposed where your answer contains a keyword: nobody has understood it. You decide.",
            Role::Dim,
        );
        for criterion in &self.reflection.criteria {
            let points = match criterion.points {
                1 => "1 point".to_owned(),
                points => format!("{points} points"),
            };
            self.write_row(&mut page, &criterion.id, &format!("{} ({points})", criterion.text));
        }
        if !self.reflection.contradictions.is_empty() {
            page.heading("Does it claim this, which is wrong?");
        }
        for contradiction in &self.reflection.contradictions {
            self.write_row(&mut page, &contradiction.id, &contradiction.text);
        }
        page
    }

    fn write_row(&self, page: &mut Page, id: &PartId, text: &str) {
        let theme = page.theme;
        let current = ids(&self.reflection).position(|other| other == id) == Some(self.cursor);
        let sign = if current { theme.signs().cursor } else { " " };
        let tick = if self.ticked.contains(id) { "[x]" } else { "[ ]" };
        let style = theme.style(if current { Role::Selected } else { Role::Strong });
        let prefix = [
            Span::styled(format!("{sign} "), theme.style(Role::Key)),
            Span::styled(tick, style),
            Span::raw(" "),
        ];
        let because = self.reflection.because(id, &self.text);
        page.item(|page| {
            page.markdown_behind(&prefix, text);
            if let Some(because) = &because {
                page.text_indented(6, because, Role::Dim);
            }
        });
    }

    /// What the learner wrote about this question before, the latest first.
    fn write_earlier(&self, page: &mut Page, ctx: &Ctx) {
        for past in self.earlier.iter().rev() {
            let days = ctx.today() - ctx.clock.study_day(past.at_millis);
            let when = match days {
                0 => "earlier today".to_owned(),
                1 => "yesterday".to_owned(),
                days => format!("{days} days ago"),
            };
            page.heading(&format!("What you wrote {when}: {} of {} points", past.earned, past.possible));
            for line in printable(&past.text).lines() {
                page.text(line, Role::Dim);
            }
        }
    }

    /// The learner's own text, with the keywords in it marked.
    fn write_own_text(&self, page: &mut Page) {
        let criteria = self.reflection.criteria.iter().flat_map(|criterion| &criterion.keywords);
        let contradictions = self.reflection.contradictions.iter().flat_map(|c| &c.keywords);
        let keywords: Vec<&String> = criteria.chain(contradictions).collect();
        for line in printable(&self.text).lines() {
            let spans = pieces(line, &keywords).into_iter().map(|(text, found)| {
                Span::styled(text, page.theme.style(if found { Role::Match } else { Role::Text }))
            });
            page.spans(spans.collect::<Vec<_>>());
        }
    }
}

fn ids(reflection: &Reflection) -> impl Iterator<Item = &PartId> {
    let criteria = reflection.criteria.iter().map(|criterion| &criterion.id);
    criteria.chain(reflection.contradictions.iter().map(|contradiction| &contradiction.id))
}

/// Cuts a line into stretches that are keywords and stretches that are not.
fn pieces(line: &str, keywords: &[&String]) -> Vec<(String, bool)> {
    // ASCII case only: it keeps every byte in its place.
    let folded = line.to_ascii_lowercase();
    let mut found: Vec<Range<usize>> = keywords
        .iter()
        .filter(|keyword| !keyword.is_empty())
        .flat_map(|keyword| {
            let keyword = keyword.to_ascii_lowercase();
            folded.match_indices(&keyword).map(|(at, hit)| at..at + hit.len()).collect::<Vec<_>>()
        })
        .collect();
    found.sort_by_key(|range| (range.start, range.end));
    let mut pieces = Vec::new();
    let mut at = 0;
    for range in found {
        let start = range.start.max(at);
        if start >= range.end {
            continue;
        }
        pieces.push((line.get(at..start).unwrap_or_default().to_owned(), false));
        pieces.push((line.get(start..range.end).unwrap_or_default().to_owned(), true));
        at = range.end;
    }
    pieces.push((line.get(at..).unwrap_or_default().to_owned(), false));
    pieces.retain(|(text, _)| !text.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_marked_whatever_their_case_and_however_they_overlap() {
        let keywords = ["vpc endpoint".to_owned(), "endpoint policy".to_owned(), String::new()];
        let keywords: Vec<&String> = keywords.iter().collect();
        let marked = pieces("é A VPC Endpoint policy here", &keywords);
        let expected = [("é A ", false), ("VPC Endpoint", true), (" policy", true), (" here", false)];
        assert_eq!(marked, expected.map(|(text, found)| (text.to_owned(), found)));
    }
}
