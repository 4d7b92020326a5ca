//! What is true: the definition of the core, by recursion over the formula, in three values.
//!
//! It knows no tables and no keys and looks at every event and value there is. Nothing in
//! common with the monitor but the meaning of a comparison.

use std::collections::{BTreeMap, BTreeSet};

use super::log::{Instance, Logged, Said};
use crate::Type;
use crate::calculate::holds;
use crate::core::{Aggregate, Formula, Temporal};
use crate::number::Number;
use crate::plan::{FieldRef, Operand, Slot, Variable};
use crate::tree::formula::{Fold, TemporalOperator};
use crate::value::Value;

/// True, false, or unknown.
type Truth = Option<bool>;
type Bindings = Vec<Option<Value>>;

fn both(a: Truth, b: impl FnOnce() -> Truth) -> Truth {
    if a == Some(false) {
        return a;
    }
    match (a, b()) {
        (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn not(a: Truth) -> Truth {
    a.map(|truth| !truth)
}

fn either(a: Truth, b: impl FnOnce() -> Truth) -> Truth {
    not(both(not(a), || not(b())))
}

/// A log, as far as it is known.
pub(crate) struct Reference<'a> {
    log: &'a [Logged],
    /// Nothing more comes.
    closed: bool,
    domains: BTreeMap<Slot, BTreeSet<Value>>,
}

/// What is true of a log, of its violation formula with so many variables.
pub(crate) fn judge(formula: &Formula, variables: usize, shown: usize, log: &[Logged]) -> Said {
    let mut said = Said::default();
    for closed in [false, true] {
        let mut reference = Reference { log, closed, domains: BTreeMap::new() };
        reference.collect_domains(formula);
        let free: Vec<Slot> = formula.free().into_iter().collect();
        for (i, event) in log.iter().enumerate() {
            let mut bindings = vec![None; variables];
            reference.each(&free, &mut bindings, &mut |reference, bindings| {
                let truth = reference.truth(formula, i, bindings);
                let instance: Instance = (event.position, bindings[..shown].to_vec());
                match (truth, closed) {
                    (Some(true), false) => said.broken.push(instance),
                    (None, false) => said.pending.push(instance),
                    (Some(true), true) => said.at_close.push(instance),
                    (None, true) => panic!("a closed log leaves nothing unknown"),
                    (Some(false), _) => {}
                }
            });
        }
    }
    let broken: BTreeSet<Instance> = said.broken.iter().cloned().collect();
    said.at_close.retain(|instance| !broken.contains(instance));
    said.sorted()
}

/// What nobody knows yet of a log that goes on, also with values that no event has had so far.
pub(crate) fn unknown(formula: &Formula, variables: &[Variable], log: &[Logged]) -> Vec<Instance> {
    let mut reference = Reference { log, closed: false, domains: BTreeMap::new() };
    reference.collect_domains(formula);
    let free: Vec<Slot> = formula.free().into_iter().collect();
    for slot in &free {
        let domain = reference.domains.entry(*slot).or_default();
        match variables[*slot].of {
            Type::Int => domain.extend([0, 1, 2, 7].map(Value::whole)),
            _ => domain.extend(["p", "q", "other"].map(Value::text)),
        }
    }
    let mut unknown = Vec::new();
    for (i, event) in log.iter().enumerate() {
        let mut bindings = vec![None; variables.len()];
        reference.each(&free, &mut bindings, &mut |reference, bindings| {
            if reference.truth(formula, i, bindings).is_none() {
                unknown.push((event.position, bindings.clone()));
            }
        });
    }
    unknown
}

impl Reference<'_> {
    /// The values that each variable can have: those where it stands in an event.
    fn collect_domains(&mut self, formula: &Formula) {
        if let Formula::Atom { kind, args } = formula {
            for (field, operand) in args {
                let Operand::Variable(slot) = operand else { continue };
                for event in self.log.iter().filter(|event| event.kind == *kind) {
                    let values = values(event, *field);
                    self.domains.entry(*slot).or_default().extend(values);
                }
            }
        }
        if let Formula::Exists(slots, _) | Formula::Forall(slots, _) = formula {
            // A value that no event has had yet may come.
            for slot in slots {
                self.domains.entry(*slot).or_default().insert(Value::text("other"));
            }
        }
        if let Formula::Aggregate(aggregate) = formula {
            // Short logs of small numbers have no larger counts and sums.
            let results = (0..=20).map(Value::whole);
            let domain = self.domains.entry(aggregate.result).or_default();
            domain.extend(results);
            if aggregate.fold == Fold::Average {
                let shares = (1..=8)
                    .flat_map(|rows| (0..=20).map(move |sum: i128| sum * 1_000_000_000 / rows));
                domain.extend(shares.filter_map(Number::from_nanos).map(Value::Number));
            }
        }
        for part in formula.parts() {
            self.collect_domains(part);
        }
    }

    /// Calls with all ways to give values to variables that have none.
    fn each(
        &self,
        slots: &[Slot],
        bindings: &mut Bindings,
        call: &mut dyn FnMut(&Self, &mut Bindings),
    ) {
        let Some((slot, rest)) = slots.split_first() else {
            call(self, bindings);
            return;
        };
        let none = BTreeSet::new();
        for value in self.domains.get(slot).unwrap_or(&none) {
            let before = bindings[*slot].replace(value.clone());
            self.each(rest, bindings, call);
            bindings[*slot] = before;
        }
    }

    fn distance(&self, from: usize, to: usize) -> i64 {
        self.log[to].time - self.log[from].time
    }

    /// Whether an event may still come whose distance from this one the window holds.
    fn may_come(&self, i: usize, temporal: Temporal) -> bool {
        let passed = self.distance(i, self.log.len() - 1);
        !self.closed && temporal.window.high.is_none_or(|high| passed <= high)
    }

    fn truth(&self, formula: &Formula, i: usize, bindings: &mut Bindings) -> Truth {
        match formula {
            Formula::Atom { kind, args } => Some(self.is_event(i, *kind, args, bindings)),
            Formula::Compared(left, comparison, right) => {
                Some(holds(left, *comparison, right, bindings))
            }
            Formula::Not(inner) => not(self.truth(inner, i, bindings)),
            Formula::And(parts) => {
                let mut all = Some(true);
                for part in parts {
                    all = both(all, || self.truth(part, i, bindings));
                }
                all
            }
            Formula::Or(parts) => {
                let mut any = Some(false);
                for part in parts {
                    any = either(any, || self.truth(part, i, bindings));
                }
                any
            }
            Formula::Implies(left, right) => {
                let left = not(self.truth(left, i, bindings));
                either(left, || self.truth(right, i, bindings))
            }
            Formula::Exists(slots, inner) => self.exists(slots, inner, i, bindings),
            Formula::Forall(slots, inner) => {
                let negated = Formula::Not(inner.clone());
                not(self.exists(slots, &negated, i, bindings))
            }
            Formula::Unary(temporal, inner) => self.unary(*temporal, inner, i, bindings),
            Formula::Binary(left, temporal, right) => match temporal.operator {
                TemporalOperator::Since => self.since(left, *temporal, right, i, bindings),
                _ => self.until(left, *temporal, right, i, bindings),
            },
            Formula::Aggregate(aggregate) => {
                let result = self.aggregate(aggregate, i, bindings);
                let wanted = bindings[aggregate.result].clone();
                Some(result.is_some() && result == wanted)
            }
        }
    }

    fn is_event(
        &self,
        i: usize,
        kind: crate::KindId,
        args: &[(FieldRef, Operand)],
        bindings: &Bindings,
    ) -> bool {
        let event = &self.log[i];
        event.kind == kind
            && args.iter().all(|(field, operand)| {
                let values = values(event, *field);
                match operand {
                    Operand::Constant(value) => values.contains(value),
                    Operand::Variable(slot) => {
                        bindings[*slot].as_ref().is_some_and(|value| values.contains(value))
                    }
                }
            })
    }

    /// The results of aggregates are calculated instead of guessed.
    fn exists(&self, slots: &[Slot], inner: &Formula, i: usize, bindings: &mut Bindings) -> Truth {
        if let Formula::And(parts) = inner
            && let Some(Formula::Aggregate(aggregate)) = parts.first()
            && slots == [aggregate.result]
        {
            let result = self.aggregate(aggregate, i, bindings);
            if result.is_none() {
                return Some(false);
            }
            let before = std::mem::replace(&mut bindings[aggregate.result], result);
            let truth = self.truth(inner, i, bindings);
            bindings[aggregate.result] = before;
            return truth;
        }
        let mut any = Some(false);
        self.each(slots, bindings, &mut |reference, bindings| {
            any = either(any, || reference.truth(inner, i, bindings));
        });
        any
    }

    fn unary(
        &self,
        temporal: Temporal,
        inner: &Formula,
        i: usize,
        bindings: &mut Bindings,
    ) -> Truth {
        let top = Formula::And(Vec::new());
        match temporal.operator {
            TemporalOperator::Previously => match i.checked_sub(1) {
                Some(j) if temporal.window.holds(self.distance(j, i)) => {
                    self.truth(inner, j, bindings)
                }
                _ => Some(false),
            },
            TemporalOperator::Next => match self.log.get(i + 1) {
                Some(_) if temporal.window.holds(self.distance(i, i + 1)) => {
                    self.truth(inner, i + 1, bindings)
                }
                None if self.may_come(i, temporal) => None,
                Some(_) | None => Some(false),
            },
            TemporalOperator::Once => self.since(&top, temporal, inner, i, bindings),
            TemporalOperator::Eventually => self.until(&top, temporal, inner, i, bindings),
            TemporalOperator::Historically | TemporalOperator::Always => {
                let negated = Formula::Not(Box::new(inner.clone()));
                not(if temporal.operator == TemporalOperator::Always {
                    self.until(&top, temporal, &negated, i, bindings)
                } else {
                    self.since(&top, temporal, &negated, i, bindings)
                })
            }
            TemporalOperator::Since | TemporalOperator::Until => {
                unreachable!("they have two sides")
            }
        }
    }

    fn since(
        &self,
        left: &Formula,
        temporal: Temporal,
        right: &Formula,
        i: usize,
        bindings: &mut Bindings,
    ) -> Truth {
        let (mut any, mut left_holds) = (Some(false), Some(true));
        for j in (0..=i).rev() {
            let counts =
                temporal.window.holds(self.distance(j, i)) && !(temporal.strictly && j == i);
            if counts {
                any = either(any, || both(left_holds, || self.truth(right, j, bindings)));
            }
            left_holds = both(left_holds, || self.truth(left, j, bindings));
        }
        any
    }

    fn until(
        &self,
        left: &Formula,
        temporal: Temporal,
        right: &Formula,
        i: usize,
        bindings: &mut Bindings,
    ) -> Truth {
        let (mut any, mut left_holds) = (Some(false), Some(true));
        for j in i..self.log.len() {
            let counts =
                temporal.window.holds(self.distance(i, j)) && !(temporal.strictly && j == i);
            if counts {
                any = either(any, || both(left_holds, || self.truth(right, j, bindings)));
            }
            if !(temporal.strictly && j == i) {
                left_holds = both(left_holds, || self.truth(left, j, bindings));
            }
        }
        if self.may_come(i, temporal) {
            any = either(any, || both(left_holds, || None));
        }
        any
    }

    /// The value, if the group has a row.
    fn aggregate(&self, aggregate: &Aggregate, i: usize, bindings: &Bindings) -> Option<Value> {
        let free = aggregate.body.free();
        let own: Vec<Slot> =
            free.iter().copied().filter(|slot| !aggregate.per.contains(slot)).collect();
        let mut group = bindings.clone();
        for slot in &own {
            group[*slot] = None;
        }
        let mut rows: BTreeSet<Bindings> = BTreeSet::new();
        self.each(&own, &mut group, &mut |reference, row| {
            if reference.truth(&aggregate.body, i, row) == Some(true) {
                rows.insert(row.clone());
            }
        });
        let of = |row: &Bindings| row[aggregate.of].clone();
        let values: Vec<Value> = rows.iter().filter_map(of).collect();
        let nanos = || {
            let numbers = values.iter().map(|value| match value {
                Value::Number(number) => number.nanos(),
                _ => 0,
            });
            numbers.sum::<i128>()
        };
        let rows = i64::try_from(values.len()).expect("the log is short");
        if rows == 0 {
            return None;
        }
        match aggregate.fold {
            Fold::Count => Some(Value::whole(rows)),
            Fold::Sum => Number::from_nanos(nanos()).map(Value::Number),
            Fold::Average => Number::from_nanos(nanos() / i128::from(rows)).map(Value::Number),
            Fold::Min => values.into_iter().min(),
            Fold::Max => values.into_iter().max(),
        }
    }
}

fn values(event: &Logged, field: FieldRef) -> Vec<Value> {
    match field {
        FieldRef::Of(index) => event.fields[index].clone(),
        FieldRef::Position => {
            vec![Value::whole(i64::try_from(event.position).expect("the log is short"))]
        }
        FieldRef::Time => vec![Value::Time(event.time)],
    }
}
