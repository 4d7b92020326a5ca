//! A run under way: it goes on item by item, and can be copied between any two.
//!
//! ```text
//! Running::begin ──step──step──step──► finish: Outcome
//!                      └─fork──step──► finish: another Outcome
//! ```
//!
//! A copy has all that decides what comes next: the center, the agenda, what scripts ask of the
//! past, and how often each of their steps was set off. What a branch of the opening changes takes
//! effect before the first item behind its position, in a run as in one that is played again.

use std::sync::Arc;

use domain::{Actor, Center};
use kernel::{Position, SimTime};

use crate::agenda::Agenda;
use crate::choice::{Choose, Edited};
use crate::director::Director;
use crate::engine::{Engine, EngineError, Journal, Most, Observer};
use crate::record::{Body, CenterRecord, Ending, EndingReason, Opening};
use crate::run::{Failure, Outcome, Played, state_hash};
use crate::script::Script;
use crate::watch::{Enforcer, enforcer};

/// A script under way.
pub struct Running<'s, C: Choose, J, O = Enforcer<'s>> {
    engine: Engine<Center, J, Director<'s, C>, O>,
    script: &'s Script,
    opening: Arc<Opening>,
    /// So many branches of the opening have been reached.
    branched: usize,
}

impl<'s, C, J, O> Clone for Running<'s, C, J, O>
where
    C: Choose + Clone,
    J: Journal<Center> + Clone,
    O: Observer<Center> + Clone,
{
    fn clone(&self) -> Running<'s, C, J, O> {
        self.fork(self.chooser().clone(), self.engine.journal.clone())
    }
}

impl<'s, C: Choose, J: Journal<Center>> Running<'s, C, J> {
    /// Records the beginning; rules that are enforced are. The script has the steps of the branches of the opening.
    pub fn begin(
        script: &'s Script,
        opening: Opening,
        choose: C,
        journal: J,
        observe: &mut dyn FnMut(&CenterRecord),
    ) -> Result<Running<'s, C, J>, Failure<J>> {
        Running::watched(script, opening, choose, journal, enforcer(script), observe)
    }
}

