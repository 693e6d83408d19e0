//! The settings one by one: their names, what they take, how they are shown and changed.

use jiff::civil::Date;

use crate::launch::Settings;

/// One setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Setting {
    ExamDate,
    DesiredRetention,
    AskConfidence,
    ExplainOneIn,
    QuestionsPerSitting,
}

/// What kind of value a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    Date,
    /// A number from 0 to 1.
    Share,
    Switch,
    Count,
}

const LEAST_RETENTION: u16 = 800;
const MOST_RETENTION: u16 = 970;
const MOST_EXPLAIN: u8 = 20;
const MOST_QUESTIONS: u8 = 100;

impl Setting {
    /// Every setting.
    pub const ALL: [Self; 5] = [
        Self::ExamDate,
        Self::DesiredRetention,
        Self::AskConfidence,
        Self::ExplainOneIn,
        Self::QuestionsPerSitting,
    ];

    /// Its key in the file.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::ExamDate => "exam_date",
            Self::DesiredRetention => "desired_retention",
            Self::AskConfidence => "ask_confidence",
            Self::ExplainOneIn => "explain_one_in",
            Self::QuestionsPerSitting => "questions_per_sitting",
        }
    }

    /// The setting with this key.
    #[must_use]
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|setting| setting.key() == key)
    }

    /// What kind of value it takes.
    #[must_use]
    pub fn shape(self) -> Shape {
        match self {
            Self::ExamDate => Shape::Date,
            Self::DesiredRetention => Shape::Share,
            Self::AskConfidence => Shape::Switch,
            Self::ExplainOneIn | Self::QuestionsPerSitting => Shape::Count,
        }
    }

    /// Its name on the screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::ExamDate => "Exam date",
            Self::DesiredRetention => "Desired retention",
            Self::AskConfidence => "Ask how sure I am",
            Self::ExplainOneIn => "Explain in own words",
            Self::QuestionsPerSitting => "Questions in a sitting",
        }
    }

    /// What it does, in one sentence.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::ExamDate => "Everything comes back at least once before this day.",
            Self::DesiredRetention => {
                "A question comes back when the chance of recall falls to this: higher means more reviews."
            }
            Self::AskConfidence => "Being sure and wrong is what is worth knowing.",
            Self::ExplainOneIn => "One question in so many asks why, before it shows the rationale.",
            Self::QuestionsPerSitting => "How many questions one sitting of self-study has.",
        }
    }

    /// What it takes, for messages.
    #[must_use]
    pub fn wanted(self) -> &'static str {
        match self {
            Self::ExamDate => "a date as YYYY-MM-DD, or empty for none",
            Self::DesiredRetention => "a number from 0.80 to 0.97",
            Self::AskConfidence => "`true` or `false`",
            Self::ExplainOneIn => "a whole number from 0 (never) to 20",
            Self::QuestionsPerSitting => "a whole number from 1 to 100",
        }
    }

    /// The value as the file spells it.
    #[must_use]
    pub fn spelled(self, settings: &Settings) -> String {
        match self {
            Self::ExamDate => format!("\"{}\"", self.plain(settings)),
            _ => self.plain(settings),
        }
    }

    /// The value as it can be typed.
    #[must_use]
    pub fn plain(self, settings: &Settings) -> String {
        match self {
            Self::ExamDate => settings.exam_date.map(|date| date.to_string()).unwrap_or_default(),
            Self::DesiredRetention => {
                let permille = settings.retention_permille;
                let digits = format!("0.{permille:03}");
                // Two digits after the point, and the third only when it says something.
                digits.strip_suffix('0').map_or(digits.clone(), str::to_owned)
            }
            Self::AskConfidence => settings.ask_confidence.to_string(),
            Self::ExplainOneIn => settings.explain_one_in.to_string(),
            Self::QuestionsPerSitting => settings.questions_per_sitting.to_string(),
        }
    }

    /// The value as the learner reads it.
    #[must_use]
    pub fn said(self, settings: &Settings) -> String {
        match self {
            Self::ExamDate => {
                settings.exam_date.map_or_else(|| "not set".to_owned(), |date| date.to_string())
            }
            Self::DesiredRetention => match settings.retention_permille {
                whole if whole.is_multiple_of(10) => format!("{} %", whole / 10),
                permille => format!("{}.{} %", permille / 10, permille % 10),
            },
            Self::AskConfidence if settings.ask_confidence => "yes".to_owned(),
            Self::AskConfidence => "no".to_owned(),
            Self::ExplainOneIn => match settings.explain_one_in {
                0 => "never".to_owned(),
                1 => "every question".to_owned(),
                count => format!("one question in {count}"),
            },
            Self::QuestionsPerSitting => settings.questions_per_sitting.to_string(),
        }
    }

    /// Takes a typed value.
    ///
    /// # Errors
    /// When the setting does not take it: a sentence that says what it takes. Nothing is changed then.
    pub fn set(self, settings: &mut Settings, typed: &str) -> Result<(), String> {
        let refused = || format!("`{}` must be {}, not `{}`", self.key(), self.wanted(), typed.trim());
        self.take(settings, typed.trim()).ok_or_else(refused)
    }

    fn take(self, settings: &mut Settings, typed: &str) -> Option<()> {
        match self {
            Self::ExamDate if typed.is_empty() => settings.exam_date = None,
            Self::ExamDate => settings.exam_date = Some(date(typed)?),
            Self::DesiredRetention => settings.retention_permille = permille(typed)?,
            Self::AskConfidence => {
                settings.ask_confidence = match typed {
                    "true" | "yes" => true,
                    "false" | "no" => false,
                    _ => return None,
                }
            }
            Self::ExplainOneIn => settings.explain_one_in = within(typed, 0, MOST_EXPLAIN)?,
            Self::QuestionsPerSitting => settings.questions_per_sitting = within(typed, 1, MOST_QUESTIONS)?,
        }
        Some(())
    }

    /// The next value up or down; a switch is thrown, a date moves by a day once there is one.
    pub fn step(self, settings: &mut Settings, more: bool) {
        match self {
            Self::ExamDate => {
                let moved = |date: Date| if more { date.tomorrow() } else { date.yesterday() };
                settings.exam_date = settings.exam_date.map(|date| moved(date).unwrap_or(date));
            }
            Self::DesiredRetention => {
                let now = settings.retention_permille;
                let next = if more { now / 10 * 10 + 10 } else { now.div_ceil(10) * 10 - 10 };
                settings.retention_permille = next.clamp(LEAST_RETENTION, MOST_RETENTION);
            }
            Self::AskConfidence => settings.ask_confidence = !settings.ask_confidence,
            Self::ExplainOneIn => {
                settings.explain_one_in = step(settings.explain_one_in, more, 1).min(MOST_EXPLAIN);
            }
            Self::QuestionsPerSitting => {
                settings.questions_per_sitting =
                    step(settings.questions_per_sitting, more, 5).clamp(1, MOST_QUESTIONS);
            }
        }
    }
}

/// The neighbouring multiple of `by`.
fn step(now: u8, more: bool, by: u8) -> u8 {
    if more { (now / by).saturating_add(1).saturating_mul(by) } else { now.saturating_sub(1) / by * by }
}

/// A day of the calendar, in four, two and two digits.
fn date(typed: &str) -> Option<Date> {
    (typed.len() == "YYYY-MM-DD".len()).then(|| typed.parse().ok())?
}

fn permille(typed: &str) -> Option<u16> {
    let share: f64 = typed.parse().ok()?;
    // Rounding is exact here: the range allows three digits only.
    (LEAST_RETENTION..=MOST_RETENTION).find(|&p| (share * 1000.0 - f64::from(p)).abs() < 0.001)
}

fn within(typed: &str, least: u8, most: u8) -> Option<u8> {
    typed.parse().ok().filter(|number| (least..=most).contains(number))
}
