//! Arithmetic and comparison of values, exact or not at all.

use std::cmp::Ordering;

use crate::number::Number;
use crate::plan::Expression;
use crate::tree::{Comparison, Operator};
use crate::value::Value;

/// The result; nothing if the types do not go together or the result cannot be held.
pub(crate) fn calculate(left: &Value, operator: Operator, right: &Value) -> Option<Value> {
    let with_ms = |left: i64, right: i64| match operator {
        Operator::Plus => left.checked_add(right),
        Operator::Minus => left.checked_sub(right),
        Operator::Times => None,
    };
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            let (left, right) = (left.nanos(), right.nanos());
            let nanos = match operator {
                Operator::Plus => left.checked_add(right),
                Operator::Minus => left.checked_sub(right),
                Operator::Times => product(left, right),
            };
            nanos.and_then(Number::from_nanos).map(Value::Number)
        }
        (Value::Time(left), Value::Time(right)) if operator == Operator::Minus => {
            with_ms(*left, *right).map(Value::Duration)
        }
        (Value::Time(left), Value::Duration(right)) => with_ms(*left, *right).map(Value::Time),
        (Value::Duration(left), Value::Duration(right)) => {
            with_ms(*left, *right).map(Value::Duration)
        }
        (Value::Duration(ms), Value::Number(times))
        | (Value::Number(times), Value::Duration(ms))
            if operator == Operator::Times =>
        {
            ms.checked_mul(times.as_whole()?).map(Value::Duration)
        }
        _ => None,
    }
}

/// The product of two numbers in thousand-millionths, unless digits were lost.
fn product(left: i128, right: i128) -> Option<i128> {
    const ONE: i128 = 1_000_000_000;
    // A whole factor needs no room for digits that are all zero.
    if left % ONE == 0 {
        return (left / ONE).checked_mul(right);
    }
    if right % ONE == 0 {
        return (right / ONE).checked_mul(left);
    }
    left.checked_mul(right).filter(|product| product % ONE == 0).map(|product| product / ONE)
}

/// Whether the comparison holds; values of different types are unequal and have no order.
pub(crate) fn compare(left: &Value, comparison: Comparison, right: &Value) -> bool {
    let ordered = |accepts: fn(Ordering) -> bool| left.compared(right).is_some_and(accepts);
    match comparison {
        Comparison::Equal => left == right,
        Comparison::NotEqual => left != right,
        Comparison::Less => ordered(Ordering::is_lt),
        Comparison::AtMost => ordered(Ordering::is_le),
        Comparison::Greater => ordered(Ordering::is_gt),
        Comparison::AtLeast => ordered(Ordering::is_ge),
    }
}

impl Expression {
    /// The value; nothing if a variable has none or the result cannot be held.
    pub(crate) fn value(&self, bindings: &[Option<Value>]) -> Option<Value> {
        match self {
            Expression::Variable(slot) => bindings.get(*slot).cloned().flatten(),
            Expression::Constant(value) => Some(value.clone()),
            Expression::Calculated(left, operator, right) => {
                calculate(&left.value(bindings)?, *operator, &right.value(bindings)?)
            }
        }
    }
}

/// Whether a comparison of two terms holds; it does not if one of them has no value.
pub(crate) fn holds(
    left: &Expression,
    comparison: Comparison,
    right: &Expression,
    bindings: &[Option<Value>],
) -> bool {
    match (left.value(bindings), right.value(bindings)) {
        (Some(left), Some(right)) => compare(&left, comparison, &right),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Value {
        Value::Number(text.parse().expect("it is a number"))
    }

    #[test]
    fn numbers_are_exact_or_have_no_value() {
        use Operator::{Minus, Plus, Times};
        assert_eq!(calculate(&number("0.1"), Plus, &number("0.2")), Some(number("0.3")));
        assert_eq!(calculate(&number("1.5"), Times, &number("1.5")), Some(number("2.25")));
        let largest = Value::whole(i64::MAX);
        assert_eq!(calculate(&largest, Plus, &Value::whole(1)), None);
        assert_eq!(calculate(&largest, Times, &largest), None);
        assert_eq!(calculate(&largest, Times, &Value::whole(1)), Some(largest.clone()));
        let tiny = number("0.000000001");
        assert_eq!(calculate(&tiny, Times, &tiny), None);
        let time = Value::Time(5_000);
        assert_eq!(calculate(&time, Minus, &Value::Time(2_000)), Some(Value::Duration(3_000)));
        assert_eq!(calculate(&time, Times, &Value::whole(2)), None);
    }

    #[test]
    fn values_of_different_types_are_unequal_and_have_no_order() {
        let (text, one) = (Value::text("1"), Value::whole(1));
        assert!(compare(&text, Comparison::NotEqual, &one));
        assert!(!compare(&text, Comparison::Less, &one) && !compare(&one, Comparison::Less, &text));
        let (a, b) = (Value::text("a"), Value::text("b"));
        assert!(!compare(&a, Comparison::Less, &b), "ids are opaque");
    }
}
