use proptest::prelude::*;

use super::*;
use crate::memory::Policy;

fn replay(reviews: &[(i64, Rating)]) -> Option<Card> {
    reviews.iter().fold(None, |card, (day, rating)| Card::after(card.as_ref(), *day, *rating))
}

fn due(reviews: &[(i64, Rating)], desired_retention: f32) -> i64 {
    let card = replay(reviews).unwrap();
    Policy { desired_retention, exam_day: None }.due_day(&card, card.last_day)
}

/// Day, rating, then stability and difficulty as published for FSRS-6 with default parameters.
const KNOWN: [(i64, Rating, f32, f32); 6] = [
    (0, Rating::Good, 2.3065, 2.1181),
    (2, Rating::Good, 10.9643, 2.1112),
    (10, Rating::Good, 38.8666, 2.1043),
    (30, Rating::Again, 2.5627, 7.39),
    (33, Rating::Good, 7.3217, 7.3778),
    (45, Rating::Easy, 34.1023, 6.4868),
];

#[test]
fn known_answers() {
    let mut reviews = Vec::new();
    for (day, rating, stability, difficulty) in KNOWN {
        reviews.push((day, rating));
        let card = replay(&reviews).unwrap();
        assert!((card.stability - stability).abs() < 5e-5, "day {day}: stability {}", card.stability);
        assert!((card.difficulty - difficulty).abs() < 5e-5, "day {day}: difficulty {}", card.difficulty);
        assert_eq!(card.last_day, day);
    }
    let card = replay(&reviews).unwrap();
    assert_eq!((card.reviews, card.lapses, due(&reviews, 0.9)), (6, 1, 45 + 34));
}

#[test]
fn a_pass_is_due_after_its_interval_and_a_failure_at_once() {
    let cases = [(Rating::Again, 100), (Rating::Hard, 101), (Rating::Good, 102), (Rating::Easy, 108)];
    for (rating, due_day) in cases {
        assert_eq!(due(&[(100, rating)], 0.9), due_day, "{rating:?}");
    }
}

#[test]
fn a_failed_first_review_is_no_lapse() {
    let failed = (0, Rating::Again);
    assert_eq!(replay(&[failed]).unwrap().lapses, 0);
    assert_eq!(replay(&[failed, failed]).unwrap().lapses, 1);
}

#[test]
fn a_higher_desired_retention_comes_back_sooner() {
    let due = |retention| due(&[(0, Rating::Easy)], retention);
    assert_eq!((due(0.95), due(0.9), due(0.85)), (3, 8, 16));
}

#[test]
fn recall_at_the_stability_is_nine_in_ten() {
    let card = Card { stability: 12.0, difficulty: 5.0, last_day: 40, reviews: 1, lapses: 0, failed: false };
    assert!((card.retrievability(52) - 0.9).abs() < 1e-6);
    assert!((card.retrievability(40) - 1.0).abs() < 1e-6);
    assert!((card.retrievability(30) - 1.0).abs() < 1e-6);
}

#[test]
fn four_lapses_make_a_leech_until_it_is_held_for_weeks() {
    let mut reviews: Vec<_> = (0..4).map(|day| (day, Rating::Again)).collect();
    assert!(!replay(&reviews).unwrap().is_leech());
    reviews.push((4, Rating::Again));
    assert!(replay(&reviews).unwrap().is_leech());
    let mut card = replay(&reviews).unwrap();
    while card.stability < Card::LEECH_CURED {
        assert!(card.is_leech());
        let day = Policy::default().due_day(&card, card.last_day).max(card.last_day + 1);
        card = Card::after(Some(&card), day, Rating::Easy).unwrap();
    }
    assert!(!card.is_leech());
}

fn ratings() -> impl Strategy<Value = Rating> {
    prop_oneof![Just(Rating::Again), Just(Rating::Hard), Just(Rating::Good), Just(Rating::Easy)]
}

fn logs() -> impl Strategy<Value = Vec<(i64, Rating)>> {
    proptest::collection::vec((0..400i64, ratings()), 1..40)
}

proptest! {
    #[test]
    fn cards_stay_in_bounds(log in logs()) {
        let card = replay(&log).unwrap();
        prop_assert!(card.stability.is_finite() && card.stability > 0.0);
        prop_assert!((1.0..=10.0).contains(&card.difficulty));
        prop_assert!(Policy::default().due_day(&card, card.last_day) >= card.last_day);
        prop_assert!(card.lapses < card.reviews);
    }

    #[test]
    fn recall_never_rises_with_time(log in logs(), wait in 0..5000i64, longer in 0..5000i64) {
        let card = replay(&log).unwrap();
        let soon = card.retrievability(card.last_day + wait);
        let late = card.retrievability(card.last_day + wait + longer);
        prop_assert!(soon >= late && late > 0.0 && soon <= 1.0);
    }
}
