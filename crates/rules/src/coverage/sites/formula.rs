//! The places of a formula.

use super::{Found, Site, in_comparison};
use crate::print;
use crate::tree::formula::{Interval, Temporal};
use crate::tree::{Condition, Formula};

pub(super) fn in_formula(formula: &mut Formula, found: Found<'_>) {
    match formula {
        Formula::Atom(_) => {}
        Formula::Compared(left, comparison, right) => {
            let parts = (left.clone(), *comparison, right.clone());
            let shown = print::condition(&Condition::Compared(parts.0, parts.1, parts.2));
            in_comparison(left, comparison, right, shown, found);
        }
        Formula::Not(inner, _) => in_formula(inner, found),
        Formula::And(parts) | Formula::Or(parts) => {
            for part in parts {
                in_formula(part, found);
            }
        }
        Formula::Implies(left, right) => {
            in_formula(left, found);
            in_formula(right, found);
        }
        Formula::Quantified { body, .. } => in_formula(body, found),
        Formula::Unary(temporal, inner) => {
            in_window(temporal, found);
            in_formula(inner, found);
        }
        Formula::Binary(left, temporal, right) => {
            in_formula(left, found);
            in_window(temporal, found);
            in_formula(right, found);
        }
        Formula::Aggregate(aggregate) => in_formula(&mut aggregate.body, found),
    }
}

fn in_window(temporal: &mut Temporal, found: Found<'_>) {
    match &mut temporal.window {
        None => {}
        Some(Interval::Within(length)) => found(Site::Length(length)),
        Some(Interval::Range { low, high, .. }) => {
            found(Site::Length(low));
            if let Some(high) = high {
                found(Site::Length(high));
            }
        }
    }
}
