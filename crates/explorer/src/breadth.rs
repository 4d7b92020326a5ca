//! Breadth first through all histories, those with the fewest choices first.
//!
//! A *state* is a world that stands before a choice; what is certain is done on the way, and two
//! worlds with the same fingerprint are one state. All worlds of a level are worked on by all
//! threads, and what they found is put together in one fixed order.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use kernel::SimTime;
use rules::Verdict;

use crate::enumerated::{Answer, Asked, StepAnswers};
use crate::fingerprint::{Imprint, Seen};
use crate::space::Space;
use crate::world::{Fault, World};

mod charged;
mod coverage;
mod item;
mod limits;
mod paths;
mod queue;
mod work;

pub use coverage::Coverage;
use item::{Held, Item};
pub use limits::{Distance, Limits};
use paths::{Paths, StateNumber};
use queue::Queue;
use work::{Reached, Stamp, work};

/// How a search ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// There is nothing that was not looked at.
    Everything,
    /// Everything up to the greatest distance was looked at, and more lies behind it.
    AtDepth,
    /// Rules were found broken at this distance; nearer by, all was looked at.
    Broken { depth: u32 },
    /// The memory is used up; everything nearer than this distance was looked at.
    OutOfMemory { depth: u32 },
    /// As many worlds were copied as may be; everything nearer than this distance was looked at.
    OutOfTime { depth: u32 },
    /// Somebody stopped it; everything nearer than this distance was looked at.
    Stopped { depth: u32 },
    /// The scenario cannot be played on.
    Fault(Impasse),
}

/// A history that cannot go on, which is a fault of the scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impasse {
    pub why: String,
    /// What was answered to the choices on the way.
    pub answers: Vec<Answer>,
}

/// A history that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pub rule: usize,
    /// The instant at which it became certain.
    pub at: SimTime,
    /// How far from the beginning.
    pub depth: u32,
    /// Whether the rule is known to be kept by all that is nearer.
    pub is_nearest: bool,
    /// What was answered to the choices on the way.
    pub answers: Vec<Answer>,
}

/// What a search found.
#[derive(Clone, Debug)]
pub struct Searched {
    pub ended: Ended,
    /// States that differ.
    pub states: u64,
    /// By distance.
    pub states_at: Vec<u64>,
    /// Times that a world was copied and went on.
    pub transitions: u64,
    /// The first history found for each rule that is broken at the least distance.
    pub violations: Vec<Violation>,
    pub coverage: Coverage,
    /// Whether something is drawn of which only some values are gone through.
    pub draws_in_part: bool,
    /// Whether things were due at one instant of which only one order was gone through.
    pub order_in_part: bool,
    /// Whether somebody is free to act, who is offered that at certain instants.
    pub offers_in_part: bool,
    /// The most bytes that were kept at once.
    pub memory: u64,
    /// Of these at the end the bytes of the states that were seen, and of the ways to them.
    pub kept: u64,
    /// Of all states and all ends: what two searches agree in that went through the same histories.
    pub digest: u128,
}

impl Searched {
    /// Whether all histories were gone through to their end, so that what was not met with never
    /// comes. One that breaks a rule ends there; and who is free to act could do so at instants, and
    /// with arguments, that were not tried.
    pub fn is_exhausted(&self) -> bool {
        let in_part = self.offers_in_part || self.draws_in_part || self.order_in_part;
        self.ended == Ended::Everything && self.violations.is_empty() && !in_part
    }
}

/// Worlds that are worked on before their results are put together.
const BLOCK: usize = 4_096;
/// So many at least, however little memory is left.
const BLOCK_MIN: usize = 64;
/// The bytes of a state in the set of those that were seen, and of its place in the tree.
const STATE_BYTES: u64 = 64;

/// Searches until something is broken, all was seen, or a limit is reached.
pub fn search<'a>(space: &'a Space<'a>, limits: &Limits, stop: &AtomicBool) -> Searched {
    search_shown(space, limits, stop, &mut |_, _| ())
}

/// The same; from time to time somebody is shown how far it is, and what was found by then.
pub fn search_shown<'a>(
    space: &'a Space<'a>,
    limits: &Limits,
    stop: &AtomicBool,
    show: &mut dyn FnMut(u32, &Searched),
) -> Searched {
    let found = Search::new(limits, space).run(stop, show);
    Searched { order_in_part: space.order_in_part(), ..found }
}

struct Search<'a> {
    limits: Limits,
    queues: VecDeque<Queue<Item<'a>>>,
    depth: u32,
    seen: Seen,
    paths: Paths,
    held: Arc<AtomicU64>,
    /// Bytes that are kept, and those of the largest world so far.
    memory: u64,
    world_max: u64,
    /// The bytes of what waits, beside its worlds.
    waiting: u64,
    cut: bool,
    found: Searched,
}

