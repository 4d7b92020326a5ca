//! When nothing could help any more: the last decision of a history after which the rule is broken
//! whatever is decided then.
//!
//! Each beginning of the history, the longest first, is gone on from in every way, by default first,
//! until a way is found that keeps the rule. Two worlds that have the same future and as much time left
//! are gone on from once.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use kernel::SimTime;
use simulator::director::Item;
use simulator::script::Script;

use crate::asking::{Asking, Kind};
use crate::enumerated::{Answer, Asked, Enumerated, Made, StepAnswers};
use crate::fingerprint::{Fingerprint, Imprint};
use crate::open::Freedom;
use crate::shrink::Shrunk;
use crate::space::Space;
use crate::variant::{Given, Variant, is_broken};
use crate::world::{Step, World};

/// What was decided: a choice was answered, or somebody gave a command of their own accord.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    Choice(Made),
    Command(Given),
}

impl Decision {
    pub fn at(&self) -> SimTime {
        match self {
            Decision::Choice(made) => made.at,
            Decision::Command(given) => given.at,
        }
    }
}

/// When nothing could help any more, as far as was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoReturn {
    pub when: When,
    /// Continuations that were tried.
    pub tried: u32,
    /// Whether those who are free to act could give other commands in them, and not only leave out
    /// those that they gave.
    pub others_act: bool,
}

/// See [`NoReturn`]. All continuations of what is left of the scenario were tried, with the values that
/// are looked at, unless it is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// From this decision on.
    Decided(Decision),
    /// From the beginning.
    Ever,
    /// Not before the violation: these would have kept the rule, though all was decided as it was. Each
    /// of them is needed, with what was looked at.
    Never(Vec<Given>),
    /// Some beginnings have more continuations than were tried, and none of these kept the rule.
    Unknown,
}

/// Worlds that are copied in search of one that keeps the rule.
const COPIED_MAX: u32 = 10_000;

/// Looks for the last decision after which no continuation keeps the rule.
pub(crate) fn no_return(
    space: &Space<'_>,
    rule: usize,
    shrunk: &Shrunk,
    stop: &AtomicBool,
) -> NoReturn {
    let variant = &shrunk.variant;
    let decisions = decisions(space, rule, variant);
    let look = |freedom| Looking { freedom, ..Looking::new(space, rule, variant, stop) };
    if space.freedom.is_some() {
        let found = look(space.freedom).backwards(&decisions);
        if found.when != When::Unknown {
            return found;
        }
    }
    look(None).backwards(&decisions)
}

/// A history that begins as one that breaks the rule does, and keeps it.
pub(crate) fn kept_instead(
    space: &Space<'_>,
    rule: usize,
    variant: &Variant,
    stop: &AtomicBool,
) -> Option<Variant> {
    let decisions = decisions(space, rule, variant);
    let mut looking = Looking::new(space, rule, variant, stop);
    // A shorter beginning goes on in all the ways of a longer one, so it need not be the longest.
    let mut back = 1;
    loop {
        let begun = decisions.len().saturating_sub(back);
        match looking.can_be_kept(decisions.get(..begun).unwrap_or_default()) {
            Fared::Kept(instead) => return Some(instead.variant),
            Fared::Lost if 0 < begun => back *= 2,
            Fared::Lost | Fared::Unknown => return None,
        }
    }
}

/// All that was decided up to the violation, in the order in which it was. Where the order is asked
/// for, each time that it stands is a decision too.
fn decisions(space: &Space<'_>, rule: usize, variant: &Variant) -> Vec<Decision> {
    let Variant { given, choices, .. } = variant;
    let script = variant.script(space.script);
    let first = script.steps.len().saturating_sub(given.len());
    let space = space.within(&script);
    let mut chooser = Enumerated::named(Arc::new(choices.clone()));
    if space.orders {
        chooser = chooser.ordering().with_turns();
    }
    let mut world = World::with(&space, chooser);
    world.remember();
    let (mut decisions, mut were_due) = (Vec::new(), BTreeSet::new());
    let mut told = 0;
    let mut is_broken_yet = false;
    while !world.has_ended() && !is_broken_yet {
        let given = match world.next_item() {
            // Another may go first, so that it is due again.
            Some(Item::Due { step }) if were_due.insert(*step) => {
                step.checked_sub(first).and_then(|it| given.get(it))
            }
            _ => None,
        };
        decisions.extend(given.cloned().map(Decision::Command));
        if world.step(&[], &mut |_| ()).is_err() {
            break;
        }
        let fresh = world.take_fresh();
        let broken = fresh.iter().find(|it| it.verdict.rule == rule && is_broken(&it.verdict));
        is_broken_yet = broken.is_some();
        // The step may have gone on to choices that cannot matter any more.
        let made = broken.map_or(world.trail().len(), |broken| broken.made);
        let new = world.trail().get(told..made).unwrap_or_default();
        decisions.extend(new.iter().cloned().map(Decision::Choice));
        told = made;
    }
    decisions
}

struct Looking<'a> {
    space: &'a Space<'a>,
    rule: usize,
    /// The history that breaks the rule.
    variant: &'a Variant,
    stop: &'a AtomicBool,
    freedom: Option<&'a Freedom>,
    asking: Asking,
    tried: u32,
    copied: u32,
}

/// What became of a beginning.
enum Fared {
    /// Some way to go on keeps the rule.
    Kept(Box<Instead>),
    /// None does.
    Lost,
    /// Not all ways were gone.
    Unknown,
}

/// A history that keeps the rule.
struct Instead {
    variant: Variant,
    /// What was given in it behind its beginning.
    given: Vec<Given>,
}

