//! Context × key → action. One table; footer and help are made from it.

mod scope;
mod table;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::session::Confidence;

pub use table::groups;

/// Where the focus is: which keys mean something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    Home,
    /// A list of things to open.
    List,
    /// The settings of the learner.
    Settings,
    /// Typing one line.
    Line,
    /// Typing what to search for.
    Search,
    /// A question that was found.
    Preview,
    /// Writing several lines.
    Note,
    /// A report about a question.
    Complaint,
    /// The set-up of a timed quiz.
    Setup,
    DrillChoice,
    DrillOrdering,
    DrillMatching,
    /// Saying how sure one is.
    DrillConfidence,
    /// Writing one line about an answer.
    DrillLine,
    /// Writing free recall.
    DrillWriting,
    /// Comparing free recall with the rubric.
    DrillRubric,
    DrillFeedback,
    DrillSummary,
    ExamChoice,
    ExamOrdering,
    ExamMatching,
    ExamReview,
    /// Typing a number or a word in an exam.
    ExamTyping,
    /// What is said before an exam, outside its clock.
    Tutorial,
    /// A question to try the keys on.
    ExamTryOut,
    Report,
    /// One question of a result.
    ReportQuestion,
    /// The choice of a format for a result.
    ReportFormat,
    /// Typing the number of a question of a result.
    ReportJump,
    /// A text to read.
    Reader,
    Lesson,
    /// Pages of statistics.
    Statistics,
    /// The settings of a builder exercise.
    Build,
    /// A list of values in the builder.
    BuildPick,
    /// Typing a value in the builder.
    BuildEdit,
    /// Typing a policy document in the builder.
    BuildPolicy,
    Evidence,
    /// What is told about a graded design.
    BuildResults,
    /// A yes-or-no question.
    Dialog,
    Help,
    /// The terminal is too small for anything else.
    TooSmall,
}

impl Context {
    /// Every context.
    pub const ALL: [Self; 41] = [
        Self::Home,
        Self::List,
        Self::Settings,
        Self::Line,
        Self::Search,
        Self::Preview,
        Self::Note,
        Self::Complaint,
        Self::Setup,
        Self::DrillChoice,
        Self::DrillOrdering,
        Self::DrillMatching,
        Self::DrillConfidence,
        Self::DrillLine,
        Self::DrillWriting,
        Self::DrillRubric,
        Self::DrillFeedback,
        Self::DrillSummary,
        Self::ExamChoice,
        Self::ExamOrdering,
        Self::ExamMatching,
        Self::ExamReview,
        Self::ExamTyping,
        Self::Tutorial,
        Self::ExamTryOut,
        Self::Report,
        Self::ReportQuestion,
        Self::ReportFormat,
        Self::ReportJump,
        Self::Reader,
        Self::Lesson,
        Self::Statistics,
        Self::Build,
        Self::BuildPick,
        Self::BuildEdit,
        Self::BuildPolicy,
        Self::Evidence,
        Self::BuildResults,
        Self::Dialog,
        Self::Help,
        Self::TooSmall,
    ];

