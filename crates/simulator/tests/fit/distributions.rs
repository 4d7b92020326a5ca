//! Each distribution against its own distribution function.

use libm::erf;
use simulator::distribution::Distribution;

use super::{KOLMOGOROV_MAX, NORMAL_ABOVE, drawn, kolmogorov, pearson, tallied};

const HOUR: i64 = 3_600_000;

/// How far a million draws, in hours, are from a distribution function.
fn distance(name: &str, from: &Distribution, function: impl Fn(f64) -> f64) -> f64 {
    kolmogorov(drawn(name, from), |value| function(value / HOUR as f64))
}

/// The draws fit.
#[track_caller]
fn assert_fits(name: &str, from: &Distribution, function: impl Fn(f64) -> f64) {
    let found = distance(name, from, function);
    assert!(found < KOLMOGOROV_MAX, "{name}: {found}");
}

/// A triangle from 1 to 9 that peaks at `mode`.
fn triangle(value: f64, mode: f64) -> f64 {
    match value {
        _ if value <= 1.0 => 0.0,
        _ if 9.0 <= value => 1.0,
        _ if value < mode => (value - 1.0).powi(2) / (8.0 * (mode - 1.0)),
        _ => 1.0 - (9.0 - value).powi(2) / (8.0 * (9.0 - mode)),
    }
}

#[test]
fn a_wide_uniform_fits() {
    let uniform = Distribution::uniform(-HOUR, 3 * HOUR).unwrap();
    assert_fits("uniform", &uniform, |value| ((value + 1.0) / 4.0).clamp(0.0, 1.0));
}

#[test]
fn a_triangular_fits() {
    let triangular = Distribution::triangular(HOUR, 2 * HOUR, 9 * HOUR).unwrap();
    assert_fits("triangular", &triangular, |value| triangle(value, 2.0));
}

/// With its mode at a quarter PERT is the beta distribution (2, 4), a polynomial.
#[test]
fn a_pert_fits() {
    let pert = Distribution::pert(HOUR, 3 * HOUR, 9 * HOUR).unwrap();
    assert_fits("pert", &pert, |value| {
        let x = ((value - 1.0) / 8.0).clamp(0.0, 1.0);
        1.0 - (1.0 - x).powi(5) - 5.0 * x * (1.0 - x).powi(4)
    });
}

#[test]
fn an_exponential_fits() {
    let exponential = Distribution::exponential(2 * HOUR).unwrap();
    assert_fits("exponential", &exponential, |value| 1.0 - (-value.max(0.0) / 2.0).exp());
}

#[test]
fn a_lognormal_fits() {
    let lognormal = Distribution::lognormal(HOUR, 4 * HOUR).unwrap();
    let sigma = 4.0_f64.ln() / 1.281_551_565_544_600_4;
    assert_fits("lognormal", &lognormal, |value| {
        let score = value.max(f64::MIN_POSITIVE).ln() / sigma;
        f64::midpoint(1.0, erf(score / 2.0_f64.sqrt()))
    });
}

/// Straight lines from 0.75 over 1, 2 and 9 to 10.75.
#[test]
fn stated_percentiles_fit() {
    const KNOTS: [(f64, f64); 5] = [(0.75, 0.0), (1.0, 0.1), (2.0, 0.5), (9.0, 0.9), (10.75, 1.0)];
    let percentiles = Distribution::percentiles(HOUR, 2 * HOUR, 9 * HOUR).unwrap();
    assert_fits("percentiles", &percentiles, |value| {
        let line = KNOTS.windows(2).find(|line| value <= line[1].0);
        line.map_or(1.0, |line| {
            let [(from, low), (to, high)] = [line[0], line[1]];
            (low + (high - low) * (value - from) / (to - from)).max(0.0)
        })
    });
}

#[test]
fn a_uniform_over_few_numbers_fits() {
    let uniform = Distribution::uniform(-3, 6).unwrap();
    let found = drawn("few", &uniform).into_iter().map(|value| usize::try_from(value + 3).unwrap());
    let score = pearson(&tallied(found, 10), &[0.1; 10]);
    assert!(score < NORMAL_ABOVE, "{score}");
}

#[test]
fn an_empirical_fits() {
    const VALUES: [i64; 4] = [-3, 2, 7, 40];
    let empirical = Distribution::empirical([(7, 1), (2, 50), (40, 20), (-3, 29)]).unwrap();
    let found = drawn("empirical", &empirical).into_iter();
    let found = found.map(|value| VALUES.iter().position(|known| *known == value).unwrap());
    let score = pearson(&tallied(found, 4), &[0.29, 0.5, 0.01, 0.2]);
    assert!(score < NORMAL_ABOVE, "{score}");
}

#[test]
fn what_is_fixed_is_always_that() {
    assert!(drawn("fixed", &Distribution::fixed(HOUR)).into_iter().all(|value| value == HOUR));
}

/// What the test can see: a peak that lies three minutes beside its place, in eight hours.
#[test]
fn draws_that_are_a_little_off_do_not_fit() {
    let triangular = Distribution::triangular(HOUR, 2 * HOUR, 9 * HOUR).unwrap();
    let off = distance("triangular", &triangular, |value| triangle(value, 2.05));
    assert!(KOLMOGOROV_MAX < off, "{off}");
    let few = drawn("few", &Distribution::uniform(0, 9).unwrap()).into_iter();
    // 2,000 draws in a million slip by one.
    let slipped = few.enumerate().map(|(at, value)| {
        let slip = usize::from(at % 50 == 0 && value < 1);
        usize::try_from(value).unwrap() + slip
    });
    let score = pearson(&tallied(slipped, 10), &[0.1; 10]);
    assert!(NORMAL_ABOVE < score, "{score}");
}
