//! What a hub handles in a day, and in which order.

use alloc::vec::Vec;

use super::logistics::{arrived, dispatch, led, loaded, open, opened};
use super::setting::{DE, FR, PL, Setting, eve, expire, hours, id};
use crate::center::{Enroll, Role};
use crate::clock::{self, Clock, Status};
use crate::consignment::{self, ArriveAtHub, Dispatch, Redirect};
use crate::hub::{DeclareOutage, EndOutage, Event, Open, Rejection, Waiting};
use crate::ids::HubId;
use crate::need::{Goods, Prioritize, Priority};
use crate::{Actor, Nation, NationSet, NotEntitled};

fn rzeszow() -> HubId {
    id("rzeszow")
}

fn outage() -> DeclareOutage {
    DeclareOutage { hub: rzeszow() }
}

/// The end of a number of days of work after the eve.
fn days(count: u64) -> kernel::SimTime {
    eve() + hours(24 * count)
}

/// Whether the hub's clock runs.
fn works(setting: &Setting) -> bool {
    setting.state.clocks.is_open(Clock::HubDay, rzeszow().0)
}

fn handled(name: &str, tonnes: u32, remaining: u32) -> crate::Event {
    Event::Handled { hub: rzeszow(), consignment: id(name), tonnes, remaining }.into()
}

fn left(name: &str) -> crate::Event {
    consignment::Event::LeftHub { consignment: id(name), hub: rzeszow() }.into()
}

/// What came of the end of a day of work, without its clock.
#[track_caller]
fn day(setting: Setting, count: u64) -> (Vec<crate::Event>, Setting) {
    let outcome = setting.when(days(count), Actor::Clock, expire(Clock::HubDay, "rzeszow"));
    let events = outcome.result.clone().unwrap();
    let work = events.into_iter().filter(|event| !matches!(event, crate::Event::Clock(_)));
    (work.collect(), outcome.then_accepted())
}

/// General goods, shells and missiles, in this order of arrival, 400 t each.
fn three() -> Setting {
    let general = arrived(opened(), "general", Goods::General, 400);
    let shells = arrived(general, "shells", Goods::Ammunition, 400);
    arrived(shells, "missiles", Goods::AirDefense, 400)
}

/// Rule 37: what is too much for a day queues, and air defense and ammunition go first.
#[test]
fn an_overload_queues_by_priority() {
    let (first, given) = day(three(), 1);
    assert_eq!(first, [handled("missiles", 400, 0), left("missiles"), handled("shells", 190, 210)]);
    let (second, given) = day(given, 2);
    let expected = [handled("shells", 210, 0), left("shells"), handled("general", 380, 20)];
    assert_eq!(second, expected);
    let (third, given) = day(given, 3);
    assert_eq!(third, [handled("general", 20, 0), left("general")]);
    assert!(!works(&given));
}

/// Rule 37: of one priority, those go first who came first.
#[test]
fn of_one_priority_those_go_first_who_came_first() {
    let given = arrived(opened(), "z", Goods::Fuel, 500);
    let (first, _) = day(arrived(given, "a", Goods::Medical, 500), 1);
    assert_eq!(first, [handled("z", 500, 0), left("z"), handled("a", 90, 410)]);
}

/// Rule 37: a load larger than a day's capacity is handled over several days.
#[test]
fn a_load_larger_than_a_day_goes_over_several_days() {
    let mut given = arrived(opened(), "bridge", Goods::Engineering, 1_500);
    for (count, tonnes, remaining) in [(1, 590, 910), (2, 590, 320)] {
        let (work, next) = day(given, count);
        assert_eq!(work, [handled("bridge", tonnes, remaining)]);
        given = next;
    }
    let (work, given) = day(given, 3);
    assert_eq!(work, [handled("bridge", 320, 0), left("bridge")]);
    assert!(!works(&given));
}

/// Rule 37: the order is that of the priorities at the end of the day, not at arrival.
#[test]
fn a_change_of_priority_changes_the_order_of_those_who_wait() {
    let up = Prioritize { need: id("general"), priority: Priority::First };
    let (first, _) = day(three().command(eve(), PL, up), 1);
    assert_eq!(first, [handled("general", 400, 0), left("general"), handled("missiles", 190, 210)]);
}

#[test]
fn a_hub_works_only_while_something_waits() {
    assert!(!works(&opened()));
    let given = arrived(opened(), "goods", Goods::General, 10);
    assert!(works(&given));
    let elsewhere = Redirect {
        consignment: id("goods"),
        to: id("kyiv"),
        via: None,
        route: NationSet::EMPTY,
        expected_at: None,
    };
    let gone = given.command(eve() + hours(1), DE, elsewhere);
    assert!(!works(&gone) && gone.state.hubs.0[&rzeszow()].queue.is_empty());
    let one_of_two = arrived(arrived(opened(), "goods", Goods::General, 10), "b", Goods::Fuel, 10);
    let elsewhere = Redirect {
        consignment: id("goods"),
        to: id("kyiv"),
        via: None,
        route: NationSet::EMPTY,
        expected_at: None,
    };
    let given = one_of_two.command(eve() + hours(1), DE, elsewhere);
    let waiting = Waiting { consignment: id("b"), tonnes: 10 };
    assert!(works(&given));
    assert_eq!(given.state.hubs.0[&rzeszow()].queue, [waiting]);
}

