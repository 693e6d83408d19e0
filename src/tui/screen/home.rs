//! The first screen: what is due, what can be done, and an exam that was left.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::bank::{Family, Question};
use crate::lab::Lab;
use crate::session::{self, ClockRule, Navigator, SessionEvent};
use crate::tui::screen::{Drill, Exam, History, Labs, Lessons, Screen, Settings, Setup, Stats};
use crate::tui::widget::list::{Row, following, move_cursor, write_rows};
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::widget::{chrome, footer, gauge};
use crate::tui::{Action, Answer, Context, Ctx, Dialog, Effects, Go, Happening, Role, Theme};

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
    Statistics,
    Settings,
    /// The opening diagnostic, as long as nothing was answered.
    Diagnostic,
}

const ALWAYS: [Entry; 7] = [
    Entry::Study,
    Entry::Quiz,
    Entry::Labs,
    Entry::Lessons,
    Entry::History,
    Entry::Statistics,
    Entry::Settings,
];

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
            Happening::Answered(Answer::Yes) => match ctx.progress.sittings.unfinished() {
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
            Some(Entry::Resume) => match ctx.progress.sittings.unfinished() {
                Some(exam) => return Exam::resume(exam, ctx),
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
            Some(Entry::Statistics) => Screen::Stats(Stats::new(ctx)),
            Some(Entry::History) => return History::open(),
            Some(Entry::Settings) => Screen::Settings(Settings::new()),
            Some(Entry::Diagnostic) => Screen::Drill(Box::new(Drill::diagnostic(ctx))),
            None => return Effects::none(),
        };
        Effects::open(screen)
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let below = chrome::header(frame, area, &ctx.pack.title, program(ctx.theme), ctx.theme);
        let page = self.page(below, ctx);
        let scroll = following(&page, below, self.cursor);
        page.draw(frame, below, scroll);
    }

    fn page(&self, area: Rect, ctx: &Ctx) -> Page {
        let mut page = Page::new(area, ctx.theme);
        for notice in &ctx.notices {
            page.text(notice, Role::Warning);
        }
        if let Some(exam) = ctx.progress.sittings.unfinished() {
            page.text(&left_exam(&exam, ctx), Role::Warning);
        }
        page.line(Line::default());
        let rows: Vec<Row> = entries(ctx).iter().map(|entry| row(*entry, ctx)).collect();
        write_rows(&mut page, &rows, self.cursor);
        page.gap();
        page.text(&due(ctx), Role::Strong);
        if let Some(countdown) = ctx.settings.countdown(ctx.today()) {
            page.text(&countdown, Role::Strong);
        }
        if ctx.is_first_run() {
            page.gap();
            page.text(&ctx.pack.description, Role::Dim);
        } else {
            write_standing(&mut page, ctx);
        }
        page
    }
}

fn entries(ctx: &Ctx) -> Vec<Entry> {
    let mut entries = Vec::new();
    if ctx.progress.sittings.unfinished().is_some() {
        entries.extend([Entry::Resume, Entry::GiveUp]);
    }
    entries.extend(ALWAYS);
    if ctx.progress.is_new() {
        entries.push(Entry::Diagnostic);
    }
    entries
}

fn left_exam(exam: &session::Exam, ctx: &Ctx) -> String {
    let open = exam.navigate(Navigator::Unanswered).len();
    let total = exam.questions().len();
    let time = match exam.clock().remaining_secs(ctx.now()) {
        None => "It has no time limit.".to_owned(),
        Some(0) => "Its time is up: going on submits it as it stands.".to_owned(),
        Some(left) => {
            let ran = match exam.clock().rule() {
                ClockRule::Exam => "ran on",
                ClockRule::Practice => "stood still",
            };
            format!("Time remaining {}; the clock {ran} while the program was closed.", gauge::clock(left))
        }
    };
    format!("An exam is unfinished: {open} of {total} questions unanswered. {time}")
}

fn due(ctx: &Ctx) -> String {
    match (ctx.progress.knowledge.due_count(ctx.policy(), ctx.today()), ctx.is_first_run()) {
        (_, true) => "Press Enter to answer your first question.".to_owned(),
        (0, false) => {
            "Nothing is due for review today; studying goes on with what you have not seen.".to_owned()
        }
        (1, false) => "Due for review today: 1 topic.".to_owned(),
        (count, false) => format!("Due for review today: {count} topics."),
    }
}

