//! The way down the ladder, and what follows a response that is over.

use super::ladder::{acting, earliest, open, second, second_and_third, third, tier};
use super::setting::{
    DE, Setting, breach, breached, consented, consultation, decided, detection, expanded, expire,
    hours, id, incident, nations, noon, tick, verify,
};
use crate::clock::{self, Clock};
use crate::decision::Convene;
use crate::incident;
use crate::response::{
    DetermineExpanded, Event, Rejection, ReportHostilities, SendWarning, StandDown, Tier,
    UsDecision,
};
use crate::{Actor, NotEntitled};

fn hostilities(continuing: bool) -> ReportHostilities {
    ReportHostilities { series: breach(), continuing }
}

fn stand_down(to: Tier) -> StandDown {
    StandDown { series: breach(), to }
}

/// Rule 25: the way down needs the whole quiet period.
#[test]
fn going_down_a_tier_needs_hostilities_to_have_ceased_for_the_quiet_period() {
    let ceased_at = noon() + hours(30);
    let not_quiet = || Rejection::NotQuiet { series: breach() };
    second().when(ceased_at, Actor::CoChairs, stand_down(Tier::One)).then_refused(not_quiet());
    let ceased = || second().command(ceased_at, Actor::Ua, hostilities(false));
    let quiet_at = ceased_at + hours(12);
    ceased()
        .when(quiet_at - tick(), Actor::CoChairs, stand_down(Tier::One))
        .then_refused(not_quiet());
    let stood_down = Event::StoodDown { series: breach(), from: Tier::Two, to: Tier::One };
    let given =
        ceased().when(quiet_at, Actor::CoChairs, stand_down(Tier::One)).then(&[stood_down.into()]);
    assert!(acting(&given).is_empty());
    ceased()
        .command(quiet_at - tick(), Actor::Ua, hostilities(true))
        .when(quiet_at, Actor::CoChairs, stand_down(Tier::One))
        .then_refused(not_quiet());
    let up = Rejection::NotDown { from: Tier::Two, to: Tier::Two };
    ceased().when(quiet_at, Actor::CoChairs, stand_down(Tier::Two)).then_refused(up);
}

/// Rule 25: the quiet begins anew with each cessation, and ends with what is seen or verified.
#[test]
fn whatever_is_seen_of_a_verified_breach_ends_the_quiet() {
    let ceased_at = noon() + hours(30);
    let ceased = || second().command(ceased_at, Actor::Ua, hostilities(false));
    let seen_at = ceased_at + hours(2);
    let continuing = || Event::HostilitiesContinuing { series: breach() };
    ceased()
        .when(seen_at, Actor::Monitors, detection("breach", seen_at))
        .then_among(continuing())
        .when(ceased_at + hours(12), Actor::CoChairs, stand_down(Tier::One))
        .then_refused(Rejection::NotQuiet { series: breach() });
    let seen_before = ceased().command(seen_at, Actor::Monitors, detection("breach", ceased_at));
    seen_before.when(ceased_at + hours(12), Actor::CoChairs, stand_down(Tier::One)).then_accepted();
    let near = || noon() + hours(11);
    let second_incident = second()
        .command(near(), Actor::Monitors, detection("second", near()))
        .command(near(), Actor::Ua, hostilities(false))
        .command(near() + hours(2), Actor::Monitors, detection("second", near() + hours(1)));
    second_incident
        .when(near() + hours(3), Actor::Monitors, verify("second"))
        .then_among(continuing());
}

/// Rule 25: an incident that is verified tells of its own sightings only.
#[test]
fn what_others_saw_does_not_end_the_quiet() {
    let ceased_at = noon() + hours(3);
    let (before, after) = (ceased_at - hours(1), ceased_at + hours(1));
    let given = || {
        breached()
            .command(ceased_at, Actor::Ua, hostilities(false))
            .command(after, Actor::Monitors, detection("unproven", after))
            .command(after, Actor::Monitors, detection("old", before))
    };
    let verified = given().command(after + hours(1), Actor::Monitors, verify("old"));
    assert!(verified.state.clocks.is_open(Clock::Quiet, id("breach")));
    given()
        .when(after + hours(1), Actor::Monitors, verify("unproven"))
        .then_among(Event::HostilitiesContinuing { series: breach() });
}

