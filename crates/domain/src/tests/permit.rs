//! Transit permits and their regimes.

use super::logistics::{dispatch, led, loaded};
use super::setting::{DE, FR, PL, Setting, eve, expire, hours, id, nations, tick};
use crate::center::{Enroll, Role};
use crate::clock::{self, Clock, Status};
use crate::consignment::{self, Dispatch, HandOver, Redirect, Stage, TakeBack};
use crate::hub::Open;
use crate::ids::PermitId;
use crate::need::Goods;
use crate::permit::{
    ActivateEmergency, Emergency, EndEmergency, Event, Grant, Refuse, Regime, Rejection, Request,
    RequestEmergency,
};
use crate::task::{self, ReleaseLead, Task};
use crate::{Actor, Nation, NotEntitled};

const EU: Actor = Actor::Nation(Nation::EU);
pub(super) const SK: Actor = Actor::Nation(Nation::SK);

pub(super) fn transit() -> PermitId {
    id("transit")
}

/// Germany has loaded goods, and Slovakia, which is no member, may be asked to let them through.
pub(super) fn ready() -> Setting {
    let (nation, role) = (Nation::SK, Role::Observer);
    loaded(led(), "goods", Goods::AirDefense, 100).command(
        eve(),
        Actor::Control,
        Enroll { nation, role, accepts_silence: false },
    )
}

pub(super) fn request(regime: Regime) -> Request {
    Request { permit: transit(), consignment: id("goods"), nation: Nation::SK, regime }
}

pub(super) fn requested(regime: Regime) -> Setting {
    ready().command(eve(), DE, request(regime))
}

/// Germany has sent the goods, and asks Slovakia while they are on their way.
pub(super) fn on_the_way() -> Setting {
    ready().command(eve(), DE, dispatch("goods")).command(eve(), DE, request(Regime::Peacetime))
}

fn active() -> Setting {
    ready().command(eve(), PL, RequestEmergency {}).command(eve(), EU, ActivateEmergency {})
}

pub(super) fn by_slovakia() -> Dispatch {
    Dispatch { route: nations("sk"), ..dispatch("goods") }
}

/// Nobody asks the owner or Ukraine for a transit, so a route may name them.
#[test]
fn a_route_may_begin_at_the_owner_and_end_in_ukraine() {
    let route = nations("de ua");
    ready().when(eve(), DE, Dispatch { route, ..dispatch("goods") }).then_accepted();
}

#[test]
fn a_regime_says_how_long_the_answer_may_take() {
    for (regime, length) in
        [(Regime::Legacy, 45 * 24), (Regime::Peacetime, 72), (Regime::Emergency, 6)]
    {
        let Request { permit, consignment, nation, .. } = request(regime);
        let asked = Event::Requested { permit, consignment, nation, regime };
        let (clock, subject) = (Clock::TransitPermit, permit.0);
        let due_at = eve() + hours(length);
        let armed = clock::Event::Armed { clock, subject, starts_at: eve(), due_at };
        for by in [DE, PL] {
            active().when(eve(), by, request(regime)).then(&[asked.clone().into(), armed.into()]);
        }
    }
}

#[test]
fn a_permit_is_asked_for_by_the_owner_or_the_lead_and_for_goods_outside_ukraine() {
    for by in [FR, SK, Actor::Ua, Actor::CoChairs] {
        ready().when(eve(), by, request(Regime::Legacy)).then_refused(NotEntitled { by });
    }
    let (consignment, permit) = (id("goods"), transit());
    led()
        .when(eve(), DE, request(Regime::Legacy))
        .then_refused(consignment::Rejection::UnknownConsignment { consignment });
    requested(Regime::Legacy)
        .when(eve(), DE, request(Regime::Legacy))
        .then_refused(Rejection::PermitExists { permit });
    ready()
        .command(eve(), DE, dispatch("goods"))
        .command(eve(), DE, HandOver { consignment })
        .when(eve(), DE, request(Regime::Legacy))
        .then_refused(consignment::Rejection::AlreadyHandedOver { consignment });
}

