//! Floating point serves here as an outside oracle, within a tolerance.

#![expect(clippy::cast_precision_loss, reason = "the tolerance covers it")]

use std::fmt::Write as _;

use expect_test::expect;
use proptest::prelude::*;

use super::*;

const HOUR: i64 = 3_600_000;

/// `numerator` / `denominator` of 2^64.
fn share(numerator: u64, denominator: u64) -> u64 {
    let share = (u128::from(numerator) << 64) / u128::from(denominator);
    u64::try_from(share).unwrap()
}

fn empirical_example() -> Distribution {
    Distribution::empirical([(7, 1), (2, 5), (40, 2), (-3, 2)]).unwrap()
}

/// One of each kind, by name.
fn examples() -> Vec<(&'static str, Distribution)> {
    vec![
        ("fixed", Distribution::fixed(HOUR)),
        ("uniform", Distribution::uniform(-3, 6).unwrap()),
        ("triangular", Distribution::triangular(HOUR, 2 * HOUR, 9 * HOUR).unwrap()),
        ("pert", Distribution::pert(HOUR, 2 * HOUR, 9 * HOUR).unwrap()),
        ("exponential", Distribution::exponential(HOUR).unwrap()),
        ("lognormal", Distribution::lognormal(HOUR, 4 * HOUR).unwrap()),
        ("percentiles", Distribution::percentiles(HOUR, 2 * HOUR, 9 * HOUR).unwrap()),
        ("empirical", empirical_example()),
    ]
}

/// The mean of 10,001 equally spaced quantiles.
fn mean(distribution: &Distribution) -> f64 {
    const POINTS: u64 = 10_001;
    let values = (0..POINTS).map(|i| distribution.quantile(share(2 * i + 1, 2 * POINTS)));
    values.map(|value| value as f64).sum::<f64>() / POINTS as f64
}

#[track_caller]
fn assert_near(found: f64, known: f64, tolerance: f64) {
    assert!((found - known).abs() <= tolerance, "{found} is not near {known}");
}

/// The distribution function of each quantile is the share it was asked for.
#[track_caller]
fn assert_inverts(distribution: &Distribution, function: impl Fn(f64) -> f64) {
    for percent in 1..100 {
        let value = distribution.quantile(share(percent, 100)) as f64;
        assert_near(function(value), percent as f64 / 100.0, 1e-5);
    }
}