/// Rule 25: the clock reports the quiet and stands nothing down.
#[test]
fn the_quiet_period_stands_nothing_down_by_itself() {
    let ceased_at = noon() + hours(30);
    let given = second()
        .command(ceased_at, Actor::Ua, hostilities(false))
        .when(ceased_at + hours(12), Actor::Clock, expire(Clock::Quiet, "breach"))
        .then_among(Event::QuietReached { series: breach() });
    assert_eq!(tier(&given), Tier::Two);
    let by = Actor::Clock;
    given.when(ceased_at + hours(12), by, stand_down(Tier::One)).then_refused(NotEntitled { by });
}

/// Rule 24: what opened the tier that has been left opens none again: the next one needs a finding,
/// a consultation and a decision of its own.
#[test]
fn a_response_that_went_down_needs_everything_anew() {
    let series = breach();
    let at = earliest() + hours(13);
    let down = || {
        let ceased = second_and_third().command(earliest(), Actor::Ua, hostilities(false));
        ceased.command(earliest() + hours(12), Actor::CoChairs, stand_down(Tier::Two))
    };
    assert_eq!(acting(&down()), nations("fr uk"));
    let found = || {
        let again = down().command(at, Actor::Ua, hostilities(true));
        again.command(at, Actor::Commission, DetermineExpanded { series })
    };
    let consulted = || {
        let asked = found().command(at, Actor::CoChairs, consultation("again"));
        asked.command(at, Actor::CoChairs, Convene { question: id("again") })
    };
    let refused = |given: Setting, why| given.when(at, Actor::CoChairs, open()).then_refused(why);
    refused(down(), Rejection::NotExpanded { series });
    refused(found(), Rejection::NotConsulted { series });
    refused(consulted(), Rejection::NoUsDecision { series });
    consulted()
        .command(at, Actor::Us, decided(UsDecision::Yes))
        .when(at, Actor::CoChairs, open())
        .then_accepted();
}

/// Rule 25: nobody waits for the third tier of an attack that is over.
#[test]
fn the_wait_for_the_third_tier_ends_with_the_attack() {
    let ceased_at = noon() + hours(50);
    let (clock, subject) = (Clock::TierThree, id("breach"));
    let stood_down = Event::StoodDown { series: breach(), from: Tier::Two, to: Tier::One };
    let at = ceased_at + hours(12);
    second()
        .command(noon() + hours(25), Actor::Commission, DetermineExpanded { series: breach() })
        .when(ceased_at, Actor::Ua, hostilities(false))
        .then_among(clock::Event::Cancelled { clock, subject })
        .when(at, Actor::CoChairs, stand_down(Tier::One))
        .then(&[stood_down.into()])
        .command(earliest(), Actor::Clock, expire(Clock::TierThreeGate, "breach"))
        .command(at + hours(40), Actor::Ua, hostilities(true))
        .when(at + hours(40), Actor::Commission, DetermineExpanded { series: breach() })
        .then(&[
            Event::ExpandedAttackDetermined { series: breach() }.into(),
            Event::TierThreeProposed { series: breach() }.into(),
        ]);
}

/// Rule 23: a second tier that was skipped has neither attribution nor consent to go back to.
#[test]
fn a_response_does_not_go_down_to_a_second_tier_that_it_skipped() {
    let quiet_at = earliest() + hours(12);
    let skipped = third().command(earliest(), Actor::Ua, hostilities(false));
    let refused = Rejection::TierTwoNeverOpen { series: breach() };
    skipped.when(quiet_at, Actor::CoChairs, stand_down(Tier::Two)).then_refused(refused);
    let skipped = third().command(earliest(), Actor::Ua, hostilities(false));
    skipped.when(quiet_at, Actor::CoChairs, stand_down(Tier::One)).then_accepted();
}