#[test]
fn goods_leave_only_with_the_permits_of_their_way() {
    let (consignment, nation) = (id("goods"), Nation::SK);
    let missing = || consignment::Rejection::NoPermit { consignment, nation };
    ready().when(eve(), DE, by_slovakia()).then_refused(missing());
    requested(Regime::Legacy).when(eve(), DE, by_slovakia()).then_refused(missing());
    requested(Regime::Legacy)
        .command(eve(), SK, Refuse { permit: transit() })
        .when(eve(), DE, by_slovakia())
        .then_refused(missing());
    requested(Regime::Legacy)
        .command(eve(), SK, Grant { permit: transit() })
        .when(eve(), DE, by_slovakia())
        .then_accepted();
}

#[test]
fn a_permit_of_other_goods_does_not_do() {
    let (consignment, nation) = (id("goods"), Nation::SK);
    let other = Request { consignment: id("other"), ..request(Regime::Legacy) };
    loaded(ready(), "other", Goods::Fuel, 5)
        .command(eve(), DE, other)
        .command(eve(), SK, Grant { permit: transit() })
        .when(eve(), DE, by_slovakia())
        .then_refused(consignment::Rejection::NoPermit { consignment, nation });
}

#[test]
fn a_permit_is_asked_of_a_state_on_the_rolls_that_the_goods_cross() {
    let of = |nation| Request { nation, ..request(Regime::Peacetime) };
    let consignment = id("goods");
    for nation in [Nation::DE, Nation::UA] {
        ready()
            .when(eve(), DE, of(nation))
            .then_refused(Rejection::NoTransit { consignment, nation });
    }
    let nation = Nation::HU;
    ready().when(eve(), DE, of(nation)).then_refused(Rejection::NotEnrolled { nation });
}

/// The answer has no bearing any more, so it is neither missed nor in time.
#[test]
fn nobody_waits_for_a_permit_of_goods_that_have_been_handed_over() {
    let (consignment, permit) = (id("goods"), transit());
    let cancelled = clock::Event::Cancelled { clock: Clock::TransitPermit, subject: permit.0 };
    let handed = consignment::Event::HandedOver { consignment, from: Nation::DE };
    let given = on_the_way()
        .when(eve(), DE, HandOver { consignment })
        .then(&[handed.into(), cancelled.into()]);
    let granted = Event::Granted { permit, nation: Nation::SK };
    given.when(eve() + hours(1), SK, Grant { permit }).then(&[granted.into()]);
}

#[test]
fn nobody_waits_for_a_permit_of_goods_that_go_another_way() {
    let (consignment, permit) = (id("goods"), transit());
    let (to, via, route) = (id("lviv"), None, nations(""));
    let cancelled = clock::Event::Cancelled { clock: Clock::TransitPermit, subject: permit.0 };
    let redirected = consignment::Event::Redirected { consignment, to, via, route };
    let given = loaded(on_the_way(), "other", Goods::Fuel, 5).command(
        eve(),
        DE,
        Request { permit: id("another"), consignment: id("other"), ..request(Regime::Peacetime) },
    );
    let given = given
        .when(eve(), DE, Redirect { consignment, to, via, route, expected_at: None })
        .then(&[redirected.into(), cancelled.into()]);
    assert!(given.state.clocks.is_open(Clock::TransitPermit, id("another")));
}

/// Rule 2: the answer is the transit state's own act, given once.
#[test]
fn only_the_transit_state_answers() {
    let (permit, nation) = (transit(), Nation::SK);
    for by in [DE, PL, EU, Actor::CoChairs] {
        requested(Regime::Legacy)
            .when(eve(), by, Grant { permit })
            .then_refused(NotEntitled { by });
        requested(Regime::Legacy)
            .when(eve(), by, Refuse { permit })
            .then_refused(NotEntitled { by });
    }
    let due_at = eve() + hours(72);
    let met =
        clock::Event::Met { clock: Clock::TransitPermit, subject: permit.0, due_at, done_at: None };
    requested(Regime::Peacetime)
        .when(due_at, SK, Refuse { permit })
        .then(&[Event::Refused { permit, nation }.into(), met.into()])
        .when(due_at, SK, Grant { permit })
        .then_refused(Rejection::AlreadyAnswered { permit });
    ready().when(eve(), SK, Grant { permit }).then_refused(Rejection::UnknownPermit { permit });
}

