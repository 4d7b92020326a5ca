//! A running center with its rules, of which copies are made at every choice.

mod free;

use std::convert::Infallible;
use std::hash::Hash;
use std::sync::Arc;

use domain::{Actor, Center};
use kernel::{SimDuration, SimTime};
use rules::Verdict;
use simulator::agenda::Agenda;
use simulator::director::{Director, DirectorError, Item};
use simulator::engine::{Engine, EngineError, Journal, RecordOf};
use simulator::record::{Body, CenterRecord};
use simulator::script::Check;
use simulator::watch::Watch;

use crate::enumerated::{Answer, Asked, Enumerated, Made};
use crate::equals::{Alike, Equals};
use crate::fingerprint::{Fingerprint, Imprint};
use crate::space::{Fresh, Judged, Space};
use crate::walks::Dice;
pub(crate) use free::AFTER;
use free::Free;

/// A journal that keeps nothing and asks for nothing but events.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Journal<Center> for Silent {
    type Error = Infallible;
    const RECORDS_COMMANDS: bool = false;

    fn append<'b>(
        &'b mut self,
        batch: &'b mut Vec<RecordOf<Center>>,
    ) -> Result<&'b [RecordOf<Center>], Infallible> {
        Ok(batch)
    }
}

type Running<'a> = Engine<Center, Silent, Director<'a, Enumerated>, Watch<'a, Judged<'a>>>;

/// Why a history cannot go on, which is a fault of the scenario.
pub type Fault = EngineError<Infallible, DirectorError>;

/// One history on its way.
#[derive(Clone)]
pub struct World<'a> {
    pub(crate) space: &'a Space<'a>,
    engine: Running<'a>,
    stage: Stage,
    free: Free,
    /// Everybody is enrolled.
    is_set_up: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Stage {
    Unopened,
    Running,
    Ended,
}

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It was done, with all that follows from it at once.
    Done,
    /// It stopped at a choice that has no answer. The world cannot go on; what became certain and
    /// what was reached before the choice stands in it.
    Asked(Asked),
}

