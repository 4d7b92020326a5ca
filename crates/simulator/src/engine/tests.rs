//! The loop, on a model that counts.

use std::convert::Infallible;

use kernel::SimDuration;

use super::*;

struct Counter;

impl Decider for Counter {
    type Actor = ();
    type Audience = ();
    type State = u64;
    type Command = ();
    type Event = ();
    type Rejection = Infallible;

    fn decide(_: &u64, _: &Issued<(), ()>) -> Result<Vec<()>, Infallible> {
        Ok(vec![()])
    }

    fn evolve(count: &mut u64, _: &Recorded<(), &()>) {
        *count += 1;
    }

    fn audience((): (), _: Said<'_, ()>) {}
}

impl From<Infallible> for Refusal {
    fn from(never: Infallible) -> Refusal {
        match never {}
    }
}

/// Answers each event with another command after a delay, if it has one.
struct Echo(Option<SimDuration>);

impl Reactor<Counter> for Echo {
    type Item = ();
    type Error = Infallible;

    const CHOOSER: () = ();

    fn issue(
        &mut self,
        _: &u64,
        _: SimTime,
        cause: Option<Position>,
        (): (),
        _: &mut Agenda<()>,
    ) -> Result<Option<ActOf<Counter>>, Infallible> {
        Ok(Some(Act { by: (), command: (), cause, origin: None }))
    }

    fn react(
        &mut self,
        _: &u64,
        recorded: &Recorded<(), &()>,
        agenda: &mut Agenda<()>,
    ) -> Result<(), Infallible> {
        if let Some(delay) = self.0 {
            let at = recorded.at + delay;
            agenda.schedule(at, 0, Some(recorded.position), ()).expect("a delay goes forward");
        }
        Ok(())
    }
}

/// Has each item come up once more before it is a command.
struct Twice;

impl Reactor<Counter> for Twice {
    type Item = bool;
    type Error = Infallible;

    const CHOOSER: () = ();

    fn issue(
        &mut self,
        _: &u64,
        at: SimTime,
        cause: Option<Position>,
        is_second: bool,
        agenda: &mut Agenda<bool>,
    ) -> Result<Option<ActOf<Counter>>, Infallible> {
        if !is_second {
            agenda.schedule(at, 0, cause, true).expect("it is now");
        }
        Ok(is_second.then_some(Act { by: (), command: (), cause, origin: None }))
    }

    fn react(
        &mut self,
        _: &u64,
        _: &Recorded<(), &()>,
        _: &mut Agenda<bool>,
    ) -> Result<(), Infallible> {
        Ok(())
    }
}

fn engine(pending: u64, echo: Echo) -> Engine<Counter, Forgetful, Echo> {
    engine_with(Forgetful, pending, echo)
}

fn engine_with<J: Journal<Counter>>(
    journal: J,
    pending: u64,
    echo: Echo,
) -> Engine<Counter, J, Echo> {
    let mut agenda = Agenda::new();
    for _ in 0..pending {
        agenda.schedule(SimTime::default(), 0, None, ()).expect("nothing is past");
    }
    Engine::new(0, agenda, journal, echo)
}

/// Very many injects of one instant are work, not a circle.
#[test]
fn what_is_pending_comes_up_however_much_it_is() {
    let pending = REACTIONS_AT_ONE_INSTANT_MAX * 2;
    let mut engine = engine(pending, Echo(None));
    engine.run(SimTime::MAX, &mut |_| {}).expect("it ends");
    assert_eq!(engine.state, pending);
}

/// The same where an item is asked at its instant whether it is to be done.
#[test]
fn what_becomes_a_command_at_its_instant_is_no_reaction() {
    let pending = REACTIONS_AT_ONE_INSTANT_MAX * 2;
    let mut agenda = Agenda::new();
    for _ in 0..pending {
        agenda.schedule(SimTime::default(), 0, None, false).expect("nothing is past");
    }
    let mut engine = Engine::new(0, agenda, Forgetful, Twice);
    engine.run(SimTime::MAX, &mut |_| {}).expect("it ends");
    assert_eq!(engine.state, pending);
}

#[test]
fn reactions_that_set_one_another_off_at_once_are_stopped() {
    let mut engine = engine(1, Echo(Some(SimDuration::ZERO)));
    let stopped = engine.run(SimTime::MAX, &mut |_| {}).unwrap_err();
    assert!(matches!(stopped, EngineError::Standstill { .. }), "{stopped}");
}

/// As many reactions as one likes, if time moves between them.
#[test]
fn reactions_that_take_time_are_not_stopped() {
    let mut engine = engine(1, Echo(Some(SimDuration::from_millis(1))));
    let last = SimTime::default() + SimDuration::from_millis(REACTIONS_AT_ONE_INSTANT_MAX * 2);
    engine.run(last, &mut |_| {}).expect("time moves");
    assert_eq!(engine.state, REACTIONS_AT_ONE_INSTANT_MAX * 2 + 1);
    assert_eq!(engine.recorded_at(), last);
}

#[test]
fn a_journal_that_keeps_records_has_all_of_them_in_order() {
    let events = 10_000;
    let mut engine = engine_with(Kept::default(), events, Echo(None));
    let mut shown = Vec::new();
    engine.run(SimTime::MAX, &mut |record| shown.push(record.clone())).expect("it ends");
    let records = engine.journal.records();
    let positions: Vec<u64> = records.map(|record| record.position.0).collect();
    // Each command is recorded with its event.
    assert_eq!(positions, (1..=2 * events).collect::<Vec<_>>());
    assert!(engine.journal.records().eq(&shown));
    assert_eq!(engine.journal.len(), shown.len());
}
