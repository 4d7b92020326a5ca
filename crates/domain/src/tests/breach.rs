//! A breach of the ceasefire, and fighting that is none.

use super::incident::{revise, series};
use super::setting::{
    Setting, breach, breached, detection, evidence, expire, hours, id, noon, seated, tick, truce,
    truce_at, verify,
};
use crate::ceasefire::{Agree, DeclareCollapsed, DeclareRestored};
use crate::center::{Enroll, Role};
use crate::clock::Clock;
use crate::incident::{Event, Rejection, ReviseBreach};
use crate::response::{self, SendWarning};
use crate::{Actor, Nation, NotEntitled};

/// Rule 22: what began before the ceasefire and goes on under it is a breach from then on.
#[test]
fn fighting_that_goes_on_in_the_ceasefire_becomes_a_breach_of_it() {
    let (before, after) = (truce_at() - hours(1), truce_at() + hours(1));
    let revised = Event::BreachRevised { series: id("fighting"), breach_at: after, was_at: before };
    let opened = response::Event::TierOneOpened { series: id("fighting"), breach_at: after };
    let seen = || truce().command(after, Actor::Monitors, detection("fighting", before));
    let verified = || seen().command(after, Actor::Monitors, verify("fighting"));
    assert!(verified().state.responses.0.is_empty());
    verified()
        .when(after, Actor::Monitors, detection("fighting", after))
        .then_among(revised.clone())
        .when(after, Actor::Monitors, detection("fighting", after + tick()))
        .then_refused(Rejection::FromTheFuture { seen_at: after + tick() });
    verified()
        .when(after, Actor::Monitors, detection("fighting", after))
        .then_among(opened.clone());
    seen()
        .when(after, Actor::Monitors, detection("fighting", after))
        .then_among(revised)
        .when(after, Actor::Monitors, verify("fighting"))
        .then_among(opened.clone());
    // So does fighting between two ceasefires.
    let (end, again) = (truce_at() + hours(4), truce_at() + hours(8));
    let between = truce()
        .command(end, Actor::Coalition, DeclareCollapsed {})
        .command(end, Actor::Monitors, detection("fighting", end))
        .command(end, Actor::Monitors, verify("fighting"))
        .command(again, Actor::Coalition, DeclareRestored {});
    let renewed = response::Event::TierOneOpened { series: id("fighting"), breach_at: again };
    between.when(again, Actor::Monitors, detection("fighting", again)).then_among(renewed);
    let evidence = evidence("crater", "fighting");
    let by_evidence = ReviseBreach { series: id("fighting"), ..revise(after) };
    verified()
        .command(after, Actor::Monitors, evidence)
        .when(after, Actor::Monitors, by_evidence)
        .then_among(opened);
}

/// Rule 22: at the very instant of its beginning a ceasefire is breached, whatever is recorded first.
#[test]
fn a_breach_at_the_instant_of_the_ceasefire_is_one() {
    let at = truce_at();
    let agree = Agree { instrument: id("truce"), effective_at: at };
    let opened = response::Event::TierOneOpened { series: breach(), breach_at: at };
    let verified = seated()
        .command(at - hours(1), Actor::Ua, agree)
        .command(at, Actor::Monitors, detection("breach", at))
        .command(at, Actor::Monitors, verify("breach"));
    assert!(verified.state.responses.0.is_empty());
    let begun = verified.when(at, Actor::Clock, expire(Clock::CeasefireEffective, "ceasefire"));
    let moves =
        |event: &crate::Event| matches!(event, crate::Event::Incident(Event::BreachRevised { .. }));
    assert!(!begun.result.iter().flatten().any(moves), "it began at this instant");
    begun.then_among(opened);
    let seen = seated()
        .command(at - hours(1), Actor::Ua, Agree { instrument: id("truce"), effective_at: at })
        .command(at, Actor::Monitors, detection("breach", at))
        .command(at, Actor::Clock, expire(Clock::CeasefireEffective, "ceasefire"));
    assert!(seen.state.responses.0.is_empty(), "nobody has verified it");
}

