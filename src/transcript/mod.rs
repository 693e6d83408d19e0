//! The result of an exam as a document: Markdown, JSON, CSV, and a page for a browser.
//!
//! Texts of a pack are hostile until they are escaped: nothing that a pack says becomes markup, a script,
//! a link or a formula here. Time zone and report come in as arguments.

#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::iter_over_hash_type)]

mod csv;
mod html;
mod json;
mod markdown;
mod parts;
mod prose;

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use crate::bank::{Pack, Question};
use crate::session::{ExamReport, ItemReport, form_title, percent_words};

/// The kinds of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    Markdown,
    Json,
    /// A row per question.
    Csv,
    /// One page that needs nothing else.
    Html,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Markdown, Self::Json, Self::Csv, Self::Html];

    /// What files of this format end in, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Html => "html",
        }
    }

    /// What it is good for, in a few words.
    #[must_use]
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Markdown => "Markdown, to read and to keep",
            Self::Json => "JSON, for programs",
            Self::Csv => "CSV, a row per question, for spreadsheets",
            Self::Html => "a page with charts, for a browser and for printing",
        }
    }
}

/// A result with what it takes to write it down.
#[derive(Debug, Clone, Copy)]
pub struct Transcript<'a> {
    pub pack: &'a Pack,
    pub report: &'a ExamReport,
    /// Local time minus UTC, in seconds.
    pub utc_offset_secs: i32,
}

impl Transcript<'_> {
    /// The document.
    #[must_use]
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Markdown => markdown::render(self),
            Format::Json => json::render(self),
            Format::Csv => csv::render(self),
            Format::Html => html::render(self),
        }
    }

    /// A name for its file, without a folder; `copy` tells it from earlier ones of the same minute.
    #[must_use]
    pub fn file_name(&self, format: Format, copy: usize) -> String {
        let moment = self.local(self.report.started_at_millis, "%Y-%m-%d-%H%M");
        let copy = if copy == 0 { String::new() } else { format!("-{}", copy + 1) };
        format!("exam-{moment}{copy}.{}", format.extension())
    }

    fn local(&self, at_millis: i64, pattern: &str) -> String {
        let zone = Offset::from_seconds(self.utc_offset_secs).map_or(TimeZone::UTC, TimeZone::fixed);
        Timestamp::from_millisecond(at_millis)
            .map_or_else(|_| String::new(), |at| zone.to_datetime(at).strftime(pattern).to_string())
    }

    /// Local day and minute, with the distance from UTC.
    fn moment(&self, at_millis: i64) -> String {
        let minutes = self.utc_offset_secs / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        let minutes = minutes.unsigned_abs();
        let local = self.local(at_millis, "%Y-%m-%d %H:%M");
        format!("{local} UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }

    fn title(&self) -> String {
        format!("Result of {}", form_title(&self.report.form))
    }

    /// The likely range of the score in words.
    fn likely(&self) -> String {
        self.report.total.interval().map_or_else(String::new, |interval| {
            format!(
                "Likely between {} and {}: a range made like this holds the true share in nine exams of ten.",
                percent_words(interval.low),
                percent_words(interval.high)
            )
        })
    }

    fn question(&self, item: &ItemReport) -> Option<&Question> {
        self.pack.question(&item.question)
    }

    fn family(&self, item: &ItemReport) -> &str {
        self.pack.blueprint.objective(&item.objective).map_or("", |objective| objective.family.as_str())
    }
}