#[test]
fn a_second_arrival_does_not_move_the_end_of_the_day() {
    let given = loaded(arrived(opened(), "a", Goods::Fuel, 10), "b", Goods::Fuel, 10)
        .command(eve(), DE, Dispatch { via: Some(rzeszow()), ..dispatch("b") })
        .command(eve() + hours(5), DE, ArriveAtHub { consignment: id("b") });
    let deadline = given.state.clocks.get(Clock::HubDay, rzeszow().0).unwrap();
    assert_eq!((deadline.due_at, deadline.status), (days(1), Status::Open));
}

#[test]
fn nothing_is_handled_during_an_outage_and_a_new_day_starts_after_it() {
    let cancelled = clock::Event::Cancelled { clock: Clock::HubDay, subject: rzeszow().0 };
    let out = || {
        three()
            .when(eve(), Actor::Control, outage())
            .then(&[Event::OutageDeclared { hub: rzeszow() }.into(), cancelled.into()])
    };
    let more = arrived(out(), "more", Goods::AirDefense, 1);
    assert!(!works(&more));
    assert_eq!(more.state.hubs.0[&rzeszow()].queue.len(), 4);
    let at = eve() + hours(50);
    let armed = clock::Event::Armed {
        clock: Clock::HubDay,
        subject: rzeszow().0,
        starts_at: at,
        due_at: at + hours(24),
    };
    more.when(at, PL, EndOutage { hub: rzeszow() })
        .then(&[Event::OutageEnded { hub: rzeszow() }.into(), armed.into()]);
    let idle = opened().command(eve(), PL, outage()).command(at, PL, EndOutage { hub: rzeszow() });
    assert!(!works(&idle));
}

/// Rule 37: a hub takes the rest of what another has begun, and capacity goes to no tonne twice.
#[test]
fn goods_that_leave_a_hub_half_done_are_not_handled_again() {
    let by_romania = Redirect {
        consignment: id("bridge"),
        to: id("kyiv"),
        via: Some(id("len-r")),
        route: NationSet::EMPTY,
        expected_at: None,
    };
    let (_, given) = day(arrived(opened(), "bridge", Goods::Engineering, 1_000), 1);
    let hub = id("len-r");
    let came = consignment::Event::ArrivedAtHub { consignment: id("bridge"), hub, tonnes: 410 };
    let given = given
        .command(days(1), PL, open("len-r", 500))
        .command(days(1), DE, by_romania)
        .when(days(1), DE, ArriveAtHub { consignment: id("bridge") })
        .then_among(came);
    let given = given.command(days(2), Actor::Clock, expire(Clock::HubDay, "len-r"));
    let back = Redirect {
        consignment: id("bridge"),
        to: id("kyiv"),
        via: Some(rzeszow()),
        route: NationSet::EMPTY,
        expected_at: None,
    };
    let same = consignment::Rejection::SameHub { consignment: id("bridge"), hub: rzeszow() };
    given.when(days(2), DE, back).then_refused(same);
}

/// Rule 37: a hub may finish what it has begun, as long as no other has.
#[test]
fn goods_that_leave_a_hub_half_done_may_come_back_for_the_rest() {
    let by = |hub: &str| Redirect {
        consignment: id("bridge"),
        to: id("kyiv"),
        via: Some(id(hub)),
        route: NationSet::EMPTY,
        expected_at: None,
    };
    let (_, given) = day(arrived(opened(), "bridge", Goods::Engineering, 1_000), 1);
    let hub = rzeszow();
    let came = consignment::Event::ArrivedAtHub { consignment: id("bridge"), hub, tonnes: 410 };
    given
        .command(days(1), PL, open("len-r", 500))
        .command(days(1), DE, by("len-r"))
        .command(days(1), DE, by("rzeszow"))
        .when(days(1), DE, ArriveAtHub { consignment: id("bridge") })
        .then_among(came);
}

/// Rule 37: goods are not sent back to the hub where they are, so they keep their place there.
#[test]
fn goods_are_not_sent_to_the_hub_to_which_they_have_come() {
    let again = || Redirect {
        consignment: id("bridge"),
        to: id("odesa"),
        via: Some(rzeszow()),
        route: NationSet::EMPTY,
        expected_at: None,
    };
    let same = || consignment::Rejection::SameHub { consignment: id("bridge"), hub: rzeszow() };
    let here = || arrived(opened(), "bridge", Goods::Engineering, 500);
    here().when(eve(), DE, again()).then_refused(same());
    let (_, behind) = day(here(), 1);
    behind.when(days(1), DE, again()).then_refused(same());
    loaded(opened(), "bridge", Goods::Engineering, 500)
        .command(eve(), DE, Dispatch { via: Some(rzeszow()), ..dispatch("bridge") })
        .when(eve(), DE, again())
        .then_accepted();
}