impl<'a> Search<'a> {
    fn new(limits: &Limits, space: &'a Space<'a>) -> Search<'a> {
        let held = Arc::new(AtomicU64::new(0));
        let mut search = Search {
            limits: *limits,
            queues: VecDeque::new(),
            depth: 0,
            seen: Seen::default(),
            paths: Paths::new(),
            held,
            memory: 0,
            world_max: 0,
            waiting: 0,
            cut: false,
            found: Searched {
                ended: Ended::Everything,
                states: 0,
                states_at: Vec::new(),
                transitions: 0,
                violations: Vec::new(),
                coverage: Coverage::default(),
                draws_in_part: space.draws_in_part(),
                order_in_part: false,
                offers_in_part: space.freedom.is_some(),
                memory: 0,
                kept: 0,
                digest: 0,
            },
        };
        let world = World::new(space);
        // What is made of its parts is noted before several threads could.
        world.fingerprint(&mut Imprint::default());
        let world = search.hold(world, 0);
        search.push(0, Item { world, answers: StepAnswers::new(), from: Paths::ROOT });
        search
    }

    fn hold(&self, world: World<'a>, bytes: u64) -> Arc<Held<'a>> {
        self.held.fetch_add(bytes, Ordering::Relaxed);
        Arc::new(Held { world, bytes, total: Arc::clone(&self.held) })
    }

    fn push(&mut self, further: usize, item: Item<'a>) {
        while self.queues.len() <= further {
            self.queues.push_back(Queue::default());
        }
        self.waiting += item.bytes();
        self.queues[further].push(item);
    }

    fn run(mut self, stop: &AtomicBool, show: &mut dyn FnMut(u32, &Searched)) -> Searched {
        loop {
            let block_max = self.block_max();
            let Some(queue) = self.queues.front_mut() else { break };
            let block = queue.take(block_max);
            if block.is_empty() {
                if !self.found.violations.is_empty() && !self.limits.keeps_going {
                    self.found.ended = Ended::Broken { depth: self.depth };
                    break;
                }
                self.queues.pop_front();
                self.depth += 1;
                continue;
            }
            self.waiting -= block.iter().map(Item::bytes).sum::<u64>();
            let here = (self.depth, &self.limits);
            let results = work(&block, here, &mut self.found.coverage);
            self.found.transitions += block.len() as u64;
            let mut first_fault = None;
            for (item, reached) in block.iter().zip(results) {
                first_fault = first_fault.or(self.take(item, reached));
            }
            drop(block);
            self.found.states = self.found.states_at.iter().sum();
            show(self.depth, &self.found);
            if let Some((fault, answers)) = first_fault {
                self.found.ended = Ended::Fault(Impasse { why: fault.to_string(), answers });
                break;
            }
            if let Some(ended) = self.limit(stop) {
                self.found.ended = ended;
                break;
            }
        }
        if self.found.ended == Ended::Everything && self.cut {
            self.found.ended = Ended::AtDepth;
        }
        self.found
    }

    /// Worlds that may be worked on at once: each of them can come to one that is kept.
    fn block_max(&self) -> usize {
        let left = self.limits.memory_max.saturating_sub(self.memory);
        let worlds = usize::try_from(left / self.world_max.max(1)).unwrap_or(BLOCK);
        worlds.clamp(BLOCK_MIN, BLOCK)
    }

    /// Whether the search must end here.
    fn limit(&mut self, stop: &AtomicBool) -> Option<Ended> {
        let kept = self.seen.len() as u64 * STATE_BYTES + self.paths.bytes();
        let memory = kept + self.waiting + self.held.load(Ordering::Relaxed);
        self.memory = memory;
        self.found.memory = self.found.memory.max(memory);
        self.found.kept = kept;
        if stop.load(Ordering::Relaxed) {
            return Some(Ended::Stopped { depth: self.depth });
        }
        if self.limits.transitions_max < self.found.transitions {
            return Some(Ended::OutOfTime { depth: self.depth });
        }
        (self.limits.memory_max < memory).then_some(Ended::OutOfMemory { depth: self.depth })
    }

    /// Takes in what an item came to.
    fn take(&mut self, item: &Item<'a>, reached: Reached<'a>) -> Option<(Fault, Vec<Answer>)> {
        match reached {
            Reached::Choice(asked) => self.branch(&item.world, &item.answers, item.from, asked),
            Reached::State(stamp, world, asked, bytes) => {
                self.world_max = self.world_max.max(bytes);
                if let Some(number) = self.new_state(item, stamp) {
                    let world = self.hold(*world, bytes);
                    self.branch(&world, &[], number, asked);
                }
            }
            Reached::Border(stamp) => {
                self.cut |= self.new_state(item, stamp).is_some();
            }
            Reached::End(stamp, center) => {
                self.found.digest = self.found.digest.wrapping_add(center.0);
                self.new_state(item, stamp);
            }
            Reached::Broken(verdicts) => {
                for verdict in verdicts {
                    self.violated(item, &verdict);
                }
            }
            Reached::Fault(fault) => return Some((fault, self.paths.to(item.from, &item.answers))),
        }
        None
    }

    fn new_state(&mut self, item: &Item<'a>, stamp: Stamp) -> Option<StateNumber> {
        let (fingerprint, at) = stamp;
        if !self.seen.insert(fingerprint, at) {
            return None;
        }
        self.found.digest = self.found.digest.wrapping_add(fingerprint.0);
        let depth = self.depth as usize;
        if self.found.states_at.len() <= depth {
            self.found.states_at.resize(depth + 1, 0);
        }
        self.found.states_at[depth] += 1;
        Some(self.paths.add(item.from, &item.answers))
    }

    /// One item for each answer to a choice.
    fn branch(
        &mut self,
        world: &Arc<Held<'a>>,
        answers: &[Answer],
        from: StateNumber,
        asked: Asked,
    ) {
        for answer in asked.least..asked.options {
            let further = self.limits.further(asked, answer);
            if self.limits.depth_max < self.depth + further {
                self.cut = true;
                continue;
            }
            let answers = answers.iter().copied().chain([answer]).collect();
            self.push(further as usize, Item { world: Arc::clone(world), answers, from });
        }
    }

    fn violated(&mut self, item: &Item<'a>, verdict: &Verdict) {
        if self.found.violations.iter().any(|it| it.rule == verdict.rule) {
            return;
        }
        self.found.violations.push(Violation {
            rule: verdict.rule,
            at: verdict.certain_at,
            depth: self.depth,
            is_nearest: true,
            answers: self.paths.to(item.from, &item.answers),
        });
    }
}
