//! The command at sea: taken, handed over in turns, late if nobody takes over.

use alloc::vec;
use alloc::vec::Vec;

use kernel::SimTime;
use proptest::prelude::*;
use proptest::sample::select;

use super::setting::{FR, Setting, TR, enrolled, eve, expire, hours, id, noon, tick};
use crate::center::{Enroll, Role};
use crate::clock::{self, Clock, Status};
use crate::maritime::{DeclareReady, Event, HandOver, Rejection, TakeCommand};
use crate::{Actor, Nation, NationSet, NotEntitled};

const TUERKIYE: Nation = Nation::TR;
const RO: Actor = Actor::Nation(Nation::RO);

/// The length of a turn in these tests, in hours.
const TURN: u64 = 4_392;

fn take() -> TakeCommand {
    TakeCommand { nation: TUERKIYE }
}

fn ready(nation: Nation) -> DeclareReady {
    DeclareReady { nation }
}

fn to(to: Nation) -> HandOver {
    HandOver { to }
}

/// The nations of the group are enrolled; Bulgaria only watches.
fn group() -> Setting {
    [(Nation::RO, Role::Member), (Nation::BG, Role::Observer)].into_iter().fold(
        enrolled(),
        |setting, (nation, role)| {
            setting.command(eve(), Actor::Control, Enroll { nation, role, accepts_silence: true })
        },
    )
}

/// Türkiye has the first turn.
fn taken() -> Setting {
    group().command(eve(), TR, take())
}

/// Romania is ready to take over.
fn romania_ready() -> Setting {
    taken().command(noon(), RO, ready(Nation::RO))
}

fn armed(turn: &str, starts_at: SimTime) -> crate::Event {
    let (clock, subject, due_at) = (Clock::MaritimeRotation, id(turn), starts_at + hours(TURN));
    clock::Event::Armed { clock, subject, starts_at, due_at }.into()
}

fn end() -> SimTime {
    eve() + hours(TURN)
}

fn handed_over() -> crate::Event {
    Event::CommandHandedOver { from: TUERKIYE, to: Nation::RO, turn: 2 }.into()
}

#[test]
fn the_first_turn_begins_with_a_nation_that_takes_the_command() {
    let event = Event::CommandTaken { nation: TUERKIYE, turn: 1 };
    let given = group().when(eve(), TR, take()).then(&[event.into(), armed("turn-1", eve())]);
    let turn = given.state.maritime.turn.unwrap();
    assert_eq!((turn.nation, turn.number, turn.since), (TUERKIYE, 1, eve().into()));
    given
        .when(eve(), RO, TakeCommand { nation: Nation::RO })
        .then_refused(Rejection::Held { nation: TUERKIYE });
}

/// Rule 17: one nation of the group commands at a time.
#[test]
fn the_command_goes_to_a_nation_that_is_ready_and_another_turn_begins() {
    let (clock, subject, due_at) = (Clock::MaritimeRotation, id("turn-1"), end());
    let met = clock::Event::Met { clock, subject, due_at, done_at: None };
    let given = romania_ready().when(end(), TR, to(Nation::RO)).then(&[
        handed_over(),
        met.into(),
        armed("turn-2", end()),
    ]);
    let turn = given.state.maritime.turn.unwrap();
    assert_eq!((turn.nation, turn.number, turn.ready), (Nation::RO, 2, NationSet::EMPTY));
    let by = TR;
    given.when(end(), by, to(Nation::RO)).then_refused(NotEntitled { by });
}

