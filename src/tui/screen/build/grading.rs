//! Grading: the question before it, the fact it leaves, and what the learner is told.

use std::fmt::Write;
use std::path::Path;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::aws::Config;
use crate::bank::{Misconception, Pack};
use crate::lab::{Graded, Lab, LabId, grade};
use crate::pack::write_config;
use crate::session::{SessionEvent, SessionId};
use crate::tui::screen::build::{Asked, Build};
use crate::tui::screen::{Dialog, Drill, Screen};
use crate::tui::widget::chrome::{self, shorten};
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::{Action, Context, Ctx, Effects, Go, Happening, Role, Theme};

impl Build {
    /// Asks before grading; with errors in the settings there is nothing to grade.
    pub(super) fn ask_to_grade(&mut self, lab: &Lab) -> Effects {
        if let Some(error) = self.checked.errors.first().map(ToString::to_string) {
            self.go_to_error();
            return Effects::say(format!("mend this first: {error}"));
        }
        self.asked = Some(Asked::Grade);
        let kept = if self.disproves {
            "This design stands for a false belief; the result is not kept."
        } else {
            "The result goes into your history."
        };
        let text = format!("{}.\n\n{kept}", self.checked.status(lab));
        Effects::go(Go::Ask(Dialog::new("Grade this design?", text, "grade it", "not yet")))
    }

    /// Grades, stores the fact and shows the result.
    pub(super) fn grade(&mut self, lab: &Lab, ctx: &Ctx) -> Effects {
        let Ok(config) = Config::build(self.draft()) else { return Effects::none() };
        let graded = grade(lab, &config);
        let event = SessionEvent::LabGraded {
            session: SessionId::new(ctx.now_millis, ctx.seed()),
            lab: lab.id.0.clone(),
            version: lab.version,
            score: graded.score,
            max: graded.max,
            failed: graded.failed().into_iter().map(ToString::to_string).collect(),
            misconceptions: graded.misconceptions.clone(),
            config: write_config(self.draft()),
            hints: std::mem::take(&mut self.hints),
            teaches: lab.teaches.clone(),
        };
        let screen = Screen::Results(Box::new(Results::of_grade(lab, &graded, &ctx.pack)));
        self.graded = Some(graded);
        let effects = if self.disproves { Effects::none() } else { Effects::append(event) };
        effects.and_go(Go::To(Box::new(screen)))
    }

    /// The last result once more.
    pub(super) fn results(&self, lab: &Lab, ctx: &Ctx) -> Effects {
        match &self.graded {
            Some(graded) => {
                let results = Results::of_grade(lab, graded, &ctx.pack);
                Effects::open(Screen::Results(Box::new(results)))
            }
            None => Effects::say("not graded yet; g grades"),
        }
    }
}

/// Asks before a file is lost.
pub(super) fn ask_to_overwrite(path: &Path) -> Dialog {
    let text = format!("There is a file `{}` already.", path.display());
    Dialog::new("Overwrite it?", text, "overwrite", "keep the old one")
}

/// A text to read after grading or loading.
#[derive(Debug, Clone)]
pub struct Results {
    title: String,
    text: Text,
    scroll: Scroll,
    /// The lab of a design that failed, and the misconceptions that showed.
    failed: Option<(LabId, Vec<String>)>,
}

#[derive(Debug, Clone)]
enum Text {
    Markdown(String),
    /// Lines that keep their columns.
    AsIs(String),
}

impl Results {
    /// What is said about a graded design.
    fn of_grade(lab: &Lab, graded: &Graded, pack: &Pack) -> Self {
        let title = format!("{}: {} of {} points", lab.title, graded.score, graded.max);
        let text = if graded.passed() { passed(lab) } else { failed(lab, graded, pack) };
        let failed = (!graded.passed()).then(|| (lab.id.clone(), graded.misconceptions.clone()));
        Self { title, text: Text::Markdown(text), scroll: Scroll::default(), failed }
    }

    /// Where the focus is.
    #[must_use]
    pub fn context(&self) -> Context {
        if self.failed.is_some() { Context::BuildResults } else { Context::Reader }
    }

    /// The second half of a hint.
    pub(super) fn of_hint(text: String) -> Self {
        Self { title: "Hint".to_owned(), text: Text::Markdown(text), scroll: Scroll::default(), failed: None }
    }

