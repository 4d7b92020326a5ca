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

use diagnostic::{Diagnostic, nearest};
use simulator::distribution::{Distribution, DistributionError};

use crate::yaml::{Node, Value, shortened};

/// Reads one value in the unit of the place: milliseconds, parts per million, or a count.
pub(crate) type ReadValue<'a> = &'a dyn Fn(&Node) -> Result<i64, Diagnostic>;

/// The shapes with one key, and how each is written.
const SHAPES: [(&str, &str); 6] = [
    ("uniform", "{ uniform: [min, max] }"),
    ("triangular", "{ triangular: [min, mode, max] }"),
    ("pert", "{ pert: [min, mode, max] }"),
    ("exponential", "{ exponential: mean }"),
    ("lognormal", "{ lognormal: { median: …, p90: … } }"),
    ("empirical", "{ empirical: [[value, weight], …] }"),
];
const PERCENTILES: &str = "{ p10: …, p50: …, p90: … }";

/// Reads a value or a distribution of values.
pub(crate) fn read(node: &Node, value: ReadValue<'_>) -> Result<Distribution, Diagnostic> {
    let Value::Map(entries) = &node.value else {
        return value(node).map(Distribution::fixed);
    };
    if let Some([p10, p50, p90]) = under(entries, ["p10", "p50", "p90"]) {
        let built = Distribution::percentiles(value(p10)?, value(p50)?, value(p90)?);
        return built.map_err(|error| refused(node, &error));
    }
    let [(key, inner)] = entries.as_slice() else {
        return Err(shapeless(node));
    };
    let shape = key.text().unwrap_or_default();
    let Some(&(shape, written)) = SHAPES.iter().find(|(name, _)| *name == shape) else {
        return Err(unknown(key, shape));
    };
    match built(shape, inner, value)? {
        Some(built) => built.map_err(|error| refused(inner, &error)),
        None => Err(Diagnostic::error("S110", format!("`{shape}` takes other values"))
            .label(inner.span.clone(), "these do not fit")
            .help(format!("write `{written}`"))),
    }
}

/// The distribution of a shape; `None` if what stands there is not what the shape takes.
fn built(
    shape: &str,
    node: &Node,
    value: ReadValue<'_>,
) -> Result<Option<Result<Distribution, DistributionError>>, Diagnostic> {
    let numbers = |nodes: &[Node]| nodes.iter().map(value).collect::<Result<Vec<i64>, _>>();
    Ok(match (shape, &node.value) {
        ("exponential", Value::List(_) | Value::Map(_)) => None,
        ("exponential", _) => Some(Distribution::exponential(value(node)?)),
        ("lognormal", Value::Map(entries)) => match under(entries, ["median", "p90"]) {
            Some([median, p90]) => Some(Distribution::lognormal(value(median)?, value(p90)?)),
            None => None,
        },
        ("empirical", Value::List(items)) => match pairs(items)? {
            Some(pairs) => {
                let weighted = pairs.into_iter().map(|(of, weight)| Ok((value(of)?, weight)));
                Some(Distribution::empirical(weighted.collect::<Result<Vec<_>, _>>()?))
            }
            None => None,
        },
        (_, Value::List(items)) => match (shape, numbers(items)?.as_slice()) {
            ("uniform", [min, max]) => Some(Distribution::uniform(*min, *max)),
            ("triangular", [min, mode, max]) => Some(Distribution::triangular(*min, *mode, *max)),
            ("pert", [min, mode, max]) => Some(Distribution::pert(*min, *mode, *max)),
            _ => None,
        },
        _ => None,
    })
}

/// The values under these keys, in whatever order they stand, if there are no others.
fn under<'a, const COUNT: usize>(
    entries: &'a [(Node, Node)],
    keys: [&str; COUNT],
) -> Option<[&'a Node; COUNT]> {
    let of = |key: &str| entries.iter().find(|(name, _)| name.text() == Some(key));
    let found: Option<Vec<&Node>> = keys.iter().map(|key| of(key).map(|(_, node)| node)).collect();
    found?.try_into().ok().filter(|_| entries.len() == COUNT)
}

/// Values with their weights; `None` if there is something else than pairs.
fn pairs(items: &[Node]) -> Result<Option<Vec<(&Node, u32)>>, Diagnostic> {
    items.iter().map(pair).collect::<Option<Vec<_>>>().map_or(Ok(None), |pairs| {
        pairs.into_iter().map(|(of, by)| Ok((of, weight(by)?))).collect::<Result<_, _>>().map(Some)
    })
}

fn pair(item: &Node) -> Option<(&Node, &Node)> {
    let Value::List(pair) = &item.value else {
        return None;
    };
    match pair.as_slice() {
        [of, weight] => Some((of, weight)),
        _ => None,
    }
}

fn weight(node: &Node) -> Result<u32, Diagnostic> {
    let weight = match node.value {
        Value::Int(number) => u32::try_from(number).ok(),
        _ => None,
    };
    weight.ok_or_else(|| {
        let found = node.described();
        let message = match node.value {
            Value::Int(_) => format!("{found} is out of the range of a weight"),
            _ => format!("a weight is a whole number, not {found}"),
        };
        Diagnostic::error("S110", message)
            .label(node.span.clone(), "the weight of this value")
            .help(format!("write a whole number from 1 to {}; only their ratios count", u32::MAX))
    })
}

fn shapeless(node: &Node) -> Diagnostic {
    let shapes: Vec<String> = SHAPES.iter().map(|(_, written)| format!("`{written}`")).collect();
    Diagnostic::error("S110", "this is no distribution")
        .label(node.span.clone(), "not a value and not a distribution")
        .help(format!("write a value, `{PERCENTILES}`, {}", shapes.join(", ")))
}

fn unknown(key: &Node, shape: &str) -> Diagnostic {
    let names = || SHAPES.iter().map(|(name, _)| *name);
    let help = if let Some(near) = nearest(shape, names()) {
        format!("did you mean `{near}`?")
    } else {
        let listed: Vec<String> = names().map(|name| format!("`{name}`")).collect();
        format!("there are {}, and `{PERCENTILES}`", listed.join(", "))
    };
    Diagnostic::error("S110", format!("unknown distribution `{}`", shortened(shape)))
        .label(key.span.clone(), "no distribution has this name")
        .help(help)
}

/// The values are shown by the line of the file, in the unit in which they are written there.
fn refused(node: &Node, error: &DistributionError) -> Diagnostic {
    let message = match error {
        DistributionError::OutOfOrder { low, high, .. } => {
            format!("`{low}` must not be above `{high}`")
        }
        DistributionError::NotPositive { parameter, .. } => {
            format!("`{parameter}` must be above zero")
        }
        DistributionError::NoValues => "there are no values".to_string(),
        DistributionError::NoWeight { .. } => "a value has weight 0".to_string(),
    };
    let help = match error {
        DistributionError::NoValues => Some("list at least one value with its weight"),
        DistributionError::NoWeight { .. } => Some("leave it out, or give it a weight above 0"),
        _ => None,
    };
    Diagnostic::error("S110", message).label(node.span.clone(), "this distribution").help_if(help)
}