impl<'s, C: Choose, J: Journal<Center>, O: Observer<Center>> Running<'s, C, J, O> {
    /// The same, while somebody watches; they are copied with the run.
    pub fn watched(
        script: &'s Script,
        opening: Opening,
        choose: C,
        journal: J,
        observer: O,
        observe: &mut dyn FnMut(&CenterRecord),
    ) -> Result<Running<'s, C, J, O>, Failure<J>> {
        let mut director = Director::new(script, choose).keeping_choices(J::RECORDS_COMMANDS);
        let mut agenda = Agenda::new();
        director.open(&mut agenda).map_err(EngineError::Reactor)?;
        let engine = Engine::observed(Center::default(), agenda, journal, director, observer);
        let opening = Arc::new(opening);
        let mut running = Running { engine, script, opening, branched: 0 };
        let started = Body::Started(Arc::clone(&running.opening));
        running.engine.note(running.opening.starts_at, Actor::Control, started, observe)?;
        running.engine.note_choices(observe)?;
        running.engine.allow();
        Ok(running)
    }

    /// Takes the next item, with all that it comes to; false if none is left before the end.
    pub fn step(&mut self, observe: &mut dyn FnMut(&CenterRecord)) -> Result<bool, Failure<J>> {
        self.branch_off(Position(u64::MAX), observe)?;
        self.take(observe)
    }

    fn take(&mut self, observe: &mut dyn FnMut(&CenterRecord)) -> Result<bool, Failure<J>> {
        let next = self.next_at();
        self.engine.pass_deadlines(next.unwrap_or(self.opening.until));
        if next.is_none() {
            return Ok(false);
        }
        let at = next.unwrap_or(self.opening.until);
        let stepped = if J::RECORDS_MAX < self.head().0 {
            Err(EngineError::Endless { at, count: J::RECORDS_MAX, most: Most::default() })
        } else if J::PENDING_MAX < self.engine.agenda.len() {
            Err(EngineError::Crowded { at, count: J::PENDING_MAX, most: Most::default() })
        } else {
            self.engine.step(observe)
        };
        let busiest = || self.engine.reactor.busiest();
        stepped.map_err(|error| error.with_most(busiest))?;
        Ok(true)
    }

    /// Takes items until so many records stand in the log, or more: what a command comes to is
    /// never parted. What a branch draws at its beginning is no item: behind that it can be left.
    pub fn go_to(
        &mut self,
        position: Position,
        observe: &mut dyn FnMut(&CenterRecord),
    ) -> Result<(), Failure<J>> {
        while self.head() < position {
            self.branch_off(position, observe)?;
            if position <= self.head() || !self.take(observe)? {
                break;
            }
        }
        Ok(())
    }

    /// Takes all items that are left, records the end, and judges what was expected.
    pub fn finish(
        self,
        observe: &mut dyn FnMut(&CenterRecord),
    ) -> Result<Outcome<J, C>, Failure<J>> {
        let script = self.script;
        Ok(self.end(observe)?.judged(script, None))
    }

    /// The same, not judged, and with whoever watched.
    pub fn end(
        mut self,
        observe: &mut dyn FnMut(&CenterRecord),
    ) -> Result<Played<J, C, O>, Failure<J>> {
        while self.step(observe)? {}
        let engine = &mut self.engine;
        let (reason, ended_at) = if engine.agenda.is_empty() {
            (EndingReason::Quiet, engine.recorded_at())
        } else {
            (EndingReason::Horizon, self.opening.until)
        };
        let state_hash = J::RECORDS_STATE.then(|| state_hash(&engine.state));
        let ending = Ending { reason, state_hash };
        engine.note(ended_at, Actor::Clock, Body::Ended(ending.clone()), observe)?;
        let Engine { state: center, journal, reactor, observer, .. } = self.engine;
        let (history, choose) = reactor.into_parts();
        Ok(Played { center, ending, history, journal, choose, observer })
    }

    /// A copy in which somebody else chooses, recorded elsewhere.
    pub fn fork<X: Choose, K: Journal<Center>>(&self, choose: X, journal: K) -> Running<'s, X, K, O>
    where
        O: Clone,
    {
        let director = self.engine.reactor.with_chooser(choose);
        let director = director.keeping_choices(K::RECORDS_COMMANDS);
        Running {
            engine: self.engine.fork(journal, director),
            script: self.script,
            opening: Arc::clone(&self.opening),
            branched: self.branched,
        }
    }

    /// The position of the last record.
    pub fn head(&self) -> Position {
        self.engine.head()
    }

    /// The instant of the next item, if there is one before the end.
    pub fn next_at(&self) -> Option<SimTime> {
        self.engine.agenda.peek_time().filter(|at| *at <= self.opening.until)
    }

    /// What the center knows by now.
    pub fn center(&self) -> &Center {
        &self.engine.state
    }

    pub fn chooser(&self) -> &C {
        self.engine.reactor.chooser()
    }

    pub fn chooser_mut(&mut self) -> &mut C {
        self.engine.reactor.chooser_mut()
    }

    pub fn journal(&self) -> &J {
        &self.engine.journal
    }

    pub fn observer(&self) -> &O {
        &self.engine.observer
    }

    /// Lets the branches take effect whose position is reached, until so many records stand in the
    /// log.
    fn branch_off(
        &mut self,
        until: Position,
        observe: &mut dyn FnMut(&CenterRecord),
    ) -> Result<(), Failure<J>> {
        let opening = Arc::clone(&self.opening);
        while self.head() < until
            && let Some(branch) = opening.branches.get(self.branched)
            && branch.position <= self.engine.head()
        {
            let engine = &mut self.engine;
            let grafted = engine.reactor.graft(self.branched, branch, &mut engine.agenda);
            grafted.map_err(EngineError::Reactor)?;
            self.branched += 1;
            engine.allow();
            engine.note_choices(observe)?;
        }
        Ok(())
    }
}

impl<J: Journal<Center>, O: Observer<Center>> Running<'_, Edited, J, O> {
    /// Goes on behind the last branch. What a branch draws from another seed is drawn behind it only.
    pub fn draw_through_branches(
        &mut self,
        run: u32,
        observe: &mut dyn FnMut(&CenterRecord),
    ) -> Result<(), Failure<J>> {
        let opening = Arc::clone(&self.opening);
        for branch in &opening.branches {
            self.go_to(branch.position, observe)?;
            self.chooser_mut().draw_from(opening.draws_behind(branch.position, run));
        }
        Ok(())
    }
}
