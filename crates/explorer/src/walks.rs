//! Random walks that are led to where nothing has been seen yet.
//!
//! A walk begins at the beginning or at a world that was kept, and answers every choice at random.
//! A world is kept when it is one of the first of its *class*: the kinds of events, the rules and the actors
//! met with on the way to it. So what is rare is branched from again and again. Walks of one round
//! know only what the rounds before have found, and are put together in order: threads change
//! nothing.

use std::collections::BTreeSet;
use std::hash::Hash;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::Actor;
use rules::Verdict;
use simulator::probe;
use simulator::record::{Body, CenterRecord};

use crate::breadth::{Coverage, Impasse, Violation};
use crate::charged::charged;
use crate::enumerated::Answer;
use crate::fingerprint::{Fingerprint, Imprint};
use crate::space::Space;
use crate::variant::is_broken;
use crate::world::World;

/// How much is walked.
#[derive(Clone, Copy, Debug)]
pub struct Walks {
    pub count: u64,
    pub seed: u64,
    pub threads: usize,
    /// The bytes that may be kept of worlds to branch from, and of classes.
    pub memory_max: u64,
    /// The only rule that is asked, if not all are.
    pub rule: Option<usize>,
}

/// What walking has found.
#[derive(Clone, Debug, Default)]
pub struct Walked {
    pub walks: u64,
    /// Classes of worlds, as the module says.
    pub classes: u64,
    /// The first history found for each rule that is broken.
    pub violations: Vec<Violation>,
    pub coverage: Coverage,
    /// The first history that could not go on, if one could not.
    pub fault: Option<Impasse>,
    pub was_stopped: bool,
    /// There was no room for all worlds and classes: later walks know less than they could.
    pub is_full: bool,
}

/// What was met with on the way to a world.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Class {
    kinds: BTreeSet<(u32, u32)>,
    rules: BTreeSet<usize>,
    actors: BTreeSet<Actor>,
}

/// A world that is branched from: the one before the step which led to a class that was new.
struct Kept<'a> {
    world: World<'a>,
    answers: Vec<Answer>,
    class: Class,
    leads_to: Class,
    bytes: u64,
}

impl<'a> Kept<'a> {
    fn new(world: World<'a>, answers: &[Answer], [class, leads_to]: [&Class; 2]) -> Kept<'a> {
        let mut imprint = Imprint::default();
        world.fingerprint(&mut imprint);
        let of_world = charged(imprint.taken(), world.planned(), 1) + size_of_val(answers) as u64;
        let bytes = of_world + class.bytes() + leads_to.bytes();
        let (class, leads_to) = (class.clone(), leads_to.clone());
        Kept { world, answers: answers.to_vec(), class, leads_to, bytes }
    }
}

/// What one walk came to.
#[derive(Default)]
struct Way<'a> {
    kept: Vec<Kept<'a>>,
    /// The classes that were met with, of which no world is kept yet.
    classes: BTreeSet<Fingerprint>,
    violations: Vec<Violation>,
    coverage: Coverage,
    fault: Option<Impasse>,
}

/// Walks that know the same.
const ROUND: u64 = 64;
/// About what a class takes that was met.
const MET_BYTES: u64 = 32;
/// Worlds of one walk that are kept.
const KEPT_BY_WALK: usize = 4;

/// Walks until something is broken, or as often as was asked.
pub fn walk<'a>(space: &'a Space<'a>, walks: &Walks, stop: &AtomicBool) -> Walked {
    let world = World::new(space);
    let none = Class::default();
    let mut kept = vec![Kept::new(world, &[], [&none; 2])];
    let mut memory = 0;
    let mut known: BTreeSet<Class> = BTreeSet::new();
    let mut met: BTreeSet<Fingerprint> = BTreeSet::new();
    let mut found = Walked::default();
    while found.walks < walks.count && found.violations.is_empty() && found.fault.is_none() {
        if stop.load(Ordering::Relaxed) {
            found.was_stopped = true;
            break;
        }
        let numbers: Vec<u64> = (found.walks..walks.count.min(found.walks + ROUND)).collect();
        let ways = round(&kept, (!found.is_full).then_some(&known), &numbers, walks);
        found.walks += numbers.len() as u64;
        for way in ways {
            let Way { kept: new, classes, violations, mut coverage, fault } = way;
            for class in classes {
                if memory < walks.memory_max && met.insert(class) {
                    memory += MET_BYTES;
                }
            }
            for one in new {
                if memory < walks.memory_max && known.insert(one.leads_to.clone()) {
                    memory += one.bytes;
                    kept.push(one);
                }
            }
            found.is_full = walks.memory_max <= memory;
            for violation in violations {
                if !found.violations.iter().any(|it| it.rule == violation.rule) {
                    found.violations.push(violation);
                }
            }
            found.coverage.add(&mut coverage);
            found.fault = found.fault.or(fault);
        }
    }
    found.classes = met.len() as u64;
    found
}

