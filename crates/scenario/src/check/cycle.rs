//! Reactions that set one another off without any time passing.

use std::collections::{BTreeMap, VecDeque};

use diagnostic::Diagnostic;
use serde_json::Value;
use simulator::datum::Datum;
use simulator::script::{Pattern, Trigger};

use super::{Deed, Sketch, reach};
use crate::compile::Compiler;

/// The steps of a circle that are named.
const STEPS_SHOWN: usize = 6;

/// Notices the shortest circle through each step, once.
pub(super) fn check(compiler: &mut Compiler) {
    let graph = Graph::of(&compiler.sketches);
    let components = graph.components();
    let mut told = vec![false; compiler.sketches.len()];
    for start in 0..told.len() {
        if told[start] || compiler.faults.is_full() {
            continue;
        }
        if let Some(circle) = graph.circle(start, &components) {
            for &step in &circle {
                told[step] = true;
            }
            let fault = fault(&circle, &compiler.sketches);
            compiler.faults.push(fault);
        }
    }
}

fn fault(circle: &[usize], sketches: &[Sketch]) -> Diagnostic {
    let steps: Vec<&Sketch> = circle.iter().map(|&step| &sketches[step]).collect();
    let first = steps.iter().take(STEPS_SHOWN).map(|step| step.name.as_str());
    let gap = Some("…").filter(|_| STEPS_SHOWN < steps.len());
    let back = steps.first().map(|step| step.name.as_str());
    let way = first.chain(gap).chain(back).collect::<Vec<_>>().join(" → ");
    let (label, one) = match steps.len() {
        1 => ("sets itself off", "it"),
        _ => ("sets off the next", "one of them"),
    };
    let fault = Diagnostic::error("S117", format!("a circle without delay: {way}"));
    let label = |fault: Diagnostic, step: &&Sketch| fault.label(step.span.clone(), label);
    let fault = steps.iter().take(STEPS_SHOWN).fold(fault, label);
    fault.help(format!("give {one} `after:` with a delay, or `times:`"))
}

/// Which steps each step may set off at the same instant, without end.
struct Graph {
    next: Vec<Vec<usize>>,
}

impl Graph {
    fn of(sketches: &[Sketch]) -> Graph {
        let mut by_kind: BTreeMap<&str, Vec<(usize, &Pattern)>> = BTreeMap::new();
        for (index, sketch) in sketches.iter().enumerate() {
            if let Some(Trigger::Upon(pattern)) = &sketch.trigger
                && !sketch.delayed
                && !sketch.limited
            {
                by_kind.entry(&pattern.kind).or_default().push((index, pattern));
            }
        }
        let mut next = vec![Vec::new(); sketches.len()];
        for &(step, _) in by_kind.values().flatten() {
            for deed in &sketches[step].deeds {
                let events = reach::of(&deed.kind).map_or([].as_slice(), |row| row.at_once);
                let upon = events.iter().filter_map(|kind| by_kind.get(kind)).flatten();
                let set_off = upon.filter(|(_, pattern)| may_match(deed, pattern));
                next[step].extend(set_off.map(|(index, _)| *index));
            }
        }
        Graph { next }
    }

    /// A number for each step; two steps share theirs if each sets off the other, however far
    /// around. So nobody looks for a circle where there is none.
    ///
    /// This is Kosaraju's algorithm: against the arrows, what left the walk last comes first.
    fn components(&self) -> Vec<usize> {
        let mut before = vec![Vec::new(); self.next.len()];
        for (step, next) in self.next.iter().enumerate() {
            for &next in next {
                before[next].push(step);
            }
        }
        let mut component: Vec<Option<usize>> = vec![None; self.next.len()];
        for root in self.left().into_iter().rev() {
            let mut pending = vec![root];
            while let Some(step) = pending.pop() {
                if component[step].is_none() {
                    component[step] = Some(root);
                    pending.extend(&before[step]);
                }
            }
        }
        component.into_iter().flatten().collect()
    }

    /// The steps in the order in which a walk in depth leaves them for good.
    fn left(&self) -> Vec<usize> {
        let mut left = Vec::new();
        let mut seen = vec![false; self.next.len()];
        for root in 0..self.next.len() {
            let mut path = vec![(root, 0)];
            while let Some((step, edge)) = path.pop() {
                if edge == 0 && std::mem::replace(&mut seen[step], true) {
                    continue;
                }
                match self.next[step].get(edge) {
                    Some(&next) => path.extend([(step, edge + 1), (next, 0)]),
                    None => left.push(step),
                }
            }
        }
        left
    }

    /// A shortest way from a step back to itself, by breadth first.
    fn circle(&self, start: usize, components: &[usize]) -> Option<Vec<usize>> {
        let mut from: BTreeMap<usize, usize> = BTreeMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(step) = queue.pop_front() {
            let inside = |next: &&usize| components[**next] == components[start];
            for &next in self.next[step].iter().filter(inside) {
                if next == start {
                    let back = |step: &usize| from.get(step).copied();
                    let mut way: Vec<usize> = std::iter::successors(Some(step), back).collect();
                    way.reverse();
                    return Some(way);
                }
                from.entry(next).or_insert_with(|| {
                    queue.push_back(next);
                    step
                });
            }
        }
        None
    }
}

/// Whether an event of this deed may be one that the pattern wants.
fn may_match(deed: &Deed, pattern: &Pattern) -> bool {
    let by = deed.by.map(|by| Datum::of(&by));
    let wanted_by = pattern.fields.get("by").zip(by.as_ref());
    let agree = |wanted: Option<&Value>, found: &Value| {
        wanted.is_none_or(|wanted| Datum::from(found.clone()).is_meant_by(wanted))
    };
    wanted_by.is_none_or(|(wanted, by)| by.is_meant_by(wanted))
        && deed.fixed.iter().all(|(field, value, _)| agree(pattern.fields.get(field), value))
}
