//! What a corrected initial breach does to the clocks that run from it.

use kernel::SimTime;

use super::setting::{
    FR, Setting, breach, consent, decided, detection, examined, expanded, expire, hours, id, noon,
    tick, verify,
};
use crate::clock::{Clock, Deadline, Event, Status};
use crate::incident::{Rejection, ReviseBreach};
use crate::response::{
    OpenTierThree, RecordHostAction, ReportHostilities, SendWarning, StandDown, Tier, UsDecision,
};
use crate::{Actor, Nation, NationSet};

/// The revision that moves the deadlines of `length` hours to `due_at`.
fn due_again(due_at: SimTime, length: u64) -> ReviseBreach {
    ReviseBreach { series: breach(), breach_at: due_at - hours(length), evidence: id("crater") }
}

fn deadline(given: &Setting, clock: Clock) -> Deadline {
    *given.state.clocks.get(clock, id("breach")).unwrap()
}

/// The warning and the host's action are on record at `at`.
fn done(given: Setting, at: SimTime) -> Setting {
    given.command(at, FR, SendWarning { series: breach() }).command(
        at,
        Actor::Ua,
        RecordHostAction { series: breach() },
    )
}

fn due() -> SimTime {
    noon() + hours(24)
}

/// It was seen once more, so that evidence may say that it began later.
fn seen_again(given: Setting, after: u64) -> Setting {
    let seen = detection("breach", noon() + hours(20));
    given.command(noon() + hours(after), Actor::Monitors, seen)
}

fn lapsed() -> Setting {
    seen_again(examined(), 20).command(due(), Actor::Clock, expire(Clock::TierOne, "breach"))
}

/// Rule 19: every clock that runs from the breach is recomputed.
#[test]
fn all_clocks_are_recomputed_when_evidence_moves_the_initial_breach() {
    let starts_at = noon() - hours(5);
    let moved = |clock, length| {
        crate::Event::from(Event::Recomputed {
            clock,
            subject: id("breach"),
            starts_at,
            due_at: starts_at + hours(length),
            was_due_at: noon() + hours(length),
        })
    };
    let outcome = expanded().when(
        noon() + hours(40),
        Actor::Monitors,
        ReviseBreach { series: breach(), breach_at: starts_at, evidence: id("crater") },
    );
    for (clock, length) in [
        (Clock::TierOne, 24),
        (Clock::TierTwoGate, 24),
        (Clock::TierThreeGate, 72),
        (Clock::TierThree, 96),
    ] {
        let events = outcome.result.as_ref().unwrap();
        assert!(events.contains(&moved(clock, length)), "{clock:?}");
    }
}

/// Rule 19: a duty that was met in time and is late as the clock now runs is found late.
#[test]
fn a_met_deadline_that_the_revision_puts_before_the_act_is_found_late_and_stays_met() {
    let acted_at = noon() + hours(20);
    let given = || done(examined(), acted_at);
    let late = given().command(due(), Actor::Monitors, due_again(acted_at - tick(), 24));
    let found = deadline(&late, Clock::TierOne);
    assert_eq!(found.status, Status::Met { at: acted_at });
    assert!(found.late_by_revision);
    let in_time = given().command(due(), Actor::Monitors, due_again(acted_at, 24));
    assert!(!deadline(&in_time, Clock::TierOne).late_by_revision);
    let back = late.command(due(), Actor::Monitors, due_again(acted_at, 24));
    assert!(!deadline(&back, Clock::TierOne).late_by_revision);
}

/// Rule 19: an open deadline that the revision puts into the past is missed late by revision.
#[test]
fn an_expiry_in_the_past_is_marked_late_by_revision() {
    let at = noon() + hours(20);
    let missed = |due_at, late_by_revision| {
        let (clock, subject) = (Clock::TierOne, id("breach"));
        crate::Event::from(Event::Missed { clock, subject, due_at, late_by_revision })
    };
    let moved = |due_at| examined().command(at, Actor::Monitors, due_again(due_at, 24));
    let past = at - hours(1);
    moved(past)
        .when(at, Actor::Clock, expire(Clock::TierOne, "breach"))
        .then(&[missed(past, true)]);
    let future = at + hours(1);
    moved(future)
        .when(future, Actor::Clock, expire(Clock::TierOne, "breach"))
        .then(&[missed(future, false)]);
}

/// Rule 19: the same if the duty is done at the instant of the revision, before the clock ends it.
#[test]
fn a_duty_done_after_the_revision_is_late_by_revision() {
    let at = noon() + hours(20);
    let given = examined().command(at, Actor::Monitors, due_again(at - tick(), 24));
    let found = deadline(&done(given, at), Clock::TierOne);
    assert_eq!(found.status, Status::Missed { at: at.into() });
    assert!(found.late_by_revision);
}

