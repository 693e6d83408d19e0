//! Text to settings, and settings into a text that keeps everything else as it is.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diag::{Code, Diagnostic, SourceId, Sources, Span, did_you_mean};
use crate::launch::{Setting, Settings, Shape};

const SYNTAX: Code = Code("S001");
const UNKNOWN_KEY: Code = Code("S002");
const WRONG_VALUE: Code = Code("S003");

/// Reads a settings file.
///
/// # Errors
/// Everything that is wrong with it.
pub(super) fn read(sources: &Sources, source: SourceId) -> Result<Settings, Vec<Diagnostic>> {
    let (table, errors) = DeTable::parse_recoverable(&sources.get(source).text);
    let mut found: Vec<Diagnostic> = errors
        .into_iter()
        .map(|error| {
            let message = error.message().lines().collect::<Vec<_>>().join(", ");
            Diagnostic::error(SYNTAX, message, source, error.span().unwrap_or(0..0))
                .help("a setting is a line such as `ask_confidence = true`")
        })
        .collect();
    let mut settings = Settings::default();
    for (key, value) in table.get_ref() {
        match Setting::with_key(key.get_ref()) {
            None => found.push(unknown(key.get_ref(), source, key.span())),
            Some(setting) => {
                if let Err(message) = take(setting, &mut settings, value) {
                    let write = format!("{} = {}", setting.key(), setting.spelled(&example()));
                    let wrong = Diagnostic::error(WRONG_VALUE, message, source, value.span());
                    found.push(wrong.help(format!("write for instance `{write}`")));
                }
            }
        }
    }
    found.sort_by_key(|diagnostic| diagnostic.labels.first().map_or(0, |label| label.span.start));
    if found.is_empty() { Ok(settings) } else { Err(found) }
}

/// Values that show how a file spells them.
fn example() -> Settings {
    Settings { exam_date: Some(jiff::civil::date(2027, 3, 31)), ..Settings::default() }
}

fn unknown(key: &str, source: SourceId, span: Span) -> Diagnostic {
    let keys = Setting::ALL.map(Setting::key);
    let help = match did_you_mean(key, keys) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the settings are {}", keys.map(|key| format!("`{key}`")).join(", ")),
    };
    Diagnostic::error(UNKNOWN_KEY, format!("there is no setting `{key}`"), source, span).help(help)
}

fn take(setting: Setting, settings: &mut Settings, value: &Spanned<DeValue<'_>>) -> Result<(), String> {
    let text = match (setting.shape(), value.get_ref()) {
        (Shape::Date, DeValue::String(text)) => text.to_string(),
        (Shape::Date, DeValue::Datetime(date)) => date.to_string(),
        (Shape::Share, DeValue::Float(number)) => number.as_str().to_owned(),
        (Shape::Share | Shape::Count, DeValue::Integer(number)) => match number.radix() {
            10 => number.as_str().to_owned(),
            _ => number.to_string(),
        },
        (Shape::Switch, DeValue::Boolean(on)) => on.to_string(),
        (_, other) => {
            return Err(format!("`{}` must be {}, not {}", setting.key(), setting.wanted(), noun(other)));
        }
    };
    setting.set(settings, &text)
}

fn noun(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// The file with these settings: only values that differ are touched, so that comments, order and
/// blank lines stay.
///
/// # Errors
/// Everything that is wrong with the file as it is; it is not to be touched then.
pub(super) fn edited(
    sources: &Sources,
    source: SourceId,
    wanted: &Settings,
) -> Result<String, Vec<Diagnostic>> {
    let current = read(sources, source)?;
    let mut text = sources.get(source).text.clone();
    let (table, _) = DeTable::parse_recoverable(&sources.get(source).text);
    let mut replaced: Vec<(Span, String)> = Vec::new();
    let mut added = String::new();
    for setting in Setting::ALL {
        let spelled = setting.spelled(wanted);
        if setting.spelled(&current) == spelled {
            continue;
        }
        let stands = table.get_ref().iter().find(|(key, _)| key.get_ref() == setting.key());
        if let Some((_, value)) = stands {
            replaced.push((value.span(), spelled));
        } else {
            let (about, takes, key) = (setting.about(), setting.wanted(), setting.key());
            let lines = format!("\n# {about}\n# Takes {takes}.\n{key} = {spelled}\n");
            added.push_str(&lines);
        }
    }
    // From the end, so that the places before stay where they are.
    replaced.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    for (span, spelled) in replaced {
        text.replace_range(span, &spelled);
    }
    if !added.is_empty() && !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    let added = if text.is_empty() { added.trim_start() } else { &added };
    Ok(text + added)
}
