//! Floating point serves here as an outside oracle, within a tolerance.

#![expect(clippy::cast_precision_loss, reason = "the tolerance covers it")]

use std::ops::RangeInclusive;

use proptest::prelude::*;

use super::*;

fn number(n: u64) -> NonZeroU64 {
    NonZeroU64::new(n).unwrap()
}

fn float(fixed: i128) -> f64 {
    fixed as f64 / ONE as f64
}

/// Numbers of every magnitude, many of them beside a power of two.
fn any_magnitude() -> impl Strategy<Value = u64> {
    (any::<u64>(), 0..64_u32).prop_map(|(n, shift)| n >> shift)
}

/// The exponents at which a power changes its bits within a `u64`.
const EXPONENTS: RangeInclusive<i128> = (-70 * ONE)..=(70 * ONE);

proptest! {
    #[test]
    fn a_logarithm_is_the_true_one(n in any_magnitude()) {
        let n = n.max(1);
        prop_assert!((float(log2(number(n))) - (n as f64).log2()).abs() < 1e-13);
        let true_one = 64.0 * std::f64::consts::LN_2 - (n as f64).ln();
        prop_assert!((float(minus_ln(number(n))) - true_one).abs() < 1e-13);
    }

    #[test]
    fn logarithms_never_decrease(a in any_magnitude(), b in any_magnitude()) {
        let (low, high) = (number(a.min(b).max(1)), number(a.max(b).max(1)));
        prop_assert!(log2(low) <= log2(high));
        prop_assert!(log2(low) <= log2(low.saturating_add(1)));
        prop_assert!(minus_ln(high) <= minus_ln(low));
    }

    #[test]
    fn a_power_is_the_true_one(value in any_magnitude(), exponent in EXPONENTS) {
        let found = times_exp2(value, exponent) as f64;
        let true_one = (value as f64 * float(exponent).exp2()).min(u64::MAX as f64);
        // Half for rounding; the exponent itself is exact to 2^-53 of at most 70 as a float.
        prop_assert!((found - true_one).abs() <= 0.5 + true_one * 1e-14, "{found} {true_one}");
    }

    #[test]
    fn powers_never_decrease(value in any_magnitude(), exponent in EXPONENTS) {
        let found = times_exp2(value, exponent);
        prop_assert!(found <= times_exp2(value, exponent + 1));
        prop_assert!(found <= times_exp2(value.saturating_add(1), exponent));
    }

    #[test]
    fn normal_quantiles_never_decrease(u in any_magnitude(), step in any_magnitude()) {
        let found = normal_quantile(u);
        prop_assert!(found <= normal_quantile(u.saturating_add(1)));
        prop_assert!(found <= normal_quantile(u.saturating_add(step)));
        prop_assert_eq!(normal_quantile(!u), -found);
    }
}

#[test]
fn powers_of_two_are_exact() {
    for exponent in 0..64_u32 {
        let power = 1_u64 << exponent;
        assert_eq!(log2(number(power)), i128::from(exponent) * ONE);
        assert_eq!(times_exp2(1, i128::from(exponent) * ONE), power);
        assert_eq!(times_exp2(power, -i128::from(exponent) * ONE), 1);
    }
}

#[test]
fn a_power_beyond_its_type_is_held_at_the_ends() {
    assert_eq!(times_exp2(1, 64 * ONE), u64::MAX);
    assert_eq!(times_exp2(3, 63 * ONE), u64::MAX);
    assert_eq!(times_exp2(1, i128::MAX), u64::MAX);
    assert_eq!(times_exp2(0, i128::MAX), 0);
    assert_eq!(times_exp2(u64::MAX, -66 * ONE), 0);
    assert_eq!(times_exp2(u64::MAX, i128::MIN), 0);
}

/// The next power over is reached even from the last exponent before it.
#[test]
fn powers_never_decrease_across_whole_exponents() {
    for whole in -64..64 {
        let exponent = whole * ONE;
        assert!(times_exp2(u64::MAX, exponent - 1) <= times_exp2(u64::MAX, exponent));
    }
}

/// Computed with mpmath to 40 digits, by solving the distribution function.
#[test]
fn a_normal_quantile_is_the_true_one() {
    for (u, true_one) in [
        (0, -9.155_293_772_686_072),
        (1, -9.035_918_848_571_938),
        (1 << 10, -8.292_303_027_957_547),
        (1 << 20, -7.423_939_748_863_402),
        (1 << 30, -6.443_934_526_467_928),
        (1 << 37, -5.662_697_617_458_815),
        (1 << 40, -5.294_704_084_854_515),
        (1 << 50, -3.841_930_685_501_911),
        (1 << 58, -2.153_874_694_061_456),
        (1_383_505_804_458_474_496, -1.439_531_471_348_124_6),
        (1_383_505_806_601_958_144, -1.439_531_470_527_255_4),
        (1 << 61, -1.150_349_380_376_008),
        (1 << 62, -0.674_489_750_196_081_7),
    ] {
        let error = (float(normal_quantile(u)) - true_one).abs();
        assert!(error < 2.0_f64.powi(-35), "{u} is off by {error}");
    }
    assert_eq!(normal_quantile(1 << 63), 0);
    assert_eq!(normal_quantile((1 << 63) - 1), 0);
}

/// Where one ratio gives way to the next, and where a tail probability gains a bit.
#[test]
fn normal_quantiles_never_decrease_at_the_seams() {
    let central_ends = 1_383_505_805_528_216_372;
    let far_begins = 256_187_346;
    let bits = (1..63).map(|bit| 1_u64 << bit);
    for seam in bits.chain([central_ends, far_begins]) {
        for step in (0..60).map(|bit| 1 << bit) {
            let (below, above) = (seam.saturating_sub(step), seam.saturating_add(step));
            let at = normal_quantile(seam);
            assert!(normal_quantile(below) <= at && at <= normal_quantile(above), "{seam} {step}");
        }
        for u in seam.saturating_sub(200)..seam.saturating_add(200) {
            assert!(normal_quantile(u) <= normal_quantile(u + 1), "{u}");
        }
    }
}

/// Here the arithmetic alone, without the cut to few bits, takes a step back.
#[test]
fn normal_quantiles_never_decrease_from_one_probability_to_the_next() {
    for u in [
        6_881_616_697_157_071,
        8_135_149_644_745_059,
        12_653_675_080_715_252,
        14_213_599_831_386_435,
    ] {
        for u in u..u + 100 {
            assert!(normal_quantile(u) <= normal_quantile(u + 1), "{u}");
        }
    }
}
