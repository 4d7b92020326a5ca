//! A running center with its rules, of which copies are made at every choice.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::hash::Hash;
use std::sync::Arc;

use domain::{Actor, Center};
use kernel::{SimDuration, SimTime};
use rules::Verdict;
use simulator::agenda::Agenda;
use simulator::director::{COMMAND, Director, DirectorError, Item};
use simulator::engine::{Engine, EngineError, Journal, RecordOf};
use simulator::record::{Body, CenterRecord, Origin};
use simulator::script::{Check, Fixed};
use simulator::watch::Watch;

use crate::enumerated::{Answer, Asked, Enumerated, Made};
use crate::equals::Equals;
use crate::fingerprint::{Fingerprint, Imprint};
use crate::open::{Freedom, Named};
use crate::space::{Judged, Space};
use crate::variant::Given;
use crate::walks::Dice;

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

/// What belongs to those who act of their own accord.
#[derive(Clone, Debug, Default)]
struct Free {
    /// The ids that events have named.
    named: Named,
    /// The instant of what happened last, and the one up to which somebody could have acted.
    since: SimTime,
    passed: SimTime,
    given: Vec<Given>,
    /// How often each open command was given.
    times: Vec<u8>,
    /// Open commands of which not all arguments were tried.
    cut: BTreeSet<usize>,
}

/// Somebody may act this long after something has happened.
const AFTER: SimDuration = SimDuration::from_minutes(1);

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
    /// It stopped at a choice that has no answer, and the world is of no use any more.
    Asked(Asked),
}

impl<'a> World<'a> {
    /// A history that has not begun.
    pub fn new(space: &'a Space<'a>) -> World<'a> {
        let mut chooser = Enumerated::default();
        chooser = if space.orders { chooser.ordering() } else { chooser };
        if let Some(symmetry) = &space.symmetry {
            *chooser.equals() = Equals::new(Arc::clone(symmetry));
        }
        World::with(space, chooser)
    }

    /// One in which somebody else chooses.
    pub(crate) fn with(space: &'a Space<'a>, chooser: Enumerated) -> World<'a> {
        let director = Director::new(space.script, chooser);
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
            None => went.map(|()| Step::Done),
        }
    }

    fn open(&mut self, observe: &mut dyn FnMut(&CenterRecord)) -> Result<(), Fault> {
        let engine = &mut self.engine;
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
            return engine.step(observe);
        }
        // What happens at the last instant belongs to the history.
        engine.observer.pass(until + SimDuration::from_millis(1));
        self.stage = Stage::Ended;
        Ok(())
    }

    /// A step after which the ids of its events are known, or an act of somebody free to act.
    fn step_freely(
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
            (self.free.since, self.free.passed) = (now, now);
        }
        went
    }

    /// The next instant at which somebody may act: soon after something has happened, at the
    /// instants that the scenario names, and at the last instant before deadlines pass.
    fn next_offer(&self, freedom: &Freedom) -> Option<SimTime> {
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
        let offers = freedom.offers(&self.engine.state, at, named, is_left, &mut self.free.cut);
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
        // As exercise control would inject it.
        let scheduled = engine.agenda.schedule(at, COMMAND, None, Item::Fixed(Arc::new(fixed)));
        scheduled.map_err(|error| EngineError::Reactor(error.into()))?;
        engine.step(observe)
    }

    /// What comes next, if nobody acts before.
    pub(crate) fn next_item(&self) -> Option<&Item> {
        self.engine.agenda.peek().filter(|(at, _)| *at <= self.space.until).map(|(_, item)| item)
    }

    /// How many of the answers the last step took.
    pub fn used(&self) -> usize {
        self.engine.reactor.chooser().used()
    }

    /// From now on the choices that are made are remembered.
    pub fn remember(&mut self) {
        self.engine.reactor.chooser_mut().remember();
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

    /// What became certain of the rules since somebody asked.
    pub fn take_verdicts(&mut self) -> Vec<Verdict> {
        std::mem::take(&mut self.engine.observer.judge.fresh)
    }

    /// Rules that were triggered and are not decided, some of them several times.
    pub(crate) fn rules_pending(&self) -> impl Iterator<Item = usize> {
        self.engine.observer.judge.monitor.rules_pending()
    }

    /// The choices that were made, if they are remembered.
    pub fn trail(&self) -> &[Made] {
        self.engine.reactor.chooser().trail()
    }

    /// What was given by those who are free to act.
    pub fn given(&self) -> &[Given] {
        &self.free.given
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
        (moves, state).hash(imprint);
        reactor.hash_memory(agenda, (from, until), relevant, imprint);
        observer.judge.monitor.hash_future(from, imprint);
        if self.space.freedom.is_some() {
            let Free { named, since, passed, times, given: _, cut: _ } = &self.free;
            (named, since, passed, times).hash(imprint);
        }
        (imprint.take(), if moves { from } else { SimTime::MIN })
    }

    pub(crate) fn arguments_cut(&self) -> &BTreeSet<usize> {
        &self.free.cut
    }

    /// The instant before which nothing more happens; none if nothing does.
    fn next_instant(&self) -> Option<SimTime> {
        let pending = self.engine.agenda.peek_time().filter(|at| *at <= self.space.until);
        let offer = self.space.freedom.and_then(|freedom| self.next_offer(freedom));
        pending.into_iter().chain(offer).min()
    }
}
