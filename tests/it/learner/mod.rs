//! What the schedule does for a learner whose true memory is known.

mod simulated;

use simulated::{Schedule, answerable, study};

#[test]
fn the_schedule_beats_fixed_intervals_at_equal_work() {
    let pack = answerable(trapline::pack::builtin().pack.expect("the shipped pack is playable"));
    let mean = |schedule| {
        let outcomes = [1, 2].map(|seed| study(&pack, seed, 120, 8, schedule));
        assert!(outcomes.iter().all(|outcome| outcome.answers == 120 * 8), "{outcomes:?}");
        outcomes.iter().map(|outcome| outcome.recall).sum::<f64>() / 2.0
    };
    let ours = mean(Schedule::Trapline);
    for interval in [3, 7] {
        let fixed = mean(Schedule::Fixed(interval));
        assert!(ours > fixed, "{ours:.3} under the schedule, {fixed:.3} every {interval} days");
    }
}
