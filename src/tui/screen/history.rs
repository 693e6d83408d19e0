//! What has happened so far: sittings, lab grades, and the misconceptions most acted on.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::session::{ExamReport, Recorded, SessionEvent, SessionId};
use crate::tui::widget::chrome;
use crate::tui::widget::gauge::percent;
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::{Ctx, Effects, Go, Happening, Role};

/// How far the history is scrolled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    scroll: Scroll,
}

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    at_millis: i64,
    /// Answers of one sitting of self-study are one line.
    drill: Option<(SessionId, usize, usize)>,
    text: String,
}

impl History {
    /// From the newest on.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        use crate::tui::Action;
        match happening {
            Happening::Action(Action::Back) => Effects::go(Go::Back),
            Happening::Action(action) => {
                let area = chrome::below_header(ctx.body());
                self.scroll.act(*action, &page(area, ctx), area);
                Effects::none()
            }
            _ => Effects::none(),
        }
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let below = chrome::header(frame, area, "History", Line::default(), ctx.theme);
        page(below, ctx).draw(frame, below, self.scroll);
    }
}

fn page(area: Rect, ctx: &Ctx) -> Page {
    let mut page = Page::new(area, ctx.theme);
    let entries = entries(ctx);
    if entries.is_empty() {
        page.text("Nothing yet. Answers, exams and labs will stand here.", Role::Text);
    }
    for entry in entries.iter().rev() {
        let text = match &entry.drill {
            Some((_, right, count)) => {
                format!("study      {right} of {count} right ({} %)", percent(*right, *count))
            }
            None => entry.text.clone(),
        };
        let when = Span::styled(format!("{}  ", moment(entry.at_millis, ctx)), ctx.theme.style(Role::Dim));
        page.line(vec![when, Span::raw(chrome::shorten(&text, page.width().saturating_sub(18), ctx.theme))]);
    }
    let acted_on = ctx.progress.ledger.acted_on();
    if !acted_on.is_empty() {
        page.heading("Misconceptions most acted on");
    }
    for (id, times) in acted_on.into_iter().take(10) {
        let belief = ctx.pack.misconception(id).map_or(id, |misconception| misconception.belief.as_str());
        page.markdown_behind(&[Span::styled(format!("{times:>3}x "), ctx.theme.style(Role::Bad))], belief);
    }
    page
}

/// Local time, to the minute.
fn moment(at_millis: i64, ctx: &Ctx) -> String {
    let zone = Offset::from_seconds(ctx.clock.utc_offset_secs).map_or(TimeZone::UTC, TimeZone::fixed);
    Timestamp::from_millisecond(at_millis)
        .map_or_else(|_| String::new(), |at| zone.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string())
}

fn entries(ctx: &Ctx) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for recorded in &ctx.history {
        if let SessionEvent::DrillAnswered { session, earned, possible, .. } = &recorded.event {
            count_answer(&mut entries, recorded.at_millis, session, earned == possible);
        } else if let Some(text) = text_of(recorded, ctx) {
            entries.push(Entry { at_millis: recorded.at_millis, drill: None, text });
        }
    }
    entries
}

fn count_answer(entries: &mut Vec<Entry>, at_millis: i64, session: &SessionId, right: bool) {
    let same = entries.iter_mut().rev().find_map(|entry| match &mut entry.drill {
        Some((id, rights, count)) if id == session => Some((rights, count)),
        _ => None,
    });
    match same {
        Some((rights, count)) => {
            *rights += usize::from(right);
            *count += 1;
        }
        None => entries.push(Entry {
            at_millis,
            drill: Some((session.clone(), usize::from(right), 1)),
            text: String::new(),
        }),
    }
}

fn text_of(recorded: &Recorded, ctx: &Ctx) -> Option<String> {
    match &recorded.event {
        SessionEvent::ExamSubmitted { results, .. } => {
            let total = ExamReport::of(&ctx.pack, results).total;
            let share = percent(total.correct, total.asked);
            Some(format!("exam       {} of {} right ({share} %)", total.correct, total.asked))
        }
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
