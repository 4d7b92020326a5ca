//! What is true at the present event of what speaks of the past alone.

use super::bound::Work;
use super::compile::{Node, assigned_here};
use super::memory::{Memory, merged};
use super::points::part;
use smallvec::smallvec;

use crate::calculate::holds;
use crate::event::Event;
use crate::matching::{Bindings, match_args, set};
use crate::number::Number;
use crate::plan::Slot;
use crate::tree::formula::Fold;
use crate::value::Value;

pub(super) struct Past<'a, 'e> {
    pub(super) memories: &'a mut [Memory],
    pub(super) event: &'a Event<'e>,
    pub(super) slots: usize,
    pub(super) work: &'a Work,
}

impl Past<'_, '_> {
    /// All rows of a node, in order and each once.
    pub(super) fn rows(&self, node: &Node) -> Vec<Bindings> {
        each_once(self.extended(node, &smallvec![None; self.slots]))
    }

    fn now(&self) -> i64 {
        self.event.time.as_millis()
    }

    /// Brings the memories of a node and of its parts up to the present event, once.
    pub(super) fn update(&mut self, node: &Node) {
        match node {
            Node::Atom { .. } | Node::Compared(..) | Node::Leaf { .. } => {}
            Node::Not(inner)
            | Node::Exists(_, inner)
            | Node::Next { inner, .. }
            | Node::Before { inner, .. } => self.update(inner),
            Node::Aggregate { body, .. } => self.update(body),
            Node::And(parts) | Node::Or(parts) => {
                for part in parts {
                    self.update(part);
                }
            }
            Node::Until { left, right, .. } => {
                if let Some(left) = left {
                    self.update(left);
                }
                self.update(right);
            }
            Node::Previously { memory, window, inner } => {
                self.update(inner);
                let (rows, now) = (self.rows(inner), self.now());
                self.memories[*memory].shift(*window, rows, now);
            }
            Node::Holding { memory, window, inner } => {
                self.update(inner);
                let (rows, now) = (self.rows(inner), self.now());
                self.memories[*memory].hold(*window, &rows, now);
            }
            Node::Since { memory, temporal, left, right, key, .. } => {
                self.update(right);
                let now = self.now();
                if temporal.strictly {
                    self.memories[*memory].add_waiting(*temporal, key);
                }
                if let Some(left) = left {
                    self.update(left);
                    self.keep(*memory, left);
                }
                let rows = self.rows(right);
                let memory = &mut self.memories[*memory];
                if temporal.strictly {
                    memory.wait(rows, now);
                } else {
                    memory.add((*temporal, key), rows, now);
                }
                memory.expire(temporal.window, key, now);
            }
        }
    }

    /// Forgets the rows for which the left side does not hold now.
    fn keep(&mut self, memory: usize, left: &Node) {
        if !self.can_end(left) {
            return;
        }
        let rows = self.memories[memory].rows();
        let kept = rows.filter(|row| !self.extended(left, row).is_empty()).cloned().collect();
        self.memories[memory].retain(&kept);
    }

    /// Whether this event can make a left side false: of `not φ`, only if φ has a row.
    fn can_end(&self, left: &Node) -> bool {
        match left {
            Node::Not(inner) => match &**inner {
                Node::Atom { kind, .. } => *kind == self.event.kind,
                Node::Exists(_, inner) => self.can_end(&Node::Not(inner.clone())),
                _ => true,
            },
            Node::And(parts) => parts.iter().any(|part| self.can_end(part)),
            _ => true,
        }
    }

    /// The ways to make a node true that keep these values.
    pub(super) fn extended(&self, node: &Node, bindings: &Bindings) -> Vec<Bindings> {
        if self.work.is_too_much() {
            return Vec::new();
        }
        let rows = self.found(node, bindings);
        self.work.found(rows.len());
        rows
    }