/// Rule 19: a second revision does not delete the mark of the first.
#[test]
fn what_is_late_by_revision_stays_so_while_the_deadline_stays_past() {
    let at = noon() + hours(20);
    let given = examined().command(at, Actor::Monitors, due_again(at - hours(1), 24)).command(
        at,
        Actor::Clock,
        expire(Clock::TierOne, "breach"),
    );
    for due_at in [at - hours(2), at - tick()] {
        let again = examined()
            .command(at, Actor::Monitors, due_again(at - hours(1), 24))
            .command(at, Actor::Clock, expire(Clock::TierOne, "breach"))
            .command(at + hours(1), Actor::Monitors, due_again(due_at, 24));
        assert!(deadline(&again, Clock::TierOne).late_by_revision);
    }
    assert!(deadline(&given, Clock::TierOne).late_by_revision);
}

/// Rule 19: what was missed for lack of an act is not excused by an earlier breach.
#[test]
fn a_deadline_missed_by_the_actors_is_not_late_by_revision() {
    let given =
        lapsed().command(due() + hours(1), Actor::Monitors, due_again(due() - hours(2), 24));
    let found = deadline(&given, Clock::TierOne);
    assert_eq!(found.status, Status::Missed { at: due().into() });
    assert!(!found.late_by_revision);
}

/// Rule 19: a missed deadline that is given time again is open, and its miss is not forgotten.
#[test]
fn a_missed_deadline_that_is_given_time_again_opens_and_keeps_its_miss() {
    let at = due() + hours(2);
    let given = lapsed().command(at, Actor::Monitors, due_again(at + hours(1), 24));
    let found = deadline(&given, Clock::TierOne);
    assert_eq!(found.status, Status::Open);
    assert!(found.missed_before_revision);
    let met = deadline(&done(given, at + hours(1)), Clock::TierOne);
    assert_eq!(met.status, Status::Met { at: at + hours(1) });
    assert!(met.missed_before_revision);
    let without_time = lapsed().command(at, Actor::Monitors, due_again(at, 24));
    assert_eq!(deadline(&without_time, Clock::TierOne).status, Status::Missed { at: due().into() });
}

/// Rule 19: a deadline that is given time again is met at once if the duty was done meanwhile.
#[test]
fn a_duty_that_was_done_late_meets_a_deadline_that_is_given_time_again() {
    let at = due() + hours(2);
    let (clock, subject, due_at) = (Clock::TierOne, id("breach"), at + hours(1));
    let done_at = due() + hours(1);
    let late = done(lapsed(), done_at);
    assert_eq!(deadline(&late, clock).done_late_at, Some(done_at));
    let given = late
        .command(at, FR, consent(Nation::FR, true))
        .when(at, Actor::Monitors, due_again(due_at, 24))
        .then_among(Event::Met { clock, subject, due_at, done_at: Some(done_at) });
    let found = deadline(&given, Clock::TierOne);
    assert_eq!((found.status, found.done_late_at), (Status::Met { at: done_at }, None));
    assert!(found.missed_before_revision);
    let in_time = done(examined(), noon()).command(at, FR, consent(Nation::FR, true));
    assert_eq!(deadline(&in_time, clock).done_late_at, None);
    // It was done in time for this one too, though that is over.
    let (later, due_at) = (at + hours(1), done_at);
    let moved = given.command(later, Actor::Monitors, due_again(due_at, 24));
    assert!(!deadline(&moved, Clock::TierOne).late_by_revision);
    let before = done_at - hours(1);
    let moved = moved.command(later, Actor::Monitors, due_again(before, 24));
    assert!(deadline(&moved, Clock::TierOne).late_by_revision);
}

/// Rule 19: it is met too by what was done by the corrected instant, though that has passed.
#[test]
fn a_duty_that_was_done_late_is_in_time_where_the_correction_says_so_afterwards() {
    let (clock, subject) = (Clock::TierOne, id("breach"));
    let (done_at, at) = (due() + hours(6), due() + hours(30));
    let late = || done(lapsed(), done_at);
    for due_at in [done_at, done_at + hours(4)] {
        let given = late()
            .when(at, Actor::Monitors, due_again(due_at, 24))
            .then_among(Event::Met { clock, subject, due_at, done_at: Some(done_at) });
        let found = deadline(&given, clock);
        assert_eq!(found.status, Status::Met { at: done_at });
        assert!(found.missed_before_revision && !found.late_by_revision);
    }
    let too_late = late().command(at, Actor::Monitors, due_again(done_at - tick(), 24));
    assert_eq!(deadline(&too_late, clock).status, Status::Missed { at: due().into() });
    // It was in time also where the response has been stood down since.
    let (ceased, down_at) =
        (ReportHostilities { series: breach(), continuing: false }, at + hours(12));
    let over = late()
        .command(done_at, Actor::Ua, ceased)
        .command(down_at, Actor::CoChairs, StandDown { series: breach(), to: Tier::None })
        .command(down_at, Actor::Monitors, due_again(done_at, 24));
    assert_eq!(deadline(&over, clock).status, Status::Met { at: done_at });
}

