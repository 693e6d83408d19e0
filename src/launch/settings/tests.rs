use super::*;
use crate::diag::Sources;
use crate::launch::settings::edit;

fn read(text: &str) -> Result<Settings, Vec<(String, String)>> {
    let mut sources = Sources::default();
    let source = sources.add("settings.toml", text);
    edit::read(&sources, source).map_err(|found| {
        let told = found.into_iter().map(|diagnostic| {
            let (line, column) = sources.get(source).line_column(diagnostic.labels[0].span.start);
            let help = diagnostic.help.unwrap_or_default();
            (format!("{line}:{column}: {}", diagnostic.message), help)
        });
        told.collect()
    })
}

fn edited(text: &str, settings: &Settings) -> String {
    let mut sources = Sources::default();
    let source = sources.add("settings.toml", text);
    edit::edited(&sources, source, settings).unwrap()
}

#[test]
fn a_file_gives_its_settings_and_the_defaults_for_the_rest() {
    let date = Some(jiff::civil::date(2027, 1, 9));
    for (text, settings) in [
        ("", Settings::default()),
        ("# only a comment\n", Settings::default()),
        ("exam_date = \"\"", Settings::default()),
        ("exam_date = \"2027-01-09\"", Settings { exam_date: date, ..Settings::default() }),
        ("exam_date = 2027-01-09", Settings { exam_date: date, ..Settings::default() }),
        ("desired_retention = 0.85", Settings { retention_permille: 850, ..Settings::default() }),
        ("desired_retention = 0.925", Settings { retention_permille: 925, ..Settings::default() }),
        ("desired_retention = 9.7e-1", Settings { retention_permille: 970, ..Settings::default() }),
        ("ask_confidence = false", Settings { ask_confidence: false, ..Settings::default() }),
        ("explain_one_in = 0", Settings { explain_one_in: 0, ..Settings::default() }),
        ("questions_per_sitting = 25", Settings { questions_per_sitting: 25, ..Settings::default() }),
    ] {
        assert_eq!(read(text), Ok(settings), "{text}");
    }
}

#[test]
fn a_fault_is_told_with_its_place_and_what_to_write() {
    for (text, message, help) in [
        (
            "desired_retention = 1.2",
            "1:21: `desired_retention` must be a number from 0.80 to 0.97, not `1.2`",
            "`desired_retention = 0.90`",
        ),
        (
            "\ndesired_retention = \"0.9\"",
            "2:21: `desired_retention` must be a number from 0.80 to 0.97, not a string",
            "0.9",
        ),
        (
            "desired_retention = nan",
            "1:21: `desired_retention` must be a number from 0.80 to 0.97, not `nan`",
            "0.9",
        ),
        (
            "exam_date = \"2027-02-30\"",
            "1:13: `exam_date` must be a date as YYYY-MM-DD, or empty for none, not `2027-02-30`",
            "`exam_date = \"2027-03-31\"`",
        ),
        ("exam_date = 2027-01-09T10:00:00Z", "1:13: `exam_date` must be", "2027-03-31"),
        ("exam_date = \"next week\"", "1:13: `exam_date` must be", "2027-03-31"),
        (
            "ask_confidence = 1",
            "1:18: `ask_confidence` must be `true` or `false`, not a whole number",
            "`ask_confidence = true`",
        ),
        (
            "explain_one_in = 21",
            "1:18: `explain_one_in` must be a whole number from 0 (never) to 20, not `21`",
            "4",
        ),
        (
            "questions_per_sitting = 0",
            "1:25: `questions_per_sitting` must be a whole number from 1 to 100, not `0`",
            "10",
        ),
        ("exam_dat = \"\"", "1:1: there is no setting `exam_dat`", "did you mean `exam_date`?"),
        (
            "colour_of_my_cat = \"\"",
            "1:1: there is no setting `colour_of_my_cat`",
            "the settings are `exam_date`, ",
        ),
        ("[exam]\ndate = 1", "1:2: there is no setting `exam`", "the settings are"),
        ("ask_confidence =", "1:17: ", "a setting is a line such as `ask_confidence = true`"),
    ] {
        let found = read(text).expect_err(text);
        assert!(found[0].0.starts_with(message), "{text}: {found:?}");
        assert!(found[0].1.contains(help), "{text}: {found:?}");
    }
    let several = read("ask_confidence = 1\nfoo = 2\nexplain_one_in = -1").unwrap_err();
    assert_eq!(several.len(), 3, "every fault at once: {several:?}");
}

