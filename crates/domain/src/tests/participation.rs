//! The clock that the cell keeps on itself.

use super::setting::{
    PL, Setting, attributed, consented, eve, expire, hours, id, nations, noon, operating, seated,
    set, tick,
};
use crate::center::{Close, Event, StayAway};
use crate::clock::{self, Clock};
use crate::decision::{Adopt, CastPosition, Label, Matter, Open, Position, Procedure};
use crate::incident::{Dissent, Settle};
use crate::parameter::{Parameter, Value};
use crate::response::OpenTierTwo;
use crate::silence::{self, Start, Urgency};
use crate::{Actor, Nation, Rejection};
use kernel::SimTime;

/// When the first review is due.
fn due() -> SimTime {
    eve() + hours(1_008)
}

fn struck(due_at: SimTime) -> crate::Event {
    let (clock, subject) = (Clock::ParticipationReview, id("cell"));
    clock::Event::Struck { clock, subject, due_at, late_by_revision: false }.into()
}

fn armed(starts_at: SimTime) -> crate::Event {
    let (clock, subject) = (Clock::ParticipationReview, id("cell"));
    clock::Event::Armed { clock, subject, starts_at, due_at: starts_at + hours(1_008) }.into()
}

fn reviewed(since: SimTime, present: &str) -> crate::Event {
    Event::ParticipationReviewed { since, present: nations(present) }.into()
}

fn review() -> clock::Expire {
    expire(Clock::ParticipationReview, "cell")
}

/// Rule 44: a center without decisions asks what its members come for, and asks again.
#[test]
fn a_cell_that_decides_nothing_reviews_its_participation_again_and_again() {
    operating()
        .when(due(), Actor::Clock, review())
        .then(&[struck(due()), reviewed(eve(), "fr de pl"), armed(due())])
        .command(due(), PL, StayAway { nation: Nation::PL })
        .when(due() + hours(1_008), Actor::Clock, review())
        .then(&[
            struck(due() + hours(1_008)),
            reviewed(eve(), "fr de"),
            armed(due() + hours(1_008)),
        ]);
}

/// What comes of the first review when a decision was produced at an instant.
fn after_a_decision(given: Setting, at: SimTime) {
    assert_eq!(given.state.cell.no_decision_since, Some(at));
    given.when(due(), Actor::Clock, review()).then(&[struck(due()), armed(at)]);
}

/// Rule 44: a text adopted is a decision, and the wait starts again from it.
#[test]
fn a_decision_puts_the_review_off() {
    let question = id("statement");
    let open = Open {
        question,
        matter: Matter::Statement,
        procedure: Procedure::CoChairs,
        asked: nations("fr uk"),
        text_version: 1,
        series: None,
        depends_on: None,
    };
    let mut given = operating().command(noon(), Actor::CoChairs, open);
    for nation in nations("fr uk").iter() {
        let position = Position::Agrees;
        let cast = CastPosition { question, nation, position };
        given = given.command(noon(), Actor::of(nation), cast);
    }
    assert_eq!(given.state.cell.no_decision_since, Some(eve()));
    let adopt = Adopt { question, label: Label::Full };
    after_a_decision(given.command(noon(), Actor::CoChairs, adopt), noon());
}

/// Rule 44: so is a text that silence has adopted, and one that was broken is none.
#[test]
fn an_unbroken_silence_puts_the_review_off() {
    let question = id("statement");
    let start = Start {
        question,
        matter: Matter::Statement,
        urgency: Urgency::Urgent,
        asked: nations("fr de"),
        text_version: 1,
        depends_on: None,
    };
    let silent = || operating().command(noon(), Actor::CoChairs, start.clone());
    let at = noon() + hours(24);
    after_a_decision(silent().command(at, Actor::Clock, expire(Clock::Silence, "statement")), at);
    let object = silence::Object { question, nation: Nation::DE };
    silent()
        .command(noon(), Actor::of(Nation::DE), object)
        .when(due(), Actor::Clock, review())
        .then_among(reviewed(eve(), "fr de pl"));
}

/// Rule 44: so is an attribution that is settled, agreed or split.
#[test]
fn a_settled_attribution_is_a_decision() {
    let at = noon() + hours(4);
    let since = |given: Setting| given.state.cell.no_decision_since;
    let settle = || Settle { incident: id("breach") };
    assert_eq!(since(attributed()), None);
    assert_eq!(since(attributed().command(at, Actor::Commission, settle())), Some(at));
    let split = attributed().command(at, Actor::Ua, Dissent { incident: id("breach") });
    assert_eq!(since(split.command(at, Actor::Commission, settle())), Some(at));
}

