//! The table itself.

use crossterm::event::KeyCode;

use crate::session::Confidence;
use crate::tui::keymap::Context as C;
use crate::tui::keymap::scope::{ENDS, EXAM, LISTS, SCROLLED, SUBSCREENS, TEXTS, WITH_HELP};
use crate::tui::keymap::{Action, Binding, Chord, Footer, Group};

use Chord::{AnyLetter, Char, Code, Ctrl, Digit, Letter, Shift};

const fn shown(action: Action, chords: &'static [Chord], label: &'static str) -> Binding {
    Binding { chords, action, label, footer: Footer::Shown }
}

const fn hidden(action: Action, chords: &'static [Chord], label: &'static str) -> Binding {
    Binding { chords, action, label, footer: Footer::Hidden }
}

const fn pair(
    action: Action,
    chords: &'static [Chord],
    label: &'static str,
    keys: &'static str,
    both: &'static str,
) -> Binding {
    Binding { chords, action, label, footer: Footer::Pair(keys, both) }
}

const ACCEPT: &[Chord] = &[Code(KeyCode::Enter)];
const NEXT: &[Chord] = &[Char('n'), Code(KeyCode::Right)];
const PREVIOUS: &[Chord] = &[Char('p'), Code(KeyCode::Left)];

/// Every group, in the order in which help and footer show them.
#[must_use]
pub fn groups() -> &'static [Group] {
    TABLE
}