/// Rule 2: nobody is given the command who has not said that it is ready for this turn.
#[test]
fn nobody_takes_over_but_by_its_own_act() {
    let not_ready = |nation| Rejection::NotReady { nation };
    taken().when(noon(), TR, to(Nation::RO)).then_refused(not_ready(Nation::RO));
    romania_ready().when(noon(), TR, to(TUERKIYE)).then_refused(not_ready(TUERKIYE));
    for by in [TR, FR, Actor::CoChairs, Actor::Commander, Actor::Control, Actor::Clock] {
        taken().when(noon(), by, ready(Nation::RO)).then_refused(NotEntitled { by });
    }
    for by in [RO, FR, Actor::CoChairs, Actor::Commander, Actor::Control, Actor::Clock] {
        romania_ready().when(noon(), by, to(Nation::RO)).then_refused(NotEntitled { by });
        group().when(noon(), by, take()).then_refused(NotEntitled { by });
    }
    romania_ready()
        .command(noon(), TR, to(Nation::RO))
        .when(noon(), RO, to(TUERKIYE))
        .then_refused(not_ready(TUERKIYE));
}

#[test]
fn only_a_nation_of_the_group_that_acts_commands() {
    let outside = |nation| Rejection::NotInGroup { nation };
    group().when(noon(), FR, TakeCommand { nation: Nation::FR }).then_refused(outside(Nation::FR));
    taken().when(noon(), FR, ready(Nation::FR)).then_refused(outside(Nation::FR));
    let (nation, by) = (Nation::BG, Actor::Nation(Nation::BG));
    taken().when(noon(), by, ready(nation)).then_refused(Rejection::NoCommandNation { nation });
    enrolled()
        .when(noon(), RO, TakeCommand { nation: Nation::RO })
        .then_refused(Rejection::NoCommandNation { nation: Nation::RO });
}

#[test]
fn there_is_nothing_to_be_ready_for_before_the_first_turn_or_twice_or_in_the_own_one() {
    group().when(noon(), RO, ready(Nation::RO)).then_refused(Rejection::NotHeld);
    group().when(noon(), TR, to(Nation::RO)).then_refused(Rejection::NotHeld);
    taken().when(noon(), TR, ready(TUERKIYE)).then_refused(Rejection::Held { nation: TUERKIYE });
    romania_ready()
        .when(noon(), RO, ready(Nation::RO))
        .then_refused(Rejection::AlreadyReady { nation: Nation::RO });
}

/// A turn that nobody takes over in time goes on, and its miss stays on record.
#[test]
fn a_turn_that_is_overrun_goes_on() {
    let (clock, subject, due_at) = (Clock::MaritimeRotation, id("turn-1"), end());
    let missed = clock::Event::Missed { clock, subject, due_at, late_by_revision: false };
    let late = end() + tick();
    let given = romania_ready()
        .when(end(), Actor::Clock, expire(clock, "turn-1"))
        .then(&[missed.into()])
        .when(late, TR, to(Nation::RO))
        .then(&[handed_over(), armed("turn-2", late)]);
    let status = |turn| given.state.clocks.get(clock, id(turn)).map(|deadline| deadline.status);
    assert_eq!(status("turn-1"), Some(Status::Missed { at: end().into() }));
    assert_eq!(status("turn-2"), Some(Status::Open));
}

proptest! {
    /// However the nations take turns, one of the group holds the command, and its turn alone runs.
    #[test]
    fn one_turn_runs_at_a_time(
        waits in prop::collection::vec((0..2 * TURN, select(vec![Nation::TR, Nation::RO])), 0..8),
    ) {
        let (mut given, mut now) = (taken(), eve());
        for (wait, next) in waits {
            now = now + hours(wait);
            let turn = given.state.maritime.turn.unwrap();
            if turn.nation == next {
                continue;
            }
            given = given
                .command(now, Actor::Nation(next), ready(next))
                .command(now, Actor::Nation(turn.nation), to(next));
            let then = given.state.maritime.turn.unwrap();
            prop_assert_eq!((then.nation, then.number), (next, turn.number + 1));
            let open = given.state.clocks.iter().filter(|(_, _, it)| it.status == Status::Open);
            let open: Vec<_> = open.map(|(clock, of, it)| (clock, of, it.starts_at)).collect();
            let running = crate::maritime::subject(then.number);
            prop_assert_eq!(open, [(Clock::MaritimeRotation, running, now)]);
        }
    }
}
