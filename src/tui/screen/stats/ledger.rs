//! The ledger: every false belief that was acted on, and the answers that say so.

use jiff::Timestamp;
use jiff::tz::Offset;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::session::statistics::{BeliefCount, Statistics};
use crate::session::{Evidence, Held, Met};
use crate::tui::screen::stats::pages::write_legend;
use crate::tui::screen::stats::sums;
use crate::tui::sheet::write_source;
use crate::tui::widget::chrome;
use crate::tui::widget::list::{Row, following, move_cursor, write_rows};
use crate::tui::widget::page::{Page, Scroll};
use crate::tui::{Action, Context, Ctx, Effects, Go, Happening, Role};

/// The list; one belief may be open.
#[derive(Debug, Clone)]
pub struct Ledger {
    sums: Box<Statistics>,
    cursor: usize,
    open: Option<Scroll>,
}

impl Ledger {
    /// With the cursor on the belief that is most probably held.
    #[must_use]
    pub fn new(ctx: &Ctx) -> Self {
        Self { sums: Box::new(sums(ctx)), cursor: 0, open: None }
    }

    /// Where the focus is.
    #[must_use]
    pub fn context(&self) -> Context {
        if self.open.is_some() { Context::Reader } else { Context::List }
    }

    pub(in crate::tui) fn update(&mut self, happening: &Happening, ctx: &Ctx) -> Effects {
        let area = chrome::below_header(ctx.body());
        match (happening, self.open) {
            (Happening::Action(Action::Back), None) => return Effects::go(Go::Back),
            (Happening::Action(Action::Back), Some(_)) => self.open = None,
            (Happening::Action(Action::Accept), None) => self.enter(),
            (Happening::Action(action), None) => {
                move_cursor(&mut self.cursor, self.sums.beliefs.len(), *action);
            }
            (Happening::Action(action), Some(mut scroll)) => {
                scroll.act(*action, &self.page(area, ctx), area);
                self.open = Some(scroll);
            }
            (Happening::Click(_, row), None) => {
                let page = self.page(area, ctx);
                if let Some(at) = page.item_at(area, following(&page, area, self.cursor), *row) {
                    self.cursor = at;
                    self.enter();
                }
            }
            _ => {}
        }
        Effects::none()
    }

    fn enter(&mut self) {
        self.open = self.belief().map(|_| Scroll::default());
    }

    fn belief(&self) -> Option<&BeliefCount> {
        self.sums.beliefs.get(self.cursor)
    }

    fn page(&self, area: Rect, ctx: &Ctx) -> Page {
        let mut page = Page::new(area, ctx.theme);
        match (self.open, self.belief()) {
            (Some(_), Some(belief)) => write_belief(&mut page, belief, ctx),
            _ => self.write_list(&mut page),
        }
        page
    }

    fn write_list(&self, page: &mut Page) {
        if self.sums.beliefs.is_empty() {
            page.text(
                "No false belief was acted on so far. Wrong options stand for one each; those you choose will \
                 stand here, with the answers that say so.",
                Role::Text,
            );
            return;
        }
        write_legend(page, &["[!] probably held", "[?] cannot be said", "[+] rejected three times in a row"]);
        page.gap();
        let rows: Vec<Row> = self
            .sums
            .beliefs
            .iter()
            .map(|belief| {
                let title = format!("{} {}", sign(belief.standing), belief.belief);
                Row::new(title, format!("acted on {}, rejected {}", belief.acted_on, belief.rejected))
            })
            .collect();
        write_rows(page, &rows, self.cursor);
    }

    pub(in crate::tui) fn view(&self, frame: &mut Frame, area: Rect, ctx: &Ctx) {
        let title = if self.open.is_some() { "A belief" } else { "Ledger of beliefs" };
        let below = chrome::header(frame, area, title, Line::default(), ctx.theme);
        let page = self.page(below, ctx);
        let scroll = self.open.unwrap_or_else(|| following(&page, below, self.cursor));
        page.draw(frame, below, scroll);
    }
}

fn sign(held: Held) -> &'static str {
    match held {
        Held::Active => "[!]",
        Held::Cleared => "[+]",
        Held::Open => "[?]",
    }
}

fn write_belief(page: &mut Page, belief: &BeliefCount, ctx: &Ctx) {
    page.heading("You answered as if");
    page.markdown(&belief.belief);
    if let Some(known) = ctx.pack.misconception(&belief.id) {
        page.heading("The fact");
        page.markdown(&known.fact);
        write_source(page, &known.source);
    }
    page.heading("Where it stands");
    page.text(&format!("{} {}", sign(belief.standing), belief.standing.words()), Role::Strong);
    if let Some(told) = ctx.progress.ledger.told(&belief.id, ctx.today()) {
        page.text(&told, Role::Text);
    }
    page.text(
        &format!(
            "Probability of {:.0} % that you act on it more often than 3 times in 10. Offered and rejected: {}. \
             What is older counts less: half after 14 days.",
            belief.probability * 100.0,
            belief.rejected
        ),
        Role::Text,
    );
    page.heading("The answers that say so, latest first");
    for evidence in ctx.progress.ledger.evidence(&belief.id).iter().rev() {
        write_evidence(page, evidence, ctx);
    }
}

fn write_evidence(page: &mut Page, evidence: &Evidence, ctx: &Ctx) {
    let (mark, role, done) = if evidence.acted_on {
        ("[X] ", Role::Bad, "acted on it")
    } else {
        ("[+] ", Role::Good, "rejected it")
    };
    let sure = evidence.confidence.map_or_else(String::new, |level| format!(", {}", level.words()));
    page.spans([
        Span::styled(mark, page.theme.style(role)),
        Span::raw(format!("{} {done}{sure}", moment(evidence.at_millis, ctx))),
    ]);
    let place = match &evidence.met {
        Met::Question(id) => ctx.pack.question(id).map_or_else(|| id.0.clone(), |known| known.stem.clone()),
        Met::Lab(id) => {
            let lab = ctx.pack.labs.iter().find(|lab| lab.id.0 == *id);
            format!("lab: {}", lab.map_or(id.as_str(), |lab| lab.title.as_str()))
        }
    };
    let line = place.split_whitespace().collect::<Vec<_>>().join(" ");
    page.text_indented(4, &chrome::shorten(&line, page.width().saturating_sub(4), page.theme), Role::Dim);
}

/// Local time, to the minute.
fn moment(at_millis: i64, ctx: &Ctx) -> String {
    let zone = Offset::from_seconds(ctx.clock.utc_offset_secs).unwrap_or(Offset::UTC);
    let at = Timestamp::from_millisecond(at_millis).unwrap_or_default();
    zone.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string()
}
