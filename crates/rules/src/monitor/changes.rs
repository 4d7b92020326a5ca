//! What an event changes of the states, before the rules are asked.

use std::collections::BTreeSet;

use smallvec::{SmallVec, smallvec};

use super::State;
use super::program::{Program, WatchPlan, bound_by_tuple};
use super::relation::Tuples;
use crate::event::Event;
use crate::matching::{Bindings, values};
use crate::tuple::Tuple;

/// Which watched states an event ended and began, with their values.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) ended: Vec<(usize, Tuple)>,
    pub(super) begun: Vec<(usize, Tuple)>,
}

impl State {
    /// Ends and begins what holds, and says which watched states changed.
    pub(super) fn change_states(
        &mut self,
        program: &Program,
        relations: &BTreeSet<usize>,
        event: &Event<'_>,
    ) -> Changes {
        let mut changes = Changes::default();
        for &id in relations {
            let (Some(plan), Some(relation)) =
                (program.relations.get(id), self.relations.get_mut(id))
            else {
                continue;
            };
            relation.expire(plan, event.time.as_millis());
            let ended = relation.end(plan, event);
            let begun = if plan.strictly { Tuples::new() } else { relation.begin(plan, event) };
            self.note(program, id, &ended, &begun, &mut changes);
        }
        changes
    }

    /// Fills a relation that must not hold the present event while the rules are asked.
    pub(super) fn fill_strict(&mut self, program: &Program, id: usize, event: &Event<'_>) {
        let (Some(plan), Some(relation)) = (program.relations.get(id), self.relations.get_mut(id))
        else {
            return;
        };
        if plan.strictly {
            let begun = relation.begin(plan, event);
            self.note(program, id, &[], &begun, &mut Changes::default());
        }
    }

    /// Counts the rows that each watch of a relation sees.
    fn note(
        &mut self,
        program: &Program,
        relation: usize,
        ended: &[Tuple],
        begun: &[Tuple],
        changes: &mut Changes,
    ) {
        if ended.is_empty() && begun.is_empty() {
            return;
        }
        for &id in program.watched.get(relation).into_iter().flatten() {
            let Some(watch) = program.watches.get(id) else { continue };
            let slots = program.rules.get(watch.rule).map_or(0, |rule| rule.slots);
            let mut change: SmallVec<[(Tuple, (u32, u32)); 1]> = SmallVec::new();
            for (tuples, counted) in [(ended, (1, 0)), (begun, (0, 1))] {
                let keys = tuples.iter().filter_map(|tuple| watched(watch, slots, tuple));
                change.extend(keys.map(|key| (key, counted)));
            }
            if 1 < change.len() {
                change.sort();
                change.dedup_by(|(same, (ended, begun)), (key, (all_ended, all_begun))| {
                    let is_same = same == key;
                    if is_same {
                        (*all_ended, *all_begun) = (*all_ended + *ended, *all_begun + *begun);
                    }
                    is_same
                });
            }
            for (key, (ended, begun)) in change {
                // Of one row for each key, what ended was there and what begun was not.
                let before = match self.watches.get(id) {
                    Some(counts) if watch.columns.is_none() => {
                        counts.get(&key).copied().unwrap_or(0)
                    }
                    _ => ended,
                };
                let now = (before + begun).saturating_sub(ended);
                if let Some(counts) = self.watches.get_mut(id).filter(|_| watch.columns.is_none()) {
                    *counts.entry(&key) = now;
                }
                match (before, now) {
                    (0, 1..) => changes.begun.push((id, key)),
                    (1.., 0) => {
                        self.watches[id].remove(&key);
                        changes.ended.push((id, key));
                    }
                    _ => {}
                }
            }
        }
    }
}

/// The values by which a watch knows a row, if the row is one that it sees.
fn watched(watch: &WatchPlan, slots: usize, row: &Tuple) -> Option<Tuple> {
    if let Some(columns) = &watch.columns {
        return Some(row.picked(columns));
    }
    let mut bindings: Bindings = smallvec![None; slots];
    let mut key = Tuple::new();
    let is_seen = bound_by_tuple(&watch.state.args, watch.state.guard.as_ref(), row, &mut bindings);
    (is_seen && values(&bindings, &watch.slots, &mut key)).then_some(key)
}
