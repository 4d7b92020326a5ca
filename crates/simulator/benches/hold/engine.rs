//! The model on our engine: each timer is a command that is decided, and an event that is
//! recorded, applied and reacted to.

use std::convert::Infallible;

use event_store::{AppendCondition, AppendError, Chain, EventStore, Memory, NewFact};
use kernel::{Decider, Issued, Position, Recorded, Said, SimDuration, SimTime};
use simulator::agenda::{Agenda, InThePast};
use simulator::engine::{Act, ActOf, Engine, Journal, Reactor, RecordOf};
use simulator::record::{Body, Refusal};

use crate::delays::Delays;
use crate::{HORIZON_MS, TIMERS};

/// Timers that count how often they fire.
struct Hold;

struct Fire {
    timer: u32,
}

struct Fired {
    timer: u32,
}

impl Decider for Hold {
    type Actor = ();
    type Audience = ();
    type State = u64;
    type Command = Fire;
    type Event = Fired;
    type Rejection = Refusal;

    fn decide(_: &u64, issued: &Issued<(), Fire>) -> Result<Vec<Fired>, Refusal> {
        Ok(vec![Fired { timer: issued.command.timer }])
    }

    fn evolve(fired: &mut u64, _: &Recorded<(), &Fired>) {
        *fired += 1;
    }

    fn audience((): (), _: Said<'_, Fired>) {}
}

/// Schedules the next firing upon each.
struct Timers {
    delays: Delays,
}

impl Timers {
    fn schedule(
        &mut self,
        timer: u32,
        at: SimTime,
        cause: Option<Position>,
        agenda: &mut Agenda<u32>,
    ) -> Result<(), InThePast> {
        let delay = SimDuration::from_millis(self.delays.next_ms());
        agenda.schedule(at + delay, 0, cause, timer)
    }
}

impl Reactor<Hold> for Timers {
    type Item = u32;
    type Error = InThePast;

    const CHOOSER: () = ();

    fn issue(
        &mut self,
        _: &u64,
        _: SimTime,
        cause: Option<Position>,
        timer: u32,
        _: &mut Agenda<u32>,
    ) -> Result<Option<ActOf<Hold>>, InThePast> {
        Ok(Some(Act { by: (), command: Fire { timer }, cause, origin: None }))
    }

    fn react(
        &mut self,
        _: &u64,
        recorded: &Recorded<(), &Fired>,
        agenda: &mut Agenda<u32>,
    ) -> Result<(), InThePast> {
        self.schedule(recorded.event.timer, recorded.at, Some(recorded.position), agenda)
    }
}

/// Writes each event to a store in memory: its instant and its timer in 12 bytes.
#[derive(Default)]
struct Log {
    store: Memory,
}

impl Journal<Hold> for Log {
    type Error = AppendError;

    const RECORDS_COMMANDS: bool = false;

    fn append<'b>(
        &'b mut self,
        batch: &'b mut Vec<RecordOf<Hold>>,
    ) -> Result<&'b [RecordOf<Hold>], AppendError> {
        for record in &*batch {
            let Body::Event(Fired { timer }) = record.body else { continue };
            let mut bytes = [0; 12];
            bytes[..8].copy_from_slice(&record.at.as_millis().to_le_bytes());
            bytes[8..].copy_from_slice(&timer.to_le_bytes());
            let fact = NewFact { kind: "timer.fired", tags: &[], bytes: &bytes };
            self.store.append(&[fact], &AppendCondition::none())?;
        }
        Ok(batch)
    }
}

fn run<J: Journal<Hold, Error: std::fmt::Debug>>(journal: J) -> Engine<Hold, J, Timers> {
    let mut timers = Timers { delays: Delays::new(0) };
    let mut agenda = Agenda::new();
    let start = SimTime::default();
    for timer in 0..TIMERS {
        timers.schedule(timer, start, None, &mut agenda).expect("nothing is past yet");
    }
    let mut engine = Engine::new(0, agenda, journal, timers);
    engine
        .run(start + SimDuration::from_millis(HORIZON_MS), &mut |_| {})
        .expect("the store is in memory");
    engine
}

/// Keeps nothing.
struct Nothing;

impl Journal<Hold> for Nothing {
    type Error = Infallible;

    const RECORDS_COMMANDS: bool = false;

    fn append<'b>(
        &'b mut self,
        batch: &'b mut Vec<RecordOf<Hold>>,
    ) -> Result<&'b [RecordOf<Hold>], Infallible> {
        Ok(batch)
    }
}

pub(crate) fn nothing_recorded() -> u64 {
    run(Nothing).state
}

pub(crate) fn recorded() -> u64 {
    let engine = run(Log::default());
    let recorded = engine.journal.store.head().expect("the store is in memory").position;
    assert_eq!(recorded, Position(engine.state), "every event is recorded");
    engine.state
}

/// Whether the log that is measured is one: every timer fires, time does not go back, and each
/// link is the hash of the one before and the bytes.
pub(crate) fn check_log() {
    let store = run(Log::default()).journal.store;
    let mut before = Chain::GENESIS;
    let mut fired = vec![0; TIMERS as usize];
    let mut last_at = 0;
    for fact in store.facts() {
        before = before.link(fact.bytes());
        assert_eq!(before, fact.chain());
        let (at, timer) = fact.bytes().split_first_chunk().expect("an instant comes first");
        let at = i64::from_le_bytes(*at);
        assert!(last_at <= at, "time goes back");
        last_at = at;
        let timer = u32::from_le_bytes(timer.try_into().expect("the timer is all else"));
        fired[timer as usize] += 1;
    }
    assert!(fired.iter().all(|&times| times > 0), "a timer has not fired");
}