fn round<'a>(
    kept: &[Kept<'a>],
    known: Option<&BTreeSet<Class>>,
    numbers: &[u64],
    walks: &Walks,
) -> Vec<Way<'a>> {
    let share = numbers.len().div_ceil(walks.threads.max(1)).max(1);
    std::thread::scope(|scope| {
        let workers: Vec<_> = numbers
            .chunks(share)
            .map(|part| {
                scope.spawn(move || {
                    let each = part.iter().map(|number| one_walk(kept, known, walks, *number));
                    each.collect::<Vec<_>>()
                })
            })
            .collect();
        let joined = workers.into_iter().map(|it| it.join().expect("a worker does not panic"));
        joined.flatten().collect()
    })
}

/// Where no classes are known there is no room for new ones.
fn one_walk<'a>(
    kept: &[Kept<'a>],
    known: Option<&BTreeSet<Class>>,
    walks: &Walks,
    number: u64,
) -> Way<'a> {
    let mut way = Way::default();
    let mut dice = Dice::new(walks.seed, number);
    // One walk in four begins at the beginning, the others at one of those that were kept, more often
    // at one that was kept late.
    let mut any = || dice.below(kept.len() as u64);
    let (one, other) = (any(), any());
    let place = if dice.below(4) == 0 { 0 } else { one.max(other) };
    let Some(from) = usize::try_from(place).ok().and_then(|place| kept.get(place)) else {
        return way;
    };
    let mut world = from.world.clone();
    let (mut answers, mut class) = (from.answers.clone(), from.class.clone());
    world.answer_at_random(dice);
    let mut last = class.clone();
    while !world.has_ended() {
        // What a step decides can be decided otherwise from before it alone.
        let before = known.filter(|_| world.has_begun()).map(|_| world.clone());
        let asked = answers.len();
        let stepped = world.step(&[], &mut |record| {
            way.coverage.see(record);
            class.see(record);
        });
        way.coverage.note_untried(&world);
        if let Err(fault) = stepped {
            answers.extend(world.take_random());
            way.fault = Some(Impasse { why: fault.to_string(), answers });
            return way;
        }
        answers.extend(world.take_random());
        let verdicts = world.take_verdicts();
        way.coverage.rules.extend(verdicts.iter().map(|it| it.rule));
        class.rules.extend(verdicts.iter().map(|it| it.rule));
        let is_asked = |it: &&Verdict| walks.rule.is_none_or(|rule| it.rule == rule);
        for verdict in verdicts.iter().filter(|it| is_broken(it)).filter(is_asked) {
            way.violations.push(Violation {
                rule: verdict.rule,
                at: verdict.certain_at,
                depth: u32::try_from(answers.len()).unwrap_or(u32::MAX),
                is_nearest: false,
                answers: answers.clone(),
            });
        }
        way.coverage.goals.extend(world.goals_reached());
        if !way.violations.is_empty() {
            break;
        }
        if class.size() == last.size() {
            continue;
        }
        // Other walks keep those that this one has no room for, if they come to them again.
        let is_new = known.is_some_and(|known| !known.contains(&class));
        if is_new && way.classes.insert(class.fingerprint()) && way.kept.len() < KEPT_BY_WALK {
            way.kept.push(match before {
                Some(before) => Kept::new(before, &answers[..asked], [&last, &class]),
                None => Kept::new(world.clone(), &answers, [&class; 2]),
            });
        }
        last.clone_from(&class);
    }
    way.coverage.leave(&world);
    way
}

impl Class {
    fn see(&mut self, record: &CenterRecord) {
        if let Body::Event(event) = &record.body {
            self.kinds.extend(probe::kind(event).map(|kind| kind.numbers));
            self.actors.insert(record.by);
        }
    }

    /// About what it takes: its entries, and a node for each few of them.
    fn bytes(&self) -> u64 {
        500 + 32 * self.size() as u64
    }

    fn fingerprint(&self) -> Fingerprint {
        let mut imprint = Imprint::default();
        self.hash(&mut imprint);
        imprint.take()
    }

    /// It only ever grows.
    fn size(&self) -> usize {
        self.kinds.len() + self.rules.len() + self.actors.len()
    }
}

/// Numbers that are drawn from a seed and the number of a walk, by `SplitMix64`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64, walk: u64) -> Dice {
        let mut dice = Dice(seed);
        dice.0 = dice.next() ^ walk.wrapping_mul(0xd134_2543_de82_ef95);
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// A number below a bound; 0 if there is none.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        u64::try_from((u128::from(self.next()) * u128::from(bound)) >> 64).unwrap_or(0)
    }
}
