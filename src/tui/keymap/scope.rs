//! Groups of contexts in which the same keys mean the same.

use crate::tui::keymap::Context as C;

/// Where a cursor moves over rows.
pub(super) const LISTS: &[C] = &[
    C::Home,
    C::List,
    C::Settings,
    C::Complaint,
    C::Setup,
    C::DrillSummary,
    C::ExamReview,
    C::Report,
    C::ReportFormat,
    C::Build,
    C::BuildPick,
    C::DrillOrdering,
    C::DrillMatching,
    C::ExamOrdering,
    C::ExamMatching,
    C::DrillRubric,
    C::DrillChoice,
    C::ExamChoice,
    C::ExamTryOut,
];

/// Where the same keys scroll a text.
pub(super) const TEXTS: &[C] = &[
    C::Preview,
    C::DrillFeedback,
    C::ReportQuestion,
    C::Reader,
    C::Lesson,
    C::Statistics,
    C::Evidence,
    C::BuildResults,
    C::Help,
    C::Tutorial,
];

/// Where a page can be turned.
pub(super) const SCROLLED: &[C] = &[
    C::DrillLine,
    C::DrillWriting,
    C::Home,
    C::List,
    C::Settings,
    C::Preview,
    C::Complaint,
    C::DrillSummary,
    C::ExamReview,
    C::Report,
    C::ReportQuestion,
    C::Build,
    C::DrillOrdering,
    C::DrillMatching,
    C::ExamOrdering,
    C::ExamMatching,
    C::DrillRubric,
    C::DrillChoice,
    C::ExamChoice,
    C::DrillFeedback,
    C::Reader,
    C::Lesson,
    C::Statistics,
    C::Evidence,
    C::BuildResults,
    C::Help,
    C::ExamTryOut,
    C::Tutorial,
];

/// Where one can go to the first and the last.
pub(super) const ENDS: &[C] = &[
    C::Home,
    C::List,
    C::Settings,
    C::Preview,
    C::Complaint,
    C::DrillSummary,
    C::ExamReview,
    C::DrillFeedback,
    C::Reader,
    C::Lesson,
    C::Statistics,
    C::Evidence,
    C::BuildResults,
    C::Help,
    C::Tutorial,
];

/// The questions of an exam.
pub(super) const EXAM: &[C] = &[C::ExamChoice, C::ExamOrdering, C::ExamMatching];

/// What can be left for the screen below.
pub(super) const SUBSCREENS: &[C] = &[
    C::List,
    C::Settings,
    C::Preview,
    C::Complaint,
    C::Setup,
    C::DrillChoice,
    C::DrillOrdering,
    C::DrillMatching,
    C::DrillConfidence,
    C::DrillRubric,
    C::DrillFeedback,
    C::DrillSummary,
    C::ExamReview,
    C::Report,
    C::ReportQuestion,
    C::ReportFormat,
    C::Reader,
    C::Lesson,
    C::Statistics,
    C::Build,
    C::Evidence,
    C::Tutorial,
    C::ExamTryOut,
    C::BuildResults,
];

/// Where a letter opens the help.
pub(super) const WITH_HELP: &[C] = &[
    C::Home,
    C::List,
    C::Settings,
    C::Preview,
    C::Complaint,
    C::Setup,
    C::DrillChoice,
    C::DrillOrdering,
    C::DrillMatching,
    C::DrillConfidence,
    C::DrillRubric,
    C::DrillFeedback,
    C::DrillSummary,
    C::ExamChoice,
    C::ExamOrdering,
    C::ExamMatching,
    C::ExamReview,
    C::Report,
    C::ReportQuestion,
    C::ReportFormat,
    C::Reader,
    C::Lesson,
    C::Statistics,
    C::Build,
    C::Evidence,
    C::Tutorial,
    C::ExamTryOut,
    C::BuildResults,
];
