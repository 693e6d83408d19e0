//! Boxes of text beside and inside each other.

use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::tui::widget::chrome::shorten;
use crate::tui::widget::topology::Mark;
use crate::tui::{Role, Theme};

/// One line of a picture: a text, how it looks, and whether a path touches what it stands for.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub text: String,
    pub role: Role,
    pub mark: Option<Mark>,
    /// Stands on the edge of its box: the edge has a notch there.
    pub edge: bool,
}

impl Item {
    pub(super) fn new(text: impl Into<String>, role: Role, mark: Option<Mark>) -> Self {
        Self { text: text.into(), role, mark, edge: false }
    }

    pub(super) fn on_edge(self) -> Self {
        Self { edge: true, ..self }
    }
}

/// Lines of one width.
pub(super) type Block = Vec<Line<'static>>;

/// Draws with the signs and styles of one theme.
#[derive(Debug, Clone, Copy)]
pub(super) struct Canvas(pub Theme);

impl Canvas {
    fn style(self, item: &Item) -> Span<'static> {
        let role = match item.mark {
            Some(Mark::Refuses) => Role::Bad,
            Some(Mark::OnPath) => Role::Selected,
            None => item.role,
        };
        Span::styled(item.text.clone(), self.0.style(role))
    }

    fn border(self, text: impl Into<String>) -> Span<'static> {
        Span::styled(text.into(), self.0.style(Role::Border))
    }

    /// The sign, a space and the text, cut or padded to `width` columns.
    pub(super) fn row(self, item: &Item, width: usize) -> Line<'static> {
        let sign = item.mark.map_or(' ', Mark::sign);
        let text = shorten(&item.text, width.saturating_sub(2), self.0);
        let pad = width.saturating_sub(2 + text.width());
        let item = Item { text: format!("{sign} {text}"), ..item.clone() };
        Line::from(vec![self.style(&item), Span::raw(" ".repeat(pad))])
    }

    /// A box `width` columns wide around items and inner blocks, at least `height` lines high.
    pub(super) fn boxed(
        self,
        title: &Item,
        label: Option<&Item>,
        body: Body,
        width: usize,
        height: usize,
    ) -> Block {
        let inner = width.saturating_sub(2);
        let set = self.0.border();
        let mut lines = vec![self.top(title, label, width)];
        for (edge, line) in body.0 {
            let notch = if self.0.is_ascii() { "+" } else { "╞" };
            let left = if edge { notch } else { set.vertical_left };
            let mut spans = vec![self.border(left)];
            spans.extend(line.spans);
            spans.push(self.border(set.vertical_right));
            lines.push(Line::from(spans));
        }
        while lines.len() + 1 < height {
            let blank = " ".repeat(inner);
            lines.push(Line::from(vec![
                self.border(set.vertical_left),
                Span::raw(blank),
                self.border(set.vertical_right),
            ]));
        }
        let floor = set.horizontal_bottom.repeat(inner);
        lines.push(Line::from(vec![self.border(format!("{}{floor}{}", set.bottom_left, set.bottom_right))]));
        lines
    }

    /// The upper edge with the title at its left and the label at its right.
    fn top(self, title: &Item, label: Option<&Item>, width: usize) -> Line<'static> {
        let set = self.0.border();
        let inner = width.saturating_sub(2);
        let label = label.map(|label| self.named(label, inner / 2));
        let room = inner.saturating_sub(2 + label.as_ref().map_or(0, Span::width));
        let title = self.named(title, room);
        let rest = room.saturating_sub(title.width());
        let bar = set.horizontal_top;
        let mut spans =
            vec![self.border(format!("{}{bar}", set.top_left)), title, self.border(bar.repeat(rest))];
        spans.extend(label);
        spans.push(self.border(format!("{bar}{}", set.top_right)));
        Line::from(spans)
    }

    fn named(self, item: &Item, width: usize) -> Span<'static> {
        let sign = item.mark.map_or(String::new(), |mark| format!("{} ", mark.sign()));
        let text = shorten(&format!("{sign}{}", item.text), width.saturating_sub(2), self.0);
        self.style(&Item { text: format!(" {text} "), ..item.clone() })
    }
}

/// Blocks of these widths side by side with one column between them.
pub(super) fn beside(blocks: &[(Block, usize)]) -> Block {
    let height = blocks.iter().map(|(block, _)| block.len()).max().unwrap_or(0);
    let row = |at: usize| {
        let mut spans = Vec::new();
        for (column, (block, width)) in blocks.iter().enumerate() {
            if column > 0 {
                spans.push(Span::raw(" "));
            }
            match block.get(at) {
                Some(line) => spans.extend(line.spans.clone()),
                None => spans.push(Span::raw(" ".repeat(*width))),
            }
        }
        Line::from(spans)
    };
    (0..height).map(row).collect()
}

/// What is in a box: lines as wide as its inside, some on its edge.
#[derive(Debug, Clone, Default)]
pub(super) struct Body(Vec<(bool, Line<'static>)>);

impl Body {
    pub(super) fn item(&mut self, canvas: Canvas, item: &Item, width: usize) {
        self.0.push((item.edge, canvas.row(item, width)));
    }

    pub(super) fn block(&mut self, block: Block, width: usize) {
        for mut line in block {
            let pad = width.saturating_sub(line.width());
            line.spans.push(Span::raw(" ".repeat(pad)));
            self.0.push((false, line));
        }
    }
}
