//! Published test functions, against the values of `SALib` and against what is known of them.

use serde_json::Value;

use super::super::Confidence;
use super::super::sensitivity::{morris, sobol};
use crate::design::Sobol;

fn golden(part: &str) -> Vec<Value> {
    let text = include_str!("../../../oracle/sensitivity.json");
    let all: Value = serde_json::from_str(text).unwrap();
    all[part].as_array().unwrap().clone()
}

fn floats(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9 * expected.abs().max(1.0), "{found}, not {expected}");
}

#[test]
fn morris_screens_as_salib_does() {
    for row in golden("morris") {
        let points: Vec<Vec<f64>> = row["points"].as_array().unwrap().iter().map(floats).collect();
        let dimensions = usize::try_from(row["dimensions"].as_u64().unwrap()).unwrap();
        let point = |row: usize, dimension: usize| points[row][dimension] / 3.0;
        let found = morris(&floats(&row["values"]), dimensions, &point, Confidence::USUAL).unwrap();
        for (dimension, one) in found.iter().enumerate() {
            near(one.mean, floats(&row["mean"])[dimension]);
            near(one.size.value, floats(&row["size"])[dimension]);
            near(one.spread, floats(&row["spread"])[dimension]);
        }
    }
}

/// Rounding is no scatter; and one group does not tell how far others lie off.
#[test]
fn what_is_alike_but_for_rounding_has_no_interval() {
    // From 0 to 2/3 and from 1/3 to 1, which is another 2/3 in the last digit.
    let point = |row: usize, _| [0.0, 2.0, 1.0, 3.0][row] / 3.0;
    let found = morris(&[5.0, 15.0, 5.0, 15.0], 1, &point, Confidence::USUAL).unwrap();
    near(found[0].size.value, 15.0);
    assert!(found[0].spread < f64::MIN_POSITIVE);
    assert!(!found[0].size.interval.is_bounded(), "{found:?}");
    for (first, second) in [(4.0, 7.0), (2.0, 3.0), (1.0, 11.0), (9.0, 13.0)] {
        let group = [0.0, 10.0, first, second];
        let found = sobol(&group.repeat(7), 2, 1, Confidence::USUAL).unwrap();
        let all = found.iter().flat_map(|one| [one.first.interval, one.total.interval]);
        assert!(all.clone().all(|interval| !interval.is_bounded()), "{found:?}");
        assert_eq!(sobol(&group, 2, 1, Confidence::USUAL), None);
    }
}

#[test]
fn the_indices_are_those_of_salib() {
    for row in golden("sobol") {
        let dimensions = usize::try_from(row["dimensions"].as_u64().unwrap()).unwrap();
        let found = sobol(&floats(&row["values"]), dimensions, 1, Confidence::USUAL).unwrap();
        for (dimension, one) in found.iter().enumerate() {
            near(one.first.value, floats(&row["first"])[dimension]);
            near(one.total.value, floats(&row["total"])[dimension]);
        }
    }
}

/// What is known of Ishigami's function by calculus lies in the intervals.
#[test]
fn the_indices_of_ishigamis_function_are_the_known_ones() {
    let sequence = Sobol::new(6, Some(5)).unwrap();
    let mut values = Vec::new();
    for index in 0..2_048 {
        #[expect(clippy::cast_precision_loss, reason = "a coordinate")]
        let unit = |dimension| sequence.coordinate(index, dimension) as f64 / 2.0_f64.powi(64);
        let at = |point: usize, dimension: usize| {
            let second = point == 1 || point == dimension + 2;
            (2.0 * unit(if second { 3 + dimension } else { dimension }) - 1.0)
                * std::f64::consts::PI
        };
        for point in 0..5 {
            let (a, b, c) = (at(point, 0), at(point, 1), at(point, 2));
            values.push(
                libm::sin(a) * (1.0 + 0.1 * c * c * c * c) + 7.0 * libm::sin(b) * libm::sin(b),
            );
        }
    }
    let found = sobol(&values, 3, 1, Confidence::new(0.999).unwrap()).unwrap();
    for (one, (first, total)) in
        found.iter().zip([(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)])
    {
        assert!(one.first.interval.holds(first) && one.total.interval.holds(total), "{one:?}");
        assert!(one.first.interval.half_width() < 0.15, "{one:?}");
    }
    assert_eq!(sobol(&[1.0; 50], 3, 1, Confidence::USUAL), None);
}

#[test]
fn the_sequence_is_that_of_scipy_in_all_dimensions() {
    let sequence = Sobol::new(128, None).unwrap();
    for (index, row) in [1, 2, 3, 5, 17, 40, 63].into_iter().zip(golden("sequence")) {
        for (dimension, expected) in row.as_array().unwrap().iter().enumerate() {
            let found = sequence.coordinate(index, dimension) >> 32;
            assert_eq!(Some(found), expected.as_u64(), "{index} {dimension}");
        }
    }
}
