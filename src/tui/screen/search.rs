//! Search: typed words and filters, and what they find.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use crate::bank::QuestionId;
use crate::diag::printable;
use crate::search::{self, FILTERS, Found, Index, Query, Standing, State, Target};
use crate::tui::screen::shelf::marks;
use crate::tui::screen::{Build, Drill, Lessons, Preview, Screen};
use crate::tui::widget::chrome;
use crate::tui::widget::list::move_cursor;
use crate::tui::widget::typing::Typing;
use crate::tui::{Action, Ctx, Effects, Go, Happening, Role, Theme};

/// Items of the pack that are looked at between two keys.
const PIECE: usize = 1_000;
/// Questions of one sitting over everything that was found.
const MOST: usize = 100;

/// The line that is typed, and the list below it.
#[derive(Debug, Clone)]
pub struct Search {
    typing: Typing,
    index: Index,
    complete: bool,
    found: Found,
    advice: Option<String>,
    cursor: usize,
}

impl Search {
    /// With this query.
    #[must_use]
    pub fn new(query: &str, ctx: &Ctx) -> Self {
        let typing = Typing::line(query, ctx.theme).hinting("words, or a filter such as is:starred");
        let mut search = Self {
            typing,
            index: Index::default(),
            complete: false,
            found: Found::default(),
            advice: None,
            cursor: 0,
        };
        search.grow(ctx);
        search
    }

    fn grow(&mut self, ctx: &Ctx) {
        self.complete = self.index.grow(&ctx.pack, standing(ctx), PIECE);
        self.find(ctx);
    }

    fn find(&mut self, ctx: &Ctx) {
        let query = Query::parse(&self.typing.typed());
        self.found = search::find(&self.index, &query, &ctx.pack, standing(ctx));
        self.advice = query.advice;
        self.cursor = self.cursor.min(self.found.targets.len().saturating_sub(1));
    }

    /// Milliseconds until more of a large pack is looked at.
    #[must_use]
    pub fn wake_in(&self) -> Option<u64> {
        (!self.complete).then_some(0)
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        match happening {
            Happening::Tick if !self.complete => self.grow(ctx),
            Happening::Shown => {
                self.index.refresh(&ctx.pack, standing(ctx));
                self.find(ctx);
            }
            Happening::Type(_) | Happening::Paste(_) if self.typing.take(happening) => {
                self.cursor = 0;
                self.find(ctx);
            }
            Happening::Click(_, row) => {
                let list = parts(ctx.body()).list;
                let at = row.checked_sub(list.y).map(|row| self.first(list) + usize::from(row));
                if let Some(at) = at.filter(|at| *row < list.bottom() && *at < self.found.targets.len()) {
                    self.cursor = at;
                    return self.open(ctx);
                }
            }
            Happening::Action(Action::Back) => return Effects::go(Go::Back),
            Happening::Action(Action::Accept) => return self.open(ctx),
            Happening::Action(Action::PractiseAll) => return self.practise(ctx),
            Happening::Action(action) => {
                move_cursor(&mut self.cursor, self.found.targets.len(), *action);
            }
            _ => {}
        }
        Effects::none()
    }

    fn questions(&self, ctx: &Ctx) -> Vec<QuestionId> {
        let id = |target: &Target| match target {
            Target::Question(at) => ctx.pack.questions.get(*at).map(|question| question.id.clone()),
            _ => None,
        };
        self.found.targets.iter().filter_map(id).collect()
    }

    fn open(&self, ctx: &Ctx) -> Effects {
        match self.found.targets.get(self.cursor) {
            Some(Target::Question(at)) => {
                let questions = self.questions(ctx);
                let id = ctx.pack.questions.get(*at).map(|question| &question.id);
                let at = questions.iter().position(|question| Some(question) == id).unwrap_or(0);
                Effects::open(Screen::Preview(Preview::new(questions, at)))
            }
            Some(Target::Lesson(at)) => Effects::open(Screen::Lessons(Lessons::at(*at))),
            Some(Target::Lab(at)) => match ctx.pack.labs.get(*at) {
                Some(lab) => Build::open(&lab.id, ctx),
                None => Effects::none(),
            },
            None => Effects::say("Nothing is found: take a word away, or see the filters above."),
        }
    }

    fn practise(&self, ctx: &Ctx) -> Effects {
        let mut questions = self.questions(ctx);
        questions.truncate(MOST);
        if questions.is_empty() {
            return Effects::say("There is no question among what is found.");
        }
        Effects::open(Screen::Drill(Box::new(Drill::over(questions, ctx))))
    }

    fn first(&self, list: Rect) -> usize {
        (self.cursor + 1).saturating_sub(usize::from(list.height))
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        chrome::header(frame, area, "Search", self.corner(ctx), ctx.theme);
        let parts = parts(area);
        let prompt = Rect { width: 2.min(parts.typed.width), ..parts.typed };
        frame.render_widget(Span::styled(" /", ctx.theme.style(Role::Key)), prompt);
        let typed = Rect {
            x: parts.typed.x.saturating_add(3),
            width: parts.typed.width.saturating_sub(3),
            ..parts.typed
        };
        self.typing.draw(frame, typed);
        let (help, role) =
            self.advice.as_deref().map_or((FILTERS, Role::Dim), |advice| (advice, Role::Warning));
        line(frame, parts.help, help, role, ctx.theme);
        let shown = self.found.targets.iter().enumerate().skip(self.first(parts.list));
        for ((at, target), row) in shown.zip(parts.list.rows()) {
            frame.render_widget(self.row(*target, at == self.cursor, usize::from(row.width), ctx), row);
        }
        if self.found.targets.is_empty() && self.complete {
            line(frame, parts.list, "Nothing is found.", Role::Text, ctx.theme);
        }
        if let Some(target) = self.found.targets.get(self.cursor) {
            line(frame, parts.about, &about(*target, ctx), Role::Dim, ctx.theme);
        }
    }

