//! When goods should be delivered, and what is on record if they are not.

use super::logistics::{dispatch, led, loaded};
use super::setting::{DE, Setting, eve, expire, hours, id, nations, tick};
use crate::Actor;
use crate::clock::{self, Clock};
use crate::consignment::{Deliver, Dispatch, Event, HandOver, Redirect, Rejection, TakeBack};
use crate::ids::ConsignmentId;
use crate::need::Goods;
use kernel::SimTime;

fn goods() -> ConsignmentId {
    id("goods")
}

fn due() -> SimTime {
    eve() + hours(48)
}

fn sent() -> Dispatch {
    Dispatch { expected_at: Some(due()), ..dispatch("goods") }
}

fn redirect(expected_at: Option<SimTime>) -> Redirect {
    let (consignment, to, route) = (goods(), id("lviv"), nations(""));
    Redirect { consignment, to, via: None, route, expected_at }
}

fn on_the_way() -> Setting {
    loaded(led(), "goods", Goods::Vehicles, 100).command(eve(), DE, sent())
}

fn armed(starts_at: SimTime, due_at: SimTime) -> clock::Event {
    let (clock, subject) = (Clock::Consignment, id("goods"));
    clock::Event::Armed { clock, subject, starts_at, due_at }
}

fn no_longer_awaited() -> clock::Event {
    clock::Event::Cancelled { clock: Clock::Consignment, subject: id("goods") }
}

#[test]
fn a_consignment_that_is_not_delivered_when_it_was_expected_is_delayed() {
    loaded(led(), "goods", Goods::Vehicles, 100)
        .when(eve(), DE, sent())
        .then_among(armed(eve(), due()));
    let (clock, subject, late_by_revision) = (Clock::Consignment, id("goods"), false);
    let struck = clock::Event::Struck { clock, subject, due_at: due(), late_by_revision };
    let delayed = Event::Delayed { consignment: goods() };
    let across = on_the_way().command(due(), DE, HandOver { consignment: goods() });
    for given in [on_the_way(), across] {
        given
            .when(due(), Actor::Clock, expire(clock, "goods"))
            .then(&[struck.into(), delayed.clone().into()])
            .when(due(), Actor::Clock, expire(clock, "goods"))
            .then_refused(clock::Rejection::NotOpen { clock, subject });
    }
}

#[test]
fn what_is_delivered_or_taken_back_is_expected_no_longer() {
    on_the_way()
        .command(due(), DE, HandOver { consignment: goods() })
        .when(due(), Actor::Ua, Deliver { consignment: goods() })
        .then_among(no_longer_awaited());
    on_the_way().when(due(), DE, TakeBack { consignment: goods() }).then_among(no_longer_awaited());
}

#[test]
fn a_redirect_may_say_anew_when_goods_are_expected() {
    let at = eve() + hours(24);
    let later = due() + hours(24);
    on_the_way().when(at, DE, redirect(Some(later))).then_among(armed(at, later));
    let kept = on_the_way().command(at, DE, redirect(None));
    let open = kept.state.clocks.get(Clock::Consignment, id("goods")).expect("it is armed");
    assert_eq!((open.due_at, open.status), (due(), clock::Status::Open));
}

#[test]
fn goods_are_not_expected_in_the_past() {
    let (consignment, expected_at) = (goods(), eve() - tick());
    let refused = || Rejection::ExpectedInThePast { consignment, expected_at };
    let early = Dispatch { expected_at: Some(expected_at), ..sent() };
    loaded(led(), "goods", Goods::Vehicles, 100).when(eve(), DE, early).then_refused(refused());
    on_the_way().when(eve(), DE, redirect(Some(expected_at))).then_refused(refused());
    let now = Dispatch { expected_at: Some(eve()), ..sent() };
    loaded(led(), "goods", Goods::Vehicles, 100).when(eve(), DE, now).then_accepted();
}