    /// Whether keys that mean nothing are text.
    #[must_use]
    pub fn takes_text(self) -> bool {
        matches!(
            self,
            Self::DrillWriting
                | Self::DrillLine
                | Self::ReportJump
                | Self::ExamTyping
                | Self::BuildEdit
                | Self::BuildPolicy
                | Self::Line
                | Self::Search
                | Self::Note
        )
    }
}

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    Up,
    Down,
    Top,
    Bottom,
    PageUp,
    PageDown,
    /// Enter: check, continue, open, save and next.
    Accept,
    Toggle,
    /// The option with this position on the screen, counted from 0.
    Choose(usize),
    Next,
    Previous,
    /// Moves a step up or down.
    MoveUp,
    MoveDown,
    Strike,
    Flag,
    Clear,
    Undo,
    Redo,
    /// Moves the focus to the next part of the screen.
    NextPane,
    PreviousPane,
    Confidence(Confidence),
    Review,
    ToggleClock,
    /// Hides or shows which question of how many it is.
    TogglePosition,
    /// Shows the scenario of a case alone.
    Scenario,
    Filter,
    EndExam,
    /// Ends writing.
    Done,
    Less,
    More,
    Grade,
    Hint,
    Why,
    /// From a false belief to the network that shows it fail, and from a failure to a question on it.
    Prove,
    Results,
    /// Goes to a question by its number.
    Jump,
    /// Writes what is on the screen into a file.
    Export,
    /// Opens self-study on what the screen is about.
    Practise,
    Search,
    /// Studies every question that was found.
    PractiseAll,
    Star,
    Note,
    /// Reports the question to its authors.
    ReportItem,
    Save,
    Load,
    Add,
    Delete,
    Yes,
    No,
    Help,
    Back,
    Quit,
    Suspend,
    Redraw,
}

/// One key, or a family of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chord {
    Char(char),
    Ctrl(char),
    Code(KeyCode),
    Shift(KeyCode),
    /// `a` to `f` and `1` to `6`.
    Letter,
    /// `a` to `i` and `1` to `9`.
    AnyLetter,
    /// `1` to `9`.
    Digit,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    pub chords: &'static [Chord],
    /// For a family of keys, the position of the key is put into it.
    pub action: Action,
    /// What the key does, in a few words.
    pub label: &'static str,
    pub footer: Footer,
}

/// How the footer shows a binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Footer {
    /// Its first key and its label.
    Shown,
    /// Together with its neighbour: these keys and this label.
    Pair(&'static str, &'static str),
    /// In the help only.
    Hidden,
}

/// Rows that belong together, and where they hold.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    pub title: &'static str,
    pub contexts: &'static [Context],
    pub bindings: &'static [Binding],
}

/// What `key` means in `context`.
#[must_use]
pub fn resolve(context: Context, key: KeyEvent) -> Option<Action> {
    bindings(context).find_map(|binding| binding.action_for(key))
}

/// The rows that hold in `context`, in the order of the table.
pub fn bindings(context: Context) -> impl Iterator<Item = &'static Binding> {
    groups().iter().filter(move |group| group.contexts.contains(&context)).flat_map(|group| group.bindings)
}

impl Binding {
    fn action_for(&self, key: KeyEvent) -> Option<Action> {
        self.chords.iter().find_map(|chord| match chord.matching(key)? {
            Match::Key => Some(self.action),
            Match::Position(position) => Some(Action::Choose(position)),
        })
    }

    /// Its keys, for the help.
    #[must_use]
    pub fn keys(&self) -> String {
        self.chords.iter().map(|chord| chord.name()).collect::<Vec<_>>().join(" ")
    }

    /// Its first key.
    #[must_use]
    pub fn key(&self) -> String {
        self.chords.first().map(|chord| chord.name()).unwrap_or_default()
    }

    /// Keys and label as the footer shows them.
    #[must_use]
    pub fn footer(&self) -> Option<(String, &'static str)> {
        match self.footer {
            Footer::Shown => Some((self.chords.first()?.name(), self.label)),
            Footer::Pair(keys, label) => Some((keys.to_owned(), label)),
            Footer::Hidden => None,
        }
    }
}

/// How a chord fits a key.
enum Match {
    Key,
    /// The position in its family.
    Position(usize),
}

impl Chord {
    fn matching(self, key: KeyEvent) -> Option<Match> {
        let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        let control = key.modifiers == KeyModifiers::CONTROL;
        let shift = key.modifiers == KeyModifiers::SHIFT;
        let family = |ranges: &[(char, char)]| match key.code {
            KeyCode::Char(c) if plain => ranges
                .iter()
                .find(|(first, last)| (*first..=*last).contains(&c))
                .map(|(first, _)| Match::Position(c as usize - *first as usize)),
            _ => None,
        };
        match self {
            Self::Char(c) => (plain && key.code == KeyCode::Char(c)).then_some(Match::Key),
            Self::Ctrl(c) => (control && key.code == KeyCode::Char(c)).then_some(Match::Key),
            Self::Code(code) => (plain && !shift && key.code == code).then_some(Match::Key),
            Self::Shift(code) => (shift && key.code == code).then_some(Match::Key),
            Self::Letter => family(&[('a', 'f'), ('1', '6')]),
            Self::AnyLetter => family(&[('a', 'i'), ('1', '9')]),
            Self::Digit => family(&[('1', '9')]),
        }
    }

