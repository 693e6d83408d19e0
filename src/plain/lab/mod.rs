//! The config builder by commands: everything that the form can change, a line can.

mod bench;
mod command;
mod evidence;
mod files;
mod tell;

use crate::lab::{Lab, LabId, Refutation};
use crate::plain::console::Talk;
use crate::plain::lab::bench::Bench;
use crate::plain::trainer::Trainer;

/// Offers the exercises of the pack.
pub(super) fn choose(trainer: &mut Trainer) -> Talk {
    let pack = trainer.pack;
    if pack.labs.is_empty() {
        return trainer.console.say("This pack has no network to build.");
    }
    let progress = trainer.progress()?;
    let title = |lab: &Lab| match progress.seen.lab_progress(&lab.id.0, lab.version) {
        Some(seen) => format!("{} ({}; best {} of {})", lab.title, lab.id, seen.best_score, seen.max),
        None => format!("{} ({})", lab.title, lab.id),
    };
    let titles: Vec<String> = pack.labs.iter().map(title).collect();
    let chosen = trainer.choose(&titles, "Type the number of an exercise, or press Enter to go back.")?;
    match chosen.and_then(|at| pack.labs.get(at)) {
        Some(lab) => build(trainer, lab),
        None => Ok(()),
    }
}

/// One exercise.
pub(super) fn run(trainer: &mut Trainer, id: &LabId) -> Talk {
    match trainer.pack.lab(id) {
        Some(lab) => build(trainer, lab),
        None => trainer.console.say(&format!("This pack has no exercise `{id}`.")),
    }
}

/// Shows that the belief `id` fails as a configuration, which the learner may then mend.
pub(super) fn disprove<'a>(trainer: &mut Trainer<'a>, id: &str, refutation: Refutation<'a>) -> Talk {
    let belief = trainer.pack.misconception(id).map_or(id, |misconception| misconception.belief.as_str());
    trainer.console.hang("The belief as a network: ", belief)?;
    Bench::disproving(trainer, refutation).run()
}

fn build<'a>(trainer: &mut Trainer<'a>, lab: &'a Lab) -> Talk {
    Bench::new(trainer, lab).run()
}
