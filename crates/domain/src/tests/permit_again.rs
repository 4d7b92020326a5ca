//! States that are asked to let the same goods through more than once.

use super::logistics::loaded;
use super::permit::{SK, by_slovakia, on_the_way, request, requested, transit};
use super::setting::{DE, PL, eve, expire, hours, id, nations};
use crate::clock::Clock;
use crate::consignment::{self, Redirect};
use crate::need::Goods;
use crate::permit::{Grant, Refuse, Regime, Rejection, Request};
use crate::{Actor, Nation};

/// Rule 2: a state is asked about the same goods once at a time, and answers each request once.
#[test]
fn a_state_that_is_to_answer_still_is_not_asked_again() {
    let (permit, nation) = (transit(), Nation::SK);
    let again = |regime| Request { permit: id("again"), ..request(regime) };
    for (by, regime) in [(DE, Regime::Peacetime), (PL, Regime::Legacy)] {
        requested(Regime::Legacy)
            .when(eve(), by, again(regime))
            .then_refused(Rejection::AlreadyAsked { permit, nation });
    }
    // About other goods, or another state, it is another question.
    let other = Request { consignment: id("other"), ..again(Regime::Legacy) };
    loaded(requested(Regime::Legacy), "other", Goods::Fuel, 5)
        .when(eve(), DE, other)
        .then_accepted();
    let french = Request { nation: Nation::FR, ..again(Regime::Legacy) };
    requested(Regime::Legacy).when(eve(), DE, french).then_accepted();
}

/// It has answered, or nobody waits for it any longer: its time is over, or the goods go another way.
#[test]
fn a_state_is_asked_again_when_nobody_waits_for_its_answer() {
    let again = || Request { permit: id("again"), ..request(Regime::Legacy) };
    let late = eve() + hours(72);
    let missed = requested(Regime::Peacetime).command(
        late,
        Actor::Clock,
        expire(Clock::TransitPermit, "transit"),
    );
    missed.when(late, DE, again()).then_accepted();
    let (consignment, to, via, route) = (id("goods"), id("lviv"), None, nations(""));
    on_the_way()
        .command(eve(), DE, Redirect { consignment, to, via, route, expected_at: None })
        .when(eve(), DE, again())
        .then_accepted();
    for granted in [true, false] {
        let asked = requested(Regime::Legacy);
        let answered = if granted {
            asked.command(eve(), SK, Grant { permit: transit() })
        } else {
            asked.command(eve(), SK, Refuse { permit: transit() })
        };
        answered.when(eve(), DE, again()).then_accepted();
    }
}

/// Rule 2: a state that was asked again lets goods through if its last answer says so.
#[test]
fn the_last_answer_of_a_state_is_what_it_permits() {
    let (consignment, nation) = (id("goods"), Nation::SK);
    let again = || Request { permit: id("again"), ..request(Regime::Legacy) };
    let granted = || requested(Regime::Legacy).command(eve(), SK, Grant { permit: transit() });
    let asked = || granted().command(eve(), DE, again());
    asked().when(eve(), DE, by_slovakia()).then_accepted();
    let missing = || consignment::Rejection::NoPermit { consignment, nation };
    let refused = || asked().command(eve(), SK, Refuse { permit: id("again") });
    refused().when(eve(), DE, by_slovakia()).then_refused(missing());
    let third = Request { permit: id("a-third"), ..request(Regime::Legacy) };
    refused()
        .command(eve(), DE, third)
        .command(eve(), SK, Grant { permit: id("a-third") })
        .when(eve(), DE, by_slovakia())
        .then_accepted();
    // The first request, answered last.
    let late = eve() + hours(72);
    let twice = requested(Regime::Peacetime)
        .command(late, Actor::Clock, expire(Clock::TransitPermit, "transit"))
        .command(late, DE, again())
        .command(late, SK, Grant { permit: id("again") });
    twice
        .command(late, SK, Refuse { permit: transit() })
        .when(late, DE, by_slovakia())
        .then_refused(missing());
}
