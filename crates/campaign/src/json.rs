//! A campaign for programs.

use serde_json::{Value, json};

use crate::analysis::{Sensitivity, box_of, sensitivity};
use crate::fold::Fold;
use crate::outcome::{Column, Kind};
use crate::row::Status;
use crate::statistics::sequential::Answer;
use crate::statistics::{Confidence, Estimate, Interval};
use crate::stopping::Stopped;
use crate::summary::{Reading, best_point, effects};
use crate::text::{no_best, point_name, setting_name, uneven};

/// The account, beside the manifest: `outcomes`, `levers`, `best`, `best_untold`, `faults`, `statuses`,
/// `left_out` (runs of the scenario as it is that did not end, and are in no estimate), `stopped`,
/// `sensitivities` and `box`.
///
/// `best` is null where settings cannot be compared fairly, and `best_untold` says in words why.
/// `outcomes` is null for a design whose runs are no sample of the uncertainties (`morris`).
/// An outcome has `name`, `text`, `kind`, `nothing` (runs in which there was nothing to record) and
/// one of `share`, `number` and `time`; numbers are in the unit of the kind. Intervals are lists of
/// two bounds, and a bound that cannot be told is null. They are those of a number of runs that was
/// fixed beforehand: where the campaign stopped by itself, `stopped` says that they are not
/// corrected for that (`intervals_corrected`).
pub fn account(fold: &Fold, confidence: Confidence, column: usize) -> Value {
    let outcomes = fold.outcomes.columns.iter().zip(&fold.found);
    let outcomes: Vec<Value> = outcomes
        .map(|(column, found)| {
            let mut told = outcome(column, &Reading::of(column, found, confidence));
            told["nothing"] = json!(found.nothing);
            told
        })
        .collect();
    let faults = fold.faults.iter().map(|fault| {
        json!({ "row": fault.index, "run": fault.run, "status": fault.status.word(),
            "message": fault.message })
    });
    let best = best_point(fold, column).map(
        |best| json!({ "setting": point_name(fold, best.index), "confidence": best.confidence }),
    );
    json!({
        "confidence": confidence.level(),
        "statuses": {
            "done": fold.count(Status::Done), "panicked": fold.count(Status::Panicked),
            "over_budget": fold.count(Status::OverBudget), "stuck": fold.count(Status::Stuck),
        },
        "faults": faults.collect::<Vec<_>>(),
        "left_out": fold.left_out,
        "stopped": stopped(fold),
        "outcomes": fold.layout.design.is_sample().then_some(outcomes),
        "levers": fold.effects.is_some().then(|| levers(fold, confidence)),
        "best": best,
        "best_untold": uneven(fold, column).or_else(|| no_best(fold, column)),
        "sensitivities": sensitivities(fold, column, confidence),
        "box": found_box(fold, column, confidence),
    })
}

/// By uncertainty: `size`, `mean` and `spread` of Morris, or `first` and `total` of Sobol.
fn sensitivities(fold: &Fold, column: usize, confidence: Confidence) -> Value {
    let with =
        |estimate: &Estimate| json!({ "value": estimate.value, "interval": interval(estimate) });
    let names = fold.layout.uncertainties.iter().map(|one| one.name.clone());
    match sensitivity(fold, column, confidence) {
        None => Value::Null,
        Some(Sensitivity::Screened(found)) => names
            .zip(found)
            .map(|(name, one)| {
                json!({ "uncertainty": name, "size": with(&one.size), "mean": one.mean,
                    "spread": one.spread })
            })
            .collect(),
        Some(Sensitivity::Shares(found)) => names
            .zip(found)
            .map(|(name, one)| {
                json!({ "uncertainty": name, "first": with(&one.first), "total": with(&one.total) })
            })
            .collect(),
    }
}

fn found_box(fold: &Fold, column: usize, confidence: Confidence) -> Value {
    let Ok((words, found)) = box_of(fold, column, confidence) else {
        return Value::Null;
    };
    let names = fold.layout.uncertainties.iter().map(|one| &one.name);
    let ranges = names.zip(&found.ranges).filter_map(|(name, range)| {
        range.map(|(low, high)| json!({ "uncertainty": name, "low": low, "high": high }))
    });
    json!({ "where": words, "ranges": ranges.collect::<Vec<_>>(), "base": found.base,
        "density": { "value": found.density.value, "interval": interval(&found.density) },
        "coverage": { "value": found.coverage.value, "interval": interval(&found.coverage) } })
}

fn stopped(fold: &Fold) -> Value {
    match fold.stopped {
        None => Value::Null,
        Some(Stopped::Narrow { runs, half_width, confidence }) => {
            json!({ "runs": runs, "half_width": half_width, "confidence": confidence,
                "intervals_corrected": false })
        }
        Some(Stopped::Decided { runs, answer }) => json!({
            "runs": runs,
            "intervals_corrected": false,
            "answer": match answer { Answer::Low => "low", Answer::High => "high" },
        }),
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Flag => "flag",
        Kind::Count => "count",
        Kind::Milliseconds => "milliseconds",
        Kind::PartsPerMillion => "parts-per-million",
        Kind::ThousandthsPerDay => "thousandths-per-day",
        Kind::Time => "time",
    }
}

fn interval(estimate: &Estimate) -> Value {
    let Interval { low, high } = estimate.interval;
    // Nothing is known where there are no bounds.
    if estimate.interval.is_bounded() { json!([low, high]) } else { Value::Null }
}

fn outcome(column: &Column, reading: &Reading) -> Value {
    let mut told = json!({ "name": column.name, "text": column.text, "kind": kind(column.kind) });
    match reading {
        Reading::Nothing => {}
        Reading::Share { happened, runs, estimate } => {
            told["share"] = json!({ "happened": happened, "runs": runs,
                "value": estimate.value, "interval": interval(estimate) });
        }
        Reading::Number { runs, mean, estimate, quantiles } => {
            let quantiles = quantiles.iter().map(|(share, found)| {
                json!({ "share": share, "value": found.value, "interval": [found.low, found.high] })
            });
            told["number"] = json!({ "runs": runs, "mean": mean,
                "interval": estimate.as_ref().map(interval),
                "quantiles": quantiles.collect::<Vec<_>>() });
        }
        Reading::Time { curve, horizon } => {
            let median = curve.median().map(
                |median| json!({ "value": median.time, "interval": [median.low, median.high] }),
            );
            let (survival, Interval { low, high }) = curve.last();
            let by_horizon =
                json!({ "value": 1.0 - survival, "interval": [1.0 - high, 1.0 - low] });
            told["time"] = json!({ "runs": curve.runs, "happened": curve.events,
                "horizon": horizon, "median": median, "by_horizon": by_horizon });
        }
    }
    told
}

/// The effects of every lever on every outcome, but for those on a time of which the runs of a pair
/// were not watched equally long.
fn levers(fold: &Fold, confidence: Confidence) -> Vec<Value> {
    let columns = fold.outcomes.columns.iter().enumerate();
    columns
        .flat_map(|(index, column)| {
            effects(fold, index, confidence).into_iter().map(|told| {
                json!({
                    "outcome": column.name,
                    "setting": setting_name(fold, told.lever, told.value),
                    "pairs": told.pairs,
                    "base": told.base,
                    "difference": told.difference.value,
                    "interval": interval(&told.difference),
                    "chance": told.chance,
                    "saving": told.saving,
                })
            })
        })
        .collect()
}
