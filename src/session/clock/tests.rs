use proptest::prelude::*;

use super::*;

fn at(wall_millis: i64, boot_millis: u64) -> Moment {
    Moment { wall_millis, boot: Boot { id: 1, millis: boot_millis } }
}

fn another_boot(wall_millis: i64) -> Moment {
    Moment { wall_millis, boot: Boot { id: 2, millis: 5 } }
}

proptest! {
    #[test]
    fn time_left_never_grows_and_follows_no_change_of_the_system_time(
        steps in prop::collection::vec((0u64..100_000, -10_000_000_000i64..10_000_000_000), 1..50),
        limit in 1u32..10_000,
    ) {
        let clock = ExamClock::start(Some(limit), ClockRule::Exam, at(1_000_000, 7));
        let mut boot = 7;
        let mut before = clock.remaining_millis(at(1_000_000, boot)).unwrap();
        for (step, wall) in steps {
            boot += step;
            let left = clock.remaining_millis(at(wall, boot)).unwrap();
            prop_assert!(left <= before);
            prop_assert_eq!(before - left, step.min(before));
            before = left;
        }
    }

    #[test]
    fn a_left_exam_clock_on_the_same_start_of_the_machine_is_exact_whatever_the_wall_says(
        away in 0u64..10_000_000, wall in -10_000_000_000i64..10_000_000_000,
    ) {
        let mut clock = ExamClock::left(Some(3600), ClockRule::Exam, 0, Some(Boot { id: 1, millis: 50 }));
        clock.hear(20_000, Some(0));
        prop_assert_eq!(clock.spent_millis(at(wall, 50 + away)), away);
    }

    #[test]
    fn resuming_neither_gives_nor_takes_time(
        told in 0u64..1_000_000, fact in 0i64..1_000_000, away in 0i64..10_000_000, exam in any::<bool>(),
    ) {
        let rule = if exam { ClockRule::Exam } else { ClockRule::Practice };
        let mut clock = ExamClock::left(Some(9_000), rule, 0, None);
        clock.hear(fact, Some(told));
        let back = another_boot(fact + away);
        let spent = clock.spent_millis(back);
        prop_assert!(spent >= told);
        clock.resume(back);
        prop_assert_eq!(clock.spent_millis(back), spent);
    }
}

#[test]
fn seconds_left_are_rounded_up() {
    let clock = ExamClock::start(Some(60), ClockRule::Exam, at(0, 10_000));
    for (boot, left) in [(10_000, 60), (10_001, 60), (11_000, 59), (69_001, 1), (70_000, 0)] {
        assert_eq!(clock.remaining_secs(at(0, boot)), Some(left), "at {boot}");
    }
    assert!(!clock.is_over(at(0, 69_999)) && clock.is_over(at(0, 70_000)));
    assert_eq!(ExamClock::start(None, ClockRule::Exam, at(0, 0)).remaining_secs(at(9, 9)), None);
}

#[test]
fn after_a_new_start_of_the_machine_the_wall_clock_counts_from_the_last_word() {
    let mut clock = ExamClock::left(Some(3600), ClockRule::Exam, 0, Some(Boot { id: 1, millis: 0 }));
    clock.hear(100_000, Some(90_000));
    assert_eq!(clock.spent_millis(another_boot(160_000)), 150_000);
    // Set back while the program was closed: never less than what was told.
    assert_eq!(clock.spent_millis(another_boot(-5)), 90_000);
}

#[test]
fn a_practice_clock_stands_still_while_away_and_charges_no_silence() {
    let mut clock = ExamClock::left(Some(3600), ClockRule::Practice, 0, None);
    clock.hear(60_000, Some(60_000));
    // Answered 20 seconds later, killed some time after that, resumed the next day.
    clock.hear(80_000, None);
    assert_eq!(clock.spent_millis(another_boot(86_400_000)), 80_000);
    // The system time was set on by a day between two facts: no more than the bound is charged.
    clock.hear(90_000_000, None);
    assert_eq!(clock.spent_millis(another_boot(90_000_001)), 60_000 + UNTOLD_AT_MOST);
}

#[test]
fn extra_time_is_added_to_what_the_form_allows() {
    for (choice, secs) in [
        (Accommodation::Standard, Some(3000)),
        (Accommodation::ThirtyMinutes, Some(4800)),
        (Accommodation::TimeAndAQuarter, Some(3750)),
        (Accommodation::TimeAndAHalf, Some(4500)),
        (Accommodation::DoubleTime, Some(6000)),
        (Accommodation::Untimed, None),
    ] {
        assert_eq!(choice.extend(Some(3000)), secs, "{choice:?}");
        assert_eq!(choice.extend(None), None, "{choice:?}");
    }
}
