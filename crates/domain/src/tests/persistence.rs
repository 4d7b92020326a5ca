//! Many small breaches, which can open the second tier together.

use super::response::{gate, hostilities, open, opened};
use super::setting::{
    FR, Setting, attribution, breach, consent, evidence, expire, hours, minor, noon, set, tick,
    truce, verify,
};
use crate::clock::Clock;
use crate::incident::Confidence;
use crate::parameter::{Parameter, Value};
use crate::response::{Event, Rejection, StandDown, Tier, TierTwoReason};
use crate::{Actor, Nation};

/// A series in which three minor breaches are verified, attributed, with France consenting.
fn persistent() -> Setting {
    let mut given = truce();
    for name in ["breach", "second", "third"] {
        given = given.command(noon(), Actor::Monitors, minor(name, noon())).command(
            noon(),
            Actor::Monitors,
            verify(name),
        );
    }
    given
        .command(noon(), Actor::Monitors, evidence("crater", "breach"))
        .command(noon(), Actor::Commission, attribution(Confidence::Probable))
        .command(noon(), FR, consent(Nation::FR, true))
}

/// Rule 26: persistence opens the second tier before its gate.
#[test]
fn repeated_minor_breaches_can_open_tier_two() {
    persistent()
        .when(noon(), Actor::CoChairs, open())
        .then_among(opened("fr", TierTwoReason::Persistence));
    let four = set(Parameter::PersistenceThreshold, Value::Count(4));
    persistent()
        .command(noon(), Actor::Control, four)
        .when(noon(), Actor::CoChairs, open())
        .then_refused(Rejection::GateClosed { series: breach(), opens_at: gate() });
}

/// Rule 26: what persists has not been quiet since.
#[test]
fn small_breaches_persist_only_until_it_has_been_quiet() {
    let ceased_at = noon() + hours(5);
    let quiet = || persistent().command(ceased_at, Actor::Ua, hostilities(false));
    let quiet_at = ceased_at + hours(12);
    quiet().when(quiet_at - tick(), Actor::CoChairs, open()).then_accepted();
    quiet()
        .when(quiet_at, Actor::CoChairs, open())
        .then_refused(Rejection::HostilitiesCeased { series: breach() });
}

/// Rule 23: a second tier that persistence opened and a stand-down closed before its gate.
#[test]
fn a_breach_that_goes_on_again_before_the_gate_awaits_it_again() {
    let quiet = set(Parameter::QuietPeriod, Value::Duration(hours(4)));
    let stood_down = persistent()
        .command(noon(), Actor::Control, quiet)
        .command(noon(), Actor::CoChairs, open())
        .command(noon() + hours(1), Actor::Ua, hostilities(false))
        .command(noon() + hours(5), Actor::CoChairs, StandDown { series: breach(), to: Tier::One });
    let again = stood_down.command(noon() + hours(6), Actor::Ua, hostilities(true));
    let proposed = Event::TierTwoProposed { series: breach() };
    again.when(gate(), Actor::Clock, expire(Clock::TierTwoGate, "breach")).then_among(proposed);
}

/// Rule 26: as long as nobody has said how many breaches are persistent, none are.
#[test]
fn without_a_threshold_no_number_of_minor_breaches_is_persistent() {
    let none = set(Parameter::PersistenceThreshold, Value::Count(0));
    persistent()
        .command(noon(), Actor::Control, none)
        .when(noon(), Actor::CoChairs, open())
        .then_refused(Rejection::GateClosed { series: breach(), opens_at: gate() });
}
