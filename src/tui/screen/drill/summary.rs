//! What was answered in a sitting of self-study, and each question again.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

use crate::bank::{QuestionId, Response, grade};
use crate::session::{Drill, Practice, SessionEvent, signed};
use crate::tui::screen::review;
use crate::tui::sheet::{Outcome, Sheet};
use crate::tui::widget::chrome;
use crate::tui::widget::gauge::bar;
use crate::tui::widget::list::{Row, following, move_cursor, write_rows};
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::{Action, Ctx, Effects, Happening, Role};

/// The list of answered questions; one of them may be open.
#[derive(Debug, Clone, Default)]
pub(super) struct Summary {
    cursor: usize,
    open: Option<(Outcome, Scroll)>,
}

impl Summary {
    /// The question under the cursor, or open.
    pub(super) fn question<'a>(&self, sitting: &'a Drill) -> Option<&'a QuestionId> {
        sitting.results().get(self.cursor).map(|(id, _)| id)
    }

    /// Whether a question is open.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Closes the open question; whether there was one.
    pub(super) fn close(&mut self) -> bool {
        self.open.take().is_some()
    }

    pub(super) fn update(&mut self, happening: &Happening, sitting: &Drill, ctx: &Ctx) -> Effects {
        let Happening::Action(action) = happening else { return Effects::none() };
        let area = chrome::below_header(ctx.body());
        let question = sitting.results().get(self.cursor).and_then(|(id, _)| ctx.pack.question(id));
        if let (Some((outcome, scroll)), Some(question)) = (&mut self.open, question) {
            scroll.act(*action, &review::page(question, outcome, area, ctx), area);
        } else if *action == Action::Accept {
            let id = sitting.results().get(self.cursor).map(|(id, _)| id);
            self.open =
                id.and_then(|id| outcome(id, self.cursor, sitting, ctx)).map(|o| (o, Scroll::default()));
        } else {
            move_cursor(&mut self.cursor, sitting.results().len(), *action);
        }
        Effects::none()
    }

    pub(super) fn view(
        &self,
        frame: &mut Frame,
        area: Rect,
        (sitting, practice): (&Drill, &Practice),
        ctx: &Ctx,
    ) {
        let question = sitting.results().get(self.cursor).and_then(|(id, _)| ctx.pack.question(id));
        if let (Some((outcome, scroll)), Some(question)) = (&self.open, question) {
            review::page(question, outcome, area, ctx).draw(frame, area, *scroll);
            return;
        }
        let mut page = Page::new(area, ctx.theme);
        page.gap();
        let right = sitting.results().iter().filter(|(_, right)| *right).count();
        let count = sitting.results().len();
        let mut total =
            vec![Span::styled(format!("{right} of {count} right  "), ctx.theme.style(Role::Strong))];
        total.extend(bar(right, count, 20, ctx.theme));
        page.spans(total);
        write_practice(&mut page, practice, ctx);
        page.gap();
        let rows: Vec<Row> = sitting.results().iter().map(|(id, right)| row(id, *right, ctx)).collect();
        write_rows(&mut page, &rows, self.cursor);
        if rows.is_empty() {
            page.markdown("There is no question to ask here.");
        }
        let scroll = following(&page, area, self.cursor);
        page.draw(frame, area, scroll);
    }
}

/// Practice mark, calibration of this sitting, beliefs acted on, and what comes next.
fn write_practice(page: &mut Page, practice: &Practice, ctx: &Ctx) {
    if let Some(mark) = practice.mark() {
        page.text(
            &format!(
                "Practice mark {}: right 1, 2 or 3, wrong 0, -2 or -6, by how sure you were.",
                signed(mark)
            ),
            Role::Text,
        );
    }
    for (level, right, all) in practice.calibration() {
        page.text_indented(2, &format!("{right} of {all} right where you said {}", level.label()), Role::Dim);
    }
    for (id, count) in practice.acted_on() {
        let belief = ctx.pack.misconception(id).map_or(id, |misconception| misconception.belief.as_str());
        let times = if count == 1 { String::new() } else { format!(" ({count} times)") };
        page.text(&format!("Acted on: {belief}{times}"), Role::Warning);
    }
    page.text(&next(practice, ctx), Role::Strong);
}

fn next(practice: &Practice, ctx: &Ctx) -> String {
    let topics = |count: usize| if count == 1 { "1 topic".to_owned() } else { format!("{count} topics") };
    let due = |day| ctx.progress.knowledge.due_count(ctx.policy(), day);
    let today = ctx.today();
    let now = match due(today) {
        0 => "nothing more is due today".to_owned(),
        count => format!("{} due today", topics(count)),
    };
    let tomorrow = match due(today + 1).saturating_sub(due(today)) {
        0 => String::new(),
        count => format!(", {} more tomorrow", topics(count)),
    };
    let surprises = match practice.confident_errors() {
        0 => String::new(),
        1 => " The question you were sure of comes back tomorrow and in about a week.".to_owned(),
        count => format!(" The {count} questions you were sure of come back tomorrow and in about a week."),
    };
    format!("Next: {now}{tomorrow}.{surprises}")
}

fn row(id: &QuestionId, right: bool, ctx: &Ctx) -> Row {
    let mark = if right { "[+] right" } else { "[X] wrong" };
    let stem = ctx.pack.question(id).map_or("", |question| question.stem.as_str());
    let objective = ctx.pack.question(id).map_or("", |question| question.objective.as_str());
    Row::new(format!("{mark}  {objective}"), stem)
}

/// The answer as it was recorded in this run.
fn outcome(id: &QuestionId, position: usize, sitting: &Drill, ctx: &Ctx) -> Option<Outcome> {
    let question = ctx.pack.question(id)?;
    let (response, confidence): (&Response, _) =
        ctx.run.iter().rev().find_map(|recorded| match &recorded.event {
            SessionEvent::DrillAnswered { question, response, confidence, .. } if question == id => {
                Some((response, *confidence))
            }
            _ => None,
        })?;
    Some(Outcome {
        graded: grade(question, response),
        response: Some(response.clone()),
        confidence,
        sheet: Sheet::new(question, sitting.seed(), position, Some(response)),
    })
}
