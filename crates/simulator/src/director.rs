//! Plays a script: turns its steps into commands and the events it watches into further steps.
//!
//! Deadlines that the center arms become wake-ups at the instant they are due; a wake-up comes
//! after everything else of that instant, so that what is done at the deadline is in time.

use std::cmp::Reverse;
use std::sync::Arc;

use domain::clock::{self, Clock, Expire};
use domain::{Actor, Center, Event};
use kernel::{Id, Position, Recorded, Shared, SimDuration, SimTime};

use crate::agenda::{Agenda, InThePast};
use crate::choice::{self, ChoiceError, ChoiceKey, Choose, Stream};
use crate::chunked::Chunked;
use crate::distribution::Distribution;
use crate::engine::{Act, ActOf, Chosen, Most, Reactor};
use crate::fields::Fields;
use crate::history::History;
use crate::listeners::Listeners;
use crate::probe;
use crate::script::{Fixed, Script, Step, Trigger};
use crate::template::{Filling, TemplateError};

mod lapsing;
mod memory;
mod opening;
mod set_off;
mod turn;

use lapsing::Lapsing;
pub use memory::Relevant;
use set_off::SetOff;

/// Commands come before wake-ups of the same instant.
pub(crate) const PRIORITY_COMMAND: u8 = COMMAND;

/// The priority of commands on the agenda.
pub const COMMAND: u8 = 100;
const PRIORITY_WAKE: u8 = 200;

/// Something that is to come.
#[derive(Clone, Debug)]
pub enum Item {
    /// A command that is certain.
    Fixed(Arc<Fixed>),
    /// The instant of a timeline step, or one at which time may make the conditions of a step hold:
    /// they are asked then.
    Due { step: usize },
    /// A step whose delay has passed. It was set off so often in all, and so often for this entity.
    Act { step: usize, number: u32, occurrence: u32, bound: Shared<Fields> },
    /// A deadline is due.
    Wake { clock: Clock, subject: Id, due_at: SimTime },
}

