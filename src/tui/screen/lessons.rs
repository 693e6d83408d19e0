//! The list of lessons, and one of them to read.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::bank::Lesson;
use crate::session::SessionEvent;
use crate::tui::screen::{Build, Drill, Screen};
use crate::tui::sheet::write_source;
use crate::tui::widget::chrome;
use crate::tui::widget::list::{Row, following, move_cursor, write_rows};
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::{Action, Context, Ctx, Effects, Go, Happening, Role};

/// The list; one of them may be open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lessons {
    cursor: usize,
    open: Option<Scroll>,
}

impl Lessons {
    /// With the cursor on the first one that was not read.
    #[must_use]
    pub fn new(ctx: &Ctx) -> Self {
        let unread = |lesson: &Lesson| !ctx.progress.seen.has_read(&lesson.id);
        Self { cursor: ctx.pack.lessons.iter().position(unread).unwrap_or(0), open: None }
    }

    /// With the lesson at this place of the pack open.
    #[must_use]
    pub fn at(cursor: usize) -> Self {
        Self { cursor, open: Some(Scroll::default()) }
    }

    /// Where the focus is.
    #[must_use]
    pub fn context(&self) -> Context {
        if self.open.is_some() { Context::Lesson } else { Context::List }
    }

    fn lesson<'a>(&self, ctx: &'a Ctx) -> Option<&'a Lesson> {
        ctx.pack.lessons.get(self.cursor)
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        let Happening::Action(action) = happening else { return Effects::none() };
        match (action, self.open) {
            (Action::Back, None) => Effects::go(Go::Back),
            (Action::Back, Some(_)) => {
                self.open = None;
                Effects::none()
            }
            (Action::Accept, None) if self.lesson(ctx).is_some() => {
                self.open = Some(Scroll::default());
                self.read_to_the_end(ctx)
            }
            (Action::Accept, Some(_)) => self.practise(ctx),
            (Action::Results, Some(_)) => self.build(ctx),
            (other, Some(mut scroll)) => {
                let area = chrome::below_header(ctx.body());
                if let Some(page) = self.reader(area, ctx) {
                    scroll.act(*other, &page, area);
                }
                self.open = Some(scroll);
                self.read_to_the_end(ctx)
            }
            (other, None) => {
                move_cursor(&mut self.cursor, ctx.pack.lessons.len(), *other);
                Effects::none()
            }
        }
    }

    /// Stores that the lesson was read, once its end has been on the screen.
    fn read_to_the_end(&self, ctx: &Ctx) -> Effects {
        let area = chrome::below_header(ctx.body());
        let (Some(lesson), Some(scroll), Some(page)) = (self.lesson(ctx), self.open, self.reader(area, ctx))
        else {
            return Effects::none();
        };
        if !page.shows_end(area, scroll) || ctx.progress.seen.has_read(&lesson.id) {
            return Effects::none();
        }
        Effects::append(SessionEvent::LessonRead { lesson: lesson.id.clone(), version: lesson.version })
    }

    fn practise(&self, ctx: &Ctx) -> Effects {
        match self.lesson(ctx) {
            Some(lesson) if !lesson.practice.is_empty() => {
                Effects::open(Screen::Drill(Box::new(Drill::over(lesson.practice.clone(), ctx))))
            }
            Some(lesson) if !lesson.labs.is_empty() => self.build(ctx),
            _ => Effects::say("This lesson has no practice of its own."),
        }
    }

    fn build(&self, ctx: &Ctx) -> Effects {
        let lab = self.lesson(ctx).and_then(|lesson| lesson.labs.first());
        let lab = lab.and_then(|id| ctx.pack.labs.iter().find(|lab| lab.id.0 == *id));
        match lab {
            Some(lab) => Build::open(&lab.id, ctx),
            None => Effects::say("This lesson has no lab."),
        }
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        if let (Some(scroll), Some(lesson)) = (self.open, self.lesson(ctx)) {
            let below = chrome::header(frame, area, &lesson.title, Line::default(), ctx.theme);
            if let Some(page) = self.reader(below, ctx) {
                page.draw(frame, below, scroll);
            }
            return;
        }
        let below = chrome::header(frame, area, "Lessons", Line::default(), ctx.theme);
        let mut page = Page::new(below, ctx.theme);
        page.gap();
        let rows: Vec<Row> = ctx.pack.lessons.iter().map(|lesson| row(lesson, ctx)).collect();
        write_rows(&mut page, &rows, self.cursor);
        if rows.is_empty() {
            page.text("This pack has no lessons.", Role::Text);
        }
        let scroll = following(&page, below, self.cursor);
        page.draw(frame, below, scroll);
    }

    fn reader(&self, area: Rect, ctx: &Ctx) -> Option<Page> {
        let lesson = self.lesson(ctx)?;
        let mut page = Page::new(area, ctx.theme);
        page.markdown(&lesson.body);
        page.gap();
        for source in &lesson.sources {
            write_source(&mut page, source);
        }
        page.gap();
        page.text(&links(lesson), Role::Strong);
        Some(page)
    }
}

fn links(lesson: &Lesson) -> String {
    let questions = match lesson.practice.len() {
        0 => String::new(),
        1 => "Enter: 1 question about this. ".to_owned(),
        count => format!("Enter: {count} questions about this. "),
    };
    let labs = if lesson.labs.is_empty() { "" } else { "r: build it in a lab." };
    questions + labs
}

fn row(lesson: &Lesson, ctx: &Ctx) -> Row {
    let read = if ctx.progress.seen.has_read(&lesson.id) { "[+] read" } else { "not read yet" };
    Row::new(lesson.title.clone(), format!("{read}  {}", lesson.objectives.join(" ")))
}
