//! From the first look at a question to the verdict: the answer, how sure, and why.

use crate::bank::Response;
use crate::session::{Confidence, SessionEvent, Written, asks_why, hints};
use crate::tui::screen::drill::feedback::Told;
use crate::tui::screen::drill::line::OwnLine;
use crate::tui::screen::drill::{Drill, Stage};
use crate::tui::sheet::{Change, Outcome, Sheet};
use crate::tui::widget::chrome;
use crate::tui::widget::page::Scroll;
use crate::tui::{Action, Ctx, Effects, Happening};

/// An answer that stands and has no verdict yet.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    pub sheet: Sheet,
    pub response: Response,
    /// From the first sight of the question to this answer.
    pub millis: u64,
}

impl Drill {
    pub(super) fn answering(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        let action = match happening {
            Happening::Action(action) => *action,
            Happening::Click(column, row) => return self.click(*column, *row, ctx),
            _ => return Effects::none(),
        };
        let Stage::Answering(sheet) = &mut self.stage else { return Effects::none() };
        match action {
            Action::Accept => match sheet.complete() {
                Ok(response) => {
                    let sheet = sheet.clone();
                    self.stands(sheet, response, ctx)
                }
                Err(missing) => Effects::say(missing),
            },
            Action::Confidence(confidence) => {
                self.confidence = Some(confidence);
                Effects::none()
            }
            Action::Hint => self.hint(ctx),
            other => {
                let change = sheet.act(other);
                self.changed(change, other, ctx)
            }
        }
    }

    /// The answer stands: how sure the learner is comes next, unless it was said already.
    fn stands(&mut self, sheet: Sheet, response: Response, ctx: &Ctx) -> Effects {
        let standing = Standing { sheet, response, millis: self.millis(ctx) };
        if self.confidence.is_some() || !ctx.settings.ask_confidence {
            return self.ask_why(standing, ctx);
        }
        self.stage = Stage::Sure(standing);
        Effects::none()
    }

    pub(super) fn how_sure(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        let Stage::Sure(standing) = &self.stage else { return Effects::none() };
        let standing = standing.clone();
        match happening {
            Happening::Action(Action::Confidence(confidence)) => {
                self.confidence = Some(*confidence);
                self.ask_why(standing, ctx)
            }
            _ => Effects::none(),
        }
    }

    fn ask_why(&mut self, standing: Standing, ctx: &Ctx) -> Effects {
        let asks = self.question(ctx).is_some_and(|question| {
            asks_why(question, ctx.settings.explain_one_in, self.sitting.seed(), self.sitting.position())
        });
        if !asks {
            return self.grade(standing.response, standing.millis, None, ctx);
        }
        let line = OwnLine::new("Because", "Your reason in one line; Enter alone skips it.", ctx.theme);
        self.stage = Stage::Because(standing, Box::new(line));
        Effects::none()
    }

    pub(super) fn because(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        if self.scrolls_question(happening, ctx) {
            return Effects::none();
        }
        let Stage::Because(standing, line) = &mut self.stage else { return Effects::none() };
        match happening {
            Happening::Type(key) => line.key(*key),
            Happening::Paste(pasted) => line.paste(pasted),
            Happening::Action(Action::Accept) => {
                let (standing, because) = (standing.clone(), line.written());
                return self.grade(standing.response, standing.millis, because, ctx);
            }
            _ => {}
        }
        Effects::none()
    }

    /// Back from how sure, or why, to the answer; whether there was a way back.
    pub(super) fn reconsider(&mut self) -> bool {
        let (Stage::Sure(standing) | Stage::Because(standing, _)) = &self.stage else { return false };
        self.confidence = None;
        self.stage = Stage::Answering(standing.sheet.clone());
        true
    }

    /// Gives the verdict; the answer is stored before it is shown.
    pub(super) fn grade(
        &mut self,
        response: Response,
        millis: u64,
        because: Option<String>,
        ctx: &Ctx,
    ) -> Effects {
        let Some(question) = self.question(ctx) else { return Effects::none() };
        let hinted = self.hints > 0;
        let step = self.sitting.answer(question, response.clone(), self.confidence, hinted, millis);
        self.practice.take(&step.event);
        let sheet = Sheet::new(question, self.sitting.seed(), self.sitting.position(), Some(&response));
        let confidence = self.confidence;
        let outcome = Outcome { graded: step.graded, response: Some(response), confidence, sheet };
        let told = Told { outcome, because };
        let explained =
            told.because.clone().and_then(|text| explained(&step.event, Written::Explanation, text));
        let mut effects = explained.map_or_else(Effects::none, Effects::append);
        effects.cmds.extend(Effects::append(step.event).cmds);
        self.show(told, ctx);
        effects
    }

