//! Whether an event is one that a pattern asks for, and what its variables are then.

use std::collections::BTreeSet;

use smallvec::SmallVec;

use crate::calculate::holds;
use crate::event::{Event, Field};
use crate::plan::{EventPattern, FieldRef, Operand, Slot, Test};
use crate::tuple::Tuple;
use crate::value::Value;

/// The values of the variables of a rule; nothing for those that have none yet.
/// Few rules have more variables than these; those of the others take memory of their own.
pub(crate) type Bindings = SmallVec<[Option<Value>; 4]>;

/// Calls with each way in which an event matches; an event has several ways through its lists.
///
/// Variables that have a value already must have the same one in the event. The bindings are
/// as they were once it is done. A `where` is not asked.
pub(crate) fn each_match(
    pattern: &EventPattern,
    event: &Event<'_>,
    bindings: &mut Bindings,
    found: &mut dyn FnMut(&mut Bindings),
) {
    if pattern.kind == event.kind {
        match_args(&pattern.args, event, bindings, found);
    }
}

/// As [`each_match`], and the `where` holds. Its comparisons must not need other variables.
pub(crate) fn each_guarded_match(
    pattern: &EventPattern,
    event: &Event<'_>,
    bindings: &mut Bindings,
    found: &mut dyn FnMut(&mut Bindings),
) {
    each_match(pattern, event, bindings, &mut |bindings| {
        if guard_holds(pattern.guard.as_ref(), bindings) {
            found(bindings);
        }
    });
}

/// As [`each_match`], of an event that is of the kind.
pub(crate) fn match_args(
    args: &[(FieldRef, Operand)],
    event: &Event<'_>,
    bindings: &mut Bindings,
    found: &mut dyn FnMut(&mut Bindings),
) {
    let Some(((field, operand), rest)) = args.split_first() else {
        found(bindings);
        return;
    };
    let field = match field {
        FieldRef::Of(index) => event.fields.get(*index).copied().unwrap_or(Field::Missing),
        FieldRef::Position => Field::whole(i64::try_from(event.position.0).unwrap_or(i64::MAX)),
        FieldRef::Time => Field::Time(event.time),
    };
    let slot = match operand {
        Operand::Constant(value) => {
            if has(field, value) {
                match_args(rest, event, bindings, found);
            }
            return;
        }
        Operand::Variable(slot) => *slot,
    };
    if let Some(Some(value)) = bindings.get(slot) {
        if has(field, value) {
            match_args(rest, event, bindings, found);
        }
        return;
    }
    match field {
        Field::List(items) => {
            let mut known = BTreeSet::new();
            for value in items.iter().filter_map(|item| item.value()) {
                if known.insert(value.clone()) {
                    bind_and_go_on(Some(value), slot, rest, event, bindings, found);
                }
            }
        }
        one => bind_and_go_on(one.value(), slot, rest, event, bindings, found),
    }
}

fn bind_and_go_on(
    value: Option<Value>,
    slot: Slot,
    rest: &[(FieldRef, Operand)],
    event: &Event<'_>,
    bindings: &mut Bindings,
    found: &mut dyn FnMut(&mut Bindings),
) {
    if value.is_none() {
        return;
    }
    set(bindings, slot, value);
    match_args(rest, event, bindings, found);
    set(bindings, slot, None);
}

pub(crate) fn set(bindings: &mut Bindings, slot: Slot, value: Option<Value>) {
    if let Some(place) = bindings.get_mut(slot) {
        *place = value;
    }
}

/// A list has a value if one of its items is it.
fn has(field: Field<'_>, value: &Value) -> bool {
    match field {
        Field::List(items) => items.iter().any(|item| item.is(value)),
        one => one.is(value),
    }
}

/// Whether a `where` holds; patterns have comparisons there and nothing else.
pub(crate) fn guard_holds(guard: Option<&Test>, bindings: &Bindings) -> bool {
    guard.is_none_or(|guard| comparisons_hold(guard, bindings))
}

fn comparisons_hold(test: &Test, bindings: &Bindings) -> bool {
    match test {
        Test::Compared(left, comparison, right) => holds(left, *comparison, right, bindings),
        Test::Not(inner) => !comparisons_hold(inner, bindings),
        Test::And(parts) => parts.iter().all(|part| comparisons_hold(part, bindings)),
        Test::Or(parts) => parts.iter().any(|part| comparisons_hold(part, bindings)),
        Test::Event(_) | Test::State(_) => false,
    }
}

/// The values of these variables, unless one of them has none.
pub(crate) fn values(bindings: &[Option<Value>], slots: &[Slot], out: &mut Tuple) -> bool {
    out.clear();
    for slot in slots {
        match bindings.get(*slot) {
            Some(Some(value)) => out.push(value),
            _ => return false,
        }
    }
    true
}
