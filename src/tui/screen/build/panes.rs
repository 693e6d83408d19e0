//! Where the parts of the screen stand, and keys and clicks in those without settings.

use ratatui::layout::{Constraint, Layout, Position, Rect};

use crate::lab::Lab;
use crate::tui::screen::build::{Build, Pane};
use crate::tui::widget::chrome;
use crate::tui::widget::list::{following, move_cursor};
use crate::tui::{Action, Ctx, Effects};

/// From here on everything is on the screen at once.
const WIDE: u16 = 110;
/// Rows of a pane's title.
const TITLE: u16 = 1;

/// Where each part stands; those that are not on the screen are absent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Areas {
    /// The row of tabs, when one part is shown at a time.
    pub tabs: Option<Rect>,
    pub settings: Option<Rect>,
    pub objectives: Option<Rect>,
    pub picture: Option<Rect>,
    pub story: Option<Rect>,
}

impl Areas {
    /// The parts of `body`, of which `pane` has the focus.
    pub(super) fn of(body: Rect, pane: Pane, objectives: usize) -> Self {
        let below = chrome::below_header(body);
        let none = Self { tabs: None, settings: None, objectives: None, picture: None, story: None };
        if body.width < WIDE {
            let [tabs, area] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(below);
            let only = |wanted: Pane| (pane == wanted).then_some(area);
            return Self {
                tabs: Some(tabs),
                settings: only(Pane::Settings),
                objectives: only(Pane::Objectives),
                picture: only(Pane::Picture),
                story: only(Pane::Story),
            };
        }
        let [left, right] =
            Layout::horizontal([Constraint::Percentage(50), Constraint::Fill(1)]).spacing(1).areas(below);
        let wanted = u16::try_from(objectives + 2).unwrap_or(u16::MAX);
        let share = wanted.min(left.height * 2 / 5);
        let [settings, goals] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(share)]).areas(left);
        let side = Some(right);
        let (story, picture) = if pane == Pane::Story { (side, None) } else { (None, side) };
        Self { settings: Some(settings), objectives: Some(goals), picture, story, ..none }
    }

    fn parts(self) -> [(Pane, Option<Rect>); 4] {
        [
            (Pane::Settings, self.settings),
            (Pane::Objectives, self.objectives),
            (Pane::Picture, self.picture),
            (Pane::Story, self.story),
        ]
    }
}

/// What is below the title of a part; tabs stand in for titles.
pub(super) fn inside(areas: &Areas, area: Rect) -> Rect {
    if areas.tabs.is_some() {
        return area;
    }
    Rect { y: area.y.saturating_add(TITLE), height: area.height.saturating_sub(TITLE), ..area }
}

impl Build {
    pub(super) fn areas(&self, lab: &Lab, ctx: &Ctx) -> Areas {
        Areas::of(ctx.body(), self.pane, lab.objectives.len())
    }

    pub(super) fn in_objectives(&mut self, action: Action, lab: &Lab) -> Effects {
        if move_cursor(&mut self.objective, lab.objectives.len(), action) {
            self.marked = true;
            return Effects::none();
        }
        match action {
            Action::Accept => self.evidence(lab),
            _ => Effects::none(),
        }
    }

    /// Scrolls the story or the picture.
    pub(super) fn scroll(&mut self, action: Action, lab: &Lab, ctx: &Ctx) -> Effects {
        let areas = self.areas(lab, ctx);
        if let Some(area) = areas.story {
            let area = inside(&areas, area);
            let page = Self::story_page(lab, area, ctx.theme);
            self.story.act(action, &page, area);
        } else if let Some(area) = areas.picture {
            let area = inside(&areas, area);
            let page = self.picture_page(lab, area, ctx.theme);
            self.picture.act(action, &page, area);
        }
        Effects::none()
    }

    /// A click moves focus and cursor; on the row under the cursor it acts as Enter.
    pub(super) fn click(&mut self, (column, row): (u16, u16), lab: &Lab, ctx: &Ctx) -> Effects {
        let areas = self.areas(lab, ctx);
        if let Some(pane) = areas.tabs.and_then(|tabs| tab_at(tabs, column, row)) {
            self.pane = pane;
            return Effects::none();
        }
        let at = Position::new(column, row);
        let hit =
            areas.parts().into_iter().find_map(|(pane, area)| Some((pane, area.filter(|a| a.contains(at))?)));
        let Some((pane, area)) = hit else { return Effects::none() };
        let focused = self.pane == pane;
        self.pane = pane;
        let area = inside(&areas, area);
        let (list, area, scroll, cursor) = match pane {
            Pane::Settings => {
                let (rows, _) = Self::with_help(area);
                let list = self.settings_page(rows, ctx.theme);
                let scroll = self.settings_scroll(&list, rows);
                (list, rows, scroll, &mut self.cursor)
            }
            Pane::Objectives => {
                let list = self.objectives_page(lab, area, ctx.theme);
                let scroll = following(&list, area, self.objective);
                (list, area, scroll, &mut self.objective)
            }
            Pane::Picture | Pane::Story => return Effects::none(),
        };
        let Some(found) = list.item_at(area, scroll, row) else { return Effects::none() };
        let again = focused && *cursor == found;
        *cursor = found;
        self.marked |= pane == Pane::Objectives;
        if again { self.act(Action::Accept, lab, ctx) } else { Effects::none() }
    }
}

/// What the tab of a part says.
pub(super) fn tab(pane: Pane) -> String {
    format!(" {} ", pane.title())
}

fn tab_at(tabs: Rect, column: u16, row: u16) -> Option<Pane> {
    let mut x = tabs.x;
    Pane::ALL.into_iter().find(|pane| {
        let width = u16::try_from(tab(*pane).len()).unwrap_or(u16::MAX);
        let here = (x..x.saturating_add(width)).contains(&column) && row == tabs.y;
        x = x.saturating_add(width + 1);
        here
    })
}
