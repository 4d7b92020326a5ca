//! The values that `oracle/statistics.py` wrote; `just oracle` makes them again.

use serde_json::Value;

use super::super::*;
use super::tally;

fn golden(part: &str) -> Vec<Value> {
    let text = include_str!("../../../oracle/statistics.json");
    let all: Value = serde_json::from_str(text).unwrap();
    let rows = all[part].as_array().unwrap().clone();
    assert!(!rows.is_empty(), "{part}");
    rows
}

fn floats(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap_or(f64::NAN)).collect()
}

fn integers(value: &Value) -> Vec<i64> {
    value.as_array().unwrap().iter().map(|number| number.as_i64().unwrap()).collect()
}

/// Whole numbers, or null where there is none.
fn optional(value: &Value) -> Vec<Option<i64>> {
    value.as_array().unwrap().iter().map(Value::as_i64).collect()
}

fn float(row: &Value, key: &str) -> f64 {
    row[key].as_f64().unwrap()
}

fn sample(row: &Value) -> Vec<i64> {
    let index = usize::try_from(row["sample"].as_u64().unwrap()).unwrap();
    integers(&golden("samples")[index])
}

/// So many digits are the same.
#[track_caller]
fn near(found: f64, expected: f64, relative: f64, row: &dyn std::fmt::Debug) {
    let allowed = relative * expected.abs().max(1e-280);
    assert!((found - expected).abs() <= allowed, "{found} instead of {expected}: {row:?}");
}

fn confidence(row: &Value) -> Confidence {
    Confidence::new(float(row, "level")).unwrap()
}

#[track_caller]
fn interval(found: Interval, expected: &Value, relative: f64) {
    let bounds = floats(expected);
    near(found.low, bounds[0], relative, expected);
    near(found.high, bounds[1], relative, expected);
}

#[test]
fn the_beta_distribution_is_that_of_scipy() {
    for row in golden("beta") {
        let row = floats(&row);
        let [x, a, b, below, p] = row[..] else { panic!("{row:?}") };
        near(beta(x, a, b), below, 2e-9, &row);
        near(beta_quantile(p, a, b), x, 2e-10, &row);
    }
}

#[test]
fn the_normal_distribution_is_that_of_scipy() {
    for row in golden("normal") {
        let row = floats(&row);
        near(normal::normal_quantile(row[0]), row[1], 1e-14, &row);
        near(normal::normal(row[1]), row[0], 1e-12, &row);
    }
}

#[test]
fn students_distribution_is_that_of_scipy() {
    for row in golden("student") {
        let row = floats(&row);
        near(student::two_sided_quantile(row[1], row[0]), row[2], 1e-9, &row);
        near(student::two_sided(row[2], row[0]), row[1], 1e-9, &row);
    }
}

#[test]
fn intervals_of_proportions_are_those_of_scipy() {
    for row in golden("proportion") {
        let (k, n) = (row["successes"].as_u64().unwrap(), row["runs"].as_u64().unwrap());
        let exact = proportion::clopper_pearson(k, n, confidence(&row)).unwrap();
        interval(exact.interval, &row["clopper_pearson"], 1e-9);
        let wilson = proportion::wilson(k, n, confidence(&row)).unwrap();
        interval(wilson.interval, &row["wilson"], 1e-9);
    }
}

#[test]
fn means_are_those_of_scipy() {
    for row in golden("mean") {
        let values = tally(&sample(&row));
        let found = values.moments().estimate(confidence(&row)).unwrap();
        near(found.value, float(&row, "mean"), 1e-15, &row["level"]);
        near(values.moments().variance().unwrap(), float(&row, "variance"), 1e-9, &row["level"]);
        interval(found.interval, &row["interval"], 1e-12);
    }
}

#[test]
fn quantiles_and_their_bounds_are_those_of_scipy() {
    for row in golden("quantile") {
        let values = tally(&sample(&row));
        let found = quantile::quantile(&values, float(&row, "share"), confidence(&row)).unwrap();
        assert_eq!(Some(found.value), row["value"].as_i64(), "{row}");
        assert_eq!([found.low, found.high][..], optional(&row["interval"]), "{row}");
    }
}

#[test]
fn survival_curves_are_those_of_lifelines() {
    for row in golden("survival") {
        let [happened, censored] = ["happened", "censored"].map(|key| tally(&integers(&row[key])));
        let curve = survival::Curve::new(&happened, &censored, Confidence::USUAL);
        let steps = row["steps"].as_array().unwrap();
        assert_eq!(curve.points.len(), steps.len());
        for (point, step) in curve.points.iter().zip(steps) {
            assert_eq!(Some(point.time), step[0].as_i64());
            assert_eq!(Some(point.at_risk), step[1].as_u64());
            let step = floats(step);
            let [_, _, survival, low, high] = step[..] else { panic!("{step:?}") };
            // Where none is left, the last digit of the other side is not quite 0.
            if 1e-12 < survival {
                near(point.survival, survival, 1e-12, &step);
                near(point.interval.low, low, 1e-9, &step);
                near(point.interval.high, high, 1e-9, &step);
            } else {
                assert!(point.survival < 1e-12, "{point:?}");
            }
        }
        let expected = optional(&row["median"]);
        match curve.median() {
            Some(median) => {
                let found = [Some(median.time), median.low, median.high];
                assert_eq!(found[..], expected, "{row}");
            }
            None => assert_eq!(expected[0], None, "{row}"),
        }
    }
}

#[test]
fn paired_tests_are_those_of_scipy() {
    for row in golden("paired") {
        let mut paired = paired::Paired::default();
        for (base, other) in integers(&row["base"]).into_iter().zip(integers(&row["other"])) {
            paired.add(base, other);
        }
        near(paired.p_value().unwrap(), float(&row, "p"), 1e-9, &row["p"]);
        near(paired.p_greater().unwrap(), float(&row, "p_greater"), 1e-9, &row["p"]);
        let found = paired.estimate(paired::Values::Amounts, Confidence::USUAL).unwrap();
        interval(found.interval, &row["interval"], 1e-9);
    }
}

#[test]
fn differences_of_paired_shares_are_those_of_newcombes_formula_and_of_mcnemar() {
    for row in golden("twins") {
        let counts = integers(&row["counts"]).into_iter().map(i64::unsigned_abs);
        let counts: [u64; 4] = counts.collect::<Vec<_>>().try_into().unwrap();
        let found = super::twins(counts).difference(confidence(&row)).unwrap();
        near(found.value, float(&row, "difference"), 1e-15, &row);
        interval(found.interval, &row["interval"], 1e-9);
        // The same from sums of pairs.
        let mut paired = paired::Paired::default();
        let values = [(1, 1), (1, 0), (0, 1), (0, 0)];
        for ((base, other), count) in values.into_iter().zip(counts) {
            (0..count).for_each(|_| paired.add(base, other));
        }
        near(paired.p_value().unwrap(), float(&row, "p"), 1e-12, &row);
        near(paired.p_greater().unwrap(), float(&row, "p_greater"), 1e-12, &row);
        assert_eq!(paired.estimate(paired::Values::Happening, confidence(&row)), Some(found));
    }
}

#[test]
fn corrections_for_many_are_those_of_statsmodels() {
    for row in golden("correction") {
        let chances = floats(&row["chances"]);
        let (found, expected) = (multiple::holm(&chances), floats(&row["holm"]));
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.into_iter().zip(expected) {
            near(found, expected, 1e-12, &chances);
        }
    }
}