impl<'a> World<'a> {
    /// A history that has not begun.
    pub fn new(space: &'a Space<'a>) -> World<'a> {
        let mut chooser = Enumerated::default().knowing(space.grids());
        chooser = if space.orders {
            chooser.ordering()
        } else {
            chooser.noting_ties(Arc::clone(&space.ties))
        };
        if let Some(symmetry) = &space.symmetry {
            *chooser.equals() = Equals::new(Arc::clone(symmetry));
        }
        World::with(space, chooser)
    }

    /// One in which somebody else chooses.
    pub(crate) fn with(space: &'a Space<'a>, chooser: Enumerated) -> World<'a> {
        let director = Director::new(space.script, chooser).keeping_choices(false);
        let watch = Watch::new(space.rules);
        let engine = Engine::observed(Center::default(), Agenda::new(), Silent, director, watch);
        let times = space.freedom.map_or(0, |freedom| freedom.opened.len());
        let free = Free { times: vec![0; times], ..Free::default() };
        World { space, engine, stage: Stage::Unopened, free, is_set_up: false }
    }

    /// Does the next thing, whose choices have these answers; each event is shown to `observe`.
    pub fn step(
        &mut self,
        answers: &[Answer],
        observe: &mut dyn FnMut(&CenterRecord),
    ) -> Result<Step, Fault> {
        self.engine.reactor.chooser_mut().expect(answers);
        if self.engine.reactor.chooser_mut().equals().are_left() {
            return self.step_among_equals(answers, observe);
        }
        self.step_on(observe)
    }

    /// A step after which nations that it tells apart are no longer equal.
    fn step_among_equals(
        &mut self,
        answers: &[Answer],
        observe: &mut dyn FnMut(&CenterRecord),
    ) -> Result<Step, Fault> {
        let mut events = Vec::new();
        let stepped = self.step_on(&mut |record| {
            if let Body::Event(event) = &record.body {
                events.push((record.by, event.clone()));
            }
            observe(record);
        })?;
        let (mut steps, mut is_set_up) = (Vec::new(), true);
        for (_, _, item) in self.engine.agenda.pending() {
            match item {
                Item::Act { step, .. } => steps.push(*step),
                // Whether nations are enrolled alike was looked at beforehand.
                Item::Fixed(_) => is_set_up = false,
                Item::Due { .. } | Item::Wake { .. } => {}
            }
        }
        let was_set_up = std::mem::replace(&mut self.is_set_up, is_set_up);
        if was_set_up && is_set_up {
            let equals = self.engine.reactor.chooser_mut().equals();
            equals.tell_apart(answers, &events, &steps);
        }
        Ok(stepped)
    }

    fn step_on(&mut self, observe: &mut dyn FnMut(&CenterRecord)) -> Result<Step, Fault> {
        let went = match (self.stage, self.space.freedom) {
            (Stage::Unopened, None) => self.open(observe),
            (Stage::Running, None) => self.go_on(observe),
            (Stage::Ended, _) => Ok(()),
            (_, Some(freedom)) => self.step_freely(freedom, observe),
        };
        match self.engine.reactor.chooser().asked() {
            Some(asked) => Ok(Step::Asked(asked)),
            None => went.and_then(|()| self.judged()).map(|()| Step::Done),
        }
    }

    /// Whether all rules are judged: where one is given up nobody can say that it is kept.
    fn judged(&self) -> Result<(), Fault> {
        let monitor = &self.engine.observer.judge.monitor;
        let Some((rule, _)) = monitor.given_up().next() else { return Ok(()) };
        Err(EngineError::Unjudged { at: self.now(), rule: self.space.rules.name(rule).to_owned() })
    }

    fn open(&mut self, observe: &mut dyn FnMut(&CenterRecord)) -> Result<(), Fault> {
        let engine = &mut self.engine;
        engine.reactor.chooser_mut().pass(self.space.script.opening.starts_at);
        engine.reactor.open(&mut engine.agenda).map_err(EngineError::Reactor)?;
        self.stage = Stage::Running;
        let opening = self.space.script.opening.clone();
        let starts_at = opening.starts_at;
        engine.note(starts_at, Actor::Control, Body::Started(Arc::new(opening)), observe)
    }

    fn go_on(&mut self, observe: &mut dyn FnMut(&CenterRecord)) -> Result<(), Fault> {
        let until = self.space.until;
        let engine = &mut self.engine;
        if let Some(at) = engine.agenda.peek_time().filter(|at| *at <= until) {
            engine.observer.pass(at);
            engine.reactor.chooser_mut().pass(at);
            return engine.step(observe);
        }
        // What happens at the last instant belongs to the history.
        engine.observer.pass(until + SimDuration::from_millis(1));
        self.stage = Stage::Ended;
        Ok(())
    }

    /// What comes next, if nobody acts before.
    pub(crate) fn next_item(&self) -> Option<&Item> {
        self.engine.agenda.peek().filter(|(at, _)| *at <= self.space.until).map(|(_, item)| item)
    }

    /// The instant of what happened last.
    pub(crate) fn now(&self) -> SimTime {
        self.engine.agenda.now()
    }

    /// How many things were planned when it began and are to come.
    pub(crate) fn planned(&self) -> usize {
        self.engine.agenda.planned_left()
    }

    /// How many of the answers the last step took.
    pub fn used(&self) -> usize {
        self.engine.reactor.chooser().used()
    }

    /// From now on the choices that are made are remembered.
    pub fn remember(&mut self) {
        let made = self.engine.reactor.chooser_mut().remember();
        self.engine.observer.judge.made = Some(made);
    }

    /// From now on choices are answered at random.
    pub(crate) fn answer_at_random(&mut self, dice: Dice) {
        self.engine.reactor.chooser_mut().answer_at_random(dice);
    }

    /// What was answered at random since somebody asked.
    pub(crate) fn take_random(&mut self) -> Vec<Answer> {
        self.engine.reactor.chooser_mut().take_random()
    }

    /// From now on what has no answer is answered by default.
    pub fn go_on_by_default(&mut self) {
        self.engine.reactor.chooser_mut().go_on_by_default();
    }

    /// Whether nothing more happens.
    pub fn has_ended(&self) -> bool {
        self.stage == Stage::Ended
    }

    /// Whether anything became certain of the rules since somebody asked.
    pub(crate) fn has_verdicts(&self) -> bool {
        !self.engine.observer.judge.fresh.is_empty()
    }

    /// What became certain of the rules since somebody asked.
    pub fn take_verdicts(&mut self) -> Vec<Verdict> {
        self.take_fresh().into_iter().map(|fresh| fresh.verdict).collect()
    }

    /// The same, with the number of choices that were made before, if they are remembered.
    pub(crate) fn take_fresh(&mut self) -> Vec<Fresh> {
        std::mem::take(&mut self.engine.observer.judge.fresh)
    }

    /// Who does the same as each in histories that are left out, if nations are taken for others.
    pub(crate) fn alike(&self) -> Option<Alike> {
        self.engine.reactor.chooser().alike()
    }

    /// Rules that were triggered and are not decided, some of them several times.
    pub(crate) fn rules_pending(&self) -> impl Iterator<Item = usize> {
        self.engine.observer.judge.monitor.rules_pending()
    }

    /// The choices that were made, if they are remembered.
    pub fn trail(&self) -> &[Made] {
        self.engine.reactor.chooser().trail()
    }

    /// Everything that the center knows.
    pub fn center(&self) -> &Center {
        &self.engine.state
    }

    /// The goals that have been reached.
    pub fn goals_reached(&self) -> impl Iterator<Item = usize> + '_ {
        let history = &self.engine.reactor.history;
        let goals = self.space.goals.iter().enumerate();
        goals.filter_map(move |(index, goal)| match goal.check {
            Check::Count { watch, at_least, .. } => {
                (at_least <= history.total(watch)).then_some(index)
            }
            Check::State { .. } | Check::Rule(_) => None,
        })
    }

    /// Worlds with the same fingerprint have the same future, up to a shift of time.
    ///
    /// It covers what the center knows and can decide on, what is pending, what the script counts,
    /// and what the rules remember, as far as anything to come can ask for it. Instants count by
    /// their distance to the next thing that happens. Left out are positions in the log and the
    /// names of choices.
    ///
    /// The end of the scenario is no part of it where nothing pending lies behind: of two worlds
    /// with one fingerprint, what the later one can come to, the earlier one can too, but not the
    /// other way round. So the instant of what happens next is returned beside it.
    pub fn fingerprint(&self, imprint: &mut Imprint) -> (Fingerprint, SimTime) {
        self.stage.hash(imprint);
        if self.stage == Stage::Ended {
            return (imprint.take(), SimTime::MIN);
        }
        let Engine { state, agenda, reactor, observer, .. } = &self.engine;
        let (until, relevant) = (self.space.until, self.space.relevant());
        let next = self.next_instant();
        let from = next.unwrap_or(until);
        let moves = next.is_some()
            && self.space.knows_no_dates()
            && reactor.would_come_whenever(agenda, until, relevant);
        if moves {
            imprint.relative_to(from);
        }
        moves.hash(imprint);
        state.show(imprint);
        reactor.hash_memory(agenda, (from, until), relevant, imprint);
        observer.judge.monitor.hash_future(from, imprint);
        if self.space.freedom.is_some() {
            let Free { named, since, passed, times, given: _, untried: _ } = &self.free;
            (named, since, passed, times).hash(imprint);
        }
        (imprint.take(), if moves { from } else { SimTime::MIN })
    }

    /// The instant before which nothing more happens; none if nothing does.
    fn next_instant(&self) -> Option<SimTime> {
        let pending = self.engine.agenda.peek_time().filter(|at| *at <= self.space.until);
        let offer = self.space.freedom.and_then(|freedom| self.next_offer(freedom));
        pending.into_iter().chain(offer).min()
    }
}