    fn show(&mut self, told: Told, ctx: &Ctx) {
        self.scroll = Scroll::default();
        self.stage = if told.is_confident_error() {
            let line = OwnLine::new("Correct it in one line", "In fact …; Enter alone skips it.", ctx.theme);
            Stage::Surprise(Box::new(told), Box::new(line))
        } else {
            Stage::Feedback(Box::new(told))
        };
    }

    pub(super) fn surprised(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        let area = OwnLine::places(chrome::below_header(ctx.body())).0;
        let page = self.surprise_page(area, ctx);
        let id = self.sitting.current().cloned();
        let Stage::Surprise(told, line) = &mut self.stage else { return Effects::none() };
        match happening {
            Happening::Type(key) => line.key(*key),
            Happening::Paste(pasted) => line.paste(pasted),
            Happening::Action(Action::Accept | Action::Back) => {
                let text = line.written().filter(|_| *happening == Happening::Action(Action::Accept));
                let told = told.clone();
                self.scroll = Scroll::default();
                self.stage = Stage::Feedback(told);
                if let (Some(text), Some(question)) = (text, id) {
                    let session = self.sitting.session().clone();
                    let written = Written::Correction;
                    return Effects::append(SessionEvent::Explained { session, question, written, text });
                }
            }
            Happening::Action(action) => {
                if let Some(page) = page {
                    self.scroll.act(*action, &page, area);
                }
            }
            _ => {}
        }
        Effects::none()
    }

    /// Tells the next hint; a wrong option that it names is struck out.
    fn hint(&mut self, ctx: &Ctx) -> Effects {
        let Some(question) = self.question(ctx) else { return Effects::none() };
        let ladder = hints(question, &ctx.pack, self.sitting.seed(), self.sitting.position());
        let Some(hint) = ladder.get(self.hints) else {
            return Effects::say(match self.hints {
                0 => "There is no hint for this question.",
                _ => "That was the last hint.",
            });
        };
        self.hints += 1;
        self.struck.extend(hint.strikes.clone());
        Effects::none()
    }

    /// The hints told so far.
    pub(super) fn hints_told(&self, ctx: &Ctx) -> Vec<String> {
        let Some(question) = self.question(ctx) else { return Vec::new() };
        let ladder = hints(question, &ctx.pack, self.sitting.seed(), self.sitting.position());
        let count = ladder.len();
        let told = ladder.into_iter().take(self.hints).zip(1..);
        told.map(|(hint, at)| format!("Hint {at} of {count}: {}", hint.text)).collect()
    }

    fn changed(&mut self, change: Change, action: Action, ctx: &Ctx) -> Effects {
        let mut effects = Effects::none();
        match change {
            Change::NotMine => {
                if let Some((page, places)) = self.question_page(ctx.body(), ctx) {
                    self.scroll.act(action, &page, places.main);
                }
                return effects;
            }
            Change::Strike(id) => {
                if !self.struck.remove(&id) {
                    self.struck.insert(id);
                }
            }
            Change::Refused(why) => effects = Effects::say(why),
            Change::Moved | Change::Answer => {}
        }
        self.follow_cursor(ctx);
        effects
    }

    fn click(&mut self, column: u16, row: u16, ctx: &Ctx) -> Effects {
        let Some((page, places)) = self.question_page(ctx.body(), ctx) else { return Effects::none() };
        let hit = page.item_at(places.main, self.scroll, row).filter(|_| column >= places.main.x);
        if let (Some(at), Stage::Answering(sheet)) = (hit, &mut self.stage) {
            sheet.set_cursor(at);
            let change = sheet.act(Action::Toggle);
            return self.changed(change, Action::Toggle, ctx);
        }
        Effects::none()
    }

    fn follow_cursor(&mut self, ctx: &Ctx) {
        if let (Some((page, places)), Stage::Answering(sheet)) =
            (self.question_page(ctx.body(), ctx), &self.stage)
        {
            self.scroll.reveal(sheet.cursor(), &page, places.main);
        }
    }

    /// Scrolls the question above a box; whether the key was for that.
    fn scrolls_question(&mut self, happening: &Happening, ctx: &Ctx) -> bool {
        let Happening::Action(action @ (Action::PageUp | Action::PageDown)) = happening else { return false };
        if let Some((page, places)) = self.question_page(ctx.body(), ctx) {
            self.scroll.act(*action, &page, OwnLine::places(places.main).0);
        }
        true
    }
}

/// The fact that something was written about an answer.
fn explained(answer: &SessionEvent, written: Written, text: String) -> Option<SessionEvent> {
    let SessionEvent::DrillAnswered { session, question, .. } = answer else { return None };
    Some(SessionEvent::Explained { session: session.clone(), question: question.clone(), written, text })
}

/// The levels of confidence behind their keys.
pub(super) fn levels() -> [(char, Confidence); 3] {
    [('-', Confidence::Guess), ('=', Confidence::Unsure), ('+', Confidence::Sure)]
}
