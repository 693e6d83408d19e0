//! `trapline pack prove`.

mod progress;
mod report;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::cli::args::{Format, Global, Prove};
use crate::cli::console::{Console, print_json};
use crate::cli::error::{CliError, Exit};
use crate::cli::input::open_pack;
use crate::cli::pack::load_all;
use crate::lab::Lab;
use crate::lab::prove::{Part, Proof, Prover};

use progress::Progress;
use report::Report;

pub(in crate::cli) fn run(args: &Prove, global: &Global, console: Console) -> Result<Exit, CliError> {
    let labs = labs(args, global, console)?;
    let mut reports = Vec::new();
    for lab in &labs {
        let begun = Instant::now();
        let proof = prove(lab, usize::from(args.threads));
        let report = Report::of(lab, proof, begun.elapsed());
        if args.format == Format::Text {
            let mut text = console.text();
            report.write(&mut text);
            text.print()?;
        }
        reports.push(report);
    }
    if args.format == Format::Json {
        print_json(&reports)?;
    }
    let clean = reports.iter().all(Report::is_clean);
    Ok(if clean { Exit::Clean } else { Exit::Findings })
}

fn labs(args: &Prove, global: &Global, console: Console) -> Result<Vec<Lab>, CliError> {
    if let Some(path) = &args.path {
        let mut labs = Vec::new();
        for (name, loaded) in load_all(Some(path))? {
            let Some(pack) = loaded.pack else {
                console.report_diagnostics(&loaded.diagnostics, &loaded.sources);
                return Err(CliError::input(format!("`{name}` cannot be played")));
            };
            labs.extend(pack.labs);
        }
        return Ok(labs);
    }
    let pack = open_pack(global.pack.as_deref(), console)?;
    let Some(wanted) = &args.lab else { return Ok(pack.labs) };
    let known: Vec<String> = pack.labs.iter().map(|lab| format!("`{}`", lab.id)).collect();
    let found: Vec<Lab> = pack.labs.into_iter().filter(|lab| lab.id.0 == *wanted).collect();
    if found.is_empty() {
        let error = CliError::request(format!("the pack has no lab `{wanted}`"));
        return Err(error.hint(format!("it has {}", known.join(", "))));
    }
    Ok(found)
}

/// Lets threads take task after task, and joins what they find.
fn prove(lab: &Lab, threads: usize) -> Proof {
    let prover = Prover::new(lab);
    let tasks = prover.tasks();
    let mut progress = Progress::new(lab.id.0.as_str(), tasks);
    let next = AtomicUsize::new(0);
    let parts = thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel::<Part>();
        for _ in 0..threads {
            let (sender, next, prover) = (sender.clone(), &next, &prover);
            scope.spawn(move || {
                loop {
                    let task = next.fetch_add(1, Ordering::Relaxed);
                    if task >= tasks || sender.send(prover.work(task)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut parts = Vec::new();
        while let Some(part) = wait(&receiver, &mut progress, parts.len()) {
            parts.push(part);
        }
        parts
    });
    let proof = prover.join(parts).proof();
    progress.clear();
    proof
}

/// The next outcome; nothing when every thread has ended.
fn wait(receiver: &mpsc::Receiver<Part>, progress: &mut Progress, done: usize) -> Option<Part> {
    const TICK: Duration = Duration::from_millis(200);
    progress.show(done);
    loop {
        match receiver.recv_timeout(TICK) {
            Ok(part) => return Some(part),
            Err(mpsc::RecvTimeoutError::Timeout) => progress.show(done),
            Err(mpsc::RecvTimeoutError::Disconnected) => return None,
        }
    }
}