/// Rule 2: a state that was asked is not passed over by leaving it out of the route.
#[test]
fn goods_for_which_a_state_was_asked_leave_only_with_its_permit() {
    let (consignment, nation) = (id("goods"), Nation::SK);
    let missing = || consignment::Rejection::NoPermit { consignment, nation };
    let asked = || requested(Regime::Legacy);
    asked().when(eve(), DE, dispatch("goods")).then_refused(missing());
    let refused = || asked().command(eve(), SK, Refuse { permit: transit() });
    refused().when(eve(), DE, dispatch("goods")).then_refused(missing());
    asked()
        .command(eve(), SK, Grant { permit: transit() })
        .when(eve(), DE, dispatch("goods"))
        .then_accepted();
    refused()
        .command(eve(), DE, Request { permit: id("again"), ..request(Regime::Legacy) })
        .command(eve(), SK, Grant { permit: id("again") })
        .when(eve(), DE, dispatch("goods"))
        .then_accepted();
}

#[test]
fn goods_that_a_state_keeps_back_go_another_way_by_a_redirect_on_record() {
    let (consignment, to, via, route) = (id("goods"), id("kyiv"), None, nations(""));
    let another = || Redirect { consignment, to, via, route, expected_at: None };
    let refused = || requested(Regime::Legacy).command(eve(), SK, Refuse { permit: transit() });
    let redirected = consignment::Event::Redirected { consignment, to, via, route };
    let given = refused().when(eve(), DE, another()).then(&[redirected.into()]);
    given.when(eve(), DE, HandOver { consignment }).then_accepted();
    let nation = Nation::SK;
    refused()
        .when(eve(), DE, Redirect { route: nations("sk"), ..another() })
        .then_refused(consignment::Rejection::NoPermit { consignment, nation });
    // A hub of that state is no other way.
    let open = Open { hub: id("kosice"), nation, tonnes_per_day: 100 };
    let by_hub = || Redirect { via: Some(id("kosice")), ..another() };
    let hosted = || refused().command(eve(), SK, open.clone());
    hosted()
        .when(eve(), DE, by_hub())
        .then_refused(consignment::Rejection::NoPermit { consignment, nation });
    hosted()
        .command(eve(), DE, Request { permit: id("again"), ..request(Regime::Legacy) })
        .command(eve(), SK, Grant { permit: id("again") })
        .when(eve(), DE, Dispatch { via: Some(id("kosice")), ..dispatch("goods") })
        .then_accepted();
    let stage = Stage::Prepared;
    requested(Regime::Legacy)
        .command(eve(), SK, Grant { permit: transit() })
        .when(eve(), DE, another())
        .then_refused(consignment::Rejection::WrongStage { consignment, stage });
    refused()
        .command(eve(), PL, ReleaseLead { task: Task::Logistics })
        .when(eve(), DE, another())
        .then_refused(task::Rejection::NoLead { task: Task::Logistics });
}

#[test]
fn a_late_permit_stays_missed_and_the_goods_may_go_another_way() {
    let (consignment, to, via, route) = (id("goods"), id("kyiv"), None, nations(""));
    let due_at = eve() + hours(72);
    let late = requested(Regime::Peacetime).command(
        due_at,
        Actor::Clock,
        expire(Clock::TransitPermit, "transit"),
    );
    let given = late
        .when(due_at, DE, Redirect { consignment, to, via, route, expected_at: None })
        .then_accepted();
    let granted = Event::Granted { permit: transit(), nation: Nation::SK };
    let given = given.when(due_at, SK, Grant { permit: transit() }).then(&[granted.into()]);
    let status = given.state.clocks.get(Clock::TransitPermit, transit().0).unwrap().status;
    assert_eq!(status, Status::Missed { at: due_at.into() });
}

#[test]
fn the_emergency_regime_is_requested_and_then_activated_by_the_union() {
    let (starts_at, subject) = (eve(), id("emergency"));
    let due_at = eve() + hours(48);
    let ends_at = due_at + hours(8_760);
    let activation = Clock::EmergencyActivation;
    let armed = clock::Event::Armed { clock: activation, subject, starts_at, due_at };
    let asked = || {
        ready()
            .when(eve(), PL, RequestEmergency {})
            .then(&[Event::EmergencyRequested {}.into(), armed.into()])
    };
    let met = clock::Event::Met { clock: activation, subject, due_at, done_at: None };
    let clock = Clock::EmergencyEnd;
    let ends = clock::Event::Armed { clock, subject, starts_at: due_at, due_at: ends_at };
    asked().when(due_at, EU, ActivateEmergency {}).then(&[
        Event::EmergencyActivated { ends_at }.into(),
        met.into(),
        ends.into(),
    ]);
    for by in [PL, Actor::CoChairs, Actor::Control] {
        asked().when(eve(), by, ActivateEmergency {}).then_refused(NotEntitled { by });
    }
    for by in [Actor::Us, Actor::Ua, Actor::Control] {
        ready().when(eve(), by, RequestEmergency {}).then_refused(NotEntitled { by });
    }
}

