//! `trapline search`: what the pack says about some words.

use serde_json::{Value, json};

use crate::cli::args::{Format, Global, Search};
use crate::cli::console::{Console, print_json, print_raw};
use crate::cli::error::{CliError, Exit};
use crate::cli::input;
use crate::diag::printable;
use crate::launch::open_settings;
use crate::search::{Excerpt, Index, Query, Standing, State, Target, excerpt, find, is};

/// Columns that an excerpt is cut for.
const WIDTH: usize = 80;

pub(in crate::cli) fn run(args: &Search, global: &Global, console: Console) -> Result<Exit, CliError> {
    let query = Query::parse(&args.words.join(" "));
    if let Some(advice) = query.advice {
        return Err(CliError::request(format!("a filter is not complete: {advice}")));
    }
    let pack = input::open_pack(global.pack.as_deref(), console)?;
    let home = input::home()?;
    let clock = input::clock();
    let progress = input::open_store()?.store.progress(clock)?;
    let today = clock.study_day(jiff::Timestamp::now().as_millisecond());
    let policy = open_settings(&home).settings.policy();
    let standing = Standing { progress: &progress, today, policy };
    let found = find(&Index::of(&pack, standing), &query, &pack, standing);
    let shown = found.targets.iter().take(args.limit).map(|target| {
        let (kind, id) = match *target {
            Target::Question(at) => {
                ("question", pack.questions.get(at).map(|question| question.id.0.as_str()))
            }
            Target::Lesson(at) => ("lesson", pack.lessons.get(at).map(|lesson| lesson.id.as_str())),
            Target::Lab(at) => ("lab", pack.labs.get(at).map(|lab| lab.id.0.as_str())),
        };
        let states = State::ALL.into_iter().filter(|(state, _)| is(*target, *state, &pack, standing));
        Shown {
            kind,
            id: id.unwrap_or_default(),
            states: states.map(|(_, name)| name).collect(),
            excerpt: excerpt(&found, *target, &pack, standing, WIDTH),
        }
    });
    let shown: Vec<Shown> = shown.collect();
    match args.format {
        Format::Text => print_raw(as_text(&shown, found.total).as_bytes())?,
        Format::Json => {
            let listed: Vec<Value> = shown.iter().map(Shown::json).collect();
            print_json(&json!({ "total": found.total, "found": listed }))?;
        }
    }
    Ok(Exit::Clean)
}

struct Shown<'a> {
    kind: &'static str,
    id: &'a str,
    states: Vec<&'static str>,
    excerpt: Excerpt,
}

impl Shown<'_> {
    fn json(&self) -> Value {
        json!({
            "kind": self.kind,
            "id": self.id,
            "is": self.states,
            "excerpt": printable(&self.excerpt.text),
            "matches": self.excerpt.marks.iter().filter_map(|mark| self.excerpt.text.get(mark.clone())).collect::<Vec<_>>(),
        })
    }
}

/// Two lines each: what it is, and where the words stand.
fn as_text(shown: &[Shown], total: usize) -> String {
    let mut text = String::new();
    for one in shown {
        let states =
            if one.states.is_empty() { String::new() } else { format!("  ({})", one.states.join(", ")) };
        let cut: String = one.excerpt.text.chars().take(WIDTH).collect();
        text.push_str(&printable(&format!("{}  {}{states}\n    {cut}\n", one.id, one.kind)));
    }
    let rest = total.saturating_sub(shown.len());
    let rest = match (total, rest) {
        (0, _) => "Nothing is found.\n".to_owned(),
        (_, 0) => String::new(),
        (_, rest) => format!("{rest} more; --limit shows them.\n"),
    };
    text + &rest
}