/// Rule 37: a hub that was done with goods is done with them, whichever way they went in between.
#[test]
fn goods_that_come_back_to_a_hub_are_not_handled_twice() {
    let sent = |via: Option<&str>| Redirect {
        consignment: id("bridge"),
        to: id("odesa"),
        via: via.map(id),
        route: NationSet::EMPTY,
        expected_at: None,
    };
    let same = || consignment::Rejection::SameHub { consignment: id("bridge"), hub: rzeszow() };
    let behind = || {
        let given = opened().command(eve(), PL, open("len-r", 150));
        day(arrived(given, "bridge", Goods::Engineering, 500), 1).1
    };
    for detour in [None, Some("len-r")] {
        behind()
            .command(days(1), DE, sent(detour))
            .when(days(1), DE, sent(Some("rzeszow")))
            .then_refused(same());
    }
    // Another hub still handles them, and so does this one as long as it was not done.
    behind()
        .command(days(1), DE, sent(None))
        .when(days(1), DE, sent(Some("len-r")))
        .then_accepted();
    let waiting =
        arrived(opened().command(eve(), PL, open("len-r", 150)), "bridge", Goods::Engineering, 500);
    waiting
        .command(eve(), DE, sent(Some("len-r")))
        .when(eve(), DE, sent(Some("rzeszow")))
        .then_accepted();
}

/// Rule 37: goods that their owner sends to another hub queue there by priority.
#[test]
fn a_hub_that_is_out_is_left_for_another_where_priority_counts_again() {
    let by_romania = |name: &str| Redirect {
        consignment: id(name),
        to: id("kyiv"),
        via: Some(id("len-r")),
        route: NationSet::EMPTY,
        expected_at: None,
    };
    let mut given = three().command(eve(), PL, outage()).command(eve(), PL, open("len-r", 150));
    for name in ["general", "missiles"] {
        given = given.command(eve(), DE, by_romania(name)).command(
            eve(),
            DE,
            ArriveAtHub { consignment: id(name) },
        );
    }
    let waiting = Waiting { consignment: id("shells"), tonnes: 400 };
    assert_eq!(given.state.hubs.0[&rzeszow()].queue, [waiting]);
    let hub = id("len-r");
    let first = Event::Handled { hub, consignment: id("missiles"), tonnes: 150, remaining: 250 };
    given.when(days(1), Actor::Clock, expire(Clock::HubDay, "len-r")).then_among(first);
}

#[test]
fn a_hub_is_opened_once_by_its_nation_and_with_capacity() {
    let Open { hub, nation, tonnes_per_day } = open("rzeszow", 590);
    let event = Event::Opened { hub, nation, tonnes_per_day };
    led().when(eve(), PL, open("rzeszow", 590)).then(&[event.into()]);
    led().when(eve(), PL, open("rzeszow", 0)).then_refused(Rejection::NoCapacity { hub });
    opened().when(eve(), PL, open("rzeszow", 1)).then_refused(Rejection::HubExists { hub });
    for by in [FR, Actor::CoChairs, Actor::Control] {
        led().when(eve(), by, open("rzeszow", 590)).then_refused(NotEntitled { by });
    }
    let nation = Nation::IT;
    led()
        .when(eve(), Actor::Nation(nation), Open { nation, ..open("rzeszow", 590) })
        .then_refused(Rejection::NotEnrolled { nation });
}

#[test]
fn an_outage_is_reported_by_the_host_or_injected_and_ends_once() {
    let hub = rzeszow();
    for by in [DE, Actor::CoChairs, Actor::Ua] {
        opened().when(eve(), by, outage()).then_refused(NotEntitled { by });
        opened().when(eve(), by, EndOutage { hub }).then_refused(NotEntitled { by });
    }
    opened()
        .command(eve(), PL, outage())
        .when(eve(), PL, outage())
        .then_refused(Rejection::AlreadyOut { hub });
    opened().when(eve(), PL, EndOutage { hub }).then_refused(Rejection::NotOut { hub });
    led().when(eve(), PL, outage()).then_refused(Rejection::UnknownHub { hub });
}

/// Rule 36: goods are national property in a hub, so it lies before the border, on somebody's soil.
#[test]
fn a_hub_lies_on_the_soil_of_a_nation_before_the_border() {
    let by = |nation| Actor::of(nation);
    let open = |nation| Open { nation, ..open("lviv", 100) };
    led().when(eve(), by(Nation::UA), open(Nation::UA)).then_refused(Rejection::BehindBorder);
    let (nation, role) = (Nation::EU, Role::Partner);
    let enroll = Enroll { nation, role, accepts_silence: false };
    led()
        .command(eve(), Actor::Control, enroll)
        .when(eve(), by(nation), open(nation))
        .then_refused(Rejection::NoSoil { nation });
}