#[test]
fn six_hours_are_asked_for_only_while_the_emergency_regime_is_active() {
    let urgent = || request(Regime::Emergency);
    ready().when(eve(), DE, urgent()).then_refused(Rejection::NoEmergency);
    ready()
        .command(eve(), PL, RequestEmergency {})
        .when(eve(), DE, urgent())
        .then_refused(Rejection::NoEmergency);
    let end = eve() + hours(8_760);
    let last = end - tick();
    active().when(last, DE, urgent()).then_accepted();
    active()
        .command(end, Actor::Clock, expire(Clock::EmergencyEnd, "emergency"))
        .when(end, DE, urgent())
        .then_refused(Rejection::NoEmergency);
}

#[test]
fn an_emergency_regime_that_was_not_activated_in_time_is_asked_for_again() {
    let (clock, subject) = (Clock::EmergencyActivation, id("emergency"));
    let due_at = eve() + hours(48);
    let asked = || ready().command(eve(), PL, RequestEmergency {});
    asked().when(due_at, PL, RequestEmergency {}).then_refused(Rejection::EmergencyRequested);
    let missed = || asked().command(due_at, Actor::Clock, expire(clock, "emergency"));
    let (starts_at, again_at) = (due_at + hours(1), due_at + hours(49));
    let armed = clock::Event::Armed { clock, subject, starts_at, due_at: again_at };
    let again = || {
        missed()
            .when(starts_at, FR, RequestEmergency {})
            .then(&[Event::EmergencyRequested {}.into(), armed.into()])
    };
    again().when(starts_at, PL, RequestEmergency {}).then_refused(Rejection::EmergencyRequested);
    let met = clock::Event::Met { clock, subject, due_at: again_at, done_at: None };
    again().when(again_at, EU, ActivateEmergency {}).then_among(met);
    missed().when(starts_at, EU, ActivateEmergency {}).then_accepted();
}

#[test]
fn the_emergency_regime_is_requested_once_and_ends_once() {
    active().when(eve(), PL, RequestEmergency {}).then_refused(Rejection::EmergencyActive);
    active().when(eve(), EU, ActivateEmergency {}).then_refused(Rejection::EmergencyActive);
    ready().when(eve(), EU, ActivateEmergency {}).then_refused(Rejection::EmergencyNotRequested);
    ready()
        .command(eve(), PL, RequestEmergency {})
        .when(eve(), FR, RequestEmergency {})
        .then_refused(Rejection::EmergencyRequested);
    active().when(eve(), PL, EndEmergency {}).then_refused(NotEntitled { by: PL });
    let (clock, subject) = (Clock::EmergencyEnd, id("emergency"));
    let ended = active().when(eve(), EU, EndEmergency {}).then(&[
        Event::EmergencyEnded {}.into(),
        clock::Event::Cancelled { clock, subject }.into(),
    ]);
    assert_eq!(ended.state.permits.emergency, Emergency::None);
    ended.when(eve(), EU, EndEmergency {}).then_refused(Rejection::NoEmergency);
}

/// Goods that were taken back need no answer, and nobody is asked for one; they go nowhere.
#[test]
fn what_was_taken_back_needs_no_permit_and_goes_nowhere() {
    let consignment = id("goods");
    let (clock, subject) = (Clock::TransitPermit, transit().0);
    let needless = clock::Event::Cancelled { clock, subject };
    let back =
        requested(Regime::Peacetime).when(eve(), DE, TakeBack { consignment }).then_among(needless);
    let again = || Request { permit: id("again"), ..request(Regime::Peacetime) };
    let stage = Stage::TakenBack;
    let wrong = consignment::Rejection::WrongStage { consignment, stage };
    let way =
        Redirect { consignment, to: id("lviv"), via: None, route: nations(""), expected_at: None };
    back.when(eve(), DE, way).then_refused(wrong.clone());
    let back = requested(Regime::Peacetime).command(eve(), DE, TakeBack { consignment });
    back.when(eve(), DE, again()).then_refused(wrong);
}