/// Why a script cannot be played on.
#[derive(Debug, thiserror::Error)]
pub enum DirectorError {
    #[error(transparent)]
    Choice(#[from] ChoiceError),
    #[error(transparent)]
    Template(#[from] TemplateError),
    #[error(transparent)]
    Agenda(#[from] InThePast),
}

/// The reactor of the center. A copy shares what it can until one of the two changes it.
#[derive(Clone, Debug)]
pub struct Director<'s, C> {
    script: &'s Script,
    choose: C,
    pub history: History,
    listeners: Listeners,
    /// The steps that wait for each watch to make their conditions hold.
    waiting: Arc<[Arc<[usize]>]>,
    /// What makes conditions hold by lapsing.
    lapsing: Arc<Lapsing>,
    /// So many steps of the script are in force: those of branches yet to come are not.
    in_force: usize,
    /// By step.
    set_off: Chunked<SetOff>,
    /// None where nobody asks for them.
    chosen: Option<Vec<Chosen>>,
    /// How often another than the first went ahead at one instant, and at which.
    passed: (SimTime, u32),
}

impl<'s, C: Choose> Director<'s, C> {
    pub fn new(script: &'s Script, choose: C) -> Director<'s, C> {
        let mut waiting = vec![Vec::new(); script.watches.len()];
        for (index, step) in script.steps.iter().enumerate() {
            if let Trigger::Holds = step.trigger {
                for condition in &step.when {
                    if let Some(steps) = waiting.get_mut(condition.watch) {
                        steps.push(index);
                    }
                }
            }
        }
        Director {
            script,
            choose,
            history: History::new(&script.watches),
            listeners: Listeners::new(script),
            waiting: waiting.into_iter().map(Arc::from).collect(),
            lapsing: Arc::new(Lapsing::new(script)),
            in_force: script.injected.first().map_or(script.steps.len(), |steps| steps.start),
            set_off: Chunked::new(&SetOff::default(), script.steps.len()),
            chosen: Some(Vec::new()),
            passed: (SimTime::MIN, 0),
        }
    }

    /// Who answers what is uncertain.
    pub fn chooser(&self) -> &C {
        &self.choose
    }

    /// Who answers what is uncertain, to tell them how.
    pub fn chooser_mut(&mut self) -> &mut C {
        &mut self.choose
    }

    /// What is asked of the past, and the chooser, when the run is over.
    pub fn into_parts(self) -> (History, C) {
        (self.history, self.choose)
    }

    /// The step that was set off most.
    pub(crate) fn busiest(&self) -> Most {
        let times = self.set_off.iter().map(|it| it.times);
        let busiest = self.script.steps.iter().zip(times).min_by_key(|(_, times)| Reverse(*times));
        let busiest = busiest.filter(|(_, times)| 0 < *times);
        Most(busiest.map(|(step, times)| (step.name.clone(), times)))
    }

    /// The same, or one that does not keep what was chosen, for a log that has no choices.
    #[must_use]
    pub fn keeping_choices(self, keeps: bool) -> Director<'s, C> {
        Director { chosen: keeps.then(|| self.chosen.unwrap_or_default()), ..self }
    }

    /// A copy in which somebody else chooses.
    pub fn with_chooser<O>(&self, choose: O) -> Director<'s, O> {
        Director {
            script: self.script,
            choose,
            history: self.history.clone(),
            listeners: self.listeners.clone(),
            waiting: Arc::clone(&self.waiting),
            lapsing: Arc::clone(&self.lapsing),
            in_force: self.in_force,
            set_off: self.set_off.clone(),
            chosen: self.chosen.clone(),
            passed: self.passed,
        }
    }

    /// Sets a step off if its conditions hold, its number of times is not used up, and chance
    /// has it so.
    fn trigger(
        &mut self,
        index: usize,
        bound: &Shared<Fields>,
        at: SimTime,
        cause: Option<Position>,
        agenda: &mut Agenda<Item>,
    ) -> Result<(), DirectorError> {
        let script = self.script;
        let Some(step) = script.steps.get(index) else {
            return Ok(());
        };
        let used_up = step.times_max.is_some_and(|max| max <= self.times(index));
        if used_up || !step.when.iter().all(|c| self.history.holds(c, bound, at)) {
            return Ok(());
        }
        let entity = bound.subject();
        let Some(set_off) = self.set_off.get_mut(index) else {
            return Ok(());
        };
        let (number, occurrence) = set_off.count(entity);
        if step.chance < CERTAIN {
            let weights = [step.chance, CERTAIN - step.chance];
            let picked = self.pick(&step.streams.chance, entity, occurrence, cause, &weights)?;
            if picked != 0 {
                return Ok(());
            }
        }
        let mut act_at = at;
        if let Some(delay) = &step.delay {
            act_at = at + self.span(&step.streams.delay, entity, occurrence, cause, delay)?;
        }
        let item = Item::Act { step: index, number, occurrence, bound: bound.clone() };
        agenda.schedule(act_at, PRIORITY_COMMAND, cause, item)?;
        Ok(())
    }

    fn pick(
        &mut self,
        stream: &Stream,
        entity: Option<Id>,
        occurrence: u32,
        cause: Option<Position>,
        weights: &[u32],
    ) -> Result<u32, ChoiceError> {
        let key = ChoiceKey { stream, entity, occurrence };
        let picked = self.choose.pick(&key, weights)?;
        self.note(&key, choice::Value::Picked(picked), cause);
        Ok(picked)
    }

    fn draw(
        &mut self,
        stream: &Stream,
        entity: Option<Id>,
        occurrence: u32,
        cause: Option<Position>,
        from: &Distribution,
    ) -> Result<i64, ChoiceError> {
        let key = ChoiceKey { stream, entity, occurrence };
        let drawn = match from {
            Distribution::Fixed(certain) => match self.choose.settled(&key)? {
                None => return Ok(*certain),
                Some(other) => other,
            },
            _ => self.choose.draw(&key, from)?,
        };
        self.note(&key, choice::Value::Drawn(drawn), cause);
        Ok(drawn)
    }

    fn note(&mut self, key: &ChoiceKey<'_>, value: choice::Value, cause: Option<Position>) {
        if let Some(chosen) = &mut self.chosen {
            chosen.push(Chosen { key: key.to_owned_key(), value, cause });
        }
    }

    /// A drawn number of milliseconds; a negative one counts as none.
    fn span(
        &mut self,
        stream: &Stream,
        entity: Option<Id>,
        occurrence: u32,
        cause: Option<Position>,
        from: &Distribution,
    ) -> Result<SimDuration, ChoiceError> {
        let ms = self.draw(stream, entity, occurrence, cause, from)?;
        Ok(SimDuration::from_millis(u64::try_from(ms).unwrap_or(0)))
    }

    /// The command of a step whose delay has passed, unless something has come in between.
    fn act(
        &mut self,
        step: &'s Step,
        (number, occurrence): (u32, u32),
        bound: &Fields,
        at: SimTime,
        cause: Option<Position>,
    ) -> Result<Option<ActOf<Center>>, DirectorError> {
        if step.unless.iter().any(|condition| self.history.holds(condition, bound, at)) {
            return Ok(None);
        }
        let index = if step.options.len() < 2 {
            0
        } else {
            let weights: Vec<u32> = step.options.iter().map(|option| option.weight).collect();
            self.pick(&step.streams.option, bound.subject(), occurrence, cause, &weights)?
        };
        let Some(option) = step.options.get(index as usize) else {
            return Ok(None);
        };
        let filling = Filling { fields: bound, number, at };
        let command = option.template.fill(&step.name, &filling)?;
        let origin = Some(Arc::clone(&option.origin));
        Ok(Some(Act { by: option.by, command, cause, origin }))
    }
}

/// The whole, in parts per million.
const CERTAIN: u32 = 1_000_000;

impl<C: Choose> Reactor<Center> for Director<'_, C> {
    type Item = Item;
    type Error = DirectorError;

