//! `trapline grade`: a configuration file against a lab.

use serde::Serialize;

use crate::bank::Pack;
use crate::cli::args::{Format, Global, Grade};
use crate::cli::console::{Console, Text, print_json};
use crate::cli::error::{CliError, Exit};
use crate::cli::input;
use crate::diag::{Sources, did_you_mean};
use crate::lab::{self, Finding, Fixes, Graded, Lab, LabId, Trap};
use crate::pack::{self, ReadConfig};

mod fix;

use fix::JsonFix;

pub(in crate::cli) fn run(args: &Grade, global: &Global, console: Console) -> Result<Exit, CliError> {
    let pack = input::open_pack(global.pack.as_deref(), console)?;
    let lab = find_lab(&pack, &args.lab)?;
    let mut sources = Sources::default();
    let source = input::read_source(&args.config, &mut sources)?;
    let read = pack::read_design(lab, &sources, source);
    console.report_diagnostics(&read.diagnostics, &sources);
    let config = read.config.as_ref().ok_or_else(|| {
        CliError::input(format!("`{}` is no valid design for lab `{}`", input::shown(&args.config), lab.id))
    })?;
    let graded = lab::grade(lab, config);
    let fixes = lab::smallest_fixes(lab, &read.draft);
    match args.format {
        Format::Text => {
            let mut text = console.text();
            write_grade(&mut text, &pack, lab, &graded);
            if !graded.passed() {
                text.plain("\n");
            }
            text.print()?;
            if !graded.passed() {
                console.print_diagnostics(&fix::advice(&fixes, &read, source), &sources)?;
            }
        }
        Format::Json => print_json(&Answer::of(lab, &graded, &fixes, &read))?,
    }
    Ok(if graded.passed() { Exit::Clean } else { Exit::Findings })
}

/// The lab with this id, or the ids that there are.
pub(in crate::cli) fn find_lab<'a>(pack: &'a Pack, id: &str) -> Result<&'a Lab, CliError> {
    if let Some(lab) = pack.lab(&LabId(id.to_owned())) {
        return Ok(lab);
    }
    let ids: Vec<&str> = pack.labs.iter().map(|lab| lab.id.0.as_str()).collect();
    let error = CliError::request(format!("pack `{}` has no lab `{id}`", pack.id));
    Err(match did_you_mean(id, ids.iter().copied()) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint(format!("its labs are {}", quoted_list(&ids))),
    })
}

/// `a`, `b`, `c`.
pub(in crate::cli) fn quoted_list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn write_grade(text: &mut Text, pack: &Pack, lab: &Lab, graded: &Graded) {
    text.strong(&lab.title).plain("\n\n");
    for (finding, objective) in graded.findings.iter().zip(&lab.objectives) {
        if finding.met {
            text.good("[+] met    ");
        } else {
            text.bad("[X] not met");
        }
        text.plain(&format!(" {} ({}/{})\n", objective.text, finding.points, objective.points));
        for explanation in &finding.explanations {
            text.plain(&format!("            {explanation}\n"));
        }
        write_blocking_codes(text, finding);
    }
    text.plain("\n").strong(&format!("{} of {} points", graded.score, graded.max));
    if graded.passed() {
        text.plain(": ").good("passed").plain("\n");
    } else {
        text.plain(": ").bad("not passed").plain("\n");
    }
    for trap in &graded.traps {
        write_trap(text, pack, trap);
    }
    let elsewhere = graded.misconceptions.iter().filter(|id| !graded.acts_on(id));
    for misconception in elsewhere.filter_map(|id| pack.misconception(id)) {
        text.plain("\n").middling("belief ").plain(&format!(" {}\n", misconception.belief));
        text.strong("in fact").plain(&format!(" {}\n", misconception.fact));
    }
}

/// A belief, where it shows, and what is true instead.
fn write_trap(text: &mut Text, pack: &Pack, trap: &Trap) {
    let failed: Vec<_> = trap.objectives.iter().map(ToString::to_string).collect();
    let place = format!("    {} ({}), fails: {}\n", trap.element(), trap.id, failed.join(", "));
    text.plain("\n").middling("trap").plain(&place);
    if let Some(misconception) = pack.misconception(trap.id) {
        text.middling("belief ").plain(&format!(" {}\n", misconception.belief));
    }
    text.strong("in fact").plain(&format!(" {}\n        {}\n", trap.fact, trap.source));
}

fn write_blocking_codes(text: &mut Text, finding: &Finding) {
    let Some(analysis) = finding.analysis.as_ref().filter(|_| !finding.met) else { return };
    for blocker in analysis.blockers() {
        text.plain(&format!("            {}: look at {}\n", blocker.code, blocker.code.look_at()));
    }
}

/// The JSON of a grade.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    lab: &'a str,
    score: u32,
    max: u32,
    passed: bool,
    objectives: Vec<JsonObjective<'a>>,
    traps: Vec<JsonTrap<'a>>,
    /// Every cheapest list of edits that passes; `null` when the design passes.
    smallest_fix: Option<Vec<JsonFix>>,
}

#[derive(Debug, Serialize)]
struct JsonObjective<'a> {
    id: &'a str,
    met: bool,
    points: u32,
    explanations: &'a [String],
}

/// A misconception that the design acts on.
#[derive(Debug, Serialize)]
struct JsonTrap<'a> {
    id: &'a str,
    element: String,
    sentence: &'a str,
    source: &'a str,
    /// The objectives that fail for it.
    objectives: Vec<&'a str>,
}

impl<'a> JsonTrap<'a> {
    fn of(trap: &'a Trap) -> Self {
        Self {
            id: trap.id,
            element: trap.element(),
            sentence: trap.fact,
            source: trap.source,
            objectives: trap.objectives.iter().map(|id| id.0.as_str()).collect(),
        }
    }
}

impl<'a> Answer<'a> {
    fn of(lab: &'a Lab, graded: &'a Graded, fixes: &Fixes, read: &ReadConfig) -> Self {
        let objectives = graded
            .findings
            .iter()
            .map(|finding| JsonObjective {
                id: &finding.objective.0,
                met: finding.met,
                points: finding.points,
                explanations: &finding.explanations,
            })
            .collect();
        Self {
            lab: &lab.id.0,
            score: graded.score,
            max: graded.max,
            passed: graded.passed(),
            objectives,
            traps: graded.traps.iter().map(JsonTrap::of).collect(),
            smallest_fix: (!graded.passed()).then(|| fix::json(fixes, read)),
        }
    }
}
