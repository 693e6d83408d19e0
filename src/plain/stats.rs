//! The statistics in lines, and the ledger of beliefs.

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::plain::console::Talk;
use crate::plain::trainer::Trainer;
use crate::session::statistics::{BeliefCount, Statistics};
use crate::session::{Evidence, Met, Progress};

/// Tells every section, then the beliefs one by one as they are asked for.
pub(super) fn tell(trainer: &mut Trainer) -> Talk {
    let (progress, today) = (trainer.progress()?, trainer.today());
    let due = progress.knowledge.due_days(trainer.settings.policy(), today).map(|(_, day)| day);
    let sums = Statistics::of(trainer.pack, &progress, due, today);
    for section in sums.sections() {
        trainer.console.gap()?;
        trainer.console.say(section.title)?;
        for line in section.lines {
            trainer.console.hang("  ", &line)?;
        }
    }
    if sums.beliefs.is_empty() {
        return Ok(());
    }
    let titles: Vec<String> =
        sums.beliefs.iter().map(|belief| format!("[{}] {}", belief.standing.word(), belief.belief)).collect();
    loop {
        trainer.console.gap()?;
        let ask = "Type the number of a belief for the answers that say so, or q to go back.";
        let Some(at) = trainer.choose(&titles, ask)? else { return Ok(()) };
        if let Some(belief) = sums.beliefs.get(at) {
            tell_belief(trainer, belief, &progress)?;
        }
    }
}

fn tell_belief(trainer: &mut Trainer, belief: &BeliefCount, progress: &Progress) -> Talk {
    trainer.refute(std::slice::from_ref(&belief.id))?;
    trainer.console.say(&format!("Standing: {}.", belief.standing.words()))?;
    if let Some(told) = progress.ledger.told(&belief.id, trainer.today()) {
        trainer.console.say(&told)?;
    }
    for evidence in progress.ledger.evidence(&belief.id).iter().rev() {
        tell_evidence(trainer, evidence)?;
    }
    Ok(())
}

fn tell_evidence(trainer: &mut Trainer, evidence: &Evidence) -> Talk {
    let (mark, done) = if evidence.acted_on { ("[X]", "acted on it") } else { ("[+]", "rejected it") };
    let sure = evidence.confidence.map_or_else(String::new, |level| format!(", {}", level.words()));
    let place = match &evidence.met {
        Met::Question(id) => format!("question {id}"),
        Met::Lab(id) => format!("exercise {id}"),
    };
    let zone = Offset::from_seconds(trainer.clock.utc_offset_secs).unwrap_or(Offset::UTC);
    let at = Timestamp::from_millisecond(evidence.at_millis).unwrap_or_default();
    let when = zone.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string();
    trainer.console.hang(&format!("{mark} "), &format!("{when} {done}{sure}: {place}"))
}
