//! What can be put aside about any question on the screen: a star, a note, a report.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::bank::QuestionId;
use crate::session::SessionEvent;
use crate::tui::screen::{Complaint, Screen};
use crate::tui::widget::chrome;
use crate::tui::widget::typing::Typing;
use crate::tui::{Action, Answer, Ctx, Dialog, Effects, Go, Happening, Role};

/// What `action` does to a question; nothing when the action is another one.
pub(in crate::tui) fn act(action: Action, question: &QuestionId, ctx: &Ctx) -> Option<Effects> {
    match action {
        Action::Star => {
            let on = !ctx.progress.shelf.is_starred(question);
            let said = if on {
                "* Starred: search for is:starred to find it again."
            } else {
                "The star is taken away."
            };
            Some(Effects::append(SessionEvent::Starred { question: question.clone(), on }).and_say(said))
        }
        Action::Note => Some(Effects::open(Screen::Note(Note::new(question, ctx)))),
        Action::ReportItem if !ctx.progress.seen.has_met(question) => {
            Some(Effects::say("Answer it first: a report shows the key."))
        }
        Action::ReportItem => Some(Effects::open(Screen::Complaint(Box::new(Complaint::new(question, ctx))))),
        _ => None,
    }
}

/// The marks of a question in words, the star also as a sign; empty when there is none.
#[must_use]
pub fn marks(question: &QuestionId, ctx: &Ctx) -> String {
    let shelf = &ctx.progress.shelf;
    let marks = [
        (shelf.is_starred(question), "* starred"),
        (shelf.note(question).is_some(), "note"),
        (shelf.is_reported(question), "reported"),
    ];
    marks.into_iter().filter(|(is, _)| *is).map(|(_, mark)| mark).collect::<Vec<_>>().join(", ")
}

/// The learner's note on a question, being written.
#[derive(Debug, Clone)]
pub struct Note {
    question: QuestionId,
    typing: Typing,
    before: String,
}

impl Note {
    /// The note as it is.
    #[must_use]
    pub fn new(question: &QuestionId, ctx: &Ctx) -> Self {
        let before = ctx.progress.shelf.note(question).unwrap_or_default();
        let typing = Typing::text(before, ctx.theme).hinting("Your own words; Ctrl-D saves, Esc leaves.");
        Self { question: question.clone(), before: typing.typed(), typing }
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening) -> Effects {
        match happening {
            Happening::Action(Action::Done) => self.save(),
            Happening::Action(Action::Back) if self.typing.typed() != self.before => {
                let text = "The note was changed. Leave it as it was before?";
                Effects::go(Go::Ask(Dialog::new("Leave", text, "leave it as it was", "go on writing")))
            }
            Happening::Action(Action::Back) | Happening::Answered(Answer::Yes) => Effects::go(Go::Back),
            other => {
                self.typing.take(other);
                Effects::none()
            }
        }
    }

    fn save(&self) -> Effects {
        let text = self.typing.typed().trim_end().to_owned();
        if text == self.before.trim_end() {
            return Effects::go(Go::Back);
        }
        let said = if text.trim().is_empty() { "The note is taken away." } else { "The note is kept." };
        let noted = SessionEvent::Noted { question: self.question.clone(), text };
        Effects::append(noted).and_go(Go::Back).and_say(said)
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let below = chrome::header(frame, area, "Your note", Line::default(), ctx.theme);
        let question = ctx.pack.question(&self.question);
        let stem = question.map_or("", |question| question.stem.as_str());
        let first = Rect { height: 1.min(below.height), ..below };
        let width = usize::from(below.width.saturating_sub(2));
        let stem = format!(" {}", chrome::shorten(stem, width, ctx.theme));
        frame.render_widget(Line::styled(stem, ctx.theme.style(Role::Dim)), first);
        let box_area = Rect { y: below.y.saturating_add(1), height: below.height.saturating_sub(1), ..below };
        let title = "Ctrl-D saves, Esc leaves";
        let inner = crate::tui::widget::dialog::framed(frame, box_area, title, ctx.theme);
        self.typing.draw(frame, inner);
    }
}