#[test]
fn an_edit_keeps_what_it_does_not_change() {
    let text = "# mine\nask_confidence   = true # always\n\nexam_date = \"\"\n# end";
    let settings = Settings {
        exam_date: Some(jiff::civil::date(2026, 12, 6)),
        ask_confidence: false,
        explain_one_in: 2,
        ..Settings::default()
    };
    let after = edited(text, &settings);
    assert!(
        after.starts_with("# mine\nask_confidence   = false # always\n\nexam_date = \"2026-12-06\"\n# end\n"),
        "{after}"
    );
    assert!(after.ends_with("explain_one_in = 2\n"), "{after}");
    assert_eq!(read(&after), Ok(settings.clone()));
    assert_eq!(edited(&after, &settings), after, "nothing to change, nothing changed");
    let cleared = Settings { exam_date: None, ..settings };
    assert_eq!(read(&edited(&after, &cleared)), Ok(cleared));
}

#[test]
fn every_step_is_a_value_that_the_setting_takes() {
    let date = Some(jiff::civil::date(2026, 12, 31));
    for setting in Setting::ALL {
        for more in [true, false] {
            let mut settings = Settings { exam_date: date, ..Settings::default() };
            for _ in 0..40 {
                setting.step(&mut settings, more);
                let mut typed = Settings::default();
                setting.set(&mut typed, &setting.plain(&settings)).unwrap();
                assert_eq!(setting.plain(&typed), setting.plain(&settings));
                assert_eq!(read(&edited("", &settings)), Ok(settings.clone()));
            }
        }
    }
}

#[test]
fn a_faulty_file_is_never_written_over() {
    let home = tempfile::tempdir().unwrap();
    let path = settings_path(home.path());
    assert_eq!(open_settings(home.path()).settings, Settings::default());
    let changed = Settings { explain_one_in: 0, ..Settings::default() };
    save_settings(home.path(), &changed).unwrap();
    assert_eq!(open_settings(home.path()), OpenedSettings { settings: changed.clone(), notice: None });
    let faulty: &[u8] = b"explain_one_in = 0\nwhatever = \x1b[2J";
    for bytes in [faulty, b"explain_one_in = \xff"] {
        std::fs::write(&path, bytes).unwrap();
        let opened = open_settings(home.path());
        assert_eq!(opened.settings, Settings::default());
        let notice = opened.notice.unwrap();
        assert!(notice.contains("settings.toml") && !notice.contains('\x1b'), "{notice}");
        save_settings(home.path(), &changed).expect_err("the file is faulty");
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
}

#[test]
fn the_exam_is_counted_in_study_days() {
    let clock = crate::memory::Clock { utc_offset_secs: 0, rollover_hour: 4 };
    // 24 November 2026, 10:00 UTC.
    let today = clock.study_day(1_795_514_400_000);
    for (date, countdown) in [
        ("2026-11-23", "Your exam date is past; the settings take a new one."),
        ("2026-11-24", "Your exam is today."),
        ("2026-11-25", "Your exam is tomorrow."),
        ("2026-12-06", "12 days to your exam."),
    ] {
        let settings = Settings { exam_date: Some(date.parse().unwrap()), ..Settings::default() };
        assert_eq!(settings.countdown(today).as_deref(), Some(countdown), "{date}");
    }
    assert_eq!(Settings::default().countdown(today), None);
}
