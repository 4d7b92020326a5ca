//! A history of a scenario that is described, not reached: what is left out, what is chosen
//! otherwise than by default, and who acts besides. It is what shrinking edits, and what a
//! counterexample writes down.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use domain::{Actor, Command, NationSet};
use kernel::{SimDuration, SimTime};
use rules::{Outcome, RuleSet, Verdict};
use simulator::choice::Stream;
use simulator::record::{CenterRecord, Origin};
use simulator::script::{Choice, Script, Step, Streams, Template, Trigger};

use crate::enumerated::{Answer, Answers, Enumerated, Made};
use crate::folder::command;
use crate::space::{Fresh, Space};
use crate::walks::Dice;
use crate::world::{self, AFTER, World};

/// A command that somebody gives of their own accord.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    pub at: SimTime,
    pub by: Actor,
    pub command: Command,
}

impl Given {
    /// The kind of the command, such as `silence.object`.
    pub fn kind(&self) -> String {
        command(&serde_json::to_value(&self.command).unwrap_or_default()).0
    }
}

/// See the module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variant {
    /// Steps that are left out, by name.
    pub steps: BTreeSet<String>,
    /// Nations that are not enrolled.
    pub nations: NationSet,
    /// What is not listed happens by default.
    pub choices: Answers,
    pub given: Vec<Given>,
}

/// How a history went up to the instant at which a rule was found broken.
#[derive(Clone, Debug)]
pub struct Played {
    pub verdict: Verdict,
    /// The choices made up to then, in order.
    pub made: Vec<Made>,
}

/// What became of a rule in a history.
#[derive(Clone, Debug)]
pub enum Fate {
    Broken(Box<Played>),
    /// It was asked, and what was due came.
    Kept,
    /// It was not broken, and nothing was ever due.
    NeverAsked,
    /// The scenario cannot be played so.
    Unplayable,
}

/// The name under which given commands stand in a scenario, which may have such names already.
pub(crate) fn given_name(script: &Script, number: usize) -> String {
    let taken = script.steps.iter().filter_map(|step| step.name.strip_prefix("timeline/found-"));
    let last = taken.filter_map(|number| number.parse::<usize>().ok()).max().unwrap_or(0);
    format!("found-{}", last.saturating_add(number).saturating_add(1))
}

impl Variant {
    /// The script that this is a history of.
    pub fn script<'s>(&self, script: &'s Script) -> Cow<'s, Script> {
        if self.steps.is_empty() && self.nations.is_empty() && self.given.is_empty() {
            return Cow::Borrowed(script);
        }
        let mut reduced = script.clone();
        reduced.leave_out(&self.steps, self.nations);
        let given = self.given.iter().enumerate();
        let steps = given.filter_map(|(number, given)| step_of(&given_name(script, number), given));
        reduced.steps.extend(steps);
        Cow::Owned(reduced)
    }

    /// What is otherwise than by default.
    pub fn departures(&self) -> usize {
        self.choices.len() + self.given.len()
    }

    /// The same with every choice of a space answered at random, and with what those who are free to act
    /// gave besides; none if the scenario cannot be played so.
    pub(crate) fn at_random(&self, space: &Space<'_>, dice: Dice) -> Option<Variant> {
        let script = self.script(space.script);
        let mut whole = Space::new(&script, space.rules, &[], space.freedom);
        whole.orders = space.orders;
        let mut world = World::new(&whole);
        world.were_given(&self.given, SimTime::MIN);
        world.answer_at_random(dice);
        world.remember();
        while !world.has_ended() {
            world.step(&[], &mut |_| ()).ok()?;
        }
        Some(self.went_on(&world))
    }

    /// The same with the choices that were made in a world that remembers them, and with what was given
    /// there besides.
    pub(crate) fn went_on(&self, world: &World<'_>) -> Variant {
        let departures = world.trail().iter().filter(|made| !made.is_default());
        let choices = departures.map(|made| (made.key.clone(), made.value)).collect();
        let mut given: Vec<Given> = self.given.iter().chain(world.given()).cloned().collect();
        given.sort_by_key(|given| given.at);
        Variant { choices, given, ..self.clone() }
    }

    /// The instants up to the violation at which who is free to act could do so: soon after something
    /// has happened, if nothing else is due then.
    pub(crate) fn offered(&self, space: &Space<'_>, rule: usize) -> Vec<SimTime> {
        if self.given.is_empty() {
            return Vec::new();
        }
        let script = self.script(space.script);
        let space = space.within(&script);
        let mut world = World::with(&space, Enumerated::named(Arc::new(self.choices.clone())));
        let (mut instants, mut taken) = (vec![script.opening.starts_at + AFTER], BTreeSet::new());
        let mut is_broken_yet = false;
        while !world.has_ended() && !is_broken_yet {
            let see = &mut |record: &CenterRecord| instants.push(record.at + AFTER);
            if world.step(&[], see).is_err() {
                break;
            }
            taken.insert(world.now());
            let verdicts = world.take_verdicts();
            is_broken_yet = verdicts.iter().any(|it| it.rule == rule && is_broken(it));
        }
        instants.sort();
        instants.dedup();
        instants.retain(|at| !taken.contains(at));
        instants
    }

    /// Plays the history until the rule is broken; none if it is not, or the scenario cannot be
    /// played so.
    pub fn play(&self, script: &Script, rules: &RuleSet, rule: usize) -> Option<Played> {
        match self.fate(script, rules, rule) {
            Fate::Broken(played) => Some(*played),
            Fate::Kept | Fate::NeverAsked | Fate::Unplayable => None,
        }
    }

    /// Plays the history until the rule is broken, or to the end.
    pub fn fate(&self, script: &Script, rules: &RuleSet, rule: usize) -> Fate {
        let script = self.script(script);
        let space = Space::new(&script, rules, &[], None);
        let chooser = Enumerated::named(Arc::new(self.choices.clone()));
        let mut world = World::with(&space, chooser);
        world.remember();
        until_broken(&mut world, &[], rule).unwrap_or(Fate::Unplayable)
    }
}

