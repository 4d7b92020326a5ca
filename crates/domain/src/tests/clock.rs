//! Deadlines: armed, met, missed, struck.

use super::setting::{
    FR, breached, detected, evidence, expire, hours, id, noon, tick, truce, verify,
};
use crate::clock::{Clock, Event, Rejection, Status};
use crate::incident::ReviseBreach;
use crate::response::{RecordHostAction, SendWarning};
use crate::{Actor, NotEntitled};

fn due() -> kernel::SimTime {
    noon() + hours(24)
}

#[test]
fn a_deadline_lapses_at_its_instant_and_once() {
    let (clock, subject, due_at) = (Clock::TierOne, id("breach"), due());
    breached()
        .when(due() - tick(), Actor::Clock, expire(clock, "breach"))
        .then_refused(Rejection::NotDue { clock, subject, due_at });
    let missed = Event::Missed { clock, subject, due_at, late_by_revision: false };
    let given =
        breached().when(due(), Actor::Clock, expire(clock, "breach")).then(&[missed.into()]);
    assert_eq!(
        given.state.clocks.get(clock, subject).unwrap().status,
        Status::Missed { at: due().into() }
    );
    given
        .when(due(), Actor::Clock, expire(clock, "breach"))
        .then_refused(Rejection::NotOpen { clock, subject });
    truce()
        .when(noon(), Actor::Clock, expire(clock, "breach"))
        .then_refused(Rejection::UnknownDeadline { clock, subject });
}

#[test]
fn only_the_clock_lets_a_deadline_lapse() {
    for by in [Actor::Control, Actor::Us, Actor::CoChairs] {
        breached()
            .when(due(), by, expire(Clock::TierOne, "breach"))
            .then_refused(NotEntitled { by });
    }
}

#[test]
fn a_gate_strikes_and_a_duty_is_missed() {
    let mut given = detected().command(noon(), Actor::Monitors, verify("breach"));
    let duties = [Clock::TierOne, Clock::Attribution];
    let gates = [Clock::TierTwoGate, Clock::TierThreeGate];
    let late = noon() + hours(80);
    for clock in duties.into_iter().chain(gates) {
        assert_eq!(clock.is_duty(), duties.contains(&clock));
        given = given.command(late, Actor::Clock, expire(clock, "breach"));
        let status = given.state.clocks.get(clock, id("breach")).unwrap().status;
        let expected = if clock.is_duty() {
            Status::Missed { at: late.into() }
        } else {
            Status::Struck { at: late.into() }
        };
        assert_eq!(status, expected);
    }
}

/// Rule 41: a missed deadline stays missed when the duty is done late.
#[test]
fn a_duty_that_is_done_late_stays_missed() {
    let given = breached()
        .command(due(), Actor::Clock, expire(Clock::TierOne, "breach"))
        .command(due() + hours(1), FR, SendWarning { series: id("breach") })
        .command(due() + hours(1), Actor::Ua, RecordHostAction { series: id("breach") });
    let deadline = given.state.clocks.get(Clock::TierOne, id("breach")).unwrap();
    assert_eq!(deadline.status, Status::Missed { at: due().into() });
    assert!(!deadline.late_by_revision);
}

/// Rule 19: a revision moves the clocks of its own series alone.
#[test]
fn a_revision_moves_no_clock_of_another_kind() {
    let given = breached().command(noon(), Actor::Monitors, evidence("crater", "breach"));
    let attribution = *given.state.clocks.get(Clock::Attribution, id("breach")).unwrap();
    let revise =
        ReviseBreach { series: id("breach"), breach_at: noon() - hours(1), evidence: id("crater") };
    let given = given.command(noon() + hours(2), Actor::Monitors, revise);
    assert_eq!(given.state.clocks.get(Clock::Attribution, id("breach")), Some(&attribution));
}