    /// Lines shown as they are.
    pub(super) fn of_text(title: &str, text: String) -> Self {
        Self { title: title.to_owned(), text: Text::AsIs(text), scroll: Scroll::default(), failed: None }
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        match happening {
            Happening::Action(Action::Back | Action::Accept) => Effects::go(Go::Back),
            Happening::Action(Action::Prove) => match &self.failed {
                Some((lab, beliefs)) => {
                    let teaches = ctx.pack.lab(lab).map(|lab| lab.teaches.clone()).unwrap_or_default();
                    Drill::on(beliefs, &teaches, ctx)
                }
                None => Effects::none(),
            },
            Happening::Action(action) => {
                let area = chrome::below_header(ctx.body());
                self.scroll.act(*action, &self.page(area, ctx.theme), area);
                Effects::none()
            }
            _ => Effects::none(),
        }
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let below = chrome::header(frame, area, &self.title, Line::default(), ctx.theme);
        self.page(below, ctx.theme).draw(frame, below, self.scroll);
    }

    fn page(&self, area: Rect, theme: Theme) -> Page {
        let mut page = Page::new(area, theme);
        match &self.text {
            Text::Markdown(text) => page.markdown(text),
            Text::AsIs(text) => {
                let width = page.width();
                for line in text.lines() {
                    page.line(Line::styled(shorten(line, width, theme), theme.style(Role::Text)));
                }
            }
        }
        page
    }
}

fn passed(lab: &Lab) -> String {
    let mut text =
        format!("**[+] Passed: every objective is met.**\n\n{}\n\n**Sources**\n\n", lab.debrief.trim());
    for source in &lab.sources {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "* <{source}>");
    }
    text
}

fn failed(lab: &Lab, graded: &Graded, pack: &Pack) -> String {
    let missed: Vec<_> = graded.findings.iter().filter(|finding| !finding.met).collect();
    let mut text = format!(
        "**[X] Not passed yet: {} of {} objectives are not met.**\n\n",
        missed.len(),
        graded.findings.len()
    );
    for finding in &missed {
        let objective = lab.objectives.iter().find(|objective| objective.id == finding.objective);
        let said = objective.map_or("", |objective| objective.text.as_str());
        let _ = writeln!(text, "* **[X]** {said}");
    }
    let designs: Vec<_> = graded.resembles.iter().filter_map(|at| lab.wrong_designs.get(*at)).collect();
    if !designs.is_empty() {
        text.push_str(if designs.len() == 1 {
            "\n**It fails like a known wrong design**\n\n"
        } else {
            "\n**It fails like these known wrong designs**\n\n"
        });
        for design in &designs {
            let _ = writeln!(text, "{}\n", design.why.trim());
        }
    }
    write_beliefs(&mut text, graded, pack);
    text.push_str("\n`q` goes back to the design; there `w` shows the evidence of every objective, and `H` gives a hint. `v` asks you a question on this.\n");
    text
}

/// False beliefs: first those that the design acts on, with the element in which they show, then those
/// that are known to lead to designs like it.
fn write_beliefs(text: &mut String, graded: &Graded, pack: &Pack) {
    if !graded.traps.is_empty() {
        text.push_str("\n**Traps that this design walks into**\n\n");
    }
    for trap in &graded.traps {
        let belief = pack.misconception(trap.id).map(|belief| format!("*{}.* In fact: ", stripped(belief)));
        let _ = writeln!(text, "* At {}: {}{}", trap.element(), belief.unwrap_or_default(), trap.fact);
    }
    let others = graded.misconceptions.iter().filter(|id| !graded.acts_on(id));
    let others: Vec<&Misconception> = others.filter_map(|id| pack.misconception(id)).collect();
    if !others.is_empty() {
        text.push_str(if graded.resembles.is_empty() {
            "\n**Beliefs that lead to such designs**\n\n"
        } else {
            "\n**The belief behind it**\n\n"
        });
    }
    for belief in others {
        let _ = writeln!(text, "* *{}.* In fact: {}", stripped(belief), belief.fact);
    }
}

fn stripped(belief: &Misconception) -> &str {
    belief.belief.trim_end_matches('.')
}
