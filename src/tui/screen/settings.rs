//! The settings: each change is in the file at once.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::launch::{Setting, Settings as Values, Shape, settings_path};
use crate::tui::widget::chrome;
use crate::tui::widget::dialog::{boxed, middle};
use crate::tui::widget::list::{Row, following, move_cursor, write_rows};
use crate::tui::widget::page::Page;
use crate::tui::widget::typing::Typing;
use crate::tui::{Action, Cmd, Context, Ctx, Effects, Go, Happening, Role};

/// The list of settings; one of them may be being typed.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    cursor: usize,
    typing: Option<Typing>,
}

impl Settings {
    /// With the cursor on the first one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Where the focus is.
    #[must_use]
    pub fn context(&self) -> Context {
        if self.typing.is_some() { Context::Line } else { Context::Settings }
    }

    fn setting(&self) -> Setting {
        Setting::ALL.get(self.cursor).copied().unwrap_or(Setting::ExamDate)
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        if self.typing.is_some() {
            return self.typing(happening, ctx);
        }
        match happening {
            Happening::Action(action) => self.act(*action, ctx),
            Happening::Click(_, row) => {
                let area = chrome::below_header(ctx.body());
                let page = self.page(area, ctx);
                if let Some(at) = page.item_at(area, following(&page, area, self.cursor), *row) {
                    self.cursor = at;
                }
                Effects::none()
            }
            _ => Effects::none(),
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        let setting = self.setting();
        match action {
            Action::Back => return Effects::go(Go::Back),
            Action::More | Action::Less
                if setting == Setting::ExamDate && ctx.settings.exam_date.is_none() =>
            {
                self.typing = Some(self.editor(ctx));
            }
            Action::More => return change(ctx, |settings| setting.step(settings, true)),
            Action::Less => return change(ctx, |settings| setting.step(settings, false)),
            Action::Accept | Action::Toggle if setting.shape() == Shape::Switch => {
                return change(ctx, |settings| setting.step(settings, true));
            }
            Action::Accept | Action::Toggle => self.typing = Some(self.editor(ctx)),
            Action::Delete if setting == Setting::ExamDate => {
                return change(ctx, |settings| settings.exam_date = None);
            }
            other => {
                move_cursor(&mut self.cursor, Setting::ALL.len(), other);
            }
        }
        Effects::none()
    }

    fn editor(&self, ctx: &Ctx) -> Typing {
        let typing = Typing::line(&self.setting().plain(&ctx.settings), ctx.theme);
        if self.setting() == Setting::ExamDate { typing.hinting("YYYY-MM-DD") } else { typing }
    }

    fn typing(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        let setting = self.setting();
        let Some(typing) = &mut self.typing else { return Effects::none() };
        match happening {
            Happening::Action(Action::Back) => self.typing = None,
            Happening::Action(Action::Accept) => {
                let mut settings = ctx.settings.clone();
                if let Err(refusal) = setting.set(&mut settings, &typing.typed()) {
                    return Effects::say(format!("{refusal}."));
                }
                self.typing = None;
                return Effects::cmd(Cmd::SaveSettings(Box::new(settings)));
            }
            other => {
                typing.take(other);
            }
        }
        Effects::none()
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let below = chrome::header(frame, area, "Settings", Line::default(), ctx.theme);
        let page = self.page(below, ctx);
        let scroll = following(&page, below, self.cursor);
        page.draw(frame, below, scroll);
        if let Some(typing) = &self.typing {
            let title = format!("{}: {}", self.setting().title(), self.setting().wanted());
            let inner = boxed(frame, middle(below, 76, 3), &title, ctx.theme);
            typing.draw(frame, inner);
        }
    }

    fn page(&self, area: Rect, ctx: &Ctx) -> Page {
        let mut page = Page::new(area, ctx.theme);
        page.line(Line::default());
        let row = |setting: Setting| Row::new(setting.title(), setting.said(&ctx.settings));
        write_rows(&mut page, &Setting::ALL.map(row), self.cursor);
        page.gap();
        page.text(self.setting().about(), Role::Text);
        page.text(&format!("Takes {}.", self.setting().wanted()), Role::Dim);
        if let Some(countdown) = ctx.settings.countdown(ctx.today()) {
            page.gap();
            page.text(&countdown, Role::Strong);
        }
        page.gap();
        page.text(&format!("Kept in {}.", settings_path(&ctx.home).display()), Role::Dim);
        page
    }
}

fn change(ctx: &Ctx, change: impl FnOnce(&mut Values)) -> Effects {
    let mut settings = ctx.settings.clone();
    change(&mut settings);
    Effects::cmd(Cmd::SaveSettings(Box::new(settings)))
}
