//! What all threads do: each item goes on to its next choice.

use std::hash::Hash;

use kernel::SimTime;
use rules::Verdict;

use super::{Coverage, Item, Limits};
use crate::enumerated::Asked;
use crate::fingerprint::{Fingerprint, Imprint};
use crate::world::{Fault, Step, World};

/// What tells a state from others, and its instant.
pub(super) type Stamp = (Fingerprint, SimTime);

/// What one item came to.
pub(super) enum Reached<'a> {
    /// One more choice of the same step.
    Choice(Asked),
    /// A state, with its next choice and its size.
    State(Stamp, Box<World<'a>>, Asked, u64),
    /// A history that has ended, and in what the center has ended.
    End(Stamp, Fingerprint),
    Broken(Vec<Verdict>),
    Fault(Fault),
}

/// Works on a block with some threads; the results stand in the order of the items.
pub(super) fn work<'a>(
    block: &[Item<'a>],
    limits: &Limits,
    coverage: &mut Coverage,
) -> Vec<Reached<'a>> {
    let share = block.len().div_ceil(limits.threads.max(1)).max(16);
    let mut parts = std::thread::scope(|scope| {
        let workers: Vec<_> =
            block.chunks(share).map(|items| scope.spawn(move || worked(items, limits))).collect();
        let joined = workers.into_iter().map(|it| it.join().expect("a worker does not panic"));
        joined.collect::<Vec<_>>()
    });
    let mut results = Vec::with_capacity(block.len());
    for (reached, met) in &mut parts {
        results.append(reached);
        coverage.add(met);
    }
    results
}

fn worked<'a>(items: &[Item<'a>], limits: &Limits) -> (Vec<Reached<'a>>, Coverage) {
    let (mut imprint, mut coverage) = (Imprint::default(), Coverage::default());
    let reached = |item: &Item<'a>| reach(item, limits, &mut imprint, &mut coverage);
    (items.iter().map(reached).collect(), coverage)
}

/// Lets a world go on until the next choice that has no answer.
fn reach<'a>(
    item: &Item<'a>,
    limits: &Limits,
    imprint: &mut Imprint,
    coverage: &mut Coverage,
) -> Reached<'a> {
    let mut world = item.world.world.clone();
    match world.step(&item.answers, &mut |record| coverage.see(record)) {
        Err(fault) => return Reached::Fault(fault),
        Ok(Step::Asked(asked)) => return Reached::Choice(asked),
        Ok(Step::Done) => {}
    }
    loop {
        let mut broken = coverage.judge(&mut world);
        broken.retain(|it| limits.rule.is_none_or(|rule| it.rule == rule));
        if !broken.is_empty() {
            return Reached::Broken(broken);
        }
        coverage.goals.extend(world.goals_reached());
        if world.has_ended() {
            // Whoever compares two searches wants to know of all that was recorded; what the
            // future depends on is less.
            if limits.keeps_going {
                serde_json::to_vec(world.center()).unwrap_or_default().hash(imprint);
            }
            let center = imprint.take();
            return Reached::End(world.fingerprint(imprint), center);
        }
        let before = world.clone();
        match world.step(&[], &mut |record| coverage.see(record)) {
            Err(fault) => return Reached::Fault(fault),
            Ok(Step::Done) => {}
            Ok(Step::Asked(asked)) => {
                let stamp = before.fingerprint(imprint);
                let bytes = before.bytes();
                return Reached::State(stamp, Box::new(before), asked, bytes);
            }
        }
    }
}
