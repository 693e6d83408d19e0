//! A question as it is asked: scenario, stem, excerpt.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::bank::{CaseStudy, Pack, Question};
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::{Role, Theme};

/// From here on a scenario has a column of its own.
const TWO_COLUMNS: u16 = 110;

/// Where the scenario of a case stands, and where the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// Beside the question, when there is a scenario, and room for all of it.
    pub aside: Option<Rect>,
    pub main: Rect,
}

/// Divides `area` for a question.
#[must_use]
pub fn places(area: Rect, question: &Question, pack: &Pack, theme: Theme) -> Places {
    let alone = Places { aside: None, main: area };
    let Some(case) = case_of(question, pack).filter(|_| area.width >= TWO_COLUMNS) else { return alone };
    let width = area.width * 2 / 5;
    let aside = Rect { width: width.saturating_sub(1), ..area };
    let main = Rect { x: area.x + width, width: area.width - width, ..area };
    if scenario(case, aside, theme).height() > usize::from(area.height) {
        return alone;
    }
    Places { aside: Some(aside), main }
}

/// Draws the scenario in its own column, if it has one.
pub fn draw_aside(frame: &mut Frame, places: Places, question: &Question, pack: &Pack, theme: Theme) {
    if let (Some(aside), Some(case)) = (places.aside, case_of(question, pack)) {
        scenario(case, aside, theme).draw(frame, aside, Scroll::default());
    }
}

/// Writes scenario (unless it stands aside), stem and excerpt.
pub fn write_question(page: &mut Page, question: &Question, pack: &Pack, places: Places) {
    if let (None, Some(case)) = (places.aside, case_of(question, pack)) {
        write_case(page, case);
        page.gap();
    }
    page.markdown(&question.stem);
    if let Some(criterion) = &question.criterion {
        page.text(&format!("Measured by: {criterion}"), Role::Dim);
    }
    if let Some(excerpt) = &question.excerpt {
        page.gap();
        page.code(excerpt);
    }
    page.gap();
}

/// The case study that the question belongs to.
#[must_use]
pub fn case_of<'a>(question: &Question, pack: &'a Pack) -> Option<&'a CaseStudy> {
    pack.case(question.case.as_ref()?)
}

/// The scenario of a case alone.
#[must_use]
pub fn scenario(case: &CaseStudy, area: Rect, theme: Theme) -> Page {
    let mut page = Page::new(area, theme);
    write_case(&mut page, case);
    page
}

fn write_case(page: &mut Page, case: &CaseStudy) {
    page.heading(&format!("Case: {}", case.title));
    page.markdown(&case.scenario);
}