/// Rule 22: what was seen before the ceasefire only opens nothing, though it is verified and another one
/// of its series is seen at the very instant, whatever is recorded first.
#[test]
fn the_tier_opens_upon_what_was_seen_in_the_ceasefire_and_nothing_else() {
    let (before, at) = (truce_at() - hours(1), truce_at());
    let begun = || expire(Clock::CeasefireEffective, "ceasefire");
    let fighting = || {
        seated()
            .command(before, Actor::Ua, Agree { instrument: id("truce"), effective_at: at })
            .command(before, Actor::Monitors, detection("fighting", before))
    };
    let other = |given: Setting| given.command(at, Actor::Monitors, detection("other", at));
    let late = || {
        let given = other(fighting().command(before, Actor::Monitors, verify("fighting")));
        given.command(at, Actor::Clock, begun())
    };
    assert!(late().state.responses.0.is_empty(), "what is verified was seen before");
    let later = || other(fighting()).command(at, Actor::Clock, begun());
    let old = later().command(at, Actor::Monitors, verify("fighting"));
    assert!(old.state.responses.0.is_empty(), "verified later, and seen before");
    for given in [late(), later(), old] {
        let verified = given.command(at, Actor::Monitors, verify("other"));
        assert_eq!(verified.state.responses.0.len(), 1);
    }
}

/// Rule 22: what goes on at the very instant of the beginning goes on in the ceasefire, whatever is
/// recorded first, and whether it is the first one or one that is restored.
#[test]
fn fighting_that_is_seen_again_at_the_instant_of_the_ceasefire_becomes_a_breach_of_it() {
    let (before, at) = (truce_at() - hours(1), truce_at());
    let revised = Event::BreachRevised { series: id("fighting"), breach_at: at, was_at: before };
    let opened = response::Event::TierOneOpened { series: id("fighting"), breach_at: at };
    let begun = || expire(Clock::CeasefireEffective, "ceasefire");
    let seen = || {
        let agree = Agree { instrument: id("truce"), effective_at: at };
        let seen = detection("fighting", before);
        seated().command(before, Actor::Ua, agree).command(before, Actor::Monitors, seen)
    };
    let again = |given: Setting, at| given.command(at, Actor::Monitors, detection("fighting", at));
    let verified = |given: Setting, at| given.command(at, Actor::Monitors, verify("fighting"));
    for event in [crate::Event::from(revised.clone()), opened.clone().into()] {
        again(verified(seen(), before), at).when(at, Actor::Clock, begun()).then_among(event);
    }
    again(seen(), at)
        .when(at, Actor::Clock, begun())
        .then_among(revised)
        .when(at, Actor::Monitors, verify("fighting"))
        .then_among(opened);
    let silent = verified(seen(), before).command(at, Actor::Clock, begun());
    assert!(silent.state.responses.0.is_empty(), "nobody saw it in the ceasefire");
    let (end, now) = (at + hours(4), at + hours(8));
    let collapsed = truce().command(end, Actor::Coalition, DeclareCollapsed {}).command(
        end,
        Actor::Monitors,
        detection("fighting", end),
    );
    let opened = response::Event::TierOneOpened { series: id("fighting"), breach_at: now };
    again(verified(collapsed, end), now)
        .when(now, Actor::Coalition, DeclareRestored {})
        .then_among(opened);
}

/// Rule 22: there must be a ceasefire to breach.
#[test]
fn fighting_before_the_ceasefire_is_no_breach_of_it() {
    let before = truce_at() - tick();
    let fighting = || seated().command(before, Actor::Monitors, detection("fighting", before));
    let verified = fighting().command(before, Actor::Monitors, verify("fighting"));
    assert!(verified.state.responses.0.is_empty());
    let verified_later = truce()
        .command(noon(), Actor::Monitors, detection("fighting", before))
        .command(noon(), Actor::Monitors, verify("fighting"));
    assert!(verified_later.state.responses.0.is_empty());
    let first_instant = truce()
        .command(noon(), Actor::Monitors, detection("breach", truce_at()))
        .command(noon(), Actor::Monitors, verify("breach"));
    assert!(first_instant.state.responses.0.contains_key(&breach()));
}

