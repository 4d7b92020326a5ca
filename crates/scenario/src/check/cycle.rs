//! Reactions that set one another off without any time passing.

use diagnostic::Diagnostic;
use simulator::probe;
use simulator::script::Trigger;

use super::{Deed, Sketch, reach};
use crate::compile::Compiler;

/// Notices the shortest circle through each step, once.
pub(super) fn check(compiler: &mut Compiler) {
    let sketches = &compiler.sketches;
    let mut faults = Vec::new();
    let mut told = vec![false; sketches.len()];
    for start in 0..sketches.len() {
        if told[start] {
            continue;
        }
        if let Some(circle) = circle(sketches, start) {
            let mut names: Vec<&str> = circle.iter().map(|&i| sketches[i].name.as_str()).collect();
            names.push(sketches[start].name.as_str());
            let mut fault =
                Diagnostic::error("S117", format!("a circle without delay: {}", names.join(" → ")));
            for &index in &circle {
                told[index] = true;
                fault = fault.label(sketches[index].span.clone(), "sets off the next at once");
            }
            faults.push(fault.help("give one of them `after:` with a delay, or `times:`"));
        }
    }
    compiler.faults.extend(faults);
}

/// A shortest way from a step back to itself, by breadth first.
fn circle(sketches: &[Sketch], start: usize) -> Option<Vec<usize>> {
    let mut from: Vec<Option<usize>> = vec![None; sketches.len()];
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(step) = queue.pop_front() {
        for next in 0..sketches.len() {
            if !sets_off(&sketches[step], &sketches[next]) {
                continue;
            }
            if next == start {
                let mut way = vec![step];
                while let Some(before) = from[*way.last()?].filter(|_| way.last() != Some(&start)) {
                    way.push(before);
                }
                way.reverse();
                return Some(way);
            }
            if from[next].is_none() {
                from[next] = Some(step);
                queue.push_back(next);
            }
        }
    }
    None
}

/// Whether an act of one step may set off the other at the same instant, without end.
fn sets_off(step: &Sketch, next: &Sketch) -> bool {
    if next.delayed || next.limited {
        return false;
    }
    let Trigger::Upon(pattern) = &next.trigger else {
        return false;
    };
    let agrees = |deed: &Deed| {
        deed.fixed.iter().all(|(field, value, _)| {
            pattern.fields.get(field).is_none_or(|wanted| probe::means(wanted, value))
        })
    };
    step.deeds.iter().any(|deed| {
        let row = reach::of(&deed.kind);
        row.is_some_and(|row| row.at_once.contains(&pattern.kind.as_str())) && agrees(deed)
    })
}