    fn found(&self, node: &Node, bindings: &Bindings) -> Vec<Bindings> {
        match node {
            Node::Atom { kind, args } => {
                if *kind != self.event.kind {
                    return Vec::new();
                }
                let mut found = Vec::new();
                match_args(args, self.event, &mut bindings.clone(), &mut |bindings| {
                    found.push(bindings.clone());
                });
                found
            }
            Node::Compared(left, comparison, right) => {
                if let Some((slot, value)) = assigned_here((left, *comparison, right), bindings) {
                    return assign(bindings, slot, value.value(bindings));
                }
                let is_so = holds(left, *comparison, right, bindings);
                if is_so { vec![bindings.clone()] } else { Vec::new() }
            }
            Node::Not(inner) => {
                let is_so = self.extended(inner, bindings).is_empty();
                if is_so { vec![bindings.clone()] } else { Vec::new() }
            }
            Node::And(parts) => {
                let mut rows = vec![bindings.clone()];
                for part in parts {
                    rows = rows.iter().flat_map(|row| self.extended(part, row)).collect();
                    if rows.is_empty() {
                        break;
                    }
                }
                rows
            }
            Node::Or(parts) => {
                parts.iter().flat_map(|part| self.extended(part, bindings)).collect()
            }
            Node::Exists(slots, inner) => {
                without(self.extended(inner, &hidden(bindings, slots)), bindings, slots)
            }
            Node::Previously { memory, .. } => {
                let rows = self.memories[*memory].previous().iter();
                rows.filter_map(|row| merged(bindings, row)).collect()
            }
            Node::Holding { memory, .. } => {
                let rows = self.memories[*memory].held();
                rows.filter_map(|row| merged(bindings, row)).collect()
            }
            Node::Since { memory, temporal, columns, key, .. } => {
                let (now, columns) = (self.now(), (columns.as_slice(), key.as_slice()));
                self.memories[*memory].within(columns, temporal.window, now, bindings)
            }
            Node::Aggregate { result, fold, of, per, body } => {
                let group = part(bindings, per);
                let rows = each_once(self.extended(body, &group));
                aggregated(rows, bindings, (*result, *fold, *of), per)
            }
            // The others look ahead.
            _ => Vec::new(),
        }
    }
}

/// The bindings with one more value, if there is one.
pub(super) fn assign(bindings: &Bindings, slot: Slot, value: Option<Value>) -> Vec<Bindings> {
    if value.is_none() {
        return Vec::new();
    }
    let mut bindings = bindings.clone();
    set(&mut bindings, slot, value);
    vec![bindings]
}

/// The bindings without the variables of a quantifier.
pub(super) fn hidden(bindings: &Bindings, slots: &[Slot]) -> Bindings {
    let mut hidden = bindings.clone();
    for slot in slots {
        set(&mut hidden, *slot, None);
    }
    hidden
}

/// Rows whose quantified variables are as they were outside; each row once.
fn without(rows: Vec<Bindings>, bindings: &Bindings, slots: &[Slot]) -> Vec<Bindings> {
    each_once(rows.into_iter().map(|row| restored(row, bindings, slots)).collect())
}

/// Rows in order, each once.
fn each_once(mut rows: Vec<Bindings>) -> Vec<Bindings> {
    rows.sort_unstable();
    rows.dedup();
    rows
}

pub(super) fn restored(mut row: Bindings, bindings: &Bindings, slots: &[Slot]) -> Bindings {
    for slot in slots {
        set(&mut row, *slot, bindings.get(*slot).cloned().flatten());
    }
    row
}

/// The result for each group that has a row.
fn aggregated(
    rows: Vec<Bindings>,
    bindings: &Bindings,
    (result, fold, of): (Slot, Fold, Slot),
    per: &[Slot],
) -> Vec<Bindings> {
    let in_groups = rows.into_iter().map(|row| (part(&row, per), row));
    let mut in_groups: Vec<(Bindings, Bindings)> = in_groups.collect();
    in_groups.sort_by(|(a, _), (b, _)| a.cmp(b));
    let results = in_groups.chunk_by(|(a, _), (b, _)| a == b).filter_map(|rows| {
        let values: Vec<&Value> =
            rows.iter().filter_map(|(_, row)| row.get(of)?.as_ref()).collect();
        let mut group = rows.first()?.0.clone();
        set(&mut group, result, folded(fold, &values));
        group.get(result)?.as_ref()?;
        merged(bindings, &group)
    });
    results.collect()
}

fn folded(fold: Fold, values: &[&Value]) -> Option<Value> {
    let count = i64::try_from(values.len()).ok().filter(|count| 0 < *count)?;
    let sum = || {
        values.iter().try_fold(0_i128, |sum, value| match value {
            Value::Number(number) => sum.checked_add(number.nanos()),
            _ => Some(sum),
        })
    };
    match fold {
        Fold::Count => Some(Value::whole(count)),
        Fold::Sum => sum().and_then(Number::from_nanos).map(Value::Number),
        Fold::Average => {
            let nanos = sum()? / i128::from(count);
            Number::from_nanos(nanos).map(Value::Number)
        }
        Fold::Min => values.iter().min().copied().cloned(),
        Fold::Max => values.iter().max().copied().cloned(),
    }
}
