//! Whose property goods are on the way, and how they get there.

use super::logistics::{arrived, dispatch, led, loaded, opened, prepare, register};
use super::setting::{DE, FR, PL, Setting, eve, id, nations, set};
use crate::clock::{self, Clock};
use crate::consignment::{
    ArriveAtHub, Deliver, Dispatch, Event, HandOver, Mode, Prepare, Redirect, Rejection, Stage,
    TakeBack,
};
use crate::ids::ConsignmentId;
use crate::need::{self, Goods, MatchDonor, WithdrawMatch};
use crate::parameter::{Parameter, Value};
use crate::task::{self, ReleaseLead, Task};
use crate::{Actor, Nation, NotEntitled, hub};

fn goods() -> ConsignmentId {
    id("goods")
}

fn redirect() -> Redirect {
    Redirect {
        consignment: goods(),
        to: id("lviv"),
        via: None,
        route: nations(""),
        expected_at: None,
    }
}

fn ready() -> Setting {
    loaded(led(), "goods", Goods::Vehicles, 100)
}

fn on_the_way() -> Setting {
    ready().command(eve(), DE, dispatch("goods"))
}

fn across() -> Setting {
    on_the_way().command(eve(), DE, HandOver { consignment: goods() })
}

fn wrong(stage: Stage) -> Rejection {
    Rejection::WrongStage { consignment: goods(), stage }
}

/// Rule 36: before the border hand-over goods are national property.
#[test]
fn a_consignment_is_national_property_before_the_border_hand_over() {
    assert_eq!(on_the_way().state.consignments.0[&goods()].custodian, Nation::DE);
    let Redirect { consignment, to, via, route, .. } = redirect();
    let redirected = Event::Redirected { consignment, to, via, route };
    on_the_way().when(eve(), DE, redirect()).then(&[redirected.into()]);
    for by in [Actor::Ua, PL, Actor::CoChairs] {
        on_the_way()
            .when(eve(), by, redirect())
            .then_refused(Rejection::NotInCustody { custodian: Nation::DE });
    }
}

/// Rule 36: custody changes at the border hand-over, and the owner has no say from then on.
#[test]
fn a_consignment_changes_custody_at_the_border_hand_over() {
    let handed = Event::HandedOver { consignment: goods(), from: Nation::DE };
    on_the_way().when(eve(), DE, HandOver { consignment: goods() }).then(&[handed.into()]);
    let consignment = across().state.consignments.0[&goods()].clone();
    assert_eq!((consignment.owner, consignment.custodian), (Nation::DE, Nation::UA));
    across().when(eve(), Actor::Ua, redirect()).then_accepted();
    across()
        .when(eve(), DE, redirect())
        .then_refused(Rejection::NotInCustody { custodian: Nation::UA });
    across()
        .when(eve(), Actor::Ua, HandOver { consignment: goods() })
        .then_refused(Rejection::AlreadyHandedOver { consignment: goods() });
}

/// Rule 36: only Ukraine delivers, once, and what it has does not go back to a hub.
#[test]
fn ukraine_delivers_what_was_handed_over() {
    let deliver = || Deliver { consignment: goods() };
    on_the_way()
        .when(eve(), Actor::Ua, deliver())
        .then_refused(Rejection::NotInCustody { custodian: Nation::DE });
    across().when(eve(), Actor::Ua, deliver()).then_among(Event::Delivered {
        consignment: goods(),
        need: id("goods"),
        tonnes: 100,
    });
    for again in [crate::Command::from(deliver()), redirect().into()] {
        across()
            .command(eve(), Actor::Ua, deliver())
            .when(eve(), Actor::Ua, again)
            .then_refused(wrong(Stage::Delivered));
    }
    across()
        .command(eve(), PL, super::logistics::open("rzeszow", 590))
        .when(eve(), Actor::Ua, Redirect { via: Some(id("rzeszow")), ..redirect() })
        .then_refused(Rejection::AlreadyHandedOver { consignment: goods() });
}

#[test]
fn the_number_of_vehicles_follows_from_the_payload() {
    for (mode, vehicles) in [(Mode::Road, 7), (Mode::Rail, 2), (Mode::Air, 3)] {
        let given = led()
            .command(eve(), Actor::Ua, register("tanks", Goods::Vehicles, 100))
            .command(eve(), DE, super::logistics::donate("tanks", 100));
        let Prepare { consignment, owner, need, tonnes, .. } = prepare("goods", "tanks", 100);
        let prepared = Event::Prepared { consignment, owner, need, tonnes, mode, vehicles };
        given
            .when(eve(), DE, Prepare { mode, ..prepare("goods", "tanks", 100) })
            .then(&[prepared.into()]);
    }
    let unknown = set(Parameter::RoadPayload, Value::Count(0));
    led()
        .command(eve(), Actor::Ua, register("tanks", Goods::Vehicles, 100))
        .command(eve(), DE, super::logistics::donate("tanks", 100))
        .command(eve(), Actor::Control, unknown)
        .when(eve(), DE, prepare("goods", "tanks", 100))
        .then_refused(Rejection::NoPayload { mode: Mode::Road });
}

