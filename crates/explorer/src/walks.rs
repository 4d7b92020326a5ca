//! Random walks that are led to where nothing has been seen yet.
//!
//! A walk begins as none did or as one that was kept, and answers every other choice at random. The
//! beginning of a walk is kept, up to before the last step, when it is the first to come to its *class*:
//! the kinds of events, the rules and the actors met with on the way. So what is rare is branched from
//! again and again. Walks of one round know only what the rounds before have found, and are put together
//! in order: threads change nothing.

use std::collections::BTreeSet;
use std::hash::Hash;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::Actor;
use rules::Verdict;
use simulator::probe;
use simulator::record::{Body, CenterRecord};

use crate::breadth::{Coverage, Impasse, Violation};
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

/// A beginning that is branched from: up to before the step which led to a class that was new.
#[derive(Debug, Default)]
struct Kept {
    answers: Vec<Answer>,
    leads_to: Class,
}

impl Kept {
    fn bytes(&self) -> u64 {
        KEPT_BYTES + size_of_val(self.answers.as_slice()) as u64 + self.leads_to.bytes()
    }
}

/// What one walk came to.
#[derive(Default)]
struct Way {
    kept: Vec<Kept>,
    /// The classes that were met with, of which no beginning is kept yet.
    classes: BTreeSet<Fingerprint>,
    violations: Vec<Violation>,
    coverage: Coverage,
    fault: Option<Impasse>,
}

/// Walks that know the same.
const ROUND: u64 = 64;
/// What a beginning takes beside its answers and its class.
const KEPT_BYTES: u64 = 100;
/// About what a class takes that was met.
const MET_BYTES: u64 = 32;
/// Worlds of one walk that are kept.
const KEPT_BY_WALK: usize = 4;

/// Walks until something is broken, or as often as was asked.
pub fn walk<'a>(space: &'a Space<'a>, walks: &Walks, stop: &AtomicBool) -> Walked {
    let start = World::new(space);
    let mut kept = vec![Kept::default()];
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
        let ways = round(&start, (&kept, (!found.is_full).then_some(&known)), &numbers, walks);
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
                    memory += one.bytes();
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

fn round(start: &World<'_>, known: Known<'_>, numbers: &[u64], walks: &Walks) -> Vec<Way> {
    let share = numbers.len().div_ceil(walks.threads.max(1)).max(1);
    std::thread::scope(|scope| {
        let workers: Vec<_> = numbers
            .chunks(share)
            .map(|part| {
                scope.spawn(move || {
                    let each = part.iter().map(|number| one_walk(start, known, walks, *number));
                    each.collect::<Vec<_>>()
                })
            })
            .collect();
        let joined = workers.into_iter().map(|it| it.join().expect("a worker does not panic"));
        joined.flatten().collect()
    })
}

/// The beginnings that are branched from, and the classes that they lead to; where there is no room for
/// more, none is known.
type Known<'a> = (&'a [Kept], Option<&'a BTreeSet<Class>>);

fn one_walk(start: &World<'_>, (kept, known): Known<'_>, walks: &Walks, number: u64) -> Way {
    let mut way = Way::default();
    let mut dice = Dice::new(walks.seed, number);
    let begun = branched_from(kept, &mut dice);
    let (mut world, mut class) = (start.clone(), Class::default());
    let (mut answers, mut last): (Vec<Answer>, Class) = <_>::default();
    let mut dice = Some(dice);
    while !world.has_ended() {
        let asked = answers.len();
        let given = begun.get(asked..).unwrap_or_default();
        if let Some(dice) = dice.take_if(|_| given.is_empty()) {
            world.answer_at_random(dice);
        }
        let stepped = world.step(given, &mut |record| {
            way.coverage.see(record);
            class.see(record);
        });
        way.coverage.note_untried(&world);
        answers.extend(given.iter().take(world.used()));
        answers.extend(world.take_random());
        if let Err(fault) = stepped {
            way.fault = Some(Impasse { why: fault.to_string(), answers });
            return way;
        }
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
            // What a step decides can be decided otherwise from before it alone; all that is drawn
            // when it begins is drawn in the first.
            let until = if asked == 0 { answers.len() } else { asked };
            let answers = answers.get(..until).unwrap_or_default().to_vec();
            way.kept.push(Kept { answers, leads_to: class.clone() });
        }
        last.clone_from(&class);
    }
    way.coverage.leave(&world);
    way
}

/// One walk in four begins anew, the others as one of those that were kept, more often as one that was
/// kept late.
fn branched_from<'k>(kept: &'k [Kept], dice: &mut Dice) -> &'k [Answer] {
    let mut any = || dice.below(kept.len() as u64);
    let (one, other) = (any(), any());
    let place = if dice.below(4) == 0 { 0 } else { one.max(other) };
    let from = usize::try_from(place).ok().and_then(|place| kept.get(place));
    from.map_or(&[], |from| &from.answers)
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
