//! Those who act of their own accord: when they may, what they are offered, and what they gave.

use std::sync::Arc;

use kernel::{SimDuration, SimTime};
use simulator::director::{COMMAND, Item};
use simulator::engine::EngineError;
use simulator::record::{CenterRecord, Origin};
use simulator::script::Fixed;

use super::{Fault, Stage, World};
use crate::enumerated::{Answer, Asked};
use crate::open::{Freedom, Named, Untried};
use crate::variant::Given;

/// What belongs to those who act of their own accord.
#[derive(Clone, Debug, Default)]
pub(super) struct Free {
    /// The ids that events have named.
    pub(super) named: Named,
    /// The instant of what happened last, and the one up to which somebody could have acted.
    pub(super) since: SimTime,
    pub(super) passed: SimTime,
    pub(super) given: Vec<Given>,
    /// How often each open command was given.
    pub(super) times: Vec<u8>,
    /// Open commands of which not all arguments were tried.
    pub(super) untried: Untried,
}

/// Somebody may act this long after something has happened.
pub(crate) const AFTER: SimDuration = SimDuration::from_minutes(1);

impl World<'_> {
    /// A step after which the ids of its events are known, or an act of somebody free to act.
    pub(super) fn step_freely(
        &mut self,
        freedom: &Freedom,
        observe: &mut dyn FnMut(&CenterRecord),
    ) -> Result<(), Fault> {
        let mut named = std::mem::take(&mut self.free.named);
        let mut also_note = |record: &CenterRecord| {
            freedom.note(record, &mut named);
            observe(record);
        };
        let went = match self.stage {
            Stage::Unopened => self.open(&mut also_note),
            _ => match self.next_offer(freedom) {
                Some(at) => {
                    let known = Arc::clone(&named);
                    self.offer(freedom, at, &known, &mut |record| {
                        freedom.note(record, &mut named);
                        observe(record);
                    })
                }
                None => self.go_on(&mut also_note),
            },
        };
        self.free.named = named;
        let now = self.engine.agenda.now().max(self.space.script.opening.starts_at);
        if self.free.since < now {
            (self.free.since, self.free.passed) = (now, now.max(self.free.passed));
        }
        went
    }

    /// The next instant at which somebody may act: soon after something has happened, at the
    /// instants that the scenario names, and at the last instant before deadlines pass.
    pub(super) fn next_offer(&self, freedom: &Freedom) -> Option<SimTime> {
        let Free { since, passed, .. } = self.free;
        let end = self.space.until;
        let pending = self.engine.agenda.pending();
        let next = pending.first().map(|(at, ..)| *at).filter(|at| *at <= end);
        let is_wake = |(_, _, item): &&(SimTime, u8, &Item)| matches!(item, Item::Wake { .. });
        let alike = pending.iter().take_while(|(at, ..)| Some(*at) == next);
        let deadline = next.filter(|_| alike.clone().all(|it| is_wake(&it)));
        let between = |at: &SimTime| passed < *at && next.map_or(*at <= end, |next| *at < next);
        let grid = freedom.every.map(|every| {
            let start = self.space.script.opening.starts_at;
            let every = every.as_millis().max(1);
            let gone = passed.since(start).as_millis() / every + 1;
            start + SimDuration::from_millis(gone.saturating_mul(every))
        });
        let soon = Some(since + AFTER).into_iter().chain(grid).filter(between);
        soon.chain(deadline.filter(|at| passed < *at)).min()
    }

    /// Asks who acts at an instant; nobody does by default.
    fn offer(
        &mut self,
        freedom: &Freedom,
        at: SimTime,
        named: &Named,
        observe: &mut dyn FnMut(&CenterRecord),
    ) -> Result<(), Fault> {
        let times = &self.free.times;
        let is_left = |number: usize| match (times.get(number), freedom.opened.get(number)) {
            (Some(times), Some(opened)) => *times < opened.times_max,
            _ => false,
        };
        self.free.passed = at;
        let offers = freedom.offers(&self.engine.state, at, named, is_left, &mut self.free.untried);
        if offers.is_empty() {
            return Ok(());
        }
        let options = Answer::try_from(offers.len()).unwrap_or(Answer::MAX - 1) + 1;
        let asked = Asked { options, default: 0, is_optional: true, least: 0 };
        let chosen = self.engine.reactor.chooser_mut().number(asked).unwrap_or(0);
        let Some((number, given)) = chosen.checked_sub(1).and_then(|it| offers.get(it)) else {
            return Ok(());
        };
        if let Some(times) = self.free.times.get_mut(*number) {
            *times += 1;
        }
        self.free.given.push(given.clone());
        let Given { by, command, .. } = given.clone();
        let fixed = Fixed { by, command, origin: Arc::new(Origin::UNSTATED) };
        let engine = &mut self.engine;
        engine.observer.pass(at);
        engine.reactor.chooser_mut().pass(at);
        // As exercise control would inject it.
        let scheduled = engine.agenda.schedule(at, COMMAND, None, Item::Fixed(Arc::new(fixed)));
        scheduled.map_err(|error| EngineError::Reactor(error.into()))?;
        engine.step(observe)
    }

    /// From now on it is as if these had been given by those who are free to act, who are not asked up
    /// to this instant.
    pub(crate) fn were_given(&mut self, given: &[Given], until: SimTime) {
        let opened = self.space.freedom.map_or(&[][..], |freedom| &freedom.opened);
        for given in given {
            let Free { times, .. } = &mut self.free;
            let mut left = times.iter_mut().zip(opened).filter(|(times, opened)| {
                opened.by == given.by && opened.kind == given.kind() && **times < opened.times_max
            });
            if let Some((times, _)) = left.next() {
                *times += 1;
            }
        }
        self.free.passed = until;
    }

    /// What was given by those who are free to act.
    pub fn given(&self) -> &[Given] {
        &self.free.given
    }

    pub(crate) fn untried(&self) -> &Untried {
        &self.free.untried
    }
}