#[test]
fn a_donor_loads_what_it_has_matched_and_no_more() {
    let given = || {
        led()
            .command(eve(), Actor::Ua, register("tanks", Goods::Vehicles, 100))
            .command(eve(), DE, super::logistics::donate("tanks", 60))
            .command(eve(), DE, prepare("first", "tanks", 45))
    };
    let (need, nation) = (id("tanks"), Nation::DE);
    given()
        .when(eve(), DE, prepare("goods", "tanks", 16))
        .then_refused(need::Rejection::MoreThanMatched { need, nation, left: 15 });
    given()
        .when(eve(), FR, Prepare { owner: Nation::FR, ..prepare("goods", "tanks", 1) })
        .then_refused(need::Rejection::MoreThanMatched { need, nation: Nation::FR, left: 0 });
    given()
        .when(eve(), DE, prepare("goods", "tanks", 0))
        .then_refused(need::Rejection::NoTonnes { need });
    given()
        .when(eve(), DE, prepare("first", "tanks", 15))
        .then_refused(Rejection::ConsignmentExists { consignment: id("first") });
    given().when(eve(), DE, prepare("goods", "tanks", 15)).then_accepted();
    led()
        .when(eve(), DE, prepare("goods", "tanks", 1))
        .then_refused(need::Rejection::UnknownNeed { need });
}

/// Rule 17: without a lead nothing new is loaded or sent, and what is on its way goes on.
#[test]
fn a_vacant_lead_of_logistics_blocks_new_consignments_and_not_running_ones() {
    let no_lead = || task::Rejection::NoLead { task: Task::Logistics };
    let release = || ReleaseLead { task: Task::Logistics };
    led()
        .command(eve(), PL, release())
        .when(eve(), DE, prepare("goods", "goods", 1))
        .then_refused(no_lead());
    ready()
        .command(eve(), PL, release())
        .when(eve(), DE, dispatch("goods"))
        .then_refused(no_lead());
    on_the_way()
        .command(eve(), PL, release())
        .command(eve(), DE, HandOver { consignment: goods() })
        .when(eve(), Actor::Ua, Deliver { consignment: goods() })
        .then_accepted();
}

#[test]
fn only_the_owner_loads_and_sends_goods_and_once() {
    let by = PL;
    ready().when(eve(), by, dispatch("goods")).then_refused(NotEntitled { by });
    ready().when(eve(), by, prepare("more", "goods", 1)).then_refused(NotEntitled { by });
    ready()
        .when(eve(), PL, Dispatch { owner: Nation::PL, ..dispatch("goods") })
        .then_refused(Rejection::NotInCustody { custodian: Nation::DE });
    on_the_way().when(eve(), DE, dispatch("goods")).then_refused(wrong(Stage::ToBorder));
    led()
        .when(eve(), DE, redirect())
        .then_refused(Rejection::UnknownConsignment { consignment: goods() });
    ready().when(eve(), DE, redirect()).then_refused(wrong(Stage::Prepared));
    ready().when(eve(), DE, HandOver { consignment: goods() }).then_refused(wrong(Stage::Prepared));
}

#[test]
fn goods_that_go_by_a_hub_are_not_handed_over_before_they_have_left_it() {
    let hub = id("rzeszow");
    let by_hub = Dispatch { via: Some(hub), ..dispatch("goods") };
    ready().when(eve(), DE, by_hub.clone()).then_refused(hub::Rejection::UnknownHub { hub });
    let given = || loaded(opened(), "goods", Goods::Vehicles, 100);
    let sent = || given().command(eve(), DE, by_hub.clone());
    sent().when(eve(), DE, HandOver { consignment: goods() }).then_refused(wrong(Stage::ToHub));
    arrived(opened(), "goods", Goods::Vehicles, 100)
        .when(eve(), DE, HandOver { consignment: goods() })
        .then_refused(wrong(Stage::AtHub));
    for by in [DE, PL] {
        sent().when(eve(), by, ArriveAtHub { consignment: goods() }).then_accepted();
    }
    let by = FR;
    sent().when(eve(), by, ArriveAtHub { consignment: goods() }).then_refused(NotEntitled { by });
    on_the_way()
        .when(eve(), DE, ArriveAtHub { consignment: goods() })
        .then_refused(wrong(Stage::ToBorder));
}