fn step_of(name: &str, given: &Given) -> Option<Step> {
    let name = format!("timeline/{name}");
    let stream = |purpose: &str| Stream::new(format!("{name}/{purpose}")).ok();
    let streams = Streams {
        instant: stream("instant")?,
        delay: stream("delay")?,
        chance: stream("chance")?,
        option: stream("option")?,
    };
    let origin = Arc::new(Origin::UNSTATED);
    let template = Template::Fixed(given.command.clone());
    Some(Step {
        name,
        trigger: Trigger::At { at: given.at, times: 1, every: None },
        when: Vec::new(),
        unless: Vec::new(),
        delay: None,
        chance: 1_000_000,
        times_max: None,
        options: vec![Choice { weight: 1, by: given.by, template, origin }],
        streams,
    })
}

/// Lets a world go on with these answers, which its steps take one after the other, until the
/// rule is broken or nothing more happens.
pub(crate) fn until_broken(
    world: &mut World<'_>,
    answers: &[Answer],
    rule: usize,
) -> Result<Fate, world::Fault> {
    let (mut rest, mut was_kept) = (answers, false);
    loop {
        let step = world.step(rest, &mut |_| ())?;
        rest = rest.get(world.used()..).unwrap_or_default();
        for fresh in world.take_fresh().into_iter().filter(|it| it.verdict.rule == rule) {
            let Fresh { verdict, made } = fresh;
            if is_broken(&verdict) {
                // The step may have gone on to choices that cannot matter any more.
                let made = world.trail().iter().take(made).cloned().collect();
                return Ok(Fate::Broken(Box::new(Played { verdict, made })));
            }
            was_kept |= verdict.outcome == Outcome::Kept;
        }
        if world.has_ended() || matches!(step, world::Step::Asked(_)) {
            return Ok(if was_kept { Fate::Kept } else { Fate::NeverAsked });
        }
    }
}

/// Whether a verdict says that a rule is broken. What was repaired is none the worse for it.
pub(crate) fn is_broken(verdict: &Verdict) -> bool {
    matches!(verdict.outcome, Outcome::Broken | Outcome::BrokenAtClose)
}

/// Describes the history that a search has reached.
pub fn described(space: &Space<'_>, answers: &[Answer], rule: usize) -> Option<(Variant, Played)> {
    let mut world = World::new(space);
    world.remember();
    let Ok(Fate::Broken(played)) = until_broken(&mut world, answers, rule) else {
        return None;
    };
    let played = *played;
    let choices = played.made.iter().filter(|made| !made.is_default());
    let choices = choices.map(|made| (made.key.clone(), made.value)).collect();
    let given = world.given().to_vec();
    let variant = Variant { choices, given, ..Variant::default() };
    Some((variant, played))
}

/// The choices otherwise than by default on the way that these answers lead, and what was given.
pub fn way(space: &Space<'_>, answers: &[Answer]) -> (Vec<Made>, Vec<Given>) {
    let mut world = World::new(space);
    world.remember();
    let mut rest = answers;
    while !world.has_ended() {
        // A way may lead to where the scenario cannot be played on.
        let Ok(world::Step::Done) = world.step(rest, &mut |_| ()) else { break };
        rest = rest.get(world.used()..).unwrap_or_default();
    }
    let departures = world.trail().iter().filter(|made| !made.is_default());
    (departures.cloned().collect(), world.given().to_vec())
}

/// A span as a number that people would write: whole days before hours before minutes.
pub(crate) fn roundness(span: SimDuration) -> u32 {
    let units = [86_400_000, 21_600_000, 3_600_000, 1_800_000, 600_000, 60_000, 1_000];
    let ms = span.as_millis();
    let place = units.iter().position(|unit| ms.is_multiple_of(*unit));
    u32::try_from(place.unwrap_or(units.len())).unwrap_or(u32::MAX)
}