/// Rule 22: a breach counts if the ceasefire of its time bound, whatever became of it.
#[test]
fn a_breach_is_of_the_ceasefire_that_was_in_force_when_it_was_seen() {
    let (end, again) = (noon() + hours(2), noon() + hours(6));
    let agree = || Agree { instrument: id("second"), effective_at: again };
    let collapsed = || truce().command(end, Actor::Coalition, DeclareCollapsed {});
    let renewed = || {
        collapsed().command(noon() + hours(4), Actor::Control, agree()).command(
            again,
            Actor::Clock,
            expire(Clock::CeasefireEffective, "ceasefire"),
        )
    };
    let restored = || collapsed().command(again, Actor::Coalition, DeclareRestored {});
    let opens = |given: Setting, seen_at| {
        let at = noon() + hours(8);
        let given = given.command(at, Actor::Monitors, detection("breach", seen_at)).command(
            at,
            Actor::Monitors,
            verify("breach"),
        );
        given.state.responses.0.contains_key(&breach())
    };
    let later: [&dyn Fn() -> Setting; 2] = [&renewed, &restored];
    for given in later {
        assert!(opens(given(), end - tick()), "the first one bound");
        assert!(!opens(given(), end), "none bound");
        assert!(!opens(given(), again - tick()), "none bound");
        assert!(opens(given(), again), "the second one bound");
    }
    assert!(opens(collapsed(), end - tick()));
    assert!(!opens(collapsed(), end));
}

/// Rule 19: a breach of a ceasefire stays one, whatever evidence says of its first instant.
#[test]
fn an_initial_breach_is_never_after_the_ceasefire() {
    let (seen, end, now) = (noon(), noon() + hours(2), noon() + hours(8));
    let collapsed = || {
        truce()
            .command(seen, Actor::Monitors, detection("breach", seen))
            .command(seen, Actor::Monitors, evidence("crater", "breach"))
            .command(end, Actor::Coalition, DeclareCollapsed {})
    };
    let restored = || collapsed().command(noon() + hours(6), Actor::Coalition, DeclareRestored {});
    let given: [&dyn Fn() -> Setting; 2] = [&collapsed, &restored];
    for given in given {
        let refused = Rejection::AfterCeasefire { ended_at: end };
        given().when(now, Actor::Monitors, revise(end)).then_refused(refused.clone());
        given().when(now, Actor::Monitors, revise(now)).then_refused(refused);
        let revised = given().command(now, Actor::Monitors, revise(end - tick()));
        assert_eq!(series(&revised, "breach").breach_at, end - tick());
    }
}

/// Rule 19: the clocks never start before there was a ceasefire.
#[test]
fn an_initial_breach_is_never_before_the_ceasefire() {
    let (before, after) = (truce_at() - hours(1), truce_at() + hours(1));
    let fighting = truce().command(after, Actor::Monitors, detection("fighting", before));
    let apart = fighting.command(after, Actor::Monitors, detection("breach", after));
    assert_eq!(series(&apart, "breach").breach_at, after);
    let seen_earlier = apart.command(after, Actor::Monitors, verify("breach")).command(
        after,
        Actor::Monitors,
        detection("breach", before),
    );
    assert_eq!(series(&seen_earlier, "breach").breach_at, after);
    seen_earlier
        .command(after, Actor::Monitors, evidence("crater", "breach"))
        .when(after, Actor::Monitors, revise(before))
        .then_refused(Rejection::BeforeCeasefire { in_force_since: truce_at() });
}

/// Rule 19: the first instant of the ceasefire belongs to it.
#[test]
fn evidence_may_move_the_breach_to_the_instant_at_which_the_ceasefire_begins() {
    let given = || breached().command(noon(), Actor::Monitors, evidence("crater", "breach"));
    given().when(noon() + hours(2), Actor::Monitors, revise(truce_at())).then_accepted();
    let in_force_since = truce_at();
    // Also where it was put there before.
    given()
        .command(noon() + hours(2), Actor::Monitors, revise(truce_at()))
        .when(noon() + hours(2), Actor::Monitors, revise(truce_at() - tick()))
        .then_refused(Rejection::BeforeCeasefire { in_force_since });
    given()
        .when(noon() + hours(2), Actor::Monitors, revise(truce_at() - tick()))
        .then_refused(Rejection::BeforeCeasefire { in_force_since });
}

/// Rule 20: who only watches acts for no seat, and who is not enrolled does not either.
#[test]
fn an_observer_acts_for_no_seat() {
    let nation = Nation::IT;
    let by = Actor::Nation(nation);
    let enrolled = |role| {
        let enroll = Enroll { nation, role, accepts_silence: false };
        breached().command(noon(), Actor::Control, enroll)
    };
    let warn = || SendWarning { series: breach() };
    breached().when(noon(), by, warn()).then_refused(NotEntitled { by });
    enrolled(Role::Observer).when(noon(), by, warn()).then_refused(NotEntitled { by });
    enrolled(Role::Member).when(noon(), by, warn()).then_accepted();
}
