//! The settings, one line each.

use crate::launch::{Setting, save_settings, settings_path};
use crate::plain::console::Talk;
use crate::plain::trainer::Trainer;

/// Lists them and takes new values, until the learner leaves.
pub(super) fn change(trainer: &mut Trainer) -> Talk {
    let path = settings_path(&trainer.home);
    trainer.console.say(&format!("Settings, kept in {}.", path.display()))?;
    loop {
        let titles =
            Setting::ALL.map(|setting| format!("{}: {}", setting.title(), setting.said(&trainer.settings)));
        let Some(at) = trainer.choose(&titles, "Type a number to change one, or q to go back.")? else {
            return Ok(());
        };
        if let Some(setting) = Setting::ALL.get(at) {
            ask(trainer, *setting)?;
        }
    }
}

fn ask(trainer: &mut Trainer, setting: Setting) -> Talk {
    trainer.console.say(setting.about())?;
    let keeps = if setting == Setting::ExamDate { "none takes the date away, q" } else { "q" };
    let question = format!("Type {}; {keeps} leaves it as it is.", setting.wanted());
    loop {
        let line = trainer.console.ask(&question)?;
        let typed = match line.as_str() {
            "q" | "" => return Ok(()),
            "none" if setting == Setting::ExamDate => "",
            other => other,
        };
        let mut settings = trainer.settings.clone();
        if let Err(refusal) = setting.set(&mut settings, typed) {
            trainer.console.say(&format!("{refusal}."))?;
            continue;
        }
        if let Err(fault) = save_settings(&trainer.home, &settings) {
            trainer.console.say(&format!("It holds for now, but is not saved: {fault}."))?;
        }
        trainer.settings = settings;
        return trainer.console.say(&format!("{}: {}.", setting.title(), setting.said(&trainer.settings)));
    }
}
