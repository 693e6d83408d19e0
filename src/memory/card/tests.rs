use proptest::prelude::*;

use super::*;

fn review(component: &str, day: i64, rating: Rating) -> Review {
    Review { component: component.to_owned(), day, rating }
}

fn only(reviews: &[Review]) -> Card {
    let cards = replay(reviews, DESIRED_RETENTION);
    assert_eq!(cards.len(), 1);
    cards["x"]
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
        reviews.push(review("x", day, rating));
        let card = only(&reviews);
        assert!((card.stability - stability).abs() < 5e-5, "day {day}: stability {}", card.stability);
        assert!((card.difficulty - difficulty).abs() < 5e-5, "day {day}: difficulty {}", card.difficulty);
        assert_eq!(card.last_day, day);
    }
    let card = only(&reviews);
    assert_eq!((card.reviews, card.lapses, card.due_day), (6, 1, 45 + 34));
}

#[test]
fn a_pass_is_due_after_its_interval_and_a_failure_at_once() {
    let cases = [(Rating::Again, 100), (Rating::Hard, 101), (Rating::Good, 102), (Rating::Easy, 108)];
    for (rating, due_day) in cases {
        assert_eq!(only(&[review("x", 100, rating)]).due_day, due_day, "{rating:?}");
    }
}

#[test]
fn a_failed_first_review_is_no_lapse() {
    let failed = review("x", 0, Rating::Again);
    assert_eq!(only(std::slice::from_ref(&failed)).lapses, 0);
    assert_eq!(only(&[failed.clone(), failed]).lapses, 1);
}

#[test]
fn a_higher_desired_retention_comes_back_sooner() {
    let reviews = [review("x", 0, Rating::Easy)];
    let due = |retention| replay(&reviews, retention)["x"].due_day;
    assert_eq!((due(0.95), due(0.9), due(0.85)), (3, 8, 16));
}

#[test]
fn recall_at_the_stability_is_nine_in_ten() {
    let card = Card { stability: 12.0, difficulty: 5.0, last_day: 40, due_day: 52, reviews: 1, lapses: 0 };
    assert!((retrievability(&card, 52) - 0.9).abs() < 1e-6);
    assert!((retrievability(&card, 40) - 1.0).abs() < 1e-6);
    assert!((retrievability(&card, 30) - 1.0).abs() < 1e-6);
}

fn ratings() -> impl Strategy<Value = Rating> {
    prop_oneof![Just(Rating::Again), Just(Rating::Hard), Just(Rating::Good), Just(Rating::Easy)]
}

fn logs() -> impl Strategy<Value = Vec<Review>> {
    let one = (prop_oneof![Just("x"), Just("y")], 0..400i64, ratings());
    proptest::collection::vec(one.prop_map(|(component, day, rating)| review(component, day, rating)), 1..40)
}

proptest! {
    #[test]
    fn cards_stay_in_bounds(log in logs()) {
        for card in replay(&log, DESIRED_RETENTION).values() {
            prop_assert!(card.stability.is_finite() && card.stability > 0.0);
            prop_assert!((1.0..=10.0).contains(&card.difficulty));
            prop_assert!(card.due_day >= card.last_day);
            prop_assert!(card.lapses < card.reviews);
        }
    }

    #[test]
    fn recall_never_rises_with_time(log in logs(), wait in 0..5000i64, longer in 0..5000i64) {
        for card in replay(&log, DESIRED_RETENTION).values() {
            let soon = retrievability(card, card.last_day + wait);
            let late = retrievability(card, card.last_day + wait + longer);
            prop_assert!(soon >= late && late > 0.0 && soon <= 1.0);
        }
    }

    #[test]
    fn a_replay_continues_where_a_shorter_one_stopped(log in logs(), cut in 0..40usize) {
        let (prefix, rest) = log.split_at(cut.min(log.len()));
        let model = FSRS::default();
        let mut cards = replay(prefix, DESIRED_RETENTION);
        for review in rest {
            let after = step(&model, cards.get(&review.component), review, DESIRED_RETENTION).unwrap();
            cards.insert(review.component.clone(), after);
        }
        prop_assert_eq!(cards, replay(&log, DESIRED_RETENTION));
    }

    #[test]
    fn components_do_not_touch_each_other(log in logs()) {
        let alone: Vec<Review> = log.iter().filter(|review| review.component == "x").cloned().collect();
        let (both, one) = (replay(&log, DESIRED_RETENTION), replay(&alone, DESIRED_RETENTION));
        prop_assert_eq!(both.get("x"), one.get("x"));
    }
}