fn stood_down() -> Setting {
    let ceased_at = noon() + hours(3);
    consented().command(ceased_at + hours(2), Actor::Ua, hostilities(false)).command(
        ceased_at + hours(14),
        Actor::CoChairs,
        stand_down(Tier::None),
    )
}

/// Rule 25: a response that was stood down altogether is over.
#[test]
fn a_response_that_was_stood_down_takes_nothing_more() {
    let given = stood_down();
    assert_eq!(tier(&given), Tier::None);
    assert!(given.state.clocks.iter().all(|(clock, ..)| {
        !given.state.clocks.is_open(clock, id("breach")) || clock == Clock::Attribution
    }));
    given
        .when(noon() + hours(20), DE, SendWarning { series: breach() })
        .then_refused(Rejection::WrongTier { series: breach(), tier: Tier::None });
}

/// Rule 19: what comes after a stand-down is a breach of its own, with clocks of its own.
#[test]
fn a_breach_after_the_stand_down_starts_a_series_of_its_own() {
    let at = noon() + hours(18);
    let given = stood_down()
        .command(noon() + hours(11), Actor::Monitors, detection("old", noon()))
        .command(noon() + hours(12), Actor::Monitors, verify("old"));
    assert_eq!(tier(&given), Tier::None);
    assert_eq!(given.state.incidents.incidents[&id("old")].series, breach());
    let near = noon() + hours(12);
    let again = given
        .command(at, Actor::Monitors, detection("again", near))
        .when(at, Actor::Monitors, verify("again"))
        .then_among(Event::TierOneOpened { series: id("again"), breach_at: near });
    assert_eq!(tier(&again), Tier::None);
    assert_eq!(again.state.clocks.get(Clock::TierOne, id("again")).unwrap().starts_at, near);
}

/// Rule 22: what was seen in the quiet and is verified after the stand-down was no part of what is
/// over, so its response is its own; what was seen before stays there.
#[test]
fn what_was_seen_in_the_quiet_and_verified_later_is_a_breach_of_its_own() {
    let ceased_at = noon() + hours(6);
    let (down_at, seen_at) = (ceased_at + hours(12), ceased_at + hours(2));
    let given = || {
        consented()
            .command(ceased_at, Actor::Ua, hostilities(false))
            .command(ceased_at, Actor::Monitors, detection("before", ceased_at - hours(1)))
            .command(seen_at, Actor::Monitors, detection("quiet", seen_at))
            .command(seen_at, Actor::Monitors, detection("still", seen_at))
            .command(down_at, Actor::CoChairs, stand_down(Tier::None))
    };
    assert_eq!(given().state.incidents.incidents[&id("quiet")].series, breach());
    let opened = Event::TierOneOpened { series: id("quiet"), breach_at: seen_at };
    let verified = given()
        .when(down_at + hours(1), Actor::Monitors, verify("quiet"))
        .then_among(opened)
        .command(down_at + hours(1), Actor::Monitors, verify("still"))
        .command(down_at + hours(1), Actor::Monitors, verify("before"));
    let incidents = &verified.state.incidents;
    let of = |name: &str| incidents.incidents[&id(name)].series;
    assert_eq!([of("before"), of("quiet"), of("still")], [breach(), id("quiet"), id("quiet")]);
    assert_eq!(incidents.series[&breach()].incidents, [id("breach"), id("before")]);
    assert_eq!(incidents.series[&id("quiet")].incidents, [id("quiet"), id("still")]);
    let response = &verified.state.responses.0;
    assert_eq!((response[&breach()].tier, response[&id("quiet")].tier), (Tier::None, Tier::One));
}