    /// Nobody at the center chooses what the engine draws.
    const CHOOSER: Actor = Actor::Clock;

    #[inline]
    fn turn(&mut self, center: &Center, agenda: &Agenda<Item>) -> Result<usize, DirectorError> {
        if self.choose.orders() { self.turn_among_equals(center, agenda) } else { Ok(0) }
    }

    fn issue(
        &mut self,
        center: &Center,
        at: SimTime,
        cause: Option<Position>,
        item: Item,
        agenda: &mut Agenda<Item>,
    ) -> Result<Option<ActOf<Center>>, DirectorError> {
        match item {
            Item::Fixed(fixed) => {
                let Fixed { by, command, origin } = fixed.as_ref().clone();
                Ok(Some(Act { by, command, cause, origin: Some(origin) }))
            }
            Item::Due { step } => {
                if self.is_due(step, at) && !self.is_looked_at_later(step, at, agenda) {
                    self.trigger(step, &Shared::default(), at, cause, agenda)?;
                }
                Ok(None)
            }
            Item::Act { step, number, occurrence, bound } => match self.script.steps.get(step) {
                Some(step) => self.act(step, (number, occurrence), &bound, at, cause),
                None => Ok(None),
            },
            Item::Wake { clock, subject, due_at } => {
                let current = turn::is_open(center, clock, subject, due_at);
                let command = Expire { clock, subject }.into();
                Ok(current.then_some(Act { by: Actor::Clock, command, cause, origin: None }))
            }
        }
    }

    fn react(
        &mut self,
        _: &Center,
        recorded: &Recorded<Actor, &Event>,
        agenda: &mut Agenda<Item>,
    ) -> Result<(), DirectorError> {
        let cause = Some(recorded.position);
        if let Event::Clock(
            clock::Event::Armed { clock, subject, due_at, .. }
            | clock::Event::Recomputed { clock, subject, due_at, .. },
        ) = *recorded.event
        {
            let wake = Item::Wake { clock, subject, due_at };
            agenda.schedule(due_at.max(agenda.now()), PRIORITY_WAKE, cause, wake)?;
        }
        let kind = probe::kind(recorded.event);
        let Some(listening) = kind.and_then(|kind| self.listeners.of(kind)) else {
            return Ok(());
        };
        // A script knows everything; whoever acts in it knows what their seat may see.
        let audience = recorded.event.audience();
        let (fields, at) = (Shared::from(Fields::of_record(recorded)), recorded.at);
        let mut set_off: Vec<usize> = Vec::new();
        for &watch in &listening.watches {
            let is_first = self.is_first_to_lapse(watch, at);
            if self.history.observe(watch, &fields, audience, at) {
                if is_first {
                    self.look_again(watch, at, cause, agenda)?;
                }
                for &index in &*self.waiting[watch] {
                    // One event sets a step off once, however many of its conditions it meets.
                    if !set_off.contains(&index) {
                        set_off.push(index);
                    }
                }
            }
        }
        let in_force = self.in_force;
        for &index in listening.steps.iter().filter(|index| **index < in_force) {
            let step = &self.script.steps[index];
            if let Trigger::Upon(pattern) = &step.trigger
                && fields.fit(pattern)
                && step.is_told(audience)
            {
                self.trigger(index, &fields, at, cause, agenda)?;
            }
        }
        set_off.retain(|index| *index < in_force);
        for index in set_off {
            self.trigger(index, &fields, at, cause, agenda)?;
        }
        Ok(())
    }

    fn choices(&mut self) -> Vec<Chosen> {
        self.chosen.as_mut().map(std::mem::take).unwrap_or_default()
    }
}