/// Golden vectors: a stored log replays only while these stand.
#[test]
fn quantiles_stay_what_they_are() {
    let mut table = String::new();
    for (name, distribution) in examples() {
        write!(table, "{name}:").unwrap();
        for u in [0, share(1, 100), share(1, 10), share(1, 3), 1 << 63, share(9, 10), u64::MAX] {
            write!(table, " {}", distribution.quantile(u)).unwrap();
        }
        table.push('\n');
    }
    expect![[r#"
        fixed: 3600000 3600000 3600000 3600000 3600000 3600000 3600000
        uniform: -3 -3 -3 0 2 5 6
        triangular: 3600000 4618234 6819938 10403637 13350591 23880845 32400000
        pert: 3600000 3945345 5321760 7993728 9967878 17536224 32400000
        exponential: 0 36181 379298 1459674 2495330 8289306 159701110
        lognormal: 180 290675 900000 2259182 3600000 14400000 72005739445
        percentiles: 2700000 2790000 3600000 5700000 7200000 32400000 38700000
        empirical: -3 -3 -3 2 2 40 40
    "#]]
    .assert_eq(&table);
}

#[test]
fn means_are_the_known_ones() {
    let lognormal_sigma = 4.0_f64.ln() / 1.281_551_565_544_600_4;
    let hour = HOUR as f64;
    for (name, known, tolerance) in [
        ("fixed", hour, 0.0),
        ("uniform", 1.5, 1e-3),
        ("triangular", 4.0 * hour, 1e-5 * hour),
        ("pert", 3.0 * hour, 4e-4 * hour),
        ("exponential", hour, 1e-4 * hour),
        // The grid leaves out the far tail.
        ("lognormal", hour * (lognormal_sigma * lognormal_sigma / 2.0).exp(), 5e-3 * hour),
        // From 0.75 h over 1, 2 and 9 h to 10.75 h.
        ("percentiles", hour * (0.0875 + 0.6 + 2.2 + 0.9875), 1e-4 * hour),
        ("empirical", 9.1, 2e-3),
    ] {
        let examples = examples();
        let (_, example) = examples.iter().find(|(other, _)| *other == name).unwrap();
        assert_near(mean(example), known, tolerance);
    }
}

#[test]
fn a_triangle_has_the_area_of_its_part() {
    for unit in [1_000_000, 1_i64 << 61] {
        let triangular = Distribution::triangular(-unit, 0, 3 * unit).unwrap();
        assert_inverts(&triangular, |value| {
            let value = value / unit as f64;
            let (left, right) = (value + 1.0, 3.0 - value);
            if value < 0.0 { left * left / 4.0 } else { 1.0 - right * right / 12.0 }
        });
    }
}

/// With the mode at a quarter PERT is the beta distribution (2, 4), a polynomial.
#[test]
fn a_pert_is_the_beta_distribution() {
    let pert = Distribution::pert(0, 250_000_000, 1_000_000_000).unwrap();
    assert_inverts(&pert, |value| {
        let x = value / 1e9;
        1.0 - (1.0 - x).powi(5) - 5.0 * x * (1.0 - x).powi(4)
    });
}

#[test]
fn an_exponential_forgets() {
    let exponential = Distribution::exponential(1_000_000).unwrap();
    assert_inverts(&exponential, |value| 1.0 - (-value / 1e6).exp());
}

#[test]
fn stated_percentiles_are_met() {
    let percentiles = Distribution::percentiles(10, 50, 70).unwrap();
    let lognormal = Distribution::lognormal(1_000, 7_777).unwrap();
    assert_eq!(
        [share(1, 10), 1 << 63, share(9, 10)].map(|u| percentiles.quantile(u)),
        [10, 50, 70]
    );
    assert_eq!([1 << 63, share(9, 10)].map(|u| lognormal.quantile(u)), [1_000, 7_777]);
    assert_eq!(lognormal.quantile(share(1, 10)), 129, "1,000² / 7,777");
}

#[test]
fn tails_of_percentiles_go_on_to_a_bound() {
    assert_eq!(Distribution::percentiles(5, 50, 70).unwrap().bounds(), (0, 75));
    assert_eq!(Distribution::percentiles(20, 50, 70).unwrap().bounds(), (13, 75));
    assert_eq!(Distribution::percentiles(-10, 50, 70).unwrap().bounds(), (-25, 75));
}

#[test]
fn every_value_of_a_uniform_has_an_equal_share() {
    let uniform = Distribution::uniform(-1, 2).unwrap();
    let quarters = [0, 1, 2, 3].map(|quarter: u64| quarter << 62);
    assert_eq!(quarters.map(|u| uniform.quantile(u)), [-1, 0, 1, 2]);
    assert_eq!(quarters.map(|u| uniform.quantile(u.wrapping_sub(1))), [2, -1, 0, 1]);
    assert_eq!(uniform.median(), 1);
}

#[test]
fn empirical_values_have_the_share_of_their_weight() {
    let tenths: Vec<i64> =
        (0..10).map(|tenth| empirical_example().quantile(share(2 * tenth + 1, 20))).collect();
    assert_eq!(tenths, [-3, -3, 2, 2, 2, 2, 2, 7, 40, 40]);
}

#[test]
fn a_range_of_one_value_is_that_value() {
    for distribution in [
        Distribution::uniform(5, 5),
        Distribution::triangular(5, 5, 5),
        Distribution::pert(5, 5, 5),
        Distribution::lognormal(5, 5),
        Distribution::percentiles(5, 5, 5),
        Distribution::empirical([(5, 9)]),
    ] {
        assert_eq!(distribution.unwrap().bounds(), (5, 5));
    }
}

#[test]
fn bad_parameters_are_refused_with_what_instead() {
    let faults = [
        Distribution::uniform(5, 3),
        Distribution::triangular(5, 3, 9),
        Distribution::pert(1, 9, 3),
        Distribution::exponential(0),
        Distribution::lognormal(-2, 9),
        Distribution::lognormal(9, 2),
        Distribution::percentiles(3, 2, 9),
        Distribution::percentiles(1, 9, 2),
        Distribution::empirical([]),
        Distribution::empirical([(1, 1), (2, 0)]),
    ];
    let shown: Vec<String> = faults.map(|fault| fault.unwrap_err().to_string()).into();
    expect![[r#"
        `min` is 5 and `max` is 3: `min` must not be above `max`
        `min` is 5 and `mode` is 3: `min` must not be above `mode`
        `mode` is 9 and `max` is 3: `mode` must not be above `max`
        `mean` is 0: it must be at least 1
        `median` is -2: it must be at least 1
        `median` is 9 and `p90` is 2: `median` must not be above `p90`
        `p10` is 3 and `p50` is 2: `p10` must not be above `p50`
        `p50` is 9 and `p90` is 2: `p50` must not be above `p90`
        there are no values: list at least one with its weight
        the value 2 has weight 0: leave it out or give it a weight of at least 1
    "#]]
    .assert_eq(&(shown.join("\n") + "\n"));
}

/// Any parameters that make a distribution, of every magnitude.
fn any_distribution() -> impl Strategy<Value = Distribution> {
    let number = || (any::<i64>(), 0..63_u32).prop_map(|(number, shift)| number >> shift);
    (0..7, number(), number(), number()).prop_map(|(kind, a, b, c)| {
        let mut sorted = [a, b, c];
        sorted.sort_unstable();
        let [low, middle, high] = sorted;
        let positive = |number: i64| number.saturating_abs().max(1);
        let (small, great) = (positive(a).min(positive(b)), positive(a).max(positive(b)));
        match kind {
            0 => Distribution::uniform(low, high),
            1 => Distribution::triangular(low, middle, high),
            2 => Distribution::pert(low, middle, high),
            3 => Distribution::exponential(great),
            4 => Distribution::lognormal(small, great),
            5 => Distribution::percentiles(low, middle, high),
            _ => Distribution::empirical([(a, 1), (b, 7), (c, u32::MAX)]),
        }
        .unwrap()
    })
}

proptest! {
    /// A greater uniform number never yields a smaller value, and nothing overflows.
    #[test]
    fn quantiles_never_decrease(
        distribution in any_distribution(),
        u in any::<u64>(),
        step in (any::<u64>(), 0..64_u32).prop_map(|(step, shift)| step >> shift),
    ) {
        let (least, greatest) = distribution.bounds();
        let (value, next) = (distribution.quantile(u), distribution.quantile(u.saturating_add(step)));
        prop_assert!(least <= value && value <= next && next <= greatest);
    }

    /// A stated range is kept.
    #[test]
    fn no_value_leaves_its_range(numbers in any::<[i64; 3]>(), u in any::<u64>()) {
        let mut sorted = numbers;
        sorted.sort_unstable();
        let [min, mode, max] = sorted;
        for distribution in [
            Distribution::uniform(min, max),
            Distribution::triangular(min, mode, max),
            Distribution::pert(min, mode, max),
        ] {
            let value = distribution.unwrap().quantile(u);
            prop_assert!((min..=max).contains(&value));
        }
    }
}

#[test]
fn what_lies_between_observed_values_or_beyond_the_bounds_is_never_drawn() {
    let empirical = empirical_example();
    let drawn: Vec<i64> = (-9..60).filter(|value| empirical.can_yield(*value)).collect();
    assert_eq!(drawn, [-3, 2, 7, 40]);
    for (name, distribution) in examples() {
        let (least, greatest) = distribution.bounds();
        assert!(distribution.can_yield(distribution.median()), "{name}");
        assert!(distribution.can_yield(least) && distribution.can_yield(greatest), "{name}");
        assert!(
            !distribution.can_yield(least - 1) && !distribution.can_yield(greatest + 1),
            "{name}"
        );
    }
}