static TABLE: &[Group] = &[
    Group {
        title: "Moving",
        contexts: LISTS,
        bindings: &[
            pair(Action::Down, &[Char('j'), Code(KeyCode::Down)], "down", "j/k", "move"),
            hidden(Action::Up, &[Char('k'), Code(KeyCode::Up)], "up"),
        ],
    },
    Group {
        title: "Moving",
        contexts: TEXTS,
        bindings: &[
            pair(Action::Down, &[Char('j'), Code(KeyCode::Down)], "scroll down", "j/k", "scroll"),
            hidden(Action::Up, &[Char('k'), Code(KeyCode::Up)], "scroll up"),
        ],
    },
    Group {
        title: "Answering",
        contexts: &[C::DrillChoice],
        bindings: &[
            shown(Action::Choose(0), &[Letter], "choose"),
            shown(Action::Toggle, &[Char(' ')], "toggle"),
            shown(Action::Accept, ACCEPT, "check"),
            shown(Action::Strike, &[Char('x')], "strike out"),
            shown(Action::Clear, &[Char('u')], "clear"),
        ],
    },
    Group {
        title: "Answering",
        contexts: &[C::DrillOrdering, C::DrillMatching],
        bindings: &[shown(Action::Accept, ACCEPT, "check")],
    },
    Group {
        title: "Answering",
        contexts: &[C::DrillChoice, C::DrillOrdering, C::DrillMatching],
        bindings: &[
            pair(Action::Confidence(Confidence::Guess), &[Char('-')], "I guess", "- = +", "how sure"),
            hidden(Action::Confidence(Confidence::Unsure), &[Char('=')], "I am unsure"),
            hidden(Action::Confidence(Confidence::Sure), &[Char('+')], "I am sure"),
            shown(Action::Hint, &[Char('H')], "hint"),
        ],
    },
    Group {
        title: "Answering",
        contexts: &[C::DrillOrdering, C::ExamOrdering],
        bindings: &[
            pair(
                Action::MoveDown,
                &[Char('J'), Shift(KeyCode::Down)],
                "move the step down",
                "J/K",
                "move step",
            ),
            hidden(Action::MoveUp, &[Char('K'), Shift(KeyCode::Up)], "move the step up"),
            shown(Action::Clear, &[Char('u')], "start over"),
        ],
    },
    Group {
        title: "Answering",
        contexts: &[C::DrillMatching, C::ExamMatching],
        bindings: &[
            shown(Action::Choose(0), &[AnyLetter], "match"),
            shown(Action::Toggle, &[Char(' ')], "next response"),
            shown(Action::Clear, &[Char('u')], "clear"),
        ],
    },
    Group {
        title: "How sure",
        contexts: &[C::DrillConfidence],
        bindings: &[
            shown(Action::Confidence(Confidence::Guess), &[Char('-')], "a guess"),
            shown(Action::Confidence(Confidence::Unsure), &[Char('=')], "unsure"),
            shown(Action::Confidence(Confidence::Sure), &[Char('+')], "sure"),
        ],
    },
    Group {
        title: "Writing",
        contexts: &[C::DrillLine],
        bindings: &[
            shown(Action::Accept, ACCEPT, "go on"),
            shown(Action::Back, &[Code(KeyCode::Esc)], "back"),
            shown(Action::Help, &[Code(KeyCode::F(1))], "help"),
        ],
    },
    Group {
        title: "Writing",
        contexts: &[C::DrillWriting],
        bindings: &[
            shown(Action::Done, &[Ctrl('d')], "done, compare"),
            shown(Action::Back, &[Code(KeyCode::Esc)], "back"),
            shown(Action::Help, &[Code(KeyCode::F(1))], "help"),
        ],
    },
    Group {
        title: "Comparing",
        contexts: &[C::DrillRubric],
        bindings: &[
            shown(Action::Toggle, &[Char(' ')], "tick"),
            shown(Action::Accept, ACCEPT, "save, continue"),
        ],
    },
    Group {
        title: "Answering",
        contexts: &[C::ExamChoice, C::ExamTryOut],
        bindings: &[
            shown(Action::Choose(0), &[Letter], "choose"),
            shown(Action::Toggle, &[Char(' ')], "toggle"),
            shown(Action::Strike, &[Char('x')], "strike out"),
            shown(Action::Clear, &[Char('u')], "clear"),
        ],
    },
    Group {
        title: "Exam",
        contexts: EXAM,
        bindings: &[
            shown(Action::Accept, ACCEPT, "save, next"),
            pair(Action::Next, NEXT, "next question", "n/p", "next/previous"),
            hidden(Action::Previous, PREVIOUS, "previous question"),
            shown(Action::Review, &[Char('r')], "review, end"),
            shown(Action::Back, &[Char('q'), Code(KeyCode::Esc)], "leave"),
            hidden(Action::ToggleClock, &[Char('t')], "hide or show the clock"),
            hidden(Action::TogglePosition, &[Char('T')], "hide or show which question it is"),
            hidden(Action::Scenario, &[Char('v')], "the scenario of a case"),
        ],
    },
    Group {
        title: "Exam",
        contexts: &[C::ExamChoice, C::ExamOrdering],
        bindings: &[hidden(Action::Jump, &[Char('g')], "go to number...")],
    },
    Group {
        title: "Exam",
        // The small letter names a response there.
        contexts: &[C::ExamMatching],
        bindings: &[hidden(Action::Jump, &[Char('G')], "go to number...")],
    },
    Group {
        title: "Exam",
        contexts: &[C::ExamChoice, C::ExamOrdering, C::ExamMatching, C::ExamTryOut],
        bindings: &[
            shown(Action::Flag, &[Char('m')], "flag"),
            hidden(Action::Confidence(Confidence::Guess), &[Char('-')], "I guess"),
            hidden(Action::Confidence(Confidence::Unsure), &[Char('=')], "I am unsure"),
            hidden(Action::Confidence(Confidence::Sure), &[Char('+')], "I am sure"),
        ],
    },
    Group {
        title: "Typing",
        contexts: &[C::ExamTyping],
        bindings: &[
            shown(Action::Accept, ACCEPT, "take"),
            shown(Action::Back, &[Code(KeyCode::Esc)], "go back to the exam"),
        ],
    },
    Group {
        title: "Before the exam",
        contexts: &[C::Tutorial],
        bindings: &[
            shown(Action::Accept, ACCEPT, "try the keys"),
            shown(Action::EndExam, &[Char('e')], "end tutorial"),
        ],
    },
    Group {
        title: "Before the exam",
        contexts: &[C::ExamTryOut],
        bindings: &[
            shown(Action::Accept, ACCEPT, "end tutorial"),
            shown(Action::Previous, PREVIOUS, "read again"),
        ],
    },
    Group {
        title: "Review",
        contexts: &[C::ExamReview],
        bindings: &[
            shown(Action::Accept, ACCEPT, "go to question"),
            shown(Action::Filter, &[Char('f')], "all/unanswered/flagged"),
            shown(Action::Flag, &[Char('m')], "flag"),
            shown(Action::EndExam, &[Char('e')], "end exam"),
            hidden(Action::ToggleClock, &[Char('t')], "hide or show the clock"),
            hidden(Action::TogglePosition, &[Char('T')], "hide or show which question it is"),
        ],
    },
    Group {
        title: "Feedback",
        contexts: &[C::DrillFeedback],
        bindings: &[
            shown(Action::Accept, ACCEPT, "continue"),
            shown(Action::Prove, &[Char('v')], "prove it"),
            shown(Action::Undo, &[Char('u')], "take back"),
        ],
    },
    Group {
        title: "List",
        contexts: &[C::Home, C::List, C::DrillSummary, C::Report],
        bindings: &[shown(Action::Accept, ACCEPT, "open")],
    },
    Group {
        title: "Result",
        contexts: &[C::ReportQuestion],
        bindings: &[
            pair(Action::Next, NEXT, "next question", "n/p", "next/previous"),
            hidden(Action::Previous, PREVIOUS, "previous question"),
            hidden(Action::Accept, ACCEPT, "next question, too"),
        ],
    },
    Group {
        title: "Result",
        contexts: &[C::Report],
        bindings: &[
            shown(Action::Filter, &[Char('f')], "filter"),
            shown(Action::Export, &[Char('e')], "write to a file..."),
        ],
    },
    Group {
        title: "Writing",
        contexts: &[C::ReportFormat],
        bindings: &[shown(Action::Accept, ACCEPT, "write")],
    },
    Group {
        title: "Result",
        contexts: &[C::Report, C::ReportQuestion],
        bindings: &[
            shown(Action::Jump, &[Char('g')], "go to number"),
            shown(Action::Practise, &[Char('d')], "study its objective"),
            hidden(Action::Top, &[Code(KeyCode::Home)], "first"),
            hidden(Action::Bottom, &[Char('G'), Code(KeyCode::End)], "last"),
        ],
    },
    Group {
        title: "Going to a question",
        contexts: &[C::ReportJump],
        bindings: &[
            shown(Action::Accept, ACCEPT, "go"),
            shown(Action::Back, &[Code(KeyCode::Esc)], "stay here"),
        ],
    },
    Group {
        title: "Set-up",
        contexts: &[C::Setup],
        bindings: &[
            shown(Action::Accept, ACCEPT, "go on"),
            pair(Action::More, &[Char('+'), Code(KeyCode::Right)], "more", "-/+", "change"),
            hidden(Action::Less, &[Char('-'), Code(KeyCode::Left)], "less"),
            shown(Action::Toggle, &[Char(' ')], "toggle"),
        ],
    },
    Group {
        title: "Settings",
        contexts: &[C::Settings],
        bindings: &[
            shown(Action::Accept, ACCEPT, "type a value"),
            pair(Action::More, &[Char('+'), Code(KeyCode::Right)], "more", "-/+", "change"),
            hidden(Action::Less, &[Char('-'), Code(KeyCode::Left)], "less"),
            shown(Action::Toggle, &[Char(' ')], "switch"),
            shown(Action::Delete, &[Char('d'), Code(KeyCode::Delete)], "no exam date"),
        ],
    },
    Group {
        title: "Search",
        contexts: &[C::Search],
        bindings: &[
            shown(Action::Accept, ACCEPT, "open"),
            pair(Action::Down, &[Code(KeyCode::Down), Ctrl('n')], "down", "Up/Down", "move"),
            hidden(Action::Up, &[Code(KeyCode::Up)], "up"),
            hidden(Action::PageDown, &[Code(KeyCode::PageDown)], "a page down"),
            hidden(Action::PageUp, &[Code(KeyCode::PageUp)], "a page up"),
            shown(Action::PractiseAll, &[Ctrl('p')], "practise all"),
            shown(Action::Back, &[Code(KeyCode::Esc)], "back"),
            shown(Action::Help, &[Code(KeyCode::F(1))], "help"),
        ],
    },
    Group {
        title: "Found",
        contexts: &[C::Preview],
        bindings: &[
            shown(Action::Accept, ACCEPT, "practise it"),
            pair(Action::Next, NEXT, "next found", "n/p", "next/previous found"),
            hidden(Action::Previous, PREVIOUS, "previous found"),
        ],
    },
    Group {
        title: "Writing",
        contexts: &[C::Note],
        bindings: &[
            shown(Action::Done, &[Ctrl('d')], "save"),
            shown(Action::Back, &[Code(KeyCode::Esc)], "leave as it was"),
        ],
    },
    Group {
        title: "Report",
        contexts: &[C::Complaint],
        bindings: &[
            shown(Action::Accept, ACCEPT, "change"),
            shown(Action::Toggle, &[Char(' ')], "switch"),
            shown(Action::Save, &[Ctrl('s')], "write the report"),
        ],
    },
    Group {
        title: "Typing",
        contexts: &[C::Line],
        bindings: &[
            shown(Action::Accept, ACCEPT, "take"),
            shown(Action::Back, &[Code(KeyCode::Esc)], "leave as it was"),
        ],
    },
    Group {
        title: "Lesson",
        contexts: &[C::Lesson],
        bindings: &[
            shown(Action::Accept, ACCEPT, "practise"),
            shown(Action::Results, &[Char('r')], "build in a lab"),
        ],
    },
    Group {
        title: "Building",
        contexts: &[C::Build],
        bindings: &[
            shown(Action::NextPane, &[Code(KeyCode::Tab)], "next part"),
            hidden(Action::PreviousPane, &[Code(KeyCode::BackTab)], "part before"),
            shown(Action::Accept, ACCEPT, "open"),
            shown(Action::Toggle, &[Char(' ')], "change"),
            hidden(Action::Choose(0), &[Digit], "pick a value"),
            shown(Action::Why, &[Char('w')], "evidence"),
            shown(Action::Grade, &[Char('g')], "grade"),
            shown(Action::Add, &[Char('i')], "insert"),
            shown(Action::Delete, &[Char('d')], "delete"),
            shown(Action::Undo, &[Char('u')], "undo"),
            hidden(Action::Redo, &[Ctrl('r')], "redo"),
            shown(Action::Save, &[Ctrl('s')], "save"),
            pair(Action::Next, NEXT, "next section", "n/p", "section"),
            hidden(Action::Previous, PREVIOUS, "previous section"),
            hidden(Action::Top, &[Code(KeyCode::Home)], "first"),
            hidden(Action::Bottom, &[Code(KeyCode::End)], "last"),
            shown(Action::Search, &[Char('/')], "search settings"),
            shown(Action::Load, &[Ctrl('o')], "load"),
            shown(Action::Results, &[Char('r')], "last result"),
            shown(Action::Hint, &[Char('H')], "hint"),
        ],
    },
    Group {
        title: "Choosing",
        contexts: &[C::BuildPick],
        bindings: &[
            shown(Action::Accept, ACCEPT, "take"),
            shown(Action::Toggle, &[Char(' ')], "tick a name"),
            shown(Action::Choose(0), &[Digit], "take by number"),
            shown(Action::Back, &[Code(KeyCode::Esc), Char('q')], "leave as it was"),
        ],
    },
    Group {
        title: "Typing",
        contexts: &[C::BuildPolicy],
        bindings: &[
            shown(Action::Done, &[Ctrl('d')], "take"),
            shown(Action::Back, &[Code(KeyCode::Esc)], "leave as it was"),
        ],
    },
    Group {
        title: "Typing",
        contexts: &[C::BuildEdit],
        bindings: &[
            shown(Action::Accept, ACCEPT, "take"),
            shown(Action::Back, &[Code(KeyCode::Esc)], "leave as it was"),
        ],
    },
    Group {
        title: "Statistics",
        contexts: &[C::Statistics],
        bindings: &[
            pair(Action::Next, NEXT, "next page", "n/p", "next/previous page"),
            hidden(Action::Previous, PREVIOUS, "previous page"),
            shown(Action::Accept, ACCEPT, "ledger of beliefs"),
        ],
    },
    Group {
        title: "Evidence",
        contexts: &[C::Evidence],
        bindings: &[
            pair(Action::Next, NEXT, "next check", "n/p", "next/previous check"),
            hidden(Action::Previous, PREVIOUS, "previous check"),
        ],
    },
    Group {
        title: "Evidence",
        contexts: &[C::Evidence, C::BuildResults],
        bindings: &[shown(Action::Prove, &[Char('v')], "a question on this")],
    },
    Group {
        title: "Question",
        contexts: &[C::Dialog],
        bindings: &[
            shown(Action::Yes, &[Char('y')], "yes"),
            shown(Action::No, &[Char('n'), Code(KeyCode::Esc), Char('q')], "no"),
        ],
    },
    Group {
        title: "The question",
        contexts: &[C::DrillFeedback, C::DrillSummary, C::Report, C::ReportQuestion, C::Preview],
        bindings: &[
            shown(Action::Star, &[Char('s')], "star"),
            shown(Action::Note, &[Char('o')], "note"),
            shown(Action::ReportItem, &[Char('!')], "report"),
        ],
    },
    Group {
        title: "Search",
        contexts: &[C::Home, C::List],
        bindings: &[shown(Action::Search, &[Char('/')], "search")],
    },
    Group {
        title: "Moving",
        contexts: SCROLLED,
        bindings: &[
            hidden(Action::PageDown, &[Code(KeyCode::PageDown), Ctrl('f')], "a page down"),
            hidden(Action::PageUp, &[Code(KeyCode::PageUp), Ctrl('b')], "a page up"),
        ],
    },
    Group {
        title: "Moving",
        contexts: ENDS,
        bindings: &[
            hidden(Action::Top, &[Char('g'), Code(KeyCode::Home)], "first"),
            hidden(Action::Bottom, &[Char('G'), Code(KeyCode::End)], "last"),
        ],
    },
    Group {
        title: "Everywhere",
        contexts: SUBSCREENS,
        bindings: &[shown(Action::Back, &[Char('q'), Code(KeyCode::Esc)], "back")],
    },
    Group {
        title: "Everywhere",
        contexts: &[C::Help],
        bindings: &[shown(Action::Back, &[Char('q'), Code(KeyCode::Esc), Char('?')], "close help")],
    },
    Group {
        title: "Everywhere",
        contexts: WITH_HELP,
        bindings: &[shown(Action::Help, &[Char('?'), Code(KeyCode::F(1))], "help")],
    },
    Group {
        title: "Everywhere",
        contexts: &[C::Home, C::TooSmall],
        bindings: &[shown(Action::Quit, &[Char('q'), Ctrl('c')], "quit")],
    },
    Group {
        title: "Everywhere",
        contexts: &[
            C::List,
            C::Settings,
            C::Line,
            C::Search,
            C::Preview,
            C::Note,
            C::Complaint,
            C::Setup,
            C::DrillChoice,
            C::DrillOrdering,
            C::DrillMatching,
            C::DrillConfidence,
            C::DrillLine,
            C::DrillWriting,
            C::DrillRubric,
            C::DrillFeedback,
            C::DrillSummary,
            C::ExamChoice,
            C::ExamOrdering,
            C::ExamMatching,
            C::ExamReview,
            C::ExamTyping,
            C::Tutorial,
            C::ExamTryOut,
            C::Report,
            C::ReportQuestion,
            C::ReportFormat,
            C::ReportJump,
            C::Reader,
            C::Lesson,
            C::Statistics,
            C::Build,
            C::BuildPick,
            C::BuildEdit,
            C::BuildPolicy,
            C::Evidence,
            C::BuildResults,
            C::Dialog,
            C::Help,
        ],
        bindings: &[hidden(Action::Quit, &[Ctrl('c')], "save and quit")],
    },
    Group {
        title: "Everywhere",
        contexts: &C::ALL,
        bindings: &[
            hidden(Action::Suspend, &[Ctrl('z')], "stop for a while"),
            hidden(Action::Redraw, &[Ctrl('l')], "draw again"),
        ],
    },
];
