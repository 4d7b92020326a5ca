//! What all threads do: each item goes on to its next choice.

use std::collections::BTreeSet;
use std::hash::Hash;

use kernel::SimTime;
use rules::Verdict;

use super::charged::charged;
use super::{Coverage, Item, Limits};
use crate::asking::{Asking, Kind};
use crate::enumerated::{Answer, Asked};
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
    /// A state that is not gone on from, since every answer leads too far.
    Border(Stamp),
    /// A history that has ended, and in what the center has ended.
    End(Stamp, Fingerprint),
    Broken(Vec<Verdict>),
    Fault(Fault),
}

/// Works on a block with some threads; the results stand in the order of the items.
pub(super) fn work<'a>(
    block: &[Item<'a>],
    (depth, limits): (u32, &Limits),
    coverage: &mut Coverage,
) -> Vec<Reached<'a>> {
    let share = block.len().div_ceil(limits.threads.max(1)).max(16);
    // This thread works too: what a thread of its own leaves behind is slow to be used again.
    let (mine, others) = block.split_at(share.min(block.len()));
    let mut parts = std::thread::scope(|scope| {
        let chunks = others.chunks(share);
        let workers: Vec<_> =
            chunks.map(|items| scope.spawn(move || worked(items, depth, limits))).collect();
        let mut parts = vec![worked(mine, depth, limits)];
        parts.extend(workers.into_iter().map(|it| it.join().expect("a worker does not panic")));
        parts
    });
    let mut results = Vec::with_capacity(block.len());
    for (reached, met) in &mut parts {
        results.append(reached);
        coverage.add(met);
    }
    results
}

fn worked<'a>(items: &[Item<'a>], depth: u32, limits: &Limits) -> (Vec<Reached<'a>>, Coverage) {
    let (imprint, coverage, asking) = (Imprint::default(), Coverage::default(), Asking::default());
    let mut worker = Worker { depth, limits, imprint, coverage, asking };
    let results = items.iter().map(|item| worker.reach(item)).collect();
    (results, worker.coverage)
}

/// A world in front of a step that may ask.
enum Before<'a> {
    World(Box<World<'a>>),
    /// What is noted of a world that is not gone on from, whatever the step asks.
    Border(Stamp, BTreeSet<usize>),
}

struct Worker<'l> {
    depth: u32,
    limits: &'l Limits,
    imprint: Imprint,
    coverage: Coverage,
    asking: Asking,
}

impl Worker<'_> {
    /// Lets a world go on until the next choice that has no answer.
    fn reach<'a>(&mut self, item: &Item<'a>) -> Reached<'a> {
        loop {
            if let Some(reached) = self.try_to_reach(item) {
                return reached;
            }
        }
    }

    /// The same; nothing if a step asked of which that was not known.
    fn try_to_reach<'a>(&mut self, item: &Item<'a>) -> Option<Reached<'a>> {
        let mut world = item.world.world.clone();
        match self.step_and_judge(&mut world, &item.answers) {
            Ok(None) => {}
            Ok(Some(asked)) => return Some(Reached::Choice(asked)),
            Err(reached) => return Some(reached),
        }
        loop {
            if world.has_ended() {
                self.coverage.leave(&world);
                return Some(self.end(&world));
            }
            let kind = Kind::of(&world);
            let before = self.asking.is_known(kind).then(|| self.before(&world));
            let asked = match self.step_and_judge(&mut world, &[]) {
                Ok(asked) => asked,
                Err(reached) => return Some(reached),
            };
            if let Some(asked) = asked {
                self.asking.note(kind);
                return Some(self.asked(before?, asked));
            }
        }
    }

    /// What has to be kept of a world in front of a step that may ask, which spoils it.
    fn before<'a>(&mut self, world: &World<'a>) -> Before<'a> {
        if self.limits.may_be_followed(self.depth, world.space) {
            return Before::World(Box::new(world.clone()));
        }
        let waiting = self.coverage.waiting(world);
        Before::Border(world.fingerprint(&mut self.imprint), waiting)
    }

    fn asked<'a>(&mut self, before: Before<'a>, asked: Asked) -> Reached<'a> {
        let before = match before {
            Before::World(before) => before,
            Before::Border(stamp, waiting) => {
                let is_open = |rule: &usize| !self.coverage.rules.contains(rule);
                self.coverage.pending.extend(waiting.into_iter().filter(is_open));
                return Reached::Border(stamp);
            }
        };
        let stamp = before.fingerprint(&mut self.imprint);
        let followed = self.limits.followed(self.depth, asked);
        if followed == 0 {
            self.coverage.leave(&before);
            return Reached::Border(stamp);
        }
        let bytes = charged(self.imprint.taken(), before.planned(), followed);
        Reached::State(stamp, before, asked, bytes)
    }

    /// What a step asks, unless it ends the history: what is broken before it asks is broken whatever
    /// the answer, so that is looked at first.
    fn step_and_judge<'a>(
        &mut self,
        world: &mut World<'_>,
        answers: &[Answer],
    ) -> Result<Option<Asked>, Reached<'a>> {
        let asked = match self.step(world, answers) {
            Err(fault) => return Err(Reached::Fault(fault)),
            Ok(Step::Asked(asked)) => Some(asked),
            Ok(Step::Done) => None,
        };
        let broken = self.judge(world);
        if broken.is_empty() { Ok(asked) } else { Err(self.broken(world, broken, asked.is_none())) }
    }

    fn step(&mut self, world: &mut World<'_>, answers: &[Answer]) -> Result<Step, Fault> {
        let alike = world.alike();
        let see = &mut |record: &_| self.coverage.see_alike(record, alike.as_ref());
        let stepped = world.step(answers, see);
        self.coverage.note_untried(world);
        stepped
    }

    /// Notes what a step has reached, and returns what it has broken.
    fn judge(&mut self, world: &mut World<'_>) -> Vec<Verdict> {
        let mut broken = self.coverage.judge(world);
        broken.retain(|it| self.limits.rule.is_none_or(|rule| it.rule == rule));
        self.coverage.goals.extend(world.goals_reached());
        broken
    }

    /// A history ends where it has broken a rule; what else is certain by then is broken as near.
    fn broken<'a>(
        &mut self,
        world: &mut World<'_>,
        mut broken: Vec<Verdict>,
        mut goes_on: bool,
    ) -> Reached<'a> {
        while goes_on && !world.has_ended() {
            let stepped = self.step(world, &[]);
            goes_on = matches!(stepped, Ok(Step::Done));
            for verdict in self.judge(world) {
                if !broken.iter().any(|it| it.rule == verdict.rule) {
                    broken.push(verdict);
                }
            }
        }
        self.coverage.leave(world);
        Reached::Broken(broken)
    }

    fn end<'a>(&mut self, world: &World<'a>) -> Reached<'a> {
        // Whoever compares two searches wants to know of all that was recorded; what the future
        // depends on is less.
        if self.limits.keeps_going {
            serde_json::to_vec(world.center()).unwrap_or_default().hash(&mut self.imprint);
        }
        let center = self.imprint.take();
        Reached::End(world.fingerprint(&mut self.imprint), center)
    }
}
