//! Plays a script: turns its steps into commands and the events it watches into further steps.
//!
//! Deadlines that the center arms become wake-ups at the instant they are due; a wake-up comes
//! after everything else of that instant, so that what is done at the deadline is in time.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::clock::{self, Clock, Expire};
use domain::{Actor, Center, Event};
use kernel::{Id, Position, Recorded, SimDuration, SimTime};
use serde_json::{Map, Value};

use crate::agenda::{Agenda, InThePast};
use crate::choice::{self, ChoiceError, ChoiceKey, Choose, Stream};
use crate::distribution::Distribution;
use crate::engine::{Act, ActOf, Chosen, Reactor};
use crate::history::{self, History};
use crate::script::{Fixed, Script, Step, Trigger};
use crate::stored;
use crate::template::{Filling, TemplateError};

mod opening;

/// Commands come before wake-ups of the same instant.
pub(crate) const PRIORITY_COMMAND: u8 = 100;
const PRIORITY_WAKE: u8 = 200;

/// Something that is to come.
#[derive(Clone, Debug)]
pub enum Item {
    /// A command that is certain.
    Fixed(Arc<Fixed>),
    /// The instant of a timeline step: its conditions are asked then.
    Due { step: usize },
    /// A step whose delay has passed.
    Act { step: usize, number: u32, bound: Arc<Map<String, Value>> },
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

/// The reactor of the center.
pub struct Director<'s, C> {
    script: &'s Script,
    choose: C,
    pub history: History,
    /// Which steps an event of a kind sets off.
    upon: BTreeMap<String, Vec<usize>>,
    /// Which steps wait for a watch to make their conditions hold.
    waiting: BTreeMap<usize, Vec<usize>>,
    triggered: Vec<u32>,
    occurrences: BTreeMap<(usize, Option<Id>), u32>,
    chosen: Vec<Chosen>,
}

impl<'s, C: Choose> Director<'s, C> {
    pub fn new(script: &'s Script, choose: C) -> Director<'s, C> {
        let mut upon: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut waiting: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (index, step) in script.steps.iter().enumerate() {
            match &step.trigger {
                Trigger::Upon(pattern) => upon.entry(pattern.kind.clone()).or_default().push(index),
                Trigger::Holds => {
                    for condition in &step.when {
                        waiting.entry(condition.watch).or_default().push(index);
                    }
                }
                Trigger::At { .. } | Trigger::Window { .. } => {}
            }
        }
        Director {
            script,
            choose,
            history: History::new(&script.watches),
            upon,
            waiting,
            triggered: vec![0; script.steps.len()],
            occurrences: BTreeMap::new(),
            chosen: Vec::new(),
        }
    }

    /// The chooser, to see what it was not asked.
    pub fn into_chooser(self) -> C {
        self.choose
    }

    /// Sets a step off if its conditions hold, its number of times is not used up, and chance
    /// has it so.
    fn trigger(
        &mut self,
        index: usize,
        bound: &Arc<Map<String, Value>>,
        at: SimTime,
        cause: Option<Position>,
        agenda: &mut Agenda<Item>,
    ) -> Result<(), DirectorError> {
        let script = self.script;
        let Some(step) = script.steps.get(index) else {
            return Ok(());
        };
        let used_up = step.times_max.is_some_and(|max| max <= self.triggered[index]);
        if used_up || !step.when.iter().all(|c| self.history.holds(c, bound, at)) {
            return Ok(());
        }
        self.triggered[index] += 1;
        let number = self.triggered[index];
        let entity = stored::subject(bound);
        let occurrence = self.occurrence(index, entity);
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
        let item = Item::Act { step: index, number, bound: Arc::clone(bound) };
        agenda.schedule(act_at, PRIORITY_COMMAND, cause, item)?;
        Ok(())
    }

    /// How often this step has been set off for this entity before.
    fn occurrence(&mut self, step: usize, entity: Option<Id>) -> u32 {
        let count = self.occurrences.entry((step, entity)).or_default();
        *count += 1;
        *count
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
        let value = choice::Value::Picked(picked);
        self.chosen.push(Chosen { key: key.to_owned_key(), value, cause });
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
        if let Distribution::Fixed(value) = from {
            return Ok(*value);
        }
        let key = ChoiceKey { stream, entity, occurrence };
        let drawn = self.choose.draw(&key, from)?;
        let value = choice::Value::Drawn(drawn);
        self.chosen.push(Chosen { key: key.to_owned_key(), value, cause });
        Ok(drawn)
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
        number: u32,
        bound: &Map<String, Value>,
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
            self.pick(&step.streams.option, stored::subject(bound), number, cause, &weights)?
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
                self.trigger(step, &Arc::default(), at, cause, agenda)?;
                Ok(None)
            }
            Item::Act { step, number, bound } => match self.script.steps.get(step) {
                Some(step) => self.act(step, number, &bound, at, cause),
                None => Ok(None),
            },
            Item::Wake { clock, subject, due_at } => {
                let current = center.clocks.get(clock, subject).is_some_and(|deadline| {
                    deadline.due_at == due_at && deadline.status == clock::Status::Open
                });
                let command = Expire { clock, subject }.into();
                Ok(current.then_some(Act { by: Actor::Clock, command, cause, origin: None }))
            }
        }
    }

    fn react(
        &mut self,
        _: &Center,
        recorded: &Recorded<Actor, Event>,
        agenda: &mut Agenda<Item>,
    ) -> Result<(), DirectorError> {
        let cause = Some(recorded.position);
        if let Event::Clock(
            clock::Event::Armed { clock, subject, due_at, .. }
            | clock::Event::Recomputed { clock, subject, due_at, .. },
        ) = recorded.event
        {
            let wake = Item::Wake { clock, subject, due_at };
            agenda.schedule(due_at.max(agenda.now()), PRIORITY_WAKE, cause, wake)?;
        }
        let wanted = |kind: &str| self.upon.contains_key(kind) || self.history.watches(kind);
        let Some((kind, fields)) = history::look(recorded, wanted) else {
            return Ok(());
        };
        let fields = Arc::new(fields);
        // A script knows everything; whoever acts in it knows what their seat may see.
        let audience = recorded.event.audience();
        let matched = self.history.observe(&kind, &fields, audience, recorded.at);
        for index in self.upon.get(&kind).cloned().unwrap_or_default() {
            let Some(step) = self.script.steps.get(index) else { continue };
            if let Trigger::Upon(pattern) = &step.trigger
                && pattern.matches(&fields)
                && step.is_told(audience)
            {
                self.trigger(index, &fields, recorded.at, cause, agenda)?;
            }
        }
        for watch in matched {
            for index in self.waiting.get(&watch).cloned().unwrap_or_default() {
                self.trigger(index, &fields, recorded.at, cause, agenda)?;
            }
        }
        Ok(())
    }

    fn choices(&mut self) -> Vec<Chosen> {
        std::mem::take(&mut self.chosen)
    }
}
