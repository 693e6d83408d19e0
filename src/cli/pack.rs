//! `trapline pack check` and `trapline pack test`.

use std::path::Path;

use serde::Serialize;

use crate::cli::args::{Format, PackPath};
use crate::cli::console::{Console, Text, print_json};
use crate::cli::error::{CliError, Exit};
use crate::cli::input::counted;
use crate::diag::{self, Severity};
use crate::lab::Lab;
use crate::pack::{self, DesignProof, LabProof, Loaded};

pub(in crate::cli) fn check(args: &PackPath, console: Console) -> Result<Exit, CliError> {
    let loaded = load_all(args.path.as_deref())?;
    match args.format {
        Format::Text => {
            for (name, loaded) in &loaded {
                console.print_diagnostics(&loaded.diagnostics, &loaded.sources)?;
                let mut text = console.text();
                write_summary(&mut text, name, loaded);
                text.print()?;
            }
        }
        Format::Json => {
            let reports: Vec<_> = loaded.iter().map(|(name, loaded)| CheckReport::of(name, loaded)).collect();
            print_json(&reports)?;
        }
    }
    let clean = loaded.iter().all(|(_, loaded)| loaded.pack.is_some());
    Ok(if clean { Exit::Clean } else { Exit::Findings })
}

pub(in crate::cli) fn test(args: &PackPath, console: Console) -> Result<Exit, CliError> {
    let loaded = load_all(args.path.as_deref())?;
    let mut clean = true;
    let mut reports = Vec::new();
    let mut text = console.text();
    for (name, loaded) in &loaded {
        let Some(pack) = &loaded.pack else {
            console.report_diagnostics(&loaded.diagnostics, &loaded.sources);
            clean = false;
            text.bad("[X]").plain(&format!(" {name}: not readable, see `trapline pack check`\n"));
            reports.push(TestReport { pack: name, readable: false, labs: Vec::new() });
            continue;
        };
        let exercises = pack.labs.iter().map(|lab| LabReport::of(lab, pack::check_designs(lab)));
        let demonstrations =
            pack.demonstrations.all().map(|(_, lab)| LabReport::of(lab, pack::check_demonstration(lab)));
        let labs: Vec<_> = exercises.chain(demonstrations).collect();
        clean &= labs.iter().all(LabReport::holds);
        for lab in &labs {
            lab.write(&mut text);
        }
        reports.push(TestReport { pack: name, readable: true, labs });
    }
    match args.format {
        Format::Text => text.print()?,
        Format::Json => print_json(&reports)?,
    }
    Ok(if clean { Exit::Clean } else { Exit::Findings })
}

/// The built-in pack, the pack at `path`, or every pack in the folder `path`, with its name.
pub(in crate::cli) fn load_all(path: Option<&Path>) -> Result<Vec<(String, Loaded)>, CliError> {
    let Some(path) = path else {
        return Ok(vec![("the built-in pack".to_owned(), pack::check_builtin())]);
    };
    if !path.exists() {
        return Err(CliError::input(format!("there is no `{}`", path.display())));
    }
    let roots = pack::find_packs(path).map_err(|error| CliError::unreadable(path, &error))?;
    Ok(roots.into_iter().map(|root| (root.display().to_string(), pack::load_pack(&root))).collect())
}

fn count(loaded: &Loaded, severity: Severity) -> usize {
    loaded.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
}

fn write_summary(text: &mut Text, name: &str, loaded: &Loaded) {
    let errors = counted(count(loaded, Severity::Error), "error");
    let warnings = counted(count(loaded, Severity::Warning), "warning");
    match &loaded.pack {
        Some(pack) => text.good("[+]").plain(&format!(
            " {name}: {}, {}, {}, {}; {errors}, {warnings}\n",
            counted(pack.questions.len(), "question"),
            counted(pack.lessons.len(), "lesson"),
            counted(pack.labs.len(), "lab"),
            counted(pack.demonstrations.misconceptions().count(), "demonstration"),
        )),
        None => text.bad("[X]").plain(&format!(" {name}: {errors}, {warnings}\n")),
    };
}

#[derive(Debug, Serialize)]
struct CheckReport<'a> {
    pack: &'a str,
    errors: usize,
    warnings: usize,
    diagnostics: serde_json::Value,
}

impl<'a> CheckReport<'a> {
    fn of(name: &'a str, loaded: &Loaded) -> Self {
        Self {
            pack: name,
            errors: count(loaded, Severity::Error),
            warnings: count(loaded, Severity::Warning),
            diagnostics: diag::render_json(&loaded.diagnostics, &loaded.sources),
        }
    }
}

#[derive(Debug, Serialize)]
struct TestReport<'a> {
    pack: &'a str,
    readable: bool,
    labs: Vec<LabReport>,
}

#[derive(Debug, Serialize)]
struct LabReport {
    lab: String,
    designs: Vec<DesignProof>,
    /// What is wrong with the lab as a whole.
    faults: Vec<String>,
}

impl LabReport {
    fn of(lab: &Lab, proof: LabProof) -> Self {
        Self { lab: lab.id.0.clone(), designs: proof.designs, faults: proof.faults }
    }

    fn holds(&self) -> bool {
        self.faults.is_empty() && self.designs.iter().all(|design| design.faults.is_empty())
    }

    fn write(&self, text: &mut Text) {
        for design in &self.designs {
            if design.faults.is_empty() {
                text.good("[+]").plain(&format!(" {}/{}: {}\n", self.lab, design.name, design.outcome));
            }
            for fault in &design.faults {
                text.bad("[X]").plain(&format!(" {}/{}: {fault}\n", self.lab, design.name));
            }
        }
        for fault in &self.faults {
            text.bad("[X]").plain(&format!(" {}: {fault}\n", self.lab));
        }
    }
}
