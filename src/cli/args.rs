//! What may be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

const AFTER_HELP: &str = "\
Without a command the trainer opens. Files it writes are kept in the platform's data directory, or in \
TRAPLINE_HOME when that is set.";

/// A study and exam trainer for network security in machine learning on AWS.
#[derive(Debug, Parser)]
#[command(name = "trapline", version, about, after_help = AFTER_HELP, max_term_width = 100)]
pub(in crate::cli) struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub global: Global,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Options of every command")]
pub(in crate::cli) struct Global {
    /// Whether output is coloured; `auto` heeds NO_COLOR and the terminal.
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub color: Colour,
    /// Draws with letters and signs of ASCII only.
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Leaves the mouse to the terminal.
    #[arg(long, global = true)]
    pub no_mouse: bool,
    /// Lines of text instead of a screen: for screen readers, simple terminals and scripts.
    #[arg(long, global = true)]
    pub plain: bool,
    /// The pack to use: a folder, or the id of the built-in pack, which is the default.
    #[arg(long, global = true, value_name = "PACK")]
    pub pack: Option<String>,
}

/// When output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Colour {
    Auto,
    Always,
    Never,
}

/// How a result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Command {
    /// Opens a self-study session.
    Drill(Drill),
    /// Opens a timed exam.
    Exam(Exam),
    /// Opens an exercise of the config builder.
    Build(Build),
    /// Grades a configuration file against a lab; exits with 0 for full marks, with 1 for less.
    ///
    /// Below full marks it shows the smallest fixes: up to three edits each, all of them of the lowest
    /// cost. Every one was tried, and the design passes with it. In JSON, `smallest_fix` is null for a
    /// design that passes; else a list, empty when there is no fix of up to three edits, of
    /// {"cost", "verified", "edits": [{"section", "element", "change"}]}.
    Grade(Grade),
    /// Asks whether something can reach something; exits with 1 when it never can.
    Reach(Reach),
    /// Prints what container and platform can reach, a row for each configuration.
    Levels(Levels),
    /// Checks and proves packs of questions and labs.
    #[command(subcommand)]
    Pack(Pack),
    /// Prints the result of an exam as a document.
    Result(Result),
    /// Prints what the history says about the learner.
    Stats(Stats),
    /// Searches questions, lessons and labs: words, found even when misspelled, and filters.
    Search(Search),
    /// Prints the history, one JSON object a line.
    Export,
    /// Merges an exported history into this one; facts that are already there are skipped.
    Import(Import),
    /// Prints a completion script for a shell.
    Completions(Completions),
    /// Prints the manual page, in troff.
    Man,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Drill {
    /// A learning objective, a family of them, a lesson or a question; everything when absent.
    pub id: Option<String>,
    /// Asks only what was missed when last answered, what has a star, or what was forgotten again and
    /// again.
    #[arg(long, value_enum, value_name = "WHICH")]
    pub only: Option<OnlyWhich>,
    /// Asks for what is most forgotten, due or not, and moves no schedule: for the day before the exam.
    #[arg(long)]
    pub cram: bool,
    #[command(flatten)]
    pub seed: Seed,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(in crate::cli) enum OnlyWhich {
    Missed,
    Starred,
    Leeches,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Exam {
    /// A learning objective or a family of them; everything when absent.
    pub id: Option<String>,
    #[command(flatten)]
    pub seed: Seed,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Build {
    /// The lab; the choice of labs when absent.
    pub id: Option<String>,
    #[command(flatten)]
    pub seed: Seed,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Seed {
    /// The same number gives the same questions and options in the same order.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Grade {
    /// Id of the lab.
    pub lab: String,
    /// The configuration file; `-` is standard input.
    pub config: PathBuf,
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Reach {
    /// The configuration file; `-` is standard input.
    pub config: PathBuf,
    /// Who begins: `container`, `platform`, `peer`, `client:NAME` or `internet`.
    #[arg(long, value_name = "SOURCE")]
    pub from: String,
    /// What is wanted: `internet`, `internet:443/tcp`, `10.0.9.5:5432/tcp`, `service:logs`,
    /// `service:kms/ARN`, `s3:BUCKET`, `s3:*` (some bucket of another account), `peer` or `dns`.
    #[arg(long, value_name = "DESTINATION")]
    pub to: String,
    /// The action asked of a bucket or a service, such as `s3:PutObject` or `kms:Decrypt`. When absent:
    /// `s3:GetObject` of an `s3:BUCKET`, `s3:PutObject` of `s3:*`, and of a service only the network is
    /// asked, no policy.
    #[arg(long, value_name = "ACTION")]
    pub action: Option<String>,
    /// Asks whether a single packet can get there, answer or none.
    #[arg(long)]
    pub one_way: bool,
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Levels {
    /// Configuration files.
    #[arg(required = true, value_name = "CONFIG")]
    pub configs: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Pack {
    /// Reads packs and reports every problem at once; exits with 1 when there is an error.
    Check(PackPath),
    /// Proves labs: references pass, starter and wrong designs fail for the reason they name.
    Test(PackPath),
    /// Proves labs over every design that the learner can make: how many pass, the cheapest, choices
    /// without effect; exits with 1 when there is a defect.
    Prove(Prove),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Prove {
    /// The lab, of the pack that `--pack` names.
    #[arg(required_unless_present_any = ["all", "path"], conflicts_with_all = ["all", "path"])]
    pub lab: Option<String>,
    /// Every lab of the pack.
    #[arg(long)]
    pub all: bool,
    /// Every lab of the packs in this folder.
    #[arg(long, value_name = "FOLDER", conflicts_with = "all")]
    pub path: Option<PathBuf>,
    /// How many threads work on it.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub threads: u8,
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct PackPath {
    /// A pack, or a folder of packs; the built-in pack when absent.
    pub path: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Result {
    /// The exam, as `--list` names it; the latest when absent.
    pub session: Option<String>,
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ResultFormat,
    /// The file to write, which must not be there yet; standard output when absent.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Names every exam that was submitted, oldest first.
    #[arg(long, conflicts_with_all = ["session", "format", "output"])]
    pub list: bool,
}

/// How a result is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum ResultFormat {
    /// Markdown.
    #[default]
    Md,
    /// For programs.
    Json,
    /// A row per question, for spreadsheets.
    Csv,
    /// A page with charts, for a browser.
    Html,
}

#[derive(Debug, Args)]
#[command(after_long_help = STATS_SHAPE)]
pub(in crate::cli) struct Stats {
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Search {
    /// Words and filters such as `is:starred`, `is:missed`, `kind:ordering`, `objective:ISO`, `has:note`.
    #[arg(required = true)]
    pub words: Vec<String>,
    /// How many are shown.
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub limit: usize,
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Import {
    /// A file that `trapline export` wrote; `-` is standard input.
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Completions {
    pub shell: clap_complete::Shell,
}

const STATS_SHAPE: &str = "\
With --format json, one object. A `known` is {right, asked, interval: [low, high] or null}; intervals hold the true
share 9 times of 10; shares and probabilities are from 0 to 1.

  answers        {correct, asked}, unanswered exam questions included
  due_today      knowledge components due today or earlier
  exams, lessons_read, labs {passed, total}
  objectives     [{id, correct, asked}]
  misconceptions [{id, times}], most often acted on first
  readiness      {evidence, needed, estimate: null or {right, interval, above_line, above, covered, words},
                  predictions: {right, asked}}: an estimate of ours for this topic, and how earlier ones did
  calendar       [{date, right, asked, new, minutes}], the last 400 study days with answers
  forecast       components due today or earlier, then on each of the 29 days after
  retention      [{predicted, known...}]: right answers foreseen by the memory model, luck included, and given
  stability      components by days until recall falls to 90 %: below 1, 3, 7, 14, 30, 90, 180, and more
  calibration    {levels: [{level, claimed, known...}], brier, marks, marks_possible}
  hours          24 times {right, asked}, by hour of local time
  families       [{id, title, known..., objectives: [{id, known...}]}]
  beliefs        [{id, belief, standing: active, open or cleared, probability, acted_on, sure, rejected}]
";

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_definition_holds_together() {
        super::Arguments::command().debug_assert();
    }
}