impl<'a> Looking<'a> {
    /// Those who are free to act may do so.
    fn new(
        space: &'a Space<'a>,
        rule: usize,
        variant: &'a Variant,
        stop: &'a AtomicBool,
    ) -> Looking<'a> {
        let (freedom, asking) = (space.freedom, Asking::default());
        Looking { space, rule, variant, stop, freedom, asking, tried: 0, copied: 0 }
    }
}

impl Looking<'_> {
    fn backwards(mut self, decisions: &[Decision]) -> NoReturn {
        let others_act = self.freedom.is_some();
        // Where nobody can do anything else, the whole of it is the history that breaks the rule.
        let longest = if others_act { decisions.len() + 1 } else { decisions.len() };
        let mut when = When::Ever;
        for begun in (0..longest).rev() {
            let beginning = decisions.get(..begun).unwrap_or_default();
            match self.can_be_kept(beginning) {
                Fared::Unknown => when = When::Unknown,
                Fared::Lost => continue,
                Fared::Kept(instead) => {
                    when = match decisions.get(begun) {
                        Some(decision) => When::Decided(decision.clone()),
                        None if instead.given.is_empty() => When::Unknown,
                        None => When::Never(instead.given),
                    };
                }
            }
            break;
        }
        NoReturn { when, tried: self.tried, others_act }
    }

    /// Whether some history that begins so keeps the rule.
    fn can_be_kept(&mut self, beginning: &[Decision]) -> Fared {
        let given = beginning.iter().filter_map(|decision| match decision {
            Decision::Command(given) => Some(given.clone()),
            Decision::Choice(_) => None,
        });
        let given: Vec<Given> = given.collect();
        let variant = Variant { given, ..self.variant.clone() };
        let script: Cow<'_, Script> = variant.script(self.space.script);
        let mut space = Space::new(&script, self.space.rules, &[], self.freedom);
        space.orders = self.space.orders;
        let answers = beginning.iter().filter_map(|decision| match decision {
            Decision::Choice(made) => Some((made.key.clone(), made.value)),
            Decision::Command(_) => None,
        });
        let chooser = Enumerated::begun(Arc::new(answers.collect()));
        let chooser = if space.orders { chooser.ordering() } else { chooser };
        let mut world = World::with(&space, chooser.knowing(space.grids()));
        let until = beginning.last().map_or(SimTime::MIN, Decision::at);
        world.were_given(&variant.given, until);
        world.remember();
        self.go_on(&variant, world)
    }

    /// Goes on from a world of a history in every way, by default first.
    fn go_on(&mut self, begun: &Variant, world: World<'_>) -> Fared {
        let mut seen: BTreeSet<(Fingerprint, SimTime)> = BTreeSet::new();
        let mut imprint = Imprint::default();
        let mut open = vec![(Arc::new(world), StepAnswers::new())];
        while let Some((from, answers)) = open.pop() {
            self.copied += 1;
            if COPIED_MAX < self.copied || self.stop.load(Ordering::Relaxed) {
                return Fared::Unknown;
            }
            match self.reach(&from, &answers) {
                Reached::Kept(world) => {
                    self.tried += 1;
                    let given = world.given().to_vec();
                    return Fared::Kept(Box::new(Instead {
                        variant: begun.went_on(&world),
                        given,
                    }));
                }
                Reached::Asks(before, asked) => {
                    let is_same = Arc::ptr_eq(&before, &from);
                    if !is_same && !seen.insert(before.fingerprint(&mut imprint)) {
                        continue;
                    }
                    let known = if is_same { answers } else { StepAnswers::new() };
                    let others = (0..asked.options).filter(|it| *it != asked.default);
                    // What is added last is taken first.
                    for answer in others.rev().chain([asked.default]) {
                        let answers = known.iter().copied().chain([answer]).collect();
                        open.push((Arc::clone(&before), answers));
                    }
                }
                Reached::Lost => self.tried += 1,
            }
        }
        Fared::Lost
    }

    /// Lets a copy of a world go on to the next choice that has no answer.
    fn reach<'a>(&mut self, from: &Arc<World<'a>>, answers: &[Answer]) -> Reached<'a> {
        loop {
            if let Some(reached) = self.try_to_reach(from, answers) {
                return reached;
            }
        }
    }

    /// The same; nothing if a step asked of which that was not known.
    fn try_to_reach<'a>(
        &mut self,
        from: &Arc<World<'a>>,
        mut answers: &[Answer],
    ) -> Option<Reached<'a>> {
        let mut world = World::clone(from);
        let mut before = Some(Arc::clone(from));
        loop {
            let kind = Kind::of(&world);
            let Ok(step) = world.step(answers, &mut |_| ()) else { return Some(Reached::Lost) };
            let verdicts = world.take_verdicts();
            if verdicts.iter().any(|it| it.rule == self.rule && is_broken(it)) {
                return Some(Reached::Lost);
            }
            if let Step::Asked(asked) = step {
                self.asking.note(kind);
                return Some(Reached::Asks(before?, asked));
            }
            if world.has_ended() {
                return Some(Reached::Kept(Box::new(world)));
            }
            answers = &[];
            before = self.asking.is_known(Kind::of(&world)).then(|| Arc::new(world.clone()));
        }
    }
}

/// What a world came to.
enum Reached<'a> {
    Kept(Box<World<'a>>),
    /// Before the step that asks, with the choice that has no answer.
    Asks(Arc<World<'a>>, Asked),
    /// The rule is broken, or the history cannot go on.
    Lost,
}
