//! The third tier while hostilities have ceased.

use super::ladder::{earliest, expand, latest, open, ready};
use super::setting::{breach, consented, detection, expire, hours, id, noon};
use crate::Actor;
use crate::clock::{self, Clock};
use crate::response::{DecideUs, Event, Rejection, ReportHostilities, UsDecision};

/// Rule 24: a response answers an attack that goes on; one that has ceased opens no third tier, and
/// its gate proposes none until somebody sees more of it.
#[test]
fn the_third_tier_stays_closed_while_hostilities_have_ceased() {
    let series = breach();
    let report = |continuing| ReportHostilities { series, continuing };
    let ceased = || ready().command(noon() + hours(71), Actor::Ua, report(false));
    let refused = || Rejection::HostilitiesCeased { series };
    ceased().when(earliest(), Actor::CoChairs, open()).then_refused(refused());
    let quiet = earliest() + hours(20);
    ceased().when(quiet, Actor::Us, open()).then_refused(refused());
    ready()
        .command(earliest(), Actor::Ua, report(true))
        .when(earliest(), Actor::CoChairs, open())
        .then_accepted();
    let gate = || expire(Clock::TierThreeGate, "breach");
    let (clock, subject, due_at) = (Clock::TierThreeGate, id("breach"), earliest());
    let struck = clock::Event::Struck { clock, subject, due_at, late_by_revision: false };
    let passed = || ceased().when(earliest(), Actor::Clock, gate()).then(&[struck.into()]);
    let proposed = Event::TierThreeProposed { series };
    passed().when(earliest(), Actor::Ua, report(true)).then_among(proposed.clone());
    passed()
        .when(quiet, Actor::Monitors, detection("breach", quiet))
        .then_among(proposed)
        .when(quiet, Actor::CoChairs, open())
        .then_accepted();
    let found_late = consented()
        .command(noon() + hours(71), Actor::Ua, report(false))
        .command(earliest(), Actor::Clock, gate())
        .when(quiet, Actor::Commission, expand());
    let found_late = found_late.then(&[Event::ExpandedAttackDetermined { series }.into()]);
    let proposed = Event::TierThreeProposed { series };
    found_late.when(quiet, Actor::Ua, report(true)).then_among(proposed);
}

/// Nobody waits for what may not be opened; the wait goes on, counted from the breach, when the attack
/// does.
#[test]
fn nobody_waits_for_the_third_tier_while_hostilities_have_ceased() {
    let series = breach();
    let report = |continuing| ReportHostilities { series, continuing };
    let (clock, subject, due_at) = (Clock::TierThree, id("breach"), latest());
    let ceased_at = noon() + hours(50);
    let ceased = ready().when(ceased_at, Actor::Ua, report(false));
    let ceased = ceased.then_among(clock::Event::Cancelled { clock, subject });
    let armed = clock::Event::Armed { clock, subject, starts_at: noon(), due_at };
    ceased.when(earliest(), Actor::Ua, report(true)).then_among(armed);
    let again = || ready().command(ceased_at, Actor::Ua, report(false));
    let too_late = again().when(latest() + hours(1), Actor::Ua, report(true)).result.unwrap();
    let declined = DecideUs { series, decision: UsDecision::No };
    let declined = again().command(earliest(), Actor::Us, declined);
    let declined = declined.when(earliest(), Actor::Ua, report(true)).result.unwrap();
    assert!(![too_late, declined].concat().contains(&armed.into()));
}

/// An attack that is found to have expanded only when the time for the third tier is over: that it was
/// missed is on record.
#[test]
fn an_expansion_that_is_found_too_late_is_missed() {
    let (series, at) = (breach(), latest() + hours(4));
    let (clock, subject, starts_at, due_at) = (Clock::TierThree, id("breach"), noon(), latest());
    consented()
        .when(at, Actor::Commission, expand())
        .then_among(clock::Event::Armed { clock, subject, starts_at, due_at })
        .when(at, Actor::Us, DecideUs { series, decision: UsDecision::No })
        .then_among(clock::Event::Missed { clock, subject, due_at, late_by_revision: false });
}
