//! Stock kept for the guarantee.

use kernel::SimTime;

use super::logistics::led;
use super::setting::{DE, FR, PL, Setting, TR, breach, breached, consented, expire, hours, noon};
use crate::clock::{self, Clock, Status};
use crate::depot::{Consent, Depot, Event, Refill, Rejection, Release, Reserve};
use crate::ids::DepotId;
use crate::response::OpenTierTwo;
use crate::{Actor, Nation, NotEntitled};

/// After the breach of [`breached`], before the gate of the second tier.
fn now() -> SimTime {
    noon() + hours(20)
}

fn depot() -> DepotId {
    super::setting::id("depot")
}

fn reserve(tonnes: u32) -> Reserve {
    Reserve { depot: depot(), nation: Nation::DE, tonnes }
}

/// Germany keeps 500 t.
fn reserved(setting: Setting) -> Setting {
    setting.command(now(), DE, reserve(500))
}

fn consent(tonnes: u32) -> Consent {
    Consent { depot: depot(), tonnes }
}

fn release(tonnes: u32) -> Release {
    Release { depot: depot(), tonnes, series: None }
}

fn for_the_breach(tonnes: u32) -> Release {
    Release { series: Some(breach()), ..release(tonnes) }
}

fn refill(tonnes: u32) -> Refill {
    Refill { depot: depot(), tonnes }
}

/// The co-chairs have consented to 100 t.
fn allowed() -> Setting {
    reserved(led()).command(now(), Actor::CoChairs, consent(100))
}

fn found(setting: &Setting) -> Depot {
    setting.state.depots.0[&depot()]
}

/// Rule 38: in peace stock is used only with the consent of the co-chairs, up to what they said.
#[test]
fn in_peace_stock_is_used_only_with_the_consent_of_the_co_chairs() {
    let refused = |consented| Rejection::NoConsent { depot: depot(), consented };
    reserved(led()).when(now(), DE, release(1)).then_refused(refused(0));
    allowed().when(now(), DE, release(101)).then_refused(refused(100));
    let released = Event::Released { depot: depot(), tonnes: 60, series: None };
    let given = allowed().when(now(), DE, release(60)).then_among(released);
    assert_eq!((found(&given).stock, found(&given).consented), (440, 40));
    given.when(now(), DE, release(41)).then_refused(refused(40));
}

/// Rule 38: the consent is the co-chairs' own act, and to no more than there is.
#[test]
fn nobody_but_the_co_chairs_consents() {
    for by in [FR, DE, Actor::Coalition, Actor::Us, Actor::Ua, Actor::Control] {
        reserved(led()).when(now(), by, consent(1)).then_refused(NotEntitled { by });
    }
    let more = Rejection::MoreThanStock { depot: depot(), left: 500 };
    allowed().when(now(), Actor::CoChairs, consent(501)).then_refused(more);
    // All of it is there, and a part of it spoken for.
    let again = Rejection::ConsentedAlready { depot: depot(), left: 400 };
    allowed().when(now(), Actor::CoChairs, consent(401)).then_refused(again);
    allowed()
        .when(now(), Actor::CoChairs, consent(0))
        .then_refused(Rejection::NoTonnes { depot: depot() });
    led()
        .when(now(), Actor::CoChairs, consent(1))
        .then_refused(Rejection::UnknownDepot { depot: depot() });
}

/// Rule 38: in a response of the second tier the holder needs nobody's consent.
#[test]
fn in_a_response_the_holder_releases_freely() {
    let second = reserved(consented()).command(
        noon() + hours(25),
        Actor::CoChairs,
        OpenTierTwo { series: breach() },
    );
    let given = second.command(noon() + hours(26), DE, for_the_breach(500));
    assert_eq!(found(&given).stock, 0);
    let (depot, series) = (depot(), breach());
    for peace in [reserved(breached()), reserved(led())] {
        peace
            .when(noon() + hours(26), DE, for_the_breach(1))
            .then_refused(Rejection::NotInResponse { depot, series });
    }
}

#[test]
fn a_release_in_a_response_leaves_the_consent_of_peace_alone() {
    let given = reserved(consented())
        .command(now(), Actor::CoChairs, consent(100))
        .command(noon() + hours(25), Actor::CoChairs, OpenTierTwo { series: breach() })
        .command(noon() + hours(26), DE, for_the_breach(50));
    assert_eq!(found(&given).consented, 100);
}

