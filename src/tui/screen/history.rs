//! What has happened so far: sittings, lab grades, and the misconceptions most acted on.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::bank::QuestionId;
use crate::diag::printable;
use crate::session::{ExamReport, Recorded, SessionEvent, SessionId};
use crate::store::Past;
use crate::tui::screen::{Report, Screen};
use crate::tui::widget::chrome;
use crate::tui::widget::gauge::percent;
use crate::tui::widget::list::{Row, move_cursor, write_rows};
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::{Action, Cmd, Ctx, Effects, Go, Happening, Reply, Role};

/// How many facts are read at once.
const STRETCH: usize = 1000;

/// What was read of the history, and where the cursor is.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// Among the lines, newest first.
    cursor: usize,
    scroll: Scroll,
    /// Oldest first; the older facts are read when the learner comes to their end.
    facts: Vec<Recorded>,
    entries: Vec<Entry>,
    reading: Reading,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Reading {
    /// The stretch before this fact, or the latest one, has been asked for.
    #[default]
    Asked,
    /// There is more before this fact.
    Older(i64),
    Whole,
    Failed(String),
}

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    at_millis: i64,
    what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    /// A sitting of self-study is one line: each answer, and whether it was right.
    Drill(SessionId, Vec<(QuestionId, bool)>),
    /// An exam with a result that can be opened.
    Exam(SessionId, String),
    Line(String),
}

