//! **trapline**: an interactive terminal study and exam trainer for VPC and network security in
//! machine learning on AWS.
//!
//! This page is the map of the crate. Modules are listed in reading order; each may import only what
//! stands in its row, and a test (`tests/it/layers.rs`) reads the same table.
//!
//! | module | what lives there | may import |
//! |---|---|---|
//! | [`net`] | values of a network and exact arithmetic on them: prefixes, ports, protocols, flows, intervals | – |
//! | [`aws`] | a validated account configuration as data, the draft it comes from, the form over a draft | net, and diag for "did you mean" |
//! | [`reach`] | the reachability engine: `Config` and `Query` to `Analysis` | net, aws |
//! | [`lab`] | a config-builder exercise: grading by behaviour, recognised misconceptions, the smallest fix, the proof of the exercise | net, aws, reach |
//! | [`bank`] | questions of every kind, lessons, the blueprint, grading of responses | lab |
//! | [`memory`] | spaced repetition: cards as a fold of the review log | – |
//! | [`session`] | between the first question and the report: drill, exam, progress, the facts worth keeping | bank, lab, memory |
//! | [`search`] | words and filters over everything in a pack | bank, lab, memory, session, and diag for "did you mean" |
//! | [`diag`] | diagnostics as data, their renderers, printable text | – |
//! | [`transcript`] | the result of an exam as Markdown, JSON, CSV and a page for a browser | bank, lab, memory, session, diag |
//! | [`pack`] | text to packs and configurations, with every problem at its place | diag, net, aws, reach, lab, bank |
//! | [`store`] | the history on disk | bank, memory, session |
//! | [`launch`] | what opens a session: where to start, with which pack, history, settings and options; the clock that nobody can set | bank, lab, memory, session, diag, store |
//! | [`plain`] | the same sessions as lines of text | all above |
//! | [`tui`] | the terminal program | all above but plain |
//! | [`cli`] | one file per subcommand; `main` only parses, calls, and returns the exit code | all above |
//!
//! # What is deliberately absent
//! * `net aws reach lab bank memory session search diag transcript` know no file, clock, randomness,
//!   environment, thread or terminal: time, seed and identity come in as arguments. Module-scoped lints
//!   hold this.
//! * [`reach`] knows nothing of questions, [`bank`] nothing of TOML, [`tui`] nothing of SQL.
//! * There is no answer key for a lab: a design is graded by what it can reach.
//! * Nothing ticks: the program waits for a key, a signal or the next second of a running clock.
//!
//! # What is known about the learner
//! Every fact is stamped with what the content said when it happened, so that a later edit of a pack does
//! not rewrite what an answer meant. [`session::Progress`] folds the facts one by one, in parts that know
//! no pack: cards, ledger of beliefs, first exposures, calendar, exams, shelf. The store keeps this fold
//! beside the history and can throw it away: it is always what all the facts give.
//!
//! # The four flows
//! **Key press to frame.** A key becomes an action in the current context (one table, which also writes
//! help and footer), `App::update` changes state and returns commands, the executor runs them (store,
//! files, clock) and answers with messages, and one frame is drawn.
//!
//! **Pack to verdict.** Bytes become a spanned tree, the tree becomes items, labs and drafts together
//! with *all* diagnostics, drafts become configurations, and the content checks prove the labs.
//!
//! **Configuration to evidence.** A form or a file makes a [`aws::ConfigDraft`];
//! [`aws::Config::build`] makes a [`aws::Config`] or every error at once; each objective asks
//! [`reach::analyze`]; findings carry the path or its blockers.
//!
//! **Answer to schedule.** A question is graded, the fact goes to the disk, `Progress` takes it in: each
//! component (learning objective and misconception) that the question offered is rated by outcome and
//! confidence, the ledger counts it as acted on or rejected, and the schedule picks the next question from
//! what is due, by siblings that were not seen.
//!
//! # How the engine decides
//! The topology fixes the one way a packet can take, and every filter on it is a Boolean combination of
//! tests "this coordinate lies in this interval". While one representative packet is followed, each test
//! also says how far around it the answer stays the same; the nearest such end is the packet's
//! *horizon*. A sweep decides a representative, jumps past its horizon, and so decides everything
//! exactly, without a list of cases. The three port variables that filters read apart (the called port,
//! the client's, the NAT gateway's) are kept as exact port sets. What the learner does not choose
//! (placement, addresses, client and NAT ports, what a name resolves to) is quantified: a verdict is
//! `never`, `sometimes` or `always`. Visitors of the sweep turn it into a bare verdict
//! ([`reach::verdict`]), the story hop by hop ([`reach::analyze`]), the elements it depends on
//! ([`reach::footprint`]), or boxes that anybody can check ([`reach::certify`]).

pub mod net;
pub mod aws;
pub mod reach;
pub mod lab;
pub mod bank;
pub mod memory;
pub mod session;
pub mod search;
pub mod diag;
pub mod transcript;
pub mod pack;
pub mod store;
pub mod launch;
pub mod plain;
pub mod tui;
pub mod cli;