/// Rule 44: so is the opening of the second tier; the first opens by itself.
#[test]
fn the_opening_of_a_tier_is_a_decision() {
    let at = noon() + hours(24);
    let given = consented();
    assert_eq!(given.state.cell.no_decision_since, None);
    let open = OpenTierTwo { series: id("breach") };
    let given = given.command(at, Actor::CoChairs, open);
    assert_eq!(given.state.cell.no_decision_since, Some(at));
}

/// Rule 44: a review is no sooner than its time, to the millisecond.
#[test]
fn a_decision_one_tick_too_late_puts_the_next_review_off_and_not_this_one() {
    let (clock, subject) = (Clock::ParticipationReview, id("cell"));
    operating()
        .when(due() - tick(), Actor::Clock, review())
        .then_refused(clock::Rejection::NotDue { clock, subject, due_at: due() });
    operating().when(due() + tick(), Actor::Clock, review()).then(&[
        struck(due()),
        reviewed(eve(), "fr de pl"),
        armed(due() + tick()),
    ]);
}

#[test]
fn a_cell_that_is_closed_or_does_not_operate_yet_is_not_reviewed() {
    let (clock, subject) = (Clock::ParticipationReview, id("cell"));
    seated()
        .when(due(), Actor::Clock, review())
        .then_refused(clock::Rejection::UnknownDeadline { clock, subject });
    let cancelled = clock::Event::Cancelled { clock, subject };
    operating()
        .when(noon(), Actor::CoChairs, Close {})
        .then(&[Event::Closed {}.into(), cancelled.into()])
        .when(due(), Actor::Clock, review())
        .then_refused(clock::Rejection::NotOpen { clock, subject });
}

/// A review that is due at once, and again at once, would let no time pass.
#[test]
fn a_review_after_no_time_at_all_is_none() {
    let zero = || set(Parameter::ParticipationReviewAfter, Value::Duration(hours(0)));
    let operating_since = |setting: Setting| {
        setting.command(eve(), Actor::Us, crate::center::AgreeTerms { text: id("terms") }).when(
            eve(),
            Actor::Us,
            crate::center::ReachInitialOperations {},
        )
    };
    let quiet = operating_since(seated().command(eve(), Actor::Control, zero()));
    quiet.then(&[Event::InitialOperationsReached {}.into()]);
    operating()
        .command(noon(), Actor::Control, zero())
        .when(due(), Actor::Clock, review())
        .then(&[struck(due())]);
}

#[test]
fn the_longest_wait_is_never_over() {
    let longest = Value::Duration(kernel::SimDuration::from_millis(u64::MAX));
    let given = operating().command(
        noon(),
        Actor::Control,
        set(Parameter::ParticipationReviewAfter, longest),
    );
    let due_at = SimTime::MAX;
    let (clock, subject) = (Clock::ParticipationReview, id("cell"));
    let again = clock::Event::Armed { clock, subject, starts_at: eve(), due_at };
    given
        .when(due(), Actor::Clock, review())
        .then(&[struck(due()), again.into()])
        .when(noon(), Actor::Clock, review())
        .then_refused(Rejection::from(clock::Rejection::NotDue { clock, subject, due_at }));
}

/// Rule 44: a cell that has closed needs no quorum and regains none.
#[test]
fn a_closed_cell_does_not_recover() {
    let none = |parameter| set(parameter, Value::Count(0));
    let degraded = operating().command(eve(), PL, StayAway { nation: Nation::PL });
    assert!(degraded.state.cell.degraded);
    let recovered = |given: Setting| {
        let lowered = given.command(eve(), Actor::Control, none(Parameter::QuorumNations));
        !lowered.state.cell.degraded
    };
    let again = operating().command(eve(), PL, StayAway { nation: Nation::PL });
    assert!(recovered(again));
    assert!(!recovered(degraded.command(eve(), Actor::CoChairs, Close {})));
}

/// Rule 44: a review that was switched off comes back when its length is set again, counted from the
/// last decision.
#[test]
fn a_review_that_was_switched_off_comes_back() {
    let after =
        |hours_long| set(Parameter::ParticipationReviewAfter, Value::Duration(hours(hours_long)));
    let off = || operating().command(eve(), Actor::Control, after(0));
    // What still runs strikes and says nothing.
    let rested = || off().when(due(), Actor::Clock, review()).then(&[struck(due())]);
    let late = due() + hours(1);
    rested().when(late, Actor::Control, after(1_008)).then_among(reviewed(eve(), "fr de pl"));
    rested().when(late, Actor::Control, after(1_008)).then_among(armed(late));
    let (clock, subject) = (Clock::ParticipationReview, id("cell"));
    let due_at = eve() + hours(2_000);
    let armed = clock::Event::Armed { clock, subject, starts_at: eve(), due_at };
    rested().when(late, Actor::Control, after(2_000)).then_among(armed);
    // One that runs is left alone: it looks at the length when it strikes.
    let events = off().when(eve(), Actor::Control, after(1_008)).result.unwrap();
    assert_eq!(events.len(), 1);
}