fn row(entry: Entry, ctx: &Ctx) -> Row {
    let pack = &ctx.pack;
    let detail = match entry {
        Entry::Resume => "with its answers and its clock".to_owned(),
        Entry::GiveUp => String::new(),
        Entry::Study => "feedback at once, what is due first".to_owned(),
        Entry::Quiz => format!("{} questions, {} minutes", pack.exam.questions, pack.exam.minutes),
        Entry::Labs => {
            let passed = |lab: &&Lab| {
                ctx.progress
                    .seen
                    .lab_progress(&lab.id.0, lab.version)
                    .is_some_and(|seen| seen.best_score == seen.max)
            };
            let passed = pack.labs.iter().filter(passed).count();
            format!("build a network, {passed} of {} passed", pack.labs.len())
        }
        Entry::Lessons => {
            let read = pack.lessons.iter().filter(|lesson| ctx.progress.seen.has_read(&lesson.id)).count();
            format!("{read} of {} read", pack.lessons.len())
        }
        Entry::Statistics => "readiness, calendar, memory, beliefs".to_owned(),
        Entry::History => "sittings, grades, misconceptions".to_owned(),
        Entry::Settings => "exam date, reviews, questions in a sitting".to_owned(),
        Entry::Diagnostic => "hard on purpose, not held against you".to_owned(),
    };
    Row::new(title(entry), detail)
}

fn title(entry: Entry) -> &'static str {
    match entry {
        Entry::Resume => "Go on with the exam",
        Entry::GiveUp => "Give the exam up",
        Entry::Study => "Study",
        Entry::Quiz => "Timed quiz",
        Entry::Labs => "Labs",
        Entry::Lessons => "Lessons",
        Entry::Statistics => "Statistics",
        Entry::History => "History",
        Entry::Settings => "Settings",
        Entry::Diagnostic => "Diagnostic",
    }
}

/// Per family: how many of its questions were right when last answered.
fn write_standing(page: &mut Page, ctx: &Ctx) {
    const BAR: usize = 8;
    page.heading("Right when last answered");
    let columns = if page.width() >= 76 { 2 } else { 1 };
    let width = page.width() / columns;
    let cells: Vec<Vec<Span<'static>>> = ctx
        .pack
        .blueprint
        .families
        .iter()
        .map(|family| {
            let (right, all) = standing(family, ctx);
            let mut cell = gauge::bar(right, all, BAR, page.theme);
            let title = chrome::shorten(&family.title, width.saturating_sub(BAR + 9), page.theme);
            let text = format!(" {right:>2}/{all:<2} {title}");
            let pad = width.saturating_sub(BAR + text.width());
            cell.push(Span::raw(text + &" ".repeat(pad)));
            cell
        })
        .collect();
    let rows = cells.len().div_ceil(columns);
    for at in 0..rows {
        page.line(cells.iter().skip(at).step_by(rows.max(1)).flatten().cloned().collect::<Vec<_>>());
    }
}

fn standing(family: &Family, ctx: &Ctx) -> (usize, usize) {
    let belongs = |question: &&Question| {
        ctx.pack.blueprint.objective(&question.objective).is_some_and(|o| o.family == family.id)
    };
    let is_right = |question: &&Question| {
        ctx.progress.seen.question(&question.id, question.version).is_some_and(|seen| seen.last_correct)
    };
    let questions = || ctx.pack.questions.iter().filter(belongs);
    (questions().filter(is_right).count(), questions().count())
}

/// The first screen before anything has been read: what can be done, without numbers.
pub fn sketch(frame: &mut Frame, theme: Theme) {
    let area = frame.area();
    if chrome::is_too_small(area.as_size()) {
        chrome::too_small(frame, theme);
        return;
    }
    let below = chrome::header(frame, chrome::body(area), "", program(theme), theme);
    let mut page = Page::new(below, theme);
    page.line(Line::default());
    write_rows(&mut page, &ALWAYS.map(|entry| Row::new(title(entry), "")), 0);
    page.draw(frame, below, Scroll::default());
    footer::draw(frame, chrome::footer(area), Context::Home, None, theme);
}

fn program(theme: Theme) -> Line<'static> {
    Line::from(Span::styled("trapline ", theme.style(Role::Dim)))
}