/// Rule 19: what was seen and verified had begun by then, whatever evidence says.
#[test]
fn no_evidence_puts_the_breach_behind_what_was_seen_of_it() {
    let seen_at = noon() + hours(20);
    let at = |breach_at| ReviseBreach { series: breach(), breach_at, evidence: id("crater") };
    let given = || seen_again(examined(), 20);
    given().when(seen_at + hours(9), Actor::Us, at(seen_at)).then_accepted();
    given()
        .when(seen_at + hours(9), Actor::Us, at(seen_at + tick()))
        .then_refused(Rejection::SeenBefore { series: breach(), seen_at });
    // Of several incidents, by the one that was over first.
    let later = seen_at + hours(1);
    given()
        .command(later, Actor::Monitors, detection("second", later))
        .command(later, Actor::Monitors, verify("second"))
        .when(later, Actor::Us, at(later))
        .then_refused(Rejection::SeenBefore { series: breach(), seen_at });
}

/// Rule 19: the same for the third tier, which the US has declined in the meantime.
#[test]
fn a_refusal_of_the_us_meets_a_deadline_that_is_given_time_again() {
    let latest = noon() + hours(96);
    let at = latest + hours(2);
    let (clock, subject, due_at) = (Clock::TierThree, id("breach"), at + hours(1));
    let lapsed = seen_again(expanded(), 33).command(latest, Actor::Clock, expire(clock, "breach"));
    lapsed
        .command(latest + hours(1), Actor::Us, decided(UsDecision::No))
        .when(at, Actor::Monitors, due_again(due_at, 96))
        .then_among(Event::Met { clock, subject, due_at, done_at: Some(latest + hours(1)) });
    let undecided = seen_again(expanded(), 33)
        .command(latest, Actor::Clock, expire(clock, "breach"))
        .command(at, Actor::Monitors, due_again(due_at, 96));
    assert_eq!(deadline(&undecided, clock).status, Status::Open);
}

/// Rule 19: so does a third tier that was opened too late.
#[test]
fn a_third_tier_that_opened_late_meets_a_deadline_that_is_given_time_again() {
    let latest = noon() + hours(96);
    let at = latest + hours(2);
    let (clock, subject, due_at) = (Clock::TierThree, id("breach"), at + hours(1));
    let late = || {
        seen_again(expanded(), 33)
            .command(noon() + hours(70), Actor::Us, decided(UsDecision::Yes))
            .command(latest, Actor::Clock, expire(clock, "breach"))
            .command(latest + hours(1), Actor::CoChairs, OpenTierThree { series: breach() })
    };
    let done_at = Some(latest + hours(1));
    let met = |due_at| Event::Met { clock, subject, due_at, done_at };
    late().when(at, Actor::Monitors, due_again(due_at, 96)).then_among(met(due_at));
    // It was done in time also where the response has gone down since.
    let down_at = latest + hours(14);
    let due_at = down_at + hours(1);
    late()
        .command(
            latest + hours(1),
            Actor::Ua,
            ReportHostilities { series: breach(), continuing: false },
        )
        .command(down_at, Actor::CoChairs, StandDown { series: breach(), to: Tier::One })
        .when(down_at, Actor::Monitors, due_again(due_at, 96))
        .then_among(met(due_at));
}

/// Rule 19: a gate that has struck and lies ahead again strikes again.
#[test]
fn a_gate_that_lies_ahead_again_strikes_again() {
    let at = due() + hours(1);
    let gate = || expire(Clock::TierTwoGate, "breach");
    let given = seen_again(examined(), 20).command(due(), Actor::Clock, gate()).command(
        at,
        Actor::Monitors,
        due_again(at + hours(1), 24),
    );
    assert_eq!(deadline(&given, Clock::TierTwoGate).status, Status::Open);
    assert!(!deadline(&given, Clock::TierTwoGate).missed_before_revision);
    given.when(at + hours(1), Actor::Clock, gate()).then_accepted();
}

/// Rule 19: nothing opens again on a response that has been stood down.
#[test]
fn a_revision_opens_no_deadline_of_a_response_that_is_over() {
    let down_at = due() + hours(14);
    let ceased = ReportHostilities { series: breach(), continuing: false };
    let over = lapsed()
        .command(due() + hours(1), Actor::Ua, ceased)
        .command(down_at, Actor::CoChairs, StandDown { series: breach(), to: Tier::None })
        .command(down_at, Actor::Monitors, due_again(down_at + hours(5), 24));
    let open = over.state.clocks.iter().filter(|(clock, _, deadline)| {
        deadline.status == Status::Open && *clock != Clock::Attribution
    });
    assert_eq!(open.count(), 0);
    assert!(deadline(&over, Clock::TierOne).missed_before_revision);
    assert_eq!(over.state.responses.0[&breach()].acting, NationSet::EMPTY);
}

/// Rule 22: half of the duty does not meet a deadline that is given time again.
#[test]
fn a_duty_that_was_half_done_leaves_a_deadline_that_is_given_time_again_open() {
    let at = due() + hours(2);
    let warning = SendWarning { series: breach() };
    let action = RecordHostAction { series: breach() };
    for half in [
        lapsed().command(due() + hours(1), FR, warning),
        lapsed().command(due() + hours(1), Actor::Ua, action),
    ] {
        let given = half.command(at, Actor::Monitors, due_again(at + hours(1), 24));
        assert_eq!(deadline(&given, Clock::TierOne).status, Status::Open);
    }
}