    fn corner(&self, ctx: &Ctx) -> Line<'static> {
        let found = match self.found.total {
            1 => "1 found ".to_owned(),
            total => format!("{total} found "),
        };
        let looked_at = match self.index.reach(&ctx.pack) {
            _ if self.complete => String::new(),
            (looked_at, total) => format!("in {looked_at} of {total} "),
        };
        Line::styled(found + &looked_at, ctx.theme.style(Role::Dim))
    }

    fn row(&self, target: Target, current: bool, width: usize, ctx: &Ctx) -> Line<'static> {
        let theme = ctx.theme;
        let lead = format!("{} {} ", sign(target, ctx), chrome::shorten(&name(target, ctx), 8, theme));
        let room = width.saturating_sub(lead.len() + 3);
        let excerpt = search::excerpt(&self.found, target, &ctx.pack, standing(ctx), room);
        let (cursor, style) =
            if current { (theme.signs().cursor, Role::Selected) } else { (" ", Role::Text) };
        let mut spans = vec![
            Span::styled(format!("{cursor} "), theme.style(Role::Key)),
            Span::styled(lead, theme.style(Role::Dim)),
        ];
        if let Some(place) = excerpt.place {
            spans.push(Span::styled(format!("({place}) "), theme.style(Role::Match)));
        }
        if excerpt.is_cut {
            spans.push(Span::styled(if theme.is_ascii() { "..." } else { "…" }, theme.style(Role::Dim)));
        }
        let mut rest = 0;
        for mark in &excerpt.marks {
            for (range, role) in [(rest..mark.start, style), (mark.clone(), Role::Match)] {
                let text = printable(excerpt.text.get(range).unwrap_or_default()).into_owned();
                spans.push(Span::styled(text, theme.style(role)));
            }
            rest = mark.end;
        }
        let tail = printable(excerpt.text.get(rest..).unwrap_or_default()).into_owned();
        spans.push(Span::styled(tail, theme.style(style)));
        fitted(spans, width, theme)
    }
}

/// Cut to `width` columns with an ellipsis.
fn fitted(spans: Vec<Span<'static>>, width: usize, theme: Theme) -> Line<'static> {
    let mut line = Line::default();
    for span in spans {
        let room = width.saturating_sub(line.width());
        if span.width() <= room {
            line.push_span(span);
            continue;
        }
        line.push_span(Span::styled(chrome::shorten(&span.content, room, theme), span.style));
        break;
    }
    line
}

/// Where everything stands.
struct Parts {
    typed: Rect,
    help: Rect,
    list: Rect,
    about: Rect,
}

fn parts(area: Rect) -> Parts {
    let below = chrome::below_header(area);
    let [typed, help, list, about] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(2),
        Constraint::Fill(1),
        Constraint::Length(1),
    ])
    .areas(below);
    Parts { typed, help, list, about }
}

fn line(frame: &mut Frame, area: Rect, text: &str, role: Role, theme: Theme) {
    let width = usize::from(area.width.saturating_sub(2)).max(1);
    let inner = Rect { x: area.x.saturating_add(1), width: area.width.saturating_sub(2), ..area };
    let lines = crate::tui::widget::wrap::wrap_text(text, theme.style(role), width);
    for (line, row) in lines.into_iter().zip(inner.rows()) {
        frame.render_widget(line, row);
    }
}

fn standing(ctx: &Ctx) -> Standing<'_> {
    Standing { progress: &ctx.progress, today: ctx.today(), policy: ctx.policy() }
}

/// Star and verdict, always four columns.
fn sign(target: Target, ctx: &Ctx) -> String {
    let is = |state| search::is(target, state, &ctx.pack, standing(ctx));
    let verdict = match (is(State::Right), is(State::Missed)) {
        (true, _) => "[+]",
        (_, true) => "[X]",
        _ => "   ",
    };
    format!("{}{verdict}", if is(State::Starred) { "*" } else { " " })
}

/// The objective of a question, or what else it is; always eight columns.
fn name(target: Target, ctx: &Ctx) -> String {
    let name = match target {
        Target::Question(at) => ctx.pack.questions.get(at).map_or("", |question| question.objective.as_str()),
        Target::Lesson(_) => "lesson",
        Target::Lab(_) => "lab",
    };
    format!("{name:8}")
}

/// What the row under the cursor is.
fn about(target: Target, ctx: &Ctx) -> String {
    match target {
        Target::Question(at) => ctx.pack.questions.get(at).map(|question| {
            let state = match ctx.progress.seen.question(&question.id, question.version) {
                None => "not answered yet",
                Some(seen) if seen.last_correct => "right when last answered",
                Some(_) => "missed when last answered",
            };
            let marks = marks(&question.id, ctx);
            let marks = if marks.is_empty() { marks } else { format!("; {marks}") };
            format!("{}, {}: {state}{marks}", question.id, question.kind.as_str())
        }),
        Target::Lesson(at) => ctx.pack.lessons.get(at).map(|lesson| format!("Lesson: {}", lesson.title)),
        Target::Lab(at) => {
            ctx.pack.labs.get(at).map(|lab| format!("Lab, difficulty {} of 5", lab.difficulty))
        }
    }
    .unwrap_or_default()
}