impl History {
    /// Opens it at the newest.
    #[must_use]
    pub fn open() -> Effects {
        Effects::open(Screen::History(Self::default()))
            .and_cmd(Cmd::ReadPast { before: None, count: STRETCH })
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        match happening {
            Happening::Action(Action::Back) => Effects::go(Go::Back),
            Happening::Action(Action::Accept) => self.open_result(),
            Happening::Action(action) => self.act(*action, ctx),
            Happening::Reply(Reply::Sitting { session, facts }) => show_result(session, facts, ctx),
            Happening::Reply(Reply::Past(read)) => {
                self.take(read, ctx);
                Effects::none()
            }
            _ => Effects::none(),
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        let area = chrome::below_header(ctx.body());
        let last = self.entries.len().saturating_sub(1);
        if self.cursor == last && matches!(action, Action::Down | Action::PageDown | Action::Bottom) {
            // What stands below the list has no cursor.
            let page = self.page(area, ctx);
            self.scroll.act(action, &page, area);
        } else {
            move_cursor(&mut self.cursor, self.entries.len(), action);
            let page = self.page(area, ctx);
            self.scroll.reveal(self.cursor, &page, area);
        }
        match self.reading {
            Reading::Older(before) if self.cursor == last => {
                self.reading = Reading::Asked;
                Effects::cmd(Cmd::ReadPast { before: Some(before), count: STRETCH })
            }
            _ => Effects::none(),
        }
    }

    /// Asks for the facts of the exam under the cursor.
    fn open_result(&self) -> Effects {
        match self.entries.iter().rev().nth(self.cursor).map(|entry| &entry.what) {
            Some(What::Exam(session, _)) => Effects::cmd(Cmd::ReadSitting(session.clone())),
            Some(_) => Effects::say("Only an exam has a result to open."),
            None => Effects::none(),
        }
    }

    fn take(&mut self, read: &Result<Past, String>, ctx: &Ctx) {
        match read {
            Ok(past) => {
                self.facts.splice(0..0, past.facts.iter().cloned());
                self.entries = entries(&self.facts, ctx);
                self.reading = past.older.map_or(Reading::Whole, Reading::Older);
            }
            Err(error) => self.reading = Reading::Failed(error.clone()),
        }
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let below = chrome::header(frame, area, "History", Line::default(), ctx.theme);
        self.page(below, ctx).draw(frame, below, self.scroll);
    }

    fn page(&self, area: Rect, ctx: &Ctx) -> Page {
        let mut page = Page::new(area, ctx.theme);
        match &self.reading {
            Reading::Failed(error) => page.text(&printable(error), Role::Warning),
            Reading::Whole if self.entries.is_empty() => {
                page.text("Nothing yet. Answers, exams and labs will stand here.", Role::Text);
            }
            _ => {}
        }
        let rows: Vec<Row> = self.entries.iter().rev().map(|entry| row(entry, ctx)).collect();
        write_rows(&mut page, &rows, self.cursor);
        write_beliefs(&mut page, ctx);
        page
    }
}

fn row(entry: &Entry, ctx: &Ctx) -> Row {
    let text = match &entry.what {
        What::Drill(_, answers) => {
            let (right, count) = (answers.iter().filter(|(_, right)| *right).count(), answers.len());
            format!("study      {right} of {count} right ({} %)", percent(right, count))
        }
        What::Exam(_, text) | What::Line(text) => text.clone(),
    };
    Row::new(moment(entry.at_millis, ctx), text)
}

/// Opens the result of an exam whose facts were read.
fn show_result(session: &SessionId, facts: &Result<Vec<Recorded>, String>, ctx: &Ctx) -> Effects {
    let report = match facts {
        Ok(facts) => ExamReport::of(&ctx.pack, session, facts),
        Err(error) => return Effects::say(error.clone()),
    };
    match report {
        Some(report) => Effects::open(Screen::Report(Box::new(Report::new(report)))),
        None => Effects::say("The history does not have the beginning of this exam."),
    }
}

fn write_beliefs(page: &mut Page, ctx: &Ctx) {
    let acted_on = ctx.progress.ledger.acted_on();
    if !acted_on.is_empty() {
        page.heading("Misconceptions most acted on");
    }
    for (id, times) in acted_on.into_iter().take(10) {
        let belief = ctx.pack.misconception(id).map_or(id, |misconception| misconception.belief.as_str());
        page.markdown_behind(&[Span::styled(format!("{times:>3}x "), ctx.theme.style(Role::Bad))], belief);
    }
}

/// Local time, to the minute.
fn moment(at_millis: i64, ctx: &Ctx) -> String {
    let zone = Offset::from_seconds(ctx.clock.utc_offset_secs).map_or(TimeZone::UTC, TimeZone::fixed);
    Timestamp::from_millisecond(at_millis)
        .map_or_else(|_| String::new(), |at| zone.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string())
}

fn entries(facts: &[Recorded], ctx: &Ctx) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for recorded in facts {
        let at_millis = recorded.at_millis;
        match &recorded.event {
            SessionEvent::DrillAnswered { session, question, earned, possible, .. } => {
                let answer = (question.clone(), earned == possible);
                match answers_of(&mut entries, session) {
                    Some(answers) => answers.push(answer),
                    None => {
                        entries.push(Entry { at_millis, what: What::Drill(session.clone(), vec![answer]) });
                    }
                }
            }
            SessionEvent::AnswerUndone { session, question } => {
                if let Some(answers) = answers_of(&mut entries, session)
                    && let Some(at) = answers.iter().rposition(|(answered, _)| answered == question)
                {
                    answers.remove(at);
                }
            }
            SessionEvent::ExamSubmitted { session, results, .. } => {
                let total = ExamReport::tally(results);
                let share = percent(total.correct, total.asked);
                let text = format!("exam       {} of {} right ({share} %)", total.correct, total.asked);
                entries.push(Entry { at_millis, what: What::Exam(session.clone(), text) });
            }
            _ => {
                let line = text_of(recorded, ctx);
                entries.extend(line.map(|text| Entry { at_millis, what: What::Line(text) }));
            }
        }
    }
    entries.retain(|entry| !matches!(&entry.what, What::Drill(_, answers) if answers.is_empty()));
    entries
}

/// The answers of the sitting, when it has a line already.
fn answers_of<'a>(entries: &'a mut [Entry], session: &SessionId) -> Option<&'a mut Vec<(QuestionId, bool)>> {
    entries.iter_mut().rev().find_map(|entry| match &mut entry.what {
        What::Drill(id, answers) if id == session => Some(answers),
        _ => None,
    })
}

fn text_of(recorded: &Recorded, ctx: &Ctx) -> Option<String> {
    match &recorded.event {
        SessionEvent::ExamAbandoned { .. } => Some("exam       given up".to_owned()),
        SessionEvent::LabGraded { lab, score, max, .. } => {
            let title = ctx.pack.labs.iter().find(|other| other.id.0 == *lab);
            let title = title.map_or(lab.as_str(), |lab| lab.title.as_str());
            Some(format!("lab        {score} of {max} points: {title}"))
        }
        SessionEvent::LessonRead { lesson, .. } => {
            let title = ctx.pack.lesson(lesson).map_or(lesson.as_str(), |lesson| lesson.title.as_str());
            Some(format!("lesson     {title}"))
        }
        _ => None,
    }
}
