//! The settings as rows.

use crate::session::{Accommodation, ClockRule, MockForm, Only};
use crate::tui::Ctx;
use crate::tui::screen::setup::{KINDS, Offer, Setting, Setup};
use crate::tui::widget::list::Row;

impl Setup {
    pub(super) fn row(&self, setting: Setting, ctx: &Ctx) -> Row {
        match setting {
            Setting::Form => {
                let place = format!("{} of {}", self.offer + 1, self.offers.len());
                Row::new(format!("Form       {}", name(self.offered())), place)
            }
            Setting::Questions => {
                Row::new(format!("Questions  {}", self.questions), format!("of {}", self.available(ctx)))
            }
            Setting::Minutes if self.timed => {
                Row::new(format!("Minutes    {}", self.minutes), "Space takes the limit away")
            }
            Setting::Minutes => Row::new("Minutes    without limit", ""),
            Setting::Only => Row::new(format!("Which      {}", which(self.only)), ""),
            Setting::Labs => Row::new(format!("Exercises  {}", self.labs), "named at the end, to build next"),
            Setting::ExtraTime => {
                let sign = sign(self.terms.accommodation);
                Row::new(format!("Extra time {sign}"), self.terms.accommodation.name())
            }
            Setting::Clock => {
                let (name, rule) = match self.terms.rule {
                    ClockRule::Exam => ("exam clock", "runs on while you are away"),
                    ClockRule::Practice => ("practice clock", "stands still while you are away"),
                };
                Row::new(format!("Clock      {name}"), rule)
            }
            Setting::Kind(at) => {
                let on = self.kinds.get(at).copied().unwrap_or(false);
                let kind = KINDS.get(at).map_or("", |kind| kind.as_str());
                Row::new(format!("{} {kind}", tick(on)), "kind")
            }
            Setting::Family(at) => {
                let title = ctx.pack.blueprint.families.get(at).map_or("", |family| family.title.as_str());
                let on = self.families.get(at).copied().unwrap_or(false);
                Row::new(format!("{} {title}", tick(on)), "family")
            }
        }
    }
}

fn tick(on: bool) -> &'static str {
    if on { "[x]" } else { "[ ]" }
}

fn name(offer: Offer) -> &'static str {
    match offer {
        Offer::Mock(MockForm::A) => "mock exam A",
        Offer::Mock(MockForm::B) => "mock exam B",
        Offer::Mock(MockForm::C) => "mock exam C",
        Offer::Simulation => "whole exam, as far as it goes",
        Offer::Custom => "your own mix",
    }
}

fn which(only: Only) -> &'static str {
    match only {
        Only::All => "all questions",
        Only::Missed => "missed when last answered",
        Only::Unseen => "never answered",
        Only::Starred => "starred",
        Only::Due => "due for review",
    }
}

fn sign(accommodation: Accommodation) -> &'static str {
    match accommodation {
        Accommodation::Standard => "none",
        Accommodation::ThirtyMinutes => "+30 min",
        Accommodation::TimeAndAQuarter => "x1.25",
        Accommodation::TimeAndAHalf => "x1.5",
        Accommodation::DoubleTime => "x2",
        Accommodation::Untimed => "untimed",
    }
}
