//! `trapline result`: the result of an exam as a document.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use crate::bank::Pack;
use crate::cli::args::{Global, Result as Arguments, ResultFormat};
use crate::cli::console::{Console, print_raw};
use crate::cli::error::{CliError, Exit};
use crate::cli::input;
use crate::session::{ExamReport, SessionEvent, SessionId, Tally};
use crate::store::Store;
use crate::transcript::{Format, Transcript};

pub(in crate::cli) fn run(args: &Arguments, global: &Global, console: Console) -> Result<Exit, CliError> {
    let opened = input::open_store()?;
    if let Some(notice) = &opened.notice {
        console.note(notice);
    }
    let exams = submitted(&opened.store)?;
    if args.list {
        return list(&exams, console);
    }
    let session = wanted(args.session.as_deref(), &exams)?;
    let pack = input::open_pack(global.pack.as_deref(), console)?;
    let report = report(&opened.store, &pack, &session)?;
    if report.pack != pack.id.0 {
        console.note(&format!(
            "the exam was of the pack `{}`; `{}` does not have its texts",
            report.pack, pack.id
        ));
    }
    let transcript =
        Transcript { pack: &pack, report: &report, utc_offset_secs: input::clock().utc_offset_secs };
    let text = transcript.render(match args.format {
        ResultFormat::Md => Format::Markdown,
        ResultFormat::Json => Format::Json,
        ResultFormat::Csv => Format::Csv,
        ResultFormat::Html => Format::Html,
    });
    match &args.output {
        None => print_raw(text.as_bytes())?,
        Some(path) => write_new(path, &text)?,
    }
    Ok(Exit::Clean)
}

/// One exam that was submitted.
struct Submitted {
    at_millis: i64,
    session: SessionId,
    total: Tally,
}

/// Every submitted exam, oldest first, each once.
fn submitted(store: &Store) -> Result<Vec<Submitted>, CliError> {
    let mut exams: Vec<Submitted> = Vec::new();
    for recorded in store.history()? {
        if let SessionEvent::ExamSubmitted { session, results, .. } = recorded.event
            && exams.iter().all(|exam| exam.session != session)
        {
            let total = ExamReport::tally(&results);
            exams.push(Submitted { at_millis: recorded.at_millis, session, total });
        }
    }
    exams.sort_by_key(|exam| exam.at_millis);
    Ok(exams)
}

fn list(exams: &[Submitted], console: Console) -> Result<Exit, CliError> {
    let zone = Offset::from_seconds(input::clock().utc_offset_secs).map_or(TimeZone::UTC, TimeZone::fixed);
    let mut text = console.text();
    for Submitted { at_millis, session, total } in exams {
        let moment = Timestamp::from_millisecond(*at_millis).unwrap_or_default();
        let moment = zone.to_datetime(moment).strftime("%Y-%m-%d %H:%M").to_string();
        text.plain(&format!("{session}  {moment}  {} of {} right\n", total.correct, total.asked));
    }
    text.print()?;
    Ok(Exit::Clean)
}

fn wanted(named: Option<&str>, exams: &[Submitted]) -> Result<SessionId, CliError> {
    let found = match named {
        None => exams.last(),
        Some(name) => exams.iter().find(|exam| exam.session.0 == name),
    };
    match (found, named) {
        (Some(exam), _) => Ok(exam.session.clone()),
        (None, None) => Err(CliError::request("no exam was submitted yet")),
        (None, Some(name)) => Err(CliError::request(format!("there is no submitted exam `{name}`"))
            .hint("`trapline result --list` names every one")),
    }
}

fn report(store: &Store, pack: &Pack, session: &SessionId) -> Result<ExamReport, CliError> {
    let facts = store.sitting(session)?;
    ExamReport::of(pack, session, &facts).ok_or_else(|| {
        CliError::input(format!("the history does not have the beginning of the exam `{session}`"))
    })
}

/// Writes a file that is not there yet.
fn write_new(path: &Path, text: &str) -> Result<(), CliError> {
    let refused = |error: &io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            CliError::input(format!("`{}` is there already", path.display())).hint("name another file")
        }
        _ => CliError::input(format!("cannot write `{}`: {error}", path.display())),
    };
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(|e| refused(&e))?;
    file.write_all(text.as_bytes()).map_err(|error| refused(&error))
}
