//! Durations and counts that are uncertain, as experts state them.
//!
//! A plain value is certain. Otherwise one of
//!
//! ```yaml
//! { p10: 1h, p50: 3h, p90: 8h }
//! { uniform: [1h, 3h] }            { triangular: [1h, 2h, 6h] }     { pert: [1h, 2h, 6h] }
//! { exponential: 4h }              { lognormal: { median: 2h, p90: 9h } }
//! { empirical: [[1h, 3], [2h, 1]] }     value and weight
//! ```

use diagnostic::Diagnostic;
use simulator::distribution::{Distribution, DistributionError};

use crate::yaml::{Node, Value};

/// Reads one value in the unit of the place: milliseconds, parts per million, or a count.
pub(crate) type ReadValue<'a> = &'a dyn Fn(&Node) -> Result<i64, Diagnostic>;

const HELP: &str = "write a value, or one of `{ p10: …, p50: …, p90: … }`, `{ uniform: [min, max] }`, \
     `{ triangular: [min, mode, max] }`, `{ pert: [min, mode, max] }`, `{ exponential: mean }`, \
     `{ lognormal: { median: …, p90: … } }`, `{ empirical: [[value, weight], …] }`";

/// Reads a value or a distribution of values.
pub(crate) fn read(node: &Node, value: ReadValue<'_>) -> Result<Distribution, Diagnostic> {
    let Value::Map(entries) = &node.value else {
        return value(node).map(Distribution::fixed);
    };
    let shape: Vec<(&str, &Node)> =
        entries.iter().filter_map(|(key, inner)| Some((key.text()?, inner))).collect();
    let built = match shape.as_slice() {
        [("p10", low), ("p50", middle), ("p90", high)] => {
            Distribution::percentiles(value(low)?, value(middle)?, value(high)?)
        }
        [("uniform", list)] => match numbers(list, value)?.as_slice() {
            [min, max] => Distribution::uniform(*min, *max),
            _ => return Err(shapeless(list)),
        },
        [("triangular", list)] => match numbers(list, value)?.as_slice() {
            [min, mode, max] => Distribution::triangular(*min, *mode, *max),
            _ => return Err(shapeless(list)),
        },
        [("pert", list)] => match numbers(list, value)?.as_slice() {
            [min, mode, max] => Distribution::pert(*min, *mode, *max),
            _ => return Err(shapeless(list)),
        },
        [("exponential", mean)] => Distribution::exponential(value(mean)?),
        [("lognormal", inner)] => return lognormal(inner, value),
        [("empirical", list)] => Distribution::empirical(weighted(list, value)?),
        _ => return Err(shapeless(node)),
    };
    built.map_err(|error| refused(node, &error))
}

fn lognormal(node: &Node, value: ReadValue<'_>) -> Result<Distribution, Diagnostic> {
    let Value::Map(entries) = &node.value else {
        return Err(shapeless(node));
    };
    match entries.as_slice() {
        [(a, median), (b, high)] if a.text() == Some("median") && b.text() == Some("p90") => {
            Distribution::lognormal(value(median)?, value(high)?)
                .map_err(|error| refused(node, &error))
        }
        _ => Err(shapeless(node)),
    }
}

fn numbers(node: &Node, value: ReadValue<'_>) -> Result<Vec<i64>, Diagnostic> {
    match &node.value {
        Value::List(items) => items.iter().map(value).collect(),
        _ => Err(shapeless(node)),
    }
}

fn weighted(node: &Node, value: ReadValue<'_>) -> Result<Vec<(i64, u32)>, Diagnostic> {
    let Value::List(items) = &node.value else {
        return Err(shapeless(node));
    };
    let pair = |item: &Node| match &item.value {
        Value::List(pair) => match pair.as_slice() {
            [of, Node { value: Value::Int(weight), .. }] => {
                let weight = u32::try_from(*weight).map_err(|_| shapeless(item))?;
                Ok((value(of)?, weight))
            }
            _ => Err(shapeless(item)),
        },
        _ => Err(shapeless(item)),
    };
    items.iter().map(pair).collect()
}

fn shapeless(node: &Node) -> Diagnostic {
    Diagnostic::error("S110", "this is no distribution")
        .label(node.span.clone(), "not a value and not a distribution")
        .help(HELP)
}

fn refused(node: &Node, error: &DistributionError) -> Diagnostic {
    Diagnostic::error("S110", error.to_string()).label(node.span.clone(), "this distribution")
}
