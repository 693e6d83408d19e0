//! The first screen: what is due, what can be done, and an exam that was left.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::session::{self, Navigator, SessionEvent};
use crate::tui::screen::{Drill, Exam, History, Labs, Lessons, Screen, Setup};
use crate::tui::widget::list::{Row, following, move_cursor, write_rows};
use crate::tui::widget::page::Page;
use crate::tui::widget::{chrome, gauge};
use crate::tui::{Action, Answer, Ctx, Dialog, Effects, Go, Happening, Role};

/// What can be done, and what is due.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Home {
    cursor: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    /// Go on with the exam that was left.
    Resume,
    GiveUp,
    Study,
    Quiz,
    Labs,
    Lessons,
    History,
}

impl Home {
    /// With the cursor on what is most useful now: the first row.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        match happening {
            Happening::Shown => {
                self.cursor = 0;
                Effects::none()
            }
            Happening::Action(Action::Accept) => self.open(ctx),
            Happening::Action(action) => {
                move_cursor(&mut self.cursor, entries(ctx).len(), *action);
                Effects::none()
            }
            Happening::Click(_, row) => {
                let area = chrome::below_header(ctx.body());
                let page = self.page(area, ctx);
                match page.item_at(area, following(&page, area, self.cursor), *row) {
                    Some(at) => {
                        self.cursor = at;
                        self.open(ctx)
                    }
                    None => Effects::none(),
                }
            }
            Happening::Answered(Answer::Yes) => match session::Exam::unfinished(&ctx.history) {
                Some(exam) => {
                    self.cursor = 0;
                    Effects::append(SessionEvent::ExamAbandoned { session: exam.session().clone() })
                }
                None => Effects::none(),
            },
            _ => Effects::none(),
        }
    }

    fn open(&self, ctx: &Ctx) -> Effects {
        let screen = match entries(ctx).get(self.cursor) {
            Some(Entry::Resume) => match session::Exam::unfinished(&ctx.history) {
                Some(exam) => Screen::Exam(Box::new(Exam::begin(exam, ctx))),
                None => return Effects::none(),
            },
            Some(Entry::GiveUp) => {
                let text = "The exam will not be scored, and it cannot be taken up again.";
                return Effects::go(Go::Ask(Dialog::new("Give the exam up", text, "give it up", "keep it")));
            }
            Some(Entry::Study) => Screen::Drill(Box::new(Drill::start(Vec::new(), ctx))),
            Some(Entry::Quiz) => Screen::Setup(Setup::new(Vec::new(), ctx)),
            Some(Entry::Labs) => Screen::Labs(Labs::new()),
            Some(Entry::Lessons) => Screen::Lessons(Lessons::new(ctx)),
            Some(Entry::History) => Screen::History(History::new()),
            None => return Effects::none(),
        };
        Effects::open(screen)
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let name = Line::from(Span::styled("trapline ", ctx.theme.style(Role::Dim)));
        let below = chrome::header(frame, area, &ctx.pack.title, name, ctx.theme);
        let page = self.page(below, ctx);
        let scroll = following(&page, below, self.cursor);
        page.draw(frame, below, scroll);
    }

    fn page(&self, area: Rect, ctx: &Ctx) -> Page {
        let mut page = Page::new(area, ctx.theme);
        for notice in &ctx.notices {
            page.text(notice, Role::Warning);
        }
        page.text(&ctx.pack.description, Role::Dim);
        page.gap();
        if let Some(exam) = session::Exam::unfinished(&ctx.history) {
            page.text(&left_exam(&exam, ctx), Role::Warning);
            page.gap();
        }
        page.text(&due(ctx), Role::Strong);
        page.gap();
        let rows: Vec<Row> = entries(ctx).iter().map(|entry| row(*entry, ctx)).collect();
        write_rows(&mut page, &rows, self.cursor);
        page
    }
}

fn entries(ctx: &Ctx) -> Vec<Entry> {
    let mut entries = Vec::new();
    if session::Exam::unfinished(&ctx.history).is_some() {
        entries.extend([Entry::Resume, Entry::GiveUp]);
    }
    entries.extend([Entry::Study, Entry::Quiz, Entry::Labs, Entry::Lessons, Entry::History]);
    entries
}

fn left_exam(exam: &session::Exam, ctx: &Ctx) -> String {
    let open = exam.navigate(Navigator::Unanswered).len();
    let total = exam.questions().len();
    let time = match exam.clock().remaining_secs(ctx.now_millis) {
        None => "It has no time limit.".to_owned(),
        Some(0) => "Its time is up: going on submits it as it stands.".to_owned(),
        Some(left) => {
            format!("Time remaining {}; the clock ran on while the program was closed.", gauge::clock(left))
        }
    };
    format!("An exam is unfinished: {open} of {total} questions unanswered. {time}")
}

fn due(ctx: &Ctx) -> String {
    match (ctx.progress.due_count(ctx.today()), ctx.history.is_empty()) {
        (_, true) => "Press Enter to answer your first question.".to_owned(),
        (0, false) => {
            "Nothing is due for review today; studying goes on with what you have not seen.".to_owned()
        }
        (1, false) => "Due for review today: 1 objective.".to_owned(),
        (count, false) => format!("Due for review today: {count} objectives."),
    }
}

fn row(entry: Entry, ctx: &Ctx) -> Row {
    let pack = &ctx.pack;
    match entry {
        Entry::Resume => Row::new("Go on with the exam", "its clock is running"),
        Entry::GiveUp => Row::new("Give the exam up", ""),
        Entry::Study => Row::new("Study", "feedback at once, what is due first"),
        Entry::Quiz => Row::new(
            "Timed quiz",
            format!("{} questions, {} minutes", pack.exam.questions, pack.exam.minutes),
        ),
        Entry::Labs => {
            let passed = |lab: &&crate::lab::Lab| {
                ctx.progress.lab(&lab.id.0, lab.version).is_some_and(|seen| seen.best_score == seen.max)
            };
            let passed = pack.labs.iter().filter(passed).count();
            Row::new("Labs", format!("build a network, {passed} of {} passed", pack.labs.len()))
        }
        Entry::Lessons => {
            let read = pack.lessons.iter().filter(|lesson| ctx.progress.has_read(&lesson.id)).count();
            Row::new("Lessons", format!("{read} of {} read", pack.lessons.len()))
        }
        Entry::History => Row::new("History", "sittings, grades, misconceptions"),
    }
}