/// How long a way takes is for scenarios to say; but goods come only to the hub to which they have been
/// sent, and once.
#[test]
fn goods_come_to_a_hub_only_on_their_way_to_it() {
    let arrive = |setting: Setting, stage| {
        setting.when(eve(), DE, ArriveAtHub { consignment: goods() }).then_refused(wrong(stage));
    };
    let loaded = || loaded(opened(), "goods", Goods::Vehicles, 100);
    let here = || arrived(opened(), "goods", Goods::Vehicles, 100);
    let across = || {
        let sent = loaded().command(eve(), DE, dispatch("goods"));
        sent.command(eve(), DE, HandOver { consignment: goods() })
    };
    arrive(loaded(), Stage::Prepared);
    arrive(loaded().command(eve(), DE, dispatch("goods")), Stage::ToBorder);
    arrive(here(), Stage::AtHub);
    arrive(here().command(eve(), DE, redirect()), Stage::ToBorder);
    arrive(here().command(eve(), DE, TakeBack { consignment: goods() }), Stage::TakenBack);
    arrive(across(), Stage::InUkraine);
    let delivered = across().command(eve(), Actor::Ua, Deliver { consignment: goods() });
    arrive(delivered, Stage::Delivered);
}

#[test]
fn another_way_needs_its_own_permits_and_a_hub_that_exists() {
    let (consignment, nation) = (goods(), Nation::SK);
    on_the_way()
        .when(eve(), DE, Redirect { route: nations("sk"), ..redirect() })
        .then_refused(Rejection::NoPermit { consignment, nation });
    on_the_way()
        .when(eve(), DE, Redirect { via: Some(id("lend")), ..redirect() })
        .then_refused(hub::Rejection::UnknownHub { hub: id("lend") });
}

/// Logs from before there was cargo say of a consignment that it was sent, and no more.
#[test]
fn goods_of_an_old_log_go_their_way_and_count_towards_no_need() {
    let (consignment, owner, to) = (goods(), Nation::DE, id("kyiv"));
    let sent = Event::Dispatched { consignment, owner, to, via: None, route: nations("") };
    led()
        .event(eve(), DE, sent.into())
        .command(eve(), DE, HandOver { consignment })
        .when(eve(), Actor::Ua, Deliver { consignment })
        .then_refused(Rejection::NoCargo { consignment });
}

/// Rule 36: what is national property its owner takes back, and another may give it.
#[test]
fn a_donor_takes_back_what_has_not_been_handed_over() {
    let (consignment, need, owner, tonnes) = (id("goods"), id("goods"), Nation::DE, 100);
    let take_back = || TakeBack { consignment };
    let given = || loaded(led(), "goods", Goods::Medical, tonnes);
    let event = Event::TakenBack { consignment, owner, need, tonnes };
    let back = given().when(eve(), DE, take_back()).then(&[event.clone().into()]);
    let wrong = || Rejection::WrongStage { consignment, stage: Stage::TakenBack };
    given().command(eve(), DE, take_back()).when(eve(), DE, take_back()).then_refused(wrong());
    given()
        .command(eve(), DE, take_back())
        .when(eve(), DE, dispatch("goods"))
        .then_refused(wrong());
    back.command(eve(), DE, prepare("again", "goods", tonnes))
        .command(eve(), DE, TakeBack { consignment: id("again") })
        .command(eve(), DE, WithdrawMatch { need, nation: owner })
        .when(eve(), PL, MatchDonor { need, nation: Nation::PL, tonnes })
        .then_accepted();
    given().when(eve(), PL, take_back()).then_refused(Rejection::NotInCustody { custodian: owner });
    let handed = || {
        given().command(eve(), DE, dispatch("goods")).command(eve(), DE, HandOver { consignment })
    };
    handed()
        .when(eve(), DE, take_back())
        .then_refused(Rejection::NotInCustody { custodian: Nation::UA });
    handed()
        .when(eve(), Actor::Ua, take_back())
        .then_refused(Rejection::AlreadyHandedOver { consignment });
}

/// Rule 37: a hub that has nothing else to do rests when goods are taken back out of it.
#[test]
fn goods_are_taken_back_out_of_a_hub() {
    let (consignment, need, owner, tonnes) = (id("goods"), id("goods"), Nation::DE, 100);
    let event = Event::TakenBack { consignment, owner, need, tonnes };
    let (clock, subject) = (Clock::HubDay, id("rzeszow"));
    let rests = clock::Event::Cancelled { clock, subject };
    let back = arrived(opened(), "goods", Goods::Medical, tonnes)
        .when(eve(), DE, TakeBack { consignment })
        .then(&[event.into(), rests.into()]);
    assert!(back.state.hubs.0.values().all(|hub| hub.queue.is_empty()));
}