    fn name(self) -> String {
        match self {
            Self::Char(' ') => "Space".to_owned(),
            Self::Char(c) => c.to_string(),
            Self::Ctrl(c) => format!("Ctrl-{}", c.to_ascii_uppercase()),
            Self::Code(code) => code_name(code),
            Self::Shift(code) => format!("Shift-{}", code_name(code)),
            Self::Letter => "a-f 1-6".to_owned(),
            Self::AnyLetter => "a-i 1-9".to_owned(),
            Self::Digit => "1-9".to_owned(),
        }
    }
}

fn code_name(code: KeyCode) -> String {
    match code {
        KeyCode::BackTab => "Shift-Tab".to_owned(),
        KeyCode::PageUp => "PgUp".to_owned(),
        KeyCode::PageDown => "PgDn".to_owned(),
        KeyCode::Esc => "Esc".to_owned(),
        KeyCode::F(number) => format!("F{number}"),
        other => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every key that some row names.
    fn keys_of(chord: Chord) -> Vec<KeyEvent> {
        let plain = |c: char| KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE);
        match chord {
            Chord::Char(c) => vec![plain(c)],
            Chord::Ctrl(c) => vec![KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL)],
            Chord::Code(code) => vec![KeyEvent::new(code, KeyModifiers::NONE)],
            Chord::Shift(code) => vec![KeyEvent::new(code, KeyModifiers::SHIFT)],
            Chord::Letter => ('a'..='f').chain('1'..='6').map(plain).collect(),
            Chord::AnyLetter => ('a'..='i').chain('1'..='9').map(plain).collect(),
            Chord::Digit => ('1'..='9').map(plain).collect(),
        }
    }

    #[test]
    fn no_key_means_two_things_in_a_context() {
        for context in Context::ALL {
            let mut seen = BTreeSet::new();
            for binding in bindings(context) {
                for key in binding.chords.iter().copied().flat_map(keys_of) {
                    assert!(seen.insert(format!("{key:?}")), "{context:?}: {key:?} is bound twice");
                    assert!(resolve(context, key).is_some(), "{context:?}: {key:?} does not resolve");
                }
            }
        }
    }

    #[test]
    fn every_action_of_a_context_stands_in_its_help_exactly_once() {
        for context in Context::ALL {
            let mut seen = BTreeSet::new();
            for binding in bindings(context) {
                assert!(seen.insert(format!("{:?}", binding.action)), "{context:?}: {:?}", binding.action);
                assert!(!binding.label.is_empty() && !binding.keys().is_empty());
            }
            assert!(!seen.is_empty(), "{context:?} has no keys");
        }
    }

    #[test]
    fn every_context_can_be_left_and_says_so_in_the_footer() {
        for context in Context::ALL {
            let leaves = bindings(context).any(|binding| {
                matches!(binding.action, Action::Back | Action::Quit | Action::No)
                    && binding.footer().is_some()
            });
            assert!(leaves, "{context:?}");
        }
    }

    #[test]
    fn text_contexts_bind_no_printable_key() {
        for context in Context::ALL.into_iter().filter(|context| context.takes_text()) {
            for chord in bindings(context).flat_map(|binding| binding.chords) {
                let printable =
                    matches!(chord, Chord::Char(_) | Chord::Letter | Chord::AnyLetter | Chord::Digit);
                assert!(!printable, "{context:?}: {chord:?}");
            }
        }
    }
}
