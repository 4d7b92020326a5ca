//! Picks, and draws whose names differ in one part: they have nothing to do with each other.

use std::sync::LazyLock;

use simulator::choice::Choose;

use super::{DRAWS, KOLMOGOROV_MAX, NORMAL_ABOVE, NORMAL_MAX};
use super::{asked, kolmogorov, pearson, tallied, uniform};

/// The cells of each side of the square into which pairs are sorted.
const SIDE: usize = 32;

/// The sample with which others are paired.
static DELAYS: LazyLock<Vec<f64>> =
    LazyLock::new(|| uniform("desk/verify/delay", Some("strike-1")));

/// The standard scores of pairs: of their correlation, and of their spread over the square.
fn scores(pairs: &[(f64, f64)]) -> (f64, f64) {
    let products = pairs.iter().map(|(one, other)| 12.0 * (one - 0.5) * (other - 0.5));
    let correlation = products.sum::<f64>() / (pairs.len() as f64).sqrt();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in 0 to SIDE")]
    let cell = |number: f64| (number * SIDE as f64) as usize;
    let cells = pairs.iter().map(|(one, other)| cell(*one) * SIDE + cell(*other));
    let shares = [1.0 / (SIDE * SIDE) as f64; SIDE * SIDE];
    (correlation, pearson(&tallied(cells, SIDE * SIDE), &shares))
}

#[track_caller]
fn assert_independent(pairs: &[(f64, f64)]) {
    let (correlation, spread) = scores(pairs);
    assert!(correlation.abs() < NORMAL_MAX, "correlation: {correlation}");
    assert!(spread < NORMAL_ABOVE, "spread: {spread}");
}

/// The sample, paired with another one.
fn paired(other: &[f64]) -> Vec<(f64, f64)> {
    DELAYS.iter().copied().zip(other.iter().copied()).collect()
}

#[test]
fn a_chance_comes_true_as_often_as_it_says() {
    for chance in [1_000, 250_000, 999_000] {
        let weights = [chance, 1_000_000 - chance];
        let picked = asked("washington/decide/chance", Some("strike"), |seeded, key| {
            seeded.pick(key, &weights).unwrap() as usize
        });
        let share = f64::from(chance) / 1e6;
        let score = pearson(&tallied(picked, 2), &[share, 1.0 - share]);
        assert!(score < NORMAL_ABOVE, "{chance}: {score}");
    }
}

#[test]
fn options_are_picked_by_their_weights() {
    let picked = asked("desk/verify/option", Some("strike"), |seeded, key| {
        seeded.pick(key, &[1, 2, 3, 10, 84]).unwrap() as usize
    });
    let score = pearson(&tallied(picked, 5), &[0.01, 0.02, 0.03, 0.1, 0.84]);
    assert!(score < NORMAL_ABOVE, "{score}");
}

/// The first draws of a million runs: what a campaign has of a name that is asked once.
#[test]
fn the_runs_of_a_seed_are_a_sample_too() {
    use simulator::choice::{ChoiceKey, Seeded};
    use simulator::distribution::Distribution;

    let wide = Distribution::uniform(0, 999_999_999).unwrap();
    let stream = super::stream("washington/decide/delay");
    let key = ChoiceKey { stream: &stream, entity: None, occurrence: 1 };
    let draw = |run| Seeded::new(super::SEED, run).draw(&key, &wide).unwrap();
    let found: Vec<i64> = (0..DRAWS).map(draw).collect();
    let numbers: Vec<f64> = found.iter().map(|value| (*value as f64 + 0.5) / 1e9).collect();
    assert!(kolmogorov(found, |value| ((value + 0.5) / 1e9).clamp(0.0, 1.0)) < KOLMOGOROV_MAX);
    let after: Vec<(f64, f64)> = numbers.windows(2).map(|pair| (pair[0], pair[1])).collect();
    assert_independent(&after);
}

#[test]
fn streams_have_nothing_to_do_with_each_other() {
    assert_independent(&paired(&uniform("desk/verify/chance", Some("strike-1"))));
}

#[test]
fn entities_have_nothing_to_do_with_each_other() {
    assert_independent(&paired(&uniform("desk/verify/delay", Some("strike-2"))));
}

#[test]
fn a_stream_with_an_entity_and_without_one_are_two() {
    assert_independent(&paired(&uniform("desk/verify/delay", None)));
}

#[test]
fn one_time_and_the_next_have_nothing_to_do_with_each_other() {
    assert_independent(&paired(&DELAYS[1..]));
}

/// What the tests can see: one pair in a hundred whose numbers are the same, and pairs that avoid
/// part of the square without being correlated.
#[test]
fn pairs_that_depend_a_little_are_noticed() {
    let other = uniform("desk/verify/chance", Some("strike-1"));
    let pairs = |change: &dyn Fn(usize, f64, f64) -> f64| -> Vec<(f64, f64)> {
        let both = DELAYS.iter().zip(&other).enumerate();
        both.map(|(at, (one, other))| (*one, change(at, *one, *other))).collect()
    };
    let (correlation, _) =
        scores(&pairs(&|at, one, other| if at % 100 == 0 { one } else { other }));
    assert!(NORMAL_MAX < correlation, "{correlation}");
    let (correlation, spread) = scores(&pairs(&|at, one, other| {
        if at % 20 == 0 { (one - 0.5).abs() * 2.0 } else { other }
    }));
    assert!(correlation.abs() < NORMAL_MAX, "{correlation}");
    assert!(NORMAL_ABOVE < spread, "{spread}");
}
