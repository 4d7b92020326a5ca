//! The third tier while hostilities have ceased.

use super::ladder::{earliest, expand, latest, open, ready};
use super::setting::{breach, consented, detection, expire, hours, id, noon};
use crate::Actor;
use crate::clock::{self, Clock};
use crate::response::{Event, Rejection, ReportHostilities};

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
    let found_late = found_late.then(&[
        Event::ExpandedAttackDetermined { series }.into(),
        clock::Event::Armed {
            clock: Clock::TierThree,
            subject,
            starts_at: noon(),
            due_at: latest(),
        }
        .into(),
    ]);
    let proposed = Event::TierThreeProposed { series };
    found_late.when(quiet, Actor::Ua, report(true)).then_among(proposed);
}