/// Rule 38: what was released must be refilled; the duty starts with the first release.
#[test]
fn a_release_starts_the_duty_to_refill() {
    let (clock, subject, starts_at) = (Clock::DepotRefill, depot().0, now());
    let due_at = now() + hours(720);
    let released = Event::Released { depot: depot(), tonnes: 60, series: None };
    let armed = clock::Event::Armed { clock, subject, starts_at, due_at };
    let given = allowed().when(now(), DE, release(60)).then(&[released.into(), armed.into()]);
    let again = Event::Released { depot: depot(), tonnes: 10, series: None };
    let given = given.when(now() + hours(1), DE, release(10)).then(&[again.into()]);
    let part = Event::Refilled { depot: depot(), tonnes: 69 };
    let given = given.when(now() + hours(2), DE, refill(69)).then(&[part.into()]);
    let last = Event::Refilled { depot: depot(), tonnes: 1 };
    let met = clock::Event::Met { clock, subject, due_at, done_at: None };
    given.when(due_at, DE, refill(1)).then(&[last.into(), met.into()]);
}

/// Rule 38: a depot that is not refilled in time is a missed deadline, also when it is done late.
#[test]
fn a_depot_that_is_refilled_late_stays_late() {
    let due_at = now() + hours(720);
    let given = allowed()
        .command(now(), DE, release(60))
        .command(due_at, Actor::Clock, expire(Clock::DepotRefill, "depot"))
        .command(due_at + hours(1), DE, refill(60));
    let deadline = given.state.clocks.get(Clock::DepotRefill, depot().0).unwrap();
    assert_eq!(deadline.status, Status::Missed { at: due_at.into() });
}

/// Rule 38: one duty that was missed is not the last one.
#[test]
fn a_release_after_a_missed_refill_starts_another_duty() {
    let (clock, subject) = (Clock::DepotRefill, depot().0);
    let missed_at = now() + hours(720);
    let given = allowed().command(now(), DE, release(60)).command(
        missed_at,
        Actor::Clock,
        expire(clock, "depot"),
    );
    let (starts_at, due_at) = (missed_at + hours(1), missed_at + hours(721));
    let released = Event::Released { depot: depot(), tonnes: 10, series: None };
    let armed = clock::Event::Armed { clock, subject, starts_at, due_at };
    let given = given.when(starts_at, DE, release(10)).then(&[released.into(), armed.into()]);
    let refilled = Event::Refilled { depot: depot(), tonnes: 70 };
    let met = clock::Event::Met { clock, subject, due_at, done_at: None };
    given.when(due_at, DE, refill(70)).then(&[refilled.into(), met.into()]);
}

#[test]
fn a_depot_holds_neither_less_than_nothing_nor_more_than_its_room() {
    let second = reserved(consented()).command(
        noon() + hours(25),
        Actor::CoChairs,
        OpenTierTwo { series: breach() },
    );
    second
        .when(noon() + hours(26), DE, for_the_breach(501))
        .then_refused(Rejection::MoreThanStock { depot: depot(), left: 500 });
    reserved(led())
        .when(now(), DE, refill(1))
        .then_refused(Rejection::NoRoom { depot: depot(), room: 0 });
    reserved(led())
        .when(now(), DE, reserve(u32::MAX))
        .then_refused(Rejection::NoRoom { depot: depot(), room: u32::MAX - 500 });
    reserved(led()).when(now(), DE, reserve(u32::MAX - 500)).then_accepted();
    let nothing = || Rejection::NoTonnes { depot: depot() };
    led().when(now(), DE, reserve(0)).then_refused(nothing());
    reserved(led()).when(now(), DE, release(0)).then_refused(nothing());
    reserved(led()).when(now(), DE, refill(0)).then_refused(nothing());
}

#[test]
fn a_depot_is_the_holders_own() {
    let given = reserved(led()).command(now(), DE, reserve(20));
    assert_eq!((found(&given).reserved, found(&given).stock), (520, 520));
    let nation = Nation::DE;
    given
        .when(now(), PL, Reserve { nation: Nation::PL, ..reserve(1) })
        .then_refused(Rejection::HeldByAnother { depot: depot(), nation });
    let by = TR;
    led().when(now(), by, reserve(1)).then_refused(NotEntitled { by });
    allowed().when(now(), by, release(1)).then_refused(NotEntitled { by });
    allowed().when(now(), by, refill(1)).then_refused(NotEntitled { by });
    led()
        .when(now(), Actor::Ua, Reserve { nation: Nation::UA, ..reserve(1) })
        .then_refused(Rejection::OwnGuarantee { depot: depot() });
    let nation = Nation::IT;
    led()
        .when(now(), Actor::Nation(nation), Reserve { nation, ..reserve(1) })
        .then_refused(Rejection::NotEnrolled { nation });
    led().when(now(), DE, release(1)).then_refused(Rejection::UnknownDepot { depot: depot() });
}