/// Rule 19: who reports the incident of a response that is over once more hides no new breach.
#[test]
fn a_sighting_after_the_stand_down_does_not_take_up_the_old_series() {
    let at = noon() + hours(20);
    let seen = at - hours(1);
    let over =
        incident::Rejection::BreachOver { incident: incident(), ceased_at: noon() + hours(5) };
    stood_down().when(at, Actor::Monitors, detection("breach", at)).then_refused(over);
    stood_down()
        .command(at, Actor::Monitors, detection("again", seen))
        .when(at, Actor::Monitors, verify("again"))
        .then_among(Event::TierOneOpened { series: id("again"), breach_at: seen });
}

/// Rule 26: what is seen at the very instant at which hostilities ceased is part of the breach that is
/// over, and what is seen after it of an incident that nobody has verified hides none.
#[test]
fn what_is_seen_as_hostilities_cease_belongs_to_the_breach_that_is_over() {
    let ceased_at = noon() + hours(6);
    let (down_at, at) = (ceased_at + hours(12), ceased_at + hours(13));
    let over = || {
        consented()
            .command(ceased_at, Actor::Ua, hostilities(false))
            .command(ceased_at, Actor::Monitors, detection("doubtful", ceased_at))
            .command(down_at, Actor::CoChairs, stand_down(Tier::None))
    };
    let series = |given: &Setting, name: &str| given.state.incidents.incidents[&id(name)].series;
    over().when(at, Actor::Monitors, detection("breach", ceased_at)).then_accepted();
    over().when(at, Actor::Monitors, detection("doubtful", at)).then_accepted();
    let joined = over().command(at, Actor::Monitors, detection("at-once", ceased_at));
    assert_eq!(series(&joined, "at-once"), breach());
    let moves = |event: &crate::Event| {
        matches!(event, crate::Event::Incident(incident::Event::Correlated { .. }))
    };
    let verified = joined.when(at, Actor::Monitors, verify("at-once"));
    assert!(!verified.result.iter().flatten().any(moves), "it is where it belongs");
    let verified = verified.then_accepted().command(at, Actor::Monitors, verify("doubtful"));
    assert_eq!([series(&verified, "at-once"), series(&verified, "doubtful")], [breach(), breach()]);
    let apart = over().command(at, Actor::Monitors, detection("later", ceased_at + tick()));
    assert_eq!(series(&apart, "later"), id("later"));
}

/// Rule 24: a third tier that is open, or awaited already, is not awaited anew as hostilities go on.
#[test]
fn hostilities_that_go_on_arm_no_wait_for_a_third_tier_that_is_open_or_awaited() {
    let goes_on = Event::HostilitiesContinuing { series: breach() };
    let first = expanded().when(noon() + hours(33), Actor::Ua, hostilities(true));
    first.then(&[goes_on.clone().into()]);
    let ceased_at = earliest() + hours(1);
    let (clock, subject) = (Clock::Quiet, breach().0);
    let quiet_ends = clock::Event::Cancelled { clock, subject }.into();
    third()
        .command(earliest(), Actor::Clock, expire(Clock::TierThreeGate, "breach"))
        .command(ceased_at, Actor::Ua, hostilities(false))
        .when(ceased_at + hours(1), Actor::Ua, hostilities(true))
        .then(&[goes_on.into(), quiet_ends]);
}

/// Rule 24: where the attack comes again, a third tier is awaited up to its latest instant and not after.
#[test]
fn an_attack_that_comes_again_has_its_third_tier_awaited_while_there_is_time() {
    let (latest, clock, subject) = (noon() + hours(96), Clock::TierThree, breach().0);
    let again = |at| {
        let ceased = expanded().command(noon() + hours(40), Actor::Ua, hostilities(false));
        ceased.when(at, Actor::Ua, hostilities(true))
    };
    let armed = clock::Event::Armed { clock, subject, starts_at: noon(), due_at: latest };
    again(latest).then_among(armed);
    let late = again(latest + tick());
    assert!(!late.result.iter().flatten().any(|event| *event == armed.into()));
}
