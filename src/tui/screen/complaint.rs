//! A report about a question: what is wrong with it, and what it should say instead.

use std::path::PathBuf;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::bank::QuestionId;
use crate::launch::{Suggestion, report_path};
use crate::session::SessionEvent;
use crate::tui::widget::chrome;
use crate::tui::widget::dialog::framed;
use crate::tui::widget::list::{following, move_cursor};
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::widget::typing::Typing;
use crate::tui::{Action, Answer, Cmd, Context, Ctx, Dialog, Effects, Go, Happening, Reply, Role};

/// A report being written.
#[derive(Debug, Clone)]
pub struct Complaint {
    question: QuestionId,
    report: Suggestion,
    cursor: usize,
    typing: Option<Typing>,
    /// Number of the next file name to try.
    number: u32,
    saved: Option<PathBuf>,
}

impl Complaint {
    /// With nothing said yet.
    #[must_use]
    pub fn new(question: &QuestionId, ctx: &Ctx) -> Self {
        let report = Suggestion::new(question, &ctx.pack);
        Self { question: question.clone(), report, cursor: 0, typing: None, number: 1, saved: None }
    }

    /// Where the focus is.
    #[must_use]
    pub fn context(&self) -> Context {
        match (&self.typing, &self.saved) {
            (Some(_), _) => Context::Note,
            (None, Some(_)) => Context::Reader,
            (None, None) => Context::Complaint,
        }
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        if self.typing.is_some() {
            self.typing(happening);
            return Effects::none();
        }
        match happening {
            Happening::Action(Action::Back) if self.saved.is_none() && !self.report.is_empty() => {
                let text = "The report is not saved. Throw it away?";
                Effects::go(Go::Ask(Dialog::new("Leave", text, "throw it away", "go on")))
            }
            Happening::Action(Action::Back) | Happening::Answered(Answer::Yes) => Effects::go(Go::Back),
            Happening::Action(action) if self.saved.is_none() => self.act(*action, ctx),
            Happening::Click(_, row) if self.saved.is_none() => {
                let area = chrome::below_header(ctx.body());
                let page = self.page(area, ctx);
                if let Some(at) = page.item_at(area, following(&page, area, self.cursor), *row) {
                    self.cursor = at;
                }
                Effects::none()
            }
            Happening::Reply(reply) => self.replied(reply, ctx),
            _ => Effects::none(),
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        match action {
            Action::Save => return self.save(ctx),
            Action::Accept => {
                if let Some(text) = self.report.text(self.cursor) {
                    self.typing = Some(Typing::text(text, ctx.theme));
                } else {
                    self.report.toggle(self.cursor);
                }
            }
            Action::Toggle => self.report.toggle(self.cursor),
            other => {
                move_cursor(&mut self.cursor, self.report.len(), other);
            }
        }
        Effects::none()
    }

    fn typing(&mut self, happening: &Happening) {
        let Some(typing) = &mut self.typing else { return };
        match happening {
            Happening::Action(Action::Done) => {
                self.report.set(self.cursor, typing.typed().trim_end());
                self.typing = None;
            }
            Happening::Action(Action::Back) => self.typing = None,
            other => {
                typing.take(other);
            }
        }
    }

    fn save(&mut self, ctx: &Ctx) -> Effects {
        if self.report.is_empty() {
            return Effects::say("Say first what is wrong, or change what should read otherwise.");
        }
        let path = report_path(&ctx.home, &self.question, self.number);
        Effects::cmd(Cmd::WriteNewFile { path, text: self.report.to_toml(ctx.now_millis) })
    }

    fn replied(&mut self, reply: &Reply, ctx: &Ctx) -> Effects {
        match reply {
            // An earlier report about the same question stays as it is.
            Reply::FileExists { .. } if self.number < 10_000 => {
                self.number += 1;
                self.save(ctx)
            }
            Reply::FileExists { .. } => Effects::say("There are too many reports about this question."),
            Reply::FileWritten { outcome: Err(error), .. } => Effects::say(error.clone()),
            Reply::FileWritten { path, outcome: Ok(()) } => {
                self.saved = Some(path.clone());
                let version = ctx.pack.question(&self.question).map_or(0, |question| question.version);
                let (question, text) = (self.question.clone(), self.report.words().to_owned());
                Effects::append(SessionEvent::Reported { question, version, text })
            }
            _ => Effects::none(),
        }
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let title = format!("Report {}", self.question);
        let below = chrome::header(frame, area, &title, Line::default(), ctx.theme);
        if let Some(path) = &self.saved {
            let mut page = Page::new(below, ctx.theme);
            page.gap();
            page.text("The report is written to", Role::Strong);
            page.text(&path.display().to_string(), Role::Text);
            page.gap();
            page.text(
                "Nothing was sent. Give the file to the authors of the pack: it holds the question's id, your \
                 words, and the values that you would change.",
                Role::Text,
            );
            page.draw(frame, below, Scroll::default());
            return;
        }
        if let Some(typing) = &self.typing {
            let name = self.report.name(self.cursor);
            let title = format!("{name}: Ctrl-D takes it, Esc leaves it as it was");
            let inner = framed(frame, below, &chrome::shorten(&title, 70, ctx.theme), ctx.theme);
            typing.draw(frame, inner);
            return;
        }
        let page = self.page(below, ctx);
        let scroll = following(&page, below, self.cursor);
        page.draw(frame, below, scroll);
    }

    fn page(&self, area: Rect, ctx: &Ctx) -> Page {
        let mut page = Page::new(area, ctx.theme);
        page.text(
            "Say what is wrong; change what should read otherwise. Only what you change is written.",
            Role::Dim,
        );
        page.gap();
        for at in 0..self.report.len() {
            let current = at == self.cursor;
            let sign = if current { ctx.theme.signs().cursor } else { " " };
            let changed = if self.report.is_changed(at) { "! " } else { "  " };
            let width = page.width().saturating_sub(26);
            let value = chrome::shorten(&self.report.shown(at), width, ctx.theme);
            let name = chrome::shorten(&self.report.name(at), 20, ctx.theme);
            let role = if current { Role::Selected } else { Role::Text };
            let line = Line::from(vec![
                Span::styled(format!("{sign} {changed}"), ctx.theme.style(Role::Key)),
                Span::styled(format!("{name:20}"), ctx.theme.style(role)),
                Span::styled(format!("  {value}"), ctx.theme.style(Role::Dim)),
            ]);
            page.item(|page| page.line(line));
        }
        page
    }
}
